//! The file of rejects: what was not accepted, in the form of its source, with the reasons beside it.

use crate::{
    plan::{Plan, REJECT_COLUMNS, REJECT_COLUMNS_ELSE},
    row::{Reject, RowProblem, SourceRow},
    rows::Rows,
    sheet::Sheet,
};
use serde_json::json;
use std::{
    fs::{self, File, OpenOptions},
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

/// The ending of a workbook's name.
const WORKBOOK: &str = "xlsx";
/// How often another name is tried where a file has the name already.
const NAMES_MAX: u32 = 10_000;

/// Where the rejects of a file go, unless somebody says otherwise: beside it, `name.rejects.csv` or `.ndjson`.
///
/// ```
/// use intake::{Form, beside};
/// assert_eq!(beside("in/may.csv.gz".as_ref(), Form::Csv).to_str(), Some("in/may.rejects.csv"));
/// ```
pub fn beside(source: &Path, form: crate::Form) -> PathBuf {
    beside_as(source, ending_of(form))
}

/// The same for the rejects of these rows: those of a workbook are a workbook.
pub fn beside_rows(source: &Path, rows: &Rows) -> PathBuf {
    beside_as(source, if rows.sheet().is_some() { WORKBOOK } else { ending_of(rows.form()) })
}

fn ending_of(form: crate::Form) -> &'static str {
    match form {
        crate::Form::Csv => "csv",
        crate::Form::Ndjson => "ndjson",
    }
}

fn beside_as(source: &Path, ending: &str) -> PathBuf {
    let name = source.file_name().unwrap_or_default().to_string_lossy();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    source.with_file_name(format!("{name}.rejects.{ending}"))
}

/// Writes rejects. There is no file before the first, and an older file is never written over: somebody may be mending
/// it. Then the name gets a number.
pub struct Rejects {
    wanted: PathBuf,
    plan: Option<Arc<Plan>>,
    /// The source was in another encoding: a mark tells that this file is UTF-8.
    is_marked: bool,
    open: Option<Open>,
    rows: u64,
}

struct Open {
    path: PathBuf,
    into: Into,
}

/// What a file of rejects is.
enum Into {
    Text(BufWriter<File>),
    Workbook(Box<Sheet>),
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
        let is_marked = rows.encoding().is_some();
        Self { wanted: path, plan: rows.plan().cloned(), is_marked, open: None, rows: 0 }
    }

    /// Writes the rows of a reject.
    pub fn write(&mut self, reject: &Reject) -> io::Result<()> {
        let plan = self.plan.clone();
        if self.open.is_none() {
            self.open = Some(self.create()?);
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        for row in &reject.rows {
            match (&mut open.into, &plan) {
                (Into::Text(writer), Some(plan)) => writer.write_all(&csv_row(plan, reject, row))?,
                (Into::Text(writer), None) => writer.write_all(&ndjson_row(reject, row))?,
                (Into::Workbook(sheet), Some(plan)) => sheet.row(plan, reject, row).map_err(io::Error::other)?,
                (Into::Workbook(_), None) => {}
            }
            self.rows = self.rows.saturating_add(1);
        }
        Ok(())
    }

    /// Begins the file under the first free name.
    fn create(&self) -> io::Result<Open> {
        let (path, file) = create(&self.wanted)?;
        let is_workbook = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(WORKBOOK));
        if let Some(plan) = self.plan.as_ref().filter(|_| is_workbook) {
            let names = [own_columns(plan), &added_columns(plan)].concat();
            return Ok(Open { path, into: Into::Workbook(Box::new(Sheet::new(&names).map_err(io::Error::other)?)) });
        }
        let mut writer = BufWriter::new(file);
        if let Some(plan) = &self.plan {
            if self.is_marked {
                writer.write_all(b"\xef\xbb\xbf")?;
            }
            writer.write_all(&header(plan))?;
        }
        Ok(Open { path, into: Into::Text(writer) })
    }

    /// Brings the file to disk. `None` when there was no reject, and so is no file. Where an earlier file of these rejects has
    /// the same bytes, that is kept, and the new one is not.
    pub fn finish(self) -> io::Result<Option<RejectFile>> {
        let Some(open) = self.open else { return Ok(None) };
        let file = match open.into {
            Into::Text(writer) => writer.into_inner().map_err(io::IntoInnerError::into_error)?,
            Into::Workbook(sheet) => {
                sheet.save(&open.path).map_err(io::Error::other)?;
                File::open(&open.path)?
            }
        };
        file.sync_all()?;
        let path = kept(&self.wanted, &open.path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(Some(RejectFile { path, rows: self.rows }))
    }
}

