//! A stream of bytes to records: lines, or CSV records that go over several lines inside quotes.
//!
//! The record's bytes are kept as they are, so that a reject can show them. Memory is bounded by [`LINE_BYTES_MAX`].

use crate::cells::Dialect;
use std::io::{self, BufRead};

/// Bytes of one line, or of one CSV record.
pub const LINE_BYTES_MAX: usize = 1024 * 1024;

/// Bytes shown of a record that is longer.
const SHOWN_BYTES: usize = 4096;

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    /// How far into the file the reader was after it.
    pub bytes_read: u64,
    /// Without the line end.
    pub bytes: Vec<u8>,
    /// What is wrong with it as a record.
    pub fault: Option<RecordFault>,
    /// The file ends right behind it, without a line end.
    pub no_line_end: bool,
}

/// What is wrong with a record as such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RecordFault {
    /// Longer than the limit; so many bytes. Only the beginning is kept.
    TooLong(u64),
    /// A quote that no later line closes within the limit; the record is the first line alone.
    UnclosedQuote,
    /// The file could not be read further: a stable code and words.
    Cut(&'static str, String),
}

/// Tells records apart.
pub(crate) struct Splitter<R> {
    reader: R,
    /// Lines that were read as part of a record and then given back.
    replay: Vec<u8>,
    replay_at: usize,
    /// Lines ended so far.
    lines: u64,
    /// `None` where each line is a record.
    dialect: Option<Dialect>,
    done: bool,
}

/// How a line ended.
enum LineEnd {
    Newline,
    File,
    Limit,
}

impl<R: BufRead> Splitter<R> {
    pub(crate) fn new(reader: R, dialect: Option<Dialect>) -> Self {
        Self { reader, replay: Vec::new(), replay_at: 0, lines: 0, dialect, done: false }
    }

    /// The next record; empty lines are none.
    pub(crate) fn next_record(&mut self) -> Option<Record> {
        while !self.done {
            let line = self.lines.saturating_add(1);
            let mut bytes = Vec::with_capacity(256);
            let (fault, no_line_end) = match self.read_record(&mut bytes) {
                Ok(end) => end,
                Err(error) => {
                    self.done = true;
                    let (code, message) = cut(&error, line);
                    (Some(RecordFault::Cut(code, message)), false)
                }
            };
            // A row of blanks and tabs may be a row of empty cells.
            let is_nothing = bytes.is_empty() || (self.dialect.is_none() && bytes.iter().all(u8::is_ascii_whitespace));
            if fault.is_none() && is_nothing {
                continue;
            }
            return Some(Record { line, bytes_read: 0, bytes, fault, no_line_end });
        }
        None
    }

    fn read_record(&mut self, bytes: &mut Vec<u8>) -> io::Result<(Option<RecordFault>, bool)> {
        match self.read_line(bytes)? {
            LineEnd::Limit => return Ok((Some(self.skip_line(bytes)?), false)),
            LineEnd::File => {
                self.done = true;
                let is_open = self.dialect.is_some_and(|dialect| Quotes::over(bytes, dialect).is_open());
                return Ok((is_open.then_some(RecordFault::UnclosedQuote), true));
            }
            LineEnd::Newline => {}
        }
        if let Some(dialect) = self.dialect.filter(|dialect| bytes.contains(&dialect.quote)) {
            return self.read_quoted(bytes, dialect);
        }
        trim_line_end(bytes);
        Ok((None, false))
    }

