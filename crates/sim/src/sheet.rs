//! The sheet that documents are written on: JSON, one document a line, and what is known of each.

use crate::world::{Party, Spot, World};
use std::fmt::Write;

/// What a registry should answer, so that a test can compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Recorded.
    Recorded,
    /// Refused with this code among its problems.
    Refused(&'static str),
    /// It cannot be read: no document at all.
    Rejected,
    /// The same was sent before.
    Repeated,
    /// Its key belongs to another content.
    Conflict,
}

impl Expect {
    /// The word in a truth file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Refused(_) => "refused",
            Self::Rejected => "rejected",
            Self::Repeated => "repeated",
            Self::Conflict => "conflict",
        }
    }
}

/// A document on a sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    /// Where its line ends; it begins where the one before ends.
    pub(crate) end: usize,
    pub(crate) kind: &'static str,
    pub(crate) expect: Expect,
}

/// A number of a document: what it is of, its serial number, and a letter for parts of split notes (0: none).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Number {
    pub(crate) paper: Paper,
    pub(crate) serial: u32,
    pub(crate) part: u8,
}

/// What a number is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Paper {
    Import,
    UnionImport,
    Production,
    Opening,
    Transit,
    Transformation,
    LotSplit,
    Found,
    Note,
    Invoice,
    Application,
    Transport,
    WriteOff,
    StatusChange,
    Act,
    Custody,
    TemporaryReturn,
}

impl Paper {
    /// The letters in front of a number: those of the Kazakh document where one is known.
    fn letters(self) -> &'static str {
        match self {
            Self::Import => "DT",
            Self::UnionImport => "FNO",
            Self::Production => "PR",
            Self::Opening => "OB",
            Self::Transit => "TD",
            Self::Transformation => "TF",
            Self::LotSplit => "LS",
            Self::Found => "FG",
            Self::Note => "SNT",
            Self::Invoice => "ESF",
            Self::Application => "EA",
            Self::Transport => "TR",
            Self::WriteOff => "WO",
            Self::StatusChange => "SC",
            Self::Act => "AC",
            Self::Custody => "CU",
            Self::TemporaryReturn => "RT",
        }
    }
}

/// Gives numbers out: one series for all papers, so that a number names one document.
#[derive(Debug, Default)]
pub(crate) struct Serials(u32);

impl Serials {
    pub(crate) fn next(&mut self, paper: Paper) -> Number {
        self.0 += 1;
        Number { paper, serial: self.0, part: 0 }
    }
}

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) text: String,
    pub(crate) written: Vec<Written>,
    /// Goods lines of all documents.
    pub(crate) lines: u64,
    kind: &'static str,
}

