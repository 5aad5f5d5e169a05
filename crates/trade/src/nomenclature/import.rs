//! An edition as an operator brings it: its manifest and the rows of a file, checked as a whole before anything of it is
//! used; and the one file in which it is kept.

use super::edition::{Edition, sha256};
use super::tables::Tables;
use crate::code::{GoodsCode, GoodsPrefix, Nomenclature};
use crate::date::{Date, Day};
use crate::limits;
use crate::unit::Unit;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What is said about an edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// `hs`, `cn` or `tnved`.
    pub kind: String,
    /// Its name, as answers quote it.
    pub name: String,
    /// The first day it is in force, such as `2027-01-01`.
    pub from: String,
    /// The last day; none while open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Who issued it.
    pub publisher: String,
    /// Where the table is from: act, address, day of retrieval.
    pub source: String,
    /// On which terms it may be used.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub licence: String,
    /// SHA-256 of the table, written when it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// The rows of a file before they are checked.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The names in the first row.
    pub columns: Vec<String>,
    /// The others.
    pub rows: Vec<DraftRow>,
}

/// One row and the line of the file on which it begins.
#[derive(Clone, Debug, Default)]
pub struct DraftRow {
    /// From 1.
    pub line: u64,
    /// Its cells.
    pub cells: Vec<String>,
}

const COLUMNS: [&str; 4] = ["code", "unit", "since", "text"];
const HEADER: &str = "code\tunit\tsince\ttext\n";

/// What is wrong, up to a bound.
#[derive(Default)]
struct Complaints(Vec<String>, usize);

impl Complaints {
    fn add(&mut self, text: String) {
        if self.0.len() < limits::PROBLEMS_MAX {
            self.0.push(text);
        } else {
            self.1 = self.1.saturating_add(1);
        }
    }

    fn into_list(mut self) -> Vec<String> {
        if self.1 > 0 {
            self.0.push(format!("{} more problems are not listed; mend these first", self.1));
        }
        self.0
    }
}

/// Reads an edition of codes. Columns: `code` (required), `unit`, `since`, `text`, in any order. Everything that is wrong
/// is told at once, each with its line. Its codes must lie under subheadings that the HS has on the first day, and under a
/// heading of the file where the file has headings; its days must be free in `tables`.
pub fn read(manifest: &Manifest, draft: &Draft, tables: &Tables) -> Result<Edition, Vec<String>> {
    let mut wrong = Complaints::default();
    let edition = head(manifest, &mut wrong);
    let places = columns(draft, &mut wrong);
    let (Some(edition), Some(places)) = (edition, places) else { return Err(wrong.into_list()) };
    if let Err(overlap) = tables.check(&edition) {
        wrong.add(overlap.to_string());
    }
    let rows = rows(draft, &places, &edition, &mut wrong);
    hierarchy(&rows, &edition, tables, &mut wrong);
    let list = wrong.into_list();
    if !list.is_empty() {
        return Err(list);
    }
    let text = rows.values().fold(String::from(HEADER), |text, (_, line)| text + line + "\n");
    Ok(edition.imported(text))
}

fn day(text: &str) -> Option<Date> {
    text.parse::<Day>().ok().map(Day::date)
}

