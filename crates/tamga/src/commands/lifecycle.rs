//! `tamga lifecycle`: the state-by-action table of notes.

use crate::cli::Common;
use crate::screen::{Screen, Tone};
use crate::trouble::{Ending, Trouble};
use ledger::lifecycle::{Action, Status, next};
use serde_json::{Value, json};
use std::io;

const AFTER: &str = "\
Examples:
  tamga lifecycle                 the whole table
  tamga lifecycle dispatched      what can be done with a note that is on the way
  tamga lifecycle --json          for programs

Next: `tamga note list` shows in which status your notes are.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Only this status
    #[arg(value_parser = status)]
    status: Option<Status>,
}

fn status(text: &str) -> Result<Status, String> {
    let names = || Status::ALL.iter().map(|status| status.name()).collect::<Vec<_>>().join(", ");
    Status::ALL
        .iter()
        .copied()
        .find(|status| status.name() == text)
        .ok_or_else(|| format!("the statuses are: {}", names()))
}

pub(crate) fn run(options: &Options, _: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let rows: Vec<Status> =
        Status::ALL.iter().copied().filter(|row| options.status.is_none_or(|one| one == *row)).collect();
    if screen.is_json() {
        screen.json(&Value::Array(rows.into_iter().map(value).collect()))?;
    } else {
        for row in rows {
            print(row, screen)?;
        }
        screen.line("")?;
        screen.text("", "`a -> b`: the action a leads to the status b; without an arrow the status stays. An acceptance with shortage or excess leads to accepted_in_part; the crossing that leaves nothing on an export note leads to departed. A crossing is a fact and always recorded.")?;
    }
    Ok(Ending::Done)
}

fn value(status: Status) -> Value {
    let actions = allowed(status).map(|(action, to)| json!({"action": action.name(), "to": to.name()}));
    json!({
        "status": status.name(), "snt_status": status.snt().name(), "final": status.is_final(),
        "actions": actions.collect::<Vec<_>>(),
    })
}

/// The actions allowed in a status, with the status that follows.
fn allowed(status: Status) -> impl Iterator<Item = (Action, Status)> {
    Action::ALL.iter().filter_map(move |action| next(status, *action).map(|to| (*action, to)))
}

fn print(status: Status, screen: &Screen) -> io::Result<()> {
    let snt = format!("(SNT: {})", status.snt().name());
    screen.line(format!("{} {}", screen.paint(Tone::Head, status.name()), screen.paint(Tone::Faint, &snt)))?;
    let arrow = screen.sign("→", "->");
    let words = allowed(status).map(|(action, to)| {
        if to == status {
            action.name().to_owned()
        } else {
            format!("{}\u{a0}{arrow}\u{a0}{}", action.name(), to.name())
        }
    });
    let words = words.collect::<Vec<_>>().join(", ");
    // The blanks around an arrow must not break; they are printed as blanks.
    for line in crate::screen::wrap(&words, screen.width().min(100) - 4) {
        screen.line(format!("    {}", line.replace('\u{a0}', " ")))?;
    }
    Ok(())
}
