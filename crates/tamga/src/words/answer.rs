//! The registry's answer to a document, in words.

use crate::screen::{Screen, Tone};
use crate::session::{Answer, AnswerOutcome, View};
use crate::words;
use ledger::lifecycle::{Action, Status, next};
use ledger::{DiscrepancyId, LotId, NoteId};
use std::io;
use trade::command::{Command, NoteRef, Subject, Submission};

/// Lots of a document that are named in an answer.
const LOTS_SHOWN: usize = 6;

/// Prints an answer: what became of the document, what it made, what to do next.
pub(crate) fn print(answer: &Answer, submission: &Submission, view: &View, screen: &Screen) -> io::Result<()> {
    if screen.is_json() {
        let value = serde_json::to_value(answer).map_err(io::Error::other)?;
        return screen.json(&value);
    }
    let key = key_of(submission);
    let key = key.as_deref();
    match answer.outcome {
        AnswerOutcome::Recorded => recorded(answer, "recorded as", submission, view, screen),
        AnswerOutcome::Duplicate if answer.problems.is_empty() => {
            recorded(answer, "nothing new: the same document was recorded before as", submission, view, screen)
        }
        AnswerOutcome::Duplicate => refused(answer, "the same document was refused before as", key, screen),
        AnswerOutcome::Refused => refused(answer, "refused, and recorded as", key, screen),
        AnswerOutcome::Conflict => refused(answer, "not taken: its key belongs to", None, screen),
    }
}

/// Whether the answer is a refusal.
pub(crate) fn is_refusal(answer: &Answer) -> bool {
    match answer.outcome {
        AnswerOutcome::Recorded => false,
        AnswerOutcome::Duplicate => !answer.problems.is_empty(),
        AnswerOutcome::Refused | AnswerOutcome::Conflict => true,
    }
}

/// The key a document is sent under, when it can be known before.
pub(crate) fn key_of(submission: &Submission) -> Option<String> {
    let command = &submission.command;
    let by_number = || command.number().map(|number| format!("{}/{number}", command.kind()));
    submission.key.as_ref().map(ToString::to_string).or_else(by_number)
}

fn refused(answer: &Answer, what: &str, key: Option<&str>, screen: &Screen) -> io::Result<()> {
    let sign = screen.sign("✗ ", "");
    // A document that fits no entry is answered without one; its key is not used.
    let (head, key) = if answer.entry == 0 {
        (format!("{sign}not taken; nothing was recorded"), None)
    } else {
        (format!("{sign}{what} entry {}", answer.entry), key)
    };
    screen.line(screen.paint(Tone::Bad, &head))?;
    for problem in &answer.problems {
        let place = if problem.at.is_empty() { "the document" } else { &problem.at };
        screen.text("  ", &format!("{place}: {} ({})", problem.message, problem.code))?;
    }
    if let Some(key) = key {
        let text = format!("Mend it, give it a key of its own and \"supersedes\":\"{key}\", and send it again.");
        screen.text("  ", &screen.paint(Tone::Faint, &text))?;
    }
    Ok(())
}

fn recorded(answer: &Answer, what: &str, submission: &Submission, view: &View, screen: &Screen) -> io::Result<()> {
    let head = format!("{}{what} entry {}", screen.sign("✓ ", ""), answer.entry);
    screen.line(screen.paint(Tone::Good, &head))?;
    let numbers = view.numbers;
    for lot in answer.lots.iter().take(LOTS_SHOWN).filter_map(|number| numbers.find_lot(number)) {
        screen.line(format!("  {}", lot_line(lot, view)))?;
    }
    if answer.lots.len() > LOTS_SHOWN {
        screen.line(format!("  and {} lots more", answer.lots.len() - LOTS_SHOWN))?;
    }
    for note in answer.notes.iter().filter_map(|number| numbers.find_note(number)) {
        screen.text("  ", &note_line(note, view))?;
    }
    for note in touched(submission, view) {
        screen.text("  ", &note_line(note, view))?;
    }
    for transport in &answer.transports {
        screen.line(format!("  transport {transport}"))?;
    }
    let raised = answer.discrepancies.iter().filter_map(|raised| numbers.find_discrepancy(&raised.number));
    raised.into_iter().try_for_each(|id| screen.text("  ", &screen.paint(Tone::Note, &discrepancy_line(id, view))))
}

fn lot_line(lot: LotId, view: &View) -> String {
    let record = view.books.state.lot(lot);
    let amount = words::amount(record.minted.quantity, record.unit);
    format!("lot {}: {amount} of {}, line {}", view.numbers.lot(lot), record.code, record.line)
}

/// The notes whose status a document may have changed.
fn touched(submission: &Submission, view: &View) -> Vec<NoteId> {
    match &submission.command {
        Command::NoteAction(action) => named(&action.note, view),
        Command::Crossing(crossing) => of_subject(&crossing.subject, view),
        Command::Act(act) => of_subject(&act.subject, view),
        _ => Vec::new(),
    }
}

fn named(note: &NoteRef, view: &View) -> Vec<NoteId> {
    let supplier = note.supplier.as_ref().map(ToString::to_string);
    view.note_of(note.text.as_str(), supplier.as_deref()).into_iter().collect()
}

fn of_subject(subject: &Subject, view: &View) -> Vec<NoteId> {
    match subject {
        Subject::Note(note) => named(note, view),
        Subject::Transport { number, carrier, .. } => {
            let carrier = carrier.as_ref().map(ToString::to_string);
            let transports = view.transports_of(number.as_str(), carrier.as_deref());
            let loads = transports.last().into_iter().flat_map(|id| view.books.state.loads_of_transport(*id));
            let mut notes: Vec<NoteId> = loads.map(|(_, load)| view.books.state.line(load.line).note).collect();
            notes.sort_unstable();
            notes.dedup();
            notes
        }
    }
}

/// A note with its status and the usual next step.
fn note_line(note: NoteId, view: &View) -> String {
    let record = view.books.state.note(note);
    let (number, own) = (view.numbers.note(note).to_string(), view.note(note));
    let is_short = view
        .books
        .state
        .lines_of(note)
        .any(|line| view.books.state.open_of(line).is_some_and(|open| !open.is_settled()));
    // Where others have the number too, only its own one can be typed.
    let typed = if view.note_named(&own).is_ok() { &own } else { &number };
    let next = usual(record.status, is_short).map(|action| format!("; next: tamga note {} {typed}", action.name()));
    format!("note {own} ({number}) is {}{}", record.status.name().replace('_', " "), next.unwrap_or_default())
}

/// What is usually done next with a note in this status.
fn usual(status: Status, is_open: bool) -> Option<Action> {
    if status == Status::Departed {
        return None;
    }
    let order = [Action::Register, Action::Release, Action::Dispatch, Action::Accept, Action::Explain, Action::Close];
    order
        .into_iter()
        .filter(|action| *action != Action::Explain || is_open)
        .find(|action| next(status, *action).is_some())
}

/// A discrepancy: what, about what, who answers it until when.
pub(crate) fn discrepancy_line(id: DiscrepancyId, view: &View) -> String {
    let Some(record) = id.position().and_then(|position| view.books.state.discrepancies.find(position)) else {
        return String::new();
    };
    let owner = if record.owner.is_some() { view.party_name(record.owner) } else { "the registry".to_owned() };
    let subject = view.discrepancy_subject(id);
    let about = if subject.is_empty() { String::new() } else { format!(" ({subject})") };
    format!(
        "discrepancy {}: {}{about}; {owner} answers it until {}",
        view.numbers.discrepancy(id),
        words::discrepancy(record.kind),
        words::day(record.due)
    )
}
