//! `tamga demo`: a story of trade in a fresh registry.

pub(crate) mod data;
mod ending;
mod look;
mod story;

use crate::cli::Common;
use crate::commands::import::{Import, Tally};
use crate::mappings;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use registry::Registry;
use std::fs;
use std::path::{Path, PathBuf};

const AFTER: &str = "\
Examples:
  tamga demo
  tamga demo --again                  plays it once more, from nothing
  tamga demo --declarations 1000      with fewer declarations, for a slow machine
  tamga demo --into ./try

Makes a directory with a registry and the files that went into it. The declarations are synthetic: no person, firm or
goods in them exist (data/README.md).

Next: it ends with commands to type; docs/tutorials/first-steps.md does the story by hand.";

/// A file in the directory of a demo, so that it can be told from other directories.
const MARK: &str = "THIS-IS-A-TAMGA-DEMO";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The directory; it must be empty or an earlier demo
    #[arg(long, value_name = "DIR", default_value = "./demo")]
    into: PathBuf,
    /// How many declarations to load: a number, or `all`, which is 54,000
    #[arg(long, value_name = "N", default_value = "all", value_parser = declarations)]
    declarations: usize,
    /// Remove an earlier demo in that directory first
    #[arg(long)]
    again: bool,
}

fn declarations(text: &str) -> Result<usize, String> {
    if text == "all" {
        return Ok(usize::MAX);
    }
    text.parse().map_err(|_| "write a number, or `all`".to_owned())
}

pub(crate) fn run(options: &Options, _: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    prepare(options)?;
    let store = options.into.join("registry");
    let prefix = "KZ".parse().map_err(|error| Trouble::fault("the prefix cannot be read").because(&error))?;
    let session = fresh(&store, prefix)?;
    opening(options, screen)?;
    let tally = load(options, &session, screen)?;
    let path = options.into.join("files").join("story.ndjson");
    write(&path, data::STORY.as_bytes())?;
    let entries = story::tell(&session, screen)?;
    ending::print(&session, &tally, entries, screen)?;
    session.settle()?;
    session.close()?;
    Ok(Ending::Done)
}

fn fresh(store: &Path, prefix: trade::public_number::RegistryPrefix) -> Result<Session, Trouble> {
    let registry: Registry = Session::create(store, prefix)?;
    Ok(Session::fresh(registry, store.to_owned()))
}

/// Sees that the directory may be used, and makes it.
fn prepare(options: &Options) -> Result<(), Trouble> {
    let into = &options.into;
    let shown = into.display();
    if into.exists() && !into.is_dir() {
        return Err(Trouble::input(format!("{shown} is a file")).next("name a directory: --into DIR"));
    }
    let is_empty = fs::read_dir(into).map_or(true, |mut items| items.next().is_none());
    if !is_empty {
        if !into.join(MARK).is_file() {
            return Err(Trouble::input(format!("{shown} is not empty, and no earlier demo; nothing was touched"))
                .next("name another directory: tamga demo --into DIR"));
        }
        if !options.again {
            return Err(Trouble::input(format!("there is a demo in {shown} already"))
                .next(format!("play it once more from nothing: tamga demo --again --into {shown}")));
        }
        fs::remove_dir_all(into)
            .map_err(|error| Trouble::fault(format!("{shown} cannot be removed")).because(&error))?;
    }
    fs::create_dir_all(into.join("files"))
        .map_err(|error| Trouble::fault(format!("{shown} cannot be made")).because(&error))?;
    write(&into.join(MARK), b"A demo of tamga. All in here is invented, and may be deleted.\n")
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Trouble> {
    fs::write(path, bytes)
        .map_err(|error| Trouble::fault(format!("{} cannot be written", path.display())).because(&error))
}

fn opening(options: &Options, screen: &Screen) -> Result<(), Trouble> {
    if screen.is_json() {
        return Ok(());
    }
    screen.line(screen.paint(Tone::Head, "Tamga: a registry of goods, played through once."))?;
    screen.text("", &format!("A fresh registry is in {}. First it takes a year and a half of customs declarations, so that the story does not play in an empty hall; then a story of trade in twelve steps.", options.into.join("registry").display()))?;
    screen.flush()?;
    Ok(())
}

/// Loads the declarations, from files that stay for the reader to try.
fn load(options: &Options, session: &Session, screen: &Screen) -> Result<Tally, Trouble> {
    let mapping = mappings::open("customs_declarations_kr")?;
    let mut import = Import::new(Some(session), Some(&mapping), screen);
    import.rejects = Some(options.into.join("files").join("rejects.csv"));
    let mut left = options.declarations;
    for (name, bytes) in data::DECLARATIONS {
        let path = options.into.join("files").join(name);
        write(&path, bytes)?;
        if left > 0 {
            left -= import.file_up_to(&path, left)?;
        }
    }
    Ok(import.finish())
}
