//! Accompanying notes: what they carry, how they are registered, dispatched, replaced and given back.

use crate::books::{Books, End, LotId, NoteId, Status, StockKey};
use crate::case::{Case, Draws, Object, flag, text};
use crate::entries;
use crate::lifecycle::{self, Kind, Line, Note, State};
use crate::measures::Measures;
use crate::names::Name;
use crate::report::Kind as Finding;
use crate::{amount, refer};

/// A `note` command.
pub(crate) fn note(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let mut note = head(books, command, case)?;
    note.returns = note_reference(books, command, "returns", note.recipient, case);
    let fixes = note_reference(books, command, "fixes", note.supplier, case);
    lines(books, command, &mut note, case);
    check_fix(books, &note, fixes, case);
    if flag(command, "draft") && command.contains_key("fixes") {
        case.object(Finding::RuleBroken, "a draft takes the place of no note");
    }
    let is_paper = command.contains_key("paper");
    if flag(command, "draft") {
        // Whether a draft may name what it could not draw, the contract leaves open.
        if note.lines.iter().any(|line| line.source.status.is_taken()) {
            case.doubt("a draft names goods in the hands of an authority");
        }
    } else {
        check_registration(books, &note, fixes, is_paper, case);
    }
    if !case.applies {
        return Some(());
    }
    let was_sent = fixes.is_some_and(|old| replace(books, old));
    let own = books.names.name(text(command, "number").unwrap_or_default());
    let id = open(books, note, own, case);
    if flag(command, "draft") {
        return Some(());
    }
    register(books, id, is_paper, case);
    // Only what is released may go at once; what has gone already has gone.
    let may_go = command.contains_key("dispatched_at") && books.notes[id].state == State::Released;
    if is_paper || was_sent || may_go {
        dispatch(books, id);
    }
    Some(())
}

