//! Transports, crossings, returns from abroad, acts, and what an authority takes.

use crate::lot::Holding;
use crate::sheet::{Number, Sheet};
use crate::world::parties::driver_name;
use crate::world::{Party, Spot, World};

/// A vehicle on one trip.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vehicle {
    pub(crate) number: Number,
    pub(crate) mode: Mode,
    pub(crate) carrier: Party,
    /// None where no driver is told: wagons and ships.
    pub(crate) driver: Option<u32>,
    /// A number that plate, wagon, container and seals are made of.
    pub(crate) plate: u32,
}

/// What a vehicle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Truck,
    Wagon,
    /// A container on a truck.
    Container,
    /// A ship, with the container's seals.
    Ship,
}

impl Vehicle {
    /// Plate of a truck, number of a wagon or container, name of a ship.
    pub(crate) fn vehicle(&self) -> String {
        let number = self.plate;
        let letter = |shift: u32| char::from(b'A' + u8::try_from(number / shift % 26).unwrap_or_default());
        match self.mode {
            Mode::Truck => {
                format!("{:03}{}{}{}{:02}", number % 1000, letter(7), letter(181), letter(4703), number % 17 + 1)
            }
            Mode::Wagon => format!("{:08}", 50_000_000 + number % 9_999_999),
            Mode::Container => format!("TKZU{:07}", number % 10_000_000),
            Mode::Ship => format!("BEKET-{}", number % 5 + 1),
        }
    }

    /// Number of the seal.
    pub(crate) fn seal(&self) -> String {
        format!("KZ{:08}", self.plate % 100_000_000)
    }
}

fn head(sheet: &mut Sheet, world: &World, at: (u16, u16), vehicle: &Vehicle, from: Spot) {
    sheet.number(world, "number", vehicle.number);
    sheet.moment(world, "at", at);
    let mode = match vehicle.mode {
        Mode::Truck | Mode::Container => "road",
        Mode::Wagon => "rail",
        Mode::Ship => "sea",
    };
    sheet.field("mode", mode);
    sheet.party(world, "carrier", vehicle.carrier);
    sheet.field("vehicle", &vehicle.vehicle());
    if let Some(driver) = vehicle.driver {
        sheet.party(world, "driver", Party::Driver(driver));
        sheet.field("driver_name", &driver_name(world.seed, driver));
    }
    sheet.texts("seals", &[&vehicle.seal()]);
    sheet.spot(world, "from", from);
}

/// What a transport carries of a note: its number and supplier, and (line, quantity) of what is loaded.
pub(crate) type Loads<'a> = (Number, Party, &'a [(u16, u64)]);

pub(crate) fn transport(
    sheet: &mut Sheet,
    world: &World,
    at: (u16, u16),
    vehicle: &Vehicle,
    from: Spot,
    loads: &[Loads<'_>],
) {
    sheet.begin("transport");
    head(sheet, world, at, vehicle, from);
    sheet.open("loads", '[');
    for (note, supplier, lines) in loads {
        for (line, quantity) in *lines {
            sheet.item();
            sheet.number(world, "note", *note);
            sheet.party(world, "supplier", *supplier);
            sheet.whole("line", *line);
            sheet.decimal("quantity", *quantity);
            sheet.close('}');
        }
    }
    sheet.close(']');
    sheet.end(0);
}

/// Everything moves from one vehicle to another.
pub(crate) fn transship(sheet: &mut Sheet, world: &World, at: (u16, u16), from: &Vehicle, to: &Vehicle, place: Spot) {
    sheet.begin("transship");
    sheet.number(world, "from", from.number);
    sheet.party(world, "carrier", from.carrier);
    sheet.open("to", '{');
    head(sheet, world, at, to, place);
    sheet.close('}');
    sheet.moment(world, "at", at);
    sheet.spot(world, "place", place);
    sheet.end(0);
}

/// What crosses or is looked at: a vehicle, or a note as a whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Subject<'a> {
    Vehicle(&'a Vehicle),
    Note(Number, Party),
}

impl Subject<'_> {
    fn write(self, sheet: &mut Sheet, world: &World) {
        match self {
            Self::Vehicle(vehicle) => {
                sheet.number(world, "transport", vehicle.number);
                sheet.party(world, "carrier", vehicle.carrier);
            }
            Self::Note(number, supplier) => {
                sheet.number(world, "note", number);
                sheet.party(world, "supplier", supplier);
            }
        }
    }
}

