//! Laws of the types, for all values.
#![allow(clippy::unwrap_used, reason = "a test that goes wrong should stop")]

use proptest::prelude::*;
use std::fmt::Debug;
use trade::amount::Amount;
use trade::code::GoodsCode;
use trade::date::{Calendar, Day, Timestamp};
use trade::measures::Measures;
use trade::public_number::{KindLetter, NumberKey, PublicNumber};
use trade::quantity::Quantity;
use trade::unit::{Unit, convert};

fn quantities() -> impl Strategy<Value = Quantity> {
    prop_oneof![0..10u64, 0..1_000_000_000_000u64, any::<u64>()].prop_map(Quantity::from_micros)
}

prop_compose! {
    fn measures()(q in prop::array::uniform6(quantities())) -> Measures {
        let [quantity, net_mass, gross_mass, supplementary, pieces, value] = q;
        Measures { quantity, net_mass, gross_mass, supplementary, pieces, value: Amount::from_micros(value.micros()) }
    }
}

/// What is written is read again, and nothing of it is left over.
fn check_cbor<T>(value: &T)
where
    T: minicbor::Encode<()> + for<'b> minicbor::Decode<'b, ()> + PartialEq + Debug,
{
    let bytes = minicbor::to_vec(value).unwrap();
    assert_eq!(minicbor::decode::<T>(&bytes).unwrap(), *value);
}

fn numbers() -> impl Strategy<Value = (PublicNumber, NumberKey, u64)> {
    let prefixes = prop::sample::select(vec!["KZ", "KGZ", "OIL", "LV", "UU", "ABCD"]);
    let kinds = prop::sample::select(('A'..='Z').filter_map(KindLetter::new).collect::<Vec<_>>());
    (prefixes, kinds, 0..1u64 << 40, any::<[u8; 16]>()).prop_map(|(prefix, kind, seq, key)| {
        let key = NumberKey(key);
        (PublicNumber::encode(prefix.parse().unwrap(), kind, seq, &key).unwrap(), key, seq)
    })
}

