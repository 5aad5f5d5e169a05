//! `tamga backup`: a copy while nothing moves.

use super::status::{megabytes, size};
use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  tamga backup /mnt/backup/registry-2026-11-25

Copies journal, keys and secret as they are at one position, into a directory that must not hold a registry. The copy
opens everything: keep it as safe as the registry. A copy made before an erasure still holds the erased key.

Next: try the copy: `tamga --store ./trial restore COPY`, then `tamga --store ./trial verify`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The directory of the copy
    to: PathBuf,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    if options.to.is_file() {
        return Err(Trouble::input(format!("{} is a file", options.to.display()))
            .next("name a directory that is not there yet"));
    }
    let copied = session.registry().backup(&options.to);
    let position = copied.map_err(|fault| crate::session::trouble(&fault, &options.to))?;
    let (to, bytes) = (options.to.display().to_string(), size(&options.to));
    if screen.is_json() {
        screen.json(&json!({"to": to, "entries": position.seq, "bytes": bytes}))?;
        return Ok(Ending::Done);
    }
    screen
        .line(screen.paint(Tone::Good, &format!("{} entries copied to {to} ({})", position.seq, megabytes(bytes))))?;
    screen.line(format!("Next: try it: tamga --store ./trial restore {to} && tamga --store ./trial verify"))?;
    Ok(Ending::Done)
}
