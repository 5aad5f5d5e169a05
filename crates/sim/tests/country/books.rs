//! What the books make of a country: every answer is the one expected, and the stock is the one the country believes in.

use super::{country, is_all, settings};
use ledger::books::{Context, Numbers};
use ledger::moves::Move;
use ledger::{Books, LotId, Outcome, Policy};
use sim::{Country, Expect, Kind, Settings, Shares};
use std::collections::BTreeMap;
use trade::command::{self, Submission};
use trade::public_number::NumberKey;
use trade::quantity::Quantity;

/// Books, and the keys that were used.
struct Registry {
    books: Books,
    moves: Vec<Move>,
    numbers: Numbers,
    keys: BTreeMap<String, String>,
}

/// What became of a document.
enum Found {
    Answer(Outcome, Vec<&'static str>),
    Repeated,
    Conflict,
    Rejected,
}

impl Registry {
    fn new() -> Self {
        let numbers = Numbers { prefix: "KZ".parse().unwrap(), key: NumberKey([7; 16]) };
        Self { books: Books::default(), moves: Vec::new(), numbers, keys: BTreeMap::new() }
    }

    fn put(&mut self, text: &str) -> Found {
        let Ok(submission) = command::parse(text) else { return Found::Rejected };
        let content = submission.canonical();
        let key = key(&submission, &content);
        if let Some(known) = self.keys.get(&key) {
            return if *known == content { Found::Repeated } else { Found::Conflict };
        }
        let seq = self.books.state.seq() + 1;
        let mut tag = [0; 16];
        tag[..8].copy_from_slice(&seq.to_le_bytes());
        let now = "2027-06-01T08:00:00Z".parse().unwrap();
        let policy = Policy::default();
        let context = Context { seq, now, tag, policy: &policy, numbers: &self.numbers, moves: &self.moves };
        let decision = self.books.submit(&submission, &context);
        self.moves.extend(self.books.state.take_moves());
        self.keys.insert(key, content);
        Found::Answer(decision.outcome, decision.problems.iter().map(|problem| problem.code).collect())
    }

