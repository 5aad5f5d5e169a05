//! The state: what all entries together say. [`State::apply`] is the only place that changes it.

use crate::account::StockKey;
use crate::bug::must;
use crate::directory::{Name, NameKind};
use crate::effect::Effect;
use crate::ids::{DiscrepancyId, DocId, LineId, LotId, NoteId, PartyId, TransportId};
use crate::moves::{Move, Stop};
use crate::paged::Paged;
use crate::records::{
    AccountRecord, DiscrepancyRecord, DocRecord, KeyRecord, LineRecord, LoadRecord, LotRecord, NoteRecord, OpenRecord,
    PartyRecord, PlaceRecord, TransportRecord, note_flag,
};
use crate::slab::{Slab, Slot};
use crate::stock::{Index, Stock, mix};
use std::collections::BTreeSet;
use trade::measures::Measures;
use trade::quantity::Quantity;

mod pages;
mod post;

pub use pages::{Arena, Arrays, Meta};

impl Slot for OpenRecord {
    fn free(next: u32) -> Self {
        Self {
            line: LineId::NONE,
            reserved: Quantity::ZERO,
            sent: Measures::ZERO,
            on_line: Measures::ZERO,
            abroad: Measures::ZERO,
            first_load: 0,
            next_free: next,
        }
    }

    fn next_free(&self) -> Option<u32> {
        if self.line.is_some() { None } else { Some(self.next_free) }
    }
}

/// A lot touched by an entry: its running number in the lot's chain and the entry before (design section 8).
#[derive(Clone, Copy, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
pub struct Link {
    /// Lot.
    #[n(0)]
    pub lot: LotId,
    /// Running number of this entry among the lot's entries, from 1.
    #[n(1)]
    pub number: u32,
    /// The lot's entry before, zero: none.
    #[n(2)]
    pub before: u64,
}

/// See the module.
#[derive(Default, Debug)]
pub struct State {
    /// Parties.
    pub parties: Paged<PartyRecord>,
    /// Places.
    pub places: Paged<PlaceRecord>,
    /// Documents.
    pub documents: Paged<DocRecord>,
    /// Lots.
    pub lots: Paged<LotRecord>,
    /// What lots gave to accounts.
    pub accounts: Paged<AccountRecord>,
    /// Stock on hand.
    pub stock: Stock,
    /// Notes.
    pub notes: Paged<NoteRecord>,
    /// Lines of notes.
    pub lines: Paged<LineRecord>,
    /// What is open on lines.
    pub open: Slab<OpenRecord>,
    /// Transports.
    pub transports: Paged<TransportRecord>,
    /// Loads.
    pub loads: Paged<LoadRecord>,
    /// Discrepancies.
    pub discrepancies: Paged<DiscrepancyRecord>,
    /// Business keys.
    pub keys: Paged<KeyRecord>,
    key_index: Index,
    /// Notes with a deadline, by day: derived from the notes.
    due: BTreeSet<(i32, NoteId)>,
    due_log: Vec<(i32, NoteId, bool)>,
    /// Number of moves so far; the moves themselves lie outside.
    move_count: u32,
    /// Moves of this entry, to be taken by whoever keeps the lineage.
    pending: Vec<Move>,
    links: Vec<Link>,
    seq: u64,
    mark: Option<Mark>,
    #[cfg(feature = "sabotage")]
    /// A fault planted by a test.
    pub sabotage: Option<Sabotage>,
}

/// Faults a test can plant, to show that the laws and the auditor catch them.
#[cfg(feature = "sabotage")]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sabotage {
    /// The last line of a document with several is lost.
    LostLine,
    /// Promises are not counted: two notes can be promised the same goods.
    DoubleReserve,
    /// One micro-unit more reaches a stock than left the other end.
    Leak,
}

/// What a rollback restores beside the arrays.
#[derive(Clone, Copy, Debug)]
struct Mark {
    move_count: u32,
    seq: u64,
}

impl State {
    /// Whether a test planted this fault. Outside tests there is none.
    #[cfg(feature = "sabotage")]
    pub(crate) fn sabotaged(&self, fault: Sabotage) -> bool {
        self.sabotage == Some(fault)
    }

    /// The last entry applied, zero: none.
    pub fn seq(&self) -> u64 {
        self.seq
    }

