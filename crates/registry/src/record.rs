//! Between decisions and the bytes of a record, both ways.

use crate::answer::AnswerProblem;
use crate::chance::Chance;
use crate::persons::{self, PROBLEMS_BYTES_MAX, Persons};
use crate::prepare::Prepared;
use crate::shared::{Shared, lock};
use crate::{Answer, Fault};
use ledger::books::{Decision, Numbers};
use ledger::{Name, Outcome};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Mutex;
use store::entry::{
    self, Body, Fragments, Header, OpenGroup, PersonOpening, RegistryOpening, context, decode_openings, encode_body,
    encode_openings, fields_root, fragments, groups, open_group,
};
use store::{Key, Keys, RecordRef, seal};
use tlog::Hash;
use trade::date::Timestamp;

/// Writes records into memory of its own.
#[derive(Default)]
pub(crate) struct Recorder {
    header: Vec<u8>,
    body: Vec<u8>,
    openings: Vec<u8>,
}

/// What goes under seal and what the header says of it.
struct Sealed {
    registry: RegistryOpening,
    persons: Vec<(u32, PersonOpening)>,
    fields: [u8; 32],
}

impl Recorder {
    /// Writes the record of a decision. Returns whether keys were drawn for it.
    pub(crate) fn write(
        &mut self,
        shared: &Shared,
        prepared: &Prepared,
        decision: &Decision,
        persons: Persons,
        (seq, recorded_at): (u64, Timestamp),
        chance: &mut Chance,
    ) -> Result<bool, Fault> {
        self.body.clear();
        let codes = decision.problems.iter().map(|problem| problem.code);
        encode_body(&mut self.body, chance.draw()?, &decision.effects, &decision.links, codes, &decision.made);
        let sealed = if persons.is_empty() {
            without_persons(shared, prepared, decision, chance)?
        } else {
            with_persons(shared, prepared, decision, persons, chance)?
        };
        self.header.clear();
        let header = Header {
            epoch: shared.epoch,
            seq,
            recorded_at: recorded_at.millis(),
            effective_at: prepared.effective_at.map(Timestamp::millis),
            kind: prepared.kind,
            outcome: match decision.outcome {
                Outcome::Recorded => entry::Outcome::Recorded,
                Outcome::Refused => entry::Outcome::Refused,
            },
            tag: prepared.tag,
            content: prepared.content,
            body: Header::digest_of_body(&self.body),
            fields: sealed.fields,
            semantics: entry::SEMANTICS,
            editions: 0,
            policy: 0,
        };
        header.encode(&mut self.header);
        self.seal(shared, sealed, seq, chance)
    }

    fn seal(&mut self, shared: &Shared, sealed: Sealed, seq: u64, chance: &mut Chance) -> Result<bool, Fault> {
        let context = context(&shared.registry, seq);
        let mut drawn = false;
        let text = sealed.registry.encode();
        let mut parts = vec![(0, seal::seal(&shared.registry_key, chance.draw()?, &context, &text)?)];
        for (subject, opening) in sealed.persons {
            let key = key_of(shared, subject, chance, &mut drawn)?;
            parts.push((subject, seal::seal(&key, chance.draw()?, &context, &opening.encode())?));
        }
        self.openings.clear();
        encode_openings(&mut self.openings, parts.iter().map(|(subject, bytes)| (*subject, bytes.as_slice())));
        Ok(drawn)
    }

    /// Leaf of the record written last.
    pub(crate) fn leaf(&self) -> Hash {
        entry::leaf(&self.header)
    }

    /// The record written last.
    pub(crate) fn record(&self, seq: u64) -> RecordRef<'_> {
        RecordRef { seq, header: &self.header, body: &self.body, openings: &self.openings }
    }
}

/// The key of a person; drawn where there is none yet.
fn key_of(shared: &Shared, subject: u32, chance: &mut Chance, drawn: &mut bool) -> Result<Key, Fault> {
    let mut keys = shared.keys();
    if let Some(key) = keys.find(subject)? {
        return Ok(key);
    }
    let key = Key::new(chance.draw()?);
    keys.create_key(subject, &key)?;
    *drawn = true;
    Ok(key)
}

