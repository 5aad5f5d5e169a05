//! Goods that change, end, or are taken.

use super::{
    entry::{EntryLine, require_origin},
    limit,
    refer::{CustodyTarget, LotRef},
    word::{CustodyMeasure, CustomsStatus, WriteOffReason},
};
use crate::{
    date::{Day, Timestamp},
    field::{Among, Lines, MORE_THAN_ZERO, Object, document},
    party::PartyRef,
    place::PlaceRef,
    problem::Problems,
    quantity::Quantity,
    text::{DocumentNumber, SerialNumber, Text},
    unit::Unit,
};

document! {
    /// Lots go in, other lots come out, with a declared loss.
    pub struct Transformation {
        /// Number of the document.
        pub number: DocumentNumber,
        /// Date of the document.
        pub date: Day,
        /// Whose goods they are.
        pub party: PartyRef,
        /// Who keeps the goods; default: the party.
        pub holder: Option<PartyRef>,
        /// Where.
        pub place: PlaceRef,
        /// What goes in.
        pub inputs: Vec<Input> [limit::INPUTS],
        /// What comes out.
        pub outputs: Vec<EntryLine> [Lines(limit::OUTPUTS)],
        /// What was done, in words.
        pub text: Option<Text<{ limit::REASON }>>,
    }
    check(object, problems) {
        require_origin("outputs", object, problems);
    }
}

document! {
    /// What goes into a transformation.
    pub struct Input {
        /// The lot.
        pub lot: LotRef as flat,
        /// Customs status of the stock drawn from; default `free`.
        pub status: Option<CustomsStatus>,
        /// Quantity that goes in, in `unit`; the loss is part of it.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity` and `loss`.
        pub unit: Unit,
        /// The part of the quantity that is lost.
        pub loss: Option<Quantity>,
    }
    check(object, problems) {
        check_loss(quantity, loss.flatten(), object, problems);
    }
}

document! {
    /// A lot is told apart into lots of their own.
    pub struct LotSplit {
        /// Number of the document.
        pub number: DocumentNumber,
        /// Date of the document.
        pub date: Day,
        /// Whose goods they are.
        pub party: PartyRef,
        /// Who keeps the goods; default: the party.
        pub holder: Option<PartyRef>,
        /// Where.
        pub place: PlaceRef,
        /// The lot.
        pub lot: LotRef as flat,
        /// Customs status of the stock; default `free`.
        pub status: Option<CustomsStatus>,
        /// The new lots, in order; the first is line 1 of this document.
        pub parts: Vec<LotPart> [limit::LOT_PARTS],
    }
}

document! {
    /// One of the lots that a lot is split into.
    pub struct LotPart {
        /// Quantity, in the lot's ledger unit.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Batch of the part.
        pub batch: Option<Text<{ limit::BATCH }>>,
        /// Serial numbers of the part.
        pub serials: Vec<SerialNumber> [limit::SERIALS],
    }
}

document! {
    /// Goods leave the books for an official reason.
    pub struct WriteOff {
        /// Number of the document.
        pub number: DocumentNumber,
        /// Date of the document.
        pub date: Day,
        /// Whose goods they were.
        pub party: PartyRef,
        /// Who kept the goods; default: the party.
        pub holder: Option<PartyRef>,
        /// Where.
        pub place: PlaceRef,
        /// The official reason.
        pub reason: WriteOffReason,
        /// The authority that established it; then it is a fact.
        pub found_by: Option<PartyRef>,
        /// The goods.
        pub lines: Vec<WriteOffLine> [limit::LINES],
    }
}

document! {
    /// One line of a write-off.
    pub struct WriteOffLine {
        /// The lot.
        pub lot: LotRef as flat,
        /// Customs status of the stock; default `free`.
        pub status: Option<CustomsStatus>,
        /// Quantity, in `unit`.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity`.
        pub unit: Unit,
    }
}

document! {
    /// Goods were found that no document brought in.
    pub struct Found {
        /// Number of the document.
        pub number: DocumentNumber,
        /// Date of the document.
        pub date: Day,
        /// Whose goods they are.
        pub principal: PartyRef,
        /// Where they lie.
        pub place: PlaceRef,
        /// Who keeps them; default: the principal.
        pub holder: Option<PartyRef>,
        /// The goods, one lot a line.
        pub lines: Vec<EntryLine> [Lines(limit::LINES)],
    }
    check(object, problems) {
        require_origin("lines", object, problems);
    }
}

document! {
    /// Goods change their customs status.
    pub struct StatusChange {
        /// Number of the document.
        pub number: DocumentNumber,
        /// Date of the document.
        pub date: Day,
        /// Whose goods they are.
        pub party: PartyRef,
        /// Who keeps the goods; default: the party.
        pub holder: Option<PartyRef>,
        /// Where.
        pub place: PlaceRef,
        /// The new status.
        pub to_status: CustomsStatus [Among(limit::DECLARABLE)],
        /// The goods.
        pub lines: Vec<StatusLine> [limit::LINES],
    }
}

document! {
    /// One line of a change of status.
    pub struct StatusLine {
        /// The lot.
        pub lot: LotRef as flat,
        /// The status until now.
        pub status: CustomsStatus,
        /// Quantity, in `unit`.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity`.
        pub unit: Unit,
    }
}

document! {
    /// An authority detains, seizes, releases, samples, destroys, confiscates or auctions goods. A fact.
    pub struct Custody {
        /// Number of the document.
        pub number: DocumentNumber,
        /// When.
        pub at: Timestamp,
        /// The authority.
        pub authority: PartyRef,
        /// What it does.
        pub measure: CustodyMeasure,
        /// Why.
        pub reason: Text<{ limit::REASON }>,
        /// The goods.
        pub lines: Vec<CustodyLine> [limit::LINES],
        /// Where the goods are then kept.
        pub keep_at: Option<PlaceRef>,
        /// Who then keeps them.
        pub keeper: Option<PartyRef>,
    }
}

document! {
    /// One line of a measure of custody: goods on the way or goods in stock.
    pub struct CustodyLine {
        /// The goods.
        pub target: CustodyTarget as flat,
        /// Quantity, in the lot's ledger unit.
        pub quantity: Quantity [MORE_THAN_ZERO],
    }
}

/// What is lost is part of what goes in.
fn check_loss(quantity: Option<Quantity>, loss: Option<Quantity>, object: &Object<'_>, problems: &mut Problems) {
    let (Some(quantity), Some(loss)) = (quantity, loss) else { return };
    if loss > quantity {
        let message = format!("the loss {loss} is more than the quantity {quantity} that goes in");
        object.problem("quantity.loss_above_quantity", "loss", message, problems);
    }
}
