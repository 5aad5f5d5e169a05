//! Quantities and their sums. Units are kept apart: kilograms are never added to pieces.

use std::collections::BTreeMap;

/// A quantity in millionths of a unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Amount {
    /// Millionths of the unit.
    pub micros: u128,
    /// The unit as people write it.
    pub unit: String,
}

impl Amount {
    /// An amount.
    pub fn new(micros: u128, unit: impl Into<String>) -> Self {
        Self { micros, unit: unit.into() }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(&format!("{}\u{a0}{}", number(self.micros), self.unit))
    }
}

/// A number of millionths, exact: thousands in groups, no zeros at the end.
pub(crate) fn number(micros: u128) -> String {
    const UNIT: u128 = 1_000_000;
    let digits = (micros / UNIT).to_string();
    let mut text = String::new();
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    let part = micros % UNIT;
    if part > 0 {
        text.push_str(format!(".{part:06}").trim_end_matches('0'));
    }
    text
}

/// A sum, unit by unit.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Sums(BTreeMap<String, u128>);

impl Sums {
    /// Adds an amount. A sum beyond 128 bits stays at the greatest number, as in the ledger.
    pub fn add(&mut self, amount: &Amount) {
        let sum = self.0.entry(amount.unit.clone()).or_default();
        *sum = sum.saturating_add(amount.micros);
    }

    /// The sums, by unit.
    pub fn amounts(&self) -> impl Iterator<Item = Amount> + '_ {
        self.0.iter().map(|(unit, micros)| Amount::new(*micros, unit.as_str()))
    }

    /// Whether nothing was added.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> FromIterator<&'a Amount> for Sums {
    fn from_iter<I: IntoIterator<Item = &'a Amount>>(amounts: I) -> Self {
        let mut sums = Self::default();
        amounts.into_iter().for_each(|amount| sums.add(amount));
        sums
    }
}

impl std::fmt::Display for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let texts: Vec<String> = self.amounts().map(|amount| amount.to_string()).collect();
        f.pad(&texts.join(" + "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_and_grouped() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999_000_000), "999");
        assert_eq!(number(4_500_250_000), "4\u{a0}500.25");
        assert_eq!(number(1_234_567_000_001), "1\u{a0}234\u{a0}567.000001");
    }

    #[test]
    fn units_are_kept_apart() {
        let amounts = [Amount::new(1_000_000, "kg"), Amount::new(2_000_000, "pcs"), Amount::new(500_000, "kg")];
        assert_eq!(amounts.iter().collect::<Sums>().to_string(), "1.5\u{a0}kg + 2\u{a0}pcs");
    }
}