    /// Number of moves in the lineage.
    pub fn move_count(&self) -> u32 {
        self.move_count
    }

    /// Starts entry `seq`, which must be the next one.
    pub fn begin(&mut self, seq: u64) {
        assert!(self.seq.checked_add(1) == Some(seq), "entry {seq} does not follow entry {}", self.seq);
        self.mark = Some(Mark { move_count: self.move_count, seq: self.seq });
        self.seq = seq;
        self.links.clear();
        self.pending.clear();
        self.parties.begin();
        self.places.begin();
        self.documents.begin();
        self.lots.begin();
        self.accounts.begin();
        self.stock.begin();
        self.notes.begin();
        self.lines.begin();
        self.open.begin();
        self.transports.begin();
        self.loads.begin();
        self.discrepancies.begin();
        self.keys.begin();
        self.key_index.keep();
        self.due_log.clear();
    }

    /// Keeps the entry.
    pub fn keep(&mut self) {
        self.mark = None;
        self.parties.keep();
        self.places.keep();
        self.documents.keep();
        self.lots.keep();
        self.accounts.keep();
        self.stock.keep();
        self.notes.keep();
        self.lines.keep();
        self.open.keep();
        self.transports.keep();
        self.loads.keep();
        self.discrepancies.keep();
        self.keys.keep();
        self.key_index.keep();
    }

    /// Takes back everything since [`Self::begin`].
    pub fn rollback(&mut self) {
        let Some(mark) = self.mark.take() else { return };
        self.move_count = mark.move_count;
        self.seq = mark.seq;
        self.links.clear();
        self.pending.clear();
        while let Some((day, note, added)) = self.due_log.pop() {
            if added {
                self.due.remove(&(day, note))
            } else {
                self.due.insert((day, note))
            };
        }
        self.stock.rollback();
        self.parties.rollback();
        self.places.rollback();
        self.documents.rollback();
        self.lots.rollback();
        self.accounts.rollback();
        self.notes.rollback();
        self.lines.rollback();
        self.open.rollback();
        self.transports.rollback();
        self.loads.rollback();
        self.discrepancies.rollback();
        let keys = &self.keys;
        self.key_index.rollback(|position| key_hash(&keys.at(position).tag));
        self.keys.rollback();
    }

    /// The moves made by the entry, in order; the first has the index `move_count() - len`.
    pub fn take_moves(&mut self) -> Vec<Move> {
        std::mem::take(&mut self.pending)
    }

    /// A move made by the entry that has begun, by its index.
    pub fn pending_move(&self, index: u32) -> Option<Move> {
        let made = u32::try_from(self.pending.len()).ok()?;
        let position = index.checked_sub(self.move_count.checked_sub(made)?)?;
        self.pending.get(usize::try_from(position).ok()?).copied()
    }

