//! Goods come into the country: declared, from the union, of the land, in transit, or there from the beginning.

use super::course::Flight;
use super::{Event, Market};
use crate::lot::{Holding, Lot, part, step};
use crate::paper::{self, EntryHead, EntryLine, NoteHead, Whose};
use crate::sheet::{Expect, Number, Paper};
use crate::world::{MADE, Party, Role, Row, Spot, TENGE, World, of_the_land, places, store_of};

/// Lines of a document: weight, fewest, most.
const SIZES: [(u32, u32, u32); 5] = [(420, 1, 1), (360, 2, 5), (180, 6, 20), (38, 21, 100), (2, 101, 400)];
/// Rows beside the one drawn that other lines of a declaration are drawn from: similar goods.
const NEIGHBOURS: usize = 24;
/// Lines of similar goods; then come others of the same country of departure.
const ALIKE: u32 = 5;
/// The clause of sellers in the European Union for goods of the high priority list.
pub(crate) const NO_RE_EXPORT: &str = "no-re-export-ru";

/// The clause a lot carries: goods of the list that come from the European Union mostly have one.
fn clause(world: &World, row: &Row) -> Option<&'static str> {
    let european = ["DE", "FR", "IT", "NL", "ES", "PL", "AT", "CZ", "SE", "FI"].contains(&world.country(row.departure));
    (european && world.good(row.good).high_priority && !row.mass.is_multiple_of(5)).then_some(NO_RE_EXPORT)
}

/// Goods of a row, as line of a document: the quantity from the mass, the price from the value.
pub(crate) fn goods_of(world: &World, number: Number, line: usize, row: &Row) -> Holding {
    let good = world.good(row.good);
    let step = step(good.unit);
    let quantity = (part(row.mass, 1_000_000_000, good.unit_mass) / step * step).max(step);
    let price = part(row.value * TENGE, 10_000_000_000, quantity).max(10_000);
    Holding { lot: Lot::new(number, line, row.good), quantity, price }
}

impl Market {
    /// Mean number of lines of an entry document, in hundredths: small countries have small documents.
    pub(super) fn mean_lines(&self) -> u64 {
        let most_of_all = u64::from(self.most_lines());
        let mean = |(weight, least, most): &(u32, u32, u32)| {
            let (least, most) = (u64::from(*least), u64::from(*most));
            let sum: u64 = (least..=most).map(|lines| lines.min(most_of_all)).sum();
            u64::from(*weight) * sum * 100 / (most - least + 1)
        };
        SIZES.iter().map(mean).sum::<u64>() / SIZES.iter().map(|(weight, _, _)| u64::from(*weight)).sum::<u64>()
    }

    /// One document should be a small part of the whole.
    fn most_lines(&self) -> u32 {
        u32::try_from(self.settings.lines / 300).unwrap_or(u32::MAX).clamp(3, 400)
    }

    fn line_count(&mut self) -> u32 {
        let (_, least, most) = SIZES[self.random.weighted(SIZES.iter().map(|(weight, _, _)| *weight))];
        self.random.between(least, most).min(self.most_lines())
    }

    /// Somebody brings goods in.
    pub(super) fn enter(&mut self, what: Paper) {
        match what {
            Paper::UnionImport => self.enter_union(),
            Paper::Production => self.enter_production(),
            Paper::Transit => self.enter_transit(),
            _ => self.enter_import(),
        }
    }

    /// Rows of one country of departure, a few beside each other. Every row is as likely as every other.
    fn rows(&mut self, count: u32) -> Vec<Row> {
        let rows = &self.world.goods.rows;
        let first = rows[self.random.index(rows.len())];
        let from = rows.partition_point(|row| row.departure < first.departure);
        let country = &rows[from..rows.partition_point(|row| row.departure <= first.departure)];
        let mut start = 0;
        let mut drawn = Vec::with_capacity(usize::try_from(count).unwrap_or_default());
        for line in 0..count {
            if line % ALIKE == 0 {
                start = self.random.index(country.len());
            }
            drawn.push(country[(start + self.random.index(NEIGHBOURS)) % country.len()]);
        }
        drawn
    }

    fn enter_import(&mut self) {
        let importer = self.world.firms.pick(Role::Importer, &mut self.random);
        let broker = self.world.firms.pick(Role::Broker, &mut self.random);
        self.meet(importer);
        let count = self.line_count();
        let rows = self.rows(count);
        let departure = rows[0].departure;
        let bonded = self.random.permille(self.settings.shares.bonded);
        let keeper = self.world.firms.pick(Role::Keeper, &mut self.random);
        let store = store_of(importer, self.random.below(2));
        let place =
            if bonded { Spot::Bonded(u8::try_from(keeper % 200).unwrap_or_default()) } else { Spot::Store(store) };
        let number = self.number(Paper::Import);
        let head = EntryHead {
            declarant: Some(Party::Firm(broker)),
            seller: Some(Party::of(departure, &mut self.random)),
            holder: bonded.then_some(Party::Firm(keeper)),
            status: bonded.then_some("bonded"),
            dispatched_from: Some(departure),
            ..EntryHead::new(number, self.paper_day(), Party::Firm(importer), place)
        };
        let lines = self.entry_lines(head.number, &rows, None);
        self.declare(&head, &lines);
        let goods: Vec<Holding> = lines.iter().map(|line| line.goods).collect();
        if bonded {
            self.keep_bonded(&head, store, goods);
        } else {
            self.put_and_correct(store, goods);
        }
    }

