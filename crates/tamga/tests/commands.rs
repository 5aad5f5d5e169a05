//! Every command and flag, on a real registry.

mod common;

use common::{Place, STORY};
use serde_json::Value;

/// Beginnings of long commands, by the word that stands for them below.
const SHORT: [(&str, &str); 3] = [
    (
        "@draft",
        "note new --number N-1 --date 2026-09-02 --supplier bin:020540003431 --recipient bin:940140000385 \
         --from store:a --to store:b --contract C-1 --draft",
    ),
    (
        "@back",
        "note new --date 2026-10-01 --supplier bin:940140000385 --from store:ertis-1 --recipient bin:020540003431 \
         --to store:almaty-1",
    ),
    (
        "@fair",
        "note new --date 2026-10-01 --supplier bin:940140000385 --from store:ertis-1 --recipient id:UZ/301234567 \
         --to place:UZ/fair --destination UZ --kind temporary_export",
    ),
];

/// Runs rows of a command, its exit code, and words that it says, one after the other.
#[track_caller]
fn all(place: &Place, rows: &[(&str, i32, &str)]) {
    for (command, code, says) in rows {
        let command = SHORT.iter().fold((*command).to_owned(), |text, (short, long)| text.replace(short, long));
        place.typed(&command).code(*code).says(says);
    }
}

#[test]
fn help_names_everything_and_leads_on() {
    let place = Place::empty();
    place.run(&["--help"]).code(0).says("tamga demo").says("Exit codes").says("discrepancies");
    place.run(&["help", "trace", "up"]).code(0).says("--depth");
    place.run(&["note", "new", "--help"]).code(0).says("DOCUMENT#LINE");
    place.run(&["--version"]).code(0).says("tamga 0");
    place.run(&[]).code(2).says("tamga demo");
    place.run(&["dmeo"]).code(2).says("demo");
}

#[test]
fn what_needs_no_registry() {
    let place = Place::empty();
    all(
        &place,
        &[
            ("lifecycle", 0, "dispatched"),
            ("lifecycle draft", 0, "register → registered"),
            ("lifecycle draft --json", 0, "\"to\":\"registered\""),
            ("lifecycle gone", 2, "the statuses are"),
            ("codes 850152", 0, "exists in HS 2022"),
            ("codes 8501.52 --on 2020-05-01", 0, "HS 2017"),
            ("codes 851712 --on 2023-05-01", 1, "ended"),
            ("codes 850199 --json", 1, "\"status\":\"unknown\""),
            ("codes 85", 2, "6, 8 or 10 digits"),
            ("codes", 0, "HS 2017"),
            ("codes --json", 0, "\"nomenclature\":\"HS\""),
            ("schema", 0, "import_declaration"),
            ("schema note", 0, "\"$schema\""),
            ("schema note --json", 0, "\"title\":\"note\""),
            ("schema nota", 2, "there is no document of the type"),
            ("mapping list", 0, "customs_declarations_kr"),
        ],
    );
    let types = place.run(&["schema", "--json"]).code(0).json();
    assert_eq!(types.as_array().map(Vec::len), Some(26));
}

#[test]
fn a_note_goes_its_whole_way_by_flags() {
    let place = Place::with_registry();
    place.write(
        "balance.json",
        r#"{"type":"opening_balance","number":"OB-1","date":"2026-09-01","principal":"bin:020540003431","place":"store:a",
            "lines":[{"line":1,"code":"850152","quantity":"100","unit":"H87","serials":["S-1"]}]}"#,
    );
    all(
        &place,
        &[
            ("submit balance.json", 0, "recorded as entry 1"),
            ("submit balance.json", 0, "nothing new"),
            ("@draft --line 'OB-1#1 60'", 0, "is draft; next: tamga note register N-1"),
            ("note register N-1", 0, "is released"),
            ("note hold N-1 --authority id:KZ/kgd --reason look", 0, "is held"),
            ("note dispatch N-1", 1, "released"),
            ("note release N-1 --authority id:KZ/kgd --reason seen", 0, "is released"),
            ("note divert N-1 --to store:c --reason full", 0, "is released"),
            ("note dispatch N-1 --at 2026-09-03T04:00:00Z", 0, "is dispatched"),
            ("note deliver N-1 --at 2026-09-03T06:00:00Z", 0, "is delivered"),
            ("note interrupt N-1 --authority id:KZ/kgd --reason tip", 0, "is interrupted"),
            ("note resume N-1 --authority id:KZ/kgd --reason clear", 0, "is dispatched"),
            ("note split N-1 --part 'N-1A 1=40' --part 'N-1B 1=20'", 0, "N-1B"),
            ("note accept N-1A --line '1=38:two were wet'", 0, "discrepancy KZ-D-"),
            ("note explain N-1A --line 1 --quantity 2 --explanation damage --text wet", 0, "accepted in part"),
            ("note close N-1A", 0, "is closed"),
            ("note reject N-1B --reason 'not ordered'", 0, "is rejected"),
            ("note return N-1B --place store:a", 0, "is returned"),
            ("note list --status returned --party bin:020540003431", 0, "N-1B"),
            ("note list --status lost", 2, "the statuses are"),
            ("note list --overdue --limit 3", 0, "No note fits"),
            ("note show N-1A", 0, "store:c"),
            ("stock --party bin:940140000385", 0, "38"),
            ("stock --lot OB-1#1 --place store:a --code 8501", 0, "60"),
            ("stock --json --limit 1", 0, "\"total\":2,\"shown\":1"),
            ("trace down serial:S-1", 0, "written off (damage)"),
            ("verify", 0, "Everything checked holds"),
        ],
    );
}

