//! `tamga mapping new`: a mapping made for a table.

use super::questions::Questions;
use crate::cli::Common;
use crate::commands::tables;
use crate::screen::{Screen, Tone};
use crate::trouble::{Ending, Trouble};
use clap::builder::PossibleValuesParser;
use intake::propose::{Draft, Table, commands};
use intake::{Mapping, MappingError};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use trade::nomenclature::Tables;

/// Documents that are shown at the end.
const SHOWN: usize = 3;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The table: text, plain or gzip, or a workbook
    table: PathBuf,
    /// Where the mapping goes [default: NAME.toml in this directory]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The kind of documents that the rows are, as `tamga schema` lists them [default: what fits best]
    #[arg(long, value_name = "TYPE", hide_possible_values = true,
        value_parser = PossibleValuesParser::new(trade::command::Command::TYPES))]
    command: Option<String>,
    /// Take what is proposed, without questions
    #[arg(long)]
    yes: bool,
}

pub(super) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    if screen.is_json() && !options.yes {
        return Err(Trouble::input("questions are for people, not for programs").next("add --yes, or leave --json out"));
    }
    let output = options.output.clone().unwrap_or_else(|| default_output(&options.table));
    if output.exists() {
        let trouble = Trouble::input(format!("{} is there already, and is not written over", output.display()));
        return Err(trouble.next("name another file with --output"));
    }
    let table = Table::look(&options.table).map_err(|error| Trouble::input(error.to_string()).because(&error))?;
    let draft = decide(options, &table, screen)?;
    let text = draft.write(&table);
    write(&output, &text)?;
    let undecided: Vec<&str> = draft.undecided().into_iter().map(|field| field.name.as_str()).collect();
    if screen.is_json() {
        let unused: Vec<&str> = draft.unused(&table).into_iter().map(|column| column.name.as_str()).collect();
        let file = output.display().to_string();
        screen.json(&json!({"mapping": file, "command": draft.command, "undecided": undecided, "ignored": unused}))?;
    } else {
        tell(&draft, &table, &output, screen)?;
        if undecided.is_empty() {
            show_rows(&text, &table, &tables::load(common)?, screen)?;
            screen.line(format!(
                "Next: tamga import {} --mapping {} --dry-run",
                table.path.display(),
                output.display()
            ))?;
        }
    }
    Ok(Ending::finding(!undecided.is_empty()))
}

/// `may.csv.gz` gets `may.toml`, in the directory where one works.
fn default_output(table: &Path) -> PathBuf {
    let name = table.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let stem = name.split('.').find(|part| !part.is_empty()).unwrap_or("mapping");
    PathBuf::from(format!("{stem}.toml"))
}

fn decide(options: &Options, table: &Table, screen: &Screen) -> Result<Draft, Trouble> {
    if let Some(command) = options.command.as_deref() {
        let draft = Draft::propose(table, command);
        return if options.yes { Ok(draft) } else { Questions::new(table, &[], draft, screen).ask() };
    }
    let likely = commands(table);
    let best = likely.first().map_or("import_declaration", |(kind, _)| *kind);
    let draft = Draft::propose(table, best);
    if options.yes { Ok(draft) } else { Questions::new(table, &likely, draft, screen).ask() }
}

/// A file that came into being in the meantime stays as it is.
fn write(output: &Path, text: &str) -> Result<(), Trouble> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(output);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Trouble::input(format!("{} cannot be written", output.display())).because(&error))
}

/// What was decided, and what is left to decide.
fn tell(draft: &Draft, table: &Table, output: &Path, screen: &Screen) -> Result<(), Trouble> {
    let output = output.display();
    screen.line("")?;
    for (field, rule) in &draft.rules {
        if let Some(rule) = rule {
            screen.text("  ", &format!("{}: {}", field.name, rule.reason))?;
        }
    }
    let unused: Vec<&str> = draft.unused(table).into_iter().map(|column| column.name.as_str()).collect();
    if !unused.is_empty() {
        screen.text("  ", &format!("no field takes the columns {}", unused.join(", ")))?;
    }
    screen.line("")?;
    screen.line(format!("{output} is written: rows become documents of the type {}", draft.command))?;
    let undecided = draft.undecided();
    if undecided.is_empty() {
        return Ok(());
    }
    screen.line(screen.paint(Tone::Bad, "still to be decided:"))?;
    for field in undecided {
        screen.text("  ", &format!("{}: {}", field.name, field.about))?;
    }
    let table = table.path.display();
    Ok(screen.line(format!("Next: write these into {output}, then tamga mapping check {output} {table}"))?)
}

/// What the first documents of the table would become.
fn show_rows(text: &str, table: &Table, tables: &Arc<Tables>, screen: &Screen) -> Result<(), Trouble> {
    let unread = |error: MappingError| Trouble::input("the mapping cannot be used as it is; mend it").because(&error);
    let mapping: Mapping = text.parse().map_err(unread)?;
    let (mut shown, mut last) = (0, 0);
    for line in &table.lines {
        // Rows of a document that was shown are not shown again.
        if *line <= last || shown == SHOWN {
            continue;
        }
        let explained = intake::explain(&table.path, Some(&mapping), *line, Arc::clone(tables));
        let explained = explained.map_err(|error| Trouble::input(error.to_string()).because(&error))?;
        last = explained.lines.last().copied().unwrap_or(*line);
        shown += 1;
        if let Some(command) = &explained.command {
            screen.line(format!("line {line} {} {command}", screen.paint(Tone::Good, "becomes")))?;
        } else {
            screen.line(format!("line {line} {}", screen.paint(Tone::Bad, "is rejected")))?;
            explained.problems.iter().try_for_each(|problem| screen.text("  ", &problem.to_string()))?;
        }
    }
    Ok(())
}
