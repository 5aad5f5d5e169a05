//! Sparse index of a segment: where every 256th entry begins. It can always be rebuilt from the segment.

use std::path::Path;

use super::format::{Fields, HEADER_BYTES};
use super::frames::{Frames, Step};
use crate::Fault;
use crate::files::{Files, aside_of, read_whole};

/// Entries whose number is a multiple of this are indexed.
pub(crate) const STRIDE: u64 = 256;

const MAGIC: [u8; 8] = *b"TAMGAI0\n";

/// Offsets of the entries whose number is a multiple of [`STRIDE`], in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Index {
    pub(crate) offsets: Vec<u64>,
}

impl Index {
    /// Where to begin looking for `seq` in the segment that begins with `first_seq`.
    pub(crate) fn start(&self, first_seq: u64, seq: u64) -> u64 {
        let header = HEADER_BYTES as u64;
        // Multiples in first_seq..=seq; the last of them is at or before `seq`.
        let before = (seq / STRIDE).saturating_sub((first_seq - 1) / STRIDE);
        let Some(last) = before.checked_sub(1) else { return header };
        usize::try_from(last).ok().and_then(|last| self.offsets.get(last)).copied().unwrap_or(header)
    }

    /// Bytes of the index file of a segment of `end` bytes.
    pub(crate) fn encode(&self, first_seq: u64, end: u64) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&first_seq.to_le_bytes());
        bytes.extend_from_slice(&end.to_le_bytes());
        bytes.extend_from_slice(&(self.offsets.len() as u64).to_le_bytes());
        self.offsets.iter().for_each(|offset| bytes.extend_from_slice(&offset.to_le_bytes()));
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    /// Reads an index file; `None` where it is damaged or belongs to another segment.
    pub(crate) fn decode(bytes: &[u8], first_seq: u64, end: u64) -> Option<Self> {
        let (content, crc) = bytes.split_last_chunk::<4>()?;
        if crc32c::crc32c(content).to_le_bytes() != *crc {
            return None;
        }
        let mut fields = Fields(content);
        let magic: [u8; 8] = fields.array()?;
        if magic != MAGIC || fields.u64()? != first_seq || fields.u64()? != end {
            return None;
        }
        let count = fields.u64()?;
        let (offsets, rest) = fields.0.as_chunks::<8>();
        if !rest.is_empty() || offsets.len() as u64 != count {
            return None;
        }
        Some(Self { offsets: offsets.iter().copied().map(u64::from_le_bytes).collect() })
    }

    /// Builds the index by walking the segment.
    pub(crate) fn build(mut frames: Frames) -> Result<Self, Fault> {
        let mut index = Self::default();
        loop {
            match frames.step()? {
                Step::Record(span) if span.seq.is_multiple_of(STRIDE) => index.offsets.push(span.offset),
                Step::Record(_) | Step::Mark(..) => {}
                Step::End => return Ok(index),
                Step::Cut(offset) => return Err(Fault::corrupt(frames.path(), offset, None, "segment is cut")),
                Step::Damaged(offset, why) => return Err(Fault::corrupt(frames.path(), offset, None, why)),
            }
        }
    }

    /// The stored index of a closed segment, if it is there and right.
    pub(crate) fn load(files: &dyn Files, path: &Path, first_seq: u64, end: u64) -> Option<Self> {
        Self::decode(&read_whole(files, path).ok()??, first_seq, end)
    }

    /// Stores the index of a closed segment. Not synced: a lost or torn index is rebuilt.
    pub(crate) fn save(&self, files: &dyn Files, path: &Path, first_seq: u64, end: u64) -> Result<(), Fault> {
        let aside = aside_of(path);
        // A leftover of an earlier attempt; if it cannot be removed, creating the file says so.
        let _ = files.remove(&aside);
        let file = files.create_new(&aside).map_err(Fault::io("create", &aside))?;
        file.write_at(&self.encode(first_seq, end), 0).map_err(Fault::io("write", &aside))?;
        files.rename(&aside, path).map_err(Fault::io("rename", &aside))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn start_is_at_or_before_the_entry() {
        let index = Index { offsets: vec![1000, 2000, 3000] };
        for (first_seq, seq, start) in [
            (1, 1, 76),
            (1, 255, 76),
            (1, 256, 1000),
            (1, 511, 1000),
            (1, 512, 2000),
            (256, 256, 1000),
            (257, 300, 76),
            (257, 512, 1000),
        ] {
            assert_eq!(index.start(first_seq, seq), start, "{seq} from {first_seq}");
        }
        assert_eq!(Index::default().start(1, 5000), 76, "an index that knows less means a longer walk");
    }

    #[test]
    fn flips_are_noticed() {
        let index = Index { offsets: vec![76, 9000] };
        let bytes = index.encode(256, 10_000);
        assert_eq!(Index::decode(&bytes, 256, 10_000), Some(index));
        assert_eq!(Index::decode(&bytes, 257, 10_000), None);
        assert_eq!(Index::decode(&bytes, 256, 10_001), None);
        for place in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[place] ^= 4;
            assert_eq!(Index::decode(&flipped, 256, 10_000), None);
            assert_eq!(Index::decode(&bytes[..place], 256, 10_000), None);
        }
    }
}