    /// Goes on over line ends as long as a quote is open.
    fn read_quoted(&mut self, bytes: &mut Vec<u8>, dialect: Dialect) -> io::Result<(Option<RecordFault>, bool)> {
        let (first, first_line) = (bytes.len(), self.lines);
        let mut quotes = Quotes::over(bytes, dialect);
        while quotes.is_open() {
            let before = bytes.len();
            let end = self.read_line(bytes)?;
            quotes.go_on(bytes.get(before..).unwrap_or_default(), dialect);
            match end {
                LineEnd::Newline => {}
                LineEnd::File if !quotes.is_open() => {
                    self.done = true;
                    return Ok((None, true));
                }
                // The lines behind the first are given back: they are records of their own.
                LineEnd::File | LineEnd::Limit => {
                    self.give_back(bytes.get(first..).unwrap_or_default());
                    self.lines = first_line;
                    bytes.truncate(first);
                    trim_line_end(bytes);
                    return Ok((Some(RecordFault::UnclosedQuote), false));
                }
            }
        }
        trim_line_end(bytes);
        Ok((None, false))
    }

    /// Appends up to and with the line end, as far as the limit allows.
    fn read_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<LineEnd> {
        loop {
            let (part, ended) = line_part(self.fill()?);
            if part.is_empty() {
                return Ok(LineEnd::File);
            }
            let room = LINE_BYTES_MAX.saturating_add(2).saturating_sub(bytes.len());
            if part.len() > room {
                return Ok(LineEnd::Limit);
            }
            bytes.extend_from_slice(part);
            let length = part.len();
            self.consume(length);
            if ended {
                self.lines = self.lines.saturating_add(1);
                let is_over = bytes.len().saturating_sub(line_end(bytes)) > LINE_BYTES_MAX;
                return Ok(if is_over { LineEnd::Limit } else { LineEnd::Newline });
            }
        }
    }

    /// Reads the rest of a line that is over the limit, and keeps the beginning.
    fn skip_line(&mut self, bytes: &mut Vec<u8>) -> io::Result<RecordFault> {
        let mut length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let mut ended = bytes.ends_with(b"\n");
        while !ended {
            let (part, is_end) = line_part(self.fill()?);
            let count = part.len();
            if count == 0 {
                self.done = true;
                break;
            }
            length = length.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            ended = is_end;
            self.consume(count);
            if ended {
                self.lines = self.lines.saturating_add(1);
            }
        }
        bytes.truncate(SHOWN_BYTES);
        Ok(RecordFault::TooLong(length))
    }

    fn fill(&mut self) -> io::Result<&[u8]> {
        if self.replay_at < self.replay.len() {
            return Ok(self.replay.get(self.replay_at..).unwrap_or_default());
        }
        loop {
            match self.reader.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
                Ok(_) => break,
            }
        }
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        if self.replay_at < self.replay.len() {
            self.replay_at = self.replay_at.saturating_add(count);
        } else {
            self.reader.consume(count);
        }
    }

    fn give_back(&mut self, bytes: &[u8]) {
        let later = self.replay.get(self.replay_at..).unwrap_or_default();
        self.replay = [bytes, later].concat();
        self.replay_at = 0;
    }
}

/// How many line ends there are.
pub(crate) fn line_ends(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.split(|byte| *byte == b'\n').count().saturating_sub(1)).unwrap_or_default()
}

/// The part of a buffer up to and with its first line end, and whether there is one.
fn line_part(buffer: &[u8]) -> (&[u8], bool) {
    match buffer.iter().position(|byte| *byte == b'\n') {
        Some(at) => (buffer.get(..=at).unwrap_or(buffer), true),
        None => (buffer, false),
    }
}

/// How many bytes the line end has.
fn line_end(bytes: &[u8]) -> usize {
    if bytes.ends_with(b"\r\n") { 2 } else { usize::from(bytes.ends_with(b"\n")) }
}

fn trim_line_end(bytes: &mut Vec<u8>) {
    bytes.truncate(bytes.len().saturating_sub(line_end(bytes)));
}

/// Why a file could not be read to its end, and what to do.
fn cut(error: &io::Error, line: u64) -> (&'static str, String) {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => (
            "file.truncated_gzip",
            format!("the compressed file is cut: it ends in line {line}. Copy or load it again, and import it whole"),
        ),
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => (
            "file.damaged_gzip",
            format!("the compressed file is damaged near line {line} ({error}). Check it with `gzip -t`, get it again"),
        ),
        _ => ("file.unreadable", format!("reading stopped in line {line}: {error}. Check the disk and try again")),
    }
}

