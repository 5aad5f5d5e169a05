//! Explanations of single rows.

use crate::files::{COMMAND, GOOD, HEADER, MAPPING, file, mapping, mapping_of, root};
use intake::{ExplainError, explain};

#[test]
fn every_step_is_told() {
    let path = root().join("data/customs_declarations_kr/train.csv.gz");
    let mapping = mapping_of("customs_declarations_kr.toml");
    let explanation = explain(&path, Some(&mapping), 2, std::sync::Arc::default()).unwrap();
    let words = explanation.to_string();
    for part in [
        "line 2: 97061800,2020-01-01,30,B,",
        "/principal = \"id:KR/QLRUBN9\"  from Importer ID \"QLRUBN9\"  (put together to \"id:KR/QLRUBN9\")",
        "/lines/0/quantity = \"108.0\"  from Net Mass \"108.0\"",
        "/lines/0/unit = \"KGM\"  (always the same)",
        "ignored by the mapping: Process Type \"B\"",
        "accepted: {\"type\":\"import_declaration\",\"key\":\"KR-97061800\"",
    ] {
        assert!(words.contains(part), "{part}\n{words}");
    }
    assert!(serde_json::to_string(&explanation).is_ok());
}

#[test]
fn rounding_and_rejection_are_told() {
    let mapping = mapping(
        &MAPPING.replace("column = \"Price\"", "column = \"Price\", round = { decimals = 2, mode = \"half_up\" }"),
    );
    let (_folder, path) = file("a.csv", format!("{HEADER}{GOOD}2,2022-06-01,A1,851712,CN,5,0.125,\n").as_bytes());
    let explanation = explain(&path, Some(&mapping), 3, std::sync::Arc::default()).unwrap();
    let words = explanation.to_string();
    assert!(words.contains("(rounded to 2 decimals, half_up, to \"0.13\")"), "{words}");
    assert!(words.contains("rejected:\n  Code is \"851712\": 851712 ended before 2022-06-01"), "{words}");
    assert_eq!(explanation.command, None);
}

#[test]
fn commands_and_documents_of_several_rows_are_explained() {
    let (_folder, path) = file("a.ndjson", COMMAND.as_bytes());
    let explanation = explain(&path, None, 1, std::sync::Arc::default()).unwrap();
    assert!(explanation.command.is_some() && explanation.no_line_end);
    let path = root().join("data/samples/multi_line.csv");
    let explanation = explain(&path, Some(&mapping_of("multi_line.toml")), 4, std::sync::Arc::default()).unwrap();
    assert_eq!(explanation.lines, [2, 3, 4, 5, 6, 7]);
    assert!(matches!(
        explain(&path, Some(&mapping_of("multi_line.toml")), 14, std::sync::Arc::default()),
        Err(ExplainError::NoSuchLine { wanted: 14, last: 13 })
    ));
    assert!(explain(&path, Some(&mapping_of("multi_line.toml")), 1, std::sync::Arc::default()).is_err());
}
