//! The books of the registry: lots, stock, notes, transport, and the laws they keep.
//!
//! Everything here is a pure fold. [`Books::submit`] judges a command against the state and turns it into
//! [`Effect`]s; [`State::apply`] is the only place where state changes, and replaying the recorded effects gives the
//! same state on every machine (law L6). Nothing here knows files, sockets, clocks, environment or randomness: the day,
//! the time of recording and the policy come in with the [`Context`].
//!
//! What it deliberately does not do: it does not render prose for people, does not search, and never judges again what
//! was recorded.
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
        clippy::as_conversions,
        reason = "a test may stop at the first surprise"
    )
)]

pub mod account;
pub mod books;
pub mod bug;
pub mod decide;
pub mod directory;
pub mod dump;
pub mod effect;
pub mod ids;
pub mod laws;
pub mod lifecycle;
pub mod moves;
pub mod paged;
pub mod policy;
pub mod records;
pub mod slab;
pub mod state;
pub mod stock;
pub mod trace;

pub use account::{Account, End, StockKey};
pub use books::{Books, Context, Decision, Name, NameKind, Outcome};
pub use directory::Directory;
pub use effect::Effect;
pub use ids::{DiscrepancyId, DocId, LineId, LotId, NoteId, PartyId, PlaceId, TransportId};
pub use policy::Policy;
pub use state::State;
