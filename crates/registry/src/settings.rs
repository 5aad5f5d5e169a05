//! How a registry works.

use ledger::Policy;
use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};
use store::WrappingKey;
use store::files::{Files, RealFiles};
use store::journal::Options;
use trade::date::Timestamp;
use trade::public_number::RegistryPrefix;

/// How a registry works.
#[derive(Clone)]
pub struct Settings {
    /// Prefix of public numbers. Only a new registry takes it; one that is opened keeps its own.
    pub prefix: RegistryPrefix,
    /// Terms.
    pub policy: Policy,
    /// A segment of the journal that would grow beyond this many bytes is closed.
    pub segment_bytes: u64,
    /// Entries after which a snapshot is taken in the background; 0: never.
    pub snapshot_every: u64,
    /// Whether lists and search are kept beside the journal. They lie in real files, whatever `files` says.
    pub lists: bool,
    /// Bytes of the file system that the journal leaves free; nothing is taken in below that. Snapshots leave twice as much.
    pub reserve_bytes: u64,
    /// The key that wraps the registry's keys, where they are wrapped.
    pub wrapping: Option<WrappingKey>,
    /// The time of recording. Where it runs backwards, the time of the last entry is taken.
    pub clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    /// Where files are.
    pub files: Arc<dyn Files>,
}

impl Settings {
    /// Settings with defaults: terms as in the Kazakh practice, the system's clock and files.
    pub fn new(prefix: RegistryPrefix) -> Self {
        let options = Options::default();
        Self {
            prefix,
            policy: Policy::default(),
            segment_bytes: options.segment_bytes,
            reserve_bytes: options.reserve_bytes,
            wrapping: None,
            snapshot_every: 200_000,
            lists: true,
            clock: Arc::new(now),
            files: RealFiles::shared(),
        }
    }

    #[allow(clippy::needless_update, reason = "tests have a field more")]
    pub(crate) fn options(&self) -> Options {
        Options { segment_bytes: self.segment_bytes, reserve_bytes: self.reserve_bytes, ..Options::default() }
    }

    /// Bytes that a snapshot leaves free: twice what the journal does, so that no snapshot ever stops the journal.
    pub(crate) fn snapshot_reserve(&self) -> u64 {
        self.reserve_bytes.saturating_mul(2)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// The system's time.
fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let millis = i64::try_from(since.as_millis()).unwrap_or(i64::MAX);
    Timestamp::from_millis(millis).unwrap_or(Timestamp::MAX)
}
