//! [`PublicNumber`]: the numbers people read, type and say for lots, notes, entries: `KZ-L-7F3K-9Q2M-X`.
//!
//! A number shows which registry gave it and what it names, hides how many there are (a keyed permutation of the
//! sequence), and carries a check character. The alphabet is Crockford's base 32, which has no I, L, O and U. The check
//! character is the sum over GF(32) of all characters with a different weight each: it finds every single wrong
//! character and every swap of neighbours, lies in the same alphabet, and so leaves O for 0 and I for 1 harmless
//! everywhere. ISO 7064 MOD 37,36 was weighed and not taken: its check character may be O, I or L, and it misses
//! some swaps.
//!
//! The permutation hides the count from a reader of numbers; it protects no secret.

mod field;
mod permutation;

use std::fmt;
use std::str::FromStr;

pub use permutation::NumberKey;

/// Crockford's base 32.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of the permuted sequence: 40 bits.
const BODY: usize = 8;

/// The registry that gives numbers: 2 to 4 capital letters, usually a country.
///
/// ```
/// use trade::public_number::RegistryPrefix;
/// assert_eq!("kz".parse::<RegistryPrefix>().map(|p| p.to_string()).as_deref(), Ok("KZ"));
/// assert!("K2".parse::<RegistryPrefix>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryPrefix {
    /// Padded with zero bytes.
    letters: [u8; 4],
}

impl RegistryPrefix {
    /// The letters.
    pub fn as_str(&self) -> &str {
        let letters = self.letters.split(|byte| *byte == 0).next().unwrap_or_default();
        std::str::from_utf8(letters).unwrap_or_default()
    }
}

impl FromStr for RegistryPrefix {
    type Err = PublicNumberError;
    fn from_str(text: &str) -> Result<Self, PublicNumberError> {
        if !(2..=4).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(PublicNumberError::Prefix);
        }
        let mut letters = [0; 4];
        for (to, from) in letters.iter_mut().zip(text.bytes()) {
            *to = from.to_ascii_uppercase();
        }
        Ok(RegistryPrefix { letters })
    }
}

impl fmt::Display for RegistryPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a number names: one capital letter, not I or U, which the check character could take for others. Which letter
/// means what is the registry's choice.
///
/// ```
/// use trade::public_number::KindLetter;
/// assert_eq!(KindLetter::new('L').map(|kind| kind.get()), Some('L'));
/// assert_eq!(KindLetter::new('I'), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindLetter(u8);

impl KindLetter {
    /// From a letter in any case.
    pub const fn new(letter: char) -> Option<KindLetter> {
        match letter.to_ascii_uppercase() {
            'A' => Some(KindLetter(b'A')),
            'B' => Some(KindLetter(b'B')),
            'C' => Some(KindLetter(b'C')),
            'D' => Some(KindLetter(b'D')),
            'E' => Some(KindLetter(b'E')),
            'F' => Some(KindLetter(b'F')),
            'G' => Some(KindLetter(b'G')),
            'H' => Some(KindLetter(b'H')),
            'J' => Some(KindLetter(b'J')),
            'K' => Some(KindLetter(b'K')),
            'L' => Some(KindLetter(b'L')),
            'M' => Some(KindLetter(b'M')),
            'N' => Some(KindLetter(b'N')),
            'O' => Some(KindLetter(b'O')),
            'P' => Some(KindLetter(b'P')),
            'Q' => Some(KindLetter(b'Q')),
            'R' => Some(KindLetter(b'R')),
            'S' => Some(KindLetter(b'S')),
            'T' => Some(KindLetter(b'T')),
            'V' => Some(KindLetter(b'V')),
            'W' => Some(KindLetter(b'W')),
            'X' => Some(KindLetter(b'X')),
            'Y' => Some(KindLetter(b'Y')),
            'Z' => Some(KindLetter(b'Z')),
            _ => None,
        }
    }

    /// The letter.
    pub fn get(self) -> char {
        char::from(self.0)
    }
}

/// Why a text is no public number, or a sequence gets none.
///
/// ```
/// use trade::public_number::{PublicNumber, PublicNumberError};
/// assert_eq!("KZ-L-7F3K".parse::<PublicNumber>(), Err(PublicNumberError::Length));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublicNumberError {
    /// The registry is not 2 to 4 letters.
    #[error("a number starts with the 2 to 4 letters of its registry, such as KZ")]
    Prefix,
    /// The kind is no letter that may stand there.
    #[error("after the registry stands one letter that says what is named, such as L for a lot")]
    Kind,
    /// Too many or too few characters.
    #[error(
        "a number has a registry, a letter and 9 characters, such as KZ-L-7F3K-9Q2M-X: some are missing or too many"
    )]
    Length,
    /// A character outside the alphabet.
    #[error("`{0}` does not occur in numbers")]
    Character(char),
    /// The check character does not fit: something is mistyped.
    #[error("the number is mistyped: its last character does not fit the others; compare it again")]
    Check,
    /// The sequence is 2^40 or more.
    #[error("the sequence is beyond the last public number")]
    Sequence,
}

