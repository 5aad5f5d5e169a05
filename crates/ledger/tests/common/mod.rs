//! A registry's books in a test: commands in as JSON, state, lineage and the auditor's two streams out.
#![allow(dead_code, reason = "each test file uses a part")]

pub mod stream;

use ledger::books::{Context, Decision, Numbers};
use ledger::moves::Move;
use ledger::{Books, Effect, Name, Outcome, Policy};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use trade::command::{self, Submission};
use trade::date::Timestamp;
use trade::public_number::NumberKey;

/// An entry as the journal would hold it: number, tag, effects, names.
pub type Entry = (u64, [u8; 16], Vec<Effect>, Vec<Name>);

pub struct Run {
    pub books: Books,
    pub moves: Vec<Move>,
    pub entries: Vec<Entry>,
    /// Lines of the auditor's stream of documents.
    pub documents: Vec<Value>,
    pub numbers: Numbers,
    pub policy: Policy,
    pub now: Timestamp,
    answers: BTreeMap<[u8; 16], (String, u64)>,
}

impl Default for Run {
    fn default() -> Self {
        Self::new("2026-03-02T08:00:00Z")
    }
}

impl Run {
    pub fn new(now: &str) -> Self {
        let numbers = Numbers { prefix: "KZ".parse().unwrap(), key: NumberKey([7; 16]) };
        Self {
            books: Books::default(),
            moves: Vec::new(),
            entries: Vec::new(),
            documents: Vec::new(),
            numbers,
            policy: Policy::default(),
            now: now.parse().unwrap(),
            answers: BTreeMap::new(),
        }
    }

    /// Submits and asserts that it was recorded.
    pub fn ok(&mut self, command: Value) -> Decision {
        let text = command.to_string();
        let decision = self.submit(command).expect("neither duplicate nor conflict");
        assert_eq!(decision.outcome, Outcome::Recorded, "{text}: {:?}", decision.problems);
        decision
    }

    /// Submits and asserts that it was refused with exactly these problem codes.
    pub fn refused(&mut self, command: Value, codes: &[&str]) -> Decision {
        let text = command.to_string();
        let decision = self.submit(command).expect("neither duplicate nor conflict");
        let found: Vec<&str> = decision.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(found, codes, "{text}: {:?}", decision.problems);
        decision
    }

    /// Submits; none for a duplicate or a conflict.
    pub fn submit(&mut self, command: Value) -> Option<Decision> {
        let submission = command::parse(&command.to_string()).unwrap_or_else(|p| panic!("{command}: {p:?}"));
        self.put(&submission)
    }

    pub fn put(&mut self, submission: &Submission) -> Option<Decision> {
        let canonical = submission.canonical();
        let tag = tag(submission, &canonical);
        if let Some((content, entry)) = self.answers.get(&tag) {
            let outcome = if *content == canonical { "duplicate" } else { "conflict" };
            assert_eq!(self.books.state.recall(&tag), Some(*entry));
            self.document(submission, json!({"outcome": outcome}), *entry);
            return None;
        }
        let seq = self.books.state.seq() + 1;
        let context =
            Context { seq, now: self.now, tag, policy: &self.policy, numbers: &self.numbers, moves: &self.moves };
        let decision = self.books.submit(submission, &context);
        self.moves.extend(self.books.state.take_moves());
        assert_eq!(self.moves.len(), usize::try_from(self.books.state.move_count()).unwrap());
        self.entries.push((seq, tag, decision.effects.clone(), decision.names.clone()));
        self.answers.insert(tag, (canonical, seq));
        let answer = self.answer(&decision);
        self.document(submission, answer, seq);
        Some(decision)
    }

