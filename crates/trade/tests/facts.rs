//! Facts of the field that the types must agree with: known numbers, known codes, known conversions.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that goes wrong should stop")]

use jiff::civil::{Date, Weekday, date};
use std::fmt::{Debug, Display};
use std::str::FromStr;
use trade::amount::{Amount, Currency, Money};
use trade::code::{CodeError, GoodsCode, GoodsPrefix};
use trade::country::CountryCode;
use trade::date::{Calendar, DateError, Day, Timestamp};
use trade::decimal::DecimalError;
use trade::nomenclature::{CodeStatus, Relation, Successors, find, links, successors};
use trade::party::{PartyError, PartyRef, PartyScheme};
use trade::place::{PlaceError, PlaceKind, PlaceRef, PostKind, border_posts};
use trade::public_number::{KindLetter, NumberKey, PublicNumber, PublicNumberError};
use trade::quantity::Quantity;
use trade::text::{DocumentNumber, Gtin, Key, Plate, SealNumber, SerialNumber, Text, TextError};
use trade::unit::{ConversionError, Unit, UnitError, convert};

/// Each text on the left reads as the canonical text on the right.
fn check<T>(rows: &[(&str, &str)])
where
    T: FromStr + Display,
    T::Err: Debug,
{
    for (text, canonical) in rows {
        match text.parse::<T>() {
            Ok(value) => assert_eq!(value.to_string(), *canonical, "{text}"),
            Err(error) => panic!("`{text}` refused: {error:?}"),
        }
    }
}

/// Each text on the left is refused with the error on the right.
fn check_refused<T>(rows: &[(&str, T::Err)])
where
    T: FromStr + Debug,
    T::Err: Debug + PartialEq,
{
    for (text, error) in rows {
        assert_eq!(text.parse::<T>().as_ref().err(), Some(error), "{text}");
    }
}

fn code(text: &str) -> GoodsCode {
    text.parse().unwrap()
}

#[test]
fn decimals() {
    check::<Quantity>(&[("12", "12"), ("0.5", "0.5"), ("1234.000001", "1234.000001"), ("007.10", "7.1"), ("0", "0")]);
    check::<Amount>(&[("18446744073709.551615", "18446744073709.551615")]);
    check_refused::<Quantity>(&[
        ("", DecimalError::Empty),
        ("-1", DecimalError::Sign),
        ("+1", DecimalError::Sign),
        ("1e3", DecimalError::Exponent),
        ("1 000", DecimalError::Space),
        ("1\u{a0}000", DecimalError::Space),
        ("1,5", DecimalError::Comma),
        (".5", DecimalError::Point),
        ("5.", DecimalError::Point),
        ("1.2.3", DecimalError::Point),
        ("½", DecimalError::NotADigit('½')),
        ("٣", DecimalError::NotADigit('٣')),
        ("1.0000000", DecimalError::TooManyDecimals),
        ("18446744073709.551616", DecimalError::Overflow),
        ("99999999999999999999999999", DecimalError::Overflow),
    ]);
    assert_eq!(format!("{:>6}|", Quantity::from_micros(500_000)), "   0.5|");
}

#[test]
fn money() {
    check::<Currency>(&[("KZT", "KZT"), ("eur", "EUR"), ("XXX", "XXX"), ("BGN", "BGN"), ("TRY", "TRY")]);
    let euro = |amount: &str| Money { amount: amount.parse().unwrap(), currency: "EUR".parse().unwrap() };
    assert_eq!(euro("1.5").checked_add(euro("2.5")), Some(euro("4")));
    assert_eq!(euro("1").checked_sub(euro("2")), None);
    assert_eq!(euro("1").checked_add(Money { currency: "KZT".parse().unwrap(), ..euro("1") }), None);
}

#[test]
fn units() {
    check::<Unit>(&[("KGM", "KGM"), ("kgm", "KGM"), ("166", "KGM"), ("006", "MTR"), ("PCE", "H87"), ("839", "KT")]);
    check_refused::<Unit>(&[("", UnitError), ("6", UnitError), ("KG", UnitError)]);
    let mut codes: Vec<_> = Unit::ALL.iter().map(|unit| unit.code()).collect();
    let mut numbers: Vec<_> = Unit::ALL.iter().filter_map(|unit| unit.okei()).collect();
    assert!(numbers.iter().all(|okei| okei.len() == 3 && okei.bytes().all(|b| b.is_ascii_digit())));
    for list in [&mut codes, &mut numbers] {
        let all = list.len();
        list.sort_unstable();
        list.dedup();
        assert_eq!(list.len(), all, "a code stands once");
    }
    assert!(Unit::ALL.iter().zip(1..).all(|(unit, number)| unit.number() == number));
    assert!(Unit::ALL.iter().all(|unit| Unit::from_number(unit.number()) == Some(*unit)));
}

