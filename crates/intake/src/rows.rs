//! The rows of a file, one after the other, in their order; made on several threads.

use crate::{
    cells,
    convert::{self, CellRow, Made},
    fault::OpenError,
    group::{Document, Documents},
    header,
    mapping::Mapping,
    ndjson,
    plan::Plan,
    row::{DeclaredLine, Notes, Reject, Row, RowProblem, SourceRow},
    source::{self, Form, Packing, Position, Reader},
    split::{LINE_BYTES_MAX, Record, RecordFault, Splitter, line_ends},
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use trade::command::Submission;
use trade::nomenclature::Tables;

mod threads;

use threads::Threads;

/// How a file is read.
#[derive(Clone, Debug)]
pub struct Options {
    /// The tables by which goods codes must exist on the day of their document; none: codes are not checked. The registry
    /// checks that, too, so it is only for those who want to know before.
    pub check_codes: Option<Arc<Tables>>,
    /// Threads that make commands; with 0 the caller's own.
    pub workers: usize,
}

impl Default for Options {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get);
        Self { check_codes: None, workers: cores.min(8) }
    }
}

/// The rows of a file. Reading goes on beside the caller, a bounded way ahead.
pub struct Rows {
    about: About,
    plan: Option<Arc<Plan>>,
    feed: Feed,
}

enum Feed {
    /// On the caller's thread.
    Here(Box<Documents<Reader>>, Maker),
    There(Threads),
}

/// Makes rows of documents.
#[derive(Clone)]
pub(crate) struct Maker {
    pub plan: Option<Arc<Plan>>,
    pub check_codes: Option<Arc<Tables>>,
}

/// Opens a file of commands, or, with a mapping, a CSV file.
///
/// ```no_run
/// let mapping = intake::Mapping::open("declarations.toml".as_ref())?;
/// let mut totals = intake::Totals::default();
/// for row in intake::open("declarations.csv.gz".as_ref(), Some(&mapping))? {
///     totals.add(&row);
/// }
/// # Ok::<(), intake::OpenError>(())
/// ```
pub fn open(path: &Path, mapping: Option<&Mapping>) -> Result<Rows, OpenError> {
    open_with(path, mapping, Options::default())
}

/// The same with options.
pub fn open_with(path: &Path, mapping: Option<&Mapping>, options: Options) -> Result<Rows, OpenError> {
    let opened = open_documents(path, mapping)?;
    let maker = Maker { plan: opened.plan.clone(), check_codes: options.check_codes };
    let feed = if options.workers == 0 {
        Feed::Here(Box::new(opened.documents), maker)
    } else {
        Feed::There(Threads::start(opened.documents, &maker, options.workers))
    };
    Ok(Rows { about: opened.about, plan: opened.plan, feed })
}

/// What is known of a file.
pub(crate) struct About {
    form: Form,
    packing: Packing,
    size: Option<u64>,
    pub sheet: Option<String>,
    pub encoding: Option<&'static str>,
    skipped: Arc<AtomicU64>,
}

/// A file whose documents can be read.
pub(crate) struct Opened {
    pub about: About,
    pub plan: Option<Arc<Plan>>,
    pub documents: Documents<Reader>,
}

pub(crate) fn open_documents(path: &Path, mapping: Option<&Mapping>) -> Result<Opened, OpenError> {
    let source = source::open(path, mapping)?;
    let dialect = source.dialect().or_else(|| mapping.map(|mapping| mapping.dialect));
    let mut splitter = Splitter::new(source.reader, dialect);
    let plan = match mapping.zip(dialect) {
        None => None,
        Some((mapping, dialect)) => {
            Some(Arc::new(header::find(path, mapping, &mut splitter, dialect, source.sheet.is_some())?))
        }
    };
    let position: Position = source.position;
    let documents = Documents::new(splitter, position, plan.clone());
    let about = About {
        form: source.form,
        packing: source.packing,
        size: source.size,
        sheet: source.sheet,
        encoding: source.encoding,
        skipped: documents.skipped(),
    };
    Ok(Opened { about, plan, documents })
}

impl Rows {
    /// What the rows of the file are.
    pub fn form(&self) -> Form {
        self.about.form
    }

    /// How the file is packed.
    pub fn packing(&self) -> Packing {
        self.about.packing
    }

