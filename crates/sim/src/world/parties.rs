//! Who trades: firms of the country, firms abroad, drivers, offices. All invented, with right check digits.

use crate::random::Random;
use trade::party::{PartyRef, PartyScheme};

/// A party, small enough to be kept by the million.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Party {
    /// A firm of the country, by its place in the table.
    Firm(u32),
    /// A firm abroad: position of its country in the list of countries, and a number.
    Foreign(u8, u16),
    /// A driver.
    Driver(u32),
    /// An office of the revenue authority; 0 is the committee itself.
    Office(u8),
}

impl Party {
    /// A firm abroad, in the country at that place of the list: few are large.
    pub(crate) fn of(country: u8, random: &mut Random) -> Self {
        Self::Foreign(country, u16::try_from(random.skewed(900)).unwrap_or_default())
    }
}

/// What a firm of the country does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Importer,
    Wholesaler,
    Retailer,
    Maker,
    Exporter,
    Carrier,
    Broker,
    /// Keeps bonded goods of others.
    Keeper,
    /// Founded for one purpose; belongs to a planted scheme.
    Shell,
}

/// Role, lines of trade for one such firm, fewest and most of them.
const SIZES: [(Role, u64, u32, u32); 8] = [
    (Role::Importer, 700, 8, 30_000),
    (Role::Wholesaler, 900, 8, 25_000),
    (Role::Retailer, 350, 16, 80_000),
    (Role::Maker, 1_800, 6, 9_000),
    (Role::Exporter, 2_200, 5, 6_000),
    (Role::Carrier, 2_500, 5, 4_000),
    (Role::Broker, 6_000, 3, 900),
    (Role::Keeper, 20_000, 2, 120),
];

/// The firms of the country. Their texts are all of 16 bytes: `bin:` and twelve digits.
#[derive(Debug)]
pub(crate) struct Firms {
    texts: Vec<[u8; 16]>,
    /// First firm and number of firms of each role.
    ranges: Vec<(Role, u32, u32)>,
}

impl Firms {
    /// Firms for so many lines, and so many shells founded in the year and month `YYMM`.
    pub(crate) fn new(seed: u64, lines: u64, shells: u32, founded: &str) -> Self {
        let mut firms = Self { texts: Vec::new(), ranges: Vec::new() };
        for (role, each, least, most) in SIZES {
            let count = u32::try_from(lines / each).unwrap_or(u32::MAX).clamp(least, most);
            firms.add(role, count, seed, None);
        }
        firms.add(Role::Shell, shells, seed, Some(founded));
        firms
    }

    fn add(&mut self, role: Role, count: u32, seed: u64, founded: Option<&str>) {
        let first = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.ranges.push((role, first, count));
        for firm in first..first + count {
            self.texts.push(bin(&mut Random::of(seed, firm.into()), firm, founded));
        }
    }

