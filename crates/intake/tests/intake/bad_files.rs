//! Files that are no files, no text, cut, or written in another way than the mapping says.

use crate::files::{COMMAND, GOOD, HEADER, MAPPING, file, gzip, mapping, reject, rows, rows_of, short};
use intake::OpenError;
use std::path::Path;

#[track_caller]
fn check_refused(name: &str, bytes: &[u8], with_mapping: bool, words: &str) {
    let (_folder, path) = file(name, bytes);
    let mapping = mapping(MAPPING);
    let Err(error) = rows(&path, with_mapping.then_some(&mapping)) else { panic!("{name} was opened") };
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn what_cannot_be_opened_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(rows(folder.path(), None), Err(OpenError::Directory(_))));
    assert!(matches!(rows(&folder.path().join("none"), None), Err(OpenError::Missing(_))));
    assert!(matches!(rows(Path::new(""), None), Err(OpenError::Missing(_))));
    check_refused("a.ndjson", b"", false, "is empty");
    check_refused("a.ndjson", b"\xef\xbb\xbf\n \n", false, "is empty");
    check_refused("a.csv", b"", true, "is empty");
    check_refused("a.csv.gz", &gzip(b""), true, "is empty");
    check_refused("a.txt", b"1;2;3\n", false, "name the mapping");
    check_refused("a.csv", COMMAND.as_bytes(), true, "leave the mapping out");
    check_refused("a.json", b"[{}]", false, "one command a line");
    check_refused("a.xlsx", b"PK\x03\x04....", true, "as a workbook");
    check_refused("a.xlsx", b"PK\x03\x04....", false, "name a mapping");
    check_refused("a.xls", b"\xd0\xcf\x11\xe0....", true, "as a workbook");
    check_refused("a.csv", b"\xff\xfea\0", true, "does not have the columns");
    check_refused("a.ndjson.gz", &gzip(COMMAND.as_bytes())[..12], false, "gzip -t");
}

#[test]
fn columns_must_be_those_of_the_mapping() {
    check_refused("a.csv", b"No,Date,Importer,Code,Mass,Price\n", true, "\"Origin\"");
    check_refused("a.csv", HEADER.replace("Remark", "Note,Sum").as_bytes(), true, "\"Note\", \"Sum\"");
    check_refused("a.csv", HEADER.replace("Price", "Mass").as_bytes(), true, "over two columns");
    check_refused("a.csv", HEADER.replace("Remark", "").as_bytes(), true, "has no name");
    check_refused("a.csv", b"a,\"b\nc", true, "not closed");
    check_refused("a.csv", b"No,\xff\n", true, "Read as windows-1251 it begins: \"No,я\"");
    // All at once.
    check_refused("a.csv", b"Note\n", true, "says nothing about a column");
    check_refused(
        "a.csv",
        b"Note\n",
        true,
        "\"Code\", \"Date\", \"Importer\", \"Mass\", \"No\", \"Origin\", \"Price\"",
    );
}

#[test]
fn text_in_every_packing_is_read_the_same() {
    let text = format!("{COMMAND}\r\n\n{COMMAND}");
    let with_mark = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    let (one, other) = (gzip(&with_mark[..50]), gzip(&with_mark[50..]));
    for bytes in [text.as_bytes(), &with_mark, &gzip(&with_mark), &[one, other].concat()] {
        assert_eq!(short(&rows_of("a.ndjson", bytes, None)), ["1 ok", "3 ok"]);
    }
    let mapping = mapping(MAPPING);
    let text = format!("{HEADER}{GOOD}");
    for bytes in [text.clone().into_bytes(), gzip(text.replace('\n', "\r\n").as_bytes())] {
        assert_eq!(short(&rows_of("a.data", &bytes, Some(&mapping))), ["2 ok"]);
    }
}

#[test]
fn a_byte_that_is_no_text_is_named() {
    let text =
        [COMMAND.as_bytes(), b"\n", &COMMAND.as_bytes()[..20], b"\xe9", &COMMAND.as_bytes()[20..], b"\n"].concat();
    let rows = rows_of("a.ndjson", &text, None);
    assert_eq!(short(&rows), ["1 ok", "2 text.not_utf8"]);
    assert!(reject(&rows[1]).problems[0].message.starts_with("byte 21 of line 2 (0xe9)"), "{rows:?}");
    assert!(reject(&rows[1]).rows[0].bytes.contains(&0xe9));
    let text = [HEADER.as_bytes(), b"\"1\n\xc3\",x\n", GOOD.as_bytes()].concat();
    let rows = rows_of("a.csv", &text, Some(&mapping(MAPPING)));
    assert_eq!(short(&rows), ["2 text.not_utf8", "4 ok"]);
    assert!(reject(&rows[0]).problems[0].message.starts_with("byte 1 of line 3 (0xc3)"), "{rows:?}");
}

