//! The half of the journal that fills groups. It touches no file, so it never waits for the disk.

use super::format::{GROUP_BYTES_MAX, MARK_BYTES, Mark, RECORD_BYTES_MAX, RecordRef, encode_record};
use super::index::STRIDE;
use crate::Fault;

/// Entries that become durable together or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub(crate) first_seq: u64,
    pub(crate) count: u32,
    /// The records; once the group is closed, room for its mark behind them, so that one write takes both.
    bytes: Vec<u8>,
    closed: bool,
    /// Places, from the group's start, of the entries that the sparse index lists.
    pub(crate) indexed: Vec<u64>,
}

impl Group {
    /// Number of entries.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Bytes of the records, without the mark.
    pub fn bytes(&self) -> usize {
        self.records().len()
    }

    /// Number of the first entry.
    pub fn first_seq(&self) -> u64 {
        self.first_seq
    }

    /// Whether it has no entries.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// A closed group without entries.
    pub(crate) fn empty(first_seq: u64) -> Self {
        let mut group = Self { first_seq, ..Self::default() };
        group.close();
        group
    }

    pub(crate) fn records(&self) -> &[u8] {
        &self.bytes[..self.bytes.len() - if self.closed { MARK_BYTES } else { 0 }]
    }

    /// Records and mark, as they are written.
    pub(crate) fn with_mark(&mut self, mark: &Mark) -> &[u8] {
        assert!(self.closed, "only closed groups reach the writer");
        let place = self.records().len();
        self.bytes[place..].copy_from_slice(&mark.encode());
        &self.bytes
    }

    fn close(&mut self) {
        self.bytes.extend_from_slice(&[0; MARK_BYTES]);
        self.closed = true;
    }
}

/// Fills the next group while a [`super::Writer`] syncs the last one, on another thread if wanted.
#[derive(Debug)]
pub struct Encoder {
    group: Group,
    spare: Vec<Vec<u8>>,
}

impl Encoder {
    pub(crate) fn new(next_seq: u64) -> Self {
        Self { group: Group { first_seq: next_seq, ..Group::default() }, spare: Vec::new() }
    }

    /// Number that the next entry must have.
    pub fn next_seq(&self) -> u64 {
        self.group.first_seq + u64::from(self.group.count)
    }

    /// Adds an entry to the open group.
    ///
    /// Fails, without a change, with [`Fault::OutOfOrder`] where `record.seq` is not [`Encoder::next_seq`], and with
    /// [`Fault::TooLarge`] above [`RECORD_BYTES_MAX`] for the entry or [`GROUP_BYTES_MAX`] for the group.
    pub fn push<'a>(&mut self, record: impl Into<RecordRef<'a>>) -> Result<(), Fault> {
        let record = record.into();
        let expected = self.next_seq();
        if record.seq != expected {
            return Err(Fault::OutOfOrder { expected, found: record.seq });
        }
        let (size, held) = (record.stored_bytes(), self.group.bytes.len());
        bounded("entry", size, RECORD_BYTES_MAX)?;
        bounded("group of entries", held + size, GROUP_BYTES_MAX)?;
        if record.seq.is_multiple_of(STRIDE) {
            self.group.indexed.push(held as u64);
        }
        encode_record(record, &mut self.group.bytes);
        self.group.count += 1;
        Ok(())
    }

    /// Entries and bytes of the open group so far.
    pub fn pending(&self) -> (u32, usize) {
        (self.group.count, self.group.bytes.len())
    }

    /// Closes the open group and begins the next one. An empty group is fine to write: it writes nothing.
    pub fn take_group(&mut self) -> Group {
        let mut bytes = self.spare.pop().unwrap_or_default();
        bytes.clear();
        let next = Group { first_seq: self.next_seq(), bytes, ..Group::default() };
        self.group.close();
        std::mem::replace(&mut self.group, next)
    }

    /// Gives a written group's memory back for later groups.
    pub fn recycle(&mut self, group: Group) {
        // Two are in use at a time: one fills, one syncs.
        if self.spare.len() < 2 {
            self.spare.push(group.bytes);
        }
    }
}

fn bounded(what: &'static str, size: usize, max: usize) -> Result<(), Fault> {
    if size > max { Err(Fault::TooLarge { what, size: size as u64, max: max as u64 }) } else { Ok(()) }
}
