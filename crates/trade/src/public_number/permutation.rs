//! A keyed permutation of 40-bit numbers: a balanced Feistel network of eight rounds over two halves of 20 bits, with
//! SHA-256 as the round function (Luby and Rackoff's construction; FF1 of NIST SP 800-38G has the same shape).

use sha2::{Digest, Sha256};

const HALF_BITS: u32 = 20;
const HALF_MASK: u32 = (1 << HALF_BITS) - 1;
const ROUNDS: std::ops::Range<u8> = 0..8;

/// The key of a registry's public numbers. It is drawn once and never changed: with another key, old numbers would name
/// other things.
///
/// ```
/// use trade::public_number::NumberKey;
/// let key = NumberKey([1; 16]);
/// assert_eq!(format!("{key:?}"), "NumberKey(..)"); // not for logs
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct NumberKey(pub [u8; 16]);

impl std::fmt::Debug for NumberKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NumberKey(..)")
    }
}

/// 20 bits out of key, kind, round and half.
fn round_value(key: &NumberKey, kind: u8, round: u8, half: u32) -> u32 {
    let digest = Sha256::new().chain_update(key.0).chain_update([kind, round]).chain_update(half.to_be_bytes());
    digest.finalize().iter().take(4).fold(0u32, |sum, byte| (sum << 8) | u32::from(*byte)) & HALF_MASK
}

fn halves(number: u64) -> Option<(u32, u32)> {
    let low = u32::try_from(number & u64::from(HALF_MASK)).ok()?;
    let high = u32::try_from(number >> HALF_BITS).ok()?;
    (high <= HALF_MASK).then_some((high, low))
}

fn join((high, low): (u32, u32)) -> u64 {
    (u64::from(high) << HALF_BITS) | u64::from(low)
}

/// The permuted number; `None` for 2^40 and above.
pub(super) fn forward(key: &NumberKey, kind: u8, number: u64) -> Option<u64> {
    let step = |(left, right), round| (right, left ^ round_value(key, kind, round, right));
    Some(join(ROUNDS.fold(halves(number)?, step)))
}

/// The number that [`forward`] permuted.
pub(super) fn backward(key: &NumberKey, kind: u8, permuted: u64) -> u64 {
    let step = |(left, right), round| (right ^ round_value(key, kind, round, left), left);
    let start = halves(permuted);
    assert!(start.is_some(), "a public number holds 40 bits");
    join(ROUNDS.rev().fold(start.unwrap_or_default(), step))
}
