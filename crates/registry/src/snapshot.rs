//! Snapshots: the state's pages, the directory's names and the log's leaves, so that a start need not read everything.
//!
//! A snapshot is frozen in an instant under the lock; it is encoded and written outside, while entries go on. Names of
//! natural persons are sealed in it under their keys, so that the end of a key is the end of the name here too.

use crate::Fault;
use crate::replay::MovesFile;
use crate::shared::{Core, Shared, lock};
use ledger::paged::{PAGE, Paged};
use ledger::state::{Arena, Arrays, Meta};
use ledger::{Books, Directory, Name, NameKind, PartyId, State};
use minicbor::{Decoder, Encoder};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use store::snapshot::Manifest;
use store::{Keys, Lineage, Page, Snapshots, seal};
use tlog::{Hash, Tree};

/// Arena of the directory's names.
pub(crate) const NAMES: Arena = 100;
/// Arena of the log's leaves.
pub(crate) const LEAVES: Arena = 101;
/// Leaves in a page.
const LEAVES_A_PAGE: u64 = 2048;

/// Records of the lineage that are summed while the books are held.
const VOUCHED_AT_ONCE: u64 = 1 << 16;
/// How long a failed snapshot is not tried again by itself, at least.
const RETRY_AFTER: Duration = Duration::from_mins(1);

/// Takes snapshots one after the other.
pub(crate) struct Snapshooter {
    snapshots: Snapshots,
    /// Entry of the snapshot that the pages on disk and `changed` build on.
    seq: u64,
    /// Pages that changed since that snapshot.
    changed: BTreeSet<(Arena, u32)>,
    /// Records of the lineage that that snapshot counts on.
    vouched: Vouched,
    /// A sync of the lineage failed: see [`Fault::LineageLost`].
    lineage_lost: bool,
}

/// The first records of the lineage and their checksum. Records below a snapshot's count never change, so the next
/// snapshot goes on from it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Vouched {
    count: u64,
    crc: u32,
}

impl Vouched {
    /// The same up to record `count`. The books are held for short times only.
    fn extended(mut self, shared: &Shared, count: u64) -> Self {
        while self.count < count {
            let end = count.min(self.count + VOUCHED_AT_ONCE);
            self.crc = shared.core().moves.0.checksum(self.count..end, self.crc);
            self.count = end;
        }
        self
    }
}

/// How snapshots get on.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// Entry up to which the newest snapshot reaches.
    pub(crate) seq: u64,
    /// Why the last one failed.
    pub(crate) fault: Option<String>,
    /// Where and when that was.
    failed: Option<(u64, Instant)>,
}

impl Progress {
    pub(crate) fn new(seq: u64) -> Self {
        Self { seq, ..Self::default() }
    }

    /// Whether a snapshot is due at entry `seq`, with one after `every` entries. After a failure it waits for as many again
    /// and for a while: what failed once mostly fails again, and costs a disk that has trouble already.
    pub(crate) fn is_due(&self, seq: u64, every: u64, now: Instant) -> bool {
        let ready = |(at, when): (u64, Instant)| {
            seq >= at.saturating_add(every) && now.saturating_duration_since(when) >= RETRY_AFTER
        };
        every > 0 && seq >= self.seq.saturating_add(every) && self.failed.is_none_or(ready)
    }

    fn note(&mut self, taken: &Result<u64, Fault>, at: u64) {
        match taken {
            Ok(seq) => *self = Self::new(*seq),
            Err(fault) => (self.fault, self.failed) = (Some(fault.chain()), Some((at, Instant::now()))),
        }
    }
}

impl Snapshooter {
    /// `seq` is the entry of the snapshot that was loaded; 0 where none was, whatever lies in the folder.
    pub(crate) fn new(snapshots: Snapshots, seq: u64, vouched: Vouched) -> Self {
        Self { snapshots, seq, changed: BTreeSet::new(), vouched, lineage_lost: false }
    }
}

/// The state at one moment.
struct Frozen {
    seq: u64,
    arrays: Arrays,
    meta: Meta,
    names: Paged<Name>,
    /// Pages of leaves that are new since the last snapshot.
    leaves: Vec<(u32, Vec<u8>)>,
    root: Hash,
}

impl Frozen {
    /// Lets go of the pages that are not written: while they are shared, a commit that touches one must copy it.
    fn let_go(&mut self, written: &BTreeSet<(Arena, u32)>) {
        let is_written = |arena, index| u32::try_from(index).is_ok_and(|index| written.contains(&(arena, index)));
        self.arrays.keep_only(is_written);
        self.names.keep_only(|index| is_written(NAMES, index));
    }
}

