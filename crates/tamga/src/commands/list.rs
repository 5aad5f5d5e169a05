//! `tamga list`: lists of everything, filtered, page by page, or whole into a file.

mod columns;
mod rows;

use crate::cli::Common;
use crate::lists::{self, Looking};
use crate::screen::Screen;
use crate::sheet::{self, Cells, Csv, Field, Xlsx};
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use std::path::PathBuf;
use trade::code::GoodsPrefix;
use trade::country::CountryCode;
use trade::date::Day;
use views::{Filter, Found, List, Page};

pub(crate) use columns::fields;
pub(crate) use rows::cells;

/// Rows that are read at once for a file.
const ROWS_AT_ONCE: usize = 1_000;

const AFTER: &str = "\
Examples:
  tamga list notes --party bin:020540003431 --status dispatched
  tamga list notes --vehicle 123ABC02 --from 2026-09-01
  tamga list lots --code 8501 --origin CN --text motor
  tamga list crossings --place post:KZ/zhibek-zholy --direction out
  tamga list discrepancies --open                  what must still be answered (exit code 1: there are some)
  tamga list entries --refused --xlsx refused.xlsx
  tamga list stock --place store:almaty-1 --csv stock.csv

Filters by list:
  notes          party place status kind code origin destination document lot vehicle seal text open overdue from to
  documents      party place kind code lot text from to
  lots           party code origin document text flagged from to
  stock          party place status code origin lot text
  transports     party note vehicle seal text from to
  crossings      party place direction note vehicle seal text from to
  acts           party place status (pass, hold, detain) kind note from to
  discrepancies  party kind lot open from to (day until which)
  entries        kind refused text from to
  parties        kind (company, person) text
  places         text

All filters together must fit. Lists follow the journal at a small distance and say how far they are; they may be read
while another program works with the registry. `tamga stock --party` and `tamga note list --party` read the books themselves.

Next: `tamga show NUMBER` tells everything about one, `tamga find TEXT` looks everywhere.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(crate) struct Options {
    /// notes, documents, lots, stock, transports, crossings, acts, discrepancies, entries, parties, places
    list: List,
    /// A party in any role: its identifier, or words of its name
    #[arg(long, value_name = "PARTY")]
    party: Option<String>,
    /// A place: its code
    #[arg(long, value_name = "PLACE")]
    place: Option<String>,
    /// Status, such as dispatched; of stock the customs status; of acts the result
    #[arg(long)]
    status: Option<String>,
    /// Kind or type, such as export or import_declaration
    #[arg(long)]
    kind: Option<String>,
    /// First day
    #[arg(long, value_name = "DAY")]
    from: Option<Day>,
    /// Last day
    #[arg(long, value_name = "DAY")]
    to: Option<Day>,
    /// Goods whose code begins so: 2, 4, 6, 8 or 10 digits
    #[arg(long, value_name = "PREFIX")]
    code: Option<GoodsPrefix>,
    /// Country of origin
    #[arg(long, value_name = "COUNTRY")]
    origin: Option<CountryCode>,
    /// Country of destination
    #[arg(long, value_name = "COUNTRY")]
    destination: Option<CountryCode>,
    /// Goods that came in by this document
    #[arg(long, value_name = "NUMBER")]
    document: Option<String>,
    /// Of this lot: KZ-L-…
    #[arg(long, value_name = "LOT")]
    lot: Option<String>,
    /// Of this note: KZ-N-…
    #[arg(long, value_name = "NOTE")]
    note: Option<String>,
    /// On this vehicle or trailer
    #[arg(long, value_name = "PLATE")]
    vehicle: Option<String>,
    /// With this seal
    #[arg(long)]
    seal: Option<String>,
    /// out or in
    #[arg(long)]
    direction: Option<String>,
    /// Words, or the beginning of a number
    #[arg(long)]
    text: Option<String>,
    /// Only what is open
    #[arg(long)]
    open: bool,
    /// Only what was refused
    #[arg(long)]
    refused: bool,
    /// Only what is overdue
    #[arg(long)]
    overdue: bool,
    /// Only what somebody should look at
    #[arg(long)]
    flagged: bool,
    /// Oldest first
    #[arg(long)]
    oldest_first: bool,
    /// At most this many rows on the screen
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = lists::rows(), conflicts_with_all = ["csv", "xlsx"])]
    limit: usize,
    /// Go on behind a page: the place that it named at its end
    #[arg(long, value_name = "PLACE", conflicts_with_all = ["csv", "xlsx"])]
    after: Option<String>,
    /// Write all rows to this new CSV file (UTF-8)
    #[arg(long, value_name = "FILE", conflicts_with = "xlsx")]
    csv: Option<PathBuf>,
    /// Write all rows to this new spreadsheet
    #[arg(long, value_name = "FILE")]
    xlsx: Option<PathBuf>,
    /// Where another program works with the registry: wait until the lists hold all that is in the journal now
    #[arg(long)]
    wait: bool,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let looking = lists::open(common, options.wait, screen)?;
    let filter = filter(options, &looking)?;
    let fields = fields(options.list);
    if let Some(path) = &options.csv {
        let mut file = Csv::create(path, fields)?;
        let rows = export(options, &filter, &looking, |cells| file.row(cells))?;
        file.finish()?;
        return sheet::written(path, rows, screen);
    }
    if let Some(path) = &options.xlsx {
        let mut file = Xlsx::create(path, options.list.name(), fields)?;
        let rows = export(options, &filter, &looking, |cells| file.row(cells))?;
        file.finish(fields.len())?;
        return sheet::written(path, rows, screen);
    }
    let page = Page { after: options.after.clone(), limit: options.limit, oldest_first: options.oldest_first };
    let found = looking.ask(|reader| reader.list(options.list, &filter, &page))?;
    let rows = found.ids.iter().map(|id| cells(options.list, *id, &looking)).collect::<Result<Vec<Cells>, _>>()?;
    if screen.is_json() {
        let rows: Vec<_> = rows.iter().map(|row| sheet::object(fields, row)).collect();
        screen.json(&json!({"list": options.list.name(), "position": found.position, "entries": looking.entries,
            "rows": rows, "next": found.next, "cut": found.cut}))?;
    } else {
        print(options, fields, &rows, &found, &looking, screen)?;
    }
    Ok(Ending::finding(options.list == List::Discrepancies && options.open && !rows.is_empty()))
}