#[test]
fn conversions() {
    let of = |text: &str, from, to| convert(text.parse().unwrap(), from, to).map(|q| q.to_string());
    for (text, from, to, result) in [
        ("1.25", Unit::TNE, Unit::KGM, "1250"),
        ("1250", Unit::KGM, Unit::TNE, "1.25"),
        ("5", Unit::CTM, Unit::GRM, "1"),
        ("1", Unit::LBR, Unit::GRM, "453.59237"),
        ("2", Unit::MTQ, Unit::LTR, "2000"),
        ("3", Unit::PR, Unit::H87, "6"),
        ("1.5", Unit::MIL, Unit::CEN, "15"),
        ("9", Unit::D30, Unit::KWH, "2500000"),
        ("7", Unit::SET, Unit::SET, "7"),
    ] {
        assert_eq!(of(text, from, to).as_deref(), Ok(result), "{text} {from} {to}");
    }
    let (from, to) = (Unit::KGM, Unit::H87);
    assert_eq!(of("1", from, to), Err(ConversionError::Dimension { from, to }));
    let (from, to) = (Unit::KNI, Unit::KGM);
    assert_eq!(of("1", from, to), Err(ConversionError::Dimension { from, to }));
    let (from, to) = (Unit::GRM, Unit::TNE);
    assert_eq!(of("0.1", from, to), Err(ConversionError::NotExact { from, to }));
    let (from, to) = (Unit::TNE, Unit::GRM);
    assert_eq!(of("18446744073709", from, to), Err(ConversionError::Overflow { from, to }));
}

#[test]
fn goods_codes() {
    check::<GoodsCode>(&[
        ("8517.13", "851713"),
        ("8517 13 000 0", "8517130000"),
        ("0101.21.00", "01012100"),
        ("0101210000", "0101210000"),
    ]);
    check::<GoodsPrefix>(&[("01", "01"), ("85.17", "8517"), ("851713", "851713")]);
    check_refused::<GoodsCode>(&[
        ("", CodeError::Length(0)),
        ("8517", CodeError::Length(4)),
        ("85171300001", CodeError::Length(11)),
        ("8517..13", CodeError::Separator),
        (" 851713", CodeError::Separator),
        ("851713.", CodeError::Separator),
        ("85 17 1З", CodeError::NotADigit('З')),
        ("000000", CodeError::Chapter),
    ]);
    let mut codes = ["8517130000", "851713", "010121", "85171300"].map(code);
    codes.sort_unstable();
    assert_eq!(codes.map(|code| code.to_string()), ["010121", "851713", "85171300", "8517130000"]);
    assert!(code("0101210000").starts_with("010121") && !code("8517130000").starts_with("010121"));
    assert_eq!(size_of::<GoodsCode>(), 8);
}

/// The state of a code on a day in one word.
fn state(text: &str, on: Date) -> &'static str {
    match find(code(text), on) {
        CodeStatus::Known(_) => "known",
        CodeStatus::Retired { .. } => "retired",
        CodeStatus::NotYet { .. } => "not yet",
        CodeStatus::Unknown { .. } => "unknown",
        CodeStatus::NotCovered { hs6: None, .. } => "not covered",
        CodeStatus::NotCovered { hs6: Some(hs6), .. } => match *hs6 {
            CodeStatus::Known(_) => "not covered, HS known",
            CodeStatus::Retired { .. } => "not covered, HS retired",
            CodeStatus::NotYet { .. } => "not covered, HS not yet",
            CodeStatus::Unknown { .. } => "not covered, HS unknown",
            CodeStatus::NotCovered { .. } => "not covered, nor HS",
        },
    }
}

