//! `tamga tables`: code tables and calendars, with their days and sources.

mod days;
mod diff;
mod import;
mod list;

use crate::cli::Common;
use crate::screen::Screen;
use crate::session;
use crate::trouble::{Ending, Trouble};
use clap::Subcommand;
use std::sync::Arc;
use store::files::RealFiles;
use trade::nomenclature::{Edition, Tables};

const AFTER: &str = "\
Examples:
  tamga tables list
  tamga tables show 'CN 2026' 8517
  tamga tables diff 'TN VED 2022' 'TN VED 2026-06-18' --csv changes.csv
  tamga tables import tnved-2027.csv --kind tnved --name 'TN VED 2027-01' --from 2027-01-01 \\
      --publisher EEC --source 'decision 80, as of 2027-01-01'
  tamga tables verify
  tamga tables days --country KZ 2026-12-31 +5

An edition is never changed: a new one stands beside it and is in force from its first day. What no table covers is said,
never guessed. Imported editions lie in the directory of the registry, and judge documents from its next start on.

Next: `tamga codes CODE --on DAY` asks them; columns and rules: docs/reference/tables.md.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Lists all editions with their days, rows and sources
    List,
    /// Shows the rows of an edition
    Show(list::Show),
    /// Compares two editions of one nomenclature
    Diff(diff::Options),
    /// Checks an edition as a whole and keeps it in the registry
    Import(import::Options),
    /// Reads every table and compares the digests of imported ones
    Verify,
    /// Counts business days by the calendar of a country
    Days(days::Options),
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    match &options.what {
        What::List => list::list(&*load(common)?, screen),
        What::Show(options) => list::show(options, &*load(common)?, screen),
        What::Diff(options) => diff::run(options, &*load(common)?, screen),
        What::Import(options) => import::run(options, common, screen),
        What::Verify => list::verify(&*load(common)?, screen),
        What::Days(options) => days::run(options, screen),
    }
}

/// The tables of the registry named on the command line; where there is none, those shipped.
pub(crate) fn load(common: &Common) -> Result<Arc<Tables>, Trouble> {
    let dir = session::directory(&common.store)?;
    let tables = registry::load_tables(&*RealFiles::shared(), &dir).map_err(|fault| session::trouble(&fault, &dir))?;
    Ok(Arc::new(tables))
}

/// The edition with this name.
fn named<'a>(tables: &'a Tables, name: &str) -> Result<&'a Edition, Trouble> {
    let found = tables.editions().find(|edition| edition.name == name);
    found.ok_or_else(|| {
        Trouble::input(format!("there is no edition `{name}`")).next("`tamga tables list` lists the editions")
    })
}
