//! JSON text to a JSON value, strictly: no name twice in an object, bounded size and depth, every fault with its place.

use crate::{
    limits,
    problem::{Pointer, Problems},
};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, map::Entry};
use std::fmt;

/// How the error of a too deep document begins.
const TOO_DEEP: &str = "too deep";
/// How the error of a document with too many values begins.
const TOO_MANY: &str = "too many";

/// Values in one document. A value takes far more memory than its text, so that bytes alone are no bound.
const VALUES_MAX: usize = 500_000;
/// An object weighs as much as so many other values.
const OBJECT_WEIGHT: usize = 10;

/// Reads one JSON value. A name that stands twice in an object is a problem with its place; its first value is kept,
/// so that the rest of the document can still be looked at. `None` when the text is no JSON at all.
///
/// ```
/// use trade::{field::parse_json, problem::Problems};
/// let mut problems = Problems::default();
/// assert!(parse_json(r#"{"a": {"b": 1, "b": 2}}"#, &mut problems).is_some());
/// let problem = &problems.into_list()[0];
/// assert_eq!((problem.code, problem.at.as_str()), ("field.duplicate", "/a/b"));
/// ```
pub fn parse_json(text: &str, problems: &mut Problems) -> Option<Value> {
    if text.trim().is_empty() {
        problems.add("json.empty", &Pointer::Root, "nothing stands here; write one JSON object");
        return None;
    }
    if text.len() > limits::DOCUMENT_BYTES_MAX {
        let message = format!("a document has at most {} bytes, not {}", limits::DOCUMENT_BYTES_MAX, text.len());
        problems.add("json.too_large", &Pointer::Root, message);
        return None;
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut load = Load { problems, left: VALUES_MAX };
    let value = Strict { at: Pointer::Root, depth: 0, load: &mut load }.deserialize(&mut reader);
    match value.and_then(|value| reader.end().map(|()| value)) {
        Ok(value) => Some(value),
        Err(error) => {
            report(text, &error, problems);
            None
        }
    }
}

/// Tells where the text stops being JSON.
fn report(text: &str, error: &serde_json::Error, problems: &mut Problems) {
    let (line, column) = (error.line(), error.column());
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let byte = before.saturating_add(column);
    let place = format!("line {line}, column {column} (byte {byte})");
    let words = error.to_string();
    let reason = words.split(" at line ").next().unwrap_or_default();
    if reason.starts_with(TOO_DEEP) {
        let message = format!("objects and lists stand in each other more than {} deep, {place}", limits::DEPTH_MAX);
        problems.add("json.too_deep", &Pointer::Root, message);
    } else if reason.starts_with(TOO_MANY) {
        let message = format!("there are more than {VALUES_MAX} values, {place}: use several documents");
        problems.add("json.too_large", &Pointer::Root, message);
    } else if error.is_eof() {
        problems.add("json.truncated", &Pointer::Root, format!("the text ends too early, {place}: {reason}"));
    } else {
        problems.add("json.syntax", &Pointer::Root, format!("this is not JSON, {place}: {reason}"));
    }
}

/// What one document may still load, and what is wrong with it so far.
struct Load<'a> {
    problems: &'a mut Problems,
    left: usize,
}

/// Reads the value that stands at `at`.
struct Strict<'a, 'p> {
    at: Pointer<'a>,
    depth: usize,
    load: &'a mut Load<'p>,
}

impl Strict<'_, '_> {
    /// One level down.
    fn deeper<E: Error>(&self) -> Result<usize, E> {
        if self.depth < limits::DEPTH_MAX { Ok(self.depth.saturating_add(1)) } else { Err(E::custom(TOO_DEEP)) }
    }

    /// Takes the weight of a value off the load.
    fn weigh<E: Error>(&mut self, weight: usize) -> Result<(), E> {
        self.load.left = self.load.left.checked_sub(weight).ok_or_else(|| E::custom(TOO_MANY))?;
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_, '_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, yes: bool) -> Result<Value, E> {
        Ok(Value::Bool(yes))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        Ok(Value::from(number))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut elements: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        let mut list = Vec::new();
        loop {
            self.weigh(1)?;
            let seed = Strict { at: self.at.index(list.len()), depth, load: &mut *self.load };
            match elements.next_element_seed(seed)? {
                Some(element) => list.push(element),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut fields: A) -> Result<Value, A::Error> {
        let depth = self.deeper()?;
        self.weigh(OBJECT_WEIGHT)?;
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            self.weigh(1)?;
            match map.entry(name) {
                Entry::Vacant(place) => {
                    let at = self.at.name(place.key());
                    let value = fields.next_value_seed(Strict { at, depth, load: &mut *self.load })?;
                    place.insert(value);
                }
                Entry::Occupied(place) => {
                    let at = self.at.name(place.key());
                    let message = "this name stands twice in one object; write it once";
                    self.load.problems.add("field.duplicate", &at, message);
                    fields.next_value_seed(Strict { at, depth, load: &mut *self.load })?;
                }
            }
        }
        Ok(Value::Object(map))
    }
}
