//! [`GoodsCode`]: a code of the Harmonized System (6 digits), the Combined Nomenclature of the EU (8) or the TN VED of
//! the EAEU (10). The type says that a text has the form of a code; whether the code exists on a day is
//! [`nomenclature::find`](crate::nomenclature::find)'s answer.

use std::fmt;
use std::str::FromStr;

/// The nomenclature a code belongs to, told by its length.
///
/// ```
/// use trade::code::{GoodsCode, Nomenclature};
/// let code: GoodsCode = "8517 13 000 0".parse()?;
/// assert_eq!(code.nomenclature(), Nomenclature::TnVed);
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nomenclature {
    /// Harmonized System of the WCO, 6 digits.
    Hs,
    /// Combined Nomenclature of the European Union, 8 digits.
    Cn,
    /// Commodity nomenclature of the Eurasian Economic Union, 10 digits.
    TnVed,
}

impl Nomenclature {
    /// All of them.
    pub const ALL: [Nomenclature; 3] = [Nomenclature::Hs, Nomenclature::Cn, Nomenclature::TnVed];

    /// The word by which tables are named: `hs`, `cn`, `tnved`.
    pub const fn word(self) -> &'static str {
        match self {
            Nomenclature::Hs => "hs",
            Nomenclature::Cn => "cn",
            Nomenclature::TnVed => "tnved",
        }
    }
}

impl fmt::Display for Nomenclature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Nomenclature::Hs => "HS",
            Nomenclature::Cn => "CN",
            Nomenclature::TnVed => "TN VED",
        })
    }
}

/// Why a text is no goods code.
///
/// ```
/// use trade::code::{CodeError, GoodsCode};
/// assert_eq!("85171".parse::<GoodsCode>(), Err(CodeError::Length(5)));
/// assert_eq!("85171O".parse::<GoodsCode>(), Err(CodeError::NotADigit('O')));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// A character that is neither a digit nor a point or space between digits.
    #[error("`{0}` is not a digit")]
    NotADigit(char),
    /// A point or space that stands at an end or beside another.
    #[error("points and spaces may stand only between digits")]
    Separator,
    /// So many digits make no code.
    #[error("a goods code has 6, 8 or 10 digits, not {0}")]
    Length(usize),
    /// So many digits make no prefix.
    #[error("a heading or code has 2, 4, 6, 8 or 10 digits, not {0}")]
    PrefixLength(usize),
    /// Chapters are 01 to 97; 98 and 99 are left to national use.
    #[error("no chapter 00")]
    Chapter,
}

/// Digits of a text such as `8517.13` or `8517 13 000 0`.
fn digits(text: &str) -> Result<Digits, CodeError> {
    let mut digits = Digits::NONE;
    let mut count = 0usize;
    let mut separated = true;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            count = count.saturating_add(1);
            digits = digits.push(digit).unwrap_or(digits);
            separated = false;
        } else if c == '.' || c == ' ' {
            if separated {
                return Err(CodeError::Separator);
            }
            separated = true;
        } else {
            return Err(CodeError::NotADigit(c));
        }
    }
    match count {
        0 => Err(CodeError::Length(0)),
        _ if separated => Err(CodeError::Separator),
        _ if count > 10 => Err(CodeError::Length(count)),
        _ => Ok(digits),
    }
}

/// Up to ten digits as one number with a leading 1, so that leading zeros count: `851713` is 1851713.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Digits(u64);

impl Digits {
    const NONE: Digits = Digits(1);

    /// One more digit; `None` beyond ten.
    fn push(self, digit: u32) -> Option<Digits> {
        let longer = Digits(self.0.checked_mul(10)?.checked_add(u64::from(digit))?);
        (longer.len() <= 10).then_some(longer)
    }

    /// From the stored number; `None` when it does not start with 1 or is too long.
    fn from_number(number: u64) -> Option<Digits> {
        let length = number.checked_ilog10()?;
        let leads = number.checked_div(10u64.checked_pow(length)?)? == 1;
        (leads && length <= 10).then_some(Digits(number))
    }

    fn len(self) -> usize {
        usize::try_from(self.0.checked_ilog10().unwrap_or_default()).unwrap_or_default()
    }

    /// The first `length` digits; all of them when there are fewer.
    fn first(self, length: usize) -> Digits {
        let drop = u32::try_from(self.len().saturating_sub(length)).unwrap_or_default();
        Digits(10u64.checked_pow(drop).and_then(|power| self.0.checked_div(power)).unwrap_or(self.0))
    }

    fn chapter(self) -> u8 {
        u8::try_from(self.first(2).0.saturating_sub(100)).unwrap_or_default()
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.to_string().get(1..).unwrap_or_default())
    }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Digits) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Digits {
    /// As texts: a code follows its heading and precedes the next heading.
    fn cmp(&self, other: &Digits) -> std::cmp::Ordering {
        let short = self.len().min(other.len());
        self.first(short).0.cmp(&other.first(short).0).then(self.len().cmp(&other.len()))
    }
}

