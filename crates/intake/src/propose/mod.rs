//! A first draft of a mapping, made by looking at a table.
//!
//! [`Table::look`] reads the first rows; [`commands`] says which kinds of documents they can be; [`Draft::propose`]
//! gives each field of the command a column with the reason, and [`Draft::write`] the mapping's text. Everything is a
//! proposal: it stands in the mapping with its reason, where a person can judge it.

mod answer;
mod columns;
mod form;
mod table;
#[cfg(test)]
mod tests;
mod toml;
mod words;

pub use answer::AnswerError;
pub use table::{Column, Table};

use crate::mapping::{self, Kind, LISTS, Shape};
use trade::command::Command;

/// A field of a command that a mapping can fill.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// It is a field of an element of the list, so of a row.
    pub in_list: bool,
    /// The command cannot do without it.
    pub is_required: bool,
    /// What it is, in words.
    pub about: String,
    /// The words that can stand in it, where they are a fixed list.
    pub words: Vec<String>,
    kind: Kind,
    form: String,
}

impl Field {
    /// A value that is always the same, as TOML has it.
    fn constant(&self, text: &str) -> String {
        match self.kind {
            Kind::Number | Kind::Flag => text.to_owned(),
            Kind::Texts => format!("[{}]", toml::quoted(text)),
            Kind::Text | Kind::Decimal | Kind::Day | Kind::Moment | Kind::Parts => toml::quoted(text),
        }
    }
}

/// Where the value of a field comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Made {
    /// The cell of a column.
    Column(String),
    /// A text with cells in it, `bin:{Importer}`.
    Template(String),
    /// Always the same.
    Constant(String),
    /// The position of the row in its document.
    Counter,
}

/// A rule for one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Where the value comes from.
    pub made: Made,
    /// Why.
    pub reason: String,
    /// What the mapping does to the value: a name and its TOML.
    steps: Vec<(&'static str, String)>,
}

impl Rule {
    fn new(made: Made, reason: impl Into<String>) -> Self {
        Self { made, reason: reason.into(), steps: Vec::new() }
    }

    /// Whether it reads the column.
    fn reads(&self, column: &str) -> bool {
        let is_condition = || self.steps.contains(&("only_with", toml::quoted(column)));
        match &self.made {
            Made::Column(name) => name == column,
            Made::Template(text) => text.contains(&format!("{{{column}}}")),
            Made::Constant(_) | Made::Counter => is_condition(),
        }
    }
}

/// A mapping in the making: each field of its command with its rule, or none.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The `type` of the command.
    pub command: String,
    /// The fields in the order in which people think of them, those of the document first.
    pub rules: Vec<(Field, Option<Rule>)>,
    list: Option<&'static str>,
}

/// The fields that no table fills: they belong to how a command is sent.
const OF_SENDING: [&str; 5] = ["type", "key", "by", "supersedes", "at"];
/// Documents whose lines need an origin: the schema cannot say so, but the reader of commands does.
const NEED_ORIGIN: [&str; 4] = ["import_declaration", "import_application", "production_report", "transit_declaration"];
/// The order in which people think of fields; others follow by name.
const ORDER: [&str; 15] = [
    "number",
    "date",
    "principal",
    "supplier",
    "seller",
    "recipient",
    "buyer",
    "place",
    "line",
    "code",
    "description",
    "origin",
    "quantity",
    "unit",
    "value",
];

/// The kinds of documents that the table can be, the likeliest first, each with the reason.
pub fn commands(table: &Table) -> Vec<(&'static str, String)> {
    let mut found: Vec<(usize, &'static str, String)> = Command::TYPES.iter().map(|kind| judge(kind, table)).collect();
    // The order of the types decides between equals.
    found.sort_by_key(|(score, ..)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, kind, reason)| (kind, reason)).collect()
}

