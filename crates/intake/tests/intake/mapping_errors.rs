//! Mappings that are wrong: everything at once, with its place.

use crate::files::MAPPING;
use intake::{Mapping, MappingError};

/// `line:column code` of each problem.
fn problems(text: &str) -> Vec<String> {
    let Err(MappingError(problems)) = text.parse::<Mapping>() else { return Vec::new() };
    problems.iter().map(|problem| format!("{}:{} {}", problem.line, problem.column, problem.code)).collect()
}

#[track_caller]
fn check(from: &str, to: &str, expected: &[&str]) {
    assert!(MAPPING.contains(from), "{from}");
    assert_eq!(problems(&MAPPING.replacen(from, to, 1)), expected, "{to}");
}

#[test]
fn places_are_told() {
    check("[fields]", "[felds]", &["1:1 mapping.missing", "4:2 mapping.unknown_name"]);
    check("number = \"N-{No}\"", "number = \"N-{No\"", &["4:1 mapping.missing", "5:10 mapping.template"]);
    check("code =", "kode =", &["9:1 mapping.missing", "11:1 mapping.unknown_field"]);
    check("line = { counter = true }", "line = \"1\"", &["9:1 mapping.missing", "10:8 mapping.wrong_type"]);
    check(
        "ignore = [\"Remark\"]",
        "ignore = [\"Mass\", \"X\", \"X\"]",
        &["3:11 mapping.ignored", "3:24 mapping.ignored"],
    );
    check("command = \"import_declaration\"", "command = \"import\"", &["2:11 mapping.command"]);
    check("command = \"import_declaration\"", "", &["1:1 mapping.missing"]);
    check("command = \"import_declaration\"", "command = { column = \"Type\" }", &["2:11 mapping.command"]);
}

#[test]
fn rules_are_checked() {
    let price = "{ column = \"Price\", empty = \"absent\" }";
    check(price, "{}", &["15:9 mapping.one_source"]);
    check(price, "{ column = \"Price\", constant = \"1\" }", &["15:9 mapping.one_source"]);
    check(price, "{ column = 5 }", &["15:20 mapping.wrong_type"]);
    check(price, "{ column = \"Price\", emtpy = \"absent\" }", &["15:29 mapping.unknown_name"]);
    check(price, "{ column = \"Price\", empty = \"yes\" }", &["15:37 mapping.unknown_word"]);
    check(
        price,
        "{ column = \"Price\", round = { decimals = 7, mode = \"up\" } }",
        &["15:50 mapping.wrong_number", "15:60 mapping.unknown_word"],
    );
    check(price, "{ column = \"Price\", round = {} }", &["15:37 mapping.missing", "15:37 mapping.missing"]);
    check(price, "{ column = \"Price\", map = \"codes\" }", &["15:35 mapping.unknown_map"]);
    check(price, "{ column = \"Price\", date = \"DD.MM.YYYY\" }", &["15:9 mapping.wrong_kind"]);
    check(price, "{ column = \"Price\", pad_left = { to = 6, with = \"00\" } }", &["15:57 mapping.wrong_type"]);
    check(price, "{ constant = \"1\", empty = \"absent\" }", &["15:9 mapping.constant"]);
    check("{ column = \"Date\" }", "{ column = \"Date\", date = \"DD.MM\" }", &["6:34 mapping.date"]);
    check("{ column = \"Date\" }", "{ counter = true }", &["4:1 mapping.wrong_kind", "6:8 mapping.wrong_kind"]);
    check("unit = \"KGM\"", "unit = \"KGM\"\nclauses = { column = \"C\" }", &["15:11 mapping.needs_split"]);
    check("unit = \"KGM\"", "unit = \"KGM\"\nclauses = [\"a\", \"b\"]", &[]);
}

#[test]
fn files_are_described_in_a_way_that_can_be_read() {
    check("[fields]", "[csv]\ndelimiter = \";;\"\nquote = \"a\"\n[fields]", &["5:13 mapping.csv", "6:9 mapping.csv"]);
    check("[fields]", "[csv]\ndelimiter = \";\"\nquote = \";\"\n[fields]", &["4:1 mapping.csv"]);
    check("[fields]", "[group]\nrows = \"any\"\n[fields]", &["4:1 mapping.missing", "5:8 mapping.unknown_word"]);
}

#[test]
fn what_is_no_toml_is_told_with_every_place() {
    let found = problems("command = \"x\nfields = ]\n");
    assert!(found.len() >= 2 && found[0].starts_with("1:") && found[1].starts_with("2:"), "{found:?}");
}

#[test]
fn a_field_that_the_command_needs_is_asked_for() {
    let Err(error) = MAPPING.replace("place = \"store:main\"\n", "").parse::<Mapping>() else { panic!("accepted") };
    assert!(error.to_string().contains("under [fields] the command needs place, too"), "{error}");
}

#[test]
fn files_of_mappings_that_cannot_be_read_are_told() {
    let (folder, path) = crate::files::file("m.toml", b"title = \"\xe9\"");
    assert!(Mapping::open(&path).unwrap_err().to_string().contains("byte 10 of the file is no UTF-8"));
    assert!(Mapping::open(folder.path()).unwrap_err().to_string().contains("is a folder"));
    assert!(Mapping::open(&folder.path().join("none")).unwrap_err().to_string().contains("there is no file"));
    let (_folder, path) = crate::files::file("m.toml", b"title = 5");
    let words = Mapping::open(&path).unwrap_err().to_string();
    assert!(words.contains("line 1, column 9") && words.contains("`command` is missing"), "{words}");
}

#[test]
fn the_example_of_the_page_is_a_mapping() {
    let page = std::fs::read_to_string(crate::files::root().join("docs/reference/csv-mapping.md")).unwrap();
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(problems(example), Vec::<String>::new());
}