impl Sheet {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.written.clear();
    }

    /// Where the line that is being written, or comes next, begins.
    pub(crate) fn start(&self) -> usize {
        self.written.last().map_or(0, |written| written.end)
    }

    /// Begins a document of that type.
    pub(crate) fn begin(&mut self, kind: &'static str) {
        self.kind = kind;
        self.text.push('{');
        self.field("type", kind);
    }

    /// Ends a document with so many goods lines.
    pub(crate) fn end(&mut self, lines: usize) {
        self.end_as(lines, Expect::Recorded);
    }

    pub(crate) fn end_as(&mut self, lines: usize, expect: Expect) {
        self.text.push_str("}\n");
        self.lines += u64::try_from(lines).unwrap_or_default();
        self.written.push(Written { end: self.text.len(), kind: self.kind, expect });
    }

    /// Takes over a whole line, without its line break, written elsewhere.
    pub(crate) fn line(&mut self, text: &str, kind: &'static str, expect: Expect) {
        self.text.push_str(text);
        self.text.push('\n');
        self.written.push(Written { end: self.text.len(), kind, expect });
    }

    /// The last document, without its line break.
    pub(crate) fn last(&self) -> &str {
        let before = self.written.len().checked_sub(2).and_then(|at| self.written.get(at));
        let start = before.map_or(0, |written| written.end);
        self.text.get(start..self.start()).unwrap_or("").trim_end()
    }

    fn name(&mut self, name: &str) {
        if !matches!(self.text.as_bytes().last(), Some(b'{' | b'[')) {
            self.text.push(',');
        }
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
    }

    /// A text that needs no escapes.
    pub(crate) fn field(&mut self, name: &str, value: &str) {
        debug_assert!(!value.contains(['"', '\\', '\n']), "{value}");
        self.name(name);
        self.quoted(|text| text.push_str(value));
    }

    fn quoted(&mut self, write: impl FnOnce(&mut String)) {
        self.text.push('"');
        write(&mut self.text);
        self.text.push('"');
    }

    pub(crate) fn whole(&mut self, name: &str, value: impl Into<u64>) {
        self.name(name);
        push_number(&mut self.text, value.into());
    }

    /// Millionths, as a decimal.
    pub(crate) fn decimal(&mut self, name: &str, micros: u64) {
        self.name(name);
        self.quoted(|text| push_decimal(text, micros));
    }

    pub(crate) fn party(&mut self, world: &World, name: &str, party: Party) {
        self.name(name);
        self.quoted(|text| world.write_party(text, party));
    }

    pub(crate) fn spot(&mut self, world: &World, name: &str, spot: Spot) {
        self.name(name);
        self.quoted(|text| world.write_spot(text, spot));
    }

    pub(crate) fn number(&mut self, world: &World, name: &str, number: Number) {
        self.name(name);
        self.quoted(|text| push_document(text, world.calendar.year(), number));
    }

    pub(crate) fn day(&mut self, world: &World, name: &str, day: u16) {
        self.field(name, world.calendar.text(day));
    }

    /// A moment: minutes of the day, UTC.
    pub(crate) fn moment(&mut self, world: &World, name: &str, (day, minute): (u16, u16)) {
        self.name(name);
        let day = world.calendar.text(day);
        self.quoted(|text| {
            // Writing to a text cannot fail.
            let _ = write!(text, "{day}T{:02}:{:02}:00Z", minute / 60 % 24, minute % 60);
        });
    }

    /// A list of texts.
    pub(crate) fn texts(&mut self, name: &str, texts: &[&str]) {
        self.open(name, '[');
        for (position, value) in texts.iter().enumerate() {
            if position > 0 {
                self.text.push(',');
            }
            self.quoted(|text| text.push_str(value));
        }
        self.text.push(']');
    }

    /// Opens a list or an object under a name.
    pub(crate) fn open(&mut self, name: &str, bracket: char) {
        self.name(name);
        self.text.push(bracket);
    }

    /// Opens the next object of a list.
    pub(crate) fn item(&mut self) {
        self.text.push_str(if self.text.ends_with('[') { "{" } else { ",{" });
    }

    pub(crate) fn close(&mut self, bracket: char) {
        self.text.push(bracket);
    }
}

fn push_number(text: &mut String, number: u64) {
    let mut digits = [b'0'; 20];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or_default();
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    text.push_str(std::str::from_utf8(&digits[at..]).unwrap_or_default());
}

pub(crate) fn push_decimal(text: &mut String, micros: u64) {
    push_number(text, micros / 1_000_000);
    let part = micros % 1_000_000;
    if part > 0 {
        text.push('.');
        let start = text.len();
        push_number(text, part + 1_000_000);
        text.remove(start);
        text.truncate(text.trim_end_matches('0').len());
    }
}

pub(crate) fn push_document(text: &mut String, year: &str, number: Number) {
    text.push_str(number.paper.letters());
    text.push_str(year);
    text.push('-');
    push_number(text, number.serial.into());
    if number.part > 0 {
        text.push(char::from(b'A' + (number.part - 1) % 26));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_canonical() {
        for (micros, wanted) in [(0, "0"), (1, "0.000001"), (12_500_000, "12.5"), (7_000_000, "7"), (1_020_000, "1.02")]
        {
            let mut text = String::new();
            push_decimal(&mut text, micros);
            assert_eq!(text, wanted);
            assert_eq!(text.parse::<trade::quantity::Quantity>().map(trade::quantity::Quantity::micros), Ok(micros));
        }
    }
}
