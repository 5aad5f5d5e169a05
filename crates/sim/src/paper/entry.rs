//! Documents that bring goods in, and the two that only refer to goods.

use super::{goods_fields, lines};
use crate::lot::Holding;
use crate::sheet::{Number, Paper, Sheet};
use crate::world::{Party, Spot, World};

/// The head of a document that brings goods in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryHead {
    pub(crate) number: Number,
    pub(crate) day: u16,
    pub(crate) principal: Party,
    pub(crate) declarant: Option<Party>,
    pub(crate) seller: Option<Party>,
    pub(crate) place: Spot,
    pub(crate) holder: Option<Party>,
    pub(crate) status: Option<&'static str>,
    /// Position in the list of countries.
    pub(crate) dispatched_from: Option<u8>,
}

impl EntryHead {
    /// Of goods that their owner keeps in free circulation.
    pub(crate) fn new(number: Number, day: u16, principal: Party, place: Spot) -> Self {
        let (declarant, seller, holder, status, dispatched_from) = (None, None, None, None, None);
        Self { number, day, principal, declarant, seller, place, holder, status, dispatched_from }
    }
}

/// A line of such a document, beside what the holding says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EntryLine {
    pub(crate) goods: Holding,
    /// Position in the list of countries; none: not known (opening balances only).
    pub(crate) origin: Option<u8>,
    /// Value in millionths of the currency; the true one, unless a scheme says less.
    pub(crate) value: u64,
    pub(crate) currency: &'static str,
    /// Net mass in grams as declared.
    pub(crate) mass: u64,
    pub(crate) clause: Option<&'static str>,
    pub(crate) described: bool,
}

impl EntryLine {
    /// Of goods made here, at their price.
    pub(crate) fn made_here(world: &World, goods: Holding) -> Self {
        Self {
            goods,
            origin: Some(world.country_of("KZ")),
            value: goods.value(),
            currency: "KZT",
            mass: goods.mass(world),
            clause: None,
            described: false,
        }
    }
}

/// The type of the document of that paper.
fn kind(paper: Paper) -> &'static str {
    match paper {
        Paper::Import => "import_declaration",
        Paper::UnionImport => "import_application",
        Paper::Opening => "opening_balance",
        Paper::Transit => "transit_declaration",
        Paper::Found => "found",
        _ => "production_report",
    }
}

pub(crate) fn entry(sheet: &mut Sheet, world: &World, head: &EntryHead, of: &[EntryLine]) {
    entry_unended(sheet, world, head, of);
    sheet.end(of.len());
}

/// The same without its end, for what else should stand in it.
pub(crate) fn entry_unended(sheet: &mut Sheet, world: &World, head: &EntryHead, of: &[EntryLine]) {
    sheet.begin(kind(head.number.paper));
    sheet.number(world, "number", head.number);
    sheet.day(world, "date", head.day);
    sheet.party(world, "principal", head.principal);
    let parties = [("declarant", head.declarant), ("seller", head.seller)];
    parties
        .iter()
        .filter_map(|(name, party)| Some((name, (*party)?)))
        .for_each(|(name, p)| sheet.party(world, name, p));
    sheet.spot(world, "place", head.place);
    if let Some(holder) = head.holder {
        sheet.party(world, "holder", holder);
    }
    if let Some(status) = head.status {
        sheet.field("status", status);
    }
    if let Some(country) = head.dispatched_from {
        sheet.field("dispatched_from", world.country(country));
    }
    lines(sheet, of, |sheet, line| entry_line(sheet, world, line));
}

/// What stands on a line behind its number.
pub(super) fn entry_line(sheet: &mut Sheet, world: &World, line: &EntryLine) {
    let good = world.good(line.goods.lot.good);
    sheet.field("code", &good.code);
    if line.described {
        sheet.field("description", &good.words);
    }
    if let Some(origin) = line.origin {
        sheet.field("origin", world.country(origin));
    }
    sheet.decimal("quantity", line.goods.quantity);
    sheet.field("unit", good.unit.code());
    if line.mass > 0 {
        sheet.decimal("net_mass_kg", line.mass.saturating_mul(1000));
        let packed = line.mass.saturating_add(line.mass / 100 * 6);
        sheet.decimal("gross_mass_kg", packed.saturating_mul(1000));
    }
    sheet.decimal("value", line.value);
    sheet.field("currency", line.currency);
    if let Some(clause) = line.clause {
        sheet.texts("clauses", &[clause]);
    }
}

pub(crate) fn e_invoice(
    sheet: &mut Sheet,
    world: &World,
    number: Number,
    day: u16,
    (seller, buyer): (Party, Party),
    of: &[Holding],
) {
    sheet.begin("e_invoice");
    sheet.number(world, "number", number);
    sheet.day(world, "date", day);
    sheet.party(world, "seller", seller);
    sheet.party(world, "buyer", buyer);
    lines(sheet, of, |sheet, goods| {
        goods_fields(sheet, world, goods);
        sheet.decimal("value", goods.value());
        sheet.field("currency", "KZT");
    });
    sheet.end(of.len());
}

pub(crate) fn export_application(
    sheet: &mut Sheet,
    world: &World,
    number: Number,
    day: u16,
    (applicant, destination, invoice): (Party, u8, Number),
    of: &[Holding],
) {
    sheet.begin("export_application");
    sheet.number(world, "number", number);
    sheet.day(world, "date", day);
    sheet.party(world, "applicant", applicant);
    sheet.field("destination", world.country(destination));
    let mut text = String::new();
    crate::sheet::push_document(&mut text, world.calendar.year(), invoice);
    sheet.texts("e_invoices", &[&text]);
    lines(sheet, of, |sheet, goods| goods_fields(sheet, world, goods));
    sheet.end(of.len());
}

/// A correction of one line of an entry document, with the right quantity.
pub(crate) fn correction(
    sheet: &mut Sheet,
    world: &World,
    day: u16,
    (principal, document): (Party, Number),
    (line, quantity): (u16, u64),
) {
    sheet.begin("correction");
    sheet.number(world, "document", document);
    sheet.party(world, "principal", principal);
    sheet.day(world, "date", day);
    sheet.field("reason", "counted again");
    sheet.open("lines", '[');
    sheet.item();
    sheet.whole("line", line);
    sheet.decimal("quantity", quantity);
    sheet.text.push_str("}]");
    sheet.end(0);
}
