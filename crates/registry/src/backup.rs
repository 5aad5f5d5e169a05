//! Copying a registry, from outside and while another process works with it.
//!
//! The order matters. A key is durable before the first entry that needs it, and destroyed after the erasure is durable. So
//! the keys are read behind the position: they hold all that the entries up to it need. And they are read again, with the
//! position, while keys are destroyed meanwhile: else the copy would lack a key whose erasure it does not hold. What was
//! erased up to the position and not yet destroyed is destroyed in the copy.

use crate::record::{Entry, Opener};
use crate::{Fault, Settings};
use ledger::Effect;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::copy::{self, Earlier, Found, Work};
use store::entry::{self, Body};
use store::files::Files;
use store::journal::{Position, Reader};
use store::keys::Image;
use store::{Identity, JOURNAL, KEYS, Keys, Receipt, WrappingKey};
use tlog::Tree;

/// Newest entries whose seals are tried.
const SAMPLE: u64 = 64;

/// How a copy is made.
#[derive(Default)]
pub struct CopyOptions {
    /// Do not read the copy again after it was written.
    pub no_verify: bool,
    /// An earlier copy on the same file system, whose closed segments are shared.
    pub earlier: Option<PathBuf>,
}

/// Hears how many bytes are done, of how many.
pub type Told<'a> = &'a mut dyn FnMut(u64, u64);

/// Copies the registry in `dir` to `to`, which is empty, not there, or a copy that was not finished. Nothing in `dir` is
/// changed, no key is needed, and another process may work with it: the copy is the registry up to the last whole group.
pub fn backup(
    dir: &Path,
    to: &Path,
    settings: &Settings,
    options: &CopyOptions,
    told: Told<'_>,
) -> Result<Receipt, Fault> {
    let files = &*settings.files;
    let identity = Identity::open(files, dir)?;
    let taken_at = (settings.clock)();
    let work = Work::begin(files, to, identity.registry)?;
    let (opened, position, mut image) = moment(dir, &settings.files)?;
    if opened.registry != identity.registry {
        return Err(Fault::Mixed { path: dir.to_owned(), why: "journal and secret have different ids" });
    }
    copy::sync_journal(files, dir, position)?;
    let total = copy::journal_bytes(files, dir, position)? * if options.no_verify { 1 } else { 2 };
    let mut count = counter(total, told);
    let earlier =
        options.earlier.as_deref().map(|earlier| find_earlier(files, earlier, identity.registry)).transpose()?;
    let mut filed = copy::copy_journal(files, dir, to, position, earlier.flatten().as_ref(), &mut count)?;
    let (tree, erased) = walk(to, &settings.files, position)?;
    image.destroy(erased);
    filed.extend(copy::copy_secrets(files, dir, to, &image)?);
    filed.extend(copy::copy_tables(files, dir, to)?);
    let receipt = Receipt {
        registry: identity.registry,
        prefix: identity.prefix,
        epoch: opened.epoch,
        position,
        root: tree.root().0,
        taken_at,
        files: filed,
    };
    if !options.no_verify {
        copy::check_files(files, to, &receipt, &mut count)?;
        check(to, &receipt, &settings.files, settings.wrapping.as_ref(), Trial::WhereKeysOpen)?;
    }
    work.finish(files, &receipt)?;
    tracing::info!(registry = %crate::prepare::hex(&receipt.registry), entry = position.seq, to = %to.display(), "backup");
    Ok(receipt)
}

/// Checks the whole copy in `dir`: its files against the receipt, checksums, chain and root, and where its keys can be
/// opened the seals of its newest entries.
pub fn check_copy(dir: &Path, settings: &Settings, told: Told<'_>) -> Result<Receipt, Fault> {
    let receipt = match copy::find_copy(&*settings.files, dir)? {
        Found::Whole(receipt) => *receipt,
        Found::Unfinished => return Err(store::Fault::Unfinished { path: dir.to_owned() }.into()),
        Found::Registry | Found::Nothing => {
            return Err(store::Fault::Missing { what: "copy", path: dir.to_owned() }.into());
        }
    };
    copy::check_files(&*settings.files, dir, &receipt, &mut counter(receipt.bytes(), told))?;
    check(dir, &receipt, &settings.files, settings.wrapping.as_ref(), Trial::WhereKeysOpen)?;
    Ok(receipt)
}

/// Adds up pieces and tells the sum.
pub(crate) fn counter(total: u64, told: Told<'_>) -> impl FnMut(u64) {
    let mut done = 0;
    move |bytes| {
        done += bytes;
        told(done, total);
    }
}

