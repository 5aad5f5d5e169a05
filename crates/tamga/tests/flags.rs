//! Every flag with its effect: what it lets through and what it keeps back, what a document made of flags says, what a
//! file holds. A test of the program (`src/cli/typed.rs`) sees that no flag is forgotten.

mod common;

#[path = "flags/borders.rs"]
mod borders;
#[path = "flags/files.rs"]
mod files;
#[path = "flags/keeping.rs"]
mod keeping;
#[path = "flags/lists.rs"]
mod lists;
#[path = "flags/notes.rs"]
mod notes;
#[path = "flags/traces.rs"]
mod traces;

use common::Place;
use serde_json::Value;

/// One value of all rows that a command answers, in their order.
#[track_caller]
fn column(place: &Place, line: &str, field: &str) -> Vec<String> {
    let run = place.typed(&format!("{line} --json"));
    let answer = run.json();
    let rows = answer["rows"].as_array().unwrap_or_else(|| panic!("{line}: no rows in {answer}"));
    rows.iter().map(|row| text(&row[field])).collect()
}

/// A value without its quotes.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The document of the newest entry, as it came.
#[track_caller]
fn newest(place: &Place) -> Value {
    let dump = place.run(&["dump", "documents"]).code(0).out;
    let entry: Value = serde_json::from_str(dump.lines().last().expect("an entry")).expect("JSON");
    entry["command"].clone()
}
