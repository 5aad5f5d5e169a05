//! The six measures that a posting moves together.

use serde_json::{Map, Value};

use crate::amount;

/// How many measures there are.
pub(crate) const COUNT: usize = 6;

/// The measures' names in the dump, in the order in which [`Measures`] keeps them.
pub(crate) const NAMES: [&str; COUNT] = ["quantity", "net_mass", "gross_mass", "supplementary", "pieces", "value"];

/// Amounts of one lot in micro-units: quantity in the lot's ledger unit, net and gross mass in kilograms, supplementary
/// quantity, pieces, value in the lot's currency. The quantity may go below zero when a record overdraws; the others do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Measures(pub(crate) [i128; COUNT]);

impl Measures {
    /// The quantity in the lot's ledger unit.
    pub(crate) fn quantity(&self) -> i128 {
        self.0[0]
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.0 == [0; COUNT]
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }

    pub(crate) fn subtract(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine -= theirs;
        }
    }

    /// What goes along when `quantity` is taken from this balance: every other measure by its rounded share; all of it
    /// when all (or, in a record that overdraws, more) is taken.
    pub(crate) fn part(&self, quantity: i128) -> Self {
        if quantity >= self.quantity() {
            let mut all = *self;
            all.0[0] = quantity;
            return all;
        }
        // The share of a true part never exceeds the balance, so it is always within the limit.
        self.scaled(quantity).unwrap_or_default()
    }

    /// The measures that `quantity` has at the proportions of this balance, also for more than the balance holds.
    /// Nothing but the quantity when the balance is empty; `None` beyond the limit of amounts.
    pub(crate) fn scaled(&self, quantity: i128) -> Option<Self> {
        let whole = self.quantity();
        let mut scaled = Self::default();
        scaled.0[0] = quantity;
        if whole > 0 {
            for (to, from) in scaled.0.iter_mut().zip(self.0).skip(1) {
                *to = amount::share(from, quantity, whole)?;
            }
        }
        Some(scaled)
    }

    /// The smaller of each measure: what can be given back when a share is more than was minted.
    pub(crate) fn at_most(&self, other: &Self) -> Self {
        let mut least = *self;
        for (mine, theirs) in least.0.iter_mut().zip(other.0) {
            *mine = (*mine).min(theirs);
        }
        least
    }

    /// Reads the measures of a dump row; what is left out is zero. `Err` names the field that is no decimal text.
    pub(crate) fn read(row: &Map<String, Value>) -> Result<Self, &'static str> {
        let mut read = Self::default();
        for (to, name) in read.0.iter_mut().zip(NAMES) {
            *to = match row.get(name) {
                None => 0,
                Some(value) => value.as_str().and_then(amount::parse_signed).ok_or(name)?,
            };
        }
        Ok(read)
    }

    /// `name expected … found …` for every measure in which the two differ; empty when they are equal.
    pub(crate) fn difference(&self, found: &Self) -> String {
        let mut words = Vec::new();
        for ((name, mine), theirs) in NAMES.iter().zip(self.0).zip(found.0) {
            if mine != theirs {
                words.push(format!("{name}: expected {}, found {}", amount::show(mine), amount::show(theirs)));
            }
        }
        words.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_leave_the_rest() {
        let mut balance = Measures([3, 10, 11, 0, 1, 100]);
        let first = balance.part(1);
        assert_eq!(first, Measures([1, 3, 4, 0, 0, 33]));
        balance.subtract(&first);
        assert_eq!(balance.part(2), Measures([2, 7, 7, 0, 1, 67]));
    }

    #[test]
    fn an_overdraft_takes_all_other_measures() {
        assert_eq!(Measures([3, 10, 0, 0, 0, 0]).part(5), Measures([5, 10, 0, 0, 0, 0]));
        assert_eq!(Measures::default().scaled(5), Some(Measures([5, 0, 0, 0, 0, 0])));
    }
}