    pub(crate) fn text(&self, firm: u32) -> &str {
        let text = self.texts.get(usize::try_from(firm).unwrap_or(usize::MAX));
        text.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or("")
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// First firm and number of firms of a role.
    fn range(&self, role: Role) -> (u32, u32) {
        let range = self.ranges.iter().find(|(one, _, _)| *one == role);
        range.map_or((0, 1), |(_, first, count)| (*first, *count))
    }

    pub(crate) fn role(&self, firm: u32) -> Role {
        let last = self.ranges.iter().rev().find(|(_, first, count)| *first <= firm && *count > 0);
        last.map_or(Role::Importer, |(role, _, _)| *role)
    }

    /// A firm of the role: few are large.
    pub(crate) fn pick(&self, role: Role, random: &mut Random) -> u32 {
        let (first, count) = self.range(role);
        first + random.skewed(count)
    }

    /// The firm after another one of the role, in a round.
    pub(crate) fn next(&self, role: Role, firm: u32) -> u32 {
        let (first, count) = self.range(role);
        first + (firm + 1).saturating_sub(first) % count.max(1)
    }

    /// The firm of the role with that number.
    pub(crate) fn nth(&self, role: Role, number: u32) -> u32 {
        let (first, count) = self.range(role);
        first + number % count.max(1)
    }
}

/// A business identification number: year and month of registration, 4 (resident legal entity), 0 (head office), five
/// digits of the firm and, for more than 100,000 firms, another kind of entity.
fn bin(random: &mut Random, firm: u32, founded: Option<&str>) -> [u8; 16] {
    let (kind, serial) = (4 + firm / 100_000 % 3, firm % 100_000);
    loop {
        let month = format!("{:02}{:02}", random.between(1, 23), random.between(1, 12));
        let month = founded.unwrap_or(&month);
        // Where no digit fits the number is not issued; a branch number gives another.
        let branch = random.below(4);
        let eleven = format!("{month}{kind}{branch}{serial:05}");
        let text = PartyRef::with_check_digit(PartyScheme::Bin, &eleven).map(|party| party.to_string());
        if let Some(bytes) = text.and_then(|text| text.into_bytes().try_into().ok()) {
            return bytes;
        }
    }
}

/// An individual identification number of a driver.
pub(crate) fn iin(seed: u64, driver: u32) -> String {
    let mut random = Random::of(seed ^ 0x0D21_7E25, driver.into());
    loop {
        let (year, month, day) = (random.between(60, 99), random.between(1, 12), random.between(1, 28));
        let eleven = format!("{year:02}{month:02}{day:02}3{:04}", random.below(10_000));
        if let Some(party) = PartyRef::with_check_digit(PartyScheme::Iin, &eleven) {
            return party.to_string();
        }
    }
}

const BEGINNINGS: [&str; 24] = [
    "Altyn", "Kok", "Ak", "Zhana", "Tau", "Dala", "Samal", "Nur", "Batys", "Shygys", "Ontustik", "Saryarka", "Ertis",
    "Esil", "Zhetysu", "Turan", "Aral", "Kaspi", "Alatau", "Burabai", "Kerege", "Shanyrak", "Zhibek", "Uly",
];
const ENDINGS: [&str; 16] = [
    "Trade", "Import", "Logistik", "Zhol", "Market", "Servis", "Stroi", "Agro", "Temir", "Kurylys", "Sauda", "Invest",
    "Tekh", "Grup", "Komplekt", "Impeks",
];
const GIVEN: [&str; 12] = [
    "Aidar",
    "Bolat",
    "Daniyar",
    "Erlan",
    "Galymzhan",
    "Kanat",
    "Marat",
    "Nurlan",
    "Ruslan",
    "Serik",
    "Talgat",
    "Yerbol",
];
const FAMILY: [&str; 12] = [
    "Abenov",
    "Bekturov",
    "Dosanov",
    "Esenov",
    "Iskakov",
    "Kaliyev",
    "Mukanov",
    "Nurpeisov",
    "Omarov",
    "Sadykov",
    "Tulegenov",
    "Zhumabayev",
];

/// The invented name of a firm.
pub(crate) fn firm_name(seed: u64, firm: u32) -> String {
    let mut random = Random::of(seed ^ 0x00F1_4A3E, firm.into());
    format!("{} {} {} LLP", random.pick(&BEGINNINGS), random.pick(&ENDINGS), firm + 1)
}

/// The invented name of a driver.
pub(crate) fn driver_name(seed: u64, driver: u32) -> String {
    let mut random = Random::of(seed ^ 0x00D2_1FE2, driver.into());
    format!("{} {}", random.pick(&GIVEN), random.pick(&FAMILY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn firms_differ_and_have_right_numbers() {
        let firms = Firms::new(5, 3_000_000, 4, "2503");
        let mut seen = BTreeSet::new();
        for firm in 0..u32::try_from(firms.len()).expect("few") {
            let party: PartyRef = firms.text(firm).parse().unwrap_or_else(|error| panic!("{firm}: {error}"));
            assert!(!party.is_person() && seen.insert(party), "{firm}");
        }
        let mut random = Random::new(1);
        for role in [Role::Importer, Role::Keeper, Role::Carrier] {
            assert_eq!(firms.role(firms.pick(role, &mut random)), role);
        }
        let shell = firms.nth(Role::Shell, 3);
        assert_eq!((firms.role(shell), &firms.text(shell)[4..8]), (Role::Shell, "2503"));
    }

    #[test]
    fn drivers_are_persons() {
        for driver in 0..500 {
            let party: PartyRef = iin(9, driver).parse().expect("an IIN");
            assert!(party.is_person());
        }
    }
}
