//! `tamga note new`: a note from flags or from a file.

use crate::cli::Common;
use crate::commands::submit;
use crate::fields::{self, Fields, name_and_line};
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use serde_json::Value;
use trade::public_number::PublicNumber;

#[derive(clap::Args)]
pub(super) struct Options {
    /// The note as JSON, from a file or `-`; the other flags are not looked at then
    #[arg(long, value_name = "FILE")]
    file: Option<String>,
    /// The supplier's own number of the note
    #[arg(long, required_unless_present = "file")]
    number: Option<String>,
    /// Date of the note [default: today]
    #[arg(long, value_name = "DAY")]
    date: Option<String>,
    /// Who sends the goods, such as bin:020540003431
    #[arg(long, value_name = "PARTY", required_unless_present = "file")]
    supplier: Option<String>,
    /// Who receives them
    #[arg(long, value_name = "PARTY", required_unless_present = "file")]
    recipient: Option<String>,
    /// transfer, move, export, `temporary_export`, transit or return [default: transfer]
    #[arg(long)]
    kind: Option<String>,
    /// Who holds the goods now [default: the supplier]
    #[arg(long, value_name = "PARTY")]
    consignor: Option<String>,
    /// Who will hold them [default: the recipient]
    #[arg(long, value_name = "PARTY")]
    consignee: Option<String>,
    /// Where the goods lie
    #[arg(long, value_name = "PLACE", required_unless_present = "file")]
    from: Option<String>,
    /// Where they go
    #[arg(long, value_name = "PLACE", required_unless_present = "file")]
    to: Option<String>,
    /// Country of destination, when they leave the country
    #[arg(long, value_name = "COUNTRY")]
    destination: Option<String>,
    /// Who carries them
    #[arg(long, value_name = "PARTY")]
    carrier: Option<String>,
    /// Number or title of the contract
    #[arg(long)]
    contract: Option<String>,
    /// Only save it; nothing is reserved
    #[arg(long)]
    draft: bool,
    /// They already left, at this time
    #[arg(long, value_name = "TIME")]
    dispatched_at: Option<String>,
    /// It was on paper first: `down_time`, `unlawful_removal` or `missing_requirement`
    #[arg(long, value_name = "REASON")]
    paper_reason: Option<String>,
    /// Date on the paper [default: the date of the note]
    #[arg(long, value_name = "DAY", requires = "paper_reason")]
    paper_date: Option<String>,
    /// Number on the paper
    #[arg(long, value_name = "NUMBER", requires = "paper_reason")]
    paper_number: Option<String>,
    /// The note that this one replaces
    #[arg(long, value_name = "NOTE")]
    fixes: Option<String>,
    /// The note whose goods come back
    #[arg(long, value_name = "NOTE")]
    returns: Option<String>,
    /// A line, `LOT QUANTITY [UNIT]`; LOT is KZ-L-… or DOCUMENT#LINE; UNIT defaults to that of the lot
    #[arg(long = "line", value_name = "LINE", required_unless_present = "file")]
    lines: Vec<String>,
    /// Customs status of the stock drawn from [default: free]
    #[arg(long)]
    status: Option<String>,
    /// Your own key; sending the same again has the effect of once
    #[arg(long)]
    key: Option<String>,
}

pub(super) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    if let Some(file) = &options.file {
        return submit::send_file(file, Some("note"), common, screen);
    }
    let session = Session::open(common)?;
    let note = note(options, &session)?;
    submit::send(&session, &note, screen)
}

fn note(options: &Options, session: &Session) -> Result<Value, Trouble> {
    let mut fields = Fields::of("note");
    let date = options.date.clone().unwrap_or_else(|| fields::today().to_string());
    fields.put("key", options.key.as_deref());
    fields.put("number", options.number.as_deref());
    fields.set("date", date.as_str());
    fields.put("supplier", options.supplier.as_deref());
    fields.put("recipient", options.recipient.as_deref());
    fields.put("kind", options.kind.as_deref());
    fields.put("consignor", options.consignor.as_deref());
    fields.put("consignee", options.consignee.as_deref());
    fields.put("from", options.from.as_deref());
    fields.put("to", options.to.as_deref());
    fields.put("destination", options.destination.as_deref());
    fields.put("carrier", options.carrier.as_deref());
    fields.put("contract", options.contract.as_deref());
    fields.put("draft", options.draft.then_some(true));
    fields.put("dispatched_at", options.dispatched_at.as_deref());
    if let Some(reason) = &options.paper_reason {
        let mut paper = Fields::default();
        paper.put("number", options.paper_number.as_deref());
        paper.set("date", options.paper_date.as_deref().unwrap_or(&date));
        paper.set("reason", reason.as_str());
        fields.set("paper", paper.into_value());
    }
    fields.put("fixes", options.fixes.as_deref());
    fields.put("returns", options.returns.as_deref());
    let lines = options.lines.iter().zip(1_u64..).map(|(text, number)| line(text, number, options, session));
    fields.list("lines", lines.collect::<Result<Vec<_>, _>>()?);
    Ok(fields.into_value())
}

fn line(text: &str, number: u64, options: &Options, session: &Session) -> Result<Value, Trouble> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let (lot, quantity, unit) = match words.as_slice() {
        [lot, quantity] => (*lot, *quantity, None),
        [lot, quantity, unit] => (*lot, *quantity, Some((*unit).to_owned())),
        _ => {
            return Err(Trouble::input(format!("`{text}` is not of the form LOT QUANTITY [UNIT]"))
                .next("for example: --line 'DECL-7#1 40' or --line 'KZ-L-7F3K-9Q2M-2 40 H87'"));
        }
    };
    let unit = match unit {
        Some(unit) => unit,
        None => session.view(|view| {
            let lot = view.lot_named(lot)?;
            Ok::<_, Trouble>(view.books.state.lot(lot).unit.code().to_owned())
        })?,
    };
    let mut fields = Fields::default();
    fields.set("line", number);
    put_lot(&mut fields, lot);
    fields.put("status", options.status.as_deref());
    fields.set("quantity", quantity);
    fields.set("unit", unit);
    Ok(fields.into_value())
}

/// A lot by its public number, or by document and line.
fn put_lot(fields: &mut Fields, text: &str) {
    match name_and_line(text) {
        Some((document, line)) if text.parse::<PublicNumber>().is_err() => {
            fields.set("document", document);
            fields.set("document_line", line);
        }
        _ => fields.set("lot", text),
    }
}
