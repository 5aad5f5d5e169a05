//! `tamga trace` and `show`: how far, how many, and where they are drawn.

use crate::common::Place;
use serde_json::{Value, json};

const DECLARATION: &str = "55302/010926/0004217";

fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).expect("the picture")
}

#[track_caller]
fn nodes(place: &Place, line: &str) -> usize {
    let answer = place.typed(&format!("{line} --json")).json();
    answer["nodes"].as_array().unwrap_or_else(|| panic!("{line}: {answer}")).len()
}

#[test]
fn trees_end_at_a_depth_and_at_a_number_of_nodes() {
    let place = Place::with_story();
    for (line, start) in [("trace up EXP-7#1", "trace up"), ("trace down 55302/010926/0004217", "trace down")] {
        let whole = nodes(&place, line);
        let near = nodes(&place, &format!("{line} --depth 1"));
        assert!(1 < near && near < whole, "{start}: {near} of {whole}");
        assert_eq!(nodes(&place, &format!("{line} --depth 1000")), whole);
        assert!(nodes(&place, &format!("{line} --limit 5")) <= 5, "{start}");
    }
    place.typed("trace up EXP-7#1 --limit 3").code(0).says("the limit of 3 nodes was reached").says("--limit");
    place.typed("trace down 55302/010926/0004217 --depth 2").code(0).says("`--depth 2` steps");
}

#[test]
fn pictures_fold_what_is_too_much() {
    let place = Place::with_story();
    place.typed("trace up EXP-7#1 --svg whole.svg --nodes 13").code(0);
    place.typed("trace up EXP-7#1 --svg folded.svg --html folded.html --nodes 10").code(0);
    assert!(!read(&place, "whole.svg").contains("folded") && read(&place, "folded.svg").contains("folded"));
    assert!(read(&place, "folded.html").contains("--nodes 13"));
    place.typed("trace down 55302/010926/0004217 --svg down.svg").code(0).says("Drawn in down.svg");
    let down = read(&place, "down.svg");
    assert!(down.starts_with("<?xml ") && down.contains(DECLARATION) && down.contains("SNT-101"));
    place.typed("trace up EXP-7#1 --svg fewest.svg --nodes 0").code(0);
    assert_eq!(read(&place, "fewest.svg"), read(&place, "folded.svg"), "ten are the fewest");
    place.typed("trace up EXP-7#1 --svg x.svg --nodes few").code(2).says("--nodes");
    assert!(!place.path("x.svg").exists());
}

/// A lot from which many notes were drawn.
#[test]
fn bounds_are_of_one_party_limited_and_folded() {
    let place = Place::with_story();
    let notes: Vec<String> = (1..=40)
        .map(|n| {
            json!({"type": "note", "number": format!("M-{n}"), "date": "2026-10-20", "supplier": "bin:020540003431",
                "recipient": "bin:940140000385", "from": "store:almaty-1", "to": "store:ertis-1",
                "dispatched_at": "2026-10-20T00:00:00Z",
                "lines": [{"line": 1, "document": DECLARATION, "document_line": 3, "quantity": "1", "unit": "H87"}]})
            .to_string()
        })
        .collect();
    place.run_with(&["import", "-"], &notes.join("\n")).code(0);
    let line = "trace path 55302/010926/0004217#3";
    let rows = |flags: &str| -> Vec<Value> {
        place.typed(&format!("{line} {flags} --json")).code(0).json()["shares"].as_array().expect("shares").clone()
    };
    let all = rows("");
    assert!(all.len() >= 42, "{}", all.len());
    assert_eq!(rows("--limit 4"), all[..4]);
    let other = rows("--party bin:110240012766");
    assert!(other.len() < all.len(), "{other:?}");
    place.typed("trace path 55302/010926/0004217#3 --svg path.svg --nodes 10").code(0).says("Drawn in path.svg");
    place.typed("trace path 55302/010926/0004217#3 --html path.html --nodes 300").code(0);
    assert!(read(&place, "path.svg").contains("folded"), "{}", read(&place, "path.svg"));
    let whole = read(&place, "path.html");
    assert!(!whole.contains("folded") && whole.contains("M-40"));
}

#[test]
fn a_life_is_drawn_as_a_picture_and_a_page() {
    let place = Place::with_story();
    place.typed("show SNT-101 --svg life.svg --html life.html").code(0);
    assert!(read(&place, "life.svg").contains("accepted in part"));
    assert!(read(&place, "life.html").contains("<svg"));
}
