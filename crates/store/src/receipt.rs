//! The receipt of a copy: what was copied, and what each file must be. It is written behind everything else.
//!
//! The file `backup` has two lines: a JSON object, and the SHA-256 of the first line in hexadecimal digits.

use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use trade::date::Timestamp;

use crate::Fault;
use crate::files::{Files, read_whole, replace};
use crate::journal::Position;

/// Name of the receipt in a copy.
pub(crate) const NAME: &str = "backup";
/// Where a data directory notes its newest copy.
const NEWEST: &str = "last-backup";
const FORMAT: &str = "tamga-backup-0";

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which registry.
    pub registry: [u8; 16],
    /// Prefix of its numbers.
    pub prefix: String,
    /// Epoch of the journal.
    pub epoch: u32,
    /// How far the journal was copied.
    pub position: Position,
    /// Root of the log there.
    pub root: [u8; 32],
    /// When the copy was begun.
    pub taken_at: Timestamp,
    /// The files, by path within the copy.
    pub files: Vec<Filed>,
}

/// A file of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Path within the copy, with `/`.
    pub path: String,
    /// Length in bytes.
    pub bytes: u64,
    /// Digest of its content.
    pub sha256: [u8; 32],
}

impl Receipt {
    /// Bytes of all files.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|file| file.bytes).sum()
    }

    /// The receipt as JSON.
    pub fn value(&self) -> Value {
        let files =
            self.files.iter().map(|file| json!({"path": file.path, "bytes": file.bytes, "sha256": hex(&file.sha256)}));
        json!({
            "format": FORMAT, "registry": hex(&self.registry), "prefix": self.prefix, "epoch": self.epoch,
            "entries": self.position.seq, "segment": self.position.segment, "offset": self.position.offset,
            "chain": hex(&self.position.chain), "root": hex(&self.root), "taken_at": self.taken_at.to_string(),
            "files": files.collect::<Vec<_>>(),
        })
    }

    fn read(value: &Value) -> Option<Self> {
        if value["format"] != FORMAT {
            return None;
        }
        let number = |name: &str| value[name].as_u64();
        let position = Position {
            seq: number("entries")?,
            segment: number("segment")?,
            offset: number("offset")?,
            chain: unhex(value["chain"].as_str()?)?,
        };
        Some(Self {
            registry: unhex(value["registry"].as_str()?)?,
            prefix: value["prefix"].as_str()?.to_owned(),
            epoch: u32::try_from(number("epoch")?).ok()?,
            position,
            root: unhex(value["root"].as_str()?)?,
            taken_at: value["taken_at"].as_str()?.parse().ok()?,
            files: value["files"].as_array()?.iter().map(Filed::read).collect::<Option<_>>()?,
        })
    }
}

impl Filed {
    fn read(value: &Value) -> Option<Self> {
        let path = value["path"].as_str()?.to_owned();
        // A receipt never leads out of its copy.
        let is_inside = !path.is_empty()
            && Path::new(&path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let sha256 = unhex(value["sha256"].as_str()?)?;
        is_inside.then_some(Self { path, bytes: value["bytes"].as_u64()?, sha256 })
    }
}

/// Writes the receipt of the copy in `dir`, durably.
pub(crate) fn put(files: &dyn Files, dir: &Path, receipt: &Receipt) -> Result<(), Fault> {
    let line = receipt.value().to_string();
    let text = format!("{line}\n{}\n", hex(&Sha256::digest(&line)));
    replace(files, &dir.join(NAME), text.as_bytes()).map(drop)
}

/// The receipt of the copy in `dir`; `None` where there is none, and [`Fault::NotWhole`] where it is damaged.
pub fn find(files: &dyn Files, dir: &Path) -> Result<Option<Receipt>, Fault> {
    let Some(bytes) = read_whole(files, &dir.join(NAME))? else { return Ok(None) };
    let damaged = || Fault::NotWhole { path: dir.to_owned(), why: "its receipt is damaged".to_owned() };
    decode(&bytes).map(Some).ok_or_else(damaged)
}

fn decode(bytes: &[u8]) -> Option<Receipt> {
    let (line, digest) = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split_once('\n')?;
    let is_whole = unhex(digest) == Some(Sha256::digest(line).into());
    is_whole.then(|| serde_json::from_str(line).ok())?.and_then(|value| Receipt::read(&value))
}

/// Notes in the data directory `dir` that a copy was made in `to`, for the status to tell.
pub fn note_newest(files: &dyn Files, dir: &Path, to: &Path, receipt: &Receipt) -> Result<(), Fault> {
    let value = json!({
        "to": to.display().to_string(), "entries": receipt.position.seq, "taken_at": receipt.taken_at.to_string(),
    });
    replace(files, &dir.join(NEWEST), value.to_string().as_bytes()).map(drop)
}

/// The newest copy that was noted: `{"to", "entries", "taken_at"}`.
pub fn newest_noted(files: &dyn Files, dir: &Path) -> Option<Value> {
    serde_json::from_slice(&read_whole(files, &dir.join(NEWEST)).ok()??).ok()
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

/// The bytes of exactly that many digits.
pub(crate) fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let is_hex = digits.len() == 2 * N && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(digits.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|_| is_hex)?, 16).ok()?;
    }
    is_hex.then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::SimDisk;

    fn receipt() -> Receipt {
        Receipt {
            registry: [1; 16],
            prefix: "KZ".to_owned(),
            epoch: 2,
            position: Position { seq: 7, segment: 1, offset: 4711, chain: [3; 32] },
            root: [4; 32],
            taken_at: "2026-11-25T06:23:00Z".parse().unwrap(),
            files: vec![Filed { path: "journal/00000000000000000001.seg".to_owned(), bytes: 4711, sha256: [5; 32] }],
        }
    }

    #[test]
    fn comes_back_and_any_flip_is_noticed() {
        let disk = SimDisk::new();
        let files = disk.files();
        let dir = Path::new("/copy");
        files.create_dir(dir).unwrap();
        assert_eq!(find(&*files, dir).unwrap(), None);
        put(&*files, dir, &receipt()).unwrap();
        assert_eq!(find(&*files, dir).unwrap(), Some(receipt()));
        let path = dir.join(NAME);
        for place in 0..disk.content(&path).unwrap().len() {
            let damaged = disk.copy();
            damaged.tamper(&path, |bytes| bytes[place] ^= 4);
            assert!(matches!(find(&*damaged.files(), dir), Err(Fault::NotWhole { .. })), "byte {place}");
            damaged.tamper(&path, |bytes| bytes.truncate(place));
            assert!(find(&*damaged.files(), dir).is_err());
        }
    }

    #[test]
    fn a_receipt_leads_nowhere_else() {
        for path in ["/etc/passwd", "../other", "journal/../../x", "", "./x"] {
            let value = json!({"path": path, "bytes": 1, "sha256": hex(&[0; 32])});
            assert_eq!(Filed::read(&value), None, "{path}");
        }
    }

    #[test]
    fn fuzz_receipt() {
        bolero::check!().for_each(|bytes: &[u8]| {
            let _ = decode(bytes);
        });
    }
}