/// The file that stays: an earlier one with the same bytes, or the new one.
fn kept(wanted: &Path, new: &Path) -> io::Result<PathBuf> {
    let bytes = fs::read(new)?;
    let earlier = std::iter::once(wanted.to_owned()).chain((2..=NAMES_MAX).map(|number| numbered(wanted, number)));
    for path in earlier.take_while(|path| path != new) {
        if fs::read(&path).is_ok_and(|found| found == bytes) {
            fs::remove_file(new)?;
            return Ok(path);
        }
    }
    Ok(new.to_owned())
}

/// Creates the file under the first free name.
fn create(wanted: &Path) -> io::Result<(PathBuf, File)> {
    let mut path = wanted.to_owned();
    for number in 2..=NAMES_MAX {
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
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
    if plan.refused_key.is_some() {
        return [plan.header_text.as_bytes(), b"\n"].concat();
    }
    [
        plan.header_text.as_bytes(),
        &[plan.dialect.delimiter],
        &cells(plan, &added_columns(plan).iter().map(|name| name.as_bytes()).collect::<Vec<_>>()),
    ]
    .concat()
}

/// The columns of the source, without those of an earlier rejection.
fn own_columns(plan: &Plan) -> &[Arc<str>] {
    let count = plan.header.len();
    let own = if plan.refused_key.is_some() { count.saturating_sub(REJECT_COLUMNS.len()) } else { count };
    plan.header.get(..own).unwrap_or(&plan.header)
}

/// The names of the columns that are added: others, where the source has these.
fn added_columns(plan: &Plan) -> Vec<Arc<str>> {
    let is_taken = |name: &&str| own_columns(plan).iter().any(|column| &**column == *name);
    let names = if REJECT_COLUMNS.iter().any(is_taken) { REJECT_COLUMNS_ELSE } else { REJECT_COLUMNS };
    names.map(Arc::from).to_vec()
}

/// A row of the source, its line and its problems. A row that has no cells of its own goes into the first cell whole.
fn csv_row(plan: &Plan, reject: &Reject, row: &SourceRow) -> Vec<u8> {
    let line = row.line.to_string();
    let problems = words(reject, row);
    let added = [line.as_bytes(), problems.as_bytes(), reject.refused_key.as_bytes()];
    let is_repeated = plan.refused_key.is_some();
    let columns = plan.header.len();
    let own = own_columns(plan).len();
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
pub(crate) fn words(reject: &Reject, row: &SourceRow) -> String {
    let text = |problem: &RowProblem| {
        let place = match (&problem.column, &problem.value) {
            (Some(column), Some(value)) => format!("{column} is \"{value}\": "),
            (Some(column), None) => format!("{column}: "),
            (None, _) if !problem.pointer.is_empty() => format!("{}: ", problem.pointer),
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
    let mut value = json!({ "line": row.line, "row": row.text(), "problems": problems });
    if let Some(fields) = value.as_object_mut().filter(|_| !reject.refused_key.is_empty()) {
        fields.insert("refused_key".to_owned(), reject.refused_key.as_str().into());
    }
    let mut text = value.to_string();
    text.push('\n');
    text.into_bytes()
}
