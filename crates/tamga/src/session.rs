//! An open registry: where it is, what came of opening it, and one way to look and to submit.

use crate::cli::Common;
use crate::trouble::Trouble;
use ledger::books::{Books, Numbers};
use ledger::moves::Moves;
use registry::{Fault, Opened, Registry, Settings};
use serde_json::Value;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use store::files::RealFiles;
use store::{Guard, WrappingKey};
use trade::command::Submission;
use trade::public_number::RegistryPrefix;

pub(crate) use registry::{Answer, AnswerOutcome};

/// Books, numbers and lineage as they are durable.
pub(crate) struct View<'a> {
    pub(crate) books: &'a Books,
    pub(crate) numbers: &'a Numbers,
    pub(crate) moves: &'a dyn Moves,
}

/// An open registry. A clone works with the same one.
#[derive(Clone)]
pub(crate) struct Session {
    registry: Rc<Registry>,
    opened: Rc<Opened>,
    store: PathBuf,
}

impl Session {
    /// Opens the registry named on the command line, unless it is open already.
    pub(crate) fn open(common: &Common) -> Result<Self, Trouble> {
        if let Some(session) = &common.session {
            return Ok(session.clone());
        }
        let store = existing(&common.store)?;
        let (registry, opened) =
            Registry::open(&store, settings_of(common)?).map_err(|fault| trouble(&fault, &store))?;
        Ok(Self { registry: Rc::new(registry), opened: Rc::new(opened), store })
    }

    /// Creates a registry.
    pub(crate) fn create(store: &Path, prefix: RegistryPrefix) -> Result<Registry, Trouble> {
        Registry::create(store, settings(prefix)).map_err(|fault| trouble(&fault, store))
    }

    /// Creates a registry that takes snapshots only when told to.
    pub(crate) fn create_without_snapshots(dir: &Path, prefix: RegistryPrefix) -> Result<Registry, Trouble> {
        let settings = Settings { snapshot_every: 0, ..settings(prefix) };
        Registry::create(dir, settings).map_err(|fault| trouble(&fault, dir))
    }

    /// A registry that was just created.
    pub(crate) fn fresh(registry: Registry, store: PathBuf) -> Self {
        let took = std::time::Duration::ZERO;
        let opened = Opened { entries: 0, snapshot_seq: 0, replayed: 0, torn: None, broken: Vec::new(), took };
        Self { registry: Rc::new(registry), opened: Rc::new(opened), store }
    }

    /// A registry that was opened elsewhere.
    pub(crate) fn opened_as(registry: Registry, opened: Opened, store: PathBuf) -> Self {
        Self { registry: Rc::new(registry), opened: Rc::new(opened), store }
    }

    /// Looks at the books.
    pub(crate) fn view<T>(&self, look: impl FnOnce(&View) -> Result<T, Trouble>) -> Result<T, Trouble> {
        let numbers = self.registry.numbers();
        let seen = self.registry.read(|books, moves| look(&View { books, numbers, moves }));
        seen.map_err(|fault| self.trouble(&fault))?
    }

    /// Submits a document and waits until it is durable.
    pub(crate) fn submit(&self, submission: &Submission) -> Result<Answer, Trouble> {
        self.registry.submit(submission).map_err(|fault| self.trouble(&fault))
    }

    /// Submits documents in order.
    pub(crate) fn submit_many(&self, submissions: Vec<Submission>) -> Result<Vec<Answer>, Trouble> {
        self.registry.submit_many(submissions).map_err(|fault| self.trouble(&fault))
    }

    /// An entry: when, the document, the answer.
    pub(crate) fn entry(&self, seq: u64) -> Result<Option<Value>, Trouble> {
        let Some(entry) = self.registry.entry(seq).map_err(|fault| self.trouble(&fault))? else { return Ok(None) };
        let recorded_at = trade::date::Timestamp::from_millis(entry.header.recorded_at);
        let answer = entry.answer(self.registry.numbers());
        Ok(Some(serde_json::json!({
            "entry": entry.seq,
            "recorded_at": recorded_at.map(|at| at.to_string()),
            "command": entry.command(),
            "answer": serde_json::to_value(answer).unwrap_or_default(),
            "leaf": entry.leaf().to_string(),
        })))
    }

    /// The registry itself.
    pub(crate) fn registry(&self) -> &Registry {
        &self.registry
    }

    /// What was found at the start.
    pub(crate) fn opened(&self) -> &Opened {
        &self.opened
    }

    /// Its directory.
    pub(crate) fn store(&self) -> &Path {
        &self.store
    }

    /// Waits until lists and search hold everything, at most so long.
    pub(crate) fn wait_listed(&self, at_most: std::time::Duration) {
        self.registry.wait_listed(self.registry.status().entries, at_most);
    }

