//! The market: what happens on each day, and what is then where.
//!
//! Goods lie in stores (of a firm, at a place) or are carried by an event: a note on its way, a trip to the border. A
//! holding is in exactly one of the two. What is drawn from a store is taken out of it first and written down after, so
//! that a document never asks for more than is there.

mod authority;
mod course;
mod enter;
mod make;
mod mistake;
mod queue;
mod store;
mod trip;

use crate::lot::{Holding, part};
use crate::paper;
use crate::random::Random;
use crate::scheme::{self, Plot, Prepared};
use crate::settings::Settings;
use crate::sheet::{Number, Paper, Serials, Sheet};
use crate::world::{Goods, Role, World};
use authority::Detained;
use course::Flight;
use mistake::Recent;
use queue::Queue;
use std::collections::BTreeMap;
use store::Store;
use trip::Trip;

pub(crate) use enter::{NO_RE_EXPORT, goods_of};

/// Goods lines that one line of an entry document leads to, in hundredths: measured over years of 10^5 to 10^7 lines.
/// Where it is off, the count of entry documents is put right from day to day.
const LINES_OF_ONE: u64 = 980;

/// Something that will happen.
#[derive(Debug)]
pub(crate) enum Event {
    /// Goods are brought in by such a document.
    Enter(Paper),
    /// A store sends goods on.
    Ship(u32),
    /// A note goes its next step.
    Note(Box<Flight>),
    /// A trip to the border goes on.
    Trip(Box<Trip>),
    /// Bonded goods become free and move to their owner.
    Freed(Box<Flight>),
    /// An entry document is corrected: store, and its first line as declared.
    Correct(u32, Box<Holding>),
    /// Detained goods are given back.
    Release(Box<Detained>),
    /// A person's texts are erased.
    Erase,
    /// A scheme is thought out.
    Plant(u32, scheme::Kind),
    /// A document of a scheme is sent.
    Say(Box<Prepared>),
}

