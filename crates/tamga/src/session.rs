//! DEV session in memory.
use crate::cli::Common;
use crate::trouble::Trouble;
use ledger::books::{Books, Context, Numbers, Outcome};
use ledger::moves::{Move, Moves};
use ledger::Policy;
use serde_json::{Value, json};
use std::cell::RefCell;
use trade::public_number::{NumberKey, PublicNumber};

pub(crate) struct View<'a> {
    pub(crate) books: &'a Books,
    pub(crate) numbers: &'a Numbers,
    pub(crate) moves: &'a dyn Moves,
}

#[derive(Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub(crate) enum AnswerOutcome { Recorded, Refused, Duplicate, Conflict }
#[derive(serde::Serialize)]
pub(crate) struct AnswerProblem { pub(crate) code: String, pub(crate) at: String, pub(crate) message: String }
#[derive(serde::Serialize)]
pub(crate) struct Raised { pub(crate) number: PublicNumber }
#[derive(serde::Serialize)]
pub(crate) struct Answer { pub(crate) entry: u64, pub(crate) outcome: AnswerOutcome, pub(crate) problems: Vec<AnswerProblem>, pub(crate) lots: Vec<PublicNumber>, pub(crate) notes: Vec<PublicNumber>, pub(crate) transports: Vec<PublicNumber>, pub(crate) discrepancies: Vec<Raised> }

pub(crate) struct Session { books: RefCell<Books>, numbers: Numbers, moves: RefCell<Vec<Move>>, path: std::path::PathBuf }

impl Session {
    pub(crate) fn read(common: &Common) -> Result<Self, Trouble> {
        let path = std::path::PathBuf::from(&common.store);
        let numbers = Numbers { prefix: "KZ".parse().unwrap(), key: NumberKey([7; 16]) };
        let me = Self { books: RefCell::default(), numbers, moves: RefCell::default(), path };
        let text = std::fs::read_to_string(&me.path).unwrap_or_default();
        for line in text.lines() { me.one(&serde_json::from_str(line).unwrap()).ok(); }
        Ok(me)
    }
    pub(crate) fn entry(&self, _: u64) -> Result<Option<Value>, Trouble> { Ok(None) }
    pub(crate) fn write(common: &Common) -> Result<Self, Trouble> { Self::read(common) }
    pub(crate) fn view<T>(&self, f: impl FnOnce(&View) -> T) -> T {
        f(&View { books: &self.books.borrow(), numbers: &self.numbers, moves: &*self.moves.borrow() })
    }
    fn one(&self, value: &Value) -> Result<Answer, Trouble> {
        let s = trade::command::read(value).map_err(|p| Trouble::input(format!("{p:?}")))?;
        let mut books = self.books.borrow_mut();
        let seq = books.state.seq() + 1;
        let mut tag = [0; 16]; tag[..8].copy_from_slice(&seq.to_le_bytes());
        let moves = self.moves.borrow().clone();
        let policy = Policy::default();
        let d = books.submit(&s, &Context { seq, now: crate::fields::now(), tag, policy: &policy, numbers: &self.numbers, moves: &moves });
        self.moves.borrow_mut().extend(books.state.take_moves());
        let m = &d.made; let n = &self.numbers;
        Ok(Answer { entry: seq, outcome: if d.outcome == Outcome::Refused { AnswerOutcome::Refused } else { AnswerOutcome::Recorded },
            problems: d.problems.iter().map(|p| AnswerProblem { code: p.code.into(), at: p.at.clone(), message: p.message.clone() }).collect(),
            lots: m.lots.clone().map(|i| n.lot(ledger::LotId(i))).collect(), notes: m.notes.clone().map(|i| n.note(ledger::NoteId(i))).collect(),
            transports: m.transports.clone().map(|i| n.transport(ledger::TransportId(i))).collect(), discrepancies: m.discrepancies.clone().map(|i| Raised { number: n.discrepancy(ledger::DiscrepancyId(i)) }).collect() })
    }
    pub(crate) fn submit(&self, sub: trade::command::Submission) -> Result<Answer, Trouble> {
        let value = &trade::command::write(&sub);
        let r = self.one(value)?;
        use std::io::Write;
        writeln!(std::fs::OpenOptions::new().append(true).create(true).open(&self.path)?, "{value}")?;
        Ok(r)
    }
}
