//! How each document is written. One function a document; nothing here decides what happens.

mod change;
mod entry;
mod note;
mod road;

pub(crate) use change::*;
pub(crate) use entry::*;
pub(crate) use note::*;
pub(crate) use road::*;

use crate::lot::{Holding, Lot};
use crate::sheet::Sheet;
use crate::world::World;

/// The fields that name a lot.
fn lot_fields(sheet: &mut Sheet, world: &World, lot: Lot) {
    sheet.number(world, "document", lot.document());
    sheet.whole("document_line", lot.line);
}

/// The fields that name a lot and a quantity of it.
fn goods_fields(sheet: &mut Sheet, world: &World, goods: &Holding) {
    lot_fields(sheet, world, goods.lot);
    sheet.decimal("quantity", goods.quantity);
    sheet.field("unit", world.good(goods.lot.good).unit.code());
}

/// Numbered lines from 1.
fn lines<T>(sheet: &mut Sheet, of: &[T], mut write: impl FnMut(&mut Sheet, &T)) {
    sheet.open("lines", '[');
    for (line, item) in (1_u16..).zip(of) {
        sheet.item();
        sheet.whole("line", line);
        write(sheet, item);
        sheet.close('}');
    }
    sheet.close(']');
}
