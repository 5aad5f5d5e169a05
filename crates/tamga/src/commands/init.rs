//! stub
use crate::cli::Common; use crate::screen::Screen; use crate::trouble::{Ending, Trouble};
#[derive(clap::Args)]
#[command(after_help = "tamga Next:")]
pub(crate) struct Options {}
pub(crate) fn run(_: &Options, _: &Common, _: &Screen) -> Result<Ending, Trouble> { Ok(Ending::Done) }
