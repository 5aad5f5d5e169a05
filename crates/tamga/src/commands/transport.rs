//! `tamga transport`: parts of notes on a vehicle.

use super::{act, submit};
use crate::cli::Common;
use crate::fields::{self, Fields};
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};

const AFTER: &str = "\
Examples:
  tamga transport --number TR-1 --mode road --carrier bin:940140000385 --vehicle 123ABC02 --seal A100 \\
      --load 'EXP-7#1=150' --load 'EXP-8#1=400'

Many notes on one truck, one note on sixty wagons: a load is a part of a line, in the unit of its lot.

Next: `tamga crossing --transport NUMBER` when it passes a border.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The carrier's number of the transport
    #[arg(long)]
    number: String,
    /// road, rail, air, sea, river or pipeline
    #[arg(long)]
    mode: String,
    /// Who carries
    #[arg(long, value_name = "PARTY")]
    carrier: String,
    /// Plate, wagon, container, vessel or flight
    #[arg(long)]
    vehicle: String,
    /// Plate of a trailer; may be given several times
    #[arg(long = "trailer", value_name = "PLATE")]
    trailers: Vec<String>,
    /// The driver as a party, such as iin:…
    #[arg(long, value_name = "PARTY")]
    driver: Option<String>,
    /// Name of the driver
    #[arg(long, value_name = "NAME")]
    driver_name: Option<String>,
    /// A seal; may be given several times
    #[arg(long = "seal", value_name = "SEAL")]
    seals: Vec<String>,
    /// Where it starts
    #[arg(long, value_name = "PLACE")]
    from: Option<String>,
    /// When it was loaded or left [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What it carries, `NOTE#LINE=QUANTITY`; may be given several times
    #[arg(long = "load", value_name = "LOAD", required = true)]
    loads: Vec<String>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut fields = Fields::of("transport");
    fields.set("number", options.number.as_str());
    fields.set("at", options.at.clone().unwrap_or_else(|| fields::now().to_string()));
    fields.set("mode", options.mode.as_str());
    fields.set("carrier", options.carrier.as_str());
    fields.set("vehicle", options.vehicle.as_str());
    fields.list("trailers", options.trailers.iter().map(String::as_str));
    fields.put("driver", options.driver.as_deref());
    fields.put("driver_name", options.driver_name.as_deref());
    fields.list("seals", options.seals.iter().map(String::as_str));
    fields.put("from", options.from.as_deref());
    let loads = options.loads.iter().map(|text| act::line_quantity(text, "quantity"));
    fields.list("loads", loads.collect::<Result<Vec<_>, _>>()?);
    submit::send(&Session::open(common)?, &fields.into_value(), screen)
}
