//! On the road: transports and their loads, crossings, temporary returns, acts of inspection.

use std::collections::BTreeMap;

use crate::amount;
use crate::books::{Books, End, NoteId, StockKey};
use crate::case::{Case, Object, line_number, text, texts};
use crate::lifecycle::{self, Kind, State, allowed};
use crate::names::Name;
use crate::notes;
use crate::refer::{self, Found};
use crate::report::Kind as Finding;

/// A part of a note's line on a transport, in the lot's ledger unit.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    note: NoteId,
    line: usize,
    /// The line's round when it was loaded; when the line has gone on since, the load is over.
    round: u32,
    quantity: i128,
}

/// A vehicle under way.
pub(crate) struct Transport {
    pub(crate) carrier: Name,
    seals: Vec<Box<str>>,
    loads: Vec<Load>,
}

fn is_open(books: &Books, load: &Load) -> bool {
    load.quantity > 0 && books.notes[load.note].lines[load.line].round == load.round
}

/// Tells whether anything is still on a transport.
pub(crate) fn carries(books: &Books, transport: usize) -> bool {
    books.transports[transport].loads.iter().any(|load| is_open(books, load))
}

fn open_loads(books: &Books, transport: usize) -> Vec<Load> {
    books.transports[transport].loads.iter().filter(|load| is_open(books, load)).copied().collect()
}

/// Reads loads: note, line, quantity.
fn read_loads(books: &Books, object: &Object, case: &mut Case<'_>) -> Option<Vec<Load>> {
    let mut loads = Vec::new();
    for load in case.objects(object, "loads", 1, 999) {
        let note = refer::note_of(books, load, case)?;
        let line = refer::note_line(books, note, load, case)?;
        let quantity = case.quantity(load, "quantity")?;
        loads.push(Load { note, line, round: books.notes[note].lines[line].round, quantity });
    }
    Some(loads)
}

/// Opens a transport from the fields that describe one.
fn open(books: &mut Books, fields: &Object, loads: Vec<Load>, case: &mut Case<'_>) -> Option<()> {
    let (number, carrier) = (case.text(fields, "number")?, case.text(fields, "carrier")?);
    if !case.applies {
        return Some(());
    }
    let (number, carrier) = (books.names.name(number), books.names.name(carrier));
    let seals = texts(fields, "seals").into_iter().map(Into::into).collect();
    let index = books.transports.len();
    books.transports.push(Transport { carrier, seals, loads });
    books.transport_numbers.entry(number).or_default().push(index);
    Some(())
}

/// A `transport` command: no line may be loaded beyond what there is to carry.
pub(crate) fn transport(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let loads = read_loads(books, command, case)?;
    let mut sums: BTreeMap<(NoteId, usize), i128> = BTreeMap::new();
    for load in &loads {
        let state = books.notes[load.note].state;
        if !lifecycle::LOAD.contains(&state) {
            case.object(Finding::WrongStatus, format!("a note that is {} is not loaded", state.name()));
        }
        let line = &books.notes[load.note].lines[load.line];
        let sum = sums.entry((load.note, load.line)).or_insert(line.loaded);
        *sum += load.quantity;
        if *sum > line.to_carry() {
            let words = format!(
                "line {} of note {}: {} loaded in all, {} to carry",
                line.number,
                books.names.text(books.notes[load.note].number),
                amount::show(*sum),
                amount::show(line.to_carry())
            );
            case.object(Finding::ShortBalance, words);
        }
    }
    if case.applies {
        for load in &loads {
            books.notes[load.note].lines[load.line].loaded += load.quantity;
        }
    }
    open(books, command, loads, case)
}

/// A `transship` command: loads go from one transport to a new one.
pub(crate) fn transship(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let from = case.text(command, "from")?;
    let Some(old) = refer::transport(books, from, text(command, "carrier")) else {
        case.object(Finding::ReferenceUnknown, format!("transport {from} is not recorded"));
        return None;
    };
    let Some(fields) = command.get("to").and_then(serde_json::Value::as_object) else {
        case.object(Finding::Form, "`to` is no transport");
        return None;
    };
    let moved = if command.contains_key("loads") { read_loads(books, command, case)? } else { open_loads(books, old) };
    for load in &moved {
        let on_it = loaded_on(books, old, load);
        let asked: i128 = moved.iter().filter(|other| same_line(other, load)).map(|other| other.quantity).sum();
        if asked > on_it {
            let words = format!("{} transshipped, {} on the transport", amount::show(asked), amount::show(on_it));
            case.object(Finding::ShortBalance, words);
        }
    }
    if let (Some(number), Some(carrier)) = (text(fields, "number"), text(fields, "carrier")) {
        let (number, carrier) = (books.names.name(number), books.names.name(carrier));
        books.use_number("transport", number, carrier, case);
    }
    if case.applies {
        for load in &moved {
            unload(books, old, load);
        }
    }
    open(books, fields, moved, case)
}

fn same_line(one: &Load, other: &Load) -> bool {
    (one.note, one.line, one.round) == (other.note, other.line, other.round)
}

