//! Published vectors, a naive recursive tree to compare with, and proofs that must not hold.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the definition is written as the RFC has it, over short lists"
)]

use proptest::prelude::*;

use super::*;
use crate::hash::leaf_hash;
use crate::{ProofProblem, merkle_path, merkle_root, verify_consistency, verify_inclusion};

/// The eight leaves of the certificate transparency test data.
const LEAVES: [&[u8]; 8] = [
    b"",
    &[0x00],
    &[0x10],
    &[0x20, 0x21],
    &[0x30, 0x31],
    &[0x40, 0x41, 0x42, 0x43],
    &[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
    &[0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f],
];

/// Their roots at the sizes 1 to 8.
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn tree_of(leaves: &[Hash]) -> Tree {
    let mut tree = Tree::new();
    for leaf in leaves {
        tree.append(*leaf);
    }
    tree
}

fn leaves(count: u64) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

fn published() -> Tree {
    tree_of(&LEAVES.map(leaf_hash))
}

/// RFC 6962 section 2.1 word for word.
fn naive_root(d: &[Hash]) -> Hash {
    match d.len() {
        0 => EMPTY_ROOT,
        1 => d[0],
        n => {
            let k = n.next_power_of_two() / 2;
            node_hash(naive_root(&d[..k]), naive_root(&d[k..]))
        }
    }
}

/// RFC 6962 section 2.1.1 word for word.
fn naive_path(m: usize, d: &[Hash]) -> Vec<Hash> {
    if d.len() == 1 {
        return Vec::new();
    }
    let k = d.len().next_power_of_two() / 2;
    let (mut path, other) =
        if m < k { (naive_path(m, &d[..k]), &d[k..]) } else { (naive_path(m - k, &d[k..]), &d[..k]) };
    path.push(naive_root(other));
    path
}

/// RFC 6962 section 2.1.2 word for word.
fn naive_subproof(m: usize, d: &[Hash], known: bool) -> Vec<Hash> {
    if m == d.len() {
        return if known { Vec::new() } else { vec![naive_root(d)] };
    }
    let k = d.len().next_power_of_two() / 2;
    let (mut proof, other) = if m <= k {
        (naive_subproof(m, &d[..k], known), &d[k..])
    } else {
        (naive_subproof(m - k, &d[k..], false), &d[..k])
    };
    proof.push(naive_root(other));
    proof
}

#[test]
fn published_roots() {
    let tree = published();
    assert_eq!(tree.root_at(0), Some(EMPTY_ROOT));
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(tree.root_at(size).unwrap().to_string(), root, "size {size}");
    }
    assert_eq!(tree.root().to_string(), ROOTS[7]);
    assert_eq!(tree.root_at(9), None);
    assert_eq!(leaf_hash(b"L123456").to_string(), "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

#[test]
fn published_proofs() {
    let tree = published();
    let text = |proof: Vec<Hash>| proof.iter().map(|hash| hash.to_string()[..8].to_owned()).collect::<Vec<_>>();
    assert_eq!(text(tree.inclusion_proof(0, 8).unwrap()), ["96a296d2", "5f083f0a", "6b47aaf2"]);
    assert_eq!(text(tree.inclusion_proof(5, 8).unwrap()), ["bc1a0643", "ca854ea1", "d37ee418"]);
    assert_eq!(text(tree.inclusion_proof(2, 3).unwrap()), ["fac54203"]);
    assert_eq!(text(tree.consistency_proof(6, 8).unwrap()), ["0ebc5d34", "ca854ea1", "d37ee418"]);
    assert_eq!(text(tree.consistency_proof(2, 5).unwrap()), ["5f083f0a", "bc1a0643"]);
}

#[test]
fn all_small_sizes_agree_with_the_definition() {
    let all = leaves(70);
    let tree = tree_of(&all);
    for size in 1..=all.len() {
        let root = tree.root_at(size as u64).unwrap();
        assert_eq!(root, naive_root(&all[..size]));
        assert_eq!(root, merkle_root(&all[..size]));
        for index in 0..size {
            let proof = tree.inclusion_proof(index as u64, size as u64).unwrap();
            assert_eq!(proof, naive_path(index, &all[..size]));
            assert_eq!(proof, merkle_path(&all[..size], index as u64).unwrap());
            assert_eq!(verify_inclusion(all[index], index as u64, size as u64, &proof, root), Ok(()));
        }
        for old in 0..=size {
            let proof = tree.consistency_proof(old as u64, size as u64).unwrap();
            let expected = if old == 0 { Vec::new() } else { naive_subproof(old, &all[..size], true) };
            assert_eq!(proof, expected, "{old} to {size}");
            let old_root = tree.root_at(old as u64).unwrap();
            assert_eq!(verify_consistency(old as u64, old_root, size as u64, root, &proof), Ok(()));
        }
    }
}

#[test]
fn out_of_range_is_refused() {
    let tree = published();
    assert_eq!(tree.inclusion_proof(8, 8), Err(OutOfRange { asked: 8, size: 8 }));
    assert_eq!(tree.inclusion_proof(0, 9), Err(OutOfRange { asked: 9, size: 8 }));
    assert_eq!(tree.inclusion_proof(0, 0), Err(OutOfRange { asked: 0, size: 0 }));
    assert_eq!(tree.consistency_proof(3, 2), Err(OutOfRange { asked: 3, size: 2 }));
    assert_eq!(tree.consistency_proof(3, 9), Err(OutOfRange { asked: 9, size: 8 }));
    assert_eq!(merkle_path(&[], 0), Err(OutOfRange { asked: 0, size: 0 }));
    assert_eq!(tree.leaf(8), None);
    assert_eq!(tree.leaf(u64::MAX), None);
}

#[test]
fn truncate_then_append_again() {
    let all = leaves(40);
    for keep in 0..=40 {
        let mut tree = tree_of(&all);
        tree.truncate(keep);
        assert_eq!(tree.size(), keep);
        assert_eq!(tree.root(), naive_root(&all[..keep as usize]));
        for leaf in &all[keep as usize..] {
            tree.append(*leaf);
        }
        assert_eq!(tree.root(), naive_root(&all));
    }
}

#[test]
fn changed_inclusion_proofs_fail() {
    let tree = published();
    for size in 1..=8_u64 {
        let root = tree.root_at(size).unwrap();
        for index in 0..size {
            let proof = tree.inclusion_proof(index, size).unwrap();
            let leaf = tree.leaf(index).unwrap();
            let verify = |leaf, index, size, proof: &[Hash], root| verify_inclusion(leaf, index, size, proof, root);
            assert_eq!(verify(leaf_hash(b"other"), index, size, &proof, root), Err(ProofProblem::Root));
            assert_eq!(verify(leaf, index, size, &proof, EMPTY_ROOT), Err(ProofProblem::Root));
            assert_eq!(verify(leaf, size, size, &proof, root), Err(ProofProblem::OutOfRange));
            assert_eq!(verify(leaf, index, 0, &proof, root), Err(ProofProblem::OutOfRange));
            for wrong in (0..size).filter(|wrong| *wrong != index) {
                assert!(verify(leaf, wrong, size, &proof, root).is_err(), "{index} as {wrong} of {size}");
            }
            for cut in 0..proof.len() {
                assert!(verify(leaf, index, size, &proof[..cut], root).is_err());
                let mut changed = proof.clone();
                changed[cut].0[0] ^= 1;
                assert_eq!(verify(leaf, index, size, &changed, root), Err(ProofProblem::Root));
            }
            let longer: Vec<Hash> = proof.iter().copied().chain([root]).collect();
            assert_eq!(verify(leaf, index, size, &longer, root), Err(ProofProblem::Length));
        }
    }
}

#[test]
fn changed_consistency_proofs_fail() {
    let tree = published();
    for new in 1..=8_u64 {
        for old in 1..new {
            let proof = tree.consistency_proof(old, new).unwrap();
            let (old_root, new_root) = (tree.root_at(old).unwrap(), tree.root_at(new).unwrap());
            assert!(verify_consistency(old, new_root, new, new_root, &proof).is_err());
            assert!(verify_consistency(old, old_root, new, old_root, &proof).is_err());
            assert!(verify_consistency(new, old_root, old, new_root, &proof).is_err());
            for cut in 0..proof.len() {
                assert!(verify_consistency(old, old_root, new, new_root, &proof[..cut]).is_err());
                let mut changed = proof.clone();
                changed[cut].0[31] ^= 0x80;
                assert!(verify_consistency(old, old_root, new, new_root, &changed).is_err());
            }
            let longer: Vec<Hash> = proof.iter().copied().chain([new_root]).collect();
            assert!(verify_consistency(old, old_root, new, new_root, &longer).is_err());
        }
        let root = tree.root_at(new).unwrap();
        assert_eq!(verify_consistency(0, root, new, root, &[]), Err(ProofProblem::OldRoot));
        assert_eq!(verify_consistency(new, root, new, root, &[root]), Err(ProofProblem::Length));
        assert_eq!(verify_consistency(new, EMPTY_ROOT, new, root, &[]), Err(ProofProblem::Root));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn large_trees_prove_themselves(size in 1_u64..5000, a in 0_u64..5000, b in 0_u64..5000) {
        let tree = tree_of(&leaves(size));
        let at = (a % size) + 1;
        let index = b % at;
        let root = tree.root_at(at).unwrap();
        let proof = tree.inclusion_proof(index, at).unwrap();
        prop_assert_eq!(verify_inclusion(tree.leaf(index).unwrap(), index, at, &proof, root), Ok(()));
        let proof = tree.consistency_proof(at, size).unwrap();
        prop_assert_eq!(verify_consistency(at, root, size, tree.root(), &proof), Ok(()));
        prop_assert!(proof.len() <= 14);
    }
}

#[test]
fn fuzz_any_proof_is_judged_without_panic() {
    bolero::check!().with_type::<(u64, u64, Vec<[u8; 32]>)>().for_each(|(index, size, proof)| {
        let proof: Vec<Hash> = proof.iter().copied().map(Hash).collect();
        let held = verify_inclusion(EMPTY_ROOT, *index, *size, &proof, EMPTY_ROOT);
        assert!(held.is_err() || proof.is_empty(), "a made-up path led to a root");
        let _ = verify_consistency(*index, EMPTY_ROOT, *size, EMPTY_ROOT, &proof);
    });
}
