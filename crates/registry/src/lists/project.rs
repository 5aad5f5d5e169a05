//! The fold of durable entries into the views.

use super::open_views;
use crate::Fault;
use crate::record::{Entry, Opener};
use crate::shared::Shared;
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::entry::{self, kind_name};
use store::journal::Reader as Journal;
use views::{Item, Views};

/// Entries that go into the views in one transaction, at most: many, since they are sorted by key before they are written.
const STEP_ENTRIES: usize = 4_000;
/// Bytes of them, at most.
const STEP_BYTES: usize = 16 << 20;
/// How long views that failed are left alone.
const RETRY_AFTER: Duration = Duration::from_secs(10);
/// How long a registry that ends waits for its views; what is missing then is brought in by whoever looks next.
const END_WITHIN: Duration = Duration::from_secs(2);

/// Where entries come from.
pub(super) struct Source<'a> {
    pub(super) journal: &'a Journal,
    pub(super) opener: Opener<'a>,
    /// The last entry that may be read. The journal shows an erasure a moment before the key is destroyed.
    pub(super) settled: &'a dyn Fn() -> u64,
}

impl Source<'_> {
    /// Applies the next entries; `false` when there are none.
    pub(super) fn step(&self, views: &mut Views) -> Result<bool, Fault> {
        let settled = (self.settled)();
        let mut cursor = self.journal.cursor(views.position() + 1)?;
        let (mut items, mut bytes) = (Vec::new(), 0);
        while items.len() < STEP_ENTRIES && bytes < STEP_BYTES {
            let Some(record) = cursor.next_record()?.filter(|record| record.seq <= settled) else { break };
            bytes += record.header.len() + record.body.len() + record.openings.len();
            items.push(item(&Entry::read(record, Some(&self.opener))?));
        }
        if items.is_empty() {
            return Ok(false);
        }
        match views.apply(&items, &mut |seq| self.again(seq).map_err(|fault| views::Fault::again(seq, fault))) {
            // Rows that do not fit the entries are of no use: they are made anew.
            Err(fault) if fault.is_damage() && views.position() > 0 => views.restart()?,
            applied => applied?,
        }
        Ok(true)
    }

    /// An older entry as it opens now.
    fn again(&self, seq: u64) -> Result<Item, Fault> {
        let lost = || Fault::replay(seq, "the journal does not hold it, although the views know it");
        let record = self.journal.read(seq)?.ok_or_else(lost)?;
        Ok(item(&Entry::read((&record).into(), Some(&self.opener))?))
    }
}

/// What the views take of an entry.
fn item(entry: &Entry) -> Item {
    let problems = entry.problems().into_iter();
    Item {
        seq: entry.seq,
        leaf: entry.leaf().0,
        kind: kind_name(entry.header.kind).unwrap_or("unknown"),
        refused: entry.header.outcome == entry::Outcome::Refused,
        recorded_at: entry.header.recorded_at,
        effective_at: entry.header.effective_at,
        effects: entry.body.effects.clone(),
        first_lot: entry.body.made.lots.start,
        first_transport: entry.body.made.transports.start,
        problems: problems.map(|problem| (problem.code, problem.at, problem.message)).collect(),
        command: entry.command(),
        names: entry.names(),
        persons: entry.persons().to_vec(),
    }
}

/// The thread of a registry. Views that fail do not stop it: they hold nothing that the journal does not.
pub(crate) fn run(shared: &Arc<Shared>) {
    while let Err(fault) = follow(shared) {
        shared.listing.fail(fault.chain());
        if !shared.listing.rest(RETRY_AFTER) {
            break;
        }
    }
    shared.listing.end();
}

/// Follows the journal until the registry ends.
fn follow(shared: &Arc<Shared>) -> Result<(), Fault> {
    let listing = &shared.listing;
    let mut views = open_views(&shared.dir, shared.registry, &shared.reader)?;
    let settled = || shared.durable.position().seq;
    let source = Source { journal: &shared.reader, opener: shared.opener(), settled: &settled };
    let mut ends_at: Option<Instant> = None;
    loop {
        listing.reach(views.position());
        if listing.is_ending() && Instant::now() >= *ends_at.get_or_insert_with(|| Instant::now() + END_WITHIN) {
            return Ok(());
        }
        if !source.step(&mut views)? && !listing.wait_for_more(views.position()) {
            return Ok(());
        }
    }
}
