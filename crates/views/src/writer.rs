//! The one writer.

use crate::fold::{Batch, Counters, Erased};
use crate::{Fault, Item, schema};
use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The views of a registry, for writing. There is one at a time.
pub struct Views {
    path: PathBuf,
    registry: [u8; 16],
    connection: Connection,
    known: Known,
}

/// What was found when views were opened.
#[derive(Debug)]
pub struct Opened {
    /// The views.
    pub views: Views,
    /// Whether a file that was there was not of these views, and was begun anew.
    pub begun_anew: bool,
}

impl std::fmt::Debug for Views {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Views")
            .field("path", &self.path)
            .field("position", &self.known.position)
            .finish_non_exhaustive()
    }
}

/// What the writer keeps in mind between batches.
#[derive(Clone, Default)]
pub(crate) struct Known {
    pub(crate) position: u64,
    pub(crate) leaf: [u8; 32],
    pub(crate) counters: Counters,
    /// Parties that others took the place of.
    pub(crate) merged: BTreeMap<i64, i64>,
    /// Texts were erased, and the file was not cleaned yet.
    pub(crate) unclean: bool,
}

impl Known {
    fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut known = Self::default();
        let mut find = connection.prepare("SELECT value FROM meta WHERE name = ?1")?;
        let mut number = |name: &str| find.query_row([name], |row| row.get::<_, i64>(0)).optional();
        known.position = number("position")?.unwrap_or(0).cast_unsigned();
        known.unclean = number("unclean")?.unwrap_or(0) != 0;
        for (name, counter) in known.counters.named() {
            *counter = number(name)?.unwrap_or(0);
        }
        let leaf: Option<Vec<u8>> = find.query_row(["leaf"], |row| row.get(0)).optional()?;
        known.leaf = leaf.and_then(|leaf| leaf.try_into().ok()).unwrap_or_default();
        let mut merged = connection.prepare("SELECT id, into_party FROM parties WHERE into_party <> 0")?;
        known.merged = merged.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
        Ok(known)
    }

    fn save(&mut self, connection: &Connection) -> rusqlite::Result<()> {
        let mut put = connection.prepare_cached("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)")?;
        put.execute(("position", self.position.cast_signed()))?;
        put.execute(("leaf", self.leaf.as_slice()))?;
        put.execute(("unclean", i64::from(self.unclean)))?;
        for (name, counter) in self.counters.named() {
            put.execute((name, *counter))?;
        }
        Ok(())
    }
}

impl Views {
    /// Opens the views in the file, creating it where missing. A file of another registry or version, or one that is no
    /// database any more, is begun anew: nothing in it is needed.
    pub fn open(path: &Path, registry: [u8; 16]) -> Result<Opened, Fault> {
        let mut begun_anew = false;
        let connection = if let Some(connection) = schema::open_writer(path, registry)? {
            connection
        } else {
            begun_anew = true;
            fresh(path, registry)?
        };
        let known = Known::load(&connection).map_err(Fault::sql("read", path))?;
        let mut views = Self { path: path.to_owned(), registry, connection, known };
        // A writer that ended between an erasure and its cleaning has left bytes of texts behind.
        views.clean()?;
        Ok(Opened { views, begun_anew })
    }

    /// The last entry that was applied; 0: none.
    pub fn position(&self) -> u64 {
        self.known.position
    }

    /// The leaf of that entry. Where the log has another one, these are views of another history.
    pub fn leaf(&self) -> [u8; 32] {
        self.known.leaf
    }

    /// Begins anew, with nothing.
    pub fn restart(&mut self) -> Result<(), Fault> {
        // The old connection must be gone before its file is.
        self.connection = Connection::open_in_memory().map_err(Fault::sql("open", &self.path))?;
        self.connection = fresh(&self.path, self.registry)?;
        self.known = Known::default();
        Ok(())
    }

    /// Applies entries, which follow the last one, in one transaction. `again` gives an older entry as it opens now, which is
    /// asked for after a person was erased. After a fault nothing of the batch is in the views.
    pub fn apply(&mut self, items: &[Item], again: &mut dyn FnMut(u64) -> Result<Item, Fault>) -> Result<(), Fault> {
        let mut known = self.known.clone();
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = transaction.map_err(Fault::sql("begin", &self.path))?;
        let mut batch = Batch::new(&transaction, &self.path, &mut known);
        let mut erased = Erased::default();
        for item in items {
            batch.apply(item, &mut erased)?;
        }
        batch.flush()?;
        batch.erase(&erased, again)?;
        known.unclean |= !erased.is_empty();
        known.save(&transaction).map_err(Fault::sql("write", &self.path))?;
        transaction.commit().map_err(Fault::sql("commit", &self.path))?;
        self.known = known;
        self.clean()
    }

    /// After texts were erased, writes the file anew and empties the log beside it, so that no bytes of them are left.
    fn clean(&mut self) -> Result<(), Fault> {
        if !self.known.unclean {
            return Ok(());
        }
        let failed = |error| Fault::sql("clean", &self.path)(error);
        self.connection.execute_batch("VACUUM").map_err(failed)?;
        let busy: i64 =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).map_err(failed)?;
        if busy == 0 {
            self.known.unclean = false;
            self.known.save(&self.connection).map_err(Fault::sql("write", &self.path))?;
        }
        Ok(())
    }
}

fn fresh(path: &Path, registry: [u8; 16]) -> Result<Connection, Fault> {
    schema::remove(path)?;
    let made = schema::open_writer(path, registry)?;
    made.ok_or_else(|| Fault::Damaged {
        path: path.to_owned(),
        seq: 0,
        why: "a new file is not as it was written".into(),
    })
}
