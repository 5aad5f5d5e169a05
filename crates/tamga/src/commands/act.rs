//! `tamga act`: an inspection or examination.

use super::submit;
use crate::cli::Common;
use crate::fields::{self, Fields, Part, name_and_line};
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use serde_json::Value;

const AFTER: &str = "\
Examples:
  tamga act --number ACT-1 --form inspection --post post:KZ-SARYAGASH --officer id:KZ/officer-17 \\
      --transport TR-1 --finding 'seals whole' --result pass
  tamga act --number ACT-2 --form examination --post post:KZ-SARYAGASH --officer id:KZ/officer-17 \\
      --note EXP-7 --line 'EXP-7#1=148' --finding 'two boxes missing' --result hold

An act is a fact and never refused. `hold` and `detain` stop the notes concerned; another count than the books have is
a discrepancy.

Next: `tamga note release NOTE` lets a held note go, `tamga note resume NOTE` a stopped one.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Number of the act
    #[arg(long)]
    number: String,
    /// inspection (looked at) or examination (opened and counted)
    #[arg(long)]
    form: String,
    /// The border post
    #[arg(long, value_name = "PLACE")]
    post: String,
    /// The officer who signs
    #[arg(long, value_name = "PARTY")]
    officer: String,
    /// The transport looked at
    #[arg(long, required_unless_present = "note", conflicts_with = "note")]
    transport: Option<String>,
    /// The carrier, where two carriers use the number
    #[arg(long, value_name = "PARTY", requires = "transport")]
    carrier: Option<String>,
    /// The note looked at
    #[arg(long)]
    note: Option<String>,
    /// The supplier, where two suppliers use the number
    #[arg(long, value_name = "PARTY", requires = "note")]
    supplier: Option<String>,
    /// When [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// What was found, in words; may be given several times
    #[arg(long = "finding", value_name = "TEXT")]
    findings: Vec<String>,
    /// pass, hold or detain
    #[arg(long)]
    result: String,
    /// What was counted, `NOTE#LINE=QUANTITY`; may be given several times
    #[arg(long = "line", value_name = "LINE")]
    lines: Vec<String>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut fields = Fields::of("act");
    fields.set("number", options.number.as_str());
    fields.set("at", options.at.clone().unwrap_or_else(|| fields::now().to_string()));
    fields.set("form", options.form.as_str());
    fields.set("post", options.post.as_str());
    fields.set("officer", options.officer.as_str());
    fields.put("transport", options.transport.as_deref());
    fields.put("carrier", options.carrier.as_deref());
    fields.put("note", options.note.as_deref());
    fields.put("supplier", options.supplier.as_deref());
    let findings: Vec<Value> = options.findings.iter().map(|text| text.as_str().into()).collect();
    fields.set("findings", findings);
    fields.set("result", options.result.as_str());
    let mut lines =
        options.lines.iter().map(|text| line_quantity(text, "quantity_found")).collect::<Result<Vec<_>, _>>()?;
    if let (Some(note), Some(supplier)) = (&options.note, &options.supplier) {
        // A line of the note that is looked at is of the same supplier.
        lines.iter_mut().filter(|line| line["note"] == note.as_str()).for_each(|line| {
            line["supplier"] = supplier.as_str().into();
        });
    }
    fields.list("lines", lines);
    submit::send(&Session::open(common)?, &fields.into_value(), screen)
}

/// `NOTE#LINE=QUANTITY`.
pub(super) fn line_quantity(text: &str, name: &str) -> Result<Value, Trouble> {
    let form = "NOTE#LINE=QUANTITY";
    let part = Part::parse(text, form)?;
    let Some((note, line)) = name_and_line(&part.name) else {
        return Err(Trouble::input(format!("`{text}` is not of the form {form}")));
    };
    let mut fields = Fields::default();
    fields.set("note", note);
    fields.set("line", line);
    fields.set(name, part.quantity);
    Ok(fields.into_value())
}