    /// Takes a snapshot when opening the registry again would read many entries, and lets the lists follow meanwhile.
    pub(crate) fn settle(&self) -> Result<(), Trouble> {
        const ENTRIES: u64 = 2_000;
        let status = self.registry.status();
        if status.entries.saturating_sub(status.snapshot_seq) > ENTRIES {
            self.registry.snapshot().map_err(|fault| self.trouble(&fault))?;
        }
        Ok(())
    }

    /// Ends the registry in good order, unless a clone still works with it.
    pub(crate) fn close(self) -> Result<(), Trouble> {
        let Some(registry) = Rc::into_inner(self.registry) else { return Ok(()) };
        registry.close().map_err(|fault| trouble(&fault, &self.store))?;
        Ok(())
    }

    /// A fault of this registry, in words.
    pub(crate) fn trouble(&self, fault: &Fault) -> Trouble {
        trouble(fault, &self.store)
    }
}

/// A registry that is opened keeps its own prefix; this one is never used then.
fn prefix() -> Result<RegistryPrefix, Trouble> {
    "ZZ".parse().map_err(|error| Trouble::fault("the prefix cannot be read").because(&error))
}

/// Settings for a registry whose prefix stands in its files.
pub(crate) fn settings_for_files() -> Result<Settings, Trouble> {
    Ok(settings(prefix()?))
}

/// The same, as the options say.
pub(crate) fn settings_of(common: &Common) -> Result<Settings, Trouble> {
    let mut settings = settings_for_files()?;
    settings.wrapping = common.key_file.as_deref().map(wrapping_key).transpose()?;
    settings.reserve_bytes = common.reserve.map_or(settings.reserve_bytes, |size| size.0);
    Ok(settings)
}

/// The key in a key file.
pub(crate) fn wrapping_key(path: &Path) -> Result<WrappingKey, Trouble> {
    let at = path.display();
    let found = WrappingKey::find(&RealFiles, path);
    let found =
        found.map_err(|fault| Trouble::input(format!("{at} holds no key that wraps others")).because(&fault))?;
    found.ok_or_else(|| {
        Trouble::input(format!("there is no key file {at}"))
            .next("name it with --key-file or TAMGA_KEY_FILE; `tamga keys status` tells which key is needed")
    })
}

/// Settings of this program.
fn settings(prefix: RegistryPrefix) -> Settings {
    Settings::new(prefix)
}

/// The directory that a store names.
pub(crate) fn directory(store: &str) -> Result<PathBuf, Trouble> {
    let dir = match store.split_once(':') {
        Some(("dir", path)) => path,
        Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => {
            return Err(Trouble::input("a store in PostgreSQL is planned, but not there yet")
                .next("keep the registry in a directory: --store dir:PATH"));
        }
        Some((scheme, rest)) if rest.starts_with("//") => {
            return Err(Trouble::input(format!("there is no kind of store `{scheme}`")).next("write --store dir:PATH"));
        }
        _ => store,
    };
    if dir.is_empty() {
        return Err(Trouble::input("the store has no path").next("write --store dir:PATH"));
    }
    Ok(PathBuf::from(dir))
}

/// The directory that a store names; there is one.
pub(crate) fn existing(store: &str) -> Result<PathBuf, Trouble> {
    let dir = directory(store)?;
    let checkpoint = Guard::of(RealFiles::shared(), &dir).path().to_owned();
    if !dir.exists() && checkpoint.exists() {
        return Err(gone(&dir).because(&Fault::Gone { path: dir, checkpoint }));
    }
    if !dir.exists() {
        return Err(Trouble::input(format!("there is no registry in {}", dir.display())).next(
            "`tamga demo` plays one; `tamga init DIR --prefix KZ` creates one; --store or TAMGA_STORE names it",
        ));
    }
    if !dir.is_dir() {
        return Err(Trouble::input(format!("{} is a file, not the directory of a registry", dir.display()))
            .next("name the directory with --store"));
    }
    Ok(dir)
}

/// A fault in words, with what to do.
pub(crate) fn trouble(fault: &Fault, dir: &Path) -> Trouble {
    let at = dir.display();
    match fault {
        Fault::Store(fault) => store_trouble(fault, dir),
        Fault::Entry { .. } | Fault::Replay { .. } => damaged(dir).because(fault),
        Fault::Stopped { .. } => stopped(dir).because(fault),
        Fault::Unfinished { .. } => Trouble::input(format!("the creation of the registry in {at} did not finish"))
            .because(fault)
            .next(format!("move it away and create it again: mv {at} {at}.unfinished; tamga init {at} --prefix KZ")),
        Fault::Gone { .. } => gone(dir).because(fault),
        Fault::Table { path, .. } => {
            Trouble::fault(format!("a code table of the registry in {at} cannot be used")).because(fault).next(format!(
                "put the file back from a copy; to judge without it on purpose, move it away: mv {0} {0}.moved",
                path.display()
            ))
        }
        Fault::LineageLost => Trouble::fault("no snapshot can be taken now")
            .because(fault)
            .next("run the command again, which opens the registry anew; what was recorded is safe"),
        _ => Trouble::fault(format!("the registry in {at} could not do that")).because(fault),
    }
}

