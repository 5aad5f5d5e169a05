//! Snapshots of the state in pages. Each one writes only the pages that changed; the others stay where they lie.
//!
//! A snapshot is a hint, not a truth: if none can be used the journal is replayed from its first entry. It may be written
//! on a thread of its own while entries go on; it shares nothing with the journal but the disk.
//!
//! Part files hold pages one after the other; a manifest says where each page lies and what its checksum is. The two newest
//! manifests are kept, and all parts that they name.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

mod manifest;
mod part;

pub use manifest::{META_BYTES_MAX, Manifest, PAGE_BYTES_MAX};

use crate::Fault;
use crate::files::{Files, aside_of, make_dir, names, read_whole, replace};
use manifest::Table;
use part::{PartWriter, part_path, read_page};

/// A piece of one of the caller's arenas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Which arena.
    pub arena: u8,
    /// Number within the arena, from 0 without gaps.
    pub index: u32,
    /// Content, at most [`PAGE_BYTES_MAX`]; the length may differ from page to page.
    pub bytes: Vec<u8>,
}

/// A snapshot that could not be used, for the operator to read.
#[derive(Debug)]
pub struct Broken {
    /// Its generation.
    pub generation: u64,
    /// What is wrong with it.
    pub fault: Fault,
}

/// The snapshots in a directory.
pub struct Snapshots {
    files: Arc<dyn Files>,
    dir: PathBuf,
    latest: Option<Manifest>,
    broken: Vec<Broken>,
    /// The generation that the next snapshot gets; above all that were ever tried.
    next: u64,
    /// Bytes of the file system that a snapshot leaves free.
    reserve: u64,
}

impl Snapshots {
    /// Opens the snapshots in `dir`, creating it where missing. The newest snapshot whose every page is sound becomes
    /// [`Snapshots::latest`]; newer ones are listed by [`Snapshots::broken`].
    pub fn open(files: Arc<dyn Files>, dir: &Path) -> Result<Self, Fault> {
        make_dir(&*files, dir)?;
        let mut this = Self { files, dir: dir.to_owned(), latest: None, broken: Vec::new(), next: 1, reserve: 0 };
        for generation in this.numbers(".manifest")?.into_iter().rev() {
            this.next = this.next.max(generation.saturating_add(1));
            if this.latest.is_some() {
                continue;
            }
            match this.load(generation) {
                Ok(manifest) => this.latest = Some(manifest),
                Err(fault) => this.broken.push(Broken { generation, fault }),
            }
        }
        for part in this.numbers(".part")? {
            this.next = this.next.max(part.saturating_add(1));
        }
        Ok(this)
    }

    /// Leaves `bytes` of the file system free: a snapshot that would take of them is given up with [`Fault::NoSpace`].
    #[must_use]
    pub fn with_reserve(self, bytes: u64) -> Self {
        Self { reserve: bytes, ..self }
    }

    /// The newest sound snapshot.
    pub fn latest(&self) -> Option<&Manifest> {
        self.latest.as_ref()
    }

    /// Snapshots that were found broken at opening, newest first.
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// Pages of the newest sound snapshot, by arena and number; each is checked again as it is read.
    pub fn pages(&self) -> impl Iterator<Item = Result<Page, Fault>> {
        let table = self.latest.iter().flat_map(|manifest| &manifest.table);
        let mut open = None;
        table.map(move |(&(arena, index), place)| {
            let bytes = read_page(&*self.files, &self.dir, place, &mut open)?;
            Ok(Page { arena, index, bytes })
        })
    }

    /// Writes a snapshot of the state after entry `seq`, with the log's `root` there.
    ///
    /// `dirty` are the pages that changed since the latest snapshot (all of them where there is none), `counts` the number
    /// of pages in each arena; pages at or beyond an arena's count, and arenas not listed, are dropped. When it returns the
    /// snapshot is durable. After a fault the latest snapshot is as before, and the dirty pages are still the caller's.
    pub fn write(
        &mut self,
        seq: u64,
        root: [u8; 32],
        meta: Vec<u8>,
        dirty: impl IntoIterator<Item = Page>,
        counts: &[(u8, u32)],
    ) -> Result<&Manifest, Fault> {
        self.try_write(seq, root, meta, dirty.into_iter().map(Ok::<_, Fault>), counts)
    }

    /// The same for pages that may fail to be made: the first failure is returned, and no snapshot is there.
    pub fn try_write<E: From<Fault>>(
        &mut self,
        seq: u64,
        root: [u8; 32],
        meta: Vec<u8>,
        dirty: impl IntoIterator<Item = Result<Page, E>>,
        counts: &[(u8, u32)],
    ) -> Result<&Manifest, E> {
        if meta.len() > META_BYTES_MAX {
            let (size, max) = (meta.len() as u64, META_BYTES_MAX as u64);
            return Err(Fault::TooLarge { what: "meta", size, max }.into());
        }
        let generation = self.next;
        // Used up even if the attempt fails, so that no name is ever written twice.
        self.next = self.next.saturating_add(1);
        let header = Manifest { generation, seq, root, meta, counts: Vec::new(), table: Table::new() };
        let manifest = self.put(header, dirty, counts).inspect_err(|_| self.remove(generation))?;
        let before = self.latest.replace(manifest);
        // The snapshot stands; what cannot be removed now is tried again after the next one.
        let _ = self.clean(before.as_ref());
        self.latest.as_ref().ok_or_else(|| Fault::Missing { what: "snapshot", path: self.dir.clone() }.into())
    }

