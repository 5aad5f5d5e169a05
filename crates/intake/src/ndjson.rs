//! One line of NDJSON to a command.

use crate::{
    codes,
    convert::declared_lines,
    row::{DeclaredLine, RowProblem},
};
use serde_json::Value;
use trade::{
    command::{self, Submission},
    nomenclature::Tables,
    problem::Problem,
};

/// Reads a line, or tells everything that is wrong with it.
pub(crate) fn read(text: &str, line: u64, tables: Option<&Tables>) -> Result<Submission, Vec<RowProblem>> {
    let submission = command::parse(text).map_err(|problems| located(problems, line))?;
    let problems = tables.map_or_else(Vec::new, |tables| codes::check(&submission, tables));
    if problems.is_empty() { Ok(submission) } else { Err(located(problems, line)) }
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
        code: problem.code,
        message: problem.message,
    };
    problems.into_iter().map(problem).collect()
}
