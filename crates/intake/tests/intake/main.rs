//! Files of all kinds, good and bad, through the crate's own door.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that goes wrong should stop"
)]

mod bad_files;
mod explaining;
mod files;
mod fuzz;
mod grouping;
mod mapping_errors;
mod realistic;
mod rejected;
mod samples;
mod values;
mod workbooks;
