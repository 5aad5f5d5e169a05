//! Random histories as the views are given them: entries as they open at a moment, with the texts of the erased gone.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::needless_pass_by_value,
    reason = "a helper of tests"
)]

pub mod model;

#[allow(clippy::pedantic, reason = "helpers of the ledger's own tests")]
#[path = "../../../ledger/tests/common/mod.rs"]
pub mod ledger_run;

use ledger::books::NameKind;
use ledger::{Effect, Name};
use ledger_run::Run;
use ledger_run::stream::{Random, Stream};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use trade::command;
use trade::date::Timestamp;
use views::{Fault, Item, Reader, Views};

pub const REGISTRY: [u8; 16] = [9; 16];

/// A folder for one file of views.
pub struct Place {
    pub folder: TempDir,
    pub path: PathBuf,
}

impl Place {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("views.sqlite");
        Self { folder, path }
    }

    pub fn open(&self) -> Views {
        Views::open(&self.path, REGISTRY).unwrap().views
    }

    pub fn reader(&self) -> Reader {
        Reader::open(&self.path).unwrap()
    }

    pub fn digest(&self) -> [u8; 32] {
        self.reader().digest().unwrap()
    }

    /// Whether these bytes lie in any file of the folder.
    pub fn holds(&self, text: &str) -> bool {
        let files = std::fs::read_dir(self.folder.path()).unwrap().map(|file| file.unwrap().path());
        files.into_iter().any(|file| has_bytes(&file, text))
    }
}

fn has_bytes(file: &Path, text: &str) -> bool {
    std::fs::read(file).unwrap().windows(text.len()).any(|part| part == text.as_bytes())
}

/// Entries with what a key kept closed would leave of them.
pub struct Journal {
    pub run: Run,
    items: Vec<Item>,
    /// For each entry its natural persons with their texts.
    sealed: Vec<BTreeMap<u32, BTreeSet<String>>>,
    /// Entry by which a person was erased.
    erased: BTreeMap<u32, u64>,
}

impl Journal {
    /// A random history.
    pub fn random(seed: u64, steps: usize) -> Self {
        let mut run = Run::default();
        let mut stream = Stream::new(&mut run, seed);
        for _ in 0..steps {
            stream.step();
        }
        Self::of(run)
    }

    /// The entries of a run.
    pub fn of(run: Run) -> Self {
        let mut journal = Self { items: Vec::new(), sealed: Vec::new(), erased: BTreeMap::new(), run };
        let mut ids = Ids::default();
        for ((seq, _, effects, names), document) in journal.run.entries.iter().zip(&journal.run.documents) {
            let submission = command::parse(&document["command"].to_string()).unwrap();
            let moment = |at: &Value| at.as_str().unwrap().parse::<Timestamp>().unwrap().millis();
            let answer = &document["answer"];
            let word = |problem: &Value, part: &str| problem[part].as_str().unwrap().to_owned();
            let problems = answer["problems"].as_array().unwrap();
            let item = Item {
                seq: *seq,
                leaf: leaf(*seq),
                kind: submission.command.kind(),
                refused: answer["outcome"] == "refused",
                recorded_at: moment(&document["recorded_at"]),
                effective_at: submission.effective_at().map(Timestamp::millis),
                effects: effects.clone(),
                first_lot: ids.lots + 1,
                first_transport: ids.transports + 1,
                problems: problems.iter().map(|p| (word(p, "code"), word(p, "at"), word(p, "message"))).collect(),
                command: Some(document["command"].clone()),
                names: names.clone(),
                persons: Vec::new(),
            };
            journal.sealed.push(ids.take(&item));
            for effect in effects {
                if let Effect::Erase { party } = effect {
                    journal.erased.insert(party.0, *seq);
                }
            }
            let persons = journal.sealed.last().unwrap().keys().copied().collect();
            journal.items.push(Item { persons, ..item });
        }
        journal
    }

    pub fn len(&self) -> u64 {
        self.items.len() as u64
    }

    /// An entry as it opens when `known` entries are there.
    pub fn item(&self, seq: u64, known: u64) -> Item {
        let mut item = self.items[seq as usize - 1].clone();
        for (person, texts) in &self.sealed[seq as usize - 1] {
            if self.erased.get(person).is_none_or(|at| *at > known) {
                continue;
            }
            replace(item.command.as_mut().unwrap(), texts, &format!("erased:{person}"));
            for (_, _, words) in &mut item.problems {
                texts.iter().for_each(|text| *words = words.replace(text.as_str(), &format!("erased:{person}")));
            }
            item.names.retain(|name| name.subject.0 != *person);
        }
        item
    }

