//! Synthetic countries, in the books of a registry.
#![allow(clippy::unwrap_used, reason = "a helper of tests may fail like a test")]

mod books;
mod shares;
mod truth;
mod variety;

use sim::{Batch, Country, Settings};

/// The declarations that goods are drawn from.
pub(crate) const DECLARATIONS: &[u8] = include_bytes!("../../../../data/customs_declarations_kr/train.csv.gz");

/// A country with these settings.
pub(crate) fn country(settings: Settings) -> Country {
    Country::new(settings, DECLARATIONS).unwrap_or_else(|error| panic!("{error}: {error:?}"))
}

pub(crate) fn settings(lines: u64, seed: u64) -> Settings {
    Settings { lines, seed, ..Settings::default() }
}

/// A long test runs with the tier `all` only.
pub(crate) fn is_all() -> bool {
    std::env::var("TAMGA_TEST_TIER").is_ok_and(|tier| tier == "all")
}

fn bytes(settings: Settings) -> (String, String) {
    let batches: Vec<Batch> = country(settings).collect();
    let join = |part: fn(&Batch) -> &str| batches.iter().map(part).collect::<String>();
    (join(Batch::text), join(Batch::truth))
}

#[test]
fn a_seed_gives_the_same_bytes() {
    let planted = || Settings { plant: sim::Kind::ALL.iter().map(|kind| (*kind, 2)).collect(), ..settings(3_000, 7) };
    let first = bytes(planted());
    assert_eq!(first, bytes(planted()));
    assert_ne!(first.0, bytes(settings(3_000, 8)).0);
}

/// The digest is written here so that a machine that differs is found. A change of what is drawn changes it: then all
/// countries of this version differ from those of the last, and CHANGELOG.md says so.
#[test]
fn the_bytes_are_the_same_on_every_machine() {
    let plant = sim::Kind::ALL.iter().map(|kind| (*kind, 1)).collect();
    let (documents, truth) = bytes(Settings { plant, ..settings(1_000, 1) });
    // FNV-1a: nobody forges a country.
    let fold = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let digest = documents.bytes().chain(truth.bytes()).fold(0xcbf2_9ce4_8422_2325, fold);
    assert_eq!(format!("{digest:016x}"), "0701e95c8f4f345d");
}

#[test]
fn a_country_has_about_the_lines_it_was_asked_for() {
    for (lines, seed, percent) in [(2_000, 1, 8), (2_000, 2, 8), (20_000, 1, 8), (200_000, 3, 6)] {
        let mut country = country(settings(lines, seed));
        country.by_ref().for_each(drop);
        let off = country.lines().abs_diff(lines) * 100 / lines;
        assert!(off <= percent, "{} lines instead of {lines}", country.lines());
    }
}

#[test]
fn settings_that_cannot_be_used_are_told_all_at_once() {
    let wrong = Settings { lines: 3, days: 5, errors: 900, ..Settings::default() };
    let Err(sim::CountryError::Settings(found)) = Country::new(wrong, DECLARATIONS) else { panic!("a country") };
    assert_eq!(found.len(), 3, "{found:?}");
}