fn head(manifest: &Manifest, wrong: &mut Complaints) -> Option<Edition> {
    let nomenclature = Nomenclature::ALL.into_iter().find(|one| one.word() == manifest.kind);
    if nomenclature.is_none() {
        wrong.add(format!("kind: `{}` is not hs, cn or tnved", manifest.kind));
    }
    let from = day(&manifest.from);
    if from.is_none() {
        wrong.add(format!("from: `{}` is not a day; write it as 2027-01-01", manifest.from));
    }
    let to = manifest.to.as_deref().map(|text| (text, day(text)));
    match to {
        Some((text, None)) => wrong.add(format!("to: `{text}` is not a day; write it as 2027-12-31")),
        Some((text, Some(to))) if from.is_some_and(|from| to < from) => {
            wrong.add(format!("to: {text} is before the first day, {}", manifest.from));
        }
        _ => {}
    }
    for (field, text) in [("name", &manifest.name), ("publisher", &manifest.publisher), ("source", &manifest.source)] {
        if text.trim().is_empty() || text.chars().count() > limits::NOTE_MAX || text.contains(char::is_control) {
            wrong.add(format!("{field}: it is one line of 1 to {} characters", limits::NOTE_MAX));
        }
    }
    let mut edition = Edition::empty(manifest.name.clone(), nomenclature?, from?);
    edition.valid_to = to.and_then(|(_, to)| to);
    edition.publisher = Cow::Owned(manifest.publisher.clone());
    edition.source = Cow::Owned(manifest.source.clone());
    edition.licence = Cow::Owned(manifest.licence.clone());
    Some(edition)
}

/// Where each of [`COLUMNS`] stands.
fn columns(draft: &Draft, wrong: &mut Complaints) -> Option<[Option<usize>; 4]> {
    for (at, name) in draft.columns.iter().enumerate() {
        if !COLUMNS.contains(&name.as_str()) {
            wrong.add(format!("line 1: there is no column `{name}`; columns are {}", COLUMNS.join(", ")));
        } else if draft.columns.iter().take(at).any(|other| other == name) {
            wrong.add(format!("line 1: the column `{name}` stands twice"));
        }
    }
    let places = COLUMNS.map(|wanted| draft.columns.iter().position(|name| name == wanted));
    let [code, ..] = places;
    if code.is_none() {
        wrong.add("line 1: the column `code` is missing".to_owned());
        return None;
    }
    if draft.rows.is_empty() {
        wrong.add("the file has no rows".to_owned());
    }
    Some(places)
}

