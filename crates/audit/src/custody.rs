//! Goods in the hands of an authority.

use crate::books::{Books, End, Status, StockKey};
use crate::case::{Case, Object, text};
use crate::change::cut;
use crate::entries::{self, Target};
use crate::lifecycle::{Line, State, allowed};
use crate::refer;
use crate::report::Kind as Finding;
use crate::road;

/// A `custody` is a fact: an authority takes, frees, samples or ends goods.
pub(crate) fn custody(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let measure = case.text(command, "measure")?;
    if !matches!(measure, "detain" | "seize" | "release" | "sample" | "destroy" | "confiscate" | "auction") {
        case.object(Finding::Form, format!("`{measure}` is no measure"));
        return None;
    }
    for object in case.objects(command, "lines", 1, 999) {
        let Some(held) = held(books, object, case) else { continue };
        let Some(quantity) = case.quantity(object, "quantity") else { continue };
        if measure == "release" && !held.key.status.is_taken() {
            release_of(&held, case);
            continue;
        }
        if case.applies {
            take(books, command, measure, &held, quantity, case);
        }
    }
    Some(())
}

/// Goods that a measure takes: where they are, and the stock they are or were drawn from.
struct Held {
    from: End,
    key: StockKey,
}

fn held(books: &mut Books, object: &Object, case: &mut Case<'_>) -> Option<Held> {
    if object.contains_key("note") {
        let note = refer::note_of(books, object, case)?;
        let line = refer::note_line(books, note, object, case)?;
        return Some(Held { from: End::Line(note, line), key: books.notes[note].lines[line].source });
    }
    let target = entries::target(books, object, "owner", Status::Free, case)?;
    let status = entries::status(object, "status", Status::Free, case);
    let lot = refer::lot(books, object, Some(target.owner), case)?;
    let key = Target { status, ..target }.of(lot);
    Some(Held { from: End::Stock(key), key })
}

/// Only what is detained or seized is released, and never from a line.
fn release_of(held: &Held, case: &mut Case<'_>) {
    match held.from {
        End::Line(..) => case.object(Finding::RuleBroken, "goods on a line are not released by this command"),
        _ => case.object(Finding::RuleBroken, format!("goods that are {} are not released", held.key.status.name())),
    }
}

fn take(books: &mut Books, command: &Object, measure: &str, held: &Held, quantity: i128, case: &mut Case<'_>) {
    let mut name = |field: &str, default| text(command, field).map_or(default, |text| books.names.name(text));
    let holder = name("keeper", held.key.holder);
    let place = name("keep_at", held.key.place);
    let to = match measure {
        "detain" => End::Stock(StockKey { holder, place, status: Status::Detained, ..held.key }),
        "seize" => End::Stock(StockKey { holder, place, status: Status::Seized, ..held.key }),
        "release" => End::Stock(StockKey { holder, place, status: Status::Free, ..held.key }),
        "destroy" => End::Account(books.names.name("destroyed")),
        "confiscate" => End::Account(books.names.name("confiscated")),
        "auction" => End::Account(books.names.name("auctioned")),
        _ => End::Account(books.names.name("sample")),
    };
    let quantity = cut(quantity, books.balance(held.from).quantity(), case);
    if let End::Stock(key) = held.from {
        give_way(books, key, quantity - books.available(key), case);
    }
    books.post_quantity(held.key.lot, held.from, to, quantity);
    if let End::Line(note, line) = held.from {
        road::trim_loads(books, (note, line));
    }
}

/// Reservations of a stock give way to a measure, those of the newest lines first; their notes are held.
fn give_way(books: &mut Books, key: StockKey, mut wanted: i128, case: &mut Case<'_>) {
    for note in (0..books.notes.len()).rev() {
        for line in (0..books.notes[note].lines.len()).rev() {
            let Line { source, reserved, .. } = books.notes[note].lines[line];
            let taken = reserved.min(wanted);
            if taken <= 0 || books.resolved(source) != books.resolved(key) {
                continue;
            }
            wanted -= taken;
            books.reserve(source, -taken);
            books.notes[note].lines[line].reserved -= taken;
            road::trim_loads(books, (note, line));
            case.raise("short_balance", Some(taken));
            if allowed("hold").contains(&books.notes[note].state) {
                books.notes[note].state = State::Held;
            }
        }
    }
}
