//! A check of everything from the files alone: it trusts no state, and changes nothing.

mod chains;
mod report;

pub use report::VerifyReport;

use crate::Fault;
use crate::record::{Entry, Opener};
use crate::replay::apply;
use crate::snapshot;
use chains::Chains;
use ledger::Books;
use ledger::laws;
use ledger::moves::{MOVE_BYTES, Move};
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::entry::fields_root;
use store::files::{File, Files, RealFiles};
use store::journal::Reader;
use store::{Guard, Identity, JOURNAL, KEYS, Key, Keys, SNAPSHOTS, Snapshots, WrappingKey};
use tlog::{Hash, Tree};

/// Checks the registry in `dir` from its first byte on. A running registry may be checked too: up to what was durable at
/// the start. Damage is reported, not a fault; a fault means that the check could not be made.
pub fn verify(dir: &Path, files: &Arc<dyn Files>) -> Result<VerifyReport, Fault> {
    verify_with(dir, files, None)
}

/// The same with the key that wraps the registry's keys.
pub fn verify_with(dir: &Path, files: &Arc<dyn Files>, wrapping: Option<&WrappingKey>) -> Result<VerifyReport, Fault> {
    let mut report = VerifyReport::default();
    let (reader, opened) = match Reader::open(Arc::clone(files), &dir.join(JOURNAL)) {
        Ok(found) => found,
        Err(fault @ store::Fault::Corrupt { .. }) => {
            report.broken.push(fault.to_string());
            return Ok(report);
        }
        Err(fault) => return Err(fault.into()),
    };
    if let Some(torn) = &opened.torn {
        report
            .unchecked
            .push(format!("{} bytes of a write that was cut off ({}); never answered for", torn.bytes, torn.why));
    }
    let Some(journal) = journal(&reader, &mut report)? else { return Ok(report) };
    let secrets = Secrets::open(files, dir, opened.registry, wrapping, &mut report)?;
    let snapshots = find_snapshots(files, dir, &mut report)?;
    let mut fold = Fold::new(&secrets, snapshots.as_ref(), dir);
    fold.run(&reader, journal, &mut report)?;
    fold.end(&mut report);
    secrets.check_keys(&fold.books, &mut report)?;
    check_statement(files, dir, (opened.registry, opened.epoch), &fold.tree, &mut report)?;
    Ok(report)
}

