//! What is done to a note after it was opened.

use crate::books::{Books, End, NoteId, StockKey};
use crate::case::{Case, Object, text};
use crate::lifecycle::{Kind, Line, Note, State, allowed};
use crate::names::Name;
use crate::notes;
use crate::report::Kind as Finding;
use crate::{amount, refer, road};

/// A `note_action` command.
pub(crate) fn action(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let action = case.text(command, "action")?;
    let id = refer::note_of(books, command, case)?;
    let state = books.notes[id].state;
    if !allowed(action).contains(&state) {
        let number = books.names.text(books.notes[id].number);
        case.object(
            Finding::WrongStatus,
            format!("note {number} is {}, which does not allow `{action}`", state.name()),
        );
    }
    match action {
        "register" => {
            notes::check_registration(books, &books.notes[id], None, false, case);
            if case.applies {
                notes::register(books, id, false, case);
            }
        }
        "accept" => accept(books, id, command, case)?,
        "explain" => explain(books, id, command, case)?,
        "divert" => divert(books, id, command, case),
        "split" => split(books, id, command, case)?,
        "close" => close(books, id, case),
        _ if case.applies => simple(books, id, action, command),
        _ => {}
    }
    Some(())
}

/// Actions without rules of their own.
fn simple(books: &mut Books, id: NoteId, action: &str, command: &Object) {
    let state = books.notes[id].state;
    let next = match action {
        "release" => State::Released,
        "hold" => State::Held,
        "refuse" | "cancel" => {
            notes::give_back_reserved(books, id);
            if action == "refuse" { State::Refused } else { State::Cancelled }
        }
        "dispatch" => {
            notes::dispatch(books, id);
            State::Dispatched
        }
        "deliver" => State::Delivered,
        "reject" => State::Rejected,
        "return" => {
            let place = text(command, "place").map(|place| books.names.name(place));
            notes::bring_back(books, id, place);
            notes::free_returns(books, id);
            State::Returned
        }
        "interrupt" => State::Interrupted,
        "resume" => State::Dispatched,
        _ => state,
    };
    books.notes[id].state = next;
}

/// What the recipient says to have received, per line; every line of the note must be named when any is.
fn answers(books: &Books, id: NoteId, command: &Object, case: &mut Case<'_>) -> Vec<i128> {
    let lines = &books.notes[id].lines;
    if !command.contains_key("lines") {
        return lines.iter().map(|line| line.carried.quantity()).collect();
    }
    let mut answers = vec![None; lines.len()];
    for object in case.objects(command, "lines", 1, 999) {
        let Some(index) = refer::note_line(books, id, object, case) else { continue };
        let Some(quantity) = case.needed_amount(object, "quantity") else { continue };
        if answers[index].replace(quantity).is_some() {
            case.object(Finding::Form, format!("line {} stands twice", lines[index].number));
        }
        if quantity != lines[index].carried.quantity() && text(object, "explanation").is_none_or(str::is_empty) {
            let words = format!("the difference on line {} is not explained", lines[index].number);
            case.object(Finding::RuleBroken, words);
        }
    }
    for (line, _) in lines.iter().zip(&answers).filter(|(_, answer)| answer.is_none()) {
        case.object(Finding::RuleBroken, format!("line {} is not answered", line.number));
    }
    answers.into_iter().map(Option::unwrap_or_default).collect()
}

fn accept(books: &mut Books, id: NoteId, command: &Object, case: &mut Case<'_>) -> Option<()> {
    if books.notes[id].kind.leaves() {
        accept_departed(books, id, command, case);
        return Some(());
    }
    let answers = answers(books, id, command, case);
    if !case.applies {
        return Some(());
    }
    let mut in_full = true;
    for (index, accepted) in answers.into_iter().enumerate() {
        in_full &= accepted == books.notes[id].lines[index].carried.quantity();
        accept_line(books, id, index, accepted, case)?;
    }
    books.notes[id].state = if in_full { State::Accepted } else { State::AcceptedInPart };
    Some(())
}

