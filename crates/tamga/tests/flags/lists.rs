//! `tamga list`, `find`, `flows`, `stock`, `lots`, `discrepancies`: every filter of every list, with what it keeps back.

use crate::common::Place;
use crate::{column, text};
use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

/// The story, a note that is on its way, and one that was held at a post and passed it all the same.
fn place() -> Place {
    let place = Place::with_story();
    for line in [
        "note new --number SENT-1 --date 2026-09-02 --supplier bin:020540003431 --recipient bin:940140000385 \
         --from store:almaty-1 --to store:ertis-1 --line '55302/010926/0004217#3 7' \
         --dispatched-at 2026-09-02T09:00:00Z",
        "note new --number HELD-1 --date 2026-10-11 --supplier bin:110240012766 --recipient bin:940140000385 \
         --from store:karaganda --to store:ertis-1 --line '55302/010926/0004217#3 5'",
        "act --number ACT-2 --form examination --post post:KZ-AKTAU --officer id:KZ/officer-18 --note HELD-1 \
         --finding wet --result hold --at 2026-10-12T05:00:00Z",
        "crossing --post post:KZ-AKTAU --direction in --note HELD-1 --vehicle 777XYZ05 --seal Q-1 \
         --at 2026-10-13T05:00:00Z",
        "clock --now 2026-11-24T00:00:00Z",
    ] {
        place.typed(line).code(0);
    }
    place
}

/// The command with `@pumps`, `@motors` for lots and `@EXP-7`, `@HELD-1` for notes.
fn named(place: &Place) -> impl Fn(&str) -> String {
    let lot = |code: &str| column(place, &format!("lots --code {code}"), "lot").remove(0);
    let note = |number: &str| column(place, &format!("list notes --text {number}"), "note").remove(0);
    let names =
        [("@pumps", lot("8413")), ("@motors", lot("8501")), ("@EXP-7", note("EXP-7")), ("@HELD-1", note("HELD-1"))];
    move |line| names.iter().fold(line.to_owned(), |line, (name, number)| line.replace(name, number))
}

/// A command, and the values of a field that its rows have.
type Row = (&'static str, &'static str);

#[track_caller]
fn all(field: &str, rows: &[Row]) {
    let place = place();
    let named = named(&place);
    for (line, wanted) in rows {
        let found = column(&place, &named(line), field);
        assert_eq!(found.join(" "), *wanted, "{line}");
    }
}

#[test]
fn notes() {
    all(
        "number",
        &[
            ("list notes", "HELD-1 SNT-103 EXP-8 EXP-7 SNT-102 SNT-101 SENT-1"),
            ("list notes --party bin:110240012766", "HELD-1 SNT-103 SNT-102"),
            ("list notes --place store:karaganda", "HELD-1 SNT-103 SNT-102"),
            ("list notes --status accepted", "SNT-103 SNT-102"),
            ("list notes --kind export", "EXP-8 EXP-7"),
            ("list notes --code 8413", "EXP-7"),
            ("list notes --origin KZ", "EXP-7"),
            ("list notes --destination UZ", "EXP-8 EXP-7"),
            ("list notes --document WORKS-31", "EXP-7"),
            ("list notes --lot @pumps", "EXP-7"),
            ("list notes --vehicle 52870325", "EXP-7"),
            ("list notes --seal KZ100452", "EXP-7"),
            ("list notes --text bearings", "HELD-1 SNT-103 EXP-8 SENT-1"),
            ("list notes --open", "HELD-1 EXP-8 EXP-7 SNT-101 SENT-1"),
            // Terms run from the day of recording, so nothing recorded by a test is ever late.
            ("list notes --overdue", ""),
            ("list notes --from 2026-10-06", "HELD-1 SNT-103"),
            ("list notes --to 2026-09-02", "SENT-1"),
            ("list notes --text bearings --party bin:110240012766 --from 2026-10-07", "HELD-1"),
            ("list notes --limit 2", "HELD-1 SNT-103"),
            ("list notes --limit 2 --oldest-first", "SENT-1 SNT-101"),
            ("note list --party bin:110240012766 --limit 2", "HELD-1 SNT-103"),
            ("note list --overdue", ""),
            ("note list --status held", "HELD-1"),
        ],
    );
}

