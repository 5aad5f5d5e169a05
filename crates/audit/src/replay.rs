//! Reads the documents, judges every command again and recomputes the books.

use std::io::BufRead;

use serde_json::Value;

use crate::books::Books;
use crate::case::{Case, Object, text, texts};
use crate::keys::{self, Keys, Standing};
use crate::lines::Lines;
use crate::refer::ENTRY_TYPES;
use crate::report::{Kind, Report};
use crate::{amount, change, custody, entries, mend, notes, road, shape, time, units};

/// Discrepancies that the contract ties to the command that raises them. Others (deadlines) are not judged.
const JUDGED: [&str; 10] = [
    "short_balance",
    "shortage",
    "excess",
    "crossed_against_hold",
    "unknown_crossing",
    "seal_mismatch",
    "count_difference",
    "found_goods",
    "corrected_after_use",
    "overdue",
];

/// Commands that a registry may refuse for reasons outside the books: code tables of a day.
const NEEDS_CODE_TABLES: [&str; 2] = ["found", "transformation"];

/// The replay: books, keys, and what the numbering has shown.
#[derive(Default)]
pub(crate) struct Replay {
    pub(crate) books: Books,
    keys: Keys,
    last_entry: Option<u64>,
    last_recorded: Option<i64>,
    unknown_units: Vec<String>,
}

/// What the registry answered.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Recorded,
    Refused,
    Duplicate,
    Conflict,
}

/// The parts of one exported line.
struct Exported<'a> {
    command: &'a Object,
    answer: &'a Object,
    kind: &'a str,
    outcome: Outcome,
    place: String,
    line: u64,
    recorded_at: Option<i64>,
}

impl Replay {
    /// Reads the whole stream of documents.
    pub(crate) fn run(&mut self, documents: impl BufRead, report: &mut Report) {
        let mut lines = Lines::new(documents, "documents");
        while let Some(object) = lines.next(report) {
            self.line(&object, lines.number(), lines.place(), report);
        }
        report.lots = u64::try_from(self.books.lots.len()).unwrap_or(u64::MAX);
        report.notes = u64::try_from(self.books.notes.len()).unwrap_or(u64::MAX);
        report.postings = self.books.postings;
    }

    fn line(&mut self, object: &Object, line: u64, mut place: String, report: &mut Report) {
        report.entries += 1;
        let recorded_at = text(object, "recorded_at").and_then(time::parse);
        if let Some(entry) = object.get("entry").and_then(Value::as_u64) {
            place = format!("{place} (entry {entry})");
            self.number(entry, &place, report);
        } else if object.get("entry").is_some_and(|entry| !entry.is_null()) {
            report.find(Kind::BrokenLine, &place, "`entry` is no number");
        }
        if recorded_at.is_none() {
            report.find(Kind::BrokenLine, &place, "`recorded_at` is no time");
        }
        if recorded_at < self.last_recorded {
            report.find(Kind::TimeBackwards, &place, "recorded before the entry it follows");
        }
        self.last_recorded = recorded_at.max(self.last_recorded);
        let command = object.get("command").and_then(Value::as_object);
        let answer = object.get("answer").and_then(Value::as_object);
        let outcome = answer.and_then(|answer| text(answer, "outcome")).and_then(outcome);
        let (Some(command), Some(answer), Some(outcome)) = (command, answer, outcome) else {
            report.find(Kind::BrokenLine, place, "no command, or no answer with a known outcome");
            return;
        };
        let kind = text(command, "type").unwrap_or_default();
        self.exported(&Exported { command, answer, kind, outcome, place, line, recorded_at }, report);
    }

    /// Entries are numbered without gaps from 0 or 1.
    fn number(&mut self, entry: u64, place: &str, report: &mut Report) {
        let expected = self.last_entry.map_or_else(|| entry.min(1), |last| last.saturating_add(1));
        if entry > expected {
            let words = format!("entries {expected} to {} are missing", entry - 1);
            report.find(Kind::EntryMissing, place, words);
        }
        if entry < expected {
            report.find(Kind::EntryDouble, place, format!("entry {entry} where {expected} is due"));
        }
        self.last_entry = self.last_entry.max(Some(entry));
    }

