//! Whether what is imported is distributed as the declarations are.

use super::{DECLARATIONS, country, settings};
use sim::Settings;
use std::collections::BTreeMap;
use std::io::Read;

/// Counts of chapters and of origins.
type Counts = [BTreeMap<String, u64>; 2];

fn of_declarations() -> Counts {
    let mut text = String::new();
    flate2::read::GzDecoder::new(DECLARATIONS).read_to_string(&mut text).unwrap();
    let mut counts = Counts::default();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        *counts[0].entry(cells[12][..2].to_owned()).or_default() += 1;
        *counts[1].entry(cells[14].to_owned()).or_default() += 1;
    }
    counts
}

fn of_country() -> Counts {
    let mut counts = Counts::default();
    for batch in country(Settings { errors: 0, repeats: 0, ..settings(1_000_000, 21) }) {
        let declarations = batch.text().lines().filter(|line| line.starts_with(r#"{"type":"import_declaration""#));
        for text in declarations {
            let document: serde_json::Value = serde_json::from_str(text).unwrap();
            for line in document["lines"].as_array().unwrap() {
                let chapter = line["code"].as_str().unwrap()[..2].to_owned();
                *counts[0].entry(chapter).or_default() += 1;
                *counts[1].entry(line["origin"].as_str().unwrap().to_owned()).or_default() += 1;
            }
        }
    }
    counts
}

/// A chi-square-like distance in millionths: sum of (a - b)^2 / b over shares, classes below half a percent together.
fn distance(found: &BTreeMap<String, u64>, wanted: &BTreeMap<String, u64>) -> u64 {
    let (found_all, wanted_all): (u64, u64) = (found.values().sum(), wanted.values().sum());
    let share = |count: u64, all: u64| count * 1_000_000 / all;
    let mut rest = (0, 0);
    let mut sum = 0;
    let mut add = |a: u64, b: u64| sum += a.abs_diff(b).pow(2) / b.max(1);
    for (class, count) in wanted {
        let (a, b) = (share(found.get(class).copied().unwrap_or_default(), found_all), share(*count, wanted_all));
        if b < 5_000 {
            rest = (rest.0 + a, rest.1 + b);
        } else {
            add(a, b);
        }
    }
    add(rest.0, rest.1);
    sum
}

#[test]
fn chapters_and_origins_are_as_in_the_declarations() {
    let (found, wanted) = (of_country(), of_declarations());
    let lines: u64 = found[0].values().sum();
    assert!(lines > 30_000, "{lines} lines");
    for (position, what) in ["chapters", "origins"].iter().enumerate() {
        let distance = distance(&found[position], &wanted[position]);
        assert!(distance < 25_000, "{what}: {distance} millionths");
        // A country that only knew the largest class would be far away.
        let largest = wanted[position].iter().max_by_key(|(_, count)| **count).unwrap().0.clone();
        assert!(self::distance(&BTreeMap::from([(largest, 1)]), &wanted[position]) > 600_000);
    }
}
