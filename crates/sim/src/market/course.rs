//! Notes on their way: which steps they take, and what each step does with the goods.

use super::{Event, Market};
use crate::lot::Holding;
use crate::paper::{self, Mode, NoteHead, Start, Vehicle};
use crate::sheet::{Expect, Number, Paper};
use crate::world::{Party, Role, Spot, store_of};

/// A note and what is on its lines.
#[derive(Clone, Debug)]
pub(crate) struct Flight {
    pub(crate) head: NoteHead,
    /// In the order of the note's lines; a quantity of zero where nothing is left.
    pub(crate) lines: Vec<Holding>,
    /// The store that the goods go to; none: they leave the country.
    pub(crate) to: Option<u32>,
    /// What is still to come.
    pub(crate) steps: &'static [Step],
}

/// What happens to a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Register,
    Dispatch,
    Deliver,
    Accept,
    /// Accept less than was sent; then explain.
    Short,
    Explain,
    /// Accept more than was sent.
    Excess,
    Reject,
    Return,
    Cancel,
    Divert,
    Split,
    Hold,
    Release,
    Refuse,
    Interrupt,
    Resume,
    /// Another note takes its place.
    Fix,
    /// Accepted, but all of it will be sent back.
    AcceptDoubtfully,
    SendBack,
    Close,
    /// The recipient accepts before the goods were sent: a planned mistake.
    Early,
}

/// How often a note begins so and goes so: invented shares around what is known (about nine in ten go without trouble).
pub(super) const COURSES: &[(u32, Start, &[Step])] = &[
    (560, Start::Dispatched, &[Step::Accept]),
    (130, Start::Dispatched, &[Step::Deliver, Step::Accept]),
    (90, Start::Registered, &[Step::Dispatch, Step::Accept]),
    (50, Start::Registered, &[Step::Dispatch, Step::Deliver, Step::Accept, Step::Close]),
    (25, Start::Draft, &[Step::Register, Step::Dispatch, Step::Accept]),
    (12, Start::Registered, &[Step::Cancel]),
    (8, Start::Dispatched, &[Step::Divert, Step::Accept]),
    (3, Start::Registered, &[Step::Divert, Step::Dispatch, Step::Accept]),
    (8, Start::Dispatched, &[Step::Split]),
    (9, Start::Dispatched, &[Step::Reject, Step::Return]),
    (3, Start::Dispatched, &[Step::Deliver, Step::Reject, Step::Divert, Step::Accept]),
    (16, Start::Dispatched, &[Step::Short, Step::Explain, Step::Close]),
    (5, Start::Dispatched, &[Step::Short]),
    (3, Start::Dispatched, &[Step::Excess]),
    (8, Start::Paper, &[Step::Accept]),
    (5, Start::Registered, &[Step::Fix, Step::Dispatch, Step::Accept]),
    (5, Start::Dispatched, &[Step::Fix, Step::Accept]),
    (4, Start::Registered, &[Step::Hold, Step::Release, Step::Dispatch, Step::Accept]),
    (1, Start::Registered, &[Step::Hold, Step::Refuse]),
    (3, Start::Dispatched, &[Step::Interrupt, Step::Resume, Step::Accept]),
    (8, Start::Dispatched, &[Step::AcceptDoubtfully, Step::SendBack, Step::Accept]),
];

/// The course of planned mistakes.
const EARLY: &[Step] = &[Step::Early, Step::Dispatch, Step::Accept];

impl Market {
    /// Sends a new note on one of the courses.
    pub(super) fn send(&mut self, flight: Flight) {
        if self.random.below(20_000) < self.settings.errors {
            return self.start(flight, Start::Registered, EARLY);
        }
        let (_, start, steps) = COURSES[self.random.weighted(COURSES.iter().map(|course| course.0))];
        self.start(flight, start, steps);
    }

    /// Sends a new note that will arrive.
    pub(super) fn send_plainly(&mut self, flight: Flight) {
        self.start(flight, Start::Dispatched, &[Step::Accept]);
    }