/// Takes a snapshot. Returns the entry up to which it reaches.
pub(crate) fn take(shared: &Shared) -> Result<u64, Fault> {
    let mut snapshooter = lock(&shared.snapshooter);
    let taken = write(shared, &mut snapshooter);
    lock(&shared.progress).note(&taken, shared.durable.position().seq);
    match &taken {
        Ok(entry) => tracing::info!(entry, "snapshot"),
        Err(fault) => tracing::warn!(entry = shared.durable.position().seq, why = fault.chain(), "snapshot failed"),
    }
    taken
}

fn write(shared: &Shared, snapshooter: &mut Snapshooter) -> Result<u64, Fault> {
    shared.durable.check()?;
    if snapshooter.lineage_lost {
        return Err(Fault::LineageLost);
    }
    let before = snapshooter.seq;
    let mut frozen = freeze(shared, snapshooter, before)?;
    frozen.let_go(&snapshooter.changed);
    // Of an empty registry there is nothing to keep.
    if frozen.seq == before && snapshooter.changed.is_empty() || frozen.seq == 0 {
        return Ok(before);
    }
    let vouched = snapshooter.vouched.extended(shared, u64::from(frozen.meta.move_count));
    let mut counts: Vec<(Arena, u32)> =
        Arrays::ARENAS.iter().map(|arena| (*arena, count(frozen.arrays.page_count(*arena)))).collect();
    counts.push((NAMES, count(frozen.names.page_count())));
    counts.push((LEAVES, count(usize::try_from(frozen.seq.div_ceil(LEAVES_A_PAGE)).unwrap_or(usize::MAX))));
    let leaves = frozen.leaves.into_iter().map(|(index, bytes)| Page { arena: LEAVES, index, bytes });
    let mut chance = crate::chance::Chance::new();
    let pages = snapshooter.changed.iter().filter_map(|(arena, index)| {
        let place = usize::try_from(*index).ok()?;
        let bytes = if *arena == NAMES {
            encode_names(frozen.names.page(place)?, shared, &mut chance)
        } else {
            Ok(frozen.arrays.encode(*arena, place)?)
        };
        Some(bytes.map(|bytes| Page { arena: *arena, index: *index, bytes }))
    });
    let meta = encode_meta(&frozen.meta, vouched);
    snapshooter.snapshots.try_write(frozen.seq, frozen.root.0, meta, pages.chain(leaves.map(Ok)), &counts)?;
    snapshooter.changed.clear();
    (snapshooter.seq, snapshooter.vouched) = (frozen.seq, vouched);
    Ok(frozen.seq)
}

/// The state's own numbers, and behind them the checksum of the lineage.
fn encode_meta(meta: &Meta, vouched: Vouched) -> Vec<u8> {
    let mut bytes = minicbor::to_vec(meta).unwrap_or_default();
    bytes.extend(minicbor::to_vec(vouched.crc).unwrap_or_default());
    bytes
}

/// What [`encode_meta`] wrote.
pub(crate) fn decode_meta(bytes: &[u8]) -> Result<(Meta, Vouched), String> {
    let mut d = Decoder::new(bytes);
    let read = d.decode::<Meta>().and_then(|meta| Ok((meta, d.u32()?)));
    let (meta, crc) = read.map_err(|error| format!("its meta cannot be read: {error}"))?;
    let count = u64::from(meta.move_count);
    if d.position() == bytes.len() {
        Ok((meta, Vouched { count, crc }))
    } else {
        Err("its meta is too long".to_owned())
    }
}

fn count(pages: usize) -> u32 {
    u32::try_from(pages).unwrap_or(u32::MAX)
}

/// Freezes books and log, and waits until what is frozen is durable.
fn freeze(shared: &Shared, snapshooter: &mut Snapshooter, before: u64) -> Result<Frozen, Fault> {
    let (seq, arrays, meta, names, syncer) = {
        let mut core = shared.core_mut();
        let (arrays, meta, changed) = core.books.state.freeze();
        let (names, changed_names) = core.books.directory.freeze();
        let changed = changed.into_iter().chain(changed_names.into_iter().map(|index| (NAMES, index)));
        snapshooter.changed.extend(changed.filter_map(|(arena, index)| Some((arena, u32::try_from(index).ok()?))));
        (core.books.state.seq(), arrays, meta, names, core.moves.0.syncer()?)
    };
    shared.durable.wait(seq)?;
    syncer.sync().inspect_err(|_| snapshooter.lineage_lost = true)?;
    let tree = shared.tree();
    let new = before / LEAVES_A_PAGE..seq.div_ceil(LEAVES_A_PAGE);
    let leaves = new.filter_map(|page| Some((u32::try_from(page).ok()?, leaves_page(&tree, page, seq)))).collect();
    let root = tree.root_at(seq).unwrap_or(tlog::EMPTY_ROOT);
    Ok(Frozen { seq, arrays, meta, names, leaves, root })
}

