//! `tamga verify`: everything again, from the files alone.

use super::status::hex;
use crate::cli::Common;
use crate::progress::Progress;
use crate::screen::{Screen, Tone};
use crate::session;
use crate::trouble::{Ending, Trouble};
use registry::VerifyReport;
use serde_json::json;
use std::io;

const AFTER: &str = "\
Examples:
  tamga verify
  tamga verify --json
  tamga verify --lists     builds lists and search anew beside those that are kept, and compares them

Reads all files from their first byte, trusts no state, and changes nothing; it may run beside an import. Exit code 1:
something does not hold.

Next: an opinion from outside: `tamga dump` and the program `tamga-audit` (docs/guides/audit.md).";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Check lists and search instead; no other program may work with the registry meanwhile
    #[arg(long)]
    lists: bool,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    if options.lists {
        return lists(common, screen);
    }
    let dir = session::existing(&common.store)?;
    let settings = session::settings_of(common)?;
    let checked = registry::verify_with(&dir, &settings.files, settings.wrapping.as_ref());
    let report = checked.map_err(|fault| session::trouble(&fault, &dir))?;
    if screen.is_json() {
        screen.json(&json!({
            "sound": report.is_sound(), "entries": report.entries, "bytes": report.bytes, "root": report.root.to_string(),
            "state": hex(&report.state), "lots": report.lots, "moves": report.moves, "effects": report.effects,
            "checked": report.checked, "unchecked": report.unchecked, "broken": report.broken,
        }))?;
    } else {
        print(&report, screen)?;
    }
    Ok(Ending::finding(!report.is_sound()))
}

fn lists(common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let dir = session::existing(&common.store)?;
    let settings = session::settings_of(common)?;
    let progress = Progress::of_bytes(None, "building the lists anew");
    let mut show = |done: u64, all: u64| progress.at(done, format!("entry {done} of {all}"));
    let checked = registry::verify_lists(&dir, &settings, &mut show);
    progress.end();
    let report = checked.map_err(|fault| session::trouble(&fault, &dir))?;
    let is_sound = report.kept == report.rebuilt;
    if screen.is_json() {
        screen.json(&json!({"sound": is_sound, "entries": report.entries, "kept": hex(&report.kept),
            "rebuilt": hex(&report.rebuilt)}))?;
    } else if is_sound {
        let text = format!("The lists of {} entries, built anew, are row for row those that are kept.", report.entries);
        screen.line(screen.paint(Tone::Good, &text))?;
    } else {
        let text =
            "The lists that are kept are not those that the journal makes. Delete them; they are built again: rm -r";
        screen.line(screen.paint(Tone::Bad, &format!("{text} {}/views", dir.display())))?;
    }
    Ok(Ending::finding(!is_sound))
}

/// Prints what was checked, what was not, and what is broken.
pub(crate) fn print(report: &VerifyReport, screen: &Screen) -> io::Result<()> {
    let parts = [
        ("Checked:", Tone::Good, &report.checked),
        ("Not checked:", Tone::Note, &report.unchecked),
        ("BROKEN:", Tone::Bad, &report.broken),
    ];
    for (title, tone, lines) in parts.into_iter().filter(|(_, _, lines)| !lines.is_empty()) {
        screen.line(screen.paint(tone, title))?;
        lines.iter().try_for_each(|line| screen.text("  ", line))?;
    }
    if report.is_sound() {
        return screen.line(screen.paint(Tone::Good, &format!("{}Everything checked holds.", screen.sign("✓ ", ""))));
    }
    screen.line(
        screen.paint(Tone::Bad, "NOT SOUND. Keep the directory as it is; restore a copy into another (tamga restore)."),
    )
}
