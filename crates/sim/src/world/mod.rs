//! What there is before anything happens: days, goods, parties and places, and how each is written.

mod calendar;
mod goods;
mod made;
pub(crate) mod parties;
pub(crate) mod places;

pub(crate) use calendar::Calendar;
pub(crate) use goods::{Good, Row};
pub use goods::{Goods, GoodsError};
pub(crate) use made::{MADE, made_of, of_the_land};
pub(crate) use parties::{Firms, Party, Role};
pub(crate) use places::{Spot, Way, store_of};

use crate::random::Random;
use crate::settings::Settings;
use std::fmt::Write;

/// Tenge for a US dollar.
pub(crate) const TENGE: u64 = 520;
/// Drivers for one carrier.
const DRIVERS: u32 = 12;

/// The country before its first day.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) calendar: Calendar,
    pub(crate) goods: Goods,
    pub(crate) firms: Firms,
}

impl World {
    pub(crate) fn new(settings: &Settings, goods: Goods) -> Self {
        let calendar = Calendar::new(settings.from, settings.days);
        let shells = settings.plant.values().sum::<u32>();
        let founded = calendar.text(0).get(2..7).unwrap_or("25-01").replace('-', "");
        let firms = Firms::new(settings.seed, settings.lines, shells, &founded);
        Self { seed: settings.seed, calendar, goods, firms }
    }

    pub(crate) fn good(&self, good: u16) -> &Good {
        &self.goods.kinds[usize::from(good)]
    }

    /// The two letters of a country by its place in the list.
    pub(crate) fn country(&self, country: u8) -> &str {
        self.goods.countries.get(usize::from(country)).map_or("KZ", |code| code.as_str())
    }

    /// The place of a country in the list; of those that no declaration names, the last ones.
    pub(crate) fn country_of(&self, letters: &str) -> u8 {
        let found = self.goods.countries.iter().position(|code| code.as_str() == letters);
        found.and_then(|found| u8::try_from(found).ok()).unwrap_or(u8::MAX)
    }

    /// A carrier with one of its drivers.
    pub(crate) fn crew(&self, random: &mut Random) -> (Party, u32) {
        let carrier = self.firms.pick(Role::Carrier, random);
        (Party::Firm(carrier), carrier * DRIVERS + random.below(DRIVERS))
    }

    pub(crate) fn write_party(&self, text: &mut String, party: Party) {
        match party {
            Party::Firm(firm) => text.push_str(self.firms.text(firm)),
            Party::Foreign(country, number) => {
                let country = self.country(country);
                let eori = ["DE", "FR", "IT", "NL", "ES", "PL", "LV", "LT", "AT", "CZ"].contains(&country);
                // Writing to a text cannot fail.
                let _ = if eori {
                    write!(text, "eori:{country}{:07}", u32::from(number) * 7919 + 1_000_003)
                } else {
                    write!(text, "id:{country}/{:06}", u32::from(number) * 613 + 100_003)
                };
            }
            Party::Driver(driver) => text.push_str(&parties::iin(self.seed, driver)),
            Party::Office(0) => text.push_str("id:KZ/kgd"),
            Party::Office(office) => {
                let _ = write!(text, "id:KZ/customs-{office}");
            }
        }
    }

    pub(crate) fn write_spot(&self, text: &mut String, spot: Spot) {
        // Writing to a text cannot fail.
        let _ = match spot {
            Spot::Store(store) if store % 2 == 0 => write!(text, "locode:{}", places::city(self.seed, store)),
            Spot::Store(store) => write!(text, "store:wh-{}", store / 2 % 9 + 1),
            Spot::Post(post) => write!(text, "{}", places::POSTS[usize::from(post)].place),
            Spot::Abroad(country, number) => write!(text, "place:{}/site-{number}", self.country(country)),
            Spot::Bonded(number) => write!(text, "place:KZ/bonded-{number}"),
            Spot::Customs(number) => write!(text, "place:KZ/customs-store-{number}"),
        };
    }
}
