//! `tamga lots`: the lots there are.

use super::stock::told_limit;
use crate::cli::Common;
use crate::screen::Screen;
use crate::session::{Session, View};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::LotId;
use serde_json::{Value, json};
use trade::code::GoodsPrefix;

const AFTER: &str = "\
Examples:
  tamga lots                    the newest lots
  tamga lots --code 8501        lots of one heading
  tamga lots --flagged          lots that somebody should look at

A lot is the goods of one line of one document that brought goods in.

Next: `tamga show LOT` tells everything about one, `tamga trace down LOT` where its goods went.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Lots whose code begins so
    #[arg(long, value_name = "PREFIX")]
    code: Option<GoodsPrefix>,
    /// Only lots with a flag
    #[arg(long)]
    flagged: bool,
    /// At most this many rows, the newest first
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    session.view(|view| {
        let state = &view.books.state;
        let fits = |lot: &LotId| {
            let record = state.lot(*lot);
            options.code.is_none_or(|code| code.covers(record.code))
                && (!options.flagged || !words::lot_flags(record.flags).is_empty())
        };
        let found: Vec<LotId> = (0..state.lots.len()).rev().map(LotId::at).filter(fits).collect();
        if screen.is_json() {
            let rows: Vec<Value> = found.iter().take(options.limit).map(|lot| lot_value(view, *lot)).collect();
            screen.json(&json!({"total": found.len(), "shown": rows.len(), "rows": rows}))?;
        } else {
            as_table(&found, options, view, screen)?;
        }
        Ok(Ending::Done)
    })
}

/// A lot as JSON.
pub(crate) fn lot_value(view: &View, lot: LotId) -> Value {
    let record = view.books.state.lot(lot);
    let document = view.books.state.document(record.document);
    json!({
        "lot": view.numbers.lot(lot).to_string(),
        "document": view.books.directory.document(record.document),
        "line": record.line,
        "date": words::day(document.day),
        "principal": view.party(document.principal),
        "code": record.code.to_string(),
        "origin": record.origin.map(|origin| origin.to_string()),
        "unit": record.unit.code(),
        "source": record.source.name(),
        "minted": ledger::dump::measures(record.minted),
        "currency": record.currency.map(|currency| currency.to_string()),
        "entries": record.chain,
        "last_entry": record.last_seq,
        "flags": words::lot_flags(record.flags),
    })
}

fn as_table(found: &[LotId], options: &Options, view: &View, screen: &Screen) -> std::io::Result<()> {
    if found.is_empty() {
        return screen.line("No lot fits.");
    }
    let mut table = Table::new([
        Column::Left("lot"),
        Column::Text("document line"),
        Column::Left("code"),
        Column::Extra("origin"),
        Column::Right("came in"),
        Column::Left(""),
        Column::Text("remarks"),
    ]);
    for lot in found.iter().take(options.limit) {
        let record = view.books.state.lot(*lot);
        table.row([
            view.numbers.lot(*lot).to_string(),
            view.document_line(*lot),
            record.code.to_string(),
            record.origin.map(|origin| origin.to_string()).unwrap_or_default(),
            record.minted.quantity.to_string(),
            words::unit(record.unit).to_owned(),
            words::lot_flags(record.flags).join(", "),
        ]);
    }
    table.print(screen)?;
    told_limit(screen, found.len(), options.limit)
}
