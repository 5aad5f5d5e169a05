//! A look at the first rows of a table: how it is written, its columns, and samples of their values.

use crate::{
    cells::{self, Dialect},
    encoding,
    fault::OpenError,
    mapping::Mapping,
    plan,
    source::{self, Source},
    split::{Record, Splitter},
};
use std::{
    io::Read,
    path::{Path, PathBuf},
};

/// Bytes that are looked at.
const LOOKED: u64 = 1024 * 1024;
/// Rows that are looked at.
const ROWS: usize = 500;
/// Rows that are looked at for the names of the columns, as the reader of a file does.
const ABOVE: usize = 30;
/// What can stand between cells, the likeliest first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// A table as far as it was looked at.
#[derive(Clone, Debug)]
pub struct Table {
    /// The file.
    pub path: PathBuf,
    /// What stands between cells.
    pub delimiter: char,
    /// The encoding that a mapping must tell, where the file itself does not.
    pub encoding: Option<&'static str>,
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// The physical lines on which the rows begin that were looked at, without the header.
    pub lines: Vec<u64>,
    /// The columns in their order.
    pub columns: Vec<Column>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name, as a mapping has it.
    pub name: String,
    /// Its cells in the rows that were looked at, without the blanks around them.
    pub cells: Vec<String>,
}

impl Column {
    /// The cells in which something stands.
    pub fn filled(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// Whether nothing stands in some cell.
    pub fn has_gaps(&self) -> bool {
        self.cells.iter().any(String::is_empty)
    }

    /// The first three different values, in one line.
    pub fn shown(&self) -> String {
        let mut samples: Vec<&str> = Vec::new();
        for cell in self.filled() {
            if samples.len() < 3 && !samples.contains(&cell) {
                samples.push(cell);
            }
        }
        samples.join(" | ")
    }
}

impl Table {
    /// Looks at the first rows of a file: text in any encoding that is recognised, plain or gzip, or a workbook.
    ///
    /// # Errors
    /// The file cannot be read, holds no table, or its columns cannot be told apart by their names.
    pub fn look(path: &Path) -> Result<Self, OpenError> {
        let (source, encoding) = open(path)?;
        let (sheet, dialect) = (source.sheet.clone(), source.dialect());
        let head = head(path, source)?;
        let delimiters = dialect.map_or(DELIMITERS.to_vec(), |dialect| vec![dialect.delimiter]);
        let read = delimiters.into_iter().map(|delimiter| Self::read(path, &head, delimiter));
        // Of equals the likelier stays.
        let best = read.rev().max_by_key(Self::evenness).filter(|table| !table.columns.is_empty());
        let mut table = best.ok_or_else(|| OpenError::Empty(path.into()))?;
        (table.sheet, table.encoding) = (sheet, encoding);
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let problems = plan::unclear(&names, names.len());
        if problems.is_empty() { Ok(table) } else { Err(OpenError::Columns { path: path.into(), problems }) }
    }

    /// The column of that name, else at that position from 1.
    pub fn column(&self, words: &str) -> Option<&Column> {
        let named = self.columns.iter().find(|column| column.name == words);
        let named = named.or_else(|| self.columns.iter().find(|column| lower(&column.name) == lower(words)));
        named.or_else(|| self.columns.get(words.parse::<usize>().ok()?.checked_sub(1)?))
    }

    fn read(path: &Path, head: &[u8], delimiter: u8) -> Self {
        let dialect = Dialect { delimiter, quote: b'"' };
        let mut splitter = Splitter::new(head, Some(dialect));
        let records = std::iter::from_fn(|| splitter.next_record()).take(ROWS.saturating_add(ABOVE));
        // Rows that cannot be read are told when the file comes in.
        let rows: Vec<(u64, Vec<String>)> =
            records.filter_map(|record| Some((record.line, cells_of(&record, dialect)?))).collect();
        let header = names_at(&rows);
        let names = rows.get(header).map(|(_, cells)| cells.clone()).unwrap_or_default();
        let columns = names.into_iter().map(|name| Column { name, cells: Vec::new() }).collect();
        let (delimiter, path) = (char::from(delimiter), path.into());
        let mut table = Self { path, delimiter, encoding: None, sheet: None, lines: Vec::new(), columns };
        for (line, cells) in rows.into_iter().skip(header.saturating_add(1)) {
            if cells.len() == table.columns.len() && cells.iter().any(|cell| !cell.is_empty()) {
                table.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.cells.push(cell));
                table.lines.push(line);
            }
        }
        table
    }

    /// How much speaks for a delimiter: several columns, and many cells in rows of the same length.
    fn evenness(&self) -> (bool, usize) {
        let width = self.columns.len();
        (width > 1, width.saturating_mul(self.lines.len().saturating_add(1)))
    }
}

pub(super) fn lower(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Opens the file, and tells the encoding that had to be declared for it.
fn open(path: &Path) -> Result<(Source, Option<&'static str>), OpenError> {
    match source::open(path, Some(&Mapping::blank(None))) {
        Err(OpenError::Encoding { likely, .. }) => {
            let source = source::open(path, Some(&Mapping::blank(encoding::named(likely))))?;
            Ok((source, Some(likely)))
        }
        opened => opened.map(|source| (source, None)),
    }
}

/// The beginning of the text, up to the end of a line.
fn head(path: &Path, source: Source) -> Result<Vec<u8>, OpenError> {
    let mut bytes = Vec::new();
    let unreadable = |source| OpenError::Unreadable { path: path.into(), source };
    source.reader.take(LOOKED).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length == LOOKED) {
        let end = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(bytes.len());
        bytes.truncate(end);
    }
    Ok(bytes)
}

/// The row of the names: above it stand titles, which fill few cells.
fn names_at(rows: &[(u64, Vec<String>)]) -> usize {
    let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
    let looked = || rows.iter().take(ABOVE);
    let most = looked().map(|(_, cells)| filled(cells)).max().unwrap_or_default();
    looked().position(|(_, cells)| filled(cells).saturating_mul(2) > most).unwrap_or_default()
}

fn cells_of(record: &Record, dialect: Dialect) -> Option<Vec<String>> {
    let text = std::str::from_utf8(&record.bytes).ok()?;
    let cells = cells::split(text, dialect, 0).ok()?;
    Some(cells.iter().map(|cell| cell.trim().to_owned()).collect())
}