#[test]
fn other_notes_by_flags() {
    let place = Place::with_story();
    all(
        &place,
        &[
            (
                "@back --number R-1 --kind return --returns SNT-101 --line '55302/010926/0004217#1 5 H87'",
                0,
                "is released",
            ),
            ("@back --number F-1 --line 'WORKS-31#1 5' --key f --carrier bin:150940022181", 0, "is released"),
            ("@back --number F-2 --fixes F-1 --line 'WORKS-31#1 4'", 0, "F-2"),
            ("note refuse F-2 --authority id:KZ/kgd --reason no", 0, "is refused"),
            (
                "@back --number P-1 --line 'WORKS-31#1 1' --paper-reason down_time --paper-number 9 --paper-date 2026-09-30",
                0,
                "is dispatched",
            ),
            (
                "@back --number D-1 --line 'WORKS-31#1 1' --dispatched-at 2026-10-01T00:00:00Z --consignor bin:940140000385 --consignee bin:020540003431",
                0,
                "is dispatched",
            ),
            ("@fair --number T-1 --line 'WORKS-31#1 2' --status free", 0, "is released"),
            (
                "crossing --post post:KZ-SARYAGASH --direction out --note T-1 --supplier bin:940140000385 --vehicle 123ABC02",
                0,
                "T-1",
            ),
            (
                "crossing --post post:KZ-SARYAGASH --direction out --transport NOBODY --officer id:KZ/o",
                0,
                "without a known note",
            ),
            ("note cancel R-1 --reason 'not needed'", 0, "is cancelled"),
            (
                "transport --number TR-9 --mode road --carrier bin:150940022181 --vehicle 777XYZ05 --trailer 12AB05 --driver iin:850314300172 --driver-name 'A. S.' --seal Z1 --from store:ertis-1 --load D-1#1=1",
                0,
                "transport KZ-T-",
            ),
            (
                "act --number A-9 --form examination --post post:KZ-SARYAGASH --officer id:KZ/o --transport TR-9 --carrier bin:150940022181 --finding 'one missing' --result hold --line D-1#1=0",
                0,
                "counted another quantity",
            ),
            ("show TR-9", 0, "1 pcs of note D-1 line 1"),
            ("show TR-9", 0, "road: 777XYZ05; trailers: 12AB05; driver: A. S. iin:850314300172; seals: Z1"),
            ("show TR-9 --json", 0, "\"driver_name\":\"A. S.\""),
        ],
    );
    place.write("note.json", r#"{"type":"clock","now":"2026-10-01T00:00:00Z"}"#);
    place.run(&["note", "new", "--file", "note.json"]).code(2).says("not `note`");
    place.write(
        "draft.json",
        r#"{"type":"note","number":"J-1","date":"2026-10-02","supplier":"bin:940140000385","recipient":"bin:020540003431",
            "from":"store:ertis-1","to":"store:a","draft":true,
            "lines":[{"line":1,"document":"WORKS-31","document_line":1,"quantity":"1","unit":"H87"}]}"#,
    );
    place.run(&["note", "new", "--file", "draft.json"]).code(0).says("is draft");
    place.run(&["verify"]).code(0);
}

