//! Days, moments and business days. `Date` is a day of the civil calendar, [`Day`] the same day as a number for
//! compact storage, [`Timestamp`] a moment. Nothing here asks a clock or a time zone: a zone is applied where a moment
//! is shown.

pub use jiff::civil::Date;

use crate::limits;
use jiff::civil::Weekday;
use std::fmt;
use std::str::FromStr;

const EPOCH: Date = Date::constant(1970, 1, 1);
const SECONDS_A_DAY: i64 = 86_400;

/// A moment in milliseconds since 1970-01-01T00:00Z, from the year 1 to the last days of 9999. Finer parts of a second are dropped
/// when reading. In CBOR an integer, in JSON RFC 3339 text in UTC with three decimals.
///
/// ```
/// use trade::date::Timestamp;
/// let seen: Timestamp = "2026-11-25T07:03:21.1239+05:00".parse()?;
/// assert_eq!(seen.to_string(), "2026-11-25T02:03:21.123Z");
/// assert_eq!(seen.millis(), 1_795_572_201_123);
/// # Ok::<(), trade::date::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// Why a text is no moment.
///
/// ```
/// use trade::date::{DateError, Timestamp};
/// // Without an offset it is not said which moment is meant.
/// assert_eq!("2026-11-25T07:03:21".parse::<Timestamp>(), Err(DateError::Timestamp));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// Not a moment with an offset.
    #[error("write the moment as 2026-11-25T07:03:21+05:00, with the offset from UTC")]
    Timestamp,
    /// Not a day.
    #[error("write the day as 2026-11-25")]
    Date,
}

/// Whether each byte of `text` is what the pattern has at its place; `d` stands for a digit.
fn is_shaped(text: &[u8], pattern: &[u8]) -> bool {
    let fits = |(byte, like): (&u8, &u8)| if *like == b'd' { byte.is_ascii_digit() } else { byte == like };
    text.len() == pattern.len() && text.iter().zip(pattern).all(fits)
}

