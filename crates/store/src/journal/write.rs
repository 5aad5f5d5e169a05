//! The half of the journal that writes groups and makes them durable.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::encode::Group;
use super::format::{HEADER_BYTES, MARK_BYTES, Mark, SegmentHeader};
use super::read::Shared;
use super::scan::Scan;
use super::{Options, Position, index_path, segment_path};
use crate::Fault;
use crate::files::{File, Files, replace};

/// Writes groups to the last segment. There is one per journal.
///
/// After any failed write or sync it stops for good: what the disk holds is unknown then, and a sync that is tried again
/// may report success for data that the system has already dropped.
pub struct Writer {
    files: Arc<dyn Files>,
    dir: PathBuf,
    options: Options,
    shared: Arc<Shared>,
    file: Arc<dyn File>,
    path: PathBuf,
    header: SegmentHeader,
    position: Position,
    stopped: Option<String>,
}

impl Writer {
    pub(crate) fn new(files: Arc<dyn Files>, dir: &Path, options: Options, shared: Arc<Shared>, scan: Scan) -> Self {
        let position = shared.position();
        let header = SegmentHeader {
            epoch: scan.opened.epoch,
            first_seq: position.segment,
            chain: scan.chain,
            registry: scan.opened.registry,
        };
        let path = segment_path(dir, position.segment);
        let file = scan.last;
        Self { files, dir: dir.to_owned(), options, shared, file, path, header, position, stopped: None }
    }

    /// The last durable position.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Epoch of the segment that is written.
    pub fn epoch(&self) -> u32 {
        self.header.epoch
    }

    /// Writes a group and its mark and makes them durable; only then may its entries be answered for.
    ///
    /// [`Fault::NoSpace`] and [`Fault::OutOfOrder`] change nothing. Any other fault stops the writer: this and every later
    /// call fails, and the group is wholly there or wholly absent after the next start.
    pub fn write_group(&mut self, group: &mut Group) -> Result<Position, Fault> {
        self.check_running()?;
        if group.is_empty() {
            return Ok(self.position);
        }
        let expected = self.position.seq + 1;
        if group.first_seq != expected {
            return Err(Fault::OutOfOrder { expected, found: group.first_seq });
        }
        self.check_space(group.bytes() as u64)?;
        self.or_stop(|writer| writer.append(group))
    }

    /// Whether `bytes` more may be written without touching the reserve. Worth asking before work is accepted.
    pub fn check_space(&self, bytes: u64) -> Result<(), Fault> {
        let reserve = self.options.reserve_bytes;
        if reserve == 0 {
            return Ok(());
        }
        let free = self.files.free_bytes(&self.dir).map_err(Fault::io("measure free space of", &self.dir))?;
        let left = free.saturating_sub(bytes + (HEADER_BYTES + MARK_BYTES) as u64);
        if left < reserve {
            return Err(Fault::NoSpace { path: self.dir.clone(), free: left, reserve });
        }
        Ok(())
    }

    /// Begins a new segment with a later epoch. A restored directory does this before it writes anything.
    pub fn begin_epoch(&mut self, epoch: u32) -> Result<(), Fault> {
        self.check_running()?;
        if epoch <= self.header.epoch {
            let (expected, found) = (u64::from(self.header.epoch) + 1, u64::from(epoch));
            return Err(Fault::OutOfOrder { expected, found });
        }
        self.or_stop(|writer| writer.rotate(epoch))
    }

    /// Ends with an empty group, so that damage to the last entries can never be taken for a torn write.
    pub fn close(mut self) -> Result<Position, Fault> {
        self.check_running()?;
        let mut group = Group::empty(self.position.seq + 1);
        self.or_stop(|writer| writer.append(&mut group))
    }

    fn check_running(&self) -> Result<(), Fault> {
        match &self.stopped {
            Some(why) => Err(Fault::Stopped { path: self.dir.clone(), why: why.clone() }),
            None => Ok(()),
        }
    }

    fn or_stop<T>(&mut self, attempt: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        let answer = attempt(self);
        if let Err(fault) = &answer {
            let cause = fault.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            self.stopped = Some(format!("{fault}{cause}"));
        }
        answer
    }

    fn append(&mut self, group: &mut Group) -> Result<Position, Fault> {
        let holds_groups = self.position.offset > HEADER_BYTES as u64;
        let length = (group.bytes() + MARK_BYTES) as u64;
        // The mark that closes the journal stays with the entries it protects.
        if holds_groups && !group.is_empty() && self.position.offset + length > self.options.segment_bytes {
            self.rotate(self.header.epoch)?;
        }
        let mut chain = self.position.chain;
        if !group.is_empty() {
            chain = Sha256::new_with_prefix(chain).chain_update(group.records()).finalize().into();
        }
        let start = self.position.offset;
        let last_seq = self.position.seq + u64::from(group.count);
        let mark = Mark { last_seq, count: group.count, bytes: group.bytes() as u64, chain };
        self.file.write_at(group.with_mark(&mark), start).map_err(Fault::io("write", &self.path))?;
        self.sync()?;
        self.position = Position { seq: last_seq, offset: start + length, chain, ..self.position };
        self.shared.extend(self.position, group.indexed.iter().map(|place| start + place));
        Ok(self.position)
    }

    fn sync(&self) -> Result<(), Fault> {
        #[cfg(feature = "faults")]
        match self.options.sabotage {
            super::Sabotage::SkipSync => return Ok(()),
            super::Sabotage::RetrySync if self.file.sync_data().is_ok() => return Ok(()),
            _ => {}
        }
        self.file.sync_data().map_err(Fault::io("sync", &self.path))
    }

    /// Closes the segment and begins the next one. Its header is durable under its name before any group follows.
    fn rotate(&mut self, epoch: u32) -> Result<(), Fault> {
        let first_seq = self.position.seq + 1;
        let header = SegmentHeader { epoch, first_seq, chain: self.position.chain, ..self.header };
        let path = segment_path(&self.dir, first_seq);
        // An empty segment (just created, new epoch) is replaced and has no index of its own.
        if first_seq != self.header.first_seq {
            let (from, end) = (self.header.first_seq, self.position.offset);
            self.shared.live_index().save(&*self.files, &index_path(&self.dir, from), from, end)?;
        }
        self.file = replace(&*self.files, &path, &header.encode())?;
        self.position = Position { segment: first_seq, offset: HEADER_BYTES as u64, ..self.position };
        self.shared.rotate(self.position);
        (self.path, self.header) = (path, header);
        Ok(())
    }
}
