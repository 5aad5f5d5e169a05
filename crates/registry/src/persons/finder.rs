//! Whose text a text is. One pass over each text, however many persons the command names.

use super::{ABOUT, MEASURES};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use trade::party::{PartyRef, persons_in};

/// A number without its scheme is sought inside other texts only when it is at least this long: shorter ones would be
/// found by chance.
const NUMBER_BYTES_MIN: usize = 8;
/// The same for what a person is called.
const TITLE_BYTES_MIN: usize = 5;

/// See the module. Persons are places in a list.
#[derive(Default)]
pub(super) struct Finder {
    identifiers: BTreeMap<String, usize>,
    /// What a person is found by inside other texts.
    words: BTreeMap<String, Vec<usize>>,
    /// By the first run of letters and digits of a word: where it stands in the word, and how long the word is.
    shapes: BTreeMap<String, BTreeSet<(usize, usize)>>,
}

/// What is put in the place of a text of these persons.
pub(super) type Put<'a> = dyn FnMut(&[usize], &str) -> Value + 'a;

impl Finder {
    /// A finder of persons by identifier and titles.
    pub(super) fn new<'a>(persons: impl Iterator<Item = (&'a str, &'a [String])>) -> Self {
        let mut finder = Self::default();
        for (place, (identifier, titles)) in persons.enumerate() {
            finder.identifiers.insert(identifier.to_owned(), place);
            finder.add(identifier, place);
            let number = identifier.split_once(':').map_or("", |(_, number)| number);
            for word in [number].into_iter().filter(|number| number.len() >= NUMBER_BYTES_MIN) {
                finder.add(word, place);
            }
            for title in titles.iter().filter(|title| title.len() >= TITLE_BYTES_MIN) {
                finder.add(title, place);
            }
        }
        finder
    }

    fn add(&mut self, word: &str, place: usize) {
        // A word without letters and digits is no name.
        let Some((at, run)) = runs(word).next() else { return };
        self.shapes.entry(run.to_owned()).or_default().insert((at, word.len()));
        self.words.entry(word.to_owned()).or_default().push(place);
    }

    /// The value, with every text that is a person's replaced.
    pub(super) fn replace(&self, value: &Value, put: &mut Put<'_>) -> Value {
        match value {
            Value::String(text) => {
                let owners = self.owners(text);
                if owners.is_empty() { value.clone() } else { put(&owners, text) }
            }
            Value::Array(elements) => elements.iter().map(|element| self.replace(element, put)).collect(),
            Value::Object(fields) => self.object(fields, put),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn object(&self, fields: &Map<String, Value>, put: &mut Put<'_>) -> Value {
        let about = |field: &str| self.identifiers.get(fields.get(field).and_then(Value::as_str)?).copied();
        let driver = about("driver");
        let party = about("id").filter(|_| fields.get("type").is_some_and(|kind| kind == "party"));
        let mut out = Map::new();
        for (name, value) in fields {
            let owner = if name == "driver_name" { driver } else { party.filter(|_| ABOUT.contains(&name.as_str())) };
            let value = match (owner, value) {
                (Some(place), Value::String(text)) => {
                    let mut owners = vec![place];
                    owners.extend(self.owners(text).into_iter().filter(|other| *other != place));
                    put(&owners, text)
                }
                _ if MEASURES.contains(&name.as_str()) => value.clone(),
                _ => self.replace(value, put),
            };
            out.insert(name.clone(), value);
        }
        Value::Object(out)
    }

    /// Whose text it is: the person whose identifier it is, else everybody who is named in it.
    fn owners(&self, text: &str) -> Vec<usize> {
        if let Some(place) = self.identifiers.get(text) {
            return vec![*place];
        }
        if text.parse::<PartyRef>().is_ok() {
            // Another party's identifier, whatever it contains.
            return Vec::new();
        }
        let numbers = persons_in(text);
        let mut owners: BTreeSet<usize> =
            numbers.iter().filter_map(|person| self.identifiers.get(&person.to_string()).copied()).collect();
        for (at, run) in runs(text) {
            for (offset, length) in self.shapes.get(run).into_iter().flatten() {
                owners.extend(self.at(text, at.checked_sub(*offset), *length));
            }
        }
        owners.into_iter().collect()
    }

    /// The persons whose word stands there, not as a part of a longer word or number.
    fn at(&self, text: &str, from: Option<usize>, length: usize) -> &[usize] {
        let found = || {
            let from = from?;
            let word = text.get(from..from + length)?;
            let next_to = [text[..from].chars().next_back(), text[from + length..].chars().next()];
            let apart = !next_to.into_iter().flatten().any(char::is_alphanumeric);
            self.words.get(word).filter(|_| apart)
        };
        found().map_or(&[], Vec::as_slice)
    }
}

/// The runs of letters and digits of a text, with their places.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(|c: char| !c.is_alphanumeric()).filter_map(move |part| {
        let from = at;
        at += part.len();
        let run = part.trim_end_matches(|c: char| !c.is_alphanumeric());
        (!run.is_empty()).then_some((from, run))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_where_it_stands_alone() {
        let titles = ["«Aigul» Smagulova.".to_owned()];
        let persons: [(&str, &[String]); 3] =
            [("id:KZ/passport-1", &[]), ("iin:850314300172", &titles), ("id:KZ/passport-12", &titles)];
        let finder = Finder::new(persons.into_iter());
        let cases: [(&str, &[usize]); 9] = [
            ("id:KZ/passport-1", &[0]),
            ("see id:KZ/passport-1, please", &[0]),
            ("see KZ/passport-12", &[2]),
            ("see KZ/passport-123", &[]),
            ("by «Aigul» Smagulova.", &[1, 2]),
            ("by «Aigul» Smagulova", &[]),
            ("ИИН850314300172/7", &[1]),
            ("id:KZ/passport-1 and iin:850314300172", &[0, 1]),
            ("id:KZ/passport-3", &[]),
        ];
        for (text, owners) in cases {
            assert_eq!(finder.owners(text), owners, "{text}");
        }
    }
}
