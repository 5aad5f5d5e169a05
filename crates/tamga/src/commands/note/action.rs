//! What is done with a note: one subcommand an action.

use crate::cli::Common;
use crate::commands::submit;
use crate::fields::{self, Fields, Part, line_number};
use crate::screen::Screen;
use crate::session::{Session, View};
use crate::trouble::{Ending, Trouble};
use ledger::lifecycle;
use serde_json::Value;

/// The note.
#[derive(clap::Args)]
pub(super) struct Note {
    /// KZ-N-… or the supplier's own number
    #[arg(value_name = "NOTE")]
    number: String,
    /// The supplier, where two suppliers use the number
    #[arg(long, value_name = "PARTY")]
    supplier: Option<String>,
    /// Your own key; sending the same again has the effect of once
    #[arg(long)]
    key: Option<String>,
}

/// A decision of an authority.
#[derive(clap::Args)]
pub(super) struct Decision {
    #[command(flatten)]
    note: Note,
    /// The authority that decides, such as id:KZ/kgd
    #[arg(long, value_name = "PARTY")]
    authority: String,
    /// Why
    #[arg(long)]
    reason: String,
}

/// Something that happened at a time.
#[derive(clap::Args)]
pub(super) struct Moment {
    #[command(flatten)]
    note: Note,
    /// When, such as 2026-11-25T07:00:00+05:00 [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

/// Something done for a reason.
#[derive(clap::Args)]
pub(super) struct Reason {
    #[command(flatten)]
    note: Note,
    /// Why
    #[arg(long)]
    reason: String,
}

#[derive(clap::Subcommand)]
pub(super) enum Action {
    /// Registers a draft: its goods are reserved
    Register(Note),
    /// An authority lets a held note go
    Release(Decision),
    /// An authority makes a note wait
    Hold(Decision),
    /// An authority forbids a note; what was reserved is given back
    Refuse(Decision),
    /// The goods leave
    Dispatch(Moment),
    /// The goods arrived, or the recipient has seen the note
    Deliver(Moment),
    /// The recipient accepts the goods, in full or line by line
    Accept {
        #[command(flatten)]
        moment: Moment,
        /// What arrived of a line, `LINE=QUANTITY[:WHY]`; why is needed where less arrived. Lines not named arrived as sent
        #[arg(long = "line", value_name = "LINE")]
        lines: Vec<String>,
    },
    /// The recipient rejects the goods; they stay on the way
    Reject(Reason),
    /// Explains a shortage on a line
    Explain {
        #[command(flatten)]
        note: Note,
        /// The line
        #[arg(long)]
        line: u16,
        /// How much is explained
        #[arg(long)]
        quantity: String,
        /// `not_sent`, returned, loss, theft, damage, `natural_decrease_in_norm` or `natural_decrease_over_norm`
        #[arg(long)]
        explanation: String,
        /// In words
        #[arg(long)]
        text: Option<String>,
    },
    /// Rejected or stopped goods come back to the supplier
    Return {
        #[command(flatten)]
        moment: Moment,
        /// Where to [default: where they left from]
        #[arg(long)]
        place: Option<String>,
    },
    /// Withdraws a note before dispatch; what was reserved is given back
    Cancel(Reason),
    /// The goods go elsewhere: a new destination and a new verdict
    Divert {
        #[command(flatten)]
        reason: Reason,
        /// The new recipient
        #[arg(long, value_name = "PARTY")]
        recipient: Option<String>,
        /// Who will hold the goods
        #[arg(long, value_name = "PARTY")]
        consignee: Option<String>,
        /// The new place of delivery
        #[arg(long, value_name = "PLACE")]
        to: Option<String>,
        /// The new country of destination
        #[arg(long, value_name = "COUNTRY")]
        destination: Option<String>,
    },
    /// Makes several notes of one that is on the way
    Split {
        #[command(flatten)]
        note: Note,
        /// A part, `NUMBER LINE=QUANTITY[,LINE=QUANTITY]`; the parts together are all that is on the lines
        #[arg(long = "part", value_name = "PART", required = true)]
        parts: Vec<String>,
    },
    /// An authority stops the goods on the way
    Interrupt(Decision),
    /// An authority lets stopped goods go on
    Resume(Decision),
    /// Ends a note on which nothing is left open
    Close(Note),
}

pub(super) fn run(action: &Action, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut command = command(action)?;
    let session = Session::open(common)?;
    if let Action::Accept { moment, lines } = action
        && !lines.is_empty()
    {
        session.view(|view| {
            add_lines_as_sent(&mut command, &moment.note, view);
            Ok(())
        })?;
    }
    submit::send(&session, &command, screen)
}

fn command(action: &Action) -> Result<Value, Trouble> {
    let fields = match action {
        Action::Register(note) => start("register", note),
        Action::Release(decision) => decided("release", decision),
        Action::Hold(decision) => decided("hold", decision),
        Action::Refuse(decision) => decided("refuse", decision),
        Action::Dispatch(moment) => at("dispatch", moment),
        Action::Deliver(moment) => at("deliver", moment),
        Action::Accept { moment, lines } => accept(moment, lines)?,
        Action::Reject(reason) => because("reject", reason),
        Action::Explain { note, line, quantity, explanation, text } => {
            let mut fields = start("explain", note);
            fields.set("line", *line);
            fields.set("quantity", quantity.as_str());
            fields.set("explanation", explanation.as_str());
            fields.put("text", text.as_deref());
            fields
        }
        Action::Return { moment, place } => {
            let mut fields = at("return", moment);
            fields.put("place", place.as_deref());
            fields
        }
        Action::Cancel(reason) => because("cancel", reason),
        Action::Divert { reason, recipient, consignee, to, destination } => {
            let mut fields = because("divert", reason);
            fields.put("recipient", recipient.as_deref());
            fields.put("consignee", consignee.as_deref());
            fields.put("to", to.as_deref());
            fields.put("destination", destination.as_deref());
            fields
        }
        Action::Split { note, parts } => {
            let mut fields = start("split", note);
            fields.list("parts", parts.iter().map(|part| self::part(part)).collect::<Result<Vec<_>, _>>()?);
            fields
        }
        Action::Interrupt(decision) => decided("interrupt", decision),
        Action::Resume(decision) => decided("resume", decision),
        Action::Close(note) => start("close", note),
    };
    Ok(fields.into_value())
}

fn start(action: &str, note: &Note) -> Fields {
    let mut fields = Fields::of("note_action");
    fields.put("key", note.key.as_deref());
    fields.set("note", note.number.as_str());
    fields.put("supplier", note.supplier.as_deref());
    fields.set("action", action);
    fields
}

fn decided(action: &str, decision: &Decision) -> Fields {
    let mut fields = start(action, &decision.note);
    fields.set("authority", decision.authority.as_str());
    fields.set("reason", decision.reason.as_str());
    fields
}

fn at(action: &str, moment: &Moment) -> Fields {
    let mut fields = start(action, &moment.note);
    fields.set("at", moment.at.clone().unwrap_or_else(|| fields::now().to_string()));
    fields
}

fn because(action: &str, reason: &Reason) -> Fields {
    let mut fields = start(action, &reason.note);
    fields.set("reason", reason.reason.as_str());
    fields
}

fn accept(moment: &Moment, lines: &[String]) -> Result<Fields, Trouble> {
    let mut fields = at("accept", moment);
    let mut values = Vec::new();
    for text in lines {
        let part = Part::parse(text, "LINE=QUANTITY[:WHY]")?;
        let mut line = Fields::default();
        line.set("line", line_number(&part.name));
        line.set("quantity", part.quantity);
        line.put("explanation", part.text);
        values.push(line.into_value());
    }
    fields.list("lines", values);
    Ok(fields)
}

/// Lines that are not named arrived as they were sent. Where the note is not known, the registry says so. A note that was
/// accepted before gets what was accepted, so that the same command again is the same document.
fn add_lines_as_sent(command: &mut Value, note: &Note, view: &View) {
    let note = view.note_of(&note.number, note.supplier.as_deref());
    let (Ok(note), Some(lines)) = (note, command.get_mut("lines").and_then(Value::as_array_mut)) else {
        return;
    };
    let state = &view.books.state;
    let is_accepted = lifecycle::next(state.note(note).status, lifecycle::Action::Accept).is_none();
    for line in state.lines_of(note) {
        let record = state.line(line);
        let is_named = lines.iter().any(|value| value.get("line").and_then(Value::as_u64) == Some(record.line.into()));
        let quantity = if is_accepted {
            Some(record.accepted).filter(|quantity| !quantity.is_zero())
        } else {
            state.open_of(line).map(|open| open.on_line.quantity)
        };
        if let Some(quantity) = quantity.filter(|_| !is_named) {
            let mut fields = Fields::default();
            fields.set("line", record.line);
            fields.set("quantity", quantity.to_string());
            lines.push(fields.into_value());
        }
    }
}

fn part(text: &str) -> Result<Value, Trouble> {
    let form = "NUMBER LINE=QUANTITY[,LINE=QUANTITY]";
    let (number, lines) =
        text.split_once(' ').ok_or_else(|| Trouble::input(format!("`{text}` is not of the form {form}")))?;
    let mut values = Vec::new();
    for line in lines.split(',') {
        let part = Part::parse(line.trim(), form)?;
        let mut fields = Fields::default();
        fields.set("line", line_number(&part.name));
        fields.set("quantity", part.quantity);
        values.push(fields.into_value());
    }
    let mut fields = Fields::default();
    fields.set("number", number);
    fields.list("lines", values);
    Ok(fields.into_value())
}
