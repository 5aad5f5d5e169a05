//! `tamga list`, `find` and `flows`: what people look for, as they type it, and the files they take away.

mod common;

use common::{PROGRAM, Place, finish};
use serde_json::Value;
use std::process::{Command, Stdio};
use std::time::Duration;

fn numbers(place: &Place, arguments: &[&str]) -> Vec<String> {
    let answer = place.run(&[arguments, &["--json"]].concat()).json();
    let rows = answer["rows"].as_array().expect("rows").clone();
    rows.iter().map(|row| row["number"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn notes_are_found_by_what_people_know_of_them() {
    let place = Place::with_story();
    let all = numbers(&place, &["list", "notes"]);
    assert!(all.len() >= 5, "{all:?}");
    for filter in [
        ["--party", "bin:020540003431"],
        ["--party", "020540003431"],
        ["--party", "altai"],
        ["--code", "85"],
        ["--document", "55302/010926/0004217"],
        ["--place", "store:almaty-1"],
        ["--text", "elect"],
        ["--origin", "CN"],
    ] {
        let found = numbers(&place, &["list", "notes", filter[0], filter[1]]);
        assert!(found.contains(&"SNT-101".to_owned()), "{filter:?}: {found:?}");
    }
    assert_eq!(numbers(&place, &["list", "notes", "--destination", "UZ"]), ["EXP-8", "EXP-7"]);
    assert_eq!(numbers(&place, &["list", "notes", "--kind", "export", "--status", "departed"]), ["EXP-8", "EXP-7"]);
    let none = numbers(&place, &["list", "notes", "--from", "2026-09-20", "--to", "2026-09-21"]);
    assert!(none.is_empty(), "{none:?}");
}

#[test]
fn pages_go_on_where_they_ended() {
    let place = Place::with_story();
    let all = numbers(&place, &["list", "notes"]);
    let (mut seen, mut after) = (Vec::new(), None::<String>);
    loop {
        let mut arguments = vec!["list", "notes", "--limit", "2", "--json"];
        if let Some(after) = &after {
            arguments.extend(["--after", after]);
        }
        let answer = place.run(&arguments).json();
        seen.extend(
            answer["rows"].as_array().expect("rows").iter().map(|row| row["number"].as_str().unwrap_or("").to_owned()),
        );
        after = answer["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, all);
    let mut turned = numbers(&place, &["list", "notes", "--oldest-first"]);
    turned.reverse();
    assert_eq!(turned, all);
    place.run(&["list", "notes", "--after", "1.2.x"]).code(2).says("no place to go on from");
}

#[test]
fn questions_that_make_no_sense_are_told() {
    let place = Place::with_story();
    place.run(&["list", "places", "--vehicle", "1"]).code(2).says("cannot be filtered by vehicle").says("help list");
    place.run(&["list", "notes", "--status", "lost"]).code(2).says("is no status of notes").says("dispatched");
    place.run(&["list", "notes", "--party", "nobody"]).code(2).says("no party").says("tamga find");
    place.run(&["list", "notes", "--lot", "KZ-L-1"]).code(2).says("no number of a lot");
    place.run(&["list", "things"]).code(2).says("things");
    Place::empty().run(&["list", "notes"]).code(2).says("no registry");
}

#[test]
fn everything_is_found_however_it_is_typed() {
    let place = Place::with_story();
    for (text, what) in [
        ("SNT-101", "note"),
        ("snt 101", "note"),
        ("020540003431", "party"),
        ("altai import", "party"),
        ("55302/010926", "document"),
        ("EM-0001", "lot"),
        ("bearings", "lot"),
    ] {
        let answer = place.run(&["find", text, "--json"]).code(0).json();
        let hits = answer["hits"].as_array().expect("hits").clone();
        assert!(hits.iter().any(|hit| hit["what"] == what), "{text}: {hits:?}");
    }
    place.run(&["find", "zzzzqq"]).code(1).says("Nothing");
    place.run(&["find", "a", "--limit", "1"]).code(0).says("--limit");
}

#[test]
fn refusals_and_discrepancies_are_listed() {
    let place = Place::with_story();
    place.run(&["list", "entries", "--refused"]).code(0).says("SNT-102").says("250 H87 asked");
    place.run(&["list", "discrepancies", "--open"]).code(1);
    place.run(&["list", "discrepancies", "--kind", "shortage", "--json"]).code(0).says("shortage");
    place.run(&["list", "lots", "--flagged"]).code(0).says("corrected after use");
}

#[test]
fn files_hold_all_rows_and_are_never_written_over() {
    let place = Place::with_story();
    let lots = place.run(&["list", "lots", "--json", "--limit", "1000"]).json()["rows"].as_array().expect("rows").len();
    place.run(&["list", "lots", "--csv", "lots.csv"]).code(0).says(&format!("{lots} rows"));
    let text = std::fs::read_to_string(place.path("lots.csv")).expect("the file");
    assert!(text.starts_with("\u{feff}lot,document,line"), "{text}");
    assert_eq!(text.lines().count(), lots + 1);
    place.run(&["list", "lots", "--csv", "lots.csv"]).code(3).says("exists");
    place.run(&["list", "lots", "--xlsx", "lots.xlsx"]).code(0);
    let bytes = std::fs::read(place.path("lots.xlsx")).expect("the file");
    assert!(bytes.starts_with(b"PK"), "no workbook");
    place.run(&["list", "lots", "--xlsx", "lots.xlsx"]).code(2).says("exists already");
}

#[test]
fn flows_are_told_by_month_and_drawn() {
    let place = Place::with_story();
    let answer = place.run(&["flows", "--json"]).code(0).json();
    let rows = answer["rows"].as_array().expect("rows").clone();
    let pumps: Vec<&Value> = rows.iter().filter(|row| row["code"] == "841370").collect();
    assert!(!pumps.is_empty() && pumps.iter().all(|row| row["country"] == "UZ"), "{rows:?}");
    let into = place.run(&["flows", "--in", "--code", "8501", "--json"]).json();
    assert_eq!(into["rows"][0]["country"], "CN", "{into}");
    place.run(&["flows", "--country", "DE"]).code(0).says("Nothing crossed");
    place.run(&["flows", "--from", "2026-13"]).code(2).says("write a month as 2026-09");
    place.run(&["flows", "--html", "flows.html", "--svg", "flows.svg"]).code(0).says("Drawn in flows.html");
    let page = std::fs::read_to_string(place.path("flows.html")).expect("the page");
    assert!(page.contains("841370") && page.contains("Content-Security-Policy"), "{page}");
    place.run(&["flows", "--csv", "flows.csv"]).code(0).says("rows");
    place.run(&["flows", "--xlsx", "flows.xlsx"]).code(0).says("rows");
}

#[test]
fn a_build_that_is_killed_again_and_again_ends_the_same() {
    let place = Place::with_story();
    place.run(&["list", "entries"]).code(0);
    let views = place.path("tamga-data/views");
    let mut killed = 0;
    for round in 0_u64..12 {
        std::fs::remove_dir_all(&views).expect("the views are there");
        let mut child = Command::new(PROGRAM)
            .args(["list", "entries", "--limit", "1"])
            .current_dir(place.dir.path())
            .env_remove("TAMGA_STORE")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(round));
        killed += u32::from(child.try_wait().expect("a state").is_none());
        let _ = child.kill();
        child.wait().expect("it ends");
        place.run(&["verify", "--lists"]).code(0).says("built anew");
    }
    assert!(killed > 0, "the program always ended before it was killed");
}

#[test]
fn lists_are_read_while_another_program_works() {
    let place = Place::with_story();
    let mut load = place.command(&["import", "-", "--answers"]);
    let mut child = load.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let mut tries = 0;
    // The lock is taken as soon as the other program has opened the registry.
    while place.run(&["stock"]).code != 2 && tries < 200 {
        std::thread::sleep(Duration::from_millis(10));
        tries += 1;
    }
    let listed = place.run(&["list", "notes", "--wait", "--json"]).code(0).json();
    assert_eq!(listed["position"], listed["entries"]);
    drop(child.stdin.take());
    child.wait().expect("it ends");
    finish(&mut place.command(&["find", "SNT-101"]), "").code(0);
}