/// Whether a quote is open, while a record is read piece by piece.
struct Quotes {
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// A quote inside a quoted cell: it closes the cell, unless another one follows.
    MaybeClosed,
}

impl Quotes {
    fn over(bytes: &[u8], dialect: Dialect) -> Self {
        let mut quotes = Self { state: State::CellStart };
        quotes.go_on(bytes, dialect);
        quotes
    }

    fn go_on(&mut self, bytes: &[u8], dialect: Dialect) {
        for byte in bytes {
            let is_quote = *byte == dialect.quote;
            let is_delimiter = *byte == dialect.delimiter;
            self.state = match self.state {
                State::CellStart | State::MaybeClosed if is_quote => State::Quoted,
                State::Quoted if is_quote => State::MaybeClosed,
                State::Quoted => State::Quoted,
                State::CellStart | State::Plain | State::MaybeClosed if is_delimiter => State::CellStart,
                State::CellStart | State::Plain | State::MaybeClosed => State::Plain,
            };
        }
    }

    fn is_open(&self) -> bool {
        self.state == State::Quoted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &[u8], dialect: Option<Dialect>) -> Vec<(u64, String, bool)> {
        let mut splitter = Splitter::new(io::BufReader::with_capacity(7, text), dialect);
        let mut list = Vec::new();
        while let Some(record) = splitter.next_record() {
            list.push((record.line, String::from_utf8(record.bytes).unwrap(), record.fault.is_some()));
        }
        list
    }

    const COMMA: Option<Dialect> = Some(Dialect { delimiter: b',', quote: b'"' });

    fn record(line: u64, text: &str, is_wrong: bool) -> (u64, String, bool) {
        (line, text.to_owned(), is_wrong)
    }

    #[test]
    fn records_go_over_lines_inside_quotes() {
        let text = b"a,\"b\r\nc\"\r\n\r\nd,5\" pipe\n\"x\",y";
        let expected = [record(1, "a,\"b\r\nc\"", false), record(4, "d,5\" pipe", false), record(5, "\"x\",y", false)];
        assert_eq!(records(text, COMMA), expected);
        assert_eq!(records(b"\n{}\r\n \n{}", None), [record(2, "{}", false), record(4, "{}", false)]);
    }

    #[test]
    fn an_unclosed_quote_does_not_swallow_the_lines_behind_it() {
        let expected = [record(1, "a,\"b", true), record(2, "c,d", false), record(3, "e,f", false)];
        assert_eq!(records(b"a,\"b\nc,d\ne,f\n", COMMA), expected);
        assert_eq!(records(b"a,\"b", COMMA), [record(1, "a,\"b", true)]);
        let long = [b"a,\"b\n".as_slice(), &b"c,d\n".repeat(300_000)].concat();
        let found = records(&long, COMMA);
        assert_eq!((found.len(), found[0].2, found[1..].iter().any(|record| record.2)), (300_001, true, false));
        assert_eq!(found[300_000].0, 300_001);
    }

    #[test]
    fn a_line_over_the_limit_is_told_with_its_length() {
        let long = [b"x".repeat(LINE_BYTES_MAX + 1).as_slice(), b"\nnext\n"].concat();
        for dialect in [None, COMMA] {
            let found = records(&long, dialect);
            assert_eq!((found.len(), found[0].2, found[0].1.len()), (2, true, SHOWN_BYTES));
            assert_eq!(found[1], record(2, "next", false));
        }
        let fits = [b"x".repeat(LINE_BYTES_MAX).as_slice(), b"\r\n"].concat();
        assert_eq!(records(&fits, None)[0].1.len(), LINE_BYTES_MAX);
    }
}
