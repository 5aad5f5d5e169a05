//! Lineage: fixed records of 48 bytes in one mapped file, so that a trace follows indexes through memory.
//!
//! Why it is safe across crashes: the file holds nothing that the journal does not say. A snapshot is written only after
//! [`Lineage::flush`], and names how many records were flushed. After a restart the caller opens the file with that count;
//! the records beyond it are forgotten, whatever the crash left of them, and pushed again from the journal's tail. Records
//! below the count are never changed. Without a snapshot the count is 0 and everything is pushed again.
//!
//! The file is real, not behind [`crate::files::Files`]: a map needs the system's own file.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use memmap2::MmapMut;

use crate::Fault;
use crate::files::{Files as _, RealFiles, dir_of, lock_file, make_dir};

/// Length of a record in bytes.
pub const RECORD_BYTES: usize = 48;
/// The file grows by this many bytes at a time: 16 MiB less than one record at most.
const STEP_BYTES: usize = (16 << 20) / RECORD_BYTES * RECORD_BYTES;
/// Takes the place of record -1.
const HEADER: [u8; RECORD_BYTES] = {
    let mut header = [0; RECORD_BYTES];
    let magic = b"TAMGAL0\n";
    let mut place = 0;
    while place < magic.len() {
        header[place] = magic[place];
        place += 1;
    }
    header[8] = RECORD_BYTES as u8;
    header
};

/// The mapped file of lineage records.
pub struct Lineage {
    map: MmapMut,
    file: File,
    path: PathBuf,
    len: u64,
}

impl Lineage {
    /// Opens `lineage.map` in `dir` with the first `valid` records and forgets the rest. A missing file is created where
    /// `valid` is 0; otherwise, and where it is shorter, it is [`Fault::Missing`] or [`Fault::Corrupt`] and the caller
    /// begins from 0.
    ///
    /// The caller holds the directory's [`crate::DirLock`] for as long as the map lives.
    pub fn open(dir: &Path, valid: u64) -> Result<Self, Fault> {
        make_dir(&RealFiles, dir)?;
        let path = dir.join("lineage.map");
        if valid > 0 && !path.exists() {
            return Err(Fault::Missing { what: "lineage", path: dir.to_owned() });
        }
        let file = lock_file(&path).map_err(Fault::io("open", &path))?;
        let held = file.metadata().map_err(Fault::io("measure", &path))?.len();
        let used = valid.checked_add(1).and_then(|slots| slots.checked_mul(RECORD_BYTES as u64));
        if used.is_none_or(|used| valid > 0 && held < used) {
            return Err(Fault::corrupt(&path, held, None, "lineage is shorter than the snapshot says"));
        }
        if held < STEP_BYTES as u64 {
            grow(&file, held, STEP_BYTES as u64).map_err(Fault::io("extend", &path))?;
            RealFiles.sync_dir(dir_of(&path)).map_err(Fault::io("sync", dir))?;
        }
        let mut map = map(&file).map_err(Fault::io("map", &path))?;
        if valid == 0 {
            map[..RECORD_BYTES].copy_from_slice(&HEADER);
        } else if map[..RECORD_BYTES] != HEADER {
            return Err(Fault::corrupt(&path, 0, None, "not a lineage file of version 0"));
        }
        Ok(Self { map, file, path, len: valid })
    }

    /// Number of records.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds a record and returns its index. Fails only where the file cannot grow.
    pub fn push(&mut self, record: &[u8; RECORD_BYTES]) -> Result<u64, Fault> {
        let index = self.len;
        let place = span(index);
        if place.end > self.map.len() {
            self.extend().map_err(Fault::io("extend", &self.path))?;
        }
        self.map[place].copy_from_slice(record);
        self.len += 1;
        Ok(index)
    }

    /// The record at `index`, or `None` at or beyond the end.
    pub fn get(&self, index: u64) -> Option<&[u8; RECORD_BYTES]> {
        if index >= self.len {
            return None;
        }
        self.map.get(span(index))?.as_array()
    }

    /// Changes a record that no snapshot covers yet; `false` at or beyond the end.
    ///
    /// A record below a snapshot's count must not be changed: after a crash it might hold the change without its entry.
    pub fn put(&mut self, index: u64, record: &[u8; RECORD_BYTES]) -> bool {
        if index >= self.len {
            return false;
        }
        self.map[span(index)].copy_from_slice(record);
        true
    }

    /// Forgets the records from `count` on; a larger count changes nothing.
    pub fn truncate(&mut self, count: u64) {
        self.len = self.len.min(count);
    }

    /// CRC32C over the records of `range` within the file, continuing `before`; 0 begins. A snapshot may keep it, since a
    /// mapped file has no checksums of its own.
    pub fn checksum(&self, range: Range<u64>, before: u32) -> u32 {
        let end = range.end.min(self.len);
        let bytes = if range.start < end { &self.map[span(range.start).start..span(end - 1).end] } else { &[] };
        crc32c::crc32c_append(before, bytes)
    }

    /// Makes all records durable.
    pub fn flush(&self) -> Result<(), Fault> {
        self.map.flush().map_err(Fault::io("sync", &self.path))
    }

