//! A mapping bound to the columns of one file: from here on a column is a position.

use crate::{
    cells::{self, Dialect},
    mapping::{Mapping, Piece, Rule, Source},
};
use std::{borrow::Cow, sync::Arc};

/// Columns that a file of rejects has behind those of its source. Where a mended file of rejects is imported, the first two
/// are read over, and the third tells which refused command is mended.
pub(crate) const REJECT_COLUMNS: [&str; 3] = ["line", "problems", "refused_key"];
/// The same, where the source has a column of the first names.
pub(crate) const REJECT_COLUMNS_ELSE: [&str; 3] = ["rejected_line", "rejected_problems", "rejected_key"];

/// A mapping bound to the columns of a file.
#[derive(Debug)]
pub(crate) struct Plan {
    pub header: Vec<Arc<str>>,
    /// The header as it stands in the file.
    pub header_text: String,
    pub dialect: Dialect,
    pub command: Step,
    pub fields: Vec<Step>,
    pub list: &'static str,
    pub lines: Vec<Step>,
    /// The column that tells documents apart, and whether they come sorted.
    pub group: Option<(usize, bool)>,
    /// Columns that say something about the document: equal in all of its rows.
    pub shared: Vec<usize>,
    /// The line of the header, and how many lines it goes over.
    pub header_at: (u64, usize),
    pub rows: BoundRows,
    /// The column with the key that a refusal used up, of a file of rejects.
    pub refused_key: Option<usize>,
}

/// What happens to rows before they are read, by column.
#[derive(Debug, Default)]
pub(crate) struct BoundRows {
    pub until: Vec<String>,
    pub skip_without: Option<usize>,
    pub carry: Vec<usize>,
}

impl BoundRows {
    pub(crate) fn is_empty(&self) -> bool {
        self.until.is_empty() && self.skip_without.is_none() && self.carry.is_empty()
    }
}

/// A rule bound to columns.
#[derive(Debug)]
pub(crate) struct Step {
    pub rule: Rule,
    pub text: StepText,
    /// The names of its columns.
    pub name: Arc<str>,
    /// The column without which it makes nothing.
    pub only_with: Option<usize>,
    /// The cells of a workbook have days in the form of ISO 8601, whatever form the mapping tells for texts.
    pub iso_days: bool,
}

/// The text that a step starts from.
#[derive(Debug)]
pub(crate) enum StepText {
    Cell(usize),
    Template(Vec<Bit>),
    /// None: a constant or a counter.
    Fixed,
}

/// A part of a template.
#[derive(Debug)]
pub(crate) enum Bit {
    Text(String),
    Cell(usize),
}

impl Step {
    /// The columns it reads.
    pub(crate) fn columns(&self) -> Vec<usize> {
        match &self.text {
            StepText::Cell(column) => vec![*column],
            StepText::Template(bits) => bits
                .iter()
                .filter_map(|bit| match bit {
                    Bit::Cell(column) => Some(*column),
                    Bit::Text(_) => None,
                })
                .collect(),
            StepText::Fixed => self.only_with.into_iter().collect(),
        }
    }

