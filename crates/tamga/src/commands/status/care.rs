//! What wants care, in words, with what to do.

use super::{Full, Report};
use crate::size::megabytes;

/// Something that wants care. `what` is a stable word for monitors.
pub(super) struct Care {
    pub(super) what: &'static str,
    pub(super) say: String,
}

/// All that wants care.
pub(super) fn find(report: &Report, max_backup_age: Option<u32>) -> Vec<Care> {
    let mut found = Vec::new();
    let mut add = |what, say: String| found.push(Care { what, say });
    let (free, reserve) = (report.glance.usage.free, report.reserve);
    if free < reserve {
        add("disk_full", format!("only {} are free: nothing is taken in until there is room", megabytes(free)));
    } else if free < reserve.saturating_mul(4) {
        add("disk_low", format!("only {} are free, and {} are kept as a reserve", megabytes(free), megabytes(reserve)));
    }
    if let Some(hours) = max_backup_age {
        match report.copied_at().map(|at| report.hours_since(at)) {
            None => add("no_backup", "no copy was made from here: tamga backup --into FOLDER".to_owned()),
            Some(age) if age > i64::from(hours) => add("old_backup", format!("the newest copy is {age} hours old")),
            Some(_) => {}
        }
    }
    if let Ok(full) = &report.full {
        of_files(full, &mut add);
        of_books(full, &mut add);
    }
    found
}

fn of_files(full: &Full, add: &mut impl FnMut(&'static str, String)) {
    for broken in &full.opened.broken {
        add("broken_snapshot", format!("{broken} (not used; the journal was read instead)"));
    }
    if let Some(fault) = &full.status.snapshot_fault {
        add("snapshot_failed", format!("the last snapshot failed: {fault}"));
    }
    if let Some(fault) = &full.status.listed_fault {
        add("lists_failed", format!("lists and search do not follow: {fault}"));
    }
    if let Some(torn) = full.torn() {
        add("torn", format!("a crash tore the last write ({torn}); it was never answered for and is set aside"));
    }
}

fn of_books(full: &Full, add: &mut impl FnMut(&'static str, String)) {
    let books = &full.books;
    if books.due_notes > 0 {
        add("deadlines", format!("{} notes are past their deadline: tamga clock", books.due_notes));
    }
    if books.overdue_notes > 0 {
        add("overdue_notes", format!("{} open notes are overdue: tamga note list --overdue", books.overdue_notes));
    }
    if books.overdue_discrepancies > 0 {
        let count = books.overdue_discrepancies;
        add(
            "overdue_discrepancies",
            format!("{count} discrepancies should be answered by now: tamga discrepancies --open"),
        );
    }
}
