//! Texts of natural persons in a command: taken out before it is sealed under the registry's key, put back when it is read.

mod finder;
mod size;

use crate::prepare::{Prepared, hex};
use finder::Finder;
use ledger::{Books, Name, PartyId};
use serde_json::{Value, json};
pub(crate) use size::PROBLEMS_BYTES_MAX;
use std::collections::BTreeMap;
use store::entry::{PersonOpening, SECRET_BYTES, TextKey};
use trade::command::Command;

/// Name of the only field of a placeholder. No command has such a field.
const PLACEHOLDER: &str = "~";
/// Fields of a `party` command that tell about the person.
const ABOUT: [&str; 3] = ["name", "address", "founded"];
/// Fields of numbers that are written as texts: an amount is nobody's, however it looks.
pub(crate) const MEASURES: [&str; 8] =
    ["quantity", "net_mass_kg", "gross_mass_kg", "supplementary_quantity", "pieces", "value", "loss", "quantity_found"];

/// Whose key a person's texts go under.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Standing {
    /// The command may admit the person; known after it was decided.
    Open,
    /// A person with this id.
    Kept(u32),
    /// A person whom nothing admits: to be erased, and not known. Her texts end with the secret that nobody keeps.
    Unkept,
    /// No natural person after all.
    Nobody,
}

/// A natural person named in a command.
#[derive(Clone, Debug)]
struct Person {
    standing: Standing,
    identifier: String,
    titles: Vec<String>,
    texts: Vec<String>,
    names: Vec<Name>,
}

impl Person {
    fn new(identifier: String, standing: Standing) -> Self {
        Self { standing, identifier, titles: Vec::new(), texts: Vec::new(), names: Vec::new() }
    }

    /// What stands in a placeholder for the person.
    fn id(&self) -> u32 {
        match self.standing {
            Standing::Kept(id) => id,
            Standing::Open | Standing::Unkept | Standing::Nobody => 0,
        }
    }
}

/// The natural persons of a command, and where their texts are found. It is made before the command is decided, so that
/// what does not fit an entry is known while the books are as they were.
pub(crate) struct Persons {
    persons: Vec<Person>,
    finder: Finder,
}

impl Persons {
    /// All who are natural persons to the books, by their form, or by what the command says of them.
    pub(crate) fn of(prepared: &Prepared, books: &Books) -> Self {
        let erased = match &prepared.submission.command {
            Command::Erase(document) => Some(document.party.to_string()),
            _ => None,
        };
        let mut persons = Vec::new();
        for text in &prepared.parties {
            let known = books.directory.find_party(text);
            let standing = match known {
                Some(id) if is_person(books, id) => Standing::Kept(id.0),
                None if erased.as_ref() == Some(text) => Standing::Unkept,
                Some(_) | None if prepared.told.contains(text) => Standing::Open,
                Some(_) | None => continue,
            };
            let mut person = Person::new(text.clone(), standing);
            person.titles.extend(known.and_then(|id| books.directory.title(id)).map(str::to_owned));
            if let Command::Party(document) = &prepared.submission.command
                && document.id.to_string() == *text
            {
                person.titles.push(document.name.to_string());
            }
            persons.push(person);
        }
        let finder = Finder::new(persons.iter().map(|person| (person.identifier.as_str(), person.titles.as_slice())));
        Self { persons, finder }
    }

    /// Whether there are none, so that nothing has to be taken out.
    pub(crate) fn is_empty(&self) -> bool {
        self.persons.is_empty()
    }

    /// After the command was decided: who was admitted, and the names it taught.
    pub(crate) fn settle(&mut self, books: &Books, names: &[Name]) {
        for person in self.persons.iter_mut().filter(|person| person.standing == Standing::Open) {
            let id = books.directory.find_party(&person.identifier).filter(|id| is_person(books, *id));
            person.standing = id.map_or(Standing::Nobody, |id| Standing::Kept(id.0));
        }
        let mut places: BTreeMap<u32, usize> =
            self.persons.iter().enumerate().map(|(place, person)| (person.id(), place)).collect();
        for name in names.iter().filter(|name| name.subject.is_some()) {
            let place = *places.entry(name.subject.0).or_insert_with(|| {
                self.persons.push(Person::new(String::new(), Standing::Kept(name.subject.0)));
                self.persons.len() - 1
            });
            self.persons[place].names.push(name.clone());
        }
    }

    /// For each a secret, which salts what stands in the command instead of a text.
    pub(crate) fn count(&self) -> usize {
        self.persons.len()
    }

