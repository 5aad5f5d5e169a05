//! [`CountryCode`]: ISO 3166-1 alpha-2, checked against the shipped table, with names and membership of the EAEU.

use jiff::civil::{Date, date};
use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

/// `code, currency, name in English, name in Russian`, tab-separated, sorted by code.
static TABLE: &str = include_str!("../../../data/places/countries.tsv");

/// One row of the table.
struct Row {
    code: &'static str,
    currencies: &'static str,
    name: &'static str,
    name_ru: &'static str,
}

fn rows() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let mut rows = Vec::with_capacity(250);
        for line in TABLE.lines().skip(1) {
            let mut cells = line.split('\t');
            let (Some(code), Some(currencies), Some(name), Some(name_ru)) =
                (cells.next(), cells.next(), cells.next(), cells.next())
            else {
                continue;
            };
            rows.push(Row { code, currencies, name, name_ru });
        }
        assert!(rows.is_sorted_by_key(|row| row.code), "the table of countries is sorted");
        rows
    })
}

/// Whether some country of the table uses the currency.
pub(crate) fn has_currency(code: &str) -> bool {
    static CURRENCIES: OnceLock<Vec<&'static str>> = OnceLock::new();
    let currencies = CURRENCIES.get_or_init(|| {
        let mut all: Vec<&str> = rows().iter().flat_map(|row| row.currencies.split(' ')).collect();
        all.sort_unstable();
        all.dedup();
        all
    });
    currencies.binary_search(&code).is_ok()
}

/// A country or territory, ISO 3166-1 alpha-2: two capital letters that stand in the table. `ZZ` and other
/// user-assigned codes are refused: an unknown origin is said with an absent value.
///
/// ```
/// use trade::country::CountryCode;
/// let country: CountryCode = "kz".parse()?;
/// assert_eq!(country.to_string(), "KZ");
/// assert_eq!((country.name(), country.name_ru()), ("Kazakhstan", "Казахстан"));
/// assert!("ZZ".parse::<CountryCode>().is_err());
/// # Ok::<(), trade::country::CountryError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 2]);

/// Why a text is no country.
///
/// ```
/// use trade::country::{CountryCode, CountryError};
/// assert_eq!("Kazakhstan".parse::<CountryCode>(), Err(CountryError::Shape));
/// assert_eq!("QQ".parse::<CountryCode>(), Err(CountryError::Unknown));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CountryError {
    /// Not two letters.
    #[error("a country is two letters, such as KZ")]
    Shape,
    /// Two letters that stand in no table.
    #[error("ISO 3166-1 has no such country")]
    Unknown,
}

impl CountryCode {
    /// Kazakhstan.
    pub const KZ: CountryCode = CountryCode(*b"KZ");
    /// Russia.
    pub const RU: CountryCode = CountryCode(*b"RU");

    /// The code, two capital letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    fn row(self) -> Option<&'static Row> {
        rows().binary_search_by(|row| row.code.cmp(self.as_str())).ok().and_then(|at| rows().get(at))
    }

    /// The short English name.
    pub fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// The short Russian name.
    pub fn name_ru(self) -> &'static str {
        self.row().map_or("", |row| row.name_ru)
    }

    /// The Kazakh name: `None`, since the shipped table has no Kazakh names.
    pub fn name_kk(self) -> Option<&'static str> {
        None
    }

    /// Whether the country is a member of the Eurasian Economic Union on the day: Belarus, Kazakhstan and Russia from
    /// 1 January 2015 (the Treaty of 29 May 2014), Armenia from 2 January 2015, Kyrgyzstan from 12 August 2015.
    ///
    /// ```
    /// use trade::country::CountryCode;
    /// use trade::date::Date;
    /// let kg: CountryCode = "KG".parse()?;
    /// assert!(!kg.is_eaeu(Date::constant(2015, 8, 11)));
    /// assert!(kg.is_eaeu(Date::constant(2015, 8, 12)));
    /// # Ok::<(), trade::country::CountryError>(())
    /// ```
    pub fn is_eaeu(self, on: Date) -> bool {
        let since = match &self.0 {
            b"BY" | b"KZ" | b"RU" => date(2015, 1, 1),
            b"AM" => date(2015, 1, 2),
            b"KG" => date(2015, 8, 12),
            _ => return false,
        };
        on >= since
    }
}

impl FromStr for CountryCode {
    type Err = CountryError;
    fn from_str(text: &str) -> Result<Self, CountryError> {
        let code: [u8; 2] = text.as_bytes().try_into().map_err(|_| CountryError::Shape)?;
        if !code.iter().all(u8::is_ascii_alphabetic) {
            return Err(CountryError::Shape);
        }
        let country = CountryCode(code.map(|letter| letter.to_ascii_uppercase()));
        country.row().map(|_| country).ok_or(CountryError::Unknown)
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

crate::wire::json_text!(CountryCode);
crate::wire::cbor_text!(CountryCode);
