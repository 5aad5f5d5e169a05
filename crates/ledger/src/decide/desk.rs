//! The desk a command is decided at: resolving names, collecting problems, applying effects.

use crate::account::{End, StockKey};
use crate::books::{Context, Name, NameKind};
use crate::bug::must;
use crate::directory::Directory;
use crate::effect::Effect;
use crate::ids::{DiscrepancyId, DocId, LineId, LotId, NoteId, PartyId, PlaceId, TransportId};
use crate::lifecycle::{self, Action, Status};
use crate::records::{DiscrepancyKind, DiscrepancyRecord, DocKind};
use crate::state::State;
use trade::command::{CustomsStatus, DocumentType, LotRef, NoteRef};
use trade::date::{Day, Timestamp};
use trade::measures::Measures;
use trade::party::PartyRef;
use trade::place::{PlaceKind, PlaceRef};
use trade::problem::Problem;
use trade::quantity::Quantity;
use trade::unit::{self, Unit};

/// How far a document may lie ahead of the time of recording: clocks and time zones differ by up to a day.
const AHEAD_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// Where in the command something stands: a JSON Pointer.
pub(super) fn at_line(position: usize, field: &str) -> String {
    if field.is_empty() { format!("/lines/{position}") } else { format!("/lines/{position}/{field}") }
}

/// See the module.
#[derive(Debug)]
pub struct Desk<'a> {
    pub(super) state: &'a mut State,
    directory: &'a Directory,
    pub(super) context: &'a Context<'a>,
    effects: Vec<Effect>,
    names: Vec<Name>,
    admissions: Vec<Effect>,
    admitted: Vec<Name>,
    problems: Vec<Problem>,
}

/// What was decided, before it is kept or rolled back.
#[derive(Debug)]
pub struct Draft {
    /// All effects.
    pub effects: Vec<Effect>,
    /// All names.
    pub names: Vec<Name>,
    /// The effects that admit parties and places; they stay even when the command is refused, so that what a refused
    /// command says of a person is kept under that person's key.
    pub admissions: Vec<Effect>,
    /// Names of those.
    pub admitted: Vec<Name>,
    /// Problems.
    pub problems: Vec<Problem>,
}

