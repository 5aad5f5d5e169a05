//! `tamga note`: notes and what is done with them.

mod action;
mod list;
mod new;

pub(crate) use list::print_note;

use crate::cli::Common;
use crate::screen::Screen;
use crate::trouble::{Ending, Trouble};

const AFTER: &str = "\
Examples:
  tamga note new --number SNT-1 --supplier bin:020540003431 --recipient bin:940140000385 \\
      --from store:main --to store:shop --line 'DECL-7#1 40'
  tamga note dispatch SNT-1
  tamga note accept SNT-1 --line '1=38:two were broken'
  tamga note explain SNT-1 --line 1 --quantity 2 --explanation damage --text 'fell off the ramp'
  tamga note split EXP-7 --part 'EXP-7A 1=100' --part 'EXP-7B 1=50,2=8'
  tamga note show SNT-1
  tamga note list --status dispatched

A note is named by its public number (KZ-N-…) or by the supplier's own number. `tamga help note accept` tells more of
one action. Exit code 1: the registry refused it and says why.

Next: `tamga lifecycle` shows which action is allowed in which status.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
#[expect(clippy::large_enum_variant, reason = "there is one of it, made once")]
enum What {
    /// Writes a new note; its goods are reserved
    New(new::Options),
    /// Shows a note with its lines
    Show(list::ShowOptions),
    /// Lists notes
    List(list::Options),
    #[command(flatten)]
    Action(action::Action),
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    match &options.what {
        What::New(options) => new::run(options, common, screen),
        What::Show(options) => list::show(options, common, screen),
        What::List(options) => list::run(options, common, screen),
        What::Action(action) => action::run(action, common, screen),
    }
}
