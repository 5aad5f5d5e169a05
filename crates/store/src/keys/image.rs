//! All slots of the key file at one moment: for a copy, and to wrap all keys anew.
//!
//! It is read while another process may write: a slot may be half written at that instant, and the whole file may just be
//! replaced. Then it is read again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::wrap::{Header, Rewrap};
use super::{DESTROYED, KeyId, NAME, SLOT_BYTES, WrappingKey, destroyed_slot, offset};
use crate::Fault;
use crate::files::{File, Files, read_up_to, replace};

/// How often a file that changes while it is read is read again.
const TRIES: usize = 5;
/// Slots that are overwritten at once.
const WIPE_SLOTS: usize = 4096;

/// The key file as it was at one moment. Wiped from memory when dropped.
pub struct Image {
    path: PathBuf,
    file: Arc<dyn File>,
    header: Header,
    bytes: Zeroizing<Vec<u8>>,
}

impl Image {
    /// Reads the key file in `dir`. No key is needed for it, and nothing is changed.
    pub fn read(files: &dyn Files, dir: &Path) -> Result<Self, Fault> {
        let path = dir.join(NAME);
        for _ in 1..TRIES {
            if let Ok(image) = Self::attempt(files, &path) {
                return Ok(image);
            }
        }
        Self::attempt(files, &path)
    }

    fn attempt(files: &dyn Files, path: &Path) -> Result<Self, Fault> {
        let file = files.open(path).map_err(Fault::io("open", path))?;
        let size = file.size().map_err(Fault::io("measure", path))?;
        let mut bytes = Zeroizing::new(vec![0; usize::try_from(size).unwrap_or(0).next_multiple_of(SLOT_BYTES)]);
        read_up_to(&*file, &mut bytes, 0).map_err(Fault::io("read", path))?;
        let mut again = [0; SLOT_BYTES];
        read_up_to(&*file, &mut again, 0).map_err(Fault::io("read", path))?;
        let damaged = |offset, why| Fault::corrupt(path, offset, None, why);
        // A file that was replaced while it was read loses its header first.
        let header = Header::decode(&again).filter(|_| bytes.starts_with(&again));
        let header = header.ok_or_else(|| damaged(0, "not a key file of version 0"))?;
        let image = Self { path: path.to_owned(), file, header, bytes };
        for (subject, slot) in image.slots() {
            header.decode_slot(slot, subject, None).map_err(|why| damaged(offset(subject), why))?;
        }
        Ok(image)
    }

    fn slots(&self) -> impl Iterator<Item = (u32, &[u8; SLOT_BYTES])> {
        (0..).zip(self.bytes.as_chunks().0.iter().skip(1))
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Which key wraps the keys; none where they are plain.
    pub fn wrapped_under(&self) -> Option<KeyId> {
        self.header.wrapping
    }

    /// How often the keys were wrapped anew.
    pub fn generation(&self) -> u32 {
        self.header.generation
    }

    /// Number of keys at hand and of keys destroyed.
    pub fn counts(&self) -> (u64, u64) {
        self.slots().filter(|(_, slot)| slot.iter().any(|byte| *byte != 0)).fold(
            (0, 0),
            |(live, destroyed), (_, slot)| {
                if slot[0..4] == DESTROYED.to_le_bytes() { (live, destroyed + 1) } else { (live + 1, destroyed) }
            },
        )
    }

    /// Ends the keys of these subjects in the image.
    pub fn destroy(&mut self, subjects: impl IntoIterator<Item = u32>) {
        for subject in subjects {
            let place = usize::try_from(offset(subject)).unwrap_or(usize::MAX);
            if let Some(slot) = self.bytes.get_mut(place..place.saturating_add(SLOT_BYTES)) {
                slot.copy_from_slice(&*destroyed_slot(subject));
            }
        }
    }

    /// Puts the key file with all keys under `to` (none: plain) in the place of this one, durably; they were under `from`. The
    /// file is the old or the new one at any moment. `salt` is random. The old file's bytes are overwritten afterwards.
    ///
    /// Nobody else may work with the registry meanwhile.
    pub fn rewrap(
        &self,
        files: &dyn Files,
        from: Option<&WrappingKey>,
        to: Option<&WrappingKey>,
        salt: [u8; 16],
    ) -> Result<(), Fault> {
        if let (Some(needed), Some(given)) = (self.header.wrapping, from.map(WrappingKey::id))
            && needed != given
        {
            return Err(Fault::WrongKey { path: self.path.clone(), needed, given });
        }
        let header = self.header.next(to.map(WrappingKey::id), salt);
        let mut bytes = Zeroizing::new(Vec::with_capacity(self.bytes.len()));
        bytes.extend_from_slice(&header.encode());
        for (subject, slot) in self.slots() {
            let slot =
                self.header.rewrap(slot, subject, from, (&header, to)).map_err(|why| self.fault(why, subject))?;
            bytes.extend_from_slice(&*slot);
        }
        replace(files, &self.path, &bytes)?;
        self.wipe()
    }

    fn fault(&self, why: Rewrap, subject: u32) -> Fault {
        match why {
            Rewrap::Damaged(why) => Fault::corrupt(&self.path, offset(subject), None, why),
            Rewrap::Locked => {
                Fault::Locked { path: self.path.clone(), needed: self.header.wrapping.unwrap_or_default() }
            }
            Rewrap::Fault(fault) => fault,
        }
    }

    /// Overwrites the file that was replaced, the header first: whoever reads it now notices.
    fn wipe(&self) -> Result<(), Fault> {
        let zeros = vec![0; SLOT_BYTES * WIPE_SLOTS];
        let write = |count: usize, place: usize| {
            self.file.write_at(&zeros[..count], place as u64).map_err(Fault::io("write", &self.path))
        };
        write(SLOT_BYTES.min(self.bytes.len()), 0)?;
        let mut place = SLOT_BYTES;
        while place < self.bytes.len() {
            let count = zeros.len().min(self.bytes.len() - place);
            write(count, place)?;
            place += count;
        }
        self.file.sync_data().map_err(Fault::io("sync", &self.path))
    }
}
