//! Power losses at every moment, over a disk that loses what was not synced. Each run follows from its seed. Some lives end
//! by a kill instead: what was not synced stays readable, and is lost by a later power loss only.
//!
//! The law: what was acknowledged is there after the restart, in order and unchanged; what was not is there as a whole
//! group or not at all; the journal opens, and goes on. Broken journals must fail the same runs.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::path::Path;
use std::sync::Arc;

use store::files::{FaultyFiles, Plan, Random, SimDisk};
use store::journal::{Journal, Options, Record, Sabotage};
use store::{Fault, Opened};

const DIR: &str = "/data/journal";

/// Entries that the test pushed, and where their groups end.
#[derive(Default)]
struct Model {
    pushed: Vec<Record>,
    group_ends: Vec<usize>,
    acknowledged: usize,
}

#[derive(Debug, Default)]
struct Seen {
    crashes: u64,
    torn: u64,
    entries: u64,
}

fn options(random: &mut Random, sabotage: Sabotage) -> Options {
    Options { segment_bytes: 500 + random.below(8000), sabotage, ..Options::default() }
}

fn files_of(disk: &SimDisk, plan: Plan) -> FaultyFiles {
    let lose = disk.clone();
    FaultyFiles::new(disk.files(), plan, move |path| lose.lose_unsynced(path))
}

/// Content differs from one life of the journal to the next, so that leftovers of an older life are noticed.
fn record(seq: u64, random: &mut Random) -> Record {
    let mut part = |max: u64| {
        let length = random.below(max);
        // Zeros too: a lost sector must not be told from content by luck alone.
        (0..length).map(|_| if random.below(4) == 0 { 0 } else { random.number() as u8 }).collect()
    };
    Record { seq, header: part(40), body: part(300), openings: part(900) }
}

fn push_groups(journal: &mut Journal, model: &mut Model, random: &mut Random) {
    for _ in 0..=random.below(12) {
        for _ in 0..=random.below(6) {
            let record = record(journal.next_seq(), random);
            journal.push(&record).unwrap();
            model.pushed.push(record);
        }
        model.group_ends.push(model.pushed.len());
        match journal.commit() {
            Ok(position) => model.acknowledged = position.seq as usize,
            Err(_) => return,
        }
    }
}

fn check(journal: &Journal, opened: &Opened, model: &mut Model) -> Result<(), String> {
    let found: Vec<Record> = match journal.iter_from(1).and_then(Iterator::collect) {
        Ok(found) => found,
        Err(fault) => return Err(format!("unreadable: {fault}")),
    };
    if found.len() < model.acknowledged {
        return Err(format!("{} entries were acknowledged, {} are left", model.acknowledged, found.len()));
    }
    if found.len() > model.pushed.len() || found != model.pushed[..found.len()] {
        return Err("entries differ from what was pushed".to_owned());
    }
    if found.len() as u64 + 1 != opened.next_seq || !(found.is_empty() || model.group_ends.contains(&found.len())) {
        return Err(format!("half a group: {} entries", found.len()));
    }
    journal.verify().map_err(|fault| format!("verify: {fault}"))?;
    for seq in [1, opened.next_seq / 2, opened.next_seq - 1] {
        let expected = (seq as usize).checked_sub(1).and_then(|at| found.get(at)).cloned();
        if journal.read(seq).map_err(|fault| format!("read: {fault}"))? != expected {
            return Err(format!("entry {seq} reads otherwise"));
        }
    }
    model.pushed.truncate(found.len());
    model.group_ends.retain(|end| *end <= found.len());
    model.acknowledged = found.len();
    Ok(())
}

/// Several lives of one journal, each ended by a power loss at a random change.
fn run(seed: u64, sabotage: Sabotage) -> Result<Seen, String> {
    let mut random = Random(seed);
    let (mut disk, mut model, mut seen) = (SimDisk::new(), Model::default(), Seen::default());
    let options = options(&mut random, sabotage);
    drop(Journal::create(disk.files(), Path::new(DIR), [7; 16], 1, options).unwrap());
    for _ in 0..9 {
        let fail_sync = if random.below(3) == 0 { 1 + random.below(6) } else { 0 };
        let plan = Plan { power: Some(random.below(60)), fail_sync, ..Plan::default() };
        let files = Arc::new(files_of(&disk, plan));
        match Journal::open(files, Path::new(DIR), options) {
            Ok((mut journal, opened)) => {
                seen.torn += u64::from(opened.torn.is_some());
                check(&journal, &opened, &mut model)?;
                push_groups(&mut journal, &mut model, &mut random);
            }
            Err(Fault::Io { .. }) => {}
            Err(fault) => return Err(format!("refused: {fault}")),
        }
        // After a kill the next life begins on what was written, synced or not.
        if random.below(3) > 0 {
            disk = disk.crash(random.number());
            seen.crashes += 1;
        }
    }
    let (journal, opened) =
        Journal::open(disk.files(), Path::new(DIR), options).map_err(|fault| format!("refused: {fault}"))?;
    check(&journal, &opened, &mut model)?;
    seen.entries = model.pushed.len() as u64;
    Ok(seen)
}

#[test]
fn acknowledged_entries_survive_and_groups_are_whole() {
    let mut seen = Seen::default();
    for seed in 0..800 {
        let one = run(seed, Sabotage::Nothing).unwrap_or_else(|why| panic!("seed {seed}: {why}"));
        seen.crashes += one.crashes;
        seen.torn += one.torn;
        seen.entries += one.entries;
    }
    // The runs are worth something only if they meet what they are for.
    assert!(seen.torn > 150 && seen.entries > 5_000, "{seen:?}");
}

#[test]
fn broken_journals_fail_the_same_runs() {
    for sabotage in [Sabotage::SkipSync, Sabotage::RetrySync, Sabotage::KeepTorn, Sabotage::TrustFound] {
        let caught = (0..200).filter(|seed| run(*seed, sabotage).is_err()).count();
        assert!(caught >= 5, "{sabotage:?} was caught in {caught} of 200 runs");
    }
}

#[test]
fn power_loss_while_creating_leaves_nothing_or_a_journal() {
    for power in 0..12 {
        for seed in 0..30 {
            let disk = SimDisk::new();
            let plan = Plan { power: Some(power), ..Plan::default() };
            let files = Arc::new(files_of(&disk, plan));
            let created = Journal::create(files, Path::new(DIR), [7; 16], 1, Options::default()).is_ok();
            let after = disk.crash(seed);
            match Journal::open(after.files(), Path::new(DIR), Options::default()) {
                Ok((_, opened)) => assert_eq!(opened.next_seq, 1),
                Err(Fault::Missing { .. }) => {
                    assert!(!created);
                    Journal::create(after.files(), Path::new(DIR), [7; 16], 1, Options::default()).unwrap();
                }
                Err(fault) => panic!("power {power}, seed {seed}: {fault}"),
            }
        }
    }
}
