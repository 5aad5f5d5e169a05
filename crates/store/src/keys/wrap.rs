//! Keys wrapped under a key that lies elsewhere, so that the key file alone opens nothing.
//!
//! A wrapped key has the same slot as a plain one: XChaCha20-Poly1305 fits its tag into the bytes that a plain slot leaves
//! zero. The nonce is the subject, a salt of the slot that follows from the key itself, and the salt of the file, which is
//! drawn anew whenever all keys are wrapped anew: no nonce serves two keys.

use std::fmt;
use std::path::Path;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{DESTROYED, Key, LIVE, MAGIC, SLOT_BYTES, Slot, WRAPPED, destroyed_slot, holds, seal_slot};
use crate::Fault;
use crate::files::{Files, make_dir, read_whole, replace};
use crate::journal::Fields;
use crate::seal::{self, NONCE_BYTES};

const CONTEXT: &[u8] = b"tamga/wrap/v0";
/// First word of a file that holds a wrapping key; the key follows in 64 hexadecimal digits.
const FILE_WORD: &str = "tamga-wrapping-key-0";

/// Names a wrapping key without telling anything about it.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyId([u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({self})")
    }
}

/// The key that wraps the keys of a registry. It lies in a file of its own, outside the data directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappingKey(Key);

impl WrappingKey {
    /// Takes 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Key::new(bytes))
    }

    /// Its name.
    pub fn id(&self) -> KeyId {
        let digest = Sha256::new().chain_update(b"tamga/wrap/id/v0").chain_update(self.0.bytes()).finalize();
        KeyId(std::array::from_fn(|place| digest[place]))
    }

    /// Reads the key in the file `path`; `None` where there is no such file.
    pub fn find(files: &dyn Files, path: &Path) -> Result<Option<Self>, Fault> {
        let Some(bytes) = read_whole(files, path)?.map(Zeroizing::new) else { return Ok(None) };
        let damaged = || Fault::corrupt(path, 0, None, "not a file with a wrapping key");
        let text = std::str::from_utf8(&bytes).map_err(|_| damaged())?;
        let (word, digits) = text.trim_end().split_once(' ').ok_or_else(damaged)?;
        let key = bytes_of(digits).filter(|_| word == FILE_WORD).ok_or_else(damaged)?;
        Ok(Some(Self(Key::new(key))))
    }

    /// Writes the key to the file `path`, which must not be there, readable by its owner alone.
    pub fn create(&self, files: &dyn Files, path: &Path) -> Result<(), Fault> {
        if Self::find(files, path)?.is_some() {
            return Err(Fault::Exists { path: path.to_owned() });
        }
        let digits = Zeroizing::new(crate::receipt::hex(self.0.bytes()));
        let text = Zeroizing::new(format!("{FILE_WORD} {}\n", *digits));
        make_dir(files, crate::files::dir_of(path))?;
        replace(files, path, text.as_bytes()).map(drop)
    }
}

/// 32 bytes from 64 digits.
fn bytes_of(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = Zeroizing::new([0; 32]);
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(*bytes)
}

/// The header of the key file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// How often the keys were wrapped anew.
    pub(super) generation: u32,
    /// The key that wraps the others; none: they are plain.
    pub(super) wrapping: Option<KeyId>,
    salt: [u8; 16],
}

impl Header {
    /// Of a new file.
    pub(super) const PLAIN: Self = Self { generation: 0, wrapping: None, salt: [0; 16] };

    /// The header of the next generation.
    pub(super) fn next(&self, wrapping: Option<KeyId>, salt: [u8; 16]) -> Self {
        Self { generation: self.generation.saturating_add(1), wrapping, salt }
    }

    pub(super) fn encode(&self) -> [u8; SLOT_BYTES] {
        let mut bytes = [0; SLOT_BYTES];
        bytes[..8].copy_from_slice(&MAGIC);
        bytes[8..12].copy_from_slice(&self.generation.to_le_bytes());
        bytes[12..16].copy_from_slice(&u32::from(self.wrapping.is_some()).to_le_bytes());
        bytes[16..32].copy_from_slice(&self.salt);
        bytes[32..40].copy_from_slice(&self.wrapping.unwrap_or_default().0);
        seal_slot(&mut bytes);
        bytes
    }

    pub(super) fn decode(bytes: &[u8; SLOT_BYTES]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let magic: [u8; 8] = fields.array()?;
        let (generation, wrapped) = (fields.u32()?, fields.u32()?);
        let (salt, id) = (fields.array()?, KeyId(fields.array()?));
        let wrapping = if wrapped == 1 { Some(id) } else { None };
        (holds(bytes) && magic == MAGIC && wrapped <= 1).then_some(Self { generation, wrapping, salt })
    }

