//! `tamga import`: files of documents, in a stream.
//!
//! Safe to stop at any time, and to run again: documents are told apart by their keys, so one that was recorded before
//! is answered again and changes nothing.

mod report;
mod run;

use crate::cli::Common;
use crate::commands::tables;
use crate::mappings;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use intake::Mapping;
use run::Import;
use std::path::PathBuf;
use std::sync::Arc;
use trade::nomenclature::Tables;

const AFTER: &str = "\
Examples:
  tamga import notes.ndjson
  tamga import 2026-*.csv.gz --mapping customs_declarations_kr
  tamga import may.csv --mapping may.toml --dry-run      read only, record nothing
  tamga import may.csv --mapping may.toml --explain 17   what becomes of line 17, step by step
  tamga import report.xlsx --mapping 1c_purchases
  zcat notes.ndjson.gz | tamga import -

NDJSON is one document a line (docs/reference/commands.md). A table or workbook needs a mapping, a TOML file that says
which column becomes which field: `tamga mapping new TABLE` makes one, `tamga mapping list` lists the shipped ones. Text may
be gzip. Stop with Ctrl-C whenever you like, and run it again: what was recorded before is recognised by its key. Rows that
cannot be read and documents that are refused go into a file beside the source, with what is wrong; mend them there and
import that: it supersedes what was refused. Exit code 1: something was rejected or refused.

Next: `tamga stock`, `tamga lots`, `tamga verify`. The whole way: docs/guides/import-files.md.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Files; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// How CSV rows become documents: a file, or the name of a shipped mapping
    #[arg(long, value_name = "MAPPING")]
    mapping: Option<String>,
    /// Read and check only; needs no registry
    #[arg(long)]
    dry_run: bool,
    /// Show what becomes of the row on this line, and stop; needs no registry
    #[arg(long, value_name = "LINE")]
    explain: Option<u64>,
    /// Where rejected rows go [default: beside the file, as NAME.rejects.csv or .ndjson]
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Print the answer to every document as one line of JSON, as soon as it is durable
    #[arg(long)]
    answers: bool,
    /// Send so many documents together
    #[arg(long, value_name = "N", default_value_t = 4000, value_parser = clap::value_parser!(u16).range(1..))]
    batch: u16,
    /// Read the first N rows of the files only
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Print the totals of all chapters, not only the largest
    #[arg(long)]
    all_chapters: bool,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mapping = options.mapping.as_deref().map(mappings::open).transpose()?;
    let files: Vec<PathBuf> = options.files.iter().map(|file| file_of(file)).collect();
    if let Some(line) = options.explain {
        return explain(&files, mapping.as_ref(), line, tables::load(common)?, screen);
    }
    let session = if options.dry_run { None } else { Some(Session::open(common)?) };
    let mut import = Import::new(session.as_ref(), mapping.as_ref(), screen);
    import.rejects.clone_from(&options.rejects);
    if options.dry_run {
        import.tables = tables::load(common)?;
    }
    import.answers = options.answers;
    import.batch = usize::from(options.batch);
    import.limit = options.limit.unwrap_or(usize::MAX);
    for file in &files {
        import.file(file)?;
    }
    let tally = import.finish();
    if let Some(session) = session {
        session.settle()?;
        session.close()?;
    }
    report::print(&tally, options.dry_run, options.all_chapters, screen)?;
    Ok(Ending::finding(tally.has_findings()))
}

/// The standard input has a name of its own on systems that have such names.
fn file_of(file: &std::path::Path) -> PathBuf {
    if file.as_os_str() == "-" { PathBuf::from("/dev/stdin") } else { file.to_owned() }
}

fn explain(
    files: &[PathBuf],
    mapping: Option<&Mapping>,
    line: u64,
    tables: Arc<Tables>,
    screen: &Screen,
) -> Result<Ending, Trouble> {
    let [file] = files else {
        return Err(Trouble::input("--explain looks at one file").next("name one file"));
    };
    let explained = intake::explain(file, mapping, line, tables);
    let explained = explained.map_err(|error| Trouble::input(error.to_string()).because(&error))?;
    if screen.is_json() {
        screen.json(&serde_json::to_value(&explained).unwrap_or_default())?;
    } else {
        for line in explained.to_string().lines() {
            let tone = if line.starts_with("rejected") { Tone::Bad } else { Tone::Good };
            let verdict = line.starts_with("rejected") || line.starts_with("accepted");
            screen.line(if verdict { screen.paint(tone, line) } else { line.to_owned() })?;
        }
    }
    Ok(Ending::finding(explained.command.is_none()))
}
