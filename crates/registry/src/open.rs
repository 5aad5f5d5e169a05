//! Creating and opening a registry: files, snapshot, tail, threads.

use crate::decider::{Decider, Sentry};
use crate::inbox::{Gate, Message};
use crate::lists::{self, Listing};
use crate::record::{Entry, Opener};
use crate::replay::{MovesFile, apply};
use crate::secrets::Secrets;
use crate::shared::{Bell, CLOSED, Core, Durable, Shared};
use crate::snapshot::{self, Loaded, Progress, Snapshooter, Vouched};
use crate::tables::load_tables;
use crate::{Fault, Settings, chance, writer};
use ledger::Books;
use std::path::Path;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use store::files::Files;
use store::guard::Checkpoint as Statement;
use store::journal::{Journal, Reader, TornTail};
use store::{DirLock, Guard, Identity, JOURNAL, KEYS, Key, Keys, Lineage, SNAPSHOTS, Snapshots};
use tlog::Tree;
use trade::date::Timestamp;

/// How often the statement beside the directory is moved.
const STATE_EVERY: Duration = Duration::from_secs(1);

/// What was found at the start.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Entries.
    pub entries: u64,
    /// Entry up to which a snapshot was used; 0: none.
    pub snapshot_seq: u64,
    /// Entries that were read after it.
    pub replayed: u64,
    /// A write that a crash tore; its entries were never answered for.
    pub torn: Option<Torn>,
    /// Snapshots that could not be used, and why.
    pub broken: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

/// A torn write, set aside in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Torn {
    /// Bytes.
    pub bytes: u64,
    /// What was missing.
    pub why: &'static str,
}

impl From<TornTail> for Torn {
    fn from(torn: TornTail) -> Self {
        Self { bytes: torn.bytes, why: torn.why }
    }
}

/// Creates all files of a registry. The statement comes last: only with it the registry exists.
pub(crate) fn create(dir: &Path, settings: Settings) -> Result<(Arc<Shared>, Running), Fault> {
    let guard = Guard::of(Arc::clone(&settings.files), dir);
    find_remains(dir, &settings.files, &guard)?;
    if guard.find()?.is_some() {
        return Err(store::Fault::Exists { path: dir.to_owned() }.into());
    }
    guard.probe()?;
    let lock = DirLock::acquire(dir)?;
    let files = &*settings.files;
    let registry = chance::draw()?;
    Identity::create(files, dir, registry, settings.prefix.as_str(), chance::draw()?)?;
    let mut keys = Keys::create(files, &dir.join(KEYS))?;
    keys.create_key(0, &Key::new(chance::draw()?))?;
    keys.sync()?;
    let journal = Journal::create(Arc::clone(&settings.files), &dir.join(JOURNAL), registry, 1, settings.options())?;
    drop(journal);
    guard.create(&Statement { registry, epoch: 1, size: 0, root: tlog::EMPTY_ROOT.0 })?;
    let (shared, running, _) = start(dir, settings, lock)?;
    Ok((shared, running))
}

/// Opens a registry.
pub(crate) fn open(dir: &Path, settings: Settings) -> Result<(Arc<Shared>, Running, Opened), Fault> {
    let lock = DirLock::acquire(dir)?;
    find_remains(dir, &settings.files, &Guard::of(Arc::clone(&settings.files), dir))?;
    // A restore may have ended right before this.
    store::copy::drop_mark(&*settings.files, dir)?;
    start(dir, settings, lock)
}

