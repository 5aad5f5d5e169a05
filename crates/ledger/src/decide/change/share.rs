//! Sharing a quantity over several lots by weight, exactly.

use trade::amount::Currency;
use trade::measures::Measures;
use trade::quantity::Quantity;

/// Weights of lots: net mass when all have one, else value when all have one in one currency, else equal.
///
/// A convention: where goods are mixed, no document says which part went where.
pub(super) fn weights(lots: impl Iterator<Item = (Measures, Option<Currency>)>) -> Vec<u64> {
    let lots: Vec<_> = lots.collect();
    let masses: Vec<u64> = lots.iter().map(|(measures, _)| measures.net_mass.micros()).collect();
    if masses.iter().all(|mass| *mass > 0) {
        return masses;
    }
    let values: Vec<u64> = lots.iter().map(|(measures, _)| measures.value.micros()).collect();
    let one_currency = lots.iter().all(|(_, currency)| *currency == lots.first().and_then(|(_, first)| *first));
    if one_currency && values.iter().all(|value| *value > 0) {
        return values;
    }
    vec![1; lots.len()]
}

/// Splits `whole` by `weights` with the largest remainder; among equal remainders the first come first. The parts add up
/// to the whole exactly. No weights: no parts.
pub(super) fn split(whole: Quantity, weights: &[u64]) -> Vec<Quantity> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return weights.iter().map(|_| Quantity::ZERO).collect();
    }
    let mut parts: Vec<(u64, u128, usize)> = weights
        .iter()
        .enumerate()
        .map(|(position, weight)| {
            let product = u128::from(whole.micros()).saturating_mul(u128::from(*weight));
            let floor = product.checked_div(sum).unwrap_or(0);
            let rest = product.checked_rem(sum).unwrap_or(0);
            (u64::try_from(floor).unwrap_or(u64::MAX), rest, position)
        })
        .collect();
    let given: u64 = parts.iter().map(|(part, _, _)| *part).sum();
    let left = whole.micros().saturating_sub(given);
    parts.sort_by_key(|(_, rest, position)| (std::cmp::Reverse(*rest), *position));
    for (part, _, _) in parts.iter_mut().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        *part = part.saturating_add(1);
    }
    parts.sort_by_key(|(_, _, position)| *position);
    parts.into_iter().map(|(part, _, _)| Quantity::from_micros(part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up(whole in any::<u64>(), weights in prop::collection::vec(1_u64..=u64::MAX, 1..20)) {
            let parts = split(Quantity::from_micros(whole), &weights);
            let sum: u128 = parts.iter().map(|part| u128::from(part.micros())).sum();
            prop_assert_eq!(sum, u128::from(whole));
            for (part, weight) in parts.iter().zip(&weights) {
                let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
                let exact = u128::from(whole) * u128::from(*weight) / total;
                prop_assert!(u128::from(part.micros()).abs_diff(exact) <= 1);
            }
        }
    }

    #[test]
    fn first_come_first_among_equals() {
        let parts = split(Quantity::from_micros(5), &[1, 1, 1]);
        assert_eq!(parts.iter().map(|p| p.micros()).collect::<Vec<_>>(), [2, 2, 1]);
    }
}