fn print(
    options: &Options,
    fields: &[Field],
    rows: &[Cells],
    found: &Found,
    looking: &Looking,
    screen: &Screen,
) -> Result<(), Trouble> {
    if rows.is_empty() && found.next.is_none() {
        screen.line(format!("No {} fit.", options.list.name()))?;
    } else {
        sheet::print(fields, rows, screen)?;
    }
    if found.cut {
        screen.line("Very many fit this text; only the newest 4,000 were looked at. Add another filter.")?;
    }
    if let Some(next) = &found.next {
        screen.line("")?;
        screen.line(format!("More: the same with --after {next}"))?;
    }
    looking.tell_position(found.position, screen)
}

fn filter(options: &Options, looking: &Looking) -> Result<Filter, Trouble> {
    Ok(Filter {
        party: options.party.clone(),
        place: options.place.clone(),
        status: options.status.clone(),
        kind: options.kind.clone(),
        from: options.from.map(Day::number),
        to: options.to.map(Day::number),
        code: options.code,
        origin: options.origin,
        destination: options.destination,
        document: options.document.clone(),
        lot: options.lot.as_deref().map(|text| looking.lot(text)).transpose()?,
        note: options.note.as_deref().map(|text| looking.note(text)).transpose()?,
        vehicle: options.vehicle.clone(),
        seal: options.seal.clone(),
        direction: options.direction.clone(),
        text: options.text.clone(),
        open: options.open,
        refused: options.refused,
        overdue: options.overdue,
        flagged: options.flagged,
    })
}

/// All rows, page by page.
fn export(
    options: &Options,
    filter: &Filter,
    looking: &Looking,
    mut write: impl FnMut(&Cells) -> Result<(), Trouble>,
) -> Result<usize, Trouble> {
    let mut page = Page { after: None, limit: ROWS_AT_ONCE, oldest_first: options.oldest_first };
    let mut rows = 0;
    loop {
        let found = looking.ask(|reader| reader.list(options.list, filter, &page))?;
        for id in found.ids {
            write(&cells(options.list, id, looking)?)?;
            rows += 1;
        }
        page.after = found.next;
        if page.after.is_none() {
            return Ok(rows);
        }
    }
}
