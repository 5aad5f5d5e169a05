//! Bytes of a segment, format version 0; the tables are in `docs/reference/journal-format.md`.

use sha2::{Digest, Sha256};

/// First bytes of every segment.
pub(crate) const MAGIC: [u8; 8] = *b"TAMGAJ0\n";
/// The version of the format that is written and read.
pub(crate) const VERSION: u32 = 0;
/// Length of a segment's header.
pub(crate) const HEADER_BYTES: usize = 76;
/// Length of what precedes the three byte strings of a record.
pub(crate) const HEAD_BYTES: usize = 28;
/// Length of a commit mark.
pub(crate) const MARK_BYTES: usize = 64;
/// Stands where a record has the length of its header.
const MARK_SIGN: u32 = u32::MAX;
/// Longest record, in bytes with its head. Bounds what a damaged length can make a reader allocate.
pub const RECORD_BYTES_MAX: usize = 16 << 20;
/// Longest group, in bytes without its mark.
pub const GROUP_BYTES_MAX: usize = 256 << 20;

/// One entry as it is stored: the hashed core in two parts, and the encrypted texts beside it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// Number of the entry, from 1 without gaps.
    pub seq: u64,
    /// First part of the hashed core.
    pub header: Vec<u8>,
    /// Second part of the hashed core.
    pub body: Vec<u8>,
    /// Sealed texts; not hashed, and readable only while the subjects' keys exist.
    pub openings: Vec<u8>,
}

/// A [`Record`] that lies in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordRef<'a> {
    /// See [`Record::seq`].
    pub seq: u64,
    /// See [`Record::header`].
    pub header: &'a [u8],
    /// See [`Record::body`].
    pub body: &'a [u8],
    /// See [`Record::openings`].
    pub openings: &'a [u8],
}

impl<'a> From<&'a Record> for RecordRef<'a> {
    fn from(record: &'a Record) -> Self {
        Self { seq: record.seq, header: &record.header, body: &record.body, openings: &record.openings }
    }
}

impl RecordRef<'_> {
    /// A copy that outlives the buffer.
    pub fn to_record(self) -> Record {
        Record {
            seq: self.seq,
            header: self.header.to_vec(),
            body: self.body.to_vec(),
            openings: self.openings.to_vec(),
        }
    }

    /// Bytes that the record takes in a segment.
    pub(crate) fn stored_bytes(self) -> usize {
        HEAD_BYTES + self.header.len() + self.body.len() + self.openings.len()
    }
}

/// What a segment says about itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SegmentHeader {
    pub(crate) epoch: u32,
    pub(crate) first_seq: u64,
    pub(crate) chain: [u8; 32],
    pub(crate) registry: [u8; 16],
}

impl SegmentHeader {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.epoch.to_le_bytes());
        bytes.extend_from_slice(&self.first_seq.to_le_bytes());
        bytes.extend_from_slice(&self.chain);
        bytes.extend_from_slice(&self.registry);
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, HeaderProblem> {
        let mut fields = Fields(bytes);
        let read = (|| {
            let magic: [u8; 8] = fields.array()?;
            let version = fields.u32()?;
            let header = Self {
                epoch: fields.u32()?,
                first_seq: fields.u64()?,
                chain: fields.array()?,
                registry: fields.array()?,
            };
            Some((magic, version, header, fields.u32()?))
        })();
        let (magic, version, header, crc) = read.ok_or(HeaderProblem::Damaged("header is cut"))?;
        if magic != MAGIC {
            return Err(HeaderProblem::Damaged("not a segment of a journal"));
        }
        if crc32c::crc32c(&bytes[..HEADER_BYTES - 4]) != crc {
            return Err(HeaderProblem::Damaged("header has a wrong checksum"));
        }
        if version == VERSION { Ok(header) } else { Err(HeaderProblem::Version(version)) }
    }
}

/// Why a segment's header cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HeaderProblem {
    Damaged(&'static str),
    Version(u32),
}

/// Chain value before the first entry. It binds the chain to one registry.
pub(crate) fn first_chain(registry: &[u8; 16]) -> [u8; 32] {
    Sha256::new().chain_update(MAGIC).chain_update(registry).finalize().into()
}

/// Ends a group: only groups whose mark is on disk count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Number of the group's last entry, or of the last one before an empty group.
    pub(crate) last_seq: u64,
    /// Entries of the group.
    pub(crate) count: u32,
    /// Bytes of its records; they end where the mark begins.
    pub(crate) bytes: u64,
    /// SHA-256(chain before || record bytes); unchanged by an empty group.
    pub(crate) chain: [u8; 32],
}

