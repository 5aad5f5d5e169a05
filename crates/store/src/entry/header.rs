//! The header: who, when, what, with which outcome, and digests of everything else.

use super::{Unreadable, VERSION, infallible, only_way};
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};

/// Number of elements, with the reserved ones.
const ELEMENTS: u64 = 20;
/// Elements at the end that are null in this version: actor, mandate, channel, client's time, detached signature, digest
/// of the original document.
const RESERVED: usize = 6;

/// What became of a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Recorded with its effects.
    Recorded,
    /// Refused: recorded without effects on goods.
    Refused,
}

impl Outcome {
    fn number(self) -> u8 {
        match self {
            Self::Recorded => 1,
            Self::Refused => 2,
        }
    }

    fn from_number(number: u8) -> Option<Self> {
        [Self::Recorded, Self::Refused].into_iter().find(|outcome| outcome.number() == number)
    }
}

/// See the module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
    /// Epoch of the segment.
    pub epoch: u32,
    /// Number of the entry.
    pub seq: u64,
    /// Time of recording, milliseconds since 1970.
    pub recorded_at: i64,
    /// When it happened, as claimed.
    pub effective_at: Option<i64>,
    /// Kind of command ([`super::kind_number`]).
    pub kind: u16,
    /// Outcome.
    pub outcome: Outcome,
    /// Keyed digest of submitter and business key.
    pub tag: [u8; 16],
    /// Keyed digest of the canonical command.
    pub content: [u8; 32],
    /// SHA-256 of the body.
    pub body: [u8; 32],
    /// Root over the commitments to groups of fields.
    pub fields: [u8; 32],
    /// Version of the meaning of effects.
    pub semantics: u32,
    /// Set of editions of lists that was pinned; 0: none.
    pub editions: u32,
    /// Policy that was pinned; 0: the one of the settings.
    pub policy: u32,
}

impl Header {
    /// The digest that [`Header::body`] holds.
    pub fn digest_of_body(body: &[u8]) -> [u8; 32] {
        Sha256::digest(body).into()
    }

    /// Appends the bytes.
    pub fn encode(&self, out: &mut Vec<u8>) {
        out.reserve(192);
        let mut e = Encoder::new(out);
        infallible((|| {
            e.array(ELEMENTS)?.u8(VERSION)?.u32(self.epoch)?.u64(self.seq)?.i64(self.recorded_at)?;
            match self.effective_at {
                Some(at) => e.i64(at)?,
                None => e.null()?,
            };
            e.u16(self.kind)?.u8(self.outcome.number())?;
            e.bytes(&self.tag)?.bytes(&self.content)?.bytes(&self.body)?.bytes(&self.fields)?;
            e.u32(self.semantics)?.u32(self.editions)?.u32(self.policy)?;
            for _ in 0..RESERVED {
                e.null()?;
            }
            Ok(())
        })());
    }

    /// Reads a header; only the bytes that [`Header::encode`] writes.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let header = read(&mut Decoder::new(bytes)).map_err(Unreadable::of("header"))?;
        let mut again = Vec::with_capacity(bytes.len());
        header.encode(&mut again);
        only_way("header", bytes, &again)?;
        Ok(header)
    }
}

fn read(d: &mut Decoder<'_>) -> Result<Header, minicbor::decode::Error> {
    let wrong = minicbor::decode::Error::message;
    if d.array()? != Some(ELEMENTS) || d.u8()? != VERSION {
        return Err(wrong("another version or length"));
    }
    let (epoch, seq, recorded_at) = (d.u32()?, d.u64()?, d.i64()?);
    let effective_at = d.decode::<Option<i64>>()?;
    let kind = d.u16()?;
    let outcome = Outcome::from_number(d.u8()?).ok_or_else(|| wrong("unknown outcome"))?;
    let header = Header {
        epoch,
        seq,
        recorded_at,
        effective_at,
        kind,
        outcome,
        tag: array(d)?,
        content: array(d)?,
        body: array(d)?,
        fields: array(d)?,
        semantics: d.u32()?,
        editions: d.u32()?,
        policy: d.u32()?,
    };
    for _ in 0..RESERVED {
        d.null()?;
    }
    Ok(header)
}

pub(super) fn array<const N: usize>(d: &mut Decoder<'_>) -> Result<[u8; N], minicbor::decode::Error> {
    d.bytes()?.try_into().map_err(|_| minicbor::decode::Error::message("bytes of another length"))
}
