//! Reading what is durable: one entry, a run of entries, or everything with all checks.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use super::format::{HEADER_BYTES, Record, RecordRef, SegmentHeader, first_chain};
use super::frames::{Frames, Span, Step, Walk};
use super::index::Index;
use super::scan::{Opened, Scan, Segment, scan};
use super::{Options, Position, index_path, segment_path};
use crate::Fault;
use crate::files::{Files, read_up_to};

/// What writer and readers know together: which bytes are durable.
pub(crate) struct Shared {
    state: RwLock<State>,
}

struct State {
    segments: Vec<Segment>,
    /// Index of the last segment.
    live: Index,
    position: Position,
}

impl Shared {
    pub(crate) fn new(scan: &Scan) -> Arc<Self> {
        let position = Position {
            seq: scan.opened.next_seq - 1,
            segment: scan.segments.last().map_or(1, |segment| segment.first_seq),
            offset: scan.end,
            chain: scan.chain,
        };
        let state = State { segments: scan.segments.clone(), live: scan.index.clone(), position };
        Arc::new(Self { state: RwLock::new(state) })
    }

    pub(crate) fn position(&self) -> Position {
        self.read(|state| state.position)
    }

    pub(crate) fn live_index(&self) -> Index {
        self.read(|state| state.live.clone())
    }

    /// More of the last segment is durable.
    pub(crate) fn extend(&self, position: Position, indexed: impl Iterator<Item = u64>) {
        self.write(|state| {
            state.position = position;
            state.live.offsets.extend(indexed);
            if let Some(last) = state.segments.last_mut() {
                last.end = position.offset;
            }
        });
    }

    /// The last segment is closed and an empty one begins at `position`.
    pub(crate) fn rotate(&self, position: Position) {
        self.write(|state| {
            let index = Some(Arc::new(std::mem::take(&mut state.live)));
            // A segment without entries is replaced by its successor, which has the same name.
            if state.segments.last().is_some_and(|last| last.first_seq == position.segment) {
                state.segments.pop();
            } else if let Some(last) = state.segments.last_mut() {
                last.index = index;
            }
            state.segments.push(Segment { first_seq: position.segment, end: position.offset, index: None });
            state.position = position;
        });
    }

    // No code under the lock can panic half-way, so a poisoned lock still guards sound numbers.
    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Reads durable entries while the writer goes on. Clones are cheap and work on any thread.
#[derive(Clone)]
pub struct Reader {
    files: Arc<dyn Files>,
    dir: PathBuf,
    shared: Arc<Shared>,
    unchecked: bool,
}

/// What [`Reader::verify`] went through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalReport {
    /// Entries.
    pub entries: u64,
    /// Bytes of all segments, with headers and marks.
    pub bytes: u64,
    /// Segments.
    pub segments: u64,
    /// Groups with a mark.
    pub groups: u64,
    /// Chain value after the last entry.
    pub chain: [u8; 32],
}

impl Reader {
    /// Opens a journal to look at it. Nothing is changed: a torn tail is reported and left where it is.
    pub fn open(files: Arc<dyn Files>, dir: &Path) -> Result<(Self, Opened), Fault> {
        let found = scan(&*files, dir, false)?;
        let opened = found.opened.clone();
        Ok((Self::new(files, dir, Shared::new(&found), &Options::default()), opened))
    }

    pub(crate) fn new(files: Arc<dyn Files>, dir: &Path, shared: Arc<Shared>, options: &Options) -> Self {
        Self { files, dir: dir.to_owned(), shared, unchecked: options.unchecked() }
    }

    /// The last durable position.
    pub fn position(&self) -> Position {
        self.shared.position()
    }

    /// The entry `seq`, or `None` where it is 0 or not durable yet.
    pub fn read(&self, seq: u64) -> Result<Option<Record>, Fault> {
        if seq == 0 || seq > self.position().seq {
            return Ok(None);
        }
        let (segment, frames) = self.frames_at(seq)?;
        let frames = Some(frames.in_small_steps());
        let mut cursor = Cursor { reader: self.clone(), next_seq: seq, last_seq: seq, segment, frames };
        Ok(cursor.next_record()?.map(RecordRef::to_record))
    }

