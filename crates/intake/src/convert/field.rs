//! One field: from the text of a row to its JSON form, step by step as the mapping declares.

use super::{CellRow, Making, pointer};
use crate::{
    exact::Exact,
    mapping::{Kind, Source},
    plan::Step,
    row::{Rounding, RowProblem, shown},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::borrow::Cow;

/// What happened to one field.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FieldTrace {
    pub line: u64,
    pub pointer: String,
    /// Columns and cells that it comes from.
    pub from: Vec<(String, String)>,
    /// What was done, in order.
    pub did: Vec<String>,
    /// What came out; nothing when the field is left out or could not be made.
    pub value: Option<Value>,
}

/// What spreadsheet programs show where a formula has no value.
const SHEET_ERRORS: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#Н/Д"];

/// What went wrong with a value.
struct Fault {
    code: &'static str,
    message: String,
}

/// A value on its way.
struct Way<'c> {
    text: Cow<'c, str>,
    rounded: Option<(Exact, Exact)>,
    did: Vec<String>,
}

impl Making<'_> {
    /// Makes the field of a step and puts it into the object.
    pub(super) fn put(
        &mut self,
        step: &Step,
        row: &CellRow<'_>,
        index: Option<usize>,
        object: &mut Map<String, Value>,
    ) {
        let is_traced = self.trace.is_some();
        let (value, did) = match &step.rule.source {
            Source::Constant(_) if !step.is_wanted(&row.cells) => {
                (None, vec!["nothing stands there: left out".to_owned()])
            }
            Source::Constant(value) => (Some(value.clone()), constant_words(is_traced)),
            Source::Counter => {
                let count = index.unwrap_or_default().saturating_add(1);
                (Some(Value::from(count)), counter_words(is_traced))
            }
            Source::Column(_) | Source::Template(_) => self.read(step, row, index),
        };
        if is_traced {
            self.note(step, row, index, did, value.clone());
        }
        if let Some(value) = value {
            insert(object, &step.rule.path, value);
        }
    }

    /// The value of a column or template. `None`: left out, or a problem was noted.
    fn read(&mut self, step: &Step, row: &CellRow<'_>, index: Option<usize>) -> (Option<Value>, Vec<String>) {
        let Some(text) = step.text_of(&row.cells) else {
            if step.rule.may_be_empty {
                return (None, vec!["nothing stands there: left out".to_owned()]);
            }
            let message = "nothing stands here: fill it in, or say in the mapping that it may be empty";
            self.fail(step, row, index, Fault { code: "cell.empty", message: message.to_owned() });
            return (None, Vec::new());
        };
        if SHEET_ERRORS.contains(&text.trim()) {
            let message = "the spreadsheet shows an error here: mend its formula, or write the value";
            self.fail(step, row, index, Fault { code: "cell.error", message: message.to_owned() });
            return (None, Vec::new());
        }
        let mut way = Way { text, rounded: None, did: Vec::new() };
        let value = walk(step, &mut way, self.trace.is_some());
        if let Some((before, after)) = way.rounded.filter(|(before, after)| before != after) {
            let pointer = pointer(self.plan, step, index);
            self.roundings.push(Rounding { line: row.line, column: step.name.to_string(), pointer, before, after });
        }
        match value {
            Ok(value) => (value, way.did),
            Err(fault) => {
                self.fail(step, row, index, fault);
                (None, way.did)
            }
        }
    }

    fn fail(&mut self, step: &Step, row: &CellRow<'_>, index: Option<usize>, fault: Fault) {
        let pointer = pointer(self.plan, step, index);
        self.failed.push(pointer.clone());
        self.problems.push(RowProblem {
            line: row.line,
            column: Some(step.name.to_string()),
            value: step.text_of(&row.cells).map(|text| shown(&text)),
            pointer,
            code: fault.code.into(),
            message: fault.message,
        });
    }

    fn note(&mut self, step: &Step, row: &CellRow<'_>, index: Option<usize>, did: Vec<String>, value: Option<Value>) {
        let cell = |column: usize| {
            let name = self.plan.header.get(column).map(ToString::to_string).unwrap_or_default();
            (name, row.cells.get(column).map(ToString::to_string).unwrap_or_default())
        };
        let from = step.columns().into_iter().map(cell).collect();
        let pointer = pointer(self.plan, step, index);
        self.trace.get_or_insert_default().push(FieldTrace { line: row.line, pointer, from, did, value });
    }
}

