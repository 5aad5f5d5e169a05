//! The words of the field as types: codes, quantities, parties, places, documents.
//!
//! A type here cannot hold a wrong value: a [`code::GoodsCode`] has the form of a code, a [`party::PartyRef`] its check
//! digit, a [`quantity::Quantity`] six exact decimals. Text comes in through `FromStr` once, at the edge, and goes out
//! through `Display` in one canonical form; CBOR and JSON use the same two doors. The tables that the types are checked
//! against (countries, codes, places) are part of the program and dated.
//!
//! The crate is pure: it touches no file, socket, clock, environment or randomness, and knows nothing of stock, rules or
//! journals.

#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic,
    clippy::as_conversions,
    clippy::print_stdout,
    clippy::wildcard_enum_match_arm
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects,
        reason = "a test that goes wrong should stop"
    )
)]

pub mod amount;
pub mod calendar;
mod check;
pub mod code;
pub mod command;
pub mod country;
pub mod date;
pub mod decimal;
pub mod field;
pub mod limits;
pub mod measures;
pub mod nomenclature;
mod packed;
pub mod party;
pub mod place;
pub mod problem;
pub mod public_number;
pub mod quantity;
pub mod text;
pub mod unit;
mod wire;
