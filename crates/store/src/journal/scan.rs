//! What a journal's directory holds: headers of all segments, the last segment in full, and the judgement of its tail.
//!
//! A write that a crash tore leaves the beginning of what was written, or lost sectors that read as zeros. Only the last
//! group can be torn, since a group is written only after the one before is durable. Everything else is damage: it is
//! refused, never cut away, because entries that were answered for may be among it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::{HEADER_BYTES, HeaderProblem, MARK_BYTES, Mark, SegmentHeader, VERSION, first_chain};
use super::frames::{Frames, Step, Walk};
use super::index::{Index, STRIDE};
use super::segment_path;
use crate::Fault;
use crate::files::{File, Files, names, read_up_to};

/// Smallest unit that a disk writes wholly or not at all, in bytes.
const SECTOR: u64 = 512;

/// What [`super::Journal::open`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Registry whose journal it is.
    pub registry: [u8; 16],
    /// Number that the next entry gets.
    pub next_seq: u64,
    /// Epoch of the last segment.
    pub epoch: u32,
    /// A write that a crash tore. Its entries were never answered for.
    pub torn: Option<TornTail>,
}

/// Bytes after the last whole group, moved aside to a file in `torn/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TornTail {
    /// First entry of the segment, as in its name.
    pub segment: u64,
    /// Where the torn bytes began.
    pub offset: u64,
    /// How many there were.
    pub bytes: u64,
    /// What was missing.
    pub why: &'static str,
}

/// A segment as far as it is durable.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    pub(crate) first_seq: u64,
    pub(crate) end: u64,
    pub(crate) index: Option<Arc<Index>>,
}

/// All that opening needs to know.
pub(crate) struct Scan {
    pub(crate) opened: Opened,
    pub(crate) segments: Vec<Segment>,
    pub(crate) last: Arc<dyn File>,
    /// Index of the last segment, which still grows.
    pub(crate) index: Index,
    pub(crate) chain: [u8; 32],
    /// Where its last whole group begins; `end` where it has none.
    pub(crate) group: u64,
    /// Bytes of the last segment that count.
    pub(crate) end: u64,
}

/// Reads the directory without changing it.
pub(crate) fn scan(files: &dyn Files, dir: &Path, unchecked: bool) -> Result<Scan, Fault> {
    let mut segments: Vec<Segment> = Vec::new();
    let mut newest: Option<(PathBuf, SegmentHeader, Arc<dyn File>, u64)> = None;
    for first_seq in segment_numbers(files, dir)? {
        let path = segment_path(dir, first_seq);
        let (header, file, size) = read_header(files, &path)?;
        if header.first_seq != first_seq {
            return Err(Fault::corrupt(&path, 0, None, "header names another first entry than the file name"));
        }
        // One file is open at a time beside the newest: there may be more segments than a process may open files.
        match newest.take() {
            None => check_first(&path, &header)?,
            Some((before, last, before_file, end)) => {
                check_next(&path, &header, &last)?;
                check_join(&before, &*before_file, end, &header)?;
                segments.push(Segment { first_seq: last.first_seq, end, index: None });
            }
        }
        newest = Some((path, header, file, size));
    }
    let (path, header, last, size) = newest.ok_or_else(|| Fault::Missing { what: "journal", path: dir.to_owned() })?;
    let tail = scan_last(&path, &header, &last, size, unchecked)?;
    segments.push(Segment { first_seq: header.first_seq, end: tail.walk.end, index: None });
    let torn = tail.why.map(|why| TornTail {
        segment: header.first_seq,
        offset: tail.walk.end,
        bytes: size - tail.walk.end,
        why,
    });
    let opened =
        Opened { registry: header.registry, next_seq: tail.walk.seq.saturating_add(1), epoch: header.epoch, torn };
    let (group, end) = (tail.walk.start, tail.walk.end);
    Ok(Scan { opened, segments, last, index: tail.index, chain: tail.walk.chain, group, end })
}

/// First entries of all segments, from the names, in order.
fn segment_numbers(files: &dyn Files, dir: &Path) -> Result<Vec<u64>, Fault> {
    let names = names(files, dir)?;
    let digits = names.iter().filter_map(|name| name.strip_suffix(".seg")).filter(|digits| digits.len() == 20);
    Ok(digits.filter_map(|digits| digits.parse().ok()).collect())
}

fn read_header(files: &dyn Files, path: &Path) -> Result<(SegmentHeader, Arc<dyn File>, u64), Fault> {
    let file = files.open(path).map_err(Fault::io("open", path))?;
    let size = file.size().map_err(Fault::io("measure", path))?;
    let mut bytes = [0; HEADER_BYTES];
    let read = read_up_to(&*file, &mut bytes, 0).map_err(Fault::io("read", path))?;
    match SegmentHeader::decode(&bytes[..read]) {
        Ok(header) => Ok((header, file, size)),
        Err(HeaderProblem::Damaged(why)) => Err(Fault::corrupt(path, 0, None, why)),
        Err(HeaderProblem::Version(found)) => Err(Fault::Version { path: path.to_owned(), found, reads: VERSION }),
    }
}

