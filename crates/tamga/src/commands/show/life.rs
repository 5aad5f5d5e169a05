//! The life of a note, read from the entries that touched it.
//!
//! What an entry did to the note stands in its effects, so nothing is guessed from texts. Only an act or crossing that
//! changed nothing in the books is found by the note or transport that it names.

use crate::fields::today;
use crate::session::{Session, View};
use crate::trouble::Trouble;
use crate::words;
use ledger::account::End;
use ledger::effect::Effect;
use ledger::lifecycle::Status;
use ledger::records::{DiscrepancyRecord, note_flag};
use ledger::{LineId, NoteId};
use picture::{Event, Mark, Timeline};
use registry::Entry;
use serde_json::Value;
use std::collections::BTreeMap;
use trade::date::{Day, Timestamp};
use trade::quantity::Quantity;

/// The life of a note, from its entry to the last of the journal.
pub(super) fn life(note: NoteId, view: &View, session: &Session) -> Result<Timeline, Trouble> {
    let record = view.books.state.note(note);
    let mut life = Life { note, view, transports: Vec::new(), before: None };
    let mut events = Vec::new();
    for seq in record.seq..=view.books.state.seq() {
        let entry = session.registry().entry(seq).map_err(|fault| session.trouble(&fault))?;
        events.extend(entry.and_then(|entry| life.event(&entry)));
    }
    events.extend(record.due.map(|due| deadline(due, record.flags & note_flag::OVERDUE != 0, today())));
    let remarks = words::note_flags(record.flags).into_iter().map(|flag| format!("This note: {flag}."));
    Ok(Timeline { events, status: words_of(record.status), remarks: remarks.collect() })
}

fn words_of(status: Status) -> String {
    status.name().replace('_', " ")
}

/// The deadline as it is seen on a day; a deadline that the clock has marked stays overdue.
fn deadline(due: i32, is_marked: bool, today: Day) -> Event {
    let late = today.number().saturating_sub(due);
    let (mark, title) = match late {
        late if late > 0 => (Mark::Overdue, format!("The next step was due {} ago", days(late))),
        _ if is_marked => (Mark::Overdue, "The next step is overdue".to_owned()),
        0 => (Mark::Due, "The next step is due today".to_owned()),
        late => (Mark::Due, format!("The next step is due in {}", days(late.saturating_neg()))),
    };
    Event { mark, when: words::day(due), later: String::new(), title, status: String::new(), details: Vec::new() }
}

fn days(count: i32) -> String {
    if count == 1 { "1 day".to_owned() } else { format!("{count} days") }
}

/// What is known while the entries are read.
struct Life<'a> {
    note: NoteId,
    view: &'a View<'a>,
    /// Numbers of transports that carried a part of it.
    transports: Vec<String>,
    /// Day of the event before.
    before: Option<Day>,
}

