//! What is done with a submission before it reaches the decider: everything that needs no books.

use crate::persons::MEASURES;
use crate::secrets::Secrets;
use serde_json::Value;
use std::collections::BTreeSet;
use store::entry::{Fragments, fragments, kind_number};
use trade::command::{Command, PartyKind, Submission, write};
use trade::date::Timestamp;
use trade::party::{PartyRef, persons_in};

/// Who submits a command that names nobody.
const REGISTRY: &str = "registry";

/// A submission on its way to the decider.
pub(crate) struct Prepared {
    pub(crate) submission: Submission,
    pub(crate) kind: u16,
    pub(crate) canonical: String,
    pub(crate) command: Value,
    pub(crate) fragments: Fragments,
    /// Identifiers of the parties that are named, alone or inside a text.
    pub(crate) parties: BTreeSet<String>,
    /// Those of them that are natural persons by their form, or because the command says so.
    pub(crate) told: BTreeSet<String>,
    /// The natural persons by their form whom the command admits wherever it names them.
    pub(crate) persons: Vec<PartyRef>,
    /// Number of texts, and their bytes.
    pub(crate) texts: usize,
    pub(crate) text_bytes: usize,
    pub(crate) tag: [u8; 16],
    pub(crate) content: [u8; 32],
    /// Tag of the refused command that this one mends.
    pub(crate) supersedes: Option<[u8; 16]>,
    pub(crate) effective_at: Option<Timestamp>,
    /// Lines, for the size of groups.
    pub(crate) lines: usize,
}

/// Prepares a submission.
pub(crate) fn prepare(submission: Submission, secrets: &Secrets) -> Prepared {
    let command = write(&submission);
    let canonical = command.to_string();
    let content = secrets.content(&canonical);
    let submitter = submission.submitter().map_or_else(|| REGISTRY.to_owned(), ToString::to_string);
    let tag = match (&submission.key, submission.command.number()) {
        (Some(key), _) => secrets.tag(&submitter, key.as_str()),
        (None, Some(number)) => secrets.tag(&submitter, &format!("{}/{number}", submission.command.kind())),
        (None, None) => secrets.tag(&submitter, &hex(&content)),
    };
    let supersedes = submission.supersedes.as_ref().map(|key| secrets.tag(&submitter, key.as_str()));
    let mut found = Found::default();
    found.walk(&command);
    let mut told = persons_of(&submission.command);
    told.extend(found.persons.iter().map(ToString::to_string));
    if let Command::Erase(document) = &submission.command {
        // Whoever is to be erased is not admitted for that.
        found.persons.remove(&document.party);
    }
    Prepared {
        kind: kind_number(submission.command.kind()).unwrap_or(u16::MAX),
        fragments: fragments(&command),
        effective_at: submission.effective_at(),
        lines: found.lines.max(1),
        submission,
        canonical,
        command,
        parties: found.parties,
        told,
        persons: found.persons.into_iter().collect(),
        texts: found.texts,
        text_bytes: found.text_bytes,
        tag,
        content,
        supersedes,
    }
}

/// Those who are natural persons because the command says so, whatever the form of their identifiers.
fn persons_of(command: &Command) -> BTreeSet<String> {
    let driver = match command {
        Command::Transport(document) => document.head.driver.as_ref(),
        Command::Transship(document) => document.to.driver.as_ref(),
        Command::Party(document) if document.kind == PartyKind::Person => Some(&document.id),
        _ => None,
    };
    driver.map(ToString::to_string).into_iter().collect()
}

/// What a command names.
#[derive(Default)]
struct Found {
    parties: BTreeSet<String>,
    persons: BTreeSet<PartyRef>,
    /// Objects in lists.
    lines: usize,
    texts: usize,
    text_bytes: usize,
}

impl Found {
    fn walk(&mut self, value: &Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(elements) => {
                self.lines += elements.iter().filter(|element| element.is_object()).count();
                elements.iter().for_each(|element| self.walk(element));
            }
            Value::Object(fields) => {
                let texts = fields.iter().filter(|(name, _)| !MEASURES.contains(&name.as_str()));
                texts.for_each(|(_, field)| self.walk(field));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&mut self, text: &str) {
        self.texts += 1;
        self.text_bytes += text.len();
        let whole = if has_scheme(text) { text.parse::<PartyRef>().ok() } else { None };
        match whole {
            Some(party) => {
                self.parties.insert(text.to_owned());
                self.persons.extend(Some(party).filter(PartyRef::is_person));
            }
            None => {
                for person in persons_in(text) {
                    self.parties.insert(person.to_string());
                    self.persons.insert(person);
                }
            }
        }
    }
}

fn has_scheme(text: &str) -> bool {
    const SCHEMES: [&str; 6] = ["bin:", "iin:", "inn:", "eori:", "lei:", "id:"];
    SCHEMES.iter().any(|scheme| text.starts_with(scheme))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
