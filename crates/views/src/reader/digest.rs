//! A digest of all rows, for comparing two builds.

use super::Reader;
use crate::Fault;
use crate::schema::{DUMPED, row_tables};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use sha2::{Digest, Sha256};

impl Reader {
    /// SHA-256 over all rows of all tables, sorted. Two builds of the same journal have the same, whatever the batches were.
    pub fn digest(&self) -> Result<[u8; 32], Fault> {
        self.at_once(|| {
            self.ask(|sql| {
                let mut sum = Sha256::new();
                let rows = row_tables().into_iter().map(|(table, fields)| (table, fields.join(", ")));
                for (table, columns) in rows.chain(DUMPED.map(|(table, columns)| (table, columns.to_owned()))) {
                    add(sql, table, &columns, &mut sum)?;
                }
                Ok(sum.finalize().into())
            })
        })
    }
}

fn add(sql: &Connection, table: &str, columns: &str, sum: &mut Sha256) -> rusqlite::Result<()> {
    sum.update(table);
    let mut find = sql.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {columns}"))?;
    let count = find.column_count();
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        for place in 0..count {
            match row.get_ref(place)? {
                ValueRef::Integer(number) => {
                    sum.update(b"i");
                    sum.update(number.to_be_bytes());
                }
                ValueRef::Text(text) => {
                    sum.update(b"t");
                    sum.update((text.len() as u64).to_be_bytes());
                    sum.update(text);
                }
                ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => sum.update(b"?"),
            }
        }
    }
    Ok(())
}
