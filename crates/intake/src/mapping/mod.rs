//! Mappings: how the rows of a CSV file become commands (`docs/reference/csv-mapping.md`).
//!
//! A mapping is a TOML file. It says everything that happens to a value: there is no default that changes one. All that
//! is wrong with it is reported at once, with line and column.

mod date;
mod read;
mod rule;
mod section;
mod shape;
mod template;

pub(crate) use date::DateForm;
pub(crate) use read::LISTS;
pub(crate) use shape::{Kind, Shape, shape};
pub(crate) use template::Piece;

use crate::{cells::Dialect, exact::Round, fault::OpenError};
use std::{collections::BTreeMap, fmt, io, path::Path, str::FromStr, sync::Arc};

/// One thing that is wrong in a mapping.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct MappingProblem {
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// Stable dotted code.
    pub code: &'static str,
    /// Plain words: what is wrong and what to do.
    pub message: String,
}

impl fmt::Display for MappingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {} ({})", self.line, self.column, self.message, self.code)
    }
}

/// Everything that is wrong in a mapping.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct MappingError(pub Vec<MappingProblem>);

/// How the rows of a CSV file become commands.
///
/// ```
/// let mapping: intake::Mapping = r#"
/// command = "opening_balance"
/// ignore = ["Remark"]
/// [fields]
/// number = "OB-{Sheet}"
/// date = { column = "Day", date = "DD.MM.YYYY" }
/// principal = "bin:{Owner}"
/// place = "store:main"
/// [lines]
/// line = { counter = true }
/// code = { column = "Code" }
/// quantity = { column = "Quantity", decimal = "comma" }
/// unit = "KGM"
/// "#.parse()?;
/// assert_eq!(mapping.columns(), ["Code", "Day", "Owner", "Quantity", "Sheet"]);
/// # Ok::<(), intake::MappingError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mapping {
    pub(crate) title: Option<String>,
    pub(crate) dialect: Dialect,
    /// The rule for `type`.
    pub(crate) command: Rule,
    pub(crate) fields: Vec<Rule>,
    /// The name of the list that rows become elements of.
    pub(crate) list: &'static str,
    pub(crate) lines: Vec<Rule>,
    pub(crate) ignored: Vec<String>,
    pub(crate) group: Option<Group>,
    /// The encoding that is declared.
    pub(crate) encoding: Option<&'static encoding_rs::Encoding>,
    /// The sheet of a workbook, by name or number.
    pub(crate) sheet: Option<String>,
    pub(crate) header: Header,
    pub(crate) rows: RowRules,
}

/// Where the names of the columns stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Header {
    /// The row, from 1; none: the first that has all columns.
    pub row: Option<u64>,
    /// Rows that the names go over; the upper name stands before the lower one.
    pub rows: usize,
}

/// What happens to rows before they are read.
#[derive(Clone, Debug, Default)]
pub(crate) struct RowRules {
    /// The first row that begins with one of these ends the table.
    pub until: Vec<String>,
    /// Rows with nothing in this column are read over.
    pub skip_without: Option<String>,
    /// An empty cell in these columns has the value of the row above.
    pub carry: Vec<String>,
}

/// Several rows make one document.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    /// Rows with the same cell in this column are one document.
    pub column: String,
    /// Documents come in ascending order, so that one that comes back is found without remembering all.
    pub sorted: bool,
}

/// How one field is made.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// The names from the object down to the field.
    pub path: Vec<String>,
    pub source: Source,
    pub kind: Kind,
    pub map: Option<Arc<BTreeMap<String, String>>>,
    pub date: Option<DateForm>,
    pub comma: bool,
    /// What stands between groups of three digits.
    pub digits: Option<DigitGroup>,
    /// A unit that stands behind the number in the cell.
    pub suffix: Option<String>,
    pub round: Option<Round>,
    pub pad: Option<Pad>,
    /// An empty cell leaves the field out; else it is a problem.
    pub may_be_empty: bool,
    /// Separates the elements of a list.
    pub split: Option<String>,
    /// The field is left out where this column is empty, as a currency where there is no value.
    pub only_with: Option<String>,
}

/// Where the value of a field comes from.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    Column(String),
    Template(Vec<Piece>),
    /// Always the same, already in its JSON form.
    Constant(serde_json::Value),
    /// The position of the row in its document, from 1.
    Counter,
}

/// What stands between groups of three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigitGroup {
    /// A blank, also one that does not break.
    Blank,
    Point,
    Comma,
    Apostrophe,
}

