//! Whether goods codes exist on the day of their document, by the tables of [`trade::nomenclature`].
//!
//! The ledger checks this when a document is registered; here it is for those who want to know before.

use trade::{
    command::{Command, EntryLine, Submission},
    date::Date,
    nomenclature::{Standing, Tables},
    problem::Problem,
};

/// Every code of the document that does not exist on its day.
pub(crate) fn check(submission: &Submission, tables: &Tables) -> Vec<Problem> {
    let Some((list, lines, on)) = goods(&submission.command) else { return Vec::new() };
    let problem = |(index, line): (usize, &EntryLine)| {
        let Standing::Refused(code, message) = tables.standing(line.code, on) else { return None };
        Some(Problem { code, at: format!("/{list}/{index}/code"), message })
    };
    lines.iter().enumerate().filter_map(problem).collect()
}

/// The lines of a document that mints lots, the name of their list, and its day.
pub(crate) fn goods(command: &Command) -> Option<(&'static str, &[EntryLine], Date)> {
    match command {
        Command::Entry(entry) => Some(("lines", &entry.lines, entry.date.date())),
        Command::Found(found) => Some(("lines", &found.lines, found.date.date())),
        Command::Transformation(change) => Some(("outputs", &change.outputs, change.date.date())),
        // The others name lots, and no codes.
        Command::EInvoice(_)
        | Command::ExportApplication(_)
        | Command::Note(_)
        | Command::NoteAction(_)
        | Command::Transport(_)
        | Command::Transship(_)
        | Command::Crossing(_)
        | Command::TemporaryReturn(_)
        | Command::Act(_)
        | Command::LotSplit(_)
        | Command::WriteOff(_)
        | Command::StatusChange(_)
        | Command::Custody(_)
        | Command::Correction(_)
        | Command::Discrepancy(_)
        | Command::Party(_)
        | Command::PartyMerge(_)
        | Command::Clock(_)
        | Command::Erase(_) => None,
    }
}
