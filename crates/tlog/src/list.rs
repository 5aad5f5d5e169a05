//! The same tree over a short list at hand: commitments to the groups of fields of one entry.

use crate::hash::{EMPTY_ROOT, Hash, node_hash};
use crate::tree::{OutOfRange, Tree, split};

/// Root over a list of leaf hashes; [`EMPTY_ROOT`] for none. Equal to [`Tree::root`] after appending them all.
pub fn merkle_root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => EMPTY_ROOT,
        [only] => *only,
        _ => {
            let size = u64::try_from(leaves.len()).unwrap_or(u64::MAX);
            let middle = split(0, size).and_then(|middle| usize::try_from(middle).ok()).unwrap_or(0);
            let (left, right) = leaves.split_at_checked(middle).unwrap_or((leaves, &[]));
            node_hash(merkle_root(left), merkle_root(right))
        }
    }
}

/// Path from leaf `index` to [`merkle_root`], to be checked by [`crate::verify_inclusion`] with the list's length.
pub fn merkle_path(leaves: &[Hash], index: u64) -> Result<Vec<Hash>, OutOfRange> {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.append(*leaf);
    }
    tree.inclusion_proof(index, tree.size())
}
