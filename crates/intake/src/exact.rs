//! [`Exact`]: decimal numbers and their sums without any loss, and declared rounding.
//!
//! Commands hold six decimals. A file may hold more, and a sum of what was rejected or rounded away must still be the
//! sum of what stands in the file, to the last digit.

use serde::{Serialize, Serializer};
use std::{fmt, str::FromStr};
use trade::{amount::Amount, decimal::DecimalError, quantity::Quantity};

/// Decimals that are kept.
const DECIMALS: usize = 30;
/// Steps of 10^-30 in 10^-6.
const FINE: i128 = 1_000_000_000_000_000_000_000_000;
/// Steps of 10^-6 in one.
const MICROS: i128 = 1_000_000;
/// Decimals of a micro.
const MICRO_DECIMALS: usize = 6;

/// A decimal number of either sign with at most thirty decimals, exact.
///
/// ```
/// use intake::Exact;
/// let price: Exact = "59582159.99999999".parse()?;
/// let rest = "0.00000001".parse::<Exact>()?;
/// assert_eq!(price.checked_add(rest).map(|sum| sum.to_string()).as_deref(), Some("59582160"));
/// assert_eq!(rest.checked_sub(price).map(|sum| sum.to_string()).as_deref(), Some("-59582159.99999998"));
/// # Ok::<(), trade::decimal::DecimalError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact {
    /// Counts of 10^-6, rounded towards minus infinity.
    micros: i128,
    /// What is left, in 10^-30: from 0 to below `FINE`.
    rest: i128,
}

impl Exact {
    /// Nothing.
    pub const ZERO: Exact = Exact { micros: 0, rest: 0 };

    /// From a count of 10^-6; `None` above 2^127.
    pub fn from_micros(micros: u128) -> Option<Exact> {
        Some(Exact { micros: i128::try_from(micros).ok()?, rest: 0 })
    }

    /// The count of 10^-6, when it is whole and not negative.
    pub fn micros(self) -> Option<u128> {
        u128::try_from(self.micros).ok().filter(|_| self.rest == 0)
    }

    /// Whether it is nothing.
    pub fn is_zero(self) -> bool {
        self == Self::ZERO
    }

    /// The sum; `None` when it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Exact) -> Option<Exact> {
        let rest = self.rest.checked_add(other.rest)?;
        let carry = i128::from(rest >= FINE);
        let micros = self.micros.checked_add(other.micros)?.checked_add(carry)?;
        Some(Exact { micros, rest: rest.checked_sub(carry.checked_mul(FINE)?)? })
    }

    /// The difference; `None` when it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Exact) -> Option<Exact> {
        self.checked_add(other.checked_neg()?)
    }

    /// The same with the other sign; `None` when it does not fit.
    #[must_use]
    pub fn checked_neg(self) -> Option<Exact> {
        let micros = self.micros.checked_neg()?;
        if self.rest == 0 {
            return Some(Exact { micros, rest: 0 });
        }
        Some(Exact { micros: micros.checked_sub(1)?, rest: FINE.checked_sub(self.rest)? })
    }

    /// Rounded as declared; the value itself when it has no more decimals. For numbers that are not negative.
    #[must_use]
    pub fn round(self, round: Round) -> Option<Exact> {
        let places = u32::try_from(MICRO_DECIMALS.checked_sub(usize::from(round.decimals))?).ok()?;
        let step = 10i128.checked_pow(places)?;
        let below = self.micros.div_euclid(step).checked_mul(step)?;
        let over = self.micros.checked_sub(below)?.checked_mul(FINE)?.checked_add(self.rest)?;
        let whole = step.checked_mul(FINE)?;
        let twice = over.checked_mul(2)?;
        let is_odd = self.micros.div_euclid(step).rem_euclid(2) == 1;
        let up = match round.mode {
            Mode::HalfUp => twice >= whole,
            Mode::HalfEven => twice > whole || (twice == whole && is_odd),
            Mode::Down => false,
        };
        Some(Exact { micros: if up { below.checked_add(step)? } else { below }, rest: 0 })
    }
}

impl From<Quantity> for Exact {
    fn from(quantity: Quantity) -> Self {
        Exact { micros: i128::from(quantity.micros()), rest: 0 }
    }
}

impl From<Amount> for Exact {
    fn from(amount: Amount) -> Self {
        Exact { micros: i128::from(amount.micros()), rest: 0 }
    }
}

/// A run of digits as a number, filled up with zeros to `width`.
fn number(digits: &str, width: usize) -> Option<i128> {
    let padding = width.saturating_sub(digits.len());
    digits
        .bytes()
        .chain(std::iter::repeat_n(b'0', padding))
        .try_fold(0i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(digit.checked_sub(b'0')?)))
}

