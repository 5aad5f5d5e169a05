//! What a document says about goods, as far as it can be read although it cannot be accepted.

use crate::{
    exact::Exact,
    row::{DeclaredLine, Rounding},
};
use serde_json::Value;
use trade::{code::GoodsCode, quantity::Quantity, unit::Unit};

/// The lines of goods in a command that may be wrong. Values that were rounded are given as they were before.
pub(crate) fn declared_lines(command: &Value, roundings: &[Rounding]) -> Vec<DeclaredLine> {
    for list in ["lines", "outputs"] {
        if let Some(lines) = command.get(list).and_then(Value::as_array) {
            let line = |(index, line): (usize, &Value)| declared(line, &format!("/{list}/{index}/"), roundings);
            return lines.iter().enumerate().map(line).collect();
        }
    }
    Vec::new()
}

fn declared(line: &Value, place: &str, roundings: &[Rounding]) -> DeclaredLine {
    let text = |name: &str| line.get(name).and_then(Value::as_str);
    let decimal = |name: &str| {
        let is_it = |rounding: &&Rounding| rounding.pointer.strip_prefix(place) == Some(name);
        let before = roundings.iter().find(is_it).map(|rounding| rounding.before);
        let written = || match line.get(name)? {
            Value::String(text) => text.parse::<Exact>().ok(),
            Value::Number(number) => number.to_string().parse().ok(),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        };
        // A number that no command can hold would make sums that say nothing.
        before.or_else(written).filter(|number| *number <= Exact::from(Quantity::MAX))
    };
    let unit = text("unit");
    let is_kilogram = unit.is_some_and(|unit| unit.parse() == Ok(Unit::KGM));
    let quantity = decimal("quantity");
    DeclaredLine {
        chapter: text("code").and_then(|code| code.parse::<GoodsCode>().ok()).map(GoodsCode::chapter),
        unit: unit.map(|unit| unit.parse::<Unit>().map_or_else(|_| unit.to_owned(), |unit| unit.to_string())),
        quantity,
        net_mass: decimal("net_mass_kg").or(quantity.filter(|_| is_kilogram)),
        currency: text("currency").map(str::to_owned),
        value: decimal("value"),
    }
}
