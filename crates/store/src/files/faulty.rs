//! Faults by a plan, over any other files.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{File, Files};

/// What shall go wrong. Counts run over all files, from 1; `None` and 0 mean never.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan {
    /// After this many changes (creations, writes, syncs, new names) the power is gone and every later one fails.
    pub power: Option<u64>,
    /// This sync of file content fails with EIO.
    pub fail_sync: u64,
    /// This sync of a directory fails with EIO.
    pub fail_sync_dir: u64,
    /// This write fails with EIO after half of its bytes.
    pub fail_write: u64,
    /// After this many written bytes the disk is full: the write is cut there and fails, as do all later ones.
    pub space: Option<u64>,
    /// What [`Files::free_bytes`] answers.
    pub free: Option<u64>,
    /// A byte that is read wrong: offset within any file, and the bits that are turned over.
    pub flip: Option<(u64, u8)>,
}

/// Files that fail by a [`Plan`]. Clones share plan and counts.
#[derive(Clone)]
pub struct FaultyFiles {
    inner: Arc<dyn Files>,
    state: Arc<Mutex<State>>,
    lose: Arc<dyn Fn(&Path) + Send + Sync>,
}

#[derive(Default)]
struct State {
    plan: Plan,
    changes: u64,
    syncs: u64,
    dir_syncs: u64,
    writes: u64,
    written: u64,
    open: u64,
    open_max: u64,
}

impl FaultyFiles {
    /// Faults over `inner`; `lose` is called with the path whose sync fails, to drop its unsynced data.
    pub fn new(inner: Arc<dyn Files>, plan: Plan, lose: impl Fn(&Path) + Send + Sync + 'static) -> Self {
        let state = Arc::new(Mutex::new(State { plan, ..State::default() }));
        Self { inner, state, lose: Arc::new(lose) }
    }

    /// Begins another plan and counts anew.
    pub fn plan(&self, plan: Plan) {
        *self.lock() = State { plan, ..State::default() };
    }

    /// How many syncs of file content were asked for since the plan began.
    pub fn syncs(&self) -> u64 {
        self.lock().syncs
    }

    /// How many files were open at one time, at most.
    pub fn open_max(&self) -> u64 {
        self.lock().open_max
    }

    /// Counts a change; fails once the power is gone.
    fn change(&self) -> io::Result<MutexGuard<'_, State>> {
        let mut state = self.lock();
        state.changes += 1;
        if state.plan.power.is_some_and(|power| state.changes > power) { Err(eio()) } else { Ok(state) }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wrap(&self, path: &Path, file: Arc<dyn File>) -> Arc<dyn File> {
        let mut state = self.lock();
        state.open += 1;
        state.open_max = state.open_max.max(state.open);
        drop(state);
        Arc::new(FaultyFile { files: self.clone(), path: path.to_owned(), file })
    }
}

fn eio() -> io::Error {
    io::Error::other("input/output error (planned)")
}

impl Files for FaultyFiles {
    fn create_new(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        drop(self.change()?);
        Ok(self.wrap(path, self.inner.create_new(path)?))
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn File>> {
        Ok(self.wrap(path, self.inner.open(path)?))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        drop(self.change()?);
        self.inner.create_dir(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        drop(self.change()?);
        self.inner.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        drop(self.change()?);
        self.inner.remove(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.inner.list(dir)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        let mut state = self.change()?;
        state.dir_syncs += 1;
        if state.dir_syncs == state.plan.fail_sync_dir {
            return Err(eio());
        }
        drop(state);
        self.inner.sync_dir(dir)
    }

    fn free_bytes(&self, dir: &Path) -> io::Result<u64> {
        let free = self.lock().plan.free;
        free.map_or_else(|| self.inner.free_bytes(dir), Ok)
    }

    fn lock(&self, path: &Path) -> io::Result<Box<dyn Send + Sync>> {
        self.inner.lock(path)
    }
}

struct FaultyFile {
    files: FaultyFiles,
    path: PathBuf,
    file: Arc<dyn File>,
}

impl Drop for FaultyFile {
    fn drop(&mut self) {
        let mut state = self.files.lock();
        state.open = state.open.saturating_sub(1);
    }
}

impl File for FaultyFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let read = self.file.read_at(buffer, offset)?;
        if let Some((place, bits)) = self.files.lock().plan.flip
            && (offset..offset + read as u64).contains(&place)
        {
            buffer[(place - offset) as usize] ^= bits;
        }
        Ok(read)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.files.change()?;
        state.writes += 1;
        if state.writes == state.plan.fail_write {
            self.file.write_at(&bytes[..bytes.len() / 2], offset)?;
            return Err(eio());
        }
        let room = state.plan.space.map_or(u64::MAX, |space| space.saturating_sub(state.written));
        let count = usize::try_from(room).unwrap_or(usize::MAX).min(bytes.len());
        state.written += count as u64;
        drop(state);
        self.file.write_at(&bytes[..count], offset)?;
        if count < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut state = self.files.change()?;
        state.syncs += 1;
        if state.syncs == state.plan.fail_sync {
            drop(state);
            (self.files.lose)(&self.path);
            return Err(eio());
        }
        drop(state);
        self.file.sync_data()
    }

    fn set_size(&self, size: u64) -> io::Result<()> {
        drop(self.files.change()?);
        self.file.set_size(size)
    }

    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }
}
