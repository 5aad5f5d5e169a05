//! [`Quantity`]: how much, as an exact count of 10^-6 of a unit.

use crate::decimal::decimal_type;

/// An amount of goods in some unit, from 0 to 18,446,744,073,709.551615 in steps of 10^-6. The unit is stated by
/// the field that holds it; see [`Unit`](crate::unit::Unit). In CBOR an unsigned integer of micros, in JSON a string.
///
/// ```
/// use trade::quantity::Quantity;
/// let q: Quantity = "12.500".parse()?;
/// assert_eq!(q.micros(), 12_500_000);
/// assert_eq!(q.to_string(), "12.5");
/// assert_eq!(q.checked_scale(2, 5).map(|q| q.to_string()).as_deref(), Some("5"));
/// assert_eq!(Quantity::from_micros(1).checked_scale(1, 3), None); // not exact
/// # Ok::<(), trade::decimal::DecimalError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity(u64);

decimal_type!(Quantity);

impl Quantity {
    /// What falls on `part` of `whole` when `self` is spread over `whole`: `self * part / whole`, rounded half up.
    /// The share of the whole is `self` itself. It is a bug (an assertion) to ask with `part > whole` or an empty whole.
    ///
    /// ```
    /// use trade::quantity::Quantity;
    /// let mass = Quantity::from_micros(10);
    /// let (one, three) = (Quantity::from_micros(1), Quantity::from_micros(3));
    /// assert_eq!(mass.share(one, three).micros(), 3);
    /// assert_eq!(mass.share(three, three), mass);
    /// ```
    #[must_use]
    pub fn share(self, part: Quantity, whole: Quantity) -> Quantity {
        Quantity(crate::decimal::share(self.0, part.0, whole.0))
    }
}
