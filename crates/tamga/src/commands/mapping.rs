//! `tamga mapping`: mappings, which say what column of a table becomes which field.

mod check;
mod new;
mod questions;

use crate::cli::Common;
use crate::mappings;
use crate::screen::Screen;
use crate::trouble::{Ending, Trouble};
use std::path::PathBuf;

const AFTER: &str = "\
Examples:
  tamga mapping new may.csv                     looks at the table and asks; writes may.toml
  tamga mapping new may.xlsx --yes              takes what it proposes, and says what is left to decide
  tamga mapping new may.csv --command e_invoice --output invoices.toml
  tamga mapping check may.toml may.csv          what of the table goes where
  tamga mapping list                            the shipped ones
  tamga mapping show customs_declarations_kr

Answers to a question: Enter takes the proposal; a name or number of a column; {Column} in a text, as id:KZ/{Owner};
= and a value that is always the same, as =store:main; ? explains the field; - leaves it out; < goes back.
Exit code 1: something is left to be decided, or the mapping does not fit.

Next: `tamga import TABLE --mapping may.toml --dry-run`. All that a mapping can say: docs/reference/csv-mapping.md.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Makes a mapping for a table: proposes, asks, shows, writes
    New(new::Options),
    /// Checks a mapping, alone or against a table
    Check {
        /// A file, or the name of a shipped mapping
        mapping: String,
        /// The table that it is for
        table: Option<PathBuf>,
    },
    /// Lists the shipped mappings
    List,
    /// Prints a shipped mapping, to begin with
    Show {
        /// Its name
        name: String,
    },
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    match &options.what {
        What::New(options) => new::run(options, common, screen),
        What::Check { mapping, table } => check::run(mapping, table.as_deref(), common, screen),
        What::List => list(screen),
        What::Show { name } => show(name, screen),
    }
}

fn list(screen: &Screen) -> Result<Ending, Trouble> {
    if screen.is_json() {
        let rows = mappings::SHIPPED.iter().map(|(name, text)| {
            let title = mappings::title(text);
            serde_json::json!({"mapping": name, "title": title})
        });
        screen.json(&rows.collect())?;
        return Ok(Ending::Done);
    }
    for (name, text) in mappings::SHIPPED {
        screen.line(format!("{name:<28} {}", mappings::title(text).unwrap_or_default()))?;
    }
    Ok(Ending::Done)
}

fn show(name: &str, screen: &Screen) -> Result<Ending, Trouble> {
    let Some((_, text)) = mappings::SHIPPED.iter().find(|(shipped, _)| *shipped == name) else {
        let trouble = Trouble::input(format!("there is no shipped mapping `{name}`"));
        return Err(trouble.next("`tamga mapping list` lists them"));
    };
    if screen.is_json() {
        screen.json(&serde_json::json!({"mapping": name, "text": text}))?;
    } else {
        screen.line(text.trim_end())?;
    }
    Ok(Ending::Done)
}
