//! A file on disk to text: what it is, unpacked, without a byte order mark.

use crate::{
    cells::Dialect,
    encoding::{self, Decoded},
    fault::OpenError,
    mapping::Mapping,
    workbook,
};
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
const ZIP: &[u8] = b"PK\x03\x04";
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0";
/// How a sheet is written for those behind.
const SHEET: Dialect = Dialect { delimiter: b',', quote: b'"' };
/// Beginnings of files that are no text, what they are, and what to do.
const PACKED: [(&[u8], &str, &str); 6] = [
    (ZIP, "a workbook or a zip archive", "for a workbook name a mapping, too; unpack an archive"),
    (OLD_WORKBOOK, "an old workbook", "name a mapping, too"),
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
    /// Of a workbook: the sheet.
    pub sheet: Option<String>,
    /// The encoding, where it is not UTF-8.
    pub encoding: Option<&'static str>,
}

impl Source {
    /// How the rows are written, where not as the mapping says.
    pub(crate) fn dialect(&self) -> Option<Dialect> {
        self.sheet.as_ref().map(|_| SHEET)
    }
}

/// How far a file was read, in bytes on disk.
#[derive(Clone, Default)]
pub(crate) struct Position(Arc<AtomicU64>);

impl Position {
    pub(crate) fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A file, or the text of a sheet, that counts what is read of it.
struct Counted<R> {
    file: R,
    position: Position,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read(buffer)?;
        self.position.0.fetch_add(u64::try_from(count).unwrap_or_default(), Ordering::Relaxed);
        Ok(count)
    }
}

/// Opens a file and finds out what it is.
pub(crate) fn open(path: &Path, mapping: Option<&Mapping>) -> Result<Source, OpenError> {
    let unreadable = |source| OpenError::Unreadable { path: path.into(), source };
    let (file, size) = file(path)?;
    let position = Position::default();
    let counted = Counted { file, position: position.clone() };
    let (head, packed) = peek(BufReader::with_capacity(BUFFER, counted)).map_err(unreadable)?;
    if head.is_empty() {
        return Err(OpenError::Empty(path.into()));
    }
    let is_workbook = head.starts_with(ZIP) || head.starts_with(OLD_WORKBOOK);
    if let Some(mapping) = mapping.filter(|_| is_workbook) {
        let mut bytes = Vec::new();
        rejoin(head, packed).read_to_end(&mut bytes).map_err(unreadable)?;
        return sheet(path, bytes, mapping);
    }
    if !head.starts_with(GZIP) {
        let text = Text::new(head, packed, path, mapping)?;
        return Ok(text.into_source(Packing::Plain, size, position));
    }
    let unpacked = BufReader::with_capacity(BUFFER, MultiGzDecoder::new(rejoin(head, packed)));
    let (head, unpacked) = match peek(unpacked) {
        Ok(parts) => parts,
        Err(source) => return Err(OpenError::Gzip { path: path.into(), source }),
    };
    let text = Text::new(head, unpacked, path, mapping)?;
    Ok(text.into_source(Packing::Gzip, size, position))
}

/// The text of a sheet; how far it was read is told in bytes of that text.
fn sheet(path: &Path, bytes: Vec<u8>, mapping: &Mapping) -> Result<Source, OpenError> {
    let mixed = || {
        OpenError::Workbook {
        path: path.into(),
        why: "the mapping has decimals with commas and decimals with points; the numbers of a workbook are written in one way, so \
              say the same for all"
            .to_owned(),
    }
    };
    let sign = mapping.decimal_sign().ok_or_else(mixed)?;
    let sheet = workbook::open(path, bytes, mapping.sheet.as_deref(), sign)?;
    let position = Position::default();
    let size = u64::try_from(sheet.text.len()).ok();
    let counted = Counted { file: Cursor::new(sheet.text), position: position.clone() };
    Ok(Source {
        form: Form::Csv,
        packing: Packing::Plain,
        size,
        reader: Box::new(BufReader::with_capacity(BUFFER, counted)),
        position,
        sheet: Some(sheet.name),
        encoding: None,
    })
}

/// Text in UTF-8, whatever encoding the file has.
struct Text {
    form: Form,
    reader: Reader,
    encoding: Option<&'static str>,
}

impl Text {
    fn new<R: BufRead + Send + 'static>(
        head: Vec<u8>,
        rest: R,
        path: &Path,
        mapping: Option<&Mapping>,
    ) -> Result<Self, OpenError> {
        let marked = match head.get(..2) {
            Some(b"\xff\xfe") => Some(encoding_rs::UTF_16LE),
            Some(b"\xfe\xff") => Some(encoding_rs::UTF_16BE),
            _ => None,
        };
        // A mark is written by whoever wrote the file; it says more than a mapping for many files.
        let is_marked = head.starts_with(BYTE_ORDER_MARK);
        let declared = mapping.and_then(|mapping| mapping.encoding).filter(|_| !is_marked);
        if let Some(encoding) = marked.or(declared.filter(|encoding| !encoding::is_utf8(encoding))) {
            let decoded = Decoded::new(Cursor::new(head).chain(rest), encoding);
            let (head, decoded) =
                peek(decoded).map_err(|source| OpenError::Unreadable { path: path.into(), source })?;
            let form = form(&head, path, mapping.is_some())?;
            return Ok(Self { form, reader: rejoin(head, decoded), encoding: Some(encoding.name()) });
        }
        let form = form(&head, path, mapping.is_some())?;
        if let Some((likely, sample)) = encoding::foreign(&head) {
            return Err(OpenError::Encoding { path: path.into(), likely, sample });
        }
        Ok(Self { form, reader: rejoin(head, rest), encoding: None })
    }

    fn into_source(self, packing: Packing, size: Option<u64>, position: Position) -> Source {
        let Self { form, reader, encoding } = self;
        Source { form, packing, size, reader, position, sheet: None, encoding }
    }
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