    /// A handle that does the same for the records pushed before, from another thread, so that a snapshot does not hold up
    /// new records.
    pub fn flusher(&self) -> Result<Flusher, Fault> {
        // Elsewhere only the map itself can be flushed.
        if !cfg!(unix) {
            self.flush()?;
        }
        let file = self.file.try_clone().map_err(Fault::io("open", &self.path))?;
        Ok(Flusher { file, path: self.path.clone() })
    }

    /// What makes the records durable that are there when it is used, without holding the lineage meanwhile.
    pub fn syncer(&self) -> Result<Syncer, Fault> {
        let file = self.file.try_clone().map_err(Fault::io("open", &self.path))?;
        Ok(Syncer { file, path: self.path.clone() })
    }

    fn extend(&mut self) -> io::Result<()> {
        let held = self.map.len() as u64;
        grow(&self.file, held, held + STEP_BYTES as u64)?;
        self.map = map(&self.file)?;
        Ok(())
    }
}

/// Makes the records of a [`Lineage`] durable from another thread.
pub struct Flusher {
    file: File,
    path: PathBuf,
}

impl Flusher {
    /// Returns once the records that were pushed before [`Lineage::flusher`] are durable. On Unix a sync of the file writes
    /// the changed pages of its shared maps too (POSIX leaves it open, Linux and the BSDs do).
    pub fn flush(&self) -> Result<(), Fault> {
        self.file.sync_data().map_err(Fault::io("sync", &self.path))
    }
}

/// See [`Lineage::syncer`].
#[derive(Debug)]
pub struct Syncer {
    file: File,
    path: PathBuf,
}

impl Syncer {
    /// Makes all records durable. A sync of the file writes what was changed through its map too: both are the same pages
    /// of the system.
    pub fn sync(&self) -> Result<(), Fault> {
        self.file.sync_data().map_err(Fault::io("sync", &self.path))
    }
}

fn span(index: u64) -> Range<usize> {
    // One slot further on for the header. Indexes are below `len`, which fits the map.
    let start = (index as usize + 1) * RECORD_BYTES;
    start..start + RECORD_BYTES
}

/// Extends the file with blocks that are really there: a map over a hole would end the process when the disk is full.
fn grow(file: &File, from: u64, to: u64) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), from, to - from) {
        Ok(()) => return Ok(()),
        // Some file systems cannot; zeros do it everywhere.
        Err(rustix::io::Errno::OPNOTSUPP | rustix::io::Errno::NOSYS) => {}
        Err(error) => return Err(error.into()),
    }
    let zeros = vec![0; (to - from) as usize];
    crate::files::File::write_at(file, &zeros, from)
}

#[expect(unsafe_code, reason = "a map of a file is unsafe by nature; see the SAFETY comment")]
fn map(file: &File) -> io::Result<MmapMut> {
    // SAFETY: the map is sound while no one else changes or shortens the file. It is private to its owner (mode 600), the
    // process holds the directory's lock, so no other registry maps it, and this module only ever lengthens it.
    unsafe { MmapMut::map_mut(file) }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::*;

    fn record(n: u64) -> [u8; RECORD_BYTES] {
        std::array::from_fn(|place| (n * 7 + place as u64) as u8)
    }

    #[test]
    fn reopens_with_what_the_snapshot_counted() {
        let dir = tempfile::tempdir().unwrap();
        let mut lineage = Lineage::open(dir.path(), 0).unwrap();
        // Across two growths of the file.
        let count = (STEP_BYTES / RECORD_BYTES * 2 + 10) as u64;
        for n in 0..count {
            assert_eq!(lineage.push(&record(n)).unwrap(), n);
        }
        let sum = lineage.checksum(0..1000, 0);
        assert_eq!(lineage.checksum(300..1000, lineage.checksum(0..300, 0)), sum);
        std::thread::scope(|scope| {
            let flusher = lineage.flusher().unwrap();
            scope.spawn(move || flusher.flush().unwrap());
        });
        lineage.flush().unwrap();
        drop(lineage);
        let mut lineage = Lineage::open(dir.path(), 1000).unwrap();
        assert_eq!((lineage.len(), lineage.get(1000), lineage.checksum(0..2000, 0)), (1000, None, sum));
        for n in 0..1000 {
            assert_eq!(lineage.get(n), Some(&record(n)));
        }
        assert_eq!(lineage.push(&record(5)).unwrap(), 1000);
        lineage.truncate(999);
        assert_eq!((lineage.len(), lineage.get(999)), (999, None));
        assert!(lineage.put(998, &record(1)) && !lineage.put(999, &record(1)));
        assert_eq!(lineage.get(998), Some(&record(1)));
    }

    #[test]
    fn a_lost_or_short_file_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        assert!(matches!(Lineage::open(dir.path(), 1), Err(Fault::Missing { .. })));
        let lineage = Lineage::open(dir.path(), 0).unwrap();
        assert!(lineage.is_empty());
        drop(lineage);
        assert!(matches!(Lineage::open(dir.path(), 1 << 30), Err(Fault::Corrupt { .. })));
        assert!(matches!(Lineage::open(dir.path(), u64::MAX), Err(Fault::Corrupt { .. })));
        let path = dir.path().join("lineage.map");
        OpenOptions::new().write(true).open(&path).unwrap().set_len(3).unwrap();
        assert!(Lineage::open(dir.path(), 0).unwrap().is_empty(), "from 0 the file is begun anew");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(matches!(Lineage::open(dir.path(), 2), Err(Fault::Corrupt { .. })));
    }
}
