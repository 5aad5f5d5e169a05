//! [`PlaceRef`]: where, as a code with its scheme: `locode:KZALA`, `post:KZ-SYRYM`, `store:main`.
//!
//! No register of places is complete: UN/LOCODE has no road crossing between Kazakhstan and Russia. So border posts
//! have a register of their own, parties number their own stores, and anything else is a country and a text.

mod locode;
mod post;

use crate::check;
use crate::country::CountryCode;
use crate::limits;
use crate::party;
use std::fmt;
use std::str::FromStr;

pub use locode::{Locode, locode};
pub use post::{BorderPost, PostKind, PostMode, border_post, border_posts};

/// What kind of code a place is named by.
///
/// ```
/// use trade::place::PlaceKind;
/// assert_eq!(PlaceKind::Locode.to_string(), "locode");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceKind {
    /// UN/LOCODE (UNECE Recommendation 16): country and three characters.
    Locode,
    /// Global Location Number of GS1, 13 digits.
    Gln,
    /// A border post of the shipped register.
    Post,
    /// A store of the party itself; the id means something only together with the party.
    Store,
    /// A country and a text.
    Place,
}

impl PlaceKind {
    /// All kinds.
    pub const ALL: [PlaceKind; 5] =
        [PlaceKind::Locode, PlaceKind::Gln, PlaceKind::Post, PlaceKind::Store, PlaceKind::Place];

    /// The word before the colon.
    pub const fn as_str(self) -> &'static str {
        match self {
            PlaceKind::Locode => "locode",
            PlaceKind::Gln => "gln",
            PlaceKind::Post => "post",
            PlaceKind::Store => "store",
            PlaceKind::Place => "place",
        }
    }
}

impl fmt::Display for PlaceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a text names no place.
///
/// ```
/// use trade::place::{PlaceError, PlaceKind, PlaceRef};
/// assert_eq!("locode:KZZZZ".parse::<PlaceRef>(), Err(PlaceError::Unknown(PlaceKind::Locode)));
/// assert_eq!("Almaty".parse::<PlaceRef>(), Err(PlaceError::Kind));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// No known word and colon in front.
    #[error("write a place as locode:, gln:, post:, store: or place: and the code")]
    Kind,
    /// Not the length or characters of the kind.
    #[error("{}", match .0 {
        PlaceKind::Locode => "a UN/LOCODE is a country and three of A-Z and 2-9, such as KZALA",
        PlaceKind::Gln => "a GLN has 13 digits",
        PlaceKind::Post => "a border post is a country, a hyphen and a name, such as KZ-SYRYM",
        PlaceKind::Store => "a store is 1 to 40 of A-Z a-z 0-9 . _ -",
        PlaceKind::Place => "a place is a country, a slash and 1 to 64 of A-Z a-z 0-9 . _ / -",
    })]
    Shape(PlaceKind),
    /// The check digit of a GLN does not fit.
    #[error("the check digit of the GLN is wrong: look for a mistyped digit")]
    CheckDigit,
    /// The country does not exist.
    #[error("the {} does not start with a country", .0)]
    Country(PlaceKind),
    /// The register, which covers that country, has no such code.
    #[error("the register has no such {}", .0)]
    Unknown(PlaceKind),
}

/// A place. UN/LOCODEs are looked up where the shipped table covers the country and accepted by their form elsewhere;
/// border posts must stand in the shipped register. In CBOR and JSON the text form.
///
/// ```
/// use trade::place::{PlaceKind, PlaceRef};
/// let almaty: PlaceRef = "locode:kzala".parse()?;
/// assert_eq!(almaty.to_string(), "locode:KZALA");
/// assert_eq!((almaty.kind(), almaty.name()), (PlaceKind::Locode, Some("Almaty")));
/// assert_eq!(almaty.country().map(|c| c.to_string()).as_deref(), Some("KZ"));
/// # Ok::<(), trade::place::PlaceError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceRef {
    kind: PlaceKind,
    value: Box<str>,
}

impl PlaceRef {
    /// By what it is named.
    pub fn kind(&self) -> PlaceKind {
        self.kind
    }

    /// The code without its kind, canonical.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The country, where the code says it: not for a GLN (its prefix names the organisation that issued it) or a store.
    pub fn country(&self) -> Option<CountryCode> {
        match self.kind {
            PlaceKind::Gln | PlaceKind::Store => None,
            PlaceKind::Locode | PlaceKind::Post | PlaceKind::Place => self.value.get(..2)?.parse().ok(),
        }
    }

    /// The name in the shipped tables.
    pub fn name(&self) -> Option<&'static str> {
        match self.kind {
            PlaceKind::Locode => locode(&self.value).map(|row| row.name),
            PlaceKind::Post => border_post(&self.value).map(|post| post.name),
            PlaceKind::Gln | PlaceKind::Store | PlaceKind::Place => None,
        }
    }

    /// The border post, when it is one of the register.
    pub fn border_post(&self) -> Option<&'static BorderPost> {
        (self.kind == PlaceKind::Post).then(|| border_post(&self.value)).flatten()
    }
}

/// The canonical code, or why there is none.
fn code(kind: PlaceKind, text: &str) -> Result<Box<str>, PlaceError> {
    let shape = |holds: bool| if holds { Ok(()) } else { Err(PlaceError::Shape(kind)) };
    let country = |text: &str| text.parse::<CountryCode>().map_err(|_| PlaceError::Country(kind));
    match kind {
        PlaceKind::Locode => {
            let text = text.to_ascii_uppercase();
            let (land, spot) = text.split_at_checked(2).ok_or(PlaceError::Shape(kind))?;
            shape(spot.len() == 3 && spot.bytes().all(|b| b.is_ascii_uppercase() || matches!(b, b'2'..=b'9')))?;
            country(land)?;
            if locode::covers(land) && locode(&text).is_none() {
                return Err(PlaceError::Unknown(kind));
            }
            Ok(text.into())
        }
        PlaceKind::Gln => {
            shape(text.len() == 13 && text.bytes().all(|b| b.is_ascii_digit()))?;
            if check::gs1(text) { Ok(text.into()) } else { Err(PlaceError::CheckDigit) }
        }
        PlaceKind::Post => {
            let text = text.to_ascii_uppercase();
            let (land, rest) = text.split_once('-').ok_or(PlaceError::Shape(kind))?;
            shape(!rest.is_empty() && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))?;
            country(land)?;
            if border_post(&text).is_some() { Ok(text.into()) } else { Err(PlaceError::Unknown(kind)) }
        }
        PlaceKind::Store => {
            let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
            shape((1..=limits::STORE_ID_MAX).contains(&text.len()) && text.bytes().all(fits))?;
            Ok(text.into())
        }
        PlaceKind::Place => {
            let (land, rest) = text.split_once('/').ok_or(PlaceError::Shape(kind))?;
            let land = country(land)?;
            shape(party::is_foreign_id(rest))?;
            Ok(format!("{land}/{rest}").into())
        }
    }
}

impl FromStr for PlaceRef {
    type Err = PlaceError;
    /// The kind in any case, a colon, the code. White space around the whole is dropped, none may stand inside.
    fn from_str(text: &str) -> Result<Self, PlaceError> {
        let (word, value) = text.trim().split_once(':').ok_or(PlaceError::Kind)?;
        let kind = PlaceKind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(word));
        let kind = kind.ok_or(PlaceError::Kind)?;
        Ok(PlaceRef { kind, value: code(kind, value)? })
    }
}

impl fmt::Display for PlaceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.value)
    }
}

crate::wire::json_text!(PlaceRef);
crate::wire::cbor_text!(PlaceRef);
