//! The verifier's side: proofs are checked without the tree (RFC 9162 sections 2.1.3.2 and 2.1.4.2).

use std::fmt;

use crate::hash::{EMPTY_ROOT, Hash, node_hash};

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofProblem {
    /// The index is not below the size, or the old size is above the new one.
    OutOfRange,
    /// The proof has more or fewer hashes than the sizes call for.
    Length,
    /// The proof leads to another root than the old one given.
    OldRoot,
    /// The proof leads to another root than the one given.
    Root,
}

impl fmt::Display for ProofProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::OutOfRange => "index or size is out of range",
            Self::Length => "proof has the wrong length",
            Self::OldRoot => "proof does not lead to the old root",
            Self::Root => "proof does not lead to the root",
        })
    }
}

impl std::error::Error for ProofProblem {}

/// Checks that `leaf` is at `index` of the tree with `size` leaves and root `root`.
pub fn verify_inclusion(leaf: Hash, index: u64, size: u64, proof: &[Hash], root: Hash) -> Result<(), ProofProblem> {
    let mut last = size.checked_sub(1).ok_or(ProofProblem::OutOfRange)?;
    if index > last {
        return Err(ProofProblem::OutOfRange);
    }
    let mut place = index;
    let mut hash = leaf;
    for &sibling in proof {
        if last == 0 {
            return Err(ProofProblem::Length);
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, hash);
            // On the right edge a node without sibling is carried up unchanged until it becomes a right child.
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofProblem::Length);
    }
    if hash == root { Ok(()) } else { Err(ProofProblem::Root) }
}

/// Checks that the tree (`new`, `new_root`) continues the tree (`old`, `old_root`): nothing was changed or removed.
pub fn verify_consistency(
    old: u64,
    old_root: Hash,
    new: u64,
    new_root: Hash,
    proof: &[Hash],
) -> Result<(), ProofProblem> {
    if old > new {
        return Err(ProofProblem::OutOfRange);
    }
    if old == 0 || old == new {
        return verify_trivial(old, old_root, new_root, proof);
    }
    // Where the old tree is one complete subtree, its root is the first node and is not sent.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        let (first, rest) = proof.split_first().ok_or(ProofProblem::Length)?;
        (*first, rest)
    };
    // Both are positive here: 0 < old < new.
    let (mut place, mut last) = (old.saturating_sub(1), new.saturating_sub(1));
    while place & 1 == 1 {
        place >>= 1;
        last >>= 1;
    }
    let (mut old_hash, mut new_hash) = (first, first);
    for &sibling in rest {
        if last == 0 {
            return Err(ProofProblem::Length);
        }
        if place & 1 == 1 || place == last {
            old_hash = node_hash(sibling, old_hash);
            new_hash = node_hash(sibling, new_hash);
            while place & 1 == 0 && place != 0 {
                place >>= 1;
                last >>= 1;
            }
        } else {
            new_hash = node_hash(new_hash, sibling);
        }
        place >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(ProofProblem::Length);
    }
    if old_hash != old_root {
        return Err(ProofProblem::OldRoot);
    }
    if new_hash == new_root { Ok(()) } else { Err(ProofProblem::Root) }
}

/// The cases that need no hashes: any tree continues the empty one, and each tree continues itself.
fn verify_trivial(old: u64, old_root: Hash, new_root: Hash, proof: &[Hash]) -> Result<(), ProofProblem> {
    if !proof.is_empty() {
        return Err(ProofProblem::Length);
    }
    if old == 0 {
        return if old_root == EMPTY_ROOT { Ok(()) } else { Err(ProofProblem::OldRoot) };
    }
    if old_root == new_root { Ok(()) } else { Err(ProofProblem::Root) }
}
