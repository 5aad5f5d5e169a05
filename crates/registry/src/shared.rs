//! What the threads of a registry share.

use crate::inbox::{Gate, Message};
use crate::lists::Listing;
use crate::record::{Entry, Opener};
use crate::registry::Status;
use crate::replay::MovesFile;
use crate::secrets::Secrets;
use crate::snapshot::{Progress, Snapshooter};
use crate::{Answer, Fault};
use ledger::books::Numbers;
use ledger::moves::Moves;
use ledger::{Books, Policy};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use store::guard::Checkpoint as Statement;
use store::journal::{Position, Reader};
use store::{Guard, Key, Keys};
use tlog::{Checkpoint, Hash, Tree};
use trade::date::Timestamp;

/// How often the decider steps aside for readers that wait, at one time.
const YIELDS_MAX: usize = 50;

/// Why a registry that ended in good order takes nothing more.
pub(crate) const CLOSED: &str = "it was closed";

/// Books and lineage: what the decider changes and readers look at.
pub(crate) struct Core {
    pub(crate) books: Books,
    pub(crate) moves: MovesFile,
}

/// See the module.
pub(crate) struct Shared {
    pub(crate) dir: PathBuf,
    pub(crate) registry: [u8; 16],
    pub(crate) epoch: u32,
    pub(crate) policy: Policy,
    pub(crate) clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    pub(crate) secrets: Secrets,
    pub(crate) registry_key: Key,
    pub(crate) keys: Mutex<Keys>,
    pub(crate) reader: Reader,
    pub(crate) guard: Guard,
    /// The statement that lies beside the directory.
    pub(crate) stated: Mutex<Statement>,
    pub(crate) durable: Durable,
    pub(crate) gate: Gate,
    pub(crate) inbox: Sender<Message>,
    pub(crate) snapshooter: Mutex<Snapshooter>,
    /// Apart from the snapshooter, which is held while a snapshot is written.
    pub(crate) progress: Mutex<Progress>,
    pub(crate) snapshot_every: u64,
    pub(crate) keeper: Bell,
    pub(crate) listing: Listing,
    pub(crate) core: RwLock<Core>,
    pub(crate) log: RwLock<Tree>,
    /// Readers that wait for the books; the decider lets them in between two entries.
    pub(crate) waiting: AtomicUsize,
}

impl Shared {
    // A thread that panics stops the registry (see `stop`), so a poisoned lock never guards what is still used to answer.
    pub(crate) fn core(&self) -> RwLockReadGuard<'_, Core> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let core = self.core.read().unwrap_or_else(PoisonError::into_inner);
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        core
    }

    pub(crate) fn core_mut(&self) -> RwLockWriteGuard<'_, Core> {
        for _ in 0..YIELDS_MAX {
            if self.waiting.load(Ordering::Relaxed) == 0 {
                break;
            }
            std::thread::yield_now();
        }
        self.core.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tree(&self) -> RwLockReadGuard<'_, Tree> {
        self.log.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn tree_mut(&self) -> RwLockWriteGuard<'_, Tree> {
        self.log.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn keys(&self) -> MutexGuard<'_, Keys> {
        lock(&self.keys)
    }

    pub(crate) fn numbers(&self) -> &Numbers {
        &self.secrets.numbers
    }

    /// Stops the registry for good and wakes everyone who waits.
    pub(crate) fn stop(&self, why: &str) {
        self.durable.stop(why);
        self.gate.open_for_all();
        // Wakes the decider, which may hold answers that will never be durable; it may be gone.
        let _ = self.inbox.send(Message::End);
        self.keeper.ring();
    }

    pub(crate) fn stopped(&self) -> Fault {
        let why = self.durable.why().unwrap_or_else(|| CLOSED.to_owned());
        Fault::Stopped { why }
    }

    pub(crate) fn read<R>(&self, look: impl FnOnce(&Books, &dyn Moves) -> R) -> Result<R, Fault> {
        let (answer, seq) = {
            let core = self.core();
            (look(&core.books, &core.moves), core.books.state.seq())
        };
        self.durable.wait(seq)?;
        Ok(answer)
    }

    pub(crate) fn root(&self) -> Hash {
        let seq = self.durable.position().seq;
        self.tree().root_at(seq).unwrap_or(tlog::EMPTY_ROOT)
    }

    pub(crate) fn statement(&self) -> Statement {
        let size = self.durable.position().seq;
        let root = self.tree().root_at(size).unwrap_or(tlog::EMPTY_ROOT);
        Statement { registry: self.registry, epoch: self.epoch, size, root: root.0 }
    }

    pub(crate) fn checkpoint(&self) -> Result<Checkpoint, Fault> {
        let statement = self.statement();
        let origin = format!("tamga/{}/{}", self.numbers().prefix, crate::prepare::hex(&self.registry));
        let checkpoint = Checkpoint::new(&origin, statement.size, Hash(statement.root));
        checkpoint.map_err(|problem| Fault::Stopped { why: problem.to_string() })
    }

    /// Moves the statement beside the directory to what is durable now.
    pub(crate) fn state(&self) -> Result<(), Fault> {
        let mut stated = lock(&self.stated);
        let now = self.statement();
        if *stated != now {
            self.guard.advance(&stated, &now)?;
            *stated = now;
        }
        Ok(())
    }

    pub(crate) fn opener(&self) -> Opener<'_> {
        Opener { registry: self.registry, registry_key: &self.registry_key, keys: &self.keys }
    }

    pub(crate) fn entry(&self, seq: u64) -> Result<Option<Entry>, Fault> {
        let Some(record) = self.reader.read(seq)? else { return Ok(None) };
        Entry::read((&record).into(), Some(&self.opener())).map(Some)
    }

    pub(crate) fn open_group(&self, seq: u64, index: u32) -> Result<Option<store::entry::OpenGroup>, Fault> {
        let Some(entry) = self.entry(seq)? else { return Ok(None) };
        let tree = self.tree();
        Ok(crate::record::open_entry_group(&entry, index, |seq| tree.leaf(seq.checked_sub(1)?)))
    }

    /// The answer to a command whose key was used by the durable entry `seq`.
    pub(crate) fn answer_again(&self, seq: u64, content: &[u8; 32]) -> Result<Answer, Fault> {
        let lost = || Fault::replay(seq, "the journal does not hold it, although its key is known");
        let entry = self.entry(seq)?.ok_or_else(lost)?;
        if entry.header.content != *content {
            return Ok(Answer::conflict(seq));
        }
        Ok(entry.answer(self.numbers()).repeated())
    }

    pub(crate) fn status(&self) -> Status {
        let position = self.durable.position();
        let (snapshot_seq, snapshot_fault) = {
            let progress = lock(&self.progress);
            (progress.seq, progress.fault.clone())
        };
        let core = self.core();
        let state = &core.books.state;
        Status {
            entries: position.seq,
            position,
            epoch: self.epoch,
            root: self.root(),
            snapshot_seq,
            snapshot_fault,
            listed_seq: self.listing.reached(),
            listed_lag: self.listing.lag(),
            listed_fault: self.listing.fault(),
            stopped: self.durable.why(),
            lots: state.lots.len(),
            notes: state.notes.len(),
            parties: state.parties.len(),
            moves: state.move_count(),
        }
    }
}