/// A page of leaves of a log of `size`.
pub(crate) fn leaves_page(tree: &Tree, page: u64, size: u64) -> Vec<u8> {
    let leaves = (page * LEAVES_A_PAGE..size.min((page + 1) * LEAVES_A_PAGE)).filter_map(|index| tree.leaf(index));
    leaves.flat_map(|leaf| leaf.0).collect()
}

/// A page of names: a CBOR list of `[kind, id, subject, text]`; the text of a person is sealed bytes, or null when the key
/// is gone.
fn encode_names(names: &[Name], shared: &Shared, chance: &mut crate::chance::Chance) -> Result<Vec<u8>, Fault> {
    let mut sealed = Vec::new();
    for name in names {
        let key = if name.subject.is_some() { shared.keys().find(name.subject.0)? } else { None };
        sealed.push(match key {
            Some(key) if !name.text.is_empty() => {
                Some(seal::seal(&key, chance.draw()?, &name_context(name), name.text.as_bytes())?)
            }
            _ => None,
        });
    }
    let mut out = Vec::new();
    let mut e = Encoder::new(&mut out);
    let written = (|| -> Result<(), minicbor::encode::Error<std::convert::Infallible>> {
        e.array(names.len() as u64)?;
        for (name, sealed) in names.iter().zip(sealed) {
            e.array(4)?.encode(name.kind)?.u32(name.id)?.u32(name.subject.0)?;
            match sealed {
                Some(sealed) => e.bytes(&sealed)?,
                None if name.subject.is_some() => e.null()?,
                None => e.str(&name.text)?,
            };
        }
        e.ok()
    })();
    assert!(written.is_ok(), "CBOR into memory cannot fail");
    Ok(out)
}

fn name_context(name: &Name) -> [u8; 16] {
    let mut context = *b"name............";
    context[4..8].copy_from_slice(&name.id.to_be_bytes());
    context[8..12].copy_from_slice(&name.subject.0.to_be_bytes());
    context
}

fn decode_names(bytes: &[u8], keys: &Mutex<Keys>) -> Option<Vec<Name>> {
    let mut d = Decoder::new(bytes);
    let count = d.array().ok()??;
    let mut names = Vec::new();
    for _ in 0..count {
        if d.array().ok()? != Some(4) {
            return None;
        }
        let (kind, id, subject): (NameKind, u32, u32) = (d.decode().ok()?, d.u32().ok()?, d.u32().ok()?);
        let mut name = Name { kind, id, subject: PartyId(subject), text: "".into() };
        match d.datatype().ok()? {
            minicbor::data::Type::Bytes => {
                let sealed = d.bytes().ok()?;
                if let Some(key) = lock(keys).find(subject).ok()? {
                    let text = seal::open(&key, &name_context(&name), sealed).ok()?;
                    name.text = String::from_utf8(text).ok()?.into();
                }
            }
            minicbor::data::Type::Null => d.null().ok()?,
            _ => name.text = d.str().ok()?.into(),
        }
        names.push(name);
    }
    (d.position() == bytes.len() && names.len() <= PAGE).then_some(names)
}

/// Books, lineage and log as the newest snapshot has them, and its entry.
pub(crate) struct Loaded {
    pub(crate) core: Core,
    pub(crate) tree: Tree,
    pub(crate) seq: u64,
    pub(crate) vouched: Vouched,
}

/// Loads the newest snapshot; a text says why it cannot be used. `leaf` gives the leaf hash of an entry of the journal.
pub(crate) fn load(
    snapshots: &Snapshots,
    keys: &Mutex<Keys>,
    dir: &Path,
    leaf: impl Fn(u64) -> Option<Hash>,
) -> Result<Option<Loaded>, String> {
    let Some(manifest) = snapshots.latest() else { return Ok(None) };
    let (meta, vouched) = decode_meta(&manifest.meta)?;
    let (arrays, names, tree) = load_pages(snapshots, keys)?;
    check(manifest, &meta, &tree)?;
    if manifest.seq == 0 || leaf(manifest.seq) != tree.leaf(manifest.seq - 1) {
        return Err(format!("the journal has no such entry {}", manifest.seq));
    }
    let books = catch_unwind(AssertUnwindSafe(|| {
        let state = State::from_arrays(arrays, meta);
        let directory = Directory::from_names(names, |name| state.scope_of(name));
        Books { state, directory }
    }));
    let books = books.map_err(|panic| crate::replay::words(&*panic))?;
    let lineage = Lineage::open(dir, vouched.count).map_err(|fault| Fault::from(fault).chain())?;
    if lineage.checksum(0..vouched.count, 0) != vouched.crc {
        return Err("the lineage that it counts on has another checksum".to_owned());
    }
    let core = Core { books, moves: MovesFile(lineage) };
    Ok(Some(Loaded { core, tree, seq: manifest.seq, vouched }))
}

