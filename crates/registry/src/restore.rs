//! Putting a copy back.

use crate::backup::{Told, Trial, check, check_journal, check_seals, counter};
use crate::open::{Parts, parts};
use crate::record::Entry;
use crate::secrets::Secrets;
use crate::{Fault, Settings, chance};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::copy::{self, Found, Work};
use store::entry::{
    self, Header, RESTORED, RegistryOpening, context, encode_body, encode_openings, fields_root, fragments, groups,
};
use store::guard::{Checkpoint as Statement, beside};
use store::journal::{Position, Reader, Record};
use store::keys::Image;
use store::{DirLock, Guard, Identity, JOURNAL, KEYS, Receipt, seal};
use tlog::Tree;
use trade::date::Timestamp;

/// Makes a registry of the copy `from` in `dir`, which must be empty or not there. The copy is written and checked beside
/// `dir`, and gets its name last, so that a restore that is cut off leaves nothing in it. `from` may also be the directory of a
/// registry that was moved away; or `dir` itself, where an older copy was put there.
///
/// A `restored` entry under a new epoch says so for ever, and the checkpoint beside `dir` is moved to it, whatever it said
/// before. Returns the position after that entry.
pub fn restore(from: &Path, dir: &Path, settings: &Settings, told: Told<'_>) -> Result<Position, Fault> {
    let files = &*settings.files;
    if from == dir {
        let _lock = DirLock::acquire(dir)?;
        return go_on(dir, dir, settings);
    }
    if files.list(dir).is_ok_and(|names| !names.is_empty()) {
        return Err(store::Fault::Exists { path: dir.to_owned() }.into());
    }
    let source = Source::open(from, settings)?;
    let staging = beside(dir, ".restoring");
    // Dropped before its end it is an unfinished copy, and is begun anew the next time.
    let work = Work::begin(files, &staging, source.registry)?;
    source.copy(&staging, settings, told)?;
    let position = go_on(&staging, dir, settings)?;
    // The checkpoint is moved already: between the two the directory counts as gone, and asks for a restore.
    copy::put_in_place(files, &staging, dir)?;
    drop(work);
    tracing::info!(registry = %crate::prepare::hex(&source.registry), entry = position.seq, from = %from.display(), "restored");
    Ok(position)
}

/// What is restored from.
struct Source {
    from: PathBuf,
    registry: [u8; 16],
    /// Of a copy; a registry that was moved away has none, and is held.
    receipt: Option<Receipt>,
    _lock: Option<DirLock>,
}

impl Source {
    fn open(from: &Path, settings: &Settings) -> Result<Self, Fault> {
        let files = &*settings.files;
        let (receipt, lock) = match copy::find_copy(files, from)? {
            Found::Whole(receipt) => (Some(*receipt), None),
            Found::Registry => (None, Some(DirLock::acquire(from)?)),
            Found::Unfinished => return Err(store::Fault::Unfinished { path: from.to_owned() }.into()),
            Found::Nothing => return Err(store::Fault::Missing { what: "copy", path: from.to_owned() }.into()),
        };
        let registry = match &receipt {
            Some(receipt) => receipt.registry,
            None => Identity::open(files, from)?.registry,
        };
        Ok(Self { from: from.to_owned(), registry, receipt, _lock: lock })
    }

    /// Copies everything to `to`, and checks it there.
    fn copy(&self, to: &Path, settings: &Settings, told: Told<'_>) -> Result<(), Fault> {
        let (files, wrapping) = (&settings.files, settings.wrapping.as_ref());
        if let Some(receipt) = &self.receipt {
            copy::copy_whole(&**files, &self.from, to, receipt, &mut counter(receipt.bytes(), told))?;
            return check(to, receipt, files, wrapping, Trial::MustOpen);
        }
        let (reader, _) = Reader::open(Arc::clone(files), &self.from.join(JOURNAL))?;
        let position = reader.position();
        let total = copy::journal_bytes(&**files, &self.from, position)?;
        copy::copy_journal(&**files, &self.from, to, position, None, &mut counter(total, told))?;
        copy::copy_secrets(&**files, &self.from, to, &Image::read(&**files, &self.from.join(KEYS))?)?;
        copy::copy_tables(&**files, &self.from, to)?;
        let (copied, _) = Reader::open(Arc::clone(files), &to.join(JOURNAL))?;
        check_journal(to, &copied, None)?;
        check_seals(to, &copied, self.registry, &**files, wrapping, Trial::MustOpen)
    }
}