fn loaded_on(books: &Books, transport: usize, wanted: &Load) -> i128 {
    open_loads(books, transport).iter().filter(|load| same_line(load, wanted)).map(|load| load.quantity).sum()
}

/// Takes a quantity of a line off a transport.
fn unload(books: &mut Books, transport: usize, wanted: &Load) {
    let mut left = wanted.quantity;
    for load in books.transports[transport].loads.iter_mut().filter(|load| same_line(load, wanted)) {
        let taken = left.min(load.quantity);
        load.quantity -= taken;
        left -= taken;
    }
}

/// After a split the goods stay on their vehicles: loads of the old line go over to the new one, oldest first.
pub(crate) fn hand_over(books: &mut Books, old: (NoteId, usize), new: (NoteId, usize), quantity: i128) {
    let old_line = &mut books.notes[old.0].lines[old.1];
    let round = old_line.round;
    let mut left = quantity.min(old_line.loaded);
    old_line.loaded -= left;
    let new_line = &mut books.notes[new.0].lines[new.1];
    new_line.loaded += left;
    let new_round = new_line.round;
    for transport in &mut books.transports {
        if left == 0 {
            return;
        }
        let mut added = Vec::new();
        let of_old = |load: &&mut Load| (load.note, load.line, load.round) == (old.0, old.1, round);
        for load in transport.loads.iter_mut().filter(of_old) {
            let part = left.min(load.quantity);
            load.quantity -= part;
            left -= part;
            if part > 0 {
                added.push(Load { note: new.0, line: new.1, round: new_round, quantity: part });
            }
        }
        transport.loads.extend(added);
    }
}

/// The loads of a line never exceed what there is to carry: what is gone leaves the newest loads first.
pub(crate) fn trim_loads(books: &mut Books, (note, line): (NoteId, usize)) {
    let it = &mut books.notes[note].lines[line];
    let mut left = it.loaded - it.to_carry().max(0);
    if left <= 0 {
        return;
    }
    it.loaded -= left;
    let round = it.round;
    let loads = books.transports.iter_mut().rev().flat_map(|transport| transport.loads.iter_mut().rev());
    for load in loads.filter(|load| (load.note, load.line, load.round) == (note, line, round)) {
        let gone = left.min(load.quantity);
        load.quantity -= gone;
        left -= gone;
    }
}

/// A `crossing` is a fact: it is never refused for what the books hold.
pub(crate) fn crossing(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let direction = case.text(command, "direction")?;
    if !matches!(direction, "out" | "in") {
        case.object(Finding::Form, format!("`{direction}` is no direction"));
    }
    if !command.contains_key("transport") && !command.contains_key("note") {
        case.object(Finding::Form, "a crossing names a transport or a note");
        return None;
    }
    if !case.applies {
        return Some(());
    }
    let Some(loads) = crossing_loads(books, command, case) else {
        case.raise("unknown_crossing", None);
        return Some(());
    };
    if direction == "out" {
        cross_out(books, &loads, case);
    }
    Some(())
}

/// What crosses: transport (if any), note, line, quantity. `None` when nothing recorded answers to the reference.
fn crossing_loads(books: &Books, command: &Object, case: &mut Case<'_>) -> Option<Vec<(Option<usize>, Load)>> {
    if let Some(number) = text(command, "transport") {
        let transport = refer::transport(books, number, text(command, "carrier"))?;
        check_seals(&books.transports[transport], command, case);
        return Some(open_loads(books, transport).into_iter().map(|load| (Some(transport), load)).collect());
    }
    let number = text(command, "note")?;
    let Found::One(note) = refer::find_note(books, number, text(command, "supplier"), None) else { return None };
    let lines = books.notes[note].lines.iter().enumerate();
    let whole = lines.map(|(line, it)| Load { note, line, round: it.round, quantity: it.to_carry() });
    Some(whole.map(|load| (None, load)).collect())
}

/// A transport without recorded seals has nothing to compare.
fn check_seals(transport: &Transport, command: &Object, case: &mut Case<'_>) {
    if !command.contains_key("seals") || transport.seals.is_empty() {
        return;
    }
    let mut seen = texts(command, "seals");
    let mut recorded: Vec<&str> = transport.seals.iter().map(AsRef::as_ref).collect();
    seen.sort_unstable();
    recorded.sort_unstable();
    if seen != recorded {
        case.raise("seal_mismatch", None);
    }
}

fn cross_out(books: &mut Books, loads: &[(Option<usize>, Load)], case: &mut Case<'_>) {
    let mut concerned: Vec<NoteId> = loads.iter().map(|(_, load)| load.note).collect();
    concerned.sort_unstable();
    concerned.dedup();
    for note in &concerned {
        start(books, *note, case);
    }
    for (transport, load) in loads {
        cross_load(books, *transport, load);
    }
    for note in concerned {
        let note = &mut books.notes[note];
        note.has_crossed = true;
        let is_empty = note.lines.iter().all(|line| line.to_carry() == 0);
        if note.kind.leaves() && note.state.may_depart() && is_empty {
            note.state = State::Departed;
        }
    }
}