    fn start(&mut self, flight: Flight, start: Start, steps: &'static [Step]) {
        paper::note(&mut self.sheet, &self.world, self.now, &flight.head, start, &flight.lines);
        self.recent.note(&flight, start);
        if start != Start::Draft && self.random.permille(self.settings.shares.transport) {
            let vehicle = self.vehicle(Mode::Truck);
            self.load(&vehicle, &[&flight], (0, 1));
        }
        self.go_on(Box::new(Flight { steps, ..flight }));
    }

    /// A vehicle with its crew.
    pub(super) fn vehicle(&mut self, mode: Mode) -> Vehicle {
        let (carrier, driver) = self.crew();
        let has_driver = matches!(mode, Mode::Truck | Mode::Container);
        let number = self.number(Paper::Transport);
        if has_driver {
            self.last_driver = Some(driver);
        }
        Vehicle { number, mode, carrier, driver: has_driver.then_some(driver), plate: self.random.below(100_000_000) }
    }

    /// Writes the transport of a vehicle that is one of so many which share the lines equally.
    pub(super) fn load(&mut self, vehicle: &Vehicle, flights: &[&Flight], (one, of): (u64, u64)) {
        let parts: Vec<Vec<(u16, u64)>> = flights
            .iter()
            .map(|flight| {
                let until = |goods: &Holding, n: u64| crate::lot::part(goods.quantity, n, of);
                let part = |(line, goods): (u16, &Holding)| (line, until(goods, one + 1) - until(goods, one));
                (1..).zip(&flight.lines).map(part).filter(|(_, quantity)| *quantity > 0).collect()
            })
            .collect();
        let loads: Vec<_> = flights
            .iter()
            .zip(&parts)
            .map(|(flight, lines)| (flight.head.number, flight.head.supplier, lines.as_slice()))
            .collect();
        let Some(first) = flights.first() else { return };
        paper::transport(&mut self.sheet, &self.world, self.now, vehicle, first.head.from, &loads);
    }

    /// Plans the next step of a note, if there is one. What nobody explains stays on its lines.
    fn go_on(&mut self, flight: Box<Flight>) {
        let (least, most) = match flight.steps.first() {
            None => return self.aside.extend(flight.lines.iter().filter(|goods| goods.quantity > 0)),
            Some(Step::Accept | Step::Deliver | Step::Short | Step::Excess | Step::AcceptDoubtfully) => (1, 6),
            Some(Step::Reject | Step::Interrupt | Step::Divert | Step::Split) => (1, 3),
            Some(Step::Explain | Step::Return | Step::SendBack) => (1, 9),
            Some(Step::Close) => (3, 20),
            Some(_) => (0, 2),
        };
        let moment = self.in_days(least, most);
        self.queue.put(moment, Event::Note(flight));
    }

    /// Takes the next step of a note.
    pub(super) fn step(&mut self, mut flight: Box<Flight>) {
        let Some((step, rest)) = flight.steps.split_first() else { return };
        flight.steps = rest;
        match step {
            Step::Register => self.act_on(&flight, "register", "", Expect::Recorded),
            Step::Dispatch => self.act_on(&flight, "dispatch", "", Expect::Recorded),
            Step::Deliver => self.act_on(&flight, "deliver", "", Expect::Recorded),
            Step::Close => self.act_on(&flight, "close", "", Expect::Recorded),
            Step::Early => self.act_on(&flight, "accept", "", Expect::Refused("note.status")),
            Step::Reject => self.act_on(&flight, "reject", "not ordered so", Expect::Recorded),
            Step::Hold => self.act_on(&flight, "hold", "papers to be checked", Expect::Recorded),
            Step::Release => self.act_on(&flight, "release", "papers are right", Expect::Recorded),
            Step::Interrupt => self.act_on(&flight, "interrupt", "mobile group", Expect::Recorded),
            Step::Resume => self.act_on(&flight, "resume", "nothing found", Expect::Recorded),
            Step::Cancel => return self.back_to_supplier(&flight, "cancel", "order withdrawn"),
            Step::Refuse => return self.back_to_supplier(&flight, "refuse", "papers do not fit"),
            Step::Return => return self.back_to_supplier(&flight, "return", ""),
            Step::Accept => self.accept(&mut flight),
            Step::AcceptDoubtfully => self.act_on(&flight, "accept", "", Expect::Recorded),
            Step::Short => self.accept_short(&mut flight),
            Step::Explain => self.explain(&mut flight),
            Step::Excess => self.accept_excess(&mut flight),
            Step::Divert => self.divert(&mut flight),
            Step::Split => return self.split(&flight),
            Step::Fix => self.fix(&mut flight),
            Step::SendBack => self.send_back(&mut flight),
        }
        self.go_on(flight);
    }

