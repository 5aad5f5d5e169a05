//! Documents that bring goods in, and those that only refer to goods.

use std::collections::BTreeMap;

use crate::books::{Books, Document, Lot, LotId, Status, StockKey};
use crate::case::{Case, Object, text, texts};
use crate::measures::Measures;
use crate::names::Name;
use crate::refer;
use crate::report::Kind;
use crate::{amount, units};

/// Where minted goods are put: party, keeper, place, status.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) owner: Name,
    pub(crate) holder: Name,
    pub(crate) place: Name,
    pub(crate) status: Status,
}

impl Target {
    pub(crate) fn of(self, lot: usize) -> StockKey {
        StockKey { lot, owner: self.owner, holder: self.holder, place: self.place, status: self.status }
    }
}

/// The owner, holder (default: the owner) and place that a command names; `party` is the field of the owner.
pub(crate) fn target(
    books: &mut Books,
    command: &Object,
    party: &str,
    status: Status,
    case: &mut Case<'_>,
) -> Option<Target> {
    let owner_text = case.text(command, party)?;
    let owner = books.names.name(owner_text);
    let holder = text(command, "holder").map_or(owner, |holder| books.names.name(holder));
    let place_text = case.text(command, "place")?;
    Some(Target { owner, holder, place: books.names.name(place_text), status })
}

/// The status of stock that an object names, or the default.
pub(crate) fn status(object: &Object, name: &str, default: Status, case: &mut Case<'_>) -> Status {
    let Some(written) = text(object, name) else { return default };
    Status::parse(written).unwrap_or_else(|| {
        case.object(Kind::Form, format!("`{written}` is no status of stock"));
        default
    })
}

/// A line read for minting.
pub(crate) struct Goods {
    pub(crate) line: i128,
    pub(crate) unit: Name,
    pub(crate) chapter: Name,
    pub(crate) measures: Measures,
}

/// Reads the lines of a document that mints lots. A line that cannot be read is left out, with an objection.
pub(crate) fn goods(books: &mut Books, command: &Object, name: &str, least: usize, case: &mut Case<'_>) -> Vec<Goods> {
    let most = if name == "outputs" { 200 } else { 999 };
    let mut read: Vec<Goods> = Vec::new();
    for line in case.objects(command, name, least, most) {
        let Some(goods) = goods_line(books, line, case) else { continue };
        if read.iter().any(|other| other.line == goods.line) {
            case.object(Kind::Form, format!("line {} stands twice", goods.line));
        }
        read.push(goods);
    }
    read
}

fn goods_line(books: &mut Books, line: &Object, case: &mut Case<'_>) -> Option<Goods> {
    let number = case.line_number(line, "line")?;
    let code = case.text(line, "code")?;
    if !matches!(code.len(), 6 | 8 | 10) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        case.object(Kind::Form, format!("`{code}` is no goods code"));
        return None;
    }
    let unit = units::code(case.text(line, "unit")?);
    let measures = goods_measures(line, unit, case)?;
    let (unit, chapter) = (books.names.name(unit), books.names.name(&code[..2]));
    Some(Goods { line: number, unit, chapter, measures })
}

fn goods_measures(line: &Object, unit: &str, case: &mut Case<'_>) -> Option<Measures> {
    let quantity = case.quantity(line, "quantity")?;
    let default = |present: Option<i128>, wanted: &str| present.or_else(|| (unit == wanted).then_some(quantity));
    let net = default(case.amount(line, "net_mass_kg"), "KGM");
    let gross = case.amount(line, "gross_mass_kg");
    if let (Some(net), Some(gross)) = (net, gross)
        && net > gross
    {
        case.object(
            Kind::RuleBroken,
            format!("net mass {} exceeds gross mass {}", amount::show(net), amount::show(gross)),
        );
    }
    for (one, other) in [("supplementary_quantity", "supplementary_unit"), ("value", "currency")] {
        if line.contains_key(one) != line.contains_key(other) {
            case.object(Kind::Form, format!("`{one}` and `{other}` belong together"));
        }
    }
    let supplementary = case.amount(line, "supplementary_quantity");
    let pieces = default(case.amount(line, "pieces"), "H87");
    let value = case.amount(line, "value");
    let measures = [Some(quantity), net, gross, supplementary, pieces, value];
    Some(Measures(measures.map(Option::unwrap_or_default)))
}

/// Who brings goods in with which document.
pub(crate) struct Entry {
    pub(crate) kind: &'static str,
    pub(crate) account: &'static str,
    pub(crate) number: Name,
    pub(crate) target: Target,
}