    /// Settles idempotence, then judges and applies what is new.
    fn exported(&mut self, exported: &Exported<'_>, report: &mut Report) {
        let (key, content) = (keys::key(exported.command), keys::content(exported.command));
        let standing = self.keys.standing(key, content);
        let place = exported.place.as_str();
        match (exported.outcome, standing) {
            (Outcome::Recorded | Outcome::Refused, Standing::New) => {
                let readable = self.fresh(exported, report);
                let was_refused = exported.outcome == Outcome::Refused;
                self.keys.record(key, content, was_refused, was_refused && !readable);
                return;
            }
            (Outcome::Recorded, Standing::Same(used) | Standing::Other(used)) if used.is_doubtful => {
                self.fresh(exported, report);
                self.keys.record(key, content, false, false);
                return;
            }
            (Outcome::Recorded, Standing::Same(_)) => {
                report.find(Kind::PostedTwice, place, "recorded again under the same key with the same content");
            }
            (Outcome::Recorded, Standing::Other(_)) => {
                report.find(Kind::KeyConflict, place, "recorded under a key that was used for another content");
            }
            (Outcome::Duplicate, Standing::New | Standing::Other(_)) if !is_doubtful(standing) => {
                report.find(Kind::DuplicateUnknown, place, "no such command was recorded before");
            }
            (Outcome::Conflict, Standing::New | Standing::Same(_)) if !is_doubtful(standing) => {
                report.find(Kind::ConflictUnknown, place, "the key was not used for another content");
            }
            _ => {}
        }
        if exported.outcome == Outcome::Refused { report.refused += 1 } else { report.repeated += 1 }
    }

    /// Judges a command that is new, applies it when the registry recorded it. False when it could not be read.
    fn fresh(&mut self, exported: &Exported<'_>, report: &mut Report) -> bool {
        let applies = exported.outcome == Outcome::Recorded;
        if applies {
            report.recorded += 1;
        } else {
            report.refused += 1;
        }
        let mut case = new_case(exported);
        self.check_common(exported, &mut case);
        self.number_of(exported, &mut case);
        self.dispatch(exported, &mut case);
        if applies {
            check_counts(&mut case);
        }
        let readable = !case.objections.iter().any(|objection| objection.kind == Kind::Form);
        self.conclude(exported, case, report);
        self.note_units(exported, report);
        readable
    }

    /// What holds for every command: its fields, its dates, the refusal it supersedes.
    fn check_common(&self, exported: &Exported<'_>, case: &mut Case<'_>) {
        let command = exported.command;
        shape::check(command, exported.kind, case);
        for field in ["date", "at"] {
            let Some(written) = command.get(field) else { continue };
            match written.as_str().and_then(time::parse) {
                None => case.object(Kind::Form, format!("`{field}` is no date or time")),
                Some(claimed) if exported.recorded_at.is_some_and(|recorded| claimed > recorded + time::DAY) => {
                    case.object(Kind::DateFuture, format!("`{field}` is more than one day after the record"));
                }
                Some(_) => {}
            }
        }
        let superseded = text(command, "supersedes").map(|key| self.keys.find(keys::named(command, key)));
        if superseded.is_some_and(|used| used.is_none_or(|used| !used.was_refused)) {
            case.doubt("`supersedes` names no refused key");
        }
    }

    /// A number is used once per type and principal. Other commands tell their number's principal elsewhere: a
    /// `temporary_return` by its note, a `transship` by the transport it opens.
    fn number_of(&mut self, exported: &Exported<'_>, case: &mut Case<'_>) {
        let (command, kind) = (exported.command, exported.kind);
        let principal = text(command, keys::principal_field(kind));
        let (Some(number), Some(principal)) = (text(command, "number"), principal) else { return };
        if kind != "temporary_return" {
            let (number, principal) = (self.books.names.name(number), self.books.names.name(principal));
            self.books.use_number(kind, number, principal, case);
        }
    }

    /// Hands the command to its part of the books.
    fn dispatch(&mut self, exported: &Exported<'_>, case: &mut Case<'_>) -> Option<()> {
        let (books, command) = (&mut self.books, exported.command);
        if let Some(entry) = ENTRY_TYPES.iter().find(|(kind, _)| *kind == exported.kind) {
            return entries::entry(books, command, *entry, case);
        }
        match exported.kind {
            "found" => entries::found(books, command, case),
            "e_invoice" => entries::e_invoice(books, command, case),
            "export_application" => entries::export_application(books, command, case),
            "note" => notes::note(books, command, case),
            "note_action" => crate::actions::action(books, command, case),
            "transport" => road::transport(books, command, case),
            "transship" => road::transship(books, command, case),
            "crossing" => road::crossing(books, command, case),
            "temporary_return" => road::temporary_return(books, command, case),
            "act" => road::act(books, command, case),
            "transformation" => change::transformation(books, command, case),
            "lot_split" => change::lot_split(books, command, case),
            "write_off" => change::write_off(books, command, case),
            "status_change" => change::status_change(books, command, case),
            "custody" => custody::custody(books, command, case),
            "correction" => mend::correction(books, command, case),
            "discrepancy" => mend::discrepancy(books, command, case),
            "party_merge" => mend::party_merge(books, command, case),
            // Parties, time and erasure post nothing.
            _ => Some(()),
        }
    }

