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
use store::snapshot::Manifest;
use store::{Keys, Lineage, Page, Snapshots, seal};
use tlog::{Hash, Tree};

/// Arena of the directory's names.
pub(crate) const NAMES: Arena = 100;
/// Arena of the log's leaves.
pub(crate) const LEAVES: Arena = 101;
/// Leaves in a page.
const LEAVES_A_PAGE: u64 = 2048;

/// Takes snapshots one after the other.
pub(crate) struct Snapshooter {
    snapshots: Snapshots,
    /// Entry of the snapshot that the pages on disk and `changed` build on.
    seq: u64,
    /// Pages that changed since that snapshot.
    changed: BTreeSet<(Arena, u32)>,
    /// Why the last one failed.
    pub(crate) fault: Option<String>,
}

impl Snapshooter {
    /// `seq` is the entry of the snapshot that was loaded; 0 where none was, whatever lies in the folder.
    pub(crate) fn new(snapshots: Snapshots, seq: u64) -> Self {
        Self { snapshots, seq, changed: BTreeSet::new(), fault: None }
    }

    /// Entry up to which the newest snapshot reaches.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
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

/// Takes a snapshot. Returns the entry up to which it reaches.
pub(crate) fn take(shared: &Shared) -> Result<u64, Fault> {
    let mut snapshooter = lock(&shared.snapshooter);
    let taken = write(shared, &mut snapshooter);
    snapshooter.fault = taken.as_ref().err().map(Fault::chain);
    taken
}

fn write(shared: &Shared, snapshooter: &mut Snapshooter) -> Result<u64, Fault> {
    shared.durable.check()?;
    let before = snapshooter.seq();
    let frozen = freeze(shared, snapshooter, before)?;
    if frozen.seq == before && before > 0 && snapshooter.changed.is_empty() {
        return Ok(before);
    }
    let mut counts: Vec<(Arena, u32)> =
        Arrays::ARENAS.iter().map(|arena| (*arena, count(frozen.arrays.page_count(*arena)))).collect();
    counts.push((NAMES, count(frozen.names.page_count())));
    counts.push((LEAVES, count(usize::try_from(frozen.seq.div_ceil(LEAVES_A_PAGE)).unwrap_or(usize::MAX))));
    let leaves = frozen.leaves.into_iter().map(|(index, bytes)| Page { arena: LEAVES, index, bytes });
    let mut chance = crate::chance::Chance::new();
    let mut trouble = None;
    let pages = snapshooter.changed.iter().filter_map(|(arena, index)| {
        let place = usize::try_from(*index).ok()?;
        let bytes = if *arena == NAMES {
            let names = frozen.names.page(place)?;
            encode_names(names, shared, &mut chance).map_err(|fault| trouble = Some(fault)).ok()?
        } else {
            frozen.arrays.encode(*arena, place)?
        };
        Some(Page { arena: *arena, index: *index, bytes })
    });
    let meta = minicbor::to_vec(frozen.meta).unwrap_or_default();
    let written = snapshooter.snapshots.write(frozen.seq, frozen.root.0, meta, pages.chain(leaves), &counts).map(drop);
    if let Some(fault) = trouble {
        return Err(fault);
    }
    written?;
    snapshooter.changed.clear();
    snapshooter.seq = frozen.seq;
    Ok(frozen.seq)
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
    syncer.sync()?;
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
}

/// Loads the newest snapshot; a text says why it cannot be used. `leaf` gives the leaf hash of an entry of the journal.
pub(crate) fn load(
    snapshots: &Snapshots,
    keys: &Mutex<Keys>,
    dir: &Path,
    leaf: impl Fn(u64) -> Option<Hash>,
) -> Result<Option<Loaded>, String> {
    let Some(manifest) = snapshots.latest() else { return Ok(None) };
    let meta: Meta = minicbor::decode(&manifest.meta).map_err(|error| format!("its meta cannot be read: {error}"))?;
    let (arrays, names, tree) = load_pages(snapshots, keys)?;
    check(manifest, &meta, &tree)?;
    if manifest.seq == 0 || leaf(manifest.seq) != tree.leaf(manifest.seq - 1) {
        return Err(format!("the journal has no such entry {}", manifest.seq));
    }
    let books = catch_unwind(AssertUnwindSafe(|| Books {
        state: State::from_arrays(arrays, meta),
        directory: Directory::from_names(names),
    }));
    let books = books.map_err(|panic| crate::replay::words(&*panic))?;
    let lineage = Lineage::open(dir, u64::from(meta.move_count)).map_err(|fault| Fault::from(fault).chain())?;
    let core = Core { books, moves: MovesFile(lineage) };
    Ok(Some(Loaded { core, tree, seq: manifest.seq }))
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
    let before = snapshooter.seq();
    let frozen = freeze(shared, &mut snapshooter, before)?;
    Ok(digest(&frozen.arrays, &frozen.meta))
}