/// Position and keys that belong together; see the module.
fn moment(dir: &Path, files: &Arc<dyn Files>) -> Result<(store::Opened, Position, Image), Fault> {
    let mut before = Image::read(&**files, &dir.join(KEYS))?.counts().1;
    loop {
        let (reader, opened) = Reader::open(Arc::clone(files), &dir.join(JOURNAL))?;
        let image = Image::read(&**files, &dir.join(KEYS))?;
        let destroyed = image.counts().1;
        if destroyed == before {
            return Ok((opened, reader.position(), image));
        }
        before = destroyed;
    }
}

fn find_earlier(files: &dyn Files, dir: &Path, registry: [u8; 16]) -> Result<Option<Earlier>, Fault> {
    Ok(match copy::find_copy(files, dir)? {
        Found::Whole(receipt) if receipt.registry == registry => {
            Some(Earlier { dir: dir.to_owned(), receipt: *receipt })
        }
        _ => None,
    })
}

/// The log over a copied journal, and who is erased in it.
fn walk(dir: &Path, files: &Arc<dyn Files>, position: Position) -> Result<(Tree, Vec<u32>), Fault> {
    let (reader, _) = Reader::open(Arc::clone(files), &dir.join(JOURNAL))?;
    if reader.position() != position {
        return Err(differs(dir, "its journal does not reach to where it was copied"));
    }
    let (mut tree, mut erased) = (Tree::new(), Vec::new());
    let erase = entry::kind_number("erase");
    let mut cursor = reader.cursor(1)?;
    while let Some(record) = cursor.next_record()? {
        tree.append(entry::leaf(record.header));
        let header = entry::Header::decode(record.header).map_err(Fault::entry(record.seq))?;
        if Some(header.kind) == erase {
            let body = Body::decode(record.body).map_err(Fault::entry(record.seq))?;
            erased.extend(body.effects.iter().filter_map(|effect| match effect {
                Effect::Erase { party } => Some(party.0),
                _ => None,
            }));
        }
    }
    Ok((tree, erased))
}

/// Whether the keys must be there for a check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trial {
    /// The registry is to go on from here.
    MustOpen,
    /// Who makes copies need not be able to read them.
    WhereKeysOpen,
}

/// Checks journal and keys of a copy against its receipt; the files' digests are compared elsewhere.
pub(crate) fn check(
    dir: &Path,
    receipt: &Receipt,
    files: &Arc<dyn Files>,
    wrapping: Option<&WrappingKey>,
    trial: Trial,
) -> Result<(), Fault> {
    let (reader, opened) = Reader::open(Arc::clone(files), &dir.join(JOURNAL))?;
    if (opened.registry, reader.position()) != (receipt.registry, receipt.position) {
        return Err(differs(dir, "its journal is not the one of its receipt"));
    }
    check_journal(dir, &reader, Some(receipt.root))?;
    check_seals(dir, &reader, receipt.registry, &**files, wrapping, trial)
}

/// Checks every byte of a journal, and the root of its log where it is known.
pub(crate) fn check_journal(dir: &Path, reader: &Reader, root: Option<[u8; 32]>) -> Result<(), Fault> {
    reader.verify()?;
    let mut tree = Tree::new();
    let mut cursor = reader.cursor(1)?;
    while let Some(record) = cursor.next_record()? {
        tree.append(entry::leaf(record.header));
    }
    if root.is_some_and(|root| root != tree.root().0) {
        return Err(differs(dir, "its log has another root than its receipt says"));
    }
    Ok(())
}

/// Opens the newest entries with the keys.
pub(crate) fn check_seals(
    dir: &Path,
    reader: &Reader,
    registry: [u8; 16],
    files: &dyn Files,
    wrapping: Option<&WrappingKey>,
    trial: Trial,
) -> Result<(), Fault> {
    let found = Keys::open_with(files, &dir.join(KEYS), wrapping).and_then(|keys| Ok((keys.find(0)?, keys)));
    let (registry_key, keys) = match found {
        Err(store::Fault::Locked { .. } | store::Fault::WrongKey { .. }) if trial == Trial::WhereKeysOpen => {
            return Ok(());
        }
        found => found?,
    };
    let missing = || store::Fault::Missing { what: "key of the registry", path: dir.join(KEYS) };
    let registry_key = registry_key.ok_or_else(missing)?;
    let opener = Opener { registry, registry_key: &registry_key, keys: &Mutex::new(keys) };
    let last = reader.position().seq;
    let mut cursor = reader.cursor(last.saturating_sub(SAMPLE).max(1))?;
    while let Some(record) = cursor.next_record()? {
        Entry::read(record, Some(&opener))?;
    }
    Ok(())
}

fn differs(dir: &Path, why: &str) -> Fault {
    store::Fault::NotWhole { path: dir.to_owned(), why: why.to_owned() }.into()
}
