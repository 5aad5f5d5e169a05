//! `tamga erase`: the texts of a party end.

use super::submit;
use crate::cli::Common;
use crate::fields::Fields;
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};

const AFTER: &str = "\
Examples:
  tamga erase iin:900101300017 --authority id:KZ/court-3 --reason 'order 2-117 of 2026-11-20'

Destroys the key under which the party's texts are kept. The books and the log stay as they are: they never held the
name. This cannot be undone. Copies that were made before still hold the key: see docs/guides/operate.md.

Next: `tamga verify` shows that books and log are the same as before.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The party
    party: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// The authority that orders it
    #[arg(long, value_name = "PARTY")]
    authority: String,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut fields = Fields::of("erase");
    fields.set("party", options.party.as_str());
    fields.set("reason", options.reason.as_str());
    fields.set("authority", options.authority.as_str());
    submit::send(&Session::open(common)?, &fields.into_value(), screen)
}
