//! Planned mistakes: documents that a registry must refuse, and documents that are sent twice.

use super::Market;
use super::course::Flight;
use crate::lot::Holding;
use crate::paper::{self, EntryHead, EntryLine, NoteHead, Start};
use crate::sheet::{Expect, Paper};
use trade::unit::Unit;

/// More of anything than a country has: a thousand million units.
const TOO_MUCH: u64 = 1_000_000_000_000_000;

/// What was sent last, to make mistakes with.
#[derive(Debug, Default)]
pub(super) struct Recent {
    entry: Option<(EntryHead, EntryLine)>,
    note: Option<(NoteHead, Holding)>,
}

impl Recent {
    pub(super) fn entry(&mut self, head: &EntryHead, lines: &[EntryLine]) {
        self.entry = lines.first().map(|line| (*head, *line));
    }

    pub(super) fn note(&mut self, flight: &Flight, start: Start) {
        if start != Start::Draft {
            self.note = flight.lines.first().map(|goods| (flight.head, *goods));
        }
    }
}

impl Market {
    /// After so many documents: sends the last one again, or makes a mistake, as often as is asked.
    pub(super) fn slip(&mut self, documents: usize) {
        for _ in 0..documents {
            if self.random.permille(self.settings.repeats) {
                self.repeat();
            }
            if self.random.permille(self.settings.errors) {
                self.mistake();
            }
        }
    }

    fn repeat(&mut self) {
        let Some(last) = self.sheet.written.last().copied().filter(|last| last.expect == Expect::Recorded) else {
            return;
        };
        let text = self.sheet.last().to_owned();
        self.sheet.line(&text, last.kind, Expect::Repeated);
    }

    fn mistake(&mut self) {
        match self.random.below(9) {
            0 | 1 => self.too_much(),
            2 => self.other_unit(),
            3 => self.unknown_document(),
            4 => self.wrong_status(),
            5 => self.number_taken(),
            6 => self.other_content(),
            7 => self.early_action(),
            _ => self.unreadable(),
        }
    }

    /// The last note again, under a number of its own and with one line.
    fn another_note(&mut self) -> Option<(NoteHead, Holding)> {
        let (head, goods) = self.recent.note?;
        let number = self.number(Paper::Note);
        Some((NoteHead { number, ..head }, goods))
    }

    /// A key that no other document has.
    fn own_key(&self, word: &str) -> String {
        format!("{word}-{}", self.documents + u64::try_from(self.sheet.written.len()).unwrap_or_default())
    }

    fn too_much(&mut self) {
        let Some((head, goods)) = self.another_note() else { return };
        let goods = Holding { quantity: TOO_MUCH, price: 1, ..goods };
        paper::note_unended(&mut self.sheet, &self.world, self.now, &head, Start::Registered, &[goods]);
        self.sheet.end_as(1, Expect::Refused("balance.short"));
    }

    fn other_unit(&mut self) {
        let Some((head, goods)) = self.another_note() else { return };
        let unit = self.world.good(goods.lot.good).unit;
        let other = if unit == Unit::KGM { Unit::LTR } else { Unit::KGM };
        let start = self.sheet.text.len();
        paper::note_unended(&mut self.sheet, &self.world, self.now, &head, Start::Registered, &[goods]);
        let text = self.sheet.text.split_off(start);
        let unit = |unit: Unit| format!("\"unit\":\"{}\"", unit.code());
        self.sheet.text.push_str(&text.replacen(&unit(self.world.good(goods.lot.good).unit), &unit(other), 1));
        self.sheet.end_as(1, Expect::Refused("unit.other"));
    }

    fn unknown_document(&mut self) {
        let Some((head, goods)) = self.another_note() else { return };
        let nowhere = crate::lot::Lot { serial: 0, ..goods.lot };
        let goods = Holding { lot: nowhere, ..goods };
        paper::note_unended(&mut self.sheet, &self.world, self.now, &head, Start::Registered, &[goods]);
        self.sheet.end_as(1, Expect::Refused("document.unknown"));
    }

    /// A note that is no draft is registered once more.
    fn wrong_status(&mut self) {
        let Some((head, _)) = self.recent.note else { return };
        paper::action_unended(&mut self.sheet, &self.world, (head.number, head.supplier), "register", |_| {});
        let key = self.own_key("again");
        self.sheet.field("key", &key);
        self.sheet.end_as(0, Expect::Refused("note.status"));
    }

    /// An action comes before its note.
    fn early_action(&mut self) {
        let Some((head, _)) = self.another_note() else { return };
        paper::action_unended(&mut self.sheet, &self.world, (head.number, head.supplier), "cancel", |sheet| {
            sheet.field("reason", "order withdrawn");
        });
        self.sheet.end_as(0, Expect::Refused("note.unknown"));
    }

    /// The number of the last entry document, under a key of its own.
    fn number_taken(&mut self) {
        let Some((head, line)) = self.recent.entry else { return };
        paper::entry_unended(&mut self.sheet, &self.world, &head, &[line]);
        let key = self.own_key("second");
        self.sheet.field("key", &key);
        self.sheet.end_as(1, Expect::Refused("number.taken"));
    }

    /// The number of the last entry document with another content, under the same key.
    fn other_content(&mut self) {
        let Some((head, line)) = self.recent.entry else { return };
        let line = EntryLine { value: line.value + 1_000_000, ..line };
        paper::entry_unended(&mut self.sheet, &self.world, &head, &[line]);
        self.sheet.end_as(1, Expect::Conflict);
    }

    /// A number with a mistyped digit, or a quantity below zero.
    fn unreadable(&mut self) {
        let Some((head, goods)) = self.another_note() else { return };
        let start = self.sheet.text.len();
        paper::note_unended(&mut self.sheet, &self.world, self.now, &head, Start::Registered, &[goods]);
        let text = self.sheet.text.split_off(start);
        let mended = if self.random.permille(500) {
            text.replacen("\"quantity\":\"", "\"quantity\":\"-", 1)
        } else {
            text.replacen("\"date\":\"20", "\"date\":\"2O", 1)
        };
        self.sheet.text.push_str(&mended);
        self.sheet.end_as(1, Expect::Rejected);
    }
}