    /// Turns objections into findings, and compares discrepancies.
    fn conclude(&mut self, exported: &Exported<'_>, mut case: Case<'_>, report: &mut Report) {
        let place = exported.place.as_str();
        if exported.outcome == Outcome::Refused {
            let needs_tables = NEEDS_CODE_TABLES.contains(&exported.kind)
                || ENTRY_TYPES.iter().any(|(kind, _)| *kind == exported.kind);
            if case.objections.is_empty() && !needs_tables {
                report.find(Kind::RefusedWithoutReason, place, format!("the books allow this {}", exported.kind));
            }
            return;
        }
        for objection in case.objections.drain(..).filter(|objection| objection.is_firm) {
            report.find(objection.kind, place, objection.message);
        }
        let answered = exported.answer.get("discrepancies").and_then(Value::as_array);
        let answered: Vec<&Object> = answered.into_iter().flatten().filter_map(Value::as_object).collect();
        for number in answered.iter().filter_map(|discrepancy| text(discrepancy, "number")) {
            let number = self.books.names.name(number);
            self.books.discrepancies.insert(number);
        }
        compare_discrepancies(exported, &case.raised, &answered, report);
    }

    /// Tells once of every unit that the table of units does not know.
    fn note_units(&mut self, exported: &Exported<'_>, report: &mut Report) {
        let lists =
            ["lines", "inputs", "outputs"].into_iter().filter_map(|name| exported.command.get(name)?.as_array());
        let units = lists.flatten().filter_map(Value::as_object).filter_map(|line| text(line, "unit"));
        for unit in units.filter(|unit| !units::is_known(unit)) {
            if self.unknown_units.len() < 1_000 && !self.unknown_units.iter().any(|known| known == unit) {
                self.unknown_units.push(unit.to_owned());
                report.find(Kind::UnitUnknown, &exported.place, format!("unit {unit} is unknown and never converted"));
            }
        }
    }
}

fn is_doubtful(standing: Standing) -> bool {
    matches!(standing, Standing::Same(used) | Standing::Other(used) if used.is_doubtful)
}

fn outcome(text: &str) -> Option<Outcome> {
    match text {
        "recorded" => Some(Outcome::Recorded),
        "refused" => Some(Outcome::Refused),
        "duplicate" => Some(Outcome::Duplicate),
        "conflict" => Some(Outcome::Conflict),
        _ => None,
    }
}

fn new_case<'a>(exported: &Exported<'a>) -> Case<'a> {
    let mut notes = texts(exported.answer, "notes");
    if notes.is_empty() {
        notes.extend(text(exported.answer, "note"));
    }
    Case {
        applies: exported.outcome == Outcome::Recorded,
        objections: Vec::new(),
        raised: Vec::new(),
        lots: texts(exported.answer, "lots"),
        lots_used: 0,
        status: text(exported.answer, "status"),
        notes,
        notes_used: 0,
        line: exported.line,
    }
}

/// The answer names exactly the lots that the command mints, and at least the notes that it opens.
fn check_counts(case: &mut Case<'_>) {
    if case.lots.len() != case.lots_used {
        let words = format!("{} lots in the answer, {} minted by the command", case.lots.len(), case.lots_used);
        case.object(Kind::AnswerCount, words);
    }
    // Other commands may name the note they concern.
    if case.notes.len() < case.notes_used {
        let words = format!("{} notes in the answer, {} opened by the command", case.notes.len(), case.notes_used);
        case.object(Kind::AnswerCount, words);
    }
}

/// Pairs the discrepancies that must be raised with those of the answer, by kind and quantity.
fn compare_discrepancies(
    exported: &Exported<'_>,
    raised: &[(&'static str, Option<i128>)],
    answered: &[&Object],
    report: &mut Report,
) {
    let mut left: Vec<&&Object> = answered.iter().collect();
    for (kind, quantity) in raised {
        let fits = |discrepancy: &&&Object| {
            let told = text(discrepancy, "quantity").and_then(amount::parse);
            text(discrepancy, "kind") == Some(kind) && (quantity.is_none() || told.is_none() || told == *quantity)
        };
        if let Some(at) = left.iter().position(fits) {
            left.remove(at);
        } else {
            let size = quantity.filter(|quantity| *quantity != 0);
            let size = size.map(|quantity| format!(" of {}", amount::show(quantity))).unwrap_or_default();
            report.find(Kind::DiscrepancyMissing, &exported.place, format!("{kind}{size} is not in the answer"));
        }
    }
    for kind in left.into_iter().filter_map(|discrepancy| text(discrepancy, "kind")) {
        // Found goods may be told per line; deadlines are not in the documents.
        let several = kind == "found_goods" && raised.iter().any(|(other, _)| *other == kind);
        if JUDGED.contains(&kind) && kind != "overdue" && !several {
            report.find(Kind::DiscrepancyUnexpected, &exported.place, format!("{kind} has no reason in the documents"));
        }
    }
}
