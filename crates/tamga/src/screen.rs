//! The terminal: colours only where there is one, signs that it can show, and its width.
//!
//! Colour is never alone: what is green or red says so in words as well.

use anstyle::{AnsiColor, Style};
use serde_json::Value;
use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, IsTerminal, Write};

/// Width when the output is no terminal.
const WIDTH_FILE: usize = 120;

/// What a text is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Tone {
    /// Went well.
    Good,
    /// A refusal, a finding.
    Bad,
    /// Look here.
    Note,
    /// A heading.
    Head,
    /// Less important.
    Faint,
}

/// Where answers are printed.
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a terminal")]
pub(crate) struct Screen {
    out: RefCell<BufWriter<io::Stdout>>,
    json: bool,
    colour: bool,
    colour_errors: bool,
    unicode: bool,
    width: usize,
    /// Blanks before every line.
    indent: Cell<usize>,
}

impl Screen {
    /// The screen of this process.
    pub(crate) fn of_process(json: bool) -> Self {
        let plain = json || is_set("NO_COLOR") || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            out: RefCell::new(BufWriter::with_capacity(1 << 16, io::stdout())),
            json,
            colour: !plain && io::stdout().is_terminal(),
            colour_errors: !plain && io::stderr().is_terminal(),
            unicode: speaks_utf8(),
            width: width(),
            indent: Cell::new(0),
        }
    }

    /// Whether answers are JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Columns to use.
    pub(crate) fn width(&self) -> usize {
        self.width - self.indent.get()
    }

    /// Sets what is printed by `print` in by so many columns, fewer than forty.
    pub(crate) fn inset<T>(&self, columns: usize, print: impl FnOnce() -> T) -> T {
        let before = self.indent.replace(columns);
        let done = print();
        self.indent.set(before);
        done
    }

    /// One of two spellings: the first where UTF-8 is understood, else the second, which is ASCII.
    pub(crate) fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    /// A text in its tone.
    pub(crate) fn paint(&self, tone: Tone, text: &str) -> String {
        if self.colour { painted(tone, text) } else { text.to_owned() }
    }

    /// The word in front of an error.
    pub(crate) fn error_word(&self) -> String {
        if self.colour_errors { painted(Tone::Bad, "error:") } else { "error:".to_owned() }
    }

    /// Prints a line.
    pub(crate) fn line(&self, text: impl AsRef<str>) -> io::Result<()> {
        let text = text.as_ref();
        // Nothing stands before a line of JSON, nor on an empty line.
        let indent = if self.json || text.is_empty() { 0 } else { self.indent.get() };
        writeln!(self.out.borrow_mut(), "{:indent$}{text}", "")
    }

    /// Prints a text as it is.
    pub(crate) fn raw(&self, text: &str) -> io::Result<()> {
        self.out.borrow_mut().write_all(text.as_bytes())
    }

    /// Prints a paragraph, broken at the width, each line after `indent`.
    pub(crate) fn text(&self, indent: &str, text: &str) -> io::Result<()> {
        wrap(text, self.width().min(100).saturating_sub(indent.chars().count()))
            .iter()
            .try_for_each(|line| self.line(format!("{indent}{line}")))
    }

    /// Prints a heading with an empty line before it.
    pub(crate) fn heading(&self, text: &str) -> io::Result<()> {
        self.line("")?;
        self.line(self.paint(Tone::Head, text))
    }

    /// Prints one JSON value as one line.
    pub(crate) fn json(&self, value: &Value) -> io::Result<()> {
        self.line(value.to_string())
    }

    /// Prints what has been kept back.
    pub(crate) fn flush(&self) -> io::Result<()> {
        self.out.borrow_mut().flush()
    }

    /// Prints a line on the error stream. When nobody reads that either, nobody is left to tell.
    #[expect(clippy::unused_self, reason = "all printing goes through the screen")]
    pub(crate) fn complain(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}

fn painted(tone: Tone, text: &str) -> String {
    let style = match tone {
        Tone::Good => AnsiColor::Green.on_default(),
        Tone::Bad => AnsiColor::Red.on_default().bold(),
        Tone::Note => AnsiColor::Yellow.on_default(),
        Tone::Head => Style::new().bold(),
        Tone::Faint => Style::new().dimmed(),
    };
    format!("{style}{text}{style:#}")
}

/// Breaks a text at blanks, but not at those that must not break. Words longer than the width stand alone.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        let long = visible(&line) + 1 + visible(word) > width;
        if long && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Characters that take a place on the screen; codes of colours take none.
fn visible(text: &str) -> usize {
    let mut in_code = false;
    text.chars()
        .filter(|c| {
            let is_code = in_code || *c == '\u{1b}';
            in_code = is_code && *c != 'm';
            !is_code
        })
        .count()
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

/// As POSIX has it: the first of the three that is set says.
fn speaks_utf8() -> bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"];
    let locale = names.iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    let locale = locale.map(|value| value.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    locale.contains("utf-8") || locale.contains("utf8")
}

#[cfg(unix)]
fn width() -> usize {
    if !io::stdout().is_terminal() {
        return WIDTH_FILE;
    }
    let columns = rustix::termios::tcgetwinsize(io::stdout()).map_or(80, |size| usize::from(size.ws_col));
    if columns == 0 { 80 } else { columns.clamp(40, 160) }
}

#[cfg(not(unix))]
fn width() -> usize {
    if io::stdout().is_terminal() { 80 } else { WIDTH_FILE }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_take_no_place() {
        assert_eq!(visible(&painted(Tone::Bad, "no")), 2);
        let painted = painted(Tone::Good, "one two");
        assert_eq!(wrap(&painted, 7).len(), 1);
    }

    #[test]
    fn long_words_stand_alone() {
        assert_eq!(wrap("a bb cccccc d", 4), ["a bb", "cccccc", "d"]);
        assert_eq!(wrap("a\u{a0}b c", 3), ["a\u{a0}b", "c"]);
    }
}