    /// What is in stock, on lines and abroad of each lot.
    fn balances(&self) -> BTreeMap<(String, u16), Quantity> {
        let state = &self.books.state;
        let mut sums: BTreeMap<LotId, u64> = BTreeMap::new();
        for (_, record) in state.stock.records.iter() {
            *sums.entry(record.key.lot).or_default() += record.on_hand.quantity.micros();
        }
        for (_, open) in state.open.iter() {
            let there = open.on_line.quantity.micros() + open.abroad.quantity.micros();
            *sums.entry(state.line(open.line).lot).or_default() += there;
        }
        let named = |(lot, sum): (LotId, u64)| {
            let record = *state.lot(lot);
            let text = self.books.directory.document(record.document).unwrap();
            ((text.split_once('/').unwrap().1.to_owned(), record.line), Quantity::from_micros(sum))
        };
        sums.into_iter().map(named).collect()
    }
}

fn key(submission: &Submission, content: &str) -> String {
    let by = submission.by.as_ref().or(submission.command.principal()).map(ToString::to_string).unwrap_or_default();
    let own = match (&submission.key, submission.command.number()) {
        (Some(key), _) => key.to_string(),
        (None, Some(number)) => format!("{}/{number}", submission.command.kind()),
        (None, None) => content.to_owned(),
    };
    format!("{by}\n{own}")
}

/// Whether the answer is the one that the country expects.
fn is_expected(expect: Expect, found: &Found) -> bool {
    match (expect, found) {
        (Expect::Recorded, Found::Answer(Outcome::Recorded, _))
        | (Expect::Rejected, Found::Rejected)
        | (Expect::Repeated, Found::Repeated)
        | (Expect::Conflict, Found::Conflict) => true,
        (Expect::Refused(code), Found::Answer(Outcome::Refused, codes)) => codes.contains(&code),
        _ => false,
    }
}

/// Plays a country in books; returns both, and how many documents were recorded and not.
#[track_caller]
fn play(settings: Settings) -> (Country, Registry, [u64; 2]) {
    let mut country = country(settings);
    let mut registry = Registry::new();
    let mut counts = [0, 0];
    for batch in country.by_ref() {
        for (text, expect) in batch.documents() {
            let found = registry.put(text);
            if !is_expected(expect, &found) {
                let problems = match &found {
                    Found::Answer(_, codes) => format!("{codes:?}"),
                    Found::Rejected => format!("{:?}", command::parse(text).err()),
                    Found::Repeated | Found::Conflict => "its key is used".to_owned(),
                };
                panic!("document {}: {expect:?} expected, {problems} found:\n{text}", counts[0] + counts[1] + 1);
            }
            counts[usize::from(expect != Expect::Recorded)] += 1;
        }
    }
    (country, registry, counts)
}

#[track_caller]
fn compare(country: &Country, registry: &Registry) {
    let believed = country.balances();
    let kept = registry.balances();
    for (lot, sum) in &kept {
        assert_eq!(believed.get(lot).copied().unwrap_or_default(), *sum, "{lot:?} in the books");
    }
    for (lot, sum) in believed.iter().filter(|(_, sum)| !sum.is_zero()) {
        assert_eq!(kept.get(lot).copied().unwrap_or_default(), *sum, "{lot:?} in the country");
    }
    assert!(!kept.is_empty());
}

#[test]
fn every_answer_is_the_one_expected_and_stock_is_what_the_country_believes() {
    let seeds: &[u64] = if is_all() { &[1, 2, 3, 4, 5, 6, 7, 8] } else { &[1, 2] };
    let lines = if is_all() { 60_000 } else { 12_000 };
    for seed in seeds {
        let (country, registry, [recorded, others]) = play(settings(lines, *seed));
        compare(&country, &registry);
        assert!(others * 20 < recorded, "{recorded} recorded, {others} not");
        assert!(others * 100 > recorded, "mistakes are made: {others} of {recorded}");
        let report = ledger::laws::check(&registry.books.state);
        assert!(report.broken.is_empty(), "{report:?}");
    }
}

#[test]
fn schemes_are_documents_that_are_recorded() {
    let plant = Kind::ALL.iter().map(|kind| (*kind, 12)).collect();
    let (country, registry, _) = play(Settings { plant, errors: 0, repeats: 0, ..settings(8_000, 5) });
    compare(&country, &registry);
}

/// Settings at their ends: no honest share is needed for another.
#[test]
fn odd_settings_make_sound_countries() {
    let shares = |n: u32| Shares {
        bonded: n,
        corrected: n,
        invoiced: n,
        transport: n,
        inspected: n,
        applied: n,
        ..Shares::default()
    };
    let plain = settings(1_500, 3);
    let odd = [
        Settings { days: Settings::DAYS_MIN, ..plain.clone() },
        Settings { lines: Settings::LINES_MIN, days: Settings::DAYS_MAX, ..plain.clone() },
        Settings { errors: 500, repeats: 500, ..plain.clone() },
        Settings { from: "2024-02-29".parse().unwrap(), shares: shares(500), ..plain.clone() },
        Settings { shares: shares(0), plant: [(Kind::ReExport, 75)].into(), ..plain.clone() },
        Settings { shares: Shares { import: 0, union_import: 0, transit: 0, ..Shares::default() }, ..plain.clone() },
        Settings { shares: Shares { transit: 1000, import: 1, ..Shares::default() }, ..plain },
    ];
    for settings in odd {
        let (country, registry, _) = play(settings);
        compare(&country, &registry);
    }
}

#[test]
fn without_mistakes_everything_is_recorded() {
    let (_, _, [_, others]) = play(Settings { errors: 0, repeats: 0, ..settings(2_000, 11) });
    assert_eq!(others, 0);
}