fn store_trouble(fault: &store::Fault, dir: &Path) -> Trouble {
    let at = dir.display();
    let trouble = match fault {
        store::Fault::InUse { pid, .. } => {
            let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
            return Trouble::input(format!("the registry in {at} is in use by {who}"))
                .next("wait until it ends, or stop it; one process works with a registry at a time");
        }
        store::Fault::Missing { what: "copy", .. } => Trouble::input(format!("{at} holds no copy of a registry"))
            .next("name the directory that `tamga backup` wrote; a copy has a file `backup`"),
        store::Fault::Missing { .. } => Trouble::input(format!("{at} holds no registry, or not all of it")).next(
            "check --store; `tamga init DIR --prefix KZ` creates a registry, `tamga restore` makes one of a copy",
        ),
        store::Fault::Exists { path } if path != dir => Trouble::input(format!("{} is there already", path.display()))
            .next("choose another name, or move that away; nothing was changed"),
        store::Fault::Exists { .. } => Trouble::input(format!("there is a registry in {at} already"))
            .next("choose another directory; nothing was changed"),
        store::Fault::NoSpace { .. } => no_room(),
        store::Fault::Io { source, .. } if source.kind() == ErrorKind::StorageFull => no_room(),
        store::Fault::Io { source, .. } if source.kind() == ErrorKind::PermissionDenied => {
            Trouble::input(format!("the registry in {at} may not be written by you"))
                .next("run as the user who owns the directory")
        }
        store::Fault::Corrupt { .. } => damaged(dir),
        store::Fault::Fork { .. } => Trouble::fault(format!("the registry in {at} is not the one of its checkpoint"))
            .next(format!("if an older copy was put there on purpose: {}", put_back(dir))),
        store::Fault::Checkpoint { path } => damaged_checkpoint(dir, path),
        store::Fault::Stopped { .. } => stopped(dir),
        store::Fault::Version { .. } => Trouble::input(format!("the registry in {at} is of another version"))
            .next("use the version of the program that wrote it; nothing was changed"),
        store::Fault::Locked { needed, .. } | store::Fault::WrongKey { needed, .. } => {
            Trouble::input(format!("the keys of the registry in {at} are under the key {needed}"))
                .next("name the file of that key: --key-file FILE, or TAMGA_KEY_FILE")
        }
        store::Fault::Unfinished { .. } => Trouble::input(format!("the copy in {at} was never finished"))
            .next("take another copy; `tamga backup` with the same directory begins this one anew"),
        store::Fault::NotWhole { .. } => {
            Trouble::fault(format!("the copy in {at} is not whole")).next("nothing was changed; take another copy")
        }
        store::Fault::TooLarge { .. } => Trouble::input("something is too long for the registry")
            .next("split the document into several; nothing of it was recorded"),
        store::Fault::Unsealed => Trouble::fault(format!("a text in the registry in {at} does not open with its key"))
            .next("keep journal and keys as they are; a copy has both: tamga --store OTHER restore COPY"),
        _ => Trouble::fault(format!("the registry in {at} could not do that")),
    };
    trouble.because(fault)
}

/// How a directory that does not fit its checkpoint goes on: as a restored one, which says so for ever.
fn put_back(dir: &Path) -> String {
    format!("mv {0} {0}.moved; tamga --store {0} restore {0}.moved", dir.display())
}

fn damaged(dir: &Path) -> Trouble {
    Trouble::fault(format!("the registry in {} is damaged", dir.display()))
        .next("keep the directory as it is, and restore a copy into another: tamga --store OTHER restore COPY")
}

fn damaged_checkpoint(dir: &Path, path: &Path) -> Trouble {
    let (at, path) = (dir.display(), path.display());
    Trouble::fault(format!("the checkpoint of the registry in {at} is damaged")).next(format!(
        "`tamga verify` tells whether the rest is sound; if it is: mv {path} {path}.damaged; {}",
        put_back(dir)
    ))
}

fn stopped(dir: &Path) -> Trouble {
    Trouble::fault(format!("the registry in {} has stopped", dir.display())).next(
        "look at the cause, then run the command again: what was answered is there, and what is sent again is recorded once",
    )
}

fn no_room() -> Trouble {
    Trouble::fault("there is too little room on the disk")
        .next("make room, and do the same again; what was recorded is safe")
}

fn gone(dir: &Path) -> Trouble {
    let at = dir.display();
    Trouble::input(format!("the registry in {at} is gone"))
        .next(format!("restore a copy: tamga --store {at} restore COPY; for a new registry choose another directory"))
}