/// A number for people. What it stands for is known to who holds the [`NumberKey`].
///
/// ```
/// use trade::public_number::{KindLetter, NumberKey, PublicNumber};
/// let key = NumberKey([7; 16]);
/// let lot = KindLetter::new('L').ok_or("letter")?;
/// let number = PublicNumber::encode("KZ".parse()?, lot, 1, &key)?;
/// let typed = number.to_string().to_lowercase().replace('-', " ").replace('0', "o");
/// assert_eq!(typed.parse(), Ok(number));
/// assert_eq!(number.decode(&key), (lot, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicNumber {
    prefix: RegistryPrefix,
    kind: KindLetter,
    /// Below 2^40.
    permuted: u64,
}

impl PublicNumber {
    /// The number of `seq` (below 2^40) among the things of this kind.
    pub fn encode(
        prefix: RegistryPrefix,
        kind: KindLetter,
        seq: u64,
        key: &NumberKey,
    ) -> Result<PublicNumber, PublicNumberError> {
        let permuted = permutation::forward(key, kind.0, seq).ok_or(PublicNumberError::Sequence)?;
        Ok(PublicNumber { prefix, kind, permuted })
    }

    /// The kind and the sequence. Under another key than the one that encoded, some other sequence: a number says
    /// nothing about the key.
    pub fn decode(&self, key: &NumberKey) -> (KindLetter, u64) {
        (self.kind, permutation::backward(key, self.kind.0, self.permuted))
    }

    /// The registry.
    pub fn prefix(&self) -> RegistryPrefix {
        self.prefix
    }

    /// What is named.
    pub fn kind(&self) -> KindLetter {
        self.kind
    }

    /// The eight characters of the permuted sequence, as values of base 32.
    fn body(&self) -> [u8; BODY] {
        let mut body = [0; BODY];
        let mut rest = self.permuted;
        for value in body.iter_mut().rev() {
            *value = u8::try_from(rest & 31).unwrap_or_default();
            rest >>= 5;
        }
        body
    }

    fn check(&self) -> u8 {
        field::check(self.prefix.as_str().bytes().chain([self.kind.0]), &self.body())
    }
}

impl fmt::Display for PublicNumber {
    /// `KZ-L-7F3K-9Q2M-X`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let letter = |value: u8| char::from(ALPHABET.get(usize::from(value)).copied().unwrap_or(b'?'));
        let body: String = self.body().into_iter().map(letter).collect();
        let (left, right) = body.split_at_checked(4).unwrap_or_default();
        f.pad(&format!("{}-{}-{left}-{right}-{}", self.prefix, self.kind.get(), letter(self.check())))
    }
}

/// The value of a typed character, with the letters that Crockford reads as digits.
fn value(c: char) -> Option<u8> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|letter| char::from(*letter) == c)?;
    u8::try_from(at).ok()
}

/// The letter meant where only letters stand: `0` is an O there, `1` can only be an L in a kind.
fn letter(c: char) -> char {
    if c == '0' { 'O' } else { c }
}

impl FromStr for PublicNumber {
    type Err = PublicNumberError;
    /// Capitals or small letters, hyphens and spaces anywhere or nowhere, O for 0 and I or L for 1.
    fn from_str(text: &str) -> Result<Self, PublicNumberError> {
        let typed: Vec<char> =
            text.chars().filter(|c| !matches!(c, '-' | ' ')).map(|c| c.to_ascii_uppercase()).take(16).collect();
        if let Some(c) = typed.iter().find(|c| !c.is_ascii_alphanumeric()) {
            return Err(PublicNumberError::Character(*c));
        }
        // From the right: check, body, kind; what is left is the registry.
        let at = typed.len().checked_sub(BODY.saturating_add(2)).ok_or(PublicNumberError::Length)?;
        if !(2..=4).contains(&at) {
            return Err(PublicNumberError::Length);
        }
        let (prefix, rest) = typed.split_at_checked(at).ok_or(PublicNumberError::Length)?;
        let (kind, rest) = rest.split_first().ok_or(PublicNumberError::Length)?;
        let prefix: RegistryPrefix = prefix.iter().copied().map(letter).collect::<String>().parse()?;
        let kind = if *kind == '1' { 'L' } else { letter(*kind) };
        let kind = KindLetter::new(kind).ok_or(PublicNumberError::Kind)?;
        let mut values = Vec::with_capacity(BODY);
        for c in rest {
            values.push(value(*c).ok_or(PublicNumberError::Character(*c))?);
        }
        let (check, body) = values.split_last().ok_or(PublicNumberError::Length)?;
        let permuted = body.iter().fold(0u64, |sum, value| (sum << 5) | u64::from(*value));
        let number = PublicNumber { prefix, kind, permuted };
        if number.check() == *check { Ok(number) } else { Err(PublicNumberError::Check) }
    }
}

crate::wire::json_text!(PublicNumber);
crate::wire::cbor_text!(PublicNumber);
crate::wire::json_text!(RegistryPrefix);
crate::wire::cbor_text!(RegistryPrefix);
