//! One question over everything that has a text.

use super::Reader;
use super::words::question;
use crate::Fault;
use crate::facet::List;
use crate::text::{TextField, behind, mark};

/// Rows that a search looks at in each list, and in the full-text index, at most.
const LOOKED_AT_MAX: i64 = 1_000;

/// A record that a search found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hit {
    /// Its list.
    pub list: List,
    /// Its id.
    pub id: i64,
    /// Which of its texts fits.
    pub field: TextField,
    /// That text.
    pub text: String,
    /// Whether the text is what was asked, but for spelling.
    pub exact: bool,
}

impl Reader {
    /// Records with a number, plate, seal or identifier that begins so, or with words that begin so: exact ones first, then the
    /// newest.
    pub fn find(&self, text: &str, limit: usize) -> Result<Vec<Hit>, Fault> {
        self.at_once(|| {
            let mut hits = self.by_mark(text)?;
            hits.extend(self.by_words(text)?);
            hits.sort_by_key(|hit| (!hit.exact, std::cmp::Reverse((hit.list, hit.id))));
            let mut known = std::collections::BTreeSet::new();
            hits.retain(|hit| known.insert((hit.list, hit.id)));
            hits.truncate(limit);
            Ok(hits)
        })
    }

    fn by_mark(&self, text: &str) -> Result<Vec<Hit>, Fault> {
        let start = mark(text);
        if start.is_empty() {
            return Ok(Vec::new());
        }
        self.ask(|sql| {
            let mut find = sql.prepare_cached(
                "SELECT list, id, field, text, folded = ?1 FROM marks
                 WHERE list = ?4 AND folded >= ?1 AND folded < ?2 ORDER BY folded LIMIT ?3",
            )?;
            let mut hits = Vec::new();
            // List by list, so that one with many does not hide the others.
            for list in List::ALL {
                let rows = find.query_map((&start, behind(&start), LOOKED_AT_MAX, list.number()), hit)?;
                hits.extend(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten());
            }
            Ok(hits)
        })
    }

    fn by_words(&self, text: &str) -> Result<Vec<Hit>, Fault> {
        self.ask(|sql| {
            let Some(question) = question(sql, text)? else { return Ok(Vec::new()) };
            let mut find = sql.prepare_cached(
                "SELECT w.list, w.id, w.field, w.text, 0 FROM words_index i JOIN words w ON w.rowid = i.rowid
                 WHERE words_index MATCH ?1 ORDER BY i.rowid DESC LIMIT ?2",
            )?;
            let rows = find.query_map((question, LOOKED_AT_MAX), hit)?;
            let hits = rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten();
            Ok(hits
                .map(|found| Hit { exact: Self::begins(&found.text, text) && found.text.len() == text.len(), ..found })
                .collect())
        })
    }
}

fn hit(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<Hit>> {
    let (list, field) = (List::from_number(row.get(0)?), TextField::from_number(row.get(2)?));
    let (id, text, exact) = (row.get(1)?, row.get(3)?, row.get(4)?);
    Ok(list.zip(field).map(|(list, field)| Hit { list, id, field, text, exact }))
}