    /// An action without goods of its own; what it needs beside its name follows from that.
    pub(super) fn act_on(&mut self, flight: &Flight, action: &str, reason: &str, expect: Expect) {
        let (world, now) = (&self.world, self.now);
        let note = (flight.head.number, flight.head.supplier);
        paper::action_unended(&mut self.sheet, world, note, action, |sheet| {
            if matches!(action, "dispatch" | "deliver" | "accept" | "return") {
                sheet.moment(world, "at", now);
            }
            if matches!(action, "hold" | "release" | "refuse" | "interrupt" | "resume") {
                sheet.party(world, "authority", Party::Office(0));
            }
            if !reason.is_empty() {
                sheet.field("reason", reason);
            }
        });
        self.sheet.end_as(0, expect);
    }

    fn back_to_supplier(&mut self, flight: &Flight, action: &str, reason: &str) {
        self.act_on(flight, action, reason, Expect::Recorded);
        self.give_back(flight.head.from, flight.lines.iter().copied());
    }

    /// Goods are again where the note drew them from.
    fn give_back(&mut self, from: Spot, goods: impl Iterator<Item = Holding>) {
        if let Spot::Store(store) = from {
            self.put(store, goods);
        } else {
            self.aside.extend(goods);
        }
    }

    /// The goods of a note arrive where it goes.
    fn arrive(&mut self, flight: &mut Flight) {
        let goods: Vec<Holding> = flight.lines.iter_mut().map(|goods| goods.take(goods.quantity)).collect();
        if let Some(store) = flight.to {
            self.put(store, goods);
        }
    }

    fn accept(&mut self, flight: &mut Flight) {
        self.act_on(flight, "accept", "", Expect::Recorded);
        self.arrive(flight);
    }

    /// Accepts with what was counted: `differ` says how much of the first line.
    fn accept_counted(&mut self, flight: &Flight, differ: u64) {
        let (world, now) = (&self.world, self.now);
        let note = (flight.head.number, flight.head.supplier);
        paper::action(&mut self.sheet, world, note, "accept", |sheet| {
            sheet.moment(world, "at", now);
            let found = |position, goods: &Holding| if position == 0 { differ } else { goods.quantity };
            paper::counted(sheet, &flight.lines, found);
        });
    }

    fn accept_short(&mut self, flight: &mut Flight) {
        let Some(first) = flight.lines.first_mut() else { return };
        let share = self.random.between(5, 120);
        let missing = first.take(first.share(&self.world, share));
        let found = first.quantity;
        // The acceptance compares with what was sent.
        first.quantity += missing.quantity;
        self.accept_counted(flight, found);
        flight.lines[0].quantity = found;
        self.arrive(flight);
        flight.lines[0].quantity = missing.quantity;
    }

