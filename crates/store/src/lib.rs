//! The journal and what lies beside it on disk: snapshots, lineage, keys, guards.
//!
//! Everything here works on bytes; what they mean is the ledger's business. The journal is the only truth: snapshots and
//! lineage can be deleted and are rebuilt from it. Keys cannot, which is their purpose.
//!
//! Only this crate touches the disk. It never retries a failed sync, never cuts away bytes that may have been answered
//! for, and never begins a journal by opening one.
#![expect(
    clippy::cast_possible_truncation,
    reason = "64-bit targets only; lengths are bounded by stated constants before they are narrowed"
)]

#[cfg(not(target_pointer_width = "64"))]
compile_error!("the store maps and measures files with usize and needs a 64-bit target");

pub mod copy;
pub mod entry;
mod fault;
pub mod files;
pub mod guard;
mod identity;
pub mod journal;
pub mod keys;
pub mod lineage;
mod lock;
pub mod receipt;
pub mod seal;
pub mod snapshot;
pub mod tables;
pub mod usage;

pub use copy::{JOURNAL, KEYS, SNAPSHOTS, VIEWS};
pub use fault::Fault;
pub use guard::Guard;
pub use identity::Identity;
pub use journal::{Journal, Opened, Options, Position, Record, RecordRef};
pub use keys::{Key, Keys, WrappingKey};
pub use lineage::Lineage;
pub use lock::DirLock;
pub use receipt::Receipt;
pub use snapshot::{Page, Snapshots};
