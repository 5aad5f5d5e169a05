//! `tamga flows`: what crossed the border, month by month.

use crate::cli::Common;
use crate::drawing::Files;
use crate::lists::{self, Looking};
use crate::screen::Screen;
use crate::sheet::{self, Cell, Cells, Csv, Field, Xlsx};
use crate::table::Column;
use crate::trouble::{Ending, Trouble};
use crate::words;
use picture::flows::{Flows, Row};
use serde_json::json;
use std::path::PathBuf;
use std::str::FromStr;
use trade::code::GoodsPrefix;
use trade::country::CountryCode;
use views::{FlowRow, country, currency, unit};

const AFTER: &str = "\
Examples:
  tamga flows                                    what left the country, by month, code and destination
  tamga flows --in --code 85 --from 2026-01
  tamga flows --country UZ --html flows.html     a chart on a page of its own, with the same as a table
  tamga flows --xlsx flows.xlsx

Counted when goods are posted to or from the border: exports and transit out by the country of destination, imports by the
country of origin, in the month in which it happened (UTC), by the first six digits of the code. Corrections take back in
the month of the correction, so that a month may go below zero.

Next: `tamga list crossings` shows what passed a post, `tamga list notes --destination UZ` the notes behind the numbers.";

/// A month, `YYYY-MM`, counted from year 0.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Month(i64);

impl FromStr for Month {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
            let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
            (1..=12).contains(&month).then_some(Month(year * 12 + month - 1))
        };
        read().ok_or_else(|| "write a month as 2026-09".to_owned())
    }
}

fn month(number: i64) -> String {
    format!("{:04}-{:02}", number.div_euclid(12), number.rem_euclid(12) + 1)
}

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// What came in, instead of what left
    #[arg(long = "in")]
    into: bool,
    /// First month
    #[arg(long, value_name = "YYYY-MM")]
    from: Option<Month>,
    /// Last month
    #[arg(long, value_name = "YYYY-MM")]
    to: Option<Month>,
    /// Goods whose code begins so: 2, 4 or 6 digits
    #[arg(long, value_name = "PREFIX")]
    code: Option<GoodsPrefix>,
    /// Only this country of destination, or of origin
    #[arg(long, value_name = "COUNTRY")]
    country: Option<CountryCode>,
    /// Write all rows to this new CSV file (UTF-8)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["xlsx", "svg", "html"])]
    csv: Option<PathBuf>,
    /// Write all rows to this new spreadsheet
    #[arg(long, value_name = "FILE", conflicts_with_all = ["svg", "html"])]
    xlsx: Option<PathBuf>,
    #[command(flatten)]
    picture: Files,
    /// Where another program works with the registry: wait until the lists hold all that is in the journal now
    #[arg(long)]
    wait: bool,
}

const FIELDS: [Field; 9] = [
    Field { key: "month", column: Column::Left("month") },
    Field { key: "code", column: Column::Left("code") },
    Field { key: "country", column: Column::Left("country") },
    Field { key: "quantity", column: Column::Right("quantity") },
    Field { key: "unit", column: Column::Left("") },
    Field { key: "net_mass_kg", column: Column::Right("kg") },
    Field { key: "value", column: Column::Right("value") },
    Field { key: "currency", column: Column::Left("") },
    Field { key: "postings", column: Column::Extra("postings") },
];

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let looking = lists::open(common, options.wait, screen)?;
    let (from, to) = (options.from.map_or(i64::MIN, |month| month.0), options.to.map_or(i64::MAX, |month| month.0));
    let (rows, position) = looking.ask(|reader| Ok((reader.flows(from, to)?, reader.position()?)))?;
    let rows: Vec<FlowRow> = rows.into_iter().filter(|row| fits(options, row)).collect();
    if options.picture.are_wanted() {
        let about = looking.about(title(options), question(options), position)?;
        options.picture.write(&Flows::of_rows(rows.iter().filter_map(drawn)).draw(), &about, screen)?;
        return Ok(Ending::Done);
    }
    let cells: Vec<Cells> = rows.iter().map(cells).collect();
    if let Some(path) = &options.csv {
        let mut file = Csv::create(path, &FIELDS)?;
        cells.iter().try_for_each(|row| file.row(row))?;
        file.finish()?;
        return sheet::written(path, cells.len(), screen);
    }
    if let Some(path) = &options.xlsx {
        let mut file = Xlsx::create(path, "flows", &FIELDS)?;
        cells.iter().try_for_each(|row| file.row(row))?;
        file.finish(FIELDS.len())?;
        return sheet::written(path, cells.len(), screen);
    }
    show(&cells, position, &looking, screen)
}

