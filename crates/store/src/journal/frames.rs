//! Walks the records and marks of one segment through a large buffer.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::format::{HEADER_BYTES, Head, Mark, RecordRef, crc_holds};
use crate::Fault;
use crate::files::{File, read_up_to};

/// Bytes that are read at once. Larger ones were not faster on a warm cache.
const BUFFER_BYTES: usize = 1 << 20;

/// Reads records and marks in order, from an offset up to an end.
pub(crate) struct Frames {
    file: Arc<dyn File>,
    path: PathBuf,
    buffer: Vec<u8>,
    /// The unread part of the buffer.
    unread: std::ops::Range<usize>,
    /// Offset in the file of the unread part.
    offset: u64,
    end: u64,
    chunk: usize,
    check_crc: bool,
}

/// Where a record lies in the buffer until the next step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) offset: u64,
    pub(crate) seq: u64,
    at: usize,
    lengths: [usize; 3],
}

/// What comes next in a segment.
#[derive(Debug)]
pub(crate) enum Step {
    Record(Span),
    Mark(u64, Mark),
    End,
    /// The bytes end within a record or mark whose beginning is sound.
    Cut(u64),
    Damaged(u64, &'static str),
}

impl Frames {
    /// Walks `file` from `start` (a record's or mark's first byte) to `end`, which is not beyond the file's length.
    pub(crate) fn new(file: Arc<dyn File>, path: &Path, start: u64, end: u64) -> Self {
        Self {
            file,
            path: path.to_owned(),
            buffer: Vec::new(),
            unread: 0..0,
            offset: start,
            end: end.max(start),
            chunk: BUFFER_BYTES,
            check_crc: true,
        }
    }

    /// Reads less at once, for a walk that ends soon.
    pub(crate) fn in_small_steps(mut self) -> Self {
        self.chunk = 64 << 10;
        self
    }

    /// Trusts the bytes: only for tests that show what the checksum is for.
    pub(crate) fn unchecked(mut self, unchecked: bool) -> Self {
        self.check_crc = !unchecked;
        self
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Steps to the next record or mark; an error only where the file cannot be read.
    pub(crate) fn step(&mut self) -> Result<Step, Fault> {
        let offset = self.offset;
        if !self.have(super::format::HEAD_BYTES)? {
            return Ok(if self.unread.is_empty() && offset == self.end { Step::End } else { Step::Cut(offset) });
        }
        let head = match Head::read(&self.buffer[self.unread.clone()]) {
            Some(Ok(head)) => head,
            Some(Err(why)) => return Ok(Step::Damaged(offset, why)),
            None => return Ok(Step::Cut(offset)),
        };
        if !self.have(head.total())? {
            return Ok(Step::Cut(offset));
        }
        let at = self.unread.start;
        let bytes = &self.buffer[at..at + head.total()];
        let step = match head {
            _ if self.check_crc && !crc_holds(bytes) => return Ok(Step::Damaged(offset, "wrong checksum")),
            Head::Record { seq, header, body, openings } => {
                Step::Record(Span { offset, seq, at, lengths: [header, body, openings] })
            }
            Head::Mark => match Mark::decode(bytes) {
                Some(mark) => Step::Mark(offset, mark),
                None => return Ok(Step::Damaged(offset, "mark is unreadable")),
            },
        };
        self.unread.start += head.total();
        self.offset += head.total() as u64;
        Ok(step)
    }

    /// The record of the last step.
    pub(crate) fn record(&self, span: Span) -> RecordRef<'_> {
        let [header, body, openings] = span.lengths;
        let (_, rest) = self.raw(span).split_at(super::format::HEAD_BYTES);
        let (header, rest) = rest.split_at(header);
        let (body, rest) = rest.split_at(body);
        assert_eq!(rest.len(), openings, "the lengths of a record were compared when it was read");
        RecordRef { seq: span.seq, header, body, openings: rest }
    }

    /// All stored bytes of the record of the last step.
    pub(crate) fn raw(&self, span: Span) -> &[u8] {
        let total = super::format::HEAD_BYTES + span.lengths.iter().sum::<usize>();
        &self.buffer[span.at..span.at + total]
    }

    /// Sees to it that `count` unread bytes are in the buffer; `false` where the segment ends before.
    fn have(&mut self, count: usize) -> Result<bool, Fault> {
        if self.unread.len() >= count {
            return Ok(true);
        }
        if self.end - self.offset < count as u64 {
            return Ok(false);
        }
        self.buffer.copy_within(self.unread.clone(), 0);
        self.unread = 0..self.unread.len();
        self.buffer.resize(count.max(self.chunk), 0);
        let held = self.unread.len();
        let from = self.offset + held as u64;
        let room = usize::try_from(self.end - from).unwrap_or(usize::MAX).min(self.buffer.len() - held);
        let read = read_up_to(&*self.file, &mut self.buffer[held..held + room], from);
        self.unread.end += read.map_err(Fault::io("read", &self.path))?;
        Ok(self.unread.len() >= count)
    }
}

/// Checks that records and marks follow each other: numbers, counts, lengths and the chain.
pub(crate) struct Walk {
    /// Last entry of the last whole group.
    pub(crate) seq: u64,
    /// Chain value after it.
    pub(crate) chain: [u8; 32],
    /// Offset of its first byte; the same as `end` before the first group.
    pub(crate) start: u64,
    /// Offset behind its mark.
    pub(crate) end: u64,
    count: u32,
    bytes: u64,
    hasher: Sha256,
}

impl Walk {
    /// Before the first group of a segment.
    pub(crate) fn new(seq: u64, chain: [u8; 32]) -> Self {
        let hasher = Sha256::new_with_prefix(chain);
        let start = HEADER_BYTES as u64;
        Self { seq, chain, start, end: start, count: 0, bytes: 0, hasher }
    }

    /// The entry that must come next.
    pub(crate) fn next_seq(&self) -> u64 {
        self.seq.saturating_add(u64::from(self.count)).saturating_add(1)
    }

    pub(crate) fn record(&mut self, seq: u64, raw: &[u8]) -> Result<(), &'static str> {
        if seq != self.next_seq() {
            return Err("entry has another number than the one that follows");
        }
        self.count = self.count.checked_add(1).ok_or("group has too many entries")?;
        self.bytes += raw.len() as u64;
        self.hasher.update(raw);
        Ok(())
    }

    pub(crate) fn mark(&mut self, offset: u64, mark: &Mark) -> Result<(), &'static str> {
        if (mark.count, mark.bytes) != (self.count, self.bytes) || mark.last_seq != self.next_seq() - 1 {
            return Err("mark does not describe its group");
        }
        if self.count > 0 {
            let chain: [u8; 32] = std::mem::take(&mut self.hasher).finalize().into();
            if chain != mark.chain {
                return Err("chain does not continue");
            }
        } else if mark.chain != self.chain {
            return Err("chain does not continue");
        }
        let (start, end) = (self.end, offset + super::format::MARK_BYTES as u64);
        *self = Self { start, end, ..Self::new(mark.last_seq, mark.chain) };
        Ok(())
    }

    /// Whether entries were met that no mark has closed.
    pub(crate) fn is_open(&self) -> bool {
        self.count > 0
    }
}