    /// Whether the column that the field goes with is filled in, where it goes with one.
    pub(crate) fn is_wanted(&self, cells: &[Cow<'_, str>]) -> bool {
        let is_filled = |column: usize| cells.get(column).is_some_and(|cell| !cell.trim().is_empty());
        self.only_with.is_none_or(is_filled)
    }

    /// The text of a row; `None` when a cell that it needs is empty.
    pub(crate) fn text_of<'c>(&self, cells: &'c [Cow<'_, str>]) -> Option<Cow<'c, str>> {
        let cell = |column: usize| cells.get(column).map(AsRef::as_ref).filter(|cell: &&str| !cell.trim().is_empty());
        match &self.text {
            StepText::Cell(column) => cell(*column).map(Cow::Borrowed),
            StepText::Template(bits) => {
                let mut text = String::with_capacity(32);
                for bit in bits {
                    match bit {
                        Bit::Text(part) => text.push_str(part),
                        Bit::Cell(column) => text.push_str(cell(*column)?.trim()),
                    }
                }
                Some(Cow::Owned(text))
            }
            StepText::Fixed => None,
        }
    }
}

/// Reads the header and binds the mapping, or tells everything that is wrong with the columns.
pub(crate) fn bind(
    mapping: &Mapping,
    (header_text, header_at): (&str, (u64, usize)),
    dialect: Dialect,
    is_workbook: bool,
) -> Result<Plan, Vec<String>> {
    let cells = cells::split(header_text, dialect, 0);
    let header = cells.map_err(|fault| vec![fault.message(dialect)])?;
    let header: Vec<Arc<str>> = header.into_iter().map(|name| Arc::from(name.trim())).collect();
    let problems = check(mapping, &header);
    if !problems.is_empty() {
        return Err(problems);
    }
    let position = |name: &str| header.iter().position(|column| &**column == name).unwrap_or(usize::MAX);
    let step = |rule: &Rule| Step {
        rule: rule.clone(),
        text: match &rule.source {
            Source::Column(column) => StepText::Cell(position(column)),
            Source::Template(pieces) => StepText::Template(pieces.iter().map(|piece| bit(piece, &position)).collect()),
            Source::Constant(_) | Source::Counter => StepText::Fixed,
        },
        name: rule.columns().join(", ").into(),
        only_with: rule.only_with.as_deref().map(position),
        iso_days: is_workbook,
    };
    let fields: Vec<Step> = mapping.fields.iter().map(step).collect();
    let command = step(&mapping.command);
    let mut shared: Vec<usize> = fields.iter().chain([&command]).flat_map(Step::columns).collect();
    shared.sort_unstable();
    shared.dedup();
    let lines = mapping.lines.iter().map(step).collect();
    let group = mapping.group.as_ref().map(|group| (position(&group.column), group.sorted));
    let rows = BoundRows {
        until: mapping.rows.until.clone(),
        skip_without: mapping.rows.skip_without.as_deref().map(position),
        carry: mapping.rows.carry.iter().map(|column| position(column)).collect(),
    };
    let list = mapping.list;
    let header_text = header_text.to_owned();
    let names: Vec<&str> = header.iter().map(AsRef::as_ref).collect();
    let own = without_reject_columns(&names, &mapping.columns()).len();
    let refused_key = if own < names.len() { names.len().checked_sub(1) } else { None };
    let header = header.clone();
    Ok(Plan { header, header_text, dialect, command, fields, list, lines, group, shared, header_at, rows, refused_key })
}

fn bit(piece: &Piece, position: &dyn Fn(&str) -> usize) -> Bit {
    match piece {
        Piece::Text(text) => Bit::Text(text.clone()),
        Piece::Column(column) => Bit::Cell(position(column)),
    }
}

/// Every column of the file is used or ignored on purpose, and every column of the mapping is there.
fn check(mapping: &Mapping, header: &[Arc<str>]) -> Vec<String> {
    let used = mapping.columns();
    let names: Vec<&str> = header.iter().map(AsRef::as_ref).collect();
    let mut problems = Vec::new();
    let mut tell = |names: Vec<&str>, words: &str| {
        if !names.is_empty() {
            problems.push(format!("{words}: \"{}\"", names.join("\", \"")));
        }
    };
    tell(
        used.iter().copied().filter(|column| !names.contains(column)).collect(),
        "the file has no column that the mapping uses",
    );
    let is_ignored = |name: &str| mapping.ignored.iter().any(|column| column == name);
    let rest = without_reject_columns(&names, &used);
    tell(
        rest.iter().copied().filter(|name| !used.contains(name) && !is_ignored(name) && !name.is_empty()).collect(),
        "the mapping says nothing about a column of the file; use it, or add it to `ignore`",
    );
    problems.extend(unclear(&names, rest.len()));
    problems
}

/// Names that tell no column: one that stands twice, or, among the first so many, none at all.
pub(crate) fn unclear(names: &[&str], named: usize) -> Vec<String> {
    let mut twice: Vec<&str> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let before = names.get(..index).unwrap_or_default();
        if before.contains(name) && !twice.contains(name) {
            twice.push(name);
        }
    }
    let mut problems = Vec::new();
    if !twice.is_empty() {
        problems.push(format!("a name stands over two columns; rename one: \"{}\"", twice.join("\", \"")));
    }
    if names.iter().take(named).any(|name| name.is_empty()) {
        problems.push("a column has no name; give it one: \"\"".to_owned());
    }
    problems
}

/// The names without the two that a file of rejects adds.
fn without_reject_columns<'a, 'n>(names: &'a [&'n str], used: &[&str]) -> &'a [&'n str] {
    for added in [REJECT_COLUMNS, REJECT_COLUMNS_ELSE] {
        if names.ends_with(&added) && !added.iter().any(|name| used.contains(name)) {
            return names.get(..names.len().saturating_sub(added.len())).unwrap_or(names);
        }
    }
    names
}