/// Dispatches a released note that crosses, and says when a note was not free to go.
fn start(books: &mut Books, note: NoteId, case: &mut Case<'_>) {
    let state = books.notes[note].state;
    if state.crosses_against_hold() {
        // It tells that the note went, not how much: the postings do.
        case.raise("crossed_against_hold", Some(0));
    }
    if state == State::Released {
        notes::dispatch(books, note);
    }
}

/// One load crosses: what is still reserved for it goes by its line.
fn cross_load(books: &mut Books, transport: Option<usize>, load: &Load) {
    let (note, index) = (load.note, load.line);
    let kind = books.notes[note].kind;
    let line = &mut books.notes[note].lines[index];
    let (lot, source) = (line.lot, line.source);
    let quantity = load.quantity.min(line.to_carry()).max(0);
    let to = match kind {
        Kind::Export => End::Account(books.names.name("export")),
        Kind::Transit => End::Account(books.names.name("transit_out")),
        Kind::TemporaryExport => End::Abroad(note, index),
        Kind::Transfer | Kind::Move | Kind::Return => return,
    };
    let reserved = (quantity - line.carried.quantity()).max(0);
    line.reserved -= reserved;
    books.reserve(source, -reserved);
    books.post_quantity(lot, End::Stock(source), End::Line(note, index), reserved);
    books.post_quantity(lot, End::Line(note, index), to, quantity);
    match transport {
        Some(transport) => {
            unload(books, transport, load);
            books.notes[note].lines[index].loaded -= load.quantity;
        }
        None => books.notes[note].lines[index].end_loads(),
    }
}

/// A `temporary_return`: goods that were abroad come home.
pub(crate) fn temporary_return(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let note = refer::note_of(books, command, case)?;
    let (state, supplier) = (books.notes[note].state, books.notes[note].supplier);
    let number = case.text(command, "number")?;
    let number = books.names.name(number);
    books.use_number("temporary_return", number, supplier, case);
    if !lifecycle::COME_BACK.contains(&state) {
        case.object(Finding::WrongStatus, format!("goods of a note that is {} do not come back", state.name()));
    }
    let place = case.text(command, "place")?;
    let mut home = Vec::new();
    for object in case.objects(command, "lines", 1, 999) {
        let line = refer::note_line(books, note, object, case)?;
        let quantity = case.quantity(object, "quantity")?;
        let abroad = books.notes[note].lines[line].abroad.quantity();
        let earlier: i128 = home.iter().filter(|(other, _)| *other == line).map(|(_, quantity)| quantity).sum();
        if earlier + quantity > abroad {
            let words = format!("{} returned, {} abroad", amount::show(earlier + quantity), amount::show(abroad));
            case.object(Finding::ShortBalance, words);
        }
        home.push((line, quantity));
    }
    if case.applies {
        let place = books.names.name(place);
        for (line, quantity) in home {
            let (lot, source) = (books.notes[note].lines[line].lot, books.notes[note].lines[line].source);
            books.post_quantity(lot, End::Abroad(note, line), End::Stock(StockKey { place, ..source }), quantity);
        }
    }
    Some(())
}

/// An `act` is a fact; it may stop notes and tells of other counts.
pub(crate) fn act(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let result = case.text(command, "result")?;
    if !matches!(result, "pass" | "hold" | "detain") {
        case.object(Finding::Form, format!("`{result}` is no result"));
    }
    if !command.contains_key("transport") && !command.contains_key("note") {
        case.object(Finding::Form, "an act names a transport or a note");
        return None;
    }
    if !case.applies {
        return Some(());
    }
    let concerned = concerned(books, command, case);
    for object in case.objects(command, "lines", 0, 999) {
        count(books, command, object, case);
    }
    if result == "pass" {
        return Some(());
    }
    for note in concerned {
        let state = &mut books.notes[note].state;
        if allowed("interrupt").contains(state) {
            *state = State::Interrupted;
        } else if allowed("hold").contains(state) {
            *state = State::Held;
        }
    }
    Some(())
}

/// The notes that an act is about; what is not recorded is a discrepancy.
fn concerned(books: &Books, command: &Object, case: &mut Case<'_>) -> Vec<NoteId> {
    let Some(loads) = crossing_loads(books, command, case) else {
        case.raise("unknown_crossing", None);
        return Vec::new();
    };
    loads.into_iter().map(|(_, load)| load.note).collect()
}

/// Compares a count of an act with what should be there: on the whole line and reserved for it.
fn count(books: &Books, command: &Object, object: &Object, case: &mut Case<'_>) {
    let Some(found) = case.needed_amount(object, "quantity_found") else { return };
    let reference = if object.contains_key("note") { object } else { command };
    let number = text(reference, "note").unwrap_or_default();
    let note = refer::find_note(books, number, text(reference, "supplier"), None);
    let line = match note {
        Found::One(note) => {
            let number = line_number(object, "line");
            books.notes[note].lines.iter().find(|line| Some(line.number) == number)
        }
        Found::None | Found::Several => None,
    };
    match line {
        None => case.raise("unknown_crossing", None),
        Some(line) if line.to_carry() != found => case.raise("count_difference", None),
        Some(_) => {}
    }
}
