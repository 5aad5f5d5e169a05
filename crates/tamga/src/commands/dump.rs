//! `tamga dump`: documents and books as rows.

use crate::cli::Common;
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};

const AFTER: &str = "\
Examples:
  tamga dump documents > documents.ndjson
  tamga dump books > books.ndjson
  tamga-audit documents.ndjson books.ndjson

The auditor computes the books again from the documents alone, with code of its own, and compares.

Next: docs/guides/audit.md.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Every entry: the document as it came, and the answer
    Documents,
    /// Stock, open lines, accounts, and notes as they are now
    Books,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    match options.what {
        What::Documents => {
            for document in session.registry().documents().map_err(|fault| session.trouble(&fault))? {
                screen.json(&document.map_err(|fault| session.trouble(&fault))?)?;
            }
        }
        What::Books => {
            session
                .view(|view| Ok(ledger::dump::rows(view.books, view.numbers).try_for_each(|row| screen.json(&row))?))?;
        }
    }
    Ok(Ending::Done)
}
