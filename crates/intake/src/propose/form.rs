//! What the values of a column are, seen from the field that they shall become.

use super::{
    Field,
    table::{Column, lower},
    toml::quoted,
};
use crate::{
    exact::Exact,
    mapping::{self, DigitGroup, Kind},
};
use std::{collections::BTreeMap, sync::OnceLock};
use trade::{
    amount::Currency,
    code::GoodsCode,
    country::CountryCode,
    date::{Day, Timestamp},
    party::PartyRef,
    place::PlaceRef,
    unit::Unit,
};

/// Forms of days that occur, the likeliest first.
const DAYS: [&str; 9] = [
    "YYYY-MM-DD",
    "DD.MM.YYYY",
    "DD/MM/YYYY",
    "MM/DD/YYYY",
    "DD-MM-YYYY",
    "YYYYMMDD",
    "YYYY/MM/DD",
    "YYYY.MM.DD",
    "DDMMYYYY",
];
/// Short names of units that no table of codes has.
const UNITS: &[(&str, Unit)] = &[
    ("kg", Unit::KGM),
    ("кг", Unit::KGM),
    ("pcs", Unit::H87),
    ("pc", Unit::H87),
    ("шт", Unit::H87),
    ("шт.", Unit::H87),
    ("дана", Unit::H87),
    ("l", Unit::LTR),
    ("л", Unit::LTR),
    ("m", Unit::MTR),
    ("м", Unit::MTR),
    ("m2", Unit::MTK),
    ("м2", Unit::MTK),
    ("m3", Unit::MTQ),
    ("м3", Unit::MTQ),
    ("пар", Unit::PR),
    ("g", Unit::GRM),
    ("г", Unit::GRM),
];
const YES: [&str; 6] = ["yes", "y", "1", "да", "иә", "true"];
const NO: [&str; 6] = ["no", "n", "0", "нет", "жоқ", "false"];
/// Numbers of parties that are recognised by their check digits, and what they are.
const REGISTERS: [(&str, &str); 4] = [
    ("bin", "BINs, 12 digits with a right check digit"),
    ("iin", "IINs, 12 digits with a right check digit"),
    ("inn", "INNs with right check digits"),
    ("lei", "LEIs"),
];
/// Codes of places, what they are, and whether that is a guess.
const PLACES: [(&str, &str, bool); 4] = [
    ("locode:{}", "codes of UN/LOCODE", false),
    ("gln:{}", "GLNs, 13 digits", false),
    ("post:{}", "border posts", false),
    ("store:{}", "no known codes of places; taken as stores of the party", true),
];

/// How a column becomes a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fit {
    /// The text around the cell, where one is needed: `bin:{}`.
    pub around: Option<String>,
    /// What the mapping does to the value: a name and its TOML.
    pub steps: Vec<(&'static str, String)>,
    /// What the values are, in words.
    pub words: String,
    /// The values alone say what they are, whatever the column is called.
    pub is_telling: bool,
    /// Nothing can be said against it, and nothing for it.
    pub is_guess: bool,
}

fn plain(words: impl Into<String>) -> Fit {
    Fit { words: words.into(), ..Fit::default() }
}

/// Whether nearly all values pass: files have some that are wrong, which their rejects will tell.
fn most(values: &[&str], is_fit: impl Fn(&str) -> bool) -> bool {
    let fits = values.iter().filter(|value| is_fit(value)).count();
    !values.is_empty() && fits.saturating_mul(5) >= values.len().saturating_mul(4)
}

