//! No unfinished work and no machine of one person in the repository's files.

use crate::files::File;

/// Words that promise work to be done: finish it, or write an issue; a reader of the code can do nothing with them.
/// Written in halves, so that a search for them finds nothing here.
const UNFINISHED: [&str; 5] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!"),
    concat!("unimplemented", "!"),
    concat!("#[ign", "ore"),
];

/// Folders that exist on one machine only.
const MACHINE: [&str; 5] = ["/work/", "/tmp/", "/root/", "/home/", "/Users/"];

/// A folder beside the repository: a fresh clone has none.
const OUTSIDE: &str = concat!("../", "shared");

/// Endings of files that people write; data and generated files are left alone.
const WRITTEN: [&str; 15] =
    ["", "rs", "md", "toml", "sh", "yml", "yaml", "html", "css", "ts", "js", "sql", "ftl", "bash", "txt"];

/// Complaints about forbidden words in one file.
pub fn check(file: &File) -> Vec<String> {
    let editions = file.path.starts_with("data/") && file.extension() != "md";
    if file.path == "crates/tidy/src/words.rs" || editions || !WRITTEN.contains(&file.extension()) {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    for (index, line) in file.text.lines().enumerate() {
        let place = format!("{}:{}", file.path, index + 1);
        for word in UNFINISHED.iter().filter(|word| has_word(line, word)) {
            complaints
                .push(format!("{place}: `{word}`: finish it, or leave it out and say what is missing in README.md"));
        }
        for folder in MACHINE.iter().filter(|folder| has_path(line, folder)) {
            complaints.push(format!(
                "{place}: `{folder}` exists on one machine only: use a path in the repository or a temporary folder"
            ));
        }
        if line.contains(OUTSIDE) {
            complaints
                .push(format!("{place}: `{OUTSIDE}` lies outside the repository: a fresh clone must do without it"));
        }
    }
    complaints
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let word_goes_on = word.ends_with(char::is_alphanumeric) && is_part(after) && !word.starts_with('#');
        !is_part(before) && !word_goes_on
    })
}

fn has_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~*})/".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_line(line: &str, complaints: usize) {
        assert_eq!(check(&File::sample("crates/x/src/lib.rs", line)).len(), complaints, "{line}");
    }

    #[test]
    fn unfinished_work_is_found() {
        for word in UNFINISHED {
            check_line(&format!("    {word}(\"later\")]"), 1);
        }
        check_line("let todos = autodoc; // METODO", 0);
    }

    #[test]
    fn machine_paths_are_found() {
        check_line("let path = \"/tmp/x\";", 1);
        check_line("see /home/me/README.md", 1);
        check_line("see target/tmp/x and https://example.org/home/x and ${folder}/home/x", 0);
        check_line(&format!("include_str!(\"{OUTSIDE}/x\")"), 1);
    }

    #[test]
    fn published_data_is_left_alone() {
        assert!(check(&File::sample("data/lists/x.csv", UNFINISHED[0])).is_empty());
        assert_eq!(check(&File::sample("data/README.md", UNFINISHED[0])).len(), 1);
    }
}