    /// The slot of a key; wrapped where there is a key for that.
    pub(super) fn encode_slot(
        &self,
        subject: u32,
        key: &Key,
        wrapping: Option<&WrappingKey>,
    ) -> Result<Zeroizing<[u8; SLOT_BYTES]>, Fault> {
        let mut slot = Zeroizing::new([0; SLOT_BYTES]);
        slot[4..8].copy_from_slice(&subject.to_le_bytes());
        if let Some(wrapping) = wrapping {
            let digest = Sha256::new().chain_update(b"tamga/wrap/salt/v0").chain_update(key.bytes()).finalize();
            let own: [u8; 4] = std::array::from_fn(|place| digest[place]);
            let sealed = seal::seal(&wrapping.0, self.nonce(subject, own), CONTEXT, key.bytes())?;
            slot[0..4].copy_from_slice(&WRAPPED.to_le_bytes());
            slot[8..40].copy_from_slice(&sealed[NONCE_BYTES..NONCE_BYTES + 32]);
            slot[40..44].copy_from_slice(&own);
            slot[44..60].copy_from_slice(&sealed[NONCE_BYTES + 32..]);
        } else {
            slot[0..4].copy_from_slice(&LIVE.to_le_bytes());
            slot[8..40].copy_from_slice(key.bytes());
        }
        seal_slot(&mut slot);
        Ok(slot)
    }

    /// What a slot holds.
    pub(super) fn decode_slot(
        &self,
        slot: &[u8; SLOT_BYTES],
        subject: u32,
        wrapping: Option<&WrappingKey>,
    ) -> Result<Slot, &'static str> {
        if slot.iter().all(|byte| *byte == 0) {
            return Ok(Slot::Empty);
        }
        if !holds(slot) || slot[4..8] != subject.to_le_bytes() {
            return Err("key slot has a wrong checksum");
        }
        match (u32::from_le_bytes([slot[0], slot[1], slot[2], slot[3]]), wrapping) {
            (LIVE, _) => Ok(Slot::Live(Key::new(std::array::from_fn(|place| slot[8 + place])))),
            (DESTROYED, _) => Ok(Slot::Destroyed),
            (WRAPPED, None) => Ok(Slot::Locked),
            (WRAPPED, Some(wrapping)) => self.unwrap(slot, subject, wrapping),
            _ => Err("key slot has an unknown state"),
        }
    }

    fn unwrap(&self, slot: &[u8; SLOT_BYTES], subject: u32, wrapping: &WrappingKey) -> Result<Slot, &'static str> {
        let own = std::array::from_fn(|place| slot[40 + place]);
        let sealed = [&self.nonce(subject, own)[..], &slot[8..40], &slot[44..60]].concat();
        let opened = seal::open(&wrapping.0, CONTEXT, &sealed).map(Zeroizing::new);
        let key = opened.ok().and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
        key.map(|key| Slot::Live(Key::new(key))).ok_or("key slot does not open with the wrapping key")
    }

    fn nonce(&self, subject: u32, own: [u8; 4]) -> [u8; NONCE_BYTES] {
        let mut nonce = [0; NONCE_BYTES];
        nonce[0..4].copy_from_slice(&subject.to_le_bytes());
        nonce[4..8].copy_from_slice(&own);
        nonce[8..24].copy_from_slice(&self.salt);
        nonce
    }

    /// The same slot under the header `to` and its key.
    pub(super) fn rewrap(
        &self,
        slot: &[u8; SLOT_BYTES],
        subject: u32,
        from: Option<&WrappingKey>,
        (to, wrapping): (&Self, Option<&WrappingKey>),
    ) -> Result<Zeroizing<[u8; SLOT_BYTES]>, Rewrap> {
        match self.decode_slot(slot, subject, from).map_err(Rewrap::Damaged)? {
            Slot::Empty => Ok(Zeroizing::new([0; SLOT_BYTES])),
            Slot::Destroyed => Ok(destroyed_slot(subject)),
            Slot::Locked => Err(Rewrap::Locked),
            Slot::Live(key) => to.encode_slot(subject, &key, wrapping).map_err(Rewrap::Fault),
        }
    }
}

/// Why a slot cannot be wrapped anew.
pub(super) enum Rewrap {
    Damaged(&'static str),
    Locked,
    Fault(Fault),
}