/// The same words as for the decimals of a command, for texts that are no number in any case.
fn refusal(text: &str) -> Option<DecimalError> {
    let shortened: &str = match text.split_once('.') {
        // Too many decimals and too large a number are no faults here.
        Some((whole, decimals)) if !whole.is_empty() && !decimals.is_empty() => {
            return whole.chars().chain(decimals.chars()).find(|c| !c.is_ascii_digit()).map(|c| fault(c, text));
        }
        Some(_) => return Some(DecimalError::Point),
        None => text,
    };
    if shortened.is_empty() {
        return Some(DecimalError::Empty);
    }
    shortened.chars().find(|c| !c.is_ascii_digit()).map(|c| fault(c, text))
}

/// Asks the reader of quantities for its words about a character that is no digit.
fn fault(c: char, text: &str) -> DecimalError {
    c.to_string().parse::<Quantity>().err().or_else(|| text.parse::<Quantity>().err()).unwrap_or(DecimalError::Point)
}

impl FromStr for Exact {
    type Err = DecimalError;

    /// Digits with at most one point and at most thirty decimals; no sign, as in a command.
    fn from_str(text: &str) -> Result<Self, DecimalError> {
        if let Some(error) = refusal(text) {
            return Err(error);
        }
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > DECIMALS {
            return Err(DecimalError::TooManyDecimals);
        }
        let (coarse, fine) = decimals.split_at_checked(MICRO_DECIMALS).unwrap_or((decimals, ""));
        let build = || {
            let micros = number(whole, 0)?.checked_mul(MICROS)?.checked_add(number(coarse, MICRO_DECIMALS)?)?;
            Some(Exact { micros, rest: number(fine, DECIMALS.checked_sub(MICRO_DECIMALS)?)? })
        };
        build().ok_or(DecimalError::Overflow)
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.micros < 0 {
            let Some(positive) = self.checked_neg() else { return Err(fmt::Error) };
            return write!(f, "-{positive}");
        }
        let whole = self.micros.div_euclid(MICROS);
        let decimals = format!("{:06}{:024}", self.micros.rem_euclid(MICROS), self.rest);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{whole}"),
            decimals => write!(f, "{whole}.{decimals}"),
        }
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// How a column is rounded, where a mapping says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// Digits kept after the point, at most six.
    pub decimals: u8,
    /// Which way.
    pub mode: Mode,
}

/// Which way a number is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// To the nearest, a half up: as most customs laws have it.
    HalfUp,
    /// To the nearest, a half to the even neighbour.
    HalfEven,
    /// What is over is cut off.
    Down,
}

impl Mode {
    /// All, with their words.
    pub const ALL: [(&'static str, Mode); 3] =
        [("half_up", Mode::HalfUp), ("half_even", Mode::HalfEven), ("down", Mode::Down)];

    /// The word of a mapping.
    pub fn as_str(self) -> &'static str {
        match self {
            Mode::HalfUp => "half_up",
            Mode::HalfEven => "half_even",
            Mode::Down => "down",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_round(text: &str, decimals: u8, mode: Mode, expected: &str) {
        let rounded = text.parse::<Exact>().unwrap().round(Round { decimals, mode }).unwrap();
        assert_eq!(rounded.to_string(), expected, "{text} to {decimals}, {mode:?}");
    }

    #[test]
    fn rounding_goes_the_declared_way() {
        check_round("59582159.99999999", 2, Mode::HalfUp, "59582160");
        check_round("0.005", 2, Mode::HalfUp, "0.01");
        check_round("0.004999999999999999999999999999", 2, Mode::HalfUp, "0");
        check_round("0.005", 2, Mode::HalfEven, "0");
        check_round("0.015", 2, Mode::HalfEven, "0.02");
        check_round("0.0050000000000000000001", 2, Mode::HalfEven, "0.01");
        check_round("0.999", 2, Mode::Down, "0.99");
        check_round("2.5", 0, Mode::HalfUp, "3");
        check_round("1.0000005", 6, Mode::HalfUp, "1.000001");
    }

    #[test]
    fn what_is_no_number_is_told_in_the_words_of_the_commands() {
        for text in ["", ".", "1.", ".5", "1.2.3", "-1", "+1", "1e3", "1,5", "1 000", "x", "1.5e-7", "1.x"] {
            let error = text.parse::<Exact>().unwrap_err();
            assert_eq!(Err(error), text.parse::<Quantity>(), "{text}");
        }
        assert_eq!("0.0000000000000000000000000000001".parse::<Exact>(), Err(DecimalError::TooManyDecimals));
    }
}
