//! Part files: pages one after the other behind a short header.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::manifest::{PAGE_BYTES_MAX, Place};
use crate::Fault;
use crate::files::{File, Files, dir_of, read_up_to};

const MAGIC: [u8; 8] = *b"TAMGAP0\n";
/// Magic and number of the part.
const HEADER_BYTES: u64 = 16;
/// Pages are collected up to this many bytes and then written at once.
const BUFFER_BYTES: usize = 1 << 20;

pub(crate) fn part_path(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("{number:020}.part"))
}

/// Writes a new part.
pub(crate) struct PartWriter<'a> {
    files: &'a dyn Files,
    file: Arc<dyn File>,
    path: PathBuf,
    number: u64,
    /// Offset in the file of the buffer's first byte.
    offset: u64,
    buffer: Vec<u8>,
    /// Bytes of the file system that stay free; 0 turns the check off.
    reserve: u64,
}

impl<'a> PartWriter<'a> {
    pub(crate) fn create(files: &'a dyn Files, dir: &Path, number: u64, reserve: u64) -> Result<Self, Fault> {
        let path = part_path(dir, number);
        let file = files.create_new(&path).map_err(Fault::io("create", &path))?;
        let mut buffer = MAGIC.to_vec();
        buffer.extend_from_slice(&number.to_le_bytes());
        Ok(Self { files, file, path, number, offset: 0, buffer, reserve })
    }

    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) -> Result<Place, Fault> {
        if bytes.len() > PAGE_BYTES_MAX {
            return Err(Fault::TooLarge { what: "page", size: bytes.len() as u64, max: PAGE_BYTES_MAX as u64 });
        }
        if self.buffer.len() + bytes.len() > BUFFER_BYTES {
            self.write()?;
        }
        let offset = self.offset + self.buffer.len() as u64;
        self.buffer.extend_from_slice(bytes);
        Ok(Place { part: self.number, offset, len: bytes.len() as u32, crc: crc32c::crc32c(bytes) })
    }

    /// Makes the part durable under its name.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.write()?;
        self.file.sync_data().map_err(Fault::io("sync", &self.path))?;
        let dir = dir_of(&self.path);
        self.files.sync_dir(dir).map_err(Fault::io("sync", dir))
    }

    fn write(&mut self) -> Result<(), Fault> {
        self.check_space()?;
        self.file.write_at(&self.buffer, self.offset).map_err(Fault::io("write", &self.path))?;
        self.offset += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// The journal needs the room more than a snapshot does, so it is asked before each piece.
    fn check_space(&self) -> Result<(), Fault> {
        let (dir, reserve) = (dir_of(&self.path), self.reserve);
        if reserve == 0 {
            return Ok(());
        }
        let free = self.files.free_bytes(dir).map_err(Fault::io("measure free space of", dir))?;
        let free = free.saturating_sub(self.buffer.len() as u64);
        if free < reserve { Err(Fault::NoSpace { path: dir.to_owned(), free, reserve }) } else { Ok(()) }
    }
}

/// Reads a page and compares its checksum. `open` keeps the part of the last page open, as the next page is often there.
pub(crate) fn read_page(
    files: &dyn Files,
    dir: &Path,
    place: &Place,
    open: &mut Option<(u64, Arc<dyn File>)>,
) -> Result<Vec<u8>, Fault> {
    let path = part_path(dir, place.part);
    let file = match open {
        Some((number, file)) if *number == place.part => file,
        _ => &mut open.insert((place.part, open_part(files, &path, place.part)?)).1,
    };
    let mut bytes = vec![0; place.len as usize];
    let read = read_up_to(&**file, &mut bytes, place.offset).map_err(Fault::io("read", &path))?;
    if read < bytes.len() {
        return Err(Fault::corrupt(&path, place.offset, None, "page is cut"));
    }
    if crc32c::crc32c(&bytes) != place.crc {
        return Err(Fault::corrupt(&path, place.offset, None, "page has a wrong checksum"));
    }
    Ok(bytes)
}

fn open_part(files: &dyn Files, path: &Path, number: u64) -> Result<Arc<dyn File>, Fault> {
    let file = files.open(path).map_err(Fault::io("open", path))?;
    let mut header = [0; HEADER_BYTES as usize];
    let read = read_up_to(&*file, &mut header, 0).map_err(Fault::io("read", path))?;
    if read < header.len() || header[..8] != MAGIC || header[8..] != number.to_le_bytes() {
        return Err(Fault::corrupt(path, 0, None, "not a part of a snapshot"));
    }
    Ok(file)
}
