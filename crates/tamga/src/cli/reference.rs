//! The page `docs/reference/cli.md` says what the program says of itself.

use super::Cli;
use clap::{Arg, Command, CommandFactory};
use std::fmt::Write;
use std::path::Path;

const PAGE: &str = "../../docs/reference/cli.md";
const HEAD: &str = "\
# The command line

Made from the program's own help by a test of `crates/tamga`; set `TAMGA_WRITE_REFERENCE=1` when running it to write this
page anew.

Options of every command: `--store STORE` (`dir:PATH` or a path; also the environment variable `TAMGA_STORE`; default
`./tamga-data`), `--json` (answers as JSON, for programs), `--help`. Colours are shown only on a terminal, and never where
`NO_COLOR` is set. Exit codes: 0 done; 1 the answer is a refusal or a finding; 2 wrong arguments or input; 3 the program
could not work.
";

#[test]
fn the_reference_is_up_to_date() {
    let mut page = HEAD.to_owned();
    let mut program = Cli::command();
    program.build();
    for command in program.get_subcommands().filter(|command| command.get_name() != "help") {
        describe(command, "tamga", 2, &mut page);
    }
    compare(&page, PAGE);
}

fn describe(command: &Command, before: &str, depth: usize, page: &mut String) {
    if command.is_hide_set() {
        return;
    }
    let name = format!("{before} {}", command.get_name());
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, "\n{} `{name}`\n\n{about}.\n", "#".repeat(depth));
    let arguments: Vec<&Arg> = command.get_arguments().filter(|arg| !is_common(arg)).collect();
    if !arguments.is_empty() {
        page.push_str("\n| argument | |\n|---|---|\n");
        arguments.iter().for_each(|arg| argument(arg, page));
    }
    if let Some(after) = command.get_after_help() {
        let _ = write!(page, "\n```text\n{after}\n```\n");
    }
    for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
        describe(inner, &name, depth + 1, page);
    }
}

fn is_common(arg: &Arg) -> bool {
    arg.is_hide_set() || ["store", "json", "help", "version"].contains(&arg.get_id().as_str())
}

fn argument(arg: &Arg, page: &mut String) {
    let values = arg.get_value_names().filter(|_| arg.get_action().takes_values());
    let value = values.map(|names| names.iter().map(clap::builder::Str::as_str).collect::<Vec<_>>().join(" "));
    let name = match (arg.get_long(), value) {
        (Some(long), Some(value)) => format!("--{long} {value}"),
        (Some(long), None) => format!("--{long}"),
        (None, Some(value)) => value,
        (None, None) => arg.get_id().to_string().to_uppercase(),
    };
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|");
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|text| text.to_string_lossy().into_owned()).collect();
    let default = if defaults.is_empty() || !arg.get_action().takes_values() {
        String::new()
    } else {
        format!(" [default: {}]", defaults.join(" "))
    };
    let required = if arg.is_required_set() { " (required)" } else { "" };
    let _ = writeln!(page, "| `{name}`{required} | {help}{default} |");
}

/// Compares a page with what it should be, or writes it when the environment says so.
pub(crate) fn compare(text: &str, page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    if std::env::var_os("TAMGA_WRITE_REFERENCE").is_some() {
        std::fs::write(&path, text).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = found.lines().zip(text.lines()).find(|(found, wanted)| found != wanted);
    assert!(
        found == text,
        "{page} is not what the program says (first difference: {differs:?}); run\n  \
         TAMGA_WRITE_REFERENCE=1 cargo test -p tamga --bins reference"
    );
}
