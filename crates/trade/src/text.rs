//! Bounded texts: what people write into a document, trimmed and checked once, at the edge.
//!
//! All refuse control characters, line and paragraph separators and the invisible characters that turn the direction
//! of writing: two texts that look the same on a screen should not differ by those.

use crate::limits;
use std::fmt;
use std::str::FromStr;

/// Why a text is refused.
///
/// ```
/// use trade::text::{Key, TextError};
/// assert_eq!("  ".parse::<Key>(), Err(TextError::Empty));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More characters than the bound.
    #[error("the text has {count} characters, at most {max} are allowed")]
    TooLong {
        /// How many there are.
        count: usize,
        /// How many there may be.
        max: usize,
    },
    /// A control or invisible character.
    #[error("character {at} is a control or invisible character")]
    Control {
        /// Its position, from 1.
        at: usize,
    },
    /// A character this kind of text does not have.
    #[error("`{0}` does not belong here")]
    Character(char),
    /// Fewer characters than the least.
    #[error("at least {0} characters are needed")]
    TooShort(usize),
}

/// Controls, separators of lines, and marks that turn the direction of writing (Unicode `Bidi_Control`).
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{feff}')
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// Trims and checks; `lines` allows newline and tab.
fn check(text: &str, max: usize, lines: bool) -> Result<&str, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let unseen = |c: char| is_unseen(c) && !(lines && matches!(c, '\n' | '\t'));
    if let Some(before) = text.chars().position(unseen) {
        return Err(TextError::Control { at: before.saturating_add(1) });
    }
    let count = text.chars().count();
    if count > max { Err(TextError::TooLong { count, max }) } else { Ok(text) }
}

/// Free text of 1 to `MAX` characters, trimmed. Newline and tab may stand inside.
///
/// ```
/// use trade::text::{Text, TextError};
/// let name: Text<10> = " bolts\n".parse()?;
/// assert_eq!(name.as_str(), "bolts");
/// assert_eq!("washing machines".parse::<Text<10>>(), Err(TextError::TooLong { count: 16, max: 10 }));
/// # Ok::<(), TextError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text<const MAX: usize>(Box<str>);

impl<const MAX: usize> Text<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = TextError;
    fn from_str(text: &str) -> Result<Self, TextError> {
        check(text, MAX, true).map(|text| Self(text.into()))
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<const MAX: usize> serde::Serialize for Text<MAX> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de, const MAX: usize> serde::Deserialize<'de> for Text<MAX> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <String as serde::Deserialize>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl<C, const MAX: usize> minicbor::Encode<C> for Text<MAX> {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.str(&self.0)?.ok()
    }
}

impl<'b, C, const MAX: usize> minicbor::Decode<'b, C> for Text<MAX> {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let at = d.position();
        d.str()?.parse().map_err(|e| minicbor::decode::Error::message(e).at(at))
    }
}

/// A type over one checked text, made by the function `$parse`.
macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $parse:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Box<str>);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TextError;
            fn from_str(text: &str) -> Result<Self, TextError> {
                let parse: fn(&str) -> Result<Box<str>, TextError> = $parse;
                parse(text).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        crate::wire::json_text!($name);
        crate::wire::cbor_text!($name);
    };
}

bounded!(
    /// The number of a document as its issuer wrote it: 1 to 100 characters, trimmed, nothing else changed.
    ///
    /// ```
    /// use trade::text::DocumentNumber;
    /// let number: DocumentNumber = " 55302/251126/0012345 ".parse()?;
    /// assert_eq!(number.as_str(), "55302/251126/0012345");
    /// # Ok::<(), trade::text::TextError>(())
    /// ```
    DocumentNumber,
    |text| check(text, limits::DOCUMENT_NUMBER_MAX, false).map(Into::into)
);

bounded!(
    /// The key under which a sender repeats one command safely: 1 to 100 printable characters, trimmed. Compared
    /// byte for byte.
    ///
    /// ```
    /// use trade::text::Key;
    /// assert_eq!("order-7/1".parse::<Key>()?.as_str(), "order-7/1");
    /// # Ok::<(), trade::text::TextError>(())
    /// ```
    Key,
    |text| check(text, limits::KEY_MAX, false).map(Into::into)
);

