//! The rows of one document to a command, with everything that was done on the way, or everything that is wrong.

mod declared;
mod field;

pub(crate) use declared::declared_lines;
pub(crate) use field::FieldTrace;

use crate::{
    codes,
    plan::{Plan, Step},
    row::{Rounding, RowProblem, shown},
};
use serde_json::{Map, Value};
use std::borrow::Cow;
use trade::{
    command::{self, Submission},
    nomenclature::Tables,
    problem::Problem,
};

/// The cells of one row.
pub(crate) struct CellRow<'a> {
    pub line: u64,
    pub cells: Vec<Cow<'a, str>>,
}

/// A document while it is being made.
pub(crate) struct Making<'p> {
    plan: &'p Plan,
    problems: Vec<RowProblem>,
    pub roundings: Vec<Rounding>,
    /// Fields that could not be made: what the reader of commands says about them is only a consequence.
    failed: Vec<String>,
    /// What happened to each field, when somebody wants to know.
    pub trace: Option<Vec<FieldTrace>>,
}

/// The end of it.
pub(crate) struct Made {
    pub value: Value,
    pub outcome: Result<Submission, Vec<RowProblem>>,
    pub roundings: Vec<Rounding>,
    pub trace: Option<Vec<FieldTrace>>,
}

/// Makes a command of the rows of one document.
pub(crate) fn convert(plan: &Plan, rows: &[CellRow<'_>], tables: Option<&Tables>, is_traced: bool) -> Made {
    let mut making = Making {
        plan,
        problems: Vec::new(),
        roundings: Vec::new(),
        failed: Vec::new(),
        trace: is_traced.then(Vec::new),
    };
    let value = making.document(rows);
    let mut submission = command::read(&value);
    if let (Some(tables), Ok(read)) = (tables, &submission) {
        let problems = codes::check(read, tables);
        if !problems.is_empty() {
            submission = Err(problems);
        }
    }
    let Making { problems, roundings, failed, trace, .. } = making;
    let outcome = match submission {
        Ok(submission) if problems.is_empty() => Ok(submission),
        Ok(_) => Err(problems),
        Err(found) => {
            let mut all = problems;
            let found = found.into_iter().filter(|problem| !failed.contains(&problem.at));
            all.extend(found.map(|problem| locate(plan, rows, problem)));
            all.sort_by_key(|problem| problem.line);
            Err(all)
        }
    };
    Made { value, outcome, roundings, trace }
}

impl Making<'_> {
    fn document(&mut self, rows: &[CellRow<'_>]) -> Value {
        let plan = self.plan;
        let mut object = Map::with_capacity(plan.fields.len().saturating_add(2));
        let Some(first) = rows.first() else { return Value::Object(object) };
        for step in std::iter::once(&plan.command).chain(&plan.fields) {
            self.put(step, first, None, &mut object);
        }
        self.compare(rows);
        if !plan.lines.is_empty() {
            let mut list = Vec::with_capacity(rows.len());
            for (index, row) in rows.iter().enumerate() {
                let mut line = Map::with_capacity(plan.lines.len());
                for step in &plan.lines {
                    self.put(step, row, Some(index), &mut line);
                }
                list.push(Value::Object(line));
            }
            object.insert(plan.list.to_owned(), Value::Array(list));
        }
        Value::Object(object)
    }

    /// What belongs to the document must stand in each of its rows.
    fn compare(&mut self, rows: &[CellRow<'_>]) {
        let Some((first, others)) = rows.split_first() else { return };
        for row in others {
            for column in &self.plan.shared {
                let (expected, found) = (first.cells.get(*column), row.cells.get(*column));
                if expected == found {
                    continue;
                }
                let name = self.plan.header.get(*column).map(ToString::to_string);
                let expected = shown(expected.map(AsRef::as_ref).unwrap_or_default());
                let message = format!(
                    "line {} of the same document has \"{expected}\" here: write the same in all of its rows, or \
                     make two documents of them",
                    first.line
                );
                self.problems.push(RowProblem {
                    line: row.line,
                    column: name,
                    value: found.map(|cell| shown(cell)),
                    pointer: String::new(),
                    code: "group.differs".into(),
                    message,
                });
            }
        }
    }
}

/// The place of a step's field in the command.
pub(crate) fn pointer(plan: &Plan, step: &Step, index: Option<usize>) -> String {
    let path = step.rule.path.join("/");
    match index {
        None => format!("/{path}"),
        Some(index) => format!("/{}/{index}/{path}", plan.list),
    }
}

/// Finds the row and the columns that a problem of the command comes from.
fn locate(plan: &Plan, rows: &[CellRow<'_>], problem: Problem) -> RowProblem {
    let (index, rest) = element(plan.list, &problem.at);
    let row = rows.get(index.unwrap_or_default()).or(rows.first());
    let steps = if index.is_some() { &plan.lines } else { &plan.fields };
    let matching = steps.iter().filter(|step| covers(step, rest)).max_by_key(|step| step.rule.path.len());
    let step = matching.or_else(|| (rest == "type").then_some(&plan.command));
    RowProblem {
        line: row.map_or(0, |row| row.line),
        column: step.map(|step| step.name.to_string()).filter(|name| !name.is_empty()),
        value: step.zip(row).and_then(|(step, row)| step.text_of(&row.cells).map(|text| shown(&text))),
        pointer: problem.at,
        code: problem.code.into(),
        message: problem.message,
    }
}

/// The position in the list, where the pointer leads into it, and the rest of the pointer without its first slash.
fn element<'a>(list: &str, pointer: &'a str) -> (Option<usize>, &'a str) {
    let whole = pointer.strip_prefix('/').unwrap_or(pointer);
    let Some(inside) = whole.strip_prefix(list).and_then(|rest| rest.strip_prefix('/')) else { return (None, whole) };
    let (index, rest) = inside.split_once('/').unwrap_or((inside, ""));
    match index.parse() {
        Ok(index) => (Some(index), rest),
        Err(_) => (None, whole),
    }
}

/// Whether the pointer leads to the field of the step, or into it.
fn covers(step: &Step, rest: &str) -> bool {
    let mut names = rest.split('/');
    step.rule.path.iter().all(|name| names.next() == Some(name.as_str()))
}