    /// The day a document was written: mostly today, for those that come late some days ago.
    fn paper_day(&mut self) -> u16 {
        let late = if self.random.permille(30) { self.random.between(1, 6) } else { 0 };
        self.now.0.saturating_sub(u16::try_from(late).unwrap_or_default())
    }

    /// Declares; where a mistake is planned, first with a code that ended, then mended.
    fn declare(&mut self, head: &EntryHead, lines: &[EntryLine]) {
        self.recent.entry(head, lines);
        if self.random.below(6_000) >= self.settings.errors {
            return paper::entry(&mut self.sheet, &self.world, head, lines);
        }
        let start = self.sheet.text.len();
        paper::entry_unended(&mut self.sheet, &self.world, head, lines);
        let right = self.sheet.text.split_off(start);
        let code = format!("\"code\":\"{}\"", self.world.good(lines[0].goods.lot.good).code);
        let wrong = right.replacen(&code, "\"code\":\"851712\"", 1);
        self.sheet.text.push_str(&wrong);
        self.sheet.end_as(lines.len(), Expect::Refused("code.retired"));
        let mut refused = String::from("import_declaration/");
        crate::sheet::push_document(&mut refused, self.world.calendar.year(), head.number);
        self.sheet.text.push_str(&right);
        self.sheet.field("key", &format!("{refused}/mended"));
        self.sheet.field("supersedes", &refused);
        self.sheet.end(lines.len());
    }

    /// Puts new goods in a store; now and then the document will be corrected before they are sold.
    fn put_and_correct(&mut self, store: u32, goods: Vec<Holding>) {
        if let Some(first) = goods.first().filter(|_| self.random.permille(self.settings.shares.corrected)) {
            let moment = self.in_days(1, 4);
            self.queue.put(moment, Event::Correct(store, Box::new(*first)));
        }
        self.put(store, goods);
    }

    /// Lines of an entry document. `origin`: of all of them.
    fn entry_lines(&mut self, number: Number, rows: &[Row], origin: Option<u8>) -> Vec<EntryLine> {
        let mut lines = Vec::with_capacity(rows.len());
        for (position, row) in rows.iter().enumerate() {
            // What comes from the union, or was there before, comes without the seller's clause.
            let clause = clause(&self.world, row).filter(|_| number.paper == Paper::Import);
            let mut goods = goods_of(&self.world, number, position + 1, row);
            goods.lot.is_bound = clause.is_some();
            lines.push(EntryLine {
                goods,
                origin: Some(origin.unwrap_or(row.origin)),
                value: row.value * 10_000,
                currency: "USD",
                mass: row.mass,
                clause,
                described: self.random.permille(200),
            });
        }
        lines
    }

    /// Goods in a bonded warehouse wait there.
    fn keep_bonded(&mut self, head: &EntryHead, store: u32, goods: Vec<Holding>) {
        // Its number is given when it is written.
        let owner = (head.principal, head.principal);
        let note = NoteHead {
            consignor: head.holder,
            ..NoteHead::new(head.number, "move", owner, (head.place, Spot::Store(store)))
        };
        let moment = self.in_days(4, 45);
        let flight = Flight { head: note, lines: goods, to: Some(store), steps: &[] };
        self.queue.put(moment, Event::Freed(Box::new(flight)));
    }

    /// Bonded goods are cleared, and move to their owner's store.
    pub(super) fn free(&mut self, flight: Flight) {
        let number = self.number(Paper::StatusChange);
        let whose = Whose {
            number,
            day: self.now.0,
            party: flight.head.supplier,
            holder: flight.head.consignor,
            place: flight.head.from,
        };
        paper::status_change(&mut self.sheet, &self.world, &whose, ("bonded", "free"), &flight.lines);
        let number = self.number(Paper::Note);
        self.send_plainly(Flight { head: NoteHead { number, ..flight.head }, ..flight });
    }

    fn enter_union(&mut self) {
        let importer = self.world.firms.pick(Role::Importer, &mut self.random);
        self.meet(importer);
        let country = places::UNION[self.random.weighted(places::UNION.iter().map(|(_, weight)| *weight))].0;
        let country = self.world.country_of(country);
        let count = self.line_count();
        let rows = self.rows(count);
        let store = store_of(importer, self.random.below(2));
        let head = EntryHead {
            seller: Some(Party::of(country, &mut self.random)),
            dispatched_from: Some(country),
            ..self.home_head(Paper::UnionImport, importer, store)
        };
        let lines = self.entry_lines(head.number, &rows, Some(country));
        paper::entry(&mut self.sheet, &self.world, &head, &lines);
        self.recent.entry(&head, &lines);
        self.put_and_correct(store, lines.iter().map(|line| line.goods).collect());
    }

