//! How each scheme goes. The firms are those of honest trade, and the quantities those of real declarations.

use super::Script;
use crate::lot::{Holding, part, step};
use crate::market::NO_RE_EXPORT;
use crate::world::{Role, Row, of_the_land};

/// Cents below which, in this country of fiction, exports are not looked at.
const THRESHOLD: u64 = 1_000_000;
const EUROPE: [&str; 4] = ["DE", "IT", "NL", "FR"];

/// Imported high-priority goods of a firm, with the clause of their seller.
fn imported(script: &mut Script<'_>, importer: u32, pieces: u64) -> Holding {
    let row = script.high_priority(pieces);
    let from = script.random.pick(&EUROPE);
    script.import(importer, from, &row, Some(NO_RE_EXPORT))
}

pub(super) fn re_export(script: &mut Script<'_>) {
    let importer = script.firm("importer", Role::Importer);
    let mut goods = imported(script, importer, 40);
    script.wait(1, 5);
    let mut exporter = importer;
    if script.random.permille(600) {
        exporter = script.firm("exporter", Role::Exporter);
        goods = script.sell(importer, exporter, goods);
        script.wait(1, 4);
    }
    let share = script.random.between(980, 1000);
    let out = goods.take(goods.share(script.world, share));
    script.leave(goods);
    let buyer = script.foreign("buyer", "RU");
    script.export(exporter, out, "RU", buyer);
    let days = script.days();
    script.why =
        format!("imported with a clause against re-export, {share} of a thousand left for RU after {days} days");
}

pub(super) fn splitting(script: &mut Script<'_>) {
    let exporter = script.firm("exporter", Role::Exporter);
    let notes = u64::from(script.random.between(6, 10));
    let row = script.high_priority(notes * 10);
    let each = u64::from(script.random.between(930_000, 990_000));
    let row = Row { value: each * notes, ..row };
    let mut goods = script.import(exporter, "CN", &row, None);
    script.wait(3, 9);
    let buyer = script.foreign("buyer", "RU");
    let unit = step(script.world.good(goods.lot.good).unit);
    let quantity = goods.quantity / notes / unit * unit;
    for _ in 0..notes {
        let truck = script.truck();
        script.load(exporter, goods.take(quantity), "RU", buyer, &truck);
        script.cross("RU", &truck);
    }
    script.leave(goods);
    script.why =
        format!("{notes} notes on one day to one buyer, each worth a little less than USD {}", THRESHOLD / 100);
}

pub(super) fn write_off_leak(script: &mut Script<'_>) {
    let importer = script.firm("importer", Role::Importer);
    let mut goods = imported(script, importer, 40);
    script.wait(4, 12);
    let share = script.random.between(300, 700);
    let lost = goods.take(goods.share(script.world, share));
    let reason = script.random.pick(&["loss", "theft", "damage", "other"]);
    script.write_off(importer, lost, reason);
    script.leave(goods);
    script.wait(2, 8);
    let maker = script.firm("maker", Role::Maker);
    let made = script.produce(maker, &lost);
    script.wait(1, 3);
    let buyer = script.foreign("buyer", "RU");
    script.export(maker, made, "RU", buyer);
    script.why =
        format!("{share} of a thousand written off as {reason}; as many of the code were then made here, and left");
}

pub(super) fn relabelling(script: &mut Script<'_>) {
    let importer = script.firm("importer", Role::Importer);
    let goods = imported(script, importer, 40);
    script.wait(2, 8);
    // The other goods: any that are not on the list, of the same unit.
    let world = script.world;
    let unit = world.good(goods.lot.good).unit;
    let fits = |good: &u16| {
        let other = world.good(*good);
        !other.high_priority && other.unit == unit && matches!(other.chapter, 84 | 85 | 90 | 94 | 95)
    };
    let others: Vec<u16> = (0..u16::try_from(world.goods.kinds.len()).unwrap_or(u16::MAX)).filter(fits).collect();
    let other = if others.is_empty() { world.goods.made[0] } else { script.random.pick(&others) };
    let made = script.transform(importer, &[goods], other, (goods.quantity, goods.price));
    script.wait(1, 5);
    let buyer = script.foreign("buyer", "RU");
    script.export(importer, made, "RU", buyer);
    let codes = [goods, made].map(|goods| world.good(goods.lot.good).code.clone());
    script.why =
        format!("a transformation without loss turned {} into {}, unit for unit; it then left", codes[0], codes[1]);
}

