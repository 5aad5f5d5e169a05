//! How much room a registry takes, part by part, and how much is left. Only of the real file system.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::files::{Files, RealFiles};
use crate::{Fault, JOURNAL, KEYS, SNAPSHOTS, VIEWS};

/// Bytes by part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// The journal.
    pub journal: u64,
    /// Snapshots.
    pub snapshots: u64,
    /// The lineage. Its file is as long as it may grow; the bytes that it takes on the disk count.
    pub lineage: u64,
    /// Keys.
    pub keys: u64,
    /// Lists and search.
    pub views: u64,
    /// Everything else.
    pub other: u64,
    /// Bytes that may still be written on the same disk.
    pub free: u64,
}

impl Usage {
    /// Of the data directory `dir`; what cannot be read counts nothing.
    pub fn of(dir: &Path) -> Result<Self, Fault> {
        let free = RealFiles.free_bytes(dir).map_err(Fault::io("measure free space of", dir))?;
        let mut usage = Self { free, ..Self::default() };
        for item in fs::read_dir(dir).map_err(Fault::io("list", dir))?.flatten() {
            let bytes = bytes_of(&item.path());
            match item.file_name().to_str() {
                Some(JOURNAL) => usage.journal += bytes,
                Some(SNAPSHOTS) => usage.snapshots += bytes,
                Some("lineage.map") => usage.lineage += bytes,
                Some(KEYS) => usage.keys += bytes,
                Some(VIEWS) => usage.views += bytes,
                _ => usage.other += bytes,
            }
        }
        Ok(usage)
    }

    /// Everything.
    pub fn total(&self) -> u64 {
        self.journal + self.snapshots + self.lineage + self.keys + self.views + self.other
    }
}

/// Bytes of a file, or of all files in a folder, as they lie on the disk; links are not followed, and what cannot be read
/// counts nothing.
pub fn bytes_of(path: &Path) -> u64 {
    let Ok(data) = path.symlink_metadata() else { return 0 };
    if data.is_dir() {
        return fs::read_dir(path).into_iter().flatten().flatten().map(|item| bytes_of(&item.path())).sum();
    }
    taken(&data)
}

#[cfg(unix)]
fn taken(data: &fs::Metadata) -> u64 {
    data.len().min(std::os::unix::fs::MetadataExt::blocks(data).saturating_mul(512))
}

#[cfg(not(unix))]
fn taken(data: &fs::Metadata) -> u64 {
    data.len()
}

/// The newest snapshot by its file: when it was written, in milliseconds since 1970; none where there is none.
pub fn newest_snapshot(dir: &Path) -> Option<i64> {
    let items = fs::read_dir(dir.join(SNAPSHOTS)).ok()?.flatten();
    let manifests = items.filter(|item| item.path().extension().is_some_and(|ending| ending == "manifest"));
    manifests.filter_map(|item| Some(millis(item.metadata().ok()?.modified().ok()?))).max()
}

fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The directories in a folder, sorted; links are left out.
pub fn list_dirs(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    let items = fs::read_dir(folder).map_err(Fault::io("list", folder))?.flatten();
    let mut dirs: Vec<PathBuf> =
        items.filter(|item| item.file_type().is_ok_and(|kind| kind.is_dir())).map(|item| item.path()).collect();
    dirs.sort();
    Ok(dirs)
}
