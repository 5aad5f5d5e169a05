//! The checkpoint beside the directory: what this registry has once stated about itself, kept where a restored copy of the
//! directory does not bring its own older statement along.
//!
//! A registry that goes on from an older copy would give other entries the numbers it has already given: a fork. So the
//! newest checkpoint is compared at each opening, and moved forward only from the value it is known to have.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::Fault;
use crate::files::{Files, dir_of, make_dir, read_whole, replace};
use crate::journal::Fields;

const MAGIC: [u8; 8] = *b"TAMGAC0\n";

/// What a registry states: so many entries, with this root, in this epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which registry.
    pub registry: [u8; 16],
    /// Grows by one with each restore.
    pub epoch: u32,
    /// Number of entries.
    pub size: u64,
    /// Root of the log over them.
    pub root: [u8; 32],
}

/// The checkpoint file of one directory, `<dir>.checkpoint`.
pub struct Guard {
    files: Arc<dyn Files>,
    path: PathBuf,
}

impl Guard {
    /// The guard of the data directory `dir`. Nothing is read or written yet.
    pub fn of(files: Arc<dyn Files>, dir: &Path) -> Self {
        Self { files, path: beside(dir, ".checkpoint") }
    }

    /// Where the checkpoint lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Fails where no checkpoint can be written. Asked before a registry is begun, as its checkpoint comes last.
    pub fn probe(&self) -> Result<(), Fault> {
        make_dir(&*self.files, dir_of(&self.path))?;
        let _held = self.hold()?;
        let mut name = self.path.as_os_str().to_owned();
        name.push(".probe");
        let path = PathBuf::from(name);
        replace(&*self.files, &path, b"")?;
        self.files.remove(&path).map_err(Fault::io("remove", &path))
    }

    /// States the first checkpoint of a new registry. [`Fault::Exists`] where there is one: the directory was lost, and a
    /// registry is begun once only.
    pub fn create(&self, first: &Checkpoint) -> Result<(), Fault> {
        let _held = self.hold()?;
        match self.find()? {
            Some(_) => Err(Fault::Exists { path: self.path.clone() }),
            None => self.put(first),
        }
    }

    /// The checkpoint, or `None` where there is none.
    pub fn find(&self) -> Result<Option<Checkpoint>, Fault> {
        let Some(bytes) = read_whole(&*self.files, &self.path)? else { return Ok(None) };
        decode(&bytes).map(Some).ok_or_else(|| Fault::Checkpoint { path: self.path.clone() })
    }

    /// Checks that the journal at hand (`now`, with `root_at` for its earlier sizes) continues the checkpoint.
    ///
    /// [`Fault::Fork`] where the checkpoint is missing, of another registry or epoch, ahead of the journal, or names another
    /// root at its size.
    pub fn check(&self, now: &Checkpoint, root_at: impl FnOnce(u64) -> Option<[u8; 32]>) -> Result<(), Fault> {
        let Some(known) = self.find()? else {
            return Err(self.fork("there is no checkpoint, so this may be a copy of another directory".to_owned()));
        };
        if known.registry != now.registry {
            return Err(self.fork("the checkpoint belongs to another registry".to_owned()));
        }
        if known.epoch != now.epoch {
            return Err(self.fork(format!("the checkpoint is of epoch {}, the journal of {}", known.epoch, now.epoch)));
        }
        if known.size > now.size {
            let (size, held) = (known.size, now.size);
            return Err(self.fork(format!("the checkpoint names {size} entries, the journal holds {held}")));
        }
        let root = if known.size == now.size { Some(now.root) } else { root_at(known.size) };
        if root != Some(known.root) {
            return Err(self.fork(format!("the journal has another root at {} entries", known.size)));
        }
        Ok(())
    }

    /// Moves the checkpoint from `from` to `to`. [`Fault::Fork`] where the file does not hold `from` (another process moved
    /// it) or `to` is not ahead of it in the same registry and epoch.
    pub fn advance(&self, from: &Checkpoint, to: &Checkpoint) -> Result<(), Fault> {
        let _held = self.hold()?;
        if self.find()?.as_ref() != Some(from) {
            return Err(self.fork("another program has moved the checkpoint".to_owned()));
        }
        let same = from.registry == to.registry && from.epoch == to.epoch;
        if !same || to.size < from.size || (to.size == from.size && to.root != from.root) {
            return Err(self.fork(format!("{} entries do not come after {}", to.size, from.size)));
        }
        if from == to { Ok(()) } else { self.put(to) }
    }

    /// States the checkpoint of a restored directory, whatever there was; its epoch must be later than any known one.
    /// Only `restore` calls this, after it has appended the entry that says so.
    pub fn restore(&self, to: &Checkpoint) -> Result<(), Fault> {
        let _held = self.hold()?;
        match self.find()? {
            Some(known) if known.registry != to.registry || known.epoch >= to.epoch => {
                Err(self.fork(format!("epoch {} does not come after {}", to.epoch, known.epoch)))
            }
            _ => self.put(to),
        }
    }

    fn hold(&self) -> Result<Box<dyn Send + Sync>, Fault> {
        let mut name = self.path.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        self.files.lock(&path).map_err(Fault::io("lock", &path))
    }

    fn put(&self, checkpoint: &Checkpoint) -> Result<(), Fault> {
        replace(&*self.files, &self.path, &encode(checkpoint)).map(drop)
    }

    fn fork(&self, why: String) -> Fault {
        Fault::Fork { path: self.path.clone(), why }
    }
}

/// The path of the directory with `ending` behind its name: what belongs to it and must not lie in it.
pub fn beside(dir: &Path, ending: &str) -> PathBuf {
    // `data`, `data/` and `./data` are one directory; `.` gets its own name.
    let absolute = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let named: PathBuf = if dir.file_name().is_some() { dir } else { absolute.as_path() }.components().collect();
    let mut name = named.into_os_string();
    name.push(ending);
    name.into()
}

fn encode(checkpoint: &Checkpoint) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&checkpoint.registry);
    bytes.extend_from_slice(&checkpoint.epoch.to_le_bytes());
    bytes.extend_from_slice(&checkpoint.size.to_le_bytes());
    bytes.extend_from_slice(&checkpoint.root);
    bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
    bytes
}

fn decode(bytes: &[u8]) -> Option<Checkpoint> {
    let (content, crc) = bytes.split_last_chunk::<4>()?;
    let mut fields = Fields(content);
    let magic: [u8; 8] = fields.array()?;
    let checkpoint =
        Checkpoint { registry: fields.array()?, epoch: fields.u32()?, size: fields.u64()?, root: fields.array()? };
    let whole = magic == MAGIC && fields.0.is_empty() && crc32c::crc32c(content).to_le_bytes() == *crc;
    whole.then_some(checkpoint)
}
