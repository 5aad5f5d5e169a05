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

/// Finds names by a text, newest first. Equal texts are chained, so that they take one place in the table, however many
/// there are.
#[derive(Debug, Default)]
struct Chains {
    newest: Index,
    /// For each name the one before with an equal key (position plus one, zero: none).
    before: Vec<u32>,
}

/// Words that two names share exactly when they are of one kind, scope and text.
fn hash(kind: NameKind, scope: u32, text: &str) -> u64 {
    let words: Vec<u64> = [kind.number(), u64::from(scope)]
        .into_iter()
        .chain(text.as_bytes().chunks(8).map(|chunk| chunk.iter().fold(1, |sum, byte| (sum << 8) | u64::from(*byte))))
        .collect();
    mix(&words)
}

fn id_hash(kind: NameKind, id: u32) -> u64 {
    mix(&[kind.number(), u64::from(id)])
}

/// See the module.
#[derive(Debug, Default)]
pub struct Directory {
    names: Paged<Name>,
    /// Party whose document, note or transport a name names; none for the others. Derived from the state.
    scopes: Vec<PartyId>,
    by_text: Chains,
    by_scope: Chains,
    by_id: Index,
}

/// Which of the two chains.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Everything,
    Scope(PartyId),
}

impl Directory {
    /// Learns a name of something of `scope`. The newest title of a party is the one shown.
    pub fn learn(&mut self, name: Name, scope: PartyId) {
        let position = self.names.push(name);
        self.index(position, scope);
    }

    fn scope(&self, position: u32) -> PartyId {
        usize::try_from(position).ok().and_then(|p| self.scopes.get(p)).copied().unwrap_or(PartyId::NONE)
    }

    fn key_of(&self, position: u32, within: Within) -> u64 {
        let name = self.names.at(position);
        let scope = if within == Within::Everything { PartyId::NONE } else { self.scope(position) };
        hash(name.kind, scope.0, &name.text)
    }

    /// Enters the name at `position`, the newest, into the tables.
    fn index(&mut self, position: u32, scope: PartyId) {
        self.scopes.push(scope);
        let both = [Within::Everything, Within::Scope(scope)];
        for within in both {
            let name = self.names.at(position);
            let known = !name.text.is_empty() && (within == Within::Everything || scope.is_some());
            let earlier = if known { self.newest(name.kind, &name.text, within) } else { None };
            let key = self.key_of(position, within);
            let mut chains = std::mem::take(self.chains(within));
            chains.before.push(earlier.map_or(0, |earlier| earlier.saturating_add(1)));
            if let Some(earlier) = earlier {
                chains.newest.remove(key, earlier);
            }
            if known {
                chains.newest.insert(key, position, |p| self.key_of(p, within));
            }
            chains.newest.keep();
            *self.chains(within) = chains;
        }
        self.index_id(position);
    }

    fn chains(&mut self, within: Within) -> &mut Chains {
        if within == Within::Everything { &mut self.by_text } else { &mut self.by_scope }
    }

    /// A lot has many serials and is never named by one: they are found by text only.
    fn index_id(&mut self, position: u32) {
        let names = &self.names;
        let name = names.at(position);
        if name.kind == NameKind::Serial {
            return;
        }
        let known = self.position(name.kind, name.id);
        let key = id_hash(name.kind, name.id);
        if let Some(known) = known.filter(|known| names.at(*known).kind == NameKind::Title) {
            self.by_id.remove(key, known);
        }
        self.by_id.insert(key, position, |p| id_hash(names.at(p).kind, names.at(p).id));
        self.by_id.keep();
    }

    /// What names a party is from now on kept under its own key.
    pub fn claim(&mut self, party: PartyId) {
        for position in 0..self.names.len() {
            let name = self.names.at(position);
            let names_it = matches!(name.kind, NameKind::Party | NameKind::Title) && name.id == party.0;
            if names_it && name.subject != party {
                self.names.edit(position).subject = party;
            }
        }
    }

    /// Forgets all texts of a person.
    pub fn forget(&mut self, party: PartyId) {
        for position in 0..self.names.len() {
            let name = self.names.at(position);
            if name.subject != party || name.text.is_empty() {
                continue;
            }
            for within in [Within::Everything, Within::Scope(self.scope(position))] {
                self.unchain(position, within);
            }
            self.names.edit(position).text = "".into();
        }
    }

    /// Takes a name that is about to be forgotten out of the head of its chain; inside a chain it is passed over.
    fn unchain(&mut self, position: u32, within: Within) {
        let name = self.names.at(position);
        if self.newest(name.kind, &name.text, within) != Some(position) {
            return;
        }
        let key = self.key_of(position, within);
        let earlier = self.earlier(position, within);
        let mut chains = std::mem::take(self.chains(within));
        chains.newest.remove(key, position);
        if let Some(earlier) = earlier {
            chains.newest.insert(key, earlier, |p| self.key_of(p, within));
        }
        chains.newest.keep();
        *self.chains(within) = chains;
    }