/// Tells apart what else would look like damage or a copy: a checkpoint whose directory is gone, and a directory whose
/// creation ended before its checkpoint was stated. The latter has no folder of snapshots, which the first start makes.
fn find_remains(dir: &Path, files: &Arc<dyn Files>, guard: &Guard) -> Result<(), Fault> {
    let none = matches!(Identity::open(&**files, dir), Err(store::Fault::Missing { .. }));
    if guard.find()?.is_some() {
        let gone = || Fault::Gone { path: dir.to_owned(), checkpoint: guard.path().to_owned() };
        return if none { Err(gone()) } else { Ok(()) };
    }
    if none || files.list(&dir.join(SNAPSHOTS)).is_ok() {
        return Ok(());
    }
    let unfinished = match Reader::open(Arc::clone(files), &dir.join(JOURNAL)) {
        Ok((reader, opened)) => reader.position().seq == 0 && opened.torn.is_none(),
        Err(store::Fault::Missing { .. }) => true,
        Err(fault) => return Err(fault.into()),
    };
    if unfinished { Err(Fault::Unfinished { path: dir.to_owned() }) } else { Ok(()) }
}

/// The files of a registry, open.
pub(crate) struct Parts {
    pub(crate) identity: Identity,
    pub(crate) journal: Journal,
    pub(crate) keys: Mutex<Keys>,
    pub(crate) registry_key: Key,
    pub(crate) epoch: u32,
    pub(crate) torn: Option<TornTail>,
}

/// Opens identity, journal and keys.
pub(crate) fn parts(dir: &Path, settings: &Settings) -> Result<Parts, Fault> {
    let files = &*settings.files;
    let identity = Identity::open(files, dir)?;
    let (journal, opened) = Journal::open(Arc::clone(&settings.files), &dir.join(JOURNAL), settings.options())?;
    if opened.registry != identity.registry {
        return Err(Fault::Mixed { path: dir.to_owned(), why: "journal and secret have different ids" });
    }
    let keys = Keys::open_with(files, &dir.join(KEYS), settings.wrapping.as_ref())?;
    let missing = || store::Fault::Missing { what: "key of the registry", path: dir.join(KEYS) };
    let registry_key = keys.find(0)?.ok_or_else(missing)?;
    let keys = Mutex::new(keys);
    Ok(Parts { identity, journal, keys, registry_key, epoch: opened.epoch, torn: opened.torn })
}

fn start(dir: &Path, mut settings: Settings, lock: DirLock) -> Result<(Arc<Shared>, Running, Opened), Fault> {
    let began = Instant::now();
    settings.policy.tables = Arc::new(load_tables(&*settings.files, dir)?);
    let parts = parts(dir, &settings)?;
    let snapshots = Snapshots::open(Arc::clone(&settings.files), &dir.join(SNAPSHOTS))?;
    let snapshots = snapshots.with_reserve(settings.snapshot_reserve());
    let (folded, mut opened) = fold(dir, &parts, &snapshots)?;
    opened.torn = parts.torn.clone().map(Torn::from);
    let guard = Guard::of(Arc::clone(&settings.files), dir);
    let stated = check_guard(&guard, &parts, &folded.tree)?;
    settle_keys(&parts, &folded.core.books)?;
    let prefix = parts.identity.prefix.parse().unwrap_or(settings.prefix);
    let (encoder, writer, reader) = parts.journal.split();
    let (inbox, messages) = channel();
    let shared = Arc::new(Shared {
        dir: dir.to_owned(),
        registry: parts.identity.registry,
        epoch: parts.epoch,
        policy: settings.policy,
        clock: settings.clock,
        secrets: Secrets::new(&parts.identity, prefix),
        registry_key: parts.registry_key,
        keys: parts.keys,
        reader,
        guard,
        stated: Mutex::new(stated),
        durable: Durable::new(writer.position()),
        gate: Gate::default(),
        inbox,
        snapshooter: Mutex::new(Snapshooter::new(snapshots, opened.snapshot_seq, folded.vouched)),
        progress: Mutex::new(Progress::new(opened.snapshot_seq)),
        snapshot_every: settings.snapshot_every,
        keeper: Bell::default(),
        listing: Listing::default(),
        core: RwLock::new(folded.core),
        log: RwLock::new(folded.tree),
        waiting: AtomicUsize::new(0),
    });
    let running = Running::start(&shared, (messages, encoder, writer), folded.recorded_at, settings.lists, lock)?;
    opened.took = began.elapsed();
    tell(&shared, &opened);
    Ok((shared, running, opened))
}

