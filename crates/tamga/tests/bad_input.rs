//! Input that people really give: what they see says what is wrong and what to do, and nothing is lost.

mod common;

use common::{PROGRAM, Place, STORY};
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

#[test]
fn files_that_are_none() {
    let place = Place::with_registry();
    place.write("empty.json", "");
    place.write("blank.json", " \n \n");
    place.write("binary.json", [0xff, 0xfe, 0x00]);
    place.write("cut.json", r#"{"type":"clock","now":"2026-"#);
    place.write("list.json", "[{}]");
    place.write("word.json", r#"{"type":"clok","now":"2026-10-01T00:00:00Z"}"#);
    place.write("two.ndjson", "{\"type\":\"clock\"}\n{\"type\":\"clock\"}\n");
    place.write("cut.csv.gz", [0x1f, 0x8b, 8, 0, 0]);
    place.write("plain.csv", "a,b\n1,2\n");
    std::fs::create_dir(place.path("folder")).expect("a folder");
    let rows: &[(&[&str], &str)] = &[
        (&["submit", "missing.json"], "cannot be read"),
        (&["submit", "folder"], "is a directory"),
        (&["submit", "empty.json"], "is empty"),
        (&["submit", "blank.json"], "is empty"),
        (&["submit", "binary.json"], "not UTF-8"),
        (&["submit", "cut.json"], "nothing was recorded"),
        (&["submit", "list.json"], "nothing was recorded"),
        (&["submit", "word.json"], "nothing was recorded"),
        (&["submit", "two.ndjson"], "tamga import two.ndjson"),
        (&["import", "missing.ndjson"], "there is no file"),
        (&["import", "folder"], "is a folder"),
        (&["import", "empty.json"], "is empty"),
        (&["import", "list.json"], "one JSON list"),
        (&["import", "cut.csv.gz", "--mapping", "customs_declarations_kr"], "gzip"),
        (&["import", "plain.csv"], "--mapping"),
        (&["import", "plain.csv", "--mapping", "customs_declarations_kr"], "columns"),
        (&["import", "plain.csv", "--mapping", "plain.csv"], "mapping"),
        (&["import", STORY, "--explain", "4000"], "no row begins"),
        (&["import", STORY, STORY, "--explain", "1"], "one file"),
        (&["import", STORY, "--batch", "0"], "--batch"),
    ];
    for (arguments, words) in rows {
        place.run(arguments).code(2).says(words);
    }
    place.run_with(&["submit", "-"], "").code(2).says("the standard input is empty");
    place.run(&["status", "--json"]).code(0).says("\"entries\":0");
}

#[test]
fn a_huge_line_is_told_and_the_others_are_read() {
    let place = Place::with_registry();
    let good = r#"{"type":"clock","now":"2026-10-01T00:00:00Z"}"#;
    let huge = format!(r#"{{"type":"clock","now":"{}"}}"#, "9".repeat(17_000_000));
    place.write("huge.ndjson", format!("{huge}\n{good}\n"));
    place.run(&["import", "huge.ndjson"]).code(1).says("1 new").says("line.too_long");
    place.write("huge.json", huge);
    place.run(&["submit", "huge.json"]).code(2).says("the bound of one document");
}

#[test]
fn all_problems_at_once() {
    let place = Place::with_registry();
    place.write("bad.json", r#"{"type":"note","number":"","date":"tomorrow","supplier":"bin:1","lines":[]}"#);
    let run = place.run(&["submit", "bad.json"]).code(2);
    assert!(run.err.matches("\n  - ").count() > 4, "{}", run.err);
    let run = place.run(&["submit", "bad.json", "--json"]).code(2);
    assert!(serde_json::from_str::<serde_json::Value>(&run.err).is_ok(), "{}", run.err);
}

#[test]
fn stores_that_are_none() {
    let place = Place::empty();
    place.write("file", "x");
    std::fs::create_dir(place.path("bare")).expect("a folder");
    let rows: &[(&[&str], &str)] = &[
        (&["status"], "there is no registry"),
        (&["--store", "file", "status"], "is a file"),
        (&["--store", "bare", "status"], "holds no registry"),
        (&["--store", "bare", "verify"], "holds no registry"),
        (&["--store", "postgres://db/tamga", "status"], "not there yet"),
        (&["--store", "s3://bucket", "status"], "no kind of store"),
        (&["--store", "dir:", "status"], "no path"),
        (&["init", "file", "--prefix", "KZ"], "is a file"),
        (&["init", "new", "--prefix", "K1"], "letters"),
    ];
    for (arguments, words) in rows {
        place.run(arguments).code(2).says(words);
    }
    place.run(&["init", "new", "--prefix", "KZ"]).code(0);
    place.run(&["init", "new", "--prefix", "KZ"]).code(2).says("already");
    let mut by_environment = place.command(&["status", "--json"]);
    let run = common::finish(
        by_environment
            .env("TAMGA_STORE", "dir:new")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped()),
        "",
    );
    run.code(0).says("\"entries\":0");
}

#[test]
fn a_store_in_use_names_who_uses_it() {
    let place = Place::with_registry();
    let mut child = place
        .command(&["import", "-", "--answers", "--batch", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("input");
    // More than is looked at to tell what a file is, so that the reader gets going.
    let clock = |hour: usize| {
        format!("{{\"type\":\"clock\",\"now\":\"2026-10-{:02}T{:02}:00:00Z\"}}\n", hour / 24 + 1, hour % 24)
    };
    input.write_all((0..600).map(clock).collect::<String>().as_bytes()).expect("input is taken");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("output")).read_line(&mut line).expect("an answer");
    assert!(line.contains("recorded"), "{line}");
    place.run(&["stock"]).code(2).says(&format!("in use by process {}", child.id()));
    child.kill().expect("the child is stopped");
    child.wait().expect("the child ends");
    place.run(&["stock"]).code(0);
}

#[test]
fn numbers_that_nobody_has() {
    let place = Place::with_story();
    let lot = place.run(&["lots", "--json"]).json();
    let lot = lot.pointer("/rows/0/lot").and_then(serde_json::Value::as_str).expect("a lot").to_owned();
    let last = if lot.ends_with('7') { "8" } else { "7" };
    let mistyped = format!("{}{last}", &lot[..lot.len() - 1]);
    place.run(&["show", &mistyped]).code(2).says("mistyped");
    for name in ["SNT-999", "SNT-101#9", "KZ-X", "serial:none", "#", "55302/010926/0004217#77", ""] {
        place.run(&["trace", "up", name]).code(2).says("next:");
    }
    place.run(&["note", "show", "WORKS-31"]).code(2).says("is no note");
    place.run(&["stock", "--party", "bin:150940022181"]).code(0).says("No stock fits");
    place.run(&["stock", "--party", "bin:1"]).code(2).says("names no party");
    place.run(&["stock", "--party", "id:ZZ/x"]).code(2);
    place.run(&["stock", "--lot", "SNT-101"]).code(2).says("is no lot");
    place.run(&["note", "dispatch", "SNT-999"]).code(1).says("refused");
    place.run(&["note", "accept", "SNT-101", "--line", "1"]).code(2).says("LINE=QUANTITY");
    place.run(&["note", "split", "SNT-101", "--part", "X"]).code(2).says("NUMBER LINE=QUANTITY");
    place
        .run(&[
            "transport",
            "--number",
            "T",
            "--mode",
            "rail",
            "--carrier",
            "bin:150940022181",
            "--vehicle",
            "1",
            "--load",
            "EXP-7=1",
        ])
        .code(2);
}

#[test]
fn output_that_nobody_reads_is_no_error() {
    let place = Place::with_story();
    let run = std::process::Command::new("sh")
        .args(["-c", &format!("'{PROGRAM}' --store tamga-data dump documents | head -1; '{PROGRAM}' --store tamga-data schema note | head -1")])
        .current_dir(place.dir.path())
        .output()
        .expect("a shell");
    let errors = String::from_utf8_lossy(&run.stderr);
    assert!(errors.is_empty(), "{errors}");
}

#[test]
fn colours_only_on_a_terminal_and_plain_signs_without_utf8() {
    let place = Place::with_story();
    let out = place.run(&["trace", "up", "EXP-7#1"]).code(0).out;
    assert!(!out.contains('\u{1b}'), "no colours in a pipe");
    assert!(out.contains("└ "));
    let mut plain = place.command(&["trace", "up", "EXP-7#1"]);
    let run =
        common::finish(plain.env("LANG", "C").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()), "");
    assert!(run.out.is_ascii(), "{}", run.out);
    assert!(run.out.contains("`-"));
}
