//! A page of a list.

use super::cursor::Cursor;
use super::filter::{Plan, day_column};
use super::{Filter, Reader};
use crate::facet::{Field, List};
use crate::fold;
use crate::{Ask, Fault};
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Rows that are looked at for one page, at most: a page may be short, and then says from where to go on.
const LOOKED_AT_MAX: usize = 10_000;
/// Rows of a facet that are counted to choose the rarest.
const COUNTED: i64 = 2_000;

/// Which part of a list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Page {
    /// Where the page before ended: its [`Found::next`].
    pub after: Option<String>,
    /// Rows, at most.
    pub limit: usize,
    /// Oldest first, instead of newest first.
    pub oldest_first: bool,
}

/// Rows of a list: their ids, in order of day and id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Found {
    /// Ids.
    pub ids: Vec<i64>,
    /// Where the next page begins; none: there is nothing more.
    pub next: Option<String>,
    /// More than four thousand records fitted a text; only the newest of them were looked at.
    pub cut: bool,
    /// Entry up to which the views reached.
    pub position: u64,
}

impl Reader {
    /// A page of the records of a list that fit a filter.
    pub fn list(&self, list: List, filter: &Filter, page: &Page) -> Result<Found, Fault> {
        self.at_once(|| {
            let plan = filter.plan(list, self)?;
            let after = page.after.as_deref();
            let after = after.map(|text| Cursor::read(text, list, filter, page.oldest_first)).transpose()?;
            let days = (filter.from.map_or(i64::MIN, i64::from), filter.to.map_or(i64::MAX, i64::from));
            let scan = Scan { list, plan: &plan, after, days, oldest_first: page.oldest_first, limit: page.limit };
            let (rows, next) = self.ask(|sql| match &plan.among {
                Some(among) => scan.among(sql, among),
                None => scan.along(sql),
            })?;
            Ok(Found {
                ids: rows.into_iter().map(|(_, id)| id).collect(),
                next: next.map(|cursor| cursor.write(list, filter, page.oldest_first)),
                cut: plan.cut,
                position: self.position()?,
            })
        })
    }
}

/// A facet's field and value.
type Value = (Field, i64);

type Rows = (Vec<(i64, i64)>, Option<Cursor>);

struct Scan<'a> {
    list: List,
    plan: &'a Plan,
    after: Option<Cursor>,
    days: (i64, i64),
    oldest_first: bool,
    limit: usize,
}

impl Scan<'_> {
    /// Along the index of the rarest facet, from where the last page ended.
    fn along(&self, sql: &Connection) -> rusqlite::Result<Rows> {
        let (driver, others) = self.choose(sql)?;
        let (from, to) = self.bounds();
        let order = if self.oldest_first { "ASC" } else { "DESC" };
        let text = format!(
            "SELECT day, id FROM facets WHERE list = ?1 AND field = ?2 AND value = ?3
             AND (day, id) > (?4, ?5) AND (day, id) < (?6, ?7) ORDER BY day {order}, id {order}"
        );
        let mut find = sql.prepare_cached(&text)?;
        let key = (self.list.number(), driver.0.number(), driver.1, from.0, from.1, to.0, to.1);
        let mut rows = find.query(key)?;
        let (mut found, mut looked_at) = (Vec::new(), 0);
        let mut last = None;
        while let Some(row) = rows.next()? {
            if found.len() >= self.limit || looked_at >= LOOKED_AT_MAX {
                return Ok((found, last));
            }
            looked_at += 1;
            let at: (i64, i64) = (row.get(0)?, row.get(1)?);
            last = Some(Cursor { day: at.0, id: at.1 });
            if self.has(sql, &others, at)? {
                found.push(at);
            }
        }
        Ok((found, None))
    }

    /// Among records that are known, which are few.
    fn among(&self, sql: &Connection, among: &BTreeSet<i64>) -> rusqlite::Result<Rows> {
        let mut find =
            sql.prepare_cached(&format!("SELECT {} FROM {} WHERE id = ?1", day_column(self.list), self.list.name()))?;
        let (from, to) = self.bounds();
        let mut rows = Vec::new();
        for id in among {
            use rusqlite::OptionalExtension;
            // Stock that a text led to may have gone meanwhile.
            let Some(day) = find.query_row([id], |row| row.get(0)).optional()? else { continue };
            let at: (i64, i64) = (day, *id);
            if at > from && at < to {
                rows.push(at);
            }
        }
        rows.sort_unstable();
        if !self.oldest_first {
            rows.reverse();
        }
        let mut found: Vec<(i64, i64)> = Vec::new();
        for at in rows {
            if !self.has(sql, &self.plan.facets, at)? {
                continue;
            }
            if found.len() >= self.limit {
                let last = found.last().map(|(day, id)| Cursor { day: *day, id: *id });
                return Ok((found, last));
            }
            found.push(at);
        }
        Ok((found, None))
    }

    /// What lies strictly between is asked for: days, and what is behind the last page.
    fn bounds(&self) -> ((i64, i64), (i64, i64)) {
        let mut from = (self.days.0, i64::MIN);
        let mut to = (self.days.1, i64::MAX);
        if let Some(after) = self.after {
            let at = (after.day, after.id);
            if self.oldest_first {
                from = from.max(at);
            } else {
                to = to.min(at);
            }
        }
        (from, to)
    }

    /// The rarest facet, and the others.
    fn choose(&self, sql: &Connection) -> rusqlite::Result<(Value, Vec<Value>)> {
        if self.plan.facets.len() < 2 {
            let only = self.plan.facets.first().copied().unwrap_or((Field::All, 0));
            return Ok((only, Vec::new()));
        }
        let mut count = sql.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM facets WHERE list = ?1 AND field = ?2 AND value = ?3 LIMIT ?4)",
        )?;
        let mut counted = Vec::new();
        for facet in &self.plan.facets {
            let key = (self.list.number(), facet.0.number(), facet.1, COUNTED);
            counted.push((count.query_row(key, |row| row.get::<_, i64>(0))?, *facet));
        }
        counted.sort_by_key(|(count, _)| *count);
        let mut facets = counted.into_iter().map(|(_, facet)| facet);
        let rarest = facets.next().unwrap_or((Field::All, 0));
        Ok((rarest, facets.collect()))
    }

    fn has(&self, sql: &Connection, facets: &[(Field, i64)], (day, id): (i64, i64)) -> rusqlite::Result<bool> {
        let find = "SELECT 1 FROM facets WHERE list = ?1 AND field = ?2 AND value = ?3 AND day = ?4 AND id = ?5";
        let mut find = sql.prepare_cached(find)?;
        for (field, value) in facets {
            if !find.exists((self.list.number(), field.number(), value, day, id))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

impl From<List> for &'static str {
    fn from(list: List) -> Self {
        list.name()
    }
}

impl std::str::FromStr for List {
    type Err = Ask;

    fn from_str(text: &str) -> Result<Self, Ask> {
        List::from_name(text).ok_or_else(|| Ask::Unknown { what: "list", text: text.to_owned() })
    }
}

/// The type of a document or entry by its number.
pub(super) fn kind(number: i64) -> &'static str {
    fold::kind_name(number)
}
