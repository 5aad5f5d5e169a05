//! The real process, killed at random moments under an import: what was acknowledged is there, nothing is half there, and
//! the state is that of a replay (law L8).

mod common;

use common::Place;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Notes in each import.
const NOTES: u64 = 300;
/// Kills of one registry, before a fresh one is taken.
const KILLS_EACH: u64 = 10;

fn registries() -> u64 {
    if std::env::var("TAMGA_TEST_TIER").is_ok_and(|tier| tier == "all") { 100 } else { 10 }
}

/// Numbers that differ from run to run: which ones does not matter, that they do helps.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

fn prepared() -> Place {
    let place = Place::with_registry();
    let lines: Vec<String> = (1..=20)
        .map(|line| format!(r#"{{"line":{line},"code":"850152","quantity":"1000000","unit":"KGM"}}"#))
        .collect();
    place.write(
        "balance.json",
        format!(
            r#"{{"type":"opening_balance","number":"OB","date":"2026-09-01","principal":"bin:020540003431","place":"store:a","lines":[{}]}}"#,
            lines.join(",")
        ),
    );
    place.run(&["submit", "balance.json"]).code(0);
    place
}

fn note(number: &str, line: u64) -> String {
    format!(
        r#"{{"type":"note","number":"{number}","date":"2026-09-02","supplier":"bin:020540003431","recipient":"bin:940140000385","from":"store:a","to":"store:b","dispatched_at":"2026-09-02T00:00:00Z","lines":[{{"line":1,"document":"OB","document_line":{line},"quantity":"1.5","unit":"KGM"}}]}}"#
    )
}

/// Kills an import; returns the acknowledged entries with the lines of the file that they answer.
fn kill_an_import(place: &Place, file: &str, chance: &mut Chance) -> Vec<(u64, u64)> {
    let mut child = place
        .command(&["import", file, "--answers", "--batch", "7"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("output")).split(b'\n');
    let wanted = chance.below(NOTES * 3 / 4);
    let mut acknowledged: Vec<Vec<u8>> = Vec::new();
    for _ in 0..wanted {
        acknowledged.extend(lines.next().and_then(Result::ok));
    }
    std::thread::sleep(Duration::from_micros(chance.below(3000)));
    child.kill().expect("the process is killed");
    child.wait().expect("the process ends");
    acknowledged.extend(lines.map_while(Result::ok));
    // The last line may be cut: it was not read as an acknowledgement by anybody.
    let values = acknowledged.iter().filter_map(|line| serde_json::from_slice::<Value>(line).ok());
    values.filter_map(|value| Some((value["entry"].as_u64()?, value["line"].as_u64()?))).collect()
}

/// Every entry in order, whole, with the number of its note.
fn recorded(place: &Place) -> BTreeMap<u64, String> {
    let dump = place.run(&["dump", "documents"]).code(0).out;
    let mut found = BTreeMap::new();
    for (line, wanted) in dump.lines().zip(1_u64..) {
        let value: Value = serde_json::from_str(line).expect("a whole entry");
        assert_eq!(value["entry"].as_u64(), Some(wanted), "entries follow each other");
        assert_eq!(value["answer"]["outcome"], "recorded", "{value}");
        let number = value["command"]["number"].as_str().expect("the document, as it came");
        found.insert(wanted, number.to_owned());
    }
    found
}

#[test]
fn killed_at_random_moments_nothing_acknowledged_is_lost() {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().subsec_nanos();
    println!("seed {nanos}");
    let mut chance = Chance(u64::from(nanos));
    let (mut acknowledged_in_all, mut killed_midway) = (0, 0);
    for _ in 0..registries() {
        let place = prepared();
        for round in 0..KILLS_EACH {
            let number = |line: u64| format!("K-{round}-{line}");
            let text: Vec<String> = (1..=NOTES).map(|line| note(&number(line), line % 20 + 1)).collect();
            place.write("load.ndjson", text.join("\n") + "\n");
            let acknowledged = kill_an_import(&place, "load.ndjson", &mut chance);
            let entries = recorded(&place);
            for (entry, line) in &acknowledged {
                assert_eq!(entries.get(entry), Some(&number(*line)), "entry {entry} was acknowledged");
            }
            acknowledged_in_all += acknowledged.len();
            let of_round = entries.values().filter(|found| found.starts_with(&format!("K-{round}-"))).count();
            killed_midway += usize::from(u64::try_from(of_round).is_ok_and(|count| count < NOTES));
            let replayed = place.run(&["verify", "--json"]).code(0).json();
            let running = place.run(&["status", "--digest", "--json"]).json();
            assert_eq!(replayed["state"], running["state"], "the state is that of a replay");
            assert_eq!(replayed["root"], running["root"], "the root is that of a replay");
        }
        // Sent again, everything of the last round is there once.
        let again = place.run(&["import", "load.ndjson", "--json"]).code(0).json();
        assert_eq!(again["new"].as_u64().zip(again["known"].as_u64()).map(|(new, known)| new + known), Some(NOTES));
        let last = recorded(&place).into_values().filter(|found| found.starts_with("K-9-")).count();
        assert_eq!(u64::try_from(last).ok(), Some(NOTES));
    }
    assert!(acknowledged_in_all > 0 && killed_midway > 0, "the kills came too late or too early to show anything");
}