impl DigitGroup {
    pub(crate) const ALL: [(&'static str, Self); 4] =
        [("blank", Self::Blank), ("point", Self::Point), ("comma", Self::Comma), ("apostrophe", Self::Apostrophe)];

    pub(crate) fn is(self, letter: char) -> bool {
        match self {
            Self::Blank => matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'),
            Self::Point => letter == '.',
            Self::Comma => letter == ',',
            Self::Apostrophe => matches!(letter, '\'' | '\u{2019}'),
        }
    }
}

/// Fills a value up on the left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pad {
    pub to: usize,
    pub with: char,
}

impl Rule {
    /// A rule that does nothing to its value, which has no source yet.
    pub(crate) fn new(path: Vec<String>, kind: Kind) -> Self {
        Self {
            path,
            source: Source::Counter,
            kind,
            map: None,
            date: None,
            comma: false,
            digits: None,
            suffix: None,
            round: None,
            pad: None,
            may_be_empty: false,
            split: None,
            only_with: None,
        }
    }

    /// The columns it reads.
    pub(crate) fn columns(&self) -> Vec<&str> {
        match &self.source {
            Source::Column(column) => vec![column],
            Source::Template(pieces) => pieces.iter().filter_map(Piece::column).collect(),
            Source::Constant(_) | Source::Counter => self.only_with.as_deref().into_iter().collect(),
        }
    }
}

impl Mapping {
    /// Reads a mapping from a file.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let text = std::fs::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => OpenError::Missing(path.into()),
            io::ErrorKind::IsADirectory => OpenError::Directory(path.into()),
            _ => OpenError::Unreadable { path: path.into(), source },
        })?;
        let wrong = |problems| OpenError::Mapping { path: path.into(), problems };
        let text = String::from_utf8(text).map_err(|error| {
            let byte = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(byte).filter(|byte| **byte == b'\n').count().saturating_add(1);
            let message = format!("byte {} of the file is no UTF-8: save the file as UTF-8", byte.saturating_add(1));
            wrong(vec![MappingProblem { line, column: 1, code: "mapping.not_utf8", message }])
        })?;
        text.parse().map_err(|MappingError(problems)| wrong(problems))
    }

    /// Its title.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The columns that it reads, sorted.
    pub fn columns(&self) -> Vec<&str> {
        let group = self.group.iter().map(|group| group.column.as_str());
        let rows = self.rows.skip_without.iter().chain(&self.rows.carry).map(String::as_str);
        let mut columns: Vec<&str> = self.rules().flat_map(Rule::columns).chain(group).chain(rows).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The fields that a column goes into, `number` or `lines.code`; none for one that is ignored or unknown.
    pub fn fields_from(&self, column: &str) -> Vec<String> {
        let from = |rules: &[Rule], before: &str| -> Vec<String> {
            let uses = rules.iter().filter(|rule| rule.columns().contains(&column));
            uses.map(|rule| format!("{before}{}", rule.path.join("."))).collect()
        };
        let mut fields = from(std::slice::from_ref(&self.command), "");
        fields.extend(from(&self.fields, ""));
        fields.extend(from(&self.lines, &format!("{}.", self.list)));
        fields
    }

    /// A mapping that says nothing but the encoding: to look at a file for which there is none yet.
    pub(crate) fn blank(encoding: Option<&'static encoding_rs::Encoding>) -> Self {
        Self {
            title: None,
            dialect: Dialect { delimiter: b',', quote: b'"' },
            command: Rule::new(vec!["type".to_owned()], Kind::Text),
            fields: Vec::new(),
            list: "lines",
            lines: Vec::new(),
            ignored: Vec::new(),
            group: None,
            encoding,
            sheet: None,
            header: Header::default(),
            rows: RowRules::default(),
        }
    }

    /// The sign before decimals, where all decimals have the same; none where they differ.
    pub(crate) fn decimal_sign(&self) -> Option<char> {
        let decimals = || self.rules().filter(|rule| rule.kind == Kind::Decimal && !rule.columns().is_empty());
        let commas = decimals().filter(|rule| rule.comma).count();
        if commas == 0 {
            return Some('.');
        }
        (commas == decimals().count()).then_some(',')
    }

    /// All rules.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &Rule> {
        std::iter::once(&self.command).chain(&self.fields).chain(&self.lines)
    }
}

/// The day that a text in a form of days says, as `YYYY-MM-DD`; whether there is such a day is another question.
pub(crate) fn day(form: &str, text: &str) -> Option<String> {
    DateForm::parse(form, None, false).ok()?.read(text)
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Self, MappingError> {
        read::mapping(text).map_err(MappingError)
    }
}
