//! Measures in proportion to others, where there is no balance to take a part of.

use trade::amount::Amount;
use trade::measures::Measures;
use trade::quantity::Quantity;

/// Measures of `quantity`, in proportion to those of `base`, rounded half up; only the quantity where `base` has none.
/// None when one of them is too large.
pub(super) fn scaled(base: Measures, quantity: Quantity) -> Option<Measures> {
    let whole = u128::from(base.quantity.micros());
    let part = |measure: u64| -> Option<u64> {
        if whole == 0 {
            return Some(0);
        }
        let double = u128::from(measure).checked_mul(u128::from(quantity.micros()))?.checked_mul(2)?;
        u64::try_from(double.checked_add(whole)?.checked_div(whole.checked_mul(2)?)?).ok()
    };
    let parts = |measure: Quantity| part(measure.micros()).map(Quantity::from_micros);
    Some(Measures {
        quantity,
        net_mass: parts(base.net_mass)?,
        gross_mass: parts(base.gross_mass)?,
        supplementary: parts(base.supplementary)?,
        pieces: parts(base.pieces)?,
        value: Amount::from_micros(part(base.value.micros())?),
    })
}
