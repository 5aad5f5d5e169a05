//! What mappings do to values: each thing that they declare, and nothing that they do not.

use crate::files::{HEADER, MAPPING, codes, mapping, reject, rows_of, short};
use intake::{Notes, Row};
use trade::command::{Command, EntryDocument};

/// The only row of a file, which has that one line below the header.
fn row(mapping_text: &str, line: &str) -> Row {
    let rows = rows_of("a.csv", format!("{HEADER}{line}\n").as_bytes(), Some(&mapping(mapping_text)));
    assert_eq!(rows.len(), 1);
    rows.into_iter().next().unwrap()
}

#[track_caller]
fn accepted(mapping_text: &str, line: &str) -> (EntryDocument, Notes) {
    match row(mapping_text, line).outcome {
        Ok((submission, notes)) => match submission.command {
            Command::Entry(entry) => (entry, notes),
            other => panic!("{other:?}"),
        },
        Err(reject) => panic!("{reject:#?}"),
    }
}

#[test]
fn all_problems_of_a_row_are_told_with_their_columns() {
    let row = row(MAPPING, "1,2020-13-02,A 1,8517,ZZ,0,1.1234567,x");
    let told: Vec<(&str, &str, &str)> = reject(&row)
        .problems
        .iter()
        .map(|p| (p.column.as_deref().unwrap_or("-"), p.value.as_deref().unwrap_or("-"), p.code.as_ref()))
        .collect();
    let expected = [
        ("Date", "2020-13-02", "date.shape"),
        ("Importer", "id:KR/A 1", "party.shape"),
        ("Code", "8517", "goods_code.length"),
        ("Origin", "ZZ", "country.unknown"),
        ("Mass", "0", "quantity.zero"),
        ("Price", "1.1234567", "amount.too_many_decimals"),
    ];
    assert_eq!(told, expected);
    assert_eq!(reject(&row).problems[3].pointer, "/lines/0/origin");
    assert_eq!(reject(&row).source_text(), "1,2020-13-02,A 1,8517,ZZ,0,1.1234567,x");
}

#[test]
fn an_empty_cell_is_a_problem_unless_it_may_be_empty() {
    assert_eq!(codes(reject(&row(MAPPING, "1,2020-01-02,,851712,CN,5, ,"))), ["cell.empty", "field.needed"]);
    let without_currency = MAPPING.replace("currency = \"KRW\"\n", "").replace("value =", "net_mass_kg =");
    let (entry, _) = accepted(&without_currency, "1,2020-01-02,A1,851712,CN,5,,");
    assert_eq!(entry.lines[0].net_mass_kg, None);
}

#[test]
fn a_constant_may_go_with_a_column() {
    let with_price = MAPPING.replace("currency = \"KRW\"", "currency = { constant = \"KRW\", only_with = \"Price\" }");
    let (entry, _) = accepted(&with_price, "1,2020-01-02,A1,851712,CN,5,,");
    assert_eq!((entry.lines[0].value, entry.lines[0].currency), (None, None));
    let (entry, _) = accepted(&with_price, "1,2020-01-02,A1,851712,CN,5,7,");
    assert_eq!(entry.lines[0].currency.unwrap().to_string(), "KRW");
}

#[test]
fn a_value_of_zero_is_kept() {
    let (entry, _) = accepted(MAPPING, "1,2020-01-02,A1,851712,CN,5,0.0,");
    assert_eq!(entry.lines[0].value.unwrap().to_string(), "0");
}

#[test]
fn rounding_is_declared_and_noted() {
    let with_round =
        MAPPING.replace("column = \"Price\"", "column = \"Price\", round = { decimals = 2, mode = \"half_up\" }");
    let (entry, notes) = accepted(&with_round, "1,2020-01-02,A1,851712,CN,5,59582159.99999999,");
    assert_eq!(entry.lines[0].value.unwrap().to_string(), "59582160");
    let rounding = &notes.roundings[0];
    assert_eq!((rounding.column.as_str(), rounding.pointer.as_str()), ("Price", "/lines/0/value"));
    assert_eq!(
        (rounding.before.to_string(), rounding.after.to_string()),
        ("59582159.99999999".into(), "59582160".into())
    );
    let (_, notes) = accepted(&with_round, "1,2020-01-02,A1,851712,CN,5,7.250000000,");
    assert!(notes.roundings.is_empty(), "nothing was changed");
    assert_eq!(codes(reject(&row(&with_round, "1,2020-01-02,A1,851712,CN,5,1e9,"))), ["amount.exponent"]);
    let row = row(MAPPING, "1,2020-01-02,A1,851712,CN,5,59582159.99999999,");
    assert_eq!(codes(reject(&row)), ["amount.too_many_decimals"], "not declared");
}

