//! The accompanying note.

use super::{
    limit,
    refer::{LotRef, NoteRef},
    word::{CustomsStatus, NoteKind, PaperReason},
};
use crate::{
    amount::{Amount, Currency},
    country::CountryCode,
    date::{Day, Timestamp},
    field::{Lines, MORE_THAN_ZERO, Object, document},
    party::PartyRef,
    place::PlaceRef,
    problem::Problems,
    quantity::Quantity,
    text::{DocumentNumber, Text},
    unit::Unit,
};

document! {
    /// An accompanying note: the document under which lots move (SNT, e-AD, waybill).
    pub struct Note {
        /// The supplier's own number of the note.
        pub number: DocumentNumber,
        /// Date of the note.
        pub date: Day,
        /// Who gives the goods; their owner.
        pub supplier: PartyRef,
        /// Who receives the goods.
        pub recipient: PartyRef,
        /// What kind of movement it is; default `transfer`.
        pub kind: NoteKind = NoteKind::Transfer,
        /// Who holds the goods; default: the supplier.
        pub consignor: Option<PartyRef>,
        /// Who will hold the goods; default: the recipient.
        pub consignee: Option<PartyRef>,
        /// Where the goods lie.
        pub from: PlaceRef,
        /// Where the goods go.
        pub to: PlaceRef,
        /// Country of destination; required for `export`, `temporary_export` and `transit`.
        pub destination: Option<CountryCode>,
        /// Who carries the goods.
        pub carrier: Option<PartyRef>,
        /// Number, date or title of the contract.
        pub contract: Option<Text<{ limit::CONTRACT }>>,
        /// True: the note is only saved, nothing is reserved.
        pub draft: bool,
        /// The goods left at this time: dispatch at once.
        pub dispatched_at: Option<Timestamp>,
        /// The note was first written on paper and the goods already moved.
        pub paper: Option<Paper>,
        /// The note that this one replaces, of the same supplier.
        pub fixes: Option<NoteRef>,
        /// The note whose goods come back; required for kind `return`.
        pub returns: Option<NoteRef>,
        /// The goods.
        pub lines: Vec<NoteLine> [Lines(limit::LINES)],
    }
    check(object, problems) {
        check_kind(kind, supplier.as_ref(), recipient.as_ref(), object, problems);
        check_draft(draft, object, problems);
    }
}

document! {
    /// A note that was written on paper first.
    pub struct Paper {
        /// Number on the paper.
        pub number: Option<DocumentNumber>,
        /// Date on the paper.
        pub date: Day,
        /// Why it was written on paper.
        pub reason: PaperReason,
    }
}

document! {
    /// One line of an accompanying note: a quantity of one lot.
    pub struct NoteLine {
        /// Line number, unique in the document.
        pub line: u16 [limit::LINE],
        /// The lot drawn from.
        pub lot: LotRef as flat,
        /// Customs status of the stock drawn from; default `free`, for kind `transit` it is `transit`.
        pub status: Option<CustomsStatus>,
        /// Quantity, in `unit`.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity`.
        pub unit: Unit,
        /// The note under which the goods drawn were received.
        pub receipt: Option<NoteRef>,
        /// Value of the whole line.
        pub value: Option<Amount>,
        /// Currency of `value`.
        pub currency: Option<Currency>,
    }
    check(object, problems) {
        object.joined("value", "currency", problems);
    }
}

/// What the kind of a note asks of its other fields.
fn check_kind(
    kind: Option<NoteKind>,
    supplier: Option<&PartyRef>,
    recipient: Option<&PartyRef>,
    object: &Object<'_>,
    problems: &mut Problems,
) {
    let Some(kind) = kind else { return };
    if kind.leaves() && !object.has("destination") {
        let message = format!("`destination` is missing: under kind `{kind}` the goods leave the country");
        object.problem("field.missing", "destination", message, problems);
    }
    match (kind == NoteKind::Return, object.has("returns")) {
        (true, false) => {
            let message = "`returns` is missing: name the note whose goods come back";
            object.problem("field.missing", "returns", message, problems);
        }
        (false, true) => {
            let message = format!("`returns` belongs to kind `return`, not to `{kind}`");
            object.problem("field.conflict", "returns", message, problems);
        }
        (true, true) | (false, false) => {}
    }
    let (Some(supplier), Some(recipient)) = (supplier, recipient) else { return };
    if kind == NoteKind::Move && supplier != recipient {
        let message = "under kind `move` the recipient is the supplier; to give goods to another write kind `transfer`";
        object.problem("note.move_to_another", "recipient", message, problems);
    }
    if kind == NoteKind::Transfer && supplier == recipient {
        let message = "under kind `transfer` the recipient is another party; to move own goods write kind `move`";
        object.problem("note.transfer_to_self", "recipient", message, problems);
    }
}

/// Goods that already moved are no draft.
fn check_draft(draft: Option<bool>, object: &Object<'_>, problems: &mut Problems) {
    if draft != Some(true) {
        return;
    }
    for name in ["dispatched_at", "paper"] {
        if object.has(name) {
            let message = format!("a draft cannot have `{name}`: take out one of the two");
            object.problem("field.conflict", name, message, problems);
        }
    }
}
