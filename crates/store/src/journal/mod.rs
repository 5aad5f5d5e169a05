//! The journal: numbered entries in segment files, appended in groups that are durable wholly or not at all.
//!
//! A [`Journal`] joins two halves: the [`Encoder`] fills the next group while the [`Writer`] syncs the last one, on one
//! thread or on two ([`Journal::split`]). [`Reader`]s read what is durable meanwhile. The journal knows nothing of what
//! the bytes mean, never changes a byte that counts, and stops at the first doubt: a failed write or sync, or damage.
//!
//! The bytes are described in `docs/reference/journal-format.md`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

mod encode;
mod format;
mod frames;
mod index;
mod read;
mod scan;
mod write;

pub use encode::{Encoder, Group};
pub(crate) use format::Fields;
pub use format::{GROUP_BYTES_MAX, RECORD_BYTES_MAX, Record, RecordRef};
pub use read::{Cursor, Entries, JournalReport, Reader};
pub use scan::{Opened, TornTail};
pub use write::Writer;

use crate::Fault;
use crate::files::{Files, make_dir, names, read_up_to, replace};
use format::{SegmentHeader, first_chain};
use read::Shared;
use scan::{Scan, scan};

/// Bytes that are written again at once at an opening.
const SETTLE_BYTES: usize = 1 << 20;

/// How the journal uses the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// A segment that would grow beyond this many bytes is closed; a larger single group still goes into one segment.
    pub segment_bytes: u64,
    /// Bytes of the file system that must stay free; 0 turns the check off.
    pub reserve_bytes: u64,
    /// Breaks the journal in one way, to show that the tests notice.
    #[cfg(feature = "faults")]
    pub sabotage: Sabotage,
}

/// Ways to break the journal on purpose. Only for tests.
#[cfg(feature = "faults")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sabotage {
    /// None: the journal works.
    Nothing,
    /// Entries are answered for without a sync.
    SkipSync,
    /// A failed sync is tried again and its success believed.
    RetrySync,
    /// Checksums are not compared.
    SkipChecksum,
    /// A torn tail is left where it is and appended to.
    KeepTorn,
    /// What an opening finds is taken for durable.
    TrustFound,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            reserve_bytes: 64 << 20,
            #[cfg(feature = "faults")]
            sabotage: Sabotage::Nothing,
        }
    }
}

impl Options {
    #[cfg(feature = "faults")]
    pub(crate) fn unchecked(&self) -> bool {
        self.sabotage == Sabotage::SkipChecksum
    }

    #[cfg(not(feature = "faults"))]
    #[expect(clippy::unused_self, reason = "has a field to look at in tests")]
    pub(crate) fn unchecked(&self) -> bool {
        false
    }

    #[cfg(feature = "faults")]
    fn trust_found(&self) -> bool {
        self.sabotage == Sabotage::TrustFound
    }

    #[cfg(not(feature = "faults"))]
    #[expect(clippy::unused_self, reason = "has a field to look at in tests")]
    fn trust_found(&self) -> bool {
        false
    }

    #[cfg(feature = "faults")]
    fn keep_torn(&self) -> bool {
        self.sabotage == Sabotage::KeepTorn
    }

    #[cfg(not(feature = "faults"))]
    #[expect(clippy::unused_self, reason = "has a field to look at in tests")]
    fn keep_torn(&self) -> bool {
        false
    }
}

/// How far the journal is durable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Last durable entry; 0 before the first. Equal to the number of entries.
    pub seq: u64,
    /// First entry of the segment that is written, as in its name.
    pub segment: u64,
    /// Bytes of it that count.
    pub offset: u64,
    /// Chain value after the last entry.
    pub chain: [u8; 32],
}

/// Both halves of a journal, and a reader, for use on one thread.
pub struct Journal {
    encoder: Encoder,
    writer: Writer,
    reader: Reader,
    /// A closed group that the writer refused for want of space.
    waiting: Option<Group>,
}

impl Journal {
    /// Creates an empty journal in `dir`, which must not hold one. Opening never creates, so that a lost directory is
    /// noticed instead of being begun anew.
    pub fn create(
        files: Arc<dyn Files>,
        dir: &Path,
        registry: [u8; 16],
        epoch: u32,
        options: Options,
    ) -> Result<Self, Fault> {
        let mut existing = names(&*files, dir)?.into_iter().filter(|name| is_segment(name));
        if let Some(name) = existing.next() {
            return Err(Fault::Exists { path: dir.join(name) });
        }
        make_dir(&*files, dir)?;
        let header = SegmentHeader { epoch, first_seq: 1, chain: first_chain(&registry), registry };
        replace(&*files, &segment_path(dir, 1), &header.encode())?;
        Ok(Self::open(files, dir, options)?.0)
    }

    /// Opens the journal in `dir`: checks all headers and joints and every byte of the last segment.
    ///
    /// The last whole group is made durable again before anything is told of it. A torn one is moved to a file in `torn/`
    /// and reported. Anything else that is not as written is refused with
    /// [`Fault::Corrupt`]; [`Reader::verify`] looks at the older segments in full.
    pub fn open(files: Arc<dyn Files>, dir: &Path, options: Options) -> Result<(Self, Opened), Fault> {
        let mut found = scan(&*files, dir, options.unchecked())?;
        if let Some(torn) = &found.opened.torn {
            if options.keep_torn() {
                found.end += torn.bytes;
            } else {
                set_aside(&*files, dir, &found, torn)?;
            }
        }
        if !options.trust_found() {
            settle(&*files, dir, &found)?;
        }
        let opened = found.opened.clone();
        let shared = Shared::new(&found);
        let reader = Reader::new(Arc::clone(&files), dir, Arc::clone(&shared), &options);
        let encoder = Encoder::new(opened.next_seq);
        let writer = Writer::new(files, dir, options, shared, found);
        Ok((Self { encoder, writer, reader, waiting: None }, opened))
    }

