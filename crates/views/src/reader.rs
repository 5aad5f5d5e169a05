//! Lists and search, for any number of readers.

mod cursor;
mod digest;
mod filter;
mod find;
mod list;
mod names;
mod rows;
mod words;

pub use filter::Filter;
pub use find::Hit;
pub use list::{Found, Page};
pub use rows::{FlowRow, Step};

use crate::{Fault, schema};
use rusqlite::Connection;
use std::path::{Path, PathBuf};

/// Views, open for reading. One thread uses it; others open their own.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    sql: Connection,
}

impl Reader {
    /// Opens the views in the file; [`Fault::Missing`] where there are none of this version.
    pub fn open(path: &Path) -> Result<Self, Fault> {
        Ok(Self { path: path.to_owned(), sql: schema::open_reader(path)? })
    }

    /// The last entry in the views; 0: none.
    pub fn position(&self) -> Result<u64, Fault> {
        self.ask(|sql| {
            use rusqlite::OptionalExtension;
            let mut find = sql.prepare_cached("SELECT value FROM meta WHERE name = 'position'")?;
            let found: Option<i64> = find.query_row([], |row| row.get(0)).optional()?;
            Ok(found.unwrap_or(0).cast_unsigned())
        })
    }

    /// The leaf of that entry in the log; zeros where there is none.
    pub fn leaf(&self) -> Result<[u8; 32], Fault> {
        self.ask(|sql| {
            use rusqlite::OptionalExtension;
            let mut find = sql.prepare_cached("SELECT value FROM meta WHERE name = 'leaf'")?;
            let found: Option<Vec<u8>> = find.query_row([], |row| row.get(0)).optional()?;
            Ok(found.and_then(|leaf| leaf.try_into().ok()).unwrap_or_default())
        })
    }

    fn ask<T>(&self, question: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, Fault> {
        question(&self.sql).map_err(Fault::sql("read", &self.path))
    }

    /// Runs several questions on one state of the views.
    fn at_once<T>(&self, questions: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
        let transaction = self.sql.unchecked_transaction().map_err(Fault::sql("read", &self.path))?;
        let answer = questions();
        drop(transaction);
        answer
    }

    /// How SQLite would answer, for tests of speed: a plan that reads a whole table says `SCAN`.
    #[doc(hidden)]
    pub fn plan(&self, sql: &str) -> Result<String, Fault> {
        self.ask(|connection| {
            let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let rows: Vec<String> = explain.query_map([], |row| row.get(3))?.collect::<Result<_, _>>()?;
            Ok(rows.join("\n"))
        })
    }
}
