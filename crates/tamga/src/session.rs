//! An open registry: where it is, what came of opening it, and one way to look and to submit.

use crate::cli::Common;
use crate::trouble::Trouble;
use ledger::books::{Books, Numbers};
use ledger::moves::Moves;
use registry::{Fault, Opened, Registry, Settings};
use serde_json::Value;
use std::path::{Path, PathBuf};
use trade::command::Submission;
use trade::public_number::RegistryPrefix;

pub(crate) use registry::{Answer, AnswerOutcome};

/// Books, numbers and lineage as they are durable.
pub(crate) struct View<'a> {
    pub(crate) books: &'a Books,
    pub(crate) numbers: &'a Numbers,
    pub(crate) moves: &'a dyn Moves,
}

/// An open registry.
pub(crate) struct Session {
    registry: Registry,
    opened: Opened,
    store: PathBuf,
}

impl Session {
    /// Opens the registry named on the command line.
    pub(crate) fn open(common: &Common) -> Result<Self, Trouble> {
        let store = existing(&common.store)?;
        let (registry, opened) =
            Registry::open(&store, settings(prefix()?)).map_err(|fault| trouble(&fault, &store))?;
        Ok(Self { registry, opened, store })
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
        Self { registry, opened, store }
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

    /// Takes a snapshot when opening the registry again would read many entries.
    pub(crate) fn settle(&self) -> Result<(), Trouble> {
        const ENTRIES: u64 = 2_000;
        let status = self.registry.status();
        if status.entries.saturating_sub(status.snapshot_seq) > ENTRIES {
            self.registry.snapshot().map_err(|fault| self.trouble(&fault))?;
        }
        Ok(())
    }

    /// Ends the registry in good order.
    pub(crate) fn close(self) -> Result<(), Trouble> {
        let store = self.store;
        self.registry.close().map_err(|fault| trouble(&fault, &store))?;
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
        Fault::Store(store::Fault::InUse { pid, .. }) => {
            let who = pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"));
            Trouble::input(format!("the registry in {at} is in use by {who}"))
                .next("wait until it ends, or stop it; one process works with a registry at a time")
        }
        Fault::Store(store::Fault::Missing { .. }) => {
            Trouble::input(format!("{at} holds no registry, or not all of it")).because(fault).next(
                "check --store; `tamga init DIR --prefix KZ` creates a registry, `tamga restore` makes one of a copy",
            )
        }
        Fault::Store(store::Fault::Exists { .. }) => Trouble::input(format!("there is a registry in {at} already"))
            .because(fault)
            .next("choose another directory; nothing was changed"),
        Fault::Store(store::Fault::NoSpace { .. }) => Trouble::fault("there is too little room on the disk")
            .because(fault)
            .next("make room, and do the same again; what was recorded is safe"),
        Fault::Store(store::Fault::Corrupt { .. }) | Fault::Entry { .. } | Fault::Replay { .. } => {
            Trouble::fault(format!("the registry in {at} is damaged"))
                .because(fault)
                .next("keep the directory as it is, and restore a copy into another: tamga restore COPY")
        }
        Fault::Store(store::Fault::Io { source, .. }) if source.kind() == std::io::ErrorKind::PermissionDenied => {
            Trouble::input(format!("the registry in {at} may not be written by you"))
                .because(fault)
                .next("run as the user who owns the directory")
        }
        _ => Trouble::fault(format!("the registry in {at} could not do that")).because(fault),
    }
}