/// How much speaks for a kind of document, and what.
fn judge(kind: &'static str, table: &Table) -> (usize, &'static str, String) {
    let draft = Draft::propose(table, kind);
    let required = |is_filled: bool| {
        draft.rules.iter().filter(|(field, rule)| field.is_required && rule.is_some() == is_filled).count()
    };
    let (filled, missing) = (required(true), required(false));
    let columns = table.columns.len().saturating_sub(draft.unused(table).len());
    let file = table.path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let names = std::iter::once(file).chain(table.columns.iter().map(|column| column.name.as_str()));
    let hints = words::hints(kind, names);
    let score = columns.saturating_mul(2).saturating_add(filled).saturating_add(hints.len().saturating_mul(3));
    let mut reason = format!("{columns} of {} columns fit it", table.columns.len());
    if missing > 0 {
        reason = format!("{reason}, {missing} of its required fields have none");
    }
    if !hints.is_empty() {
        reason = format!("{reason}; the names say {}", hints.join(", "));
    }
    (score.saturating_sub(missing.saturating_mul(3)), kind, reason)
}

impl Draft {
    /// Gives each field of the command the column that fits best, by its name and by its values. A `command` that does
    /// not exist has no fields.
    pub fn propose(table: &Table, command: &str) -> Self {
        let shape = mapping::shape(command).unwrap_or_default();
        let list = LISTS.iter().map(|(name, _)| *name).find(|name| shape.fields.contains_key(*name));
        let mut fields = fields_of(&shape, false, command);
        let line = list.and_then(|list| shape.fields.get(list)?.parts.as_ref());
        fields.extend(line.iter().flat_map(|line| fields_of(line, true, command)));
        let rules = fields.into_iter().map(|field| (field, None)).collect();
        let mut draft = Self { command: command.to_owned(), rules, list };
        draft.take_columns(table);
        draft.fill_up(table);
        draft
    }

    /// Sets the rule of a field; the position is that in `rules`.
    pub fn set(&mut self, at: usize, rule: Option<Rule>) {
        if let Some((_, old)) = self.rules.get_mut(at) {
            *old = rule;
        }
    }

    /// The fields that have to be decided before the mapping can be used.
    pub fn undecided(&self) -> Vec<&Field> {
        // A value says nothing without its currency, and the reader of commands refuses it.
        let has_value = self.rules.iter().any(|(field, rule)| field.name == "value" && rule.is_some());
        let is_open = |field: &Field| field.is_required || (field.name == "currency" && has_value);
        self.rules.iter().filter(|(field, rule)| rule.is_none() && is_open(field)).map(|(field, _)| field).collect()
    }

    /// The columns that no field takes.
    pub fn unused<'t>(&self, table: &'t Table) -> Vec<&'t Column> {
        let is_used = |name: &str| self.rules.iter().filter_map(|(_, rule)| rule.as_ref()).any(|rule| rule.reads(name));
        table.columns.iter().filter(|column| !is_used(&column.name)).collect()
    }

    /// The text of the mapping: a comment with the reason over each rule; what is undecided stands there as a comment.
    pub fn write(&self, table: &Table) -> String {
        toml::write(self, table)
    }

    /// The column that tells documents apart, where rows one under the other have the same number.
    fn group(&self, table: &Table) -> Option<String> {
        self.list?;
        let (_, rule) = self.rules.iter().find(|(field, _)| field.name == "number" && !field.in_list)?;
        let Made::Column(name) = &rule.as_ref()?.made else { return None };
        let column = table.columns.iter().find(|column| column.name == *name)?;
        let mut pairs = column.cells.iter().zip(column.cells.iter().skip(1));
        pairs.any(|(above, below)| above == below && !above.is_empty()).then(|| name.clone())
    }
}

/// The fields of an object that a table can fill, in the order in which people think of them.
fn fields_of(shape: &Shape, in_list: bool, command: &str) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    for (name, field) in &shape.fields {
        if field.kind == Kind::Parts || (!in_list && OF_SENDING.contains(&name.as_str())) {
            continue;
        }
        let needs_origin = in_list && name == "origin" && NEED_ORIGIN.contains(&command);
        fields.push(Field {
            name: name.clone(),
            in_list,
            is_required: shape.required.contains(name) || needs_origin,
            about: field.about.clone(),
            words: field.words.clone(),
            kind: field.kind,
            form: field.form.clone(),
        });
    }
    let place = |field: &Field| ORDER.iter().position(|name| *name == field.name).unwrap_or(ORDER.len());
    fields.sort_by_key(place);
    fields
}
