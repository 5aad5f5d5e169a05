//! The content of a journal record: what an entry says, in entry format version 0.
//!
//! A record has a *header*, which is the leaf of the log; a *body* with the effects, which the header names by its digest;
//! and *openings*, sealed under keys that can be destroyed. Header and body are the core: they hold ids, codes, quantities
//! and digests, never a text of a person, and are all that a replay reads. The tables and example bytes are in
//! `docs/reference/entry-format.md`.
//!
//! What this module deliberately does not do: it draws no random numbers, keeps no keys, and knows no command but by the
//! names of its fields.

mod body;
mod fields;
mod header;
mod kind;
mod opening;

pub use body::{Body, Made, encode_body};
pub use fields::{
    Fragments, Group, GroupTag, OpenGroup, commitments, fields_root, fragments, groups, open_group, verify_group,
};
pub use header::{Header, Outcome};
pub use kind::{RESTORED, kind_name, kind_number};
pub use opening::{
    PersonOpening, RegistryOpening, SECRET_BYTES, Sealed, TextKey, context, decode_openings, encode_openings,
};

use tlog::Hash;

/// The version of the format that is written and read.
pub const VERSION: u8 = 0;
/// Version of the meaning of effects: what `ledger` makes of them.
pub const SEMANTICS: u32 = 1;

/// A part of an entry is not in the format. The checksums held, so it was written like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {part} is not in entry format {VERSION}: {why}")]
pub struct Unreadable {
    /// Which part: `header`, `body`, `openings`.
    pub part: &'static str,
    /// What does not fit.
    pub why: String,
}

impl Unreadable {
    /// A function for `map_err`.
    pub(crate) fn of<T: ToString>(part: &'static str) -> impl FnOnce(T) -> Self {
        move |why| Self { part, why: why.to_string() }
    }
}

/// Leaf of the log for a header.
pub fn leaf(header: &[u8]) -> Hash {
    tlog::leaf_hash(header)
}

/// Refuses bytes that decode but are not the one way to write what they say.
fn only_way(part: &'static str, bytes: &[u8], again: &[u8]) -> Result<(), Unreadable> {
    if bytes == again { Ok(()) } else { Err(Unreadable::of(part)("not the deterministic encoding")) }
}

/// CBOR into memory cannot fail; a failure would be a bug of an encoder.
#[expect(clippy::needless_pass_by_value, reason = "takes the value of a closure that writes")]
fn infallible<T>(result: Result<T, minicbor::encode::Error<std::convert::Infallible>>) {
    assert!(result.is_ok(), "CBOR into memory cannot fail");
}
