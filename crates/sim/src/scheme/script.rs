//! What schemes are written with: each step writes its documents, at the moment the story has reached.

use super::{Kind, Plot, PlotLot, Prepared};
use crate::lot::{Holding, Lot, part};
use crate::market::goods_of;
use crate::paper::{self, EntryHead, EntryLine, Mode, NoteHead, Start, Subject, Vehicle, Whose};
use crate::random::Random;
use crate::sheet::{Number, Paper, Serials, Sheet, push_document};
use crate::world::{Party, Role, Row, Spot, World, places, store_of};
use trade::unit::Unit;

/// A scheme that is being written.
#[derive(Debug)]
pub(crate) struct Script<'a> {
    pub(super) world: &'a World,
    pub(super) random: Random,
    pub(super) id: u32,
    pub(super) why: String,
    serials: &'a mut Serials,
    /// Day and minute.
    pub(super) now: (u16, u16),
    began: u16,
    sheet: Sheet,
    documents: Vec<Prepared>,
    parties: Vec<(&'static str, Party)>,
    lots: Vec<Holding>,
    left: Vec<Holding>,
}

impl<'a> Script<'a> {
    pub(crate) fn new(world: &'a World, seed: u64, serials: &'a mut Serials, now: (u16, u16)) -> Self {
        Self {
            world,
            random: Random::new(seed),
            id: 0,
            why: String::new(),
            serials,
            now: (now.0, now.1 + 1),
            began: now.0,
            sheet: Sheet::default(),
            documents: Vec::new(),
            parties: Vec::new(),
            lots: Vec::new(),
            left: Vec::new(),
        }
    }

    /// The truth, the documents, what is left lying, and the firms that take part.
    pub(crate) fn finish(self, id: u32, kind: Kind) -> (Plot, Vec<Prepared>, Vec<Holding>, Vec<u32>) {
        let world = self.world;
        let year = world.calendar.year();
        let name = |party: &Party| {
            let mut text = String::new();
            world.write_party(&mut text, *party);
            text
        };
        let lot = |goods: &Holding| {
            let mut document = String::new();
            push_document(&mut document, year, goods.lot.document());
            let good = world.good(goods.lot.good);
            let (code, quantity, unit) = (good.code.clone(), goods.quantity, good.unit.code());
            PlotLot { document, line: goods.lot.line, code, quantity, unit }
        };
        let plot = Plot {
            id,
            kind,
            why: self.why,
            parties: self.parties.iter().map(|(part, party)| (*part, name(party))).collect(),
            lots: self.lots.iter().map(lot).collect(),
            from: world.calendar.text(self.began).to_owned(),
            to: world.calendar.text(self.now.0).to_owned(),
            documents: Vec::new(),
            left: self.documents.len(),
        };
        let firm = |(_, party): &(&str, Party)| if let Party::Firm(firm) = party { Some(*firm) } else { None };
        let firms = self.parties.iter().filter_map(firm).collect();
        let documents = self.documents.into_iter().map(|document| Prepared { scheme: id, ..document }).collect();
        (plot, documents, self.left, firms)
    }

    /// Takes the document that was written last.
    fn keep(&mut self, number: Number) {
        let text = self.sheet.last().to_owned();
        let kind = self.sheet.written.last().map_or("", |written| written.kind);
        let mut name = String::new();
        push_document(&mut name, self.world.calendar.year(), number);
        let lines = std::mem::take(&mut self.sheet.lines);
        self.sheet.clear();
        self.documents.push(Prepared { at: self.now, scheme: self.id, text, kind, number: name, lines });
        self.now.1 = (self.now.1 + 1).min(1430);
    }

    fn number(&mut self, paper: Paper) -> Number {
        self.serials.next(paper)
    }

    /// Days pass.
    pub(super) fn wait(&mut self, least: u32, most: u32) {
        let days = u16::try_from(self.random.between(least, most)).unwrap_or_default();
        let minute = u16::try_from(self.random.between(240, 700)).unwrap_or(240);
        self.now = if days == 0 { self.now } else { (self.now.0 + days, minute) };
    }

    /// Days since the scheme began.
    pub(super) fn days(&self) -> u16 {
        self.now.0 - self.began
    }

    fn takes_part(&mut self, part: &'static str, party: Party) {
        if !self.parties.iter().any(|(_, known)| *known == party) {
            self.parties.push((part, party));
        }
    }

