//! The pure crates touch no file, socket, clock, environment or randomness, and say so to the compiler.
//!
//! The lints do the fine work; this check sees that nobody takes them away, and names what lints do not know.

use crate::files::File;

/// Crates whose results depend on their arguments alone.
pub const PURE: [&str; 3] = ["trade", "ledger", "tlog"];

/// Lints that the head of a pure crate denies (or forbids); its tests may allow them again, with a reason.
pub const LINTS: [&str; 9] = [
    "clippy::unwrap_used",
    "clippy::expect_used",
    "clippy::panic",
    "clippy::indexing_slicing",
    "clippy::arithmetic_side_effects",
    "clippy::float_arithmetic",
    "clippy::as_conversions",
    "clippy::wildcard_enum_match_arm",
    "clippy::print_stdout",
];

/// What a pure crate does not name, and why.
const FORBIDDEN: [(&str, &str); 12] = [
    ("std::fs", "files belong to `store`"),
    ("std::net", "sockets belong to the server"),
    ("std::env", "arguments and environment belong to `tamga`"),
    ("std::process", "processes belong to `tamga`"),
    ("std::thread", "threads belong to `registry`"),
    ("std::io::stdin", "input belongs to `tamga`"),
    ("SystemTime", "time is in the entry, never read"),
    ("Instant::now", "time is in the entry, never read"),
    ("Timestamp::now", "time is in the entry, never read"),
    ("Zoned::now", "time is in the entry, never read"),
    ("getrandom", "random numbers are in the entry, never drawn"),
    ("RandomState", "its order changes from run to run and would reach the log"),
];

/// Types of `std::collections` whose order changes from run to run.
const UNORDERED: [&str; 2] = ["HashMap", "HashSet"];

/// Complaints about the head (`src/lib.rs`) of a pure crate.
pub fn check_head(file: &File) -> Vec<String> {
    let code = code_of(&file.text);
    let attributes: String = code.iter().map(|(_, line)| *line).collect::<Vec<_>>().join(" ");
    let mut complaints = Vec::new();
    if !attributes.replace(' ', "").contains("#![forbid(unsafe_code)]") {
        complaints.push(format!("{}: a pure crate begins with `#![forbid(unsafe_code)]`", file.path));
    }
    let denied = denied(&attributes);
    for lint in LINTS.iter().filter(|lint| !denied.contains(lint)) {
        complaints.push(format!("{}: a pure crate denies `{lint}` at its head: add it to `#![deny(…)]`", file.path));
    }
    complaints
}

/// The lints named in inner attributes with `deny(…)` or `forbid(…)`.
fn denied(attributes: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for attribute in attributes.split("#![").skip(1) {
        for opening in ["deny(", "forbid("] {
            let lists = attribute.split(opening).skip(1).filter_map(|rest| rest.split(')').next());
            found.extend(lists.flat_map(|list| list.split(',')).map(str::trim));
        }
    }
    found
}

/// Complaints about what a file of a pure crate names; its inline tests are left out.
pub fn check_body(file: &File) -> Vec<String> {
    let code = code_of(&file.text);
    let mut complaints = Vec::new();
    let mut complain = |number: usize, what: &str, why: &str| {
        complaints.push(format!("{}:{number}: `{what}` in a pure crate: {why}", file.path));
    };
    let mut imports_std_collections = false;
    for (number, line) in code {
        for (what, why) in FORBIDDEN.iter().filter(|(what, _)| line.contains(what)) {
            complain(number, what, why);
        }
        for group in ["use std::{", "use core::{"].iter().filter_map(|opening| line.split_once(opening)) {
            let first_words =
                group.1.split(['{', '}', ',']).map(|part| part.trim().split("::").next().unwrap_or_default());
            for word in first_words.filter(|word| ["fs", "net", "env", "process", "thread"].contains(word)) {
                complain(
                    number,
                    &format!("std::{word}"),
                    "files, sockets, environment, processes and threads stay outside",
                );
            }
        }
        imports_std_collections =
            line.contains("std::collections") || (imports_std_collections && !line.contains("use "));
        if imports_std_collections
            && (UNORDERED.iter().any(|name| line.contains(name)) || line.contains("collections::*"))
        {
            complain(
                number,
                "std HashMap or HashSet",
                "use BTreeMap or BTreeSet: an order that changes would reach the log",
            );
        }
        imports_std_collections &= !line.contains(';');
    }
    complaints
}

/// The lines before the inline tests, without comments.
fn code_of(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    for (number, line) in crate::sizes::production(text) {
        found.push((number, line.split("//").next().unwrap_or_default()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(lints: &[&str]) -> File {
        let lints = lints.join(",\n    ");
        File::sample(
            "crates/trade/src/lib.rs",
            &format!("//! Words.\n#![forbid(unsafe_code)]\n#![cfg_attr(not(test), deny(\n    {lints}\n))]\n"),
        )
    }

    #[test]
    fn a_full_head_passes_and_a_short_one_does_not() {
        assert_eq!(check_head(&head(&LINTS)), Vec::<String>::new());
        assert_eq!(check_head(&head(&LINTS[1..])).len(), 1);
        let bare = File::sample("crates/trade/src/lib.rs", "//! #![forbid(unsafe_code)]\n");
        assert_eq!(check_head(&bare).len(), 1 + LINTS.len());
    }

    #[track_caller]
    fn check_line(text: &str, complaints: usize) {
        let found = check_body(&File::sample("crates/ledger/src/x.rs", text));
        assert_eq!(found.len(), complaints, "{text}: {found:#?}");
    }

    #[test]
    fn impure_names_are_found() {
        check_line("use std::fs;", 1);
        check_line("use std::{fmt, fs::File};", 1);
        check_line("let now = std::time::SystemTime::now();", 1);
        check_line("let home = std::env::var(\"HOME\");", 1);
        check_line("use std::collections::HashMap;", 1);
        check_line("use std::collections::{\n    BTreeMap,\n    HashSet,\n};", 1);
        check_line("let x: std::collections::HashMap<u8, u8> = a;", 1);
    }

    #[test]
    fn pure_names_tests_and_comments_pass() {
        check_line("use std::collections::{BTreeMap, BTreeSet};\nuse std::fmt;", 0);
        check_line("// std::fs is not for us", 0);
        check_line("fn f() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}", 0);
    }
}
