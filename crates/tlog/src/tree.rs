//! The append-only tree, kept as its complete subtrees.

use std::fmt;

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

/// Append-only Merkle tree of RFC 6962 over leaf hashes.
///
/// Level `k` holds, in order, the hashes of all complete subtrees of 2^k leaves, so the tree costs 64 bytes a leaf,
/// an append costs one node hash on average, and a root or proof of any size up to the present costs O(log n).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    levels: Vec<Vec<Hash>>,
}

/// The index or size asked for lies outside the tree (or an old size above the new one).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// The index or size that was asked for.
    pub asked: u64,
    /// The largest size the tree, or the question, allows.
    pub size: u64,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} is outside a log of {} leaves", self.asked, self.size)
    }
}

impl std::error::Error for OutOfRange {}

impl Tree {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.levels.first().map_or(0, |leaves| u64::try_from(leaves.len()).unwrap_or(u64::MAX))
    }

    /// Adds a leaf hash and returns its index, which is the size before.
    pub fn append(&mut self, leaf: Hash) -> u64 {
        let index = self.size();
        let mut hash = leaf;
        let mut place = index;
        let mut level = 0_usize;
        loop {
            if self.levels.len() <= level {
                self.levels.push(Vec::new());
            }
            let Some(row) = self.levels.get_mut(level) else { return index };
            row.push(hash);
            // A right child completes its parent; a left child waits for its sibling.
            let [.., left, right] = row.as_slice() else { return index };
            if place & 1 == 0 {
                return index;
            }
            hash = node_hash(*left, *right);
            place >>= 1;
            level = level.saturating_add(1);
        }
    }

    /// The leaf hash at `index`, or `None` at or above the size.
    pub fn leaf(&self, index: u64) -> Option<Hash> {
        self.node(0, index)
    }

    /// Hash of the complete subtree `index` of 2^`level` leaves, or `None` where it is not complete.
    pub fn node(&self, level: u32, index: u64) -> Option<Hash> {
        self.levels.get(usize::try_from(level).ok()?)?.get(usize::try_from(index).ok()?).copied()
    }

    /// Root over all leaves.
    pub fn root(&self) -> Hash {
        self.root_at(self.size()).unwrap_or(EMPTY_ROOT)
    }

    /// Root that the tree had at `size` leaves, or `None` above the present size.
    pub fn root_at(&self, size: u64) -> Option<Hash> {
        match size {
            0 => Some(EMPTY_ROOT),
            _ => self.span(0, size),
        }
    }

    /// Proof that the leaf `index` is in the tree of `size` leaves, from the leaf upward (RFC 6962 section 2.1.1).
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<Hash>, OutOfRange> {
        within(size, self.size())?;
        if index >= size {
            return Err(OutOfRange { asked: index, size });
        }
        let mut proof = Vec::new();
        let (mut start, mut end) = (0, size);
        while let Some(middle) = split(start, end) {
            let sibling = if index < middle { (middle, end) } else { (start, middle) };
            (start, end) = if index < middle { (start, middle) } else { (middle, end) };
            proof.push(self.span(sibling.0, sibling.1).ok_or(OutOfRange { asked: size, size: self.size() })?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// Proof that the tree of `new` leaves continues the tree of `old` leaves (RFC 6962 section 2.1.2).
    /// It is empty where `old` is 0 or equals `new`.
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, OutOfRange> {
        within(new, self.size())?;
        within(old, new)?;
        let mut proof = Vec::new();
        if old == 0 || old == new {
            return Ok(proof);
        }
        let missing = OutOfRange { asked: new, size: self.size() };
        let (mut start, mut end) = (0, new);
        while end != old {
            let Some(middle) = split(start, end) else { break };
            let sibling = if old <= middle { (middle, end) } else { (start, middle) };
            (start, end) = if old <= middle { (start, middle) } else { (middle, end) };
            proof.push(self.span(sibling.0, sibling.1).ok_or(missing)?);
        }
        // Where the old tree is a complete left part of the new one, the verifier knows its root already.
        if start != 0 {
            proof.push(self.span(start, end).ok_or(missing)?);
        }
        proof.reverse();
        Ok(proof)
    }

    /// Forgets all leaves from `size` on; a larger `size` changes nothing. For a tail that turned out not to be durable.
    pub fn truncate(&mut self, size: u64) {
        let mut keep = usize::try_from(size).unwrap_or(usize::MAX);
        for row in &mut self.levels {
            row.truncate(keep);
            keep >>= 1;
        }
    }

    /// Hash over the leaves `start..end`, which must be a range that the recursion of RFC 6962 meets: `start` is a
    /// multiple of the smallest power of two not below its length.
    fn span(&self, start: u64, end: u64) -> Option<Hash> {
        let Some(middle) = split(start, end) else { return self.leaf(start) };
        let count = end.checked_sub(start)?;
        if count.is_power_of_two() {
            let level = count.trailing_zeros();
            return self.node(level, start.checked_shr(level)?);
        }
        Some(node_hash(self.span(start, middle)?, self.span(middle, end)?))
    }
}

fn within(asked: u64, size: u64) -> Result<(), OutOfRange> {
    if asked > size { Err(OutOfRange { asked, size }) } else { Ok(()) }
}

/// Where RFC 6962 divides a range of leaves: at the largest power of two below its length. `None` for a single leaf.
pub(crate) fn split(start: u64, end: u64) -> Option<u64> {
    let last = end.checked_sub(start)?.checked_sub(1)?;
    start.checked_add(1_u64.checked_shl(last.checked_ilog2()?)?)
}

#[cfg(test)]
mod tests;
