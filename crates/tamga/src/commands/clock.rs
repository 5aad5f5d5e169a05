//! `tamga clock`: deadlines that have passed take effect.

use super::submit;
use crate::cli::Common;
use crate::fields::{self, Fields};
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};

const AFTER: &str = "\
Examples:
  tamga clock
  tamga clock --now 2026-11-25T00:00:00Z

Notes whose deadline has passed become overdue, with a discrepancy. Nothing else tells the registry the time: run this
once a day (cron, systemd timer).

Next: `tamga note list --overdue`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The time [default: now]
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut fields = Fields::of("clock");
    fields.set("now", options.now.clone().unwrap_or_else(|| fields::now().to_string()));
    submit::send(&Session::open(common)?, &fields.into_value(), screen)
}
