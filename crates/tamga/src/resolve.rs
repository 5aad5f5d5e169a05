//! Names that people type, looked up in the books: lots, notes, documents, lines, serial numbers, parties.

use crate::fields::name_and_line;
use crate::session::View;
use crate::trouble::Trouble;
use ledger::trace::Start;
use ledger::{DiscrepancyId, DocId, LotId, NoteId, PartyId, TransportId};
use trade::party::PartyRef;
use trade::public_number::{PublicNumber, PublicNumberError};

/// What a name can mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Thing {
    /// A lot.
    Lot(LotId),
    /// A note.
    Note(NoteId),
    /// A line of a note.
    Line(ledger::LineId),
    /// A document.
    Document(DocId),
    /// A transport.
    Transport(TransportId),
    /// A discrepancy.
    Discrepancy(DiscrepancyId),
}

/// Types of documents, as they stand before the number in the directory.
const DOCUMENTS: [&str; 15] = [
    "import_declaration",
    "import_application",
    "production_report",
    "opening_balance",
    "transit_declaration",
    "transformation",
    "lot_split",
    "found",
    "e_invoice",
    "export_application",
    "write_off",
    "status_change",
    "custody",
    "act",
    "temporary_return",
];

impl View<'_> {
    /// The one thing a name means.
    pub(crate) fn thing(&self, text: &str) -> Result<Thing, Trouble> {
        if let Some(serial) = text.strip_prefix("serial:") {
            let lots = self.books.directory.find_serial(serial).into_iter().map(Thing::Lot);
            return self.one(text, &lots.collect::<Vec<_>>());
        }
        if let Some(thing) = self.by_public_number(text)? {
            return Ok(thing);
        }
        match name_and_line(text) {
            Some((name, line)) => self.one(text, &self.lines(name, line)?),
            None => self.one(text, &self.by_own_number(text)),
        }
    }

    fn one(&self, text: &str, found: &[Thing]) -> Result<Thing, Trouble> {
        match found {
            [] => Err(unknown(text)),
            [thing] => Ok(*thing),
            several => {
                let names: Vec<String> = several.iter().map(|thing| self.spell(*thing)).collect();
                Err(Trouble::input(format!("`{text}` can mean: {}", names.join("; "))).next("type one of these"))
            }
        }
    }

    /// A name that means this thing and no other.
    pub(crate) fn spell(&self, thing: Thing) -> String {
        match thing {
            Thing::Lot(lot) => self.numbers.lot(lot).to_string(),
            Thing::Note(note) => self.numbers.note(note).to_string(),
            Thing::Line(line) => {
                let record = self.books.state.line(line);
                format!("{}#{}", self.numbers.note(record.note), record.line)
            }
            Thing::Document(document) => self.books.directory.document(document).unwrap_or("?").to_owned(),
            Thing::Transport(transport) => self.numbers.transport(transport).to_string(),
            Thing::Discrepancy(discrepancy) => self.numbers.discrepancy(discrepancy).to_string(),
        }
    }

    fn by_public_number(&self, text: &str) -> Result<Option<Thing>, Trouble> {
        let number = match text.parse::<PublicNumber>() {
            Ok(number) => number,
            Err(PublicNumberError::Check) if self.looks_public(text) => {
                return Err(Trouble::input(format!("`{text}` is mistyped: {}", PublicNumberError::Check)));
            }
            Err(_) => return Ok(None),
        };
        if number.prefix() != self.numbers.prefix {
            return Ok(None);
        }
        let state = &self.books.state;
        let (kind, id) = number.decode(&self.numbers.key);
        let id = u32::try_from(id).unwrap_or(0);
        let exists = |count: u32| id != 0 && id <= count;
        let thing = match kind.get() {
            'L' if exists(state.lots.len()) => Thing::Lot(LotId(id)),
            'N' if exists(state.notes.len()) => Thing::Note(NoteId(id)),
            'T' if exists(state.transports.len()) => Thing::Transport(TransportId(id)),
            'D' if exists(state.discrepancies.len()) => Thing::Discrepancy(DiscrepancyId(id)),
            _ => return Err(unknown(text)),
        };
        Ok(Some(thing))
    }

    /// Whether a text begins as the public numbers of this registry do; other numbers may have their length by chance.
    fn looks_public(&self, text: &str) -> bool {
        let start = format!("{}-", self.numbers.prefix);
        text.to_ascii_uppercase().starts_with(&start)
    }

    fn lines(&self, name: &str, line: u16) -> Result<Vec<Thing>, Trouble> {
        let things = match self.by_public_number(name)? {
            Some(thing) => vec![thing],
            None => self.by_own_number(name),
        };
        Ok(things.into_iter().filter_map(|thing| self.line_of(thing, line)).collect())
    }

    fn line_of(&self, thing: Thing, line: u16) -> Option<Thing> {
        let state = &self.books.state;
        match thing {
            Thing::Note(note) => state.lines_of(note).find(|id| state.line(*id).line == line).map(Thing::Line),
            Thing::Document(document) => state.lots_of(document).find(|id| state.lot(*id).line == line).map(Thing::Lot),
            Thing::Lot(_) | Thing::Line(_) | Thing::Transport(_) | Thing::Discrepancy(_) => None,
        }
    }

    fn by_own_number(&self, text: &str) -> Vec<Thing> {
        let directory = &self.books.directory;
        let notes = directory.find_notes(text).into_iter().map(Thing::Note);
        let transports = directory.find_transports(text).into_iter().map(Thing::Transport);
        let kinds = DOCUMENTS.iter().map(|kind| format!("{kind}/{text}")).chain(std::iter::once(text.to_owned()));
        let documents = kinds.flat_map(|name| directory.find_documents(&name)).map(Thing::Document);
        notes.chain(transports).chain(documents).collect()
    }

    /// A note by its number.
    pub(crate) fn note_named(&self, text: &str) -> Result<NoteId, Trouble> {
        match self.thing(text)? {
            Thing::Note(note) => Ok(note),
            other => Err(Trouble::input(format!("`{text}` is no note: it is {}", self.spell(other)))),
        }
    }

    /// A note by its number; of several with one number, that of the supplier.
    pub(crate) fn note_of(&self, text: &str, supplier: Option<&str>) -> Result<NoteId, Trouble> {
        let Some(supplier) = supplier else { return self.note_named(text) };
        let (state, supplier) = (&self.books.state, self.party_named(supplier)?);
        let notes = self.books.directory.find_notes(text).into_iter();
        let own: Vec<NoteId> = notes.filter(|note| state.standing(state.note(*note).supplier) == supplier).collect();
        match own.as_slice() {
            [note] => Ok(*note),
            _ => self.note_named(text),
        }
    }

    /// The transports with a number; where a carrier is named, only its own.
    pub(crate) fn transports_of(&self, number: &str, carrier: Option<&str>) -> Vec<TransportId> {
        let state = &self.books.state;
        let mut found = self.books.directory.find_transports(number);
        if let Some(carrier) = carrier {
            let carrier = self.party_named(carrier).ok();
            let of = |id: TransportId| state.transport(id).map(|record| state.standing(record.carrier));
            found.retain(|id| of(*id).is_some_and(|found| Some(found) == carrier));
        }
        found
    }

    /// A lot by its number, or by document and line.
    pub(crate) fn lot_named(&self, text: &str) -> Result<LotId, Trouble> {
        match self.thing(text)? {
            Thing::Lot(lot) => Ok(lot),
            other => Err(Trouble::input(format!("`{text}` is no lot: it is {}", self.spell(other)))
                .next("name a lot as KZ-L-… or as DOCUMENT#LINE")),
        }
    }

    /// A party by its identifier.
    pub(crate) fn party_named(&self, text: &str) -> Result<PartyId, Trouble> {
        let party: PartyRef =
            text.parse().map_err(|error| Trouble::input(format!("`{text}` names no party")).because(&error))?;
        let found = self.books.directory.find_party(&party.to_string());
        found.map(|party| self.books.state.standing(party)).ok_or_else(|| {
            Trouble::input(format!("no document of this registry names the party {party}"))
                .next("`tamga stock` lists whose goods there are")
        })
    }

    /// Where a trace of a name starts.
    pub(crate) fn start(&self, text: &str) -> Result<Start, Trouble> {
        match self.thing(text)? {
            Thing::Lot(lot) => Ok(Start::Lot(lot)),
            Thing::Note(note) => Ok(Start::Note(note)),
            Thing::Line(line) => Ok(Start::Line(line)),
            Thing::Document(document) if self.books.state.document(document).lots > 0 => Ok(Start::Document(document)),
            Thing::Document(_) => Err(Trouble::input(format!("the document `{text}` brought no goods in"))
                .next("trace the note or lot that it names")),
            Thing::Transport(_) | Thing::Discrepancy(_) => {
                Err(Trouble::input(format!("`{text}` cannot be traced")).next("trace a lot, a note, or a document"))
            }
        }
    }
}

fn unknown(text: &str) -> Trouble {
    Trouble::input(format!("this registry knows no `{text}`")).next(
        "name a lot (KZ-L-…), a note (KZ-N-… or its own number), NOTE#LINE, DOCUMENT#LINE, or serial:NUMBER; \
         `tamga lots` and `tamga note list` show what there is",
    )
}