#[test]
fn dates_codes_commas_and_leading_zeros_are_read_as_declared() {
    let declared = MAPPING
        .replace("date = { column = \"Date\" }", "date = { column = \"Date\", date = \"DD.MM.YYYY\" }")
        .replace("column = \"Code\"", "column = \"Code\", pad_left = { to = 6, with = \"0\" }")
        .replace("column = \"Origin\"", "column = \"Origin\", map = { \"156\" = \"CN\", \"-\" = \"\" }")
        .replace("column = \"Mass\"", "column = \"Mass\", decimal = \"comma\"");
    let (entry, _) = accepted(&declared, "1,02.01.2020,A1,10121,156,\"5,25\",1,");
    assert_eq!((entry.date.to_string(), entry.lines[0].code.to_string()), ("2020-01-02".into(), "010121".into()));
    assert_eq!(
        (entry.lines[0].origin.unwrap().to_string(), entry.lines[0].quantity.to_string()),
        ("CN".into(), "5.25".into())
    );
    let wrong = row(&declared, "1,2020-01-02,A1,10121,CN,5.25,1,");
    assert_eq!(codes(reject(&wrong)), ["date.form", "mapping.value_unknown", "decimal.point"]);
    let wrong = row(&declared, "1,02.01.2020,A1,10121,-,\"1,5,5\",1,");
    assert_eq!(codes(reject(&wrong)), ["cell.empty", "quantity.comma"]);
}

#[test]
fn other_commands_lists_flags_and_parts() {
    let mapping_text = r#"
command = "note"
[fields]
number = "{No}"
date = { column = "Date" }
supplier = "id:KR/{Importer}"
recipient = "id:KR/B"
from = "store:a"
to = "store:b"
draft = { column = "Remark", map = { no = "false", yes = "true" } }
"fixes.note" = "{No}-0"
"fixes.supplier" = "id:KR/{Importer}"
"paper.date" = { column = "Date" }
"paper.reason" = "down_time"
[lines]
line = 1
document = { column = "Code" }
document_line = 1
quantity = { column = "Mass" }
unit = "KGM"
value = { column = "Price" }
currency = { column = "Origin" }
"#;
    let rows =
        rows_of("a.csv", format!("{HEADER}1,2020-01-02,A1,D-1,KZT,5,7,no\n").as_bytes(), Some(&mapping(mapping_text)));
    let Ok((submission, _)) = &rows[0].outcome else { panic!("{:#?}", rows[0]) };
    let Command::Note(note) = &submission.command else { panic!("{submission:?}") };
    assert!(!note.draft && note.fixes.is_some() && note.paper.is_some());
}

#[test]
fn codes_are_checked_on_the_day_of_the_document_when_asked() {
    let (_folder, path) = crate::files::file(
        "a.csv",
        format!("{HEADER}1,2022-06-01,A1,851712,CN,5,1,\n2,2020-06-01,A1,851712,CN,5,1,\n").as_bytes(),
    );
    let mapping = mapping(MAPPING);
    let options = intake::Options { check_codes: Some(std::sync::Arc::default()), workers: 1 };
    let rows: Vec<Row> = intake::open_with(&path, Some(&mapping), options).unwrap().collect();
    assert_eq!(short(&rows), ["2 code.retired", "3 ok"]);
    let problem = &reject(&rows[0]).problems[0];
    assert_eq!(problem.column.as_deref(), Some("Code"));
    assert!(problem.message.contains("851713, 851714"), "{problem}");
    let unchecked = crate::files::rows(&path, Some(&mapping)).unwrap();
    assert_eq!(short(&unchecked), ["2 ok", "3 ok"]);
}
