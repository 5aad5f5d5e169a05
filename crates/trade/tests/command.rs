//! Commands are read strictly, with all problems at once, and written canonically.

use trade::command::{self, Submission};

const VALID: &str = include_str!("examples/valid.ndjson");

/// Reads a command that has no problem.
fn good(text: &str) -> Submission {
    command::parse(text).unwrap_or_else(|problems| panic!("{text}\n{problems:#?}"))
}

#[test]
fn the_examples_are_read_and_are_canonical() {
    for text in VALID.lines() {
        assert_eq!(good(text).canonical(), text);
    }
}
