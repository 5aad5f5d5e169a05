//! Random histories: the registry and the books of the ledger's own tests agree, restarts change nothing, and the
//! independent auditor sees no difference.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;
#[allow(unreachable_pub, clippy::pedantic, reason = "helpers of the ledger's own tests")]
#[path = "../../ledger/tests/common/mod.rs"]
mod ledger_run;

use common::Place;
use ledger_run::Run;
use ledger_run::stream::Stream;
use proptest::prelude::*;
use registry::Registry;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use trade::date::Timestamp;

/// A place whose clock is set by the test.
fn place(clock: &Arc<AtomicI64>) -> Place {
    let mut place = Place::new();
    let clock = Arc::clone(clock);
    place.settings.clock = Arc::new(move || Timestamp::from_millis(clock.load(Ordering::Relaxed)).unwrap());
    place
}

/// What a restart must not change.
fn shape(registry: &Registry) -> (tlog::Hash, [u8; 32]) {
    (registry.root(), registry.state_digest().unwrap())
}

fn check(seed: u64, steps: usize, restarts: &[usize]) {
    let clock = Arc::new(AtomicI64::new(0));
    let place = place(&clock);
    let mut run = Run::default();
    clock.store(run.now.millis(), Ordering::Relaxed);
    let mut registry = place.create();
    run.numbers = registry.numbers().clone();
    let mut stream = Stream::new(&mut run, seed);
    for step in 0..steps {
        let command = stream.step();
        clock.store(stream.run.now.millis(), Ordering::Relaxed);
        common::submit(&registry, &command);
        if restarts.contains(&step) {
            if step % 2 == 0 {
                registry.snapshot().unwrap();
            }
            let before = shape(&registry);
            drop(registry);
            registry = place.open();
            assert_eq!(shape(&registry), before, "a restart after step {step}");
        }
    }
    let numbers = registry.numbers().clone();
    let rows = |books: &ledger::Books| -> String {
        ledger::dump::rows(books, &numbers).map(|row| row.to_string() + "\n").collect()
    };
    let books = registry.read(|books, _| rows(books)).unwrap();
    assert_eq!(books, run.dump());
    let documents: String = registry.documents().unwrap().map(|line| line.unwrap().to_string() + "\n").collect();
    // Whether the auditor agrees with the ledger is the ledger's test; here it must not see a difference.
    if !documents.contains("erased:") {
        let report = audit::run(documents.as_bytes(), books.as_bytes()).to_string();
        assert_eq!(report, audit::run(run.document_stream().as_bytes(), run.dump().as_bytes()).to_string());
    }
    assert_eq!(documents.lines().count(), run.documents.len());
    for (line, expected) in documents.lines().zip(&run.documents) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line.to_string().contains("erased:") {
            continue;
        }
        for part in ["entry", "recorded_at", "command"] {
            assert_eq!(line[part], expected[part]);
        }
        for part in ["outcome", "lots", "notes", "problems"] {
            assert_eq!(line["answer"][part], expected["answer"][part]);
        }
    }
    let (root, state) = shape(&registry);
    drop(registry);
    let report = place.verify();
    assert_eq!((report.root, report.state), (root, state));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_restart_changes_nothing(seed in any::<u32>(), steps in 20..150_usize, restarts in prop::collection::vec(0..150_usize, 0..4)) {
        check(u64::from(seed), steps, &restarts);
    }
}