/// A goods code of 6, 8 or 10 digits in a chapter from 01 to 99. Ordered as a text. In CBOR one unsigned integer: the
/// digits behind a leading 1 (851713 is 1851713), so that chapter 01 keeps its zero; in JSON a string of digits.
///
/// ```
/// use trade::code::GoodsCode;
/// let code: GoodsCode = "8517.13".parse()?;
/// assert_eq!(code.to_string(), "851713");
/// assert_eq!((code.len(), code.chapter()), (6, 85));
/// let code: GoodsCode = "0101 21 000 0".parse()?;
/// assert_eq!(code.hs6().to_string(), "010121");
/// assert!(code.starts_with("0101"));
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoodsCode(Digits);

impl GoodsCode {
    fn new(digits: Digits) -> Result<Self, CodeError> {
        match digits.len() {
            6 | 8 | 10 if digits.chapter() == 0 => Err(CodeError::Chapter),
            6 | 8 | 10 => Ok(GoodsCode(digits)),
            other => Err(CodeError::Length(other)),
        }
    }

    /// Count of digits: 6, 8 or 10.
    #[expect(clippy::len_without_is_empty, reason = "a code is never empty")]
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// The first six digits, the part all nomenclatures share.
    #[must_use]
    pub fn hs6(self) -> GoodsCode {
        GoodsCode(self.0.first(6))
    }

    /// The heading or code that the first `length` digits make; `None` unless `length` is 2, 4, 6, 8 or 10 and not
    /// above the code's own length.
    pub fn prefix(self, length: usize) -> Option<GoodsPrefix> {
        (length <= self.len()).then(|| GoodsPrefix::new(self.0.first(length)).ok())?
    }

    /// The chapter, 1 to 99.
    pub fn chapter(self) -> u8 {
        self.0.chapter()
    }

    /// Whether the digits of the code start with these digits. False for a `prefix` that holds anything else.
    pub fn starts_with(self, prefix: &str) -> bool {
        self.to_string().starts_with(prefix)
    }

    /// The nomenclature, told by the length.
    pub fn nomenclature(self) -> Nomenclature {
        match self.len() {
            6 => Nomenclature::Hs,
            8 => Nomenclature::Cn,
            _ => Nomenclature::TnVed,
        }
    }

    /// The digits behind a leading 1, as stored: 851713 is 1851713.
    pub fn number(self) -> u64 {
        self.0.0
    }

    /// The code that [`number`](Self::number) gave.
    pub fn from_number(number: u64) -> Option<GoodsCode> {
        GoodsCode::new(Digits::from_number(number)?).ok()
    }
}

/// A chapter, heading, subheading or code: 2, 4, 6, 8 or 10 digits. What control lists name and tables fall back to.
///
/// ```
/// use trade::code::{GoodsCode, GoodsPrefix};
/// let heading: GoodsPrefix = "85.17".parse()?;
/// assert!(heading.covers("8517130000".parse()?));
/// assert_eq!(heading.parent().map(|p| p.to_string()).as_deref(), Some("85"));
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GoodsPrefix(Digits);

impl GoodsPrefix {
    fn new(digits: Digits) -> Result<Self, CodeError> {
        match digits.len() {
            2 | 4 | 6 | 8 | 10 if digits.chapter() == 0 => Err(CodeError::Chapter),
            2 | 4 | 6 | 8 | 10 => Ok(GoodsPrefix(digits)),
            other => Err(CodeError::PrefixLength(other)),
        }
    }

    /// Count of digits: 2, 4, 6, 8 or 10.
    #[expect(clippy::len_without_is_empty, reason = "a prefix is never empty")]
    pub fn len(self) -> usize {
        self.0.len()
    }

    /// Whether the code lies under this prefix, or is it.
    pub fn covers(self, code: GoodsCode) -> bool {
        code.0.first(self.len()) == self.0 && code.len() >= self.len()
    }

    /// The prefix two digits shorter; `None` for a chapter.
    pub fn parent(self) -> Option<GoodsPrefix> {
        GoodsPrefix::new(self.0.first(self.len().checked_sub(2)?)).ok()
    }

    /// The same digits as a code; `None` for a chapter or heading.
    pub fn code(self) -> Option<GoodsCode> {
        GoodsCode::new(self.0).ok()
    }

    /// The digits behind a leading 1, as stored: 8517 is 18517.
    pub fn number(self) -> u64 {
        self.0.0
    }

    /// The prefix that [`number`](Self::number) gave.
    pub fn from_number(number: u64) -> Option<GoodsPrefix> {
        GoodsPrefix::new(Digits::from_number(number)?).ok()
    }
}

impl From<GoodsCode> for GoodsPrefix {
    fn from(code: GoodsCode) -> Self {
        GoodsPrefix(code.0)
    }
}

macro_rules! code_text {
    ($type:ident) => {
        impl FromStr for $type {
            type Err = CodeError;
            /// Digits, with single points or spaces between them where the reader likes.
            fn from_str(text: &str) -> Result<Self, CodeError> {
                $type::new(digits(text)?)
            }
        }
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self.0)
            }
        }
        crate::wire::json_text!($type);
        crate::wire::cbor_number!($type, u64, $type::number, $type::from_number);
    };
}
code_text!(GoodsCode);
code_text!(GoodsPrefix);
