//! Trips to the border: exports, temporary exports and transit, by truck, train, and container ship.

use super::course::Flight;
use super::{Event, Market};
use crate::lot::Holding;
use crate::paper::{self, EntryHead, Mode, NoteHead, Start, Subject, Vehicle};
use crate::sheet::{Expect, Number, Paper};
use crate::world::{Party, Spot, Way, places};

/// Wagons of a train.
const WAGONS: u64 = 60;
/// Grams above which goods go by train where a railway passes the border.
const TRAIN: u64 = 200_000_000;

/// Notes that leave the country together.
#[derive(Clone, Debug)]
pub(crate) struct Trip {
    pub(crate) flights: Vec<Flight>,
    /// Empty: the notes pass the post by themselves, without a transport.
    vehicles: Vec<Vehicle>,
    post: u8,
    /// Vehicles that have crossed.
    crossed: usize,
    /// Whether the notes were dispatched; else the crossing does it.
    dispatched: bool,
    stop: Stop,
}

/// Where a trip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stop {
    /// At the post, perhaps looked at.
    Post,
    /// Stopped by an act; goes on when an officer says so.
    Stopped,
    /// In front of the barrier.
    Barrier,
    /// Abroad, the notes may be answered.
    Abroad,
    /// Abroad for a time.
    Away,
}

impl Market {
    /// An exporter sends goods out of the country.
    pub(super) fn export(&mut self, store: u32) {
        let (country, _, neighbour) =
            places::MARKETS[self.random.weighted(places::MARKETS.iter().map(|market| market.1))];
        let destination = self.world.country_of(country);
        let temporary = self.random.permille(25);
        let kind = if temporary { "temporary_export" } else { "export" };
        let notes = if temporary { 1 } else { [1, 1, 1, 1, 2, 3][self.random.index(6)] };
        let start = if self.random.permille(750) { Start::Dispatched } else { Start::Registered };
        let mut flights = Vec::new();
        for _ in 0..notes {
            let goods = self.draw_for(store, country);
            if goods.is_empty() {
                break;
            }
            let buyer = Party::of(destination, &mut self.random);
            self.apply_for_export(store, buyer, destination, &goods);
            let number = self.number(Paper::Note);
            let parties = (Party::Firm(store / 2), buyer);
            let head = NoteHead::leaving(number, kind, parties, Spot::Store(store), destination);
            paper::note(&mut self.sheet, &self.world, self.now, &head, start, &goods);
            flights.push(Flight { head, lines: goods, to: None, steps: &[] });
        }
        if !flights.is_empty() {
            let post = places::post_to(neighbour, &mut self.random);
            self.set_out(flights, post, start == Start::Dispatched);
        }
    }

    /// Takes goods out of a store for a country; those with a clause stay where it forbids that.
    fn draw_for(&mut self, store: u32, country: &str) -> Vec<Holding> {
        let drawn = self.draw(store, 10);
        let forbidden = |goods: &Holding| goods.lot.is_bound && matches!(country, "RU" | "BY");
        let (kept, goods): (Vec<Holding>, Vec<Holding>) = drawn.into_iter().partition(forbidden);
        self.put(store, kept);
        goods
    }

    /// An e-invoice and an application to check it, where the exporter asks for one.
    fn apply_for_export(&mut self, store: u32, buyer: Party, destination: u8, goods: &[Holding]) {
        if !self.random.permille(self.settings.shares.applied) {
            return;
        }
        let (invoice, application) = (self.number(Paper::Invoice), self.number(Paper::Application));
        let exporter = Party::Firm(store / 2);
        let day = self.now.0;
        paper::e_invoice(&mut self.sheet, &self.world, invoice, day, (exporter, buyer), goods);
        let about = (exporter, destination, invoice);
        paper::export_application(&mut self.sheet, &self.world, application, day, about, goods);
    }