    fn explain(&mut self, flight: &mut Flight) {
        let Some(missing) = flight.lines.first_mut().map(|first| first.take(first.quantity)) else { return };
        let words = ["loss", "theft", "damage", "natural_decrease_in_norm", "not_sent", "returned"];
        let explanation = self.random.pick(&words);
        let note = (flight.head.number, flight.head.supplier);
        paper::action(&mut self.sheet, &self.world, note, "explain", |sheet| {
            sheet.whole("line", 1_u16);
            sheet.decimal("quantity", missing.quantity);
            sheet.field("explanation", explanation);
        });
        if matches!(explanation, "not_sent" | "returned") {
            self.give_back(flight.head.from, std::iter::once(missing));
        }
    }

    fn accept_excess(&mut self, flight: &mut Flight) {
        let Some(first) = flight.lines.first() else { return };
        let share = self.random.between(5, 60);
        let found = first.quantity + first.share(&self.world, share);
        self.accept_counted(flight, found);
        flight.lines[0].quantity = found;
        self.arrive(flight);
    }

    /// To another buyer.
    fn divert(&mut self, flight: &mut Flight) {
        let supplier = if let Party::Firm(firm) = flight.head.supplier { firm } else { 0 };
        let firm = self.other_firm(Role::Wholesaler, supplier);
        self.meet(firm);
        let to = store_of(firm, self.random.below(2));
        flight.head.recipient = Party::Firm(firm);
        flight.head.to = Spot::Store(to);
        flight.to = Some(to);
        let world = &self.world;
        paper::action(&mut self.sheet, world, (flight.head.number, flight.head.supplier), "divert", |sheet| {
            sheet.party(world, "recipient", Party::Firm(firm));
            sheet.spot(world, "to", Spot::Store(to));
            sheet.field("reason", "the buyer changed");
        });
    }

    /// Two notes of one, the second to the recipient's other store.
    fn split(&mut self, flight: &Flight) {
        let mut halves = [flight.clone(), flight.clone()];
        for (part, half) in (1..).zip(&mut halves) {
            half.head.number.part = part;
            half.steps = &[Step::Accept];
        }
        for (line, goods) in flight.lines.iter().enumerate() {
            let half = goods.share(&self.world, 500);
            let half = if half < goods.quantity { half } else { goods.quantity / 2 };
            halves[0].lines[line].quantity = half;
            halves[1].lines[line].quantity = goods.quantity - half;
        }
        if let Some(to) = flight.to {
            halves[1].to = Some(to ^ 1);
            halves[1].head.to = Spot::Store(to ^ 1);
        }
        let world = &self.world;
        paper::action(&mut self.sheet, world, (flight.head.number, flight.head.supplier), "split", |sheet| {
            sheet.open("parts", '[');
            for half in &halves {
                sheet.item();
                sheet.number(world, "number", half.head.number);
                sheet.spot(world, "to", half.head.to);
                sheet.open("lines", '[');
                for (line, goods) in (1_u16..).zip(&half.lines).filter(|(_, goods)| goods.quantity > 0) {
                    sheet.item();
                    sheet.whole("line", line);
                    sheet.decimal("quantity", goods.quantity);
                    sheet.close('}');
                }
                sheet.text.push_str("]}");
            }
            sheet.close(']');
        });
        halves.into_iter().for_each(|half| self.go_on(Box::new(half)));
    }

    fn fix(&mut self, flight: &mut Flight) {
        let old: Number = flight.head.number;
        flight.head.number = self.number(Paper::Note);
        paper::note(&mut self.sheet, &self.world, self.now, &flight.head, Start::Fixes(old), &flight.lines);
    }

    /// What was accepted goes back under a note of its own.
    fn send_back(&mut self, flight: &mut Flight) {
        let old = flight.head;
        let number = self.number(Paper::Note);
        flight.head = NoteHead {
            number,
            kind: "return",
            supplier: old.recipient,
            recipient: old.supplier,
            from: old.to,
            to: old.from,
            ..old
        };
        flight.to = if let Spot::Store(store) = old.from { Some(store) } else { None };
        paper::note(&mut self.sheet, &self.world, self.now, &flight.head, Start::Returns(old.number), &flight.lines);
    }
}
