//! Goods in the hands of an authority.

use crate::books::{Books, End, Status, StockKey};
use crate::case::{Case, Object, text};
use crate::change::cut;
use crate::entries::{self, Target};
use crate::refer;
use crate::report::Kind as Finding;

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
            case.doubt("only detained and seized goods are released");
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

fn take(books: &mut Books, command: &Object, measure: &str, held: &Held, quantity: i128, case: &mut Case<'_>) {
    let mut name = |field: &str, default| text(command, field).map_or(default, |text| books.names.name(text));
    let holder = name("keeper", held.key.holder);
    let place = name("keep_at", held.key.place);
    let to = match measure {
        "detain" => End::Stock(StockKey { holder, place, status: Status::Detained, ..held.key }),
        "seize" => End::Stock(StockKey { holder, place, status: Status::Seized, ..held.key }),
        "release" => End::Stock(StockKey { status: Status::Free, ..held.key }),
        "destroy" => End::Account(books.names.name("destroyed")),
        "confiscate" => End::Account(books.names.name("confiscated")),
        "auction" => End::Account(books.names.name("auctioned")),
        _ => End::Account(books.names.name("sample")),
    };
    let there = match held.from {
        End::Stock(key) => books.available(key),
        end => books.balance(end).quantity(),
    };
    let quantity = cut(quantity, there, case);
    books.post_quantity(held.key.lot, held.from, to, quantity);
}
