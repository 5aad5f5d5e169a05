//! The end of the demo: what is in the registry now, and what to type next.

use super::line::quoted;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::Trouble;
use serde_json::json;
use std::time::Instant;

/// What to type next, and why. A command that a newcomer should try gets a line here.
const NEXT: [(&str, &str); 8] = [
    ("tamga show EXP-7", "the note of the exported pumps"),
    ("tamga trace down 55302/010926/0004217#1", "where the motors went"),
    ("tamga stock --party bin:940140000385", "what Ertis Pumps has"),
    ("tamga note list --status accepted", "notes whose goods arrived"),
    ("tamga discrepancies --open", "what must still be answered"),
    ("tamga codes 848210", "what a goods code is"),
    ("tamga verify", "check everything from the first byte"),
    ("tamga help", "all commands"),
];

/// Columns for a command.
const COMMAND: usize = 42;

pub(super) fn print(session: &Session, began: Instant, screen: &Screen) -> Result<(), Trouble> {
    let status = session.registry().status();
    if screen.is_json() {
        screen.json(&json!({
            "entries": status.entries, "lots": status.lots, "notes": status.notes, "parties": status.parties,
            "root": status.root.to_string(), "store": session.store().display().to_string(),
        }))?;
        return Ok(());
    }
    let took = began.elapsed().as_millis();
    screen.heading("What is in the registry now")?;
    screen.line(format!(
        "{} entries, {} lots, {} notes, {} parties; played in {}.{} s.",
        status.entries,
        status.lots,
        status.notes,
        status.parties,
        took / 1000,
        took % 1000 / 100
    ))?;
    screen.line(format!("Log root {}", status.root))?;
    screen.text("", "That is one hash over all of it: change one byte of one document, and it differs.")?;
    next(session, screen)
}

fn next(session: &Session, screen: &Screen) -> Result<(), Trouble> {
    screen.heading("What to type next")?;
    if let Some(dir) = program() {
        screen.line(screen.paint(Tone::Faint, "First, so that the program and this registry are found:"))?;
        screen.line(screen.paint(Tone::Head, &format!("  export PATH={}:\"$PATH\"", quoted(&dir))))?;
    } else {
        screen.line(screen.paint(Tone::Faint, "First, so that all commands look here:"))?;
    }
    let store = quoted(&session.store().display().to_string());
    screen.line(screen.paint(Tone::Head, &format!("  export TAMGA_STORE={store}")))?;
    screen.line(screen.paint(Tone::Faint, "Then any of the commands above, or:"))?;
    for (command, why) in NEXT {
        let command = format!("{command:<COMMAND$}");
        screen.line(format!("  {}{}", screen.paint(Tone::Head, &command), screen.paint(Tone::Faint, why)))?;
    }
    Ok(())
}

/// The directory of the program, when it is not found by its name.
fn program() -> Option<String> {
    let path = std::env::current_exe().ok()?;
    let found =
        std::env::var_os("PATH").is_some_and(|all| std::env::split_paths(&all).any(|dir| dir.join("tamga").is_file()));
    if found { None } else { path.parent().map(|dir| dir.display().to_string()) }
}