    /// A row of goods of the land, in tonnes around the usual.
    fn row_of_the_land(&mut self) -> Row {
        let land: Vec<(usize, u32)> = of_the_land().collect();
        let (made, tonnes) = self.random.pick(&land);
        let mass = u64::from(tonnes) * u64::from(self.random.between(200, 3000)) * 1000;
        let home = self.world.country_of("KZ");
        let value = (part(mass, MADE[made].price, 1000)).max(1);
        Row { good: self.world.goods.made[made], origin: home, departure: home, mass, value }
    }

    fn enter_production(&mut self) {
        let maker = self.world.firms.pick(Role::Maker, &mut self.random);
        self.meet(maker);
        let count = self.random.between(1, 3);
        let rows: Vec<Row> = (0..count).map(|_| self.row_of_the_land()).collect();
        let store = store_of(maker, self.random.below(2));
        let head = self.home_head(Paper::Production, maker, store);
        let lines = self.entry_lines(head.number, &rows, None);
        paper::entry(&mut self.sheet, &self.world, &head, &lines);
        self.recent.entry(&head, &lines);
        self.put_and_correct(store, lines.iter().map(|line| line.goods).collect());
    }

    /// The head of a document of a firm about its own goods.
    pub(super) fn home_head(&mut self, of: Paper, firm: u32, store: u32) -> EntryHead {
        EntryHead::new(self.number(of), self.now.0, Party::Firm(firm), Spot::Store(store))
    }

    /// Goods turn up in a store that no document brought in.
    pub(super) fn find(&mut self, store: u32) {
        let rows = self.rows(1);
        let head = self.home_head(Paper::Found, store / 2, store);
        let lines = self.entry_lines(head.number, &rows, None);
        paper::entry(&mut self.sheet, &self.world, &head, &lines);
        self.put(store, lines.iter().map(|line| line.goods).collect::<Vec<_>>());
    }

    fn enter_transit(&mut self) {
        let ways = [
            ("CN", "RU"),
            ("CN", "AZ"),
            ("CN", "UZ"),
            ("RU", "UZ"),
            ("RU", "KG"),
            ("UZ", "RU"),
            ("KG", "RU"),
            ("AZ", "CN"),
        ];
        let (from, to) = self.random.pick(&ways);
        let (entry, exit) = (places::post_to(from, &mut self.random), places::post_to(to, &mut self.random));
        let count = self.line_count().min(8);
        let rows = self.rows(count);
        let sender = self.world.country_of(from);
        let (number, sender) = (self.number(Paper::Transit), Party::of(sender, &mut self.random));
        let head = EntryHead {
            declarant: Some(Party::Firm(self.world.firms.pick(Role::Broker, &mut self.random))),
            dispatched_from: Some(rows[0].departure),
            ..EntryHead::new(number, self.now.0, sender, Spot::Post(entry))
        };
        let lines = self.entry_lines(head.number, &rows, None);
        paper::entry(&mut self.sheet, &self.world, &head, &lines);
        self.pass_through(&head, (to, exit), lines.iter().map(|line| line.goods).collect());
    }

    /// What is there on the first day.
    pub(super) fn opening(&mut self) {
        let mut left = self.settings.lines / 45 + 4;
        while left > 0 {
            let roles = [Role::Importer, Role::Wholesaler, Role::Retailer, Role::Maker, Role::Exporter];
            let role = roles[self.random.weighted([25, 30, 25, 10, 10].into_iter())];
            let firm = self.world.firms.pick(role, &mut self.random);
            self.meet(firm);
            let count = self.line_count().min(u32::try_from(left).unwrap_or(u32::MAX));
            let rows = self.rows(count);
            let store = store_of(firm, self.random.below(2));
            let head = self.home_head(Paper::Opening, firm, store);
            let mut lines = self.entry_lines(head.number, &rows, None);
            for line in lines.iter_mut().filter(|_| self.random.permille(300)) {
                line.origin = None;
            }
            paper::entry(&mut self.sheet, &self.world, &head, &lines);
            self.put(store, lines.iter().map(|line| line.goods).collect::<Vec<_>>());
            left = left.saturating_sub(u64::from(count));
        }
    }

    /// Puts the first line of an entry document right, unless its goods are touched already: mostly less was there,
    /// sometimes more.
    pub(super) fn correct(&mut self, store: u32, declared: &Holding) {
        let whole = |goods: &Holding| goods.lot == declared.lot && goods.quantity == declared.quantity;
        let Some(place) = self.store(store).shelf.iter().position(whole) else { return };
        let share = self.random.between(20, 200);
        let difference = declared.share(&self.world, share);
        let wanted =
            if self.random.permille(750) { declared.quantity - difference } else { declared.quantity + difference };
        let shelf = &mut self.store(store).shelf;
        shelf[place].quantity = wanted;
        shelf.retain(|goods| goods.quantity > 0);
        let document = (Party::Firm(store / 2), declared.lot.document());
        let line = (declared.lot.line, wanted);
        paper::correction(&mut self.sheet, &self.world, self.now.0, document, line);
    }
}
