//! A look at a registry's files that needs no lock and no key: what a monitor wants to know while another process works.

use crate::{Fault, Settings};
use serde_json::Value;
use std::path::Path;
use std::sync::Arc;
use store::guard::Checkpoint as Statement;
use store::journal::Reader;
use store::usage::{Usage, newest_snapshot};
use store::{Guard, Identity, JOURNAL};
use trade::date::Timestamp;

/// What the files say.
#[derive(Clone, Debug)]
pub struct Glance {
    /// Which registry.
    pub registry: [u8; 16],
    /// Entries in whole groups.
    pub entries: u64,
    /// Epoch of the journal.
    pub epoch: u32,
    /// What was stated last beside the directory, at most some seconds old.
    pub stated: Option<Statement>,
    /// Room, by part.
    pub usage: Usage,
    /// When the newest snapshot was written.
    pub snapshot_at: Option<Timestamp>,
    /// The newest copy that was noted: `{"to", "entries", "taken_at"}`.
    pub newest_copy: Option<Value>,
}

/// Looks at the registry in `dir`, and changes nothing.
pub fn glance(dir: &Path, settings: &Settings) -> Result<Glance, Fault> {
    let files = &settings.files;
    let identity = Identity::open(&**files, dir)?;
    let (reader, opened) = Reader::open(Arc::clone(files), &dir.join(JOURNAL))?;
    Ok(Glance {
        registry: identity.registry,
        entries: reader.position().seq,
        epoch: opened.epoch,
        stated: Guard::of(Arc::clone(files), dir).find()?,
        usage: Usage::of(dir)?,
        snapshot_at: newest_snapshot(dir).and_then(Timestamp::from_millis),
        newest_copy: store::receipt::newest_noted(&**files, dir),
    })
}
