//! Dates and times as seconds since 1970, enough to tell what lies in the future of its record.

/// Seconds of one day.
pub(crate) const DAY: i64 = 86_400;

/// A date `YYYY-MM-DD` at 00:00 UTC, or a time of RFC 3339, in whole seconds since 1970 (fractions are cut).
pub(crate) fn parse(text: &str) -> Option<i64> {
    let Some((date, clock)) = text.split_once(['T', 't']) else { return days(text).map(|days| days * DAY) };
    let (clock, zone) = match clock.find(['Z', 'z', '+', '-']) {
        Some(at) => clock.split_at_checked(at)?,
        None => return None,
    };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let [hours, minutes, seconds] = fields(clock, ':', [2, 2, 2])?;
    // 60 is the leap second.
    if hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    Some(days(date)? * DAY + hours * 3_600 + minutes * 60 + seconds - offset(zone)?)
}

/// Seconds that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let [hours, minutes] = fields(zone.get(1..)?, ':', [2, 2])?;
    (hours <= 23 && minutes <= 59).then_some(sign * (hours * 3_600 + minutes * 60))
}

/// Days since 1970 of a date in the Gregorian calendar.
fn days(text: &str) -> Option<i64> {
    let [year, month, day] = fields(text, '-', [4, 2, 2])?;
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let length = match month {
        2 => 28 + i64::from(leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if day < 1 || day > length {
        return None;
    }
    // Years begin in March here, so that the leap day is the last day of its year.
    let (year, month) = if month < 3 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    Some(year * 365 + leap_days + (153 * month + 2) / 5 + day - 1 - 719_468)
}

/// Exactly `N` groups of digits of the given widths.
fn fields<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[i64; N]> {
    let mut parts = text.split(separator);
    let mut numbers = [0; N];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let part = parts.next()?;
        if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        assert_eq!(parse("1970-01-01"), Some(0));
        assert_eq!(parse("2000-03-01"), Some(951_868_800));
        assert_eq!(parse("2024-02-29T23:59:59.5Z"), Some(1_709_251_199));
        assert_eq!(parse("2024-03-01T04:59:59+05:00"), Some(1_709_251_199));
        for bad in
            ["2023-02-29", "2024-13-01", "2024-1-01", "2024-01-01T", "2024-01-01T25:00:00Z", "2024-01-01T00:00:00", "é"]
        {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