#[test]
fn codes_on_days() {
    for (text, on, expected) in [
        // Mobile phones: one code until the revision of 2022, then two.
        ("851712", date(2021, 6, 1), "known"),
        ("851712", date(2021, 12, 31), "known"),
        ("851712", date(2022, 1, 1), "retired"),
        ("851713", date(2021, 6, 1), "not yet"),
        ("851713", date(2022, 6, 1), "known"),
        ("851713", date(2016, 12, 31), "not covered"),
        ("851713", date(2028, 1, 1), "not covered"),
        ("851799", date(2022, 6, 1), "unknown"),
        // National codes.
        ("8517130000", date(2022, 6, 1), "known"),
        ("8517130000", date(2024, 6, 1), "known"),
        ("8517130000", date(2026, 11, 25), "known"),
        ("8517130001", date(2024, 6, 1), "unknown"),
        ("8517120000", date(2021, 6, 1), "not covered, HS known"),
        ("8517130000", date(2021, 6, 1), "not covered, HS not yet"),
        ("8517130000", date(2028, 1, 1), "not covered, nor HS"),
        ("85171300", date(2023, 6, 1), "known"),
        ("85171300", date(2024, 6, 1), "not covered, HS known"),
        ("85171200", date(2026, 6, 1), "unknown"),
        ("85171200", date(2024, 6, 1), "not covered, HS retired"),
        // Fuel wood: two codes from 16 June 2022, what stood there before is not in the table.
        ("4401110001", date(2022, 6, 15), "not yet"),
        ("4401110001", date(2022, 6, 16), "known"),
        ("4401110000", date(2022, 6, 15), "not covered, HS known"),
        ("4401110000", date(2022, 6, 16), "unknown"),
        // Ended between the two editions of the TN VED, on a day that none tells.
        ("8703800002", date(2023, 8, 9), "known"),
        ("8703800002", date(2024, 6, 1), "not covered, HS known"),
        ("8703800002", date(2026, 6, 18), "retired"),
    ] {
        assert_eq!(state(text, on), expected, "{text} on {on}");
    }
}

#[test]
fn what_a_table_says() {
    let CodeStatus::Known(entry) = find(code("010121"), date(2026, 1, 1)) else { panic!("horses are known") };
    assert_eq!((entry.unit, entry.edition), (Some(Unit::H87), "HS 2022"));
    assert_eq!(entry.text, "Horses; live, pure-bred breeding animals");
    let CodeStatus::Known(entry) = find(code("85171300"), date(2026, 1, 1)) else { panic!("smartphones are known") };
    assert_eq!((entry.text, entry.unit), ("Smartphones", Some(Unit::H87)));
    let CodeStatus::Known(entry) = find(code("0101210000"), date(2026, 11, 25)) else { panic!("horses are known") };
    assert_eq!((entry.text, entry.unit), ("- - чистопородные племенные животные", None));
    let CodeStatus::Unknown { nearest, .. } = find(code("851799"), date(2022, 6, 1)) else { panic!("no such code") };
    assert_eq!(nearest.map(|prefix| prefix.to_string()).as_deref(), Some("8517"));
}

#[test]
fn successions() {
    let (before, after) = (date(2021, 6, 1), date(2022, 6, 1));
    let phones = vec![code("851713"), code("851714")];
    let status = find(code("851712"), after);
    let (relation, edition) = (Relation::OneToMany, "HS 2022");
    assert_eq!(status, CodeStatus::Retired { successors: phones.clone(), relation, edition });
    assert_eq!(successors(code("851712"), before, after), Successors::Many(phones));
    assert_eq!(successors(code("851713"), after, before), Successors::One(code("851712")));
    assert_eq!(successors(code("010121"), before, after), Successors::Same);
    assert_eq!(successors(code("851712"), before, before), Successors::Same);
    assert_eq!(successors(code("851713"), before, after), Successors::None);
    assert!(links(code("851712"), before, after).iter().any(|link| link.code == code("854921")));
    let status = find(code("851713"), before);
    assert_eq!(status, CodeStatus::NotYet { edition: "HS 2017", predecessors: vec![code("851712")] });
}

#[test]
fn countries() {
    check::<CountryCode>(&[("KZ", "KZ"), ("na", "NA")]);
    let member = |text: &str, day| text.parse::<CountryCode>().unwrap().is_eaeu(day);
    assert!(member("AM", date(2015, 1, 2)) && !member("AM", date(2015, 1, 1)));
    assert!(member("RU", date(2015, 1, 1)) && !member("KZ", date(2014, 12, 31)) && !member("UZ", date(2026, 1, 1)));
}

