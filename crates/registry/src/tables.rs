//! The code tables of a registry: those of the program, and those imported into its directory.

use crate::Fault;
use std::path::Path;
use store::DirLock;
use store::files::Files;
use store::tables::{keep, list};
use trade::nomenclature::{Edition, Tables, from_file, to_file};

/// The tables by which the registry in `dir` judges from its next start on. A file that is not what was imported is a
/// fault: whoever judges with less than was agreed would judge wrongly.
pub fn load_tables(files: &dyn Files, dir: &Path) -> Result<Tables, Fault> {
    let mut tables = Tables::default();
    for file in list(files, dir)? {
        let fault = |why: String| Fault::Table { path: file.path.clone(), why };
        let text = std::str::from_utf8(&file.bytes).map_err(|_| fault("it is not UTF-8 text".to_owned()))?;
        let edition = from_file(text).map_err(&fault)?;
        tables.add(edition).map_err(|overlap| fault(overlap.to_string()))?;
    }
    Ok(tables)
}

/// Keeps an edition in the directory of a registry that nobody has open. It judges from the next start on. `false`: the
/// same edition was there already.
pub fn keep_edition(files: &dyn Files, dir: &Path, edition: &Edition) -> Result<bool, Fault> {
    let _lock = DirLock::acquire(dir)?;
    let name = format!("{}-{}", edition.nomenclature.word(), edition.valid_from);
    Ok(keep(files, dir, &name, to_file(edition).as_bytes())?)
}