impl Mark {
    pub(crate) fn encode(&self) -> [u8; MARK_BYTES] {
        let mut bytes = [0; MARK_BYTES];
        bytes[0..4].copy_from_slice(&(MARK_BYTES as u32).to_le_bytes());
        bytes[8..16].copy_from_slice(&self.last_seq.to_le_bytes());
        bytes[16..20].copy_from_slice(&MARK_SIGN.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.count.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.bytes.to_le_bytes());
        bytes[32..64].copy_from_slice(&self.chain);
        let crc = crc32c::crc32c(&bytes[8..]);
        bytes[4..8].copy_from_slice(&crc.to_le_bytes());
        bytes
    }

    /// Reads a mark that is exactly these bytes.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        match Head::read(bytes) {
            Some(Ok(Head::Mark)) if bytes.len() == MARK_BYTES && crc_holds(bytes) => {}
            _ => return None,
        }
        let mut fields = Fields(bytes.get(8..)?);
        let (last_seq, _) = (fields.u64()?, fields.u32()?);
        Some(Self { last_seq, count: fields.u32()?, bytes: fields.u64()?, chain: fields.array()? })
    }

    /// Number of the group's first entry, if the numbers make sense.
    pub(crate) fn first_seq(&self) -> Option<u64> {
        self.last_seq.checked_sub(u64::from(self.count))?.checked_add(1)
    }
}

/// The first bytes of a record or mark, with lengths that agree; the checksum is not looked at yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    Record { seq: u64, header: usize, body: usize, openings: usize },
    Mark,
}

impl Head {
    /// `None` where fewer than [`HEAD_BYTES`] are there; an error where the lengths do not agree.
    pub(crate) fn read(bytes: &[u8]) -> Option<Result<Self, &'static str>> {
        let mut fields = Fields(bytes);
        let (total, _crc, seq) = (fields.u32()?, fields.u32()?, fields.u64()?);
        let lengths = [fields.u32()?, fields.u32()?, fields.u32()?];
        if lengths[0] == MARK_SIGN {
            return Some(if total as usize == MARK_BYTES { Ok(Self::Mark) } else { Err("mark has a wrong length") });
        }
        // Four numbers of 32 bits cannot overflow a sum of 64.
        let sum = HEAD_BYTES as u64 + lengths.iter().map(|length| u64::from(*length)).sum::<u64>();
        if sum != u64::from(total) || sum > RECORD_BYTES_MAX as u64 {
            return Some(Err("lengths of the record do not agree"));
        }
        let [header, body, openings] = lengths.map(|length| length as usize);
        Some(Ok(Self::Record { seq, header, body, openings }))
    }

    /// Length of the whole record or mark.
    pub(crate) fn total(&self) -> usize {
        match self {
            Self::Record { header, body, openings, .. } => HEAD_BYTES + header + body + openings,
            Self::Mark => MARK_BYTES,
        }
    }
}

/// Whether the checksum of a whole record or mark is right.
pub(crate) fn crc_holds(bytes: &[u8]) -> bool {
    matches!((bytes.get(4..8), bytes.get(8..)), (Some(crc), Some(rest)) if crc32c::crc32c(rest).to_le_bytes() == crc)
}

/// Appends a record's bytes.
pub(crate) fn encode_record(record: RecordRef<'_>, out: &mut Vec<u8>) {
    let start = out.len();
    let total = record.stored_bytes();
    assert!(total <= RECORD_BYTES_MAX, "the caller has checked the length");
    out.reserve(total);
    out.extend_from_slice(&(total as u32).to_le_bytes());
    out.extend_from_slice(&[0; 4]);
    out.extend_from_slice(&record.seq.to_le_bytes());
    for part in [record.header, record.body, record.openings] {
        out.extend_from_slice(&(part.len() as u32).to_le_bytes());
    }
    for part in [record.header, record.body, record.openings] {
        out.extend_from_slice(part);
    }
    let crc = crc32c::crc32c(&out[start + 8..]);
    out[start + 4..start + 8].copy_from_slice(&crc.to_le_bytes());
}

/// Reads little-endian fields one after the other; `None` once the bytes run out.
pub(crate) struct Fields<'a>(pub(crate) &'a [u8]);

impl<'a> Fields<'a> {
    pub(crate) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    pub(crate) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }
}
