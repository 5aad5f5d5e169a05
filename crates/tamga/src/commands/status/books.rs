//! What in the books waits for somebody.

use crate::session::View;
use ledger::NoteId;
use ledger::records::{NoteRecord, note_flag};
use std::collections::BTreeSet;
use trade::date::Day;

/// What is open on a day.
pub(super) struct BooksNow {
    pub(super) stock: usize,
    pub(super) open_notes: usize,
    /// Open notes whose deadline has passed, and was let pass by a clock.
    pub(super) overdue_notes: usize,
    /// Notes whose deadline has passed without a clock having told so.
    pub(super) due_notes: usize,
    pub(super) oldest: Option<OpenNote>,
    pub(super) open_discrepancies: usize,
    /// Those of them that should be answered by now.
    pub(super) overdue_discrepancies: usize,
}

/// An open note.
pub(super) struct OpenNote {
    pub(super) number: String,
    pub(super) status: &'static str,
    pub(super) day: i32,
    pub(super) due: Option<i32>,
}

impl BooksNow {
    pub(super) fn of(view: &View, day: Day) -> Self {
        let state = &view.books.state;
        // A note is open while something is promised or on the way on one of its lines.
        let open: BTreeSet<NoteId> = state.open.iter().map(|(_, open)| state.line(open.line).note).collect();
        let is_overdue = |note: &NoteRecord| note.flags & note_flag::OVERDUE != 0;
        let oldest = open.iter().min_by_key(|note| (state.note(**note).day, **note)).map(|note| {
            let record = state.note(*note);
            OpenNote { number: view.note(*note), status: record.status.name(), day: record.day, due: record.due }
        });
        Self {
            stock: state.stock.records.iter().count(),
            open_notes: open.len(),
            overdue_notes: open.iter().filter(|note| is_overdue(state.note(**note))).count(),
            due_notes: state.due_before(day.number()).len(),
            oldest,
            open_discrepancies: state.open_discrepancies().count(),
            overdue_discrepancies: state.open_discrepancies().filter(|(_, record)| record.due < day.number()).count(),
        }
    }
}
