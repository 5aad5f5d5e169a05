//! What an audit says: findings, notices, and what was looked at.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use crate::amount;
use crate::measures::{Measures, NAMES};

/// How many findings of one kind are kept with their words; all are counted.
pub const KEPT_PER_KIND: usize = 200;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident $name:literal,)*) => {
        /// What a finding is about. The name is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[doc = $doc])* $kind,)*
        }

        impl Kind {
            /// The stable name, as printed and as in the JSON report.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)*
                }
            }
        }
    };
}

kinds! {
    /// The stream could not be read to its end.
    Unreadable "unreadable",
    /// A line of a stream is not the JSON object it must be.
    BrokenLine "broken_line",
    /// Entry numbers skip one or more entries.
    EntryMissing "entry_missing",
    /// An entry number stands twice, or an earlier one comes later.
    EntryDouble "entry_double",
    /// A record was made before the one it follows.
    TimeBackwards "time_backwards",
    /// A recorded command does not have the form that commands have.
    Form "form",
    /// A recorded command is dated more than one day after its record.
    DateFuture "date_future",
    /// A quantity is told in a unit that does not convert exactly to the lot's.
    Unit "unit",
    /// A unit that this program does not know.
    UnitUnknown "unit_unknown",
    /// A command refers to a lot, note, document or transport that is not recorded.
    ReferenceUnknown "reference_unknown",
    /// A reference fits more than one thing.
    ReferenceAmbiguous "reference_ambiguous",
    /// A document number of that type and principal was taken.
    NumberTaken "number_taken",
    /// Recorded although the goods were not there.
    ShortBalance "short_balance",
    /// Recorded although another note had reserved the same goods.
    DoubleReserve "double_reserve",
    /// Recorded although the status did not allow it.
    WrongStatus "wrong_status",
    /// Recorded although a rule of the command was broken.
    RuleBroken "rule_broken",
    /// Parts that are not exactly the whole.
    NotExact "not_exact",
    /// A command with a known key and content was recorded once more.
    PostedTwice "posted_twice",
    /// A command with a known key and other content was recorded.
    KeyConflict "key_conflict",
    /// Answered as duplicate although no such command was recorded before.
    DuplicateUnknown "duplicate_unknown",
    /// Answered as conflict although the key was new or the content the same.
    ConflictUnknown "conflict_unknown",
    /// The answer names another number of lots or notes than the command mints.
    AnswerCount "answer_count",
    /// A public number was given twice.
    PublicNumberTwice "public_number_twice",
    /// A discrepancy that the command must raise is not in the answer.
    DiscrepancyMissing "discrepancy_missing",
    /// A discrepancy in the answer for which the documents give no reason.
    DiscrepancyUnexpected "discrepancy_unexpected",
    /// Refused although nothing this program can judge speaks against the command.
    RefusedWithoutReason "refused_without_reason",
    /// The books hold a lot that no document minted.
    LotUnknown "lot_unknown",
    /// The books hold a note that no document opened.
    NoteUnknown "note_unknown",
    /// A note that the documents opened is not in the books.
    NoteMissing "note_missing",
    /// The note's status is another one.
    NoteStatus "note_status",
    /// Stock differs from the documents.
    Stock "stock",
    /// What is on a line of a note differs from the documents.
    Line "line",
    /// What a note has abroad differs from the documents.
    Abroad "abroad",
    /// An account differs from the documents.
    Account "account",
    /// A reserved quantity differs from the documents.
    Reserved "reserved",
    /// A row stands twice in the books.
    RowDouble "row_double",
    /// Goods came from nowhere or went nowhere.
    Conservation "conservation",
    /// A balance below zero.
    Negative "negative",
    /// More is reserved than is on hand.
    OverReserved "over_reserved",
    /// The sum over a chapter of the nomenclature differs.
    ChapterSum "chapter_sum",
    /// A sum passes the range of this program's numbers.
    TooLarge "too_large",
}

impl Kind {
    /// Softer kinds: worth a look, no proof that the books are wrong.
    pub fn is_notice(self) -> bool {
        matches!(self, Self::RefusedWithoutReason | Self::UnitUnknown | Self::TimeBackwards)
    }
}

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is about.
    pub kind: Kind,
    /// Where: the stream and line, with the entry or the books' row.
    pub place: String,
    /// What was expected and what was found.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}: {}", self.kind.name(), self.place, self.message)
    }
}

