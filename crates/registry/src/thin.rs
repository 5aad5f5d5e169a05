//! Which copies in a folder are kept. A copy of something else is never touched, nor is the newest whole one.

use crate::Fault;
use std::cmp::Reverse;
use std::path::{Path, PathBuf};
use store::Receipt;
use store::copy::{self, Found};
use store::files::Files;
use trade::date::Timestamp;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// What is kept: a copy goes when no rule keeps it. Without any rule all are kept.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keep {
    /// So many of the newest.
    pub count: Option<usize>,
    /// Those that are not older than so many days.
    pub days: Option<u32>,
}

impl Keep {
    fn keeps(&self, rank: usize, taken_at: Timestamp, now: Timestamp) -> bool {
        let age = now.millis().saturating_sub(taken_at.millis());
        let by_count = self.count.is_some_and(|count| rank < count);
        let by_age = self.days.is_some_and(|days| age <= i64::from(days) * DAY_MS);
        by_count || by_age || (self.count.is_none() && self.days.is_none())
    }
}

/// What a thinning did.
#[derive(Clone, Debug, Default)]
pub struct Thinned {
    /// Copies of this registry that are there.
    pub kept: Vec<PathBuf>,
    /// Copies that were removed.
    pub removed: Vec<PathBuf>,
}

/// Whole copies of `registry` in `folder`, the newest first.
fn list_copies(files: &dyn Files, folder: &Path, registry: [u8; 16]) -> Result<Vec<(PathBuf, Receipt)>, Fault> {
    let mut copies = Vec::new();
    for dir in dirs(folder)? {
        // What cannot be read is not ours to judge.
        if let Ok(Found::Whole(receipt)) = copy::find_copy(files, &dir)
            && receipt.registry == registry
        {
            copies.push((dir, *receipt));
        }
    }
    copies.sort_by_key(|(_, receipt)| Reverse((receipt.taken_at, receipt.position.seq)));
    Ok(copies)
}

/// The newest whole copy of `registry` in `folder`.
pub fn newest_copy(files: &dyn Files, folder: &Path, registry: [u8; 16]) -> Result<Option<PathBuf>, Fault> {
    Ok(list_copies(files, folder, registry)?.into_iter().next().map(|(dir, _)| dir))
}

/// Removes the copies of `registry` in `folder` that `keep` does not keep, and those that were begun and not finished.
///
/// The newest copy whose files have the lengths of its receipt is always kept. Copies that somebody works at are left.
pub fn thin(
    files: &dyn Files,
    folder: &Path,
    registry: [u8; 16],
    keep: Keep,
    now: Timestamp,
) -> Result<Thinned, Fault> {
    let mut thinned = Thinned::default();
    let copies = list_copies(files, folder, registry)?;
    let good = copies.iter().position(|(dir, receipt)| has_its_files(files, dir, receipt));
    for (rank, (dir, receipt)) in copies.into_iter().enumerate() {
        // Without a good copy nothing is removed at all.
        if good.is_none() || good == Some(rank) || keep.keeps(rank, receipt.taken_at, now) {
            thinned.kept.push(dir);
        } else {
            remove(files, dir, registry, &mut thinned.removed)?;
        }
    }
    for dir in dirs(folder)? {
        let is_unfinished = matches!(copy::find_copy(files, &dir), Ok(Found::Unfinished));
        if is_unfinished && copy::marked(files, &dir)? == Some(registry) {
            remove(files, dir, registry, &mut thinned.removed)?;
        }
    }
    Ok(thinned)
}

fn remove(files: &dyn Files, dir: PathBuf, registry: [u8; 16], removed: &mut Vec<PathBuf>) -> Result<(), Fault> {
    match copy::remove_copy(files, &dir, registry) {
        Ok(()) => {
            tracing::info!(dir = %dir.display(), "copy removed");
            removed.push(dir);
            Ok(())
        }
        Err(store::Fault::InUse { .. }) => Ok(()),
        Err(fault) => Err(fault.into()),
    }
}

fn has_its_files(files: &dyn Files, dir: &Path, receipt: &Receipt) -> bool {
    let size = |path: &str| files.open(&dir.join(path)).and_then(|file| file.size());
    receipt.files.iter().all(|filed| size(&filed.path).is_ok_and(|bytes| bytes == filed.bytes))
}

/// The directories in a folder, but for links: a copy that lies elsewhere is not in it.
fn dirs(folder: &Path) -> Result<Vec<PathBuf>, Fault> {
    store::usage::list_dirs(folder).map_err(Fault::from)
}