/// Goods that left the country are accepted there as a whole: nothing is posted.
fn accept_departed(books: &mut Books, id: NoteId, command: &Object, case: &mut Case<'_>) {
    let note = &mut books.notes[id];
    if note.state != State::Departed {
        let words = format!("a note of kind {} is accepted after it departed", note.kind.name());
        case.object(Finding::WrongStatus, words);
    }
    if command.contains_key("lines") {
        let words = format!("a note of kind {} is accepted as a whole", note.kind.name());
        case.object(Finding::RuleBroken, words);
    }
    if case.applies {
        note.state = State::Accepted;
    }
}

fn accept_line(books: &mut Books, id: NoteId, index: usize, accepted: i128, case: &mut Case<'_>) -> Option<()> {
    let note = &mut books.notes[id];
    let (recipient, consignee, to) = (note.recipient, note.consignee, note.to);
    let line = &mut note.lines[index];
    let (lot, on_line, sent) = (line.lot, line.carried.quantity(), line.sent);
    line.accepted += accepted;
    line.end_loads();
    let stock = StockKey { lot, owner: recipient, holder: consignee, place: to, status: line.source.status };
    books.post_quantity(lot, End::Line(id, index), End::Stock(stock), accepted.min(on_line));
    if accepted < on_line {
        case.raise("shortage", Some(on_line - accepted));
    }
    if accepted > on_line {
        let excess = accepted - on_line;
        case.raise("excess", Some(excess));
        let Some(measures) = sent.scaled(excess) else {
            case.object(Finding::TooLarge, "the excess is beyond the range of amounts");
            return None;
        };
        let account = books.names.name("excess");
        books.post(lot, End::Account(account), End::Stock(stock), &measures);
    }
    Some(())
}

fn explain(books: &mut Books, id: NoteId, command: &Object, case: &mut Case<'_>) -> Option<()> {
    const LOST: [&str; 5] = ["loss", "theft", "damage", "natural_decrease_in_norm", "natural_decrease_over_norm"];
    let index = refer::note_line(books, id, command, case)?;
    let quantity = case.quantity(command, "quantity")?;
    let explanation = case.text(command, "explanation")?;
    let comes_back = matches!(explanation, "not_sent" | "returned");
    if !comes_back && !LOST.contains(&explanation) {
        case.object(Finding::Form, format!("`{explanation}` is no explanation"));
    }
    let (lot, source) = (books.notes[id].lines[index].lot, books.notes[id].lines[index].source);
    let short = books.notes[id].lines[index].carried.quantity();
    if quantity > short {
        let words = format!("{} explained, {} short on the line", amount::show(quantity), amount::show(short));
        case.object(Finding::ShortBalance, words);
    }
    if case.applies {
        let to = if comes_back {
            End::Stock(source)
        } else {
            End::Account(books.names.name(&format!("write_off:{explanation}")))
        };
        books.post_quantity(lot, End::Line(id, index), to, quantity);
    }
    Some(())
}

/// New recipient, keeper and place; whoever is not named stays, but a new recipient keeps the goods itself by default.
fn redirect(books: &mut Books, note: &mut Note, fields: &Object) {
    if let Some(recipient) = text(fields, "recipient") {
        note.recipient = books.names.name(recipient);
        note.consignee = note.recipient;
    }
    if let Some(consignee) = text(fields, "consignee") {
        note.consignee = books.names.name(consignee);
    }
    if let Some(to) = text(fields, "to") {
        note.to = books.names.name(to);
    }
}

/// A new recipient must fit the kind; a return keeps its own. Parties that merged on the way keep nothing from going on.
fn check_redirected(books: &Books, old: NoteId, note: &Note, case: &mut Case<'_>) {
    if books.names.party(note.recipient) == books.names.party(books.notes[old].recipient) {
        return;
    }
    if note.kind == Kind::Return {
        case.object(Finding::RuleBroken, "a return keeps its recipient");
    }
    notes::check_recipient(books, note, case);
}

