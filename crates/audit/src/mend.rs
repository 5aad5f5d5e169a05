//! Mending: corrections of documents, answers to discrepancies, mergers of parties.

use crate::books::{Books, End, LotId};
use crate::case::{Case, Object, flag, text};
use crate::names::Name;
use crate::refer;
use crate::report::Kind as Finding;

/// A `correction`: what a document said is mended, as far as the goods are still there.
pub(crate) fn correction(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let number = case.text(command, "document")?;
    let principal = case.text(command, "principal")?;
    let principal = books.names.name(principal);
    let document = (number, text(command, "document_type"));
    let mut mended: Vec<(LotId, i128)> = Vec::new();
    if flag(command, "annul") {
        mended = annulled(books, document, principal, case).into_iter().map(|lot| (lot, 0)).collect();
    } else {
        for object in case.objects(command, "lines", 1, 999) {
            let Some(line) = case.line_number(object, "line") else { continue };
            let Some(quantity) = case.needed_amount(object, "quantity") else { continue };
            let lot = refer::document_line(books, document, line, Some(principal), case);
            mended.extend(lot.map(|lot| (lot, quantity)));
        }
    }
    // What was made of other goods is not mended where it was made.
    if mended.iter().any(|(lot, _)| books.names.text(books.lots[*lot].account) == "transformed") {
        case.object(Finding::RuleBroken, "only entry documents and found goods are corrected");
    }
    if case.applies {
        for (lot, quantity) in mended {
            correct(books, lot, quantity, case);
        }
    }
    Some(())
}

/// All lots of a document.
fn annulled(books: &Books, (number, kind): (&str, Option<&str>), principal: Name, case: &mut Case<'_>) -> Vec<LotId> {
    let documents = books.names.find(number).and_then(|name| books.documents.get(&name));
    let lines: Vec<i128> = documents.into_iter().flatten().flat_map(|document| document.lines.clone()).collect();
    if lines.is_empty() {
        case.object(Finding::ReferenceUnknown, format!("document {number} is not recorded"));
    }
    let mut lots = Vec::new();
    for line in lines {
        let lot = refer::document_line(books, (number, kind), line, Some(principal), case);
        lots.extend(lot.filter(|lot| !lots.contains(lot)));
    }
    lots
}

fn correct(books: &mut Books, lot: LotId, quantity: i128, case: &mut Case<'_>) {
    let (account, source) = (books.lots[lot].account, books.lots[lot].source);
    let minted = books.minted_now(lot);
    let change = quantity - minted.quantity();
    if change >= 0 {
        match minted.scaled(change) {
            Some(more) => books.post(lot, End::Account(account), End::Stock(source), &more),
            None => case.object(Finding::TooLarge, "the correction is beyond the range of amounts"),
        }
        return;
    }
    let less = (-change).min(books.available(source).max(0));
    if less < -change {
        case.raise("corrected_after_use", Some(-change - less));
    }
    // Later changes may have brought the balance more of a measure than this document did: that stays.
    let back = books.balance(End::Stock(source)).part(less).at_most(&minted);
    books.post(lot, End::Stock(source), End::Account(account), &back);
}

/// A `party_merge`: from now on one party is the other.
pub(crate) fn party_merge(books: &mut Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let (from, into) = (case.text(command, "from")?, case.text(command, "into")?);
    let (from, into) = (books.names.name(from), books.names.name(into));
    if books.names.party(from) == books.names.party(into) {
        case.object(Finding::RuleBroken, "the two are one party already");
    }
    if case.applies && books.names.merge(from, into) {
        books.merge_stock();
    }
    Some(())
}

/// A `discrepancy` command answers one that was raised.
pub(crate) fn discrepancy(books: &Books, command: &Object, case: &mut Case<'_>) -> Option<()> {
    let number = case.text(command, "discrepancy")?;
    if !books.names.find(number).is_some_and(|name| books.discrepancies.contains(&name)) {
        case.object(Finding::ReferenceUnknown, format!("discrepancy {number} is not recorded"));
    }
    Some(())
}