pub(super) fn implausible_manufacture(script: &mut Script<'_>) {
    let maker = script.firm("maker", Role::Maker);
    let row = script.high_priority(60);
    let buyer = script.foreign("buyer", "RU");
    let (made, why) = if script.random.permille(500) {
        let goods = script.import(maker, "CN", &row, None);
        script.wait(2, 9);
        let gain = script.random.between(1300, 2500);
        let quantity = part(goods.quantity, gain.into(), 1000);
        let made = script.transform(maker, &[goods], goods.lot.good, (quantity, goods.price));
        (made, format!("{gain} units made of a thousand of the same code"))
    } else {
        let land: Vec<(usize, u32)> = of_the_land().collect();
        let good = script.world.goods.made[script.random.pick(&land).0];
        let china = script.world.country_of("CN");
        let (mass, value) = (row.mass * 2 + 1_000_000, row.value / 50 + 1_000);
        let grown = Row { good, origin: china, departure: china, mass, value };
        let crop = script.import(maker, "CN", &grown, None);
        script.wait(2, 9);
        let like = crate::market::goods_of(script.world, crop.lot.document(), 1, &row);
        let made = script.transform(maker, &[crop], row.good, (like.quantity, like.price));
        let codes = [crop, made].map(|goods| script.world.good(goods.lot.good).code.clone());
        (made, format!("{} made of {}, which cannot be", codes[1], codes[0]))
    };
    script.wait(1, 6);
    script.export(maker, made, "RU", buyer);
    script.why = why;
}

pub(super) fn phantom_transit(script: &mut Script<'_>) {
    let row = script.high_priority(40);
    let from = script.random.pick(&EUROPE);
    let goods = script.transit(&row, from, "UZ");
    script.leave(goods);
    script.wait(6, 18);
    let maker = script.firm("maker", Role::Maker);
    let made = script.produce(maker, &goods);
    script.wait(1, 5);
    let buyer = script.foreign("second buyer", "RU");
    script.export(maker, made, "RU", buyer);
    script.why += "entered in transit and never left; as many of the same code were reported as made here";
}

pub(super) fn shell_firm(script: &mut Script<'_>) {
    let shell = script.firm("shell", Role::Shell);
    let importer = script.firm("importer", Role::Importer);
    let buyer = script.foreign("buyer", "RU");
    let times = script.random.between(2, 4);
    let began = script.days();
    for _ in 0..times {
        let goods = imported(script, importer, 40);
        script.wait(1, 3);
        let goods = script.sell(importer, shell, goods);
        script.wait(0, 2);
        script.export(shell, goods, "RU", buyer);
    }
    let days = script.days() - began;
    script.why =
        format!("all that the new firm ever bought left for one buyer, in {times} consignments and {days} days");
}

pub(super) fn under_declared(script: &mut Script<'_>) {
    let importer = script.firm("importer", Role::Importer);
    let wholesaler = script.firm("buyer", Role::Wholesaler);
    let row = script.high_priority(60);
    let share = script.random.between(60, 220);
    // The price of the goods stays what it is; only the declaration says less.
    let goods = script.import_below(importer, "CN", &row, share);
    script.wait(2, 12);
    let sold = script.sell(importer, wholesaler, goods);
    script.leave(sold);
    script.why = format!("declared at {share} of a thousand of the value; sold days later at the whole");
}

pub(super) fn round_tripping(script: &mut Script<'_>) {
    let firm = script.firm("exporter", Role::Exporter);
    let partner = script.foreign("partner", "KG");
    let mut row = script.high_priority(40);
    row.departure = script.world.country_of("CN");
    let mut goods = script.import(firm, "CN", &row, None);
    let rounds = script.random.between(2, 3);
    for _ in 0..rounds {
        script.wait(2, 5);
        script.export(firm, goods, "KG", partner);
        script.wait(1, 4);
        row.value = part(row.value, script.random.between(112, 135).into(), 100);
        goods = script.import_from_union(firm, partner, "KG", &row);
    }
    script.leave(goods);
    script.why = format!("the same quantity left and came back {rounds} times, dearer each time");
}