fn divert(books: &mut Books, id: NoteId, command: &Object, case: &mut Case<'_>) {
    let mut note = books.notes[id].clone();
    redirect(books, &mut note, command);
    check_redirected(books, id, &note, case);
    if case.applies {
        if note.state == State::Rejected {
            note.state = State::Dispatched;
        }
        books.notes[id] = note;
    }
}

fn close(books: &mut Books, id: NoteId, case: &mut Case<'_>) {
    let note = &books.notes[id];
    let open = |line: &Line| !line.carried.is_zero() || !line.abroad.is_zero() || line.reserved != 0;
    if note.lines.iter().any(open) {
        case.object(Finding::RuleBroken, "something is still open on the note");
    }
    if case.applies {
        books.notes[id].state = State::Closed;
    }
}

/// A part of a split: the new note without lines, its own number, and per line of the old note a quantity.
struct Part {
    note: Note,
    own: Name,
    lines: Vec<(usize, i128)>,
}

fn split(books: &mut Books, id: NoteId, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let mut left: Vec<i128> = books.notes[id].lines.iter().map(|line| line.carried.quantity()).collect();
    let mut parts = Vec::new();
    for object in case.objects(command, "parts", 2, 20) {
        let part = part(books, id, object, case)?;
        let is_twice = parts.iter().any(|other: &Part| other.own == part.own);
        let supplier = books.notes[id].supplier;
        books.check_number("note", part.own, supplier, is_twice, case);
        for (index, quantity) in &part.lines {
            left[*index] -= quantity;
        }
        parts.push(part);
    }
    if left.iter().any(|rest| *rest != 0) {
        case.object(Finding::NotExact, "the parts together are not what is on the lines");
    }
    if case.applies {
        for part in parts {
            let supplier = books.notes[id].supplier;
            books.take_number("note", part.own, supplier);
            open_part(books, id, part, case);
        }
        for line in &mut books.notes[id].lines {
            line.end_loads();
        }
        books.notes[id].state = State::Split;
    }
    Some(())
}

fn part(books: &mut Books, id: NoteId, object: &Object, case: &mut Case<'_>) -> Option<Part> {
    let number = case.text(object, "number")?;
    let own = books.names.name(number);
    let mut note =
        Note { lines: Vec::new(), brought_back: Vec::new(), state: State::Dispatched, ..books.notes[id].clone() };
    note.has_crossed = false;
    redirect(books, &mut note, object);
    check_redirected(books, id, &note, case);
    let mut lines: Vec<(usize, i128)> = Vec::new();
    for line in case.objects(object, "lines", 1, 999) {
        let index = refer::note_line(books, id, line, case)?;
        if lines.iter().any(|(other, _)| *other == index) {
            case.object(Finding::Form, "a line stands twice in a part");
        }
        lines.push((index, case.quantity(line, "quantity")?));
    }
    Some(Part { note, own, lines })
}

/// Opens the note of a part and moves its share of the old note's lines to it.
fn open_part(books: &mut Books, old: NoteId, part: Part, case: &mut Case<'_>) {
    let new = notes::open(books, part.note, part.own, case);
    for (index, quantity) in part.lines {
        let mut line = books.notes[old].lines[index].clone();
        let lot = line.lot;
        line.asked = quantity;
        line.sent = crate::measures::Measures::default();
        line.carried = line.sent;
        line.abroad = line.sent;
        line.accepted = 0;
        line.end_loads();
        let place = books.notes[new].lines.len();
        books.notes[new].lines.push(line);
        books.post_quantity(lot, End::Line(old, index), End::Line(new, place), quantity);
        road::hand_over(books, (old, index), (new, place), quantity);
        let line = &mut books.notes[new].lines[place];
        line.sent = line.carried;
    }
}
