//! Effects into rows, as `ledger::State` applies them.

use super::{Batch, Erased, Touched};
use crate::facet::{Field, List, prefixes};
use crate::row::{
    DiscrepancyRow, DocumentRow, EntryRow, LineRow, LoadRow, LotRow, NoteRow, PartyRow, PlaceRow, Row, StockRow,
    TransportRow, of_code, of_country, of_currency,
};
use crate::{Fault, Item};
use ledger::account::{Account, End};
use ledger::records::{DiscrepancyRecord, DocRecord, LineRecord, LotRecord, NoteRecord, note_flag};
use ledger::{Effect, NameKind};
use std::collections::BTreeMap;
use trade::command::Command;
use trade::measures::Measures;
use trade::quantity::Quantity;

use super::flows::{self, IN, OUT};

/// What an entry made and touched, for its texts and facts.
#[derive(Default)]
pub(super) struct Made {
    /// Lots by line of the document.
    pub(super) lots: BTreeMap<i64, i64>,
    pub(super) transport: Option<i64>,
    /// The party of a `party` command.
    pub(super) party: i64,
    /// The document recorded last.
    pub(super) document: i64,
    /// Notes touched, in order.
    pub(super) notes: Vec<i64>,
    /// Transports that something was taken off.
    pub(super) left: Vec<i64>,
}

impl Made {
    /// What an older entry made, as far as its texts ask.
    pub(super) fn again(item: &Item, party: i64) -> Self {
        let mints = item.effects.iter().filter_map(|effect| match effect {
            Effect::Mint(record) => Some(i64::from(record.line)),
            _ => None,
        });
        let lots = mints.zip(i64::from(item.first_lot)..).collect();
        let has_transport = item.effects.iter().any(|effect| matches!(effect, Effect::Transport { .. }));
        let transport = has_transport.then(|| i64::from(item.first_transport));
        Self { lots, transport, party, ..Self::default() }
    }
}

/// Position of a type among the types of commands; 0: another.
pub(crate) fn kind_number(name: &str) -> i64 {
    let place = Command::TYPES.iter().position(|known| *known == name);
    place.and_then(|place| i64::try_from(place).ok()).map_or(0, |place| place + 1)
}

