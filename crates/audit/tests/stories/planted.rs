//! Faults planted in otherwise right streams: each must be found and named.

use audit::Kind;
use serde_json::json;

use crate::story::{Story, act, note, sent};

const HOME: &str = "L1 bin:1 bin:1 store:a free";

/// L1 with 30 accepted by bin:2 and 20 reserved for an export. Rows: import, home, there, line, status, status.
fn right() -> Story {
    let mut story = Story::with_lot();
    story
        .recorded(sent("1", "transfer", "30"), json!({"note": "N1"}))
        .recorded(act("N1", "accept", json!({})), json!({}));
    story.recorded(note("2", "export", "20"), json!({"note": "N2"}));
    story.stock(HOME, "70 70 77 0 4.9 700", "20").stock("L1 bin:2 bin:2 store:b free", "30 30 33 0 2.1 300", "0");
    story.line("N2 1 L1", "", "", "20").note("N1 accepted").note("N2 released");
    story
}

#[test]
fn the_right_books_are_clean() {
    right().check(&[]);
    let report = right().report();
    assert_eq!((report.entries, report.recorded, report.lots, report.notes, report.postings), (4, 4, 1, 2, 3));
    let sums: Vec<_> =
        report.chapters.iter().map(|((chapter, unit), sum)| (chapter.as_str(), unit.as_str(), sum.lots)).collect();
    assert_eq!(sums, [("84", "KGM", 1)]);
    assert_eq!(report.to_json()["clean"], json!(true));
}

#[test]
fn a_lost_line() {
    let mut story = right();
    story.books.remove(3);
    story.check(&[Kind::Reserved]);
    let mut story = Story::with_lot();
    story.recorded(sent("1", "transfer", "100"), json!({"note": "N1"})).note("N1 dispatched");
    story.check(&[Kind::Line, Kind::Conservation, Kind::ChapterSum]);
}

#[test]
fn two_notes_that_draw_the_same_goods() {
    let mut story = right();
    story.recorded(note("3", "export", "60"), json!({"note": "N3"})).note("N3 released");
    story.line("N3 1 L1", "", "", "60");
    story.books[1]["reserved"] = json!("80");
    story.check(&[Kind::DoubleReserve, Kind::OverReserved]);
    let report = story.report();
    let finding = report.findings().find(|finding| finding.kind == Kind::DoubleReserve).expect("found");
    assert_eq!(finding.message, "lot L1: 60 wanted, 50 available of 70 on hand");
    assert_eq!(finding.place, "documents line 5 (entry 5)");
    // The same when two lines of one note draw what one alone could.
    let mut story = Story::with_lot();
    let mut twice = note("1", "export", "60");
    twice["lines"] = json!([twice["lines"][0], {"line": 2, "lot": "L1", "quantity": "60", "unit": "KGM"}]);
    story.recorded(twice, json!({"note": "N1"}));
    assert_eq!(story.report().count(Kind::DoubleReserve), 1);
}

#[test]
fn more_than_there_is() {
    let mut story = right();
    story.recorded(note("3", "export", "70.000001"), json!({"note": "N3"}));
    assert_eq!(story.report().count(Kind::ShortBalance), 1);
}

#[test]
fn one_micro_unit_too_much() {
    let mut story = right();
    story.books[2]["quantity"] = json!("30.000001");
    story.check(&[Kind::Stock, Kind::Conservation, Kind::ChapterSum]);
    let report = story.report();
    let finding = report.findings().find(|finding| finding.kind == Kind::Conservation).expect("found");
    assert_eq!(
        finding.message,
        "lot L1: what came is not what is held and went: quantity: expected 100, found 100.000001"
    );
}

#[test]
fn a_wrong_share_of_mass() {
    let mut story = right();
    // Conserved, but the goods that left took a gram too much along.
    story.books[1]["gross_mass"] = json!("76.999");
    story.books[2]["gross_mass"] = json!("33.001");
    story.check(&[Kind::Stock]);
}

#[test]
fn a_wrong_status() {
    let mut story = right();
    story.books[4]["status"] = json!("closed");
    story.check(&[Kind::NoteStatus]);
    let mut story = right();
    story.books[2]["status"] = json!("bonded");
    story.check(&[Kind::Stock]);
    // The command itself was not allowed: what is accepted cannot be rejected.
    let mut story = right();
    story.recorded(act("N1", "reject", json!({"reason": "r"})), json!({}));
    story.books[4]["status"] = json!("rejected");
    story.check(&[Kind::WrongStatus]);
}

#[test]
fn missing_and_double_entries() {
    let mut story = right();
    story.documents[3]["entry"] = json!(6);
    story.check(&[Kind::EntryMissing]);
    assert_eq!(story.report().findings().next().expect("found").message, "entries 4 to 5 are missing");
    story.documents[3]["entry"] = json!(3);
    story.check(&[Kind::EntryDouble]);
    story.documents[3]["entry"] = json!("4");
    story.check(&[Kind::BrokenLine]);
}

#[test]
fn rows_without_documents() {
    let mut story = right();
    story.account("L9 import", "1").note("N9 released").stock("L1 bin:6 bin:6 store:a free", "-1", "0");
    story.line("N9 1 L1", "1", "", "0");
    story.check(&[Kind::LotUnknown, Kind::NoteUnknown, Kind::Stock, Kind::Negative]);
}

#[test]
fn rows_missing_or_double() {
    let mut story = right();
    story.books.remove(0);
    story.check(&[Kind::Account, Kind::Conservation]);
    let mut story = right();
    story.books.remove(5);
    story.check(&[Kind::NoteMissing]);
    let mut story = right();
    story.note("N2 released").check(&[Kind::RowDouble]);
}

#[test]
fn an_answer_with_another_number_of_lots() {
    let mut story = right();
    story.documents[0]["answer"]["lots"] = json!(["L1", "L2"]);
    story.check(&[Kind::AnswerCount]);
}

#[test]
fn broken_lines_are_named_and_passed_over() {
    let documents = "{\n\n[1]\n{\"entry\":1}\n\u{0}";
    let report = audit::run(documents.as_bytes(), "{}\n{\"owner\":1}\n\"x".as_bytes());
    let places: Vec<&str> = report.findings().map(|finding| finding.place.as_str()).collect();
    let expected = [
        "documents line 1",
        "documents line 3",
        "documents line 4 (entry 1)",
        "documents line 4 (entry 1)",
        "documents line 5",
        "books line 1",
        "books line 2",
        "books line 3",
    ];
    assert_eq!(places, expected, "{report}");
}