fn without_persons(
    shared: &Shared,
    prepared: &Prepared,
    decision: &Decision,
    chance: &mut Chance,
) -> Result<Sealed, Fault> {
    let secret = chance.draw()?;
    let problems = problems(decision, |problem| problem);
    let registry =
        RegistryOpening { secret, command: prepared.canonical.clone(), names: decision.names.clone(), problems };
    Ok(Sealed { fields: root(shared, &prepared.fragments, decision, &secret), registry, persons: Vec::new() })
}

fn with_persons(
    shared: &Shared,
    prepared: &Prepared,
    decision: &Decision,
    mut persons: Persons,
    chance: &mut Chance,
) -> Result<Sealed, Fault> {
    let secret = chance.draw()?;
    let secrets = (0..persons.count()).map(|_| chance.draw()).collect::<Result<Vec<_>, _>>()?;
    let command = persons.take_out(&prepared.command, &secrets);
    let problems = problems(decision, |problem| persons.take_out(&problem, &secrets));
    let fields = root(shared, &fragments(&command), decision, &secret);
    let names = decision.names.iter().filter(|name| !name.subject.is_some()).cloned().collect();
    let registry = RegistryOpening { secret, command: command.to_string(), names, problems };
    Ok(Sealed { registry, persons: persons.openings(secrets), fields })
}

fn root(shared: &Shared, fragments: &Fragments, decision: &Decision, secret: &[u8; entry::SECRET_BYTES]) -> [u8; 32] {
    let tree = shared.tree();
    let leaf = |seq: u64| tree.leaf(seq.checked_sub(1)?);
    fields_root(secret, &groups(fragments, &decision.effects, &decision.links, decision.made.lots.start, leaf))
}

/// Places and words of the problems, `[[at, message], ..]`, as text; empty where there are none. The words of those that no
/// longer fit are left out.
fn problems(decision: &Decision, mut redact: impl FnMut(Value) -> Value) -> String {
    let (mut text, mut words) = (String::new(), 0);
    for problem in &decision.problems {
        // Redacted they may be longer or shorter: both what is left and what is taken out has its bound.
        words += problem.at.len() + problem.message.len();
        if words > PROBLEMS_BYTES_MAX / 2 {
            break;
        }
        let row = redact(vec![Value::from(problem.at.as_str()), problem.message.as_str().into()].into()).to_string();
        if text.len() + row.len() > PROBLEMS_BYTES_MAX - 2 {
            break;
        }
        text.push(if text.is_empty() { '[' } else { ',' });
        text.push_str(&row);
    }
    if !text.is_empty() {
        text.push(']');
    }
    text
}

/// Opens what is sealed.
pub(crate) struct Opener<'a> {
    pub(crate) registry: [u8; 16],
    pub(crate) registry_key: &'a Key,
    pub(crate) keys: &'a Mutex<Keys>,
}

impl Opener<'_> {
    /// Opens the openings of a record; those without a key are left closed.
    fn open(&self, record: RecordRef<'_>) -> Result<Openings, Fault> {
        let context = context(&self.registry, record.seq);
        let mut openings = Openings::default();
        for (subject, sealed) in decode_openings(record.openings).map_err(Fault::entry(record.seq))? {
            if subject == 0 {
                let text = seal::open(self.registry_key, &context, sealed)?;
                openings.registry = Some(RegistryOpening::decode(&text).map_err(Fault::entry(record.seq))?);
                continue;
            }
            openings.subjects.push(subject);
            if let Some(key) = lock(self.keys).find(subject)? {
                let text = seal::open(&key, &context, sealed)?;
                let opening = PersonOpening::decode(&text).map_err(Fault::entry(record.seq))?;
                openings.persons.insert(subject, opening);
            }
        }
        Ok(openings)
    }
}

/// What could be opened of an entry.
#[derive(Default, Debug)]
pub(crate) struct Openings {
    registry: Option<RegistryOpening>,
    persons: BTreeMap<u32, PersonOpening>,
    /// All natural persons who have a part of their own, open or not.
    subjects: Vec<u32>,
}