    /// The lots the entry touched, in the order of first touch.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// Applies one effect. Effects come from [`crate::decide`] or from the journal; one that does not fit the state is a
    /// bug and stops the process.
    pub fn apply(&mut self, effect: &Effect) {
        match *effect {
            Effect::Party { person } => {
                self.parties.push(PartyRecord { person, ..PartyRecord::default() });
            }
            Effect::Place => {
                self.places.push(PlaceRecord { seq: self.seq });
            }
            Effect::Document(record) => {
                self.documents.push(record);
            }
            Effect::Mint(record) => {
                self.lots.push(record);
            }
            Effect::Post { lot, from, to, amount, receipt } => self.post(lot, from, to, amount, receipt),
            Effect::Reserve { line, quantity } => self.reserve(line, quantity),
            Effect::Unreserve { line, quantity } => self.unreserve(line, quantity),
            Effect::Note(record) => {
                let note = NoteId::at(self.notes.push(record));
                self.note_due(note, None, record.due);
            }
            Effect::Line(record) => self.open_line(record),
            Effect::Status { note, status } => self.set_status(note, status),
            Effect::Due { note, due } => self.set_due(note, due),
            Effect::NoteFlag { note, bits } => self.edit_note(note).flags |= bits,
            Effect::Redirect { note, recipient, consignee, to, destination } => {
                let record = self.edit_note(note);
                (record.recipient, record.consignee, record.to) = (recipient, consignee, to);
                record.destination = destination;
                record.flags |= note_flag::DIVERTED;
            }
            Effect::Accepted { line, quantity } => {
                let record = self.edit_line(line);
                record.accepted = add(record.accepted, quantity);
            }
            Effect::Returned { line, quantity } => {
                let record = self.edit_line(line);
                record.returned = add(record.returned, quantity);
                assert!(record.returned <= record.accepted, "more returned than accepted");
            }
            Effect::ReturnWithdrawn { line, quantity } => {
                let record = self.edit_line(line);
                record.returned = sub(record.returned, quantity, "more of a return taken back than was named");
            }
            Effect::Transport { carrier, seals } => {
                self.transports.push(TransportRecord { carrier, seq: self.seq, first_load: 0, seals });
            }
            Effect::Load { transport, line, quantity } => self.load(transport, line, quantity),
            Effect::Unload { load, quantity } => {
                let record = self.loads.edit(load);
                record.quantity = sub(record.quantity, quantity, "more taken off a transport than was on it");
            }
            Effect::Discrepancy(record) => {
                self.discrepancies.push(record);
            }
            Effect::Resolve { discrepancy } => {
                let seq = self.seq;
                let position = must(discrepancy.position(), "no discrepancy named");
                self.discrepancies.edit(position).resolved = seq;
            }
            Effect::LotFlag { lot, bits } => self.edit_lot(lot).flags |= bits,
            Effect::Edge { from, to, consumed, made } => self.edge(from, to, consumed, made),
            Effect::Succeed { from, into } => {
                assert!(from != into, "a party cannot succeed itself");
                self.parties.edit(must(from.position(), "no party named")).into = into;
                self.parties.edit(must(into.position(), "no party named")).absorbed = true;
            }
            Effect::Person { party } => {
                self.parties.edit(must(party.position(), "no party named")).person = true;
            }
            Effect::Erase { party } => {
                self.parties.edit(must(party.position(), "no party named")).erased = true;
            }
        }
    }

    /// Remembers a business key as answered by the entry begun.
    pub fn remember(&mut self, tag: [u8; 16]) {
        assert!(self.recall(&tag).is_none(), "a business key was answered twice");
        let position = self.keys.push(KeyRecord { tag, seq: self.seq });
        let keys = &self.keys;
        self.key_index.insert(key_hash(&tag), position, |position| key_hash(&keys.at(position).tag));
    }

    /// The entry that answered a business key.
    pub fn recall(&self, tag: &[u8; 16]) -> Option<u64> {
        let position = self.key_index.find(key_hash(tag), |position| &self.keys.at(position).tag == tag)?;
        Some(self.keys.at(position).seq)
    }

    /// The party that stands for `party` today (after mergers and successions).
    pub fn standing(&self, party: PartyId) -> PartyId {
        let mut party = party;
        while let Some(record) = party.position().and_then(|position| self.parties.find(position)) {
            if !record.into.is_some() {
                break;
            }
            party = record.into;
        }
        party
    }

    /// Whose document, note or transport a name names: the party as it was then. None for other names.
    pub fn scope_of(&self, name: &Name) -> PartyId {
        let id = name.id;
        match name.kind {
            NameKind::Document => self.document(DocId(id)).principal,
            NameKind::Note => self.note(NoteId(id)).supplier,
            NameKind::Transport => self.transport(TransportId(id)).map_or(PartyId::NONE, |found| found.carrier),
            NameKind::Party | NameKind::Place | NameKind::Serial | NameKind::Title => PartyId::NONE,
        }
    }

    /// Whether another party was merged into this one, so that things of others count as its own.
    pub fn has_absorbed(&self, party: PartyId) -> bool {
        party.position().and_then(|position| self.parties.find(position)).is_some_and(|record| record.absorbed)
    }

    /// A lot, which must exist.
    #[track_caller]
    pub fn lot(&self, lot: LotId) -> &LotRecord {
        self.lots.at(must(lot.position(), "no lot named"))
    }

    /// A note, which must exist.
    #[track_caller]
    pub fn note(&self, note: NoteId) -> &NoteRecord {
        self.notes.at(must(note.position(), "no note named"))
    }

    /// A line, which must exist.
    #[track_caller]
    pub fn line(&self, line: LineId) -> &LineRecord {
        self.lines.at(must(line.position(), "no line named"))
    }

