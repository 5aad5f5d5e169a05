//! Which days are business days in a country: the shipped calendars, with the days up to which they are known.
//!
//! Governments move days from year to year, and holidays of the lunar calendar are fixed late. After its last known day a
//! calendar holds what the law says without such acts; an answer that reaches there is provisional, and says so. Outside
//! the first and the last year there is no answer.

use crate::country::CountryCode;
use crate::date::{Calendar, Date, Day};
use crate::packed;
use jiff::civil::Weekday;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../../data/calendars/business_days.tsv.gz");

/// Where the shipped calendars are from.
pub const SOURCE: &str = "Python package holidays 0.109, which cites the acts of each country";
/// On which terms they may be used.
pub const LICENCE: &str = "MIT";

const FROM: Date = Date::constant(2020, 1, 1);
const TO: Date = Date::constant(2027, 12, 31);

/// The calendar of one country.
#[derive(Clone, Debug)]
pub struct CountryCalendar {
    /// Whose.
    pub country: CountryCode,
    /// The first day.
    pub from: Date,
    /// The last day with all moved days and no estimated ones.
    pub known_to: Date,
    /// The last day at all; after `known_to` it is provisional.
    pub to: Date,
    /// Holidays and worked weekend days in it.
    pub rows: usize,
    /// Which days are worked.
    pub days: Calendar,
}

/// A day found by counting business days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// All days on the way are known.
    Known(Day),
    /// Days on the way may still be moved.
    Provisional(Day),
    /// The calendar does not reach so far.
    NotCovered,
}

impl CountryCalendar {
    /// The `n`-th business day after `day`, counted as [`Calendar::add_business_days`] does.
    ///
    /// ```
    /// use trade::calendar::{Counted, find};
    /// let russia = find("RU".parse()?).ok_or("no calendar")?;
    /// // The holidays of the new year last until 11 January.
    /// assert_eq!(russia.add("2025-12-30".parse()?, 1), Counted::Known("2026-01-12".parse()?));
    /// assert_eq!(russia.add("2031-01-01".parse()?, 1), Counted::NotCovered);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add(&self, day: Day, n: u16) -> Counted {
        let end = self.days.add_business_days(day, n);
        let covered = |day: Day| (self.from..=self.to).contains(&day.date());
        match (covered(day) && covered(end), end.date() <= self.known_to) {
            (false, _) => Counted::NotCovered,
            (true, true) => Counted::Known(end),
            (true, false) => Counted::Provisional(end),
        }
    }
}

/// The rows of one country while they are read.
struct Rows {
    country: CountryCode,
    known_to: Date,
    holidays: Vec<Day>,
    worked: Vec<Day>,
}

fn read() -> Option<Vec<CountryCalendar>> {
    let text = packed::text(PACKED);
    let mut all: Vec<Rows> = Vec::new();
    for line in text.lines().skip(1) {
        let mut cells = line.split('\t');
        let country: CountryCode = cells.next()?.parse().ok()?;
        let day: Day = cells.next()?.parse().ok()?;
        match (cells.next()?, all.last_mut().filter(|rows| rows.country == country)) {
            ("known_to", None) => {
                all.push(Rows { country, known_to: day.date(), holidays: vec![], worked: vec![] });
            }
            ("holiday", Some(rows)) => rows.holidays.push(day),
            ("worked", Some(rows)) => rows.worked.push(day),
            _ => return None,
        }
    }
    all.into_iter().map(finish).collect()
}

fn finish(rows: Rows) -> Option<CountryCalendar> {
    let Rows { country, known_to, holidays, worked } = rows;
    let count = holidays.len().checked_add(worked.len())?;
    let days = Calendar::new(&[Weekday::Saturday, Weekday::Sunday], holidays, worked).ok()?;
    Some(CountryCalendar { country, from: FROM, known_to, to: TO, rows: count, days })
}

/// All calendars, by country.
pub fn calendars() -> &'static [CountryCalendar] {
    static CALENDARS: OnceLock<Vec<CountryCalendar>> = OnceLock::new();
    CALENDARS.get_or_init(|| {
        let read = read();
        assert!(read.is_some(), "every row of the calendars is read");
        read.unwrap_or_default()
    })
}

/// The calendar of a country.
pub fn find(country: CountryCode) -> Option<&'static CountryCalendar> {
    calendars().iter().find(|one| one.country == country)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known(country: &str, day: &str, n: u16) -> Counted {
        find(country.parse().unwrap()).unwrap().add(day.parse().unwrap(), n)
    }

    #[test]
    fn moved_days_count() {
        // Kazakhstan worked on Saturday 4 May 2024 and rested on Wednesday 8 May.
        assert_eq!(known("KZ", "2024-05-03", 1), Counted::Known("2024-05-04".parse().unwrap()));
        assert_eq!(known("KZ", "2024-05-06", 1), Counted::Known("2024-05-10".parse().unwrap()));
    }

    #[test]
    fn what_is_not_known_is_said() {
        assert!(matches!(known("KZ", "2026-12-31", 5), Counted::Provisional(_)));
        assert_eq!(known("KZ", "2027-12-30", 5), Counted::NotCovered);
        assert_eq!(known("KZ", "2019-12-30", 5), Counted::NotCovered);
        assert!(find("DE".parse().unwrap()).is_none());
    }

    proptest! {
        #[test]
        fn counting_is_the_naive_loop(at in 0..9usize, start in 18_262..20_000i32, n in 1..300u16) {
            let calendar = &calendars()[at];
            let text = packed::text(PACKED);
            let mut day = Day::from_number(start).unwrap();
            let first = day;
            let mut left = n;
            while left > 0 {
                day = day.checked_add_days(1).unwrap();
                let is_off = matches!(day.date().weekday(), Weekday::Saturday | Weekday::Sunday);
                let row = |kind: &str| text.contains(&format!("\n{}\t{day}\t{kind}\t", calendar.country));
                if row("worked") || !(is_off || row("holiday")) {
                    left -= 1;
                }
            }
            match calendar.add(first, n) {
                Counted::Known(found) | Counted::Provisional(found) => prop_assert_eq!(found, day),
                Counted::NotCovered => prop_assert!(day.date() > calendar.to),
            }
        }
    }
}
