//! The desk a command is decided at: resolving names, collecting problems, applying effects.

use crate::books::{Context, Name, NameKind};
use crate::directory::Directory;
use crate::effect::Effect;
use crate::ids::{LineId, LotId, PartyId, PlaceId};
use crate::records::DiscrepancyKind;
use crate::state::State;
use std::collections::BTreeMap;
use trade::date::{Day, Timestamp};
use trade::party::{PartyRef, persons_in};
use trade::place::PlaceRef;
use trade::problem::Problem;
use trade::quantity::Quantity;

mod find;
mod goods;

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
    /// Ids of the admitted by their texts; those of parties and places have different schemes.
    found: BTreeMap<Box<str>, u32>,
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
            found: BTreeMap::new(),
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

    /// Records a name to be learnt. One that holds the number of a natural person is kept under that person's key, so that
    /// it ends with her texts.
    pub(super) fn name(&mut self, kind: NameKind, id: u32, subject: PartyId, text: impl Into<Box<str>>) {
        let text = text.into();
        let subject = if subject.is_some() { subject } else { self.person_in(&text) };
        self.names.push(Name { kind, id, subject, text });
    }

    fn person_in(&mut self, text: &str) -> PartyId {
        persons_in(text).first().map_or(PartyId::NONE, |person| self.party_of_kind(person, true))
    }

    /// Notes a problem.
    pub(super) fn problem(&mut self, code: &'static str, at: impl Into<String>, message: impl Into<String>) {
        self.problems.push(Problem { code, at: at.into(), message: message.into() });
    }

    /// Whether a problem has been noted so far.
    pub(super) fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

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

    /// The party as named. A new one is admitted as a natural person if its identifier or `person` says so; a known one
    /// becomes a person if `person` says so.
    pub(super) fn party_of_kind(&mut self, party: &PartyRef, person: bool) -> PartyId {
        let text = party.to_string();
        let known = self.directory.find_party(&text).or_else(|| self.found.get(text.as_str()).copied().map(PartyId));
        if let Some(id) = known {
            if person {
                self.tell_person(id);
            }
            return id;
        }
        let id = PartyId::at(self.state.parties.len());
        let person = person || party.is_person();
        let subject = if person { id } else { PartyId::NONE };
        self.admit(Effect::Party { person }, Name { kind: NameKind::Party, id: id.0, subject, text: text.into() });
        id
    }

    /// From now on the texts of a known party are kept as those of a natural person.
    fn tell_person(&mut self, id: PartyId) {
        if id.position().is_none_or(|position| self.state.parties.at(position).person) {
            return;
        }
        let effect = Effect::Person { party: id };
        self.emit(effect);
        // It stays when the command is refused: what a refused command says of a person has a key, too.
        self.admissions.push(effect);
        for name in self.names.iter_mut().chain(&mut self.admitted) {
            if matches!(name.kind, NameKind::Party | NameKind::Title) && name.id == id.0 {
                name.subject = id;
            }
        }
    }

    /// The party, or `default` when none is named.
    pub(super) fn party_or(&mut self, party: Option<&PartyRef>, default: PartyId) -> PartyId {
        party.map_or(default, |party| self.party(party))
    }

    /// The place, admitted when it is new. A store is told apart from another party's by who holds the goods in it.
    pub(super) fn place(&mut self, place: &PlaceRef) -> PlaceId {
        let text = place.to_string();
        if let Some(id) = self.directory.find_place(&text) {
            return id;
        }
        if let Some(id) = self.found.get(text.as_str()) {
            return PlaceId(*id);
        }
        let id = PlaceId::at(self.state.places.len());
        let name = Name { kind: NameKind::Place, id: id.0, subject: PartyId::NONE, text: text.into() };
        self.admit(Effect::Place, name);
        id
    }

    fn admit(&mut self, effect: Effect, name: Name) {
        self.emit(effect);
        self.admissions.push(effect);
        self.found.insert(name.text.clone(), name.id);
        self.names.push(name.clone());
        self.admitted.push(name);
    }

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
            self.problem(
                "date.future",
                at,
                format!("{moment} lies ahead of now ({}); check the time", self.context.now),
            );
        }
    }

    /// The day `business_days` after today.
    pub(super) fn term(&self, business_days: u16) -> i32 {
        let today = self.today();
        self.context.policy.calendar.add_business_days(today, business_days).number()
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
