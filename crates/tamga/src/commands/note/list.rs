//! `tamga note show` and `tamga note list`.

use crate::cli::Common;
use crate::commands::stock::told_limit;
use crate::screen::{Screen, Tone};
use crate::session::{Session, View};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use crate::words;
use ledger::lifecycle::{Action, Status, next};
use ledger::records::NoteRecord;
use ledger::{LineId, NoteId};
use serde_json::{Value, json};
use std::io;
use trade::quantity::Quantity;

#[derive(clap::Args)]
pub(super) struct ShowOptions {
    /// KZ-N-… or the supplier's own number
    note: String,
}

#[derive(clap::Args)]
pub(super) struct Options {
    /// Notes that this party sends or receives
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// Only in this status, such as dispatched
    #[arg(long)]
    status: Option<String>,
    /// Only overdue ones
    #[arg(long)]
    overdue: bool,
    /// At most this many rows, the newest first
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

pub(super) fn show(options: &ShowOptions, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    session.view(|view| {
        let note = view.note_named(&options.note)?;
        print_note(note, view, screen)?;
        Ok(Ending::Done)
    })
}

pub(super) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let status = options.status.as_deref().map(find_status).transpose()?;
    let session = Session::open(common)?;
    session.view(|view| {
        let state = &view.books.state;
        let party = options.party.as_deref().map(|text| view.party_named(text)).transpose()?;
        let fits = |note: &NoteRecord| {
            status.is_none_or(|status| note.status == status)
                && party
                    .is_none_or(|party| [note.supplier, note.recipient].map(|one| state.standing(one)).contains(&party))
                && (!options.overdue || note.flags & ledger::records::note_flag::OVERDUE != 0)
        };
        let all = (0..state.notes.len()).rev().map(NoteId::at);
        let found: Vec<NoteId> = all.filter(|note| fits(state.note(*note))).collect();
        if screen.is_json() {
            let rows = found.iter().take(options.limit).map(|note| ledger::dump::note(view.books, view.numbers, *note));
            let rows: Vec<Value> = rows.collect();
            screen.json(&json!({"total": found.len(), "shown": rows.len(), "rows": rows}))?;
        } else {
            as_table(&found, options.limit, view, screen)?;
        }
        Ok(Ending::Done)
    })
}

fn find_status(text: &str) -> Result<Status, Trouble> {
    let known = || Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>().join(", ");
    Status::ALL.iter().copied().find(|status| status.name() == text).ok_or_else(|| {
        Trouble::input(format!("there is no status `{text}`")).next(format!("the statuses are: {}", known()))
    })
}

fn as_table(found: &[NoteId], limit: usize, view: &View, screen: &Screen) -> io::Result<()> {
    if found.is_empty() {
        return screen.line("No note fits.");
    }
    let mut table = Table::new([
        Column::Left("note"),
        Column::Text("number"),
        Column::Extra("date"),
        Column::Extra("kind"),
        Column::Left("status"),
        Column::Text("from"),
        Column::Text("to"),
        Column::Extra("lines"),
    ]);
    for note in found.iter().take(limit) {
        let record = view.books.state.note(*note);
        table.row([
            view.numbers.note(*note).to_string(),
            view.books.directory.note(*note).unwrap_or_default().to_owned(),
            words::day(record.day),
            record.kind.as_str().to_owned(),
            record.status.name().to_owned(),
            view.party_name(record.supplier),
            view.party_name(record.recipient),
            record.lines.to_string(),
        ]);
    }
    table.print(screen)?;
    told_limit(screen, found.len(), limit)
}

/// Prints a note with its lines, and what can be done with it now.
pub(crate) fn print_note(note: NoteId, view: &View, screen: &Screen) -> io::Result<()> {
    if screen.is_json() {
        return screen.json(&ledger::dump::note(view.books, view.numbers, note));
    }
    let record = view.books.state.note(note);
    let number = view.books.directory.note(note).unwrap_or_default();
    let status = screen.paint(tone(record.status), record.status.name());
    screen.line(format!("note {number} ({}): {status}", view.numbers.note(note)))?;
    let kind = record.kind.as_str();
    let destination = record.destination.map(|country| format!(", to {country}")).unwrap_or_default();
    screen.line(format!("  {kind} of {}{destination}, entry {}", words::day(record.day), record.seq))?;
    screen.line(format!("  from {} at {}", view.party_name(record.supplier), view.place(record.from)))?;
    screen.line(format!("  to   {} at {}", view.party_name(record.recipient), view.place(record.to)))?;
    if record.carrier.is_some() {
        screen.line(format!("  carried by {}", view.party_name(record.carrier)))?;
    }
    if let Some(due) = record.due {
        screen.line(format!("  next step due by {}", words::day(due)))?;
    }
    for flag in words::note_flags(record.flags) {
        screen.line(format!("  {}", screen.paint(Tone::Note, flag)))?;
    }
    lines(note, view, screen)?;
    let actions = Action::ALL.iter().filter(|action| by_hand(**action) && next(record.status, **action).is_some());
    let actions: Vec<&str> = actions.map(|action| action.name()).collect();
    let words = if actions.is_empty() { "nothing".to_owned() } else { actions.join(", ") };
    screen.text("", &format!("Can be done now with `tamga note`: {words}."))
}

/// Whether an action is one of `tamga note`.
fn by_hand(action: Action) -> bool {
    !matches!(
        action,
        Action::Fix | Action::Load | Action::Cross | Action::ReturnLater | Action::ComeBack | Action::Expire
    )
}

fn tone(status: Status) -> Tone {
    match status {
        Status::Held | Status::Refused | Status::Rejected | Status::Interrupted => Tone::Bad,
        Status::AcceptedInPart | Status::Cancelled | Status::Returned => Tone::Note,
        _ => Tone::Good,
    }
}

fn lines(note: NoteId, view: &View, screen: &Screen) -> io::Result<()> {
    let mut table = Table::new([
        Column::Right("line"),
        Column::Left("lot"),
        Column::Left("code"),
        Column::Right("noted"),
        Column::Right("reserved"),
        Column::Right("on the way"),
        Column::ExtraRight("abroad"),
        Column::Right("accepted"),
        Column::Left(""),
    ]);
    for line in view.books.state.lines_of(note) {
        table.row(row(line, view));
    }
    table.print(screen)
}

fn row(line: LineId, view: &View) -> [String; 9] {
    let record = view.books.state.line(line);
    let lot = view.books.state.lot(record.lot);
    let open = view.books.state.open_of(line);
    let of = |pick: fn(&ledger::records::OpenRecord) -> Quantity| open.map_or(Quantity::ZERO, pick);
    let text = |quantity: Quantity| if quantity.is_zero() { "-".to_owned() } else { quantity.to_string() };
    [
        record.line.to_string(),
        view.numbers.lot(record.lot).to_string(),
        lot.code.to_string(),
        record.quantity.to_string(),
        text(of(|open| open.reserved)),
        text(of(|open| open.on_line.quantity)),
        text(of(|open| open.abroad.quantity)),
        text(record.accepted),
        words::unit(lot.unit).to_owned(),
    ]
}