    /// The sheet that is read, of a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.about.sheet.as_deref()
    }

    /// The encoding of the file, where it is not UTF-8.
    pub fn encoding(&self) -> Option<&'static str> {
        self.about.encoding
    }

    /// The line of the names of the columns, where there are columns.
    pub fn header_line(&self) -> Option<u64> {
        self.plan.as_ref().map(|plan| plan.header_at.0)
    }

    /// Rows that were read over so far, because the mapping says so.
    pub fn skipped(&self) -> u64 {
        self.about.skipped.load(Ordering::Relaxed)
    }

    /// Bytes of the file on disk, the end of [`Row::bytes_read`]; not known for pipes.
    pub fn bytes_total(&self) -> Option<u64> {
        self.about.size
    }

    /// The names of the columns of a CSV file.
    pub fn header(&self) -> Vec<&str> {
        self.plan.iter().flat_map(|plan| &plan.header).map(AsRef::as_ref).collect()
    }

    pub(crate) fn plan(&self) -> Option<&Arc<Plan>> {
        self.plan.as_ref()
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        match &mut self.feed {
            Feed::Here(documents, maker) => documents.next_document().map(|document| maker.row(document)),
            Feed::There(threads) => threads.next_row(),
        }
    }
}

impl Maker {
    pub(crate) fn row(&self, document: Document) -> Row {
        let rows = u64::try_from(document.more.len()).unwrap_or(u64::MAX).saturating_add(1);
        let last = document.more.last().unwrap_or(&document.first);
        let (line, bytes_read, no_line_end) = (document.first.line, last.bytes_read, last.no_line_end);
        let mut source = Vec::new();
        let outcome = match self.outcome(&document) {
            Ok((mut submission, mut notes)) => {
                notes.no_line_end = no_line_end;
                if let Some(key) = self.refused_key(&document) {
                    ndjson::supersede(&mut submission, &key);
                }
                source = self.source(document, true);
                Ok((submission, notes))
            }
            Err((mut problems, declared)) => {
                hint_at_cut(&mut problems, no_line_end);
                Err(self.reject(document, problems, declared))
            }
        };
        Row { line, bytes_read, rows, source, outcome }
    }

    fn outcome(&self, document: &Document) -> Result<(Submission, Notes), (Vec<RowProblem>, Vec<DeclaredLine>)> {
        let mut texts = Vec::with_capacity(document.more.len().saturating_add(1));
        for record in document.records() {
            texts.push((record.line, text(record).map_err(|problem| (vec![problem], Vec::new()))?));
        }
        let Some(plan) = &self.plan else {
            let (line, text) = texts.first().copied().unwrap_or_default();
            let submission = ndjson::read(text, line, self.check_codes.as_deref());
            return submission
                .map(|submission| (submission, Notes::default()))
                .map_err(|problems| (problems, ndjson::declared(text)));
        };
        let mut rows = Vec::with_capacity(texts.len());
        for (line, text) in texts {
            rows.push(cell_row(plan, line, text).map_err(|problem| (vec![problem], Vec::new()))?);
        }
        let made = convert::convert(plan, &rows, self.check_codes.as_deref(), false);
        judged(document, made)
    }

    fn reject(&self, document: Document, problems: Vec<RowProblem>, declared: Vec<DeclaredLine>) -> Reject {
        let line = document.first.line;
        let refused_key = self.refused_key(&document).unwrap_or_default();
        Reject { line, rows: self.source(document, false), problems, declared, refused_key }
    }

    /// The rows of a document as they stand in the file.
    fn source(&self, document: Document, are_whole: bool) -> Vec<SourceRow> {
        let row = |record: Record| {
            // Bytes that are no UTF-8 stand inside of cells: the row can still be told apart.
            let has_cells =
                |plan: &Arc<Plan>| cell_row(plan, record.line, &String::from_utf8_lossy(&record.bytes)).is_ok();
            let is_whole = are_whole || (record.fault.is_none() && self.plan.as_ref().is_none_or(has_cells));
            SourceRow { line: record.line, bytes: record.bytes, is_whole }
        };
        std::iter::once(document.first).chain(document.more).map(row).collect()
    }

