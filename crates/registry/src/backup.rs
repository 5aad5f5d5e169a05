//! Putting a copy back.

use crate::open::{Parts, parts};
use crate::record::Entry;
use crate::secrets::Secrets;
use crate::{Fault, Settings, chance};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use store::entry::{
    self, Header, RESTORED, RegistryOpening, context, encode_body, encode_openings, fields_root, fragments, groups,
};
use store::guard::Checkpoint as Statement;
use store::journal::{Position, Reader, Record};
use store::{DirLock, Guard, JOURNAL, seal};
use tlog::Tree;
use trade::date::Timestamp;

/// Makes a registry of the copy `from` in `dir`, which must hold no journal; or, where both are one, of the older copy that
/// was put there. A `restored` entry under a new epoch says so for ever, and the checkpoint beside `dir` is moved to it,
/// whatever it said before. Returns the position after that entry.
pub fn restore(from: &Path, dir: &Path, settings: &Settings) -> Result<Position, Fault> {
    let files = &settings.files;
    let lock = DirLock::acquire(dir)?;
    if from != dir {
        let (reader, _) = Reader::open(Arc::clone(files), &from.join(JOURNAL))?;
        store::copy_registry(&**files, from, dir, reader.position())?;
    }
    let mut parts = parts(dir, settings)?;
    let guard = Guard::of(Arc::clone(files), dir);
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
    drop(lock);
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
