//! The end of a batch: what was kept in mind is written, sorted by key.

use super::effects::Made;
use super::texts::{self, Text};
use super::{Batch, Erased, Touched};
use crate::facet::{Facet, List};
use crate::row::{Listed, Row};
use crate::{Fault, Item};
use rusqlite::{Connection, params_from_iter};
use std::collections::BTreeSet;
use trade::command::Command;

/// Facets that end and that come.
#[derive(Default)]
struct Changes {
    ended: BTreeSet<Facet>,
    come: BTreeSet<Facet>,
}

impl Batch<'_> {
    /// Writes everything that was kept in mind.
    pub(crate) fn flush(&mut self) -> Result<(), Fault> {
        self.write().map_err(Fault::sql("write", self.path))
    }

    fn write(&mut self) -> rusqlite::Result<()> {
        let sql = self.sql;
        let merged = self.known.merged.clone();
        let standing = |party: i64| super::standing(&merged, party);
        let mut changes = Changes::default();
        macro_rules! listed {
            ($($table:ident),*) => { $( changes.collect(&self.$table, &standing); write_rows(sql, &mut self.$table)?; )* };
        }
        listed!(parties, places, documents, lots, stock, notes, transports, crossings, acts, discrepancies, entries);
        write_rows(sql, &mut self.lines)?;
        write_rows(sql, &mut self.loads)?;
        self.stock_ids.clear();
        changes.come.append(&mut self.lasting);
        write_facets(sql, &changes)?;
        write_texts(sql, std::mem::take(&mut self.texts))?;
        let mut person = sql.prepare_cached("INSERT OR IGNORE INTO persons VALUES (?1, ?2)")?;
        std::mem::take(&mut self.persons).into_iter().try_for_each(|row| person.execute(row).map(drop))?;
        self.write_history()?;
        self.flows.flush(sql)
    }

    /// Statuses of a note in one entry are numbered anew, so that the rows do not tell where a batch began.
    fn write_history(&mut self) -> rusqlite::Result<()> {
        let mut rows = std::mem::take(&mut self.history);
        rows.sort_unstable();
        let mut put = self.sql.prepare_cached(
            "INSERT INTO history (note, seq, n, status)
             VALUES (?1, ?2, (SELECT count(*) FROM history WHERE note = ?1 AND seq = ?2), ?3)",
        )?;
        rows.into_iter().try_for_each(|[note, seq, _, status]| put.execute([note, seq, status]).map(drop))
    }

    /// Ends the texts of persons: what is told of the party itself goes, and the texts of entries that name it are written
    /// anew from what still opens.
    pub(crate) fn erase(
        &mut self,
        erased: &Erased,
        again: &mut dyn FnMut(u64) -> Result<Item, Fault>,
    ) -> Result<(), Fault> {
        let mut entries = BTreeSet::new();
        for person in erased {
            let found = self.entries_of(*person).map_err(Fault::sql("read", self.path))?;
            entries.extend(found);
        }
        for seq in entries {
            let item = again(seq.cast_unsigned())?;
            let made = Made::again(&item, self.party_of(&item)?);
            let written = end_texts(self.sql, "seq = ?1 AND ?2 = ?2", (seq, 0));
            let written = written.and_then(|()| write_texts(self.sql, texts::of(&item, &made)));
            written.map_err(Fault::sql("write", self.path))?;
        }
        for person in erased {
            let ended = end_texts(self.sql, "list = ?1 AND id = ?2", (List::Parties.number(), i64::from(*person)));
            ended.map_err(Fault::sql("write", self.path))?;
        }
        Ok(())
    }

    fn entries_of(&self, person: u32) -> rusqlite::Result<Vec<i64>> {
        let mut find = self.sql.prepare_cached("SELECT seq FROM persons WHERE person = ?1")?;
        find.query_map([person], |row| row.get(0))?.collect()
    }
}

impl Changes {
    fn collect<R: Listed>(&mut self, table: &Touched<R>, standing: &dyn Fn(i64) -> i64) {
        for (before, now) in table.rows.values().filter(|(before, now)| before != now) {
            let [old, new] = [before, now].map(|row| row.as_ref().map(|row| facets(row, standing)).unwrap_or_default());
            self.ended.extend(old.difference(&new));
            self.come.extend(new.difference(&old));
        }
    }
}

