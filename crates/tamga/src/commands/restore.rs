//! `tamga restore`: a registry from a copy.

use crate::cli::Common;
use crate::progress::Progress;
use crate::screen::{Screen, Tone};
use crate::session;
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  tamga --store ./registry-2 restore /mnt/backup/registry-2026-11-25

Makes a registry in the directory of --store, which must be empty or not there. Everything is written and checked beside
it (DIR.restoring) and gets its name last; a restore that was cut off is begun anew by the same command. A new entry
says that it was restored, and a new epoch begins, so that two registries from one copy are never taken for the same.
COPY may also be the directory of a registry that was moved away.

Next: `tamga verify`, then `tamga status`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The directory that `tamga backup` wrote
    from: PathBuf,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let dir = session::directory(&common.store)?;
    if !options.from.is_dir() {
        return Err(Trouble::input(format!("there is no directory {}", options.from.display()))
            .next("name the directory that `tamga backup` wrote"));
    }
    if dir.exists() && std::fs::read_dir(&dir).is_ok_and(|mut items| items.next().is_some()) {
        return Err(Trouble::input(format!("{} is not empty", dir.display()))
            .next("name a directory that is not there yet: --store DIR"));
    }
    let settings = session::settings_of(common)?;
    let progress = Progress::of_bytes(Some(0), "restoring");
    let restored = registry::restore(&options.from, &dir, &settings, &mut |done, total| progress.of(done, total));
    progress.end();
    let position = restored.map_err(|fault| session::trouble(&fault, &options.from))?;
    if screen.is_json() {
        screen.json(&json!({"store": dir.display().to_string(), "entries": position.seq}))?;
        return Ok(Ending::Done);
    }
    screen.line(screen.paint(Tone::Good, &format!("{} entries are in {}", position.seq, dir.display())))?;
    screen.line(format!("Next: tamga --store {} verify", dir.display()))?;
    Ok(Ending::Done)
}
