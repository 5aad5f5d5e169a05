//! `tamga stock`: what is where.

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session::{Session, View};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::records::StockRecord;
use serde_json::{Value, json};
use trade::code::GoodsPrefix;

const AFTER: &str = "\
Examples:
  tamga stock --party bin:020540003431      goods of one party
  tamga stock --lot DECL-7#1                where the goods of line 1 of declaration DECL-7 lie
  tamga stock --code 8501 --place store:main
  tamga stock --limit 1000 --json

reserved: promised to notes that are registered; available: on hand less reserved.

Next: `tamga trace up LOT` shows where goods came from, `tamga note new` sends them.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Goods that this party owns
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Goods of this lot: KZ-L-… or DOCUMENT#LINE
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
    /// Goods at this place
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Goods whose code begins so: 2, 4, 6, 8 or 10 digits
    #[arg(long, value_name = "PREFIX")]
    code: Option<GoodsPrefix>,
    /// At most this many rows
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    session.view(|view| {
        let found = find(options, view)?;
        if screen.is_json() { as_json(&found, options, view, screen) } else { as_table(&found, options, view, screen) }
    })
}

fn find<'a>(options: &Options, view: &View<'a>) -> Result<Vec<&'a StockRecord>, Trouble> {
    let state = &view.books.state;
    let party = options.party.as_deref().map(|text| view.party_named(text)).transpose()?;
    let lot = options.lot.as_deref().map(|text| view.lot_named(text)).transpose()?;
    let records: Vec<&StockRecord> = match (lot, party) {
        (Some(lot), _) => state.stock_of_lot(lot).collect(),
        (None, Some(party)) => state.stock_of_owner(party).collect(),
        (None, None) => state.stock.records.iter().map(|(_, record)| record).collect(),
    };
    let fits = |record: &&StockRecord| {
        party.is_none_or(|party| record.key.owner == party)
            && options.code.is_none_or(|code| code.covers(state.lot(record.key.lot).code))
            && options.place.as_ref().is_none_or(|place| *place == view.place(record.key.place))
    };
    let mut found: Vec<&StockRecord> = records.into_iter().filter(fits).collect();
    found.sort_unstable_by_key(|record| record.key);
    Ok(found)
}

fn as_json(found: &[&StockRecord], options: &Options, view: &View, screen: &Screen) -> Result<Ending, Trouble> {
    let rows: Vec<Value> = found
        .iter()
        .take(options.limit)
        .map(|record| {
            let lot = view.books.state.lot(record.key.lot);
            let mut row = ledger::dump::stock_row(view.books, view.numbers, record);
            if let Some(map) = row.as_object_mut() {
                map.insert("available".to_owned(), record.available().to_string().into());
                map.insert("code".to_owned(), lot.code.to_string().into());
                map.insert("unit".to_owned(), lot.unit.code().into());
            }
            row
        })
        .collect();
    screen.json(&json!({"total": found.len(), "shown": rows.len(), "rows": rows}))?;
    Ok(Ending::Done)
}

fn as_table(found: &[&StockRecord], options: &Options, view: &View, screen: &Screen) -> Result<Ending, Trouble> {
    if found.is_empty() {
        screen.line("No stock fits. `tamga lots` lists what ever came in.")?;
        return Ok(Ending::Done);
    }
    // Whoever asks for one party knows the owner.
    let owner = if options.party.is_some() { Column::Extra("owner") } else { Column::Text("owner") };
    let mut table = Table::new([
        Column::Left("lot"),
        Column::Left("code"),
        owner,
        Column::Text("place"),
        Column::Extra("status"),
        Column::Right("on hand"),
        Column::Right("reserved"),
        Column::Right("available"),
        Column::Left(""),
    ]);
    for record in found.iter().take(options.limit) {
        let lot = view.books.state.lot(record.key.lot);
        table.row([
            view.numbers.lot(record.key.lot).to_string(),
            lot.code.to_string(),
            view.party_name(record.key.owner),
            view.place(record.key.place),
            record.key.status.as_str().to_owned(),
            record.on_hand.quantity.to_string(),
            record.reserved.to_string(),
            record.available().to_string(),
            words::unit(lot.unit).to_owned(),
        ]);
    }
    table.print(screen)?;
    told_limit(screen, found.len(), options.limit)?;
    Ok(Ending::Done)
}

/// Says when not everything is shown.
pub(crate) fn told_limit(screen: &Screen, total: usize, limit: usize) -> std::io::Result<()> {
    if total <= limit {
        return Ok(());
    }
    screen.line(screen.paint(Tone::Note, &format!("{limit} of {total} rows are shown; `--limit {total}` shows all.")))
}
