//! The samples of several lines: the table and the commands are the same documents.

use crate::files::{mapping_of, root, rows};
use trade::command::Submission;

#[test]
fn the_table_and_the_commands_are_the_same() {
    let samples = root().join("data/samples");
    let submissions = |rows: Vec<intake::Row>| -> Vec<Submission> {
        rows.into_iter().map(|row| row.outcome.unwrap_or_else(|reject| panic!("{reject:#?}")).0).collect()
    };
    let commands = submissions(rows(&samples.join("multi_line.ndjson"), None).unwrap());
    let table = submissions(rows(&samples.join("multi_line.csv"), Some(&mapping_of("multi_line.toml"))).unwrap());
    assert_eq!(commands.len(), 4);
    assert_eq!(table, commands);
    let units: Vec<String> = match &commands[0].command {
        trade::command::Command::Entry(entry) => entry.lines.iter().map(|line| line.unit.to_string()).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(units, ["H87", "KGM", "MTQ", "TNE", "PR", "LTR"]);
}

#[test]
fn the_samples_hold_goods_that_exist() {
    let samples = root().join("data/samples");
    let options = intake::Options { check_codes: Some(std::sync::Arc::default()), workers: 1 };
    let rows = intake::open_with(&samples.join("multi_line.ndjson"), None, options).unwrap();
    assert!(rows.into_iter().all(|row| row.outcome.is_ok()));
}
