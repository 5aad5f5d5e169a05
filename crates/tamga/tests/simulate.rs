//! A synthetic country through the real program: simulated, imported, verified, and computed again by the auditor.

mod common;

use common::{PROGRAM, Place, Run};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn lines() -> &'static str {
    if std::env::var("TAMGA_TEST_TIER").is_ok_and(|tier| tier == "all") { "200000" } else { "5000" }
}

/// The auditor's program beside this one; `pages.rs` builds it where a page needs it, so it may not be there yet.
fn audit(place: &Place) -> Run {
    let dir = Path::new(PROGRAM).parent().expect("the program is in a directory");
    let program = dir.join("tamga-audit");
    if !program.exists() {
        let target = dir.parent().expect("a target directory");
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--quiet", "-p", "audit", "--bin", "tamga-audit", "--target-dir"]).arg(target);
        assert!(build.status().expect("cargo runs").success(), "the auditor was not built");
    }
    let mut command = Command::new(program);
    command.args(["documents.ndjson", "books.ndjson"]).current_dir(place.dir.path());
    common::finish(command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()), "")
}

/// How many documents the truth file expects to be answered so.
fn expected(truth: &str, word: &str) -> u64 {
    let rows = truth.lines().map(|row| serde_json::from_str::<Value>(row).expect("a row of truth"));
    rows.filter(|row| row["expect"] == word).count() as u64
}

#[test]
fn a_country_goes_through_the_registry() {
    let place = Place::with_registry();
    let made = place.run(&["simulate", "--lines", lines(), "--plant", "all=1", "--truth", "truth.ndjson"]).code(0);
    let documents = made.out.lines().count() as u64;
    let truth = std::fs::read_to_string(place.path("truth.ndjson")).expect("the truth file");

    let found = place.run_with(&["import", "-", "--json"], &made.out).code(1).json();
    assert_eq!(found["known"], expected(&truth, "repeated"), "{found}");
    assert_eq!(found["refused"], expected(&truth, "refused"));
    assert_eq!(found["conflicts"], expected(&truth, "conflict"));
    assert_eq!(found["totals"]["documents_rejected"], expected(&truth, "rejected"));
    let recorded = found["new"].as_u64().expect("a count");
    assert!(recorded * 100 >= documents * 95, "{recorded} of {documents}");

    place.run(&["verify"]).code(0).says("Everything checked holds");
    place.write("documents.ndjson", place.run(&["dump", "documents"]).code(0).out);
    place.write("books.ndjson", place.run(&["dump", "books"]).code(0).out);
    audit(&place).code(0).says("0 findings");
}

#[test]
fn the_same_seed_gives_the_same_country_and_settings_come_from_a_file() {
    let place = Place::empty();
    place.write("country.toml", "seed = 9\nlines = 600\nerrors = 0\n[shares]\ntransit = 0\n[plant]\nre_export = 2\n");
    let by_file = place.run(&["simulate", "--settings", "country.toml", "--truth", "t"]).code(0);
    assert_eq!(by_file.out, place.run(&["simulate", "--settings", "country.toml"]).code(0).out);
    assert!(!by_file.out.contains("transit_declaration"));
    let truth = std::fs::read_to_string(place.path("t")).expect("the truth file");
    assert_eq!((truth.matches("\"kind\":\"re_export\"").count(), expected(&truth, "refused")), (2, 0));
    let other = place.run(&["simulate", "--settings", "country.toml", "--seed", "10"]).code(0);
    assert_ne!(other.out, by_file.out);
    let year = place.run(&["simulate", "--lines", "600", "--year", "2024"]).code(0);
    assert!(year.out.contains("\"now\":\"2024-01-01") && year.out.contains("\"now\":\"2024-12-31"));
}

#[test]
fn what_cannot_be_simulated_is_told() {
    let place = Place::empty();
    place.write("bad.toml", "sed = 9\n");
    let table: &[(&[&str], i32, &str)] = &[
        (&["--plant", "list"], 0, "round_tripping"),
        (&["--plant", "list", "--json"], 0, "\"kind\":\"re_export\""),
        (&["--lines", "7", "--days", "3"], 2, "60 to 730"),
        (&["--plant", "smuggling=3"], 2, "there is no scheme `smuggling`"),
        (&["--plant", "all=999"], 2, "plant at most"),
        (&["--from", "2019-01-01"], 2, "2022"),
        (&["--settings", "bad.toml"], 2, "unknown field"),
        (&["--settings", "none.toml"], 2, "could not be read"),
        (&["--truth", "no/such/folder", "--lines", "600"], 2, "could not be created"),
    ];
    for (arguments, code, says) in table {
        place.run(&[&["simulate"], *arguments].concat()).code(*code).says(says);
    }
}
