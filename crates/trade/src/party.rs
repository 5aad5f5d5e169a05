//! [`PartyRef`]: who, as a number of some public register written with its scheme: `bin:123456789012`.

use crate::check;
use crate::country::CountryCode;
use crate::limits;
use std::fmt;
use std::str::FromStr;

/// The register a number is from.
///
/// ```
/// use trade::party::PartyScheme;
/// assert_eq!(PartyScheme::Bin.to_string(), "bin");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyScheme {
    /// Business identification number of Kazakhstan, 12 digits.
    Bin,
    /// Individual identification number of Kazakhstan, 12 digits.
    Iin,
    /// Taxpayer number of Russia, 10 digits (organisations) or 12 (persons).
    Inn,
    /// Economic operator of the EU: country and 1 to 15 letters or digits.
    Eori,
    /// Legal entity identifier, ISO 17442.
    Lei,
    /// Any other register of a country: `CC/number`.
    Id,
}

impl PartyScheme {
    /// All schemes, in the order of the text forms in the documentation.
    pub const ALL: [PartyScheme; 6] =
        [PartyScheme::Bin, PartyScheme::Iin, PartyScheme::Inn, PartyScheme::Eori, PartyScheme::Lei, PartyScheme::Id];

    /// The word before the colon.
    pub const fn as_str(self) -> &'static str {
        match self {
            PartyScheme::Bin => "bin",
            PartyScheme::Iin => "iin",
            PartyScheme::Inn => "inn",
            PartyScheme::Eori => "eori",
            PartyScheme::Lei => "lei",
            PartyScheme::Id => "id",
        }
    }
}

impl fmt::Display for PartyScheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a text names no party.
///
/// ```
/// use trade::party::{PartyError, PartyRef, PartyScheme};
/// assert_eq!("vat:123".parse::<PartyRef>(), Err(PartyError::Scheme));
/// let wrong = "bin:940140000386".parse::<PartyRef>();
/// assert_eq!(wrong, Err(PartyError::CheckDigit(PartyScheme::Bin)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PartyError {
    /// No known word and colon in front.
    #[error("write a party as bin:, iin:, inn:, eori:, lei: or id: and the number")]
    Scheme,
    /// Not the length or characters of the scheme.
    #[error("{}", match .0 {
        PartyScheme::Bin => "a BIN has 12 digits",
        PartyScheme::Iin => "an IIN has 12 digits",
        PartyScheme::Inn => "an INN has 10 digits (organisation) or 12 (person)",
        PartyScheme::Eori => "an EORI number is a country and 1 to 15 letters or digits",
        PartyScheme::Lei => "an LEI has 20 capital letters and digits",
        PartyScheme::Id => "an id is a country, a slash and 1 to 64 of A-Z a-z 0-9 . _ / -",
    })]
    Shape(PartyScheme),
    /// The check digit does not fit.
    #[error("the check digit of the {} is wrong: look for a mistyped digit", .0)]
    CheckDigit(PartyScheme),
    /// The first seven digits of an IIN are no day of birth.
    #[error("the IIN does not start with a day of birth")]
    Birth,
    /// The country of an EORI number or id does not exist.
    #[error("the {} does not start with a country", .0)]
    Country(PartyScheme),
}

/// A party: a number of a public register, checked as far as its form allows. Whether the register knows the number is
/// another question. In CBOR and JSON the text form.
///
/// ```
/// use trade::party::PartyRef;
/// let railway: PartyRef = "BIN:020540003431".parse()?;
/// assert_eq!(railway.to_string(), "bin:020540003431");
/// assert!(!railway.is_person());
/// assert_eq!(railway.country().map(|c| c.to_string()).as_deref(), Some("KZ"));
/// # Ok::<(), trade::party::PartyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyRef {
    scheme: PartyScheme,
    value: Box<str>,
}

impl PartyRef {
    /// The register.
    pub fn scheme(&self) -> PartyScheme {
        self.scheme
    }

    /// The number without its scheme, canonical: capitals for EORI and LEI.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// Whether the number is a natural person's by its form: an IIN, an INN of 12 digits, or another number that holds one.
    pub fn is_person(&self) -> bool {
        match self.scheme {
            PartyScheme::Iin => true,
            PartyScheme::Inn => self.value.len() == 12,
            PartyScheme::Id => !persons_in(&self.value).is_empty(),
            PartyScheme::Bin | PartyScheme::Eori | PartyScheme::Lei => false,
        }
    }

    /// The country of the register; `None` for an LEI, which says none, and for Northern Ireland's `XI` in an EORI
    /// number, which is no country of ISO 3166-1.
    pub fn country(&self) -> Option<CountryCode> {
        match self.scheme {
            PartyScheme::Bin | PartyScheme::Iin => Some(CountryCode::KZ),
            PartyScheme::Inn => Some(CountryCode::RU),
            PartyScheme::Lei => None,
            PartyScheme::Eori | PartyScheme::Id => self.value.get(..2)?.parse().ok(),
        }
    }

    /// The BIN or IIN that starts with these eleven digits, for those who make up numbers: a test, a simulated country.
    /// `None` when no twelfth digit fits, or the eleven are none.
    ///
    /// ```
    /// use trade::party::{PartyRef, PartyScheme};
    /// let made_up = PartyRef::with_check_digit(PartyScheme::Bin, "02054000343");
    /// assert_eq!(made_up.map(|p| p.to_string()).as_deref(), Some("bin:020540003431"));
    /// ```
    pub fn with_check_digit(scheme: PartyScheme, eleven: &str) -> Option<PartyRef> {
        let digit = check::kazakh_digit(eleven)?;
        format!("{scheme}:{eleven}{digit}").parse().ok()
    }
}

