//! What was not taken comes back as a file, is mended there, and is imported again.

mod common;

use common::Place;
use serde_json::Value;

const MAPPING: &str = r#"
command = "note"
ignore = ["Remark"]
[group]
column = "Number"
[fields]
number = "{Number}"
date = { column = "Date" }
supplier = "bin:020540003431"
recipient = "bin:110240012766"
from = "store:almaty-1"
to = "store:karaganda"
[lines]
line = { counter = true }
document = "55302/010926/0004217"
document_line = { column = "Goods" }
quantity = { column = "Quantity" }
unit = { column = "Unit" }
"#;
const TABLE: &str = "Number,Date,Goods,Quantity,Unit,Remark\n\
    M-1,2026-10-20,2,5,KGM,fits\n\
    M-2,2026-10-20,2,99999,KGM,too much\n\
    M-3,2026-10-20,2,0,KGM,nothing\n\
    M-4,2026-10-20,2,7,KGM,fits\n\
    M-4,2026-10-20,3,1,H87,fits\n";

fn place() -> Place {
    let place = Place::with_story();
    place.write("notes.toml", MAPPING);
    place.write("notes.csv", TABLE);
    place
}

fn import(place: &Place, file: &str) -> Value {
    place.run(&["import", file, "--mapping", "notes.toml", "--json"]).json()
}

fn state(place: &Place) -> Value {
    place.run(&["status", "--digest", "--json"]).json()["state"].clone()
}

#[test]
fn what_was_refused_is_mended_and_supersedes() {
    let place = place();
    let first = import(&place, "notes.csv");
    assert_eq!((&first["new"], &first["refused"]), (&2.into(), &1.into()), "{first}");
    let text = std::fs::read_to_string(place.path("notes.rejects.csv")).expect("the rejects");
    assert!(text.starts_with("Number,Date,Goods,Quantity,Unit,Remark,line,problems,refused_key\n"), "{text}");
    assert!(text.contains("note/M-2") && text.contains("99999 KGM asked"), "{text}");
    assert!(text.contains("quantity.zero"), "{text}");
    place.write("mended.csv", text.replace(",99999,", ",6,").replace(",0,KGM", ",1,KGM"));
    let mended = import(&place, "mended.csv");
    assert_eq!((&mended["new"], &mended["refused"]), (&2.into(), &0.into()), "{mended}");
    let shown = place.run(&["list", "notes", "--from", "2026-10-20", "--json"]).json();
    assert_eq!(shown["rows"].as_array().map(Vec::len), Some(4), "{shown}");
    let before = state(&place);
    let again = import(&place, "mended.csv");
    assert_eq!((&again["new"], &again["known"]), (&0.into(), &2.into()), "{again}");
    assert_eq!(state(&place), before, "importing twice changes nothing");
}

#[test]
fn a_row_on_top_changes_nothing_else() {
    let place = place();
    import(&place, "notes.csv");
    let before = state(&place);
    let again = import(&place, "notes.csv");
    assert_eq!((&again["new"], &again["known"], &again["refused"]), (&0.into(), &2.into(), &1.into()), "{again}");
    assert_eq!(state(&place), before);
    assert!(!place.path("notes.rejects-2.csv").exists(), "the same rejects are the same file");
    let (header, rows) = TABLE.split_once('\n').expect("a header");
    place.write("notes.csv", format!("{header}\nM-0,2026-10-20,2,1,KGM,new\n{rows}"));
    let more = import(&place, "notes.csv");
    assert_eq!((&more["new"], &more["known"]), (&1.into(), &2.into()), "{more}");
}

#[test]
fn rejects_are_a_spreadsheet_where_that_is_asked_for() {
    let place = place();
    place.run(&["import", "notes.csv", "--mapping", "notes.toml", "--rejects", "back.xlsx"]).code(1);
    // Unmended, the rows come back again, with what is wrong.
    let again = import(&place, "back.xlsx");
    assert_eq!((&again["new"], &again["refused"]), (&0.into(), &1.into()), "{again}");
    assert_eq!(again["totals"]["rows_rejected"], 1, "{again}");
    assert!(place.path("back.rejects.xlsx").exists());
}

#[test]
fn rejected_lines_of_commands_are_mended_in_place() {
    let place = place();
    let note = r#"{"type":"note","number":"J-1","date":"2026-10-20","supplier":"bin:020540003431","recipient":"bin:110240012766","from":"store:almaty-1","to":"store:karaganda","lines":[{"line":1,"document":"55302/010926/0004217","document_line":2,"quantity":"88888","unit":"KGM"}]}"#;
    place.write("notes.ndjson", format!("{note}\n"));
    place.run(&["import", "notes.ndjson"]).code(1);
    let text = std::fs::read_to_string(place.path("notes.rejects.ndjson")).expect("the rejects");
    assert!(text.contains("\"refused_key\":\"note/J-1\""), "{text}");
    place.write("mended.ndjson", text.replace("88888", "2"));
    let mended = place.run(&["import", "mended.ndjson", "--json"]).code(0).json();
    assert_eq!(mended["new"], 1, "{mended}");
}
