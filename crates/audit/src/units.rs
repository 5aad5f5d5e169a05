//! Exact conversions between units of one dimension. The table is this program's own.

/// Why a quantity cannot be told in another unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// A unit that this table does not know.
    Unknown,
    /// The units measure different things.
    Dimension,
    /// The result needs more than six decimals or is beyond the limit of amounts.
    Inexact,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Dimension {
    Mass,
    Volume,
    Length,
    Area,
    Count,
    Pair,
    Energy,
    /// Units that convert to nothing else; the text tells them apart.
    Alone(&'static str),
}

struct Unit {
    /// UN/CEFACT Recommendation 20 code.
    code: &'static str,
    /// OKEI number, empty where there is none.
    okei: &'static str,
    dimension: Dimension,
    /// How many of the smallest unit of the dimension one of this unit is.
    size: i128,
}

const fn unit(code: &'static str, okei: &'static str, dimension: Dimension, size: i128) -> Unit {
    Unit { code, okei, dimension, size }
}

const fn alone(code: &'static str, okei: &'static str) -> Unit {
    unit(code, okei, Dimension::Alone(code), 1)
}

static UNITS: [Unit; 46] = [
    unit("MGM", "161", Dimension::Mass, 1),
    unit("CTM", "162", Dimension::Mass, 200),
    unit("GRM", "163", Dimension::Mass, 1_000),
    unit("HGM", "160", Dimension::Mass, 100_000),
    unit("KGM", "166", Dimension::Mass, 1_000_000),
    unit("DTN", "206", Dimension::Mass, 100_000_000),
    unit("TNE", "168", Dimension::Mass, 1_000_000_000),
    unit("MMQ", "110", Dimension::Volume, 1),
    unit("CMQ", "111", Dimension::Volume, 1_000),
    unit("MLT", "", Dimension::Volume, 1_000),
    unit("DLT", "118", Dimension::Volume, 100_000),
    unit("LTR", "112", Dimension::Volume, 1_000_000),
    unit("DMQ", "", Dimension::Volume, 1_000_000),
    unit("HLT", "122", Dimension::Volume, 100_000_000),
    unit("MTQ", "113", Dimension::Volume, 1_000_000_000),
    unit("MMT", "003", Dimension::Length, 1),
    unit("CMT", "004", Dimension::Length, 10),
    unit("DMT", "005", Dimension::Length, 100),
    unit("MTR", "006", Dimension::Length, 1_000),
    unit("KMT", "008", Dimension::Length, 1_000_000),
    unit("MMK", "050", Dimension::Area, 1),
    unit("CMK", "051", Dimension::Area, 100),
    unit("DMK", "053", Dimension::Area, 10_000),
    unit("MTK", "055", Dimension::Area, 1_000_000),
    unit("HAR", "059", Dimension::Area, 10_000_000_000),
    unit("KMK", "061", Dimension::Area, 1_000_000_000_000),
    unit("H87", "796", Dimension::Count, 1),
    unit("C62", "642", Dimension::Count, 1),
    unit("DZN", "", Dimension::Count, 12),
    unit("CEN", "797", Dimension::Count, 100),
    unit("GRO", "", Dimension::Count, 144),
    unit("MIL", "798", Dimension::Count, 1_000),
    unit("T3", "", Dimension::Count, 1_000),
    unit("MIO", "799", Dimension::Count, 1_000_000),
    unit("NPR", "715", Dimension::Pair, 1),
    unit("PR", "", Dimension::Pair, 1),
    unit("KWH", "245", Dimension::Energy, 1),
    unit("MWH", "246", Dimension::Energy, 1_000),
    alone("LPA", "831"),
    alone("KWT", "214"),
    alone("LEF", "625"),
    alone("NMP", "778"),
    alone("SET", "839"),
    alone("KPH", "859"),
    alone("KPO", "852"),
    alone("KNS", "841"),
];

fn find(text: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.code == text || (!unit.okei.is_empty() && unit.okei == text))
}

/// The Recommendation 20 code of a unit written either way; an unknown unit stays as written.
pub(crate) fn code(text: &str) -> &str {
    find(text).map_or(text, |unit| unit.code)
}

/// Tells whether the table knows the unit.
pub(crate) fn is_known(text: &str) -> bool {
    find(text).is_some()
}

/// `quantity` (micro-units of `from`) in micro-units of `to`. A unit converts to itself even when the table does not know it.
pub(crate) fn convert(quantity: i128, from: &str, to: &str) -> Result<i128, Trouble> {
    if code(from) == code(to) {
        return Ok(quantity);
    }
    let (from, to) = (find(from).ok_or(Trouble::Unknown)?, find(to).ok_or(Trouble::Unknown)?);
    if from.dimension != to.dimension {
        return Err(Trouble::Dimension);
    }
    let scaled = quantity.checked_mul(from.size).ok_or(Trouble::Inexact)?;
    let exact = scaled % to.size == 0 && scaled / to.size <= crate::amount::LIMIT;
    if exact { Ok(scaled / to.size) } else { Err(Trouble::Inexact) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(quantity: &str, from: &str, to: &str, expected: Result<&str, Trouble>) {
        let quantity = crate::amount::parse(quantity).unwrap();
        let converted = convert(quantity, from, to).map(crate::amount::show);
        assert_eq!(converted.as_deref().map_err(|trouble| *trouble), expected, "{from} to {to}");
    }

    #[test]
    fn conversions_are_exact_or_refused() {
        check("1.5", "TNE", "KGM", Ok("1500"));
        check("1500", "GRM", "166", Ok("1.5"));
        check("2", "HLT", "LTR", Ok("200"));
        check("1", "MTQ", "LTR", Ok("1000"));
        check("0.25", "KMT", "MTR", Ok("250"));
        check("3", "CEN", "796", Ok("300"));
        check("2", "MIL", "C62", Ok("2000"));
        check("1", "H87", "DZN", Err(Trouble::Inexact));
        check("0.000001", "GRM", "TNE", Err(Trouble::Inexact));
        check("1", "KGM", "LTR", Err(Trouble::Dimension));
        check("1", "ZZ", "LTR", Err(Trouble::Unknown));
        check("7", "ZZ", "ZZ", Ok("7"));
    }

    #[test]
    fn codes_are_unique() {
        for (index, unit) in UNITS.iter().enumerate() {
            for other in UNITS.iter().skip(index + 1) {
                assert_ne!(unit.code, other.code);
                assert!(unit.okei.is_empty() || unit.okei != other.okei, "{}", unit.okei);
            }
        }
    }
}
