//! Which receipt fed which note, within one lot.
//!
//! Goods of one lot at one place of one owner are alike: when two notes brought them and a third takes some away, no
//! document says whose they were. What is certain are bounds: each receipt gave at least `min` and at most `max`. First
//! in first out is a convention and labelled as one. A note that names the receipt it draws from is exact.

use crate::account::Account;
use crate::books::Books;
use crate::ids::{LineId, LotId, NoteId, PartyId, PlaceId};
use crate::moves::{Move, Moves, Stop};
use std::collections::BTreeMap;
use trade::quantity::Quantity;

/// What brought goods to a stock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Receipt {
    /// A note.
    Note(NoteId),
    /// The account the lot came from (its own document), or an excess.
    Account(Account),
    /// Another stock of the lot (a merger, a change of status or place by an act).
    Stock(PartyId, PlaceId),
}

/// Where goods of a stock went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Draw {
    /// On a line of a note.
    Line(LineId),
    /// To an account.
    Account(Account),
    /// To another stock.
    Stock(PartyId, PlaceId),
}

/// What one receipt gave to one draw, in the lot's unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// Owner of the stock drawn from.
    pub owner: PartyId,
    /// Place of the stock drawn from.
    pub place: PlaceId,
    /// Receipt.
    pub receipt: Receipt,
    /// Draw.
    pub draw: Draw,
    /// Entry of the draw.
    pub seq: u64,
    /// At least this much.
    pub min: Quantity,
    /// At most this much.
    pub max: Quantity,
    /// By the convention first in first out.
    pub fifo: Quantity,
}

impl Share {
    /// Whether the bounds meet.
    pub fn is_exact(&self) -> bool {
        self.min == self.max
    }
}

/// What is left of a receipt at a stock.
#[derive(Clone, Copy)]
struct Left {
    receipt: Receipt,
    low: u64,
    high: u64,
    fifo: u64,
}

/// All shares of a lot, in order of recording.
pub fn shares(books: &Books, moves: &dyn Moves, lot: LotId) -> Vec<Share> {
    let mut stocks: BTreeMap<(PartyId, PlaceId), Vec<Left>> = BTreeMap::new();
    let mut shares = Vec::new();
    for one in super::moves_of(books, moves, lot) {
        if let Stop::Stock(owner, place) = one.from
            && let Some(draw) = draw_of(one.to)
        {
            let stock = stocks.entry((owner, place)).or_default();
            take(stock, &one, |receipt, [min, max, fifo]| {
                let quantity = Quantity::from_micros;
                let (min, max, fifo) = (quantity(min), quantity(max), quantity(fifo));
                shares.push(Share { owner, place, receipt, draw, seq: one.seq, min, max, fifo });
            });
        }
        if let Stop::Stock(owner, place) = one.to
            && let Some(receipt) = receipt_of(books, one.from)
        {
            add(stocks.entry((owner, place)).or_default(), receipt, one.quantity.micros());
        }
    }
    shares
}

fn draw_of(to: Stop) -> Option<Draw> {
    match to {
        Stop::Line(line) | Stop::Abroad(line) => Some(Draw::Line(line)),
        Stop::Account(account) => Some(Draw::Account(account)),
        Stop::Stock(owner, place) => Some(Draw::Stock(owner, place)),
        Stop::Lot(_) => None,
    }
}

fn receipt_of(books: &Books, from: Stop) -> Option<Receipt> {
    match from {
        Stop::Line(line) | Stop::Abroad(line) => Some(Receipt::Note(books.state.line(line).note)),
        Stop::Account(account) => Some(Receipt::Account(account)),
        Stop::Stock(owner, place) => Some(Receipt::Stock(owner, place)),
        Stop::Lot(_) => None,
    }
}

fn add(stock: &mut Vec<Left>, receipt: Receipt, quantity: u64) {
    if let Some(left) = stock.iter_mut().find(|left| left.receipt == receipt) {
        left.low = left.low.saturating_add(quantity);
        left.high = left.high.saturating_add(quantity);
        left.fifo = left.fifo.saturating_add(quantity);
    } else {
        stock.push(Left { receipt, low: quantity, high: quantity, fifo: quantity });
    }
}

