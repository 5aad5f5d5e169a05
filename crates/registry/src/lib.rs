//! The running system: submit, read, snapshot, verify, back up, restore, erase.
//!
//! A [`Registry`] joins the books (`ledger`), the journal with what lies beside it (`store`) and the log (`tlog`). Many
//! threads may submit; one thread decides, one writes. An answer leaves only when its entry is durable, and nothing is
//! shown before it is. After the first failed write or sync the registry stops: every later call is a [`Fault`].
//!
//! What it deliberately does not do: it reads no arguments, prints nothing, speaks no protocol, and changes no entry.
#![forbid(unsafe_code)]

mod answer;
mod backup;
mod chance;
mod decider;
mod documents;
mod fault;
mod glance;
mod inbox;
mod lists;
mod open;
mod persons;
mod prepare;
mod record;
mod registry;
mod rekey;
mod replay;
mod restore;
mod secrets;
mod settings;
mod shared;
mod snapshot;
mod tables;
mod thin;
mod verify;
mod writer;

pub use answer::{Answer, AnswerOutcome, AnswerProblem, RaisedDiscrepancy};
pub use backup::{CopyOptions, Told, backup, check_copy};
pub use documents::Documents;
pub use fault::Fault;
pub use glance::{Glance, glance};
pub use inbox::Ticket;
pub use lists::{Lists, ListsReport, verify_lists};
pub use open::{Opened, Torn};
pub use record::{Entry, open_entry_group};
pub use registry::{Registry, Status};
pub use rekey::{KeyStatus, key_status, new_wrapping_key, rekey};
pub use restore::restore;
pub use settings::Settings;
pub use tables::{keep_edition, load_tables};
pub use thin::{Keep, Thinned, newest_copy, thin};
pub use verify::{VerifyReport, verify, verify_with};