    /// Durable entries from `seq` on, in order, up to the position at the time of the call.
    pub fn iter_from(&self, seq: u64) -> Result<Entries, Fault> {
        Ok(Entries { cursor: Some(self.cursor(seq)?) })
    }

    /// The same without a copy of each entry: the fast way to replay.
    pub fn cursor(&self, seq: u64) -> Result<Cursor, Fault> {
        let next_seq = seq.max(1);
        let position = self.position();
        let mut cursor = Cursor { reader: self.clone(), next_seq, last_seq: position.seq, segment: 0, frames: None };
        if next_seq <= position.seq {
            let (segment, frames) = self.frames_at(next_seq)?;
            (cursor.segment, cursor.frames) = (segment, Some(frames));
        }
        Ok(cursor)
    }

    /// Checks every byte that counts, from the first entry on: headers, checksums, numbers, marks and the whole chain.
    pub fn verify(&self) -> Result<JournalReport, Fault> {
        let segments = self.shared.read(|state| state.segments.clone());
        let mut report = JournalReport { entries: 0, bytes: 0, segments: 0, groups: 0, chain: [0; 32] };
        let mut before: Option<SegmentHeader> = None;
        for segment in segments {
            let path = segment_path(&self.dir, segment.first_seq);
            let header = self.header(&path)?;
            let registry = before.map_or(header.registry, |before| before.registry);
            let chain = if before.is_some() { report.chain } else { first_chain(&registry) };
            let epoch = before.map_or(0, |before| before.epoch);
            let joins = (header.first_seq, header.chain, header.registry) == (report.entries + 1, chain, registry);
            if !joins || header.epoch < epoch {
                return Err(Fault::corrupt(
                    &path,
                    0,
                    Some(report.entries + 1),
                    "segment does not continue the journal",
                ));
            }
            let walk = self.verify_segment(&path, &segment, Walk::new(report.entries, chain), &mut report.groups)?;
            (report.entries, report.chain) = (walk.seq, walk.chain);
            report.bytes += segment.end;
            report.segments += 1;
            before = Some(header);
        }
        Ok(report)
    }

    fn verify_segment(&self, path: &Path, segment: &Segment, mut walk: Walk, groups: &mut u64) -> Result<Walk, Fault> {
        let mut frames = self.frames(path, HEADER_BYTES as u64, segment.end)?;
        loop {
            let (offset, followed) = match frames.step()? {
                Step::Record(span) => (span.offset, walk.record(span.seq, frames.raw(span))),
                Step::Mark(offset, mark) => {
                    *groups += 1;
                    (offset, walk.mark(offset, &mark))
                }
                Step::End if walk.is_open() => (segment.end, Err("group without its mark")),
                Step::End => return Ok(walk),
                Step::Cut(offset) => (offset, Err("segment is cut")),
                Step::Damaged(offset, why) => (offset, Err(why)),
            };
            followed.map_err(|why| Fault::corrupt(path, offset, Some(walk.next_seq()), why))?;
        }
    }

    fn header(&self, path: &Path) -> Result<SegmentHeader, Fault> {
        let file = self.files.open(path).map_err(Fault::io("open", path))?;
        let mut bytes = [0; HEADER_BYTES];
        let read = read_up_to(&*file, &mut bytes, 0).map_err(Fault::io("read", path))?;
        SegmentHeader::decode(&bytes[..read]).map_err(|_| Fault::corrupt(path, 0, None, "header is damaged"))
    }

    fn frames(&self, path: &Path, start: u64, end: u64) -> Result<Frames, Fault> {
        let file = self.files.open(path).map_err(Fault::io("open", path))?;
        Ok(Frames::new(file, path, start, end).unchecked(self.unchecked))
    }

