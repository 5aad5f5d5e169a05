//! Every command and every flag is typed in a test: a new one without a test is noticed.

use super::Cli;
use clap::{Arg, Command, CommandFactory};
use std::fs;
use std::path::Path;

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");

#[test]
fn every_command_and_flag_is_typed_in_a_test() {
    let mut sources = String::new();
    read(Path::new(TESTS), &mut sources);
    let calls = Calls::of(&sources);
    let mut program = Cli::command();
    program.build();
    let mut missing = Vec::new();
    for command in inner(&program) {
        calls.look(None, command, &mut missing);
        inner(command).for_each(|action| calls.look(Some(command.get_name()), action, &mut missing));
    }
    assert!(missing.is_empty(), "no test under {TESTS} types these:\n  tamga {}", missing.join("\n  tamga "));
}

/// A flag counts only where it is typed with its own command: `--limit` of one says nothing of `--limit` of another.
#[test]
fn a_flag_of_another_command_does_not_count() {
    let calls = Calls::of("run(&[\"note\", \"list\", \"--overdue\"]); (\"list notes --open\", 0); typed(\"stock\")");
    assert!(calls.have(Some("note"), "list", "--overdue") && !calls.have(None, "list", "--overdue"));
    assert!(calls.have(None, "list", "--open") && !calls.have(Some("note"), "list", "--open"));
    assert!(!calls.have(None, "list", "--op") && !calls.have(None, "stock", "--open"));
}

/// The sources of all tests, one behind the other.
fn read(folder: &Path, sources: &mut String) {
    for item in fs::read_dir(folder).expect("the folder of the tests") {
        let path = item.expect("an item").path();
        if path.is_dir() {
            read(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).expect("a test"));
            sources.push(';');
        }
    }
}

/// What a user may type: not what a command hides, which is for its own use.
fn inner(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|command| command.get_name() != "help" && !command.is_hide_set())
}

/// The words of each call and tuple, in which tests write their command lines, as one text or word by word.
struct Calls<'a> {
    words: Vec<Vec<&'a str>>,
    /// Commands with actions: `list` is another command than `note list`.
    groups: Vec<String>,
}

impl<'a> Calls<'a> {
    fn of(sources: &'a str) -> Self {
        let is_sign = |sign: char| sign.is_whitespace() || "\"',&[]\\".contains(sign);
        let pieces = sources.split(['(', ')', ';']);
        let words = pieces.map(|piece| piece.split(is_sign).filter(|word| !word.is_empty()).collect()).collect();
        let program = Cli::command();
        let groups = inner(&program).filter(|command| command.has_subcommands());
        Self { words, groups: groups.map(|group| group.get_name().to_owned()).collect() }
    }

    fn have(&self, group: Option<&str>, command: &str, word: &str) -> bool {
        let is_typed = |words: &[&str]| {
            words.iter().enumerate().any(|(at, found)| {
                let before = at.checked_sub(1).and_then(|at| words.get(at)).copied();
                let before = before.filter(|word| self.groups.iter().any(|group| group == word));
                *found == command && before == group
            })
        };
        self.words.iter().any(|words| words.contains(&word) && is_typed(words))
    }

    /// Adds what no test types of a command.
    fn look(&self, group: Option<&str>, command: &Command, missing: &mut Vec<String>) {
        let name = command.get_name();
        let flags = command.get_arguments().filter(|flag| !flag.is_global_set() && flag.get_long() != Some("help"));
        let flags = flags.filter_map(Arg::get_long).map(|flag| format!("--{flag}"));
        let itself = (!command.has_subcommands()).then(|| name.to_owned());
        let words = flags.chain(itself).filter(|word| !self.have(group, name, word));
        let whole = group.map_or_else(|| name.to_owned(), |group| format!("{group} {name}"));
        missing.extend(words.map(|word| format!("{whole}: {word}")));
    }
}