fn facets<R: Listed>(row: &R, standing: &dyn Fn(i64) -> i64) -> BTreeSet<Facet> {
    let mut found = Vec::new();
    row.found_by(standing, &mut found);
    let at = (row.listed_day(), row.id());
    found.into_iter().map(|(field, value)| Facet::new(R::LIST, field, value, at)).collect()
}

fn write_rows<R: Row>(sql: &Connection, table: &mut Touched<R>) -> rusqlite::Result<()> {
    let places: Vec<String> = (1..=R::FIELDS.len()).map(|place| format!("?{place}")).collect();
    let text = format!("INSERT OR REPLACE INTO {} ({}) VALUES ({})", R::TABLE, R::FIELDS.join(", "), places.join(", "));
    let mut put = sql.prepare_cached(&text)?;
    let mut end = sql.prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", R::TABLE))?;
    for (id, (before, now)) in std::mem::take(&mut table.rows) {
        match now {
            Some(row) if before.as_ref() != Some(&row) => put.execute(params_from_iter(row.values()))?,
            None if before.is_some() => end.execute([id])?,
            _ => continue,
        };
    }
    Ok(())
}

fn write_facets(sql: &Connection, changes: &Changes) -> rusqlite::Result<()> {
    let end = "DELETE FROM facets WHERE list = ?1 AND field = ?2 AND value = ?3 AND day = ?4 AND id = ?5";
    let mut end = sql.prepare_cached(end)?;
    changes.ended.iter().try_for_each(|facet| end.execute(facet.values()).map(drop))?;
    let mut put = sql.prepare_cached("INSERT OR IGNORE INTO facets VALUES (?1, ?2, ?3, ?4, ?5)")?;
    changes.come.iter().try_for_each(|facet| put.execute(facet.values()).map(drop))
}

fn write_texts(sql: &Connection, mut texts: Vec<Text>) -> rusqlite::Result<()> {
    let columns = "(seq, list, id, field, n, text, folded) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let mut mark = sql.prepare_cached(&format!("INSERT INTO marks {columns}"))?;
    // Keys of a list follow each other, so that a search in one list reads only its part of the index.
    let key =
        "(SELECT coalesce(max(key), ?2 << 48) + 1 FROM words WHERE key BETWEEN ?2 << 48 AND ((?2 + 1) << 48) - 1)";
    let mut words = sql.prepare_cached(&format!(
        "INSERT INTO words (key, seq, list, id, field, n, text, folded) VALUES ({key}, ?1, ?2, ?3, ?4, ?5, ?6, ?7)"
    ))?;
    let mut index = sql.prepare_cached("INSERT INTO words_index (rowid, folded) VALUES (?1, ?2)")?;
    texts.sort_by_key(|text| text.list);
    for text in texts {
        let folded = text.folded();
        let row = (text.seq, text.list.number(), text.id, text.field.number(), text.n, &text.words, &folded);
        if text.field.is_prose() {
            let rowid = words.insert(row)?;
            index.execute((rowid, &folded))?;
        } else {
            mark.execute(row)?;
        }
    }
    Ok(())
}

/// Ends the texts that fit.
fn end_texts(sql: &Connection, fits: &str, key: (i64, i64)) -> rusqlite::Result<()> {
    sql.prepare_cached(&format!("DELETE FROM marks WHERE {fits}"))?.execute(key)?;
    let mut find = sql.prepare_cached(&format!("SELECT rowid, folded FROM words WHERE {fits}"))?;
    let found: Vec<(i64, String)> =
        find.query_map(key, |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let mut end =
        sql.prepare_cached("INSERT INTO words_index (words_index, rowid, folded) VALUES ('delete', ?1, ?2)")?;
    found.into_iter().try_for_each(|row| end.execute(row).map(drop))?;
    sql.prepare_cached(&format!("DELETE FROM words WHERE {fits}"))?.execute(key)?;
    Ok(())
}

/// The type of a command by its number.
pub(crate) fn kind_name(number: i64) -> &'static str {
    let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    place.and_then(|place| Command::TYPES.get(place)).copied().unwrap_or("restored")
}
