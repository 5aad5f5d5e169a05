//! `tamga bench`: this machine, measured in one run.

mod bare;
mod machine;
mod phases;
mod restart;
mod table;
mod work;

use crate::cli::Common;
use crate::screen::Screen;
use crate::trouble::{Ending, Trouble};
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  tamga bench ledger
  tamga bench ledger --lines 1000000 --dir /mnt/fast/bench
  tamga bench ledger --json > today.json

Makes registries in a directory of its own, and removes them at the end. All of it is durable work: every batch is
synced before the next is counted. A busy or shared machine gives other figures each time; the load is printed.

Next: docs/benchmarks.md has a run and the goals beside it.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Notes through the whole pipeline: text, parse, decide, record, sync
    Ledger(LedgerOptions),
    /// Adds note lines to the registry of --store until it is killed (used by `bench ledger`)
    #[command(hide = true)]
    Feed {
        /// Documents a batch
        #[arg(long, default_value_t = 100)]
        batch: usize,
    },
}

#[derive(clap::Args)]
pub(crate) struct LedgerOptions {
    /// Note lines to post in the large batches
    #[arg(long, value_name = "N", default_value_t = 200_000)]
    lines: usize,
    /// Seconds for each measurement with single notes
    #[arg(long, value_name = "SECONDS", default_value_t = 3)]
    seconds: u64,
    /// Where to work; a directory that is not there yet [default: ./tamga-bench, removed at the end]
    #[arg(long, value_name = "DIR", default_value = "./tamga-bench")]
    dir: PathBuf,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    match &options.what {
        What::Feed { batch } => restart::feed(common, *batch, screen),
        What::Ledger(options) => ledger(options, screen),
    }
}

fn ledger(options: &LedgerOptions, screen: &Screen) -> Result<Ending, Trouble> {
    if options.dir.exists() {
        return Err(Trouble::input(format!("{} is there already", options.dir.display()))
            .next("name a directory that is not there yet: --dir DIR"));
    }
    let figures = phases::measure(options, screen);
    // Left-overs of a failed run are removed, too; what cannot be removed is told by the next run.
    let _ = std::fs::remove_dir_all(&options.dir);
    table::print(&figures?, screen)?;
    Ok(Ending::Done)
}
