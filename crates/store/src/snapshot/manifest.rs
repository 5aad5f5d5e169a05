//! The manifest: which page lies where. Written aside and renamed, so it is the old one or the new one.

use std::collections::{BTreeMap, BTreeSet};

use crate::journal::Fields;

const MAGIC: [u8; 8] = *b"TAMGAS0\n";
const VERSION: u32 = 0;
/// Longest page in bytes. Bounds what a damaged manifest can make a reader allocate.
pub const PAGE_BYTES_MAX: usize = 16 << 20;
/// Longest `meta` in bytes.
pub const META_BYTES_MAX: usize = 64 << 20;

/// Where a page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Number of the part file.
    pub(crate) part: u64,
    pub(crate) offset: u64,
    pub(crate) len: u32,
    pub(crate) crc: u32,
}

/// Pages by arena and number.
pub(crate) type Table = BTreeMap<(u8, u32), Place>;

/// What a snapshot says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// Grows by one with each snapshot.
    pub generation: u64,
    /// Last entry that the pages contain.
    pub seq: u64,
    /// Root of the log after it.
    pub root: [u8; 32],
    /// The caller's own bytes.
    pub meta: Vec<u8>,
    /// Number of pages in each arena, in the order of arenas.
    pub counts: Vec<(u8, u32)>,
    pub(crate) table: Table,
}

impl Manifest {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        bytes.extend_from_slice(&self.generation.to_le_bytes());
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        bytes.extend_from_slice(&self.root);
        bytes.extend_from_slice(&(self.meta.len() as u32).to_le_bytes());
        bytes.extend_from_slice(&self.meta);
        bytes.extend_from_slice(&(self.counts.len() as u32).to_le_bytes());
        for (arena, count) in &self.counts {
            bytes.push(*arena);
            bytes.extend_from_slice(&count.to_le_bytes());
        }
        bytes.extend_from_slice(&(self.table.len() as u32).to_le_bytes());
        for ((arena, index), place) in &self.table {
            bytes.push(*arena);
            bytes.extend_from_slice(&index.to_le_bytes());
            bytes.extend_from_slice(&place.part.to_le_bytes());
            bytes.extend_from_slice(&place.offset.to_le_bytes());
            bytes.extend_from_slice(&place.len.to_le_bytes());
            bytes.extend_from_slice(&place.crc.to_le_bytes());
        }
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, &'static str> {
        let (content, crc) = bytes.split_last_chunk::<4>().ok_or("manifest is cut")?;
        if crc32c::crc32c(content).to_le_bytes() != *crc {
            return Err("manifest has a wrong checksum");
        }
        let mut fields = Fields(content);
        let manifest = Self::read(&mut fields).ok_or("manifest is cut or of another version")?;
        if !fields.0.is_empty() {
            return Err("manifest is too long");
        }
        if manifest.missing().is_some() {
            return Err("manifest lacks a page");
        }
        Ok(manifest)
    }

    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let (magic, version): ([u8; 8], u32) = (fields.array()?, fields.u32()?);
        if magic != MAGIC || version != VERSION {
            return None;
        }
        let (generation, seq, root) = (fields.u64()?, fields.u64()?, fields.array()?);
        let length = fields.u32()? as usize;
        let meta = fields.take(length)?.to_vec();
        let arenas = fields.u32()?;
        let counts = (0..arenas).map(|_| Some((fields.u8()?, fields.u32()?))).collect::<Option<Vec<_>>>()?;
        let pages = fields.u32()?;
        let table = (0..pages).map(|_| read_row(fields)).collect::<Option<Table>>()?;
        Some(Self { generation, seq, root, meta, counts, table })
    }

    /// The first page that the counts call for and the table lacks.
    pub(crate) fn missing(&self) -> Option<(u8, u32)> {
        let mut held: BTreeMap<u8, u32> = BTreeMap::new();
        let mut lacking = None;
        for (arena, index) in self.table.keys() {
            let next = held.entry(*arena).or_default();
            if *index != *next {
                lacking = lacking.or(Some((*arena, *next)));
            }
            *next = index.saturating_add(1);
        }
        let short = |(arena, count): &(u8, u32)| {
            let have = held.get(arena).copied().unwrap_or(0);
            (have < *count).then_some((*arena, have))
        };
        lacking.or_else(|| self.counts.iter().find_map(short))
    }

    /// Part files that the pages lie in.
    pub(crate) fn parts(&self) -> BTreeSet<u64> {
        self.table.values().map(|place| place.part).collect()
    }
}

fn read_row(fields: &mut Fields<'_>) -> Option<((u8, u32), Place)> {
    let key = (fields.u8()?, fields.u32()?);
    let (part, offset, len, crc) = (fields.u64()?, fields.u64()?, fields.u32()?, fields.u32()?);
    if len as usize > PAGE_BYTES_MAX {
        return None;
    }
    Some((key, Place { part, offset, len, crc }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        let place = |offset| Place { part: 3, offset, len: 100, crc: 7 };
        let table = Table::from([((1, 0), place(16)), ((1, 1), place(116)), ((4, 0), place(216))]);
        let counts = vec![(1, 2), (2, 0), (4, 1)];
        Manifest { generation: 3, seq: 99, root: [5; 32], meta: b"meta".to_vec(), counts, table }
    }

    #[test]
    fn flips_and_cuts_are_noticed() {
        let bytes = manifest().encode();
        assert_eq!(Manifest::decode(&bytes), Ok(manifest()));
        for place in 0..bytes.len() {
            assert!(Manifest::decode(&bytes[..place]).is_err());
            let mut flipped = bytes.clone();
            flipped[place] ^= 0x10;
            assert!(Manifest::decode(&flipped).is_err());
        }
    }

    #[test]
    fn missing_pages_are_found() {
        let mut lacking = manifest();
        lacking.table.remove(&(1, 0));
        assert_eq!(lacking.missing(), Some((1, 0)));
        lacking = manifest();
        lacking.counts[2].1 = 2;
        assert_eq!(lacking.missing(), Some((4, 1)));
        lacking.counts.push((9, 1));
        lacking.counts[2].1 = 1;
        assert_eq!(lacking.missing(), Some((9, 0)));
    }

    #[test]
    fn fuzz_any_bytes_are_refused_or_read() {
        bolero::check!().with_type::<Vec<u8>>().for_each(|bytes| {
            // With a right checksum, so that the fields are reached.
            let sealed = [&MAGIC[..], &VERSION.to_le_bytes(), bytes].concat();
            let sealed = [&sealed[..], &crc32c::crc32c(&sealed).to_le_bytes()].concat();
            let _ = Manifest::decode(&sealed);
            let _ = Manifest::decode(bytes);
        });
    }
}
