//! Commands are read strictly, with all problems at once, and written canonically.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

use serde_json::{Value, json};
use trade::command::{self, Action, Command, Submission, WriteOffReason};

const VALID: &str = include_str!("examples/valid.ndjson");
const INVALID: &str = include_str!("examples/invalid.txt");

/// Reads a command that has no problem.
fn good(text: &str) -> Submission {
    command::parse(text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
}

/// Codes and places of all problems, as `code /place`.
fn problems(text: &str) -> Vec<String> {
    let problems = command::parse(text).expect_err(text);
    assert!(problems.iter().all(|problem| !problem.message.is_empty()));
    problems.iter().map(|problem| format!("{} {}", problem.code, problem.at).trim_end().to_owned()).collect()
}

/// A note with so many lines.
fn note(lines: usize) -> Value {
    let line = |line: usize| json!({"line": line, "document": "1", "document_line": 1, "quantity": 1, "unit": "H87"});
    json!({
        "type": "note", "number": "1", "date": "2026-11-25", "supplier": "bin:020540003431",
        "recipient": "bin:940140000385", "from": "store:a", "to": "store:b",
        "lines": (1..=lines).map(line).collect::<Vec<_>>(),
    })
}

#[test]
fn the_examples_are_read_and_are_canonical() {
    for text in VALID.lines() {
        let submission = good(text);
        assert_eq!(submission.canonical(), text);
        assert_eq!(command::read(&command::write(&submission)), Ok(submission));
    }
}

#[test]
fn every_command_and_every_action_has_an_example() {
    let examples: Vec<Submission> = VALID.lines().map(good).collect();
    for word in Command::TYPES {
        assert!(examples.iter().any(|example| example.command.kind() == *word), "{word}");
    }
    let is = |example: &Submission, word: &str| matches!(&example.command, Command::NoteAction(note) if note.action.as_str() == word);
    for word in Action::WORDS {
        assert!(examples.iter().any(|example| is(example, word)), "{word}");
    }
}

#[test]
fn invalid_commands_tell_all_their_problems() {
    let mut count = 0;
    for block in INVALID.split("\n\n") {
        let lines = block.lines().filter(|line| !line.starts_with('#'));
        let (expected, text): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with("= "));
        let expected: Vec<&str> = expected.iter().map(|line| line.trim_start_matches("= ")).collect();
        assert_eq!(problems(&text.join("\n")), expected, "{block}");
        count += 1;
    }
    assert!(count >= 60, "{count} blocks");
}

#[test]
fn a_syntax_error_tells_line_column_and_byte() {
    let problems = command::parse("{\n \"type\": clock}").unwrap_err();
    assert!(problems[0].message.contains("line 2, column 10 (byte 12)"), "{}", problems[0].message);
}

