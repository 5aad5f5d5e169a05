//! Notes and what is done with them.

use super::{goods_fields, lines};
use crate::lot::Holding;
use crate::sheet::{Number, Sheet};
use crate::world::{Party, Spot, World};

/// The head of a note.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteHead {
    pub(crate) number: Number,
    pub(crate) kind: &'static str,
    pub(crate) supplier: Party,
    pub(crate) recipient: Party,
    /// Who holds the goods, where it is not the supplier.
    pub(crate) consignor: Option<Party>,
    pub(crate) from: Spot,
    pub(crate) to: Spot,
    /// Position in the list of countries.
    pub(crate) destination: Option<u8>,
}

impl NoteHead {
    /// Of goods that their owner holds and that stay in the country.
    pub(crate) fn new(
        number: Number,
        kind: &'static str,
        (supplier, recipient): (Party, Party),
        (from, to): (Spot, Spot),
    ) -> Self {
        Self { number, kind, supplier, recipient, consignor: None, from, to, destination: None }
    }

    /// Of goods that go to a buyer in the country at that place of the list.
    pub(crate) fn leaving(
        number: Number,
        kind: &'static str,
        parties: (Party, Party),
        from: Spot,
        destination: u8,
    ) -> Self {
        let to = Spot::Abroad(destination, u8::try_from(number.serial % 9).unwrap_or_default());
        Self { destination: Some(destination), ..Self::new(number, kind, parties, (from, to)) }
    }
}

/// How a note begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    Draft,
    Registered,
    Dispatched,
    Paper,
    /// In the place of another note, dispatched as that was.
    Fixes(Number),
    /// Brings goods of that note back, dispatched.
    Returns(Number),
}

pub(crate) fn note(sheet: &mut Sheet, world: &World, at: (u16, u16), head: &NoteHead, start: Start, of: &[Holding]) {
    note_unended(sheet, world, at, head, start, of);
    sheet.end(of.len());
}

/// The same without its end, for what else should stand in it.
pub(crate) fn note_unended(
    sheet: &mut Sheet,
    world: &World,
    at: (u16, u16),
    head: &NoteHead,
    start: Start,
    of: &[Holding],
) {
    sheet.begin("note");
    sheet.number(world, "number", head.number);
    sheet.day(world, "date", at.0);
    sheet.party(world, "supplier", head.supplier);
    sheet.party(world, "recipient", head.recipient);
    sheet.field("kind", head.kind);
    if let Some(consignor) = head.consignor {
        sheet.party(world, "consignor", consignor);
    }
    sheet.spot(world, "from", head.from);
    sheet.spot(world, "to", head.to);
    if let Some(country) = head.destination {
        sheet.field("destination", world.country(country));
    }
    begin(sheet, world, at, start);
    lines(sheet, of, |sheet, goods| {
        goods_fields(sheet, world, goods);
        sheet.decimal("value", goods.value());
        sheet.field("currency", "KZT");
    });
}

fn begin(sheet: &mut Sheet, world: &World, at: (u16, u16), start: Start) {
    match start {
        Start::Draft => {
            sheet.open("draft", 't');
            sheet.text.push_str("rue");
        }
        Start::Registered => {}
        Start::Dispatched => sheet.moment(world, "dispatched_at", at),
        Start::Paper => {
            sheet.open("paper", '{');
            sheet.day(world, "date", at.0.saturating_sub(1));
            sheet.field("reason", "down_time");
            sheet.close('}');
        }
        Start::Fixes(old) => sheet.number(world, "fixes", old),
        Start::Returns(old) => {
            sheet.number(world, "returns", old);
            sheet.moment(world, "dispatched_at", at);
        }
    }
}

/// Something done with a note, with the fields of the action.
pub(crate) fn action(
    sheet: &mut Sheet,
    world: &World,
    (number, supplier): (Number, Party),
    action: &str,
    fields: impl FnOnce(&mut Sheet),
) {
    action_unended(sheet, world, (number, supplier), action, fields);
    sheet.end(0);
}

pub(crate) fn action_unended(
    sheet: &mut Sheet,
    world: &World,
    (number, supplier): (Number, Party),
    action: &str,
    fields: impl FnOnce(&mut Sheet),
) {
    sheet.begin("note_action");
    sheet.number(world, "note", number);
    sheet.party(world, "supplier", supplier);
    sheet.field("action", action);
    fields(sheet);
}

/// An acceptance that counts each line.
pub(crate) fn counted(sheet: &mut Sheet, of: &[Holding], found: impl Fn(usize, &Holding) -> u64) {
    sheet.open("lines", '[');
    for (position, goods) in of.iter().enumerate() {
        let quantity = found(position, goods);
        sheet.item();
        sheet.whole("line", u64::try_from(position).unwrap_or_default() + 1);
        sheet.decimal("quantity", quantity);
        if quantity != goods.quantity {
            sheet.field(
                "explanation",
                if quantity < goods.quantity { "fewer in the boxes" } else { "more in the boxes" },
            );
        }
        sheet.close('}');
    }
    sheet.close(']');
}
