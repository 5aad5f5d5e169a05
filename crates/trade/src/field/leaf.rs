//! The leaf types as fields: each is a text with a form of its own; the two decimals may be whole JSON numbers too.

use super::{Defs, Field, float, wrong_type};
use crate::{
    amount::{Amount, Currency, CurrencyError},
    code::{CodeError, GoodsCode},
    country::{CountryCode, CountryError},
    date::{DateError, Day, Timestamp},
    decimal::DecimalError,
    limits,
    party::{PartyError, PartyRef},
    place::{PlaceError, PlaceRef},
    problem::{Pointer, Problems},
    public_number::{PublicNumber, PublicNumberError},
    quantity::Quantity,
    text::{DocumentNumber, Gtin, GtinError, Key, Plate, SealNumber, SerialNumber, Text, TextError},
    unit::{Unit, UnitError},
};
use serde_json::{Value, json};
use std::{fmt::Display, str::FromStr};

/// Reads a text of the form of `T`; `code` names the problem of an error.
fn read_text<T: FromStr<Err: Display>>(
    value: &Value,
    code: fn(&T::Err) -> &'static str,
    at: &Pointer<'_>,
    problems: &mut Problems,
) -> Option<T> {
    let Value::String(text) = value else {
        wrong_type("text", value, at, problems);
        return None;
    };
    parse_text(text, code, at, problems)
}

/// Parses a text of the form of `T`.
fn parse_text<T: FromStr<Err: Display>>(
    text: &str,
    code: fn(&T::Err) -> &'static str,
    at: &Pointer<'_>,
    problems: &mut Problems,
) -> Option<T> {
    match text.parse() {
        Ok(value) => Some(value),
        Err(error) => {
            problems.add(code(&error), at, error.to_string());
            None
        }
    }
}

/// A type that is written as text: its error codes, its name and description in schemas, and the schema of the text.
macro_rules! leaf {
    ($($type:ty, $code:expr, $name:literal, $description:literal, $schema:tt;)*) => {$(
        impl Field for $type {
            fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
                read_text(value, $code, at, problems)
            }

            fn write(&self) -> Value {
                Value::String(self.to_string())
            }

            fn schema(defs: &mut Defs) -> Value {
                defs.part($name, |_| text_schema($description, json!($schema)))
            }
        }
    )*};
}

/// The schema of a text with a description.
fn text_schema(description: &str, rest: Value) -> Value {
    let mut schema = json!({ "type": "string", "description": description });
    if let (Value::Object(schema), Value::Object(rest)) = (&mut schema, rest) {
        schema.extend(rest);
    }
    schema
}

