//! Keys of subjects. A subject's texts in the journal can be read while its key exists; destroying the key erases them
//! everywhere at once, in the journal and in its copies, while the journal itself stays whole.
//!
//! One file of fixed slots, so that a slot can be overwritten in place. The file is readable by its owner alone. Its keys may
//! be wrapped under a key that lies elsewhere ([`WrappingKey`]); what keeps the file out of the reach of a flash disk's spare
//! blocks is the operator's care, not this module's.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::{Zeroize, Zeroizing};

use crate::Fault;
use crate::files::{File, Files, make_dir, read_up_to, replace};

mod image;
mod wrap;

pub use image::Image;
pub use wrap::{KeyId, WrappingKey};

use wrap::Header;

const NAME: &str = "subjects.key";
const MAGIC: [u8; 8] = *b"TAMGAK0\n";
/// Length of a slot and of the file's header; it divides a sector, so a slot is written wholly or not at all.
const SLOT_BYTES: usize = 64;
const LIVE: u32 = 1;
const DESTROYED: u32 = 2;
const WRAPPED: u32 = 3;

/// A secret of 32 bytes. It is wiped from memory when dropped and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 32]);

impl Drop for Key {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Key {
    /// Takes 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Key(..)")
    }
}

/// The key file of a registry.
pub struct Keys {
    file: Arc<dyn File>,
    path: PathBuf,
    header: Header,
    /// The key that wraps the others, where they are wrapped and it is at hand.
    wrapping: Option<WrappingKey>,
}

#[derive(Debug, PartialEq, Eq)]
enum Slot {
    Empty,
    Live(Key),
    /// There is one, but the key that wraps it is not at hand.
    Locked,
    Destroyed,
}

impl Keys {
    /// Creates the key file in `dir`, which must not hold one.
    pub fn create(files: &dyn Files, dir: &Path) -> Result<Self, Fault> {
        let path = dir.join(NAME);
        match files.open(&path) {
            Ok(_) => return Err(Fault::Exists { path }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Fault::io("open", &path)(error)),
        }
        make_dir(files, dir)?;
        let file = replace(files, &path, &Header::PLAIN.encode())?;
        Ok(Self { file, path, header: Header::PLAIN, wrapping: None })
    }

    /// Opens the key file in `dir`. Keys that are wrapped can be destroyed then, and not read: [`Fault::Locked`].
    pub fn open(files: &dyn Files, dir: &Path) -> Result<Self, Fault> {
        Self::open_with(files, dir, None)
    }

