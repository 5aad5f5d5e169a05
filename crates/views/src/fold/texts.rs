//! The texts of an entry: from its names, and from its command.

use super::effects::Made;
use crate::facet::List;
use crate::text::TextField;
use crate::{Item, text};
use ledger::NameKind;
use serde_json::Value;
use trade::place::PlaceRef;

/// A text of a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Text {
    pub(super) seq: i64,
    pub(super) list: List,
    pub(super) id: i64,
    pub(super) field: TextField,
    pub(super) n: i64,
    pub(super) words: String,
}

impl Text {
    /// As it is found.
    pub(super) fn folded(&self) -> String {
        if self.field.is_prose() { text::prose(&self.words) } else { text::mark(&self.words) }
    }
}

/// Collects the texts of an entry.
struct Collector<'a> {
    item: &'a Item,
    texts: Vec<Text>,
}

/// All texts of an entry. They follow from what opens of it and from the ids that it made, so that they can be made again.
pub(super) fn of(item: &Item, made: &Made) -> Vec<Text> {
    let mut all = Collector { item, texts: Vec::new() };
    for name in &item.names {
        let (list, field, text) = match name.kind {
            NameKind::Party => (List::Parties, TextField::Number, &*name.text),
            NameKind::Title => (List::Parties, TextField::Title, &*name.text),
            NameKind::Place => {
                // The name that the tables of places have for the code.
                let place = name.text.parse::<PlaceRef>().ok();
                let known = place.as_ref().and_then(PlaceRef::name).unwrap_or_default();
                all.add(List::Places, i64::from(name.id), TextField::Title, known);
                (List::Places, TextField::Number, &*name.text)
            }
            NameKind::Document => (
                List::Documents,
                TextField::Number,
                name.text.split_once('/').map_or(&*name.text, |(_, number)| number),
            ),
            NameKind::Note => (List::Notes, TextField::Number, &*name.text),
            NameKind::Transport => (List::Transports, TextField::Number, &*name.text),
            NameKind::Serial => (List::Lots, TextField::Serial, &*name.text),
        };
        all.add(list, i64::from(name.id), field, text);
    }
    if let Some(command) = &item.command {
        all.command(command, made);
    }
    all.texts
}

impl Collector<'_> {
    fn add(&mut self, list: List, id: i64, field: TextField, text: &str) {
        if !text.is_empty() && id != 0 {
            let n = i64::try_from(self.texts.len()).unwrap_or(i64::MAX);
            self.texts.push(Text { seq: self.seq(), list, id, field, n, words: text.to_owned() });
        }
    }

    fn seq(&self) -> i64 {
        self.item.seq.cast_signed()
    }

    /// Adds a text, or every text of a list, under this name in an object.
    fn take(&mut self, object: &Value, name: &str, (list, id, field): (List, i64, TextField)) {
        match object.get(name) {
            Some(Value::String(text)) => self.add(list, id, field, text),
            Some(Value::Array(texts)) => {
                texts.iter().filter_map(Value::as_str).for_each(|text| self.add(list, id, field, text));
            }
            _ => {}
        }
    }

    fn command(&mut self, command: &Value, made: &Made) {
        let seq = self.seq();
        let own = (List::Entries, seq);
        for name in ["reason", "text", "findings", "explanation"] {
            self.take(command, name, (own.0, own.1, TextField::Remark));
        }
        if self.item.refused {
            self.take(command, "number", (own.0, own.1, TextField::Number));
            for (_, _, words) in &self.item.problems {
                self.add(own.0, own.1, TextField::Problem, words);
            }
            return;
        }
        match self.item.kind {
            "party" => self.take(command, "address", (List::Parties, made.party, TextField::Address)),
            "transport" => self.vehicle(command, made),
            "transship" => self.vehicle(command.get("to").unwrap_or(&Value::Null), made),
            "crossing" => {
                self.take(command, "vehicle", (List::Crossings, seq, TextField::Vehicle));
                self.take(command, "seals", (List::Crossings, seq, TextField::Seal));
            }
            _ => self.goods(command, made),
        }
    }

    fn vehicle(&mut self, head: &Value, made: &Made) {
        let Some(transport) = made.transport else { return };
        for (name, field) in [
            ("vehicle", TextField::Vehicle),
            ("trailers", TextField::Vehicle),
            ("seals", TextField::Seal),
            ("driver_name", TextField::Driver),
        ] {
            self.take(head, name, (List::Transports, transport, field));
        }
    }

    /// What the lines say of the goods of the lots that they made.
    fn goods(&mut self, command: &Value, made: &Made) {
        let mut lists = ["parts", "outputs", "lines"].into_iter().filter_map(|name| command.get(name)?.as_array());
        let Some(lines) = lists.next().filter(|_| !made.lots.is_empty()) else { return };
        for (place, line) in (1..).zip(lines) {
            let number = line.get("line").and_then(Value::as_i64).unwrap_or(place);
            let Some(lot) = made.lots.get(&number) else { continue };
            for (name, field) in
                [("description", TextField::Description), ("batch", TextField::Batch), ("gtin", TextField::Gtin)]
            {
                self.take(line, name, (List::Lots, *lot, field));
            }
        }
    }
}