#[test]
fn documents_transports_and_acts() {
    all(
        "number",
        &[
            ("list documents", "ACT-2 SAR-881 WORKS-31 55302/010926/0004217"),
            ("list documents --party bin:940140000385", "WORKS-31"),
            ("list documents --place store:almaty-1", "55302/010926/0004217"),
            ("list documents --kind act", "ACT-2 SAR-881"),
            ("list documents --code 8413", "WORKS-31"),
            ("list documents --lot @pumps", "WORKS-31"),
            ("list documents --text WORKS", "WORKS-31"),
            ("list documents --from 2026-09-29", "ACT-2"),
            ("list documents --to 2026-09-19", "55302/010926/0004217"),
            ("list transports", "WAGON-2 WAGON-1"),
            ("list transports --party iin:850314300172", "WAGON-1"),
            ("list transports --note @EXP-7", "WAGON-2 WAGON-1"),
            ("list transports --note @HELD-1", ""),
            ("list transports --vehicle 52870325", "WAGON-2"),
            ("list transports --seal KZ100451", "WAGON-1"),
            ("list transports --text WAGON-2", "WAGON-2"),
            ("list transports --from 2026-09-27", ""),
            ("list transports --to 2026-09-26", "WAGON-2 WAGON-1"),
            ("list acts", "ACT-2 SAR-881"),
            ("list acts --party id:KZ/officer-18", "ACT-2"),
            ("list acts --place post:KZ-SARYAGASH", "SAR-881"),
            ("list acts --status hold", "ACT-2"),
            ("list acts --kind inspection", "SAR-881"),
            ("list acts --note @HELD-1", "ACT-2"),
            ("list acts --from 2026-10-01", "ACT-2"),
            ("list acts --to 2026-10-01", "SAR-881"),
        ],
    );
}

#[test]
fn lots_and_stock() {
    all(
        "code",
        &[
            ("list lots", "841370 848210 721049 850152"),
            ("list lots --party bin:940140000385", "841370"),
            ("list lots --code 8482", "848210"),
            ("list lots --origin KZ", "841370"),
            ("list lots --document WORKS-31", "841370"),
            ("list lots --text bearings", "848210"),
            ("list lots --flagged", "841370 848210 850152"),
            ("list lots --from 2026-09-02", "841370"),
            ("list lots --to 2026-09-02", "848210 721049 850152"),
            ("list stock --party bin:110240012766", "848210 850152"),
            ("list stock --place store:karaganda", "848210 850152"),
            ("list stock --status bonded", ""),
            ("list stock --status free --code 7210", "721049 721049"),
            ("list stock --code 8482", "848210 848210"),
            ("list stock --origin KZ", "841370"),
            ("list stock --lot @motors", "850152 850152"),
            ("list stock --text pumps", "841370"),
            ("lots --code 8413", "841370"),
            ("lots --flagged", "841370 848210 850152"),
            ("lots --limit 1", "841370"),
            ("stock --party bin:110240012766 --code 8482", "848210"),
            ("stock --lot @motors --place store:karaganda", "850152"),
            ("stock --code 8413 --limit 1", "841370"),
        ],
    );
}

#[test]
fn crossings_entries_and_discrepancies() {
    all(
        "entry",
        &[
            ("list crossings", "28 21 20"),
            ("list crossings --party id:KZ/officer-17", "21 20"),
            ("list crossings --place post:KZ-AKTAU", "28"),
            ("list crossings --direction in", "28"),
            ("list crossings --direction out", "21 20"),
            ("list crossings --note @EXP-7", "21 20"),
            ("list crossings --vehicle 777XYZ05", "28"),
            ("list crossings --seal KZ100999", "21"),
            ("list crossings --text 52870317", "20"),
            ("list crossings --from 2026-09-29", "28 21"),
            ("list crossings --to 2026-09-28", "20"),
            ("list entries --kind correction", "24"),
            ("list entries --refused", "8"),
            ("list entries --text recount", "24"),
            ("list entries --from 2026-01-01 --oldest-first --limit 3", "1 2 3"),
            ("list entries --to 2026-01-01", ""),
            ("list discrepancies --kind shortage", "11"),
            ("list discrepancies --party bin:150940022181", "21"),
            ("list discrepancies --lot @motors", "24 11"),
        ],
    );
}

#[test]
fn parties_and_places() {
    all(
        "party",
        &[("list parties --kind person", "iin:850314300172"), ("list parties --text altai", "bin:020540003431")],
    );
    all("place", &[("list places --text saryagash", "post:KZ-SARYAGASH")]);
}

