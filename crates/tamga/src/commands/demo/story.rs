//! The story: its steps, what is said before each, and what is shown after it.

use super::look::{self, Look};
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use crate::words::answer;
use serde_json::{Value, json};

/// Number of the declaration that everything comes from.
pub(super) const DECLARATION: &str = "55302/010926/0004217";

struct Step {
    /// Number, as the keys of its documents begin.
    number: &'static str,
    title: &'static str,
    text: &'static str,
    looks: &'static [Look],
}

/// The steps, in order.
const STEPS: [Step; 12] = [
    Step {
        number: "01",
        title: "Goods come in",
        text: "Altai Import declares three lines from China: motors, sheet steel, bearings. Every line becomes a lot: \
               it keeps its document, code, origin and contract clauses for ever.",
        looks: &[Look::Stock("Altai Import")],
    },
    Step {
        number: "02",
        title: "A sale by note, and one that was too much",
        text: "Altai sells 300 motors and 12 t of steel to Ertis Pumps. The note reserves them at once. A second note \
               asks for 250 motors more; only 200 are not promised, so it is refused, with the reason. The mended note \
               asks for 190 and names the one it mends.",
        looks: &[Look::Note("SNT-101"), Look::Note("SNT-102")],
    },
    Step {
        number: "03",
        title: "The truck leaves",
        text: "Dispatch turns the reservation into a movement: the goods are now nobody's stock, but on the note.",
        looks: &[Look::Note("SNT-101")],
    },
    Step {
        number: "04",
        title: "Less arrives than was sent",
        text: "Ertis counts 298 motors. It accepts what is there; the two that are missing stay on the note, and become \
               a discrepancy with somebody who must answer it.",
        looks: &[Look::Note("SNT-101"), Look::Stock("Ertis Pumps")],
    },
    Step {
        number: "05",
        title: "The shortage is explained",
        text: "Altai explains: two motors fell off the ramp. They leave the books by the account `write_off:damage`. \
               Nothing vanishes without an account.",
        looks: &[Look::Lot(1)],
    },
    Step {
        number: "06",
        title: "Two lots become a product",
        text: "Ertis makes 250 pumps of 250 motors and 10 t of steel, of which 400 kg are lost in cutting. The pumps are a new lot that \
               remembers both.",
        looks: &[Look::Stock("Ertis Pumps")],
    },
    Step {
        number: "07",
        title: "Two export notes",
        text: "200 pumps, and 1,000 of the bearings, are sold to Samarkand in Uzbekistan.",
        looks: &[Look::Note("EXP-7"), Look::Note("EXP-8")],
    },
    Step {
        number: "08",
        title: "Onto the rails",
        text: "Wagon 1 carries 150 pumps and all the bearings: two notes on one wagon. Wagon 2 carries the other 50 pumps: \
               one note on two wagons.",
        looks: &[Look::Transport("WAGON-1"), Look::Transport("WAGON-2")],
    },
    Step {
        number: "09",
        title: "Inspection at Saryagash",
        text: "The officer looks at wagon 1: the seal is whole. The act is a document of its own.",
        looks: &[],
    },
    Step {
        number: "10",
        title: "Across the border, in two parts",
        text: "Wagon 1 passes, wagon 2 a day later, with another seal than was recorded. A crossing is a fact: it is recorded all \
               the same, with a discrepancy for the carrier. Both notes have departed.",
        looks: &[Look::Note("EXP-7"), Look::Note("EXP-8")],
    },
    Step {
        number: "11",
        title: "A paper note, entered later",
        text: "The system was down on 5 October, so Altai sent 500 bearings with a paper note. It goes in afterwards, with its \
               reason.",
        looks: &[Look::Note("SNT-103")],
    },
    Step {
        number: "12",
        title: "A correction that comes too late",
        text: "A recount: the declaration said 500 motors, 480 came. Altai has 10 left: they are taken back. The other 10 are \
               used already. The registry does not pretend: it raises a discrepancy, and flags the lot and all that was made of it.",
        looks: &[Look::Lot(1), Look::Flagged],
    },
];

/// Plays the story; returns the number of documents sent.
pub(super) fn tell(session: &Session, screen: &Screen) -> Result<usize, Trouble> {
    let documents = documents()?;
    send(session, &documents, "00", false, screen)?;
    for (step, count) in STEPS.iter().zip(1..) {
        if !screen.is_json() {
            screen.heading(&format!("{count}. {}", step.title))?;
            screen.text("", step.text)?;
        }
        send(session, &documents, step.number, true, screen)?;
        if !screen.is_json() {
            session.view(|view| Ok(step.looks.iter().try_for_each(|look| look::print(look, view, screen))?))?;
        }
        screen.flush()?;
    }
    Ok(documents.len())
}

fn documents() -> Result<Vec<Value>, Trouble> {
    let lines = super::data::STORY.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().map_err(|error| Trouble::fault("the story cannot be read").because(&error))
}

/// Sends the documents of a step, and prints each with its answer.
fn send(session: &Session, documents: &[Value], step: &str, shown: bool, screen: &Screen) -> Result<Ending, Trouble> {
    let key = |document: &Value| document.get("key").and_then(Value::as_str).unwrap_or_default().to_owned();
    for document in documents.iter().filter(|document| key(document).starts_with(step)) {
        let submission = trade::command::read(document)
            .map_err(|problems| crate::commands::submit::unreadable(&problems, "a document of the story"))?;
        let answer = session.submit(&submission)?;
        if screen.is_json() {
            screen.json(&json!({"step": step, "answer": serde_json::to_value(&answer).unwrap_or_default()}))?;
        } else if shown {
            let arrow = screen.sign("▸", ">");
            screen.line(screen.paint(Tone::Faint, &format!("{arrow} {}", look::document(document))))?;
            session.view(|view| Ok(answer::print(&answer, &submission, view, screen)?))?;
        }
    }
    Ok(Ending::Done)
}
