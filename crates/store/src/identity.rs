//! Who a registry is: its id, the prefix of its numbers, and the secret that its keyed digests and numbers follow from.
//!
//! The secret lies in a file of its own, readable by its owner alone, and never in the journal. It is drawn once: with
//! another one, numbers given before would name other things, and keys used before would be free again.

use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::Fault;
use crate::files::{Files, make_dir, read_whole, replace};
use crate::journal::Fields;
use crate::keys::Key;

const NAME: &str = "registry.secret";
const MAGIC: [u8; 8] = *b"TAMGAR0\n";

/// See the module.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Id of the registry, as in the segments of its journal.
    pub registry: [u8; 16],
    /// Prefix of its public numbers: 2 to 4 letters.
    pub prefix: String,
    secret: Key,
}

impl Identity {
    /// Creates the file in `dir`, which must not hold one.
    pub fn create(
        files: &dyn Files,
        dir: &Path,
        registry: [u8; 16],
        prefix: &str,
        secret: [u8; 32],
    ) -> Result<Self, Fault> {
        let path = path_in(dir);
        if read_whole(files, &path)?.is_some() {
            return Err(Fault::Exists { path });
        }
        if prefix.len() > 4 {
            return Err(Fault::TooLarge { what: "prefix of numbers", size: prefix.len() as u64, max: 4 });
        }
        make_dir(files, dir)?;
        let identity = Self { registry, prefix: prefix.to_owned(), secret: Key::new(secret) };
        replace(files, &path, &identity.encode())?;
        Ok(identity)
    }

    /// Opens the file in `dir`.
    pub fn open(files: &dyn Files, dir: &Path) -> Result<Self, Fault> {
        let path = path_in(dir);
        let missing = || Fault::Missing { what: "registry", path: dir.to_owned() };
        let bytes = read_whole(files, &path)?.ok_or_else(missing)?;
        decode(&bytes).ok_or_else(|| Fault::io("read", &path)(io::ErrorKind::InvalidData.into()))
    }

    /// A key for one purpose, which tells nothing about the keys for others.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let digest = Sha256::new().chain_update(b"tamga/derive/v0").chain_update(self.secret.bytes());
        digest.chain_update(purpose).finalize().into()
    }

    fn encode(&self) -> Vec<u8> {
        let mut prefix = [0; 4];
        prefix[..self.prefix.len()].copy_from_slice(self.prefix.as_bytes());
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.registry);
        bytes.extend_from_slice(&prefix);
        bytes.extend_from_slice(self.secret.bytes());
        bytes.extend_from_slice(&crc32c::crc32c(&bytes).to_le_bytes());
        bytes
    }
}

fn decode(bytes: &[u8]) -> Option<Identity> {
    let (content, crc) = bytes.split_last_chunk::<4>()?;
    let mut fields = Fields(content);
    let magic: [u8; 8] = fields.array()?;
    let registry = fields.array()?;
    let prefix: [u8; 4] = fields.array()?;
    let secret = Key::new(fields.array()?);
    let whole = magic == MAGIC && fields.0.is_empty() && crc32c::crc32c(content).to_le_bytes() == *crc;
    let prefix = std::str::from_utf8(&prefix).ok()?.trim_end_matches('\0').to_owned();
    whole.then_some(Identity { registry, prefix, secret })
}

/// The file in the data directory `dir`.
pub(crate) fn path_in(dir: &Path) -> PathBuf {
    dir.join(NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::SimDisk;

    #[test]
    fn comes_back_and_any_flip_is_noticed() {
        let disk = SimDisk::new();
        let dir = Path::new("/data");
        let made = Identity::create(&disk, dir, [1; 16], "KZ", [2; 32]).unwrap();
        let read = Identity::open(&disk, dir).unwrap();
        assert_eq!((read.registry, read.prefix.as_str()), ([1; 16], "KZ"));
        assert_eq!(read.derive("numbers"), made.derive("numbers"));
        assert_ne!(read.derive("numbers"), read.derive("tags"));
        assert!(matches!(Identity::create(&disk, dir, [1; 16], "KZ", [2; 32]), Err(Fault::Exists { .. })));
        for place in 0..made.encode().len() {
            disk.tamper(&path_in(dir), |bytes| bytes[place] ^= 8);
            assert!(Identity::open(&disk, dir).is_err());
            disk.tamper(&path_in(dir), |bytes| bytes[place] ^= 8);
        }
        assert!(Identity::open(&disk, Path::new("/other")).is_err());
    }
}
