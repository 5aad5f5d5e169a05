//! Commands that a page shows to a newcomer exist.

use crate::files::File;
use crate::markdown;

/// Complaints about the lines of `sh` blocks in `page`. `is_program` tells whether a path from the root is there;
/// `is_subcommand` whether the program `tamga` knows the word.
pub fn check(page: &File, is_program: &dyn Fn(&str) -> bool, is_subcommand: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for line in markdown::lines(&page.text).iter().filter(|line| line.language == Some("sh")) {
        let place = format!("{}:{}", page.path, line.number);
        let words: Vec<&str> = line.text.split('#').next().unwrap_or_default().split_whitespace().collect();
        match words.as_slice() {
            [program, ..] if program.starts_with("./") => {
                let missing = !is_program(program.trim_start_matches("./"));
                complaints.extend(missing.then(|| format!("{place}: there is no {program}")));
            }
            ["cargo", "run", rest @ ..] if !rest.contains(&"-p") => {
                let word = rest.iter().skip_while(|word| **word != "--").nth(1).copied();
                complaints.extend(unknown(&place, word, is_subcommand));
            }
            ["tamga", rest @ ..] => complaints.extend(unknown(&place, rest.first().copied(), is_subcommand)),
            _ => {}
        }
    }
    complaints
}

fn unknown(place: &str, word: Option<&str>, is_subcommand: &dyn Fn(&str) -> bool) -> Option<String> {
    let word = word.filter(|word| !word.starts_with('-'))?;
    (!is_subcommand(word)).then(|| format!("{place}: the program has no subcommand `{word}`"))
}

/// Whether the sources of the program name the subcommand: `demo` as a text, or `Demo` as a variant.
pub fn names_subcommand(source: &str, word: &str) -> bool {
    let variant: String = word
        .split('-')
        .map(|part| {
            part.chars().enumerate().map(|(i, c)| if i == 0 { c.to_ascii_uppercase() } else { c }).collect::<String>()
        })
        .collect();
    let is_variant = |token: &str| token == variant;
    source.contains(&format!("\"{word}\"")) || source.split(|c: char| !c.is_alphanumeric()).any(is_variant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(line: &str, complaints: usize) {
        let page = File::sample("README.md", &format!("```sh\n{line}\n```\n"));
        let found =
            check(&page, &|path| path == "test", &|word| names_subcommand("enum Command { Demo, NoteLine }", word));
        assert_eq!(found.len(), complaints, "{line}: {found:?}");
    }

    #[test]
    fn known_commands_pass() {
        for line in [
            "./test --all",
            "cargo run --release -- demo # a comment",
            "cargo test -p x",
            "tamga note-line",
            "tamga --help",
        ] {
            check_line(line, 0);
        }
    }

    #[test]
    fn unknown_commands_are_found() {
        for line in ["./tset", "cargo run --release -- dmeo", "tamga nothing"] {
            check_line(line, 1);
        }
    }
}
