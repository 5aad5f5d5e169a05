//! [`Measures`]: everything that is counted about a piece of stock and must split and add up exactly together.

use crate::amount::Amount;
use crate::quantity::Quantity;

/// The measures of some goods of one lot. `quantity` leads: the others are split in proportion to it and return to
/// the same sums, whatever the splits. In CBOR an array of six unsigned integers in the order of the fields.
///
/// ```
/// use trade::measures::Measures;
/// use trade::quantity::Quantity;
/// let pallet = Measures {
///     quantity: Quantity::from_micros(3_000_000), // 3 pieces
///     net_mass: Quantity::from_micros(10_000_000), // 10 kg
///     ..Measures::ZERO
/// };
/// let (one, two) = pallet.take(Quantity::from_micros(1_000_000)).ok_or("more than there is")?;
/// assert_eq!(one.net_mass.to_string(), "3.333333");
/// assert_eq!(two.net_mass.to_string(), "6.666667");
/// assert_eq!(one.checked_add(two), Some(pallet));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Measures {
    /// In the lot's ledger unit.
    #[n(0)]
    pub quantity: Quantity,
    /// Net mass in kg.
    #[n(1)]
    pub net_mass: Quantity,
    /// Gross mass in kg.
    #[n(2)]
    pub gross_mass: Quantity,
    /// In the supplementary unit of the lot's goods code.
    #[n(3)]
    pub supplementary: Quantity,
    /// Count of pieces, or of packages where pieces are not counted.
    #[n(4)]
    pub pieces: Quantity,
    /// In the lot's currency.
    #[n(5)]
    pub value: Amount,
}

impl Measures {
    /// Nothing of anything.
    pub const ZERO: Measures = Measures {
        quantity: Quantity::ZERO,
        net_mass: Quantity::ZERO,
        gross_mass: Quantity::ZERO,
        supplementary: Quantity::ZERO,
        pieces: Quantity::ZERO,
        value: Amount::ZERO,
    };

    /// Whether all six are nothing.
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// The sum of each, `None` when one does not fit.
    #[must_use]
    pub fn checked_add(self, other: Measures) -> Option<Measures> {
        Some(Measures {
            quantity: self.quantity.checked_add(other.quantity)?,
            net_mass: self.net_mass.checked_add(other.net_mass)?,
            gross_mass: self.gross_mass.checked_add(other.gross_mass)?,
            supplementary: self.supplementary.checked_add(other.supplementary)?,
            pieces: self.pieces.checked_add(other.pieces)?,
            value: self.value.checked_add(other.value)?,
        })
    }

    /// The difference of each, `None` when one would be below zero.
    #[must_use]
    pub fn checked_sub(self, other: Measures) -> Option<Measures> {
        Some(Measures {
            quantity: self.quantity.checked_sub(other.quantity)?,
            net_mass: self.net_mass.checked_sub(other.net_mass)?,
            gross_mass: self.gross_mass.checked_sub(other.gross_mass)?,
            supplementary: self.supplementary.checked_sub(other.supplementary)?,
            pieces: self.pieces.checked_sub(other.pieces)?,
            value: self.value.checked_sub(other.value)?,
        })
    }

    /// Takes `part` of the quantity and, of every other measure, its proportional part: `(taken, rest)`, which add
    /// up to `self` exactly. The odd 10^-6 goes to the part with the larger remainder, to the taken one when both
    /// are equal. Taking all takes everything, also what rounding left behind. `None` when `part` exceeds the quantity.
    #[must_use]
    pub fn take(self, part: Quantity) -> Option<(Measures, Measures)> {
        let whole = self.quantity;
        if part == whole {
            return Some((self, Measures::ZERO));
        }
        if part > whole {
            return None;
        }
        let taken = Measures {
            quantity: part,
            net_mass: self.net_mass.share(part, whole),
            gross_mass: self.gross_mass.share(part, whole),
            supplementary: self.supplementary.share(part, whole),
            pieces: self.pieces.share(part, whole),
            value: self.value.share(part, whole),
        };
        let rest = self.checked_sub(taken);
        assert!(rest.is_some(), "a share is never more than the measure it is taken from");
        Some((taken, rest?))
    }
}