/// Sums over one chapter of the nomenclature in one unit, from the documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChapterSum {
    /// Lots of the chapter and unit.
    pub lots: u64,
    /// On hand, on the way and abroad.
    pub(crate) held: Measures,
    /// Gone to accounts.
    pub(crate) out: Measures,
}

/// What an audit looked at and found.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
    counts: BTreeMap<Kind, u64>,
    /// Lines of documents read.
    pub entries: u64,
    /// Of these: recorded commands.
    pub recorded: u64,
    /// Of these: refused commands.
    pub refused: u64,
    /// Of these: duplicates and conflicts.
    pub repeated: u64,
    /// Lots minted by the documents.
    pub lots: u64,
    /// Notes opened by the documents.
    pub notes: u64,
    /// Postings recomputed.
    pub postings: u64,
    /// Rows of the books compared.
    pub rows: u64,
    /// Sums by chapter and unit.
    pub chapters: BTreeMap<(String, String), ChapterSum>,
}

impl Report {
    pub(crate) fn find(&mut self, kind: Kind, place: impl Into<String>, message: impl Into<String>) {
        let count = self.counts.entry(kind).or_default();
        *count += 1;
        if usize::try_from(*count).is_ok_and(|count| count <= KEPT_PER_KIND) {
            self.findings.push(Finding { kind, place: place.into(), message: message.into() });
        }
    }

    /// Findings that prove a wrong record, at most [`KEPT_PER_KIND`] of a kind.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| !finding.kind.is_notice())
    }

    /// The softer class: worth a look.
    pub fn notices(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.kind.is_notice())
    }

    /// How often a kind was found, also beyond what is kept.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    /// True when nothing but notices was found.
    pub fn is_clean(&self) -> bool {
        self.counts.keys().all(|kind| kind.is_notice())
    }

    /// The whole report as one JSON object.
    pub fn to_json(&self) -> Value {
        let show = |finding: &Finding| json!({"kind": finding.kind.name(), "place": finding.place, "message": finding.message});
        let counts: serde_json::Map<String, Value> =
            self.counts.iter().map(|(kind, count)| (kind.name().to_owned(), json!(count))).collect();
        let chapters: Vec<Value> = self.chapters.iter().map(chapter_json).collect();
        json!({
            "clean": self.is_clean(),
            "checked": {
                "entries": self.entries, "recorded": self.recorded, "refused": self.refused, "repeated": self.repeated,
                "lots": self.lots, "notes": self.notes, "postings": self.postings, "rows": self.rows,
            },
            "counts": counts,
            "findings": self.findings().map(show).collect::<Vec<_>>(),
            "notices": self.notices().map(show).collect::<Vec<_>>(),
            "chapters": chapters,
        })
    }
}

fn chapter_json(((chapter, unit), sum): (&(String, String), &ChapterSum)) -> Value {
    let measures = |measures: &Measures| -> Value {
        let named = NAMES.iter().zip(measures.0).filter(|(_, amount)| *amount != 0);
        named
            .map(|(name, amount)| ((*name).to_owned(), json!(amount::show(amount))))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    json!({"chapter": chapter, "unit": unit, "lots": sum.lots, "held": measures(&sum.held), "out": measures(&sum.out)})
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for finding in self.findings().chain(self.notices()) {
            writeln!(out, "{finding}")?;
        }
        for (kind, count) in
            self.counts.iter().filter(|(_, count)| usize::try_from(**count).is_ok_and(|n| n > KEPT_PER_KIND))
        {
            writeln!(out, "{}: {count} in all, the first {KEPT_PER_KIND} are shown", kind.name())?;
        }
        writeln!(
            out,
            "checked: {} entries ({} recorded, {} refused, {} repeated), {} lots, {} notes, {} postings, {} rows of the books",
            self.entries, self.recorded, self.refused, self.repeated, self.lots, self.notes, self.postings, self.rows
        )?;
        for ((chapter, unit), sum) in &self.chapters {
            let (held, gone) = (amount::show(sum.held.quantity()), amount::show(sum.out.quantity()));
            writeln!(out, "chapter {chapter}: {} lots, held {held} {unit}, out {gone} {unit}", sum.lots)?;
        }
        let (proofs, notices) = self.counts.iter().fold((0, 0), |(proofs, notices), (kind, count)| {
            if kind.is_notice() { (proofs, notices + count) } else { (proofs + count, notices) }
        });
        write!(out, "{proofs} findings, {notices} notices")
    }
}
