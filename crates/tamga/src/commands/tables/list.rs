//! Editions as they are.

use super::named;
use crate::screen::{Screen, Tone};
use crate::table::{Column, Table};
use crate::trouble::{Ending, Trouble};
use serde_json::{Value, json};
use trade::calendar::{self, CountryCalendar};
use trade::code::Nomenclature;
use trade::nomenclature::{Edition, Tables};
use trade::unit::Unit;

#[derive(clap::Args)]
pub(crate) struct Show {
    /// Name of the edition, such as 'CN 2026'
    edition: String,
    /// Only codes that begin with these digits
    prefix: Option<String>,
}

fn last(edition: &Edition) -> String {
    edition.valid_to.map_or_else(|| "open".to_owned(), |day| day.to_string())
}

fn value(edition: &Edition) -> Value {
    json!({
        "kind": edition.nomenclature.word(), "edition": edition.name, "from": edition.valid_from.to_string(),
        "to": edition.valid_to.map(|day| day.to_string()), "rows": edition.rows, "publisher": edition.publisher,
        "source": edition.source, "licence": edition.licence, "sha256": edition.sha256(), "shipped": edition.is_shipped,
    })
}

fn calendar_value(one: &CountryCalendar) -> Value {
    json!({
        "kind": "calendar", "edition": format!("calendar {}", one.country), "from": one.from.to_string(),
        "to": one.to.to_string(), "known_to": one.known_to.to_string(), "rows": one.rows, "source": calendar::SOURCE, "licence": calendar::LICENCE,
        "shipped": true,
    })
}

/// All editions by kind and day.
pub(super) fn list(tables: &Tables, screen: &Screen) -> Result<Ending, Trouble> {
    let mut editions: Vec<&Edition> = tables.editions().collect();
    editions.sort_by_key(|one| (one.nomenclature, one.valid_from));
    if screen.is_json() {
        let rows = editions.into_iter().map(value).chain(calendar::calendars().iter().map(calendar_value));
        screen.json(&rows.collect())?;
        return Ok(Ending::Done);
    }
    let columns = [
        Column::Left("edition"),
        Column::Left("from"),
        Column::Left("to"),
        Column::Right("rows"),
        Column::Left("came"),
        Column::Text("source"),
    ];
    let mut table = Table::new(columns);
    for one in editions {
        let came = if one.is_shipped { "shipped" } else { "imported" };
        let name = one.name.to_string();
        let days = (one.valid_from.to_string(), last(one));
        table.row([name, days.0, days.1, one.rows.to_string(), came.to_owned(), one.source.to_string()]);
    }
    for one in calendar::calendars() {
        let name = format!("calendar {}", one.country);
        let days = (one.from.to_string(), one.known_to.to_string());
        table.row([name, days.0, days.1, one.rows.to_string(), "shipped".to_owned(), calendar::SOURCE.to_owned()]);
    }
    table.print(screen)?;
    screen.line("")?;
    screen.text("", "A younger edition ends an older one on its first day. After its day a calendar is provisional up to the end of 2027. No exchange rates are shipped: use those of your \
         central bank.")?;
    Ok(Ending::Done)
}

/// The rows of one edition.
pub(super) fn show(options: &Show, tables: &Tables, screen: &Screen) -> Result<Ending, Trouble> {
    let edition = named(tables, &options.edition)?;
    let prefix = options.prefix.as_deref().unwrap_or_default();
    if !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Trouble::input(format!("`{prefix}` is not digits")).next("write the first digits of codes: 8517"));
    }
    let rows = edition.entries().map(|(code, entry)| (code.to_string(), entry));
    let rows: Vec<_> = rows.filter(|(code, _)| code.starts_with(prefix)).collect();
    if screen.is_json() {
        let row = |(code, entry): &(String, trade::nomenclature::CodeEntry<'_>)| json!({"code": code, "unit": entry.unit.map(Unit::code), "text": entry.text});
        let mut whole = value(edition);
        if let Some(map) = whole.as_object_mut() {
            map.insert("entries".to_owned(), rows.iter().map(row).collect());
        }
        screen.json(&whole)?;
    } else {
        let words = format!("{}, {} to {}; {}", edition.name, edition.valid_from, last(edition), edition.source);
        screen.text("", &screen.paint(Tone::Faint, &words))?;
        let mut table = Table::new([Column::Left("code"), Column::Left("unit"), Column::Text("text")]);
        for (code, entry) in &rows {
            table.row([code.clone(), entry.unit.map_or("", Unit::code).to_owned(), entry.text.to_owned()]);
        }
        table.print(screen)?;
    }
    Ok(Ending::finding(rows.is_empty()))
}

/// Loading the tables compared the digests of imported ones; here every row is read, and what was compared is said.
pub(super) fn verify(tables: &Tables, screen: &Screen) -> Result<Ending, Trouble> {
    let mut wrong = false;
    for edition in tables.editions() {
        let read = edition.entries().filter(|(code, _)| code.to_string().len() == length(edition.nomenclature)).count();
        wrong |= read != edition.rows;
        let word = if read == edition.rows { "sound" } else { "rows are missing" };
        let sha256 = edition.sha256();
        if screen.is_json() {
            screen.json(&json!({"edition": edition.name, "rows": read, "sha256": sha256, "result": word}))?;
        } else {
            screen.line(format!("{:<20} {read:>6} rows  {sha256}  {word}", edition.name))?;
        }
    }
    Ok(Ending::finding(wrong))
}

fn length(nomenclature: Nomenclature) -> usize {
    match nomenclature {
        Nomenclature::Hs => 6,
        Nomenclature::Cn => 8,
        Nomenclature::TnVed => 10,
    }
}