    /// A document, which must exist.
    #[track_caller]
    pub fn document(&self, document: DocId) -> &DocRecord {
        self.documents.at(must(document.position(), "no document named"))
    }

    /// Whether the lot exists.
    pub fn has_lot(&self, lot: LotId) -> bool {
        lot.position().is_some_and(|position| self.lots.find(position).is_some())
    }

    /// Whether the note exists.
    pub fn has_note(&self, note: NoteId) -> bool {
        note.position().is_some_and(|position| self.notes.find(position).is_some())
    }

    /// The transport, when it exists.
    pub fn transport(&self, transport: TransportId) -> Option<&TransportRecord> {
        self.transports.find(transport.position()?)
    }

    /// The lots a document minted, in order of its lines.
    pub fn lots_of(&self, document: DocId) -> impl Iterator<Item = LotId> + use<> {
        let record = self.document(document);
        let first = record.first_lot.0;
        (0..u32::from(record.lots)).map(move |n| LotId(first.saturating_add(n)))
    }

    /// What is open on a line.
    pub fn open_of(&self, line: LineId) -> Option<&OpenRecord> {
        self.line(line).open.checked_sub(1).map(|position| self.open.at(position))
    }

    /// The lines of a note.
    pub fn lines_of(&self, note: NoteId) -> impl Iterator<Item = LineId> + use<> {
        let record = self.note(note);
        let first = record.first_line.0;
        (0..u32::from(record.lines)).map(move |n| LineId(first.saturating_add(n)))
    }

    /// The stock records of a lot.
    pub fn stock_of_lot(&self, lot: LotId) -> impl Iterator<Item = &crate::records::StockRecord> {
        let first = self.lots.find(lot.position().unwrap_or(u32::MAX)).map_or(0, |record| record.first_stock);
        std::iter::successors(first.checked_sub(1).map(|p| self.stock.records.at(p)), |record| {
            record.next_of_lot.checked_sub(1).map(|p| self.stock.records.at(p))
        })
    }

    /// The stock records of an owner.
    pub fn stock_of_owner(&self, owner: PartyId) -> impl Iterator<Item = &crate::records::StockRecord> {
        let first = self.parties.find(owner.position().unwrap_or(u32::MAX)).map_or(0, |record| record.first_stock);
        std::iter::successors(first.checked_sub(1).map(|p| self.stock.records.at(p)), |record| {
            record.next_of_owner.checked_sub(1).map(|p| self.stock.records.at(p))
        })
    }

    /// What a lot gave to, or took from, accounts other than its source.
    pub fn accounts_of_lot(&self, lot: LotId) -> impl Iterator<Item = &AccountRecord> {
        let first = self.lot(lot).first_account;
        std::iter::successors(first.checked_sub(1).map(|p| self.accounts.at(p)), |record| {
            record.next.checked_sub(1).map(|p| self.accounts.at(p))
        })
    }

    /// The loads of a transport, with their positions.
    pub fn loads_of_transport(&self, transport: TransportId) -> impl Iterator<Item = (u32, &LoadRecord)> {
        let first = transport.position().and_then(|p| self.transports.find(p)).map_or(0, |record| record.first_load);
        std::iter::successors(first.checked_sub(1).map(|p| (p, self.loads.at(p))), |(_, record)| {
            record.next_of_transport.checked_sub(1).map(|p| (p, self.loads.at(p)))
        })
    }

    /// The loads that carry parts of a line, with their positions.
    pub fn loads_of_line(&self, line: LineId) -> impl Iterator<Item = (u32, &LoadRecord)> {
        let first = self.open_of(line).map_or(0, |open| open.first_load);
        std::iter::successors(first.checked_sub(1).map(|p| (p, self.loads.at(p))), |(_, record)| {
            record.next_of_line.checked_sub(1).map(|p| (p, self.loads.at(p)))
        })
    }

    /// Parties that own or hold stock, or stand in an open note, as they stand today.
    pub fn engaged(&self) -> BTreeSet<PartyId> {
        let stock = self.stock.records.iter().flat_map(|(_, record)| [record.key.owner, record.key.holder]);
        let notes = self.open.iter().map(|(_, open)| self.note(self.line(open.line).note));
        let notes = notes.flat_map(|note| [note.supplier, note.recipient, note.consignor, note.consignee]);
        stock.chain(notes.map(|party| self.standing(party))).collect()
    }