#[test]
fn parties() {
    check::<PartyRef>(&[
        ("bin:940140000385", "bin:940140000385"),
        (" BIN:020540003431 ", "bin:020540003431"),
        ("inn:7707083893", "inn:7707083893"),
        ("inn:500100732259", "inn:500100732259"),
        ("lei:5493001kjtiigc8y1r12", "lei:5493001KJTIIGC8Y1R12"),
        ("lei:213800WSGIIZCXF1P572", "lei:213800WSGIIZCXF1P572"),
        ("eori:de123456789012345", "eori:DE123456789012345"),
        ("eori:XI123456789000", "eori:XI123456789000"),
        ("id:uz/302-936.161/A", "id:UZ/302-936.161/A"),
    ]);
    check_refused::<PartyRef>(&[
        ("940140000385", PartyError::Scheme),
        ("bin:94014000038", PartyError::Shape(PartyScheme::Bin)),
        ("bin: 940140000385", PartyError::Shape(PartyScheme::Bin)),
        ("bin:940140000384", PartyError::CheckDigit(PartyScheme::Bin)),
        ("inn:7707083894", PartyError::CheckDigit(PartyScheme::Inn)),
        ("inn:770708389", PartyError::Shape(PartyScheme::Inn)),
        ("lei:5493001KJTIIGC8Y1R13", PartyError::CheckDigit(PartyScheme::Lei)),
        ("eori:QQ1", PartyError::Country(PartyScheme::Eori)),
        ("id:KZ/", PartyError::Shape(PartyScheme::Id)),
    ]);
    let iin = |first: &str| PartyRef::with_check_digit(PartyScheme::Iin, first);
    assert!(iin("85123130012").is_some_and(|person| person.is_person()));
    assert!(iin("85133130012").is_none() && iin("85023030012").is_none(), "no day of birth");
    assert!("inn:500100732259".parse::<PartyRef>().unwrap().is_person());
    assert!("id:KZ/850314300172".parse::<PartyRef>().unwrap().is_person());
}

#[test]
fn persons_are_found_inside_texts() {
    let cases = [
        ("850314300172", "iin:850314300172"),
        ("ИИН850314300172, iin:850314300172", "iin:850314300172 iin:850314300172"),
        ("bin:020540003431 and 850314300173", ""),
        ("8503143001720 85031430017", ""),
        ("INN:500100732259; 500100732259", "inn:500100732259"),
        ("inn:850314300172", "iin:850314300172"),
        ("", ""),
    ];
    for (text, found) in cases {
        let persons = trade::party::persons_in(text).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(persons.join(" "), found, "{text}");
    }
}

#[test]
fn places() {
    check::<PlaceRef>(&[
        ("locode:KZALA", "locode:KZALA"),
        ("locode:us nyc".replace(' ', "").as_str(), "locode:USNYC"),
        ("gln:0614141000005", "gln:0614141000005"),
        ("post:kz-syrym", "post:KZ-SYRYM"),
        ("store:main.2", "store:main.2"),
        ("place:kz/Almaty/bazaar-1", "place:KZ/Almaty/bazaar-1"),
    ]);
    check_refused::<PlaceRef>(&[
        ("locode:KZ1LA", PlaceError::Shape(PlaceKind::Locode)),
        ("locode:KZQQQ", PlaceError::Unknown(PlaceKind::Locode)),
        ("locode:QQALA", PlaceError::Country(PlaceKind::Locode)),
        ("gln:0614141000006", PlaceError::CheckDigit),
        ("post:KZ-ATLANTIS", PlaceError::Unknown(PlaceKind::Post)),
        ("store:", PlaceError::Shape(PlaceKind::Store)),
    ]);
    assert_eq!(border_posts().iter().filter(|post| post.neighbour == CountryCode::RU).count(), 29);
    let post = "post:KZ-ORDA".parse::<PlaceRef>().unwrap();
    assert_eq!(post.border_post().map(|post| (post.kind, post.name_ru)), Some((PostKind::Bilateral, "Орда")));
}

