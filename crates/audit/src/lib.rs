//! Independent auditor: recomputes the books of a registry from its documents alone.
//!
//! [`run`] reads two streams of NDJSON. *Documents* are the commands in recorded order with the registry's answers; *books*
//! are the registry's dump of its state. The auditor judges every command again by the published contract
//! (`docs/reference/commands.md`), posts it to books of its own, and reports where the two differ.
//!
//! It shares no code with the registry: its own exact arithmetic, its own table of units, its own reading of the contract. A
//! mistake in the registry's ledger is therefore no mistake here. From an answer it takes public numbers and whether the command
//! was refused, never a quantity.
//!
//! What it does not do: check signatures and logs, ask whether a code existed on a day, judge verdicts or deadlines.
//!
//! ```
//! let documents = r#"{"entry":1,"recorded_at":"2026-01-05T09:00:00Z","command":{"type":"opening_balance","number":"O-1",
//!     "date":"2026-01-05","principal":"bin:1","place":"store:a","lines":[{"line":1,"code":"100199","quantity":"2","unit":"KGM"}]},
//!     "answer":{"outcome":"recorded","lots":["L-1"]}}"#.replace('\n', " ");
//! let books = r#"{"lot":"L-1","owner":"bin:1","holder":"bin:1","place":"store:a","status":"free","quantity":"2","net_mass":"2"}
//! {"lot":"L-1","account":"opening","quantity":"2","net_mass":"2"}"#;
//! let report = audit::run(documents.as_bytes(), books.as_bytes());
//! assert!(report.is_clean(), "{report}");
//! ```

mod actions;
mod amount;
mod books;
mod case;
mod change;
mod compare;
mod custody;
mod entries;
mod keys;
mod lifecycle;
mod lines;
mod measures;
mod mend;
mod names;
mod notes;
mod refer;
mod replay;
mod report;
mod road;
mod shape;
mod time;
mod units;

use std::io::BufRead;

pub use report::{ChapterSum, Finding, KEPT_PER_KIND, Kind, Report};

/// Recomputes the books from `documents` and compares them with `books`.
///
/// Both are read once, line by line. Nothing in them stops the audit: what cannot be read is a finding. Memory grows with what is
/// on the books (lots, live stock, notes) and by some 50 bytes for each key used.
pub fn run(documents: impl BufRead, books: impl BufRead) -> Report {
    let mut report = Report::default();
    let mut replay = replay::Replay::default();
    replay.run(documents, &mut report);
    compare::compare(&mut replay.books, books, &mut report);
    report
}