impl Life<'_> {
    /// What an entry did to the note; `None` where it did nothing.
    fn event(&mut self, entry: &Entry) -> Option<Event> {
        let command = entry.command().unwrap_or_default();
        let effects: Vec<&Effect> = entry.body.effects.iter().filter(|effect| self.concerns(effect)).collect();
        let opened = self.view.books.state.note(self.note).seq == entry.seq;
        if effects.is_empty() && !opened && !self.is_named(&command) {
            return None;
        }
        self.learn(&effects);
        let field = |name: &str| command.get(name).and_then(Value::as_str);
        let status = self.status(&effects, opened.then_some(entry));
        let (day, when) = when(&command, entry.header.recorded_at);
        let since = self.before.map_or(0, |before| day.number().saturating_sub(before.number()));
        self.before = Some(day);
        let mut details: Vec<String> = self.moved(&effects);
        details.extend(discrepancies(&effects));
        details.extend(self.said(&command));
        let recorded = Timestamp::from_millis(entry.header.recorded_at).map(minutes).unwrap_or_default();
        details.push(format!("entry {}, recorded {recorded}", entry.seq));
        let raised = effects.iter().any(|effect| matches!(effect, Effect::Discrepancy(_)));
        Some(Event {
            mark: mark(&command, status, raised),
            when,
            later: if since > 0 { format!("{} later", days(since)) } else { String::new() },
            title: title(&command, field("type").unwrap_or("entry")),
            status: status.map(words_of).unwrap_or_default(),
            details,
        })
    }

    fn is_line(&self, line: LineId) -> bool {
        line.is_some() && self.view.books.state.line(line).note == self.note
    }

    fn is_end(&self, end: End) -> bool {
        matches!(end, End::Line(line) | End::Abroad(line) if self.is_line(line))
    }

    fn concerns(&self, effect: &Effect) -> bool {
        match effect {
            Effect::Status { note, .. } | Effect::NoteFlag { note, .. } | Effect::Redirect { note, .. } => {
                *note == self.note
            }
            Effect::Post { from, to, .. } => self.is_end(*from) || self.is_end(*to),
            Effect::Load { line, .. } | Effect::Accepted { line, .. } | Effect::Returned { line, .. } => {
                self.is_line(*line)
            }
            Effect::Discrepancy(DiscrepancyRecord { line, .. }) => self.is_line(*line),
            // A change of the deadline alone is seen at the deadline; promises are seen at the status that makes them.
            Effect::Party { .. }
            | Effect::Place
            | Effect::Document(_)
            | Effect::Mint(_)
            | Effect::Reserve { .. }
            | Effect::Unreserve { .. }
            | Effect::Note(_)
            | Effect::Line(_)
            | Effect::Due { .. }
            | Effect::ReturnWithdrawn { .. }
            | Effect::Transport { .. }
            | Effect::Unload { .. }
            | Effect::Resolve { .. }
            | Effect::LotFlag { .. }
            | Effect::Edge { .. }
            | Effect::Succeed { .. }
            | Effect::Person { .. }
            | Effect::Erase { .. } => false,
        }
    }

    /// Whether an act or a crossing names the note, or a transport that carried it.
    fn is_named(&self, command: &Value) -> bool {
        let field = |name: &str| command.get(name).and_then(Value::as_str);
        matches!(field("type"), Some("act" | "crossing"))
            && (field("transport").is_some_and(|number| self.transports.iter().any(|known| known == number))
                || field("note")
                    .is_some_and(|text| self.view.note_of(text, field("supplier")).is_ok_and(|note| note == self.note)))
    }

    fn learn(&mut self, effects: &[&Effect]) {
        for effect in effects {
            if let Effect::Load { transport, .. } = effect {
                self.transports.extend(self.view.books.directory.transport(*transport).map(str::to_owned));
            }
        }
    }

    /// The status after an entry, where it changed it; `opened` is the entry that opened the note.
    fn status(&self, effects: &[&Effect], opened: Option<&Entry>) -> Option<Status> {
        let changed = effects.iter().rev().find_map(|effect| match effect {
            Effect::Status { status, .. } => Some(*status),
            _ => None,
        });
        changed.or_else(|| {
            let body = &opened?.body;
            let place = self.note.0.checked_sub(body.made.notes.start)?;
            let mut notes = body.effects.iter().filter_map(|effect| match effect {
                Effect::Note(record) => Some(record.status),
                _ => None,
            });
            notes.nth(usize::try_from(place).ok()?)
        })
    }

    /// What was posted from and to its lines.
    fn moved(&self, effects: &[&Effect]) -> Vec<String> {
        let mut sums: BTreeMap<(LineId, String), Quantity> = BTreeMap::new();
        for effect in effects {
            let (line, way, quantity) = match effect {
                Effect::Post { from: End::Line(line), to, amount, .. } => (line, self.to(*to), amount.quantity),
                Effect::Post { to: End::Line(line), amount, .. } => (line, "on the way".to_owned(), amount.quantity),
                Effect::Post { from: End::Abroad(line), to, amount, .. } => {
                    (line, format!("back from abroad, {}", self.to(*to)), amount.quantity)
                }
                Effect::Load { transport, line, quantity } => {
                    let number = self.view.books.directory.transport(*transport).unwrap_or("a transport");
                    (line, format!("loaded on {number}"), *quantity)
                }
                _ => continue,
            };
            let sum = sums.entry((*line, way)).or_insert(Quantity::ZERO);
            *sum = sum.checked_add(quantity).unwrap_or(*sum);
        }
        let text = |((line, way), quantity): ((LineId, String), Quantity)| {
            let line = self.view.books.state.line(line);
            let unit = self.view.books.state.lot(line.lot).unit;
            format!("line {}: {} {way}", line.line, words::amount(quantity, unit))
        };
        sums.into_iter().map(text).collect()
    }

    fn to(&self, end: End) -> String {
        match end {
            End::Account(account) => format!("to {}", account.name().replace('_', " ").replace(':', ": ")),
            End::Stock(owner, _, place, _) => {
                format!("to stock of {} at {}", self.view.party_name(owner), self.view.place(place))
            }
            End::Line(line) => format!("to {}", self.view.line(line)),
            End::Abroad(_) => "abroad for a time".to_owned(),
        }
    }

    /// Who, where, why, as the document says it.
    fn said(&self, command: &Value) -> Vec<String> {
        const FIELDS: [(&str, &str); 10] = [
            ("supplier", "supplier"),
            ("recipient", "recipient"),
            ("officer", "officer"),
            ("authority", "authority"),
            ("carrier", "carrier"),
            ("post", "post"),
            ("vehicle", "vehicle"),
            ("reason", "reason"),
            ("explanation", "explanation"),
            ("text", "text"),
        ];
        let name =
            |text: &str| self.view.party_named(text).map_or_else(|_| text.to_owned(), |id| self.view.party_name(id));
        let texts = FIELDS.iter().filter_map(|(field, word)| {
            let text = command.get(field).and_then(Value::as_str)?;
            Some(format!("{word}: {}", name(text)))
        });
        texts.collect()
    }
}

