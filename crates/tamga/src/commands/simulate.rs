//! `tamga simulate`: the documents of a synthetic country on the standard output.

mod plant;

use super::demo::data::DECLARATIONS;
use crate::cli::Common;
use crate::progress::Progress;
use crate::screen::Screen;
use crate::trouble::{Ending, Trouble};
use plant::Plant;
use sim::{Country, CountryError, Settings};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use trade::date::Day;

const AFTER: &str = "\
Examples:
  tamga simulate --lines 100000 > country.ndjson
  tamga simulate --lines 100000 | tamga import -
  tamga simulate --lines 20000 --plant all=5 --truth truth.ndjson > country.ndjson
  tamga simulate --lines 20000 --plant re_export=20 --plant shell_firm=5 --seed 7 > country.ndjson
  tamga simulate --settings country.toml > country.ndjson

One document a line, as `tamga import` reads it: a year of declarations, notes, trips to the border, production and
retail, with mistakes and documents sent twice. The same seed and settings give the same bytes. No party, person or
consignment exists. What was planted, and which documents are mistakes, stands in the truth file and nowhere else.

Next: `tamga import -`, then `tamga verify`; docs/guides/simulate.md.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Goods lines of all documents together, about [default: 2000]
    #[arg(long, value_name = "N")]
    lines: Option<u64>,
    /// Seed of all chance [default: 1]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// The year, from its first day to its last [default: 2025]
    #[arg(long, value_name = "YYYY", conflicts_with = "from", value_parser = clap::value_parser!(u16).range(2022..=2099))]
    year: Option<u16>,
    /// The first day, for a country that does not begin with a year
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// How many days [default: 365]
    #[arg(long, value_name = "N")]
    days: Option<u16>,
    /// Documents with a planned mistake, in a thousand [default: 20]
    #[arg(long, value_name = "N")]
    errors: Option<u32>,
    /// Schemes to plant: KIND=N or all=N, as often as you like; `list` lists the kinds
    #[arg(long, value_name = "KIND=N")]
    plant: Vec<Plant>,
    /// Where to write what was planted, and what a registry should answer to mistakes
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
    /// Settings in TOML; what the command line says goes before
    #[arg(long, value_name = "FILE")]
    settings: Option<PathBuf>,
}

pub(crate) fn run(options: &Options, _: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    if options.plant.contains(&Plant::List) {
        plant::list(screen)?;
        return Ok(Ending::Done);
    }
    let settings = settings(options)?;
    let progress = Progress::of_lines(settings.lines, "simulating");
    let [(_, declarations), ..] = DECLARATIONS;
    let mut country = Country::new(settings, declarations).map_err(unmade)?;
    let mut truth = options.truth.as_deref().map(Truth::create).transpose()?;
    while let Some(batch) = country.next() {
        screen.raw(batch.text())?;
        if let Some(truth) = &mut truth {
            truth.write(batch.truth())?;
        }
        progress.at(country.lines(), format!("{}: {} lines", country.today(), country.lines()));
    }
    if let Some(truth) = truth {
        truth.finish()?;
    }
    progress.end();
    screen.flush()?;
    screen.complain(&format!("{} documents with {} lines of goods", country.documents(), country.lines()));
    Ok(Ending::Done)
}

/// The settings of the file, if there is one, and what the command line says in their place.
fn settings(options: &Options) -> Result<Settings, Trouble> {
    let mut settings = options.settings.as_deref().map(read).transpose()?.unwrap_or_default();
    if let Some((first, days)) = options.year.and_then(whole_year) {
        (settings.from, settings.days) = (first, days);
    }
    settings.from = options.from.unwrap_or(settings.from);
    settings.lines = options.lines.unwrap_or(settings.lines);
    settings.seed = options.seed.unwrap_or(settings.seed);
    settings.days = options.days.unwrap_or(settings.days);
    settings.errors = options.errors.unwrap_or(settings.errors);
    for plant in &options.plant {
        plant.put(&mut settings.plant);
    }
    Ok(settings)
}

/// First day and number of days of a year.
fn whole_year(year: u16) -> Option<(Day, u16)> {
    let first = |year: u16| format!("{year}-01-01").parse::<Day>().ok();
    let (this, next) = (first(year)?, first(year + 1)?);
    Some((this, u16::try_from(next.number() - this.number()).ok()?))
}

fn read(path: &Path) -> Result<Settings, Trouble> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Trouble::input(format!("{} could not be read", path.display())).because(&error))?;
    toml::from_str(&text).map_err(|error| {
        Trouble::input(format!("{} holds no settings", path.display()))
            .because(&error)
            .next("docs/reference/simulation.md lists them")
    })
}

fn unmade(error: CountryError) -> Trouble {
    let trouble = Trouble::input(error.to_string());
    match error {
        CountryError::Settings(problems) => trouble.problems(problems.iter().map(ToString::to_string)),
        CountryError::Goods(error) => {
            trouble.because(&error).next("name days on which codes of HS 2022 hold: --from DAY, from 2022-01-01 on")
        }
    }
}

/// The truth file.
struct Truth<'a> {
    path: &'a Path,
    file: BufWriter<File>,
}

impl<'a> Truth<'a> {
    /// A file of that name is written over, as a shell does with the documents.
    fn create(path: &'a Path) -> Result<Self, Trouble> {
        let file = File::create(path)
            .map_err(|error| Trouble::input(format!("{} could not be created", path.display())).because(&error))?;
        Ok(Self { path, file: BufWriter::new(file) })
    }

    fn write(&mut self, rows: &str) -> Result<(), Trouble> {
        self.file.write_all(rows.as_bytes()).map_err(|error| self.unwritten(&error))
    }

    fn finish(mut self) -> Result<(), Trouble> {
        self.file.flush().map_err(|error| self.unwritten(&error))
    }

    fn unwritten(&self, error: &std::io::Error) -> Trouble {
        Trouble::fault(format!("{} could not be written", self.path.display())).because(error)
    }
}
