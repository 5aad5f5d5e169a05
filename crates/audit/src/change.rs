//! Goods that change: transformations, splits of lots, losses, customs status.

use crate::books::{Books, Document, End, Lot, LotId, Status, StockKey};
use crate::case::{Case, Draws, Object};
use crate::entries::{self, Entry, Target};
use crate::names::Name;
use crate::refer;
use crate::report::Kind as Finding;

/// An amount drawn from stock.
struct Drawn {
    lot: LotId,
    from: StockKey,
    quantity: i128,
    /// Part of the quantity that is lost.
    loss: i128,
}

/// Reads a line that draws a lot from the command's stock.
fn drawn(books: &Books, target: Target, object: &Object, case: &mut Case<'_>) -> Option<Drawn> {
    let lot = refer::lot(books, object, Some(target.owner), case)?;
    let quantity = refer::quantity(books, lot, object, "quantity", case)?;
    let loss = match case.amount(object, "loss") {
        Some(loss) => refer::in_unit(books, lot, loss, object, case)?,
        None => 0,
    };
    if loss > quantity {
        case.object(Finding::RuleBroken, "more is lost than is put in");
    }
    let status = entries::status(object, "status", target.status, case);
    Some(Drawn { lot, from: Target { status, ..target }.of(lot), quantity, loss: loss.min(quantity) })
}

/// Reads all lines of a list that draws from stock, and objects where the stock does not allow it.
fn draw_lines(
    books: &Books,
    command: &Object,
    (name, most): (&str, usize),
    target: Target,
    is_fact: bool,
    case: &mut Case<'_>,
) -> Vec<Drawn> {
    let mut draws = Draws::default();
    let mut lines = Vec::new();
    for object in case.objects(command, name, 1, most) {
        let Some(line) = drawn(books, target, object, case) else { continue };
        if !is_fact {
            draws.draw(books, line.from, line.quantity, case);
            if line.from.status.is_taken() {
                case.doubt("goods in the hands of an authority");
            }
        }
        lines.push(line);
    }
    lines
}

/// A `transformation`: inputs are consumed or lost, outputs are new lots.
pub(crate) fn transformation(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let number = case.text(command, "number")?;
    let number = books.names.name(number);
    let mut target = entries::target(books, command, "party", Status::Free, case)?;
    let inputs = draw_lines(books, command, ("inputs", 200), target, false, case);
    if inputs.iter().any(|input| input.from.status == Status::Transit) {
        case.object(Finding::RuleBroken, "goods in transit are not transformed");
    }
    let outputs = entries::goods(books, command, "outputs", 0, case);
    if !case.applies {
        return Some(());
    }
    let (consumed, loss) = (books.names.name("consumed"), books.names.name("loss"));
    for input in &inputs {
        books.post_quantity(input.lot, End::Stock(input.from), End::Account(consumed), input.quantity - input.loss);
        books.post_quantity(input.lot, End::Stock(input.from), End::Account(loss), input.loss);
    }
    if inputs.iter().any(|input| input.from.status == Status::Processing) {
        target.status = Status::Processing;
    }
    let entry = Entry { kind: "transformation", account: "transformed", number, target };
    entries::mint(books, &entry, &outputs, case);
    Some(())
}

/// A `lot_split`: each part becomes a lot with its share of the measures.
pub(crate) fn lot_split(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let number = case.text(command, "number")?;
    let mut target = entries::target(books, command, "party", Status::Free, case)?;
    target.status = entries::status(command, "status", Status::Free, case);
    if target.status.is_taken() {
        case.doubt("goods in the hands of an authority");
    }
    let lot = refer::lot(books, command, Some(target.owner), case)?;
    let mut draws = Draws::default();
    let mut parts = Vec::new();
    for part in case.objects(command, "parts", 2, 200) {
        let quantity = case.quantity(part, "quantity")?;
        draws.draw(books, target.of(lot), quantity, case);
        parts.push(quantity);
    }
    if case.applies {
        let number = books.names.name(number);
        mint_parts(books, (number, lot), target, &parts, case);
    }
    Some(())
}

fn mint_parts(books: &mut Books, (number, lot): (Name, LotId), target: Target, parts: &[i128], case: &mut Case<'_>) {
    let (consumed, account) = (books.names.name("consumed"), books.names.name("transformed"));
    let kind = books.names.name("lot_split");
    let lines = (1_i128..).take(parts.len()).collect();
    let document = Document { kind, principal: target.owner, first: books.lots.len(), lines };
    books.documents.entry(number).or_default().push(document);
    let from = target.of(lot);
    for quantity in parts {
        let minted = books.balance(End::Stock(from)).part(*quantity);
        books.post(lot, End::Stock(from), End::Account(consumed), &minted);
        let number = entries::new_lot_number(books, case);
        let (unit, chapter) = (books.lots[lot].unit, books.lots[lot].chapter);
        let source = target.of(books.lots.len());
        let part = Lot { number, unit, chapter, account, minted, source, accounts: Vec::new() };
        books.mint(part);
    }
}

/// A `write_off`; when an authority found the loss it is a fact, cut to what is there.
pub(crate) fn write_off(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let target = entries::target(books, command, "party", Status::Free, case)?;
    let reason = case.text(command, "reason")?;
    let is_fact = command.contains_key("found_by");
    if is_fact {
        let found_by = case.text(command, "found_by")?;
        let found_by = books.names.name(found_by);
        if [target.owner, target.holder].iter().any(|party| books.names.party(*party) == books.names.party(found_by)) {
            case.object(Finding::RuleBroken, "whoever has the goods does not establish a fact about them");
        }
    }
    let lines = draw_lines(books, command, ("lines", 999), target, is_fact, case);
    if !case.applies {
        return Some(());
    }
    let account = books.names.name(&format!("write_off:{reason}"));
    for line in lines {
        let mut quantity = line.quantity;
        if is_fact {
            let available = if line.from.status.is_taken() { 0 } else { books.available(line.from) };
            quantity = cut(quantity, available, case);
        }
        books.post_quantity(line.lot, End::Stock(line.from), End::Account(account), quantity);
    }
    Some(())
}

/// What of a fact the books can take; the rest is a discrepancy.
pub(crate) fn cut(quantity: i128, available: i128, case: &mut Case<'_>) -> i128 {
    let taken = quantity.min(available.max(0));
    if taken < quantity {
        case.raise("short_balance", Some(quantity - taken));
    }
    taken
}

/// A `status_change`: the same goods under another customs status.
pub(crate) fn status_change(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let target = entries::target(books, command, "party", Status::Free, case)?;
    let written = case.text(command, "to_status")?;
    let to = Status::parse(written).filter(|status| !status.is_taken() && *status != Status::Transit);
    let Some(to) = to else {
        case.object(Finding::Form, format!("goods cannot be put under `{written}`"));
        return None;
    };
    let lines = draw_lines(books, command, ("lines", 999), target, false, case);
    if lines.iter().any(|line| line.from.status == to) {
        case.doubt("the goods have that status already");
    }
    if case.applies {
        for line in lines {
            let new = StockKey { status: to, ..line.from };
            books.post_quantity(line.lot, End::Stock(line.from), End::Stock(new), line.quantity);
        }
    }
    Some(())
}
