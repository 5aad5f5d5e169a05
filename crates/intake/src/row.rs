//! What comes out of a file: a command, or a reject that tells everything that is wrong.

use crate::exact::Exact;
use serde::Serialize;
use std::{borrow::Cow, fmt};
use trade::command::Submission;

/// One document of a file: a line of NDJSON, or one or several rows of CSV.
#[derive(Clone, Debug)]
pub struct Row {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// How far into the file the reader was, in bytes of the file as it lies on disk: for a progress bar.
    pub bytes_read: u64,
    /// How many rows of the file it is made of.
    pub rows: u64,
    /// These rows, of a command; those of a reject are in it.
    pub source: Vec<SourceRow>,
    /// The command with what was done to reach it, or why there is none.
    pub outcome: Result<(Submission, Notes), Reject>,
}

/// What was done to the values of a row, as its mapping declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// Values that were rounded; those that rounding did not change are not listed.
    pub roundings: Vec<Rounding>,
    /// The row is the last one and has no line end: if the file was cut, then here.
    pub no_line_end: bool,
}

/// One value that was rounded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rounding {
    /// The physical line.
    pub line: u64,
    /// The column.
    pub column: String,
    /// Place of the value in the command.
    pub pointer: String,
    /// The value of the file.
    pub before: Exact,
    /// The value of the command.
    pub after: Exact,
}

/// Rows of which no command could be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The physical line on which they begin, from 1.
    pub line: u64,
    /// The rows as they stand in the file.
    pub rows: Vec<SourceRow>,
    /// Everything that is wrong.
    pub problems: Vec<RowProblem>,
    /// What could be read of the goods, for the totals.
    pub declared: Vec<DeclaredLine>,
    /// The key that a refusal used up; empty where the rows did not become a command.
    pub refused_key: String,
}

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// Its bytes without the line end; cut where the row is longer than the limit.
    pub bytes: Vec<u8>,
    /// Whether the row can be told apart into the columns of the header.
    pub is_whole: bool,
}

impl SourceRow {
    /// The row as text; bytes that are no UTF-8 are shown as `U+FFFD`.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

impl Reject {
    /// A command that the registry refused: its rows, and the reasons with their places. `key` is the one that it had.
    pub fn refused(line: u64, rows: Vec<SourceRow>, reasons: Vec<(String, String, String)>, key: String) -> Self {
        let problem = |(code, pointer, message): (String, String, String)| RowProblem {
            line,
            column: None,
            value: None,
            pointer,
            code: code.into(),
            message,
        };
        Self {
            line,
            rows,
            problems: reasons.into_iter().map(problem).collect(),
            declared: Vec::new(),
            refused_key: key,
        }
    }

    /// The original rows as text, exactly as they stand in the file but for bytes that are no UTF-8.
    pub fn source_text(&self) -> String {
        self.rows.iter().map(SourceRow::text).collect::<Vec<_>>().join("\n")
    }

    /// Whether the file ends here against its sender's will: it is cut or damaged, and what follows was not read.
    pub fn ends_file(&self) -> bool {
        self.problems.iter().any(|problem| problem.code.starts_with("file."))
    }
}

/// One thing that is wrong in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowProblem {
    /// The physical line of the row, from 1.
    pub line: u64,
    /// The column or columns that the value came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// What stands there, shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Place in the command: a JSON Pointer, empty for the command as a whole.
    pub pointer: String,
    /// Stable dotted code.
    pub code: Cow<'static, str>,
    /// Plain words: what is wrong and what to do.
    pub message: String,
}

impl RowProblem {
    /// A problem of the row as a whole.
    pub(crate) fn of_row(line: u64, code: &'static str, message: impl Into<String>) -> Self {
        Self { line, column: None, value: None, pointer: String::new(), code: code.into(), message: message.into() }
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.column, &self.value) {
            (Some(column), Some(value)) => write!(f, "{column} is \"{value}\": ")?,
            (Some(column), None) => write!(f, "{column}: ")?,
            (None, _) if !self.pointer.is_empty() => write!(f, "{}: ", self.pointer)?,
            (None, _) => {}
        }
        write!(f, "{} ({})", self.message, self.code)
    }
}

/// What a rejected row says about one line of goods, as far as it can be read; before any rounding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredLine {
    /// HS chapter.
    pub chapter: Option<u8>,
    /// Unit of `quantity`.
    pub unit: Option<String>,
    /// Quantity.
    pub quantity: Option<Exact>,
    /// Net mass in kilograms.
    pub net_mass: Option<Exact>,
    /// Currency of `value`.
    pub currency: Option<String>,
    /// Value.
    pub value: Option<Exact>,
}

/// The beginning of a text that may be of any length.
pub(crate) fn shown(text: &str) -> String {
    const CHARACTERS: usize = 60;
    let mut short: String = text.chars().take(CHARACTERS).collect();
    if text.chars().nth(CHARACTERS).is_some() {
        short.push('…');
    }
    short
}
