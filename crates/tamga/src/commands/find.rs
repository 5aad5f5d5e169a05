//! `tamga find`: one question over everything that has a text.

use crate::cli::Common;
use crate::lists::{self, Looking};
use crate::screen::{Screen, Tone};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use serde_json::{Value, json};
use views::{Hit, List, TextField};

const AFTER: &str = "\
Examples:
  tamga find 123ABC02              a plate, however it is written: 123 ABC 02, 123-АВС-02
  tamga find 55302/010926          the beginning of a number
  tamga find 020540003431          an identifier, with or without bin:
  tamga find насос                 words in any language, also parts from their beginning: насосы
  tamga find 'altai import' --json

Looks at numbers of documents, notes and transports, identifiers, names and addresses of parties, descriptions of goods,
serial numbers, batches, vehicles, seals, drivers, reasons, findings and refusals. Exact hits come first, then the newest.
Letters that look alike in both alphabets are the same in plates and numbers; Kazakh letters may be typed as Russian ones.
Exit code 1: nothing was found.

Next: `tamga show NUMBER` for a hit, `tamga list notes --text TEXT` for more of one kind.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// A number, plate, seal, identifier, name, or words
    #[arg(required = true, num_args = 1..)]
    text: Vec<String>,
    /// At most this many hits
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = lists::rows())]
    limit: usize,
    /// Where another program works with the registry: wait until the lists hold all that is in the journal now
    #[arg(long)]
    wait: bool,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let looking = lists::open(common, options.wait, screen)?;
    let text = options.text.join(" ");
    let (hits, position) =
        looking.ask(|reader| Ok((reader.find(&text, options.limit.saturating_add(1))?, reader.position()?)))?;
    let shown = hits.get(..options.limit).unwrap_or(&hits);
    if screen.is_json() {
        let rows = shown.iter().map(|hit| value(hit, &looking)).collect::<Result<Vec<_>, _>>()?;
        let more = hits.len() > shown.len();
        screen.json(&json!({"position": position, "entries": looking.entries, "hits": rows, "more": more}))?;
        return Ok(Looking::found(!shown.is_empty()));
    }
    if shown.is_empty() {
        screen.line(format!("Nothing has a number or words that begin with `{text}`."))?;
    } else {
        print(shown, &looking, screen)?;
    }
    if hits.len() > shown.len() {
        screen.line(format!("More: --limit {}, or add letters", options.limit.saturating_mul(5)))?;
    }
    looking.tell_position(position, screen)?;
    Ok(Looking::found(!shown.is_empty()))
}

fn print(hits: &[Hit], looking: &Looking, screen: &Screen) -> Result<(), Trouble> {
    let mut table =
        Table::new([Column::Left("what"), Column::Left("number"), Column::Text("found in"), Column::Text("text")]);
    for hit in hits {
        let (what, number) = name(hit, looking)?;
        let text = shorten(&hit.text, 160);
        let field = if hit.exact { format!("{} (exact)", hit.field.name()) } else { hit.field.name().to_owned() };
        table.row([what.to_owned(), number, field, text]);
    }
    table.print(screen)?;
    screen.line(screen.paint(Tone::Faint, "Next: tamga show NUMBER"))?;
    Ok(())
}

fn value(hit: &Hit, looking: &Looking) -> Result<Value, Trouble> {
    let (what, number) = name(hit, looking)?;
    Ok(json!({"what": what, "number": number, "field": hit.field.name(), "text": hit.text, "exact": hit.exact}))
}

/// What a hit is, and what to call it.
fn name(hit: &Hit, looking: &Looking) -> Result<(&'static str, String), Trouble> {
    let own = |list: List| looking.ask(|reader| Ok(reader.number(list, hit.id)?.unwrap_or_default()));
    Ok(match hit.list {
        List::Notes => ("note", looking.note_number(hit.id)),
        List::Lots => ("lot", looking.lot_number(hit.id)),
        List::Transports => ("transport", looking.transport_number(hit.id)),
        List::Discrepancies => ("discrepancy", looking.discrepancy_number(hit.id)),
        List::Documents => ("document", looking.ask(|reader| reader.document_name(hit.id))?),
        List::Parties => ("party", looking.ask(|reader| reader.party_identifier(hit.id))?),
        List::Places => ("place", own(List::Places)?),
        List::Crossings => ("crossing", format!("entry {}", hit.id)),
        List::Acts => ("act", format!("entry {}", hit.id)),
        List::Entries if hit.field == TextField::Problem => ("refusal", format!("entry {}", hit.id)),
        List::Entries => ("entry", format!("entry {}", hit.id)),
        List::Stock => ("stock", hit.id.to_string()),
    })
}

fn shorten(text: &str, limit: usize) -> String {
    let mut letters = text.chars();
    let short: String = letters.by_ref().take(limit).collect();
    if letters.next().is_some() { short + "…" } else { short }
}
