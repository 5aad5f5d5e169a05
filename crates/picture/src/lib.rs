//! Pictures for people: a trace as a layered graph, the life of a note as a timeline, flows of goods by month.
//!
//! The crate is pure and imports nothing of ours: texts and integers in, SVG or HTML text out. The same input gives the
//! same bytes on every machine, so coordinates are integers as well. Each picture has the same content once more as text,
//! for those who hear it, search it or copy from it. It asks no network, runs no script and names no font that must be there.
#![forbid(unsafe_code)]
#![deny(clippy::print_stdout)]
#![cfg_attr(
    not(test),
    deny(
        clippy::float_arithmetic,
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::wildcard_enum_match_arm
    )
)]

mod amount;
mod diagram;
mod draw;
pub mod flows;
mod fold;
mod layout;
mod markup;
mod page;
mod shape;
mod style;
mod text;
mod timeline;

pub use amount::{Amount, Sums};
pub use diagram::{Diagram, Edge, Kind, Measure, Node, Sound};
pub use fold::{Folded, ShownEdge, ShownNode, fold};
pub use page::{About, Picture};
pub use timeline::{Event, Mark, Timeline};

/// Nodes a picture shows unless told otherwise; more are folded.
pub const NODES_DEFAULT: usize = 300;

/// A length or count as a coordinate.
fn int(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
