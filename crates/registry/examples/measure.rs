//! Measures a registry on this machine: `cargo run --release -p registry --example measure [NOTES]`.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss, reason = "a measuring program")]

use registry::{Registry, Settings};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;
use trade::command::{self, Submission};

const LINES: usize = 5;

fn main() {
    let notes: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(40_000);
    let folder = tempfile::tempdir_in(".").unwrap();
    let dir = folder.path().join("data");
    let registry = Registry::create(&dir, Settings::new("KZ".parse().unwrap())).unwrap();
    let lots = seed(&registry);
    let began = Instant::now();
    let batch: Vec<Submission> = (0..notes).map(|n| parse(&note(n, &lots))).collect();
    println!("parse: {:.0} notes/s", notes as f64 / began.elapsed().as_secs_f64());
    let before = sizes(&dir, &registry);
    let began = Instant::now();
    let answers = registry.submit_many(batch).unwrap();
    let took = began.elapsed().as_secs_f64();
    let lines = (notes * LINES) as f64;
    println!("batches: {:.0} lines/s, {:.0} notes/s, durable", lines / took, notes as f64 / took);
    assert!(answers.iter().all(|answer| answer.problems.is_empty()), "{:?}", answers[0]);
    let after = sizes(&dir, &registry);
    println!(
        "bytes a line: core {:.0}, openings {:.0}, journal {:.0}",
        (after.0 - before.0) / lines,
        (after.1 - before.1) / lines,
        (after.2 - before.2) / lines
    );
    single(&registry, &lots);
    let began = Instant::now();
    let seq = registry.snapshot().unwrap();
    println!("snapshot at {seq}: {:.0} ms", began.elapsed().as_secs_f64() * 1e3);
    registry.close().unwrap();
    restart(&dir);
}

fn seed(registry: &Registry) -> Vec<String> {
    let line = |n| json!({"line": n, "code": "100199", "quantity": "100000000", "unit": "KGM"});
    let declaration = |n| {
        json!({"type": "opening_balance", "number": format!("O-{n}"), "date": "2026-03-01",
        "principal": format!("id:KZ/trader-{n}"), "place": "place:KZ/depot", "lines": (1..=100).map(line).collect::<Vec<_>>()})
    };
    let submissions = (0..200).map(|n| parse(&declaration(n))).collect();
    let answers = registry.submit_many(submissions).unwrap();
    answers.iter().flat_map(|answer| answer.lots.iter().map(ToString::to_string)).collect()
}

fn note(n: usize, lots: &[String]) -> Value {
    let trader = n * 7919 % 200;
    let line = |i: usize| {
        json!({"line": i + 1, "lot": lots[trader * 100 + (n * 31 + i * 17) % 100], "quantity": "1.5",
        "unit": "KGM", "value": "1200.50", "currency": "KZT"})
    };
    json!({"type": "note", "number": format!("SNT-{n}"), "date": "2026-03-02", "supplier": format!("id:KZ/trader-{trader}"),
        "recipient": format!("id:KZ/shop-{}", n % 1000), "from": "place:KZ/depot", "to": "place:KZ/shop",
        "lines": (0..LINES).map(line).collect::<Vec<_>>(), "dispatched_at": "2026-03-02T08:00:00Z"})
}

fn parse(value: &Value) -> Submission {
    command::parse(&value.to_string()).unwrap()
}

/// One client that waits for each answer.
fn single(registry: &Registry, lots: &[String]) {
    let mut times: Vec<f64> = (10_000_000..10_001_000)
        .map(|n| {
            let submission = parse(&note(n, lots));
            let began = Instant::now();
            registry.submit(&submission).unwrap();
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("one client: p50 {:.2} ms, p99 {:.2} ms a durable note", times[500], times[990]);
}

fn restart(dir: &Path) {
    let (registry, opened) = Registry::open(dir, Settings::new("KZ".parse().unwrap())).unwrap();
    println!(
        "restart: {:?} with a snapshot at {} and {} entries after it",
        opened.took, opened.snapshot_seq, opened.replayed
    );
    drop(registry);
    std::fs::remove_dir_all(dir.join("snapshots")).unwrap();
    let (registry, opened) = Registry::open(dir, Settings::new("KZ".parse().unwrap())).unwrap();
    println!("replay: {:?} for {} entries", opened.took, opened.replayed);
    drop(registry);
    let began = Instant::now();
    let report = registry::verify(dir, &store::files::RealFiles::shared()).unwrap();
    println!("verify: {:?}, sound: {}", began.elapsed(), report.is_sound());
}

/// Bytes of cores, of openings, and of the journal.
fn sizes(dir: &Path, registry: &Registry) -> (f64, f64, f64) {
    let files = std::fs::read_dir(dir.join("journal")).unwrap();
    let journal: u64 = files.filter_map(|item| Some(item.ok()?.metadata().ok()?.len())).sum();
    let (reader, _) = store::journal::Reader::open(store::files::RealFiles::shared(), &dir.join("journal")).unwrap();
    let (mut core, mut openings) = (0, 0);
    let mut cursor = reader.cursor(1).unwrap();
    while let Some(record) = cursor.next_record().unwrap() {
        core += record.header.len() + record.body.len();
        openings += record.openings.len();
    }
    assert!(registry.position().seq > 0);
    (core as f64, openings as f64, journal as f64)
}
