//! A copy of a registry's directory: everything that cannot be computed again, and nothing else.
//!
//! Segments only grow, and a position names how far they count, so a copy made while another process works is the registry
//! at that position. Snapshots and lineage are left out: they are rebuilt. The checkpoint beside the directory is left out
//! too, so that a copy is not taken for the registry itself.
//!
//! A mark is written before anything else and a receipt behind everything else, so that a half copy is never taken for a
//! whole one. A closed segment that an earlier copy has already may be shared with it (a hard link).

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::files::{Files, dir_of, make_dir, names, read_up_to, read_whole, replace};
use crate::journal::{Position, segment_number};
use crate::keys::Image;
use crate::receipt::{Filed, Receipt, hex, unhex};
use crate::{DirLock, Fault, identity, keys, lock, receipt, tables};

/// Folder of the journal in a data directory.
pub const JOURNAL: &str = "journal";
/// Folder of the keys in a data directory.
pub const KEYS: &str = "keys";
/// Folder of the snapshots in a data directory.
pub const SNAPSHOTS: &str = "snapshots";
/// Folder of lists and search in a data directory. What is in it is made by the crate `views`.
pub const VIEWS: &str = "views";

/// Bytes that are copied at once.
const STEP_BYTES: usize = 1 << 20;
/// The mark of a copy that is not finished: which registry is copied.
const MARK: &str = "backup.partial";

/// What a directory is, for whoever wants to restore from it.
#[derive(Clone, Debug)]
pub enum Found {
    /// A whole copy, by its receipt; its files were not looked at.
    Whole(Box<Receipt>),
    /// A copy that was not finished.
    Unfinished,
    /// The directory of a registry, moved or not.
    Registry,
    /// Nothing to restore from.
    Nothing,
}

/// Looks what `dir` is.
pub fn find_copy(files: &dyn Files, dir: &Path) -> Result<Found, Fault> {
    if let Some(receipt) = receipt::find(files, dir)? {
        return Ok(Found::Whole(Box::new(receipt)));
    }
    let names = names(files, dir)?;
    Ok(match names {
        // The mark itself may have been cut off while it was written aside.
        names if names.iter().any(|name| name.starts_with(MARK)) => Found::Unfinished,
        names if names.iter().any(|name| name == lock::NAME) => Found::Registry,
        _ => Found::Nothing,
    })
}

/// A copy that is being made. Dropped before [`Work::finish`], it stays unfinished, and says so.
pub struct Work {
    dir: PathBuf,
    _lock: DirLock,
}

impl Work {
    /// Begins a copy of `registry` in `dir`, which is empty, or not there, or an unfinished copy that nobody works at; that is
    /// begun anew. [`Fault::Exists`] where something else is there.
    pub fn begin(files: &dyn Files, dir: &Path, registry: [u8; 16]) -> Result<Self, Fault> {
        let lock = DirLock::acquire(dir)?;
        let found = names(files, dir)?;
        let is_ours = matches!(find_copy(files, dir)?, Found::Unfinished);
        if !is_ours && found.iter().any(|name| name != lock::NAME) {
            return Err(Fault::Exists { path: dir.to_owned() });
        }
        // The mark goes last and comes first.
        found
            .iter()
            .filter(|name| *name != lock::NAME && *name != MARK)
            .try_for_each(|name| remove(&dir.join(name)))?;
        put_mark(files, dir, registry)?;
        make_dir(files, &dir.join(JOURNAL))?;
        make_dir(files, &dir.join(KEYS))?;
        Ok(Self { dir: dir.to_owned(), _lock: lock })
    }

    /// Writes the receipt: from now on the copy is whole.
    pub fn finish(self, files: &dyn Files, receipt: &Receipt) -> Result<(), Fault> {
        for dir in [&self.dir.join(JOURNAL), &self.dir.join(KEYS), &self.dir] {
            files.sync_dir(dir).map_err(Fault::io("sync", dir))?;
        }
        receipt::put(files, &self.dir, receipt)?;
        drop_mark(files, &self.dir)
    }
}

fn put_mark(files: &dyn Files, dir: &Path, registry: [u8; 16]) -> Result<(), Fault> {
    replace(files, &dir.join(MARK), json!({"registry": hex(&registry)}).to_string().as_bytes()).map(drop)
}

/// Takes the mark of an unfinished copy away, where there is one.
pub fn drop_mark(files: &dyn Files, dir: &Path) -> Result<(), Fault> {
    let path = dir.join(MARK);
    match files.remove(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::io("remove", &path)(error)),
        Err(_) => Ok(()),
        Ok(()) => files.sync_dir(dir).map_err(Fault::io("sync", dir)),
    }
}

/// Gives the copy in `from` the name `to`, where nothing is, and takes its mark away.
pub fn put_in_place(files: &dyn Files, from: &Path, to: &Path) -> Result<(), Fault> {
    files.rename(from, to).map_err(Fault::io("rename", from))?;
    let dir = dir_of(to);
    files.sync_dir(dir).map_err(Fault::io("sync", dir))?;
    drop_mark(files, to)
}