impl Batch<'_> {
    /// Applies the effects of an entry.
    pub(super) fn effects(&mut self, item: &Item, erased: &mut Erased) -> Result<Made, Fault> {
        let seq = item.seq.cast_signed();
        self.entries.add(EntryRow {
            id: seq,
            kind: kind_number(item.kind),
            refused: i64::from(item.refused),
            recorded_at: item.recorded_at,
            effective_at: item.effective_at.unwrap_or(item.recorded_at),
        });
        for name in &item.names {
            let list = match name.kind {
                NameKind::Party => List::Parties,
                NameKind::Place => List::Places,
                _ => continue,
            };
            self.named.entry((list, name.text.to_string())).or_insert(i64::from(name.id));
        }
        let mut made = Made::default();
        for effect in &item.effects {
            self.effect(effect, item, &mut made, erased)?;
        }
        if let Some(lot) = made.lots.values().next()
            && *lot != i64::from(item.first_lot)
        {
            return Err(self.damaged(format!("its first lot is {}, not {lot}", item.first_lot)));
        }
        Ok(made)
    }

    fn effect(&mut self, effect: &Effect, item: &Item, made: &mut Made, erased: &mut Erased) -> Result<(), Fault> {
        let seq = item.seq.cast_signed();
        match *effect {
            Effect::Party { person } => {
                let id = next(&mut self.known.counters.parties);
                self.parties.add(PartyRow { id, person: i64::from(person), seq, ..PartyRow::default() });
            }
            Effect::Place => {
                let id = next(&mut self.known.counters.places);
                self.places.add(PlaceRow { id, seq });
            }
            Effect::Document(record) => made.document = self.document(&record, seq),
            Effect::Mint(record) => {
                let id = self.mint(&record)?;
                made.lots.insert(i64::from(record.line), id);
            }
            Effect::Post { lot, from, to, amount, .. } => {
                let lot = i64::from(lot.0);
                self.end(lot, from, amount, true)?;
                self.end(lot, to, amount, false)?;
                self.flow(lot, from, to, amount, item)?;
            }
            Effect::Reserve { line, quantity } => self.promise(i64::from(line.0), quantity, false)?,
            Effect::Unreserve { line, quantity } => self.promise(i64::from(line.0), quantity, true)?,
            Effect::Note(record) => {
                let id = self.note(&record, seq);
                made.notes.push(id);
            }
            Effect::Line(record) => self.line(&record)?,
            Effect::Status { note, status } => {
                let note = i64::from(note.0);
                let status = i64::from(status as u8);
                self.edit_note(note, |row| row.status = status)?;
                self.status(note, status);
                made.notes.push(note);
            }
            Effect::Due { note, due } => self.edit_note(i64::from(note.0), |row| row.due = due.map_or(0, i64::from))?,
            Effect::NoteFlag { note, bits } => {
                self.edit_note(i64::from(note.0), |row| row.flags |= i64::from(bits))?;
                made.notes.push(i64::from(note.0));
            }
            Effect::Redirect { note, recipient, consignee, to, destination } => {
                self.edit_note(i64::from(note.0), |row| {
                    row.recipient = i64::from(recipient.0);
                    row.consignee = i64::from(consignee.0);
                    row.to_place = i64::from(to.0);
                    row.destination = of_country(destination);
                    row.flags |= i64::from(note_flag::DIVERTED);
                })?;
            }
            Effect::Accepted { line, quantity } => {
                self.edit_line(i64::from(line.0), |row| row.accepted = more(row.accepted, quantity))?;
            }
            Effect::Returned { line, quantity } => {
                self.edit_line(i64::from(line.0), |row| row.returned = more(row.returned, quantity))?;
            }
            Effect::ReturnWithdrawn { line, quantity } => {
                self.edit_line(i64::from(line.0), |row| row.returned = less(row.returned, quantity))?;
            }
            Effect::Transport { carrier, .. } => {
                let id = next(&mut self.known.counters.transports);
                let day = item.effective_at.unwrap_or(item.recorded_at).div_euclid(crate::row::DAY_MILLIS);
                self.transports.add(TransportRow { id, carrier: i64::from(carrier.0), day, seq, driver: 0 });
                made.transport = Some(id);
            }
            Effect::Load { transport, line, quantity } => {
                self.load(i64::from(transport.0), i64::from(line.0), quantity)?;
            }
            Effect::Unload { load, quantity } => {
                let transport = self.unload(i64::from(load) + 1, quantity)?;
                made.left.push(transport);
            }
            Effect::Discrepancy(record) => self.discrepancy(&record),
            Effect::Resolve { discrepancy } => {
                let mut row = self.row(|batch| &mut batch.discrepancies, i64::from(discrepancy.0))?;
                row.resolved = seq;
                self.discrepancies.set(row);
            }
            Effect::LotFlag { lot, bits } => {
                let mut row = self.row(|batch| &mut batch.lots, i64::from(lot.0))?;
                row.flags |= i64::from(bits);
                self.lots.set(row);
            }
            Effect::Edge { .. } => {}
            Effect::Succeed { from, into } => self.succeed(i64::from(from.0), i64::from(into.0))?,
            Effect::Person { party } => self.edit_party(i64::from(party.0), |row| row.person = 1)?,
            Effect::Erase { party } => {
                self.edit_party(i64::from(party.0), |row| row.erased = 1)?;
                self.named.retain(|(list, _), id| *list != List::Parties || *id != i64::from(party.0));
                erased.insert(party.0);
            }
        }
        Ok(())
    }

    /// A row that must be there.
    pub(super) fn row<R: Row>(
        &mut self,
        table: impl FnOnce(&mut Self) -> &mut Touched<R>,
        id: i64,
    ) -> Result<R, Fault> {
        let (sql, path, seq) = (self.sql, self.path, self.seq);
        let found = table(self).find(sql, id).map_err(Fault::sql("read", path))?;
        found.ok_or_else(|| Fault::Damaged { path: path.to_owned(), seq, why: format!("{} {id} is missing", R::TABLE) })
    }

    fn edit_party(&mut self, id: i64, change: impl FnOnce(&mut PartyRow)) -> Result<(), Fault> {
        let mut row = self.row(|batch| &mut batch.parties, id)?;
        change(&mut row);
        self.parties.set(row);
        Ok(())
    }

    fn edit_note(&mut self, id: i64, change: impl FnOnce(&mut NoteRow)) -> Result<(), Fault> {
        let mut row = self.row(|batch| &mut batch.notes, id)?;
        change(&mut row);
        row.last_seq = self.seq.cast_signed();
        self.notes.set(row);
        Ok(())
    }

    fn edit_line(&mut self, id: i64, change: impl FnOnce(&mut LineRow)) -> Result<(), Fault> {
        let mut row = self.row(|batch| &mut batch.lines, id)?;
        change(&mut row);
        self.lines.set(row);
        // What touches a line touches its note.
        self.edit_note(row.note, |_| {})
    }

    fn document(&mut self, record: &DocRecord, seq: i64) -> i64 {
        let id = next(&mut self.known.counters.documents);
        self.documents.add(DocumentRow {
            id,
            kind: kind_number(record.kind.name()),
            principal: i64::from(record.principal.0),
            day: i64::from(record.day),
            seq,
            first_lot: i64::from(record.first_lot.0),
            lots: i64::from(record.lots),
            holder: i64::from(record.holder.0),
            place: i64::from(record.place.0),
        });
        id
    }

    fn mint(&mut self, record: &LotRecord) -> Result<i64, Fault> {
        let document = self.row(|batch| &mut batch.documents, i64::from(record.document.0))?;
        let id = next(&mut self.known.counters.lots);
        let code = of_code(record.code);
        self.lots.add(LotRow {
            id,
            document: document.id,
            line: i64::from(record.line),
            day: document.day,
            principal: document.principal,
            code,
            origin: of_country(record.origin),
            unit: i64::from(record.unit.number()),
            currency: of_currency(record.currency),
            source: i64::from(record.source.number()),
            flags: i64::from(record.flags),
            quantity: record.minted.quantity.micros().cast_signed(),
            net_mass: record.minted.net_mass.micros().cast_signed(),
            value: record.minted.value.micros().cast_signed(),
        });
        for prefix in prefixes(code) {
            self.lasts(List::Documents, Field::Code, prefix, (document.day, document.id));
        }
        self.lasts(List::Documents, Field::Lot, id, (document.day, document.id));
        Ok(id)
    }

    fn note(&mut self, record: &NoteRecord, seq: i64) -> i64 {
        let id = next(&mut self.known.counters.notes);
        self.notes.add(NoteRow {
            id,
            kind: i64::from(record.kind.number()),
            status: i64::from(record.status as u8),
            supplier: i64::from(record.supplier.0),
            recipient: i64::from(record.recipient.0),
            consignor: i64::from(record.consignor.0),
            consignee: i64::from(record.consignee.0),
            carrier: i64::from(record.carrier.0),
            from_place: i64::from(record.from.0),
            to_place: i64::from(record.to.0),
            destination: of_country(record.destination),
            day: i64::from(record.day),
            seq,
            last_seq: seq,
            first_line: i64::from(record.first_line.0),
            lines: i64::from(record.lines),
            due: record.due.map_or(0, i64::from),
            earlier: i64::from(record.earlier.0),
            flags: i64::from(record.flags),
        });
        self.status(id, i64::from(record.status as u8));
        id
    }

    fn status(&mut self, note: i64, status: i64) {
        let n = i64::try_from(self.history.len()).unwrap_or(i64::MAX);
        self.history.push([note, self.seq.cast_signed(), n, status]);
    }

    fn line(&mut self, record: &LineRecord) -> Result<(), Fault> {
        let lot = self.row(|batch| &mut batch.lots, i64::from(record.lot.0))?;
        let note = self.row(|batch| &mut batch.notes, i64::from(record.note.0))?;
        let id = next(&mut self.known.counters.lines);
        self.lines.add(LineRow {
            id,
            note: note.id,
            line: i64::from(record.line),
            lot: lot.id,
            status: i64::from(record.status.number()),
            quantity: record.quantity.micros().cast_signed(),
            accepted: record.accepted.micros().cast_signed(),
            returned: record.returned.micros().cast_signed(),
            ..LineRow::default()
        });
        let at = (note.day, note.id);
        for prefix in prefixes(lot.code) {
            self.lasts(List::Notes, Field::Code, prefix, at);
        }
        self.lasts(List::Notes, Field::Origin, lot.origin, at);
        self.lasts(List::Notes, Field::Lot, lot.id, at);
        self.lasts(List::Notes, Field::Document, lot.document, at);
        Ok(())
    }

    fn load(&mut self, transport: i64, line: i64, quantity: Quantity) -> Result<(), Fault> {
        let id = next(&mut self.known.counters.loads);
        self.loads.add(LoadRow { id, transport, line, quantity: quantity.micros().cast_signed() });
        let note = self.row(|batch| &mut batch.lines, line)?.note;
        self.edit_note(note, |_| {})?;
        let note = self.row(|batch| &mut batch.notes, note)?;
        let transport = self.row(|batch| &mut batch.transports, transport)?;
        self.lasts(List::Notes, Field::Transport, transport.id, (note.day, note.id));
        self.lasts(List::Transports, Field::Note, note.id, (transport.day, transport.id));
        Ok(())
    }

    fn unload(&mut self, load: i64, quantity: Quantity) -> Result<i64, Fault> {
        let mut row = self.row(|batch| &mut batch.loads, load)?;
        row.quantity = less(row.quantity, quantity);
        self.loads.set(row);
        Ok(row.transport)
    }

    fn discrepancy(&mut self, record: &DiscrepancyRecord) {
        let id = next(&mut self.known.counters.discrepancies);
        self.discrepancies.add(DiscrepancyRow {
            id,
            kind: i64::from(record.kind as u8),
            owner: i64::from(record.owner.0),
            lot: i64::from(record.lot.0),
            line: i64::from(record.line.0),
            quantity: record.quantity.micros().cast_signed(),
            due: i64::from(record.due),
            seq: record.seq.cast_signed(),
            resolved: record.resolved.cast_signed(),
        });
    }

    /// One end of a posting.
    fn end(&mut self, lot: i64, end: End, amount: Measures, takes: bool) -> Result<(), Fault> {
        match end {
            End::Account(account) => {
                let mut row = self.row(|batch| &mut batch.lots, lot)?;
                if i64::from(account.number()) == row.source {
                    // Goods come from their source, and go back to it only by a correction.
                    let change = if takes { more } else { less };
                    row.quantity = change(row.quantity, amount.quantity);
                    row.net_mass = change(row.net_mass, amount.net_mass);
                    row.value = change(row.value, Quantity::from_micros(amount.value.micros()));
                    self.lots.set(row);
                }
            }
            End::Stock(owner, holder, place, status) => {
                let key = [lot, owner.0.into(), holder.0.into(), place.0.into(), status.number().into()];
                self.put_stock(key, amount, takes)?;
            }
            End::Line(line) => self.edit_line(i64::from(line.0), |row| {
                row.on_line =
                    if takes { less(row.on_line, amount.quantity) } else { more(row.on_line, amount.quantity) };
            })?,
            End::Abroad(line) => self.edit_line(i64::from(line.0), |row| {
                row.abroad = if takes { less(row.abroad, amount.quantity) } else { more(row.abroad, amount.quantity) };
            })?,
        }
        Ok(())
    }

    /// The stock record with this key.
    fn stock_with(&mut self, key: [i64; 5]) -> Result<Option<StockRow>, Fault> {
        let id = match self.stock_ids.get(&key) {
            Some(id) => Some(*id),
            None => self.stored_stock(key)?,
        };
        let Some(id) = id else { return Ok(None) };
        self.stock_ids.insert(key, id);
        self.stock.find(self.sql, id).map_err(Fault::sql("read", self.path))
    }

    fn stored_stock(&self, key: [i64; 5]) -> Result<Option<i64>, Fault> {
        use rusqlite::OptionalExtension;
        let find = "SELECT id FROM stock WHERE lot = ?1 AND owner = ?2 AND holder = ?3 AND place = ?4 AND status = ?5";
        let found = self.sql.prepare_cached(find).and_then(|mut find| find.query_row(key, |row| row.get(0)).optional());
        found.map_err(Fault::sql("read", self.path))
    }

    fn put_stock(&mut self, key: [i64; 5], amount: Measures, takes: bool) -> Result<(), Fault> {
        let mut row = match self.stock_with(key)? {
            Some(row) => row,
            None if takes => return Err(self.damaged("goods leave stock that is not there")),
            None => self.open_stock(key)?,
        };
        let change = if takes { less } else { more };
        row.quantity = change(row.quantity, amount.quantity);
        row.net_mass = change(row.net_mass, amount.net_mass);
        row.gross_mass = change(row.gross_mass, amount.gross_mass);
        row.supplementary = change(row.supplementary, amount.supplementary);
        row.pieces = change(row.pieces, amount.pieces);
        row.value = change(row.value, Quantity::from_micros(amount.value.micros()));
        self.settle_stock(row);
        Ok(())
    }

    fn open_stock(&mut self, key: [i64; 5]) -> Result<StockRow, Fault> {
        let [lot, owner, holder, place, status] = key;
        let found = self.row(|batch| &mut batch.lots, lot)?;
        let id = next(&mut self.known.counters.stock);
        self.stock_ids.insert(key, id);
        let (code, origin, unit) = (found.code, found.origin, found.unit);
        let row = StockRow { id, lot, owner, holder, place, status, code, origin, unit, ..StockRow::default() };
        self.stock.add(row);
        Ok(row)
    }

    /// Keeps the record, or ends it when nothing is in it.
    fn settle_stock(&mut self, row: StockRow) {
        let measures =
            [row.quantity, row.reserved, row.net_mass, row.gross_mass, row.supplementary, row.pieces, row.value];
        if measures == [0; 7] {
            self.stock.end(row.id);
            self.stock_ids.remove(&[row.lot, row.owner, row.holder, row.place, row.status]);
        } else {
            self.stock.set(row);
        }
    }

    /// Promises stock to a line, or gives a promise back.
    fn promise(&mut self, line: i64, quantity: Quantity, back: bool) -> Result<(), Fault> {
        let change = if back { less } else { more };
        self.edit_line(line, |row| row.reserved = change(row.reserved, quantity))?;
        let row = self.row(|batch| &mut batch.lines, line)?;
        let note = self.row(|batch| &mut batch.notes, row.note)?;
        let owner = self.standing(note.supplier);
        let key = [row.lot, owner, self.standing(note.consignor), note.from_place, row.status];
        let Some(mut stock) = self.stock_with(key)? else {
            return Err(self.damaged("stock that is promised is not there"));
        };
        stock.reserved = change(stock.reserved, quantity);
        self.settle_stock(stock);
        Ok(())
    }

    /// Counts what crosses the border.
    fn flow(&mut self, lot: i64, from: End, to: End, amount: Measures, item: &Item) -> Result<(), Fault> {
        let (direction, back) = match (from, to) {
            (_, End::Account(Account::Export | Account::TransitOut)) => (OUT, false),
            (End::Account(Account::Import | Account::UnionImport | Account::TransitIn), _) => (IN, false),
            (_, End::Account(Account::Import | Account::UnionImport | Account::TransitIn)) => (IN, true),
            _ => return Ok(()),
        };
        let row = self.row(|batch| &mut batch.lots, lot)?;
        let country = match (direction, from) {
            (OUT, End::Line(line) | End::Abroad(line)) => {
                let note = self.row(|batch| &mut batch.lines, i64::from(line.0))?.note;
                self.row(|batch| &mut batch.notes, note)?.destination
            }
            (OUT, _) => 0,
            _ => row.origin,
        };
        let month = flows::month(item.effective_at.unwrap_or(item.recorded_at));
        let code = prefixes(row.code).into_iter().nth(2).unwrap_or(0);
        self.flows.add([month, direction, code, country, row.unit, row.currency], amount, back);
        Ok(())
    }

    /// From now on `from` means `into`, in every list.
    fn succeed(&mut self, from: i64, into: i64) -> Result<(), Fault> {
        // What was touched so far is found under the parties of before; the rest of the batch under those of after.
        self.flush()?;
        self.edit_party(from, |row| row.into_party = into)?;
        let (old, new) = (self.standing(from), self.standing(into));
        let moved = (|| -> rusqlite::Result<()> {
            for list in List::ALL {
                let key = (new, list.number(), Field::Party.number(), old);
                let copy = "INSERT OR IGNORE INTO facets SELECT list, field, ?1, day, id FROM facets
                    WHERE list = ?2 AND field = ?3 AND value = ?4";
                self.sql.prepare_cached(copy)?.execute(key)?;
                let end = "DELETE FROM facets WHERE list = ?2 AND field = ?3 AND value = ?4 AND ?1 = ?1";
                self.sql.prepare_cached(end)?.execute(key)?;
            }
            Ok(())
        })();
        moved.map_err(Fault::sql("write", self.path))?;
        self.known.merged.insert(from, into);
        Ok(())
    }
}

fn next(counter: &mut i64) -> i64 {
    *counter += 1;
    *counter
}

/// Quantities are kept bit by bit as they are, in the 64 bits that SQLite has: sums are those of unsigned numbers.
fn more(a: i64, b: Quantity) -> i64 {
    a.cast_unsigned().wrapping_add(b.micros()).cast_signed()
}

fn less(a: i64, b: Quantity) -> i64 {
    a.cast_unsigned().wrapping_sub(b.micros()).cast_signed()
}
