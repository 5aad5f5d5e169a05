//! The check-digit schemes of other people's numbers. All take ASCII text; anything else in it is simply wrong.

/// The value of an ASCII digit.
fn digit(byte: u8) -> Option<u32> {
    char::from(byte).to_digit(10)
}

/// The sum of digit times weight; `None` when a character is no digit.
fn weighted(digits: &[u8], weights: &[u32]) -> Option<u32> {
    digits
        .iter()
        .zip(weights)
        .try_fold(0u32, |sum, (&byte, weight)| sum.checked_add(digit(byte)?.checked_mul(*weight)?))
}

/// GS1 General Specifications, section 7.9: weights 3 and 1 from the right, modulo 10. For GTIN and GLN, any length.
pub(crate) fn gs1(text: &str) -> bool {
    let sum = text
        .bytes()
        .rev()
        .zip([1u32, 3].into_iter().cycle())
        .try_fold(0u32, |sum, (byte, weight)| sum.checked_add(digit(byte)?.checked_mul(weight)?));
    sum.and_then(|sum| sum.checked_rem(10)) == Some(0)
}

/// Kazakhstan, BIN and IIN: the twelfth digit from the first eleven; `None` when no digit makes the number valid (such
/// numbers are not issued) or the text is not eleven digits. Rules for forming the numbers: Government decree 853 of
/// 11 June 2007 (IIN) and 406 of 22 May 2007 (BIN).
pub(crate) fn kazakh_digit(first: &str) -> Option<u32> {
    let first = first.as_bytes();
    if first.len() != 11 {
        return None;
    }
    let rest = weighted(first, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])?.checked_rem(11)?;
    if rest < 10 {
        return Some(rest);
    }
    let rest = weighted(first, &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2])?.checked_rem(11)?;
    (rest < 10).then_some(rest)
}

/// Whether the twelfth digit fits.
pub(crate) fn kazakh(text: &str) -> bool {
    let Some((first, last)) = text.split_at_checked(11) else { return false };
    last.len() == 1 && last.bytes().next().and_then(digit) == kazakh_digit(first) && kazakh_digit(first).is_some()
}

/// Russia, INN of 10 or 12 digits (order MMV-7-6/435 of the Federal Tax Service of 29 June 2012).
pub(crate) fn inn(text: &str) -> bool {
    let fits = |weights: &[u32]| {
        let (Some(digits), Some(&check)) = (text.as_bytes().get(..weights.len()), text.as_bytes().get(weights.len()))
        else {
            return false;
        };
        let sum = weighted(digits, weights).and_then(|sum| sum.checked_rem(11)?.checked_rem(10));
        sum.is_some() && sum == digit(check)
    };
    match text.len() {
        10 => fits(&[2, 4, 10, 3, 5, 9, 4, 6, 8]),
        12 => fits(&[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) && fits(&[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]),
        _ => false,
    }
}

/// ISO 7064 MOD 97-10 over capitals and digits, as ISO 17442 uses it for the LEI: the whole number leaves 1.
pub(crate) fn mod97(text: &str) -> bool {
    let rest = text.chars().try_fold(0u32, |rest, c| {
        let value = c.to_digit(36)?;
        let shift = if value < 10 { 10u32 } else { 100 };
        rest.checked_mul(shift)?.checked_add(value)?.checked_rem(97)
    });
    rest == Some(1)
}
