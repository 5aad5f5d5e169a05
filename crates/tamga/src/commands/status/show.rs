//! The status as a page.

use super::books::{BooksNow, OpenNote};
use super::{Full, Report, hex};
use crate::screen::{Screen, Tone};
use crate::size::megabytes;
use crate::words;
use std::io;

type Rows = Vec<(&'static str, String)>;

pub(super) fn print(report: &Report, screen: &Screen) -> io::Result<()> {
    screen.line(screen.paint(Tone::Head, &format!("registry in {}", report.dir.display())))?;
    let rows = match &report.full {
        Ok(full) => [of_registry(full), of_books(&full.books), of_files(report, Some(full))].concat(),
        Err(who) => {
            let text = format!("  {who} works with it now; the books are not shown");
            screen.line(screen.paint(Tone::Note, &text))?;
            [of_statement(report), of_files(report, None)].concat()
        }
    };
    for (name, value) in rows {
        screen.line(format!("  {name:<20}{value}"))?;
    }
    for care in &report.care {
        screen.text("  ", &screen.paint(Tone::Bad, &format!("{}{}", screen.sign("✗ ", "! "), care.say)))?;
    }
    if report.care.is_empty() {
        screen.line(screen.paint(Tone::Good, "  nothing wants care"))?;
    }
    Ok(())
}

fn of_registry(full: &Full) -> Rows {
    let status = &full.status;
    let mut rows = vec![
        ("entries", status.entries.to_string()),
        ("log root", status.root.to_string()),
        ("epoch", format!("{} (grows with each restore)", status.epoch)),
        ("lots", status.lots.to_string()),
        ("notes", status.notes.to_string()),
        ("parties", status.parties.to_string()),
        ("moves of goods", status.moves.to_string()),
        ("lists", format!("up to entry {}", status.listed_seq)),
        ("imported tables", if full.tables.is_empty() { "none".to_owned() } else { full.tables.join(", ") }),
    ];
    rows.extend(full.state.clone().map(|state| ("state", state)));
    rows
}

fn of_statement(report: &Report) -> Rows {
    let glance = &report.glance;
    let stated =
        glance.stated.map_or_else(|| "none".to_owned(), |at| format!("{} at entry {}", hex(&at.root), at.size));
    vec![("entries", glance.entries.to_string()), ("stated root", stated), ("epoch", glance.epoch.to_string())]
}

fn of_books(books: &BooksNow) -> Rows {
    let overdue = |count: usize| if count > 0 { format!(", {count} overdue") } else { String::new() };
    let oldest = |note: &OpenNote| {
        let due = note.due.map(|day| format!(", due by {}", words::day(day))).unwrap_or_default();
        format!("{} of {}, {}{due}", note.number, words::day(note.day), note.status)
    };
    vec![
        ("stock records", books.stock.to_string()),
        ("open notes", format!("{}{}", books.open_notes, overdue(books.overdue_notes + books.due_notes))),
        ("oldest open note", books.oldest.as_ref().map_or_else(|| "-".to_owned(), oldest)),
        ("open discrepancies", format!("{}{}", books.open_discrepancies, overdue(books.overdue_discrepancies))),
    ]
}

fn of_files(report: &Report, full: Option<&Full>) -> Rows {
    let usage = &report.glance.usage;
    let parts = [("journal", usage.journal), ("snapshots", usage.snapshots), ("lineage", usage.lineage)];
    let parts = parts.into_iter().chain([("keys", usage.keys), ("lists", usage.views), ("other", usage.other)]);
    let parts: Vec<String> = parts.map(|(name, bytes)| format!("{name} {}", megabytes(bytes))).collect();
    let mut rows = vec![
        ("on disk", format!("{} ({})", megabytes(usage.total()), parts.join(", "))),
        ("free", format!("{}; {} are kept as a reserve", megabytes(usage.free), megabytes(report.reserve))),
        ("snapshot", snapshot(report, full)),
        ("newest copy", copied(report)),
    ];
    if let Some(full) = full {
        let (took, replayed) = (full.opened.took.as_millis(), full.opened.replayed);
        rows.push(("start", format!("{took} ms, {replayed} entries read after the snapshot")));
    }
    rows
}

fn snapshot(report: &Report, full: Option<&Full>) -> String {
    let Some(at) = report.glance.snapshot_at else { return "none yet".to_owned() };
    let age = format!("{} hours old", report.hours_since(at));
    full.map_or_else(
        || age.clone(),
        |full| {
            let (seq, behind) = (full.status.snapshot_seq, full.status.entries - full.status.snapshot_seq);
            format!("up to entry {seq}, {behind} entries behind, {age}")
        },
    )
}

fn copied(report: &Report) -> String {
    let Some(copy) = &report.glance.newest_copy else { return "none was made from here".to_owned() };
    let age = report.copied_at().map(|at| format!(", {} hours old", report.hours_since(at))).unwrap_or_default();
    format!("{}, {} entries{age}", copy["to"].as_str().unwrap_or("?"), copy["entries"])
}
