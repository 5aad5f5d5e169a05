//! The file: it can be begun anew at any time and is the same again, and holds nothing of those who were erased.
#![allow(clippy::unwrap_used, reason = "tests")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "small numbers"
)]

mod common;

use common::ledger_run::stream::Random;
use common::{Journal, Place, REGISTRY};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::Path;
use views::{Fault, Filter, List, Page, Reader, Views};

const STEPS: usize = 300;

fn cases() -> u32 {
    if std::env::var("TAMGA_TEST_TIER").as_deref() == Ok("all") { 300 } else { 16 }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 0, failure_persistence: None, ..ProptestConfig::default() })]

    /// One by one, in batches of any size, stopped and opened again, or built at once after all erasures: the same rows.
    #[test]
    fn batches_and_restarts_leave_no_mark(seed in any::<u32>()) {
        let journal = Journal::random(u64::from(seed), STEPS);
        let mut random = Random(u64::from(seed));
        let expected = journal.views(1).digest();
        prop_assert_eq!(journal.views(60).digest(), expected);
        let place = Place::new();
        while place.open().position() < journal.len() {
            let mut views = place.open();
            let to = journal.len().min(views.position() + 1 + random.below(80) as u64);
            journal.follow(&mut views, to, 25, &mut random).unwrap();
        }
        prop_assert_eq!(place.digest(), expected);
        let rebuilt = Place::new();
        rebuilt.open().apply(&journal.items(), &mut |seq| Ok(journal.item(seq, journal.len()))).unwrap();
        prop_assert_eq!(rebuilt.digest(), expected);
    }

    /// No byte of an erased person's texts is left in the file or beside it.
    #[test]
    fn texts_of_the_erased_are_gone(seed in any::<u32>()) {
        let journal = Journal::random(u64::from(seed), STEPS);
        let place = journal.views(50);
        for secret in journal.secrets() {
            prop_assert!(!place.holds(&secret), "{secret} lies in the views");
            prop_assert!(!place.holds(&secret.to_uppercase()), "{secret} lies in the views");
            prop_assert!(!place.holds(&secret.to_lowercase()), "{secret} lies in the views");
        }
    }

    /// Rows that come in while somebody turns pages are neither shown twice nor hide others.
    #[test]
    fn pages_hold_while_entries_come_in(seed in any::<u32>()) {
        let journal = Journal::random(u64::from(seed), STEPS);
        let mut random = Random(u64::from(seed));
        let place = Place::new();
        let mut views = place.open();
        journal.follow(&mut views, journal.len() / 3, 50, &mut random).unwrap();
        for list in List::ALL {
            let reader = place.reader();
            let oldest_first = random.one_in(2);
            let mut page = Page { after: None, limit: 3, oldest_first };
            let before = all(&reader, list);
            let mut seen = Vec::new();
            loop {
                let found = reader.list(list, &Filter::default(), &page).unwrap();
                seen.extend(found.ids);
                let to = journal.len().min(views.position() + random.below(6) as u64);
                journal.follow(&mut views, to, 5, &mut random).unwrap();
                page.after = found.next;
                if page.after.is_none() {
                    break;
                }
            }
            let once: BTreeSet<i64> = seen.iter().copied().collect();
            prop_assert_eq!(once.len(), seen.len(), "{:?}: shown twice", list);
            // Stock may go meanwhile; whatever is there before and after must have been shown.
            let after = all(&reader, list);
            let missing: Vec<_> = before.intersection(&after).filter(|id| !once.contains(id)).collect();
            prop_assert!(missing.is_empty(), "{:?}: {:?} were skipped", list, missing);
        }
    }
}

fn all(reader: &Reader, list: List) -> BTreeSet<i64> {
    let page = Page { limit: 100_000, ..Page::default() };
    reader.list(list, &Filter::default(), &page).unwrap().ids.into_iter().collect()
}

/// Views of a history, with the digest that they must have whenever they are built.
fn built() -> (Journal, Place, [u8; 32]) {
    let journal = Journal::random(7, STEPS);
    let place = journal.views(40);
    let digest = place.digest();
    (journal, place, digest)
}

/// Opens views that cannot be used as they are, brings them up to date, and compares.
fn begun_anew(journal: &Journal, place: &Place, digest: [u8; 32]) {
    let opened = Views::open(&place.path, REGISTRY).unwrap();
    assert!(opened.begun_anew);
    let mut views = opened.views;
    assert_eq!((views.position(), views.leaf()), (0, [0; 32]));
    journal.follow(&mut views, journal.len(), 40, &mut Random(1)).unwrap();
    assert_eq!(place.digest(), digest);
}

#[test]
fn views_know_where_they_are() {
    let (journal, place, digest) = built();
    let opened = Views::open(&place.path, REGISTRY).unwrap();
    assert!(!opened.begun_anew);
    let mut views = opened.views;
    assert_eq!((views.position(), views.leaf()), (journal.len(), common::leaf(journal.len())));
    views.restart().unwrap();
    assert_eq!((views.position(), views.leaf(), place.reader().position().unwrap()), (0, [0; 32], 0));
    assert_ne!(place.digest(), digest);
    journal.follow(&mut views, journal.len(), 33, &mut Random(2)).unwrap();
    assert_eq!(place.digest(), digest);
}

#[test]
fn a_file_of_another_registry_is_begun_anew() {
    let (journal, place, digest) = built();
    let opened = Views::open(&place.path, [1; 16]).unwrap();
    assert!(opened.begun_anew && opened.views.position() == 0);
    drop(opened);
    begun_anew(&journal, &place, digest);
}

