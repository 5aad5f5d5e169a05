//! Whatever the text: the reader answers, and what it reads is written and read back as the same.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

use serde_json::Value;
use trade::command;

const VALID: &str = include_str!("examples/valid.ndjson");

/// Reads a text. What is read survives being written.
fn check(text: &str) {
    match command::parse(text) {
        Ok(submission) => {
            let canonical = submission.canonical();
            let again = command::parse(&canonical);
            assert_eq!(again.as_ref(), Ok(&submission), "{canonical}");
            assert_eq!(again.unwrap().canonical(), canonical);
        }
        Err(problems) => assert!(!problems.is_empty()),
    }
}

#[test]
fn fuzz_any_bytes() {
    bolero::check!().for_each(|bytes: &[u8]| check(&String::from_utf8_lossy(bytes)));
}

/// An example with bytes changed, put in or cut off.
#[test]
fn fuzz_examples_with_changed_bytes() {
    bolero::check!().with_type::<(u16, Vec<(u16, u8, u8)>)>().for_each(|(which, changes)| {
        let mut bytes = example(*which).as_bytes().to_vec();
        for (place, kind, byte) in changes {
            let place = usize::from(*place) % bytes.len().max(1);
            match kind % 3 {
                0 => bytes.insert(place.min(bytes.len()), *byte),
                1 if place < bytes.len() => bytes[place] = *byte,
                _ => bytes.truncate(place),
            }
        }
        check(&String::from_utf8_lossy(&bytes));
    });
}

/// An example with values swapped against values of other examples: still JSON, nearly right.
#[test]
fn fuzz_examples_with_swapped_values() {
    bolero::check!().with_type::<(u16, Vec<(u16, u16, u16)>)>().for_each(|(which, swaps)| {
        let mut value: Value = serde_json::from_str(example(*which)).unwrap();
        for (place, other, from) in swaps {
            let other: Value = serde_json::from_str(example(*other)).unwrap();
            let donors = places(&other);
            let targets = places(&value);
            let donor = other.pointer(&donors[usize::from(*from) % donors.len()]).unwrap().clone();
            let target = &targets[usize::from(*place) % targets.len()];
            if target != "/type" {
                *value.pointer_mut(target).unwrap() = donor;
            }
        }
        check(&value.to_string());
    });
}

fn example(which: u16) -> &'static str {
    let examples: Vec<&str> = VALID.lines().collect();
    examples[usize::from(which) % examples.len()]
}

/// Pointers to all values inside.
fn places(value: &Value) -> Vec<String> {
    let parts: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(name, part)| (name.clone(), part)).collect(),
        Value::Array(list) => list.iter().enumerate().map(|(index, part)| (index.to_string(), part)).collect(),
        _ => Vec::new(),
    };
    let inside = |(name, part): (String, &Value)| {
        let mut all = vec![format!("/{name}")];
        all.extend(places(part).iter().map(|place| format!("/{name}{place}")));
        all
    };
    parts.into_iter().flat_map(inside).collect()
}
