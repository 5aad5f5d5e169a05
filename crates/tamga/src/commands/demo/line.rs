//! A command line: the words that a shell would make of it, and how a person would type it.

/// A command line in words; the first is the program.
pub(super) struct Line(Vec<String>);

impl Line {
    /// Reads it. Blanks part words, except between single quotes; `{files}` becomes a directory.
    pub(super) fn read(text: &str, files: &str) -> Self {
        let mut words = Vec::new();
        for (position, part) in text.split('\'').enumerate() {
            if position % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        Self(words.iter().map(|word| word.replace("{files}", files)).collect())
    }

    pub(super) fn words(&self) -> &[String] {
        &self.0
    }

    /// As it is typed, over as many lines of this width as it needs. A flag stays with its value.
    pub(super) fn typed(&self, width: usize) -> String {
        let mut text = String::new();
        let mut column = 0;
        for unit in self.units() {
            let needed = unit.chars().count() + 1;
            if column > 0 && column + needed > width.saturating_sub(2) {
                text.push_str(" \\\n ");
                column = 1;
            }
            if column > 0 {
                text.push(' ');
            }
            text.push_str(&unit);
            column += needed;
        }
        text
    }

    /// Words, and flags with their values.
    fn units(&self) -> Vec<String> {
        let mut units: Vec<String> = Vec::new();
        let mut waits = false;
        for word in &self.0 {
            let is_flag = word.starts_with("--");
            match units.last_mut().filter(|_| waits && !is_flag) {
                Some(flag) => {
                    flag.push(' ');
                    flag.push_str(&quoted(word));
                }
                None => units.push(quoted(word)),
            }
            waits = is_flag;
        }
        units
    }
}

/// A word as a shell needs it.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,=+@#".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_and_typed() {
        let line = Line::read("tamga submit {files}/a.json --line 'X#1 40'", "my dir");
        assert_eq!(line.words(), ["tamga", "submit", "my dir/a.json", "--line", "X#1 40"]);
        assert_eq!(line.typed(80), "tamga submit 'my dir/a.json' --line 'X#1 40'");
    }

    #[test]
    fn long_lines_break_before_flags() {
        let line = Line::read("tamga note new --number SNT-1 --kind export", "");
        assert_eq!(line.typed(32), "tamga note new --number SNT-1 \\\n  --kind export");
        assert!(line.typed(32).lines().all(|line| line.chars().count() <= 32));
    }

    #[test]
    fn quotes_in_words_stay() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
