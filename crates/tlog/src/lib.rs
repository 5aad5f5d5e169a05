//! Tamper-evident log: the Merkle tree of RFC 6962 and the text and tile formats of C2SP around it.
//!
//! Sources: RFC 6962 section 2.1 (tree, inclusion and consistency proofs), RFC 9162 section 2.1
//! (the verification algorithms), C2SP `tlog-checkpoint` v1.0.0 and `tlog-tiles` v0.1.0.
//!
//! The crate is pure: it reads no file, clock or random number. It makes no signatures; a checkpoint
//! here is the text that a signed note carries, not the note.
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm
)]

mod checkpoint;
mod hash;
mod list;
mod tile;
mod tree;
mod verify;

pub use checkpoint::{Checkpoint, CheckpointProblem};
pub use hash::{EMPTY_ROOT, Hash, leaf_hash, node_hash};
pub use list::{merkle_path, merkle_root};
pub use tile::{TILE_WIDTH, Tile, TileProblem, changed_tiles, parse_tile};
pub use tree::{OutOfRange, Tree};
pub use verify::{ProofProblem, verify_consistency, verify_inclusion};
