//! A disk in memory that forgets, at a crash, what was not synced, in the ways a real one may.
//!
//! Model: a write reaches the disk sector by sector (512 bytes), in any order, until a sync; a sector that did not reach it
//! keeps its old content, zeros where the file was longer than before. New, changed and removed names reach the disk in order
//! until their directory is synced. A sync that fails leaves unsynced data readable but never writes it, as Linux does.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{File, Files, dir_of};

const SECTOR: usize = 512;

/// The simulated disk. Clones share it.
#[derive(Clone, Default)]
pub struct SimDisk {
    disk: Arc<Mutex<Disk>>,
}

#[derive(Default)]
struct Disk {
    nodes: Vec<Node>,
    /// Names as programs see them.
    names: BTreeMap<PathBuf, usize>,
    /// Names as they are after a crash if no pending one reaches the disk.
    durable: BTreeMap<PathBuf, usize>,
    pending: Vec<Rename>,
    dirs: BTreeSet<PathBuf>,
    durable_dirs: BTreeSet<PathBuf>,
}

/// A change of names in one directory: `from` goes, `to` comes.
#[derive(Clone)]
struct Rename {
    dir: PathBuf,
    from: Option<PathBuf>,
    to: Option<(PathBuf, usize)>,
}

#[derive(Clone, Default)]
struct Node {
    seen: Vec<u8>,
    durable: Vec<u8>,
    pending: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Size(usize),
}

impl SimDisk {
    /// An empty disk with the root directory.
    pub fn new() -> Self {
        let disk = Self::default();
        let mut state = disk.lock();
        let root = PathBuf::from("/");
        state.dirs.insert(root.clone());
        state.durable_dirs.insert(root);
        drop(state);
        disk
    }

    /// The disk as the store takes it.
    pub fn files(&self) -> Arc<dyn Files> {
        Arc::new(self.clone())
    }

    /// The disk after power was lost: a new disk, with a choice of the unsynced data that `seed` makes.
    #[must_use]
    pub fn crash(&self, seed: u64) -> Self {
        let mut random = Random(seed);
        let state = self.lock();
        let mut disk = Disk { dirs: state.durable_dirs.clone(), names: state.durable.clone(), ..Disk::default() };
        for changes in by_dir(&state.pending).into_values() {
            let kept = random.below(changes.len() as u64 + 1) as usize;
            for change in &changes[..kept] {
                apply_name(&mut disk.names, change);
            }
        }
        // A name is found only through durable parents.
        let reached = |path: &Path| path.ancestors().skip(1).all(|parent| state.durable_dirs.contains(parent));
        disk.dirs.retain(|path| reached(path));
        disk.names.retain(|path, _| reached(path));
        disk.nodes = state.nodes.iter().map(|node| node.after_crash(&mut random)).collect();
        disk.durable = disk.names.clone();
        disk.durable_dirs.clone_from(&disk.dirs);
        Self { disk: Arc::new(Mutex::new(disk)) }
    }

    /// A copy that shares nothing with this disk, as if everything had been synced.
    #[must_use]
    pub fn copy(&self) -> Self {
        let state = self.lock();
        let nodes = state.nodes.iter().map(|node| Node::of(node.seen.clone())).collect();
        let (names, dirs) = (state.names.clone(), state.dirs.clone());
        let disk = Disk { nodes, durable: names.clone(), names, pending: Vec::new(), durable_dirs: dirs.clone(), dirs };
        Self { disk: Arc::new(Mutex::new(disk)) }
    }

    /// Drops the unsynced data of a file for good while it stays readable: what a failed sync does.
    pub fn lose_unsynced(&self, path: &Path) {
        let mut state = self.lock();
        if let Some(node) = state.names.get(path).copied() {
            state.nodes[node].pending.clear();
        }
    }

    /// Content of a file as programs see it.
    pub fn content(&self, path: &Path) -> Option<Vec<u8>> {
        let state = self.lock();
        state.names.get(path).map(|node| state.nodes[*node].seen.clone())
    }

    /// Changes bytes of a file behind the program's back, durably.
    pub fn tamper(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.lock();
        if let Some(node) = state.names.get(path).copied() {
            let mut bytes = state.nodes[node].seen.clone();
            change(&mut bytes);
            state.nodes[node] = Node::of(bytes);
        }
    }

    /// All files, sorted.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.lock().names.keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Disk> {
        self.disk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn handle(&self, node: usize) -> Arc<dyn File> {
        Arc::new(SimFile { disk: self.clone(), node })
    }
}

/// Pending changes of each directory, in order. The root's come first, so the result does not depend on chance.
fn by_dir(pending: &[Rename]) -> BTreeMap<PathBuf, Vec<Rename>> {
    let mut changes: BTreeMap<PathBuf, Vec<Rename>> = BTreeMap::new();
    for change in pending {
        changes.entry(change.dir.clone()).or_default().push(change.clone());
    }
    changes
}

fn apply_name(names: &mut BTreeMap<PathBuf, usize>, change: &Rename) {
    if let Some(from) = &change.from {
        names.remove(from);
    }
    if let Some((to, node)) = &change.to {
        names.insert(to.clone(), *node);
    }
}

impl Node {
    fn of(bytes: Vec<u8>) -> Self {
        Self { durable: bytes.clone(), seen: bytes, pending: Vec::new() }
    }

