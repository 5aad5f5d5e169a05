//! Power losses, kills and failing disks at random moments, each run from its seed.
//!
//! The law: what was answered is there after the restart with the answer that was given; entries are whole; the state is
//! that of a replay. After a fault nothing is answered any more.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{balance, note, parse, settings, texts};
use registry::{Answer, AnswerOutcome, Fault, Registry, Settings};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::files::{FaultyFiles, Files, Plan, Random, SimDisk};
use tempfile::TempDir;

/// A simulated disk for the files and a real folder for lock and lineage, which are no part of the truth.
struct Machine {
    _folder: TempDir,
    dir: PathBuf,
    disk: SimDisk,
    settings: Settings,
}

impl Machine {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("data");
        let machine = Self { dir, _folder: folder, disk: SimDisk::new(), settings: settings() };
        let mut above: Vec<&Path> = machine.dir.ancestors().skip(1).collect();
        above.reverse();
        for pair in above.windows(2) {
            machine.disk.create_dir(pair[1]).unwrap();
            machine.disk.sync_dir(pair[0]).unwrap();
        }
        machine
    }

    fn settings(&self, plan: Plan) -> Settings {
        let lose = self.disk.clone();
        let files = FaultyFiles::new(self.disk.files(), plan, move |path| lose.lose_unsynced(path));
        Settings { files: Arc::new(files), segment_bytes: 20_000, lists: false, ..self.settings.clone() }
    }

    fn open(&self, plan: Plan) -> Result<Registry, Fault> {
        Registry::open(&self.dir, self.settings(plan)).map(|(registry, _)| registry)
    }
}

/// Answers that submitters got, with their commands.
#[derive(Default)]
struct Answered(Vec<(Value, Answer)>);

impl Answered {
    /// Submits until something fails: single commands, batches, snapshots.
    fn work(&mut self, registry: &Registry, random: &mut Random, life: u64) {
        for step in 0..random.below(20) {
            let batch: Vec<Value> =
                (0..=random.below(4)).map(|n| self.command(random, life * 1000 + step * 10 + n)).collect();
            match registry.submit_many(batch.iter().map(parse).collect()) {
                Ok(answers) => self.0.extend(batch.into_iter().zip(answers)),
                Err(fault) => {
                    assert!(!fault.to_string().is_empty());
                    let next = registry.submit(&parse(&balance("never", 1)));
                    assert!(matches!(next, Err(Fault::Stopped { .. })), "after a fault nothing is answered: {next:?}");
                    return;
                }
            }
            if random.below(8) == 0 {
                // May fail with the disk; entries are the truth.
                let _ = registry.snapshot();
            }
        }
    }

    fn command(&self, random: &mut Random, number: u64) -> Value {
        let lots: Vec<String> = self.0.iter().flat_map(|(_, answer)| texts(&answer.lots)).collect();
        match random.below(4) {
            0 if !self.0.is_empty() => {
                let at = usize::try_from(random.below(self.0.len() as u64)).unwrap();
                self.0[at].0.clone()
            }
            1 | 2 if !lots.is_empty() => {
                let at = usize::try_from(random.below(lots.len() as u64)).unwrap();
                note(&format!("N-{number}"), &lots[at..=at], if random.below(5) == 0 { "5000" } else { "1" })
            }
            _ => balance(&format!("O-{number}"), 2),
        }
    }

    fn check(&self, registry: &Registry) -> Result<(), String> {
        let documents: Vec<Value> =
            registry.documents().and_then(Iterator::collect).map_err(|fault| format!("documents: {fault}"))?;
        for (command, answer) in &self.0 {
            let place = usize::try_from(answer.entry).unwrap() - 1;
            let Some(document) = documents.get(place) else {
                return Err(format!("entry {} was answered for and is gone", answer.entry));
            };
            if document["command"] != trade::command::write(&parse(command)) {
                return Err(format!("entry {} holds another command", answer.entry));
            }
            let given = serde_json::to_value(answer).unwrap();
            if answer.outcome != AnswerOutcome::Duplicate && document["answer"] != given {
                return Err(format!("entry {} has the answer {}, given was {given}", answer.entry, document["answer"]));
            }
        }
        Ok(())
    }
}

fn run(seed: u64) -> Result<usize, String> {
    let mut random = Random(seed);
    let mut machine = Machine::new();
    let mut answered = Answered::default();
    drop(Registry::create(&machine.dir, machine.settings(Plan::default())).unwrap());
    for life in 0..8 {
        let fail_sync = if random.below(3) == 0 { 2 + random.below(12) } else { 0 };
        let plan = Plan { power: Some(random.below(150)), fail_sync, ..Plan::default() };
        match machine.open(plan) {
            Ok(registry) => {
                answered.check(&registry)?;
                answered.work(&registry, &mut random, life);
            }
            Err(Fault::Store(store::Fault::Io { .. }) | Fault::Stopped { .. }) => {}
            Err(fault) => return Err(format!("refused: {fault}")),
        }
        // After a kill the next life begins on what was written, synced or not.
        if random.below(3) > 0 {
            machine.disk = machine.disk.crash(random.number());
        }
    }
    let registry = machine.open(Plan::default()).map_err(|fault| format!("refused: {fault}"))?;
    answered.check(&registry)?;
    let digest = registry.state_digest().unwrap();
    let root = registry.root();
    drop(registry);
    let report = registry::verify(&machine.dir, &machine.disk.files()).map_err(|fault| fault.to_string())?;
    if !report.is_sound() || report.state != digest || report.root != root {
        return Err(report.to_string());
    }
    Ok(answered.0.len())
}

#[test]
fn what_was_answered_survives() {
    let seeds = if std::env::var("TAMGA_TEST_TIER").is_ok_and(|tier| tier == "all") { 3000 } else { 60 };
    let mut answers = 0;
    for seed in 0..seeds {
        answers += run(seed).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
    }
    assert!(answers > 300, "the runs are worth something only if they answer: {answers}");
}

#[test]
fn a_failing_disk_answers_nothing() {
    let written = Plan { space: Some(9000), ..Plan::default() };
    for plan in [Plan { fail_sync: 6, ..Plan::default() }, Plan { fail_write: 6, ..Plan::default() }, written] {
        let machine = Machine::new();
        drop(Registry::create(&machine.dir, machine.settings(Plan::default())).unwrap());
        let registry = machine.open(plan).unwrap();
        let mut answered = Answered::default();
        let mut failed = false;
        for n in 0..200 {
            let command = balance(&format!("O-{n}"), 2);
            match registry.submit(&parse(&command)) {
                Ok(answer) => {
                    assert!(!failed, "{plan:?}: nothing is answered after the fault");
                    answered.0.push((command, answer));
                }
                Err(_) => failed = true,
            }
        }
        assert!(failed && registry.status().stopped.is_some(), "{plan:?}");
        assert!(registry.close().is_err());
        let registry = Machine { disk: machine.disk.crash(7), ..machine }.open(Plan::default()).unwrap();
        answered.check(&registry).unwrap();
    }
}