/// An earlier copy, whose segments may be shared.
pub struct Earlier {
    /// Its directory.
    pub dir: PathBuf,
    /// Its receipt.
    pub receipt: Receipt,
}

/// Copies the journal of the data directory `from` up to `position` into the copy `to`. `told` hears of bytes as they are
/// copied. Returns what was written.
pub fn copy_journal(
    files: &dyn Files,
    from: &Path,
    to: &Path,
    position: Position,
    earlier: Option<&Earlier>,
    told: &mut dyn FnMut(u64),
) -> Result<Vec<Filed>, Fault> {
    let mut filed = Vec::new();
    for name in names(files, &from.join(JOURNAL))? {
        let Some(first_seq) = segment_number(&name).filter(|first_seq| *first_seq <= position.segment) else {
            continue;
        };
        let path = format!("{JOURNAL}/{name}");
        let (source, target) = (from.join(&path), to.join(&path));
        let is_closed = first_seq < position.segment;
        let shared = if is_closed { share(files, &source, &path, &target, earlier, told)? } else { None };
        let end = if is_closed { u64::MAX } else { position.offset };
        filed.push(match shared {
            Some(shared) => shared,
            None => copy_file(files, &source, &target, end, told)?.named(path),
        });
    }
    Ok(filed)
}

/// Bytes that [`copy_journal`] will go through.
pub fn journal_bytes(files: &dyn Files, from: &Path, position: Position) -> Result<u64, Fault> {
    let mut total = position.offset;
    for name in names(files, &from.join(JOURNAL))? {
        if segment_number(&name).is_some_and(|first_seq| first_seq < position.segment) {
            let path = from.join(JOURNAL).join(name);
            total += files.open(&path).and_then(|file| file.size()).map_err(Fault::io("measure", &path))?;
        }
    }
    Ok(total)
}

/// Makes durable what the last segment holds, so that the copy is never ahead of what the registry itself can lose.
pub fn sync_journal(files: &dyn Files, from: &Path, position: Position) -> Result<(), Fault> {
    let path = from.join(JOURNAL).join(format!("{:020}.seg", position.segment));
    files.open(&path).and_then(|file| file.sync_data()).map_err(Fault::io("sync", &path))
}

/// Writes the secret of `from` and the keys of `image` into the copy `to`.
pub fn copy_secrets(files: &dyn Files, from: &Path, to: &Path, image: &Image) -> Result<Vec<Filed>, Fault> {
    let (secret, keys) = (identity::path_in(Path::new("")), keys::path_in(Path::new(KEYS)));
    let copied = copy_file(files, &from.join(&secret), &to.join(&secret), u64::MAX, &mut |_| ())?;
    replace(files, &to.join(&keys), image.bytes())?;
    let named = |path: PathBuf| path.to_string_lossy().into_owned();
    let of_keys = Written { bytes: image.bytes().len() as u64, sha256: Sha256::digest(image.bytes()).into() };
    Ok(vec![copied.named(named(secret)), of_keys.named(named(keys))])
}

/// Writes the imported tables of `from` into the copy `to`.
pub fn copy_tables(files: &dyn Files, from: &Path, to: &Path) -> Result<Vec<Filed>, Fault> {
    let mut filed = Vec::new();
    for table in tables::list(files, from)? {
        tables::keep(files, to, &table.name, &table.bytes)?;
        let path = table.path.strip_prefix(from).unwrap_or(&table.path).to_string_lossy().into_owned();
        let (bytes, sha256) = (table.bytes.len() as u64, Sha256::digest(&table.bytes).into());
        filed.push(Written { bytes, sha256 }.named(path));
    }
    Ok(filed)
}

/// Copies all files of a copy into `to`, comparing each with the receipt.
pub fn copy_whole(
    files: &dyn Files,
    from: &Path,
    to: &Path,
    receipt: &Receipt,
    told: &mut dyn FnMut(u64),
) -> Result<(), Fault> {
    for filed in &receipt.files {
        let target = to.join(&filed.path);
        make_dir(files, dir_of(&target))?;
        let written = copy_file(files, &from.join(&filed.path), &target, u64::MAX, told)?;
        compare(from, filed, &written)?;
    }
    Ok(())
}

/// Reads all files of the copy in `dir` and compares them with the receipt.
pub fn check_files(files: &dyn Files, dir: &Path, receipt: &Receipt, told: &mut dyn FnMut(u64)) -> Result<(), Fault> {
    for filed in &receipt.files {
        compare(dir, filed, &digest_file(files, &dir.join(&filed.path), told)?)?;
    }
    Ok(())
}

fn compare(dir: &Path, filed: &Filed, found: &Written) -> Result<(), Fault> {
    let why = if filed.bytes != found.bytes {
        format!("{} has {} bytes, its receipt says {}", filed.path, found.bytes, filed.bytes)
    } else if filed.sha256 != found.sha256 {
        format!("{} has another SHA-256 than its receipt says", filed.path)
    } else {
        return Ok(());
    };
    Err(Fault::NotWhole { path: dir.to_owned(), why })
}