    fn newest(&self, kind: NameKind, text: &str, within: Within) -> Option<u32> {
        let names = &self.names;
        let is = |p: u32| names.at(p).kind == kind && names.at(p).text.as_ref() == text;
        match within {
            Within::Everything => self.by_text.newest.find(hash(kind, 0, text), is),
            Within::Scope(scope) => {
                self.by_scope.newest.find(hash(kind, scope.0, text), |p| self.scope(p) == scope && is(p))
            }
        }
    }

    /// The name before with an equal key, if it was not forgotten since.
    fn earlier(&self, position: u32, within: Within) -> Option<u32> {
        let chains = if within == Within::Everything { &self.by_text } else { &self.by_scope };
        let before = |position: u32| chains.before.get(usize::try_from(position).ok()?)?.checked_sub(1);
        std::iter::successors(before(position), |found| before(*found))
            .find(|found| !self.names.at(*found).text.is_empty())
    }

    fn position(&self, kind: NameKind, id: u32) -> Option<u32> {
        let names = &self.names;
        self.by_id.find(id_hash(kind, id), |p| names.at(p).kind == kind && names.at(p).id == id)
    }

    fn text(&self, kind: NameKind, id: u32) -> Option<&str> {
        let text = self.names.at(self.position(kind, id)?).text.as_ref();
        if text.is_empty() { None } else { Some(text) }
    }

    fn ids_within(&self, kind: NameKind, text: &str, within: Within) -> Vec<u32> {
        let newest = self.newest(kind, text, within);
        let chain = std::iter::successors(newest, |position| self.earlier(*position, within));
        let mut ids: Vec<u32> = chain.map(|position| self.names.at(position).id).collect();
        ids.reverse();
        ids
    }

    fn ids(&self, kind: NameKind, text: &str) -> Vec<u32> {
        self.ids_within(kind, text, Within::Everything)
    }

    /// The ids with this text among what `scope` named, in order of recording; fast however many others use the text.
    pub fn find_of(&self, kind: NameKind, text: &str, scope: PartyId) -> Vec<u32> {
        self.ids_within(kind, text, Within::Scope(scope))
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

    /// The directory that these names are; `scope` tells whose thing a name names.
    pub fn from_names(names: Paged<Name>, scope: impl Fn(&Name) -> PartyId) -> Self {
        let mut directory = Self { names, ..Self::default() };
        for position in 0..directory.names.len() {
            let scope = scope(directory.names.at(position));
            directory.index(position, scope);
        }
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
            directory.learn(name(NameKind::Note, id, id % 2, "N-1"), PartyId(7 + id % 2));
        }
        directory.learn(name(NameKind::Serial, 9, 0, "N-1"), PartyId::NONE);
        assert_eq!(directory.find_of(NameKind::Note, "N-1", PartyId(8)), [1, 3, 5]);
        assert_eq!(directory.find_of(NameKind::Note, "N-1", PartyId(9)), [0; 0]);
        assert_eq!(directory.find_notes("N-1"), [1, 2, 3, 4, 5].map(NoteId));
        directory.forget(PartyId(1));
        let left = [NoteId(2), NoteId(4)];
        assert_eq!(directory.find_notes("N-1"), left);
        assert_eq!((directory.note(NoteId(1)), directory.note(NoteId(2))), (None, Some("N-1")));
        assert_eq!(directory.find_serial("N-1"), [LotId(9)]);
        let (names, _) = directory.freeze();
        let mut again = Directory::from_names(names, |name| PartyId(7 + name.id % 2));
        assert_eq!(again.find_notes("N-1"), left);
        assert_eq!(again.find_of(NameKind::Note, "N-1", PartyId(7)), [2, 4]);
        assert_eq!(again.find_of(NameKind::Note, "N-1", PartyId(8)), [0; 0]);
        again.learn(name(NameKind::Note, 6, 0, "N-1"), PartyId(7));
        assert_eq!(again.find_of(NameKind::Note, "N-1", PartyId(7)), [2, 4, 6]);
        assert_eq!(again.find_notes("N-1"), [NoteId(2), NoteId(4), NoteId(6)]);
    }

    #[test]
    fn the_newest_title_is_shown() {
        let mut directory = Directory::default();
        directory.learn(name(NameKind::Title, 1, 0, "Old"), PartyId::NONE);
        directory.learn(name(NameKind::Title, 1, 0, "New"), PartyId::NONE);
        assert_eq!(directory.title(PartyId(1)), Some("New"));
        let (names, _) = directory.freeze();
        assert_eq!(Directory::from_names(names, |_| PartyId::NONE).title(PartyId(1)), Some("New"));
    }

    #[test]
    fn many_equal_texts_cost_no_more_than_others() {
        let mut directory = Directory::default();
        for id in 1..=200_000 {
            directory.learn(name(NameKind::Serial, id, 0, "same"), PartyId::NONE);
        }
        assert_eq!(directory.find_serial("same").len(), 200_000);
    }
}
