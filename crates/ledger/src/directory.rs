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
        let (by_text, by_id) = (text_hash(name.kind, &name.text), id_hash(name.kind, name.id));
        let known = self.position(name.kind, name.id);
        let position = self.names.push(name);
        let names = &self.names;
        self.by_text.insert(by_text, position, |p| text_hash(names.at(p).kind, &names.at(p).text));
        if let Some(known) = known.filter(|known| names.at(*known).kind == NameKind::Title) {
            self.by_id.remove(by_id, known);
        }
        self.by_id.insert(by_id, position, |p| id_hash(names.at(p).kind, names.at(p).id));
        self.by_text.keep();
        self.by_id.keep();
    }

    /// Forgets all texts of a person.
    pub fn forget(&mut self, party: PartyId) {
        for position in 0..self.names.len() {
            if self.names.at(position).subject != party || self.names.at(position).text.is_empty() {
                continue;
            }
            let name = self.names.at(position).clone();
            self.by_text.remove(text_hash(name.kind, &name.text), position);
            self.names.edit(position).text = "".into();
        }
        self.by_text.keep();
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
        let mut positions: Vec<u32> = self.by_text.all(text_hash(kind, text)).collect();
        positions.sort_unstable();
        let names = positions.into_iter().map(|position| self.names.at(position));
        names.filter(|name| name.kind == kind && name.text.as_ref() == text).map(|name| name.id).collect()
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
        let mut directory = Self { names, ..Self::default() };
        let names = &directory.names;
        for (position, name) in (0..).zip(names.iter()) {
            if !name.text.is_empty() {
                let rehash = |p: u32| text_hash(names.at(p).kind, &names.at(p).text);
                directory.by_text.insert(text_hash(name.kind, &name.text), position, rehash);
            }
            let hash = id_hash(name.kind, name.id);
            let rehash = |p: u32| id_hash(names.at(p).kind, names.at(p).id);
            if name.kind == NameKind::Title {
                let same = |p: u32| names.at(p).kind == name.kind && names.at(p).id == name.id;
                if let Some(known) = directory.by_id.find(hash, same) {
                    directory.by_id.remove(hash, known);
                }
            }
            directory.by_id.insert(hash, position, rehash);
        }
        directory.by_text.keep();
        directory.by_id.keep();
        directory
    }
}
