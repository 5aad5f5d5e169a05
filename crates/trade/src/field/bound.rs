//! Bounds: lists of a length, numbers in a range, words out of a choice.

use super::{Defs, Field, wrong_type};
use crate::{
    problem::{Pointer, Problems},
    quantity::Quantity,
};
use serde_json::{Map, Value, json};
use std::{collections::BTreeSet, fmt::Display, ops::RangeInclusive};

/// A field whose place gives it a bound.
pub trait Bounded<B>: Field {
    /// Reads a value within `bound`.
    fn read_within(value: &Value, bound: &B, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self>;

    /// The JSON Schema of values within `bound`.
    fn schema_within(bound: &B, defs: &mut Defs) -> Value;

    /// What an absent field means; `None`: it must be there.
    fn absent_within(_bound: &B) -> Option<Self> {
        Self::absent()
    }
}

/// A list of numbered lines: so many, and each `line` once.
#[derive(Clone, Debug)]
pub struct Lines(pub RangeInclusive<usize>);

/// A list whose elements differ in the named field: so many, and each value once.
#[derive(Clone, Debug)]
pub struct Unique(pub &'static str, pub RangeInclusive<usize>);

/// Some of the words that the type has.
#[derive(Clone, Copy, Debug)]
pub struct Among<T: 'static>(pub &'static [T]);

/// A quantity above zero; see [`MORE_THAN_ZERO`].
#[derive(Clone, Copy, Debug)]
pub struct MoreThanZero;

/// The bound of a quantity that may not be zero.
pub const MORE_THAN_ZERO: MoreThanZero = MoreThanZero;

impl<B, T: Bounded<B>> Bounded<B> for Option<T> {
    fn read_within(value: &Value, bound: &B, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        T::read_within(value, bound, at, problems).map(Some)
    }

    fn schema_within(bound: &B, defs: &mut Defs) -> Value {
        T::schema_within(bound, defs)
    }
}

impl<T: Field> Bounded<RangeInclusive<usize>> for Vec<T> {
    fn read_within(
        value: &Value,
        range: &RangeInclusive<usize>,
        at: &Pointer<'_>,
        problems: &mut Problems,
    ) -> Option<Self> {
        let Value::Array(elements) = value else {
            wrong_type("a list", value, at, problems);
            return None;
        };
        if !check_length(elements.len(), range, at, problems) {
            return None;
        }
        let mut list = Self::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            list.extend(T::read(element, &at.index(index), problems));
        }
        (list.len() == elements.len()).then_some(list)
    }

    fn schema_within(range: &RangeInclusive<usize>, defs: &mut Defs) -> Value {
        json!({ "type": "array", "minItems": range.start(), "maxItems": range.end(), "items": T::schema(defs) })
    }

    fn absent_within(range: &RangeInclusive<usize>) -> Option<Self> {
        (*range.start() == 0).then(Self::new)
    }
}

/// Too many elements are not read at all: the work that a document causes stays bounded.
fn check_length(length: usize, range: &RangeInclusive<usize>, at: &Pointer<'_>, problems: &mut Problems) -> bool {
    let (least, most) = (range.start(), range.end());
    if length < *least {
        problems.add("list.too_short", at, format!("at least {least} must stand here, not {length}"));
    }
    if length > *most {
        problems.add(
            "list.too_long",
            at,
            format!("at most {most} may stand here, not {length}: use several documents"),
        );
    }
    range.contains(&length)
}

impl<T: Field> Bounded<Lines> for Vec<T> {
    fn read_within(value: &Value, lines: &Lines, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        let list = Self::read_within(value, &lines.0, at, problems);
        let unique = is_ascending(value) || check_unique("line", value, at, problems);
        list.filter(|_| unique)
    }

    fn schema_within(lines: &Lines, defs: &mut Defs) -> Value {
        Self::schema_within(&lines.0, defs)
    }

    fn absent_within(lines: &Lines) -> Option<Self> {
        Self::absent_within(&lines.0)
    }
}

impl<T: Field> Bounded<Unique> for Vec<T> {
    fn read_within(value: &Value, unique: &Unique, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        let list = Self::read_within(value, &unique.1, at, problems);
        let unique = check_unique(unique.0, value, at, problems);
        list.filter(|_| unique)
    }

    fn schema_within(unique: &Unique, defs: &mut Defs) -> Value {
        Self::schema_within(&unique.1, defs)
    }
}

/// Whether the line numbers go up, as they nearly always do; then none stands twice.
fn is_ascending(value: &Value) -> bool {
    let Value::Array(elements) = value else { return true };
    elements.iter().map(|element| element.get("line").and_then(Value::as_u64)).is_sorted_by(|one, next| one < next)
}

/// Reports every element whose field `name` repeats that of an element before it, readable or not.
fn check_unique(name: &'static str, value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> bool {
    let Value::Array(elements) = value else { return true };
    let mut seen = BTreeSet::new();
    let mut unique = true;
    for (index, element) in elements.iter().take(crate::limits::LINES_MAX).enumerate() {
        let Some(own) = element.get(name) else { continue };
        if !seen.insert(own.to_string()) {
            unique = false;
            let place = at.index(index);
            problems.add("list.repeated", &place.name(name), format!("{own} stands twice; each `{name}` only once"));
        }
    }
    unique
}

impl<T: Field + Copy + PartialEq + Display> Among<T> {
    /// Reads one of the words.
    pub(crate) fn read(&self, value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<T> {
        let word = T::read(value, at, problems)?;
        if self.0.contains(&word) {
            return Some(word);
        }
        let words: Vec<String> = self.0.iter().map(|word| format!("`{word}`")).collect();
        problems.add("word.not_allowed", at, format!("`{word}` cannot stand here; write {}", words.join(", ")));
        None
    }

    /// The JSON Schema of the words.
    pub(crate) fn schema(&self) -> Value {
        json!({ "enum": self.0.iter().map(Field::write).collect::<Vec<_>>() })
    }
}

impl Bounded<MoreThanZero> for Quantity {
    fn read_within(value: &Value, _: &MoreThanZero, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        let quantity = Self::read(value, at, problems)?;
        if quantity.is_zero() {
            problems.add("quantity.zero", at, "write a quantity above zero");
            return None;
        }
        Some(quantity)
    }

    fn schema_within(_: &MoreThanZero, defs: &mut Defs) -> Value {
        let mut schema = match Self::schema(defs) {
            Value::Object(schema) => schema,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
        };
        // A pattern binds only text, a minimum only numbers: together they leave out every way to write zero.
        schema.insert("pattern".to_owned(), json!("[1-9]"));
        schema.insert("exclusiveMinimum".to_owned(), json!(0));
        Value::Object(schema)
    }
}