/// Mints the lots of a document, in line order, and remembers the document.
pub(crate) fn mint(books: &mut Books, entry: &Entry, goods: &[Goods], case: &mut Case<'_>) {
    let (kind, account) = (books.names.name(entry.kind), books.names.name(entry.account));
    let first = books.lots.len();
    let lines = goods.iter().map(|goods| goods.line).collect();
    let document = Document { kind, principal: entry.target.owner, first, lines };
    books.documents.entry(entry.number).or_default().push(document);
    for goods in goods {
        let number = new_lot_number(books, case);
        let lot = books.lots.len();
        books.mint(Lot {
            number,
            unit: goods.unit,
            chapter: goods.chapter,
            account,
            minted: goods.measures,
            source: entry.target.of(lot),
            accounts: Vec::new(),
        });
    }
}

/// The public number of the next lot; the same number for two lots is an objection.
pub(crate) fn new_lot_number(books: &mut Books, case: &mut Case<'_>) -> Name {
    let text = case.lot_number();
    let number = books.names.name(&text);
    if books.lot_numbers.contains_key(&number) {
        case.object(Kind::PublicNumberTwice, format!("lot number {text} was given before"));
    }
    number
}

/// Judges and applies one of the five entry documents.
pub(crate) fn entry(
    books: &mut Books,
    command: &Object,
    (kind, account): (&'static str, &'static str),
    case: &mut Case<'_>,
) -> Option<()> {
    let default = if kind == "transit_declaration" { Status::Transit } else { Status::Free };
    let status = status(command, "status", default, case);
    let fits = match status {
        Status::Free | Status::Bonded | Status::Temporary | Status::Processing => kind != "transit_declaration",
        Status::Transit => kind == "transit_declaration",
        Status::Detained | Status::Seized => false,
    };
    if !fits {
        case.object(Kind::RuleBroken, format!("{kind} cannot bring goods in as {}", status.name()));
    }
    bring_in(books, command, (kind, account), status, case)
}

/// Goods found without a document.
pub(crate) fn found(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    bring_in(books, command, ("found", "found"), Status::Free, case)?;
    case.raise("found_goods", None);
    Some(())
}

fn bring_in(
    books: &mut Books,
    command: &Object,
    (kind, account): (&'static str, &'static str),
    status: Status,
    case: &mut Case<'_>,
) -> Option<()> {
    let number = case.text(command, "number")?;
    let number = books.names.name(number);
    let target = target(books, command, "principal", status, case)?;
    let goods = goods(books, command, "lines", 1, case);
    if case.applies {
        mint(books, &Entry { kind, account, number, target }, &goods, case);
    }
    Some(())
}

/// An e-invoice refers to lots and posts nothing.
pub(crate) fn e_invoice(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let seller = text(command, "seller").map(|seller| books.names.name(seller));
    for line in case.objects(command, "lines", 1, 999) {
        if let Some(lot) = refer::lot(books, line, seller, case) {
            refer::quantity(books, lot, line, "quantity", case);
        }
    }
    let number = case.text(command, "number")?;
    if case.applies {
        let number = books.names.name(number);
        books.invoices.insert(number);
    }
    Some(())
}

/// An export application names recorded invoices and declarations, and no more than the applicant has.
pub(crate) fn export_application(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let applicant = case.text(command, "applicant")?;
    let applicant = books.names.name(applicant);
    for number in texts(command, "e_invoices") {
        if !books.names.find(number).is_some_and(|name| books.invoices.contains(&name)) {
            case.object(Kind::ReferenceUnknown, format!("e-invoice {number} is not recorded"));
        }
    }
    for number in texts(command, "declarations") {
        if !books.names.find(number).is_some_and(|name| books.documents.contains_key(&name)) {
            case.object(Kind::ReferenceUnknown, format!("declaration {number} is not recorded"));
        }
    }
    let mut sums: BTreeMap<LotId, i128> = BTreeMap::new();
    for line in case.objects(command, "lines", 1, 999) {
        let Some(lot) = refer::lot(books, line, Some(applicant), case) else { continue };
        let Some(quantity) = refer::quantity(books, lot, line, "quantity", case) else { continue };
        *sums.entry(lot).or_default() += quantity;
    }
    for (lot, quantity) in sums {
        let has = in_free_circulation(books, lot, applicant);
        if quantity > has {
            let words = format!("{} applied for, {} available", amount::show(quantity), amount::show(has));
            case.object(Kind::ShortBalance, words);
        }
    }
    Some(())
}

/// What a party has available of a lot in free circulation, wherever it lies.
fn in_free_circulation(books: &Books, lot: LotId, owner: Name) -> i128 {
    let owner = books.names.party(owner);
    let first = StockKey { lot, owner: 0, holder: 0, place: 0, status: Status::Free };
    let of_lot = books.stock.range(first..).take_while(|(key, _)| key.lot == lot);
    let mine = of_lot.filter(|(key, _)| key.owner == owner && key.status == Status::Free);
    mine.map(|(_, stock)| stock.on_hand.quantity() - stock.reserved).sum()
}
