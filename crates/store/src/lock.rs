//! One process per directory.

use std::fs::{File, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::Path;

use crate::Fault;
use crate::files::{RealFiles, lock_file, make_dir};

/// Name of the lock file within the directory.
pub(crate) const NAME: &str = "LOCK";

/// Holds a directory for this process until it is dropped or the process ends, however it ends.
#[derive(Debug)]
pub struct DirLock {
    _file: File,
}

impl DirLock {
    /// Takes the directory, creating it where missing; [`Fault::InUse`] where another process, or another `DirLock` of
    /// this one, holds it. The file `LOCK` names the process and stays behind; only the system's lock on it counts.
    pub fn acquire(dir: &Path) -> Result<Self, Fault> {
        make_dir(&RealFiles, dir)?;
        let path = dir.join(NAME);
        let mut file = lock_file(&path).map_err(Fault::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Fault::InUse { path: dir.to_owned(), pid: holder(&mut file) });
            }
            Err(TryLockError::Error(error)) => return Err(Fault::io("lock", &path)(error)),
        }
        name_holder(&mut file).map_err(Fault::io("write", &path))?;
        Ok(Self { _file: file })
    }
}

/// The process that the file names. It may just be starting, so an unreadable number is no error.
fn holder(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(16).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn name_holder(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_told_who_holds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("data");
        let held = DirLock::acquire(&path).unwrap();
        let fault = DirLock::acquire(&path).unwrap_err();
        assert!(matches!(fault, Fault::InUse { pid: Some(pid), .. } if pid == std::process::id()), "{fault}");
        assert!(fault.to_string().ends_with("; stop it or choose another directory"), "{fault}");
        drop(held);
        DirLock::acquire(&path).unwrap();
    }
}
