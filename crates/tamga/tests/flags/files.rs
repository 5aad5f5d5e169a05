//! `tamga import`, `simulate`, `tables`: files that come in and go out.

use crate::column;
use crate::common::Place;
use serde_json::{Value, json};

/// An opening balance with goods of twelve chapters of the nomenclature.
fn balance() -> Value {
    let codes = [
        "010121", "020110", "030211", "040210", "070190", "080111", "090111", "100119", "150710", "170199", "220300",
        "850152",
    ];
    let lines: Vec<Value> = (1_u64..)
        .zip(codes)
        .map(|(line, code)| json!({"line": line, "code": code, "quantity": "1", "unit": "KGM"}))
        .collect();
    json!({"type": "opening_balance", "number": "OB", "date": "2026-09-01", "principal": "bin:020540003431",
        "place": "store:a", "lines": lines})
}

#[test]
fn all_chapters_are_told_where_that_is_asked_for() {
    let place = Place::empty();
    place.write("balance.ndjson", balance().to_string());
    let few = place.typed("import balance.ndjson --dry-run").code(0).says("`--all-chapters` shows all");
    let all = place.typed("import balance.ndjson --dry-run --all-chapters").code(0);
    assert!(!all.out.contains("shows all"), "{}", all.out);
    let chapters = |out: &str| out.lines().filter(|line| line.starts_with(|sign: char| sign.is_ascii_digit())).count();
    assert_eq!((chapters(&few.out), chapters(&all.out)), (10, 12), "{}{}", few.out, all.out);
}

#[test]
fn a_country_begins_and_ends_when_it_should() {
    let place = Place::empty();
    let made = place.typed("simulate --lines 600 --from 2025-03-01 --days 61 --errors 0 --truth none").code(0).out;
    let days = |made: &str| -> Vec<String> {
        let documents = made.lines().map(|line| serde_json::from_str::<Value>(line).expect("a document"));
        let mut days: Vec<String> =
            documents.filter_map(|one| Some(one["now"].as_str()?.get(..10)?.to_owned())).collect();
        days.sort_unstable();
        days
    };
    let of_time = days(&made);
    assert_eq!(
        (of_time.first().map(String::as_str), of_time.last().map(String::as_str)),
        (Some("2025-03-01"), Some("2025-04-30"))
    );
    let truth = |name: &str| std::fs::read_to_string(place.path(name)).expect("the truth file");
    assert!(!truth("none").contains("\"expect\":\"refused\""), "no planned mistakes");
    let wrong =
        place.typed("simulate --lines 600 --from 2025-03-01 --days 61 --errors 300 --truth many --seed 1").code(0).out;
    let count = truth("many").matches("\"expect\":\"re").count();
    assert!(count > wrong.lines().count() / 10, "{count} mistakes");
    let planted =
        place.typed("simulate --lines 2000 --plant re_export=2 --plant shell_firm=1 --truth planted").code(0).out;
    let kinds = |kind: &str| truth("planted").matches(&format!("\"kind\":\"{kind}\"")).count();
    assert_eq!((kinds("re_export"), kinds("shell_firm")), (2, 1));
    assert_ne!(planted, place.typed("simulate --lines 2000").code(0).out);
    place.typed("simulate --year 2025 --from 2025-01-01").code(2).says("cannot be used with");
}

#[test]
fn an_edition_ends_on_its_last_day() {
    let place = Place::with_registry();
    // Days that no shipped edition covers.
    place.write("new.csv", "code,unit,text\n8517130000,H87,Smartphones\n8517140001,H87,Others\n");
    place
        .typed(
            "tables import new.csv --kind tnved --name 'TN VED 2024' --from 2024-01-01 --to 2024-12-31 \
             --publisher EEC --source 'a test' --licence facts",
        )
        .code(0);
    place.typed("codes 8517140001 --on 2024-12-31").code(0).says("TN VED 2024");
    place.typed("codes 8517140001 --on 2025-01-01").code(1);
    let rows = place.typed("tables list --json").code(0).json().to_string();
    for said in ["TN VED 2024", "2024-12-31", "EEC", "a test", "facts"] {
        assert!(rows.contains(said), "no `{said}` in {rows}");
    }
}

#[test]
fn only_some_documents_are_sent_and_answers_come_one_by_one() {
    let place = Place::with_registry();
    let parties: Vec<String> = (1..=9)
        .map(|n| {
            json!({"type": "party", "id": format!("id:KZ/f{n}"), "name": format!("Firm {n}"), "kind": "company"})
                .to_string()
        })
        .collect();
    place.write("parties.ndjson", parties.join("\n"));
    let answers = place.typed("import parties.ndjson --limit 4 --batch 2 --answers").code(0).out;
    let answered = answers.lines().filter(|line| line.contains("\"outcome\":\"recorded\"")).count();
    assert_eq!(answered, 4, "{answers}");
    assert_eq!(column(&place, "list parties", "party").len(), 4);
    place.typed("import parties.ndjson").code(0).says("5 new, 4 known");
}