    /// Entries as they open at the end of the history.
    pub fn items(&self) -> Vec<Item> {
        (1..=self.len()).map(|seq| self.item(seq, self.len())).collect()
    }

    /// Persons who were erased, with the texts that must be gone.
    pub fn secrets(&self) -> Vec<String> {
        let sealed = self.sealed.iter().flatten();
        let erased = sealed.filter(|(person, _)| self.erased.contains_key(person));
        let still_there: BTreeSet<&String> = self
            .sealed
            .iter()
            .flatten()
            .filter(|(person, _)| !self.erased.contains_key(person))
            .flat_map(|(_, texts)| texts)
            .collect();
        let gone: BTreeSet<&String> = erased.flat_map(|(_, texts)| texts).collect();
        let is_gone =
            |text: &&&String| !still_there.iter().any(|known| known.to_lowercase().contains(&text.to_lowercase()));
        gone.iter().filter(is_gone).map(|text| (*text).clone()).collect()
    }

    /// Brings views up to `to` in batches of random sizes. Each entry is read at some moment between its own and the end of
    /// the batch, and none before the one in front of it: a key that is gone does not come back.
    pub fn follow(&self, views: &mut Views, to: u64, largest: usize, random: &mut Random) -> Result<(), Fault> {
        while views.position() < to {
            let from = views.position() + 1;
            let end = to.min(from + random.below(largest) as u64);
            let mut now = from;
            let batch: Vec<Item> = (from..=end)
                .map(|seq| {
                    now = now.max(seq);
                    // Seldom, so that the reading does not run to the end of the batch at once.
                    if random.one_in(8) {
                        now += random.below((end - now + 1) as usize) as u64;
                    }
                    self.item(seq, now)
                })
                .collect();
            views.apply(&batch, &mut |seq| Ok(self.item(seq, end)))?;
        }
        Ok(())
    }

    /// Views of all entries, in batches of at most `largest`.
    pub fn views(&self, largest: usize) -> Place {
        let place = Place::new();
        self.follow(&mut place.open(), self.len(), largest, &mut Random(largest as u64)).unwrap();
        place
    }
}

pub fn leaf(seq: u64) -> [u8; 32] {
    let mut leaf = [3; 32];
    leaf[..8].copy_from_slice(&seq.to_be_bytes());
    leaf
}

/// Whose identifiers are whose, entry by entry.
#[derive(Default)]
struct Ids {
    parties: u32,
    lots: u32,
    transports: u32,
    persons: BTreeSet<u32>,
    named: BTreeMap<String, u32>,
}

impl Ids {
    /// Applies an entry, and finds the texts of its natural persons.
    fn take(&mut self, item: &Item) -> BTreeMap<u32, BTreeSet<String>> {
        for effect in &item.effects {
            match effect {
                Effect::Party { person } => {
                    self.parties += 1;
                    self.persons.extend(person.then_some(self.parties));
                }
                Effect::Person { party } => {
                    self.persons.insert(party.0);
                }
                Effect::Mint(_) => self.lots += 1,
                Effect::Transport { .. } => self.transports += 1,
                _ => {}
            }
        }
        let parties = item.names.iter().filter(|name| name.kind == NameKind::Party);
        self.named.extend(parties.map(|Name { id, text, .. }| (text.to_string(), *id)));
        let mut found: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        let command = item.command.as_ref().unwrap();
        let mut strings = Vec::new();
        collect(command, &mut strings);
        for text in strings {
            let person = self.named.get(&text).filter(|id| self.persons.contains(id));
            if let Some(id) = person {
                found.entry(*id).or_default().insert(text.clone());
            }
        }
        for (owner, texts) in [("id", vec!["name", "address"]), ("driver", vec!["driver_name"])] {
            for object in [command, command.get("to").unwrap_or(&Value::Null)] {
                let owner = object.get(owner).and_then(Value::as_str).and_then(|text| self.named.get(text));
                let Some(sealed) = owner.and_then(|owner| found.get_mut(owner)) else { continue };
                let texts = texts.iter().filter_map(|name| object.get(name)?.as_str());
                sealed.extend(texts.map(str::to_owned));
            }
        }
        found
    }
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(all) => all.iter().for_each(|one| collect(one, found)),
        Value::Object(all) => all.values().for_each(|one| collect(one, found)),
        _ => {}
    }
}

fn replace(value: &mut Value, texts: &BTreeSet<String>, by: &str) {
    match value {
        Value::String(text) if texts.contains(text) => by.clone_into(text),
        Value::Array(all) => all.iter_mut().for_each(|one| replace(one, texts, by)),
        Value::Object(all) => all.values_mut().for_each(|one| replace(one, texts, by)),
        _ => {}
    }
}
