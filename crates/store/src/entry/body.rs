//! The body: effects, chains of lots, and what the entry made. Replay reads nothing else.

use super::header::array;
use super::{Unreadable, infallible, only_way};
use ledger::Effect;
use ledger::state::Link;
use minicbor::{Decoder, Encoder};
use std::ops::Range;

/// Number of elements, with the two reserved ones (verdict, licence).
const ELEMENTS: u64 = 7;

/// Ids of the records that an entry made: half-open ranges, from the first id of each kind.
pub type Made = ledger::books::Made;

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// Random: without it, a body that can be guessed would be shown by its digest.
    pub salt: [u8; 16],
    /// What the entry does to the books.
    pub effects: Vec<Effect>,
    /// Lots touched, with their chains.
    pub links: Vec<Link>,
    /// Codes of the problems of a refusal.
    pub problems: Vec<String>,
    /// What it made.
    pub made: Made,
}

impl Body {
    /// The bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let codes = self.problems.iter().map(String::as_str);
        encode_body(&mut out, self.salt, &self.effects, &self.links, codes, &self.made);
        out
    }

    /// Reads a body; only the bytes that [`Body::encode`] writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let body = read(&mut Decoder::new(bytes)).map_err(Unreadable::of("body"))?;
        only_way("body", bytes, &body.encode())?;
        Ok(body)
    }
}

/// Appends the bytes of a body whose parts lie elsewhere.
pub fn encode_body<'a>(
    out: &mut Vec<u8>,
    salt: [u8; 16],
    effects: &[Effect],
    links: &[Link],
    problems: impl ExactSizeIterator<Item = &'a str>,
    made: &Made,
) {
    let mut e = Encoder::new(out);
    infallible((|| {
        e.array(ELEMENTS)?.bytes(&salt)?.encode(effects)?.encode(links)?.array(problems.len() as u64)?;
        for code in problems {
            e.str(code)?;
        }
        e.array(4)?;
        for range in [&made.lots, &made.notes, &made.transports, &made.discrepancies] {
            e.array(2)?.u32(range.start)?.u32(range.end)?;
        }
        e.null()?.null()?.ok()
    })());
}

fn read(d: &mut Decoder<'_>) -> Result<Body, minicbor::decode::Error> {
    let wrong = minicbor::decode::Error::message;
    if d.array()? != Some(ELEMENTS) {
        return Err(wrong("another length"));
    }
    let (salt, effects, links, problems) = (array(d)?, d.decode()?, d.decode()?, d.decode()?);
    if d.array()? != Some(4) {
        return Err(wrong("another number of ranges"));
    }
    let made = Made { lots: range(d)?, notes: range(d)?, transports: range(d)?, discrepancies: range(d)? };
    d.null()?;
    d.null()?;
    Ok(Body { salt, effects, links, problems, made })
}

fn range(d: &mut Decoder<'_>) -> Result<Range<u32>, minicbor::decode::Error> {
    if d.array()? != Some(2) {
        return Err(minicbor::decode::Error::message("a range has two ends"));
    }
    let (start, end) = (d.u32()?, d.u32()?);
    if start > end { Err(minicbor::decode::Error::message("a range runs backwards")) } else { Ok(start..end) }
}
