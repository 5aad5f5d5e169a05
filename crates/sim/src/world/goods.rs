//! What is traded: goods with their codes and units, and rows of declarations to draw from.
//!
//! The rows come from declarations that exist (`data/customs_declarations_kr`): code, origin, country of departure, mass
//! and price of a row stay together, so that what is drawn is distributed as they are, jointly. What the country makes
//! itself stands in [`super::made`].

use super::made::MADE;
use super::places::MARKETS;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use trade::code::GoodsCode;
use trade::country::CountryCode;
use trade::date::Date;
use trade::nomenclature::{self, CodeStatus, Standing, Tables};
use trade::unit::Unit;

/// Why declarations cannot be drawn from.
#[derive(Debug, thiserror::Error)]
pub enum GoodsError {
    /// Not gzip, or no text.
    #[error("the declarations could not be unpacked")]
    Packed(#[source] std::io::Error),
    /// A column is not there.
    #[error("the declarations have no column `{0}`")]
    Column(&'static str),
    /// No row can be used.
    #[error("none of the declarations has a code of {0}, a mass and a price")]
    Empty(Date),
}

/// A kind of goods.
#[derive(Clone, Debug)]
pub(crate) struct Good {
    /// Six digits, or ten where the national table has them on all days.
    pub(crate) code: String,
    /// The first two digits.
    pub(crate) chapter: u8,
    /// The ledger unit of its lots.
    pub(crate) unit: Unit,
    /// Mass of one unit in milligrams.
    pub(crate) unit_mass: u64,
    /// A few words, safe within JSON.
    pub(crate) words: String,
    /// On the common high priority list of February 2024.
    pub(crate) high_priority: bool,
}

/// A line of a declaration to draw from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) good: u16,
    /// Positions in [`Goods::countries`].
    pub(crate) origin: u8,
    pub(crate) departure: u8,
    /// Net mass in grams.
    pub(crate) mass: u64,
    /// Value in hundredths of a US dollar.
    pub(crate) value: u64,
}

/// Goods, and rows of declarations by country of departure and code.
#[derive(Debug)]
pub struct Goods {
    pub(crate) kinds: Vec<Good>,
    pub(crate) rows: Vec<Row>,
    pub(crate) countries: Vec<CountryCode>,
    /// The goods of [`MADE`], in its order.
    pub(crate) made: Vec<u16>,
    /// High-priority goods that rows have.
    pub(crate) high_priority: Vec<u16>,
}

/// Won for a dollar, as in the years of the declarations.
const WON: u64 = 1180;
/// Common High Priority List of the EU, Japan, the United Kingdom and the United States, version of 23 February 2024
/// (page of the Bureau of Industry and Security): 50 codes of six digits.
const HIGH_PRIORITY: &str = "\
    854231 854232 854233 854239 851762 852691 853221 853224 854800 847150 850440 851769 852589 \
    852910 852990 853669 853690 854110 854121 854129 854130 854149 854151 854159 854160 848210 \
    848220 848230 848250 880730 901310 901380 901420 901480 847180 848610 848620 848640 853400 \
    854320 902750 903020 903032 903039 903082 845710 845811 845891 845961 846693";
const COLUMNS: [&str; 5] = ["HS6 Code", "Country of Origin", "Country of Departure", "Net Mass", "Item Price"];

impl Goods {
    /// Reads packed declarations (gzip of CSV with the columns of `data/customs_declarations_kr`). Codes must exist from
    /// `first` to `last`; where one ended before, its first successor stands for it.
    pub fn read(packed: &[u8], first: Date, last: Date) -> Result<Self, GoodsError> {
        let mut text = String::new();
        GzDecoder::new(packed).read_to_string(&mut text).map_err(GoodsError::Packed)?;
        let mut lines = text.lines();
        let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
        let place = |name: &'static str| header.iter().position(|cell| *cell == name).ok_or(GoodsError::Column(name));
        let [code, origin, departure, mass, price] = COLUMNS.map(place);
        let places = [code?, origin?, departure?, mass?, price?];
        let mut reader = Reader::new(first, last);
        for line in lines {
            let cells: Vec<&str> = line.split(',').collect();
            reader.row(places.map(|place| cells.get(place).copied().unwrap_or_default()));
        }
        reader.finish().ok_or(GoodsError::Empty(first))
    }
}

struct Reader {
    first: Date,
    last: Date,
    goods: Vec<Good>,
    known: BTreeMap<String, Option<u16>>,
    countries: Vec<CountryCode>,
    rows: Vec<Row>,
}

impl Reader {
    fn new(first: Date, last: Date) -> Self {
        Self { first, last, goods: Vec::new(), known: BTreeMap::new(), countries: Vec::new(), rows: Vec::new() }
    }

    fn row(&mut self, [code, origin, departure, mass, price]: [&str; 5]) {
        let mass = thousandths(mass).unwrap_or_default();
        let won = price.split('.').next().and_then(|whole| whole.parse::<u64>().ok()).unwrap_or_default();
        let value = won.saturating_mul(100) / WON;
        let Some(origin) = self.country(origin) else { return };
        let departure = self.country(departure).unwrap_or(origin);
        if mass < 10 || value == 0 {
            return;
        }
        if let Some(good) = self.good(code) {
            self.rows.push(Row { good, origin, departure, mass, value });
        }
    }