    /// The segment that holds the durable entry `seq`: its first entry, and a walk from an indexed entry at or before `seq`.
    fn frames_at(&self, seq: u64) -> Result<(u64, Frames), Fault> {
        let found = self.shared.read(|state| {
            let at = state.segments.partition_point(|segment| segment.first_seq <= seq).checked_sub(1)?;
            let segment = state.segments.get(at)?.clone();
            let live = at + 1 == state.segments.len();
            let start = if live { Some(state.live.start(segment.first_seq, seq)) } else { None };
            Some((segment, start))
        });
        let Some((segment, live)) = found else {
            return Err(Fault::Missing { what: "journal", path: self.dir.clone() });
        };
        let path = segment_path(&self.dir, segment.first_seq);
        let start = match (live, &segment.index) {
            (Some(start), _) => start,
            (None, Some(index)) => index.start(segment.first_seq, seq),
            (None, None) => self.closed_index(&path, &segment)?.start(segment.first_seq, seq),
        };
        Ok((segment.first_seq, self.frames(&path, start, segment.end)?))
    }

    /// Index of a closed segment: the stored one, or one that is built now and stored for the next time.
    fn closed_index(&self, path: &Path, segment: &Segment) -> Result<Arc<Index>, Fault> {
        let (first_seq, end) = (segment.first_seq, segment.end);
        let stored = index_path(&self.dir, first_seq);
        let index = match Index::load(&*self.files, &stored, first_seq, end) {
            Some(index) => index,
            None => {
                // Not stored here: a reader may run where it may not write. The writer's rotation stores them.
                Index::build(self.frames(path, HEADER_BYTES as u64, end)?)?
            }
        };
        let index = Arc::new(index);
        self.shared.write(|state| {
            if let Some(known) = state.segments.iter_mut().find(|known| known.first_seq == first_seq) {
                known.index = Some(Arc::clone(&index));
            }
        });
        Ok(index)
    }
}

/// Walks durable entries without copying them.
pub struct Cursor {
    reader: Reader,
    next_seq: u64,
    last_seq: u64,
    /// First entry of the segment that is walked.
    segment: u64,
    frames: Option<Frames>,
}

impl Cursor {
    /// The next entry, valid until the next call; `None` at the end.
    pub fn next_record(&mut self) -> Result<Option<RecordRef<'_>>, Fault> {
        let Some(span) = self.next_span()? else { return Ok(None) };
        Ok(self.frames.as_ref().map(|frames| frames.record(span)))
    }

    fn next_span(&mut self) -> Result<Option<Span>, Fault> {
        if self.next_seq > self.last_seq {
            return Ok(None);
        }
        loop {
            let Some(frames) = &mut self.frames else { return Ok(None) };
            let (offset, why) = match frames.step()? {
                // The index leads to an entry at or before the first one asked for.
                Step::Record(span) if span.seq < self.next_seq => continue,
                Step::Record(span) if span.seq == self.next_seq => {
                    self.next_seq += 1;
                    return Ok(Some(span));
                }
                Step::Record(span) => (span.offset, "entry has another number than the one that follows"),
                Step::Mark(..) => continue,
                Step::End => {
                    let (segment, next) = self.reader.frames_at(self.next_seq)?;
                    // The entry must be in another segment now; walking the same one again would never end.
                    if segment != self.segment {
                        (self.segment, self.frames) = (segment, Some(next));
                        continue;
                    }
                    (0, "segment ends before its last entry")
                }
                Step::Cut(offset) => (offset, "segment is cut"),
                Step::Damaged(offset, why) => (offset, why),
            };
            return Err(Fault::corrupt(frames.path(), offset, Some(self.next_seq), why));
        }
    }
}

/// Iterator over durable entries; it ends after the first fault.
pub struct Entries {
    cursor: Option<Cursor>,
}

impl Iterator for Entries {
    type Item = Result<Record, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let answer = self.cursor.as_mut()?.next_record().map(|found| found.map(RecordRef::to_record)).transpose();
        if !matches!(answer, Some(Ok(_))) {
            self.cursor = None;
        }
        answer
    }
}
