//! Postings: measures leave one end and reach another, never more than is there.

use super::{State, add, sub};
use crate::account::{Account, End, StockKey};
use crate::bug::{bug, must};
use crate::ids::{LineId, LotId, NoteId};
use crate::lifecycle::Status;
use crate::records::{AccountRecord, LineRecord, OpenRecord};
use crate::slab::Slot;
use trade::measures::Measures;
use trade::quantity::Quantity;

impl State {
    /// Moves `amount` of `lot` (laws L1 and L2).
    pub(super) fn post(&mut self, lot: LotId, from: End, to: End, amount: Measures, receipt: NoteId) {
        self.take(lot, from, amount);
        self.put(lot, to, amount);
        self.add_move(lot, from.into(), to.into(), amount.quantity, receipt);
    }

    fn take(&mut self, lot: LotId, from: End, amount: Measures) {
        match from {
            End::Account(account) => self.draw(lot, account, amount),
            End::Stock(owner, holder, place, status) => {
                self.take_stock(StockKey { lot, owner, holder, place, status }, amount);
            }
            End::Line(line) => {
                let open = self.edit_open(line);
                open.on_line = less(open.on_line, amount, "more leaves a note line than is on it");
                self.settle(line);
            }
            End::Abroad(line) => {
                let open = self.edit_open(line);
                open.abroad = less(open.abroad, amount, "more comes back than is abroad");
                self.settle(line);
            }
        }
    }

    fn put(&mut self, lot: LotId, to: End, amount: Measures) {
        match to {
            End::Account(account) => self.deposit(lot, account, amount),
            End::Stock(owner, holder, place, status) => {
                self.put_stock(StockKey { lot, owner, holder, place, status }, amount);
            }
            End::Line(line) => {
                assert!(self.line(line).lot == lot, "goods of one lot put on a line of another");
                let open = self.edit_open(line);
                open.on_line = more(open.on_line, amount);
                open.sent = more(open.sent, amount);
            }
            End::Abroad(line) => {
                let open = self.edit_open(line);
                open.abroad = more(open.abroad, amount);
            }
        }
    }

    /// Takes from an account: its own source mints more, another account in counts what it gave.
    fn draw(&mut self, lot: LotId, account: Account, amount: Measures) {
        assert!(account.is_source(), "goods cannot come from {}", account.name());
        let record = self.edit_lot(lot);
        if record.source == account {
            record.minted = more(record.minted, amount);
        } else {
            self.count(lot, account, amount);
        }
    }

    /// Gives to an account; back to its source only by a correction, which un-mints.
    fn deposit(&mut self, lot: LotId, account: Account, amount: Measures) {
        if account.is_source() {
            let record = self.edit_lot(lot);
            assert!(record.source == account, "goods cannot go back to {}", account.name());
            record.minted = less(record.minted, amount, "more un-minted than minted");
        } else {
            self.count(lot, account, amount);
        }
    }

    fn count(&mut self, lot: LotId, account: Account, amount: Measures) {
        let first = self.lot(lot).first_account;
        let mut next = first;
        while let Some(position) = next.checked_sub(1) {
            let record = *self.accounts.at(position);
            if record.account == account {
                self.accounts.edit(position).total = more(record.total, amount);
                return;
            }
            next = record.next;
        }
        let position = self.accounts.push(AccountRecord { account, total: amount, next: first });
        self.edit_lot(lot).first_account = position.saturating_add(1);
    }

    fn take_stock(&mut self, key: StockKey, amount: Measures) {
        let position = must(self.stock.position(key), "goods taken from stock that is not there");
        let record = self.stock.records.edit(position);
        record.on_hand = less(record.on_hand, amount, "more taken from stock than is there");
        assert!(record.reserved <= record.on_hand.quantity, "goods taken that are promised to a note");
        self.drop_empty(position);
    }

