//! The registry as others hold it.

use crate::inbox::{self, Ticket};
use crate::lists;
use crate::open::{self, Opened, Running};
use crate::record::Entry;
use crate::shared::Shared;
use crate::snapshot;
use crate::{Answer, Documents, Fault, Settings};
use ledger::books::Numbers;
use ledger::moves::Moves;
use ledger::{Books, PartyId};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::entry::{Header, OpenGroup, decode_openings};
use store::journal::Position;
use tlog::{Checkpoint, Hash, Tree};
use trade::command::Submission;
use trade::nomenclature::Tables;

/// A running registry. Share it by reference among threads; dropping it ends it in good order.
pub struct Registry {
    shared: Arc<Shared>,
    running: Running,
}

/// How a registry is doing.
#[derive(Clone, Debug)]
pub struct Status {
    /// Entries that are durable.
    pub entries: u64,
    /// Where the journal stands.
    pub position: Position,
    /// Epoch; grows with each restore.
    pub epoch: u32,
    /// Root of the log over all durable entries.
    pub root: Hash,
    /// Entry up to which the newest snapshot reaches; 0: there is none.
    pub snapshot_seq: u64,
    /// Why the last snapshot failed, where it did.
    pub snapshot_fault: Option<String>,
    /// Entry up to which lists and search reach.
    pub listed_seq: u64,
    /// Age of the oldest durable entry that they do not hold.
    pub listed_lag: Duration,
    /// Why they do not follow, where they do not; they are tried again by themselves.
    pub listed_fault: Option<String>,
    /// Why the registry stopped, where it did.
    pub stopped: Option<String>,
    /// Lots.
    pub lots: u32,
    /// Notes.
    pub notes: u32,
    /// Parties.
    pub parties: u32,
    /// Moves in the lineage.
    pub moves: u32,
}

impl Registry {
    /// Creates a registry in `dir`, which must hold none; nor may there be a checkpoint beside it.
    pub fn create(dir: &Path, settings: Settings) -> Result<Self, Fault> {
        let (shared, running) = open::create(dir, settings)?;
        Ok(Self { shared, running })
    }

    /// Opens the registry in `dir`: the newest sound snapshot and the entries after it.
    pub fn open(dir: &Path, settings: Settings) -> Result<(Self, Opened), Fault> {
        let (shared, running, opened) = open::open(dir, settings)?;
        Ok((Self { shared, running }, opened))
    }

    /// Submits a command and waits until its entry is durable.
    pub fn submit(&self, submission: &Submission) -> Result<Answer, Fault> {
        self.submit_async(submission.clone())?.wait()
    }

    /// Submits a command without waiting; [`Ticket::wait`] gives the answer once it is durable. Waits only while very
    /// much is under way.
    pub fn submit_async(&self, submission: Submission) -> Result<Ticket, Fault> {
        inbox::submit(&self.shared, submission)
    }

    /// Submits any number of commands in order and returns their answers in the same order. Each is on its own: a
    /// refusal of one does not touch the others.
    pub fn submit_many(&self, submissions: Vec<Submission>) -> Result<Vec<Answer>, Fault> {
        inbox::submit_many(&self.shared, submissions)
    }

    /// Looks at the books and the lineage, and returns when everything that was seen is durable.
    pub fn read<R>(&self, look: impl FnOnce(&Books, &dyn Moves) -> R) -> Result<R, Fault> {
        self.shared.read(look)
    }

    /// The code tables that judge documents, as they were when the registry was opened.
    pub fn tables(&self) -> &Tables {
        &self.shared.policy.tables
    }

    /// Public numbers of this registry.
    pub fn numbers(&self) -> &Numbers {
        &self.shared.secrets.numbers
    }

    /// How far the journal is durable.
    pub fn position(&self) -> Position {
        self.shared.durable.position()
    }

    /// Root of the log over all durable entries.
    pub fn root(&self) -> Hash {
        self.shared.root()
    }

    /// What the registry states about its log: `tamga/PREFIX/ID`, number of durable entries, root.
    pub fn checkpoint(&self) -> Result<Checkpoint, Fault> {
        self.shared.checkpoint()
    }

    /// Looks at the log. It may hold entries that are not durable yet: ask only for sizes up to [`Registry::position`].
    pub fn log<R>(&self, look: impl FnOnce(&Tree) -> R) -> R {
        look(&self.shared.tree())
    }

    /// SHA-256 over the whole state, for comparing two registries or a registry and its replay.
    pub fn state_digest(&self) -> Result<[u8; 32], Fault> {
        snapshot::digest_of(&self.shared)
    }

    /// A durable entry with everything that can be opened; `None` where there is none.
    pub fn entry(&self, seq: u64) -> Result<Option<Entry>, Fault> {
        self.shared.entry(seq)
    }

    /// One group of fields of an entry with its salt and path, for an outsider; `None` where there is none.
    pub fn open_group(&self, seq: u64, index: u32) -> Result<Option<OpenGroup>, Fault> {
        self.shared.open_group(seq, index)
    }

    /// All durable entries in order, as commands with their answers: what the independent auditor reads.
    pub fn documents(&self) -> Result<Documents, Fault> {
        Documents::new(&self.shared)
    }

    /// For each natural person with texts in the journal the newest entry that holds some, and when that was recorded (in
    /// milliseconds since 1970). Reads the whole journal; opens nothing.
    pub fn newest_texts(&self) -> Result<BTreeMap<PartyId, (u64, i64)>, Fault> {
        let mut newest = BTreeMap::new();
        let mut cursor = self.shared.reader.cursor(1)?;
        while let Some(record) = cursor.next_record()? {
            let subjects = decode_openings(record.openings).map_err(Fault::entry(record.seq))?;
            let mut persons =
                subjects.into_iter().map(|(subject, _)| subject).filter(|subject| *subject != 0).peekable();
            if persons.peek().is_some() {
                let header = Header::decode(record.header).map_err(Fault::entry(record.seq))?;
                newest.extend(persons.map(|subject| (PartyId(subject), (record.seq, header.recorded_at))));
            }
        }
        Ok(newest)
    }

    /// Takes a snapshot now, while entries go on. Returns the entry up to which it reaches.
    pub fn snapshot(&self) -> Result<u64, Fault> {
        snapshot::take(&self.shared)
    }

    /// Lists and search over all that the views hold, which are a little behind the journal: see [`Registry::wait_listed`].
    pub fn lists(&self) -> Result<views::Reader, Fault> {
        Ok(views::Reader::open(&lists::path_in(&self.shared.dir))?)
    }

    /// Waits until lists and search hold entry `seq`, at most so long; whether they do.
    pub fn wait_listed(&self, seq: u64, at_most: Duration) -> bool {
        self.shared.listing.wait(seq, at_most)
    }

    /// How the registry is doing.
    pub fn status(&self) -> Status {
        self.shared.status()
    }

    /// Ends the registry: everything submitted is answered, the journal is closed, the checkpoint moved.
    pub fn close(mut self) -> Result<Position, Fault> {
        self.running.end()?;
        Ok(self.position())
    }
}
