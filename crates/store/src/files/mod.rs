//! The few file operations that the store needs, so that tests can put a simulated disk below it.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::Fault;

#[cfg(feature = "faults")]
mod faulty;
mod real;
#[cfg(feature = "faults")]
mod sim;

#[cfg(feature = "faults")]
pub use faulty::{FaultyFiles, Plan};
pub use real::RealFiles;
pub(crate) use real::lock_file;
#[cfg(feature = "faults")]
pub use sim::{Random, SimDisk};

/// A file system. Paths are used as given; nothing is durable before the matching sync.
pub trait Files: Send + Sync {
    /// Creates a file for reading and writing; fails where one exists.
    fn create_new(&self, path: &Path) -> io::Result<Arc<dyn File>>;
    /// Opens an existing file for reading and writing.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>>;
    /// Creates a directory and its parents; one that exists is no error.
    fn create_dir(&self, path: &Path) -> io::Result<()>;
    /// Renames a file, replacing what has the new name.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Gives a file a second name in another folder. A file system that cannot says so.
    fn link(&self, _from: &Path, _to: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Names in a directory, sorted; names that are not UTF-8 are left out, as the store writes none.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;
    /// Makes created, renamed and removed names in `dir` durable.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
    /// Bytes that may still be written below `dir`.
    fn free_bytes(&self, dir: &Path) -> io::Result<u64>;
    /// Waits for and holds an exclusive lock on the file `path`, which is created where missing, until it is dropped.
    fn lock(&self, path: &Path) -> io::Result<Box<dyn Send + Sync>>;
}

/// An open file.
pub trait File: Send + Sync {
    /// Reads at `offset` as many bytes as there are, up to the length of `buffer`; 0 means the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes all bytes at `offset`; after an error any part of them may have been written.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()>;
    /// Makes content and length durable.
    fn sync_data(&self) -> io::Result<()>;
    /// Cuts or extends (with zeros) to `size` bytes.
    fn set_size(&self, size: u64) -> io::Result<()>;
    /// Length in bytes.
    fn size(&self) -> io::Result<u64>;
}

/// Fills `buffer` from `offset` on as far as the file reaches; returns how much that was.
pub(crate) fn read_up_to(file: &dyn File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The whole content of a small file, or `None` where there is none.
pub(crate) fn read_whole(files: &dyn Files, path: &Path) -> Result<Option<Vec<u8>>, Fault> {
    let file = match files.open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::io("open", path)(error)),
    };
    let size = file.size().map_err(Fault::io("measure", path))?;
    let mut bytes = vec![0; usize::try_from(size).unwrap_or(0)];
    let read = read_up_to(&*file, &mut bytes, 0).map_err(Fault::io("read", path))?;
    bytes.truncate(read);
    Ok(Some(bytes))
}

/// Writes a file aside (`.new`), syncs it and renames it, so that `path` holds the old or the new content, never a mix.
pub(crate) fn replace(files: &dyn Files, path: &Path, bytes: &[u8]) -> Result<Arc<dyn File>, Fault> {
    let aside = aside_of(path);
    match files.remove(&aside) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Fault::io("remove", &aside)(error)),
        _ => {}
    }
    let file = files.create_new(&aside).map_err(Fault::io("create", &aside))?;
    file.write_at(bytes, 0).map_err(Fault::io("write", &aside))?;
    file.sync_data().map_err(Fault::io("sync", &aside))?;
    files.rename(&aside, path).map_err(Fault::io("rename", &aside))?;
    let dir = dir_of(path);
    files.sync_dir(dir).map_err(Fault::io("sync", dir))?;
    Ok(file)
}

/// Creates a directory and its parents where missing, and makes the new names durable.
pub(crate) fn make_dir(files: &dyn Files, dir: &Path) -> Result<(), Fault> {
    let missing: Vec<&Path> = dir.ancestors().take_while(|path| !exists(files, path)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    files.create_dir(dir).map_err(Fault::io("create", dir))?;
    missing
        .into_iter()
        .rev()
        .map(dir_of)
        .try_for_each(|parent| files.sync_dir(parent).map_err(Fault::io("sync", parent)))
}

/// Whether a directory is there; the empty path is the present one.
fn exists(files: &dyn Files, dir: &Path) -> bool {
    dir.as_os_str().is_empty() || !matches!(files.list(dir), Err(error) if error.kind() == io::ErrorKind::NotFound)
}

/// Names in a directory; a missing directory has none.
pub(crate) fn names(files: &dyn Files, dir: &Path) -> Result<Vec<String>, Fault> {
    match files.list(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        answer => answer.map_err(Fault::io("list", dir)),
    }
}

/// The directory that holds `path`.
pub(crate) fn dir_of(path: &Path) -> &Path {
    path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// `path` with `.new` behind its name.
pub(crate) fn aside_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    name.into()
}