fn show(cells: &[Cells], position: u64, looking: &Looking, screen: &Screen) -> Result<Ending, Trouble> {
    if screen.is_json() {
        let rows: Vec<_> = cells.iter().map(|row| sheet::object(&FIELDS, row)).collect();
        screen.json(&json!({"position": position, "entries": looking.entries, "rows": rows}))?;
        return Ok(Ending::Done);
    }
    if cells.is_empty() {
        screen.line("Nothing crossed the border that fits.")?;
    } else {
        sheet::print(&FIELDS, cells, screen)?;
    }
    looking.tell_position(position, screen)?;
    Ok(Ending::Done)
}

fn fits(options: &Options, row: &FlowRow) -> bool {
    let code = six_digits(row);
    row.out != options.into
        && options.code.is_none_or(|prefix| code.starts_with(&prefix.to_string()))
        && options.country.is_none_or(|wanted| country(row.country) == wanted.as_str())
}

fn six_digits(row: &FlowRow) -> String {
    let code = u64::try_from(row.code).ok().and_then(GoodsPrefix::from_number);
    code.map(|code| code.to_string()).unwrap_or_default()
}

fn title(options: &Options) -> String {
    let way = if options.into { "Goods that came in" } else { "Goods that left" };
    let code = options.code.map(|code| format!(", code {code}")).unwrap_or_default();
    let country = options.country.map(|country| format!(", {country}")).unwrap_or_default();
    format!("{way}, by month{code}{country}")
}

fn question(options: &Options) -> String {
    let mut words = vec!["tamga flows".to_owned()];
    words.extend(options.into.then(|| "--in".to_owned()));
    words.extend(options.from.map(|from| format!("--from {}", month(from.0))));
    words.extend(options.to.map(|to| format!("--to {}", month(to.0))));
    words.extend(options.code.map(|code| format!("--code {code}")));
    words.extend(options.country.map(|country| format!("--country {country}")));
    words.join(" ")
}

/// A row of the chart; what a correction took below zero is not drawn, and stands in the table alone.
fn drawn(row: &FlowRow) -> Option<Row> {
    let micros = u128::try_from(row.quantity).ok()?;
    let to = country(row.country);
    Some(Row {
        month: month(row.month),
        code: six_digits(row),
        destination: if to.is_empty() { "not told".to_owned() } else { to },
        unit: unit(row.unit).map(words::unit).unwrap_or_default().to_owned(),
        micros,
    })
}

fn cells(row: &FlowRow) -> Cells {
    vec![
        Cell::Text(month(row.month)),
        Cell::text(six_digits(row)),
        Cell::text(country(row.country)),
        Cell::Number(decimal(row.quantity)),
        Cell::text(unit(row.unit).map(words::unit).unwrap_or_default()),
        if row.net_mass == 0 { Cell::None } else { Cell::Number(decimal(row.net_mass)) },
        if row.value == 0 { Cell::None } else { Cell::Number(decimal(row.value)) },
        if row.value == 0 { Cell::None } else { Cell::text(currency(row.currency)) },
        Cell::Count(row.postings),
    ]
}

/// Millionths as a decimal.
fn decimal(micros: i128) -> String {
    const MICROS: u128 = 1_000_000;
    let (whole, part) = (micros.unsigned_abs() / MICROS, micros.unsigned_abs() % MICROS);
    let sign = if micros < 0 { "-" } else { "" };
    let text = if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}") };
    format!("{sign}{}", if part == 0 { text.as_str() } else { text.trim_end_matches('0') })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_months_are_written_exactly() {
        assert_eq!(decimal(-1_500_000), "-1.5");
        assert_eq!(decimal(100_000_000), "100");
        assert_eq!(decimal(1), "0.000001");
        assert_eq!("2026-09".parse::<Month>().map(|one| month(one.0)), Ok("2026-09".to_owned()));
        assert!("2026-13".parse::<Month>().is_err() && "26-09".parse::<Month>().is_err());
    }
}