#[test]
fn asking_about_the_story() {
    let place = Place::with_story();
    all(
        &place,
        &[
            ("trace up EXP-7#1", 0, "import declaration 55302/010926/0004217 line 2"),
            ("trace up EXP-7#1 --depth 2", 0, "--depth"),
            ("trace down 55302/010926/0004217 --limit 4", 0, "limit of 4 nodes"),
            ("trace down 55302/010926/0004217#1", 0, "left the country (export)"),
            ("trace down EM-0001", 2, "knows no"),
            ("trace down serial:EM-0001", 0, "Sums checked at all"),
            ("trace up EXP-7 --json", 0, "\"sums_agree\":true"),
            ("trace path 55302/010926/0004217#1 --party bin:940140000385", 0, "exact"),
            ("trace path 55302/010926/0004217#3 --limit 1", 0, "1 of 2 rows"),
            ("trace path 55302/010926/0004217", 2, "several lots"),
            ("trace path SNT-101#1 --json", 0, "\"exact\":true"),
            ("trace up WAGON-1", 2, "cannot be traced"),
            ("show WAGON-1", 0, "carries nothing any more"),
            ("show WORKS-31", 0, "origin KZ, 250 pcs"),
            ("show WORKS-31 --json", 0, "\"lots\":["),
            ("show 55302/010926/0004217#1", 0, "corrected after use"),
            ("show EXP-7#1", 0, "departed"),
            ("show 8", 0, "balance.reserved"),
            ("show 800", 2, "there is no entry 800"),
            ("lots --flagged", 0, "made from a lot that was corrected"),
            ("lots --code 8413 --json", 0, "\"total\":1"),
            ("lots --limit 1", 0, "1 of 4 rows"),
            ("discrepancies", 1, "seal mismatch"),
            ("discrepancies --open --party bin:150940022181 --limit 5", 1, "Kerben Trans"),
            ("discrepancies --json", 1, "\"kind\":\"shortage\""),
            ("clock --now 2026-11-24T00:00:00Z", 0, "recorded"),
            ("status --digest", 0, "log root"),
            ("erase iin:850314300172 --authority id:KZ/court --reason 'order 2'", 0, "recorded"),
            ("verify --json", 0, "\"sound\":true"),
        ],
    );
    let found = place.run(&["discrepancies", "--json"]).json();
    let number = found.pointer("/rows/0/discrepancy").and_then(Value::as_str).expect("a discrepancy");
    place.run(&["show", number]).code(0).says("must answer it until");
    place.run(&["show", number, "--json"]).code(0).says("\"kind\":\"shortage\"");
    let state = |arguments: &[&str]| place.run(arguments).json().get("state").cloned();
    assert_eq!(state(&["status", "--digest", "--json"]), state(&["verify", "--json"]), "the state is that of a replay");
}

#[test]
fn copies_and_dumps() {
    let place = Place::with_story();
    place.run(&["backup", "copy"]).code(0).says("24 entries");
    place.run(&["--store", "dir:trial", "restore", "copy"]).code(0).says("25 entries");
    place.run(&["--store", "trial", "verify"]).code(0);
    place.run(&["--store", "trial", "restore", "copy"]).code(2).says("not empty");
    place.run(&["backup", "copy", "--json"]).code(2);
    place.run(&["--store", "new", "restore", "nowhere"]).code(2).says("there is no directory");
    let documents = place.run(&["dump", "documents"]).code(0).out;
    assert_eq!(documents.lines().count(), 24);
    let books = place.run(&["dump", "books"]).code(0).out;
    assert!(books.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
    let restored = place.run(&["--store", "trial", "dump", "books"]).code(0).out;
    assert_eq!(books, restored, "a restored registry has the same books");
}

#[test]
fn imports_count_and_go_on() {
    let place = Place::with_registry();
    let first = place.run(&["import", STORY, "--json"]).code(1).json();
    assert_eq!((first["new"].as_u64(), first["refused"].as_u64()), (Some(23), Some(1)));
    let again = place.run(&["import", STORY, "--json"]).code(1).json();
    assert_eq!((again["new"].as_u64(), again["known"].as_u64()), (Some(0), Some(23)));
    place.run(&["import", STORY, "--dry-run"]).code(0).says("24 documents could be sent");
    place.run(&["import", STORY, STORY, "--dry-run", "--limit", "30"]).code(0).says("30 documents could be sent");
    let text = std::fs::read_to_string(STORY).expect("the story");
    place.run_with(&["import", "-", "--batch", "5", "--answers"], &text).code(1).says("\"outcome\":\"duplicate\"");
    place.write("other.ndjson", text.lines().next().expect("a line").replace("Altai Import", "Another"));
    place.run(&["import", "other.ndjson"]).code(1).says("key.conflict");
    place.run(&["import", STORY, "--explain", "6"]).code(0).says("accepted");
}

#[test]
fn imports_reject_rows_into_a_file() {
    let place = Place::with_registry();
    place.write("a.ndjson", "{\"type\":\"clock\"}\n{\"type\":\"clock\",\"now\":\"2026-10-01T00:00:00Z\"}\n");
    place.run(&["import", "a.ndjson"]).code(1).says("1 new").says("a.rejects.ndjson");
    assert!(common::exists(&place.path("a.rejects.ndjson")));
    place.run(&["import", "a.ndjson", "--rejects", "mine.ndjson"]).code(1).says("mine.ndjson");
    place.write("m.toml", "command = 1");
    place.run(&["import", "a.csv", "--mapping", "m.toml"]).code(2);
    place.run(&["import", "a.csv", "--mapping", "nosuch"]).code(2).says("mapping list");
}

#[test]
fn the_benchmark_runs_and_clears_up() {
    let place = Place::empty();
    let found =
        place.run(&["bench", "ledger", "--lines", "8000", "--seconds", "0", "--dir", "b", "--json"]).code(0).json();
    assert!(found.pointer("/batches/2/lines_per_second").and_then(Value::as_u64) > Some(0));
    assert!(!common::exists(&place.path("b")));
    place.write("b", "");
    place.run(&["bench", "ledger", "--dir", "b"]).code(2).says("is there already");
}
