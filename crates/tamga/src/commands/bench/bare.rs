//! The same bytes in the bare journal: what the disk and the sync alone cost.

use crate::trouble::Trouble;
use std::path::Path;
use std::time::{Duration, Instant};
use store::files::RealFiles;
use store::journal::{Journal, Options, Reader};
use store::{Fault, JOURNAL, Record, RecordRef};

/// Bytes of the journal and of what lies beside it.
#[derive(Default)]
pub(super) struct Bytes {
    pub(super) entries: u64,
    pub(super) lines: u64,
    pub(super) core: u64,
    pub(super) openings: u64,
    pub(super) lineage: u64,
    pub(super) snapshot: u64,
}

fn fault(error: &Fault) -> Trouble {
    Trouble::fault("the journal of the benchmark cannot be used").because(error)
}

fn reader(dir: &Path) -> Result<Reader, Trouble> {
    Ok(Reader::open(RealFiles::shared(), &dir.join(JOURNAL)).map_err(|error| fault(&error))?.0)
}

/// Counts the bytes of the notes in a registry. The opening balances, which are first, are left out.
pub(super) fn count(dir: &Path) -> Result<Bytes, Trouble> {
    let mut bytes = Bytes::default();
    let first = u64::try_from(super::work::FIRMS).unwrap_or(0) + 1;
    let mut cursor = reader(dir)?.cursor(first).map_err(|error| fault(&error))?;
    let length = |part: &[u8]| u64::try_from(part.len()).unwrap_or(0);
    while let Some(record) = cursor.next_record().map_err(|error| fault(&error))? {
        bytes.entries += 1;
        bytes.core += length(record.header) + length(record.body);
        bytes.openings += length(record.openings);
    }
    let (registry, _) = super::restart::open(dir)?;
    let status = registry.status();
    // Every line of a dispatched note is one move; every lot of a balance was one, too.
    let lots = u64::from(status.lots);
    bytes.lines = u64::from(status.moves).saturating_sub(lots);
    bytes.lineage = bytes.lines * u64::try_from(ledger::moves::MOVE_BYTES).unwrap_or(0);
    bytes.snapshot = store::usage::bytes_of(&dir.join(store::SNAPSHOTS));
    registry.close().map_err(|error| crate::session::trouble(&error, dir))?;
    Ok(bytes)
}

/// Appends all records again, in durable groups of `group` entries. Returns entries and time.
pub(super) fn append(from: &Path, to: &Path, group: usize) -> Result<(usize, Duration), Trouble> {
    let mut cursor = reader(from)?.cursor(1).map_err(|error| fault(&error))?;
    let mut records: Vec<Record> = Vec::new();
    while let Some(record) = cursor.next_record().map_err(|error| fault(&error))? {
        records.push(record.to_record());
    }
    let mut journal =
        Journal::create(RealFiles::shared(), to, [7; 16], 1, Options::default()).map_err(|error| fault(&error))?;
    let began = Instant::now();
    for group in records.chunks(group) {
        for record in group {
            journal.push(RecordRef::from(record)).map_err(|error| fault(&error))?;
        }
        journal.commit().map_err(|error| fault(&error))?;
    }
    let took = began.elapsed();
    journal.close().map_err(|error| fault(&error))?;
    Ok((records.len(), took))
}
