//! One exact scanner for decimal text, shared by [`Quantity`](crate::quantity::Quantity) and
//! [`Amount`](crate::amount::Amount). It deliberately knows no sign, exponent, group separator or locale: a number
//! that two systems could read differently is refused with the reason.

use std::num::NonZeroU64;

/// Digits after the point that are kept; the smallest step is 10^-6.
pub const DECIMALS: usize = 6;

/// Steps of 10^-6 in one whole.
pub const SCALE: u64 = 1_000_000;

/// Why a text is no decimal number. Messages are plain words for the person who typed it.
///
/// ```
/// use trade::decimal::DecimalError;
/// use trade::quantity::Quantity;
/// assert_eq!("1.0000001".parse::<Quantity>(), Err(DecimalError::TooManyDecimals));
/// assert_eq!(DecimalError::Sign.to_string(), "write the number without a plus or minus sign");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Nothing was written.
    #[error("a number is missing")]
    Empty,
    /// A plus or minus.
    #[error("write the number without a plus or minus sign")]
    Sign,
    /// Scientific notation, `1e3`.
    #[error("write the number in full, without an exponent")]
    Exponent,
    /// A space, also as a group separator.
    #[error("write the number without spaces")]
    Space,
    /// A comma: some read it as a point, some as a group separator.
    #[error("write a point, not a comma, before the decimals")]
    Comma,
    /// A second point, or a point without digits on both sides.
    #[error("one point at most, with digits on both sides")]
    Point,
    /// Any other character.
    #[error("`{0}` is not a digit")]
    NotADigit(char),
    /// More than six digits after the point.
    #[error("at most 6 digits after the point")]
    TooManyDecimals,
    /// Above 18,446,744,073,709.551615.
    #[error("the number is too large")]
    Overflow,
}

/// Reads `text` as a count of 10^-6.
pub(crate) fn scan(text: &str) -> Result<u64, DecimalError> {
    if text.is_empty() {
        return Err(DecimalError::Empty);
    }
    for c in text.chars() {
        match c {
            '0'..='9' | '.' => {}
            '+' | '-' | '\u{2212}' => return Err(DecimalError::Sign),
            'e' | 'E' => return Err(DecimalError::Exponent),
            ',' => return Err(DecimalError::Comma),
            c if c.is_whitespace() => return Err(DecimalError::Space),
            c => return Err(DecimalError::NotADigit(c)),
        }
    }
    let (whole, decimals) = match text.split_once('.') {
        None => (text, ""),
        Some((whole, decimals)) if !whole.is_empty() && !decimals.is_empty() && !decimals.contains('.') => {
            (whole, decimals)
        }
        Some(_) => return Err(DecimalError::Point),
    };
    if decimals.len() > DECIMALS {
        return Err(DecimalError::TooManyDecimals);
    }
    let padding = DECIMALS.saturating_sub(decimals.len());
    whole
        .bytes()
        .chain(decimals.bytes())
        .chain(std::iter::repeat_n(b'0', padding))
        .try_fold(0u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(digit.checked_sub(b'0')?)))
        .ok_or(DecimalError::Overflow)
}

/// Writes a count of 10^-6 canonically: no trailing zeros, no point without decimals.
pub(crate) fn write(micros: u64, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let whole = micros.checked_div(SCALE).unwrap_or_default();
    let rest = micros.checked_rem(SCALE).unwrap_or_default();
    let text =
        if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:06}").trim_end_matches('0').to_owned() };
    f.pad_integral(true, "", &text)
}

/// `value * part / whole`, rounded half up. The caller holds `part <= whole`, so that the result is at most `value`.
pub(crate) fn share(value: u64, part: u64, whole: u64) -> u64 {
    assert!(part <= whole, "a part is not larger than its whole");
    let Some(whole) = NonZeroU64::new(whole) else {
        assert!(whole > 0, "a whole is not zero");
        return 0;
    };
    let whole = u128::from(whole.get());
    // Two factors of 64 bits fit 128 bits, so nothing saturates here.
    let product = u128::from(value).saturating_mul(u128::from(part));
    let quotient = product.checked_div(whole).unwrap_or_default();
    let rest = product.checked_rem(whole).unwrap_or_default();
    let up = u128::from(rest >= whole.saturating_sub(rest));
    let rounded = u64::try_from(quotient.saturating_add(up));
    assert!(rounded.is_ok(), "a share is at most the value");
    rounded.unwrap_or(value)
}

/// `value * num / den` when that is a whole number of 10^-6 that fits, else `None`.
pub(crate) fn scale(value: u64, num: u64, den: u64) -> Option<u64> {
    let product = u128::from(value).checked_mul(u128::from(num))?;
    let den = u128::from(den);
    match product.checked_rem(den)? {
        0 => u64::try_from(product.checked_div(den)?).ok(),
        _ => None,
    }
}

/// The shared body of the two decimal types: a count of 10^-6 with checked arithmetic.
macro_rules! decimal_type {
    ($name:ident) => {
        impl $name {
            /// Nothing.
            pub const ZERO: Self = Self(0);

            /// The largest value, 18,446,744,073,709.551615.
            pub const MAX: Self = Self(u64::MAX);

            /// From a count of 10^-6. Every count is a value.
            pub const fn from_micros(micros: u64) -> Self {
                Self(micros)
            }

            /// From a count of wholes; `None` when it does not fit.
            pub const fn from_whole(whole: u64) -> Option<Self> {
                match whole.checked_mul($crate::decimal::SCALE) {
                    Some(micros) => Some(Self(micros)),
                    None => None,
                }
            }

            /// The count of 10^-6.
            pub const fn micros(self) -> u64 {
                self.0
            }

            /// Whether it is nothing.
            pub const fn is_zero(self) -> bool {
                self.0 == 0
            }

            /// The sum, `None` when it does not fit.
            #[must_use]
            pub const fn checked_add(self, other: Self) -> Option<Self> {
                match self.0.checked_add(other.0) {
                    Some(micros) => Some(Self(micros)),
                    None => None,
                }
            }

            /// The difference, `None` when it would be below zero.
            #[must_use]
            pub const fn checked_sub(self, other: Self) -> Option<Self> {
                match self.0.checked_sub(other.0) {
                    Some(micros) => Some(Self(micros)),
                    None => None,
                }
            }

            /// `self * num / den`, exact or `None`: never rounded, never wrapped; `None` for `den` zero.
            #[must_use]
            pub fn checked_scale(self, num: u64, den: u64) -> Option<Self> {
                $crate::decimal::scale(self.0, num, den).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::decimal::write(self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::decimal::DecimalError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::decimal::scan(text).map(Self)
            }
        }

        $crate::wire::json_text!($name);
        $crate::wire::cbor_number!($name, u64, |value| value.0, |number| Some($name(number)));
    };
}
pub(crate) use decimal_type;
