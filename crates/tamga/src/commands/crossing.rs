//! `tamga crossing`: a border post was passed.

use super::submit;
use crate::cli::Common;
use crate::fields::{self, Fields};
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};

const AFTER: &str = "\
Examples:
  tamga crossing --post post:KZ-SARYAGASH --direction out --transport TR-1 --seal A100 --seal A101
  tamga crossing --post post:KZ-SARYAGASH --direction out --note EXP-7

A crossing is a fact and never refused. When the books do not agree with it (no such note, a note that is held, other
seals) it is recorded with a discrepancy. Out of the country, goods of export notes leave the books.

Next: `tamga note show NOTE`, `tamga discrepancies --open`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The border post, such as post:KZ-SARYAGASH
    #[arg(long, value_name = "PLACE")]
    post: String,
    /// out or in
    #[arg(long)]
    direction: String,
    /// The carrier's number of the transport
    #[arg(long, required_unless_present = "note", conflicts_with = "note")]
    transport: Option<String>,
    /// The carrier, where two carriers use the number
    #[arg(long, value_name = "PARTY", requires = "transport")]
    carrier: Option<String>,
    /// The note, when there is no transport
    #[arg(long)]
    note: Option<String>,
    /// The supplier, where two suppliers use the number
    #[arg(long, value_name = "PARTY", requires = "note")]
    supplier: Option<String>,
    /// When [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// The officer [default: the registry]
    #[arg(long, value_name = "PARTY")]
    officer: Option<String>,
    /// Plate, wagon or container as seen
    #[arg(long)]
    vehicle: Option<String>,
    /// A seal as seen; may be given several times
    #[arg(long = "seal", value_name = "SEAL")]
    seals: Vec<String>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut fields = Fields::of("crossing");
    fields.set("at", options.at.clone().unwrap_or_else(|| fields::now().to_string()));
    fields.set("post", options.post.as_str());
    fields.set("direction", options.direction.as_str());
    fields.put("officer", options.officer.as_deref());
    fields.put("transport", options.transport.as_deref());
    fields.put("carrier", options.carrier.as_deref());
    fields.put("note", options.note.as_deref());
    fields.put("supplier", options.supplier.as_deref());
    fields.put("vehicle", options.vehicle.as_deref());
    fields.list("seals", options.seals.iter().map(String::as_str));
    submit::send(&Session::open(common)?, &fields.into_value(), screen)
}
