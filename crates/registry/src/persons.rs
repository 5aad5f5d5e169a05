//! Texts of natural persons in a command: taken out before it is sealed under the registry's key, put back when it is read.

use crate::prepare::{Prepared, hex};
use ledger::{Books, Name, PartyId};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use store::entry::{PersonOpening, SECRET_BYTES, person_digest};
use trade::party::PartyRef;

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
        has_word(text, &self.identifier)
            || (number.len() >= NUMBER_BYTES_MIN && has_word(text, number))
            || self.titles.iter().any(|title| has_word(text, title))
    }

    /// The opening, with the secret that salts the digests.
    pub(crate) fn opening(self, secret: [u8; SECRET_BYTES]) -> (u32, PersonOpening) {
        (self.id, PersonOpening { secret, texts: self.texts, names: self.names })
    }
}

/// Whether `word` stands in a text, not as a part of a longer word or number.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
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
pub(crate) fn with_admitted(
    mut before: Vec<Person>,
    prepared: &Prepared,
    books: &Books,
    names: &[Name],
) -> Vec<Person> {
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
            Value::String(text) => {
                let owners = self.owners(text);
                if owners.is_empty() { value.clone() } else { self.placeholder(&owners, text) }
            }
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
                (Some(place), Value::String(text)) => {
                    let mut owners = vec![place];
                    owners.extend(self.owners(text).into_iter().filter(|other| *other != place));
                    self.placeholder(&owners, text)
                }
                _ => self.take_out(value),
            };
            out.insert(name.clone(), value);
        }
        Value::Object(out)
    }

    /// Whose text it is: the person whose identifier it is, else everybody who is named in it.
    fn owners(&self, text: &str) -> Vec<usize> {
        if let Some(place) = self.persons.iter().position(|person| person.identifier == text) {
            return vec![place];
        }
        if text.parse::<PartyRef>().is_ok() {
            // Another party's identifier, whatever it contains.
            return Vec::new();
        }
        (0..self.persons.len()).filter(|place| self.persons[*place].is_in(text)).collect()
    }

    /// Gives the text to the first owner. A text of several is masked by the secrets of the others, so that it ends with
    /// the first of their keys that ends.
    fn placeholder(&mut self, owners: &[usize], text: &str) -> Value {
        let [first, others @ ..] = owners else { return text.into() };
        let position = u32::try_from(self.persons[*first].texts.len()).unwrap_or(u32::MAX);
        let digest = hex(&person_digest(&self.secrets[*first], position, text));
        let masks: Vec<_> = others.iter().map(|other| self.secrets[*other]).collect();
        let kept = if masks.is_empty() { text.to_owned() } else { hex(&mask(text.as_bytes(), &masks, position)) };
        let person = &mut self.persons[*first];
        person.texts.push(kept);
        let mut parts = vec![json!(person.id), json!(position), json!(digest)];
        parts.extend(others.iter().map(|other| json!(self.persons[*other].id)));
        json!({ PLACEHOLDER: parts })
    }
}

/// Adds (bit by bit, so twice is nothing) a stream that follows from secrets.
fn mask(text: &[u8], secrets: &[[u8; SECRET_BYTES]], position: u32) -> Vec<u8> {
    let mut masked = text.to_vec();
    for secret in secrets {
        for (block, chunk) in (0_u32..).zip(masked.chunks_mut(32)) {
            let digest = Sha256::new().chain_update(b"tamga/mask/v0").chain_update(secret);
            let stream = digest.chain_update(position.to_be_bytes()).chain_update(block.to_be_bytes()).finalize();
            chunk.iter_mut().zip(stream).for_each(|(byte, other)| *byte ^= other);
        }
    }
    masked
}

/// Puts the texts back; those of an erased person read `erased:ID`.
pub(crate) fn put_back(value: &mut Value, openings: &BTreeMap<u32, PersonOpening>) {
    if let Some(parts) = value.as_object().and_then(|fields| fields.get(PLACEHOLDER)?.as_array()) {
        *value = Placeholder::read(parts).unwrap_or_default().text(openings).into();
        return;
    }
    match value {
        Value::Array(elements) => elements.iter_mut().for_each(|element| put_back(element, openings)),
        Value::Object(fields) => fields.values_mut().for_each(|field| put_back(field, openings)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// What a placeholder says.
#[derive(Default)]
struct Placeholder {
    subject: u32,
    position: u32,
    others: Vec<u32>,
}

impl Placeholder {
    fn read(parts: &[Value]) -> Option<Self> {
        let number = |value: &Value| u32::try_from(value.as_u64()?).ok();
        let [subject, position, _, others @ ..] = parts else { return None };
        let others = others.iter().map(number).collect::<Option<_>>()?;
        Some(Self { subject: number(subject)?, position: number(position)?, others })
    }

    fn text(&self, openings: &BTreeMap<u32, PersonOpening>) -> String {
        // Of a text of several, the one who was erased is named.
        let all = || std::iter::once(self.subject).chain(self.others.iter().copied());
        let erased = all().find(|subject| !openings.contains_key(subject)).unwrap_or(self.subject);
        self.open(openings).unwrap_or_else(|| format!("erased:{erased}"))
    }

    fn open(&self, openings: &BTreeMap<u32, PersonOpening>) -> Option<String> {
        let text = openings.get(&self.subject)?.texts.get(usize::try_from(self.position).ok()?)?;
        if self.others.is_empty() {
            return Some(text.clone());
        }
        let secrets: Option<Vec<_>> = self.others.iter().map(|other| Some(openings.get(other)?.secret)).collect();
        let digits = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        String::from_utf8(mask(&digits.collect::<Option<Vec<u8>>>()?, &secrets?, self.position)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: u32, identifier: &str, title: &str) -> Person {
        let titles = vec![title.to_owned()];
        Person { id, identifier: identifier.to_owned(), titles, texts: Vec::new(), names: Vec::new() }
    }

    #[test]
    fn texts_go_out_and_come_back_while_all_keys_are_there() {
        let mut persons = [person(1, "id:KZ/one", "Aigul"), person(2, "id:KZ/one-2", "Berik")];
        let secrets = [[1; 16], [2; 16]];
        let value = json!({"a": "id:KZ/one", "b": ["id:KZ/one-2", "id:KZ/one7", "id:KZ/one-3", "Aigulya"], "c": "Aigul met Berik", "d": 5,
            "driver": "id:KZ/one", "driver_name": "A. and Berik"});
        let mut redaction = Redaction { persons: &mut persons, secrets: &secrets };
        let out = redaction.take_out(&value);
        let text = out.to_string();
        assert!(
            !text.contains("Berik")
                && !text.contains("Aigul ")
                && text.contains("id:KZ/one7")
                && text.contains("id:KZ/one-3")
                && text.contains("Aigulya")
        );
        let mut openings: BTreeMap<u32, PersonOpening> =
            persons.into_iter().zip(secrets).map(|(person, secret)| person.opening(secret)).collect();
        let mut back = out.clone();
        put_back(&mut back, &openings);
        assert_eq!(back, value);
        openings.remove(&2);
        assert!(!format!("{openings:?}").contains("Berik"), "what was hers too is masked");
        let mut back = out;
        put_back(&mut back, &openings);
        assert_eq!(back["c"], "erased:2");
        assert_eq!((back["a"].as_str(), back["driver_name"].as_str()), (Some("id:KZ/one"), Some("erased:2")));
        let mut odd = json!({"~": ["x"]});
        put_back(&mut odd, &openings);
        assert_eq!(odd, "erased:0");
    }
}
