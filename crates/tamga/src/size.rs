//! Sizes in bytes, as people write and read them.

use std::str::FromStr;

/// A number of bytes: digits, and perhaps K, M, G or T for powers of a thousand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Size(pub(crate) u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let factor = match text.chars().last().map(|last| last.to_ascii_uppercase()) {
            Some('K') => 1_000,
            Some('M') => 1_000_000,
            Some('G') => 1_000_000_000,
            Some('T') => 1_000_000_000_000,
            _ => 1,
        };
        let digits = if factor == 1 { text } else { &text[..text.len() - 1] };
        let number: Option<u64> = digits.parse().ok();
        number
            .and_then(|number| number.checked_mul(factor))
            .map(Self)
            .ok_or_else(|| "a size is like 500M or 2G".to_owned())
    }
}

/// Megabytes with one digit behind the point.
pub(crate) fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, bytes) in [("0", 0), ("17", 17), ("2k", 2_000), ("500M", 500_000_000), ("3G", 3_000_000_000)] {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for wrong in ["", "M", "-1", "1.5G", "1 G", "99999999999T", "1é"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }
}
