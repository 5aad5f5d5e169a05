//! `tamga demo`: a story of trade in a fresh registry, told by the commands that a person would type.

pub(crate) mod data;
mod ending;
mod line;
mod story;
mod teller;

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use registry::Registry;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use teller::Teller;

const AFTER: &str = "\
Examples:
  tamga demo
  tamga demo --again                  plays it once more, from nothing
  tamga demo --pause                  waits for Enter after each of its ten steps
  tamga demo --declarations 1000      with fewer declarations, for a slow machine
  tamga demo --into ./try

Makes a directory with a registry and the files that went into it. Declarations and story are invented: no person, firm
or goods in them exist (data/README.md).

Next: it ends with commands to type; docs/tutorials/ten-steps.md does the story by hand.";

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
    declarations: Declarations,
    /// Remove an earlier demo in that directory first
    #[arg(long)]
    again: bool,
    /// Wait for Enter after each step, on a terminal
    #[arg(long)]
    pause: bool,
}

/// How many declarations are loaded at most; absent: all.
#[derive(Clone, Copy)]
struct Declarations(Option<usize>);

fn declarations(text: &str) -> Result<Declarations, String> {
    if text == "all" {
        return Ok(Declarations(None));
    }
    text.parse().map(|number| Declarations(Some(number))).map_err(|_| "write a number, or `all`".to_owned())
}

pub(crate) fn run(options: &Options, _: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let began = Instant::now();
    prepare(options)?;
    let files = options.into.join("files");
    data::DECLARATIONS.iter().chain(&data::STORY).try_for_each(|(name, bytes)| write(&files.join(name), bytes))?;
    let prefix = "KZ".parse().map_err(|error| Trouble::fault("the prefix cannot be read").because(&error))?;
    let session = fresh(&options.into.join("registry"), prefix)?;
    opening(&session, screen)?;
    Teller { session: &session, files: &files, pauses: options.pause, screen }.tell(options.declarations.0)?;
    ending::print(&session, began, screen)?;
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

fn opening(session: &Session, screen: &Screen) -> Result<(), Trouble> {
    if screen.is_json() {
        return Ok(());
    }
    screen.line(screen.paint(Tone::Head, "Tamga: a registry of goods, played through once, in ten steps."))?;
    let text = format!(
        "A fresh registry is in {}. Each step tells why it matters, and to whom; then come the commands, as you would \
         type them, and set in below each the answer. All persons, firms, numbers and goods are invented. Before the story \
         come declarations, 54,000 if you did not ask for fewer, so that it does not play in an empty hall.",
        session.store().display()
    );
    screen.text("", &text)?;
    screen.flush()?;
    Ok(())
}
