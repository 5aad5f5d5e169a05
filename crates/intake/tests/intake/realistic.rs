//! Fifty-four thousand declarations, and sums that somebody else made of them.

use crate::files::{mapping_of, root};
use intake::{Exact, Mapping, Options, Totals};
use serde_json::Value;
use std::{collections::BTreeMap, path::PathBuf, process::Command};

fn files() -> Vec<PathBuf> {
    ["train", "valid", "test"]
        .map(|name| root().join("data/customs_declarations_kr").join(format!("{name}.csv.gz")))
        .to_vec()
}

fn totals(mapping: &Mapping, check_codes: bool) -> (Totals, Vec<String>) {
    let mut totals = Totals::default();
    let mut numbers = Vec::new();
    let check_codes = check_codes.then(std::sync::Arc::default);
    let options = Options { check_codes, ..Options::default() };
    for file in files() {
        for row in intake::open_with(&file, Some(mapping), options.clone()).unwrap_or_else(|error| panic!("{error}")) {
            totals.add(&row);
            if let Ok((submission, _)) = &row.outcome {
                numbers.push(submission.canonical());
            }
        }
    }
    (totals, numbers)
}

/// Accepted and rejected goods together: lines, net mass and price of each chapter, as the files have them.
fn declared(totals: &Totals) -> BTreeMap<String, (u64, String, String)> {
    let both = |one: Exact, other: Exact| one.checked_add(other).unwrap().to_string();
    let sums = |(chapter, sums): (&String, &intake::ChapterTotals)| {
        let (accepted, rejected) = (&sums.accepted, &sums.rejected);
        let price = |sums: &intake::Sums| sums.value.get("KRW").copied().unwrap_or_default().declared;
        let mass = both(accepted.net_mass, rejected.net_mass);
        (chapter.clone(), (accepted.lines + rejected.lines, mass, both(price(accepted), price(rejected))))
    };
    totals.chapters.iter().map(sums).collect()
}

#[test]
fn declarations_are_accepted_or_rejected_for_known_reasons() {
    let mapping = mapping_of("customs_declarations_kr.toml");
    let (one, first) = totals(&mapping, false);
    assert_eq!((one.rows_accepted, one.rows_rejected, one.uncounted), (53_560, 440, 0));
    let told: Vec<(&str, u64)> = one.problems.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    assert_eq!(told, [("country.unknown", 61), ("quantity.zero", 396)]);
    let sum = one.sum();
    let value = sum.accepted.value["KRW"];
    assert_eq!(one.roundings["Item Price"], value.accepted.checked_sub(value.declared).unwrap());
    assert_eq!(one.roundings["Item Price"].to_string(), "-0.00000105903241623");
    assert_eq!(one.rounded["Item Price"], 5856);
    let json = serde_json::to_value(&one).unwrap();
    assert_eq!(json["chapters"]["97"]["accepted"]["net_mass"], "25309.5");
    assert!(one.to_string().contains("rounding of Item Price: 5856 values, -0.00000105903241623 in all"));
    // Numbers and everything else are the same from run to run.
    let (again, second) = totals(&mapping, false);
    assert_eq!(one, again);
    assert!(first == second, "two runs give the same commands");
}

#[test]
fn codes_that_do_not_exist_on_their_day_are_rejected_when_asked() {
    let (totals, _) = totals(&mapping_of("customs_declarations_kr.toml"), true);
    let told: BTreeMap<&str, u64> = totals.problems.iter().map(|(code, count)| (code.as_str(), *count)).collect();
    assert_eq!(totals.rows_accepted + totals.rows_rejected, 54_000);
    assert_eq!(told, CODES.into_iter().collect());
}

const CODES: [(&str, u64); 2] = [("country.unknown", 61), ("quantity.zero", 396)];

#[test]
fn sums_by_chapter_are_those_of_the_independent_script() {
    let script = root().join("data/tools/sums_by_chapter.py");
    let output = match Command::new("python3").arg(script).args(files()).output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!(
                "SKIPPED: no python3 ({error}); the sums by chapter were NOT compared with the independent script"
            );
            return;
        }
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let theirs: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let theirs: BTreeMap<String, (u64, String, String)> = theirs
        .as_object()
        .unwrap()
        .iter()
        .map(|(chapter, sums)| {
            (chapter.clone(), (sums["lines"].as_u64().unwrap(), text(&sums["net_mass"]), text(&sums["price"])))
        })
        .collect();
    assert!(theirs.len() > 90);
    for check_codes in [false, true] {
        let (totals, _) = totals(&mapping_of("customs_declarations_kr.toml"), check_codes);
        assert_eq!(declared(&totals), theirs);
    }
}