    /// Notes whose deadline lies before `day`, in order of deadline.
    pub fn due_before(&self, day: i32) -> Vec<NoteId> {
        self.due.range(..(day, NoteId::NONE)).map(|(_, note)| *note).collect()
    }

    /// The stock a line draws from.
    pub fn source_of(&self, line: LineId) -> StockKey {
        let record = self.line(line);
        let note = self.note(record.note);
        StockKey {
            lot: record.lot,
            owner: self.standing(note.supplier),
            holder: self.standing(note.consignor),
            place: note.from,
            status: record.status,
        }
    }

    /// Open discrepancies.
    pub fn open_discrepancies(&self) -> impl Iterator<Item = (DiscrepancyId, &DiscrepancyRecord)> {
        (0..).zip(self.discrepancies.iter()).filter(|(_, d)| d.resolved == 0).map(|(p, d)| (DiscrepancyId::at(p), d))
    }

    fn edit_note(&mut self, note: NoteId) -> &mut NoteRecord {
        self.notes.edit(must(note.position(), "no note named"))
    }

    fn edit_line(&mut self, line: LineId) -> &mut LineRecord {
        self.lines.edit(must(line.position(), "no line named"))
    }

    fn edit_lot(&mut self, lot: LotId) -> &mut LotRecord {
        self.lots.edit(must(lot.position(), "no lot named"))
    }

    fn set_due(&mut self, note: NoteId, due: Option<i32>) {
        let record = self.edit_note(note);
        let before = std::mem::replace(&mut record.due, due);
        self.note_due(note, before, due);
    }

    fn note_due(&mut self, note: NoteId, before: Option<i32>, after: Option<i32>) {
        if let Some(day) = before {
            self.due.remove(&(day, note));
            self.due_log.push((day, note, false));
        }
        if let Some(day) = after {
            self.due.insert((day, note));
            self.due_log.push((day, note, true));
        }
    }

    fn load(&mut self, transport: TransportId, line: LineId, quantity: Quantity) {
        let slot = must(self.line(line).open.checked_sub(1), "a load of a line with nothing on it");
        let place = must(transport.position(), "no transport named");
        let next_of_transport = self.transports.at(place).first_load;
        let next_of_line = self.open.at(slot).first_load;
        let load = self.loads.push(LoadRecord { transport, line, quantity, next_of_transport, next_of_line });
        let name = load.saturating_add(1);
        self.transports.edit(place).first_load = name;
        self.open.edit(slot).first_load = name;
    }

    fn edge(&mut self, from: LotId, to: LotId, consumed: Quantity, made: Quantity) {
        self.add_move(from, Stop::Lot(from), Stop::Lot(to), consumed, NoteId::NONE);
        self.add_move(to, Stop::Lot(from), Stop::Lot(to), made, NoteId::NONE);
    }

    fn add_move(&mut self, lot: LotId, from: Stop, to: Stop, quantity: Quantity, receipt: NoteId) {
        let seq = self.seq;
        let count = must(self.move_count.checked_add(1), "more than 2^32 moves");
        let record = self.lots.edit(must(lot.position(), "no lot named"));
        let previous = std::mem::replace(&mut record.last_move, count);
        if record.last_seq != seq {
            let number = must(record.chain.checked_add(1), "more than 2^32 entries of one lot");
            self.links.push(Link { lot, number, before: record.last_seq });
            record.chain = number;
            record.last_seq = seq;
        }
        self.move_count = count;
        self.pending.push(Move { lot, seq, from, to, quantity, receipt, previous });
    }
}

fn key_hash(tag: &[u8; 16]) -> u64 {
    let mut words = tag.chunks_exact(8).map(|word| word.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte)));
    mix(&[words.next().unwrap_or(0), words.next().unwrap_or(0)])
}

/// Sum of quantities of one lot; its total was checked when it was minted.
#[track_caller]
pub(crate) fn add(a: Quantity, b: Quantity) -> Quantity {
    must(a.checked_add(b), "a sum of quantities overflows")
}

/// Difference of quantities that must not go below zero (law L2).
#[track_caller]
pub(crate) fn sub(a: Quantity, b: Quantity, what: &str) -> Quantity {
    must(a.checked_sub(b), what)
}
