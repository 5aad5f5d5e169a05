//! The names behind the ids: identifiers of parties, codes of places, numbers of documents and notes, serials.
//!
//! The directory is a fold of the *openings*, not of the cores: it holds texts, so that erasing a person can remove them
//! and the state can be replayed without it. Names are kept in the order in which they were learnt; tables of positions
//! find them by text and by id.

use crate::ids::{DocId, LotId, NoteId, PartyId, PlaceId, TransportId};
use crate::paged::Paged;
use crate::stock::{Index, mix};
use minicbor::{Decode, Encode};

/// What a name names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Encode, Decode)]
#[cbor(index_only)]
pub enum NameKind {
    /// Identifier of a party (`bin:…`).
    #[n(1)]
    Party,
    /// Code of a place (`locode:…`).
    #[n(2)]
    Place,
    /// Number of a document, with its kind: `import_declaration/55301/…`.
    #[n(3)]
    Document,
    /// The supplier's number of a note.
    #[n(4)]
    Note,
    /// Number of a transport.
    #[n(5)]
    Transport,
    /// Serial number of goods of a lot.
    #[n(6)]
    Serial,
    /// What a party is called.
    #[n(7)]
    Title,
}

impl NameKind {
    fn number(self) -> u64 {
        match self {
            NameKind::Party => 1,
            NameKind::Place => 2,
            NameKind::Document => 3,
            NameKind::Note => 4,
            NameKind::Transport => 5,
            NameKind::Serial => 6,
            NameKind::Title => 7,
        }
    }
}

/// A text that names a record.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub struct Name {
    /// What it names.
    #[n(0)]
    pub kind: NameKind,
    /// Id of the record.
    #[n(1)]
    pub id: u32,
    /// Person under whose key the text is kept, none: the registry's.
    #[n(2)]
    pub subject: PartyId,
    /// The text; empty when erased.
    #[n(3)]
    pub text: Box<str>,
}

/// See the module.
#[derive(Debug, Default)]
pub struct Directory {
    names: Paged<Name>,
    /// For each name the one before with the same kind and text (position plus one, zero: none), so that equal texts take
    /// one place in the table, however many they are.
    before: Vec<u32>,
    by_text: Index,
    by_id: Index,
}

fn text_hash(kind: NameKind, text: &str) -> u64 {
    let words: Vec<u64> = std::iter::once(kind.number())
        .chain(text.as_bytes().chunks(8).map(|chunk| chunk.iter().fold(1, |sum, byte| (sum << 8) | u64::from(*byte))))
        .collect();
    mix(&words)
}

fn id_hash(kind: NameKind, id: u32) -> u64 {
    mix(&[kind.number(), u64::from(id)])
}

impl Directory {
    /// Learns a name. The newest title of a party is the one shown.
    pub fn learn(&mut self, name: Name) {
        let position = self.names.push(name);
        self.index(position);
        self.by_text.keep();
        self.by_id.keep();
    }

    /// Enters the name at `position`, the newest, into the tables.
    fn index(&mut self, position: u32) {
        let names = &self.names;
        let name = names.at(position);
        let hash = text_hash(name.kind, &name.text);
        let earlier = if name.text.is_empty() { None } else { self.newest(name.kind, &name.text) };
        self.before.push(earlier.map_or(0, |earlier| earlier.saturating_add(1)));
        if let Some(earlier) = earlier {
            self.by_text.remove(hash, earlier);
        }
        if !name.text.is_empty() {
            self.by_text.insert(hash, position, |p| text_hash(names.at(p).kind, &names.at(p).text));
        }
        self.index_id(position);
    }

    /// A lot has many serials and is never named by one: they are found by text only.
    fn index_id(&mut self, position: u32) {
        let names = &self.names;
        let name = names.at(position);
        if name.kind == NameKind::Serial {
            return;
        }
        let known = self.position(name.kind, name.id);
        let hash = id_hash(name.kind, name.id);
        if let Some(known) = known.filter(|known| names.at(*known).kind == NameKind::Title) {
            self.by_id.remove(hash, known);
        }
        self.by_id.insert(hash, position, |p| id_hash(names.at(p).kind, names.at(p).id));
    }

    /// Forgets all texts of a person.
    pub fn forget(&mut self, party: PartyId) {
        for position in 0..self.names.len() {
            if self.names.at(position).subject != party || self.names.at(position).text.is_empty() {
                continue;
            }
            let name = self.names.at(position).clone();
            let hash = text_hash(name.kind, &name.text);
            if self.newest(name.kind, &name.text) == Some(position) {
                self.by_text.remove(hash, position);
                if let Some(earlier) = self.earlier(position) {
                    let names = &self.names;
                    self.by_text.insert(hash, earlier, |p| text_hash(names.at(p).kind, &names.at(p).text));
                }
            }
            self.names.edit(position).text = "".into();
        }
        self.by_text.keep();
    }

    fn newest(&self, kind: NameKind, text: &str) -> Option<u32> {
        let names = &self.names;
        self.by_text.find(text_hash(kind, text), |p| names.at(p).kind == kind && names.at(p).text.as_ref() == text)
    }

    /// The name before with the same kind and text, if it was not erased since.
    fn earlier(&self, position: u32) -> Option<u32> {
        let mut next = self.before.get(usize::try_from(position).ok()?)?.checked_sub(1);
        while let Some(found) = next {
            if !self.names.at(found).text.is_empty() {
                return Some(found);
            }
            next = self.before.get(usize::try_from(found).ok()?)?.checked_sub(1);
        }
        None
    }

