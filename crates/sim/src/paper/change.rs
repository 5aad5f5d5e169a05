//! Goods that change or end, and news of parties.

use super::entry::{EntryLine, entry_line};
use super::{goods_fields, lot_fields};
use crate::lot::Holding;
use crate::sheet::{Number, Sheet};
use crate::world::parties::firm_name;
use crate::world::{Party, Spot, World};

/// Whose goods change, and where: the head of the documents below.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Whose {
    pub(crate) number: Number,
    pub(crate) day: u16,
    pub(crate) party: Party,
    pub(crate) holder: Option<Party>,
    pub(crate) place: Spot,
}

fn begin(sheet: &mut Sheet, world: &World, kind: &'static str, whose: &Whose) {
    sheet.begin(kind);
    sheet.number(world, "number", whose.number);
    sheet.day(world, "date", whose.day);
    sheet.party(world, "party", whose.party);
    if let Some(holder) = whose.holder {
        sheet.party(world, "holder", holder);
    }
    sheet.spot(world, "place", whose.place);
}

fn list(sheet: &mut Sheet, name: &str, of: &[Holding], mut write: impl FnMut(&mut Sheet, &Holding)) {
    sheet.open(name, '[');
    for goods in of {
        sheet.item();
        write(sheet, goods);
        sheet.close('}');
    }
    sheet.close(']');
}

/// A transformation; `loss` per mille of each input is lost.
pub(crate) fn transformation(
    sheet: &mut Sheet,
    world: &World,
    whose: &Whose,
    (inputs, loss): (&[Holding], u32),
    outputs: &[EntryLine],
) {
    begin(sheet, world, "transformation", whose);
    list(sheet, "inputs", inputs, |sheet, goods| {
        goods_fields(sheet, world, goods);
        let lost = crate::lot::part(goods.quantity, loss.into(), 1000);
        if lost > 0 {
            sheet.decimal("loss", lost);
        }
    });
    sheet.open("outputs", '[');
    for (line, output) in (1_u16..).zip(outputs) {
        sheet.item();
        sheet.whole("line", line);
        entry_line(sheet, world, output);
        sheet.close('}');
    }
    sheet.close(']');
    sheet.end(inputs.len() + outputs.len());
}

pub(crate) fn lot_split(sheet: &mut Sheet, world: &World, whose: &Whose, of: &Holding, parts: &[u64]) {
    begin(sheet, world, "lot_split", whose);
    lot_fields(sheet, world, of.lot);
    sheet.open("parts", '[');
    for (batch, quantity) in (1_u64..).zip(parts) {
        sheet.item();
        sheet.decimal("quantity", *quantity);
        sheet.open("batch", '"');
        sheet.text.push_str("B-");
        sheet.text.push_str(&batch.to_string());
        sheet.text.push_str("\"}");
    }
    sheet.close(']');
    sheet.end(parts.len());
}

pub(crate) fn write_off(sheet: &mut Sheet, world: &World, whose: &Whose, reason: &str, of: &[Holding]) {
    begin(sheet, world, "write_off", whose);
    sheet.field("reason", reason);
    list(sheet, "lines", of, |sheet, goods| goods_fields(sheet, world, goods));
    sheet.end(of.len());
}

/// From one customs status to another.
pub(crate) fn status_change(sheet: &mut Sheet, world: &World, whose: &Whose, (from, to): (&str, &str), of: &[Holding]) {
    begin(sheet, world, "status_change", whose);
    sheet.field("to_status", to);
    list(sheet, "lines", of, |sheet, goods| {
        goods_fields(sheet, world, goods);
        sheet.field("status", from);
    });
    sheet.end(of.len());
}

/// What is known of a firm.
pub(crate) fn party(sheet: &mut Sheet, world: &World, firm: u32) {
    sheet.begin("party");
    sheet.party(world, "id", Party::Firm(firm));
    sheet.field("name", &firm_name(world.seed, firm));
    sheet.field("country", "KZ");
    sheet.field("kind", "company");
    let registered = world.firms.text(firm);
    if let (Some(year), Some(month)) = (registered.get(4..6), registered.get(6..8)) {
        sheet.field("founded", &format!("20{year}-{month}-01"));
    }
    sheet.end(0);
}

pub(crate) fn clock(sheet: &mut Sheet, world: &World, day: u16) {
    sheet.begin("clock");
    sheet.moment(world, "now", (day, 5));
    sheet.end(0);
}

pub(crate) fn erase(sheet: &mut Sheet, world: &World, driver: u32) {
    sheet.begin("erase");
    sheet.party(world, "party", Party::Driver(driver));
    sheet.field("reason", "the person asked, and no duty to keep the texts is left");
    sheet.party(world, "authority", Party::Office(0));
    sheet.end(0);
}
