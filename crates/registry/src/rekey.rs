//! The key that wraps the registry's keys: which one it is, and another one in its place.

use crate::{Fault, Settings, chance};
use std::path::Path;
use store::keys::{Image, KeyId};
use store::{DirLock, Identity, KEYS, WrappingKey};

/// How the keys of a registry are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyStatus {
    /// The key that wraps them; none: they are plain.
    pub wrapped_under: Option<KeyId>,
    /// How often they were wrapped anew.
    pub generation: u32,
    /// Keys at hand, with the registry's own.
    pub live: u64,
    /// Keys that were destroyed.
    pub destroyed: u64,
}

/// How the keys of the registry in `dir` are kept. No key is needed for it, and another process may work there.
pub fn key_status(dir: &Path, settings: &Settings) -> Result<KeyStatus, Fault> {
    Identity::open(&*settings.files, dir)?;
    let image = Image::read(&*settings.files, &dir.join(KEYS))?;
    let (live, destroyed) = image.counts();
    Ok(KeyStatus { wrapped_under: image.wrapped_under(), generation: image.generation(), live, destroyed })
}

/// Puts all keys of the registry in `dir` under `to`, or, with none, plain. What they are under now is in the settings. No
/// other process may work with the registry; a crash leaves the old key file or the new one.
pub fn rekey(dir: &Path, settings: &Settings, to: Option<&WrappingKey>) -> Result<KeyStatus, Fault> {
    let lock = DirLock::acquire(dir)?;
    let image = Image::read(&*settings.files, &dir.join(KEYS))?;
    image.rewrap(&*settings.files, settings.wrapping.as_ref(), to, chance::draw()?)?;
    drop(lock);
    let status = key_status(dir, settings)?;
    tracing::info!(generation = status.generation, keys = status.live, "keys wrapped anew");
    Ok(status)
}

/// A new random key to wrap others.
pub fn new_wrapping_key() -> Result<WrappingKey, Fault> {
    Ok(WrappingKey::new(chance::draw()?))
}
