//! A copy of a registry's directory: everything that cannot be computed again, and nothing else.
//!
//! Segments only grow, and a position names how far they count, so a copy made while the registry runs is the registry at
//! that position. Snapshots and lineage are left out: they are rebuilt. The checkpoint beside the directory is left out
//! too, so that a copy is not taken for the registry itself.

use std::path::Path;

use crate::Fault;
use crate::files::{Files, make_dir, names, read_up_to};
use crate::journal::{Position, segment_number};
use crate::tables;
use crate::{identity, keys};

/// Bytes that are copied at once.
const STEP_BYTES: usize = 1 << 20;

/// Copies journal (to `position`), keys, secret and imported tables of the data directory `from` to `to`, which must hold no journal.
/// Returns the number of bytes.
pub fn copy_registry(files: &dyn Files, from: &Path, to: &Path, position: Position) -> Result<u64, Fault> {
    let (journal, target) = (from.join(JOURNAL), to.join(JOURNAL));
    if let Some(name) = names(files, &target)?.into_iter().find(|name| segment_number(name).is_some()) {
        return Err(Fault::Exists { path: target.join(name) });
    }
    make_dir(files, to)?;
    make_dir(files, &target)?;
    make_dir(files, &to.join(KEYS))?;
    let mut copied = 0;
    for name in names(files, &journal)? {
        let Some(first_seq) = segment_number(&name).filter(|first_seq| *first_seq <= position.segment) else {
            continue;
        };
        let end = if first_seq == position.segment { position.offset } else { u64::MAX };
        copied += copy_file(files, &journal.join(&name), &target.join(&name), end)?;
    }
    for path in [identity::path_in(Path::new("")), keys::path_in(Path::new(KEYS))] {
        copied += copy_file(files, &from.join(&path), &to.join(&path), u64::MAX)?;
    }
    for table in tables::list(files, from)? {
        tables::keep(files, to, &table.name, &table.bytes)?;
        copied += table.bytes.len() as u64;
    }
    for dir in [&target, &to.join(KEYS), to] {
        files.sync_dir(dir).map_err(Fault::io("sync", dir))?;
    }
    Ok(copied)
}

/// Folder of the journal in a data directory.
pub const JOURNAL: &str = "journal";
/// Folder of the keys in a data directory.
pub const KEYS: &str = "keys";
/// Folder of the snapshots in a data directory.
pub const SNAPSHOTS: &str = "snapshots";

/// Copies the first `end` bytes of a file, durably but for its name.
fn copy_file(files: &dyn Files, from: &Path, to: &Path, end: u64) -> Result<u64, Fault> {
    let source = files.open(from).map_err(Fault::io("open", from))?;
    let target = files.create_new(to).map_err(Fault::io("create", to))?;
    let mut buffer = vec![0; STEP_BYTES];
    let mut offset = 0;
    while offset < end {
        let room = usize::try_from(end - offset).unwrap_or(usize::MAX).min(buffer.len());
        let read = read_up_to(&*source, &mut buffer[..room], offset).map_err(Fault::io("read", from))?;
        if read == 0 {
            break;
        }
        target.write_at(&buffer[..read], offset).map_err(Fault::io("write", to))?;
        offset += read as u64;
    }
    if end != u64::MAX && offset < end {
        return Err(Fault::corrupt(from, offset, None, "file is shorter than its position"));
    }
    target.sync_data().map_err(Fault::io("sync", to))?;
    Ok(offset)
}