impl<'a> Desk<'a> {
    /// A desk over the state of an entry that has begun.
    pub fn new(state: &'a mut State, directory: &'a Directory, context: &'a Context<'a>) -> Self {
        Self {
            state,
            directory,
            context,
            effects: Vec::new(),
            names: Vec::new(),
            admissions: Vec::new(),
            admitted: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The end of the decision.
    pub fn finish(self) -> Draft {
        Draft {
            effects: self.effects,
            names: self.names,
            admissions: self.admissions,
            admitted: self.admitted,
            problems: self.problems,
        }
    }

    /// Applies an effect and records it.
    pub(super) fn emit(&mut self, effect: Effect) {
        self.state.apply(&effect);
        self.effects.push(effect);
    }

    /// Records a name to be learnt.
    pub(super) fn name(&mut self, kind: NameKind, id: u32, subject: PartyId, text: impl Into<Box<str>>) {
        self.names.push(Name { kind, id, subject, text: text.into() });
    }

    /// Notes a problem.
    pub(super) fn problem(&mut self, code: &'static str, at: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { code, at: at.into(), message: message.into() });
    }

    /// Whether a problem has been noted so far.
    pub(super) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    // ---- parties and places ------------------------------------------------------------------------------------

    /// The party, admitted when it is new; after mergers, the one that stands for it.
    pub(super) fn party(&mut self, party: &PartyRef) -> PartyId {
        let id = self.party_itself(party);
        self.state.standing(id)
    }

    /// Admits a party that is only mentioned.
    pub fn mention(&mut self, party: &PartyRef) {
        self.party_itself(party);
    }

    /// The party as named, not who stands for it today.
    fn party_itself(&mut self, party: &PartyRef) -> PartyId {
        self.party_of_kind(party, false)
    }

    /// The party, when the books know it already.
    pub(super) fn known_party(&self, party: &PartyRef) -> Option<PartyId> {
        self.directory.find_party(&party.to_string())
    }

    /// The party as named; when it is new, it is admitted as a natural person if its identifier or `person` says so.
    pub(super) fn party_of_kind(&mut self, party: &PartyRef, person: bool) -> PartyId {
        let text = party.to_string();
        if let Some(id) = self.directory.find_party(&text) {
            return id;
        }
        if let Some(name) = self.admitted.iter().find(|n| n.kind == NameKind::Party && *n.text == *text) {
            return PartyId(name.id);
        }
        let id = PartyId::at(self.state.parties.len());
        let person = person || party.is_person();
        let subject = if person { id } else { PartyId::NONE };
        self.admit(Effect::Party { person }, Name { kind: NameKind::Party, id: id.0, subject, text: text.into() });
        id
    }

    /// The party, or `default` when none is named.
    pub(super) fn party_or(&mut self, party: Option<&PartyRef>, default: PartyId) -> PartyId {
        party.map_or(default, |party| self.party(party))
    }

    /// The place, admitted when it is new. A store is a store of `owner`.
    pub(super) fn place(&mut self, place: &PlaceRef, owner: PartyId) -> PlaceId {
        let text = match place.kind() {
            PlaceKind::Store => format!("{place}@{}", owner.0),
            PlaceKind::Locode | PlaceKind::Gln | PlaceKind::Post | PlaceKind::Place => place.to_string(),
        };
        if let Some(id) = self.directory.find_place(&text) {
            return id;
        }
        if let Some(name) = self.admitted.iter().find(|n| n.kind == NameKind::Place && *n.text == *text) {
            return PlaceId(name.id);
        }
        let id = PlaceId::at(self.state.places.len());
        let name = Name { kind: NameKind::Place, id: id.0, subject: PartyId::NONE, text: text.into() };
        self.admit(Effect::Place, name);
        id
    }

    fn admit(&mut self, effect: Effect, name: Name) {
        self.emit(effect);
        self.admissions.push(effect);
        self.names.push(name.clone());
        self.admitted.push(name);
    }

    // ---- time --------------------------------------------------------------------------------------------------

    /// The day of recording.
    pub(super) fn today(&self) -> Day {
        self.context.now.day()
    }

    /// The day of a document, which must not lie ahead.
    pub(super) fn day(&mut self, day: Day, at: &str) -> i32 {
        let latest = self.context.now.checked_add_millis(AHEAD_MILLIS).unwrap_or(self.context.now).day();
        if day > latest {
            self.problem("date.future", at, format!("{day} lies ahead of today ({}); check the date", self.today()));
        }
        day.number()
    }

    /// A moment, which must not lie ahead.
    pub(super) fn moment(&mut self, moment: Timestamp, at: &str) {
        let latest = self.context.now.checked_add_millis(AHEAD_MILLIS).unwrap_or(self.context.now);
        if moment > latest {
            self.problem("date.future", at, format!("{moment} lies ahead of now ({}); check the time", self.context.now));
        }
    }

    /// The day `business_days` after today.
    pub(super) fn term(&self, business_days: u16) -> i32 {
        let today = self.today();
        self.context.policy.calendar.add_business_days(today, business_days).number()
    }

    // ---- documents, lots, notes -----------------------------------------------------------------------------------

    /// Records the number of the next document; two documents of one kind and principal cannot share one.
    pub(super) fn document_number(&mut self, kind: DocKind, principal: PartyId, number: &str) {
        let text = format!("{}/{number}", kind.name());
        let taken = self.directory.find_documents(&text);
        if taken.iter().any(|id| self.state.standing(self.state.document(*id).principal) == principal) {
            let what = kind.name();
            self.problem("number.taken", "/number", format!("{what} {number} is already recorded for this party"));
        }
        let id = DocId::at(self.state.documents.len());
        self.name(NameKind::Document, id.0, PartyId::NONE, text);
    }

    /// The documents with this number, of one type or of all types that mint lots.
    pub(super) fn documents(&self, number: &str, document_type: Option<DocumentType>) -> Vec<DocId> {
        let types = document_type.map_or_else(|| DocumentType::ALL.to_vec(), |one| vec![one]);
        types.iter().flat_map(|t| self.directory.find_documents(&format!("{}/{number}", t.as_str()))).collect()
    }

    /// The documents with this `kind/number`.
    pub(super) fn documents_of(&self, kind: DocKind, number: &str) -> Vec<DocId> {
        self.directory.find_documents(&format!("{}/{number}", kind.name()))
    }

    /// The lot a line refers to; documents of `owner` are preferred when several carry the number.
    pub(super) fn lot(&mut self, lot: &LotRef, owner: PartyId, at: &str) -> Option<LotId> {
        match lot {
            LotRef::Lot(number) => {
                let found = self.context.numbers.find_lot(number).filter(|lot| self.state.has_lot(*lot));
                if found.is_none() {
                    self.problem("lot.unknown", format!("{at}/lot"), format!("no lot has the number {number}"));
                }
                found
            }
            LotRef::Document { number, document_type, line } => {
                let mut documents = self.documents(number.as_str(), *document_type);
                let own = |id: &DocId| self.state.standing(self.state.document(*id).principal) == owner;
                if documents.len() > 1 && documents.iter().any(own) {
                    documents.retain(own);
                }
                let at = format!("{at}/document");
                match documents.as_slice() {
                    [] => {
                        self.problem("document.unknown", at, format!("no document {number} is recorded"));
                        None
                    }
                    [document] => self.lot_of(*document, *line, &at),
                    _ => {
                        let count = documents.len();
                        let text = format!("{count} documents have the number {number}; name document_type or the lot");
                        self.problem("document.ambiguous", at, text);
                        None
                    }
                }
            }
        }
    }

    /// The lot that a line of a document minted.
    pub(super) fn lot_of(&mut self, document: DocId, line: u16, at: &str) -> Option<LotId> {
        let found = self.state.lots_of(document).find(|lot| self.state.lot(*lot).line == line);
        if found.is_none() {
            self.problem("document.line_unknown", at, format!("the document has no line {line} with goods"));
        }
        found
    }

    /// A quantity in the lot's ledger unit.
    pub(super) fn in_unit(&mut self, lot: LotId, quantity: Quantity, given: Unit, at: &str) -> Option<Quantity> {
        match unit::convert(quantity, given, self.state.lot(lot).unit) {
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let unit = self.state.lot(lot).unit.code();
                self.problem("unit.other", format!("{at}/unit"), format!("the lot is kept in {unit}: {error}"));
                None
            }
        }
    }

    /// The note a reference names; of several with the number, that of `supplier`.
    pub(super) fn note(&mut self, note: &NoteRef, supplier: Option<PartyId>, at: &str) -> Option<NoteId> {
        let found = self.find_note(note, supplier);
        match found.as_slice() {
            [note] => Some(*note),
            [] => {
                self.problem("note.unknown", at, format!("no note {} is recorded", note.text));
                None
            }
            _ => {
                let count = found.len();
                let text = format!("{count} notes have the number {}; name the supplier or the public number", note.text);
                self.problem("note.ambiguous", at, text);
                None
            }
        }
    }

    /// The notes a reference may name: by public number, else by the supplier's number.
    pub(super) fn find_note(&mut self, note: &NoteRef, supplier: Option<PartyId>) -> Vec<NoteId> {
        let text = note.text.as_str();
        let by_public = text.parse().ok().and_then(|number| self.context.numbers.find_note(&number));
        if let Some(note) = by_public.filter(|note| self.state.has_note(*note)) {
            return vec![note];
        }
        let supplier = note.supplier.as_ref().map(|party| self.party(party)).or(supplier);
        let mut found = self.directory.find_notes(text);
        // A note that another one replaced, or a draft that was withdrawn, does not make the number ambiguous.
        let living = |id: &NoteId| !matches!(self.state.note(*id).status, Status::Replaced | Status::Split | Status::Cancelled);
        if let Some(supplier) = supplier {
            let own = |id: &NoteId| self.state.standing(self.state.note(*id).supplier) == supplier;
            if note.supplier.is_some() || found.iter().any(own) {
                found.retain(own);
            }
        }
        if found.len() > 1 && found.iter().any(living) {
            found.retain(living);
        }
        found
    }

    /// The transports with this number.
    pub(super) fn transports(&self, number: &str, carrier: Option<PartyId>) -> Vec<TransportId> {
        let mut found = self.directory.find_transports(number);
        if let Some(carrier) = carrier {
            found.retain(|id| self.state.transport(*id).is_some_and(|t| self.state.standing(t.carrier) == carrier));
        }
        found
    }

    /// The notes with this number of this supplier.
    pub(super) fn notes_of(&self, number: &str, supplier: PartyId) -> Vec<NoteId> {
        let mut found = self.directory.find_notes(number);
        found.retain(|id| self.state.standing(self.state.note(*id).supplier) == supplier);
        found
    }

    /// A line of a note by its number.
    pub(super) fn line_of(&mut self, note: NoteId, line: u16, at: &str) -> Option<LineId> {
        let found = self.state.lines_of(note).find(|id| self.state.line(*id).line == line);
        if found.is_none() {
            self.problem("note.line_unknown", at, format!("the note has no line {line}"));
        }
        found
    }

    /// The status that follows an action, or a problem that names the statuses which allow it.
    pub(super) fn step(&mut self, note: NoteId, action: Action, at: &str) -> Option<Status> {
        let status = self.state.note(note).status;
        let next = lifecycle::next(status, action);
        if next.is_none() {
            let allowed: Vec<&str> = lifecycle::allowed(action).into_iter().map(Status::name).collect();
            let text = format!(
                "the note is {}; {} is possible when it is {}",
                status.name(),
                action.name(),
                allowed.join(", ")
            );
            self.problem("note.status", at, text);
        }
        next
    }

    /// A move of the lineage, with those of this entry.
    pub(super) fn find_move(&self, index: u32) -> Option<crate::moves::Move> {
        self.state.pending_move(index).or_else(|| self.context.moves.find(index))
    }

    // ---- goods ----------------------------------------------------------------------------------------------------

    /// What is available under a key.
    pub(super) fn available(&self, key: StockKey) -> Quantity {
        #[cfg(feature = "sabotage")]
        if self.state.sabotaged(crate::state::Sabotage::DoubleReserve) {
            return self.state.stock.find(key).map_or(Quantity::ZERO, |record| record.on_hand.quantity);
        }
        self.state.stock.find(key).map_or(Quantity::ZERO, crate::records::StockRecord::available)
    }

    /// Takes `quantity` (at most what is on hand) out of a balance and posts it.
    pub(super) fn draw(&mut self, key: StockKey, quantity: Quantity, to: End) -> Measures {
        let on_hand = self.state.stock.find(key).map_or(Measures::ZERO, |record| record.on_hand);
        let (amount, _) = must(on_hand.take(quantity), "more drawn than is on hand");
        self.post(key.lot, End::stock(key), to, amount);
        amount
    }

    /// Posts measures.
    pub(super) fn post(&mut self, lot: LotId, from: End, to: End, amount: Measures) {
        if !amount.is_zero() {
            self.emit(Effect::Post { lot, from, to, amount, receipt: NoteId::NONE });
        }
    }

    /// Takes `quantity` from what is on a line and posts it.
    pub(super) fn draw_line(&mut self, line: LineId, quantity: Quantity, to: End) -> Measures {
        let on_line = self.state.open_of(line).map_or(Measures::ZERO, |open| open.on_line);
        let (amount, _) = must(on_line.take(quantity), "more drawn than is on the line");
        let lot = self.state.line(line).lot;
        self.post(lot, End::Line(line), to, amount);
        amount
    }

    /// A problem when less is available than asked; `true` when enough is there.
    pub(super) fn enough(&mut self, key: StockKey, quantity: Quantity, at: &str) -> bool {
        let available = self.available(key);
        if available >= quantity {
            return true;
        }
        let on_hand = self.state.stock.find(key).map_or(Quantity::ZERO, |record| record.on_hand.quantity);
        let unit = self.state.lot(key.lot).unit.code();
        let promised = on_hand.checked_sub(available).unwrap_or(Quantity::ZERO);
        let (code, text) = if on_hand >= quantity {
            let text = format!(
                "{quantity} {unit} asked, {on_hand} on hand, but {promised} are promised to other notes; {available} are available"
            );
            ("balance.reserved", text)
        } else {
            ("balance.short", format!("{quantity} {unit} asked, {available} {unit} available there"))
        };
        self.problem(code, format!("{at}/quantity"), text);
        false
    }

    /// Stock under an authority's hand cannot be drawn by its owner.
    pub(super) fn free_to_use(&mut self, status: CustomsStatus, at: &str) -> bool {
        let taken = matches!(status, CustomsStatus::Detained | CustomsStatus::Seized);
        if taken {
            let text = format!("goods that are {} can only be moved by the authority", status.as_str());
            self.problem("stock.in_custody", format!("{at}/status"), text);
        }
        !taken
    }

    /// Raises a discrepancy.
    pub(super) fn discrepancy(&mut self, raised: Raised) -> DiscrepancyId {
        let id = DiscrepancyId::at(self.state.discrepancies.len());
        let due = self.term(self.context.policy.discrepancy_days);
        self.emit(Effect::Discrepancy(DiscrepancyRecord {
            kind: raised.kind,
            owner: raised.owner,
            lot: raised.lot,
            line: raised.line,
            quantity: raised.quantity,
            due,
            seq: self.context.seq,
            resolved: 0,
            document_line: raised.document_line,
        }));
        id
    }
}

/// A discrepancy to raise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Raised {
    /// Kind.
    pub(super) kind: DiscrepancyKind,
    /// Who must answer.
    pub(super) owner: PartyId,
    /// Lot, or none.
    pub(super) lot: LotId,
    /// Note line, or none.
    pub(super) line: LineId,
    /// Quantity, or zero.
    pub(super) quantity: Quantity,
    /// Line of the document, or zero.
    pub(super) document_line: u16,
}

impl Raised {
    /// One that concerns no goods in particular.
    pub(super) fn of(kind: DiscrepancyKind, owner: PartyId) -> Self {
        let (lot, line) = (LotId::NONE, LineId::NONE);
        Self { kind, owner, lot, line, quantity: Quantity::ZERO, document_line: 0 }
    }
}
