//! The published schemas are those of the reader.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that goes wrong should stop")]

use jsonschema::Validator;
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::PathBuf};
use trade::command;

const VALID: &str = include_str!("examples/valid.ndjson");
const INVALID: &str = include_str!("examples/invalid.txt");

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../schemas")
}

fn validators() -> BTreeMap<&'static str, Validator> {
    command::schemas()
        .into_iter()
        .map(|(name, schema)| (name, jsonschema::draft202012::new(&schema).unwrap()))
        .collect()
}

/// Fails when a file differs. With `TAMGA_WRITE_SCHEMAS=1` it writes the files first.
#[test]
fn the_files_are_generated() {
    let mut names = Vec::new();
    for (name, schema) in command::schemas() {
        let path = folder().join(format!("{name}.json"));
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("TAMGA_WRITE_SCHEMAS").is_some_and(|on| on == "1") {
            fs::write(&path, &text).unwrap();
        }
        let file = fs::read_to_string(&path).unwrap_or_default();
        assert!(file == text, "{} is out of date: run with TAMGA_WRITE_SCHEMAS=1", path.display());
        names.push(format!("{name}.json"));
    }
    let mut files: Vec<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.retain(|file| PathBuf::from(file).extension().is_some_and(|extension| extension == "json"));
    names.sort();
    files.sort();
    assert_eq!(files, names);
}

#[test]
fn the_schemas_are_schemas() {
    for (name, schema) in command::schemas() {
        assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
    }
}

#[test]
fn the_examples_fit_their_schemas() {
    let validators = validators();
    for text in VALID.lines() {
        let value: Value = serde_json::from_str(text).unwrap();
        let errors: Vec<String> =
            validators[value["type"].as_str().unwrap()].iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{text}\n{errors:#?}");
    }
}

/// Every field of every example is taken out, renamed, doubled or replaced in turn: where the schema refuses the
/// result, the reader does.
#[test]
fn what_a_schema_refuses_the_reader_refuses() {
    let validators = validators();
    let mut refused = 0;
    for text in VALID.lines() {
        let value: Value = serde_json::from_str(text).unwrap();
        let validator = &validators[value["type"].as_str().unwrap()];
        for mutant in mutants(&value) {
            if !validator.is_valid(&mutant) {
                refused += 1;
                assert!(command::read(&mutant).is_err(), "only the schema refuses {mutant}");
            }
        }
    }
    assert!(refused > 2000, "{refused}");
}

/// Every value that differs from `value` at one place.
fn mutants(value: &Value) -> Vec<Value> {
    let wrong = [Value::Null, true.into(), (-1).into(), 1.5.into(), "".into(), "?".into(), Value::Array(vec![])];
    let mut mutants = wrong.to_vec();
    if let Value::Object(map) = value {
        for (name, part) in map {
            let mut without = map.clone();
            without.shift_remove(name);
            mutants.push(Value::Object(without.clone()));
            without.insert(format!("{name}_"), part.clone());
            mutants.push(Value::Object(without));
            for mutant in mutants_of_part(name, part) {
                let mut changed = map.clone();
                changed.insert(name.clone(), mutant);
                mutants.push(Value::Object(changed));
            }
        }
    }
    if let Value::Array(list) = value {
        for (index, part) in list.iter().enumerate() {
            for mutant in self::mutants(part) {
                let mut changed = list.clone();
                changed[index] = mutant;
                mutants.push(Value::Array(changed));
            }
        }
    }
    mutants
}

/// The type stays: it decides which schema is asked.
fn mutants_of_part(name: &str, part: &Value) -> Vec<Value> {
    if name == "type" { Vec::new() } else { mutants(part) }
}

/// Of the invalid samples that are JSON with a known type, what the schema accepts is wrong by a rule that a schema
/// cannot tell.
#[test]
fn the_schemas_refuse_most_invalid_samples() {
    let validators = validators();
    let (mut refused, mut accepted) = (0, 0);
    for text in INVALID.lines().filter(|line| line.starts_with('{')) {
        let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
        let Some(validator) = value["type"].as_str().and_then(|name| validators.get(name)) else { continue };
        if validator.is_valid(&value) { accepted += 1 } else { refused += 1 }
    }
    assert!(refused > 2 * accepted, "{refused} refused, {accepted} accepted");
}