/// Links the target to the same segment of an earlier copy, where that has the same bytes and the file system can.
fn share(
    files: &dyn Files,
    source: &Path,
    path: &str,
    target: &Path,
    earlier: Option<&Earlier>,
    told: &mut dyn FnMut(u64),
) -> Result<Option<Filed>, Fault> {
    let Some(earlier) = earlier else { return Ok(None) };
    let Some(known) = earlier.receipt.files.iter().find(|known| known.path == path) else { return Ok(None) };
    let size = files.open(source).and_then(|file| file.size()).map_err(Fault::io("measure", source))?;
    if size != known.bytes || digest_file(files, source, told)?.sha256 != known.sha256 {
        return Ok(None);
    }
    // Where links are not possible, or the earlier copy is gone, the segment is copied.
    Ok(files.link(&earlier.dir.join(path), target).is_ok().then(|| known.clone()))
}

/// Length and digest of a file.
struct Written {
    bytes: u64,
    sha256: [u8; 32],
}

impl Written {
    fn named(self, path: String) -> Filed {
        Filed { path, bytes: self.bytes, sha256: self.sha256 }
    }
}

/// Copies the first `end` bytes of a file, durably but for its name.
fn copy_file(files: &dyn Files, from: &Path, to: &Path, end: u64, told: &mut dyn FnMut(u64)) -> Result<Written, Fault> {
    let target = files.create_new(to).map_err(Fault::io("create", to))?;
    let written = walk(files, from, end, &mut |bytes, offset| {
        told(bytes.len() as u64);
        target.write_at(bytes, offset).map_err(Fault::io("write", to))
    })?;
    target.sync_data().map_err(Fault::io("sync", to))?;
    Ok(written)
}

fn digest_file(files: &dyn Files, path: &Path, told: &mut dyn FnMut(u64)) -> Result<Written, Fault> {
    walk(files, path, u64::MAX, &mut |bytes, _| {
        told(bytes.len() as u64);
        Ok(())
    })
}

/// Takes a piece of a file and its offset.
type Piece<'a> = &'a mut dyn FnMut(&[u8], u64) -> Result<(), Fault>;

/// Reads the first `end` bytes of a file, piece by piece.
fn walk(files: &dyn Files, path: &Path, end: u64, piece: Piece<'_>) -> Result<Written, Fault> {
    let source = files.open(path).map_err(Fault::io("open", path))?;
    let mut buffer = vec![0; STEP_BYTES];
    let (mut offset, mut digest) = (0, Sha256::new());
    while offset < end {
        let room = usize::try_from(end - offset).unwrap_or(usize::MAX).min(buffer.len());
        let read = read_up_to(&*source, &mut buffer[..room], offset).map_err(Fault::io("read", path))?;
        if read == 0 {
            break;
        }
        digest.update(&buffer[..read]);
        piece(&buffer[..read], offset)?;
        offset += read as u64;
    }
    if end != u64::MAX && offset < end {
        return Err(Fault::corrupt(path, offset, None, "file is shorter than its position"));
    }
    Ok(Written { bytes: offset, sha256: digest.finalize().into() })
}

/// Removes a copy of `registry` in `dir`; whatever else lies in the directory stays, with the directory. A removal that is cut
/// off leaves an unfinished copy. [`Fault::InUse`] where somebody works at it.
pub fn remove_copy(files: &dyn Files, dir: &Path, registry: [u8; 16]) -> Result<(), Fault> {
    let _lock = DirLock::acquire(dir)?;
    let is_of = match find_copy(files, dir)? {
        Found::Whole(receipt) => receipt.registry == registry,
        Found::Unfinished => marked(files, dir)? == Some(registry),
        Found::Registry | Found::Nothing => false,
    };
    if !is_of {
        return Err(Fault::Missing { what: "copy of this registry", path: dir.to_owned() });
    }
    put_mark(files, dir, registry)?;
    let secret = identity::path_in(Path::new(""));
    for name in [Path::new(receipt::NAME), Path::new(JOURNAL), Path::new(KEYS), &secret] {
        remove(&dir.join(name))?;
    }
    remove(&dir.join(MARK))?;
    remove(&dir.join(lock::NAME))?;
    // It stays where somebody has put something else into it.
    let _ = fs::remove_dir(dir);
    Ok(())
}

/// The registry that an unfinished copy is of; none where there is no mark that can be read.
pub fn marked(files: &dyn Files, dir: &Path) -> Result<Option<[u8; 16]>, Fault> {
    let Some(bytes) = read_whole(files, &dir.join(MARK))? else { return Ok(None) };
    let value: Option<serde_json::Value> = serde_json::from_slice(&bytes).ok();
    Ok(value.and_then(|value| unhex(value["registry"].as_str()?)))
}

/// Removes a file, or a folder with all in it.
fn remove(path: &Path) -> Result<(), Fault> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::io("remove", path)(error)),
        _ => Ok(()),
    }
}