/// Whether the text has the form of RFC 3339, section 5.6. The calendar library reads more: basic forms, annotations,
/// an offset of hours, and what two programs read differently should not enter.
fn is_rfc3339(text: &str) -> bool {
    let text = text.to_ascii_uppercase();
    let Some((day, time)) = text.split_once('T') else { return false };
    let Some((clock, rest)) = time.as_bytes().split_at_checked(8) else { return false };
    let offset = rest.len().saturating_sub(if rest.ends_with(b"Z") { 1 } else { 6 });
    let Some((fraction, offset)) = rest.split_at_checked(offset) else { return false };
    let fraction = match fraction {
        [] => true,
        [b'.', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let offset = offset == b"Z" || is_shaped(offset, b"+dd:dd") || is_shaped(offset, b"-dd:dd");
    is_shaped(day.as_bytes(), b"dddd-dd-dd") && is_shaped(clock, b"dd:dd:dd") && fraction && offset
}

impl Timestamp {
    /// The first moment of the year 1.
    pub const MIN: Timestamp = Timestamp(-62_135_596_800_000);
    /// 9999-12-30T22:00:00.999Z: a day and two hours before the year ends, so that the moment has a local day in every
    /// zone.
    pub const MAX: Timestamp = Timestamp(253_402_207_200_999);

    /// From milliseconds since 1970; `None` outside [`MIN`](Self::MIN) to [`MAX`](Self::MAX).
    pub fn from_millis(millis: i64) -> Option<Timestamp> {
        (Timestamp::MIN.0..=Timestamp::MAX.0).contains(&millis).then_some(Timestamp(millis))
    }

    /// Milliseconds since 1970.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The day in UTC. The day at a border post is another: ask with the post's offset.
    pub fn day(self) -> Day {
        self.day_at(0)
    }

    /// The day where clocks stand `offset_minutes` east of UTC (300 in Kazakhstan since 1 March 2024).
    ///
    /// ```
    /// use trade::date::{Date, Timestamp};
    /// let seen: Timestamp = "2026-11-24T20:00:00Z".parse()?;
    /// assert_eq!(seen.day().date(), Date::constant(2026, 11, 24));
    /// assert_eq!(seen.day_at(300).date(), Date::constant(2026, 11, 25));
    /// # Ok::<(), trade::date::DateError>(())
    /// ```
    pub fn day_at(self, offset_minutes: i16) -> Day {
        let millis = self.0.saturating_add(i64::from(offset_minutes).saturating_mul(60_000));
        let days = millis.div_euclid(SECONDS_A_DAY.saturating_mul(1000));
        Day(i32::try_from(days).unwrap_or_default().clamp(Day::MIN.0, Day::MAX.0))
    }

    /// The moment so many milliseconds later (earlier when negative); `None` outside the range.
    #[must_use]
    pub fn checked_add_millis(self, millis: i64) -> Option<Timestamp> {
        Timestamp::from_millis(self.0.checked_add(millis)?)
    }
}

impl FromStr for Timestamp {
    type Err = DateError;
    /// RFC 3339 with any offset: seconds and an offset are never left out.
    fn from_str(text: &str) -> Result<Self, DateError> {
        if !is_rfc3339(text) {
            return Err(DateError::Timestamp);
        }
        let moment: jiff::Timestamp = text.parse().map_err(|_| DateError::Timestamp)?;
        let millis = moment.as_nanosecond().div_euclid(1_000_000);
        i64::try_from(millis).ok().and_then(Timestamp::from_millis).ok_or(DateError::Timestamp)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Ok(moment) = jiff::Timestamp::from_millisecond(self.0) else { return Err(fmt::Error) };
        f.pad(&format!("{moment:.3}"))
    }
}

crate::wire::json_text!(Timestamp);
crate::wire::cbor_number!(Timestamp, i64, Timestamp::millis, Timestamp::from_millis);

/// A day as a count of days since 1970-01-01, between the years 1 and 9999. In CBOR an integer, in JSON `2026-11-25`.
///
/// ```
/// use trade::date::{Date, Day};
/// let day: Day = "2026-11-25".parse()?;
/// assert_eq!(day.number(), 20_782);
/// assert_eq!(day.date(), Date::constant(2026, 11, 25));
/// assert_eq!(Day::try_from(day.date()), Ok(day));
/// # Ok::<(), trade::date::DateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// 1 January of the year 1.
    pub const MIN: Day = Day(-719_162);
    /// 31 December 9999.
    pub const MAX: Day = Day(2_932_896);

    /// From a count of days since 1970-01-01; `None` outside the range.
    pub fn from_number(number: i32) -> Option<Day> {
        (Day::MIN.0..=Day::MAX.0).contains(&number).then_some(Day(number))
    }

    /// Days since 1970-01-01.
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The day of the civil calendar.
    pub fn date(self) -> Date {
        let date = EPOCH.checked_add(jiff::Span::new().days(self.0));
        assert!(date.is_ok(), "every day of the range is a date");
        date.unwrap_or(EPOCH)
    }

    /// The day so many days later (earlier when negative); `None` outside the range.
    #[must_use]
    pub fn checked_add_days(self, days: i32) -> Option<Day> {
        Day::from_number(self.0.checked_add(days)?)
    }
}

impl TryFrom<Date> for Day {
    type Error = DateError;
    /// Fails for years before 1.
    fn try_from(date: Date) -> Result<Day, DateError> {
        let seconds = date.duration_since(EPOCH).as_secs();
        i32::try_from(seconds.div_euclid(SECONDS_A_DAY)).ok().and_then(Day::from_number).ok_or(DateError::Date)
    }
}

impl FromStr for Day {
    type Err = DateError;
    /// `2026-11-25`, nothing shorter, longer or cleverer.
    fn from_str(text: &str) -> Result<Self, DateError> {
        if !is_shaped(text.as_bytes(), b"dddd-dd-dd") {
            return Err(DateError::Date);
        }
        Day::try_from(text.parse::<Date>().map_err(|_| DateError::Date)?)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.date().to_string())
    }
}

crate::wire::json_text!(Day);
crate::wire::cbor_number!(Day, i32, Day::number, Day::from_number);

