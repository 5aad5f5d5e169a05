//! `tamga mapping check`: whether a mapping can be used, and what of a table it uses.

use crate::cli::Common;
use crate::commands::tables;
use crate::mappings;
use crate::screen::{Screen, Tone};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use intake::{Mapping, OpenError};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;

/// Documents of the table that are tried.
const TRIED: usize = 1000;

/// A kind of problem: how often it occurs, and where first.
struct Found {
    count: u64,
    line: u64,
    message: String,
}

/// What became of the rows that were tried.
#[derive(Default)]
struct Trial {
    accepted: u64,
    rejected: u64,
    /// Problems by code and column.
    problems: BTreeMap<(String, String), Found>,
}

pub(super) fn run(name: &str, table: Option<&Path>, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mapping = mappings::open(name)?;
    let Some(path) = table else { return alone(name, &mapping, screen) };
    let options = intake::Options { check_codes: Some(tables::load(common)?), ..intake::Options::default() };
    let rows = match intake::open_with(path, Some(&mapping), options) {
        Ok(rows) => rows,
        Err(OpenError::Columns { problems, .. }) => return misfit(&problems, screen),
        Err(error) => return Err(Trouble::input(error.to_string()).because(&error)),
    };
    let header: Vec<String> = rows.header().into_iter().map(str::to_owned).collect();
    let trial = Trial::of(rows.take(TRIED));
    if screen.is_json() {
        print_json(&mapping, &header, &trial, screen)?;
    } else {
        print(&mapping, &header, &trial, screen)?;
    }
    Ok(Ending::finding(trial.rejected > 0))
}

impl Trial {
    fn of(rows: impl Iterator<Item = intake::Row>) -> Self {
        let mut trial = Self::default();
        for row in rows {
            let Err(reject) = row.outcome else {
                trial.accepted += row.rows;
                continue;
            };
            trial.rejected += row.rows;
            for problem in reject.problems {
                let place = problem.column.unwrap_or(problem.pointer);
                let found = Found { count: 0, line: problem.line, message: problem.message };
                trial.problems.entry((problem.code.into_owned(), place)).or_insert(found).count += 1;
            }
        }
        trial
    }
}

fn alone(name: &str, mapping: &Mapping, screen: &Screen) -> Result<Ending, Trouble> {
    let columns = mapping.columns();
    if screen.is_json() {
        screen.json(&json!({"mapping": name, "title": mapping.title(), "columns": columns}))?;
    } else {
        screen.line(screen.paint(Tone::Good, &format!("{name} can be used")))?;
        screen.text("  ", &format!("it reads the columns {}", columns.join(", ")))?;
    }
    Ok(Ending::Done)
}

fn misfit(problems: &[String], screen: &Screen) -> Result<Ending, Trouble> {
    if screen.is_json() {
        screen.json(&json!({"fits": false, "problems": problems}))?;
    } else {
        screen.line(screen.paint(Tone::Bad, "the mapping does not fit the table"))?;
        problems.iter().try_for_each(|problem| screen.text("  ", problem))?;
    }
    Ok(Ending::Finding)
}

fn print_json(mapping: &Mapping, header: &[String], trial: &Trial, screen: &Screen) -> std::io::Result<()> {
    let column = |name: &String| json!({"column": name, "fields": mapping.fields_from(name)});
    let problem = |((code, place), found): (&(String, String), &Found)| json!({"code": code, "at": place, "count": found.count, "first_line": found.line, "message": found.message});
    screen.json(&json!({
        "fits": true,
        "columns": header.iter().map(column).collect::<Vec<_>>(),
        "rows_accepted": trial.accepted,
        "rows_rejected": trial.rejected,
        "problems": trial.problems.iter().map(problem).collect::<Vec<_>>(),
    }))
}

fn print(mapping: &Mapping, header: &[String], trial: &Trial, screen: &Screen) -> std::io::Result<()> {
    let used = mapping.columns();
    let mut table = Table::new([Column::Text("column"), Column::Text("becomes")]);
    for name in header {
        let fields = mapping.fields_from(name);
        let words = match (fields.is_empty(), used.contains(&name.as_str())) {
            (false, _) => fields.join(", "),
            (true, true) => "tells rows apart".to_owned(),
            (true, false) => "ignored".to_owned(),
        };
        table.row([name.clone(), words]);
    }
    table.print(screen)?;
    screen.line("")?;
    let tone = if trial.rejected > 0 { Tone::Bad } else { Tone::Good };
    let words = format!("of the first rows {} can be read, {} cannot", trial.accepted, trial.rejected);
    screen.line(screen.paint(tone, &words))?;
    for ((code, place), Found { count, line, message }) in &trial.problems {
        screen.text("  ", &format!("{place}: {message} ({code}; {count} times, first on line {line})"))?;
    }
    Ok(())
}
