//! Names: what records are called, and which records a name or a word leads to.

use super::Reader;
use super::words::question;
use crate::facet::{Field, List};
use crate::text::{TextField, behind, mark, prose};
use crate::{Ask, Fault};
use rusqlite::OptionalExtension;
use std::collections::BTreeSet;

/// Names that are told where one means several.
const TOLD: usize = 5;

impl Reader {
    /// A text of a record: the newest, where there are several.
    pub fn text(&self, list: List, id: i64, field: TextField) -> Result<Option<String>, Fault> {
        let table = if field.is_prose() { "words" } else { "marks" };
        self.ask(|sql| {
            let find = format!(
                "SELECT text FROM {table} WHERE list = ?1 AND id = ?2 AND field = ?3 ORDER BY seq DESC, n DESC LIMIT 1"
            );
            sql.prepare_cached(&find)?.query_row((list.number(), id, field.number()), |row| row.get(0)).optional()
        })
    }

    /// All texts of a record, in the order in which they were told.
    pub fn texts(&self, list: List, id: i64) -> Result<Vec<(TextField, String)>, Fault> {
        self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT seq, n, field, text FROM marks WHERE list = ?1 AND id = ?2
                 UNION ALL SELECT seq, n, field, text FROM words WHERE list = ?1 AND id = ?2 ORDER BY 1, 2",
            )?;
            let rows = find.query_map((list.number(), id), |row| Ok((row.get(2)?, row.get(3)?)))?;
            let rows: Vec<(i64, String)> = rows.collect::<Result<_, _>>()?;
            let known = rows.into_iter().filter_map(|(field, text)| Some((TextField::from_number(field)?, text)));
            Ok(known.collect())
        })
    }

    /// The number of a document, note or transport, the identifier of a party, the code of a place.
    pub fn number(&self, list: List, id: i64) -> Result<Option<String>, Fault> {
        self.text(list, id, TextField::Number)
    }

    /// What a party is called: its name, else its identifier; of the party that stands for it today.
    pub fn party(&self, id: i64) -> Result<String, Fault> {
        let id = self.standing(id)?;
        if id == 0 {
            return Ok(String::new());
        }
        if let Some(title) = self.text(List::Parties, id, TextField::Title)? {
            return Ok(title);
        }
        Ok(self.number(List::Parties, id)?.unwrap_or_else(|| format!("erased:{id}")))
    }

    /// The identifier of the party that stands for a party today.
    pub fn party_identifier(&self, id: i64) -> Result<String, Fault> {
        let id = self.standing(id)?;
        if id == 0 {
            return Ok(String::new());
        }
        Ok(self.number(List::Parties, id)?.unwrap_or_else(|| format!("erased:{id}")))
    }

    /// The code of a place; empty for none.
    pub fn place(&self, id: i64) -> Result<String, Fault> {
        if id == 0 { Ok(String::new()) } else { Ok(self.number(List::Places, id)?.unwrap_or_default()) }
    }

    /// The party that stands for a party today.
    pub fn standing(&self, id: i64) -> Result<i64, Fault> {
        self.ask(|sql| {
            let mut find = sql.prepare_cached("SELECT into_party FROM parties WHERE id = ?1")?;
            let mut standing = id;
            loop {
                match find.query_row([standing], |row| row.get::<_, i64>(0)).optional()? {
                    Some(into) if into != 0 => standing = into,
                    _ => return Ok(standing),
                }
            }
        })
    }

    /// The party that a filter names.
    pub(super) fn party_named(&self, text: &str) -> Result<i64, Fault> {
        let unknown = || Ask::Unknown { what: "party", text: text.to_owned() };
        let mut found = self.numbered(List::Parties, text)?;
        if found.is_empty() {
            found = self.worded(List::Parties, text, TOLD + 1)?.into_iter().collect();
        }
        let mut standing = BTreeSet::new();
        for id in found {
            standing.insert(self.standing(id)?);
        }
        self.one(text, &standing, Self::party_identifier)?.ok_or_else(|| unknown().into())
    }

    /// The place that a filter names.
    pub(super) fn place_named(&self, text: &str) -> Result<i64, Fault> {
        let unknown = || Ask::Unknown { what: "place", text: text.to_owned() };
        let found = self.numbered(List::Places, text)?.into_iter().collect();
        self.one(text, &found, Self::place)?.ok_or_else(|| unknown().into())
    }

    /// The document that a filter names: by its number, or by `type/number`.
    pub(super) fn document_named(&self, text: &str) -> Result<i64, Fault> {
        let unknown = || Ask::Unknown { what: "document", text: text.to_owned() };
        let typed = text.split_once('/').filter(|(kind, _)| crate::fold::kind_number(kind) != 0);
        let (kind, number) = typed.map_or((0, text), |(kind, number)| (crate::fold::kind_number(kind), number));
        let mut found = BTreeSet::new();
        for id in self.numbered(List::Documents, number)? {
            let row = self.document(id)?;
            if row.is_some_and(|row| (kind == 0 || row.kind == kind) && row.lots > 0) {
                found.insert(id);
            }
        }
        let spell = |reader: &Self, id| reader.document_name(id);
        self.one(text, &found, spell)?.ok_or_else(|| unknown().into())
    }

    /// `type/number` of a document.
    pub fn document_name(&self, id: i64) -> Result<String, Fault> {
        let kind = self.document(id)?.map_or("document", |row| crate::fold::kind_name(row.kind));
        let number = self.number(List::Documents, id)?;
        Ok(format!("{kind}/{}", number.as_deref().unwrap_or("(erased)")))
    }

    fn one(
        &self,
        text: &str,
        found: &BTreeSet<i64>,
        spell: impl Fn(&Self, i64) -> Result<String, Fault>,
    ) -> Result<Option<i64>, Fault> {
        if found.len() < 2 {
            return Ok(found.first().copied());
        }
        let mut names = found.iter().take(TOLD).map(|id| spell(self, *id)).collect::<Result<Vec<_>, _>>()?;
        if found.len() > TOLD {
            names.push("…".to_owned());
        }
        Err(Ask::Several { text: text.to_owned(), found: names.join("; ") }.into())
    }

    /// Records with exactly this number; where none has it letter by letter, those that have it but for spelling.
    pub(super) fn numbered(&self, list: List, text: &str) -> Result<Vec<i64>, Fault> {
        let found: Vec<(i64, String)> = self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT id, text FROM marks WHERE folded = ?1 AND list = ?2 AND field = ?3 LIMIT 1000",
            )?;
            let key = (mark(text), list.number(), TextField::Number.number());
            find.query_map(key, |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
        })?;
        let exact: Vec<i64> = found.iter().filter(|(_, known)| known == text).map(|(id, _)| *id).collect();
        Ok(if exact.is_empty() { found.into_iter().map(|(id, _)| id).collect() } else { exact })
    }

    /// The newest records that have this mark, whole.
    pub(super) fn marked(
        &self,
        list: List,
        field: TextField,
        text: &str,
        limit: usize,
    ) -> Result<BTreeSet<i64>, Fault> {
        self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT id FROM marks WHERE folded = ?1 AND list = ?2 AND field = ?3 ORDER BY rowid DESC LIMIT ?4",
            )?;
            find.query_map((mark(text), list.number(), field.number(), rows(limit)), |row| row.get(0))?.collect()
        })
    }

    /// The newest records with words that begin so, or with a mark that begins so.
    pub(super) fn worded(&self, list: List, text: &str, limit: usize) -> Result<BTreeSet<i64>, Fault> {
        let mut found: BTreeSet<i64> = self.ask(|sql| {
            let Some(question) = question(sql, text)? else { return Ok(BTreeSet::new()) };
            let mut find = sql.prepare_cached(
                "SELECT w.id FROM words_index i JOIN words w ON w.rowid = i.rowid
                 WHERE words_index MATCH ?1 AND i.rowid BETWEEN ?2 << 48 AND ((?2 + 1) << 48) - 1
                 ORDER BY i.rowid DESC LIMIT ?3",
            )?;
            find.query_map((question, list.number(), rows(limit)), |row| row.get(0))?.collect()
        })?;
        let start = mark(text);
        if !start.is_empty() {
            found.extend(self.ask(|sql| {
                let mut find = sql
                    .prepare_cached("SELECT id FROM marks WHERE folded >= ?1 AND folded < ?2 AND list = ?3 LIMIT ?4")?;
                find.query_map((&start, behind(&start), list.number(), rows(limit)), |row| row.get::<_, i64>(0))?
                    .collect::<rusqlite::Result<Vec<i64>>>()
            })?);
        }
        Ok(found)
    }

    /// Records of a list that have one of these values.
    pub(super) fn having(
        &self,
        list: List,
        field: Field,
        values: &BTreeSet<i64>,
        limit: usize,
    ) -> Result<BTreeSet<i64>, Fault> {
        self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT id FROM facets WHERE list = ?1 AND field = ?2 AND value = ?3 ORDER BY day DESC, id DESC LIMIT ?4",
            )?;
            let mut found = BTreeSet::new();
            for value in values.iter().rev() {
                let left = rows(limit.saturating_sub(found.len()));
                let found_now = find.query_map((list.number(), field.number(), value, left), |row| row.get(0))?;
                found.extend(found_now.collect::<rusqlite::Result<Vec<i64>>>()?);
            }
            Ok(found)
        })
    }

    /// Whether a text has the words asked for, as the index sees them.
    pub(super) fn begins(text: &str, asked: &str) -> bool {
        prose(text).starts_with(&prose(asked))
    }
}

/// A limit as SQLite takes it.
fn rows(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