#[test]
fn a_file_that_is_no_database_is_begun_anew() {
    let (journal, place, digest) = built();
    fs::write(&place.path, "This is no database, but long enough to look like one. ".repeat(100)).unwrap();
    begun_anew(&journal, &place, digest);
    fs::write(&place.path, "short").unwrap();
    begun_anew(&journal, &place, digest);
    rusqlite::Connection::open_in_memory().unwrap().execute("VACUUM INTO ?1", [other(&place)]).unwrap();
    fs::rename(other(&place), &place.path).unwrap();
    let foreign = rusqlite::Connection::open(&place.path).unwrap();
    foreign.execute_batch("CREATE TABLE meta (name, value); CREATE TABLE guests (name)").unwrap();
    drop(foreign);
    begun_anew(&journal, &place, digest);
}

fn other(place: &Place) -> String {
    place.folder.path().join("other").to_str().unwrap().to_owned()
}

#[test]
fn a_file_that_was_cut_off_is_begun_anew() {
    let (journal, place, digest) = built();
    for left in [|length| length / 2, |length| length - 4096, |_| 4096, |_| 100] as [fn(u64) -> u64; 4] {
        let length = fs::metadata(&place.path).unwrap().len();
        OpenOptions::new().write(true).open(&place.path).unwrap().set_len(left(length)).unwrap();
        begun_anew(&journal, &place, digest);
    }
}

#[test]
fn an_empty_file_is_filled() {
    let (journal, place, digest) = built();
    fs::write(&place.path, "").unwrap();
    let mut views = place.open();
    journal.follow(&mut views, journal.len(), 40, &mut Random(3)).unwrap();
    assert_eq!(place.digest(), digest);
}

/// Damage inside is met when it is read. It is told apart from other faults, and beginning anew mends it.
#[test]
fn damage_in_the_middle_is_found_and_mended() {
    let journal = Journal::random(7, STEPS);
    let place = Place::new();
    let half = journal.len() / 2;
    journal.follow(&mut place.open(), half, 40, &mut Random(1)).unwrap();
    scribble(&place.path);
    let opened = Views::open(&place.path, REGISTRY);
    let mut views = opened.unwrap().views;
    let result = journal.follow(&mut views, journal.len(), 40, &mut Random(1));
    if let Err(fault) = result {
        assert!(fault.is_damage(), "{fault:?}");
        views.restart().unwrap();
    }
    journal.follow(&mut views, journal.len(), 40, &mut Random(1)).unwrap();
    drop(views);
    assert_eq!(place.digest(), journal.views(30).digest());
}

/// Overwrites every page but the first.
fn scribble(path: &Path) {
    let file = OpenOptions::new().read(true).write(true).open(path).unwrap();
    for page in 1..file.metadata().unwrap().len() / 4096 {
        file.write_all_at(&[0x5a; 4096], page * 4096).unwrap();
    }
}

/// A batch that fails in its middle, or whose writer dies, leaves what was there before.
#[test]
fn a_batch_is_in_the_views_whole_or_not_at_all() {
    let journal = Journal::random(11, STEPS);
    let place = Place::new();
    let mut views = place.open();
    let half = journal.len() / 2;
    journal.follow(&mut views, half, 30, &mut Random(1)).unwrap();
    let (digest, leaf) = (place.digest(), views.leaf());
    let gap = [journal.item(half + 1, half + 3), journal.item(half + 3, half + 3)];
    let fault = views.apply(&gap, &mut |seq| Ok(journal.item(seq, half))).unwrap_err();
    assert!(matches!(fault, Fault::Damaged { .. }), "{fault:?}");
    assert_eq!((views.position(), views.leaf(), place.digest()), (half, leaf, digest));
    journal.follow(&mut views, journal.len(), 30, &mut Random(1)).unwrap();
    drop(views);
    assert_eq!(place.digest(), journal.views(30).digest());
}

/// The file as it lies on the disk while a writer is in the middle of a batch, taken over by another one.
#[test]
fn a_writer_that_dies_leaves_what_was_there() {
    let erases = |effect: &ledger::Effect| matches!(effect, ledger::Effect::Erase { .. });
    let erases_late = |journal: &Journal| {
        let items = journal.items();
        items[items.len() / 2..].iter().flat_map(|item| &item.effects).any(erases)
    };
    let journal = (0..200).map(|seed| Journal::random(seed, STEPS)).find(erases_late).unwrap();
    let place = Place::new();
    let mut views = place.open();
    let half = journal.len() / 2;
    journal.follow(&mut views, half, 30, &mut Random(1)).unwrap();
    let digest = place.digest();
    let after = Place::new();
    let rest: Vec<_> = (half + 1..=journal.len()).map(|seq| journal.item(seq, journal.len())).collect();
    let mut copied = false;
    let result = views.apply(&rest, &mut |seq| {
        for file in fs::read_dir(place.folder.path()).unwrap() {
            let file = file.unwrap();
            // What is shared among processes dies with them.
            if !file.file_name().to_str().unwrap().ends_with("-shm") {
                fs::copy(file.path(), after.folder.path().join(file.file_name())).unwrap();
            }
        }
        copied = true;
        Err(Fault::again(seq, std::io::Error::other("the journal is gone")))
    });
    assert!(result.is_err() && copied);
    for place in [&place, &after] {
        let mut views = place.open();
        assert_eq!((views.position(), place.digest()), (half, digest));
        journal.follow(&mut views, journal.len(), 30, &mut Random(1)).unwrap();
        assert_eq!(place.digest(), journal.views(30).digest());
    }
}

#[test]
fn there_are_no_lists_before_they_were_made() {
    let place = Place::new();
    assert!(matches!(Reader::open(&place.path), Err(Fault::Missing { .. })));
    fs::write(&place.path, "no database at all, however long it may be").unwrap();
    assert!(Reader::open(&place.path).is_err());
}