/// How far entries are durable, for those who wait for it.
pub(crate) struct Durable {
    state: Mutex<(Position, Option<String>)>,
    changed: Condvar,
}

impl Durable {
    pub(crate) fn new(position: Position) -> Self {
        Self { state: Mutex::new((position, None)), changed: Condvar::new() }
    }

    pub(crate) fn position(&self) -> Position {
        lock(&self.state).0
    }

    pub(crate) fn why(&self) -> Option<String> {
        lock(&self.state).1.clone()
    }

    pub(crate) fn advance(&self, position: Position) {
        lock(&self.state).0 = position;
        self.changed.notify_all();
    }

    fn stop(&self, why: &str) {
        let mut state = lock(&self.state);
        if state.1.is_none() && why != CLOSED {
            tracing::error!(entry = state.0.seq, why, "stopped");
        }
        state.1.get_or_insert_with(|| why.to_owned());
        drop(state);
        self.changed.notify_all();
    }

    /// Waits until entry `seq` is durable.
    pub(crate) fn wait(&self, seq: u64) -> Result<(), Fault> {
        let mut state = lock(&self.state);
        loop {
            if state.0.seq >= seq {
                return Ok(());
            }
            if let Some(why) = &state.1 {
                return Err(Fault::Stopped { why: why.clone() });
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// A fault where the registry has stopped.
    pub(crate) fn check(&self) -> Result<(), Fault> {
        match &lock(&self.state).1 {
            Some(why) => Err(Fault::Stopped { why: why.clone() }),
            None => Ok(()),
        }
    }
}

/// Wakes the keeper.
#[derive(Default)]
pub(crate) struct Bell {
    rung: Mutex<(bool, bool)>,
    changed: Condvar,
}

impl Bell {
    pub(crate) fn ring(&self) {
        lock(&self.rung).0 = true;
        self.changed.notify_all();
    }

    /// Tells the keeper to go.
    pub(crate) fn last(&self) {
        lock(&self.rung).1 = true;
        self.changed.notify_all();
    }

    /// Waits for a ring or the end of `time`; `false` when it was the last.
    pub(crate) fn wait(&self, time: std::time::Duration) -> bool {
        let rung = lock(&self.rung);
        let (mut rung, _) = self
            .changed
            .wait_timeout_while(rung, time, |(rung, last)| !*rung && !*last)
            .unwrap_or_else(PoisonError::into_inner);
        rung.0 = false;
        !rung.1
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