/// The natural persons whose numbers stand in a text: every run of exactly 12 digits that is an IIN, and behind `inn:`
/// every one that is an INN. One pass.
///
/// ```
/// use trade::party::persons_in;
/// let found = persons_in("ESF-850314300172-20261125, not 8503143001720");
/// assert_eq!(found.iter().map(ToString::to_string).collect::<Vec<_>>(), ["iin:850314300172"]);
/// ```
pub fn persons_in(text: &str) -> Vec<PartyRef> {
    let mut found = Vec::new();
    let mut before: &[u8] = &[];
    for run in text.as_bytes().chunk_by(|a, b| a.is_ascii_digit() == b.is_ascii_digit()) {
        if let (12, Some(true), Ok(value)) = (run.len(), run.first().map(u8::is_ascii_digit), std::str::from_utf8(run))
        {
            let russian = before.last_chunk::<4>().is_some_and(|word| word.eq_ignore_ascii_case(b"inn:"));
            let schemes = if russian { &[PartyScheme::Inn, PartyScheme::Iin][..] } else { &[PartyScheme::Iin] };
            let party = |scheme: &PartyScheme| Some(PartyRef { scheme: *scheme, value: number(*scheme, value).ok()? });
            found.extend(schemes.iter().find_map(party));
        }
        before = run;
    }
    found
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the first seven digits of an IIN are a day of birth: YYMMDD and a digit for century and sex (1 and 2 the
/// nineteenth, 3 and 4 the twentieth, 5 and 6 the twenty-first; 0 where the century is not said, as for foreigners).
fn is_birth(iin: &str) -> bool {
    let part = |range| iin.get(range).and_then(|text: &str| text.parse::<i16>().ok());
    let (Some(year), Some(month), Some(day), Some(century)) = (part(0..2), part(2..4), part(4..6), part(6..7)) else {
        return false;
    };
    let century = match century {
        1 | 2 => 1800,
        3 | 4 => 1900,
        // With no century said, the one whose year 00 has a 29 February: the most lenient reading.
        0 | 5 | 6 => 2000,
        _ => return false,
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return false };
    jiff::civil::Date::new(year.saturating_add(century), month, day).is_ok()
}

/// The canonical number, or why there is none.
fn number(scheme: PartyScheme, text: &str) -> Result<Box<str>, PartyError> {
    let shape = |holds: bool| if holds { Ok(()) } else { Err(PartyError::Shape(scheme)) };
    let check_digit = |holds: bool| if holds { Ok(()) } else { Err(PartyError::CheckDigit(scheme)) };
    let country = |text: &str| text.parse::<CountryCode>().map_err(|_| PartyError::Country(scheme));
    match scheme {
        PartyScheme::Bin => {
            shape(text.len() == 12 && digits(text))?;
            check_digit(check::kazakh(text))?;
            Ok(text.into())
        }
        PartyScheme::Iin => {
            shape(text.len() == 12 && digits(text))?;
            check_digit(check::kazakh(text))?;
            if is_birth(text) { Ok(text.into()) } else { Err(PartyError::Birth) }
        }
        PartyScheme::Inn => {
            shape(matches!(text.len(), 10 | 12) && digits(text))?;
            check_digit(check::inn(text))?;
            Ok(text.into())
        }
        PartyScheme::Lei => {
            let text = text.to_ascii_uppercase();
            shape(text.len() == 20 && text.bytes().all(|b| b.is_ascii_alphanumeric()))?;
            check_digit(check::mod97(&text))?;
            Ok(text.into())
        }
        PartyScheme::Eori => {
            let text = text.to_ascii_uppercase();
            let (land, rest) = text.split_at_checked(2).ok_or(PartyError::Shape(scheme))?;
            shape((1..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric()))?;
            if land != "XI" {
                country(land)?;
            }
            Ok(text.into())
        }
        PartyScheme::Id => {
            let (land, rest) = text.split_once('/').ok_or(PartyError::Shape(scheme))?;
            let land = country(land)?;
            shape(is_foreign_id(rest))?;
            Ok(format!("{land}/{rest}").into())
        }
    }
}

/// The free part of `id:CC/text` and `place:CC/text`.
pub(crate) fn is_foreign_id(text: &str) -> bool {
    (1..=limits::FOREIGN_ID_MAX).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'/' | b'-'))
}

impl FromStr for PartyRef {
    type Err = PartyError;
    /// The scheme in any case, a colon, the number. White space around the whole is dropped, none may stand inside.
    fn from_str(text: &str) -> Result<Self, PartyError> {
        let (word, value) = text.trim().split_once(':').ok_or(PartyError::Scheme)?;
        let scheme = PartyScheme::ALL.into_iter().find(|scheme| scheme.as_str().eq_ignore_ascii_case(word));
        let scheme = scheme.ok_or(PartyError::Scheme)?;
        Ok(PartyRef { scheme, value: number(scheme, value)? })
    }
}

impl fmt::Display for PartyRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scheme, self.value)
    }
}

crate::wire::json_text!(PartyRef);
crate::wire::cbor_text!(PartyRef);
