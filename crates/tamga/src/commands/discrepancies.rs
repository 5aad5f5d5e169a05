//! `tamga discrepancies`: what the books could not take.

use super::stock::told_limit;
use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session::{Session, View};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::DiscrepancyId;
use ledger::records::DiscrepancyRecord;
use serde_json::{Value, json};

const AFTER: &str = "\
Examples:
  tamga discrepancies --open                      what must still be answered
  tamga discrepancies --open --party bin:020540003431
  tamga discrepancies --json

A fact is never refused. What the books could not take of it is a discrepancy: it has somebody who must answer it,
and a day until when. Exit code 1: there are open ones.

Next: answer one with `tamga submit`, a document of the type `discrepancy` (`tamga schema discrepancy`).";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Only those not yet answered
    #[arg(long)]
    open: bool,
    /// Only those that this party must answer
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// At most this many rows, the oldest first
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    session.view(|view| {
        let state = &view.books.state;
        let party = options.party.as_deref().map(|text| view.party_named(text)).transpose()?;
        let all = (0..).map(DiscrepancyId::at).zip(state.discrepancies.iter());
        let found: Vec<(DiscrepancyId, &DiscrepancyRecord)> = all
            .filter(|(_, record)| !options.open || record.resolved == 0)
            .filter(|(_, record)| {
                party.is_none_or(|party| record.owner.is_some() && state.standing(record.owner) == party)
            })
            .collect();
        if screen.is_json() {
            let rows: Vec<Value> = found.iter().take(options.limit).map(|(id, _)| value(view, *id)).collect();
            screen.json(&json!({"total": found.len(), "shown": rows.len(), "rows": rows}))?;
        } else {
            as_table(&found, options, view, screen)?;
        }
        Ok(Ending::finding(found.iter().any(|(_, record)| record.resolved == 0)))
    })
}

/// A discrepancy as JSON.
pub(crate) fn value(view: &View, id: DiscrepancyId) -> Value {
    let Some(record) = id.position().and_then(|position| view.books.state.discrepancies.find(position)) else {
        return Value::Null;
    };
    let lot = record.lot.is_some().then(|| view.numbers.lot(record.lot).to_string());
    let line = record.line.is_some().then(|| {
        let line = view.books.state.line(record.line);
        json!({"note": view.numbers.note(line.note).to_string(), "line": line.line})
    });
    json!({
        "discrepancy": view.numbers.discrepancy(id).to_string(),
        "kind": record.kind.name(),
        "meaning": words::discrepancy(record.kind),
        "owner": record.owner.is_some().then(|| view.party(record.owner)),
        "lot": lot,
        "note_line": line,
        "quantity": record.quantity.to_string(),
        "due": words::day(record.due),
        "entry": record.seq,
        "resolved_by_entry": (record.resolved != 0).then_some(record.resolved),
    })
}

fn as_table(
    found: &[(DiscrepancyId, &DiscrepancyRecord)],
    options: &Options,
    view: &View,
    screen: &Screen,
) -> std::io::Result<()> {
    if found.is_empty() {
        return screen.line(screen.paint(Tone::Good, "No discrepancies."));
    }
    let mut table = Table::new([
        Column::Left("discrepancy"),
        Column::Text("kind"),
        Column::Text("about"),
        Column::Text("to answer"),
        Column::Left("until"),
        Column::Extra("state"),
    ]);
    for (id, record) in found.iter().take(options.limit) {
        table.row([
            view.numbers.discrepancy(*id).to_string(),
            record.kind.name().replace('_', " "),
            view.discrepancy_subject(*id),
            if record.owner.is_some() { view.party_name(record.owner) } else { "the registry".to_owned() },
            words::day(record.due),
            if record.resolved == 0 { "open".to_owned() } else { format!("answered by entry {}", record.resolved) },
        ]);
    }
    table.print(screen)?;
    told_limit(screen, found.len(), options.limit)
}