/// Goes on from the journal that lies in `place`, as the registry `dir`.
fn go_on(place: &Path, dir: &Path, settings: &Settings) -> Result<Position, Fault> {
    let mut parts = parts(place, settings)?;
    let guard = Guard::of(Arc::clone(&settings.files), dir);
    let known = guard.find()?;
    if known.is_some_and(|known| known.registry != parts.identity.registry) {
        return Err(Fault::Mixed { path: dir.to_owned(), why: "the checkpoint beside it is of another registry" });
    }
    let epoch = known.map_or(0, |known| known.epoch).max(parts.epoch) + 1;
    let mut tree = leaves(&parts)?;
    let record = restored(&parts, settings, epoch, known, &tree)?;
    parts.journal.begin_epoch(epoch)?;
    parts.journal.push(&record)?;
    let position = parts.journal.commit()?;
    tree.append(entry::leaf(&record.header));
    let now = Statement { registry: parts.identity.registry, epoch, size: tree.size(), root: tree.root().0 };
    guard.restore(&now)?;
    Ok(position)
}

fn leaves(parts: &Parts) -> Result<Tree, Fault> {
    let mut tree = Tree::new();
    let mut cursor = parts.journal.reader().cursor(1)?;
    while let Some(record) = cursor.next_record()? {
        tree.append(entry::leaf(record.header));
    }
    Ok(tree)
}

/// The entry that says that the registry goes on from a copy.
fn restored(
    parts: &Parts,
    settings: &Settings,
    epoch: u32,
    known: Option<Statement>,
    tree: &Tree,
) -> Result<Record, Fault> {
    let seq = tree.size() + 1;
    let secrets = Secrets::new(&parts.identity, settings.prefix);
    let stated = known.map(|known| json!({"epoch": known.epoch, "entries": known.size}));
    let command = json!({"type": "restored", "epoch": epoch, "entries": tree.size(), "stated": stated});
    let canonical = command.to_string();
    let mut body = Vec::new();
    encode_body(&mut body, chance::draw()?, &[], &[], std::iter::empty(), &entry::Made::default());
    let secret = chance::draw()?;
    let header = Header {
        epoch,
        seq,
        recorded_at: (settings.clock)().max(newest(parts)?).millis(),
        effective_at: None,
        kind: RESTORED,
        outcome: entry::Outcome::Recorded,
        tag: secrets.tag("registry", &format!("restored/{epoch}/{seq}")),
        content: secrets.content(&canonical),
        body: Header::digest_of_body(&body),
        fields: fields_root(&secret, &groups(&fragments(&command), &[], &[], 0, |_| None)),
        semantics: entry::SEMANTICS,
        editions: 0,
        policy: 0,
    };
    let mut record = Record { seq, body, ..Record::default() };
    header.encode(&mut record.header);
    let opening = RegistryOpening { secret, command: canonical, names: Vec::new(), problems: String::new() };
    let context = context(&parts.identity.registry, seq);
    let sealed = seal::seal(&parts.registry_key, chance::draw()?, &context, &opening.encode())?;
    encode_openings(&mut record.openings, [(0, sealed.as_slice())].into_iter());
    Ok(record)
}

/// Time of the newest entry.
fn newest(parts: &Parts) -> Result<Timestamp, Fault> {
    let reader = parts.journal.reader();
    let record = reader.read(reader.position().seq)?;
    let entry = record.map(|record| Entry::read((&record).into(), None)).transpose()?;
    Ok(entry.and_then(|entry| Timestamp::from_millis(entry.header.recorded_at)).unwrap_or(Timestamp::MIN))
}
