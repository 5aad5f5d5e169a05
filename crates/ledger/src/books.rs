//! The books: state and directory together, and the way a command becomes an entry.

use crate::bug::must;
use crate::decide;
use crate::directory::Directory;
use crate::effect::Effect;
use crate::ids::{DiscrepancyId, LotId, NoteId, TransportId};
use crate::moves::Moves;
use crate::policy::Policy;
use crate::state::{Link, State};
use std::ops::Range;
use trade::command::Submission;
use trade::date::Timestamp;
use trade::party::PartyRef;
use trade::problem::Problem;
use trade::public_number::{KindLetter, NumberKey, PublicNumber, RegistryPrefix};

pub use crate::directory::{Name, NameKind};

/// Public numbers of a registry: prefix and the key that keeps volumes private.
#[derive(Clone, Debug)]
pub struct Numbers {
    /// Prefix of the registry.
    pub prefix: RegistryPrefix,
    /// Key of the permutation.
    pub key: NumberKey,
}

impl Numbers {
    fn number(&self, kind: char, id: u32) -> PublicNumber {
        let letter = must(KindLetter::new(kind), "a kind of number has no letter");
        let number = PublicNumber::encode(self.prefix, letter, u64::from(id), &self.key);
        must(number.ok(), "ids of 32 bits fit numbers of 40 bits")
    }

    fn find(&self, kind: char, number: &PublicNumber) -> Option<u32> {
        let (found, id) = number.decode(&self.key);
        if found.get() == kind && number.prefix() == self.prefix { u32::try_from(id).ok() } else { None }
    }

    /// Number of a lot.
    pub fn lot(&self, lot: LotId) -> PublicNumber {
        self.number('L', lot.0)
    }

    /// Number of a note.
    pub fn note(&self, note: NoteId) -> PublicNumber {
        self.number('N', note.0)
    }

    /// Number of a transport.
    pub fn transport(&self, transport: TransportId) -> PublicNumber {
        self.number('T', transport.0)
    }

    /// Number of a discrepancy.
    pub fn discrepancy(&self, discrepancy: DiscrepancyId) -> PublicNumber {
        self.number('D', discrepancy.0)
    }

    /// The lot with this number.
    pub fn find_lot(&self, number: &PublicNumber) -> Option<LotId> {
        self.find('L', number).map(LotId)
    }

    /// The note with this number.
    pub fn find_note(&self, number: &PublicNumber) -> Option<NoteId> {
        self.find('N', number).map(NoteId)
    }

    /// The discrepancy with this number.
    pub fn find_discrepancy(&self, number: &PublicNumber) -> Option<DiscrepancyId> {
        self.find('D', number).map(DiscrepancyId)
    }
}

/// What the decider is told beside the command; nothing of it is read again on replay.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Number of the entry, from 1.
    pub seq: u64,
    /// Time of recording.
    pub now: Timestamp,
    /// Keyed digest of submitter and business key.
    pub tag: [u8; 16],
    /// Terms.
    pub policy: &'a Policy,
    /// Public numbers.
    pub numbers: &'a Numbers,
    /// The lineage up to the entry before.
    pub moves: &'a dyn Moves,
}

impl std::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Context {{ seq: {}, now: {} }}", self.seq, self.now)
    }
}

/// What became of a command that could be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Outcome {
    /// Recorded with its effects.
    #[n(1)]
    Recorded,
    /// Refused: recorded without effects on goods.
    #[n(2)]
    Refused,
}

/// The entry a command became.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Outcome.
    pub outcome: Outcome,
    /// What it does to the state.
    pub effects: Vec<Effect>,
    /// Names learnt.
    pub names: Vec<Name>,
    /// Why it was refused; all reasons at once.
    pub problems: Vec<Problem>,
    /// Lots touched, with their chains.
    pub links: Vec<Link>,
    /// What it made.
    pub made: Made,
}

/// Ids of the records an entry made (half-open ranges).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Made {
    /// Lots.
    pub lots: Range<u32>,
    /// Notes.
    pub notes: Range<u32>,
    /// Transports.
    pub transports: Range<u32>,
    /// Discrepancies.
    pub discrepancies: Range<u32>,
}

/// State and directory.
#[derive(Default, Debug)]
pub struct Books {
    /// What the cores say.
    pub state: State,
    /// What the openings say.
    pub directory: Directory,
}

impl Books {
    /// Decides a command and applies the result: the state afterwards is that of a replay of the decision.
    pub fn submit(&mut self, submission: &Submission, context: &Context) -> Decision {
        self.judge(submission, context, Vec::new(), &[])
    }

    /// The same with what was found outside the books: problems, any of which refuses the command, and natural persons
    /// that it names anywhere (as its submitter, say). They are admitted, so that their texts get a key of their own.
    pub fn judge(
        &mut self,
        submission: &Submission,
        context: &Context,
        found: Vec<Problem>,
        persons: &[PartyRef],
    ) -> Decision {
        let before = Counts::of(&self.state);
        self.state.begin(context.seq);
        let mut desk = decide::Desk::new(&mut self.state, &self.directory, context);
        decide::decide(&mut desk, submission);
        persons.iter().for_each(|person| desk.mention(person));
        let mut draft = desk.finish();
        draft.problems.extend(found);
        draft.problems.extend(decide::too_large(&draft.effects, self.state.links().len()));
        draft.problems = decide::listed(draft.problems);
        let outcome = if draft.problems.is_empty() { Outcome::Recorded } else { Outcome::Refused };
        let (effects, names) = match outcome {
            Outcome::Recorded => (draft.effects, draft.names),
            Outcome::Refused => {
                self.state.rollback();
                self.state.begin(context.seq);
                draft.admissions.iter().for_each(|effect| self.state.apply(effect));
                (draft.admissions, draft.admitted)
            }
        };
        self.state.remember(context.tag);
        self.state.keep();
        self.learn(&effects, &names);
        let links = self.state.links().to_vec();
        let made = before.until(&Counts::of(&self.state));
        Decision { outcome, effects, names, problems: draft.problems, links, made }
    }

    /// Applies a recorded entry again. Names may be missing (erased, or openings not at hand).
    pub fn replay(&mut self, seq: u64, tag: [u8; 16], effects: &[Effect], names: &[Name]) {
        self.state.begin(seq);
        effects.iter().for_each(|effect| self.state.apply(effect));
        self.state.remember(tag);
        self.state.keep();
        self.learn(effects, names);
    }

    fn learn(&mut self, effects: &[Effect], names: &[Name]) {
        for name in names {
            let scope = self.state.scope_of(name);
            self.directory.learn(name.clone(), scope);
        }
        for effect in effects {
            if let Effect::Person { party } = effect {
                self.directory.claim(*party);
            }
            if let Effect::Erase { party } = effect {
                self.directory.forget(*party);
            }
        }
    }
}

/// Numbers of records at one moment.
struct Counts {
    lots: u32,
    notes: u32,
    transports: u32,
    discrepancies: u32,
}

impl Counts {
    fn of(state: &State) -> Self {
        Self {
            lots: state.lots.len(),
            notes: state.notes.len(),
            transports: state.transports.len(),
            discrepancies: state.discrepancies.len(),
        }
    }

    /// The ids (position plus one) of what came between.
    fn until(&self, after: &Self) -> Made {
        let ids = |from: u32, to: u32| from.saturating_add(1)..to.saturating_add(1);
        Made {
            lots: ids(self.lots, after.lots),
            notes: ids(self.notes, after.notes),
            transports: ids(self.transports, after.transports),
            discrepancies: ids(self.discrepancies, after.discrepancies),
        }
    }
}
