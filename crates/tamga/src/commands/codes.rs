//! `tamga codes`: a goods code on a day.

use crate::cli::Common;
use crate::commands::tables;
use crate::fields;
use crate::screen::{Screen, Tone};
use crate::trouble::{Ending, Trouble};
use serde_json::{Value, json};
use trade::code::GoodsCode;
use trade::date::Day;
use trade::nomenclature::{CodeStatus, Tables};
use trade::unit::Unit;

const AFTER: &str = "\
Examples:
  tamga codes 850152                    today
  tamga codes 8517130000 --on 2026-07-01
  tamga codes 851712 --on 2023-05-01    a code that ended: what came after it
  tamga codes                           which tables there are, and their days

A code of 6 digits is of the HS, of 8 of the CN (EU), of 10 of the TN VED (EAEU).
Exit code 1: the code does not exist on that day, or no table covers the day.

Next: use the code in a line of a document; `tamga schema import_declaration` shows which fields a line has.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The code: 6, 8 or 10 digits
    code: Option<GoodsCode>,
    /// The day, such as 2026-07-01 [default: today]
    #[arg(long, value_name = "DAY")]
    on: Option<Day>,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let tables = tables::load(common)?;
    let Some(code) = options.code else {
        list(&tables, screen)?;
        return Ok(Ending::Done);
    };
    let day = options.on.unwrap_or_else(fields::today);
    let status = tables.find(code, day.date());
    if screen.is_json() {
        let mut value = value(&status);
        if let Some(map) = value.as_object_mut() {
            map.insert("code".to_owned(), code.to_string().into());
            map.insert("on".to_owned(), day.to_string().into());
        }
        screen.json(&value)?;
    } else {
        screen.line(format!("{code} on {day} ({})", code.nomenclature()))?;
        words(&status).iter().try_for_each(|(tone, line)| screen.text("  ", &screen.paint(*tone, line)))?;
    }
    Ok(Ending::finding(!matches!(status, CodeStatus::Known(_))))
}

fn join(codes: &[GoodsCode]) -> String {
    codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn words(status: &CodeStatus) -> Vec<(Tone, String)> {
    match status {
        CodeStatus::Known(entry) => {
            let unit = entry.unit.map(|unit| format!("; unit {} ({})", unit.code(), unit.name())).unwrap_or_default();
            vec![(Tone::Good, format!("exists in {}{unit}", entry.edition)), (Tone::Faint, entry.text.to_owned())]
        }
        CodeStatus::Retired { successors, relation, edition } => {
            let after = if successors.is_empty() { "no successor is known".to_owned() } else { join(successors) };
            vec![(Tone::Bad, format!("ended; not in {edition}. Its goods are now under ({relation}): {after}"))]
        }
        CodeStatus::NotYet { edition, predecessors } => {
            vec![(Tone::Bad, format!("not yet in {edition}. Its goods were under: {}", join(predecessors)))]
        }
        CodeStatus::Unknown { edition, nearest } => {
            let known = nearest.map(|part| format!("; known is {part}")).unwrap_or_default();
            vec![(Tone::Bad, format!("does not exist in {edition}{known}"))]
        }
        CodeStatus::NotCovered { horizon, hs6 } => {
            let mut lines = vec![(Tone::Note, format!("no table covers that day: {horizon}"))];
            if let Some(hs6) = hs6 {
                lines.push((Tone::Note, "its first six digits:".to_owned()));
                lines.extend(words(hs6));
            }
            lines
        }
    }
}

fn value(status: &CodeStatus) -> Value {
    let texts = |codes: &[GoodsCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>();
    match status {
        CodeStatus::Known(entry) => json!({
            "status": "known", "edition": entry.edition, "text": entry.text, "unit": entry.unit.map(Unit::code),
        }),
        CodeStatus::Retired { successors, relation, edition } => json!({
            "status": "retired", "edition": edition, "successors": texts(successors), "relation": relation.to_string(),
        }),
        CodeStatus::NotYet { edition, predecessors } => {
            json!({"status": "not_yet", "edition": edition, "predecessors": texts(predecessors)})
        }
        CodeStatus::Unknown { edition, nearest } => {
            json!({"status": "unknown", "edition": edition, "nearest": nearest.map(|part| part.to_string())})
        }
        CodeStatus::NotCovered { horizon, hs6 } => {
            json!({"status": "not_covered", "horizon": horizon, "hs6": hs6.as_deref().map(value)})
        }
    }
}

fn list(tables: &Tables, screen: &Screen) -> std::io::Result<()> {
    let until = |day: Option<trade::date::Date>| day.map_or_else(|| "open".to_owned(), |day| day.to_string());
    if screen.is_json() {
        let rows = tables.editions().map(|one| {
            json!({
                "edition": one.name, "nomenclature": one.nomenclature.to_string(), "from": one.valid_from.to_string(),
                "to": one.valid_to.map(|day| day.to_string()), "codes": one.rows, "source": one.source,
            })
        });
        return screen.json(&Value::Array(rows.collect()));
    }
    for one in tables.editions() {
        screen.line(format!(
            "{:<16} {} to {:<10} {:>6} codes  {}",
            one.name,
            one.valid_from,
            until(one.valid_to),
            one.rows,
            screen.paint(Tone::Faint, &one.source)
        ))?;
    }
    Ok(())
}