    fn position(&self, kind: NameKind, id: u32) -> Option<u32> {
        let names = &self.names;
        self.by_id.find(id_hash(kind, id), |p| names.at(p).kind == kind && names.at(p).id == id)
    }

    fn text(&self, kind: NameKind, id: u32) -> Option<&str> {
        let text = self.names.at(self.position(kind, id)?).text.as_ref();
        if text.is_empty() { None } else { Some(text) }
    }

    fn ids(&self, kind: NameKind, text: &str) -> Vec<u32> {
        let newest = self.newest(kind, text);
        let mut ids: Vec<u32> =
            std::iter::successors(newest, |position| self.earlier(*position)).map(|p| self.names.at(p).id).collect();
        ids.reverse();
        ids
    }

    /// The party with this identifier.
    pub fn find_party(&self, text: &str) -> Option<PartyId> {
        self.ids(NameKind::Party, text).first().map(|id| PartyId(*id))
    }

    /// The identifier of a party, none when erased.
    pub fn party(&self, party: PartyId) -> Option<&str> {
        self.text(NameKind::Party, party.0)
    }

    /// What a party is called, when it was told.
    pub fn title(&self, party: PartyId) -> Option<&str> {
        self.text(NameKind::Title, party.0)
    }

    /// The place with this code.
    pub fn find_place(&self, text: &str) -> Option<PlaceId> {
        self.ids(NameKind::Place, text).first().map(|id| PlaceId(*id))
    }

    /// The code of a place.
    pub fn place(&self, place: PlaceId) -> Option<&str> {
        self.text(NameKind::Place, place.0)
    }

    /// The documents with this `kind/number`, in order of recording.
    pub fn find_documents(&self, text: &str) -> Vec<DocId> {
        self.ids(NameKind::Document, text).into_iter().map(DocId).collect()
    }

    /// `kind/number` of a document.
    pub fn document(&self, document: DocId) -> Option<&str> {
        self.text(NameKind::Document, document.0)
    }

    /// The notes with this number, in order of recording.
    pub fn find_notes(&self, text: &str) -> Vec<NoteId> {
        self.ids(NameKind::Note, text).into_iter().map(NoteId).collect()
    }

    /// The supplier's number of a note.
    pub fn note(&self, note: NoteId) -> Option<&str> {
        self.text(NameKind::Note, note.0)
    }

    /// The transports with this number, in order of recording.
    pub fn find_transports(&self, text: &str) -> Vec<TransportId> {
        self.ids(NameKind::Transport, text).into_iter().map(TransportId).collect()
    }

    /// Number of a transport.
    pub fn transport(&self, transport: TransportId) -> Option<&str> {
        self.text(NameKind::Transport, transport.0)
    }

    /// The lots with goods of this serial number, in order of recording.
    pub fn find_serial(&self, text: &str) -> Vec<LotId> {
        self.ids(NameKind::Serial, text).into_iter().map(LotId).collect()
    }

    /// All names, in the order in which they were learnt.
    pub fn names(&self) -> impl Iterator<Item = &Name> {
        self.names.iter()
    }

    /// Shares the names as they are now, and names the pages changed since the last call.
    pub fn freeze(&mut self) -> (Paged<Name>, Vec<usize>) {
        self.names.freeze()
    }

    /// The directory that these names are.
    pub fn from_names(names: Paged<Name>) -> Self {
        let count = names.len();
        let mut directory = Self { names, ..Self::default() };
        for position in 0..count {
            directory.index(position);
        }
        directory.by_text.keep();
        directory.by_id.keep();
        directory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(kind: NameKind, id: u32, subject: u32, text: &str) -> Name {
        Name { kind, id, subject: PartyId(subject), text: text.into() }
    }

    #[test]
    fn equal_texts_are_found_in_order_and_erased_ones_are_not() {
        let mut directory = Directory::default();
        for id in 1..=5 {
            directory.learn(name(NameKind::Note, id, id % 2, "N-1"));
        }
        directory.learn(name(NameKind::Serial, 9, 0, "N-1"));
        assert_eq!(directory.find_notes("N-1"), [1, 2, 3, 4, 5].map(NoteId));
        directory.forget(PartyId(1));
        let left = [NoteId(2), NoteId(4)];
        assert_eq!(directory.find_notes("N-1"), left);
        assert_eq!((directory.note(NoteId(1)), directory.note(NoteId(2))), (None, Some("N-1")));
        assert_eq!(directory.find_serial("N-1"), [LotId(9)]);
        let (names, _) = directory.freeze();
        let mut again = Directory::from_names(names);
        assert_eq!(again.find_notes("N-1"), left);
        again.learn(name(NameKind::Note, 6, 0, "N-1"));
        assert_eq!(again.find_notes("N-1"), [NoteId(2), NoteId(4), NoteId(6)]);
    }

    #[test]
    fn the_newest_title_is_shown() {
        let mut directory = Directory::default();
        directory.learn(name(NameKind::Title, 1, 0, "Old"));
        directory.learn(name(NameKind::Title, 1, 0, "New"));
        assert_eq!(directory.title(PartyId(1)), Some("New"));
        let (names, _) = directory.freeze();
        assert_eq!(Directory::from_names(names).title(PartyId(1)), Some("New"));
    }

    #[test]
    fn many_equal_texts_cost_no_more_than_others() {
        let mut directory = Directory::default();
        for id in 1..=200_000 {
            directory.learn(name(NameKind::Serial, id, 0, "same"));
        }
        assert_eq!(directory.find_serial("same").len(), 200_000);
    }
}
