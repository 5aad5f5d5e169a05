//! Openings: sealed texts of an entry, one part for the registry and one for each natural person named.

use super::header::array;
use super::{Unreadable, infallible};
use ledger::Name;
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};

/// Length of the secrets in openings.
pub const SECRET_BYTES: usize = 16;

/// Sealed bytes with their subject: 0 is the registry, others are the ids of natural persons.
pub type Sealed<'a> = (u32, &'a [u8]);

/// What the seal is bound to: the registry and the entry.
pub fn context(registry: &[u8; 16], seq: u64) -> [u8; 24] {
    let mut context = [0; 24];
    context[..16].copy_from_slice(registry);
    context[16..].copy_from_slice(&seq.to_be_bytes());
    context
}

/// The openings of a record: a CBOR list of (subject, sealed bytes), in the order of subjects.
pub fn encode_openings<'a>(out: &mut Vec<u8>, parts: impl ExactSizeIterator<Item = Sealed<'a>>) {
    let mut e = Encoder::new(out);
    infallible((|| {
        e.array(parts.len() as u64)?;
        for (subject, sealed) in parts {
            e.array(2)?.u32(subject)?.bytes(sealed)?;
        }
        e.ok()
    })());
}

/// Reads the openings of a record.
pub fn decode_openings(bytes: &[u8]) -> Result<Vec<Sealed<'_>>, Unreadable> {
    let read = || -> Result<Vec<Sealed<'_>>, minicbor::decode::Error> {
        let mut d = Decoder::new(bytes);
        let wrong = minicbor::decode::Error::message;
        let count = d.array()?.ok_or_else(|| wrong("a list of unknown length"))?;
        let mut parts = Vec::new();
        for _ in 0..count {
            if d.array()? != Some(2) {
                return Err(wrong("a part has a subject and bytes"));
            }
            parts.push((d.u32()?, d.bytes()?));
        }
        if d.position() == bytes.len() { Ok(parts) } else { Err(wrong("more bytes than parts")) }
    };
    read().map_err(Unreadable::of("openings"))
}

/// The part of the registry: everything that is no person's.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RegistryOpening {
    /// Salts of the commitments follow from it.
    pub secret: [u8; SECRET_BYTES],
    /// The canonical command; texts of persons are replaced by `{"~": [subject, position, digest]}`.
    pub command: String,
    /// Names that belong to no person.
    pub names: Vec<Name>,
    /// Place and words of each problem, in the order of the codes in the body, as JSON like the command; else empty.
    pub problems: String,
}

impl RegistryOpening {
    /// The text to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(64 + self.command.len() + 64 * self.names.len());
        let mut e = Encoder::new(&mut out);
        infallible((|| {
            e.array(4)?.bytes(&self.secret)?.str(&self.command)?.encode(&self.names)?.str(&self.problems)?.ok()
        })());
        out
    }

    /// Reads what was sealed.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let read = || -> Result<Self, minicbor::decode::Error> {
            let mut d = Decoder::new(bytes);
            parts(&mut d, 4)?;
            Ok(Self { secret: array(&mut d)?, command: d.str()?.to_owned(), names: d.decode()?, problems: d.decode()? })
        };
        read().map_err(Unreadable::of("opening"))
    }
}

/// The part of a natural person.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PersonOpening {
    /// Salts the digests that stand in the command instead of the texts.
    pub secret: [u8; SECRET_BYTES],
    /// The texts that were replaced, by position.
    pub texts: Vec<String>,
    /// Names of this person.
    pub names: Vec<Name>,
}

impl PersonOpening {
    /// The text to be sealed.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut e = Encoder::new(&mut out);
        infallible((|| e.array(3)?.bytes(&self.secret)?.encode(&self.texts)?.encode(&self.names)?.ok())());
        out
    }

    /// Reads what was sealed.
    pub fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let read = || -> Result<Self, minicbor::decode::Error> {
            let mut d = Decoder::new(bytes);
            parts(&mut d, 3)?;
            Ok(Self { secret: array(&mut d)?, texts: d.decode()?, names: d.decode()? })
        };
        read().map_err(Unreadable::of("opening"))
    }
}

/// What protects one text of an entry: it follows from the secrets of all persons whose text it is, so it ends with the
/// first of their keys. Subject (the first of them) and position make it another one for every text of the entry.
pub struct TextKey([u8; 32]);

impl TextKey {
    /// The key of the text at `position` of the first owner, `subject`; secrets in the order of the placeholder.
    pub fn new<'a>(secrets: impl Iterator<Item = &'a [u8; SECRET_BYTES]>, subject: u32, position: u32) -> Self {
        let digest = Sha256::new().chain_update(b"tamga/owners/v0");
        let digest = digest.chain_update(subject.to_be_bytes()).chain_update(position.to_be_bytes());
        Self(secrets.fold(digest, Digest::chain_update).finalize().into())
    }

    /// What stands in the command instead of the text. Once one of the persons' keys is gone nothing is left to guess
    /// against: the secret that salts it is sealed under that key.
    pub fn digest(&self, text: &str) -> [u8; 32] {
        Sha256::new().chain_update(b"tamga/person/v0").chain_update(self.0).chain_update(text).finalize().into()
    }

    /// The bytes with a stream added (bit by bit, so twice is nothing) that is used for this text alone.
    pub fn masked(&self, text: &[u8]) -> Vec<u8> {
        let mut masked = text.to_vec();
        for (block, chunk) in (0_u32..).zip(masked.chunks_mut(32)) {
            let digest = Sha256::new().chain_update(b"tamga/mask/v0").chain_update(self.0);
            let stream = digest.chain_update(block.to_be_bytes()).finalize();
            chunk.iter_mut().zip(stream).for_each(|(byte, other)| *byte ^= other);
        }
        masked
    }
}

fn parts(d: &mut Decoder<'_>, count: u64) -> Result<(), minicbor::decode::Error> {
    if d.array()? == Some(count) { Ok(()) } else { Err(minicbor::decode::Error::message("another number of parts")) }
}
