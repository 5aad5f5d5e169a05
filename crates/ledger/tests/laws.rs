//! The laws over random command streams, after every step.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(unreachable_pub, clippy::needless_pass_by_value, reason = "shared test code reads best so")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "small numbers in tests")]

mod common;

use common::stream::Stream;
use common::{Run, bytes_of};
use ledger::moves::{Move, Stop};
use ledger::state::Arrays;
use ledger::trace::{self, Direction, Start, path};
use ledger::{Books, Effect, LotId, State};
use proptest::prelude::*;
use std::collections::BTreeMap;
use trade::quantity::Quantity;

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

    /// Books loaded from the pages of a snapshot in mid-stream go on exactly as those that never stopped.
    #[test]
    fn books_from_a_snapshot_go_on_alike(seed in any::<u64>()) {
        let mut run = Run::default();
        let mut stream = Stream::new(&mut run, seed);
        for _ in 0..STEPS / 2 {
            stream.step();
        }
        let mut loaded = reloaded(&mut stream.run.books);
        let from = stream.run.entries.len();
        for _ in 0..STEPS / 2 {
            stream.step();
        }
        for (seq, tag, effects, names) in &run.entries[from..] {
            loaded.replay(*seq, *tag, effects, names);
        }
        prop_assert_eq!(bytes_of(&mut loaded), bytes_of(&mut run.books));
    }

    /// Every sum of every trace agrees, and each graph says what a scan over all moves says.
    #[test]
    fn traces_agree_with_a_scan(seed in any::<u64>()) {
        let mut run = Run::default();
        let mut stream = Stream::new(&mut run, seed);
        for _ in 0..STEPS {
            stream.step();
        }
        let scanned = scan(&run.moves);
        for lot in (1..=run.books.state.lots.len()).map(LotId) {
            for direction in [Direction::Up, Direction::Down] {
                let trace = trace::trace(&run.books, &run.moves, Start::Lot(lot), direction, usize::MAX);
                prop_assert!(trace.complete && trace.sums_agree(), "seed {}: {:?}", seed, trace);
                for edge in &trace.edges {
                    let (from, to) = (trace.nodes[edge.from].place, trace.nodes[edge.to].place);
                    let key = if from.lot == to.lot { (from.lot, from.stop, to.stop) } else {
                        (from.lot, Stop::Lot(from.lot), Stop::Lot(to.lot))
                    };
                    prop_assert_eq!(scanned.get(&key), Some(&edge.quantity.0));
                }
            }
            check_made(&run, lot)?;
            check_shares(&run, lot)?;
        }
    }
}

/// The same books, by way of the bytes of their pages.
fn reloaded(books: &mut Books) -> Books {
    let (frozen, meta, _) = books.state.freeze();
    let mut arrays = Arrays::default();
    for arena in Arrays::ARENAS {
        for page in 0..frozen.page_count(*arena) {
            assert!(arrays.load(*arena, &frozen.encode(*arena, page).unwrap()));
        }
    }
    let (names, _) = books.directory.freeze();
    let state = State::from_arrays(arrays, meta);
    let directory = ledger::Directory::from_names(names, |name| state.scope_of(name));
    Books { state, directory }
}

/// All moves added up by lot, from, to.
fn scan(moves: &[Move]) -> BTreeMap<(LotId, Stop, Stop), u128> {
    let mut sums = BTreeMap::new();
    for one in moves {
        *sums.entry((one.lot, one.from, one.to)).or_default() += u128::from(one.quantity.micros());
    }
    sums
}

/// L5: what the edges into a lot made is all of it; what they used up of a lot is all that was consumed with a product.
fn check_made(run: &Run, lot: LotId) -> Result<(), TestCaseError> {
    let moves = trace::moves_of(&run.books, &run.moves, lot);
    let sum = |pick: &dyn Fn(&&Move) -> bool| -> u128 {
        moves.iter().filter(pick).map(|m| u128::from(m.quantity.micros())).sum()
    };
    let minted = u128::from(run.books.state.lot(lot).minted.quantity.micros());
    if run.books.state.lot(lot).source == ledger::Account::Transformed {
        let made = sum(&|m| m.to == Stop::Lot(lot));
        let corrected = sum(&|m| m.from == Stop::Account(ledger::Account::Transformed));
        prop_assert_eq!(made.max(corrected), corrected.max(minted));
    }
    let used = sum(&|m| m.from == Stop::Lot(lot));
    let consumed = sum(&|m| m.to == Stop::Account(ledger::Account::Consumed));
    prop_assert!(used <= consumed);
    Ok(())
}

/// The shares of a draw: the bounds hold the convention, and the convention adds up to the draw.
fn check_shares(run: &Run, lot: LotId) -> Result<(), TestCaseError> {
    let mut draws: BTreeMap<(u64, String), [u64; 3]> = BTreeMap::new();
    for share in path::shares(&run.books, &run.moves, lot) {
        let ordered = |q: Quantity| q.micros();
        prop_assert!(share.min <= share.max);
        let sums = draws.entry((share.seq, format!("{:?}{:?}{:?}", share.owner, share.place, share.draw))).or_default();
        for (sum, part) in sums.iter_mut().zip([ordered(share.min), ordered(share.fifo), ordered(share.max)]) {
            *sum = sum.saturating_add(part);
        }
    }
    for [min, fifo, max] in draws.values() {
        prop_assert!(min <= fifo && fifo <= max, "{min} <= {fifo} <= {max}");
    }
    Ok(())
}

#[test]
fn fuzz_effects_are_read_without_panic() {
    bolero::check!().with_iterations(20_000).for_each(|bytes: &[u8]| {
        if let Ok(effects) = minicbor::decode::<Vec<Effect>>(bytes) {
            let again = minicbor::to_vec(&effects).unwrap();
            assert_eq!(minicbor::decode::<Vec<Effect>>(&again).unwrap(), effects);
        }
        let mut arrays = Arrays::default();
        for arena in Arrays::ARENAS {
            arrays.load(*arena, bytes);
        }
        let record = <&[u8; 48]>::try_from(bytes).ok();
        if let Some(one) = record.and_then(Move::from_bytes) {
            assert_eq!(Move::from_bytes(&one.to_bytes()), Some(one));
        }
    });
}
