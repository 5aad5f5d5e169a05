//! `tamga init`: an empty registry.

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::session::{self, Session};
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use trade::public_number::RegistryPrefix;

const AFTER: &str = "\
Examples:
  tamga init ./registry --prefix KZ
  tamga --store ./registry init --prefix KZ

The prefix begins every number that this registry gives: KZ-L-… for lots, KZ-N-… for notes. It stays for ever.

Next: `tamga import FILE` or `tamga submit FILE` brings documents in.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The directory; it must hold no registry [default: that of --store]
    dir: Option<String>,
    /// 2 to 4 letters, such as KZ
    #[arg(long)]
    prefix: RegistryPrefix,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let dir = session::directory(options.dir.as_deref().unwrap_or(&common.store))?;
    if dir.exists() && !dir.is_dir() {
        return Err(
            Trouble::input(format!("{} is a file", dir.display())).next("name a directory that is not there yet")
        );
    }
    let registry = Session::create(&dir, options.prefix)?;
    let origin = registry
        .checkpoint()
        .map(|checkpoint| checkpoint.origin().to_owned())
        .map_err(|fault| session::trouble(&fault, &dir))?;
    registry.close().map_err(|fault| session::trouble(&fault, &dir))?;
    if screen.is_json() {
        screen.json(
            &json!({"store": dir.display().to_string(), "prefix": options.prefix.to_string(), "origin": origin}),
        )?;
        return Ok(Ending::Done);
    }
    screen.line(screen.paint(Tone::Good, &format!("A registry is in {}; its log is {origin}", dir.display())))?;
    screen.line(
        "Its secret and its keys lie in that directory: only its owner should read it (docs/guides/operate.md).",
    )?;
    screen.line("Next:")?;
    screen.line(format!("  export TAMGA_STORE={}", dir.display()))?;
    screen.line("  tamga import FILE")?;
    Ok(Ending::Done)
}
