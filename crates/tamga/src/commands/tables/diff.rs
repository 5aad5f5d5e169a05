//! Two editions compared.

use super::named;
use crate::screen::{Screen, Tone};
use crate::trouble::{Ending, Trouble};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use trade::nomenclature::{Change, ChangeKind, Tables, diff};
use trade::unit::Unit;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The earlier edition, such as 'CN 2023'
    before: String,
    /// The later edition
    after: String,
    /// Also write the changes into this file, as CSV
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
}

/// A change in words: what, successors or the value before, relation or the value after.
fn cells(change: &Change<'_>) -> [String; 4] {
    let unit = |unit: Option<Unit>| unit.map_or("none", Unit::code).to_owned();
    let (word, before, after) = match &change.kind {
        ChangeKind::Added => ("added", String::new(), String::new()),
        ChangeKind::Ended { successors, relation } => {
            let codes: Vec<_> = successors.iter().map(ToString::to_string).collect();
            ("ended", relation.map(|one| one.to_string()).unwrap_or_default(), codes.join(" "))
        }
        ChangeKind::Renamed { before, after } => ("renamed", (*before).to_owned(), (*after).to_owned()),
        ChangeKind::Unit { before, after } => ("unit", unit(*before), unit(*after)),
    };
    [change.code.to_string(), word.to_owned(), before, after]
}

pub(super) fn run(options: &Options, tables: &Tables, screen: &Screen) -> Result<Ending, Trouble> {
    let (before, after) = (named(tables, &options.before)?, named(tables, &options.after)?);
    if before.nomenclature != after.nomenclature {
        return Err(Trouble::input(format!("{} and {} are not of one nomenclature", before.name, after.name))
            .next("compare two editions of the HS, the CN or the TN VED"));
    }
    let changes: Vec<[String; 4]> = diff(tables, before, after).iter().map(cells).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::from([("added", 0), ("ended", 0), ("renamed", 0), ("unit", 0)]);
    for [_, word, ..] in &changes {
        *counts.entry(word).or_default() += 1;
    }
    if let Some(path) = &options.csv {
        write(path, &changes)
            .map_err(|error| Trouble::input(format!("{} cannot be written", path.display())).because(&error))?;
    }
    if screen.is_json() {
        let row = |[code, change, from, to]: &[String; 4]| json!({"code": code, "change": change, "before": from, "after": to});
        let rows: Value = changes.iter().map(row).collect();
        screen.json(&json!({"before": before.name, "after": after.name, "counts": counts, "changes": rows}))?;
        return Ok(Ending::Done);
    }
    let counts: Vec<_> = counts.iter().map(|(word, count)| format!("{count} {word}")).collect();
    let head = format!("{} to {}: {}", before.name, after.name, counts.join(", "));
    screen.line(screen.paint(Tone::Head, &head))?;
    if options.csv.is_none() {
        for [code, word, from, to] in &changes {
            let arrow = if from.is_empty() && to.is_empty() { "" } else { " -> " };
            screen.line(format!("{code:<10} {word:<8} {from}{arrow}{to}"))?;
        }
    }
    Ok(Ending::Done)
}

fn write(path: &Path, changes: &[[String; 4]]) -> Result<(), csv::Error> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["code", "change", "before", "after"])?;
    changes.iter().try_for_each(|row| file.write_record(row))?;
    Ok(file.flush()?)
}