    /// A firm of that role takes part.
    pub(super) fn firm(&mut self, part: &'static str, role: Role) -> u32 {
        let firm = match role {
            Role::Shell => self.world.firms.nth(role, self.id),
            _ => self.world.firms.pick(role, &mut self.random),
        };
        self.takes_part(part, Party::Firm(firm));
        firm
    }

    /// A firm abroad takes part.
    pub(super) fn foreign(&mut self, part: &'static str, country: &str) -> Party {
        let party = Party::of(self.world.country_of(country), &mut self.random);
        self.takes_part(part, party);
        party
    }

    /// A row of high-priority goods, of some weight: at least `pieces` of them.
    pub(super) fn high_priority(&mut self, pieces: u64) -> Row {
        let good = self.random.pick(&self.world.goods.high_priority);
        let rows: Vec<Row> = self.world.goods.rows.iter().filter(|row| row.good == good).copied().collect();
        let row = self.random.pick(&rows);
        let least = part(self.world.good(good).unit_mass, pieces, 1000).max(5_000);
        if row.mass >= least {
            return row;
        }
        let value = part(row.value, least, row.mass).max(1);
        Row { mass: least, value, ..row }
    }

    /// A line as it is declared of a row.
    fn line(&self, number: Number, row: &Row, clause: Option<&'static str>) -> EntryLine {
        EntryLine {
            goods: goods_of(self.world, number, 1, row),
            origin: Some(row.origin),
            value: row.value * 10_000,
            currency: "USD",
            mass: row.mass,
            clause,
            described: true,
        }
    }

    fn head(&mut self, paper: Paper, firm: u32) -> EntryHead {
        let place = Spot::Store(store_of(firm, 0));
        EntryHead::new(self.number(paper), self.now.0, Party::Firm(firm), place)
    }

    /// A firm declares goods from a country; they lie in its first store.
    pub(super) fn import(&mut self, firm: u32, from: &str, row: &Row, clause: Option<&'static str>) -> Holding {
        self.import_as(firm, from, row, (clause, 1000))
    }

    /// The same, with so many thousandths of the value and, where goods are counted, half of the mass.
    pub(super) fn import_below(&mut self, firm: u32, from: &str, row: &Row, share: u32) -> Holding {
        self.import_as(firm, from, row, (None, share))
    }

