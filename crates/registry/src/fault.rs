//! What can keep the registry from working.

use std::path::PathBuf;
use store::entry::Unreadable;

/// The registry could not work. `Display` leaves out the cause; print the chain of `source` once, at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The store could not work.
    #[error(transparent)]
    Store(#[from] store::Fault),
    /// Lists and search could not work.
    #[error(transparent)]
    Views(#[from] views::Fault),
    /// An earlier fault stopped the registry. Nothing is accepted until it is opened again.
    #[error("the registry has stopped: {why}")]
    Stopped {
        /// The first fault, with its causes.
        why: String,
    },
    /// An entry cannot be read.
    #[error("cannot read entry {seq}")]
    Entry {
        /// The entry.
        seq: u64,
        /// What is wrong with it.
        source: Unreadable,
    },
    /// An entry contradicts itself or the books before it.
    #[error("cannot apply entry {seq}: {why}")]
    Replay {
        /// The entry.
        seq: u64,
        /// What does not fit.
        why: String,
    },
    /// The system gave no random numbers.
    #[error("cannot draw random numbers")]
    Random(#[source] getrandom::Error),
    /// A thread could not be started.
    #[error("cannot start a thread")]
    Thread(#[source] std::io::Error),
    /// A sync of the lineage failed, so a later one may report success for records that never reached the disk.
    #[error("no snapshot is taken until the registry is opened again, since a sync of the lineage failed")]
    LineageLost,
    /// The program ended while a registry was created: its checkpoint was never stated.
    #[error("the creation of the registry in {} did not finish; there is no entry in it", path.display())]
    Unfinished {
        /// The directory.
        path: PathBuf,
    },
    /// A registry was here, as its checkpoint says, and is here no more.
    #[error("{} holds no registry, but its checkpoint {} says that there was one", path.display(), checkpoint.display())]
    Gone {
        /// The directory.
        path: PathBuf,
        /// The checkpoint beside it.
        checkpoint: PathBuf,
    },
    /// Files of two registries lie in one directory.
    #[error("{} holds files of two registries: {why}", path.display())]
    Mixed {
        /// The directory.
        path: PathBuf,
        /// What does not belong together.
        why: &'static str,
    },
    /// A code table in the directory is not what was imported, or does not fit the others.
    #[error("cannot judge by the table {}: {why}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What does not hold.
        why: String,
    },
}

impl Fault {
    pub(crate) fn entry(seq: u64) -> impl FnOnce(Unreadable) -> Self {
        move |source| Self::Entry { seq, source }
    }

    pub(crate) fn replay(seq: u64, why: impl Into<String>) -> Self {
        Self::Replay { seq, why: why.into() }
    }

    /// The fault with its causes, in one line.
    pub(crate) fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(next) = cause {
            text.push_str(": ");
            text.push_str(&next.to_string());
            cause = next.source();
        }
        text
    }
}