/// When it happened as the document says it, else when it was recorded.
fn when(command: &Value, recorded_at: i64) -> (Day, String) {
    let field = |name: &str| command.get(name).and_then(Value::as_str);
    if let Some(at) = field("at").or(field("dispatched_at")).and_then(|text| text.parse::<Timestamp>().ok()) {
        return (at.day(), minutes(at));
    }
    if let Some(day) = field("date").and_then(|text| text.parse::<Day>().ok()) {
        return (day, day.to_string());
    }
    let recorded = Timestamp::from_millis(recorded_at).unwrap_or(Timestamp::MAX);
    (recorded.day(), minutes(recorded))
}

/// Discrepancies that were raised.
fn discrepancies(effects: &[&Effect]) -> Vec<String> {
    let raised = effects.iter().filter_map(|effect| match effect {
        Effect::Discrepancy(record) => Some(format!(
            "discrepancy: {}, to be answered until {}",
            words::discrepancy(record.kind),
            words::day(record.due)
        )),
        _ => None,
    });
    raised.collect()
}

/// A moment to the minute.
fn minutes(at: Timestamp) -> String {
    let text = at.to_string();
    let minute = text.get(..16).unwrap_or(&text);
    format!("{}\u{a0}UTC", minute.replace('T', " "))
}

fn title(command: &Value, kind: &str) -> String {
    let field = |name: &str| command.get(name).and_then(Value::as_str);
    let number = field("number").map(|number| format!(" {number}")).unwrap_or_default();
    let direction = field("direction").map(|way| format!(", {way}")).unwrap_or_default();
    match kind {
        "note" => format!("{} note{number}", field("kind").unwrap_or("transfer").replace('_', " ")),
        "note_action" => field("action").unwrap_or("action").replace('_', " "),
        "crossing" => format!("crossing{direction}"),
        "act" => format!("{}{number}: {}", field("form").unwrap_or("act"), field("result").unwrap_or("no result")),
        "clock" => "a deadline passed".to_owned(),
        other => format!("{}{number}", other.replace('_', " ")),
    }
}

fn mark(command: &Value, status: Option<Status>, raised: bool) -> Mark {
    let field = |name: &str| command.get(name).and_then(Value::as_str);
    let bad = matches!(status, Some(Status::Refused | Status::Rejected | Status::Cancelled));
    let look = matches!(status, Some(Status::Held | Status::Interrupted | Status::AcceptedInPart));
    let found = field("type") == Some("act") && field("result") != Some("pass");
    match field("type") {
        Some("clock") => Mark::Overdue,
        _ if bad => Mark::Refusal,
        _ if raised || look || found => Mark::Notice,
        Some("crossing") => Mark::Crossing,
        _ => Mark::Step,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_say_how_far_they_are() {
        let today: Day = "2026-11-25".parse().expect("a day");
        let cases = [
            (1, false, Mark::Due, "The next step is due in 1 day"),
            (0, false, Mark::Due, "The next step is due today"),
            (-3, false, Mark::Overdue, "The next step was due 3 days ago"),
            (5, true, Mark::Overdue, "The next step is overdue"),
        ];
        for (from_today, is_marked, mark, title) in cases {
            let event = deadline(today.number() + from_today, is_marked, today);
            assert_eq!((event.mark, event.title.as_str()), (mark, title));
        }
    }

    #[test]
    fn marks_follow_from_document_and_status() {
        let cases = [
            (r#"{"type":"crossing"}"#, None, false, Mark::Crossing),
            (r#"{"type":"crossing"}"#, None, true, Mark::Notice),
            (r#"{"type":"act","result":"pass"}"#, None, false, Mark::Step),
            (r#"{"type":"act","result":"hold"}"#, Some(Status::Held), false, Mark::Notice),
            (r#"{"type":"note_action"}"#, Some(Status::Rejected), false, Mark::Refusal),
            (r#"{"type":"clock"}"#, None, true, Mark::Overdue),
        ];
        for (command, status, raised, expected) in cases {
            let command: Value = serde_json::from_str(command).expect("JSON");
            assert_eq!(mark(&command, status, raised), expected, "{command}");
        }
    }
}
