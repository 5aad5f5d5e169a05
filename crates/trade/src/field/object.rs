//! One JSON object while it is being read: which fields were asked for, and what stands there besides.

use super::{Bounded, Field, Fields, read_word, wrong_type};
use crate::problem::{Pointer, Problems};
use serde_json::{Map, Value};

/// A JSON object that is being read.
#[derive(Debug)]
pub struct Object<'a> {
    map: &'a Map<String, Value>,
    at: &'a Pointer<'a>,
    asked: Vec<&'static str>,
    found: usize,
    open: bool,
}

/// Reads an object that consists of the fields of `T` and nothing else.
pub fn read_object<T: Fields>(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<T> {
    let mut object = Object::over(value, at, problems)?;
    let fields = T::take(&mut object, problems);
    let clean = object.finish(problems);
    fields.filter(|_| clean)
}

/// Writes the fields of a value as an object.
pub fn write_object<T: Fields>(fields: &T) -> Value {
    let mut object = Map::new();
    fields.put(&mut object);
    Value::Object(object)
}

/// Puts one field into an object, unless its value is written by leaving it out.
pub fn put_field<T: Field>(object: &mut Map<String, Value>, name: &str, value: &T) {
    if !value.is_absent() {
        object.insert(name.to_owned(), value.write());
    }
}

impl<'a> Object<'a> {
    /// Looks at `value`, which must be an object.
    pub fn over(value: &'a Value, at: &'a Pointer<'a>, problems: &mut Problems) -> Option<Self> {
        let Value::Object(map) = value else {
            wrong_type("an object", value, at, problems);
            return None;
        };
        Some(Self { map, at, asked: Vec::with_capacity(24), found: 0, open: false })
    }

    /// The value of a field, which is then known.
    pub fn get(&mut self, name: &'static str) -> Option<&'a Value> {
        let value = find(self.map, name);
        if !self.asked.contains(&name) {
            self.asked.push(name);
            self.found = self.found.saturating_add(usize::from(value.is_some()));
        }
        value
    }

    /// Whether the field stands here.
    pub fn has(&self, name: &str) -> bool {
        find(self.map, name).is_some()
    }

    /// Whether the field was asked for.
    pub fn is_known(&self, name: &str) -> bool {
        self.asked.contains(&name)
    }

    /// Reads a field.
    pub fn field<T: Field>(&mut self, name: &'static str, problems: &mut Problems) -> Option<T> {
        match self.get(name) {
            Some(value) => T::read(value, &self.at.name(name), problems),
            None => T::absent().or_else(|| self.missing(name, problems)),
        }
    }

    /// Reads a field within a bound.
    pub fn bounded<B, T: Bounded<B>>(&mut self, name: &'static str, bound: &B, problems: &mut Problems) -> Option<T> {
        match self.get(name) {
            Some(value) => T::read_within(value, bound, &self.at.name(name), problems),
            None => T::absent_within(bound).or_else(|| self.missing(name, problems)),
        }
    }

    /// Reads a field that has a default.
    pub fn with_default<T: Field>(&mut self, name: &'static str, default: T, problems: &mut Problems) -> Option<T> {
        match self.get(name) {
            Some(value) => T::read(value, &self.at.name(name), problems),
            None => Some(default),
        }
    }

    /// Reads the field whose word decides which other fields there are.
    pub fn word(
        &mut self,
        name: &'static str,
        words: &[&'static str],
        problems: &mut Problems,
    ) -> Option<&'static str> {
        let word = match self.get(name) {
            Some(value) => read_word(value, words, &self.at.name(name), problems),
            None => self.missing(name, problems),
        };
        if word.is_none() {
            self.open = true;
        }
        word
    }

    /// Reports that a field is missing. Gives `None`, of whatever type is wanted.
    pub fn missing<T>(&self, name: &str, problems: &mut Problems) -> Option<T> {
        self.problem("field.missing", name, format!("`{name}` is missing"), problems);
        None
    }

    /// Reports a problem with the field `name`.
    pub fn problem(&self, code: &'static str, name: &str, message: impl Into<String>, problems: &mut Problems) {
        problems.add(code, &self.at.name(name), message);
    }

    /// Reports a problem with the object as a whole.
    pub fn problem_here(&self, code: &'static str, message: impl Into<String>, problems: &mut Problems) {
        problems.add(code, self.at, message);
    }

    /// Two fields that stand together or not at all.
    pub fn joined(&self, one: &str, other: &str, problems: &mut Problems) {
        let (present, absent) = match (self.has(one), self.has(other)) {
            (true, false) => (one, other),
            (false, true) => (other, one),
            (true, true) | (false, false) => return,
        };
        self.problem("field.needed", absent, format!("`{present}` needs `{absent}` beside it"), problems);
    }

    /// At least one of the fields stands here.
    pub fn any_of(&self, names: &[&str], problems: &mut Problems) {
        if !names.iter().any(|name| self.has(name)) {
            self.problem_here("field.any_of", format!("write at least one of {}", listed(names)), problems);
        }
    }

    /// Decides between two forms of one object by the fields that only one of them has. `None`, with a problem, when
    /// fields of both or of none stand here; all of them are then known.
    pub fn form(&mut self, first: &[&'static str], second: &[&'static str], problems: &mut Problems) -> Option<bool> {
        let is_first = first.iter().any(|name| self.has(name));
        let is_second = second.iter().any(|name| self.has(name));
        if is_first != is_second {
            return Some(is_first);
        }
        let (first_words, second_words) = (listed(first), listed(second));
        if is_first {
            let message = format!("write either {first_words} or {second_words}, not both");
            self.problem_here("field.conflict", message, problems);
        } else {
            let message = format!("write either {first_words} or {second_words}");
            self.problem_here("field.one_of", message, problems);
        }
        for name in first.iter().chain(second) {
            self.get(name);
        }
        None
    }

    /// The objects of the list `name`, each with its place, whether they can be read or not.
    pub fn each(&self, name: &'a str, mut visit: impl FnMut(&Object<'_>)) {
        let list = self.at.name(name);
        let elements = find(self.map, name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        for (index, element) in elements.iter().take(crate::limits::LINES_MAX).enumerate() {
            if let Value::Object(map) = element {
                let at = list.index(index);
                visit(&Object { map, at: &at, asked: Vec::new(), found: 0, open: true });
            }
        }
    }

    /// Reports every field that nobody asked for. True when there is none.
    pub fn finish(self, problems: &mut Problems) -> bool {
        if self.open || self.found == self.map.len() {
            return true;
        }
        let unknown = self.map.keys().filter(|name| !self.is_known(name));
        for (count, name) in unknown.enumerate() {
            // Comparing spellings is slow: an object full of unknown names is told about only the first.
            let known = if count < 20 { nearest(name, &self.asked) } else { None };
            let message = match known {
                Some(known) => format!("there is no field `{}` here; did you mean `{known}`?", shown(name)),
                None => format!("there is no field `{}` here; take it out", shown(name)),
            };
            problems.add("field.unknown", &self.at.name(name), message);
        }
        false
    }
}

/// The value of a name. In a small object looking at every name takes half the time of hashing one.
fn find<'a>(map: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    if map.len() > 24 {
        return map.get(name);
    }
    map.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// Names as a trader reads them.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// The beginning of a text that may be of any length.
fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The known name that differs by little from `name`.
fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    if name.len() > 40 {
        return None;
    }
    let near = known.iter().map(|known| (distance(name, known), *known)).min()?;
    (near.0 <= 2 && near.0 < name.len()).then_some(near.1)
}

/// Edit distance (Levenshtein): letters to change, insert or take out.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = line;
        let mut left = line.saturating_add(1);
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, against) in row.iter_mut().skip(1).zip(other.chars()) {
            let change = diagonal.saturating_add(usize::from(letter != against));
            diagonal = *cell;
            left = change.min(left.saturating_add(1)).min(cell.saturating_add(1));
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}
