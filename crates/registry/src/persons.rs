//! Texts of natural persons in a command: taken out before it is sealed under the registry's key, put back when it is read.

use crate::prepare::{Prepared, hex};
use ledger::{Books, Name, PartyId};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::entry::{PersonOpening, SECRET_BYTES, person_digest};

/// Name of the only field of a placeholder. No command has such a field.
const PLACEHOLDER: &str = "~";
/// A number without its scheme is sought inside other texts only when it is at least this long: shorter ones would be
/// found by chance.
const NUMBER_BYTES_MIN: usize = 8;
/// The same for what a person is called.
const TITLE_BYTES_MIN: usize = 5;
/// Fields of a `party` command that tell about the person.
const ABOUT: [&str; 3] = ["name", "address", "founded"];

/// A natural person named in a command.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: u32,
    identifier: String,
    titles: Vec<String>,
    pub(crate) texts: Vec<String>,
    pub(crate) names: Vec<Name>,
}

impl Person {
    fn is_in(&self, text: &str) -> bool {
        let number = self.identifier.split_once(':').map_or("", |(_, number)| number);
        text.contains(self.identifier.as_str())
            || (number.len() >= NUMBER_BYTES_MIN && text.contains(number))
            || self.titles.iter().any(|title| text.contains(title.as_str()))
    }

    /// The opening, with the secret that salts the digests.
    pub(crate) fn opening(self, secret: [u8; SECRET_BYTES]) -> (u32, PersonOpening) {
        (self.id, PersonOpening { secret, texts: self.texts, names: self.names })
    }
}

/// The natural persons that the books know under one of the texts.
pub(crate) fn known(prepared: &Prepared, books: &Books) -> Vec<Person> {
    let mut persons = Vec::new();
    for text in &prepared.parties {
        let Some(party) = books.directory.find_party(text) else { continue };
        if is_person(books, party) {
            let title = books.directory.title(party).filter(|title| title.len() >= TITLE_BYTES_MIN);
            let titles = title.map(str::to_owned).into_iter().collect();
            let (texts, names) = (Vec::new(), Vec::new());
            persons.push(Person { id: party.0, identifier: text.clone(), titles, texts, names });
        }
    }
    persons
}

/// The same after the command was decided, which may have admitted some; with the names it taught.
pub(crate) fn with_admitted(mut before: Vec<Person>, prepared: &Prepared, books: &Books, names: &[Name]) -> Vec<Person> {
    if !before.is_empty() || names.iter().any(|name| name.subject.is_some()) {
        for person in known(prepared, books) {
            match before.iter_mut().find(|known| known.id == person.id) {
                Some(known) => known.titles.extend(person.titles),
                None => before.push(person),
            }
        }
    }
    for name in names.iter().filter(|name| name.subject.is_some()) {
        match before.iter_mut().find(|person| person.id == name.subject.0) {
            Some(person) => person.names.push(name.clone()),
            None => before.push(Person {
                id: name.subject.0,
                identifier: name.text.to_string(),
                titles: Vec::new(),
                texts: Vec::new(),
                names: vec![name.clone()],
            }),
        }
    }
    before.sort_by_key(|person| person.id);
    before
}

fn is_person(books: &Books, party: PartyId) -> bool {
    party.position().and_then(|position| books.state.parties.find(position)).is_some_and(|record| record.person)
}

/// Takes the persons' texts out of a value.
pub(crate) struct Redaction<'a> {
    pub(crate) persons: &'a mut [Person],
    /// Secrets of the persons, in the same order.
    pub(crate) secrets: &'a [[u8; SECRET_BYTES]],
}

impl Redaction<'_> {
    /// The value with placeholders.
    pub(crate) fn take_out(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => match self.persons.iter().position(|person| person.is_in(text)) {
                Some(place) => self.placeholder(place, text),
                None => value.clone(),
            },
            Value::Array(elements) => elements.iter().map(|element| self.take_out(element)).collect(),
            Value::Object(fields) => self.object(fields),
            Value::Null | Value::Bool(_) | Value::Number(_) => value.clone(),
        }
    }

    fn object(&mut self, fields: &Map<String, Value>) -> Value {
        let about = |field: &str| {
            let text = fields.get(field).and_then(Value::as_str)?;
            self.persons.iter().position(|person| person.identifier == text)
        };
        let driver = about("driver");
        let party = about("id").filter(|_| fields.get("type").is_some_and(|kind| kind == "party"));
        let mut out = Map::new();
        for (name, value) in fields {
            let owner = if name == "driver_name" { driver } else { party.filter(|_| ABOUT.contains(&name.as_str())) };
            let value = match (owner, value) {
                (Some(place), Value::String(text)) => self.placeholder(place, text),
                _ => self.take_out(value),
            };
            out.insert(name.clone(), value);
        }
        Value::Object(out)
    }

    fn placeholder(&mut self, place: usize, text: &str) -> Value {
        let person = &mut self.persons[place];
        let position = person.texts.len();
        person.texts.push(text.to_owned());
        let digest = person_digest(&self.secrets[place], u32::try_from(position).unwrap_or(u32::MAX), text);
        json!({ PLACEHOLDER: [person.id, position, hex(&digest)] })
    }
}

/// Puts the texts back; those of an erased person read `erased:ID`.
pub(crate) fn put_back(value: &mut Value, openings: &BTreeMap<u32, PersonOpening>) {
    if let Some((subject, position)) = placeholder(value) {
        let text = openings.get(&subject).and_then(|opening| opening.texts.get(position));
        *value = text.map_or_else(|| format!("erased:{subject}"), Clone::clone).into();
        return;
    }
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| put_back(element, openings)),
        Value::Object(fields) => fields.values_mut().for_each(|field| put_back(field, openings)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn placeholder(value: &Value) -> Option<(u32, usize)> {
    let [subject, position, _] = value.as_object()?.get(PLACEHOLDER)?.as_array()?.as_slice() else { return None };
    Some((u32::try_from(subject.as_u64()?).ok()?, usize::try_from(position.as_u64()?).ok()?))
}
