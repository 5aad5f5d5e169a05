//! Files of imported tables, all in one folder. A file is written whole or not at all, and never replaced.

use crate::Fault;
use crate::files::{Files, make_dir, names, read_whole, replace};
use std::path::{Path, PathBuf};

/// Folder of imported tables in a data directory.
pub const TABLES: &str = "tables";
/// Bytes of one table, at most.
pub const TABLE_BYTES_MAX: usize = 64 << 20;
const ENDING: &str = ".tsv";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableFile {
    /// Its name, without the ending.
    pub name: String,
    /// Where it lies.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// Keeps a table durably as `DIR/tables/NAME.tsv`. `false`: the same table was there already. Another table under the name
/// is [`Fault::Exists`]. `name` is a word of our own: letters, digits and hyphens.
pub fn keep(files: &dyn Files, dir: &Path, name: &str, bytes: &[u8]) -> Result<bool, Fault> {
    if bytes.len() > TABLE_BYTES_MAX {
        let (size, max) = (bytes.len() as u64, TABLE_BYTES_MAX as u64);
        return Err(Fault::TooLarge { what: "a table", size, max });
    }
    let folder = dir.join(TABLES);
    let path = folder.join(format!("{name}{ENDING}"));
    match read_whole(files, &path)? {
        Some(found) if found == bytes => return Ok(false),
        Some(_) => return Err(Fault::Exists { path }),
        None => {}
    }
    make_dir(files, &folder)?;
    replace(files, &path, bytes)?;
    Ok(true)
}

/// All tables of a data directory, sorted by name. What a crash left unfinished is not among them.
pub fn list(files: &dyn Files, dir: &Path) -> Result<Vec<TableFile>, Fault> {
    let folder = dir.join(TABLES);
    let mut tables = Vec::new();
    for file in names(files, &folder)? {
        let Some(name) = file.strip_suffix(ENDING) else { continue };
        let path = folder.join(&file);
        if let Some(bytes) = read_whole(files, &path)? {
            tables.push(TableFile { name: name.to_owned(), path, bytes });
        }
    }
    Ok(tables)
}