#[test]
fn discrepancies_that_are_open_or_fall_due() {
    let place = place();
    let due = column(&place, "list discrepancies", "due");
    let (first, last) = (due.iter().min().expect("one"), due.iter().max().expect("one"));
    let count = |flags: &str| column(&place, &format!("list discrepancies {flags}"), "due").len();
    let of = |wanted: &dyn Fn(&str) -> bool| due.iter().filter(|day| wanted(day)).count();
    assert_eq!(count(&format!("--from {last}")), of(&|day| day >= last.as_str()));
    assert_eq!(count(&format!("--to {first}")), of(&|day| day <= first.as_str()));
    assert_eq!(count("--from 2000-01-01 --to 2000-01-02"), 0);
    let open = count("--open");
    let shortage = column(&place, "list discrepancies --kind shortage --open", "discrepancy").remove(0);
    place.write(
        "answer.json",
        format!(
            r#"{{"type":"discrepancy","discrepancy":"{shortage}","by":"bin:020540003431","resolution":"explained","text":"counted again"}}"#
        ),
    );
    place.typed("submit answer.json").code(0);
    assert_eq!(count("--open"), open - 1);
    assert_eq!(column(&place, "discrepancies --open --limit 100", "discrepancy").len(), open - 1);
    assert_eq!(column(&place, "discrepancies --limit 1", "discrepancy").len(), 1);
    let owners = column(&place, "discrepancies --party bin:150940022181", "kind");
    assert_eq!(owners, ["seal_mismatch"]);
}

#[test]
fn pages_go_on_and_none_is_empty() {
    let place = place();
    for limit in ["0", "-1", "many"] {
        place.run(&["list", "notes", &format!("--limit={limit}")]).code(2).says("--limit");
        place.run(&["find", "SNT-101", &format!("--limit={limit}")]).code(2).says("--limit");
    }
    let all = column(&place, "list entries --limit 18446744073709551615", "entry");
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let line = format!("list entries --limit 7 --json {after}");
        let page = place.typed(&line).code(0).json();
        seen.extend(page["rows"].as_array().expect("rows").iter().map(|row| text(&row["entry"])));
        match page["next"].as_str() {
            Some(next) => after = format!("--after {next}"),
            None => break,
        }
    }
    assert_eq!(seen, all);
    let more = place.typed("list notes --limit 3").code(0);
    let after = more.out.split("--after ").nth(1).expect("where to go on").trim().to_owned();
    let rest = column(&place, &format!("list notes --limit 3 --after {after}"), "number");
    assert_eq!(rest, ["EXP-7", "SNT-102", "SNT-101"]);
    place.typed("list lots --after 1 --csv x.csv").code(2).says("cannot be used with");
}

#[test]
fn finding_is_limited_and_says_so() {
    let place = place();
    let found = place.typed("find SNT --limit 1 --json").code(0).json();
    assert_eq!((found["hits"].as_array().map(Vec::len), &found["more"]), (Some(1), &true.into()), "{found}");
    let found = place.typed("find SNT-101 --limit 18446744073709551615 --json").code(0).json();
    assert_eq!(found["more"], false);
    let hits = found["hits"].as_array().expect("hits");
    assert!(hits.first().is_some_and(|hit| hit["what"] == "note" && hit["exact"] == true), "{found}");
}

/// A file has the rows that the screen has, in their order, and whole numbers and days are such for a spreadsheet.
#[test]
fn spreadsheets_hold_what_json_says() {
    let place = place();
    for list in [
        "notes",
        "documents",
        "lots",
        "stock",
        "transports",
        "crossings",
        "acts",
        "discrepancies",
        "entries",
        "parties",
        "places",
    ] {
        let answer = place.run(&["list", list, "--json", "--limit", "1000", "--oldest-first"]).json();
        let rows = answer["rows"].as_array().expect("rows");
        let written = place.typed(&format!("list {list} --xlsx {list}.xlsx --oldest-first --json")).code(0).json();
        assert_eq!(written["rows"], rows.len(), "{list}");
        check_sheet(&place, list, rows);
        place.typed(&format!("list {list} --csv {list}.csv --oldest-first")).code(0);
        check_csv(&place, list, rows);
    }
    place.typed("list lots --code 8482 --xlsx some.xlsx").code(0).says("1 rows");
    place.typed("list lots --code 8482 --csv some.csv").code(0).says("1 rows");
    place.typed("list lots --csv a.csv --xlsx b.xlsx").code(2).says("cannot be used with");
}

