//! `tamga keys`: the key that wraps the registry's keys.

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session;
use crate::trouble::{Ending, Trouble};
use registry::KeyStatus;
use serde_json::json;
use std::path::Path;
use store::WrappingKey;
use store::files::RealFiles;

const AFTER: &str = "\
Examples:
  tamga keys status
  tamga keys move /etc/tamga/wrapping.key
  tamga --key-file /etc/tamga/wrapping.key keys rotate /etc/tamga/wrapping-2.key
  tamga --key-file /etc/tamga/wrapping-2.key keys plain

A wrapping key lies in a file outside the data directory; with it the directory alone, or a copy of it, opens no text.
`move` puts the keys under one; `rotate` under another one, after which the old one opens the directory no more.
A file that is not there is made with a new random key. Copies stay under the key that was in use when they were made:
keep old key files as long as the copies. A lost key file is the loss of all texts; the books stay.

Next: set TAMGA_KEY_FILE, then `tamga verify`; docs/guides/operate.md tells what a rotation cannot do.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Tells which key wraps the others
    Status,
    /// Puts plain keys under the key in a file
    Move {
        /// The file; it is made where it is not there
        file: String,
    },
    /// Puts the keys under another key
    Rotate {
        /// The file of the new key; it is made where it is not there
        file: String,
    },
    /// Puts the keys back plain, as they are in a new registry
    Plain,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let dir = session::existing(&common.store)?;
    let status = status(&dir, common)?;
    match &options.what {
        What::Status => print(&status, screen),
        What::Move { file } if status.wrapped_under.is_some() => already(&status, file, screen, "rotate"),
        What::Rotate { .. } if status.wrapped_under.is_none() => {
            Err(Trouble::input("the keys are plain; there is nothing to rotate").next("tamga keys move FILE"))
        }
        What::Move { file } | What::Rotate { file } => {
            let file = Path::new(file);
            let key = find_or_make(file, &dir)?;
            if status.wrapped_under == Some(key.id()) {
                return already(&status, &file.display().to_string(), screen, "rotate");
            }
            print(&rekey(&dir, common, Some(&key))?, screen)
        }
        What::Plain => print(&rekey(&dir, common, None)?, screen),
    }
}

fn status(dir: &Path, common: &Common) -> Result<KeyStatus, Trouble> {
    // A file that is named and cannot be read matters only where the key is used.
    let settings = session::settings_of(&Common { key_file: None, ..common.clone() })?;
    registry::key_status(dir, &settings).map_err(|fault| session::trouble(&fault, dir))
}

fn rekey(dir: &Path, common: &Common, to: Option<&WrappingKey>) -> Result<KeyStatus, Trouble> {
    let settings = session::settings_of(common)?;
    registry::rekey(dir, &settings, to).map_err(|fault| session::trouble(&fault, dir))
}

/// The keys are under a key already: that of the file, as after a rotation that was cut off, or another one.
fn already(status: &KeyStatus, file: &str, screen: &Screen, next: &str) -> Result<Ending, Trouble> {
    let found = WrappingKey::find(&RealFiles, Path::new(file)).ok().flatten();
    if found.is_some_and(|key| Some(key.id()) == status.wrapped_under) {
        return print(status, screen);
    }
    Err(Trouble::input("the keys are under a wrapping key already")
        .next(format!("tamga --key-file OLD keys {next} NEW")))
}

/// The key of a file, which lies outside the data directory.
fn find_or_make(file: &Path, dir: &Path) -> Result<WrappingKey, Trouble> {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if absolute(file).starts_with(absolute(dir)) {
        return Err(Trouble::input(format!("{} lies in the data directory", file.display()))
            .next("name a file elsewhere, best on another disk or on a token that is taken out"));
    }
    if file.exists() {
        return session::wrapping_key(file);
    }
    let key = registry::new_wrapping_key().map_err(|fault| session::trouble(&fault, dir))?;
    key.create(&RealFiles, file)
        .map_err(|fault| Trouble::input(format!("the key file {} cannot be made", file.display())).because(&fault))?;
    Ok(key)
}

fn print(status: &KeyStatus, screen: &Screen) -> Result<Ending, Trouble> {
    let under = status.wrapped_under.map(|id| id.to_string());
    if screen.is_json() {
        screen.json(&json!({
            "wrapped_under": under, "generation": status.generation, "keys": status.live, "destroyed": status.destroyed,
        }))?;
        return Ok(Ending::Done);
    }
    let (live, destroyed, generation) = (status.live, status.destroyed, status.generation);
    match under {
        Some(id) => screen.line(screen.paint(
            Tone::Good,
            &format!("{live} keys are wrapped under the key {id} (wrapped anew {generation} times); {destroyed} were destroyed"),
        ))?,
        None => screen.line(screen.paint(
            Tone::Note,
            &format!("{live} keys lie plain in the data directory; {destroyed} were destroyed"),
        ))?,
    }
    Ok(Ending::Done)
}