#[test]
fn a_cut_file_is_told_and_what_stands_before_is_kept() {
    let text = format!("{COMMAND}\n").repeat(2000);
    let packed = gzip(text.as_bytes());
    let rows = rows_of("a.ndjson.gz", &packed[..packed.len() - 20], None);
    let last = rows.last().unwrap();
    assert!(rows[..rows.len() - 1].iter().all(|row| row.outcome.is_ok()));
    assert_eq!(reject(last).problems[0].code, "file.truncated_gzip");
    assert!(reject(last).ends_file());
    let mut damaged = packed.clone();
    damaged.extend_from_slice(b"what else?");
    let rows = rows_of("a.ndjson.gz", &damaged, None);
    assert_eq!((rows.len(), &*reject(&rows[2000]).problems[0].code), (2001, "file.damaged_gzip"));

    let rows = rows_of("a.ndjson", format!("{COMMAND}\n{}", &COMMAND[..70]).as_bytes(), None);
    assert_eq!(short(&rows), ["1 ok", "2 json.truncated"]);
    assert!(reject(&rows[1]).problems[0].message.contains("it may be cut"));
    let rows = rows_of("a.csv", format!("{HEADER}{GOOD}{}", &GOOD[..20]).as_bytes(), Some(&mapping(MAPPING)));
    assert_eq!(short(&rows), ["2 ok", "3 csv.cell_count"]);
    assert!(reject(&rows[1]).problems[0].message.contains("it may be cut"));
    // A whole last row may be cut in its last cell: nobody can know, but it is noted.
    let rows = rows_of("a.csv", format!("{HEADER}{}", GOOD.trim_end()).as_bytes(), Some(&mapping(MAPPING)));
    assert!(rows[0].outcome.as_ref().unwrap().1.no_line_end);
}

#[test]
fn a_line_over_the_limit_is_rejected_with_its_length() {
    let text = format!("{COMMAND}\n{}\n{COMMAND}\n", "x".repeat(intake::LINE_BYTES_MAX + 1));
    let rows = rows_of("a.ndjson", text.as_bytes(), None);
    assert_eq!(short(&rows), ["1 ok", "2 line.too_long", "3 ok"]);
    assert!(reject(&rows[1]).problems[0].message.contains("1048578 bytes, 1048576 are allowed"), "{:?}", rows[1]);
    assert!(reject(&rows[1]).source_text().len() < 10_000);
}

#[test]
fn rows_of_another_form_are_rejected_and_the_next_ones_read() {
    let text = format!("{HEADER}a,b\n5\" pipe,,,,,,,\n\"a\"b,,,,,,,\n\"open,,,,,,,\n{GOOD}");
    let rows = rows_of("a.csv", text.as_bytes(), Some(&mapping(MAPPING)));
    let expected = ["2 csv.cell_count", "3 csv.quote_inside", "4 csv.after_quote", "5 csv.unclosed_quote", "6 ok"];
    assert_eq!(short(&rows), expected);
    assert_eq!(reject(&rows[3]).source_text(), "\"open,,,,,,,");
}

#[test]
fn progress_ends_at_the_size_of_the_file() {
    for bytes in
        [format!("{COMMAND}\n").repeat(5000).into_bytes(), gzip(format!("{COMMAND}\n").repeat(5000).as_bytes())]
    {
        let (_folder, path) = file("a.ndjson", &bytes);
        let mut rows = intake::open(&path, None).unwrap();
        let total = rows.bytes_total();
        let mut last = 0;
        for row in rows.by_ref() {
            assert!(row.bytes_read >= last, "progress goes forward");
            last = row.bytes_read;
        }
        assert_eq!((Some(last), total), (total, Some(bytes.len() as u64)));
    }
}

#[test]
fn who_stops_early_ends_the_threads() {
    let (_folder, path) = file("a.ndjson", format!("{COMMAND}\n").repeat(50_000).as_bytes());
    let mut rows = intake::open(&path, None).unwrap();
    assert!(rows.next().is_some());
    drop(rows);
}
