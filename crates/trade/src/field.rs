//! Fields: how a value of this crate is read from JSON, written to it, and described by JSON Schema 2020-12.
//!
//! One definition gives all three, so that the reader, the writer and the published schema cannot drift apart. Reading
//! reports every problem with its place and never stops at the first.

mod bound;
mod json;
mod leaf;
mod macros;
mod object;
mod schema;

pub use bound::{Among, Bounded, Lines, MORE_THAN_ZERO, MoreThanZero, Unique};
pub use json::parse_json;
pub use object::{Object, put_field, read_object, write_object};
pub use schema::{Defs, Form, ObjectSchema};

pub(crate) use macros::{actions, document, field_of, words};

use crate::problem::{Pointer, Problems};
use serde_json::{Map, Value};

/// A value that can stand in a field.
pub trait Field: Sized {
    /// Reads the value that stands at `at`; `None` when there is a problem, which is then in `problems`.
    fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self>;

    /// The canonical JSON form: what [`Field::read`] reads back as the same value.
    fn write(&self) -> Value;

    /// The JSON Schema; parts with a name go to `defs`.
    fn schema(defs: &mut Defs) -> Value;

    /// What an absent field means; `None`: it must be there.
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the value is written by leaving the field out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Fields that stand together in one object: a document, a line, or a part of one.
pub trait Fields: Sized {
    /// Takes its fields out of `object`; `None` when there is a problem.
    fn take(object: &mut Object<'_>, problems: &mut Problems) -> Option<Self>;

    /// Puts its fields into `object`, in order.
    fn put(&self, object: &mut Map<String, Value>);

    /// Adds its fields to the schema of an object.
    fn describe(schema: &mut ObjectSchema<'_>);
}

/// Words for what stands where something else should.
pub(crate) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Reports that something else stands here than `wanted`.
pub(crate) fn wrong_type(wanted: &str, value: &Value, at: &Pointer<'_>, problems: &mut Problems) {
    match value {
        Value::Null => problems.add("field.null", at, "write a value, or leave the field out"),
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => {
            problems.add("field.wrong_type", at, format!("write {wanted} here, not {}", kind_of(value)));
        }
    }
}

/// Reports a number with a point or an exponent.
pub(crate) fn float(number: &serde_json::Number, at: &Pointer<'_>, problems: &mut Problems) {
    let message = format!("write decimals as text: \"12.5\" (in place of the number {number})");
    problems.add("number.float", at, message);
}

/// The text is none of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such word")]
pub struct UnknownWord;

/// Reads one of a set of words.
pub(crate) fn read_word(
    value: &Value,
    words: &[&'static str],
    at: &Pointer<'_>,
    problems: &mut Problems,
) -> Option<&'static str> {
    let Value::String(text) = value else {
        wrong_type("text", value, at, problems);
        return None;
    };
    let word = words.iter().find(|word| *word == text).copied();
    if word.is_none() {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        problems.add("word.unknown", at, format!("write one of {}", words.join(", ")));
    }
    word
}

impl Field for bool {
    fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        if let Value::Bool(yes) = value {
            return Some(*yes);
        }
        wrong_type("true or false", value, at, problems);
        None
    }

    fn write(&self) -> Value {
        Value::Bool(*self)
    }

    fn schema(_: &mut Defs) -> Value {
        serde_json::json!({ "type": "boolean", "default": false })
    }

    fn absent() -> Option<Self> {
        Some(false)
    }

    fn is_absent(&self) -> bool {
        !*self
    }
}

/// Reads a whole number.
fn read_whole(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<i128> {
    let Value::Number(number) = value else {
        wrong_type("a whole number", value, at, problems);
        return None;
    };
    let whole = number.as_u64().map(i128::from).or_else(|| number.as_i64().map(i128::from));
    if whole.is_none() {
        problems.add("number.not_whole", at, format!("write a whole number here, not {number}"));
    }
    whole
}

/// Whole numbers of a width.
macro_rules! whole {
    ($($type:ty),*) => {$(
        impl Field for $type {
            fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
                Bounded::read_within(value, &(<$type>::MIN..=<$type>::MAX), at, problems)
            }

            fn write(&self) -> Value {
                Value::from(*self)
            }

            fn schema(defs: &mut Defs) -> Value {
                <$type>::schema_within(&(<$type>::MIN..=<$type>::MAX), defs)
            }
        }

        impl Bounded<std::ops::RangeInclusive<$type>> for $type {
            fn read_within(
                value: &Value,
                range: &std::ops::RangeInclusive<$type>,
                at: &Pointer<'_>,
                problems: &mut Problems,
            ) -> Option<Self> {
                let whole = read_whole(value, at, problems)?;
                let number = <$type>::try_from(whole).ok().filter(|number| range.contains(number));
                if number.is_none() {
                    let message = format!("write a number from {} to {}, not {whole}", range.start(), range.end());
                    problems.add("number.out_of_range", at, message);
                }
                number
            }

            fn schema_within(range: &std::ops::RangeInclusive<$type>, _: &mut Defs) -> Value {
                serde_json::json!({ "type": "integer", "minimum": range.start(), "maximum": range.end() })
            }
        }
    )*};
}

whole!(u8, u16, u32);

impl<T: Field> Field for Option<T> {
    fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        T::read(value, at, problems).map(Some)
    }

    fn write(&self) -> Value {
        self.as_ref().map_or(Value::Null, Field::write)
    }

    fn schema(defs: &mut Defs) -> Value {
        T::schema(defs)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Field> Field for Vec<T> {
    fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        Bounded::read_within(value, &(0..=crate::limits::LINES_MAX), at, problems)
    }

    fn write(&self) -> Value {
        Value::Array(self.iter().map(Field::write).collect())
    }

    fn schema(defs: &mut Defs) -> Value {
        Self::schema_within(&(0..=crate::limits::LINES_MAX), defs)
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}
