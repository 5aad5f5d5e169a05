//! What an import tells at its end.

use super::run::Tally;
use crate::screen::{Screen, Tone};
use crate::table::{Column, Table};
use intake::{ChapterTotals, Sums, Totals};
use serde_json::json;
use std::io;

/// Chapters that are shown unless all are asked for.
const CHAPTERS: usize = 10;

/// Prints it.
pub(super) fn print(tally: &Tally, dry: bool, all: bool, screen: &Screen) -> io::Result<()> {
    if screen.is_json() {
        let files: Vec<_> =
            tally.reject_files.iter().map(|file| json!({"path": file.path, "rows": file.rows})).collect();
        let reasons: Vec<_> = tally
            .reasons
            .iter()
            .map(|(code, (count, first))| json!({"code": code, "count": count, "first": first}))
            .collect();
        return screen.json(&json!({
            "dry_run": dry, "new": tally.new, "known": tally.known, "refused": tally.refused,
            "conflicts": tally.conflicts, "skipped": tally.skipped, "reasons": reasons, "reject_files": files,
            "totals": serde_json::to_value(&tally.totals).unwrap_or_default(),
            "milliseconds": u64::try_from(tally.took.as_millis()).unwrap_or(u64::MAX),
        }));
    }
    chapters(&tally.totals, all, screen)?;
    if !all && tally.totals.chapters.len() > CHAPTERS {
        screen.line(screen.paint(Tone::Faint, "`--all-chapters` shows all."))?;
    }
    screen.line("")?;
    rejected(tally, dry, screen)?;
    if dry {
        let read = tally.totals.documents_accepted;
        return screen.line(format!("Dry run: {read} documents could be sent; nothing was recorded."));
    }
    for (code, (count, first)) in &tally.reasons {
        screen.text("  ", &screen.paint(Tone::Note, &format!("refused {count} times: {code}; first: {first}")))?;
    }
    let seconds = tally.took.as_millis();
    let documents = tally.new + tally.known + tally.refused + tally.conflicts;
    let rate = u128::from(documents).saturating_mul(1000).checked_div(seconds).unwrap_or(0);
    screen.line(screen.paint(
        Tone::Head,
        &format!(
            "{} new, {} known from before, {} refused, {} conflicts, {} rejected rows",
            tally.new, tally.known, tally.refused, tally.conflicts, tally.totals.rows_rejected
        ),
    ))?;
    screen.line(
        screen.paint(Tone::Faint, &format!("{}.{} s, {rate} documents a second", seconds / 1000, seconds % 1000 / 100)),
    )
}

fn rejected(tally: &Tally, dry: bool, screen: &Screen) -> io::Result<()> {
    if tally.totals.is_cut {
        screen
            .text("", &screen.paint(Tone::Bad, "A file is cut or damaged: what follows its last row was not read."))?;
    }
    if tally.skipped > 0 {
        screen.line(format!("{} rows were read over, as the mapping says.", tally.skipped))?;
    }
    if tally.totals.rows_rejected > 0 {
        let rows = tally.totals.rows_rejected;
        screen.line(screen.paint(Tone::Bad, &format!("{rows} rows were rejected; the first:")))?;
    }
    for words in &tally.rejected {
        screen.text("  ", words)?;
    }
    for file in &tally.reject_files {
        screen.text(
            "",
            &format!(
                "What was rejected or refused, {} rows, is in {}: mend them there and import that file.",
                file.rows,
                file.path.display()
            ),
        )?;
    }
    if dry && tally.totals.rows_rejected > 0 {
        screen.line("`--explain LINE` shows what becomes of one, step by step.")?;
    }
    Ok(())
}

/// Prints the sums by chapter: the largest, or all.
fn chapters(totals: &Totals, all: bool, screen: &Screen) -> io::Result<()> {
    let mut chapters: Vec<(&String, &ChapterTotals)> = totals.chapters.iter().collect();
    if chapters.is_empty() {
        return screen.line("No goods in these documents.");
    }
    if !all {
        chapters.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.accepted.lines + sums.rejected.lines));
    }
    let shown = if all { chapters.len() } else { CHAPTERS };
    let mut table = Table::new([
        Column::Left("chapter"),
        Column::Right("lines"),
        Column::Right("net kg"),
        Column::Right("value"),
        Column::Right("rejected"),
        Column::Right("their kg"),
    ]);
    for (name, sums) in chapters.iter().take(shown) {
        table.row(row(name, sums));
    }
    table.row(row("all", &totals.sum()));
    table.print(screen)?;
    if chapters.len() > shown {
        let more = chapters.len() - shown;
        screen.line(screen.paint(Tone::Faint, &format!("and {more} chapters more, counted in `all`")))?;
    }
    for (column, difference) in &totals.roundings {
        let count = totals.rounded.get(column).copied().unwrap_or_default();
        screen.text("", &format!("Rounding of {column}: {count} values, {difference} in all, after less before."))?;
    }
    Ok(())
}

fn row(name: &str, sums: &ChapterTotals) -> [String; 6] {
    [
        name.to_owned(),
        sums.accepted.lines.to_string(),
        sums.accepted.net_mass.to_string(),
        values(&sums.accepted),
        sums.rejected.lines.to_string(),
        sums.rejected.net_mass.to_string(),
    ]
}

fn values(sums: &Sums) -> String {
    sums.value.iter().map(|(currency, value)| format!("{} {currency}", value.accepted)).collect::<Vec<_>>().join(", ")
}
