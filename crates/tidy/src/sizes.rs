//! A source file fits one sitting.

use crate::files::File;

/// Lines of a source file before its inline tests.
pub const LINES_MAX: usize = 700;

/// Files that may be longer, each with its reason: tables that are one thing.
const LONG: [(&str, &str); 0] = [];

/// Complaints about one file.
pub fn check(file: &File) -> Vec<String> {
    let is_test =
        file.path.split('/').any(|part| ["tests", "benches"].contains(&part)) || file.path.ends_with("/tests.rs");
    if file.extension() != "rs" || is_test || LONG.iter().any(|(path, _)| *path == file.path) {
        return Vec::new();
    }
    let lines = production(&file.text).count();
    if lines <= LINES_MAX {
        return Vec::new();
    }
    vec![format!(
        "{}: {lines} lines before its tests, {LINES_MAX} are allowed: look for the missing noun and give it a module",
        file.path
    )]
}

/// The lines (with numbers from 1) before an inline test module.
pub fn production(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let begins_tests = |index: &usize| {
        let line = |at: usize| lines.get(at).map_or("", |line| line.trim());
        line(*index) == "#[cfg(test)]" && line(*index + 1).starts_with("mod ") && line(*index + 1).ends_with('{')
    };
    let end = (0..lines.len()).find(begins_tests).unwrap_or(lines.len());
    lines.into_iter().take(end).enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_refused_and_tests_are_not_counted() {
        let long = "fn f() {}\n".repeat(LINES_MAX + 1);
        assert_eq!(check(&File::sample("crates/x/src/a.rs", &long)).len(), 1);
        assert!(check(&File::sample("crates/x/tests/a.rs", &long)).is_empty());
        let with_tests = format!("fn f() {{}}\n#[cfg(test)]\nmod tests {{\n{long}}}\n");
        assert!(check(&File::sample("crates/x/src/a.rs", &with_tests)).is_empty());
    }
}
