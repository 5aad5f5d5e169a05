//! [`Amount`], [`Currency`] and [`Money`]: values in a currency, exact to 10^-6.

use crate::country;
use crate::decimal::decimal_type;
use crate::quantity::Quantity;
use std::fmt;
use std::str::FromStr;

/// An amount of money in some currency, from 0 to 18,446,744,073,709.551615 in steps of 10^-6 of its main unit (tenge,
/// euro), finer than any minor unit, so that unit prices stay exact. In CBOR an unsigned integer of micros, in JSON a
/// string.
///
/// ```
/// use trade::amount::Amount;
/// let price: Amount = "1234.56".parse()?;
/// assert_eq!(price.checked_add(Amount::from_micros(440_000)).map(|a| a.to_string()).as_deref(), Some("1235"));
/// # Ok::<(), trade::decimal::DecimalError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(u64);

decimal_type!(Amount);

impl Amount {
    /// What falls on `part` of `whole` when the amount is spread over the quantity `whole`, rounded half up. The
    /// share of the whole is the amount itself. It is a bug (an assertion) to ask with `part > whole` or an empty whole.
    ///
    /// ```
    /// use trade::{amount::Amount, quantity::Quantity};
    /// let value = Amount::from_micros(100);
    /// assert_eq!(value.share(Quantity::from_micros(1), Quantity::from_micros(8)).micros(), 13);
    /// ```
    #[must_use]
    pub fn share(self, part: Quantity, whole: Quantity) -> Amount {
        Amount(crate::decimal::share(self.0, part.micros(), whole.micros()))
    }
}

/// A currency, ISO 4217 alphabetic code: three capital letters that stand in the table shipped with the program, or
/// one of the [codes without a country](Currency::WITHOUT_COUNTRY).
///
/// ```
/// use trade::amount::Currency;
/// let tenge: Currency = "kzt".parse()?;
/// assert_eq!(tenge.to_string(), "KZT");
/// assert!("KZZ".parse::<Currency>().is_err());
/// # Ok::<(), trade::amount::CurrencyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Codes of ISO 4217 that belong to no country and are accepted beside the table: gold, silver, platinum,
    /// palladium, the SDR, and "no currency involved" (barter, gifts: the value is then a number without a market).
    pub const WITHOUT_COUNTRY: [&'static str; 6] = ["XAU", "XAG", "XPT", "XPD", "XDR", "XXX"];

    /// Codes withdrawn since 2017, accepted because documents of those years carry them: the Bulgarian lev, the
    /// Croatian kuna, the Antillean guilder, the convertible peso, the old leone, ouguiya and dobra, and former codes
    /// of Venezuela and Zimbabwe.
    pub const WITHDRAWN: [&'static str; 9] = ["BGN", "HRK", "ANG", "CUC", "SLL", "MRO", "STD", "VEF", "ZWL"];

    /// The code, three capital letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Why a text is no currency.
///
/// ```
/// use trade::amount::{Currency, CurrencyError};
/// assert_eq!("tenge".parse::<Currency>(), Err(CurrencyError::Shape));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CurrencyError {
    /// Not three letters.
    #[error("a currency is three letters, such as KZT")]
    Shape,
    /// Three letters that stand in no table.
    #[error("ISO 4217 has no such currency")]
    Unknown,
}

impl FromStr for Currency {
    type Err = CurrencyError;
    fn from_str(text: &str) -> Result<Self, CurrencyError> {
        let code: [u8; 3] = text.as_bytes().try_into().map_err(|_| CurrencyError::Shape)?;
        if !code.iter().all(u8::is_ascii_alphabetic) {
            return Err(CurrencyError::Shape);
        }
        let currency = Currency(code.map(|letter| letter.to_ascii_uppercase()));
        let known = Self::WITHOUT_COUNTRY.contains(&currency.as_str())
            || Self::WITHDRAWN.contains(&currency.as_str())
            || country::has_currency(currency.as_str());
        if known { Ok(currency) } else { Err(CurrencyError::Unknown) }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

crate::wire::json_text!(Currency);
crate::wire::cbor_text!(Currency);

/// An amount in a currency. Any amount goes with any currency, so the fields are open.
///
/// ```
/// use trade::amount::{Amount, Money};
/// let money = Money { amount: "99.9".parse::<Amount>().map_err(|e| e.to_string())?,
///                     currency: "EUR".parse().map_err(|_| "currency")? };
/// assert_eq!(money.to_string(), "99.9 EUR");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(array)]
pub struct Money {
    /// How much, in the currency's main unit.
    #[n(0)]
    pub amount: Amount,
    /// Of what.
    #[n(1)]
    pub currency: Currency,
}

impl Money {
    /// The sum, `None` when the currencies differ or it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Money) -> Option<Money> {
        let amount = self.amount.checked_add(other.amount)?;
        (self.currency == other.currency).then_some(Money { amount, ..self })
    }

    /// The difference, `None` when the currencies differ or it would be below zero.
    #[must_use]
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        let amount = self.amount.checked_sub(other.amount)?;
        (self.currency == other.currency).then_some(Money { amount, ..self })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}
