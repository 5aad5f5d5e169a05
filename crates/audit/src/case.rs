//! One command before the books: what is objected to it, what it must raise, and the public numbers that the answer gives.

use serde_json::{Map, Value};

use crate::amount;
use crate::books::{Books, StockKey};
use crate::report::Kind;

/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// Why a command should not have been recorded, or why refusing it was right.
pub(crate) struct Objection {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    /// False where the contract leaves room: reason enough for a refusal, but no finding when recorded.
    pub(crate) is_firm: bool,
}

/// A command being judged and, unless the registry refused it, applied.
pub(crate) struct Case<'a> {
    /// False for a refused command: it is judged but posts nothing.
    pub(crate) applies: bool,
    pub(crate) objections: Vec<Objection>,
    /// Discrepancies that the command must raise: kind, and the quantity where the contract names one (0 where it says
    /// that there is none).
    pub(crate) raised: Vec<(&'static str, Option<i128>)>,
    /// Public numbers in the answer, in order, and how many the command has used.
    pub(crate) lots: Vec<&'a str>,
    pub(crate) lots_used: usize,
    pub(crate) notes: Vec<&'a str>,
    pub(crate) notes_used: usize,
    /// The status that the answer gives a note at its registration.
    pub(crate) status: Option<&'a str>,
    /// Number of the line in the stream; names lots and notes for which the answer has no number.
    pub(crate) line: u64,
}

impl Case<'_> {
    pub(crate) fn object(&mut self, kind: Kind, message: impl Into<String>) {
        self.objections.push(Objection { kind, message: message.into(), is_firm: true });
    }

    /// Something that the contract does not settle.
    pub(crate) fn doubt(&mut self, message: impl Into<String>) {
        self.objections.push(Objection { kind: Kind::RuleBroken, message: message.into(), is_firm: false });
    }

    pub(crate) fn raise(&mut self, kind: &'static str, quantity: Option<i128>) {
        self.raised.push((kind, quantity));
    }

    /// The next public lot number of the answer, or a stand-in that the dump cannot hold.
    pub(crate) fn lot_number(&mut self) -> String {
        self.lots_used += 1;
        self.lots
            .get(self.lots_used - 1)
            .map_or_else(|| format!("?{}.{}", self.line, self.lots_used), ToString::to_string)
    }

    /// The next public note number of the answer, or a stand-in that the dump cannot hold.
    pub(crate) fn note_number(&mut self) -> String {
        self.notes_used += 1;
        let given = self.notes.get(self.notes_used - 1);
        given.map_or_else(|| format!("?{}.{}", self.line, self.notes_used), ToString::to_string)
    }

    /// A text that must be there.
    pub(crate) fn text<'o>(&mut self, object: &'o Object, name: &str) -> Option<&'o str> {
        let found = text(object, name).filter(|text| !text.is_empty());
        if found.is_none() {
            self.object(Kind::Form, format!("`{name}` is missing or no text"));
        }
        found
    }

    /// A decimal that may be absent; an unreadable one is an objection.
    pub(crate) fn amount(&mut self, object: &Object, name: &str) -> Option<i128> {
        let value = object.get(name)?;
        let amount = read_amount(value);
        if amount.is_none() {
            self.object(Kind::Form, format!("`{name}` is no decimal text"));
        }
        amount
    }

    /// A decimal that must be there.
    pub(crate) fn needed_amount(&mut self, object: &Object, name: &str) -> Option<i128> {
        if object.contains_key(name) {
            return self.amount(object, name);
        }
        self.object(Kind::Form, format!("`{name}` is missing"));
        None
    }

    /// A decimal above zero that must be there.
    pub(crate) fn quantity(&mut self, object: &Object, name: &str) -> Option<i128> {
        let amount = self.needed_amount(object, name)?;
        if amount == 0 {
            self.object(Kind::Form, format!("`{name}` is zero"));
        }
        (amount > 0).then_some(amount)
    }

    /// A line number, 1 to 9999.
    pub(crate) fn line_number(&mut self, object: &Object, name: &str) -> Option<i128> {
        let number = line_number(object, name);
        if number.is_none() {
            self.object(Kind::Form, format!("`{name}` is no line number"));
        }
        number
    }

    /// The objects of a list that holds from `least` to `most` of them.
    pub(crate) fn objects<'o>(&mut self, object: &'o Object, name: &str, least: usize, most: usize) -> Vec<&'o Object> {
        let items = object.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if items.len() < least || items.len() > most {
            self.object(Kind::Form, format!("`{name}` must hold {least} to {most} items, not {}", items.len()));
        }
        let objects: Vec<&Object> = items.iter().filter_map(Value::as_object).collect();
        if objects.len() < items.len() {
            self.object(Kind::Form, format!("`{name}` holds something that is no object"));
        }
        objects
    }
}

/// The text of a field, when it is one.
pub(crate) fn text<'o>(object: &'o Object, name: &str) -> Option<&'o str> {
    object.get(name).and_then(Value::as_str)
}

/// True when the field is there and true.
pub(crate) fn flag(object: &Object, name: &str) -> bool {
    object.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// The texts of a list.
pub(crate) fn texts<'o>(object: &'o Object, name: &str) -> Vec<&'o str> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// A line number, 1 to 9999, as number or text.
pub(crate) fn line_number(object: &Object, name: &str) -> Option<i128> {
    let number = object.get(name).and_then(read_amount)?;
    let whole = number / amount::MICROS;
    (number % amount::MICROS == 0 && (1..=9_999).contains(&whole)).then_some(whole)
}

/// Decimal text, or a JSON number where it is whole.
fn read_amount(value: &Value) -> Option<i128> {
    match value {
        Value::String(text) => amount::parse(text),
        Value::Number(number) => amount::parse(&number.as_u64()?.to_string()),
        _ => None,
    }
}

/// What the lines of one command draw from stock together; giving back counts as a negative draw.
#[derive(Default)]
pub(crate) struct Draws(std::collections::BTreeMap<StockKey, i128>);

impl Draws {
    pub(crate) fn give_back(&mut self, books: &Books, key: StockKey, quantity: i128) {
        *self.0.entry(books.resolved(key)).or_default() -= quantity;
    }

    /// Draws a quantity and objects when the stock does not allow it.
    pub(crate) fn draw(&mut self, books: &Books, key: StockKey, quantity: i128, case: &mut Case<'_>) {
        let drawn = self.0.entry(books.resolved(key)).or_default();
        let on_hand = books.stock_at(key).on_hand.quantity();
        let available = books.available(key) - *drawn;
        if quantity > available {
            let kind = if quantity > on_hand { Kind::ShortBalance } else { Kind::DoubleReserve };
            let words = format!(
                "lot {}: {} wanted, {} available of {} on hand",
                books.names.text(books.lots[key.lot].number),
                amount::show(quantity),
                amount::show(available),
                amount::show(on_hand)
            );
            case.object(kind, words);
        }
        *drawn += quantity;
    }
}