leaf! {
    PartyRef, party_code, "Party", "A party by the number of a public register: `bin:`, `iin:` (Kazakhstan), `inn:` (Russia), `eori:` (EU), `lei:` (ISO 17442), or `id:CC/` for any other register of a country.",
        { "pattern": "^((bin|iin):[0-9]{12}|inn:[0-9]{10}([0-9]{2})?|eori:[A-Z]{2}[0-9A-Z]{1,15}|lei:[0-9A-Z]{20}|id:[A-Z]{2}/[0-9A-Za-z._/-]{1,64})$", "examples": ["bin:020540003431"] };
    PlaceRef, place_code, "Place", "A place: `locode:` (UN/LOCODE), `gln:` (GS1), `post:` (border post of the register), `store:` (a store of the party), or `place:CC/` for any other.",
        { "pattern": "^(locode:[A-Z]{2}[2-9A-Z]{3}|gln:[0-9]{13}|post:[A-Z]{2}-.+|store:[0-9A-Za-z._-]{1,40}|place:[A-Z]{2}/[0-9A-Za-z._/-]{1,64})$", "examples": ["locode:KZALA"] };
    GoodsCode, goods_code, "GoodsCode", "A goods code: 6 digits (HS), 8 (CN) or 10 (TN VED).",
        { "pattern": "^[0-9]{6}([0-9]{2}){0,2}$", "examples": ["851713"] };
    CountryCode, country_code, "Country", "A country, ISO 3166-1 alpha-2.",
        { "pattern": "^[A-Z]{2}$", "examples": ["KZ"] };
    Unit, unit_code, "Unit", "A unit: code of UN/CEFACT Recommendation 20, or number of OKEI.",
        { "pattern": "^([0-9A-Z]{2,3})$", "examples": ["KGM", "H87"] };
    Currency, currency_code, "Currency", "A currency, ISO 4217.",
        { "pattern": "^[A-Z]{3}$", "examples": ["KZT"] };
    Day, date_code, "Date", "A date, `YYYY-MM-DD`.",
        { "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "examples": ["2026-11-25"] };
    Timestamp, time_code, "Timestamp", "A moment with its offset from UTC, RFC 3339.",
        { "format": "date-time", "examples": ["2026-11-25T07:03:21+05:00"] };
    PublicNumber, public_number_code, "PublicNumber", "A public number of the registry with its check character.",
        { "minLength": 1, "examples": ["KZ-L-7F3K-9Q2M-2"] };
    DocumentNumber, document_number_code, "DocumentNumber", "The number of a document as its issuer wrote it.",
        { "minLength": 1, "maxLength": (limits::DOCUMENT_NUMBER_MAX), "examples": ["55302/251126/0012345"] };
    Key, key_code, "Key", "A business key of the submitter.",
        { "minLength": 1, "maxLength": (limits::KEY_MAX) };
    Plate, plate_code, "Plate", "A number plate, or the number of a wagon, container, vessel or flight.",
        { "minLength": 2, "examples": ["123ABC02"] };
    SealNumber, seal_code, "SealNumber", "The number on a seal.",
        { "minLength": 1, "examples": ["KZ0001234"] };
    SerialNumber, serial_code, "SerialNumber", "The serial number of one article, an IMEI or a marking code.",
        { "minLength": 1, "maxLength": (limits::SERIAL_NUMBER_MAX) };
    Gtin, gtin_code, "Gtin", "A Global Trade Item Number of 8, 12, 13 or 14 digits (GS1).",
        { "pattern": "^([0-9]{8}|[0-9]{12,14})$", "examples": ["04006381333931"] };
}

impl<const MAX: usize> Field for Text<MAX> {
    fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
        read_text(value, text_code, at, problems)
    }

    fn write(&self) -> Value {
        Value::String(self.to_string())
    }

    fn schema(_: &mut Defs) -> Value {
        json!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}

/// The two decimals.
macro_rules! decimal {
    ($($type:ty, $code:expr, $name:literal, $description:literal;)*) => {$(
        impl Field for $type {
            fn read(value: &Value, at: &Pointer<'_>, problems: &mut Problems) -> Option<Self> {
                read_decimal(value, $code, at, problems)
            }

            fn write(&self) -> Value {
                Value::String(self.to_string())
            }

            fn schema(defs: &mut Defs) -> Value {
                defs.part($name, |_| json!({
                    "description": $description,
                    "type": ["string", "integer"],
                    "pattern": "^[0-9]+(\\.[0-9]{1,6})?$",
                    "minimum": 0,
                    "examples": ["12.5"],
                }))
            }
        }
    )*};
}

decimal! {
    Quantity, quantity_code, "Quantity", "A decimal as text with at most six decimals, or a whole number.";
    Amount, amount_code, "Amount", "An amount of money: a decimal as text with at most six decimals, or a whole number.";
}

/// Reads a decimal from text or from a whole JSON number.
fn read_decimal<T: FromStr<Err = DecimalError>>(
    value: &Value,
    code: fn(&DecimalError) -> &'static str,
    at: &Pointer<'_>,
    problems: &mut Problems,
) -> Option<T> {
    match value {
        Value::String(text) => parse_text(text, code, at, problems),
        Value::Number(number) if number.is_f64() => {
            float(number, at, problems);
            None
        }
        Value::Number(number) => parse_text(&number.to_string(), code, at, problems),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            wrong_type("a decimal as text, such as \"12.5\",", value, at, problems);
            None
        }
    }
}

