//! What the views take of a command beside its effects: texts, and facts that no effect holds.

use super::effects::Made;
use super::{Batch, texts};
use crate::facet::{Field, List};
use crate::row::{ActRow, CrossingRow, DAY_MILLIS};
use crate::{Fault, Item};
use serde_json::Value;

impl Batch<'_> {
    pub(super) fn command(&mut self, item: &Item, made: &Made) -> Result<(), Fault> {
        let party = self.party_of(item)?;
        let texts =
            texts::of(item, &Made { party, lots: made.lots.clone(), transport: made.transport, ..Made::default() });
        self.texts.extend(texts);
        let Some(command) = item.command.as_ref().filter(|_| !item.refused) else { return Ok(()) };
        match item.kind {
            "transport" => self.driver(command, made),
            "transship" => self.driver(command.get("to").unwrap_or(&Value::Null), made),
            "crossing" => self.crossing(item, command, made),
            "act" => self.act(item, command, made),
            _ => Ok(()),
        }
    }

    /// The party that a `party` command is about.
    pub(super) fn party_of(&self, item: &Item) -> Result<i64, Fault> {
        match (item.kind, &item.command) {
            ("party", Some(command)) => self.party(command, "id"),
            _ => Ok(0),
        }
    }

    fn party(&self, object: &Value, name: &str) -> Result<i64, Fault> {
        object.get(name).and_then(Value::as_str).map_or(Ok(0), |text| self.named(List::Parties, text))
    }

    fn place(&self, object: &Value, name: &str) -> Result<i64, Fault> {
        object.get(name).and_then(Value::as_str).map_or(Ok(0), |text| self.named(List::Places, text))
    }

    fn driver(&mut self, head: &Value, made: &Made) -> Result<(), Fault> {
        let driver = self.party(head, "driver")?;
        let Some(transport) = made.transport.filter(|_| driver != 0) else { return Ok(()) };
        let mut row = self.row(|batch| &mut batch.transports, transport)?;
        row.driver = driver;
        self.transports.set(row);
        Ok(())
    }

    fn crossing(&mut self, item: &Item, command: &Value, made: &Made) -> Result<(), Fault> {
        let at = item.effective_at.unwrap_or(item.recorded_at);
        let row = CrossingRow {
            id: item.seq.cast_signed(),
            day: at.div_euclid(DAY_MILLIS),
            at,
            post: self.place(command, "post")?,
            officer: self.party(command, "officer")?,
            direction: word(command, "direction", &["out", "in"]),
            transport: made.left.first().copied().unwrap_or(0),
            note: made.notes.first().copied().unwrap_or(0),
        };
        let at = (row.day, row.id);
        made.left.iter().for_each(|transport| self.lasts(List::Crossings, Field::Transport, *transport, at));
        made.notes.iter().for_each(|note| self.lasts(List::Crossings, Field::Note, *note, at));
        self.crossings.add(row);
        Ok(())
    }

    fn act(&mut self, item: &Item, command: &Value, made: &Made) -> Result<(), Fault> {
        let at = item.effective_at.unwrap_or(item.recorded_at);
        let row = ActRow {
            id: item.seq.cast_signed(),
            day: at.div_euclid(DAY_MILLIS),
            at,
            post: self.place(command, "post")?,
            officer: self.party(command, "officer")?,
            form: word(command, "form", &["inspection", "examination"]),
            result: word(command, "result", &["pass", "hold", "detain"]),
            document: made.document,
            note: made.notes.first().copied().unwrap_or(0),
        };
        made.notes.iter().for_each(|note| self.lasts(List::Acts, Field::Note, *note, (row.day, row.id)));
        self.acts.add(row);
        Ok(())
    }
}

/// Position of a word, from 1; 0: another.
fn word(object: &Value, name: &str, known: &[&str]) -> i64 {
    let word = object.get(name).and_then(Value::as_str);
    let place = known.iter().position(|one| Some(*one) == word);
    place.and_then(|place| i64::try_from(place).ok()).map_or(0, |place| place + 1)
}