proptest! {
    #[test]
    fn a_share_is_within_half_a_step_and_the_whole_is_exact(a in quantities(), b in quantities(), value in quantities()) {
        let (part, whole) = (a.min(b), a.max(b));
        prop_assume!(!whole.is_zero());
        let share = value.share(part, whole);
        prop_assert!(share <= value);
        prop_assert_eq!(value.share(whole, whole), value);
        let exact = u128::from(value.micros()) * u128::from(part.micros());
        let rounded = u128::from(share.micros()) * u128::from(whole.micros());
        // Twice the difference is at most the whole; written without a sign and without overflow.
        prop_assert!(exact.abs_diff(rounded) <= u128::from(whole.micros()).div_ceil(2));
    }

    #[test]
    fn what_is_taken_and_what_is_left_add_up(goods in measures(), part in any::<u64>()) {
        let part = Quantity::from_micros(part % goods.quantity.micros().saturating_add(1));
        let (taken, rest) = goods.take(part).unwrap();
        prop_assert_eq!(taken.quantity, part);
        prop_assert_eq!(taken.checked_add(rest), Some(goods));
        prop_assert_eq!(goods.checked_sub(taken), Some(rest));
        prop_assert_eq!(goods.take(goods.quantity), Some((goods, Measures::ZERO)));
    }

    #[test]
    fn any_partition_adds_up(goods in measures(), cuts in prop::collection::vec(any::<u64>(), 0..12)) {
        let (mut rest, mut sum) = (goods, Measures::ZERO);
        for cut in cuts {
            let part = Quantity::from_micros(cut % rest.quantity.micros().saturating_add(1));
            let (taken, left) = rest.take(part).unwrap();
            sum = sum.checked_add(taken).unwrap();
            rest = left;
        }
        prop_assert_eq!(sum.checked_add(rest), Some(goods));
    }

    #[test]
    fn more_than_there_is_cannot_be_taken(goods in measures()) {
        if let Some(more) = goods.quantity.checked_add(Quantity::from_micros(1)) {
            prop_assert_eq!(goods.take(more), None);
        }
    }

    #[test]
    fn scaling_there_and_back_is_the_identity(q in quantities(), num in 1..1_000_000u64, den in 1..1_000_000u64) {
        if let Some(scaled) = q.checked_scale(num, den) {
            prop_assert_eq!(scaled.checked_scale(den, num), Some(q));
        }
    }

    #[test]
    fn conversion_there_and_back_is_the_identity(
        q in quantities(),
        from in prop::sample::select(Unit::ALL),
        to in prop::sample::select(Unit::ALL),
    ) {
        if let Ok(converted) = convert(q, from, to) {
            prop_assert_eq!(convert(converted, to, from), Ok(q));
        }
    }

    #[test]
    fn values_survive_cbor(goods in measures(), code in "[1-9][0-9]{5}|0[1-9][0-9]{6}|[1-9][0-9]{9}", day in -700_000..2_900_000i32) {
        check_cbor(&goods);
        check_cbor(&code.parse::<GoodsCode>().unwrap());
        check_cbor(&Day::from_number(day).unwrap());
        check_cbor(&Timestamp::from_millis(i64::from(day) * 86_400_001).unwrap());
    }

    #[test]
    fn codes_are_ordered_as_texts(a in "[1-9][0-9]{5}([0-9]{2}){0,2}", b in "[1-9][0-9]{5}([0-9]{2}){0,2}") {
        prop_assert_eq!(a.parse::<GoodsCode>().unwrap().cmp(&b.parse().unwrap()), a.cmp(&b));
    }

    #[test]
    fn days_are_dates(number in Day::MIN.number()..=Day::MAX.number()) {
        let day = Day::from_number(number).unwrap();
        prop_assert_eq!(Day::try_from(day.date()), Ok(day));
        prop_assert_eq!(day.to_string().parse(), Ok(day));
    }

    #[test]
    fn business_days_are_counted_one_by_one(number in 0..30_000i32, n in 1..60u16) {
        let (calendar, day) = (Calendar::default(), Day::from_number(number).unwrap());
        let end = calendar.add_business_days(day, n);
        prop_assert!(calendar.is_business_day(end));
        let counted = (number + 1..=end.number()).filter(|d| calendar.is_business_day(Day::from_number(*d).unwrap()));
        prop_assert_eq!(counted.count(), usize::from(n));
    }

    #[test]
    fn a_public_number_is_its_sequence((number, key, seq) in numbers()) {
        prop_assert_eq!(number.decode(&key), (number.kind(), seq));
        prop_assert_eq!(number.to_string().parse(), Ok(number));
        let spoken = number.to_string().to_lowercase().replace('-', "");
        prop_assert_eq!(spoken.parse(), Ok(number));
        check_cbor(&number);
    }

    /// Every character replaced by every other: refused, or read as the same number (O for 0, I or L for 1).
    #[test]
    fn one_wrong_character_is_found((number, _, _) in numbers()) {
        let text: Vec<char> = number.to_string().chars().filter(|c| *c != '-').collect();
        for at in 0..text.len() {
            for c in ('0'..='9').chain('A'..='Z') {
                let mut typed = text.clone();
                typed[at] = c;
                let typed: String = typed.into_iter().collect();
                if let Ok(other) = typed.parse::<PublicNumber>() {
                    prop_assert_eq!(other, number, "{}", typed);
                }
            }
        }
    }

    #[test]
    fn swapped_neighbours_are_found((number, _, _) in numbers()) {
        let text: Vec<char> = number.to_string().chars().filter(|c| *c != '-').collect();
        for at in 1..text.len() {
            let mut typed = text.clone();
            typed.swap(at - 1, at);
            let typed: String = typed.into_iter().collect();
            if let Ok(other) = typed.parse::<PublicNumber>() {
                prop_assert_eq!(other, number, "{}", typed);
            }
        }
    }
}