impl Event {
    /// The goods that are nowhere else.
    fn holdings(&self) -> impl Iterator<Item = Holding> {
        let (some, trip): (&[Holding], &[Flight]) = match self {
            Self::Note(flight) | Self::Freed(flight) => (&flight.lines, &[]),
            Self::Trip(trip) => (&[], &trip.flights),
            Self::Release(detained) => (std::slice::from_ref(&detained.goods), &[]),
            Self::Enter(_) | Self::Ship(_) | Self::Correct(..) | Self::Erase | Self::Plant(..) | Self::Say(_) => {
                (&[], &[])
            }
        };
        some.iter().chain(trip.iter().flat_map(|flight| &flight.lines)).copied()
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Market {
    pub(crate) settings: Settings,
    pub(crate) world: World,
    pub(crate) random: Random,
    /// Documents of the events since the sheet was cleared.
    pub(crate) sheet: Sheet,
    /// Documents on sheets before this one.
    pub(crate) documents: u64,
    /// Rows of truth since they were taken.
    pub(crate) truth: String,
    queue: Queue,
    stores: Vec<Store>,
    serials: Serials,
    /// Day and minute.
    pub(crate) now: (u16, u16),
    /// Firms whose names were told.
    told: Vec<bool>,
    recent: Recent,
    plots: BTreeMap<u32, Plot>,
    /// What schemes leave lying.
    aside: Vec<Holding>,
    last_driver: Option<u32>,
    erased: Vec<u32>,
}

impl Market {
    pub(crate) fn new(settings: Settings, goods: Goods) -> Self {
        let world = World::new(&settings, goods);
        let stores = (0..world.firms.len() * 2).map(|_| Store::default()).collect();
        let mut market = Self {
            random: Random::new(settings.seed),
            queue: Queue::new(settings.days),
            told: vec![false; world.firms.len()],
            sheet: Sheet::default(),
            documents: 0,
            truth: String::new(),
            stores,
            serials: Serials::default(),
            now: (0, 0),
            recent: Recent::default(),
            plots: BTreeMap::new(),
            aside: Vec::new(),
            last_driver: None,
            erased: Vec::new(),
            settings,
            world,
        };
        market.plan_schemes();
        market
    }

    fn plan_schemes(&mut self) {
        let mut id = 0;
        let last = self.settings.days.saturating_sub(scheme::LONGEST);
        for (kind, count) in self.settings.plant.clone() {
            for _ in 0..count {
                let day = self.random.between(2, last.into());
                let minute = self.office_minute();
                self.queue.put((u16::try_from(day).unwrap_or(2), minute), Event::Plant(id, kind));
                id += 1;
            }
        }
    }

    /// Begins a day: what comes in today is spread over it.
    pub(crate) fn begin_day(&mut self, day: u16) {
        self.now = (day, 0);
        self.queue.turn_to(day);
        if day == 0 {
            self.opening();
        }
        paper::clock(&mut self.sheet, &self.world, day);
        if day % 61 == 60 {
            self.queue.put((day, 1200), Event::Erase);
        }
        for _ in 0..self.entries_of(day) {
            let what = self.kind_of_entry();
            let minute = self.office_minute();
            self.queue.put((day, minute), Event::Enter(what));
        }
    }

    /// Entry documents of a day, so that the lines of all documents together follow the plan.
    fn entries_of(&mut self, day: u16) -> u64 {
        let lines = self.settings.lines;
        let (wanted, done) = (self.world.calendar.until(lines, day), self.sheet.lines);
        let slack = lines / 20 + 1;
        let plain = self.world.calendar.part(lines, day) * 10_000;
        // Twice, since what is entered today has its effect over weeks.
        let planned = part(part(plain, wanted + slack, done + slack), wanted + slack, done + slack);
        let lines_of_one = LINES_OF_ONE * self.mean_lines();
        planned / lines_of_one + u64::from(self.random.up_to(lines_of_one) < planned % lines_of_one)
    }

    /// Whether more lines were written than planned until now: trade then waits some days.
    fn is_ahead(&self) -> bool {
        let lines = self.settings.lines;
        self.sheet.lines > self.world.calendar.until(lines, self.now.0) + lines / 50
    }

    fn kind_of_entry(&mut self) -> Paper {
        let shares = &self.settings.shares;
        let weights = [shares.import, shares.union_import, shares.production, shares.transit];
        [Paper::Import, Paper::UnionImport, Paper::Production, Paper::Transit]
            [self.random.weighted(weights.into_iter())]
    }

    /// Lets the next event of today happen; `false` when there is none.
    pub(crate) fn next_event(&mut self) -> bool {
        let Some((minute, event)) = self.queue.next() else { return false };
        self.now.1 = minute;
        let before = self.sheet.written.len();
        match event {
            Event::Enter(what) => self.enter(what),
            Event::Ship(store) => self.ship(store),
            Event::Note(flight) => self.step(flight),
            Event::Trip(trip) => self.travel(trip),
            Event::Freed(flight) => self.free(*flight),
            Event::Correct(store, declared) => self.correct(store, &declared),
            Event::Release(detained) => self.release(&detained),
            Event::Erase => self.erase(),
            Event::Plant(id, kind) => self.plant(id, kind),
            Event::Say(prepared) => self.say(&prepared),
        }
        self.slip(self.sheet.written.len() - before);
        true
    }

    /// Everything that is in stores and on the way, in no order, a lot more than once.
    pub(crate) fn holdings(&self) -> impl Iterator<Item = Holding> {
        self.stores
            .iter()
            .flat_map(|store| store.shelf.iter().copied())
            .chain(self.queue.holdings())
            .chain(self.aside.iter().copied())
    }

    fn plant(&mut self, id: u32, kind: scheme::Kind) {
        let mut script = scheme::Script::new(&self.world, self.random.word(), &mut self.serials, self.now);
        scheme::think_out(kind, id, &mut script);
        let (plot, prepared, left, firms) = script.finish(id, kind);
        firms.into_iter().for_each(|firm| self.meet(firm));
        self.aside.extend(left);
        self.plots.insert(id, plot);
        for document in prepared {
            self.queue.put(document.at, Event::Say(Box::new(document)));
        }
    }

    fn say(&mut self, prepared: &Prepared) {
        prepared.write(&mut self.sheet);
        let line = self.documents + u64::try_from(self.sheet.written.len()).unwrap_or_default();
        let Some(plot) = self.plots.get_mut(&prepared.scheme) else { return };
        if plot.said(line, self.world.calendar.text(prepared.at.0), prepared) {
            plot.write(&mut self.truth);
            self.plots.remove(&prepared.scheme);
        }
    }

    /// The next number of a document.
    fn number(&mut self, paper: Paper) -> Number {
        self.serials.next(paper)
    }

    /// Tells a firm's name when it is met for the first time.
    fn meet(&mut self, firm: u32) {
        let told = &mut self.told[usize::try_from(firm).unwrap_or_default()];
        if !std::mem::replace(told, true) {
            paper::party(&mut self.sheet, &self.world, firm);
        }
    }

    /// A minute of office hours, in UTC: from nine to nearly seven in Astana.
    fn office_minute(&mut self) -> u16 {
        u16::try_from(self.random.between(240, 820)).unwrap_or(240)
    }

    /// A moment from `least` to `most` days from now; mostly on a working day.
    fn in_days(&mut self, least: u32, most: u32) -> (u16, u16) {
        let days = u16::try_from(self.random.between(least, most)).unwrap_or_default();
        let mut day = self.now.0 + days;
        if self.random.permille(850) {
            day += (0..4).find(|more| self.world.calendar.is_working(day + more)).unwrap_or_default();
        }
        (day, if day == self.now.0 { self.soon() } else { self.office_minute() })
    }

    /// A later minute of today.
    fn soon(&mut self) -> u16 {
        let left = 1400_u16.saturating_sub(self.now.1);
        self.now.1 + u16::try_from(self.random.below(left.clamp(1, 180).into())).unwrap_or_default() + 1
    }

    /// A firm of the role other than that one.
    fn other_firm(&mut self, role: Role, than: u32) -> u32 {
        let firm = self.world.firms.pick(role, &mut self.random);
        if firm == than { self.world.firms.next(role, firm) } else { firm }
    }
}
