//! No text makes a reader panic, and what is accepted is written in a form that reads as the same value.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use std::fmt::{Debug, Display};
use std::str::FromStr;
use trade::amount::{Amount, Currency};
use trade::code::{GoodsCode, GoodsPrefix};
use trade::country::CountryCode;
use trade::date::{Day, Timestamp};
use trade::party::PartyRef;
use trade::place::PlaceRef;
use trade::public_number::{PublicNumber, RegistryPrefix};
use trade::quantity::Quantity;
use trade::text::{DocumentNumber, Gtin, Key, Plate, SealNumber, SerialNumber, Text};
use trade::unit::Unit;

fn check<T>(text: &str)
where
    T: FromStr + Display + Debug + PartialEq,
    T::Err: Debug + Display,
    T: serde::Serialize + serde::de::DeserializeOwned,
    T: minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()>,
{
    match text.parse::<T>() {
        Ok(value) => {
            assert_eq!(value.to_string().parse::<T>().unwrap(), value);
            let json = serde_json::to_string(&value).unwrap();
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), value);
            let cbor = minicbor::to_vec(&value).unwrap();
            assert_eq!(minicbor::decode::<T>(&cbor).unwrap(), value);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn check_all(text: &str) {
    check::<Quantity>(text);
    check::<Amount>(text);
    check::<Currency>(text);
    check::<Unit>(text);
    check::<GoodsCode>(text);
    check::<GoodsPrefix>(text);
    check::<CountryCode>(text);
    check::<PartyRef>(text);
    check::<PlaceRef>(text);
    check::<DocumentNumber>(text);
    check::<Key>(text);
    check::<Text<50>>(text);
    check::<Plate>(text);
    check::<SealNumber>(text);
    check::<SerialNumber>(text);
    check::<Gtin>(text);
    check::<Timestamp>(text);
    check::<Day>(text);
    check::<PublicNumber>(text);
    check::<RegistryPrefix>(text);
}

#[test]
fn fuzz_any_text() {
    bolero::check!().with_type::<String>().for_each(|text| check_all(text));
}

/// Texts near the accepted ones: a beginning that some type knows, then characters that codes are made of.
#[test]
fn near_text() {
    const BEGINNINGS: [&str; 20] = [
        "",
        "bin:",
        "iin:",
        "inn:",
        "eori:DE",
        "lei:",
        "id:KZ/",
        "locode:KZ",
        "gln:",
        "post:KZ-",
        "store:",
        "place:RU/",
        "KZ-L-",
        "0.",
        "8517",
        "2026-",
        "2026-11-25T",
        "bin:94014000038",
        "KZ-L-DT7M-8C9M-",
        "400638133393",
    ];
    const CHARACTERS: &[u8; 64] = b"0123456789012345678901234567890123456789.:-/+ TZABCDEKLOUXabcdkz";
    bolero::check!().with_type::<(u8, Vec<u8>)>().for_each(|(beginning, rest)| {
        let beginning = BEGINNINGS[usize::from(*beginning) % BEGINNINGS.len()];
        let rest = rest.iter().map(|byte| char::from(CHARACTERS[usize::from(*byte) % CHARACTERS.len()]));
        check_all(&format!("{beginning}{}", rest.collect::<String>()));
    });
}

#[test]
fn fuzz_any_cbor() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let _ = minicbor::decode::<trade::measures::Measures>(bytes);
        let _ = minicbor::decode::<GoodsCode>(bytes);
        let _ = minicbor::decode::<Gtin>(bytes);
        let _ = minicbor::decode::<Timestamp>(bytes);
        let _ = minicbor::decode::<Day>(bytes);
        let _ = minicbor::decode::<Unit>(bytes);
        let _ = minicbor::decode::<PlaceRef>(bytes);
    });
}