/// Draws from a stock. With `total` there and a draw of `d`, a receipt of which between `low` and `high` is left gave at
/// least `d - (total - low)` and at most `min(high, d)`; what is left of it lies between `low - min(low, d)` and
/// `min(high, total - d)`.
fn take(stock: &mut Vec<Left>, one: &Move, mut share: impl FnMut(Receipt, [u64; 3])) {
    let d = one.quantity.micros();
    let total: u64 = stock.iter().map(|left| left.fifo).fold(0, u64::saturating_add);
    let named = Receipt::Note(one.receipt);
    if one.receipt.is_some()
        && let Some(left) = stock.iter_mut().find(|left| left.receipt == named && left.high >= d)
    {
        share(named, [d, d, d]);
        left.low = left.low.saturating_sub(d);
        left.high = left.high.saturating_sub(d);
        let rest = d.saturating_sub(left.fifo);
        left.fifo = left.fifo.saturating_sub(d);
        first_in_first_out(stock, rest);
        return;
    }
    let given = first_in_first_out(stock, d);
    for (left, fifo) in stock.iter_mut().zip(given) {
        let min = d.saturating_sub(total.saturating_sub(left.low));
        let max = left.high.min(d);
        if max > 0 {
            share(left.receipt, [min, max, fifo]);
        }
        left.low = left.low.saturating_sub(d);
        left.high = left.high.min(total.saturating_sub(d));
    }
    stock.retain(|left| left.high > 0 || left.fifo > 0);
}

/// Takes `d` from the oldest receipts; returns what each gave.
fn first_in_first_out(stock: &mut [Left], d: u64) -> Vec<u64> {
    let mut rest = d;
    stock
        .iter_mut()
        .map(|left| {
            let part = left.fifo.min(rest);
            left.fifo = left.fifo.saturating_sub(part);
            rest = rest.saturating_sub(part);
            part
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stock(parts: &[(u32, u64)]) -> Vec<Left> {
        let mut stock = Vec::new();
        for (note, quantity) in parts {
            add(&mut stock, Receipt::Note(NoteId(*note)), *quantity);
        }
        stock
    }

    fn draw(stock: &mut Vec<Left>, d: u64, receipt: u32) -> Vec<(u32, [u64; 3])> {
        let one = Move {
            lot: LotId(1),
            seq: 1,
            from: Stop::Lot(LotId(1)),
            to: Stop::Lot(LotId(1)),
            quantity: Quantity::from_micros(d),
            receipt: NoteId(receipt),
            previous: 0,
        };
        let mut shares = Vec::new();
        take(stock, &one, |receipt, bounds| {
            if let Receipt::Note(note) = receipt {
                shares.push((note.0, bounds));
            }
        });
        shares
    }

    #[test]
    fn bounds_of_a_mixed_stock() {
        let mut mixed = stock(&[(1, 60), (2, 40)]);
        // Of 100, 70 go: receipt 1 gave at least 70 - 40 = 30, at most 60; receipt 2 between 10 and 40.
        assert_eq!(draw(&mut mixed, 70, 0), [(1, [30, 60, 60]), (2, [10, 40, 10])]);
        // Of the 30 left, receipt 1 has between 0 and 30, receipt 2 between 0 and 30.
        assert_eq!(draw(&mut mixed, 30, 0), [(1, [0, 30, 0]), (2, [0, 30, 30])]);
    }

    #[test]
    fn a_single_receipt_is_exact() {
        let mut single = stock(&[(1, 60)]);
        assert_eq!(draw(&mut single, 25, 0), [(1, [25, 25, 25])]);
        assert_eq!(draw(&mut single, 35, 0), [(1, [35, 35, 35])]);
    }

    #[test]
    fn a_named_receipt_is_exact() {
        let mut mixed = stock(&[(1, 60), (2, 40)]);
        assert_eq!(draw(&mut mixed, 40, 2), [(2, [40, 40, 40])]);
        assert_eq!(draw(&mut mixed, 60, 0), [(1, [60, 60, 60])]);
    }
}