/// A crossing out of the country or into it; `seals_right`: the seals are seen as they were put on.
pub(crate) fn crossing(
    sheet: &mut Sheet,
    world: &World,
    at: (u16, u16),
    (post, is_out): (Spot, bool),
    subject: Subject<'_>,
    seals_right: bool,
) {
    sheet.begin("crossing");
    sheet.moment(world, "at", at);
    sheet.spot(world, "post", post);
    sheet.field("direction", if is_out { "out" } else { "in" });
    if let Spot::Post(post) = post {
        sheet.party(world, "officer", Party::Office(post + 1));
    }
    subject.write(sheet, world);
    if let Subject::Vehicle(vehicle) = subject {
        sheet.field("vehicle", &vehicle.vehicle());
        let seal = vehicle.seal();
        sheet.texts("seals", &[if seals_right { &seal } else { "KZ99999999" }]);
    }
    sheet.end(0);
}

/// An act on the way. `counted`: what was found of the first line of the note, in millionths.
pub(crate) fn act(
    sheet: &mut Sheet,
    world: &World,
    at: (u16, u16),
    (number, post, result): (Number, Spot, &str),
    subject: Subject<'_>,
    counted: Option<(Number, Party, u64)>,
) {
    sheet.begin("act");
    sheet.number(world, "number", number);
    sheet.moment(world, "at", at);
    sheet.field("form", if counted.is_some() { "examination" } else { "inspection" });
    sheet.spot(world, "post", post);
    let office = if let Spot::Post(post) = post { post + 1 } else { 0 };
    sheet.party(world, "officer", Party::Office(office));
    subject.write(sheet, world);
    sheet.texts("findings", &[if counted.is_some() { "opened and counted" } else { "seals and papers looked at" }]);
    sheet.field("result", result);
    if let Some((note, supplier, quantity)) = counted {
        sheet.open("lines", '[');
        sheet.item();
        sheet.number(world, "note", note);
        sheet.party(world, "supplier", supplier);
        sheet.whole("line", 1_u16);
        sheet.decimal("quantity_found", quantity);
        sheet.text.push_str("}]");
    }
    sheet.end(0);
}

/// Temporarily exported goods come back to the supplier.
pub(crate) fn temporary_return(
    sheet: &mut Sheet,
    world: &World,
    at: (u16, u16),
    number: Number,
    (note, supplier, place): (Number, Party, Spot),
    of: &[Holding],
) {
    sheet.begin("temporary_return");
    sheet.number(world, "number", number);
    sheet.moment(world, "at", at);
    sheet.number(world, "note", note);
    sheet.party(world, "supplier", supplier);
    sheet.spot(world, "place", place);
    super::lines(sheet, of, |sheet, goods| sheet.decimal("quantity", goods.quantity));
    sheet.end(of.len());
}

/// Goods in stock that an authority takes or gives back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) goods: Holding,
    pub(crate) owner: Party,
    pub(crate) holder: Option<Party>,
    pub(crate) place: Spot,
    pub(crate) status: &'static str,
    /// Where the goods are then kept, and by whom.
    pub(crate) keep: Option<(Spot, Party)>,
}

pub(crate) fn custody(
    sheet: &mut Sheet,
    world: &World,
    at: (u16, u16),
    (number, measure, reason): (Number, &str, &str),
    taken: &Taken,
) {
    sheet.begin("custody");
    sheet.number(world, "number", number);
    sheet.moment(world, "at", at);
    sheet.party(world, "authority", Party::Office(0));
    sheet.field("measure", measure);
    sheet.field("reason", reason);
    sheet.open("lines", '[');
    sheet.item();
    super::lot_fields(sheet, world, taken.goods.lot);
    sheet.party(world, "owner", taken.owner);
    if let Some(holder) = taken.holder {
        sheet.party(world, "holder", holder);
    }
    sheet.spot(world, "place", taken.place);
    sheet.field("status", taken.status);
    sheet.decimal("quantity", taken.goods.quantity);
    sheet.text.push_str("}]");
    if let Some((place, keeper)) = taken.keep {
        sheet.spot(world, "keep_at", place);
        sheet.party(world, "keeper", keeper);
    }
    sheet.end(1);
}
