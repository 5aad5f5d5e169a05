//! What crosses the border, by month.

use crate::row::DAY_MILLIS;
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;
use trade::date::Day;
use trade::measures::Measures;

/// Out of the country.
pub(crate) const OUT: i64 = 1;
/// Into the country.
pub(crate) const IN: i64 = 2;

/// Month (year times twelve, from year 0), direction, code, country, unit, currency.
pub(super) type Key = [i64; 6];

/// Sums in millionths. A correction takes back, so a month may go below zero.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Sums {
    postings: i64,
    quantity: i128,
    net_mass: i128,
    value: i128,
}

/// What a batch adds.
#[derive(Default)]
pub(super) struct Flows {
    sums: BTreeMap<Key, Sums>,
}

/// The month of a moment, counted in UTC.
pub(super) fn month(millis: i64) -> i64 {
    let day = i32::try_from(millis.div_euclid(DAY_MILLIS)).ok().and_then(Day::from_number);
    day.map_or(0, |day| i64::from(day.date().year()) * 12 + i64::from(day.date().month()) - 1)
}

impl Flows {
    /// Adds a posting, or takes it back.
    pub(super) fn add(&mut self, key: Key, amount: Measures, back: bool) {
        let sums = self.sums.entry(key).or_default();
        let sign = if back { -1 } else { 1 };
        sums.postings += 1;
        sums.quantity += i128::from(amount.quantity.micros()) * sign;
        sums.net_mass += i128::from(amount.net_mass.micros()) * sign;
        sums.value += i128::from(amount.value.micros()) * sign;
    }

    pub(super) fn flush(&mut self, sql: &Connection) -> rusqlite::Result<()> {
        let key = "month = ?1 AND direction = ?2 AND code = ?3 AND country = ?4 AND unit = ?5 AND currency = ?6";
        let mut find =
            sql.prepare_cached(&format!("SELECT postings, quantity, net_mass, value FROM flows WHERE {key}"))?;
        let mut put =
            sql.prepare_cached("INSERT OR REPLACE INTO flows VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?;
        for (key, added) in std::mem::take(&mut self.sums) {
            let [month, direction, code, country, unit, currency] = key;
            let before = find.query_row(key, |row| {
                let sum = |at: usize| row.get::<_, String>(at).map(|text| text.parse::<i128>().unwrap_or(0));
                Ok(Sums { postings: row.get(0)?, quantity: sum(1)?, net_mass: sum(2)?, value: sum(3)? })
            });
            let before = before.optional()?.unwrap_or_default();
            put.execute((
                month,
                direction,
                code,
                country,
                unit,
                currency,
                before.postings + added.postings,
                (before.quantity + added.quantity).to_string(),
                (before.net_mass + added.net_mass).to_string(),
                (before.value + added.value).to_string(),
            ))?;
        }
        Ok(())
    }
}
