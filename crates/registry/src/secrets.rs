//! What follows from the registry's secret: keyed digests of keys and contents, and public numbers.

use ledger::books::Numbers;
use sha2::{Digest, Sha256};
use store::Identity;
use trade::public_number::{NumberKey, RegistryPrefix};

/// Keys for single purposes.
#[derive(Clone)]
pub(crate) struct Secrets {
    tags: [u8; 32],
    contents: [u8; 32],
    /// Public numbers.
    pub(crate) numbers: Numbers,
}

impl Secrets {
    pub(crate) fn new(identity: &Identity, prefix: RegistryPrefix) -> Self {
        let [key, _] = halves(identity.derive("numbers"));
        Self {
            tags: identity.derive("tags"),
            contents: identity.derive("contents"),
            numbers: Numbers { prefix, key: NumberKey(key) },
        }
    }

    /// Keyed digest of a submitter's business key.
    pub(crate) fn tag(&self, submitter: &str, key: &str) -> [u8; 16] {
        let length = (submitter.len() as u64).to_be_bytes();
        let inner = Sha256::new().chain_update(length).chain_update(submitter).chain_update(key).finalize();
        let [tag, _] = halves(Sha256::new().chain_update(self.tags).chain_update(inner).finalize().into());
        tag
    }

    /// Keyed digest of a canonical command.
    pub(crate) fn content(&self, canonical: &str) -> [u8; 32] {
        Sha256::new().chain_update(self.contents).chain_update(Sha256::digest(canonical)).finalize().into()
    }
}

fn halves(bytes: [u8; 32]) -> [[u8; 16]; 2] {
    let half = |from: usize| std::array::from_fn(|place| bytes[from + place]);
    [half(0), half(16)]
}
