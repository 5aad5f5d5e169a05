//! `tamga trace path`: which receipt fed which draw, within one lot.

use super::{Drawn, drawn};
use crate::drawing::about;
use crate::screen::{Screen, Tone};
use crate::session::{Session, View};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::LotId;
use ledger::trace::Start;
use ledger::trace::path::{Draw, Receipt, Share, shares};
use serde_json::{Value, json};
use std::io;

#[derive(clap::Args)]
pub(super) struct Options {
    /// Lot, DOCUMENT#LINE, NOTE#LINE or serial:NUMBER
    name: String,
    /// Only goods drawn from the stock of this party
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// At most this many rows
    #[arg(long, value_name = "N", default_value_t = 200)]
    limit: usize,
    #[command(flatten)]
    picture: Drawn,
}

pub(super) fn run(options: &Options, session: &Session, view: &View, screen: &Screen) -> Result<Ending, Trouble> {
    let (lot, line) = match view.start(&options.name)? {
        Start::Lot(lot) => (lot, None),
        Start::Line(line) => (view.books.state.line(line).lot, Some(line)),
        Start::Document(_) | Start::Note(_) => {
            return Err(
                Trouble::input(format!("`{}` has several lots", options.name)).next("name one line of it: NAME#LINE")
            );
        }
    };
    let party = options.party.as_deref().map(|text| view.party_named(text)).transpose()?;
    let state = &view.books.state;
    let mut found = shares(view.books, view.moves, lot);
    found.retain(|share| party.is_none_or(|party| state.standing(share.owner) == party));
    found.retain(|share| line.is_none_or(|line| share.draw == Draw::Line(line)));
    if options.picture.files.are_wanted() {
        let party = options.party.as_deref().map(|party| format!(" --party {party}")).unwrap_or_default();
        let about = about(
            format!("Who fed whom: {}", options.name),
            format!("tamga trace path {}{party}", options.name),
            session,
        );
        let picture = drawn::shares(&found, lot, view).draw(options.picture.nodes);
        options.picture.files.write(&picture, &about, screen)?;
    } else if screen.is_json() {
        let rows: Vec<Value> = found
            .iter()
            .take(options.limit)
            .map(|share| ledger::trace::json::share(view.books, view.numbers, share))
            .collect();
        screen.json(&json!({
            "lot": view.numbers.lot(lot).to_string(), "unit": state.lot(lot).unit.code(), "total": found.len(),
            "shown": rows.len(), "shares": rows,
        }))?;
    } else {
        print(lot, &found, options.limit, view, screen)?;
    }
    Ok(Ending::Done)
}

fn print(lot: LotId, found: &[Share], limit: usize, view: &View, screen: &Screen) -> io::Result<()> {
    let unit = view.books.state.lot(lot).unit;
    screen.line(format!("{} from {}, in {}", view.lot(lot), view.document_line(lot), words::unit(unit)))?;
    if found.is_empty() {
        return screen.line("Nothing was drawn from it there.");
    }
    let mut table = Table::new([
        Column::Text("from the stock of"),
        Column::Text("received by"),
        Column::Text("went to"),
        Column::Right("at least"),
        Column::Right("at most"),
        Column::Right("fifo*"),
        Column::Left("is"),
    ]);
    for share in found.iter().take(limit) {
        table.row([
            format!("{} at {}", view.party_name(share.owner), view.place(share.place)),
            receipt(share.receipt, lot, view),
            draw(share.draw, view),
            share.min.to_string(),
            share.max.to_string(),
            share.fifo.to_string(),
            if share.is_exact() { "exact" } else { "bounds" }.to_owned(),
        ]);
    }
    table.print(screen)?;
    super::super::stock::told_limit(screen, found.len(), limit)?;
    let text = "Goods of one lot in one stock are alike: no document says which receipt fed which note, so what is \
                certain are the bounds. * First in first out is a convention, not a fact. A note that names the \
                receipt it draws from is exact.";
    screen.text("", &screen.paint(Tone::Faint, text))
}

pub(super) fn receipt(receipt: Receipt, lot: LotId, view: &View) -> String {
    match receipt {
        Receipt::Note(note) => format!("note {}", view.note(note)),
        Receipt::Account(account) if account == view.books.state.lot(lot).source => view.document_line(lot),
        Receipt::Account(account) => account.name().replace('_', " "),
        Receipt::Stock(owner, place) => format!("stock of {} at {}", view.party_name(owner), view.place(place)),
    }
}

pub(super) fn draw(draw: Draw, view: &View) -> String {
    match draw {
        Draw::Line(line) => view.line(line),
        Draw::Account(account) => account.name().replace('_', " "),
        Draw::Stock(owner, place) => format!("stock of {} at {}", view.party_name(owner), view.place(place)),
    }
}