bounded!(
    /// The number plate of a vehicle, the number of a wagon or container: 2 to 16 letters and digits, in capitals,
    /// without spaces, points and hyphens. Cyrillic letters that look like Latin ones become Latin, as they are meant
    /// on plates (Vienna Convention on Road Traffic, annex 2), so that one vehicle has one spelling.
    ///
    /// ```
    /// use trade::text::Plate;
    /// let cyrillic: Plate = "а 123 вс-77".parse()?;
    /// assert_eq!(cyrillic.as_str(), "A123BC77");
    /// # Ok::<(), trade::text::TextError>(())
    /// ```
    Plate,
    plate
);

bounded!(
    /// The number on a seal: 1 to 40 characters in capitals, trimmed, without spaces.
    ///
    /// ```
    /// use trade::text::SealNumber;
    /// assert_eq!("kz 0001234".parse::<SealNumber>()?.as_str(), "KZ0001234");
    /// # Ok::<(), trade::text::TextError>(())
    /// ```
    SealNumber,
    |text| {
        let text = check(text, limits::SEAL_NUMBER_MAX, false)?;
        capitals(text.chars().filter(|c| !c.is_whitespace()), limits::SEAL_NUMBER_MAX)
    }
);

bounded!(
    /// The serial number of one article, an IMEI or a marking code: 1 to 64 characters, trimmed. Case matters.
    ///
    /// ```
    /// use trade::text::SerialNumber;
    /// assert_eq!("356938035643809".parse::<SerialNumber>()?.as_str(), "356938035643809");
    /// # Ok::<(), trade::text::TextError>(())
    /// ```
    SerialNumber,
    |text| check(text, limits::SERIAL_NUMBER_MAX, false).map(Into::into)
);

/// Joins in capitals; a capital may be longer than its letter (`ß`), so the bound is checked again.
fn capitals(letters: impl Iterator<Item = char>, max: usize) -> Result<Box<str>, TextError> {
    let text: String = letters.flat_map(char::to_uppercase).collect();
    let count = text.chars().count();
    if count > max { Err(TextError::TooLong { count, max }) } else { Ok(text.into()) }
}

fn plate(text: &str) -> Result<Box<str>, TextError> {
    let text = check(text, limits::DOCUMENT_NUMBER_MAX, false)?;
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '\u{2010}'..='\u{2015}'));
    let plate = capitals(kept.flat_map(char::to_uppercase).map(latin_twin), limits::PLATE_MAX)?;
    // Of the capitals: that of a letter may hold a mark, which is neither letter nor digit.
    if let Some(c) = plate.chars().find(|c| !c.is_alphanumeric()) {
        return Err(TextError::Character(c));
    }
    if plate.chars().count() < 2 { Err(TextError::TooShort(2)) } else { Ok(plate) }
}

/// The Latin capital that looks the same as this Cyrillic one.
fn latin_twin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        'І' => 'I',
        other => other,
    }
}

/// Why a text is no GTIN.
///
/// ```
/// use trade::text::{Gtin, GtinError};
/// assert_eq!("4006381333932".parse::<Gtin>(), Err(GtinError::CheckDigit));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GtinError {
    /// Not 8, 12, 13 or 14 digits.
    #[error("a GTIN has 8, 12, 13 or 14 digits")]
    Shape,
    /// The last digit does not fit the others.
    #[error("the check digit of the GTIN is wrong: look for a mistyped digit")]
    CheckDigit,
}

/// A Global Trade Item Number of 8, 12, 13 or 14 digits with its check digit (GS1 General Specifications, section
/// 7.9). Kept in 14 digits with leading zeros, as GS1 compares them.
///
/// ```
/// use trade::text::Gtin;
/// let gtin: Gtin = "4006381333931".parse()?;
/// assert_eq!(gtin.to_string(), "04006381333931");
/// # Ok::<(), trade::text::GtinError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Gtin(u64);

impl Gtin {
    /// The fourteen digits as a number.
    pub fn number(self) -> u64 {
        self.0
    }

    /// From the number of [`number`](Self::number); `None` when its check digit is wrong.
    pub fn from_number(number: u64) -> Option<Gtin> {
        format!("{number:014}").parse().ok()
    }
}

impl FromStr for Gtin {
    type Err = GtinError;
    fn from_str(text: &str) -> Result<Self, GtinError> {
        let text = text.trim();
        if !matches!(text.len(), 8 | 12 | 13 | 14) || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(GtinError::Shape);
        }
        if !crate::check::gs1(text) {
            return Err(GtinError::CheckDigit);
        }
        text.parse().map(Gtin).map_err(|_| GtinError::Shape)
    }
}

impl fmt::Display for Gtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:014}", self.0))
    }
}

crate::wire::json_text!(Gtin);
crate::wire::cbor_number!(Gtin, u64, Gtin::number, Gtin::from_number);