#[test]
fn texts() {
    check::<Plate>(&[
        ("123 ABC 02", "123ABC02"),
        ("а123вс 77", "A123BC77"),
        ("新A·12345".replace('·', "-").as_str(), "新A12345"),
    ]);
    check::<SealNumber>(&[("kz 0001", "KZ0001")]);
    check::<DocumentNumber>(&[(" № 7/26-К ", "№ 7/26-К")]);
    check::<Text<20>>(&[("two\nlines", "two\nlines")]);
    check::<Gtin>(&[
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("5901234123457", "05901234123457"),
        ("10614141543219", "10614141543219"),
    ]);
    check_refused::<Key>(&[("a\tb", TextError::Control { at: 2 }), ("a\u{202e}b", TextError::Control { at: 2 })]);
    check_refused::<Plate>(&[
        ("A/1", TextError::Character('/')),
        ("-7-", TextError::TooShort(2)),
        ("ΐ7", TextError::Character('\u{308}')),
    ]);
    check_refused::<SerialNumber>(&[("x".repeat(65).as_str(), TextError::TooLong { count: 65, max: 64 })]);
}

#[test]
fn days_and_moments() {
    check::<Timestamp>(&[
        ("2026-11-25T02:03:21.123Z", "2026-11-25T02:03:21.123Z"),
        ("2026-11-25T02:03:21Z", "2026-11-25T02:03:21.000Z"),
        ("2026-11-25T07:03:21.123999+05:00", "2026-11-25T02:03:21.123Z"),
        ("1969-12-31t23:59:59.9999z", "1969-12-31T23:59:59.999Z"),
        ("2026-11-25T02:03:21-00:30", "2026-11-25T02:33:21.000Z"),
    ]);
    for text in ["2026-11-25T02:03Z", "20261125T020321Z", "2026-11-25T02:03:21+05", "2026-11-25T02:03:21Z[UTC]"] {
        assert_eq!(text.parse::<Timestamp>(), Err(DateError::Timestamp), "{text}");
    }
    check::<Day>(&[("0001-01-01", "0001-01-01"), ("9999-12-31", "9999-12-31"), ("2024-02-29", "2024-02-29")]);
    assert!(["2026-1-1", "20260101", "2026-02-30", "2026-01-01T00:00"].iter().all(|text| text.parse::<Day>().is_err()));
    assert_eq!((Day::MIN.date(), Day::MAX.date()), (date(1, 1, 1), date(9999, 12, 31)));
    assert_eq!((Timestamp::MIN.day(), Timestamp::MAX.day().number()), (Day::MIN, Day::MAX.number() - 1));
}

#[test]
fn business_days() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let weekend = [Weekday::Saturday, Weekday::Sunday];
    // Nauryz: 21 to 23 March; here Saturday 28 March is worked instead of Friday the 20th.
    let holidays = vec![day("2026-03-23"), day("2026-03-20"), day("2026-03-21"), day("2026-03-22")];
    let calendar = Calendar::new(&weekend, holidays, vec![day("2026-03-28")]).unwrap();
    for (from, n, to) in [
        ("2026-03-18", 0, "2026-03-18"),
        ("2026-03-18", 1, "2026-03-19"),
        ("2026-03-18", 2, "2026-03-24"),
        ("2026-03-21", 0, "2026-03-24"),
        ("2026-03-21", 1, "2026-03-24"),
        ("2026-03-27", 1, "2026-03-28"),
        ("2026-03-27", 2, "2026-03-30"),
    ] {
        assert_eq!(calendar.add_business_days(day(from), n), day(to), "{from} + {n}");
    }
    assert_eq!(calendar.add_business_days(Day::MAX, 5), Day::MAX);
}

#[test]
fn public_numbers() {
    let key = NumberKey(*b"sixteen bytes ok");
    let number = PublicNumber::encode("KZ".parse().unwrap(), KindLetter::new('L').unwrap(), 12_345, &key).unwrap();
    assert_eq!(number.to_string(), "KZ-L-DT7M-8C9M-Z", "numbers once given stay");
    assert_eq!(PublicNumber::encode(number.prefix(), number.kind(), 1 << 40, &key), Err(PublicNumberError::Sequence));
    check_refused::<PublicNumber>(&[
        ("", PublicNumberError::Length),
        ("KZ-L-0000-0000", PublicNumberError::Length),
        ("K2-L-0000-0000-0", PublicNumberError::Prefix),
        ("KZ-I-0000-0000-0", PublicNumberError::Kind),
        ("KZ-L-0000-000U-0", PublicNumberError::Character('U')),
        ("KZ-L-0000-000$-0", PublicNumberError::Character('$')),
        ("KZABC-L-0000-0000-0", PublicNumberError::Length),
    ]);
}
