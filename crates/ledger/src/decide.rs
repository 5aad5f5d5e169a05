//! Deciding: a command against the books, into effects or problems.
//!
//! Each command has a file. They work at a [`Desk`]: it resolves what the command names, collects all problems, and
//! applies each effect as it is decided, so that the second line of a document sees what the first one took. When any
//! problem was found, everything is rolled back.

mod act;
mod action;
mod bound;
mod change;
mod custody;
mod desk;
mod entry;
mod mend;
mod note;
mod party;
mod refer;
mod road;
mod scale;

pub(crate) use bound::{listed, too_large};
pub use desk::{Desk, Draft};

use trade::command::{Command, Submission};

/// Decides `submission` at `desk`.
pub fn decide(desk: &mut Desk, submission: &Submission) {
    match &submission.command {
        Command::Entry(document) => entry::entry(desk, document),
        Command::EInvoice(document) => refer::e_invoice(desk, document),
        Command::ExportApplication(document) => refer::export_application(desk, document),
        Command::Note(document) => note::note(desk, document),
        Command::NoteAction(document) => action::note_action(desk, document),
        Command::Transport(document) => road::transport(desk, document),
        Command::Transship(document) => road::transship(desk, document),
        Command::Crossing(document) => road::crossing(desk, document),
        Command::TemporaryReturn(document) => road::temporary_return(desk, document),
        Command::Act(document) => act::act(desk, document),
        Command::Transformation(document) => change::transformation(desk, document),
        Command::LotSplit(document) => change::lot_split(desk, document),
        Command::WriteOff(document) => change::write_off(desk, document),
        Command::Found(document) => entry::found(desk, document),
        Command::StatusChange(document) => change::status_change(desk, document),
        Command::Custody(document) => custody::custody(desk, document),
        Command::Correction(document) => mend::correction(desk, document),
        Command::Discrepancy(document) => mend::discrepancy(desk, document),
        Command::Party(document) => party::party(desk, document),
        Command::PartyMerge(document) => party::party_merge(desk, document),
        Command::Clock(document) => party::clock(desk, document),
        Command::Erase(document) => party::erase(desk, document),
    }
}