fn check_first(path: &Path, header: &SegmentHeader) -> Result<(), Fault> {
    if header.first_seq != 1 || header.chain != first_chain(&header.registry) {
        return Err(Fault::corrupt(path, 0, Some(1), "the journal's first segment is missing"));
    }
    Ok(())
}

fn check_next(path: &Path, header: &SegmentHeader, last: &SegmentHeader) -> Result<(), Fault> {
    if header.registry != last.registry {
        return Err(Fault::corrupt(path, 0, Some(header.first_seq), "segment belongs to another registry"));
    }
    if header.epoch < last.epoch {
        return Err(Fault::corrupt(
            path,
            0,
            Some(header.first_seq),
            "segment has an earlier epoch than the one before",
        ));
    }
    Ok(())
}

/// A closed segment ends with a mark that the next segment's header repeats.
fn check_join(path: &Path, file: &dyn File, size: u64, next: &SegmentHeader) -> Result<(), Fault> {
    let offset = size.saturating_sub(MARK_BYTES as u64);
    let mut bytes = [0; MARK_BYTES];
    read_up_to(file, &mut bytes, offset).map_err(Fault::io("read", path))?;
    match Mark::decode(&bytes) {
        Some(mark) if mark.last_seq.checked_add(1) == Some(next.first_seq) && mark.chain == next.chain => Ok(()),
        Some(_) => Err(Fault::corrupt(path, offset, None, "the next segment does not continue this one")),
        None => Err(Fault::corrupt(path, offset, None, "a closed segment does not end with a whole group")),
    }
}

/// The last segment up to its last whole group, and what lies behind that.
struct Tail {
    walk: Walk,
    index: Index,
    why: Option<&'static str>,
}

fn scan_last(
    path: &Path,
    header: &SegmentHeader,
    file: &Arc<dyn File>,
    size: u64,
    unchecked: bool,
) -> Result<Tail, Fault> {
    let mut frames = Frames::new(Arc::clone(file), path, HEADER_BYTES as u64, size).unchecked(unchecked);
    let mut walk = Walk::new(header.first_seq.saturating_sub(1), header.chain);
    let mut index = Index::default();
    let (bad, why, cut) = loop {
        let (offset, followed) = match frames.step()? {
            Step::Record(span) => {
                if span.seq.is_multiple_of(STRIDE) {
                    index.offsets.push(span.offset);
                }
                (span.offset, walk.record(span.seq, frames.raw(span)))
            }
            Step::Mark(offset, mark) => (offset, walk.mark(offset, &mark)),
            Step::End if walk.is_open() => break (size, "group without its mark", true),
            Step::End => return Ok(Tail { walk, index, why: None }),
            Step::Cut(offset) => break (offset, "record without its end", true),
            Step::Damaged(offset, why) => break (offset, why, false),
        };
        // The checksum holds, so these bytes were written like this: no torn write explains them.
        followed.map_err(|why| Fault::corrupt(path, offset, Some(walk.next_seq()), why))?;
    };
    judge(path, file, size, &walk, bad, (why, cut))?;
    index.offsets.retain(|offset| *offset < walk.end);
    Ok(Tail { walk, index, why: Some(why) })
}

/// Decides whether what follows the last whole group is a torn write. `bad` is where the walk stopped.
fn judge(
    path: &Path,
    file: &Arc<dyn File>,
    size: u64,
    walk: &Walk,
    bad: u64,
    (why, cut): (&'static str, bool),
) -> Result<(), Fault> {
    let refuse = |why| Err(Fault::corrupt(path, bad, Some(walk.next_seq()), why));
    let mut tail = vec![0; usize::try_from(size - walk.end).unwrap_or(0)];
    let read = read_up_to(&**file, &mut tail, walk.end).map_err(Fault::io("read", path))?;
    tail.truncate(read);
    for (at, mark) in marks(&tail) {
        let own = mark.bytes == at as u64 && mark.first_seq() == walk.seq.checked_add(1);
        if !own || at + MARK_BYTES < tail.len() {
            return refuse("damaged, and whole groups follow");
        }
    }
    if cut || has_lost_sector(&tail, walk.end, bad) { Ok(()) } else { refuse(why) }
}

/// Marks with a right checksum, wherever they lie.
fn marks(tail: &[u8]) -> impl Iterator<Item = (usize, Mark)> {
    tail.windows(MARK_BYTES).enumerate().filter_map(|(at, bytes)| {
        // Most places are ruled out by the first byte.
        if bytes[0] == MARK_BYTES as u8 { Mark::decode(bytes).map(|mark| (at, mark)) } else { None }
    })
}

/// Whether, from the sector of `bad` on, a sector of the tail (which begins at `start` in the file) is all zeros.
fn has_lost_sector(tail: &[u8], start: u64, bad: u64) -> bool {
    let end = start + tail.len() as u64;
    let mut sector = bad / SECTOR * SECTOR;
    while sector < end {
        let range = sector.max(start) - start..(sector + SECTOR).min(end) - start;
        if tail[range.start as usize..range.end as usize].iter().all(|byte| *byte == 0) {
            return true;
        }
        sector += SECTOR;
    }
    false
}
