//! What a person answers when asked how a field is made.

use super::{Column, Draft, Field, Made, Rule, Table, columns::rule_of, form};

/// Why an answer makes no rule. Each says what to answer instead.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No column has that name or number.
    #[error("there is no column `{0}`: write its name or its number, or = and a value that is always the same")]
    NoColumn(String),
    /// The value cannot stand in the field.
    #[error("`{value}` cannot stand here. {about}")]
    NoValue {
        /// The value.
        value: String,
        /// What the field is.
        about: String,
    },
    /// The braces of a template do not fit together.
    #[error("`{0}` has braces without the name of a column between them")]
    Braces(String),
}

impl Draft {
    /// The rule that an answer means: a column by its name or number, a template with columns in braces, or `=` and a
    /// value that is always the same.
    pub fn answer(&self, field: &Field, table: &Table, words: &str) -> Result<Rule, AnswerError> {
        let words = words.trim();
        if let Some(value) = words.strip_prefix('=') {
            return constant(field, value.trim());
        }
        match table.column(words) {
            Some(column) => Ok(chosen(field, column)),
            None if words.contains(['{', '}']) => template(table, words),
            None => Err(AnswerError::NoColumn(words.to_owned())),
        }
    }
}

/// A column that a person chose, whatever its values are.
fn chosen(field: &Field, column: &Column) -> Rule {
    let fit = form::fit(field, column).and_then(|fit| rule_of(field, column, fit, "chosen"));
    fit.unwrap_or_else(|| {
        let words = "chosen, although its values do not look like it";
        let reason = format!("column {}: {words}: {}", column.name, column.shown());
        Rule::new(Made::Column(column.name.clone()), reason)
    })
}

fn constant(field: &Field, value: &str) -> Result<Rule, AnswerError> {
    let alone = Column { name: "value".to_owned(), cells: vec![value.to_owned()] };
    let is_as_it_is = |fit: form::Fit| fit.around.is_none() && fit.steps.iter().all(|(name, _)| *name == "split");
    if form::fit(field, &alone).is_some_and(is_as_it_is) {
        return Ok(Rule::new(Made::Constant(value.to_owned()), "always the same"));
    }
    Err(AnswerError::NoValue { value: value.to_owned(), about: field.about.clone() })
}

fn template(table: &Table, words: &str) -> Result<Rule, AnswerError> {
    let broken = || AnswerError::Braces(words.to_owned());
    let mut rest = words;
    while let Some((before, inner)) = rest.split_once('{') {
        let (name, after) = inner.split_once('}').filter(|_| !before.contains('}')).ok_or_else(broken)?;
        if !table.columns.iter().any(|column| column.name == name) {
            return Err(AnswerError::NoColumn(name.to_owned()));
        }
        rest = after;
    }
    if rest.contains('}') {
        return Err(broken());
    }
    Ok(Rule::new(Made::Template(words.to_owned()), "put together as was asked"))
}
