//! `tamga erase`: the texts of a party end.

use super::submit;
use crate::cli::Common;
use crate::fields::Fields;
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use std::time::Duration;

/// How long it is waited for the lists to forget, too.
const LISTS_WITHIN: Duration = Duration::from_mins(1);

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
    let session = Session::open(common)?;
    let ending = submit::send(&session, &fields.into_value(), screen)?;
    // The texts are in the lists, too, until these have followed; what is not done in time is done at the next start.
    session.wait_listed(LISTS_WITHIN);
    Ok(ending)
}
