//! The file of rejects: what was not accepted, in the form of its source, with the reasons beside it.

use crate::{
    plan::{Plan, REJECT_COLUMNS, REJECT_COLUMNS_ELSE},
    row::{Reject, RowProblem, SourceRow},
    rows::Rows,
};
use serde_json::json;
use std::{
    fs::{File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// How often another name is tried where a file has the name already.
const NAMES_MAX: u32 = 10_000;

/// Where the rejects of a file go, unless somebody says otherwise: beside it, `name.rejects.csv` or `.ndjson`.
///
/// ```
/// use intake::{Form, beside};
/// assert_eq!(beside("in/may.csv.gz".as_ref(), Form::Csv).to_str(), Some("in/may.rejects.csv"));
/// ```
pub fn beside(source: &Path, form: crate::Form) -> PathBuf {
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let ending = match form {
        crate::Form::Csv => "csv",
        crate::Form::Ndjson => "ndjson",
    };
    source.with_file_name(format!("{name}.rejects.{ending}"))
}

/// Writes rejects. There is no file before the first, and an older file is never written over: somebody may be mending
/// it. Then the name gets a number.
pub struct Rejects {
    wanted: PathBuf,
    plan: Option<Arc<Plan>>,
    open: Option<Open>,
    rows: u64,
}

struct Open {
    path: PathBuf,
    writer: BufWriter<File>,
}

/// A file of rejects that is safely on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectFile {
    /// Where it is.
    pub path: PathBuf,
    /// Rows in it.
    pub rows: u64,
}

impl Rejects {
    /// Rejects of those rows go to `path`.
    pub fn new(path: PathBuf, rows: &Rows) -> Self {
        Self { wanted: path, plan: rows.plan().cloned(), open: None, rows: 0 }
    }

    /// Writes the rows of a reject.
    pub fn write(&mut self, reject: &Reject) -> io::Result<()> {
        let plan = self.plan.clone();
        if self.open.is_none() {
            let mut open = create(&self.wanted)?;
            if let Some(plan) = &plan {
                open.writer.write_all(&header(plan))?;
            }
            self.open = Some(open);
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        for row in &reject.rows {
            match &plan {
                Some(plan) => open.writer.write_all(&csv_row(plan, reject, row))?,
                None => open.writer.write_all(&ndjson_row(reject, row))?,
            }
            self.rows = self.rows.saturating_add(1);
        }
        Ok(())
    }

    /// Brings the file to disk. `None` when there was no reject, and so is no file.
    pub fn finish(self) -> io::Result<Option<RejectFile>> {
        let Some(open) = self.open else { return Ok(None) };
        let file = open.writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let folder = open.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(Some(RejectFile { path: open.path, rows: self.rows }))
    }
}

/// Creates the file under the first free name.
fn create(wanted: &Path) -> io::Result<Open> {
    let mut path = wanted.to_owned();
    for number in 2..=NAMES_MAX {
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok(Open { path, writer: BufWriter::new(file) }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => path = numbered(wanted, number),
            Err(error) => return Err(error),
        }
    }
    let message = format!("there are {NAMES_MAX} files named like {} already: clear them away", wanted.display());
    Err(io::Error::new(io::ErrorKind::AlreadyExists, message))
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let (stem, ending) = name.rsplit_once('.').unwrap_or((&name, "csv"));
    path.with_file_name(format!("{stem}-{number}.{ending}"))
}

fn header(plan: &Plan) -> Vec<u8> {
    let is_taken = |name: &&str| plan.header.iter().any(|column| &**column == *name);
    let is_repeated = ends_with_reject_columns(plan);
    let names = match (is_repeated, REJECT_COLUMNS.iter().any(is_taken)) {
        (true, _) => return [plan.header_text.as_bytes(), b"\n"].concat(),
        (false, false) => REJECT_COLUMNS,
        (false, true) => REJECT_COLUMNS_ELSE,
    };
    let added = cells(plan, &names);
    [plan.header_text.as_bytes(), &[plan.dialect.delimiter], &added].concat()
}

/// The source is itself a file of rejects.
fn ends_with_reject_columns(plan: &Plan) -> bool {
    let names: Vec<&str> = plan.header.iter().map(AsRef::as_ref).collect();
    names.ends_with(&REJECT_COLUMNS) || names.ends_with(&REJECT_COLUMNS_ELSE)
}

/// A row of the source, its line and its problems. A row that has no cells of its own goes into the first cell whole.
fn csv_row(plan: &Plan, reject: &Reject, row: &SourceRow) -> Vec<u8> {
    let line = row.line.to_string();
    let problems = words(reject, row);
    let added = [line.as_bytes(), problems.as_bytes()];
    let is_repeated = ends_with_reject_columns(plan);
    let columns = plan.header.len();
    let own = if is_repeated { columns.saturating_sub(added.len()) } else { columns };
    if row.is_whole && !is_repeated {
        return [row.bytes.as_slice(), &[plan.dialect.delimiter], &cells(plan, &added)].concat();
    }
    let text = row.text();
    let split = crate::cells::split(&text, plan.dialect, columns).ok().filter(|_| row.is_whole);
    let before: Vec<&[u8]> = if let Some(split) = &split {
        // The two columns of the earlier rejection are written anew.
        split.iter().take(own).map(|cell| cell.as_bytes()).collect()
    } else {
        let empty = std::iter::repeat_n(b"".as_slice(), own.saturating_sub(1));
        std::iter::once(row.bytes.as_slice()).chain(empty).collect()
    };
    cells(plan, &[before.as_slice(), added.as_slice()].concat())
}

/// Cells in the dialect of the source, with the line end.
fn cells<C: AsRef<[u8]>>(plan: &Plan, cells: &[C]) -> Vec<u8> {
    let mut writer =
        csv::WriterBuilder::new().delimiter(plan.dialect.delimiter).quote(plan.dialect.quote).from_writer(Vec::new());
    let written = writer.write_record(cells);
    assert!(written.is_ok(), "cells are written to memory");
    writer.into_inner().unwrap_or_default()
}

/// The problems of a row, joined.
fn words(reject: &Reject, row: &SourceRow) -> String {
    let text = |problem: &RowProblem| {
        let place = match (&problem.column, &problem.value) {
            (Some(column), Some(value)) => format!("{column} is \"{value}\": "),
            (Some(column), None) => format!("{column}: "),
            (None, _) => String::new(),
        };
        format!("{}: {place}{}", problem.code, problem.message)
    };
    let own: Vec<String> = reject.problems.iter().filter(|problem| problem.line == row.line).map(text).collect();
    if own.is_empty() {
        return format!("group.rejected: another row of the document on line {} is rejected", reject.line);
    }
    own.join(" | ")
}

fn ndjson_row(reject: &Reject, row: &SourceRow) -> Vec<u8> {
    let problems = serde_json::to_value(&reject.problems).unwrap_or_default();
    let mut text = json!({ "line": row.line, "row": row.text(), "problems": problems }).to_string();
    text.push('\n');
    text.into_bytes()
}