    fn country(&mut self, text: &str) -> Option<u8> {
        let country: CountryCode = text.parse().ok()?;
        let position = self.countries.iter().position(|known| *known == country).unwrap_or_else(|| {
            self.countries.push(country);
            self.countries.len() - 1
        });
        u8::try_from(position).ok()
    }

    fn good(&mut self, text: &str) -> Option<u16> {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let found = text.parse().ok().and_then(|code| self.add(code));
        self.known.insert(text.to_owned(), found);
        found
    }

    /// Adds the goods of a code that exists on all days, or of its successor.
    fn add(&mut self, code: GoodsCode) -> Option<u16> {
        let code = match nomenclature::find(code, self.first) {
            CodeStatus::Known(_) => code,
            CodeStatus::Retired { successors, .. } => *successors.first()?,
            CodeStatus::NotYet { .. } | CodeStatus::Unknown { .. } | CodeStatus::NotCovered { .. } => return None,
        };
        let CodeStatus::Known(entry) = nomenclature::find(code, self.last) else { return None };
        let unit = entry.unit.filter(|unit| USED.contains(unit)).unwrap_or(Unit::KGM);
        let good = Good {
            code: self.national(code),
            chapter: code.chapter(),
            unit,
            unit_mass: unit_mass(unit, code),
            words: words(entry.text),
            high_priority: HIGH_PRIORITY.split(' ').any(|listed| code.starts_with(listed)),
        };
        self.goods.push(good);
        u16::try_from(self.goods.len() - 1).ok()
    }

    /// The ten digits of the subheading that is not divided further, where the table has them; else the six.
    fn national(&self, code: GoodsCode) -> String {
        let (ten, tables) = (format!("{code}0000"), Tables::default());
        let exists = |day| ten.parse().is_ok_and(|ten| tables.standing(ten, day) == Standing::Whole);
        if exists(self.first) && exists(self.last) { ten } else { code.to_string() }
    }

    fn finish(mut self) -> Option<Goods> {
        MARKETS.iter().map(|market| market.0).chain(["KZ", "KG"]).for_each(|country| {
            self.country(country);
        });
        self.rows.sort_by(|a, b| {
            let key = |row: &Row| (row.departure, self.goods[usize::from(row.good)].code.clone());
            key(a).cmp(&key(b))
        });
        let made = MADE.iter().map(|made| self.good(made.code)).collect::<Option<Vec<u16>>>()?;
        let (kinds, rows, countries) = (self.goods, self.rows, self.countries);
        let in_rows = |good: &u16| rows.iter().any(|row| row.good == *good);
        let high_priority: Vec<u16> = (0_u16..)
            .zip(&kinds)
            .filter(|(_, good)| good.high_priority)
            .map(|(position, _)| position)
            .filter(in_rows)
            .collect();
        let usable = !rows.is_empty() && !high_priority.is_empty();
        usable.then_some(Goods { kinds, rows, countries, made, high_priority })
    }
}

/// Units of the tables that goods are counted in here; everything else is weighed.
const USED: [Unit; 6] = [Unit::H87, Unit::LTR, Unit::PR, Unit::MTK, Unit::MTR, Unit::MTQ];

/// An invented mass of one unit in milligrams, the same for a code on every run.
fn unit_mass(unit: Unit, code: GoodsCode) -> u64 {
    let spread = code.number() % 17 + 4;
    match unit {
        Unit::PR => 60_000 * spread,
        Unit::MTK => 45_000 * spread,
        Unit::MTR => 20_000 * spread,
        Unit::MTQ => 60_000_000 * spread,
        Unit::H87 => match code.chapter() {
            86..=89 => 150_000_000 * spread,
            84 => 3_500_000 * spread,
            85 if code.starts_with("854") || code.starts_with("853") => 1_500 * spread,
            85 | 90 => 90_000 * spread,
            94 => 1_000_000 * spread,
            _ => 25_000 * spread,
        },
        _ => 1_000_000,
    }
}

/// The beginning of a text of the table, without what JSON would have to escape.
fn words(text: &str) -> String {
    let plain = text.chars().filter(|c| !matches!(c, '"' | '\\') && !c.is_control());
    plain.take(48).collect::<String>().trim_end().to_owned()
}

/// A decimal as thousandths; further digits are cut.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(part.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_cut_to_thousandths() {
        let table = [("108.0", 108_000), ("0.1", 100), ("7", 7000), ("1.23456", 1234), ("0", 0)];
        table.iter().for_each(|(text, wanted)| assert_eq!(thousandths(text), Some(*wanted), "{text}"));
        assert_eq!(thousandths("x"), None);
    }

    #[test]
    fn the_high_priority_codes_exist() {
        let day = Date::constant(2025, 6, 1);
        assert_eq!(HIGH_PRIORITY.split(' ').count(), 50);
        for code in HIGH_PRIORITY.split(' ') {
            let code: GoodsCode = code.parse().expect("six digits");
            assert!(matches!(nomenclature::find(code, day), CodeStatus::Known(_)), "{code}");
        }
    }

    #[test]
    fn files_that_are_no_declarations_are_told() {
        let day = Date::constant(2025, 1, 1);
        assert!(matches!(Goods::read(b"no gzip", day, day), Err(GoodsError::Packed(_))));
    }
}
