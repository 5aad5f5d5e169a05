//! Lists and search: the journal folded into the SQL views beside it, by a thread of the registry or by whoever looks.
//!
//! The views follow the journal at a small distance and hold nothing that it does not: they may be deleted at any time.
//! While a registry runs, its own thread writes them; while none runs, a reader brings them up to date itself.

mod pace;
mod project;

pub(crate) use pace::Listing;
pub(crate) use project::run;

use crate::open::{Parts, Torn, parts};
use crate::record::Opener;
use crate::secrets::Secrets;
use crate::{Fault, Settings};
use ledger::books::Numbers;
use project::Source;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use store::journal::Reader as Journal;
use store::{DirLock, Identity, JOURNAL, VIEWS};
use views::{Reader, Views};

/// How often a reader looks whether a running registry has come further.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Where the views of a registry are.
pub(crate) fn path_in(dir: &Path) -> PathBuf {
    dir.join(VIEWS).join("views.sqlite")
}

/// Opens the views of a registry for writing, begun anew where they are not of this journal.
pub(crate) fn open_views(dir: &Path, registry: [u8; 16], journal: &Journal) -> Result<Views, Fault> {
    let path = path_in(dir);
    make_folder(dir)?;
    let mut views = Views::open(&path, registry)?.views;
    let known = views.position();
    let leaf = journal.read(known)?.map(|record| store::entry::leaf(&record.header).0);
    if known > 0 && leaf != Some(views.leaf()) {
        views.restart()?;
    }
    Ok(views)
}

/// The lists of a registry, whether it runs or not.
#[derive(Debug)]
pub struct Lists {
    /// The views.
    pub reader: Reader,
    /// Public numbers.
    pub numbers: Numbers,
    /// Entries in the journal at the time of looking.
    pub entries: u64,
    /// Whether another program runs the registry now; it brings the views up to date.
    pub is_running: bool,
    /// A write that a crash tore, where one was found.
    pub torn: Option<Torn>,
}

impl Lists {
    /// Opens the lists of the registry in `dir`. Where no program runs it, they are brought up to date first; `progress` is
    /// told how many entries of how many are in them. Where one does, they are as far as that program has brought them.
    pub fn open(dir: &Path, settings: &Settings, progress: &mut dyn FnMut(u64, u64)) -> Result<Self, Fault> {
        let identity = Identity::open(&*settings.files, dir)?;
        let prefix = identity.prefix.parse().unwrap_or(settings.prefix);
        let numbers = Secrets::new(&identity, prefix).numbers;
        match DirLock::acquire(dir) {
            Ok(_lock) => {
                let parts = parts(dir, settings)?;
                let mut views = open_views(dir, parts.identity.registry, &parts.journal.reader())?;
                follow_to_the_end(&mut views, &parts, progress)?;
                let entries = parts.journal.reader().position().seq;
                let torn = parts.torn.map(Torn::from);
                Ok(Self { reader: Reader::open(&path_in(dir))?, numbers, entries, is_running: false, torn })
            }
            Err(store::Fault::InUse { .. }) => {
                let (journal, _) = Journal::open(Arc::clone(&settings.files), &dir.join(JOURNAL))?;
                let entries = journal.position().seq;
                Ok(Self { reader: Reader::open(&path_in(dir))?, numbers, entries, is_running: true, torn: None })
            }
            Err(fault) => Err(fault.into()),
        }
    }

    /// Waits until the lists hold entry `seq`, at most so long; whether they do.
    pub fn wait(&self, seq: u64, at_most: Duration) -> Result<bool, Fault> {
        let began = std::time::Instant::now();
        while self.reader.position()? < seq {
            if began.elapsed() >= at_most {
                return Ok(false);
            }
            std::thread::sleep(LOOK_EVERY);
        }
        Ok(true)
    }
}

/// Digests of the views as they are and as the journal makes them anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ListsReport {
    /// Entries in them.
    pub entries: u64,
    /// SHA-256 over the sorted rows of the views that are kept.
    pub kept: [u8; 32],
    /// The same over views that were built from the first entry on.
    pub rebuilt: [u8; 32],
}

/// Builds the views of the registry in `dir` a second time, beside those that are kept, and compares the rows. No program may
/// run the registry meanwhile.
pub fn verify_lists(dir: &Path, settings: &Settings, progress: &mut dyn FnMut(u64, u64)) -> Result<ListsReport, Fault> {
    let _lock = DirLock::acquire(dir)?;
    let parts = parts(dir, settings)?;
    let journal = parts.journal.reader();
    follow_to_the_end(&mut open_views(dir, parts.identity.registry, &journal)?, &parts, &mut |_, _| {})?;
    let folder = tempfile::Builder::new().prefix("rebuilt-").tempdir_in(dir.join(VIEWS)).map_err(io("create", dir))?;
    let path = folder.path().join("views.sqlite");
    follow_to_the_end(&mut Views::open(&path, parts.identity.registry)?.views, &parts, progress)?;
    let [kept, rebuilt] = [Reader::open(&path_in(dir))?.digest()?, Reader::open(&path)?.digest()?];
    Ok(ListsReport { entries: journal.position().seq, kept, rebuilt })
}

fn make_folder(dir: &Path) -> Result<(), Fault> {
    let folder = dir.join(VIEWS);
    std::fs::create_dir_all(&folder).map_err(io("create", &folder))
}

fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Fault {
    move |source| store::Fault::Io { doing, path: path.to_owned(), source }.into()
}

fn follow_to_the_end(views: &mut Views, parts: &Parts, progress: &mut dyn FnMut(u64, u64)) -> Result<(), Fault> {
    let journal = parts.journal.reader();
    let opener = Opener { registry: parts.identity.registry, registry_key: &parts.registry_key, keys: &parts.keys };
    let end = journal.position().seq;
    let source = Source { journal: &journal, opener, settled: &|| end };
    while source.step(views)? {
        progress(views.position(), end);
    }
    Ok(())
}