    /// The key that a refusal used up, where the document stands in a file of rejects.
    fn refused_key(&self, document: &Document) -> Option<String> {
        let plan = self.plan.as_ref()?;
        let column = plan.refused_key?;
        let text = std::str::from_utf8(&document.first.bytes).ok()?;
        let cells = cells::split(text, plan.dialect, plan.header.len()).ok()?;
        cells.get(column).map(|cell| cell.trim().to_owned()).filter(|key| !key.is_empty())
    }
}

/// A document that cannot be one is rejected, whatever came of its rows.
fn judged(document: &Document, made: Made) -> Result<(Submission, Notes), (Vec<RowProblem>, Vec<DeclaredLine>)> {
    let fault = document.fault.as_ref();
    let fault = fault.map(|fault| RowProblem::of_row(document.first.line, fault.code(), fault.message()));
    match (made.outcome, fault) {
        (Ok(submission), None) => Ok((submission, Notes { roundings: made.roundings, no_line_end: false })),
        (outcome, fault) => {
            let problems = fault.into_iter().chain(outcome.err().unwrap_or_default()).collect();
            Err((problems, convert::declared_lines(&made.value, &made.roundings)))
        }
    }
}

/// The text of a record.
#[expect(clippy::result_large_err, reason = "rows with problems are few")]
pub(crate) fn text(record: &Record) -> Result<&str, RowProblem> {
    if let Some(fault) = &record.fault {
        let (code, message) = record_problem(fault);
        return Err(RowProblem::of_row(record.line, code, message));
    }
    let text = std::str::from_utf8(&record.bytes)
        .map_err(|error| RowProblem::of_row(record.line, "text.not_utf8", utf8_problem(record, error.valid_up_to())))?;
    match text.split_once('\u{fffd}') {
        None => Ok(text),
        Some((before, _)) => {
            let words = before.chars().rev().take(20).collect::<Vec<_>>().into_iter().rev().collect::<String>();
            let message = format!(
                "a character behind \"{words}\" was lost: it is none in the encoding of the file, or an earlier program \
                 could not write it. Write it again"
            );
            Err(RowProblem::of_row(record.line, "text.lost_character", message))
        }
    }
}

fn record_problem(fault: &RecordFault) -> (&'static str, String) {
    match fault {
        RecordFault::TooLong(bytes) => (
            "line.too_long",
            format!(
                "the line has {bytes} bytes, {LINE_BYTES_MAX} are allowed: make several documents of it. Only its \
                 beginning is shown here; the whole line is in the file"
            ),
        ),
        RecordFault::UnclosedQuote => (
            "csv.unclosed_quote",
            "a quote that opens here is not closed in any of the lines behind: close it. The lines behind were read as \
             rows of their own"
                .to_owned(),
        ),
        RecordFault::Cut(code, message) => (code, message.clone()),
    }
}

/// Where a record stops being UTF-8.
fn utf8_problem(record: &Record, valid: usize) -> String {
    let before = record.bytes.get(..valid).unwrap_or_default();
    let line = record.line.saturating_add(line_ends(before));
    let column = before.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len).saturating_add(1);
    let byte = record.bytes.get(valid).copied().unwrap_or_default();
    format!("byte {column} of line {line} (0x{byte:02x}) is no UTF-8: save the file as UTF-8")
}

/// The cells of a row: as many as there are columns.
#[expect(clippy::result_large_err, reason = "rows with problems are few")]
pub(crate) fn cell_row<'t>(plan: &Plan, line: u64, text: &'t str) -> Result<CellRow<'t>, RowProblem> {
    let columns = plan.header.len();
    let cells = cells::split(text, plan.dialect, columns)
        .map_err(|fault| RowProblem::of_row(line, fault.code(), fault.message(plan.dialect)))?;
    if cells.len() == columns {
        return Ok(CellRow { line, cells });
    }
    let message = format!(
        "the row has {} cells, the header {columns}: look for a missing or unquoted {}",
        cells.len(),
        char::from(plan.dialect.delimiter)
    );
    Err(RowProblem::of_row(line, "csv.cell_count", message))
}

/// The last row of a file that was cut is mostly wrong in itself; then the cause is told.
fn hint_at_cut(problems: &mut [RowProblem], no_line_end: bool) {
    if let Some(problem) = problems.first_mut().filter(|_| no_line_end) {
        problem.message.push_str(". The file ends here without a line end: it may be cut, compare it with its source");
    }
}