/// How the column becomes the field; `None` when its values are something else.
pub(super) fn fit(field: &Field, column: &Column) -> Option<Fit> {
    let values: Vec<&str> = column.filled().collect();
    if values.is_empty() {
        return None;
    }
    if !field.words.is_empty() {
        let is_word = |value: &str| field.words.iter().any(|word| word == value);
        let words = format!("words that the field knows: {}", field.words.join(", "));
        return most(&values, is_word).then(|| plain(words));
    }
    let all = |words: &str, is_fit: fn(&str) -> bool| most(&values, is_fit).then(|| plain(words));
    match (field.form.as_str(), field.kind) {
        ("Party", _) => party(&values),
        ("Place", _) => place(&values),
        ("Country", _) => country(&values),
        ("Currency", _) => all("currencies of ISO 4217", |value| value.parse::<Currency>().is_ok())
            .map(|fit| Fit { is_telling: true, ..fit }),
        ("Unit", _) => unit(&values),
        ("GoodsCode", _) => code(&values),
        ("PublicNumber", _) => {
            all("public numbers", |value| value.parse::<trade::public_number::PublicNumber>().is_ok())
        }
        (_, Kind::Decimal) => decimal(&values),
        (_, Kind::Day) => day(&values),
        (_, Kind::Moment) => all("moments with their offset", |value| value.parse::<Timestamp>().is_ok()),
        (_, Kind::Number) => all("whole numbers", |value| value.parse::<u64>().is_ok()),
        (_, Kind::Flag) => flag(&values),
        (_, Kind::Texts) => Some(texts(&values)),
        (_, Kind::Text) => Some(plain("texts")),
        (_, Kind::Parts) => None,
    }
}

fn party(values: &[&str]) -> Option<Fit> {
    if most(values, |value| value.parse::<PartyRef>().is_ok()) {
        return Some(plain("parties with the name of their register"));
    }
    let is = |scheme: &str| most(values, |value| format!("{scheme}{value}").parse::<PartyRef>().is_ok());
    if let Some((scheme, words)) = REGISTERS.iter().find(|(scheme, _)| is(&format!("{scheme}:"))) {
        return Some(Fit { around: Some(format!("{scheme}:{{}}")), is_telling: *scheme == "bin", ..plain(*words) });
    }
    let words = "numbers of no register that is known; taken as a list in KZ: check the country";
    is("id:KZ/").then(|| Fit { around: Some("id:KZ/{}".to_owned()), is_guess: true, ..plain(words) })
}

fn place(values: &[&str]) -> Option<Fit> {
    if most(values, |value| value.parse::<PlaceRef>().is_ok()) {
        return Some(plain("places with the kind of their code"));
    }
    let is = |around: &str| most(values, |value| around.replace("{}", value).parse::<PlaceRef>().is_ok());
    let (around, words, is_guess) = PLACES.into_iter().find(|(around, ..)| is(around))?;
    Some(Fit { around: Some(around.to_owned()), is_guess, ..plain(words) })
}

/// Names of countries in small letters, to their codes.
fn countries() -> &'static BTreeMap<String, CountryCode> {
    static NAMES: OnceLock<BTreeMap<String, CountryCode>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let codes = ('A'..='Z').flat_map(|first| ('A'..='Z').map(move |second| format!("{first}{second}")));
        let known = codes.filter_map(|code| code.parse::<CountryCode>().ok());
        known.flat_map(|code| [(lower(code.name()), code), (lower(code.name_ru()), code)]).collect()
    })
}

fn country(values: &[&str]) -> Option<Fit> {
    if most(values, |value| value.parse::<CountryCode>().is_ok()) {
        return Some(plain("countries of ISO 3166-1"));
    }
    looked_up(values, "names of countries", |value| countries().get(&lower(value)).map(ToString::to_string))
}

fn unit(values: &[&str]) -> Option<Fit> {
    if most(values, |value| value.parse::<Unit>().is_ok()) {
        return Some(plain("codes of units"));
    }
    looked_up(values, "names of units", |value| {
        let value = lower(value);
        let short = UNITS.iter().find(|(name, _)| *name == value).map(|(_, unit)| *unit);
        let is_named =
            |unit: &Unit| [unit.name(), unit.name_ru(), unit.name_kk()].iter().any(|name| lower(name) == value);
        let unit = short.or_else(|| value.parse().ok()).or_else(|| Unit::ALL.iter().copied().find(is_named));
        unit.map(|unit| unit.to_string())
    })
}

/// A list of codes for `map`, made of the values of the table; nearly all must mean something.
fn looked_up(values: &[&str], words: &str, meaning: impl Fn(&str) -> Option<String>) -> Option<Fit> {
    if !most(values, |value| meaning(value).is_some()) {
        return None;
    }
    let pairs: BTreeMap<&str, String> = values.iter().filter_map(|value| Some((*value, meaning(value)?))).collect();
    let pairs: Vec<String> =
        pairs.iter().map(|(value, code)| format!("{} = {}", quoted(value), quoted(code))).collect();
    let words = format!("{words}, looked up; add those that come later to the list");
    Some(Fit { steps: vec![("map", format!("{{ {} }}", pairs.join(", ")))], ..plain(words) })
}