    /// Writes part and manifest, whose table and counts are filled here.
    fn put<E: From<Fault>>(
        &self,
        mut manifest: Manifest,
        dirty: impl IntoIterator<Item = Result<Page, E>>,
        counts: &[(u8, u32)],
    ) -> Result<Manifest, E> {
        let mut table = self.latest.as_ref().map(|latest| latest.table.clone()).unwrap_or_default();
        let counts = counts.iter().copied().collect::<BTreeMap<_, _>>();
        let kept = |arena: u8, index: u32| counts.get(&arena).is_some_and(|count| index < *count);
        let mut part = PartWriter::create(&*self.files, &self.dir, manifest.generation, self.reserve)?;
        for page in dirty {
            let page = page?;
            if kept(page.arena, page.index) {
                table.insert((page.arena, page.index), part.push(&page.bytes)?);
            }
        }
        table.retain(|(arena, index), _| kept(*arena, *index));
        self.gather(&mut table, &mut part)?;
        part.finish()?;
        (manifest.counts, manifest.table) = (counts.into_iter().collect(), table);
        if let Some((arena, index)) = manifest.missing() {
            return Err(Fault::PageMissing { arena, index }.into());
        }
        replace(&*self.files, &manifest_path(&self.dir, manifest.generation), &manifest.encode())?;
        Ok(manifest)
    }

    /// Removes what an attempt that failed has left, so that a full disk is not filled further by each next one. The
    /// manifest goes first, as it may have its name already. What cannot be removed goes after the next snapshot.
    fn remove(&self, generation: u64) {
        let manifest = manifest_path(&self.dir, generation);
        let _ = self.files.remove(&aside_of(&manifest));
        match self.files.remove(&manifest) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {}
            _ => drop(self.files.remove(&part_path(&self.dir, generation))),
        }
    }

    /// Moves the pages of parts that are more than half garbage to the new part, so that the parts of one snapshot are never
    /// more than twice as large as its pages.
    fn gather(&self, table: &mut Table, part: &mut PartWriter) -> Result<(), Fault> {
        let mut live: BTreeMap<u64, u64> = BTreeMap::new();
        for place in table.values() {
            *live.entry(place.part).or_default() += u64::from(place.len);
        }
        live.remove(&part.number());
        let mut sparse = BTreeSet::new();
        for (number, bytes) in live {
            let path = part_path(&self.dir, number);
            let file = self.files.open(&path).map_err(Fault::io("open", &path))?;
            let size = file.size().map_err(Fault::io("measure", &path))?;
            if bytes.saturating_mul(2) < size {
                sparse.insert(number);
            }
        }
        let mut open = None;
        for place in table.values_mut().filter(|place| sparse.contains(&place.part)) {
            *place = part.push(&read_page(&*self.files, &self.dir, place, &mut open)?)?;
        }
        Ok(())
    }

    /// Removes what neither the latest snapshot nor the one before needs.
    fn clean(&self, before: Option<&Manifest>) -> Result<(), Fault> {
        let keep: Vec<&Manifest> = self.latest.iter().chain(before).collect();
        let generations: BTreeSet<u64> = keep.iter().map(|manifest| manifest.generation).collect();
        let parts: BTreeSet<u64> = keep.iter().flat_map(|manifest| manifest.parts()).collect();
        for (ending, wanted) in [(".manifest", &generations), (".part", &parts)] {
            for number in self.numbers(ending)?.into_iter().filter(|number| !wanted.contains(number)) {
                let path = self.dir.join(format!("{number:020}{ending}"));
                self.files.remove(&path).map_err(Fault::io("remove", &path))?;
            }
        }
        Ok(())
    }

    fn load(&self, generation: u64) -> Result<Manifest, Fault> {
        let path = manifest_path(&self.dir, generation);
        let missing = || Fault::io("open", &path)(io::ErrorKind::NotFound.into());
        let bytes = read_whole(&*self.files, &path)?.ok_or_else(missing)?;
        let manifest = Manifest::decode(&bytes).map_err(|why| Fault::corrupt(&path, 0, None, why))?;
        if manifest.generation != generation {
            return Err(Fault::corrupt(&path, 0, None, "manifest has another number than its name"));
        }
        let mut open = None;
        for place in manifest.table.values() {
            read_page(&*self.files, &self.dir, place, &mut open)?;
        }
        Ok(manifest)
    }

    /// Numbers of the files with this ending, in order.
    fn numbers(&self, ending: &str) -> Result<Vec<u64>, Fault> {
        let names = names(&*self.files, &self.dir)?;
        let digits = names.iter().filter_map(|name| name.strip_suffix(ending)).filter(|digits| digits.len() == 20);
        Ok(digits.filter_map(|digits| digits.parse().ok()).collect())
    }
}

fn manifest_path(dir: &Path, generation: u64) -> PathBuf {
    dir.join(format!("{generation:020}.manifest"))
}
