//! The tables, and the file that holds them.

use crate::Fault;
use crate::row::{
    ActRow, CrossingRow, DiscrepancyRow, DocumentRow, EntryRow, LineRow, LoadRow, LotRow, NoteRow, PartyRow, PlaceRow,
    Row, StockRow, TransportRow,
};
use rusqlite::{Connection, OpenFlags};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Changes with the meaning of rows, where the tables look the same.
const MEANING: &str = "1";

/// Tables beside those of [`Row`]s.
///
/// - `facets`: what a record is found by, in the order in which lists are read.
/// - `marks`, `words`: texts, by the entry that brought them; `n` tells texts of one field apart. Words have a key of their
///   own, which the full-text index points to and cleaning the file keeps. `words_known` shows the words of that index.
/// - `persons`: the entries that have texts of a natural person.
/// - `history`: statuses of notes, in order.
/// - `flows`: what crossed the border, by month; sums of millionths as decimal texts, since they outgrow 64 bits.
/// - `meta`: how far the views came, and the next ids.
const TABLES: &str = "
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE facets (list INTEGER, field INTEGER, value INTEGER, day INTEGER, id INTEGER,
    PRIMARY KEY (list, field, value, day, id)) WITHOUT ROWID, STRICT;
CREATE TABLE marks (seq INTEGER NOT NULL, list INTEGER NOT NULL, id INTEGER NOT NULL, field INTEGER NOT NULL,
    n INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL) STRICT;
CREATE INDEX marks_of ON marks (list, id, field);
CREATE INDEX marks_folded ON marks (list, folded);
CREATE INDEX marks_seq ON marks (seq);
CREATE TABLE words (key INTEGER PRIMARY KEY, seq INTEGER NOT NULL, list INTEGER NOT NULL, id INTEGER NOT NULL, field INTEGER NOT NULL,
    n INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL) STRICT;