    fn change(&mut self, change: Change) {
        apply(&mut self.seen, &change);
        self.pending.push(change);
    }

    fn sync(&mut self) {
        for change in std::mem::take(&mut self.pending) {
            apply(&mut self.durable, &change);
        }
    }

    /// One of the contents that the disk may have: nothing of the pending changes, all, a beginning, or any sectors.
    fn after_crash(&self, random: &mut Random) -> Self {
        let mut bytes = self.durable.clone();
        let style = random.below(4);
        let kept = random.below(self.pending.len() as u64 + 1) as usize;
        for (place, change) in self.pending.iter().enumerate() {
            match (style, change) {
                (1, _) => apply(&mut bytes, change),
                (2, _) if place < kept => apply(&mut bytes, change),
                (2, Change::Write { offset, bytes: written }) if place == kept => {
                    let cut = random.below(written.len() as u64 + 1) as usize;
                    apply(&mut bytes, &Change::Write { offset: *offset, bytes: written[..cut].to_vec() });
                }
                (0 | 2, _) => {}
                (_, Change::Write { offset, bytes: written }) => some_sectors(&mut bytes, *offset, written, random),
                (_, Change::Size(_)) => apply(&mut bytes, change),
            }
        }
        Self::of(bytes)
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { offset, bytes: written } => {
            let end = offset + written.len();
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[*offset..end].copy_from_slice(written);
        }
        Change::Size(size) => bytes.resize(*size, 0),
    }
}

fn some_sectors(bytes: &mut Vec<u8>, offset: usize, written: &[u8], random: &mut Random) {
    let mut from = 0;
    while from < written.len() {
        let to = ((offset + from) / SECTOR * SECTOR + SECTOR - offset).min(written.len());
        if random.below(3) > 0 {
            apply(bytes, &Change::Write { offset: offset + from, bytes: written[from..to].to_vec() });
        }
        from = to;
    }
}

/// A small generator of numbers (splitmix64) for repeatable choices.
pub struct Random(pub u64);

impl Random {
    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`, which is not 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.number() % bound
    }
}

impl Files for SimDisk {
    fn create_new(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let mut state = self.lock();
        if !state.dirs.contains(dir_of(path)) {
            return Err(io::ErrorKind::NotFound.into());
        }
        if state.names.contains_key(path) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let node = state.nodes.len();
        state.nodes.push(Node::default());
        state.rename(path, None, Some((path.to_owned(), node)));
        drop(state);
        Ok(self.handle(node))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        let node = self.lock().names.get(path).copied().ok_or(io::ErrorKind::NotFound)?;
        Ok(self.handle(node))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        let parents = path.ancestors().map(Path::to_owned).filter(|parent| !parent.as_os_str().is_empty());
        state.dirs.extend(parents);
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.lock();
        let node = state.names.get(from).copied().ok_or(io::ErrorKind::NotFound)?;
        state.rename(to, Some(from.to_owned()), Some((to.to_owned(), node)));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut state = self.lock();
        if !state.names.contains_key(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        state.rename(path, Some(path.to_owned()), None);
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let state = self.lock();
        if !state.dirs.contains(dir) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let inside = state.names.keys().filter(|path| dir_of(path) == dir);
        Ok(inside.filter_map(|path| path.file_name()?.to_str().map(str::to_owned)).collect())
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.lock();
        if !state.dirs.contains(dir) {
            return Err(io::ErrorKind::NotFound.into());
        }
        let (done, left) = std::mem::take(&mut state.pending).into_iter().partition(|change| change.dir == dir);
        let done: Vec<Rename> = done;
        state.pending = left;
        for change in &done {
            apply_name(&mut state.durable, change);
        }
        let inside: Vec<PathBuf> = state.dirs.iter().filter(|path| dir_of(path) == dir).cloned().collect();
        state.durable_dirs.extend(inside);
        Ok(())
    }

    fn free_bytes(&self, _: &Path) -> io::Result<u64> {
        Ok(u64::MAX)
    }

    fn lock(&self, _: &Path) -> io::Result<Box<dyn Send + Sync>> {
        Ok(Box::new(()))
    }
}

impl Disk {
    fn rename(&mut self, place: &Path, from: Option<PathBuf>, to: Option<(PathBuf, usize)>) {
        let change = Rename { dir: dir_of(place).to_owned(), from, to };
        apply_name(&mut self.names, &change);
        self.pending.push(change);
    }
}

struct SimFile {
    disk: SimDisk,
    node: usize,
}

impl File for SimFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let state = self.disk.lock();
        let seen = &state.nodes[self.node].seen;
        let from = usize::try_from(offset).unwrap_or(usize::MAX).min(seen.len());
        let count = buffer.len().min(seen.len() - from);
        buffer[..count].copy_from_slice(&seen[from..from + count]);
        Ok(count)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let change = Change::Write { offset: offset as usize, bytes: bytes.to_vec() };
        self.disk.lock().nodes[self.node].change(change);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.lock().nodes[self.node].sync();
        Ok(())
    }

    fn set_size(&self, size: u64) -> io::Result<()> {
        self.disk.lock().nodes[self.node].change(Change::Size(size as usize));
        Ok(())
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.disk.lock().nodes[self.node].seen.len() as u64)
    }
}