fn head(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<Note> {
    case.text(command, "number")?;
    let written = text(command, "kind").unwrap_or("transfer");
    let Some(kind) = Kind::parse(written) else {
        case.object(Finding::Form, format!("`{written}` is no kind of note"));
        return None;
    };
    let mut name = |field: &str, default: Option<Name>| match (text(command, field), default) {
        (Some(text), _) => Some(books.names.name(text)),
        (None, Some(default)) => Some(default),
        (None, None) => case.text(command, field).map(|_| 0),
    };
    let supplier = name("supplier", None)?;
    let recipient = name("recipient", None)?;
    let consignor = name("consignor", Some(supplier))?;
    let consignee = name("consignee", Some(recipient))?;
    let (from, to) = (name("from", None)?, name("to", None)?);
    if kind.leaves() && !command.contains_key("destination") {
        case.object(Finding::Form, format!("a note of kind {} needs a destination", kind.name()));
    }
    if kind == Kind::Return && !command.contains_key("returns") {
        case.object(Finding::Form, "a note of kind return names what it returns");
    }
    Some(Note {
        number: 0,
        kind,
        state: State::Draft,
        supplier,
        recipient,
        consignor,
        consignee,
        from,
        to,
        returns: None,
        brought_back: Vec::new(),
        lines: Vec::new(),
        has_crossed: false,
        seen: false,
    })
}

/// A field that names another note: its number, or an object with `note` and `supplier`.
fn note_reference(books: &Books, object: &Object, name: &str, hint: Name, case: &mut Case<'_>) -> Option<NoteId> {
    match object.get(name)? {
        serde_json::Value::String(number) => refer::note(books, number, None, Some(hint), case),
        serde_json::Value::Object(reference) => refer::note_of(books, reference, case),
        _ => {
            case.object(Finding::Form, format!("`{name}` is no reference to a note"));
            None
        }
    }
}

fn lines(books: &mut Books, command: &Object, note: &mut Note, case: &mut Case<'_>) {
    let default = if note.kind == Kind::Transit { Status::Transit } else { Status::Free };
    for object in case.objects(command, "lines", 1, 999) {
        let Some(line) = line(books, object, note, default, case) else { continue };
        if note.lines.iter().any(|other| other.number == line.number) {
            case.object(Finding::Form, format!("line {} stands twice", line.number));
        }
        // Whatever the note is, draft and paper too.
        if (line.source.status == Status::Transit) != (note.kind == Kind::Transit) {
            let (kind, status) = (note.kind.name(), line.source.status.name());
            case.object(Finding::RuleBroken, format!("a note of kind {kind} does not draw stock that is {status}"));
        }
        note.lines.push(line);
    }
}

fn line(books: &Books, object: &Object, note: &Note, default: Status, case: &mut Case<'_>) -> Option<Line> {
    let number = case.line_number(object, "line")?;
    let lot = refer::lot(books, object, Some(note.supplier), case)?;
    let asked = refer::quantity(books, lot, object, "quantity", case)?;
    let status = entries::status(object, "status", default, case);
    note_reference(books, object, "receipt", note.supplier, case);
    let source = StockKey { lot, owner: note.supplier, holder: note.consignor, place: note.from, status };
    Some(Line {
        number,
        lot,
        source,
        asked,
        reserved: 0,
        sent: Measures::default(),
        carried: Measures::default(),
        abroad: Measures::default(),
        accepted: 0,
        loaded: 0,
        round: 0,
        seen: false,
    })
}

/// A fix must keep kind, supplier and recipient; the old note was not received and nothing crossed under it.
fn check_fix(books: &Books, note: &Note, fixes: Option<NoteId>, case: &mut Case<'_>) {
    let Some(old) = fixes.map(|id| &books.notes[id]) else { return };
    if !lifecycle::FIX.contains(&old.state) {
        case.object(Finding::WrongStatus, format!("a note that is {} cannot be replaced", old.state.name()));
    }
    if old.has_crossed {
        case.object(Finding::RuleBroken, "goods have crossed a border under the note that is to be replaced");
    }
    let party = |name| books.names.party(name);
    let same_parties = party(old.supplier) == party(note.supplier) && party(old.recipient) == party(note.recipient);
    if old.kind != note.kind || !same_parties {
        case.object(Finding::RuleBroken, "a fix keeps kind, supplier and recipient");
    }
}

/// A move stays with its owner; a transfer and a return do not.
pub(crate) fn check_recipient(books: &Books, note: &Note, case: &mut Case<'_>) {
    let is_same = books.names.party(note.supplier) == books.names.party(note.recipient);
    let fits = match note.kind {
        Kind::Move => is_same,
        Kind::Transfer | Kind::Return => !is_same,
        Kind::Export | Kind::TemporaryExport | Kind::Transit => true,
    };
    if !fits {
        case.object(Finding::RuleBroken, format!("recipient of a note of kind {}", note.kind.name()));
    }
}

/// The rules of registration: parties, status drawn from, availability, and what may be returned.
pub(crate) fn check_registration(
    books: &Books,
    note: &Note,
    fixes: Option<NoteId>,
    is_paper: bool,
    case: &mut Case<'_>,
) {
    check_recipient(books, note, case);
    check_return(books, note, fixes, is_paper, case);
    let mut draws = Draws::default();
    for line in fixes.iter().flat_map(|old| &books.notes[*old].lines) {
        draws.give_back(books, line.source, line.to_carry());
    }
    // Paper tells what has happened: it is cut to what the books hold, never refused for it.
    for line in note.lines.iter().filter(|_| !is_paper) {
        if line.source.status.is_taken() {
            case.object(Finding::RuleBroken, format!("stock that is {} cannot be drawn", line.source.status.name()));
        }
        draws.draw(books, line.source, line.asked, case);
    }
}

/// The sum over all returns of a note and lot may not exceed what was accepted there.
fn check_return(books: &Books, note: &Note, fixes: Option<NoteId>, is_paper: bool, case: &mut Case<'_>) {
    let Some((id, old)) = note.returns.map(|id| (id, &books.notes[id])) else { return };
    let party = |name| books.names.party(name);
    if party(old.supplier) != party(note.recipient) || party(old.recipient) != party(note.supplier) {
        case.object(Finding::RuleBroken, "a return goes from the former recipient to the former supplier");
    }
    if !lifecycle::RETURN_LATER.contains(&old.state) {
        let words = format!("goods of a note that is {} cannot be returned", old.state.name());
        case.object(Finding::WrongStatus, words);
    }
    // A draft had not yet named anything that counts.
    let counts = |fix: &&Note| fix.returns == Some(id) && fix.state != State::Draft;
    let replaced = fixes.map(|fix| &books.notes[fix]).filter(counts);
    for (lot, asked) in per_lot(note) {
        let accepted: i128 = old.lines.iter().filter(|line| line.lot == lot).map(|line| line.accepted).sum();
        let sum_of = |sums: &[(LotId, i128)]| sums.iter().filter(|sum| sum.0 == lot).map(|sum| sum.1).sum::<i128>();
        let freed = replaced.map_or(0, |fix| sum_of(&per_lot(fix)));
        let earlier = sum_of(&old.brought_back) - freed;
        if earlier + asked > accepted {
            let words = format!(
                "{} returned of {} accepted there, {} earlier",
                amount::show(asked),
                amount::show(accepted),
                amount::show(earlier)
            );
            // Paper is never refused for what the books hold.
            if is_paper { case.doubt(words) } else { case.object(Finding::RuleBroken, words) }
        }
    }
}

/// What a note asks of each lot.
fn per_lot(note: &Note) -> Vec<(LotId, i128)> {
    let mut sums: Vec<(LotId, i128)> = Vec::new();
    for line in &note.lines {
        add_to(&mut sums, line.lot, line.asked);
    }
    sums
}

fn add_to(sums: &mut Vec<(LotId, i128)>, lot: LotId, quantity: i128) {
    match sums.iter_mut().find(|(other, _)| *other == lot) {
        Some((_, sum)) => *sum += quantity,
        None => sums.push((lot, quantity)),
    }
}

/// Adds a note under its public and its own number.
pub(crate) fn open(books: &mut Books, mut note: Note, own: Name, case: &mut Case<'_>) -> NoteId {
    let id = books.notes.len();
    let number = case.note_number();
    note.number = books.names.name(&number);
    if books.note_numbers.insert(note.number, id).is_some() {
        case.object(Finding::PublicNumberTwice, format!("note number {number} was given before"));
    }
    books.own_numbers.entry(own).or_default().push(id);
    books.notes.push(note);
    id
}

/// Reserves every line; under the default policy the note is released at once, else the answer says how it stands.
pub(crate) fn register(books: &mut Books, id: NoteId, is_paper: bool, case: &mut Case<'_>) {
    for index in 0..books.notes[id].lines.len() {
        let (source, asked) = (books.notes[id].lines[index].source, books.notes[id].lines[index].asked);
        let mut reserved = asked;
        if is_paper {
            let available = if source.status.is_taken() { 0 } else { books.available(source).max(0) };
            reserved = asked.min(available);
            if reserved < asked {
                case.raise("short_balance", Some(asked - reserved));
            }
        }
        books.reserve(source, reserved);
        let line = &mut books.notes[id].lines[index];
        (line.asked, line.reserved) = (reserved, reserved);
    }
    let returns = per_lot(&books.notes[id]);
    if let Some(old) = books.notes[id].returns {
        for (lot, quantity) in returns {
            add_to(&mut books.notes[old].brought_back, lot, quantity);
        }
    }
    books.notes[id].state = if case.status == Some("registered") { State::Registered } else { State::Released };
}

/// Turns every reservation into a posting from stock to the line.
pub(crate) fn dispatch(books: &mut Books, id: NoteId) {
    for index in 0..books.notes[id].lines.len() {
        let line = &mut books.notes[id].lines[index];
        let (lot, source, reserved) = (line.lot, line.source, line.reserved);
        line.reserved = 0;
        books.reserve(source, -reserved);
        books.post_quantity(lot, End::Stock(source), End::Line(id, index), reserved);
        let line = &mut books.notes[id].lines[index];
        line.sent = line.carried;
    }
    books.notes[id].state = State::Dispatched;
}

/// Gives the reservations of a note back, and what it would have returned may be returned by another.
pub(crate) fn give_back_reserved(books: &mut Books, id: NoteId) {
    for index in 0..books.notes[id].lines.len() {
        let line = &mut books.notes[id].lines[index];
        let (source, reserved) = (line.source, line.reserved);
        line.reserved = 0;
        line.end_loads();
        books.reserve(source, -reserved);
    }
    free_returns(books, id);
}

/// What a return had named may be returned by another.
pub(crate) fn free_returns(books: &mut Books, id: NoteId) {
    if books.notes[id].state == State::Draft {
        return;
    }
    let returns = per_lot(&books.notes[id]);
    if let Some(old) = books.notes[id].returns {
        for (lot, quantity) in returns {
            add_to(&mut books.notes[old].brought_back, lot, -quantity);
        }
    }
}

/// Brings what is on the lines back to the supplier, at `place` or where it came from.
pub(crate) fn bring_back(books: &mut Books, id: NoteId, place: Option<Name>) {
    for index in 0..books.notes[id].lines.len() {
        let line = &mut books.notes[id].lines[index];
        line.end_loads();
        let (lot, source, quantity) = (line.lot, line.source, line.carried.quantity());
        let home = StockKey { place: place.unwrap_or(source.place), ..source };
        books.post_quantity(lot, End::Line(id, index), End::Stock(home), quantity);
    }
}

/// Takes a note out of the world for the one that fixes it. True when it had been dispatched.
fn replace(books: &mut Books, id: NoteId) -> bool {
    let state = books.notes[id].state;
    let was_sent = matches!(state, State::Dispatched | State::Delivered);
    give_back_reserved(books, id);
    bring_back(books, id, None);
    books.notes[id].state = State::Replaced;
    was_sent
}