    fn put_stock(&mut self, key: StockKey, amount: Measures) {
        let position = self.stock.position(key).unwrap_or_else(|| self.open_stock(key));
        #[cfg(feature = "sabotage")]
        let amount = if self.sabotaged(super::Sabotage::Leak) { leaked(amount) } else { amount };
        let record = self.stock.records.edit(position);
        record.on_hand = more(record.on_hand, amount);
    }

    fn open_stock(&mut self, key: StockKey) -> u32 {
        let owner = must(key.owner.position(), "stock without an owner");
        let position = self.stock.open(key, self.lot(key.lot).first_stock, self.parties.at(owner).first_stock);
        let name = position.saturating_add(1);
        self.edit_lot(key.lot).first_stock = name;
        self.parties.edit(owner).first_stock = name;
        position
    }

    fn drop_empty(&mut self, position: u32) {
        let record = *self.stock.records.at(position);
        if !record.on_hand.is_zero() || !record.reserved.is_zero() {
            return;
        }
        let (first_of_lot, first_of_owner) = self.stock.close(position);
        if let Some(first) = first_of_lot {
            self.edit_lot(record.key.lot).first_stock = first;
        }
        if let Some(first) = first_of_owner {
            let owner = must(record.key.owner.position(), "stock without an owner");
            self.parties.edit(owner).first_stock = first;
        }
    }

    /// Promises goods to a line: no two notes promise the same goods (law L2).
    pub(super) fn reserve(&mut self, line: LineId, quantity: Quantity) {
        let position = must(self.stock.position(self.source_of(line)), "a promise of stock that is not there");
        let record = self.stock.records.edit(position);
        record.reserved = add(record.reserved, quantity);
        let promised = record.reserved <= record.on_hand.quantity;
        #[cfg(feature = "sabotage")]
        let promised = promised || self.sabotaged(super::Sabotage::DoubleReserve);
        assert!(promised, "more promised than is there");
        let open = self.edit_open(line);
        open.reserved = add(open.reserved, quantity);
    }

    pub(super) fn unreserve(&mut self, line: LineId, quantity: Quantity) {
        let open = self.edit_open(line);
        open.reserved = sub(open.reserved, quantity, "more of a promise given back than was promised");
        let position = must(self.stock.position(self.source_of(line)), "a promise of stock that is not there");
        let record = self.stock.records.edit(position);
        record.reserved = sub(record.reserved, quantity, "more of a promise given back than was promised");
        self.drop_empty(position);
        self.settle(line);
    }

    pub(super) fn open_line(&mut self, record: LineRecord) {
        let line = LineId::at(self.lines.push(LineRecord { open: 0, ..record }));
        let position = self.open.insert(OpenRecord { line, ..OpenRecord::free(0) });
        self.edit_line(line).open = position.saturating_add(1);
    }

    pub(super) fn set_status(&mut self, note: NoteId, status: Status) {
        self.edit_note(note).status = status;
        if status.is_final() {
            for line in self.lines_of(note) {
                self.settle(line);
            }
        }
    }

    /// Gives the open record of a line back when its note is final and nothing is open on it.
    fn settle(&mut self, line: LineId) {
        let record = *self.line(line);
        let Some(position) = record.open.checked_sub(1) else { return };
        if self.note(record.note).status.is_final() && self.open.at(position).is_settled() {
            self.open.remove(position);
            self.edit_line(line).open = 0;
        }
    }

    fn edit_open(&mut self, line: LineId) -> &mut OpenRecord {
        match self.line(line).open.checked_sub(1) {
            Some(position) => self.open.edit(position),
            None => bug("nothing is open on a note line"),
        }
    }
}

#[track_caller]
fn more(a: Measures, b: Measures) -> Measures {
    must(a.checked_add(b), "a sum of measures overflows")
}

#[track_caller]
fn less(a: Measures, b: Measures, what: &str) -> Measures {
    must(a.checked_sub(b), what)
}

#[cfg(feature = "sabotage")]
fn leaked(amount: Measures) -> Measures {
    Measures { quantity: add(amount.quantity, Quantity::from_micros(1)), ..amount }
}
