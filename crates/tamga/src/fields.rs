//! A command as JSON, field by field, from arguments.

use crate::trouble::Trouble;
use serde_json::{Map, Value};
use std::time::{SystemTime, UNIX_EPOCH};
use trade::date::{Day, Timestamp};

/// The fields of a command.
#[derive(Default)]
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    /// A command of this type.
    pub(crate) fn of(kind: &str) -> Self {
        let mut fields = Self::default();
        fields.set("type", kind);
        fields
    }

    /// Sets a field.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.0.insert(name.to_owned(), value.into());
    }

    /// Sets a field when there is a value.
    pub(crate) fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.set(name, value);
        }
    }

    /// Sets a list when it is not empty.
    pub(crate) fn list<T: Into<Value>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        if !values.is_empty() {
            self.set(name, values);
        }
    }

    /// The command.
    pub(crate) fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}

/// The time, read once, here.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(millis).unwrap_or(Timestamp::MAX)
}

/// Today, in UTC.
pub(crate) fn today() -> Day {
    now().day()
}

/// `NAME=QUANTITY` or `NAME=QUANTITY:TEXT`.
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) quantity: String,
    pub(crate) text: Option<String>,
}

impl Part {
    /// Reads one; `form` is how it should look.
    pub(crate) fn parse(text: &str, form: &str) -> Result<Self, Trouble> {
        let wrong = || Trouble::input(format!("`{text}` is not of the form {form}"));
        let (name, rest) = text.split_once('=').ok_or_else(wrong)?;
        let (quantity, words) = rest.split_once(':').map_or((rest, None), |(quantity, words)| (quantity, Some(words)));
        if name.is_empty() || quantity.is_empty() {
            return Err(wrong());
        }
        Ok(Self { name: name.to_owned(), quantity: quantity.to_owned(), text: words.map(str::to_owned) })
    }
}

/// `NAME#LINE`, the name of a note or document and a line of it.
pub(crate) fn name_and_line(text: &str) -> Option<(&str, u16)> {
    let (name, line) = text.rsplit_once('#')?;
    Some((name, line.parse().ok()?)).filter(|(name, _)| !name.is_empty())
}

/// A line number as a JSON number, or as the text it is, for the reader of commands to complain about.
pub(crate) fn line_number(text: &str) -> Value {
    text.parse::<u64>().map_or_else(|_| Value::from(text), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_have_a_name_a_quantity_and_perhaps_words() {
        let part = Part::parse("1=38:two were broken", "").expect("a part");
        assert_eq!((part.name.as_str(), part.quantity.as_str()), ("1", "38"));
        assert_eq!(part.text.as_deref(), Some("two were broken"));
        for wrong in ["", "1", "=3", "1="] {
            assert!(Part::parse(wrong, "LINE=QUANTITY").is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_and_lines_are_told_apart_at_the_last_sign() {
        assert_eq!(name_and_line("a#b#2"), Some(("a#b", 2)));
        assert_eq!(name_and_line("#2"), None);
        assert_eq!(name_and_line("a#70000"), None);
    }

    #[test]
    fn fuzz_arguments() {
        bolero::check!().with_type::<String>().for_each(|text| {
            let _ = Part::parse(text, "LINE=QUANTITY");
            if let Some((name, line)) = name_and_line(text) {
                assert!(text.starts_with(name) && !name.is_empty());
                assert_eq!(line_number(&line.to_string()), line);
            }
            let _ = crate::session::directory(text);
        });
    }
}