fn code(values: &[&str]) -> Option<Fit> {
    let is_code = |value: &str| value.parse::<GoodsCode>().is_ok();
    // A spreadsheet takes zeros at the front away, which leaves an odd number of digits.
    let is_odd = |value: &&&str| value.len() % 2 == 1 && value.bytes().all(|byte| byte.is_ascii_digit());
    let Some(shortest) = values.iter().filter(is_odd).map(|value| value.len()).min() else {
        let is_telling = values.iter().all(|value| value.len() >= 6);
        return most(values, is_code).then(|| Fit { is_telling, ..plain("goods codes") });
    };
    let to = shortest.saturating_add(1);
    let pad = format!("{{ to = {to}, with = \"0\" }}");
    let words = "goods codes, some without their first zero";
    let is_filled = |value: &str| value.len() >= shortest && is_code(&format!("{value:0>to$}"));
    most(values, is_filled).then(|| Fit { steps: vec![("pad_left", pad)], ..plain(words) })
}

fn decimal(values: &[&str]) -> Option<Fit> {
    let is_blank = |c: char| DigitGroup::Blank.is(c);
    let (has_comma, has_blank) =
        (values.iter().any(|value| value.contains(',')), values.iter().any(|value| value.contains(is_blank)));
    let written = |value: &str| {
        let value: String = value.chars().filter(|c| !is_blank(*c)).collect();
        if has_comma { value.replacen(',', ".", 1) } else { value }
    };
    let is_number = |value: &str| !(has_comma && value.contains('.')) && written(value).parse::<Exact>().is_ok();
    if !most(values, is_number) {
        return None;
    }
    let mut fit = plain(if has_comma { "numbers with a comma before the decimals" } else { "numbers" });
    if has_blank {
        fit.steps.push(("digits", quoted("blank")));
        fit.words.push_str(", with blanks between groups of digits");
    }
    if has_comma {
        fit.steps.push(("decimal", quoted("comma")));
    }
    let decimals =
        |value: &&str| written(value).split_once('.').map_or(0, |(_, part)| part.trim_end_matches('0').len());
    if values.iter().any(|value| decimals(value) > 6) {
        fit.steps.push(("round", "{ decimals = 6, mode = \"half_up\" }".to_owned()));
        fit.words.push_str("; some have more than six decimals and are rounded to six");
    }
    Some(fit)
}

fn day(values: &[&str]) -> Option<Fit> {
    let is = |form: &str| most(values, |value| mapping::day(form, value).is_some_and(|day| day.parse::<Day>().is_ok()));
    let mut forms = DAYS.into_iter().filter(|form| is(form));
    let form = forms.next()?;
    let mut fit = Fit { is_telling: true, ..plain(format!("days as {form}")) };
    if form != "YYYY-MM-DD" {
        fit.steps.push(("date", quoted(form)));
    }
    if let Some(other) = forms.next() {
        fit.words = format!("{}; they could be {other}, too: look whether day or month comes first", fit.words);
    }
    Some(fit)
}

fn flag(values: &[&str]) -> Option<Fit> {
    if most(values, |value| matches!(value, "true" | "false")) {
        return Some(plain("true or false"));
    }
    looked_up(values, "yes or no", |value| {
        let value = lower(value);
        let is_in = |list: &[&str]| list.contains(&value.as_str());
        if is_in(&YES) { Some("true".to_owned()) } else { is_in(&NO).then(|| "false".to_owned()) }
    })
}

fn texts(values: &[&str]) -> Fit {
    let count = |separator: &str| values.iter().filter(|value| value.contains(separator)).count();
    let best = [";", "|", ","].into_iter().rev().max_by_key(|separator| count(separator));
    let split = best.filter(|separator| count(separator) > 0).unwrap_or(";");
    Fit { steps: vec![("split", quoted(split))], ..plain(format!("lists with {split} between their elements")) }
}