/// The codes of the errors of one type of text, each under the name of its field's kind.
macro_rules! codes {
    ($($function:ident($error:ty) { $($pattern:pat => $code:expr),* $(,)? })*) => {$(
        fn $function(error: &$error) -> &'static str {
            match error {
                $($pattern => $code,)*
            }
        }
    )*};
}

/// The codes of a text that is bounded and has no form of its own.
macro_rules! text_codes {
    ($($function:ident $name:literal),*) => {
        codes! {$(
            $function(TextError) {
                TextError::Empty => concat!($name, ".empty"),
                TextError::TooLong { .. } => concat!($name, ".too_long"),
                TextError::Control { .. } => concat!($name, ".control_character"),
                TextError::Character(_) => concat!($name, ".character"),
                TextError::TooShort(_) => concat!($name, ".too_short"),
            }
        )*}
    };
}

text_codes! {
    text_code "text", document_number_code "document_number", key_code "key", plate_code "plate", seal_code "seal",
    serial_code "serial"
}

codes! {
    party_code(PartyError) {
        PartyError::Scheme => "party.scheme",
        PartyError::Shape(_) => "party.shape",
        PartyError::CheckDigit(_) => "party.check_digit",
        PartyError::Birth => "party.birth",
        PartyError::Country(_) => "party.country",
    }
    place_code(PlaceError) {
        PlaceError::Kind => "place.kind",
        PlaceError::Shape(_) => "place.shape",
        PlaceError::CheckDigit => "place.check_digit",
        PlaceError::Country(_) => "place.country",
        PlaceError::Unknown(_) => "place.unknown",
    }
    goods_code(CodeError) {
        CodeError::NotADigit(_) => "goods_code.not_a_digit",
        CodeError::Separator => "goods_code.separator",
        CodeError::Length(_) | CodeError::PrefixLength(_) => "goods_code.length",
        CodeError::Chapter => "goods_code.chapter",
    }
    country_code(CountryError) {
        CountryError::Shape => "country.shape",
        CountryError::Unknown => "country.unknown",
    }
    unit_code(UnitError) {
        UnitError => "unit.unknown",
    }
    currency_code(CurrencyError) {
        CurrencyError::Shape => "currency.shape",
        CurrencyError::Unknown => "currency.unknown",
    }
    date_code(DateError) {
        DateError::Date | DateError::Timestamp => "date.shape",
    }
    time_code(DateError) {
        DateError::Date | DateError::Timestamp => "timestamp.shape",
    }
    public_number_code(PublicNumberError) {
        PublicNumberError::Prefix => "public_number.registry",
        PublicNumberError::Kind => "public_number.kind",
        PublicNumberError::Length => "public_number.length",
        PublicNumberError::Character(_) => "public_number.character",
        PublicNumberError::Check => "public_number.check_character",
        PublicNumberError::Sequence => "public_number.sequence",
    }
    gtin_code(GtinError) {
        GtinError::Shape => "gtin.shape",
        GtinError::CheckDigit => "gtin.check_digit",
    }
    quantity_code(DecimalError) {
        DecimalError::Empty => "quantity.empty",
        DecimalError::Sign => "quantity.sign",
        DecimalError::Exponent => "quantity.exponent",
        DecimalError::Space => "quantity.space",
        DecimalError::Comma => "quantity.comma",
        DecimalError::Point => "quantity.point",
        DecimalError::NotADigit(_) => "quantity.not_a_digit",
        DecimalError::TooManyDecimals => "quantity.too_many_decimals",
        DecimalError::Overflow => "quantity.overflow",
    }
    amount_code(DecimalError) {
        DecimalError::Empty => "amount.empty",
        DecimalError::Sign => "amount.sign",
        DecimalError::Exponent => "amount.exponent",
        DecimalError::Space => "amount.space",
        DecimalError::Comma => "amount.comma",
        DecimalError::Point => "amount.point",
        DecimalError::NotADigit(_) => "amount.not_a_digit",
        DecimalError::TooManyDecimals => "amount.too_many_decimals",
        DecimalError::Overflow => "amount.overflow",
    }
}
