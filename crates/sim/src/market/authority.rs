//! What offices do: samples, goods detained and given back, persons erased.

use super::{Event, Market};
use crate::lot::Holding;
use crate::paper::{self, Taken};
use crate::sheet::Paper;
use crate::world::{Party, Spot};

/// Goods that an office keeps until it gives them back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detained {
    pub(crate) goods: Holding,
    store: u32,
    kept_at: Spot,
}

impl Market {
    /// A sample is taken, or goods are detained and later given back; a few are destroyed or confiscated.
    pub(super) fn take_into_custody(&mut self, store: u32) {
        let Some(mut goods) = self.draw(store, 1).pop() else { return };
        let chance = self.random.below(10);
        if chance < 5 {
            let share = self.random.between(1, 20);
            let sample = goods.take(goods.share(&self.world, share));
            self.put(store, [goods]);
            return self.take(store, sample, ("sample", "for the laboratory"));
        }
        match chance {
            5 => self.take(store, goods, ("destroy", "spoiled and dangerous")),
            6 => self.take(store, goods, ("confiscate", "decision of a court")),
            _ => self.detain(store, goods),
        }
    }

    fn take(&mut self, store: u32, goods: Holding, (measure, reason): (&str, &str)) {
        let number = self.number(Paper::Custody);
        let taken = Taken {
            goods,
            owner: Party::Firm(store / 2),
            holder: None,
            place: Spot::Store(store),
            status: "free",
            keep: None,
        };
        paper::custody(&mut self.sheet, &self.world, self.now, (number, measure, reason), &taken);
    }

    fn detain(&mut self, store: u32, goods: Holding) {
        let number = self.number(Paper::Custody);
        let office = u8::try_from(1 + self.random.below(9)).unwrap_or(1);
        let kept_at = Spot::Customs(office);
        let taken = Taken {
            goods,
            owner: Party::Firm(store / 2),
            holder: None,
            place: Spot::Store(store),
            status: "free",
            keep: Some((kept_at, Party::Office(office))),
        };
        paper::custody(&mut self.sheet, &self.world, self.now, (number, "detain", "origin in doubt"), &taken);
        let moment = self.in_days(3, 40);
        self.queue.put(moment, Event::Release(Box::new(Detained { goods, store, kept_at })));
    }

    /// Detained goods go back to their owner's store.
    pub(super) fn release(&mut self, detained: &Detained) {
        let Detained { goods, store, kept_at } = *detained;
        let Spot::Customs(office) = kept_at else { return };
        let owner = Party::Firm(store / 2);
        let number = self.number(Paper::Custody);
        let taken = Taken {
            goods,
            owner,
            holder: Some(Party::Office(office)),
            place: kept_at,
            status: "detained",
            keep: Some((Spot::Store(store), owner)),
        };
        paper::custody(&mut self.sheet, &self.world, self.now, (number, "release", "origin is proved"), &taken);
        self.put(store, [goods]);
    }

    /// A carrier with a driver who was not erased.
    pub(super) fn crew(&mut self) -> (Party, u32) {
        loop {
            let (carrier, driver) = self.world.crew(&mut self.random);
            if self.erased.binary_search(&driver).is_err() {
                if let Party::Firm(firm) = carrier {
                    self.meet(firm);
                }
                return (carrier, driver);
            }
        }
    }

    /// The texts of a driver who drove are erased; nobody names that driver afterwards.
    pub(super) fn erase(&mut self) {
        if let Some(driver) = self.last_driver.take() {
            paper::erase(&mut self.sheet, &self.world, driver);
            let place = self.erased.partition_point(|erased| *erased < driver);
            self.erased.insert(place, driver);
        }
    }
}