    /// Loads the notes on what fits the post, and sends them there; now and then on two trucks, one after the other.
    fn set_out(&mut self, flights: Vec<Flight>, post: u8, dispatched: bool) {
        let in_parts = dispatched && flights.iter().all(|flight| flight.head.kind == "export");
        let grams: u64 = flights.iter().flat_map(|flight| &flight.lines).map(|goods| goods.mass(&self.world)).sum();
        let chance = self.random.below(1000);
        let (mode, count) = match places::POSTS[usize::from(post)].way {
            _ if chance < 80 => (Mode::Truck, 0),
            Way::Rail if grams > TRAIN && flights.len() == 1 => (Mode::Wagon, WAGONS),
            Way::Rail => (Mode::Wagon, 1),
            Way::Sea => (Mode::Container, 1),
            Way::Road if in_parts && chance < 120 => (Mode::Truck, 2),
            Way::Road => (Mode::Truck, 1),
        };
        let carried: Vec<&Flight> = flights.iter().collect();
        let mut vehicles = Vec::new();
        for one in 0..count {
            let vehicle = self.vehicle(mode);
            // A train has one carrier.
            let carrier = vehicles.first().map_or(vehicle.carrier, |first: &Vehicle| first.carrier);
            vehicles.push(Vehicle { carrier, ..vehicle });
            self.load(&vehicles[vehicles.len() - 1], &carried, (one, count));
        }
        let moment = self.in_days(1, 5);
        let trip = Trip { flights, vehicles, post, crossed: 0, dispatched, stop: Stop::Post };
        self.queue.put(moment, Event::Trip(Box::new(trip)));
    }

    /// Foreign goods go from one post to another.
    pub(super) fn pass_through(&mut self, entry: &EntryHead, (to, exit): (&str, u8), goods: Vec<Holding>) {
        let country =
            places::MARKETS.iter().filter(|market| market.2 == to).map(|market| market.0).next().unwrap_or(to);
        let destination = self.world.country_of(country);
        let number = self.number(Paper::Note);
        let parties = (entry.principal, Party::of(destination, &mut self.random));
        let head = NoteHead::leaving(number, "transit", parties, entry.place, destination);
        paper::note(&mut self.sheet, &self.world, self.now, &head, Start::Dispatched, &goods);
        let vehicle = self.vehicle(Mode::Truck);
        let flight = Flight { head, lines: goods, to: None, steps: &[] };
        self.load(&vehicle, &[&flight], (0, 1));
        let subject = Subject::Vehicle(&vehicle);
        paper::crossing(&mut self.sheet, &self.world, self.now, (entry.place, false), subject, true);
        let moment = self.in_days(2, 8);
        let (flights, vehicles) = (vec![flight], vec![vehicle]);
        let trip = Trip { flights, vehicles, post: exit, crossed: 0, dispatched: true, stop: Stop::Post };
        self.queue.put(moment, Event::Trip(Box::new(trip)));
    }

    /// A trip goes on.
    pub(super) fn travel(&mut self, mut trip: Box<Trip>) {
        let next = match trip.stop {
            Stop::Post => self.at_the_post(&trip),
            Stop::Stopped => self.resume(&trip),
            Stop::Barrier => self.cross(&mut trip),
            Stop::Abroad => return self.answer_abroad(&trip),
            Stop::Away => return self.come_back(&trip),
        };
        let (least, most) = match next {
            Stop::Stopped => (1, 4),
            Stop::Barrier if trip.crossed > 0 => (1, 3),
            Stop::Barrier | Stop::Post => (0, 0),
            Stop::Abroad => (3, 25),
            Stop::Away => (8, 60),
        };
        trip.stop = next;
        let moment = self.in_days(least, most);
        self.queue.put(moment, Event::Trip(trip));
    }

