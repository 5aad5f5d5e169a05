//! What a command names: documents, lots, notes, transports, lines. What cannot be found is a problem with its place.

use super::Desk;
use crate::books::{Name, NameKind};
use crate::ids::{DocId, LineId, LotId, NoteId, PartyId, TransportId};
use crate::lifecycle::{self, Action, Status};
use crate::records::DocKind;
use trade::command::{DocumentType, LotRef, NoteRef};
use trade::quantity::Quantity;
use trade::unit::{self, Unit};

impl Desk<'_> {
    /// Records the number of the next document; two documents of one kind and principal cannot share one.
    pub(in crate::decide) fn document_number(&mut self, kind: DocKind, principal: PartyId, number: &str) {
        let text = format!("{}/{number}", kind.name());
        if !self.own(NameKind::Document, &text, principal).is_empty() {
            let what = kind.name();
            self.problem("number.taken", "/number", format!("{what} {number} is already recorded for this party"));
        }
        let id = DocId::at(self.state.documents.len());
        self.name(NameKind::Document, id.0, PartyId::NONE, text);
    }

    /// The ids with this text among what is a party's today. Its own are found fast, however many others use the text;
    /// those of parties that were merged into it are looked for among all.
    fn own(&self, kind: NameKind, text: &str, party: PartyId) -> Vec<u32> {
        if !self.state.has_absorbed(party) {
            return self.directory.find_of(kind, text, party);
        }
        let mut found: Vec<u32> = match kind {
            NameKind::Document => self.directory.find_documents(text).into_iter().map(|id| id.0).collect(),
            NameKind::Note => self.directory.find_notes(text).into_iter().map(|id| id.0).collect(),
            NameKind::Transport => self.directory.find_transports(text).into_iter().map(|id| id.0).collect(),
            NameKind::Party | NameKind::Place | NameKind::Serial | NameKind::Title => Vec::new(),
        };
        found.retain(|id| {
            let name = Name { kind, id: *id, subject: PartyId::NONE, text: "".into() };
            self.state.standing(self.state.scope_of(&name)) == party
        });
        found
    }

    /// The documents with this number, of one type or of all types that mint lots, of everybody.
    pub(in crate::decide) fn documents(&self, number: &str, document_type: Option<DocumentType>) -> Vec<DocId> {
        typed(number, document_type).flat_map(|text| self.directory.find_documents(&text)).collect()
    }

    /// The same, of one party.
    pub(in crate::decide) fn own_documents(
        &self,
        number: &str,
        document_type: Option<DocumentType>,
        principal: PartyId,
    ) -> Vec<DocId> {
        let own = |text: String| self.own(NameKind::Document, &text, principal).into_iter().map(DocId);
        typed(number, document_type).flat_map(own).collect()
    }

    /// The documents with this `kind/number`.
    pub(in crate::decide) fn documents_of(&self, kind: DocKind, number: &str) -> Vec<DocId> {
        self.directory.find_documents(&format!("{}/{number}", kind.name()))
    }

    /// The lot a line refers to; documents of `owner` are preferred when several carry the number.
    pub(in crate::decide) fn lot(&mut self, lot: &LotRef, owner: PartyId, at: &str) -> Option<LotId> {
        match lot {
            LotRef::Lot(number) => {
                let found = self.context.numbers.find_lot(number).filter(|lot| self.state.has_lot(*lot));
                if found.is_none() {
                    self.problem("lot.unknown", format!("{at}/lot"), format!("no lot has the number {number}"));
                }
                found
            }
            LotRef::Document { number, document_type, line } => {
                let own = self.own_documents(number.as_str(), *document_type, owner);
                let documents = if own.is_empty() { self.documents(number.as_str(), *document_type) } else { own };
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
    pub(in crate::decide) fn lot_of(&mut self, document: DocId, line: u16, at: &str) -> Option<LotId> {
        let found = self.state.lots_of(document).find(|lot| self.state.lot(*lot).line == line);
        if found.is_none() {
            self.problem("document.line_unknown", at, format!("the document has no line {line} with goods"));
        }
        found
    }

    /// A quantity in the lot's ledger unit.
    pub(in crate::decide) fn in_unit(
        &mut self,
        lot: LotId,
        quantity: Quantity,
        given: Unit,
        at: &str,
    ) -> Option<Quantity> {
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
    pub(in crate::decide) fn note(&mut self, note: &NoteRef, supplier: Option<PartyId>, at: &str) -> Option<NoteId> {
        let found = self.find_note(note, supplier);
        match found.as_slice() {
            [note] => Some(*note),
            [] => {
                self.problem("note.unknown", at, format!("no note {} is recorded", note.text));
                None
            }
            _ => {
                let count = found.len();
                let text =
                    format!("{count} notes have the number {}; name the supplier or the public number", note.text);
                self.problem("note.ambiguous", at, text);
                None
            }
        }
    }

    /// The notes a reference may name: by public number, else by the supplier's number.
    pub(in crate::decide) fn find_note(&mut self, note: &NoteRef, supplier: Option<PartyId>) -> Vec<NoteId> {
        let text = note.text.as_str();
        let by_public = text.parse().ok().and_then(|number| self.context.numbers.find_note(&number));
        if let Some(note) = by_public.filter(|note| self.state.has_note(*note)) {
            return vec![note];
        }
        let supplier = note.supplier.as_ref().map(|party| self.party(party)).or(supplier);
        let own = supplier.map(|supplier| self.notes_of(text, supplier)).unwrap_or_default();
        let mut found = if note.supplier.is_some() || !own.is_empty() { own } else { self.directory.find_notes(text) };
        self.prefer_living(&mut found);
        found
    }

    /// A note that another one replaced, or that was withdrawn, does not make its supplier's number ambiguous.
    fn prefer_living(&self, found: &mut Vec<NoteId>) {
        let ended =
            |id: &NoteId| matches!(self.state.note(*id).status, Status::Replaced | Status::Split | Status::Cancelled);
        let supplier = |id: &NoteId| self.state.standing(self.state.note(*id).supplier);
        let living: Vec<PartyId> = found.iter().filter(|id| !ended(id)).map(supplier).collect();
        found.retain(|id| !ended(id) || !living.contains(&supplier(id)));
    }

    /// The transports with this number.
    pub(in crate::decide) fn transports(&self, number: &str, carrier: Option<PartyId>) -> Vec<TransportId> {
        match carrier {
            Some(carrier) => self.own(NameKind::Transport, number, carrier).into_iter().map(TransportId).collect(),
            None => self.directory.find_transports(number),
        }
    }

    /// The notes with this number of this supplier.
    pub(in crate::decide) fn notes_of(&self, number: &str, supplier: PartyId) -> Vec<NoteId> {
        self.own(NameKind::Note, number, supplier).into_iter().map(NoteId).collect()
    }

    /// A line of a note by its number.
    pub(in crate::decide) fn line_of(&mut self, note: NoteId, line: u16, at: &str) -> Option<LineId> {
        let found = self.state.lines_of(note).find(|id| self.state.line(*id).line == line);
        if found.is_none() {
            self.problem("note.line_unknown", at, format!("the note has no line {line}"));
        }
        found
    }

    /// The status that follows an action, or a problem that names the statuses which allow it.
    pub(in crate::decide) fn step(&mut self, note: NoteId, action: Action, at: &str) -> Option<Status> {
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
    pub(in crate::decide) fn find_move(&self, index: u32) -> Option<crate::moves::Move> {
        self.state.pending_move(index).or_else(|| self.context.moves.find(index))
    }
}

/// `kind/number` for one type, or for each that mints lots.
fn typed(number: &str, document_type: Option<DocumentType>) -> impl Iterator<Item = String> {
    let types = DocumentType::ALL.iter().filter(move |one| document_type.is_none_or(|wanted| wanted == **one));
    types.map(move |one| format!("{}/{number}", one.as_str()))
}