/// Bytes, checksums, numbers, groups and the chain over them. Returns the number of entries; none where they do not hold.
fn journal(reader: &Reader, report: &mut VerifyReport) -> Result<Option<u64>, Fault> {
    match reader.verify() {
        Ok(found) => {
            report.bytes = found.bytes;
            report.segments = found.segments;
            report.groups = found.groups;
            report.checked.push(format!(
                "{} bytes in {} segments and {} groups: checksums, numbers and the chain over them",
                found.bytes, found.segments, found.groups
            ));
            Ok(Some(found.entries))
        }
        Err(fault @ store::Fault::Corrupt { .. }) => {
            report.broken.push(fault.to_string());
            Ok(None)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What opens the openings, where it is at hand.
struct Secrets {
    registry: [u8; 16],
    open: Option<(Key, Mutex<Keys>)>,
}

impl Secrets {
    fn open(
        files: &Arc<dyn Files>,
        dir: &Path,
        registry: [u8; 16],
        wrapping: Option<&WrappingKey>,
        report: &mut VerifyReport,
    ) -> Result<Self, Fault> {
        match Identity::open(&**files, dir) {
            Ok(identity) if identity.registry != registry => {
                report.broken.push("the secret belongs to another registry than the journal".to_owned());
            }
            Ok(_) => {}
            Err(_) => report.unchecked.push("the registry's secret: it is not at hand".to_owned()),
        }
        let keys = Keys::open_with(&**files, &dir.join(KEYS), wrapping);
        let open = match keys.and_then(|keys| Ok((keys.find(0)?, keys))) {
            Ok((key, keys)) => key.map(|key| (key, Mutex::new(keys))),
            Err(store::Fault::Missing { .. } | store::Fault::Locked { .. }) => None,
            Err(fault) => return Err(fault.into()),
        };
        if open.is_none() {
            report.unchecked.push("openings: the keys are not at hand".to_owned());
        }
        Ok(Self { registry, open })
    }

    fn opener(&self) -> Option<Opener<'_>> {
        let (registry_key, keys) = self.open.as_ref()?;
        Some(Opener { registry: self.registry, registry_key, keys })
    }

    /// Every person has a key, every erased one has none any more.
    fn check_keys(&self, books: &Books, report: &mut VerifyReport) -> Result<(), Fault> {
        let Some((_, keys)) = &self.open else { return Ok(()) };
        let keys = crate::shared::lock(keys);
        let (mut live, mut destroyed) = (0_u64, 0_u64);
        for (id, record) in (1_u32..).zip(books.state.parties.iter()).filter(|(_, record)| record.person) {
            match (record.erased, keys.find(id)?.is_some()) {
                (false, true) => live += 1,
                (true, false) => destroyed += 1,
                (false, false) => report.broken.push(format!("the key of party {id} is missing; its texts are lost")),
                (true, true) => report.broken.push(format!("party {id} was erased, but its key is still there")),
            }
        }
        report.checked.push(format!("keys of persons: {live} at hand, {destroyed} destroyed"));
        Ok(())
    }
}

/// The snapshots, without creating their folder where it is missing.
fn find_snapshots(files: &Arc<dyn Files>, dir: &Path, report: &mut VerifyReport) -> Result<Option<Snapshots>, Fault> {
    let dir = dir.join(SNAPSHOTS);
    let snapshots = if files.list(&dir).is_ok() { Some(Snapshots::open(Arc::clone(files), &dir)?) } else { None };
    for broken in snapshots.iter().flat_map(Snapshots::broken) {
        report.broken.push(format!("snapshot {}: {}", broken.generation, broken.fault));
    }
    let snapshots = snapshots.filter(|snapshots| snapshots.latest().is_some());
    if snapshots.is_none() {
        report.unchecked.push("snapshot: there is none".to_owned());
    }
    Ok(snapshots)
}

/// The replay.
struct Fold<'a> {
    secrets: &'a Secrets,
    snapshots: Option<&'a Snapshots>,
    lineage: Option<Arc<dyn File>>,
    /// Moves that the snapshot vouches for in the lineage.
    vouched: u64,
    books: Books,
    /// The same without any opening.
    bare: Books,
    tree: Tree,
    chains: Chains,
    moves: u64,
    recorded_at: i64,
    epoch: u32,
}

impl<'a> Fold<'a> {
    fn new(secrets: &'a Secrets, snapshots: Option<&'a Snapshots>, dir: &Path) -> Self {
        let meta = snapshots.and_then(Snapshots::latest).and_then(|latest| snapshot::decode_meta(&latest.meta).ok());
        Self {
            secrets,
            snapshots,
            lineage: RealFiles.open(&dir.join("lineage.map")).ok(),
            vouched: meta.map_or(0, |(meta, _)| u64::from(meta.move_count)),
            books: Books::default(),
            bare: Books::default(),
            tree: Tree::new(),
            chains: Chains::default(),
            moves: 0,
            recorded_at: i64::MIN,
            epoch: 0,
        }
    }

    fn run(&mut self, reader: &Reader, entries: u64, report: &mut VerifyReport) -> Result<(), Fault> {
        let opener = self.secrets.opener();
        let mut cursor = reader.cursor(1)?;
        while report.entries < entries {
            let Some(record) = cursor.next_record()? else { break };
            let applied = Entry::read(record, opener.as_ref()).and_then(|entry| self.entry(&entry, report));
            match applied {
                Ok(()) => report.entries += 1,
                Err(fault @ (Fault::Entry { .. } | Fault::Replay { .. } | Fault::Store(store::Fault::Unsealed))) => {
                    report.broken.push(fault.chain());
                    return Ok(());
                }
                Err(fault) => return Err(fault),
            }
            if self.snapshots.and_then(Snapshots::latest).is_some_and(|latest| latest.seq == report.entries) {
                self.compare_snapshot(report)?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, entry: &Entry, report: &mut VerifyReport) -> Result<(), Fault> {
        let header = &entry.header;
        if header.recorded_at < self.recorded_at || header.epoch < self.epoch {
            return Err(Fault::replay(entry.seq, "its time or epoch lies before that of an earlier entry"));
        }
        (self.recorded_at, self.epoch) = (header.recorded_at, header.epoch);
        self.chains.follow(entry.seq, &entry.body.links)?;
        self.fields(entry, report)?;
        let moves = apply(&mut self.books, entry)?;
        self.bare.replay(entry.seq, header.tag, &entry.body.effects, &[]);
        self.lineage(&moves, entry.seq, report)?;
        self.tree.append(entry.leaf());
        report.effects += entry.body.effects.len() as u64;
        report.links += entry.body.links.len() as u64;
        Ok(())
    }

    /// The commitments, where the opening is readable.
    fn fields(&self, entry: &Entry, report: &mut VerifyReport) -> Result<(), Fault> {
        let leaf = |seq: u64| self.tree.leaf(seq.checked_sub(1)?);
        let (Some(secret), Some(groups)) = (entry.secret(), entry.groups(leaf)) else {
            report.fields_closed += 1;
            return Ok(());
        };
        if fields_root(secret, &groups) != entry.header.fields {
            return Err(Fault::replay(entry.seq, "its fields have another root than the header says"));
        }
        report.fields_checked += 1;
        Ok(())
    }

    fn lineage(&mut self, moves: &[Move], seq: u64, report: &mut VerifyReport) -> Result<(), Fault> {
        for one in moves {
            let index = self.moves;
            self.moves += 1;
            let Some(file) = self.lineage.as_ref().filter(|_| index < self.vouched) else { continue };
            let mut record = [0; MOVE_BYTES];
            let length = MOVE_BYTES as u64;
            // A short read leaves zeros, which are no move.
            let read = file.read_at(&mut record, (index + 1) * length).unwrap_or(0);
            if read < MOVE_BYTES || record != one.to_bytes() {
                return Err(Fault::replay(seq, format!("record {index} of the lineage is another one")));
            }
            report.lineage += 1;
        }
        Ok(())
    }

    /// The pages of the state, byte for byte, and the leaves of the log.
    fn compare_snapshot(&mut self, report: &mut VerifyReport) -> Result<(), Fault> {
        let Some(snapshots) = self.snapshots else { return Ok(()) };
        let (arrays, meta, _) = self.books.state.freeze();
        for page in snapshots.pages() {
            let page = page?;
            let index = usize::try_from(page.index).unwrap_or(usize::MAX);
            let same = match page.arena {
                snapshot::NAMES => continue,
                snapshot::LEAVES => snapshot::leaves_page(&self.tree, u64::from(page.index), meta.seq) == page.bytes,
                arena => arrays.encode(arena, index).as_ref() == Some(&page.bytes),
            };
            report.pages += 1;
            if !same {
                report
                    .broken
                    .push(format!("page {index} of arena {} of the snapshot is not what the journal says", page.arena));
            }
        }
        let latest = snapshots.latest();
        if latest.is_some_and(|latest| {
            let said = snapshot::decode_meta(&latest.meta).ok();
            latest.root != self.tree.root().0 || said.map(|(said, _)| said) != Some(meta)
        }) {
            report.broken.push("root or meta of the snapshot is not what the journal says".to_owned());
        }
        report.snapshot_seq = latest.map_or(0, |latest| latest.seq);
        Ok(())
    }

    fn end(&mut self, report: &mut VerifyReport) {
        report.root = self.tree.root();
        report.moves = self.moves;
        let found = laws::check(&self.books.state);
        (report.lots, report.stock, report.lines) = (found.lots, found.stock, found.lines);
        report.broken.extend(found.broken);
        let (arrays, meta, _) = self.books.state.freeze();
        let (bare, bare_meta, _) = self.bare.state.freeze();
        report.state = snapshot::digest(&arrays, &meta);
        if snapshot::digest(&bare, &bare_meta) != report.state {
            report.broken.push("a replay without openings leads to another state".to_owned());
        }
        report.conclude();
    }
}

/// What was stated beside the directory must be what the journal says.
fn check_statement(
    files: &Arc<dyn Files>,
    dir: &Path,
    (registry, epoch): ([u8; 16], u32),
    tree: &Tree,
    report: &mut VerifyReport,
) -> Result<(), Fault> {
    let found = match Guard::of(Arc::clone(files), dir).find() {
        Err(fault @ store::Fault::Checkpoint { .. }) => {
            report.broken.push(fault.to_string());
            return Ok(());
        }
        found => found?,
    };
    let Some(stated) = found else {
        report.unchecked.push("checkpoint: there is none beside the directory".to_owned());
        return Ok(());
    };
    let root = tree.root_at(stated.size);
    if stated.registry != registry || stated.epoch != epoch || root != Some(Hash(stated.root)) {
        report.broken.push(format!(
            "the checkpoint beside the directory (epoch {}, {} entries) is not what the journal says",
            stated.epoch, stated.size
        ));
        return Ok(());
    }
    report.checked.push(format!("the checkpoint beside the directory: epoch {epoch}, root at {} entries", stated.size));
    Ok(())
}
