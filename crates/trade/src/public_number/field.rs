//! The check character: arithmetic in the field of 32 elements, polynomials over GF(2) modulo x^5 + x^2 + 1.

/// Twice: times x.
fn double(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

/// The value of a letter of the registry or kind. Letters of the base-32 alphabet have the value they have in the body,
/// so that a swap across the border is found; the other four take digits' values, L and O those they are read as.
fn letter(letter: u8) -> u8 {
    let below = |skipped: &[u8]| u8::try_from(skipped.iter().filter(|s| **s < letter).count()).unwrap_or_default();
    match letter {
        b'O' => 0,
        b'L' => 1,
        b'I' => 2,
        b'U' => 3,
        other => other.saturating_sub(b'A').saturating_add(10).saturating_sub(below(b"ILOU")),
    }
}

/// The check value over the letters in front and the body: the value that makes the weighted sum of the whole number
/// zero, where the weights are the powers of x from the right. x has order 31, so no two characters weigh the same.
pub(super) fn check(letters: impl Iterator<Item = u8>, body: &[u8]) -> u8 {
    let sum = letters.map(letter).chain(body.iter().copied()).fold(0, |sum, value| double(sum) ^ value);
    double(sum)
}
