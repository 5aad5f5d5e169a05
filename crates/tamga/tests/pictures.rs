//! Pictures of traces and notes, from a registry with the demo's story.

mod common;

use common::Place;

/// The text of a file in the test's directory.
#[track_caller]
fn read(place: &Place, name: &str) -> String {
    std::fs::read_to_string(place.path(name)).expect("the picture")
}

#[track_caller]
fn check_holds(text: &str, words: &[&str]) {
    words.iter().for_each(|word| assert!(text.contains(word), "no `{word}` in\n{text}"));
}

#[test]
fn a_trace_is_drawn_up_and_down() {
    let place = Place::with_story();
    place.run(&["trace", "up", "EXP-7#1", "--svg", "up.svg", "--html", "up.html"]).code(0).says("Drawn in up.svg");
    for name in ["up.svg", "up.html"] {
        check_holds(
            &read(&place, name),
            &[
                "Where EXP-7#1 came from",
                "tamga trace up EXP-7#1",
                "note EXP-7 line 1",
                "import declaration",
                "9\u{a0}600\u{a0}kg → 170.212766\u{a0}pcs",
                "Sums agree at all 13 nodes",
                "As of entry",
                "Root of the log",
            ],
        );
    }
    place.run(&["trace", "down", "serial:EM-0001", "--html", "down.html"]).code(0);
    let words = ["Where serial:EM-0001 went", "written off (damage)", "48\u{a0}pcs there now", "↩ 10\u{a0}pcs"];
    check_holds(&read(&place, "down.html"), &words);
}

#[test]
fn the_picture_names_the_root_of_the_log() {
    let place = Place::with_story();
    let status = place.run(&["status", "--json"]).code(0).json();
    let root = status["root"].as_str().expect("the root").to_owned();
    check_holds(&place.run(&["trace", "up", "EXP-7", "--svg", "-"]).code(0).out, &[&root]);
}

#[test]
fn bounds_are_drawn_in_two_columns() {
    let place = Place::with_story();
    place.run(&["trace", "path", "55302/010926/0004217#1", "--html", "path.html"]).code(0);
    let words =
        ["received by stock of Altai Import", "drawn from stock of Altai Import", "not a fact", "first in first out"];
    check_holds(&read(&place, "path.html"), &words);
}

#[test]
fn a_large_trace_is_folded_and_says_how_to_see_it_all() {
    let place = Place::with_story();
    let name = "55302/010926/0004217";
    let folded = place.run(&["trace", "down", name, "--nodes", "10", "--html", "-"]).code(0).out;
    check_holds(
        &folded,
        &["Folded:", "of 24 nodes stand in", "<code>--nodes 24</code> draws them all.", "more, folded"],
    );
    let whole = place.run(&["trace", "down", name, "--nodes", "24", "--html", "-"]).code(0).out;
    assert!(!whole.contains("Folded:") && whole.contains("Sums agree at all 24 nodes"));
    let short = place.run(&["trace", "down", name, "--limit", "5", "--html", "-"]).code(0).out;
    check_holds(&short, &["the limit of 5 nodes was reached", "<code>--limit</code>"]);
}

#[test]
fn the_life_of_a_note_is_drawn_from_its_entries() {
    let place = Place::with_story();
    place.run(&["show", "SNT-101", "--svg", "note.svg", "--html", "note.html"]).code(0).says("accepted in part");
    let words = [
        "Note SNT-101 (KZ-N-",
        "transfer note SNT-101",
        "line 1: 300 pcs on the way",
        "line 1: 298 pcs to stock of Ertis Pumps at store:ertis-1",
        "discrepancy: less was accepted than sent",
        "line 1: 2 pcs to write off: damage",
        "→ accepted in part",
    ];
    check_holds(&read(&place, "note.svg"), &words);
    let export = place.run(&["show", "EXP-7#1", "--html", "-"]).code(0).out;
    let words =
        ["loaded on WAGON-1", "inspection SAR-881: pass", "line 1: 150 pcs to export", "line 1: 50 pcs to export"];
    check_holds(&export, &words);
    let (first, second) = (export.find("WAGON-1"), export.find("→ departed"));
    assert!(first < second && second.is_some(), "events stand in their order");
    assert!(!export.contains("SNT-101"), "nothing of another note");
}

#[test]
fn the_output_takes_a_picture_and_nothing_else() {
    let place = Place::with_story();
    let svg = place.run(&["trace", "up", "EXP-7", "--svg", "-"]).code(0).out;
    assert!(svg.starts_with("<?xml ") && svg.ends_with("</svg>\n"));
    let html = place.run(&["show", "EXP-7", "--html", "-"]).code(0).out;
    assert!(html.starts_with("<!DOCTYPE html>") && html.ends_with("</html>\n"));
    place.run(&["trace", "up", "EXP-7", "--svg", "-", "--html", "-"]).code(2).says("name a file for one of them");
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let place = Place::with_story();
    place
        .run(&["trace", "up", "EXP-7", "--svg", "no/such/place.svg"])
        .code(3)
        .says("could not be written")
        .says("next:");
    let declaration = "55302/010926/0004217";
    place
        .run(&["show", declaration, "--html", "x.html"])
        .code(2)
        .says("only the life of a note is drawn")
        .says("trace down");
    place.run(&["show", "3", "--html", "x.html"]).code(2).says("only the life of a note is drawn");
    assert!(!common::exists(&place.path("x.html")));
}

#[test]
fn programs_are_told_which_files_were_written() {
    let place = Place::with_story();
    let answer = place.run(&["trace", "up", "EXP-7", "--svg", "a.svg", "--html", "a.html", "--json"]).code(0).json();
    assert_eq!(answer["files"], serde_json::json!(["a.svg", "a.html"]));
    assert!(answer["summary"].as_str().is_some_and(|text| text.contains("Sums agree")));
}

#[test]
fn a_deadline_is_drawn() {
    let place = Place::with_story();
    place.write(
        "note.json",
        r#"{"type":"note","number":"SNT-200","date":"2026-10-10","supplier":"bin:020540003431",
            "recipient":"bin:110240012766","to":"store:karaganda","from":"store:almaty-1",
            "dispatched_at":"2026-10-10T09:00:00Z",
            "lines":[{"line":1,"document":"55302/010926/0004217","document_line":3,"quantity":"7","unit":"H87"}]}"#,
    );
    place.run(&["submit", "note.json"]).code(0);
    let drawn = place.run(&["show", "SNT-200", "--svg", "-"]).code(0).out;
    check_holds(&drawn, &["The next step is due in", "deadline", "→ dispatched"]);
}

#[test]
fn a_picture_goes_no_deeper_than_the_tree() {
    let place = Place::with_story();
    let svg = place.run(&["trace", "up", "EXP-7#1", "--depth", "2", "--svg", "-"]).code(0).out;
    check_holds(&svg, &["note EXP-7 line 1", "WORKS-31", "--depth 2 steps"]);
    assert!(!svg.contains("used up"), "three steps away");
}
