//! What can keep the store from working. Each fault names what was attempted and where.

use std::io;
use std::path::{Path, PathBuf};

use crate::keys::KeyId;

/// The store could not work. `Display` leaves out the cause; print the chain of `source` once, at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The operating system refused.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What was attempted, as a verb: `sync`, `write`.
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
    /// Bytes on disk are not what was written. The program stops; a copy or a partner has the right bytes.
    #[error("{} is damaged at byte {offset}{}: {why}", path.display(), entry(*seq))]
    Corrupt {
        /// The damaged file.
        path: PathBuf,
        /// Where the damaged part begins, in bytes from the start of the file.
        offset: u64,
        /// The entry that was expected there, where the file holds entries.
        seq: Option<u64>,
        /// What does not hold.
        why: &'static str,
    },
    /// An earlier write or sync failed. Nothing is accepted any more, since what the disk holds is unknown until restart.
    #[error("the journal in {} stopped: {why}", path.display())]
    Stopped {
        /// Directory of the journal.
        path: PathBuf,
        /// The first failure.
        why: String,
    },
    /// The file system has less room than the reserve. Nothing was written; the same group may be tried again.
    #[error("{free} bytes are free for {}, less than the reserve of {reserve}", path.display())]
    NoSpace {
        /// Directory that was to grow.
        path: PathBuf,
        /// Free bytes after the write that was refused.
        free: u64,
        /// Bytes that must stay free.
        reserve: u64,
    },
    /// Another process works in the directory.
    #[error("{} is in use by {}; stop it or choose another directory", path.display(), process(*pid))]
    InUse {
        /// The directory.
        path: PathBuf,
        /// Its process id, where it could be read.
        pid: Option<u32>,
    },
    /// Something is to be created but is there already.
    #[error("{} exists already", path.display())]
    Exists {
        /// What exists.
        path: PathBuf,
    },
    /// Something is to be opened but was never created. Opening never creates.
    #[error("{} holds no {what}; create one or choose another directory", path.display())]
    Missing {
        /// What is looked for.
        what: &'static str,
        /// Where.
        path: PathBuf,
    },
    /// The file was written by another version of the format.
    #[error("{} has format version {found}; this program reads version {reads}", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// Version in the file.
        found: u32,
        /// Version that is read.
        reads: u32,
    },
    /// The directory does not continue what its checkpoint says: an older copy was restored or two registries diverged.
    #[error("the directory does not continue its checkpoint {}: {why}; if an older copy was put back on purpose, move the directory away and restore it from there", path.display())]
    Fork {
        /// The checkpoint file.
        path: PathBuf,
        /// What differs, with the numbers.
        why: String,
    },
    /// The checkpoint beside the directory is not what was written. The directory may be whole.
    #[error("the checkpoint {} is damaged", path.display())]
    Checkpoint {
        /// The checkpoint file.
        path: PathBuf,
    },
    /// A caller's bytes exceed a stated bound.
    #[error("{what} of {size} bytes is longer than {max}")]
    TooLarge {
        /// What is too long.
        what: &'static str,
        /// Its size in bytes.
        size: u64,
        /// The bound in bytes.
        max: u64,
    },
    /// An entry or group does not have the next number.
    #[error("entry {found} was given where {expected} is next")]
    OutOfOrder {
        /// The number that is next.
        expected: u64,
        /// The number that was given.
        found: u64,
    },
    /// A snapshot would lack a page that its counts call for.
    #[error("page {index} of arena {arena} was never written")]
    PageMissing {
        /// Arena of the page.
        arena: u8,
        /// Number of the page within it.
        index: u32,
    },
    /// A subject has a key already and a second one would make its texts unreadable.
    #[error("subject {subject} has a key already")]
    KeyExists {
        /// The subject.
        subject: u32,
    },
    /// The subject's key was destroyed; there will never be another.
    #[error("the key of subject {subject} was destroyed")]
    KeyDestroyed {
        /// The subject.
        subject: u32,
    },
    /// The keys are wrapped, and the key that wraps them is not at hand.
    #[error("the keys in {} are wrapped under the key {needed}, which is not at hand", path.display())]
    Locked {
        /// The key file.
        path: PathBuf,
        /// The key that wraps them.
        needed: KeyId,
    },
    /// The keys are wrapped under another key than the one at hand.
    #[error("the keys in {} are wrapped under the key {needed}, not under {given}", path.display())]
    WrongKey {
        /// The key file.
        path: PathBuf,
        /// The key that wraps them.
        needed: KeyId,
        /// The key that was given.
        given: KeyId,
    },
    /// A copy was begun and never finished.
    #[error("the copy in {} was never finished", path.display())]
    Unfinished {
        /// The directory of the copy.
        path: PathBuf,
    },
    /// A copy is not what its list of files says.
    #[error("the copy in {} is not whole: {why}", path.display())]
    NotWhole {
        /// The directory of the copy.
        path: PathBuf,
        /// What differs.
        why: String,
    },
    /// The sealed bytes, their context or the key do not belong together.
    #[error("sealed bytes do not open with this key and context")]
    Unsealed,
}

impl Fault {
    /// A function for `map_err`: the system refused to do `doing` to `path`.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }

    pub(crate) fn corrupt(path: &Path, offset: u64, seq: Option<u64>, why: &'static str) -> Self {
        Self::Corrupt { path: path.to_owned(), offset, seq, why }
    }
}

fn entry(seq: Option<u64>) -> String {
    seq.map(|seq| format!(" (entry {seq})")).unwrap_or_default()
}

fn process(pid: Option<u32>) -> String {
    pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
}