    fn document(&mut self, submission: &Submission, answer: Value, entry: u64) {
        let command = command::write(submission);
        let repeated = answer["outcome"] == "duplicate" || answer["outcome"] == "conflict";
        let mut line =
            json!({"entry": entry, "recorded_at": self.now.to_string(), "command": command, "answer": answer});
        if repeated {
            line["answer"]["of"] = entry.into();
            line.as_object_mut().unwrap().remove("entry");
        }
        if !repeated {
            self.documents.push(line);
        }
    }

    fn answer(&self, decision: &Decision) -> Value {
        let lots: Vec<String> =
            decision.made.lots.clone().map(|id| self.numbers.lot(ledger::LotId(id)).to_string()).collect();
        let notes: Vec<String> =
            decision.made.notes.clone().map(|id| self.numbers.note(ledger::NoteId(id)).to_string()).collect();
        let discrepancies: Vec<Value> = decision
            .made
            .discrepancies
            .clone()
            .map(|id| {
                let id = ledger::DiscrepancyId(id);
                let record = self.books.state.discrepancies.at(id.0 - 1);
                json!({
                    "number": self.numbers.discrepancy(id).to_string(), "kind": record.kind.name(),
                    "line": record.document_line, "quantity": record.quantity.to_string(),
                })
            })
            .collect();
        let outcome = if decision.outcome == Outcome::Recorded { "recorded" } else { "refused" };
        let problems: Vec<Value> =
            decision.problems.iter().map(|p| json!({"code": p.code, "at": p.at, "message": p.message})).collect();
        json!({
            "outcome": outcome, "lots": lots, "note": notes.first(), "notes": notes, "discrepancies": discrepancies,
            "problems": problems,
        })
    }

    /// All rows of the books as the auditor reads them.
    pub fn dump(&self) -> String {
        ledger::dump::rows(&self.books, &self.numbers).map(|row| row.to_string() + "\n").collect()
    }

    pub fn document_stream(&self) -> String {
        self.documents.iter().map(|line| line.to_string() + "\n").collect()
    }

    /// Replays all entries into new books.
    pub fn replayed(&self, with_names: bool) -> (Books, Vec<Move>) {
        let mut books = Books::default();
        let mut moves = Vec::new();
        for (seq, tag, effects, names) in &self.entries {
            books.replay(*seq, *tag, effects, if with_names { names } else { &[] });
            moves.extend(books.state.take_moves());
        }
        (books, moves)
    }

    /// Days pass.
    pub fn later(&mut self, hours: i64) {
        self.now = self.now.checked_add_millis(hours * 3_600_000).unwrap();
    }

    pub fn today(&self) -> String {
        self.now.day().to_string()
    }
}

/// All pages of a state as bytes: equal exactly when the states are.
pub fn bytes_of(books: &mut Books) -> Vec<Vec<u8>> {
    let (arrays, meta, _) = books.state.freeze();
    let mut bytes = vec![minicbor::to_vec(meta).unwrap()];
    for arena in ledger::state::Arrays::ARENAS {
        for page in 0..arrays.page_count(*arena) {
            bytes.push(arrays.encode(*arena, page).unwrap());
        }
    }
    bytes
}

/// A stand-in for the registry's keyed digest: any injective function will do here.
fn tag(submission: &Submission, canonical: &str) -> [u8; 16] {
    let by = submission.by.as_ref().or(submission.command.principal()).map(ToString::to_string).unwrap_or_default();
    let key = match (&submission.key, submission.command.number()) {
        (Some(key), _) => key.to_string(),
        (None, Some(number)) => format!("{}/{number}", submission.command.kind()),
        (None, None) => canonical.to_owned(),
    };
    let mut tag = [0_u8; 16];
    let (mut a, mut b) = (0xcbf2_9ce4_8422_2325_u64, 0x9e37_79b9_7f4a_7c15_u64);
    for byte in format!("{by}\n{key}").bytes() {
        a = (a ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        b = (b.rotate_left(5) ^ u64::from(byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    tag[..8].copy_from_slice(&a.to_le_bytes());
    tag[8..].copy_from_slice(&b.to_le_bytes());
    tag
}
