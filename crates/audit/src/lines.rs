//! Lines of an NDJSON stream, with a bound on their length.

use std::io::{self, BufRead, Read};

use serde_json::Value;

use crate::case::Object;
use crate::report::{Kind, Report};

/// Longest line read, in bytes. The largest command has 999 lines of a few kilobytes.
const LONGEST: u64 = 16 * 1024 * 1024;

/// A stream of JSON objects, one a line, numbered from 1. Broken lines become findings and are passed over.
pub(crate) struct Lines<R> {
    input: R,
    /// What the stream is, for the place of findings.
    name: &'static str,
    number: u64,
    buffer: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(input: R, name: &'static str) -> Self {
        Self { input, name, number: 0, buffer: Vec::new() }
    }

    /// Number of the line read last.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Where the line read last is.
    pub(crate) fn place(&self) -> String {
        format!("{} line {}", self.name, self.number)
    }

    /// The next object, or `None` at the end of the stream.
    pub(crate) fn next(&mut self, report: &mut Report) -> Option<Object> {
        loop {
            match self.read_line() {
                Ok(0) => return None,
                Ok(_) if self.buffer.iter().all(u8::is_ascii_whitespace) => {}
                Ok(_) => match self.object() {
                    Ok(object) => return Some(object),
                    Err(trouble) => report.find(Kind::BrokenLine, self.place(), trouble),
                },
                Err(error) => {
                    report.find(Kind::Unreadable, self.place(), error.to_string());
                    return None;
                }
            }
        }
    }

    /// Reads one line into the buffer; bytes read, 0 at the end. What passes the bound is read away and not kept.
    fn read_line(&mut self) -> io::Result<usize> {
        self.buffer.clear();
        self.number += 1;
        let read = self.input.by_ref().take(LONGEST).read_until(b'\n', &mut self.buffer)?;
        if self.buffer.last() != Some(&b'\n') && u64::try_from(read).is_ok_and(|read| read == LONGEST) {
            self.input.skip_until(b'\n')?;
            self.buffer.clear();
            self.buffer.extend_from_slice(b"\"longer than a line may be\"");
        }
        Ok(read)
    }

    fn object(&self) -> Result<Object, String> {
        match serde_json::from_slice(&self.buffer) {
            Ok(Value::Object(object)) => Ok(object),
            Ok(_) => Err("no JSON object, or longer than 16 MiB".to_owned()),
            Err(error) => Err(format!("no JSON: {error}")),
        }
    }
}
