//! Whether goods codes exist on the day of their document, by the tables of [`trade::nomenclature`].
//!
//! The ledger checks this when a document is registered; here it is for those who want to know before.

use trade::{
    code::GoodsCode,
    command::{Command, EntryLine, Submission},
    date::Date,
    nomenclature::{self, CodeStatus},
    problem::Problem,
};

/// Every code of the document that does not exist on its day.
pub(crate) fn check(submission: &Submission) -> Vec<Problem> {
    let Some((list, lines, on)) = goods(&submission.command) else { return Vec::new() };
    let problem = |(index, line): (usize, &EntryLine)| {
        let (code, message) = refusal(line.code, on)?;
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

/// Why a code cannot stand in a document of that day; `None` when it can.
fn refusal(code: GoodsCode, on: Date) -> Option<(&'static str, String)> {
    match nomenclature::find(code, on) {
        CodeStatus::Known(_) => None,
        // Where the national edition does not cover the day, the six digits that all nomenclatures share decide.
        CodeStatus::NotCovered { hs6: Some(hs6), horizon } => words(*hs6, code.hs6(), on, &horizon),
        status => words(status, code, on, ""),
    }
}

fn words(status: CodeStatus, code: GoodsCode, on: Date, horizon: &str) -> Option<(&'static str, String)> {
    let list = |codes: &[GoodsCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match status {
        CodeStatus::Known(_) => None,
        CodeStatus::Retired { successors, edition, .. } => {
            let next = if successors.is_empty() { "no successor is known".into() } else { list(&successors) };
            Some(("code.retired", format!("{code} ended before {on} ({edition}); successors: {next}")))
        }
        CodeStatus::NotYet { edition, predecessors } => {
            let before = list(&predecessors);
            Some(("code.not_yet", format!("{code} is not yet in {edition}; on {on} such goods had {before}")))
        }
        CodeStatus::Unknown { edition, nearest } => {
            let near = nearest.map_or_else(String::new, |near| format!("; the nearest heading there is {near}"));
            Some(("code.unknown", format!("{code} is not in {edition}{near}")))
        }
        CodeStatus::NotCovered { horizon: own, .. } => {
            let horizon = if horizon.is_empty() { &own } else { horizon };
            Some(("code.not_covered", format!("no code table covers {on}: {horizon}")))
        }
    }
}
