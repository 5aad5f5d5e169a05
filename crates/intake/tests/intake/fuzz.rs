//! Whatever the bytes: no panic, no row lost, no sum that differs from its parts.

use crate::files::{COMMAND, GOOD, HEADER, MAPPING, file, gzip, mapping, mapping_of, root};
use intake::{Exact, Mapping, Mode, Options, Rejects, Round, Totals};
use proptest::prelude::*;
use std::fs;

/// Reads everything, adds it up, and writes the rejects.
fn read(name: &str, bytes: &[u8], mapping: Option<&Mapping>) {
    let (folder, path) = file(name, bytes);
    let options = Options { check_codes: Some(std::sync::Arc::default()), workers: 0 };
    let Ok(mut rows) = intake::open_with(&path, mapping, options) else { return };
    let mut rejects = Rejects::new(folder.path().join("rejects"), &rows);
    let mut totals = Totals::default();
    for row in rows.by_ref() {
        totals.add(&row);
        if let Err(reject) = &row.outcome {
            assert!(!reject.problems.is_empty() && !reject.rows.is_empty());
            rejects.write(reject).unwrap();
        }
    }
    assert!(!totals.to_string().is_empty());
    let told = rejects.finish().unwrap();
    assert_eq!(told.map_or(0, |told| told.rows), totals.rows_rejected);
    if let Err(error) = intake::explain(&path, mapping, 2, std::sync::Arc::default()) {
        assert!(!error.to_string().is_empty());
    }
}

/// A text with bytes changed, put in or cut off.
fn changed(text: &[u8], changes: &[(u16, u8, u8)]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for (place, kind, byte) in changes {
        let place = usize::from(*place) % bytes.len().max(1);
        match kind % 4 {
            0 => bytes.insert(place.min(bytes.len()), *byte),
            1 if place < bytes.len() => bytes[place] = *byte,
            2 => bytes.insert(place.min(bytes.len()), b"\"\n\r,;{}\xef"[usize::from(*byte) % 8]),
            _ => bytes.truncate(place),
        }
    }
    bytes
}

#[test]
fn fuzz_ndjson() {
    let text = format!("{COMMAND}\n{COMMAND}\n");
    bolero::check!().with_type::<(Vec<u8>, Vec<(u16, u8, u8)>)>().for_each(|(bytes, changes)| {
        read("a.ndjson", bytes, None);
        read("a.ndjson", &changed(text.as_bytes(), changes), None);
    });
}

#[test]
fn fuzz_csv() {
    let plain = mapping(MAPPING);
    let grouped = mapping(&format!("{MAPPING}\n[group]\ncolumn = \"No\"\n"));
    let text = format!("{HEADER}{}", GOOD.repeat(3));
    bolero::check!().with_type::<(Vec<u8>, Vec<(u16, u8, u8)>)>().for_each(|(bytes, changes)| {
        let any = [HEADER.as_bytes(), bytes].concat();
        let near = changed(text.as_bytes(), changes);
        for mapping in [&plain, &grouped] {
            read("a.csv", bytes, Some(mapping));
            read("a.csv", &any, Some(mapping));
            read("a.csv", &near, Some(mapping));
        }
    });
}

#[test]
fn fuzz_gzip() {
    let packed = gzip(format!("{COMMAND}\n{COMMAND}\n").as_bytes());
    bolero::check!().with_type::<(Vec<u8>, Vec<(u16, u8, u8)>)>().for_each(|(bytes, changes)| {
        read("a.ndjson.gz", &[b"\x1f\x8b\x08", bytes.as_slice()].concat(), None);
        read("a.ndjson.gz", &changed(&packed, changes), None);
    });
}

#[test]
fn fuzz_mapping() {
    let text = fs::read(root().join("data/mappings/multi_line.toml")).unwrap();
    bolero::check!().with_type::<(Vec<u8>, Vec<(u16, u8, u8)>)>().for_each(|(bytes, changes)| {
        for bytes in [bytes, &changed(&text, changes)] {
            if let Err(error) = String::from_utf8_lossy(bytes).parse::<Mapping>() {
                assert!(!error.0.is_empty());
            }
        }
    });
}

/// A table with a cell or a row changed, through a mapping that uses everything that there is.
#[test]
fn fuzz_values() {
    let mapping = mapping_of("multi_line.toml");
    let text = fs::read(root().join("data/samples/multi_line.csv")).unwrap();
    let header = text.split_inclusive(|byte| *byte == b'\n').next().unwrap().len();
    bolero::check!().with_type::<Vec<(u16, u8, u8)>>().for_each(|changes| {
        let rows = changed(&text[header..], changes);
        read("a.csv", &[&text[..header], &rows].concat(), Some(&mapping));
    });
}

proptest! {
    /// What another program writes as CSV is read as it was meant.
    #[test]
    fn cells_are_those_of_another_writer(cells in prop::collection::vec("[a-c,;\"\n\r é]{0,6}", 8)) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&cells).unwrap();
        let row = writer.into_inner().unwrap();
        let text = [HEADER.as_bytes(), &row].concat();
        let (_folder, path) = file("a.csv", &text);
        let explanation = intake::explain(&path, Some(&mapping(MAPPING)), 2, std::sync::Arc::default());
        if let Ok(explanation) = explanation {
            let cell = |name: &str| explanation.fields.iter().flat_map(|field| &field.from)
                .chain(&explanation.ignored).find(|(column, _)| column == name).map(|(_, cell)| cell.clone());
            for (name, expected) in HEADER.trim_end().split(',').zip(&cells) {
                prop_assert_eq!(cell(name), Some(expected.clone()));
            }
        }
    }

    /// Rounded values and the difference are the value again; a rounded value is near and has few decimals.
    #[test]
    fn rounding_loses_nothing(whole in 0u64..1_000_000, decimals in "[0-9]{0,30}", places in 0u8..=6, mode in 0usize..3) {
        let before: Exact = if decimals.is_empty() { whole.to_string() } else { format!("{whole}.{decimals}") }.parse().unwrap();
        let mode: Mode = Mode::ALL[mode].1;
        let after = before.round(Round { decimals: places, mode }).unwrap();
        let difference = after.checked_sub(before).unwrap();
        prop_assert_eq!(before.checked_add(difference), Some(after));
        prop_assert_eq!(after.round(Round { decimals: places, mode }), Some(after));
        let distance = if difference < Exact::ZERO { difference.checked_neg().unwrap() } else { difference };
        let step: Exact = format!("0.{}1", "0".repeat(usize::from(places).saturating_sub(1))).parse().unwrap();
        let step = if places == 0 { "1".parse().unwrap() } else { step };
        prop_assert!(distance < step);
        prop_assert!(after.micros().is_some());
        prop_assert_eq!(before.to_string().parse::<Exact>(), Ok(before));
    }
}