/// An entry as it was recorded.
#[derive(Debug)]
pub struct Entry {
    /// Number.
    pub seq: u64,
    /// Header.
    pub header: Header,
    /// Bytes of the header: what the log's leaf is made of.
    pub header_bytes: Vec<u8>,
    /// Body.
    pub body: Body,
    openings: Openings,
}

impl Entry {
    /// Reads a record. Without an opener all openings stay closed.
    pub(crate) fn read(record: RecordRef<'_>, opener: Option<&Opener<'_>>) -> Result<Self, Fault> {
        let header = Header::decode(record.header).map_err(Fault::entry(record.seq))?;
        if header.seq != record.seq {
            return Err(Fault::replay(record.seq, "its header has another number"));
        }
        if Header::digest_of_body(record.body) != header.body {
            return Err(Fault::replay(record.seq, "its body has another digest than the header says"));
        }
        let body = Body::decode(record.body).map_err(Fault::entry(record.seq))?;
        let openings = opener.map_or_else(|| Ok(Openings::default()), |opener| opener.open(record))?;
        Ok(Self { seq: record.seq, header, header_bytes: record.header.to_vec(), body, openings })
    }

    /// Leaf of the log.
    pub fn leaf(&self) -> Hash {
        entry::leaf(&self.header_bytes)
    }

    /// The command; texts of erased persons read `erased:ID`. `None` where the registry's opening is closed.
    pub fn command(&self) -> Option<Value> {
        let mut command = self.sealed_command()?;
        persons::put_back(&mut command, &self.openings.persons);
        Some(command)
    }

    /// The natural persons who have a sealed part of their own in it, open or not.
    pub(crate) fn persons(&self) -> &[u32] {
        &self.openings.subjects
    }

    /// The command with placeholders for texts of persons.
    pub(crate) fn sealed_command(&self) -> Option<Value> {
        serde_json::from_str(&self.openings.registry.as_ref()?.command).ok()
    }

    /// The secret of the commitments.
    pub(crate) fn secret(&self) -> Option<&[u8; entry::SECRET_BYTES]> {
        self.openings.registry.as_ref().map(|opening| &opening.secret)
    }

    /// Names that could be opened, in an order that follows from the record.
    pub(crate) fn names(&self) -> Vec<Name> {
        let own = self.openings.registry.iter().flat_map(|opening| &opening.names);
        own.chain(self.openings.persons.values().flat_map(|opening| &opening.names)).cloned().collect()
    }

    /// The answer that was given.
    pub fn answer(&self, numbers: &Numbers) -> Answer {
        let refused = self.header.outcome == entry::Outcome::Refused;
        Answer::new(self.seq, refused, self.problems(), &self.body.made, &self.body.effects, numbers)
    }

    pub(crate) fn problems(&self) -> Vec<AnswerProblem> {
        let text = self.openings.registry.as_ref().map_or("", |opening| opening.problems.as_str());
        let mut words: Value = serde_json::from_str(text).unwrap_or_default();
        persons::put_back(&mut words, &self.openings.persons);
        let word = |row: usize, column: usize| {
            words.get(row).and_then(|row| row.get(column)).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let codes = self.body.problems.iter().enumerate();
        codes.map(|(row, code)| AnswerProblem { code: code.clone(), at: word(row, 0), message: word(row, 1) }).collect()
    }

    /// The groups of fields; `None` where the registry's opening is closed.
    pub(crate) fn groups(&self, leaf: impl Fn(u64) -> Option<Hash>) -> Option<Vec<entry::Group>> {
        let command = self.sealed_command()?;
        let body = &self.body;
        Some(groups(&fragments(&command), &body.effects, &body.links, body.made.lots.start, leaf))
    }
}

/// Opens one group of fields of an entry; `leaf` gives the leaf hash of an earlier entry.
pub fn open_entry_group(entry: &Entry, index: u32, leaf: impl Fn(u64) -> Option<Hash>) -> Option<OpenGroup> {
    open_group(entry.secret()?, &entry.groups(leaf)?, index)
}