/// The rows by code: line of the file, and line of the table.
fn rows(
    draft: &Draft,
    places: &[Option<usize>; 4],
    edition: &Edition,
    wrong: &mut Complaints,
) -> BTreeMap<GoodsPrefix, (u64, String)> {
    let mut rows = BTreeMap::new();
    for DraftRow { line, cells } in &draft.rows {
        if cells.len() != draft.columns.len() {
            wrong.add(format!("line {line}: {} cells under {} columns", cells.len(), draft.columns.len()));
            continue;
        }
        let cell = |at: &Option<usize>| at.and_then(|at| cells.get(at)).map_or("", |text| text.trim());
        let [code, unit, since, text] = places.each_ref().map(cell);
        let unit = unit_of(unit, *line, wrong);
        check_since(since, *line, edition, wrong);
        if text.chars().count() > limits::DESCRIPTION_MAX {
            wrong.add(format!("line {line}: the text is longer than {} characters", limits::DESCRIPTION_MAX));
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(code) = code_of(code, *line, edition.nomenclature, wrong) else { continue };
        if let Some((first, _)) = rows.get(&code) {
            wrong.add(format!("line {line}: {code} stands on line {first}, too"));
        } else {
            let unit = unit.map_or("", Unit::code);
            rows.insert(code, (*line, format!("{code}\t{unit}\t{since}\t{text}")));
        }
    }
    if !rows.keys().any(|code| own_length(edition.nomenclature, *code).is_some()) && !draft.rows.is_empty() {
        wrong.add(format!("the file has no code of the {}'s own length", edition.nomenclature));
    }
    rows
}

fn own_length(nomenclature: Nomenclature, code: GoodsPrefix) -> Option<GoodsCode> {
    code.to_string().parse::<GoodsCode>().ok().filter(|code| code.nomenclature() == nomenclature)
}

fn code_of(text: &str, line: u64, nomenclature: Nomenclature, wrong: &mut Complaints) -> Option<GoodsPrefix> {
    let longest = match nomenclature {
        Nomenclature::Hs => 6,
        Nomenclature::Cn => 8,
        Nomenclature::TnVed => 10,
    };
    match text.parse::<GoodsPrefix>() {
        Ok(code) if code.to_string().len() <= longest => Some(code),
        Ok(_) => {
            wrong.add(format!("line {line}: `{text}` has more than the {longest} digits of the {nomenclature}"));
            None
        }
        Err(error) => {
            wrong.add(format!("line {line}: `{text}`: {error}"));
            None
        }
    }
}

fn unit_of(text: &str, line: u64, wrong: &mut Complaints) -> Option<Unit> {
    if text.is_empty() {
        return None;
    }
    let unit = text.parse::<Unit>();
    if unit.is_err() {
        wrong.add(format!("line {line}: there is no unit `{text}`; write a code of UN/ECE Recommendation 20"));
    }
    unit.ok()
}

fn check_since(text: &str, line: u64, edition: &Edition, wrong: &mut Complaints) {
    match day(text) {
        _ if text.is_empty() => {}
        None => wrong.add(format!("line {line}: since: `{text}` is not a day; write it as 2027-01-01")),
        Some(since) if since < edition.valid_from || edition.valid_to.is_some_and(|last| last < since) => {
            wrong.add(format!("line {line}: since: {text} is outside the days of the edition"));
        }
        Some(_) => {}
    }
}

/// A code without its subheading or heading.
fn hierarchy(rows: &BTreeMap<GoodsPrefix, (u64, String)>, edition: &Edition, tables: &Tables, wrong: &mut Complaints) {
    let hs = match edition.nomenclature {
        Nomenclature::Hs => None,
        Nomenclature::Cn | Nomenclature::TnVed => {
            let hs = tables.in_force(Nomenclature::Hs, edition.valid_from);
            if hs.is_none() {
                wrong.add(format!("no edition of the HS covers {}: import that first", edition.valid_from));
            }
            hs
        }
    };
    let headings: BTreeSet<String> = rows.keys().map(ToString::to_string).filter(|code| code.len() == 4).collect();
    for (code, (line, _)) in rows {
        let Some(code) = own_length(edition.nomenclature, *code) else { continue };
        if let Some(hs) = hs.filter(|hs| hs.entry(code.hs6().into()).is_none()) {
            wrong.add(format!("line {line}: {code} lies under no subheading of {}", hs.name));
        }
        let heading = code.prefix(4).map(|heading| heading.to_string()).unwrap_or_default();
        if !headings.is_empty() && !headings.contains(&heading) {
            wrong.add(format!("line {line}: {code} has no heading {heading} in the file"));
        }
    }
}

/// The file in which an imported edition is kept: its manifest as a line of JSON, then the table.
pub fn to_file(edition: &Edition) -> String {
    let manifest = Manifest {
        kind: edition.nomenclature.word().to_owned(),
        name: edition.name.to_string(),
        from: edition.valid_from.to_string(),
        to: edition.valid_to.map(|day| day.to_string()),
        publisher: edition.publisher.to_string(),
        source: edition.source.to_string(),
        licence: edition.licence.to_string(),
        sha256: Some(edition.sha256()),
    };
    let manifest = serde_json::to_value(&manifest).unwrap_or_default();
    format!("{manifest}\n{}", edition.text())
}

/// Reads what [`to_file`] wrote; the error says in words what does not hold.
pub fn from_file(text: &str) -> Result<Edition, String> {
    let (manifest, table) = text.split_once('\n').ok_or("it has no manifest")?;
    let manifest: Manifest = serde_json::from_str(manifest).map_err(|error| format!("its manifest: {error}"))?;
    if manifest.sha256.as_deref() != Some(sha256(table).as_str()) {
        return Err("its table is not the one that was imported: the SHA-256 differs".to_owned());
    }
    let mut wrong = Complaints::default();
    let edition = head(&manifest, &mut wrong);
    let list = wrong.into_list();
    match edition {
        Some(edition) if list.is_empty() && table.starts_with(HEADER) => Ok(edition.imported(table.to_owned())),
        _ => Err(format!("its manifest or its columns are wrong: {}", list.join("; "))),
    }
}