/// Tells of a start.
fn tell(shared: &Shared, opened: &Opened) {
    let registry = crate::prepare::hex(&shared.registry);
    if let Some(torn) = &opened.torn {
        tracing::warn!(registry, entry = opened.entries, bytes = torn.bytes, why = torn.why, "torn write set aside");
    }
    for broken in &opened.broken {
        tracing::warn!(registry, why = broken, "snapshot not used");
    }
    let (entry, epoch, snapshot, replayed) = (opened.entries, shared.epoch, opened.snapshot_seq, opened.replayed);
    let ms = u64::try_from(opened.took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(registry, entry, epoch, snapshot, replayed, ms, "opened");
}

/// What the journal says.
struct Folded {
    core: Core,
    tree: Tree,
    vouched: Vouched,
    recorded_at: Timestamp,
}

/// The newest usable snapshot and the entries after it.
fn fold(dir: &Path, parts: &Parts, snapshots: &Snapshots) -> Result<(Folded, Opened), Fault> {
    let reader = parts.journal.reader();
    let last = reader.position().seq;
    let mut broken: Vec<String> =
        snapshots.broken().iter().map(|broken| format!("snapshot {}: {}", broken.generation, broken.fault)).collect();
    let leaf = |seq| Some(store::entry::leaf(&reader.read(seq).ok()??.header));
    let loaded = snapshot::load(snapshots, &parts.keys, dir, leaf).unwrap_or_else(|why| {
        broken.push(why);
        None
    });
    let Loaded { mut core, mut tree, seq, vouched } = match loaded {
        Some(loaded) => loaded,
        None => Loaded {
            core: Core { books: Books::default(), moves: MovesFile(Lineage::open(dir, 0)?) },
            tree: Tree::new(),
            seq: 0,
            vouched: Vouched::default(),
        },
    };
    let opener = Opener { registry: parts.identity.registry, registry_key: &parts.registry_key, keys: &parts.keys };
    let mut cursor = reader.cursor(seq + 1)?;
    while let Some(record) = cursor.next_record()? {
        let entry = Entry::read(record, Some(&opener))?;
        let moves = apply(&mut core.books, &entry)?;
        core.moves.extend(&moves)?;
        tree.append(entry.leaf());
    }
    let newest = reader.read(last)?.map(|record| Entry::read((&record).into(), None)).transpose()?;
    let recorded_at = newest.and_then(|entry| Timestamp::from_millis(entry.header.recorded_at));
    let opened =
        Opened { entries: last, snapshot_seq: seq, replayed: last - seq, torn: None, broken, took: Duration::ZERO };
    Ok((Folded { core, tree, vouched, recorded_at: recorded_at.unwrap_or(Timestamp::MIN) }, opened))
}

/// The journal must continue what was stated beside the directory.
fn check_guard(guard: &Guard, parts: &Parts, tree: &Tree) -> Result<Statement, Fault> {
    let (registry, epoch) = (parts.identity.registry, parts.epoch);
    let now = Statement { registry, epoch, size: tree.size(), root: tree.root().0 };
    guard.check(&now, |size| tree.root_at(size).map(|root| root.0))?;
    let known = guard.find()?.unwrap_or(now);
    guard.advance(&known, &now)?;
    Ok(now)
}

/// After a crash keys may exist whose entries were lost, and keys may be left whose end was recorded.
fn settle_keys(parts: &Parts, books: &Books) -> Result<(), Fault> {
    let mut keys = crate::shared::lock(&parts.keys);
    keys.clear_from(books.state.parties.len().saturating_add(1))?;
    let persons = (1_u32..).zip(books.state.parties.iter());
    keys.destroy_many(persons.filter(|(_, record)| record.erased).map(|(position, _)| position))?;
    Ok(())
}

/// The threads of a registry.
pub(crate) struct Running {
    shared: Arc<Shared>,
    decider: Option<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
    keeper: Option<JoinHandle<()>>,
    lister: Option<JoinHandle<()>>,
    _lock: DirLock,
}

type Halves = (Receiver<Message>, store::journal::Encoder, store::journal::Writer);

impl Running {
    fn start(
        shared: &Arc<Shared>,
        (messages, encoder, writer): Halves,
        recorded_at: Timestamp,
        lists: bool,
        lock: DirLock,
    ) -> Result<Self, Fault> {
        let (works, queue) = channel();
        let decider = Decider::new(Arc::clone(shared), messages, works, encoder, recorded_at);
        let decider = thread(shared, "decider", move |_| decider.run())?;
        let writer = thread(shared, "writer", move |shared| writer::run(shared, writer, &queue))?;
        let keeper = thread(shared, "keeper", keep)?;
        let lister = if lists { Some(lister(shared)?) } else { None };
        if lister.is_none() {
            shared.listing.end();
        }
        let shared = Arc::clone(shared);
        Ok(Self { shared, decider: Some(decider), writer: Some(writer), keeper: Some(keeper), lister, _lock: lock })
    }

    /// Ends all threads in order; the first fault of the registry, where there was one.
    pub(crate) fn end(&mut self) -> Result<(), Fault> {
        if self.decider.is_none() {
            return Ok(());
        }
        // A decider that is gone has stopped the registry already.
        let _ = self.shared.inbox.send(Message::End);
        for handle in [self.decider.take(), self.writer.take()].into_iter().flatten() {
            // A panic has stopped the registry; its words are in the fault below.
            let _ = handle.join();
        }
        self.shared.keeper.last();
        if let Some(handle) = self.keeper.take() {
            let _ = handle.join();
        }
        self.shared.listing.last();
        if let Some(handle) = self.lister.take() {
            let _ = handle.join();
        }
        let fault = self.shared.durable.check();
        self.shared.stop(CLOSED);
        fault
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Whoever wants to know calls `Registry::close`.
        let _ = self.end();
    }
}

fn thread(
    shared: &Arc<Shared>,
    name: &'static str,
    work: impl FnOnce(&Arc<Shared>) -> Result<(), Fault> + Send + 'static,
) -> Result<JoinHandle<()>, Fault> {
    let shared = Arc::clone(shared);
    let body = move || {
        let sentry = Sentry(Arc::clone(&shared), name);
        if let Err(fault) = work(&shared) {
            shared.stop(&fault.chain());
        }
        drop(sentry);
    };
    std::thread::Builder::new().name(name.to_owned()).spawn(body).map_err(Fault::Thread)
}

/// The thread that brings lists and search up to date. What goes wrong there stops nothing else.
fn lister(shared: &Arc<Shared>) -> Result<JoinHandle<()>, Fault> {
    shared.listing.mark(shared.durable.position().seq, Instant::now());
    let shared = Arc::clone(shared);
    std::thread::Builder::new().name("lister".to_owned()).spawn(move || lists::run(&shared)).map_err(Fault::Thread)
}

/// Moves the statement and takes snapshots, until the last ring.
fn keep(shared: &Arc<Shared>) -> Result<(), Fault> {
    while shared.keeper.wait(STATE_EVERY) {
        shared.durable.check()?;
        // Before the snapshot, which may take long.
        shared.state()?;
        let seq = shared.durable.position().seq;
        if crate::shared::lock(&shared.progress).is_due(seq, shared.snapshot_every, Instant::now()) {
            // A snapshot that fails is tried again after more entries and some time; the status tells.
            let _ = snapshot::take(shared);
        }
    }
    shared.durable.check()?;
    shared.state()
}