fn load_pages(snapshots: &Snapshots, keys: &Mutex<Keys>) -> Result<(Arrays, Paged<Name>, Tree), String> {
    let (mut arrays, mut names, mut tree) = (Arrays::default(), Paged::default(), Tree::new());
    for page in snapshots.pages() {
        let Page { arena, index, bytes } = page.map_err(|fault| Fault::from(fault).chain())?;
        let fits = match arena {
            NAMES => decode_names(&bytes, keys).is_some_and(|page| names.load_page(page)),
            LEAVES => load_leaves(&bytes, &mut tree),
            _ => arrays.load(arena, &bytes),
        };
        if !fits {
            return Err(format!("page {index} of arena {arena} cannot be read"));
        }
    }
    Ok((arrays, names, tree))
}

fn load_leaves(bytes: &[u8], tree: &mut Tree) -> bool {
    let (leaves, rest) = bytes.as_chunks::<32>();
    for leaf in leaves {
        tree.append(Hash(*leaf));
    }
    rest.is_empty()
}

fn check(manifest: &Manifest, meta: &Meta, tree: &Tree) -> Result<(), String> {
    if meta.seq != manifest.seq || tree.size() != manifest.seq {
        return Err(format!("it says entry {}, its pages say {} and {}", manifest.seq, meta.seq, tree.size()));
    }
    if tree.root().0 == manifest.root { Ok(()) } else { Err("its leaves have another root than it says".to_owned()) }
}

/// SHA-256 over all pages of a state.
pub(crate) fn digest(arrays: &Arrays, meta: &Meta) -> [u8; 32] {
    let mut digest = Sha256::new();
    for (arena, index) in Arrays::ARENAS.iter().flat_map(|arena| pages_of(arrays, *arena)) {
        digest.update([arena]);
        digest.update((index as u64).to_be_bytes());
        digest.update(arrays.encode(arena, index).unwrap_or_default());
    }
    digest.update(minicbor::to_vec(meta).unwrap_or_default());
    digest.finalize().into()
}

fn pages_of(arrays: &Arrays, arena: Arena) -> impl Iterator<Item = (Arena, usize)> + use<> {
    (0..arrays.page_count(arena)).map(move |index| (arena, index))
}

/// Digest of the state of a running registry; durable when it returns.
pub(crate) fn digest_of(shared: &Shared) -> Result<[u8; 32], Fault> {
    // The marks of changed pages that freezing takes are kept for the next snapshot.
    let mut snapshooter = lock(&shared.snapshooter);
    let before = snapshooter.seq;
    let frozen = freeze(shared, &mut snapshooter, before)?;
    Ok(digest(&frozen.arrays, &frozen.meta))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, open};

    #[test]
    fn a_failure_is_not_tried_again_at_once() {
        let began = Instant::now();
        let mut progress = Progress::new(100);
        assert!(!progress.is_due(109, 10, began) && progress.is_due(110, 10, began) && !progress.is_due(110, 0, began));
        progress.note(&Err(Fault::LineageLost), 110);
        let later = Instant::now() + RETRY_AFTER;
        assert!(!progress.is_due(119, 10, later), "after more entries");
        assert!(!progress.is_due(120, 10, began), "and after some time");
        assert!(progress.is_due(120, 10, later) && progress.fault.is_some());
        progress.note(&Ok(120), 120);
        assert!(progress.is_due(130, 10, began) && progress.fault.is_none());
    }

    #[test]
    fn a_lost_lineage_ends_snapshots_and_a_long_one_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
        let settings = Settings::new("KZ".parse().unwrap_or_else(|_| panic!("a prefix")));
        let made = open::create(&folder.path().join("data"), settings);
        let (shared, running) = made.unwrap_or_else(|fault| panic!("{fault}"));
        let mut snapshooter = lock(&shared.snapshooter);
        snapshooter.lineage_lost = true;
        let (tell, told) = std::sync::mpsc::channel();
        let asked = std::sync::Arc::clone(&shared);
        std::thread::spawn(move || tell.send(asked.status().snapshot_seq));
        assert_eq!(told.recv_timeout(Duration::from_secs(10)), Ok(0), "the status does not wait for a snapshot");
        drop(snapshooter);
        assert!(matches!(take(&shared), Err(Fault::LineageLost)));
        drop(running);
    }
}
