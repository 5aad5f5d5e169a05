//! Lots and what is left of them: all that the country remembers of goods.

use crate::sheet::{Number, Paper};
use crate::world::World;
use trade::unit::Unit;

/// A lot: the document and line that minted it, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lot {
    pub(crate) serial: u32,
    pub(crate) paper: Paper,
    pub(crate) line: u16,
    pub(crate) good: u16,
    /// How often it was sold.
    pub(crate) hops: u8,
    /// Carries a clause against re-export; honest traders keep to it.
    pub(crate) is_bound: bool,
}

impl Lot {
    /// The lot that a line of a new document mints.
    pub(crate) fn new(number: Number, line: usize, good: u16) -> Self {
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        Self { serial: number.serial, paper: number.paper, line, good, hops: 0, is_bound: false }
    }

    pub(crate) fn document(self) -> Number {
        Number { paper: self.paper, serial: self.serial, part: 0 }
    }
}

/// A part of a lot at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Holding {
    pub(crate) lot: Lot,
    /// Millionths of the lot's unit.
    pub(crate) quantity: u64,
    /// Millionths of a tenge for one unit.
    pub(crate) price: u64,
}

// A country of 10^8 lines keeps some millions of them.
const _: () = assert!(size_of::<Holding>() == 32);

impl Holding {
    /// Takes a part off, in millionths of the unit.
    pub(crate) fn take(&mut self, quantity: u64) -> Holding {
        let quantity = quantity.min(self.quantity);
        self.quantity -= quantity;
        Holding { quantity, ..*self }
    }

    /// So many thousandths of it, in whole units where they are counted; at least the least that can be counted.
    pub(crate) fn share(&self, world: &World, permille: u32) -> u64 {
        let part = part(self.quantity, permille.into(), 1000);
        let step = step(world.good(self.lot.good).unit);
        (part / step * step).max(step).min(self.quantity)
    }

    /// Net mass in grams.
    pub(crate) fn mass(&self, world: &World) -> u64 {
        part(self.quantity, world.good(self.lot.good).unit_mass, 1_000_000_000)
    }

    /// Value in millionths of a tenge, in whole tiyn.
    pub(crate) fn value(&self) -> u64 {
        part(self.quantity, self.price, 1_000_000) / 10_000 * 10_000
    }
}

/// The steps in which a unit is counted here, in its millionths.
pub(crate) fn step(unit: Unit) -> u64 {
    match unit {
        Unit::H87 | Unit::PR => 1_000_000,
        _ => 1_000,
    }
}

/// `whole * numerator / denominator`, rounded down.
pub(crate) fn part(whole: u64, numerator: u64, denominator: u64) -> u64 {
    u64::try_from(u128::from(whole) * u128::from(numerator) / u128::from(denominator.max(1))).unwrap_or(u64::MAX)
}
