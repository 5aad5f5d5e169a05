//! Code tables as an operator uses them: import, use, comparison, damage, copies.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

mod common;

use common::{Place, auditor};
use serde_json::json;
use std::process::Command;

const IMPORT: [&str; 16] = [
    "tables",
    "import",
    "new.csv",
    "--kind",
    "tnved",
    "--name",
    "TN VED 2026-07",
    "--from",
    "2026-07-01",
    "--publisher",
    "EEC",
    "--source",
    "a test",
    "--licence",
    "facts",
    "--json",
];
const ROWS: &str = "code,unit,text\n8517130000,H87,\"Smartphones, new\"\n8517140001,H87,Others\n";

/// A declaration of one line.
fn declaration(number: &str, date: &str, code: &str) -> String {
    json!({
        "type": "import_declaration", "number": number, "date": date, "principal": "bin:020540003431",
        "place": "store:almaty-1", "dispatched_from": "CN",
        "lines": [{"line": 1, "code": code, "origin": "CN", "quantity": "5", "unit": "H87", "net_mass_kg": "1",
            "description": "phones"}],
    })
    .to_string()
}

/// Whether the independent auditor computes the same books from the documents.
fn is_audited(place: &Place) -> bool {
    for (what, file) in [("documents", "documents.ndjson"), ("books", "books.ndjson")] {
        let dumped = place.run(&["dump", what]).code(0);
        place.write(file, dumped.out);
    }
    let program = auditor().join("tamga-audit");
    let run = Command::new(program).args(["documents.ndjson", "books.ndjson"]).current_dir(place.dir.path()).output();
    run.unwrap().status.success()
}

fn with_edition() -> Place {
    let place = Place::with_registry();
    place.write("new.csv", ROWS);
    assert_eq!(place.run(&IMPORT).code(0).json()["result"], "kept");
    place
}

#[test]
fn an_imported_edition_judges_from_its_first_day() {
    let place = with_edition();
    for (number, date, code, exit) in [
        ("1", "2026-06-30", "8517140000", 0),
        ("2", "2026-07-01", "8517140000", 1),
        ("3", "2026-07-01", "8517140001", 0),
        ("4", "2026-06-30", "8517140001", 1),
    ] {
        place.write("one.json", declaration(number, date, code));
        let run = place.run(&["submit", "one.json"]).code(exit);
        if exit == 1 {
            let before = if number == "2" { "code.retired" } else { "code.not_yet" };
            run.says(before).says("TN VED 20");
        }
        // What a dry run says before is what the registry says.
        let line = declaration(number, date, code);
        place.write("one.ndjson", line);
        place.run(&["import", "one.ndjson", "--dry-run"]).code(exit);
    }
    place.run(&["codes", "8517140001", "--on", "2026-07-01"]).code(0).says("TN VED 2026-07");
    place.run(&["status", "--json"]).code(0).says("TN VED 2026-07");
    place.run(&["verify"]).code(0);
    assert!(is_audited(&place), "the auditor agrees with books that an imported edition judged");
    place.run(&["backup", "copy"]).code(0);
    place.run(&["--store", "other", "restore", "copy"]).code(0);
    place.run(&["--store", "other", "codes", "8517140001", "--on", "2026-07-01"]).code(0);
}

#[test]
fn the_same_table_twice_changes_nothing_and_another_is_refused() {
    let place = with_edition();
    assert_eq!(place.run(&IMPORT).code(0).json()["result"], "known");
    place.write("new.csv", "code\n8517130000\n");
    place.run(&IMPORT).code(2).says("never replaced");
    let mut other = IMPORT;
    other[6] = "another";
    place.run(&other).code(2).says("begins on the same day");
    place.run(&["tables", "list"]).code(0).says("imported");
}

#[test]
fn a_folder_with_a_manifest_is_the_same() {
    let place = Place::with_registry();
    std::fs::create_dir(place.path("edition")).unwrap();
    place.write("edition/rows.csv", ROWS.replace(',', ";"));
    let manifest =
        "kind = 'tnved'\nname = 'TN VED 2026-07'\nfrom = '2026-07-01'\npublisher = 'EEC'\nsource = 'a test'\n";
    place.write("edition/manifest.toml", manifest);
    place.run(&["tables", "import", "edition", "--dry-run"]).code(0).says("nothing was kept");
    place.write("edition/rows.csv", ROWS);
    place.run(&["tables", "import", "edition", "--dry-run"]).code(0).says("nothing was kept");
    place.run(&["tables", "import", "edition"]).code(0);
    place.run(&["tables", "show", "TN VED 2026-07", "8517"]).code(0).says("Smartphones, new");
    place.run(&["tables", "diff", "TN VED 2026-06-18", "TN VED 2026-07", "--csv", "x.csv"]).code(0).says("1 added");
    let written = std::fs::read_to_string(place.path("x.csv")).unwrap();
    assert!(written.contains("8517140000,ended,1:1,8517140001"), "{written}");
    place.write("edition/manifest.toml", "kind = 1");
    place.run(&["tables", "import", "edition"]).code(2).says("manifest");
}

#[test]
fn a_table_that_was_changed_stops_the_start() {
    let place = with_edition();
    place.run(&["tables", "verify"]).code(0).says("TN VED 2026-07");
    let file = "tamga-data/tables/tnved-2026-07-01.tsv";
    let text = std::fs::read_to_string(place.path(file)).unwrap();
    place.write(file, text.replace("8517140001", "8517140009"));
    for arguments in [&["status"][..], &["tables", "verify"], &["codes", "8517130000"]] {
        place.run(arguments).code(3).says("SHA-256");
    }
}

#[test]
fn business_days_are_known_provisional_or_not_covered() {
    let place = Place::empty();
    let days = |day: &str, n: &str| place.run(&["tables", "days", "--country", "KZ", day, n, "--json"]);
    let known = days("2025-12-12", "+3").code(0).json();
    assert_eq!((&known["end"], &known["status"]), (&json!("2025-12-18"), &json!("known")));
    assert_eq!(days("2026-12-31", "+5").code(1).json()["status"], "provisional");
    assert_eq!(days("2030-01-01", "+5").code(1).json()["end"], json!(null));
    days("2025-12-12", "five").code(2).says("+5");
    place.run(&["tables", "days", "--country", "DE", "2026-01-01", "1"]).code(2).says("KZ");
}