#[track_caller]
fn check_sheet(place: &Place, list: &str, rows: &[Value]) {
    let mut book: Xlsx<_> = open_workbook(place.path(&format!("{list}.xlsx"))).expect("a workbook");
    let range = book.worksheet_range(list).expect("a sheet of the list's name");
    let mut lines = range.rows();
    let titles: Vec<String> = lines.next().expect("titles").iter().map(ToString::to_string).collect();
    let lines: Vec<&[Data]> = lines.collect();
    assert_eq!(lines.len(), rows.len(), "{list}");
    for (line, row) in lines.iter().zip(rows) {
        for (title, cell) in titles.iter().zip(*line) {
            let shown = match cell {
                Data::DateTime(day) => {
                    let (year, month, day, ..) = day.to_ymd_hms_milli();
                    format!("{year:04}-{month:02}-{day:02}")
                }
                _ => cell.to_string(),
            };
            assert_eq!(shown, plain(&row[title]), "{title} in {list}");
            let is_count = matches!(title.as_str(), "entry" | "line" | "lots" | "lines" | "loads");
            assert!(!is_count || cell.is_float() || cell.is_empty(), "{title} in {list} is no number: {cell:?}");
            let is_day = matches!(title.as_str(), "date" | "due") && !cell.is_empty();
            assert!(!is_day || cell.is_datetime(), "{title} in {list} is no day: {cell:?}");
        }
    }
}

#[track_caller]
fn check_csv(place: &Place, list: &str, rows: &[Value]) {
    let bytes = std::fs::read(place.path(&format!("{list}.csv"))).expect("the file");
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark");
    let mut reader = csv::Reader::from_reader(bytes);
    let titles = reader.headers().expect("titles").clone();
    let records: Vec<csv::StringRecord> = reader.records().map(|record| record.expect("a record")).collect();
    assert_eq!(records.len(), rows.len(), "{list}");
    for (record, row) in records.iter().zip(rows) {
        for (title, cell) in titles.iter().zip(record) {
            let wanted = plain(&row[title]).replace("true", "yes").replace("false", "no");
            assert_eq!(cell, wanted, "{title} in {list}");
        }
    }
}

/// A value as a file shows it; none is empty.
fn plain(value: &Value) -> String {
    if value.is_null() { String::new() } else { text(value) }
}

#[test]
fn flows_are_narrowed() {
    let place = place();
    let codes = |flags: &str| column(&place, &format!("flows {flags}"), "code").into_iter().collect::<BTreeSet<_>>();
    let set = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(codes(""), set(&["841370", "848210"]));
    assert_eq!(codes("--in"), set(&["721049", "848210", "850152"]));
    assert_eq!(codes("--in --code 85"), set(&["850152"]));
    assert_eq!(codes("--country UZ --code 8413"), set(&["841370"]));
    let (before, after) = ("flows --to 2026-08", "flows --from 2026-10");
    assert!(column(&place, before, "code").is_empty() && column(&place, after, "code").is_empty());
    assert_eq!(column(&place, "flows --from 2026-09 --to 2026-09 --code 84", "month").len(), codes("").len());
    for (flags, other) in
        [("--csv f.csv", "--xlsx f.xlsx"), ("--csv f.csv", "--svg f.svg"), ("--xlsx f.xlsx", "--html f.html")]
    {
        place.typed(&format!("flows {flags} {other}")).code(2).says("cannot be used with");
    }
    place.typed("flows --xlsx flows.xlsx").code(0);
    let mut book: Xlsx<_> = open_workbook(place.path("flows.xlsx")).expect("a workbook");
    let rows = book.worksheet_range("flows").expect("a sheet").rows().count();
    assert_eq!(rows, column(&place, "flows", "code").len() + 1);
    place.typed("flows --svg -").code(0).says("<svg");
}

/// Beside a process that records on, an answer with `--wait` holds all that was in the journal.
#[test]
fn waiting_answers_are_whole() {
    let place = place();
    let mut child = place
        .command(&["import", "-", "--answers", "--batch", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = child.stdin.take().expect("input");
    let mut answers = BufReader::new(child.stdout.take().expect("output"));
    // More than is looked at to tell what a file is, so that the reader gets going.
    let party = |n: usize| {
        format!(
            "{{\"type\":\"party\",\"key\":\"p{n}\",\"id\":\"id:KZ/f{n}\",\"name\":\"Firm {n}\",\"kind\":\"company\"}}\n"
        )
    };
    input.write_all((0..600).map(party).collect::<String>().as_bytes()).expect("input is taken");
    let mut line = String::new();
    answers.read_line(&mut line).expect("an answer");
    assert!(line.contains("recorded"), "{line}");
    for line in ["find 'Firm 0' --wait", "flows --wait", "list parties --wait"] {
        let answer = place.typed(&format!("{line} --json")).code(0).json();
        let (position, entries) = (answer["position"].as_u64(), answer["entries"].as_u64());
        assert!(position >= entries && entries > Some(29), "{line}: {answer}");
    }
    drop(input);
    std::io::copy(&mut answers, &mut std::io::sink()).expect("the other answers");
    assert!(child.wait().expect("it ends").success());
}