    /// Some are looked at; a few of them are stopped.
    fn at_the_post(&mut self, trip: &Trip) -> Stop {
        let post = Spot::Post(trip.post);
        let inspected = self.random.permille(self.settings.shares.inspected);
        let Some(first) = trip.flights.first().filter(|_| inspected && trip.vehicles.len() <= 2) else {
            return Stop::Barrier;
        };
        let on_the_way = trip.vehicles.len() == 1;
        let stopped = on_the_way && self.random.permille(90);
        let counted = self.random.permille(400).then(|| {
            let there = first.lines.first().map_or(0, |goods| goods.quantity);
            // Now and then fewer are found than the note says.
            let missing = if self.random.permille(60) { there / 20 } else { 0 };
            (first.head.number, first.head.supplier, there - missing)
        });
        let subject = match trip.vehicles.first() {
            Some(vehicle) => Subject::Vehicle(vehicle),
            None => Subject::Note(first.head.number, first.head.supplier),
        };
        let act = (self.number(Paper::Act), post, if stopped { "hold" } else { "pass" });
        paper::act(&mut self.sheet, &self.world, self.now, act, subject, counted);
        if stopped { Stop::Stopped } else { Stop::Barrier }
    }

    /// An officer lets stopped notes go on: those on the way resume, those that had not left are released.
    fn resume(&mut self, trip: &Trip) -> Stop {
        for flight in &trip.flights {
            let action = if trip.dispatched { "resume" } else { "release" };
            self.act_on(flight, action, "nothing found", Expect::Recorded);
        }
        Stop::Barrier
    }

    /// The next vehicle crosses; all wagons of a train at once.
    fn cross(&mut self, trip: &mut Trip) -> Stop {
        let post = Spot::Post(trip.post);
        let at_once = if trip.vehicles.len() > 2 { trip.vehicles.len() } else { 1 };
        let until = trip.vehicles.len().min(trip.crossed + at_once);
        for vehicle in &trip.vehicles[trip.crossed..until] {
            let ship = self.ship_out(vehicle, post);
            let seals_right = !self.random.permille(6);
            let subject = Subject::Vehicle(ship.as_ref().unwrap_or(vehicle));
            paper::crossing(&mut self.sheet, &self.world, self.now, (post, true), subject, seals_right);
        }
        if trip.vehicles.is_empty() {
            for flight in &trip.flights {
                let subject = Subject::Note(flight.head.number, flight.head.supplier);
                paper::crossing(&mut self.sheet, &self.world, self.now, (post, true), subject, true);
            }
        }
        trip.crossed = until;
        if trip.crossed < trip.vehicles.len() {
            self.leave_in_part(trip);
            return Stop::Barrier;
        }
        if trip.flights.iter().any(|flight| flight.head.kind == "temporary_export") {
            return Stop::Away;
        }
        trip.flights.iter_mut().for_each(|flight| flight.lines.clear());
        Stop::Abroad
    }

    /// The first of two trucks is gone: its half is out of the country.
    #[expect(clippy::unused_self, reason = "reads as the others do")]
    fn leave_in_part(&self, trip: &mut Trip) {
        for goods in trip.flights.iter_mut().flat_map(|flight| &mut flight.lines) {
            goods.quantity -= crate::lot::part(goods.quantity, 1, 2);
        }
    }

    /// In a port the container goes on board.
    fn ship_out(&mut self, vehicle: &Vehicle, port: Spot) -> Option<Vehicle> {
        if vehicle.mode != Mode::Container {
            return None;
        }
        let ship = Vehicle { number: self.number(Paper::Transport), mode: Mode::Ship, driver: None, ..*vehicle };
        paper::transship(&mut self.sheet, &self.world, self.now, vehicle, &ship, port);
        Some(ship)
    }

    /// Buyers abroad say that goods came; some suppliers close the note.
    fn answer_abroad(&mut self, trip: &Trip) {
        for flight in &trip.flights {
            if self.random.permille(450) {
                self.act_on(flight, "accept", "", Expect::Recorded);
                if self.random.permille(300) {
                    self.act_on(flight, "close", "", Expect::Recorded);
                }
            }
        }
    }

    /// Temporarily exported goods come back to where they left from.
    fn come_back(&mut self, trip: &Trip) {
        for flight in &trip.flights {
            let number: Number = self.number(Paper::TemporaryReturn);
            let about = (flight.head.number, flight.head.supplier, flight.head.from);
            paper::temporary_return(&mut self.sheet, &self.world, self.now, number, about, &flight.lines);
            if let Spot::Store(store) = flight.head.from {
                self.put(store, flight.lines.iter().copied());
            }
        }
    }
}
