//! What becomes of one row of a file, and why: each value with its columns and every step between.

use crate::{
    convert::{self, CellRow, FieldTrace},
    fault::OpenError,
    group::Document,
    mapping::Mapping,
    plan::Plan,
    row::{Row, RowProblem},
    rows::{Maker, cell_row, open_documents},
    split::line_ends,
};
use serde::Serialize;
use serde_json::Value;
use std::{fmt, path::Path, sync::Arc};
use trade::{command, nomenclature::Tables};

/// Why a row cannot be explained.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// The file cannot be read.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The file has no such line, or a header or nothing stands on it.
    #[error("no row begins on or goes over line {wanted}; the last row of the file is on line {last}")]
    NoSuchLine {
        /// The line asked for.
        wanted: u64,
        /// The line of the last row.
        last: u64,
    },
}

/// What becomes of a row.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The lines of the rows that make the document.
    pub lines: Vec<u64>,
    /// The rows as they stand in the file.
    pub source: Vec<String>,
    /// Each field of the command.
    pub fields: Vec<Explained>,
    /// Columns that the mapping ignores, with their cells.
    pub ignored: Vec<(String, String)>,
    /// The command in its canonical form; nothing when the row is rejected.
    pub command: Option<Value>,
    /// Why it is rejected.
    pub problems: Vec<RowProblem>,
    /// The row ends the file without a line end.
    pub no_line_end: bool,
}

/// How one field came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explained {
    /// The physical line.
    pub line: u64,
    /// Place in the command.
    pub pointer: String,
    /// Columns and cells that it comes from.
    pub from: Vec<(String, String)>,
    /// What was done, in order.
    pub did: Vec<String>,
    /// What came out; nothing when the field is left out or could not be made.
    pub value: Option<Value>,
}

/// Explains the row on a physical line of the file. Goods codes are checked by `tables`.
pub fn explain(
    path: &Path,
    mapping: Option<&Mapping>,
    line: u64,
    tables: Arc<Tables>,
) -> Result<Explanation, ExplainError> {
    let mut opened = open_documents(path, mapping)?;
    let maker = Maker { plan: opened.plan.clone(), check_codes: Some(tables) };
    let mut last = 0;
    while let Some(document) = opened.documents.next_document() {
        last = document.records().last().map_or(last, |record| record.line);
        if document.records().any(|record| covers(&record.bytes, record.line, line)) {
            return Ok(explain_document(&maker, document));
        }
        if document.first.line > line {
            break;
        }
    }
    Err(ExplainError::NoSuchLine { wanted: line, last })
}

/// A record may go over several lines.
fn covers(bytes: &[u8], first: u64, line: u64) -> bool {
    (first..=first.saturating_add(line_ends(bytes))).contains(&line)
}

fn explain_document(maker: &Maker, document: Document) -> Explanation {
    let texts: Vec<(u64, String)> =
        document.records().map(|record| (record.line, String::from_utf8_lossy(&record.bytes).into_owned())).collect();
    let mut explanation = Explanation {
        lines: texts.iter().map(|(line, _)| *line).collect(),
        source: texts.iter().map(|(_, text)| text.clone()).collect(),
        fields: Vec::new(),
        ignored: Vec::new(),
        command: None,
        problems: Vec::new(),
        no_line_end: false,
    };
    if let Some(plan) = &maker.plan {
        trace(plan, maker.check_codes.as_deref(), &texts, &mut explanation);
    }
    let Row { outcome, .. } = maker.row(document);
    match outcome {
        Ok((submission, notes)) => {
            explanation.command = Some(command::write(&submission));
            explanation.no_line_end = notes.no_line_end;
        }
        Err(reject) => explanation.problems = reject.problems,
    }
    explanation
}

/// Makes the document once more, this time with every step noted.
fn trace(plan: &Plan, tables: Option<&Tables>, texts: &[(u64, String)], explanation: &mut Explanation) {
    let rows: Vec<CellRow<'_>> = texts.iter().filter_map(|(line, text)| cell_row(plan, *line, text).ok()).collect();
    if rows.len() != texts.len() {
        return;
    }
    let made = convert::convert(plan, &rows, tables, true);
    let explained = |trace: FieldTrace| Explained {
        line: trace.line,
        pointer: trace.pointer,
        from: trace.from,
        did: trace.did,
        value: trace.value,
    };
    explanation.fields = made.trace.unwrap_or_default().into_iter().map(explained).collect();
    let steps = std::iter::once(&plan.command).chain(&plan.fields).chain(&plan.lines);
    let mut used: Vec<usize> = steps.flat_map(crate::plan::Step::columns).collect();
    used.extend(plan.group.map(|(column, _)| column));
    let Some(first) = rows.first() else { return };
    let cells = plan.header.iter().zip(&first.cells).enumerate();
    let ignored = cells.filter(|(column, _)| !used.contains(column));
    explanation.ignored = ignored.map(|(_, (name, cell))| (name.to_string(), cell.to_string())).collect();
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (line, source) in self.lines.iter().zip(&self.source) {
            writeln!(f, "line {line}: {source}")?;
        }
        for field in &self.fields {
            write_field(f, field)?;
        }
        if !self.ignored.is_empty() {
            let cells: Vec<String> = self.ignored.iter().map(|(name, cell)| format!("{name} \"{cell}\"")).collect();
            writeln!(f, "ignored by the mapping: {}", cells.join(", "))?;
        }
        if let Some(command) = &self.command {
            return writeln!(f, "accepted: {command}");
        }
        writeln!(f, "rejected:")?;
        self.problems.iter().try_for_each(|problem| writeln!(f, "  {problem}"))
    }
}

fn write_field(f: &mut fmt::Formatter<'_>, field: &Explained) -> fmt::Result {
    let value = field.value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string);
    write!(f, "{} = {value}", field.pointer)?;
    let from: Vec<String> = field.from.iter().map(|(name, cell)| format!("{name} \"{cell}\"")).collect();
    if !from.is_empty() {
        write!(f, "  from {}", from.join(", "))?;
    }
    if !field.did.is_empty() {
        write!(f, "  ({})", field.did.join("; "))?;
    }
    writeln!(f)
}