    /// The same with the key that wraps the others; it is not used where they are plain. [`Fault::WrongKey`] where they are
    /// under another one.
    pub fn open_with(files: &dyn Files, dir: &Path, wrapping: Option<&WrappingKey>) -> Result<Self, Fault> {
        let path = dir.join(NAME);
        let file = match files.open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(Fault::Missing { what: "key file", path: dir.to_owned() });
            }
            Err(error) => return Err(Fault::io("open", &path)(error)),
        };
        let mut header = [0; SLOT_BYTES];
        read_up_to(&*file, &mut header, 0).map_err(Fault::io("read", &path))?;
        let decoded = Header::decode(&header);
        let header = decoded.ok_or_else(|| Fault::corrupt(&path, 0, None, "not a key file of version 0"))?;
        match (header.wrapping, wrapping) {
            (Some(id), Some(key)) if key.id() != id => Err(Fault::WrongKey { path, needed: id, given: key.id() }),
            (id, key) => Ok(Self { file, path, header, wrapping: id.and(key).cloned() }),
        }
    }

    /// Which key wraps the others; none where they are plain.
    pub fn wrapped_under(&self) -> Option<KeyId> {
        self.header.wrapping
    }

    /// How often the keys were wrapped anew.
    pub fn generation(&self) -> u32 {
        self.header.generation
    }

    /// Gives `subject` a key. It is durable only after [`Keys::sync`].
    ///
    /// The same key again is fine; another one is [`Fault::KeyExists`], and a destroyed one stays so:
    /// [`Fault::KeyDestroyed`].
    pub fn create_key(&mut self, subject: u32, key: &Key) -> Result<(), Fault> {
        match self.slot(subject)? {
            Slot::Empty => self.write(subject, Some(key)),
            Slot::Locked => Err(self.locked()),
            Slot::Live(known) if known == *key => Ok(()),
            Slot::Live(_) => Err(Fault::KeyExists { subject }),
            Slot::Destroyed => Err(Fault::KeyDestroyed { subject }),
        }
    }

    /// Makes all created keys durable. Call it before the group of entries that needs them is written: an entry without
    /// its key would be erased from the start.
    pub fn sync(&self) -> Result<(), Fault> {
        self.file.sync_data().map_err(Fault::io("sync", &self.path))
    }

    /// The key of `subject`, or `None` where it has none, or none any more.
    pub fn find(&self, subject: u32) -> Result<Option<Key>, Fault> {
        Ok(match self.slot(subject)? {
            Slot::Live(key) => Some(key),
            Slot::Locked => return Err(self.locked()),
            Slot::Empty | Slot::Destroyed => None,
        })
    }

    /// Whether the key of `subject` was destroyed.
    pub fn is_destroyed(&self, subject: u32) -> Result<bool, Fault> {
        Ok(self.slot(subject)? == Slot::Destroyed)
    }

    /// Overwrites the key of `subject` with zeros for good, durably. Again, or without a key before, is fine.
    pub fn destroy(&mut self, subject: u32) -> Result<(), Fault> {
        self.destroy_many(std::iter::once(subject))
    }

    /// The same for many subjects, with one sync, which is made even where there is none. Slots that read as destroyed are
    /// written again: after a failed sync they may read so and yet hold the key on the disk.
    pub fn destroy_many(&mut self, subjects: impl IntoIterator<Item = u32>) -> Result<(), Fault> {
        subjects.into_iter().try_for_each(|subject| self.write(subject, None))?;
        self.sync()
    }

    /// Forgets the keys of subjects from `first_free` on, durably. After a crash the file may hold keys whose entries were
    /// lost; the caller clears them once it knows, from the journal, which subject comes next.
    pub fn clear_from(&mut self, first_free: u32) -> Result<(), Fault> {
        let (size, keep) = (self.file.size().map_err(Fault::io("measure", &self.path))?, offset(first_free));
        if size > keep {
            // Overwritten before it is cut off, as a cut alone leaves the keys on the disk.
            let zeros = vec![0; usize::try_from(size - keep).unwrap_or(0)];
            self.file.write_at(&zeros, keep).map_err(Fault::io("write", &self.path))?;
            self.sync()?;
            self.file.set_size(keep).map_err(Fault::io("cut", &self.path))?;
            self.sync()?;
        }
        Ok(())
    }

    fn locked(&self) -> Fault {
        Fault::Locked { path: self.path.clone(), needed: self.header.wrapping.unwrap_or_default() }
    }

    /// Writes a key, or its end.
    fn write(&self, subject: u32, key: Option<&Key>) -> Result<(), Fault> {
        let slot = match (key, &self.wrapping) {
            (Some(_), None) if self.header.wrapping.is_some() => return Err(self.locked()),
            (Some(key), wrapping) => self.header.encode_slot(subject, key, wrapping.as_ref())?,
            (None, _) => destroyed_slot(subject),
        };
        self.file.write_at(&*slot, offset(subject)).map_err(Fault::io("write", &self.path))
    }

    fn slot(&self, subject: u32) -> Result<Slot, Fault> {
        let mut slot = Zeroizing::new([0; SLOT_BYTES]);
        let read = read_up_to(&*self.file, &mut *slot, offset(subject)).map_err(Fault::io("read", &self.path))?;
        // A slot that was never written lies beyond the end or in a gap that reads as zeros.
        if read == 0 {
            return Ok(Slot::Empty);
        }
        let decoded = self.header.decode_slot(&slot, subject, self.wrapping.as_ref());
        decoded.map_err(|why| Fault::corrupt(&self.path, offset(subject), None, why))
    }
}

/// The key file in the folder `dir`.
pub(crate) fn path_in(dir: &Path) -> PathBuf {
    dir.join(NAME)
}

fn offset(subject: u32) -> u64 {
    (u64::from(subject) + 1) * SLOT_BYTES as u64
}

/// The slot of a subject whose key is no more.
fn destroyed_slot(subject: u32) -> Zeroizing<[u8; SLOT_BYTES]> {
    let mut slot = Zeroizing::new([0; SLOT_BYTES]);
    slot[0..4].copy_from_slice(&DESTROYED.to_le_bytes());
    slot[4..8].copy_from_slice(&subject.to_le_bytes());
    seal_slot(&mut slot);
    slot
}

fn seal_slot(slot: &mut [u8; SLOT_BYTES]) {
    let crc = crc32c::crc32c(&slot[..SLOT_BYTES - 4]);
    slot[SLOT_BYTES - 4..].copy_from_slice(&crc.to_le_bytes());
}

fn holds(slot: &[u8; SLOT_BYTES]) -> bool {
    crc32c::crc32c(&slot[..SLOT_BYTES - 4]).to_le_bytes() == slot[SLOT_BYTES - 4..]
}