    fn import_as(&mut self, firm: u32, from: &str, row: &Row, (clause, share): (Option<&'static str>, u32)) -> Holding {
        let seller = self.foreign("seller", from);
        let mut head = self.head(Paper::Import, firm);
        head.seller = Some(seller);
        head.dispatched_from = Some(self.world.country_of(from));
        let mut line = self.line(head.number, row, clause);
        line.value = part(line.value, share.into(), 1000).max(10_000);
        if share < 1000 && self.world.good(row.good).unit != Unit::KGM {
            line.mass /= 2;
        }
        self.enter(&head, &line)
    }

    /// Goods come back from the union.
    pub(super) fn import_from_union(&mut self, firm: u32, seller: Party, country: &str, row: &Row) -> Holding {
        let mut head = self.head(Paper::UnionImport, firm);
        head.seller = Some(seller);
        head.dispatched_from = Some(self.world.country_of(country));
        let line = self.line(head.number, row, None);
        self.enter(&head, &line)
    }

    /// A firm reports goods as made by itself: as many as those.
    pub(super) fn produce(&mut self, firm: u32, like: &Holding) -> Holding {
        let head = self.head(Paper::Production, firm);
        let line = self.made(head.number, like.lot.good, like.quantity, like.price);
        self.enter(&head, &line)
    }

    fn made(&self, number: Number, good: u16, quantity: u64, price: u64) -> EntryLine {
        let goods = Holding { lot: Lot::new(number, 1, good), quantity, price };
        EntryLine { described: true, ..EntryLine::made_here(self.world, goods) }
    }

    fn enter(&mut self, head: &EntryHead, line: &EntryLine) -> Holding {
        paper::entry(&mut self.sheet, self.world, head, std::slice::from_ref(line));
        self.keep(head.number);
        self.lots.push(line.goods);
        line.goods
    }

    /// Goods in the first store of one firm go to that of another, and are accepted days later.
    pub(super) fn sell(&mut self, from: u32, to: u32, goods: Holding) -> Holding {
        let number = self.number(Paper::Note);
        let parties = (Party::Firm(from), Party::Firm(to));
        let way = (Spot::Store(store_of(from, 0)), Spot::Store(store_of(to, 0)));
        let head = NoteHead::new(number, "transfer", parties, way);
        paper::note(&mut self.sheet, self.world, self.now, &head, Start::Dispatched, &[goods]);
        self.keep(number);
        self.wait(1, 3);
        let (world, now) = (self.world, self.now);
        paper::action(&mut self.sheet, world, (number, head.supplier), "accept", |sheet| {
            sheet.moment(world, "at", now);
        });
        self.keep(number);
        goods
    }

    /// Goods in the first store of a firm leave for a buyer abroad: note, transport, and days later the crossing.
    pub(super) fn export(&mut self, firm: u32, goods: Holding, country: &str, buyer: Party) {
        let vehicle = self.truck();
        self.load(firm, goods, country, buyer, &vehicle);
        self.wait(1, 4);
        self.cross(country, &vehicle);
    }

    pub(super) fn truck(&mut self) -> Vehicle {
        let (carrier, _) = self.world.crew(&mut self.random);
        self.takes_part("carrier", carrier);
        let number = self.number(Paper::Transport);
        let plate = self.random.below(100_000_000);
        Vehicle { number, mode: Mode::Truck, carrier, driver: None, plate }
    }

    /// A note for export, and the truck that carries its goods.
    pub(super) fn load(&mut self, firm: u32, goods: Holding, country: &str, buyer: Party, vehicle: &Vehicle) {
        let destination = self.world.country_of(country);
        let number = self.number(Paper::Note);
        let from = Spot::Store(store_of(firm, 0));
        let head = NoteHead::leaving(number, "export", (Party::Firm(firm), buyer), from, destination);
        self.send(&head, goods, vehicle);
    }

    fn send(&mut self, head: &NoteHead, goods: Holding, vehicle: &Vehicle) {
        paper::note(&mut self.sheet, self.world, self.now, head, Start::Dispatched, &[goods]);
        self.keep(head.number);
        let lines = [(1, goods.quantity)];
        let loads = [(head.number, head.supplier, lines.as_slice())];
        paper::transport(&mut self.sheet, self.world, self.now, vehicle, head.from, &loads);
        self.keep(vehicle.number);
    }

    /// A truck passes the border on the way to a country.
    pub(super) fn cross(&mut self, country: &str, vehicle: &Vehicle) {
        let post = Spot::Post(places::post_to(places::market(country).2, &mut self.random));
        paper::crossing(&mut self.sheet, self.world, self.now, (post, true), Subject::Vehicle(vehicle), true);
        self.keep(vehicle.number);
    }

    /// Foreign goods enter in transit under a note, on a truck that is seen at the entry.
    pub(super) fn transit(&mut self, row: &Row, from: &str, to: &str) -> Holding {
        let (sender, buyer) = (self.foreign("sender", from), self.foreign("buyer", to));
        let entry = Spot::Post(places::post_to("RU", &mut self.random));
        let head = EntryHead::new(self.number(Paper::Transit), self.now.0, sender, entry);
        let line = self.line(head.number, row, None);
        let goods = self.enter(&head, &line);
        let destination = self.world.country_of(to);
        let number = self.number(Paper::Note);
        let note = NoteHead::leaving(number, "transit", (sender, buyer), entry, destination);
        let truck = self.truck();
        self.send(&note, goods, &truck);
        paper::crossing(&mut self.sheet, self.world, self.now, (entry, false), Subject::Vehicle(&truck), true);
        self.keep(truck.number);
        goods
    }

    fn whose(&mut self, paper: Paper, firm: u32) -> Whose {
        let number = self.number(paper);
        let (party, place) = (Party::Firm(firm), Spot::Store(store_of(firm, 0)));
        Whose { number, day: self.now.0, party, holder: None, place }
    }

    /// Goods in the first store of a firm end.
    pub(super) fn write_off(&mut self, firm: u32, goods: Holding, reason: &str) {
        let whose = self.whose(Paper::WriteOff, firm);
        paper::write_off(&mut self.sheet, self.world, &whose, reason, &[goods]);
        self.keep(whose.number);
    }

    /// Goods in the first store of a firm become so many of other goods.
    pub(super) fn transform(
        &mut self,
        firm: u32,
        inputs: &[Holding],
        good: u16,
        (quantity, price): (u64, u64),
    ) -> Holding {
        let whose = self.whose(Paper::Transformation, firm);
        let line = self.made(whose.number, good, quantity, price);
        paper::transformation(&mut self.sheet, self.world, &whose, (inputs, 0), &[line]);
        self.keep(whose.number);
        self.lots.push(line.goods);
        line.goods
    }

    /// Goods that stay where they are.
    pub(super) fn leave(&mut self, goods: Holding) {
        if goods.quantity > 0 {
            self.left.push(goods);
        }
    }
}