/// Why a calendar is refused.
///
/// ```
/// use trade::date::{Calendar, CalendarError};
/// use jiff::civil::Weekday;
/// let all = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday,
///            Weekday::Saturday, Weekday::Sunday];
/// assert_eq!(Calendar::new(&all, vec![], vec![]), Err(CalendarError::NoWorkingDay));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// All seven days of the week are off.
    #[error("a week needs a working day")]
    NoWorkingDay,
    /// More days than [`limits::CALENDAR_DAYS_MAX`].
    #[error("at most {} holidays and as many moved working days", limits::CALENDAR_DAYS_MAX)]
    TooManyDays,
}

/// Which days are business days: all but the weekend and the holidays, and the weekend days to which the government
/// moved work. A calendar is data with an edition; the program knows no country's holidays.
///
/// ```
/// use jiff::civil::Weekday;
/// use trade::date::{Calendar, Day};
/// let day = |text: &str| text.parse::<Day>();
/// // Kazakhstan: 16 December is a holiday. The weekend is Saturday and Sunday.
/// let calendar = Calendar::new(&[Weekday::Saturday, Weekday::Sunday], vec![day("2026-12-16")?], vec![])
///     .map_err(|e| e.to_string());
/// let calendar = calendar.unwrap_or_default();
/// assert_eq!(calendar.add_business_days(day("2026-12-11")?, 3), day("2026-12-17")?); // Fri: Mon, Tue, Thu
/// # Ok::<(), trade::date::DateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// From Monday.
    weekend: [bool; 7],
    holidays: Vec<Day>,
    worked: Vec<Day>,
}

impl Default for Calendar {
    /// Saturday and Sunday off, no holidays.
    fn default() -> Self {
        Calendar { weekend: [false, false, false, false, false, true, true], holidays: vec![], worked: vec![] }
    }
}

impl Calendar {
    /// A calendar with this weekend, these holidays, and these days that are worked although they fall on a weekend or
    /// holiday. The lists may be in any order.
    pub fn new(weekend: &[Weekday], holidays: Vec<Day>, worked: Vec<Day>) -> Result<Self, CalendarError> {
        let mut calendar = Calendar { weekend: [false; 7], holidays, worked };
        for (off, day) in calendar.weekend.iter_mut().zip(Weekday::Monday.cycle_forward()) {
            *off = weekend.contains(&day);
        }
        if calendar.weekend.iter().all(|off| *off) {
            return Err(CalendarError::NoWorkingDay);
        }
        if calendar.holidays.len().max(calendar.worked.len()) > limits::CALENDAR_DAYS_MAX {
            return Err(CalendarError::TooManyDays);
        }
        for days in [&mut calendar.holidays, &mut calendar.worked] {
            days.sort_unstable();
            days.dedup();
        }
        Ok(calendar)
    }

    /// Whether work is done on the day.
    pub fn is_business_day(&self, day: Day) -> bool {
        let weekday = usize::try_from(day.date().weekday().to_monday_zero_offset()).unwrap_or_default();
        let off = self.weekend.get(weekday).copied().unwrap_or_default() || self.holidays.binary_search(&day).is_ok();
        !off || self.worked.binary_search(&day).is_ok()
    }

    /// The `n`-th business day after `day`. The day itself is never counted, whether it is a business day or not, as
    /// terms in days run from the next day (Civil Code of Kazakhstan, article 173). With `n` zero: the day itself, or
    /// the next business day when it is off. `n` above [`limits::BUSINESS_DAYS_MAX`] counts as that bound, and
    /// the count ends at [`Day::MAX`].
    pub fn add_business_days(&self, day: Day, n: u16) -> Day {
        let mut left = n.min(limits::BUSINESS_DAYS_MAX);
        let mut day = day;
        while left > 0 || !self.is_business_day(day) {
            let Some(next) = day.checked_add_days(1) else { return Day::MAX };
            day = next;
            if self.is_business_day(day) {
                left = left.saturating_sub(1);
            }
        }
        day
    }
}
