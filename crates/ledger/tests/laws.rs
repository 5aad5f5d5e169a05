//! The laws over random command streams, after every step.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(unreachable_pub, reason = "shared test code")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "small numbers in tests")]

mod common;

use common::stream::Stream;
use common::{Run, bytes_of};
use proptest::prelude::*;

/// Steps of one stream.
const STEPS: usize = 160;

fn cases() -> u32 {
    if std::env::var("TAMGA_TEST_TIER").as_deref() == Ok("all") { 2000 } else { 60 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold_after_every_step(seed in any::<u64>()) {
        let mut run = Run::default();
        let mut stream = Stream::new(&mut run, seed);
        for step in 0..STEPS {
            let command = stream.step();
            let report = ledger::laws::check(&stream.run.books.state);
            prop_assert!(report.broken.is_empty(), "seed {} step {}: {}: {:?}", seed, step, command, report.broken);
        }
        // L6: a replay gives the same state, with the names and without them.
        let live = bytes_of(&mut run.books);
        let (mut again, moves) = run.replayed(true);
        prop_assert_eq!(&bytes_of(&mut again), &live);
        prop_assert_eq!(&moves, &run.moves);
        let (mut nameless, _) = run.replayed(false);
        prop_assert_eq!(&bytes_of(&mut nameless), &live);
    }

    /// The independent auditor re-computes the books from the documents and finds nothing.
    #[test]
    fn the_auditor_agrees(seed in any::<u64>()) {
        let mut run = Run::default();
        let mut stream = Stream::new(&mut run, seed);
        for _ in 0..STEPS {
            stream.step();
        }
        let report = audit::run(run.document_stream().as_bytes(), run.dump().as_bytes());
        prop_assert!(report.is_clean(), "seed {}: {:#?}", seed, report.findings().take(12).collect::<Vec<_>>());
    }
}
