//! Makers: they make goods of what they have, and sell what they made.

use super::Market;
use crate::lot::{Holding, Lot, part, step};
use crate::paper::{self, EntryLine};
use crate::sheet::Paper;
use crate::world::{MADE, TENGE, World, made_of};

/// Inputs of one transformation, at most.
const INPUTS: usize = 6;
/// Holdings that are looked through for inputs.
const LOOKED_AT: usize = 12;

/// Goods of local make by their place in the table: so many grams of them as line of a document.
pub(crate) fn made_goods(
    world: &World,
    (number, line): (crate::sheet::Number, usize),
    made: usize,
    grams: u64,
) -> EntryLine {
    let good = world.goods.made[made];
    let unit = world.good(good);
    let step = step(unit.unit);
    let quantity = (part(grams, 1_000_000_000, unit.unit_mass) / step * step).max(step);
    // Cents a kilogram to millionths of a tenge a unit.
    let price = part(MADE[made].price * 10_000 * TENGE, unit.unit_mass, 1_000_000).max(1);
    let goods = Holding { lot: Lot::new(number, line, good), quantity, price };
    EntryLine::made_here(world, goods)
}

fn is_made(goods: &Holding) -> bool {
    matches!(goods.lot.paper, Paper::Production | Paper::Transformation)
}

impl Market {
    pub(super) fn make_or_sell(&mut self, store: u32) {
        let Some(first) = self.store(store).shelf.front().copied() else { return };
        let recipe =
            made_of(self.world.good(first.lot.good).chapter).filter(|_| !is_made(&first) || self.random.permille(300));
        match recipe {
            Some((made, low, high)) => {
                let inputs = self.inputs(store, made);
                let yielded = self.random.between(low, high);
                self.make(store, &inputs, made, yielded);
            }
            None if is_made(&first) || self.random.permille(500) => self.sell(store),
            None => {
                let used = self.draw(store, 4);
                self.write_off(store, "manufacture", &used);
            }
        }
    }

    /// What lies in front and goes into the same goods.
    fn inputs(&mut self, store: u32, made: usize) -> Vec<Holding> {
        let shelf = &mut self.stores[usize::try_from(store).unwrap_or(usize::MAX)].shelf;
        let mut inputs = Vec::new();
        let mut looked = 0;
        let mut at = 0;
        while at < shelf.len() && looked < LOOKED_AT && inputs.len() < INPUTS {
            looked += 1;
            let fits = made_of(self.world.good(shelf[at].lot.good).chapter).is_some_and(|(found, _, _)| found == made);
            if fits {
                inputs.extend(shelf.remove(at));
            } else {
                at += 1;
            }
        }
        inputs
    }

    /// Makes goods of inputs with a yield of mass per mille.
    fn make(&mut self, store: u32, inputs: &[Holding], made: usize, yielded: u32) {
        let grams: u64 = inputs.iter().map(|input| input.mass(&self.world)).sum();
        let output = part(grams, yielded.into(), 1000);
        let unit = self.world.good(self.world.goods.made[made]).unit_mass / 1000;
        if output <= unit {
            return self.write_off(store, "manufacture", inputs);
        }
        let loss = self.random.between(0, (1000 - yielded.min(1000)) / 2);
        let whose = self.whose(Paper::Transformation, store);
        let shares: &[u64] = if output > unit * 20 && self.random.permille(250) { &[85, 15] } else { &[100] };
        let line = |(line, share): (usize, &u64)| {
            made_goods(&self.world, (whose.number, line), made, part(output, *share, 100))
        };
        let mut outputs: Vec<EntryLine> = (1..).zip(shares).map(line).collect();
        // Clauses pass from the inputs to all that is made of them.
        let is_bound = inputs.iter().any(|input| input.lot.is_bound);
        outputs.iter_mut().for_each(|output| output.goods.lot.is_bound = is_bound);
        paper::transformation(&mut self.sheet, &self.world, &whose, (inputs, loss), &outputs);
        self.put(store, outputs.iter().map(|line| line.goods).collect::<Vec<_>>());
    }
}
