//! What the tests share: files in a temporary folder, and rows of them in short words.

use intake::{Mapping, OpenError, Options, Reject, Row};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// A mapping of a small file: a column for each kind of value.
pub(crate) const MAPPING: &str = r#"
command = "import_declaration"
ignore = ["Remark"]
[fields]
number = "N-{No}"
date = { column = "Date" }
principal = "id:KR/{Importer}"
place = "store:main"
[lines]
line = { counter = true }
code = { column = "Code" }
origin = { column = "Origin" }
quantity = { column = "Mass" }
unit = "KGM"
value = { column = "Price", empty = "absent" }
currency = "KRW"
"#;

pub(crate) const HEADER: &str = "No,Date,Importer,Code,Origin,Mass,Price,Remark\n";
pub(crate) const GOOD: &str = "1,2020-01-02,A1,851712,CN,5.5,100.25,\n";
pub(crate) const COMMAND: &str = r#"{"type":"opening_balance","number":"OB-1","date":"2026-01-01","principal":"bin:020540003431","place":"store:main","lines":[{"line":1,"code":"854231","quantity":"7","unit":"H87"}]}"#;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn mapping(text: &str) -> Mapping {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn mapping_of(name: &str) -> Mapping {
    Mapping::open(&root().join("data/mappings").join(name)).unwrap_or_else(|error| panic!("{error}"))
}

/// A file in a folder that goes away with the test.
pub(crate) fn file(name: &str, bytes: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    (folder, path)
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The rows, made by several threads, which are the same as those made by one.
pub(crate) fn rows(path: &Path, mapping: Option<&Mapping>) -> Result<Vec<Row>, OpenError> {
    let here = Options { check_codes: None, workers: 0 };
    let one: Vec<Row> = intake::open_with(path, mapping, here.clone())?.collect();
    let many: Vec<Row> = intake::open_with(path, mapping, Options { workers: 3, ..here })?.collect();
    let told = |rows: &[Row]| -> Vec<String> {
        rows.iter().map(|row| format!("{} {} {:?}", row.line, row.rows, row.outcome)).collect()
    };
    assert_eq!(told(&one), told(&many));
    Ok(one)
}

pub(crate) fn rows_of(name: &str, bytes: &[u8], mapping: Option<&Mapping>) -> Vec<Row> {
    let (_folder, path) = file(name, bytes);
    rows(&path, mapping).unwrap_or_else(|error| panic!("{error}"))
}

/// Rows in short: `3 ok`, `4 code code`.
pub(crate) fn short(rows: &[Row]) -> Vec<String> {
    let word = |row: &Row| match &row.outcome {
        Ok(_) => format!("{} ok", row.line),
        Err(reject) => format!("{} {}", row.line, codes(reject).join(" ")),
    };
    rows.iter().map(word).collect()
}

pub(crate) fn codes(reject: &Reject) -> Vec<&str> {
    reject.problems.iter().map(|problem| &*problem.code).collect()
}

pub(crate) fn reject(row: &Row) -> &Reject {
    row.outcome.as_ref().expect_err("the row is rejected")
}
