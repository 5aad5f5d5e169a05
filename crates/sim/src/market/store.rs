//! Stores: what lies in them, and what their firms do with it.

use super::course::Flight;
use super::{Event, Market};
use crate::lot::{Holding, Lot};
use crate::paper::{self, NoteHead, Whose};
use crate::sheet::Paper;
use crate::world::{Party, Role, Spot, store_of};
use std::collections::VecDeque;

/// A store of a firm.
#[derive(Debug, Default)]
pub(crate) struct Store {
    /// Oldest first.
    pub(crate) shelf: VecDeque<Holding>,
    /// Times that goods will be sent on.
    pending: u16,
}

/// Holdings for one time that goods are sent on.
const A_LOAD: usize = 5;
/// After so many sales goods go to a retailer.
const HOPS_MAX: u8 = 5;

/// To whom a role sells.
fn buyers(role: Role) -> [(Role, u32); 4] {
    let [wholesaler, retailer, maker, exporter] = match role {
        Role::Importer => [52, 22, 16, 10],
        Role::Wholesaler => [12, 62, 12, 14],
        Role::Maker => [40, 20, 5, 35],
        Role::Retailer | Role::Exporter | Role::Carrier | Role::Broker | Role::Keeper | Role::Shell => [60, 30, 10, 0],
    };
    [(Role::Wholesaler, wholesaler), (Role::Retailer, retailer), (Role::Maker, maker), (Role::Exporter, exporter)]
}

/// Why goods end in a store, and how often.
const ENDS: [(&str, u32); 11] = [
    ("natural_decrease_in_norm", 30),
    ("damage", 28),
    ("technical_needs", 12),
    ("accounting_fixed_assets", 10),
    ("loss", 8),
    ("theft", 6),
    ("recycling", 6),
    ("social_package", 4),
    ("service", 4),
    ("reclamation", 3),
    ("medical_needs", 2),
];

impl Store {
    /// Gives memory back that a large delivery took.
    fn tidy_up(&mut self) {
        if self.shelf.capacity() > 64 && self.shelf.len() < self.shelf.capacity() / 8 {
            self.shelf.shrink_to(self.shelf.len() * 2);
        }
    }
}

impl Market {
    pub(super) fn store(&mut self, store: u32) -> &mut Store {
        &mut self.stores[usize::try_from(store).unwrap_or(usize::MAX)]
    }

    /// Puts goods in a store. Its firm will send them on.
    pub(super) fn put(&mut self, store: u32, goods: impl IntoIterator<Item = Holding>) {
        self.store(store).shelf.extend(goods.into_iter().filter(|goods| goods.quantity > 0));
        self.plan_shipments(store);
    }

    /// Sees that everything in a store is sent on one day.
    fn plan_shipments(&mut self, store: u32) {
        let wanted = u16::try_from(self.store(store).shelf.len().div_ceil(A_LOAD)).unwrap_or(u16::MAX);
        while self.store(store).pending < wanted {
            self.store(store).pending += 1;
            let most = match self.world.firms.role(store / 2) {
                Role::Retailer => 24,
                Role::Maker | Role::Importer => 16,
                _ => 11,
            };
            let moment = self.in_days(1, most);
            self.queue.put(moment, Event::Ship(store));
        }
    }

    /// Takes goods out of a store, some whole and some in part. The shipments of the rest are planned.
    pub(super) fn draw(&mut self, store: u32, most: u32) -> Vec<Holding> {
        let count = 1 + self.random.skewed(most);
        let mut drawn = Vec::new();
        for _ in 0..count {
            let Some(mut goods) = self.store(store).shelf.pop_front() else { break };
            let part = self.random.between(200, 800);
            let share = goods.share(&self.world, part);
            if share < goods.quantity && self.random.permille(350) {
                drawn.push(goods.take(share));
                self.store(store).shelf.push_back(goods);
            } else {
                drawn.push(goods);
            }
        }
        drawn
    }

    /// A store sends goods on, in the way of its firm.
    pub(super) fn ship(&mut self, store: u32) {
        if self.is_ahead() {
            let moment = self.in_days(1, 4);
            return self.queue.put(moment, Event::Ship(store));
        }
        let shipping = self.store(store);
        shipping.pending = shipping.pending.saturating_sub(1);
        if !shipping.shelf.is_empty() {
            self.meet(store / 2);
            self.ship_by_role(store);
        }
        self.plan_shipments(store);
        self.store(store).tidy_up();
    }

    fn ship_by_role(&mut self, store: u32) {
        let role = self.world.firms.role(store / 2);
        let chance = self.random.below(1000);
        match role {
            Role::Retailer if chance < 930 => self.sell_to_people(store),
            Role::Maker if chance < 900 => self.make_or_sell(store),
            Role::Exporter if chance < 930 => self.export(store),
            _ if chance < 935 => self.sell(store),
            _ if chance < 955 => self.end(store),
            _ if chance < 978 => self.rearrange(store),
            _ if chance < 989 => self.split_lot(store),
            _ if chance < 991 => self.find(store),
            _ => self.take_into_custody(store),
        }
    }

