//! One line of NDJSON to a command.

use crate::{
    codes,
    convert::declared_lines,
    row::{DeclaredLine, RowProblem},
};
use serde_json::Value;
use std::borrow::Cow;
use trade::{
    command::{self, Submission},
    nomenclature::Tables,
    problem::Problem,
};

/// Reads a line, or tells everything that is wrong with it.
pub(crate) fn read(text: &str, line: u64, tables: Option<&Tables>) -> Result<Submission, Vec<RowProblem>> {
    let (text, refused_key) = mended(text);
    let mut submission = command::parse(&text).map_err(|problems| located(problems, line))?;
    supersede(&mut submission, &refused_key);
    let problems = tables.map_or_else(Vec::new, |tables| codes::check(&submission, tables));
    if problems.is_empty() { Ok(submission) } else { Err(located(problems, line)) }
}

/// A row of a file of rejects is read as the row in it, with the key that a refusal used up.
fn mended(text: &str) -> (Cow<'_, str>, String) {
    let is_reject = text.starts_with("{\"line\":") && text.contains("\"row\":");
    let value = if is_reject { serde_json::from_str::<Value>(text).ok() } else { None };
    let row = value.as_ref().and_then(|value| value["row"].as_str()).map(str::to_owned);
    let key = value.as_ref().and_then(|value| value["refused_key"].as_str()).unwrap_or_default().to_owned();
    row.map_or((Cow::Borrowed(text), String::new()), |row| (Cow::Owned(row), key))
}

/// A command that mends a refused one has a key of its own, which follows from the refused one, so that sending it twice is
/// sending it once.
pub(crate) fn supersede(submission: &mut Submission, refused_key: &str) {
    let number = refused_key.rsplit_once('~').and_then(|(_, number)| number.parse::<u32>().ok()).unwrap_or(1);
    let stem = refused_key.rsplit_once('~').filter(|(_, number)| number.parse::<u32>().is_ok());
    let stem = stem.map_or(refused_key, |(stem, _)| stem);
    let next = format!("{stem}~{}", number.saturating_add(1));
    if let (Ok(refused), Ok(next)) = (refused_key.parse(), next.parse()) {
        submission.supersedes = Some(refused);
        submission.key = Some(next);
    }
}

/// What a rejected line says about goods.
pub(crate) fn declared(text: &str) -> Vec<DeclaredLine> {
    serde_json::from_str::<Value>(text).map(|command| declared_lines(&command, &[])).unwrap_or_default()
}

fn located(problems: Vec<Problem>, line: u64) -> Vec<RowProblem> {
    let problem = |problem: Problem| RowProblem {
        line,
        column: None,
        value: None,
        pointer: problem.at,
        code: problem.code.into(),
        message: problem.message,
    };
    problems.into_iter().map(problem).collect()
}