fn constant_words(is_traced: bool) -> Vec<String> {
    if is_traced { vec!["always the same".to_owned()] } else { Vec::new() }
}

fn counter_words(is_traced: bool) -> Vec<String> {
    if is_traced { vec!["counts the rows of the document".to_owned()] } else { Vec::new() }
}

/// One thing that a mapping can declare: changes the value, and says what it did when it did something.
type Stage = fn(&Step, &mut Way<'_>) -> Result<Option<String>, Fault>;

/// Everything that the mapping declares, in its fixed order.
fn walk(step: &Step, way: &mut Way<'_>, is_traced: bool) -> Result<Option<Value>, Fault> {
    if is_traced && matches!(step.rule.source, Source::Template(_)) {
        way.did.push(format!("put together to \"{}\"", way.text));
    }
    let stages: [Stage; 7] = [pad, look_up, suffix, digits, comma, round, date];
    for stage in stages {
        if let Some(words) = stage(step, way)?
            && is_traced
        {
            way.did.push(format!("{words} to \"{}\"", way.text));
        }
    }
    // A list of codes may say that a code means nothing.
    if way.text.is_empty() {
        if step.rule.may_be_empty {
            return Ok(None);
        }
        let message = "the mapping makes nothing of this value, and does not say that the field may be empty";
        return Err(Fault { code: "cell.empty", message: message.to_owned() });
    }
    json(step, std::mem::take(&mut way.text)).map(Some)
}

#[expect(clippy::unnecessary_wraps, reason = "a stage like the others")]
fn pad(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    let Some(pad) = step.rule.pad else { return Ok(None) };
    let short = pad.to.saturating_sub(way.text.chars().count());
    if short == 0 {
        return Ok(None);
    }
    let filled: String = std::iter::repeat_n(pad.with, short).chain(way.text.chars()).collect();
    way.text = Cow::Owned(filled);
    Ok(Some(format!("filled up on the left with {}", pad.with)))
}

fn look_up(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    let Some(map) = &step.rule.map else { return Ok(None) };
    let Some(value) = map.get(way.text.as_ref()).or_else(|| map.get(way.text.trim())) else {
        let known: Vec<&str> = map.keys().take(20).map(String::as_str).collect();
        let message = format!(
            "the mapping has no meaning for this value; it knows {}{}",
            known.join(", "),
            if map.len() > known.len() { " and more" } else { "" }
        );
        return Err(Fault { code: "mapping.value_unknown", message });
    };
    way.text = Cow::Owned(value.clone());
    Ok(Some("looked up in the list of codes".to_owned()))
}

/// Takes the declared unit behind a number away.
#[expect(clippy::unnecessary_wraps, reason = "a stage like the others")]
fn suffix(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    let Some(suffix) = &step.rule.suffix else { return Ok(None) };
    let Some(number) = way.text.trim_end().strip_suffix(suffix.as_str()) else { return Ok(None) };
    way.text = Cow::Owned(number.trim_end().to_owned());
    Ok(Some(format!("{suffix} taken away")))
}

/// Takes the signs between groups of three digits away. Other groups are a problem: the sign may be one before decimals.
fn digits(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    let Some(group) = step.rule.digits else { return Ok(None) };
    let decimals = if step.rule.comma { ',' } else { '.' };
    let (whole, rest) = match way.text.split_once(decimals) {
        Some((whole, rest)) => (whole, Some(rest)),
        None => (way.text.as_ref(), None),
    };
    let groups: Vec<&str> = whole.split(|letter| group.is(letter)).collect();
    if groups.len() < 2 {
        return Ok(None);
    }
    let is_whole = |(place, part): (usize, &&str)| part.len() == 3 || (place == 0 && matches!(part.len(), 1 | 2));
    if !groups.iter().enumerate().all(is_whole) || rest.is_some_and(|rest| rest.contains(|letter| group.is(letter))) {
        let message = "the digits do not stand in groups of three: check what is meant, and write it without groups";
        return Err(Fault { code: "decimal.groups", message: message.to_owned() });
    }
    let whole = groups.concat();
    way.text = Cow::Owned(rest.map_or_else(|| whole.clone(), |rest| format!("{whole}{decimals}{rest}")));
    Ok(Some("groups of digits put together".to_owned()))
}

fn comma(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    if !step.rule.comma {
        return Ok(None);
    }
    // With a comma before the decimals a point can only be a group separator, which is refused like a second comma.
    if way.text.contains('.') {
        let message = "the decimals stand behind a comma in this column, so a point has no place: write 1234,5";
        return Err(Fault { code: "decimal.point", message: message.to_owned() });
    }
    if !way.text.contains(',') {
        return Ok(None);
    }
    way.text = Cow::Owned(way.text.replacen(',', ".", 1));
    Ok(Some("written with a point".to_owned()))
}

#[expect(clippy::unnecessary_wraps, reason = "a stage like the others")]
fn round(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    let Some(round) = step.rule.round else { return Ok(None) };
    // What is no number is told by the reader of the field.
    let Ok(before) = way.text.parse::<Exact>() else { return Ok(None) };
    let Some(after) = before.round(round) else { return Ok(None) };
    if after == before {
        // What is over are zeros: taking them away changes no value.
        way.text = Cow::Owned(after.to_string());
        return Ok(None);
    }
    way.rounded = Some((before, after));
    way.text = Cow::Owned(after.to_string());
    Ok(Some(format!("rounded to {} decimals, {},", round.decimals, round.mode.as_str())))
}

fn date(step: &Step, way: &mut Way<'_>) -> Result<Option<String>, Fault> {
    let Some(form) = &step.rule.date else { return Ok(None) };
    let iso = || form.read_iso(&way.text).filter(|_| step.iso_days);
    let Some(date) = form.read(&way.text).or_else(iso) else {
        let message = format!("the mapping says that this column has dates as {}: write this one so, too", form.text);
        return Err(Fault { code: "date.form", message });
    };
    way.text = Cow::Owned(date);
    Ok(Some(format!("read as {}", form.text)))
}

/// The JSON form that the field has.
fn json(step: &Step, text: Cow<'_, str>) -> Result<Value, Fault> {
    Ok(match step.rule.kind {
        Kind::Number => {
            let number: u64 = text
                .trim()
                .parse()
                .map_err(|_| Fault { code: "number.not_whole", message: "write a whole number here".to_owned() })?;
            Value::from(number)
        }
        Kind::Flag => match text.trim() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => {
                let message = "write true or false here, or say with a map which words mean them";
                return Err(Fault { code: "flag.unknown", message: message.to_owned() });
            }
        },
        Kind::Texts => {
            let separator = step.rule.split.as_deref().unwrap_or(";");
            text.split(separator).map(|part| Value::from(part.trim())).collect()
        }
        Kind::Text | Kind::Decimal | Kind::Day | Kind::Moment | Kind::Parts => Value::String(text.into_owned()),
    })
}

/// Puts a value under a path of names.
fn insert(object: &mut Map<String, Value>, path: &[String], value: Value) {
    match path {
        [] => {}
        [name] => {
            object.insert(name.clone(), value);
        }
        [name, rest @ ..] => {
            let part = object.entry(name.clone()).or_insert_with(|| Value::Object(Map::new()));
            if let Value::Object(part) = part {
                insert(part, rest, value);
            }
        }
    }
}
