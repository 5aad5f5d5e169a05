//! Exact decimals: integers of 10^-6, and the one rounding rule of the books.
//!
//! Amounts come from text and leave as text; no floating point is used anywhere.

/// Parts of one whole unit that an amount counts.
pub(crate) const MICROS: i128 = 1_000_000;

/// Largest amount accepted from a document or made by a share, in micro-units (10^18 whole units). A balance is a sum of
/// such amounts, so it would take 10^14 postings to leave the range of `i128`.
pub(crate) const LIMIT: i128 = 1_000_000_000_000_000_000_000_000;

/// Reads `12`, `12.5`, `0.000001`: no sign, no exponent, at most six decimals.
pub(crate) fn parse(text: &str) -> Option<i128> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) || decimals.len() > 6 || whole.len() > 24 {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let micros: i128 = format!("{decimals:0<6}").parse().ok()?;
    let amount = whole.checked_mul(MICROS)?.checked_add(micros)?;
    (amount <= LIMIT).then_some(amount)
}

/// Reads an amount of the registry's dump, where a minus sign is possible (and then a finding of its own).
pub(crate) fn parse_signed(text: &str) -> Option<i128> {
    match text.strip_prefix('-') {
        Some(rest) => parse(rest).map(|amount| -amount),
        None => parse(text),
    }
}

/// Writes an amount as the shortest exact decimal text.
pub(crate) fn show(amount: i128) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let size = amount.unsigned_abs();
    let (whole, micros) = (size / 1_000_000, size % 1_000_000);
    if micros == 0 {
        return format!("{sign}{whole}");
    }
    let decimals = format!("{micros:06}");
    format!("{sign}{whole}.{}", decimals.trim_end_matches('0'))
}

/// `floor(amount * part / whole + 1/2)`: the share of another measure that goes with a part of the quantity.
/// `None` when an argument is negative, the whole is zero, or the result exceeds [`LIMIT`].
pub(crate) fn share(amount: i128, part: i128, whole: i128) -> Option<i128> {
    let amount = u128::try_from(amount).ok()?;
    let part = u128::try_from(part).ok()?;
    let whole = u128::try_from(whole).ok().filter(|whole| *whole > 0)?;
    let (quotient, rest) = match amount.checked_mul(part) {
        Some(product) => (product / whole, product % whole),
        None => divide_wide(amount, part, whole)?,
    };
    // `rest >= whole - rest` is `2 * rest >= whole` without the risk of overflow.
    let rounded = i128::try_from(quotient).ok()? + i128::from(rest >= whole - rest);
    (rounded <= LIMIT).then_some(rounded)
}

/// Quotient and rest of `left * right / divisor` where the product does not fit 128 bits: schoolbook, one bit of `right` at
/// a time from the top, so that no intermediate value passes twice the divisor. `None` when the quotient does not fit.
fn divide_wide(left: u128, right: u128, divisor: u128) -> Option<(u128, u128)> {
    if divisor > u128::MAX / 4 {
        return None;
    }
    let (step, left_rest) = (left / divisor, left % divisor);
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for bit in (0..128).rev() {
        let set = (right >> bit) & 1;
        let sum = 2 * rest + set * left_rest;
        quotient = quotient.checked_mul(2)?.checked_add(set * step)?.checked_add(sum / divisor)?;
        rest = sum % divisor;
    }
    Some((quotient, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        for text in ["0", "12", "12.5", "0.000001", "1000000000000000000"] {
            assert_eq!(parse(text).map(show).as_deref(), Some(text));
        }
        for bad in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1.0000001", "1 ", "1000000000000000001", "٣"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        assert_eq!(parse_signed("-0.5").map(show).as_deref(), Some("-0.5"));
    }

    #[test]
    fn shares_round_half_up() {
        assert_eq!(share(10, 1, 3), Some(3));
        assert_eq!(share(5, 1, 2), Some(3));
        assert_eq!(share(7, 3, 3), Some(7));
        assert_eq!(share(1, 1, 0), None);
        assert_eq!(share(-1, 1, 2), None);
    }

    #[test]
    fn shares_of_wide_products_are_exact() {
        assert_eq!(share(LIMIT, LIMIT, LIMIT), Some(LIMIT));
        assert_eq!(share(LIMIT, LIMIT / 3, LIMIT), Some(LIMIT / 3));
        assert_eq!(share(LIMIT, LIMIT, 1), None);
        assert_eq!(share(LIMIT - 1, LIMIT - 1, LIMIT), Some(LIMIT - 2));
        assert_eq!(divide_wide(10, 7, 3), Some((23, 1)));
    }
}