#[test]
fn a_float_tells_how_to_write_it() {
    let problems = command::parse(
        r#"{"type":"correction","document":"1","principal":"bin:020540003431",
        "date":"2026-11-25","reason":"r","lines":[{"line":1,"quantity":0.1}]}"#,
    );
    assert!(problems.unwrap_err()[0].message.starts_with(r#"write decimals as text: "12.5""#));
}

#[test]
fn a_mistyped_field_is_recognised() {
    let problems = command::parse(r#"{"type":"clock","now":"2026-11-25T06:00:00Z","supercedes":"1"}"#).unwrap_err();
    assert!(problems[0].message.contains("did you mean `supersedes`?"), "{}", problems[0].message);
}

#[test]
fn sizes_are_bounded() {
    assert!(command::read(&note(999)).is_ok());
    assert_eq!(problems(&note(1000).to_string()), ["list.too_long /lines"]);
    let mut long = note(1);
    long["number"] = "n".repeat(101).into();
    long["contract"] = "c".repeat(201).into();
    assert_eq!(problems(&long.to_string()), ["document_number.too_long /number", "text.too_long /contract"]);
    let nested = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(problems(&nested), ["json.too_deep"]);
    let nested = format!(r#"{{"type":"clock","now":{}1{}}}"#, r#"{"a":"#.repeat(60), "}".repeat(60));
    assert_eq!(problems(&nested), ["json.too_deep"]);
    assert_eq!(problems(&format!("[{}0]", "{},".repeat(60_000))), ["json.too_large"]);
    assert_eq!(problems(&" ".repeat(9_000_000)), ["json.empty"]);
    assert_eq!(problems(&format!("\"{}\"", "a".repeat(9_000_000))), ["json.too_large"]);
}

#[test]
fn more_problems_than_the_limit_are_counted() {
    let mut bad = note(999);
    for line in bad["lines"].as_array_mut().unwrap() {
        line["quantity"] = 0.into();
        line["unit"] = "bucket".into();
    }
    let problems = command::read(&bad).unwrap_err();
    assert_eq!(problems.len(), 1001);
    assert_eq!(problems[1000].code, "problems.more");
    assert!(problems[1000].message.starts_with("998 more"));
}

#[test]
fn other_spellings_become_canonical() {
    let text = r#" {"lines":[{"unit":"796","quantity":"01.500","code":"8517.13","line":1}],"type":"opening_balance",
        "number":" 7 ","date":"2026-01-01","principal":"BIN:020540003431","place":"STORE:a",
        "at":"2026-01-01T05:00:00+05:00"} "#;
    let canonical = r#"{"type":"opening_balance","at":"2026-01-01T00:00:00.000Z","number":"7","date":"2026-01-01","principal":"bin:020540003431","place":"store:a","lines":[{"line":1,"code":"851713","quantity":"1.5","unit":"H87"}]}"#;
    assert_eq!(good(text).canonical(), canonical);
}

#[test]
fn time_and_submitter_have_defaults() {
    let effective = |text: &str| good(text).effective_at().map(|at| at.to_string());
    let by_type = |word: &str| VALID.lines().find(|line| line.contains(&format!(r#"{{"type":"{word}""#))).unwrap();
    assert_eq!(effective(by_type("import_declaration")).as_deref(), Some("2026-11-25T00:00:00.000Z"));
    assert_eq!(effective(by_type("import_application")).as_deref(), Some("2026-11-25T04:00:00.000Z"));
    assert_eq!(effective(by_type("crossing")).as_deref(), Some("2026-11-26T08:00:00.000Z"));
    assert_eq!(effective(by_type("party")), None);
    let submitter = |word: &str| good(by_type(word)).submitter().map(ToString::to_string);
    assert_eq!(submitter("import_application").as_deref(), Some("bin:940140000385"));
    assert_eq!(submitter("discrepancy").as_deref(), Some("bin:020540003431"));
    assert_eq!(submitter("clock"), None);
}

/// Texts and numbers of all words of a type: no two alike, and read back as the word.
macro_rules! check_words {
    ($($Word:ident),*) => {$(
        for (index, word) in command::$Word::ALL.iter().enumerate() {
            assert_eq!(usize::from(word.number()), index + 1, "{word}");
            assert_eq!(command::$Word::from_number(word.number()), Some(*word));
            assert_eq!(word.as_str().parse(), Ok(*word));
            let bytes = minicbor::to_vec(word).unwrap();
            assert_eq!(minicbor::decode::<command::$Word>(&bytes).unwrap(), *word);
        }
        assert_eq!(command::$Word::from_number(0), None);
    )*};
}

#[test]
fn words_have_stable_numbers() {
    check_words!(
        EntryKind,
        DocumentType,
        NoteKind,
        CustomsStatus,
        WriteOffReason,
        Explanation,
        PaperReason,
        TransportMode,
        Direction,
        ActForm,
        ActResult,
        CustodyMeasure,
        Resolution,
        PartyKind,
        MergeKind
    );
    assert_eq!(WriteOffReason::ALL.len(), 21);
}