    /// Sells to another firm of the country, under a note.
    pub(super) fn sell(&mut self, store: u32) {
        let large = self.random.permille(10);
        let goods = self.draw(store, if large { 120 } else { 14 });
        self.sell_goods(store, goods);
    }

    pub(super) fn sell_goods(&mut self, store: u32, mut goods: Vec<Holding>) {
        let supplier = store / 2;
        let tired = goods.iter().any(|goods| goods.lot.hops >= HOPS_MAX);
        let roles = buyers(self.world.firms.role(supplier));
        let found = self.random.weighted(roles.iter().map(|(_, weight)| *weight));
        let role = if tired { Role::Retailer } else { roles[found].0 };
        let recipient = self.other_firm(role, supplier);
        self.meet(recipient);
        if self.random.permille(self.settings.shares.invoiced) {
            let number = self.number(Paper::Invoice);
            let parties = (Party::Firm(supplier), Party::Firm(recipient));
            paper::e_invoice(&mut self.sheet, &self.world, number, self.now.0, parties, &goods);
        }
        let markup = self.random.between(102, 128);
        for goods in &mut goods {
            goods.lot.hops = goods.lot.hops.saturating_add(1);
            goods.price = crate::lot::part(goods.price, markup.into(), 100);
        }
        let to = store_of(recipient, self.random.below(2));
        let number = self.number(Paper::Note);
        let parties = (Party::Firm(supplier), Party::Firm(recipient));
        let head = NoteHead::new(number, "transfer", parties, (Spot::Store(store), Spot::Store(to)));
        self.send(Flight { head, lines: goods, to: Some(to), steps: &[] });
    }

    /// To the firm's other store.
    fn rearrange(&mut self, store: u32) {
        let goods = self.draw(store, 8);
        let (firm, to) = (Party::Firm(store / 2), store ^ 1);
        let number = self.number(Paper::Note);
        let head = NoteHead::new(number, "move", (firm, firm), (Spot::Store(store), Spot::Store(to)));
        self.send_plainly(Flight { head, lines: goods, to: Some(to), steps: &[] });
    }

    /// The last sale, which needs no note.
    fn sell_to_people(&mut self, store: u32) {
        let goods = self.draw(store, 24);
        let reason = if self.random.permille(25) { "coupons_or_cards_payments" } else { "sold_in_retail_or_coupons" };
        self.write_off(store, reason, &goods);
    }

    /// Spoiled, stolen, used up: a part of what is there.
    fn end(&mut self, store: u32) {
        let goods = self.draw(store, 4);
        let reason = ENDS[self.random.weighted(ENDS.iter().map(|(_, weight)| *weight))].0;
        let used = matches!(reason, "technical_needs" | "accounting_fixed_assets" | "service");
        let share = if used { self.random.between(200, 1000) } else { self.random.between(3, 90) };
        let mut ended = Vec::new();
        for mut goods in goods {
            let quantity = goods.share(&self.world, share);
            ended.push(goods.take(quantity));
            self.put(store, [goods]);
        }
        self.write_off(store, reason, &ended);
    }

    pub(super) fn write_off(&mut self, store: u32, reason: &str, goods: &[Holding]) {
        let whose = self.whose(Paper::WriteOff, store);
        paper::write_off(&mut self.sheet, &self.world, &whose, reason, goods);
    }

    /// Head of a document about goods in a store.
    pub(super) fn whose(&mut self, of: Paper, store: u32) -> Whose {
        let number = self.number(of);
        Whose { number, day: self.now.0, party: Party::Firm(store / 2), holder: None, place: Spot::Store(store) }
    }

    /// Tells parts of a lot apart.
    fn split_lot(&mut self, store: u32) {
        let Some(goods) = self.draw(store, 1).pop() else { return };
        let parts = u64::from(self.random.between(2, 4));
        let step = crate::lot::step(self.world.good(goods.lot.good).unit);
        if goods.quantity / parts < step {
            return self.put(store, [goods]);
        }
        let each = goods.quantity / parts / step * step;
        let mut quantities = vec![each; usize::try_from(parts - 1).unwrap_or(1)];
        quantities.push(goods.quantity - each * (parts - 1));
        let whose = self.whose(Paper::LotSplit, store);
        paper::lot_split(&mut self.sheet, &self.world, &whose, &goods, &quantities);
        let made: Vec<Holding> = (1..)
            .zip(quantities)
            .map(|(line, quantity)| Holding {
                lot: Lot { is_bound: goods.lot.is_bound, ..Lot::new(whose.number, line, goods.lot.good) },
                quantity,
                ..goods
            })
            .collect();
        self.put(store, made);
    }
}
