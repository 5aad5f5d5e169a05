//! A file on disk to text: what it is, unpacked, without a byte order mark.

use crate::fault::OpenError;
use flate2::bufread::MultiGzDecoder;
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One command a line.
    Ndjson,
    /// Rows of cells, read through a mapping.
    Csv,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// With gzip; several members one behind the other are one text.
    Gzip,
}

/// Bytes looked at to tell what a file is.
const PEEKED: u64 = 4096;
/// Bytes read at once.
const BUFFER: usize = 128 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const GZIP: &[u8] = b"\x1f\x8b";
/// Beginnings of files that are no text, what they are, and what to do.
const PACKED: [(&[u8], &str, &str); 6] = [
    (b"PK\x03\x04", "a zip archive or a workbook", "unpack it, or save the sheet as \"CSV UTF-8\""),
    (b"\xd0\xcf\x11\xe0", "an old workbook", "save the sheet as \"CSV UTF-8\""),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "unpack it, or pack it with gzip"),
    (b"BZh", "compressed with bzip2", "unpack it, or pack it with gzip"),
    (b"\xfd7zXZ", "compressed with xz", "unpack it, or pack it with gzip"),
    (b"%PDF", "a PDF document", "ask for the data as CSV or NDJSON"),
];

/// Unpacked text that is read once.
pub(crate) type Reader = Box<dyn BufRead + Send>;

/// A file that was opened.
pub(crate) struct Source {
    pub form: Form,
    pub packing: Packing,
    /// Bytes on disk, where the system tells.
    pub size: Option<u64>,
    pub reader: Reader,
    pub position: Position,
}

/// How far a file was read, in bytes on disk.
#[derive(Clone, Default)]
pub(crate) struct Position(Arc<AtomicU64>);

impl Position {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A file that counts what is read of it.
struct Counted {
    file: File,
    position: Position,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.position.0.fetch_add(u64::try_from(count).unwrap_or_default(), Ordering::Relaxed);
        Ok(count)
    }
}

/// Opens a file and finds out what it is.
pub(crate) fn open(path: &Path, has_mapping: bool) -> Result<Source, OpenError> {
    let unreadable = |source| OpenError::Unreadable { path: path.into(), source };
    let (file, size) = file(path)?;
    let position = Position::default();
    let counted = Counted { file, position: position.clone() };
    let (head, packed) = peek(BufReader::with_capacity(BUFFER, counted)).map_err(unreadable)?;
    if head.is_empty() {
        return Err(OpenError::Empty(path.into()));
    }
    if !head.starts_with(GZIP) {
        let form = form(&head, path, has_mapping)?;
        return Ok(Source { form, packing: Packing::Plain, size, reader: rejoin(head, packed), position });
    }
    let unpacked = BufReader::with_capacity(BUFFER, MultiGzDecoder::new(rejoin(head, packed)));
    let (head, unpacked) = match peek(unpacked) {
        Ok(parts) => parts,
        Err(source) => return Err(OpenError::Gzip { path: path.into(), source }),
    };
    let form = form(&head, path, has_mapping)?;
    Ok(Source { form, packing: Packing::Gzip, size, reader: rejoin(head, unpacked), position })
}

fn file(path: &Path) -> Result<(File, Option<u64>), OpenError> {
    let refused = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => OpenError::Missing(path.into()),
        _ => OpenError::Unreadable { path: path.into(), source },
    };
    let data = std::fs::metadata(path).map_err(refused)?;
    if data.is_dir() {
        return Err(OpenError::Directory(path.into()));
    }
    let file = File::open(path).map_err(refused)?;
    Ok((file, data.is_file().then_some(data.len())))
}

/// Reads the beginning. An error behind the first bytes is left for the reader of the rows, who knows the line.
fn peek<R: BufRead>(mut reader: R) -> io::Result<(Vec<u8>, R)> {
    let mut head = Vec::new();
    match reader.by_ref().take(PEEKED).read_to_end(&mut head) {
        Err(error) if head.is_empty() => Err(error),
        _ => Ok((head, reader)),
    }
}

fn rejoin<R: BufRead + Send + 'static>(head: Vec<u8>, rest: R) -> Reader {
    let head = head.strip_prefix(BYTE_ORDER_MARK).map(<[u8]>::to_vec).unwrap_or(head);
    Box::new(Cursor::new(head).chain(rest))
}

/// What the rows are, told by the beginning of the text and the name of the file.
fn form(head: &[u8], path: &Path, has_mapping: bool) -> Result<Form, OpenError> {
    if let Some((_, what, advice)) = PACKED.iter().find(|(start, ..)| head.starts_with(start)) {
        return Err(OpenError::Packed { path: path.into(), what, advice });
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return Err(OpenError::Utf16(path.into()));
    }
    let text = head.strip_prefix(BYTE_ORDER_MARK).unwrap_or(head).trim_ascii_start();
    let looks_like_ndjson = text.starts_with(b"{") || is_named_ndjson(path);
    match (text.first(), has_mapping) {
        (None, _) => Err(OpenError::Empty(path.into())),
        (Some(b'['), false) => Err(OpenError::JsonList(path.into())),
        (Some(_), true) if looks_like_ndjson => Err(OpenError::NeedsNoMapping(path.into())),
        (Some(_), true) => Ok(Form::Csv),
        (Some(_), false) if looks_like_ndjson => Ok(Form::Ndjson),
        (Some(_), false) => Err(OpenError::NeedsMapping(path.into())),
    }
}

fn is_named_ndjson(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    [".ndjson", ".jsonl", ".json"].iter().any(|ending| name.ends_with(ending))
}
