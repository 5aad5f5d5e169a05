//! The end of the demo: the trace, the sums, the root, and what to type next.

use super::story::DECLARATION;
use crate::commands::import::{Tally, chapters};
use crate::commands::trace;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::Trouble;
use ledger::trace::Direction;
use serde_json::json;

/// Nodes of the tree at most; it has far fewer.
const NODES: usize = 200;

pub(super) fn print(session: &Session, tally: &Tally, story: usize, screen: &Screen) -> Result<(), Trouble> {
    let status = session.registry().status();
    if screen.is_json() {
        screen.json(&json!({
            "declarations": tally.new, "refused": tally.refused, "rejected_rows": tally.totals.rows_rejected,
            "story_documents": story, "entries": status.entries, "root": status.root.to_string(),
            "store": session.store().display().to_string(),
        }))?;
        return Ok(());
    }
    screen.heading("13. Where did the exported pumps come from?")?;
    session.view(|view| {
        let start = view.start("EXP-7#1")?;
        let found = ledger::trace::trace(view.books, view.moves, start, Direction::Up, NODES);
        Ok(trace::print(&found, Direction::Up, NODES, view, screen)?)
    })?;
    screen.heading("What is in the registry now")?;
    chapters(&tally.totals, false, screen)?;
    let rejected = tally.totals.rows_rejected;
    screen.line(format!(
        "{} declarations recorded, {} refused, {rejected} rows rejected when read.",
        tally.new, tally.refused
    ))?;
    let seconds = tally.took.as_millis();
    screen.line(format!(
        "They took {}.{} s. The story added {story} documents.",
        seconds / 1000,
        seconds % 1000 / 100
    ))?;
    screen.line(format!(
        "Entries {}, lots {}, notes {}, parties {}.",
        status.entries, status.lots, status.notes, status.parties
    ))?;
    screen.line(format!("Log root {}", status.root))?;
    screen.line("That is one hash over all of it: change one byte of one document, and it differs.")?;
    next(session, screen)
}

fn next(session: &Session, screen: &Screen) -> Result<(), Trouble> {
    let (lot, discrepancy) = session.view(|view| {
        let lot = view.numbers.lot(view.lot_named("WORKS-31#1")?).to_string();
        let open = view.books.state.open_discrepancies().last().map(|(id, _)| view.numbers.discrepancy(id).to_string());
        Ok((lot, open))
    })?;
    screen.heading("What to type next")?;
    let store = session.store().display().to_string();
    let commands = [
        (format!("export TAMGA_STORE={store}"), "so that all commands look here"),
        (format!("tamga trace down {DECLARATION}#1"), "where the motors went"),
        (format!("tamga show {lot}"), "the lot of the pumps"),
        ("tamga stock --party bin:940140000385".to_owned(), "what Ertis Pumps has"),
        ("tamga discrepancies --open".to_owned(), "what must still be answered"),
        (
            discrepancy.map_or_else(|| "tamga status".to_owned(), |number| format!("tamga show {number}")),
            "the last of them",
        ),
        ("tamga verify".to_owned(), "check everything, from the first byte"),
        ("tamga help".to_owned(), "all commands"),
    ];
    for (command, why) in commands {
        let command = format!("{command:<46}");
        screen.line(format!("  {} {}", screen.paint(Tone::Good, &command), screen.paint(Tone::Faint, why)))?;
    }
    if let Some(program) = program() {
        screen.line("")?;
        screen.line(format!("(`tamga` is {program}; or write `cargo run --release --` in its place)"))?;
    }
    Ok(())
}

/// Where the program is, when it is not found by its name.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let found =
        std::env::var_os("PATH").is_some_and(|all| std::env::split_paths(&all).any(|dir| dir.join("tamga").is_file()));
    if found { None } else { Some(path.display().to_string()) }
}
