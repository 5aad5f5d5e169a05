//! The rules of this repository, as functions from text to complaints.
//!
//! Each module holds one rule. Its check takes text and returns complaints, one sentence each, that say where, what and
//! what to do; an empty list means the rule holds. Unit tests beside each check plant a violation and see it found;
//! `tests/repository.rs` runs all checks over the repository itself.
//!
//! This crate deliberately imports none of the others: it reads them as text.

pub mod architecture;
pub mod commands;
pub mod decisions;
pub mod dependencies;
pub mod files;
pub mod imports;
pub mod links;
pub mod markdown;
pub mod purity;
pub mod sizes;
pub mod words;