CREATE INDEX words_of ON words (list, id, field);
CREATE INDEX words_seq ON words (seq);
CREATE VIRTUAL TABLE words_index USING fts5 (folded, content='words', tokenize='unicode61 remove_diacritics 2', prefix='2 3 4');
INSERT INTO words_index (words_index, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE words_known USING fts5vocab(words_index, instance);
CREATE TABLE persons (person INTEGER, seq INTEGER, PRIMARY KEY (person, seq)) WITHOUT ROWID, STRICT;
CREATE TABLE history (note INTEGER, seq INTEGER, n INTEGER, status INTEGER NOT NULL, PRIMARY KEY (note, seq, n))
    WITHOUT ROWID, STRICT;
CREATE TABLE flows (month INTEGER, direction INTEGER, code INTEGER, country INTEGER, unit INTEGER, currency INTEGER,
    postings INTEGER NOT NULL, quantity TEXT NOT NULL, net_mass TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (month, direction, code, country, unit, currency)) WITHOUT ROWID, STRICT;
CREATE UNIQUE INDEX stock_key ON stock (lot, owner, holder, place, status);
CREATE INDEX lines_note ON lines (note, line);
CREATE INDEX loads_transport ON loads (transport);
CREATE INDEX loads_line ON loads (line);
";

/// Tables whose rows make the digest, with the columns they are sorted by.
pub(crate) const DUMPED: [(&str, &str); 6] = [
    ("facets", "list, field, value, day, id"),
    ("marks", "seq, list, id, field, n, text, folded"),
    ("words", "seq, list, id, field, n, text, folded"),
    ("persons", "person, seq"),
    ("history", "note, seq, n, status"),
    ("flows", "month, direction, code, country, unit, currency, postings, quantity, net_mass, value"),
];

/// How long a connection waits for another one.
const BUSY: Duration = Duration::from_secs(10);
/// Pages of the write-ahead log after which it is written back: many, since a batch touches many.
const CHECKPOINT_PAGES: u32 = 65_536;
/// Statements that are kept prepared.
const STATEMENTS: usize = 256;

/// Calls something for each table of rows.
macro_rules! for_each_row {
    ($call:ident) => {
        $call!(
            PartyRow,
            PlaceRow,
            DocumentRow,
            LotRow,
            StockRow,
            NoteRow,
            LineRow,
            TransportRow,
            LoadRow,
            CrossingRow,
            ActRow,
            DiscrepancyRow,
            EntryRow
        )
    };
}

/// Names and fields of all tables of rows.
pub(crate) fn row_tables() -> Vec<(&'static str, &'static [&'static str])> {
    macro_rules! list {
        ($($Row:ident),*) => { vec![$(($Row::TABLE, $Row::FIELDS),)*] };
    }
    for_each_row!(list)
}

fn sql() -> String {
    let mut sql = String::new();
    for (table, fields) in row_tables() {
        let rest = fields.iter().skip(1).map(|field| format!("{field} INTEGER NOT NULL"));
        let columns: Vec<String> = std::iter::once("id INTEGER PRIMARY KEY".to_owned()).chain(rest).collect();
        sql.push_str("CREATE TABLE ");
        sql.push_str(table);
        sql.push_str(" (");
        sql.push_str(&columns.join(", "));
        sql.push_str(") STRICT;\n");
    }
    sql + TABLES
}

/// What the file must say of itself to be read: the tables, and the words behind the numbers in them.
fn version() -> String {
    let words = ledger::lifecycle::Status::ALL.iter().map(|status| status.name());
    let words = words.chain(trade::command::Command::TYPES.iter().copied());
    let text = words.fold(sql() + MEANING, |text, word| text + " " + word);
    crate::row::hex(&Sha256::digest(text)[..8])
}

/// Opens the file for writing, in which there may be nothing yet. `None` where it holds something else than these views.
pub(crate) fn open_writer(path: &Path, registry: [u8; 16]) -> Result<Option<Connection>, Fault> {
    let opened = (|| -> rusqlite::Result<Option<Connection>> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
        connection.pragma_update(None, "cache_size", -64_000)?;
        let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if tables == 0 {
            create(&connection, registry)?;
        }
        Ok(is_ours(&connection, Some(registry))?.then_some(connection))
    })();
    match opened {
        Err(rusqlite::Error::SqliteFailure(error, _))
            if matches!(error.code, rusqlite::ErrorCode::NotADatabase | rusqlite::ErrorCode::DatabaseCorrupt) =>
        {
            Ok(None)
        }
        other => other.map_err(Fault::sql("open", path)),
    }
}

fn create(connection: &Connection, registry: [u8; 16]) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("BEGIN;\n{}COMMIT;", sql()))?;
    let mut put = connection.prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)")?;
    put.execute(("version", version()))?;
    put.execute(("registry", registry.as_slice()))?;
    Ok(())
}

/// Whether the file holds views of this version, and of this registry where one is named.
fn is_ours(connection: &Connection, registry: Option<[u8; 16]>) -> rusqlite::Result<bool> {
    let find = |name: &str| -> rusqlite::Result<rusqlite::types::Value> {
        connection.query_row("SELECT value FROM meta WHERE name = ?1", [name], |row| row.get(0))
    };
    let known = (|| Ok::<_, rusqlite::Error>((find("version")?, find("registry")?)))();
    match known {
        Ok((found, whose)) => Ok(found == version().into() && registry.is_none_or(|id| whose == id.to_vec().into())),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(false),
        Err(rusqlite::Error::SqliteFailure(error, _)) if error.code == rusqlite::ErrorCode::Unknown => Ok(false),
        Err(error) => Err(error),
    }
}

/// Opens the file for reading.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, Fault> {
    let missing = || Fault::Missing { path: path.to_owned() };
    if !path.exists() {
        return Err(missing());
    }
    let opened = (|| -> rusqlite::Result<Option<Connection>> {
        // The write-ahead log is shared through a file that readers change, too.
        let connection =
            Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        connection.pragma_update(None, "query_only", true)?;
        connection.pragma_update(None, "cache_size", -64_000)?;
        Ok(is_ours(&connection, None)?.then_some(connection))
    })();
    opened.map_err(Fault::sql("open", path))?.ok_or_else(missing)
}

/// Removes the file and what SQLite keeps beside it.
pub(crate) fn remove(path: &Path) -> Result<(), Fault> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let file = PathBuf::from(name);
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Fault::io("remove", &file)(error));
            }
            _ => {}
        }
    }
    Ok(())
}
