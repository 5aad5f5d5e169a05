//! What the views take of an entry.

use ledger::{Effect, Name};
use serde_json::Value;

/// A durable entry, as far as it can be opened.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its number.
    pub seq: u64,
    /// Its leaf in the log.
    pub leaf: [u8; 32],
    /// The `type` of its command; `restored` for the entry of a restore.
    pub kind: &'static str,
    /// Whether it was refused.
    pub refused: bool,
    /// Time of recording, in milliseconds since 1970.
    pub recorded_at: i64,
    /// When it happened, as claimed, in the same unit.
    pub effective_at: Option<i64>,
    /// What it does to the books.
    pub effects: Vec<Effect>,
    /// Id of the first lot that it makes, where it makes any.
    pub first_lot: u32,
    /// Id of the first transport that it makes, where it makes any.
    pub first_transport: u32,
    /// Why it was refused: code, place, words.
    pub problems: Vec<(String, String, String)>,
    /// The command; a text of an erased person reads `erased:ID`. None where it cannot be opened.
    pub command: Option<Value>,
    /// Names that could be opened.
    pub names: Vec<Name>,
    /// Natural persons who have a sealed part of their own in it, open or not.
    pub persons: Vec<u32>,
}