    /// Adds an entry to the open group; see [`Encoder::push`].
    pub fn push<'a>(&mut self, record: impl Into<RecordRef<'a>>) -> Result<(), Fault> {
        self.encoder.push(record)
    }

    /// Makes all pushed entries durable. After [`Fault::NoSpace`] it may be called again; after any other fault nothing
    /// works any more.
    pub fn commit(&mut self) -> Result<Position, Fault> {
        for _ in 0..2 {
            let mut group = self.waiting.take().unwrap_or_else(|| self.encoder.take_group());
            match self.writer.write_group(&mut group) {
                Ok(_) => self.encoder.recycle(group),
                Err(fault) => {
                    self.waiting = Some(group);
                    return Err(fault);
                }
            }
        }
        Ok(self.writer.position())
    }

    /// Number that the next pushed entry must have.
    pub fn next_seq(&self) -> u64 {
        self.encoder.next_seq()
    }

    /// The last durable position.
    pub fn position(&self) -> Position {
        self.writer.position()
    }

    /// See [`Writer::begin_epoch`]. Pushed entries must be committed before.
    pub fn begin_epoch(&mut self, epoch: u32) -> Result<(), Fault> {
        let (expected, found) = (self.writer.position().seq + 1, self.encoder.next_seq());
        if expected != found {
            return Err(Fault::OutOfOrder { expected, found });
        }
        self.writer.begin_epoch(epoch)
    }

    /// A reader of what is durable.
    pub fn reader(&self) -> Reader {
        self.reader.clone()
    }

    /// See [`Reader::read`].
    pub fn read(&self, seq: u64) -> Result<Option<Record>, Fault> {
        self.reader.read(seq)
    }

    /// See [`Reader::iter_from`].
    pub fn iter_from(&self, seq: u64) -> Result<Entries, Fault> {
        self.reader.iter_from(seq)
    }

    /// See [`Reader::verify`].
    pub fn verify(&self) -> Result<JournalReport, Fault> {
        self.reader.verify()
    }

    /// The halves, to live on two threads. Call [`Journal::commit`] before: a group refused for want of space is dropped.
    pub fn split(self) -> (Encoder, Writer, Reader) {
        (self.encoder, self.writer, self.reader)
    }

    /// Commits and ends the journal; see [`Writer::close`].
    pub fn close(mut self) -> Result<Position, Fault> {
        self.commit()?;
        self.writer.close()
    }
}

/// Copies the torn tail to a file of its own, durably, and only then cuts it off.
fn set_aside(files: &dyn Files, dir: &Path, found: &Scan, torn: &TornTail) -> Result<(), Fault> {
    let path = segment_path(dir, torn.segment);
    let mut bytes = vec![0; usize::try_from(torn.bytes).unwrap_or(0)];
    let read = read_up_to(&*found.last, &mut bytes, torn.offset).map_err(Fault::io("read", &path))?;
    bytes.truncate(read);
    let aside = dir.join("torn");
    make_dir(files, &aside)?;
    let taken = names(files, &aside)?.len();
    replace(files, &aside.join(format!("{:020}-{}-{taken}.bin", torn.segment, torn.offset)), &bytes)?;
    found.last.set_size(torn.offset).map_err(Fault::io("cut", &path))?;
    found.last.sync_data().map_err(Fault::io("sync", &path))
}

/// Makes durable what the last segment holds: it may have been written by a process that ended before its sync, or whose
/// sync failed. Then the system may hold the bytes for clean, so that a sync alone would write nothing: they are written
/// again in their place, which changes no byte. All earlier groups were durable before this one was written.
fn settle(files: &dyn Files, dir: &Path, found: &Scan) -> Result<(), Fault> {
    let path = found.segments.last().map_or_else(|| dir.to_owned(), |last| segment_path(dir, last.first_seq));
    let mut buffer = vec![0; SETTLE_BYTES];
    let mut offset = found.group;
    while offset < found.end {
        let room = usize::try_from(found.end - offset).unwrap_or(usize::MAX).min(buffer.len());
        let read = read_up_to(&*found.last, &mut buffer[..room], offset).map_err(Fault::io("read", &path))?;
        if read == 0 {
            return Err(Fault::corrupt(&path, offset, None, "the file became shorter while it was opened"));
        }
        found.last.write_at(&buffer[..read], offset).map_err(Fault::io("write", &path))?;
        offset += read as u64;
    }
    // The length too: a cut whose sync failed may not have reached the disk.
    found.last.set_size(found.end).map_err(Fault::io("cut", &path))?;
    found.last.sync_data().map_err(Fault::io("sync", &path))?;
    files.sync_dir(dir).map_err(Fault::io("sync", dir))
}

/// First entry of the segment with this file name.
pub(crate) fn segment_number(name: &str) -> Option<u64> {
    name.strip_suffix(".seg").filter(|digits| digits.len() == 20)?.parse().ok()
}

fn is_segment(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "seg")
}

/// The segment that begins with entry `first_seq`.
fn segment_path(dir: &Path, first_seq: u64) -> PathBuf {
    dir.join(format!("{first_seq:020}.seg"))
}

/// Its sparse index.
fn index_path(dir: &Path, first_seq: u64) -> PathBuf {
    dir.join(format!("{first_seq:020}.idx"))
}
