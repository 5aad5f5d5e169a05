//! The file of rejects.

use crate::files::{COMMAND, GOOD, HEADER, MAPPING, file, mapping, rows_of, short};
use intake::{Form, Mapping, RejectFile, Rejects, beside};
use std::{fs, path::Path};

fn reject_all(path: &Path, mapping: Option<&Mapping>) -> Option<RejectFile> {
    let mut rows = intake::open(path, mapping).unwrap();
    let form = rows.form();
    let mut rejects = Rejects::new(beside(path, form), &rows);
    for row in rows.by_ref() {
        if let Err(reject) = &row.outcome {
            rejects.write(reject).unwrap();
        }
    }
    rejects.finish().unwrap()
}

#[test]
fn without_a_reject_there_is_no_file() {
    let (folder, path) = file("a.csv", format!("{HEADER}{GOOD}").as_bytes());
    assert_eq!(reject_all(&path, Some(&mapping(MAPPING))), None);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn rows_keep_their_bytes_and_are_imported_again_when_mended() {
    let bad = "2,2020-01-02,A1,851712,ZZ,0,1,\"x, y\"";
    let (_folder, path) = file("a.csv", format!("{HEADER}{GOOD}{bad}\n3,too few\n").as_bytes());
    let mapping = mapping(MAPPING);
    let told = reject_all(&path, Some(&mapping)).unwrap();
    assert_eq!((told.path.file_name().unwrap().to_str(), told.rows), (Some("a.rejects.csv"), 2));
    let text = fs::read_to_string(&told.path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], format!("{},line,problems,refused_key", HEADER.trim_end()));
    assert!(lines[1].starts_with(&format!("{bad},3,\"country.unknown: Origin is \"\"ZZ\"\": ")), "{}", lines[1]);
    assert!(lines[1].contains(" | quantity.zero: Mass is \"\"0\"\": "), "{}", lines[1]);
    assert!(lines[2].starts_with("\"3,too few\",,,,,,,,4,\"csv.cell_count: "), "{}", lines[2]);
    let mended = text.replace("ZZ,0,", "CN,4,");
    let rows = rows_of("mended.csv", mended.as_bytes(), Some(&mapping));
    assert!(short(&rows)[0] == "2 ok" && rows[1].outcome.is_err(), "{:?}", short(&rows));
    // A second round keeps the two columns and does not add them again.
    let (_folder, path) = file("a.csv", text.as_bytes());
    let told = reject_all(&path, Some(&mapping)).unwrap();
    assert_eq!(fs::read_to_string(told.path).unwrap().lines().next(), Some(lines[0]));
}

#[test]
fn bytes_that_are_no_text_are_kept_and_taken_names_avoided() {
    let text = MAPPING.replace("\"Remark\"", "\"line\"");
    let row = b"1,2020-01-02,A1,851712,CN,5,1,\xe9";
    let (_folder, path) = file("a.csv", &[HEADER.replace("Remark", "line").as_bytes(), row, b"\n"].concat());
    let told = reject_all(&path, Some(&mapping(&text))).unwrap();
    let written = fs::read(told.path).unwrap();
    let lines: Vec<&[u8]> = written.split(|byte| *byte == b'\n').collect();
    assert!(lines[0].ends_with(b",line,rejected_line,rejected_problems,rejected_key"));
    assert!(lines[1].starts_with(&[row.as_slice(), b",2,text.not_utf8: byte 31 of line 2"].concat()));
}

#[test]
fn a_taken_name_is_left_alone() {
    let (_folder, path) = file("a.b.ndjson", b"{}\n");
    let first = reject_all(&path, None).unwrap();
    let second = reject_all(&path, None).unwrap();
    assert_eq!(first.path, beside(&path, Form::Ndjson));
    assert_eq!(
        second.path.file_name().unwrap().to_str(),
        Some("a.b.rejects.ndjson"),
        "the same rejects are the same file"
    );
    fs::write(&path, b"{}\n{\n").unwrap();
    let third = reject_all(&path, None).unwrap();
    assert_eq!(third.path.file_name().unwrap().to_str(), Some("a.b.rejects-2.ndjson"));
}

#[test]
fn lines_of_ndjson_are_kept_as_text() {
    let bad = COMMAND.replace("\"7\"", "7.5").replace("854231", "85");
    let (_folder, path) = file("a.ndjson", format!("{COMMAND}\n{bad}\n").as_bytes());
    let told = reject_all(&path, None).unwrap();
    let text = fs::read_to_string(told.path).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&value["line"], &value["row"]), (&2.into(), &bad.clone().into()));
    let codes: Vec<&str> = value["problems"].as_array().unwrap().iter().map(|p| p["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["goods_code.length", "number.float"]);
    assert_eq!(value["problems"][0]["pointer"], "/lines/0/code");
}

#[test]
fn all_rows_of_a_document_go_together() {
    let mapping = mapping(&format!("{MAPPING}\n[group]\ncolumn = \"No\"\n"));
    let (_folder, path) =
        file("a.csv", format!("{HEADER}7,2020-01-02,A1,851712,CN,5,1,\n7,2020-01-02,A1,851712,CN,0,1,\n").as_bytes());
    let told = reject_all(&path, Some(&mapping)).unwrap();
    let text = fs::read_to_string(told.path).unwrap();
    assert!(
        text.lines().nth(1).unwrap().ends_with("2,group.rejected: another row of the document on line 2 is rejected,")
    );
    assert!(text.lines().nth(2).unwrap().contains("quantity.zero"));
}