    /// The openings of those whose texts are kept, in the order of subjects.
    pub(crate) fn openings(self, secrets: Vec<[u8; SECRET_BYTES]>) -> Vec<(u32, PersonOpening)> {
        let kept =
            self.persons.into_iter().zip(secrets).filter(|(person, _)| matches!(person.standing, Standing::Kept(_)));
        let opening = |(person, secret): (Person, _)| {
            (person.id(), PersonOpening { secret, texts: person.texts, names: person.names })
        };
        let mut openings: Vec<_> = kept.map(opening).collect();
        openings.sort_by_key(|(id, _)| *id);
        openings
    }

    /// The value with placeholders.
    pub(crate) fn take_out(&mut self, value: &Value, secrets: &[[u8; SECRET_BYTES]]) -> Value {
        let Self { persons, finder } = self;
        let mut put = |owners: &[usize], text: &str| placeholder(persons, secrets, owners, text);
        finder.replace(value, &mut put)
    }
}

fn is_person(books: &Books, party: PartyId) -> bool {
    party.position().and_then(|position| books.state.parties.find(position)).is_some_and(|record| record.person)
}

/// Gives the text to the first owner. A text of several is masked, so that it ends with the first of their keys that ends.
fn placeholder(persons: &mut [Person], secrets: &[[u8; SECRET_BYTES]], owners: &[usize], text: &str) -> Value {
    let owners: Vec<usize> =
        owners.iter().copied().filter(|place| persons[*place].standing != Standing::Nobody).collect();
    let [first, others @ ..] = owners.as_slice() else { return text.into() };
    let (subject, position) = (persons[*first].id(), u32::try_from(persons[*first].texts.len()).unwrap_or(u32::MAX));
    let key = TextKey::new(owners.iter().map(|owner| &secrets[*owner]), subject, position);
    let kept = if others.is_empty() { text.to_owned() } else { hex(&key.masked(text.as_bytes())) };
    persons[*first].texts.push(kept);
    let mut parts = vec![json!(subject), json!(position), json!(hex(&key.digest(text)))];
    parts.extend(others.iter().map(|other| json!(persons[*other].id())));
    json!({ PLACEHOLDER: parts })
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
        let owners = std::iter::once(&self.subject).chain(&self.others);
        let secrets = owners.map(|owner| Some(&openings.get(owner)?.secret)).collect::<Option<Vec<_>>>()?;
        let key = TextKey::new(secrets.into_iter(), self.subject, self.position);
        let digits = text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        String::from_utf8(key.masked(&digits.collect::<Option<Vec<u8>>>()?)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn persons(of: &[(u32, &str, &str)]) -> Persons {
        let person = |(id, identifier, title): &(u32, &str, &str)| {
            let titles = vec![(*title).to_owned()];
            Person { titles, ..Person::new((*identifier).to_owned(), Standing::Kept(*id)) }
        };
        let persons: Vec<Person> = of.iter().map(person).collect();
        let finder = Finder::new(persons.iter().map(|person| (person.identifier.as_str(), person.titles.as_slice())));
        Persons { persons, finder }
    }

    #[test]
    fn texts_go_out_and_come_back_while_all_keys_are_there() {
        let mut persons = persons(&[(1, "id:KZ/one", "Aigul"), (2, "id:KZ/one-2", "Berik")]);
        let secrets = [[1; 16], [2; 16]];
        let value = json!({"a": "id:KZ/one", "b": ["id:KZ/one-2", "id:KZ/one7", "id:KZ/one-3", "Aigulya"], "c": "Aigul met Berik", "d": 5,
            "driver": "id:KZ/one", "driver_name": "A. and Berik"});
        let out = persons.take_out(&value, &secrets);
        let text = out.to_string();
        assert!(
            !text.contains("Berik")
                && !text.contains("Aigul ")
                && text.contains("id:KZ/one7")
                && text.contains("id:KZ/one-3")
                && text.contains("Aigulya")
        );
        let mut openings: BTreeMap<u32, PersonOpening> = persons.openings(secrets.to_vec()).into_iter().collect();
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

    #[test]
    fn a_text_of_two_cannot_be_tested_with_the_secret_of_one() {
        let mut persons = persons(&[(1, "id:KZ/one", "Aigul"), (2, "id:KZ/two", "Berik")]);
        let secrets = [[1; 16], [2; 16]];
        let text = "Aigul met Berik";
        let out = persons.take_out(&json!([text, "id:KZ/one", text, "Berik: hers, Aigul's"]), &secrets);
        let digest = |row: usize| out[row]["~"][2].as_str().unwrap_or_default().to_owned();
        for (row, position) in [(0, 0), (2, 2)] {
            for secret in &secrets {
                let alone = TextKey::new(std::iter::once(secret), 1, position);
                assert_ne!(hex(&alone.digest(text)), digest(row), "one secret confirms a guess");
            }
        }
        // Two texts under one stream would show their difference without any key.
        let first = &persons.persons[0];
        assert_ne!(first.texts[0], first.texts[2]);
        assert_ne!(digest(0), digest(2));
    }
}
