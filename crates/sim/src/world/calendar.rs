//! The days of the year: their texts, and how busy they are.

use trade::date::Day;

/// Days without customs clearing and wholesale trade, month and day: public holidays of Kazakhstan with fixed dates.
const HOLIDAYS: [(i8, i8); 14] = [
    (1, 1),
    (1, 2),
    (1, 7),
    (3, 8),
    (3, 21),
    (3, 22),
    (3, 23),
    (5, 1),
    (5, 7),
    (5, 9),
    (7, 6),
    (8, 30),
    (10, 25),
    (12, 16),
];
/// Trade by month, per mille of a usual one: a quiet January, full stores before the new year.
const MONTHS: [u64; 12] = [780, 860, 960, 1000, 1010, 1000, 960, 990, 1060, 1100, 1120, 1160];
/// Trade by day of the week from Monday.
const WEEK: [u64; 7] = [1050, 1100, 1100, 1080, 1020, 300, 120];
/// What a holiday leaves of it.
const HOLIDAY: u64 = 150;

/// The days that are simulated.
#[derive(Debug)]
pub(crate) struct Calendar {
    first: Day,
    texts: Vec<String>,
    /// Sums of the weights of all days up to and with each.
    sums: Vec<u64>,
}

impl Calendar {
    pub(crate) fn new(first: Day, days: u16) -> Self {
        let mut calendar = Self { first, texts: Vec::new(), sums: Vec::new() };
        let mut sum = 0;
        for day in 0..days {
            sum += weight(calendar.day(day));
            calendar.sums.push(sum);
        }
        calendar.texts = (0..days).map(|day| calendar.day(day).to_string()).collect();
        calendar
    }

    /// The day of that number, from 0.
    pub(crate) fn day(&self, day: u16) -> Day {
        self.first.checked_add_days(day.into()).unwrap_or(self.first)
    }

    /// `YYYY-MM-DD`; the last day for days that come later.
    pub(crate) fn text(&self, day: u16) -> &str {
        self.texts.get(usize::from(day)).or(self.texts.last()).map_or("", String::as_str)
    }

    /// `YY` of the first day, which stands in numbers of documents.
    pub(crate) fn year(&self) -> &str {
        self.text(0).get(2..4).unwrap_or("")
    }

    /// The part of `total` that falls on this day.
    pub(crate) fn part(&self, total: u64, day: u16) -> u64 {
        let before = day.checked_sub(1).map_or(0, |day| self.until(total, day));
        self.until(total, day) - before
    }

    /// The part of `total` that falls on the days up to and with this one.
    pub(crate) fn until(&self, total: u64, day: u16) -> u64 {
        let all = self.sums.last().copied().unwrap_or(1);
        let until = self.sums.get(usize::from(day)).copied().unwrap_or(all);
        u64::try_from(u128::from(total) * u128::from(until) / u128::from(all)).unwrap_or(u64::MAX)
    }

    /// Whether offices work.
    pub(crate) fn is_working(&self, day: u16) -> bool {
        weight(self.day(day)) > 500
    }
}

fn weight(day: Day) -> u64 {
    let date = day.date();
    let weekday = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
    let month = usize::try_from(date.month() - 1).unwrap_or_default();
    let usual = MONTHS[month] * WEEK[weekday] / 1000;
    if HOLIDAYS.contains(&(date.month(), date.day())) { usual * HOLIDAY / 1000 } else { usual }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_share_the_year() {
        let calendar = Calendar::new("2025-01-01".parse().expect("a day"), 365);
        assert_eq!((0..365).map(|day| calendar.part(1_000_000, day)).sum::<u64>(), 1_000_000);
        // 2025-01-01 is a holiday, the 4th a Saturday, the 6th a Monday.
        assert!(!calendar.is_working(0) && !calendar.is_working(3) && calendar.is_working(5));
        assert!(calendar.part(1_000_000, 3) < calendar.part(1_000_000, 5) / 2);
        assert_eq!((calendar.text(364), calendar.year()), ("2025-12-31", "25"));
    }
}
