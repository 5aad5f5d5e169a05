//! Documents that bring goods in, and the two that only refer to goods: the e-invoice and the export application.

use super::{
    limit,
    refer::LotRef,
    word::{CustomsStatus, EntryKind},
};
use crate::{
    amount::{Amount, Currency},
    code::GoodsCode,
    country::CountryCode,
    date::Day,
    field::{Among, Lines, MORE_THAN_ZERO, Object, document},
    party::PartyRef,
    place::PlaceRef,
    problem::Problems,
    quantity::Quantity,
    text::{DocumentNumber, Gtin, SerialNumber, Text},
    unit::Unit,
};

document! {
    /// A document that brings goods into the books: an import declaration, an EAEU import application (form 328.00),
    /// a production report, an opening balance or a transit declaration. Every line mints a lot.
    pub struct EntryDocument {
        /// Which of the five documents it is.
        pub kind: EntryKind as "type",
        /// The document's number; unique per type and principal.
        pub number: DocumentNumber,
        /// Date of the document; the day on which its codes must exist.
        pub date: Day,
        /// Whose goods they become: importer, producer, holder of the balance.
        pub principal: PartyRef,
        /// The customs broker who declared.
        pub declarant: Option<PartyRef>,
        /// The foreign seller.
        pub seller: Option<PartyRef>,
        /// Where the goods then lie.
        pub place: PlaceRef,
        /// Who keeps the goods; default: the principal.
        pub holder: Option<PartyRef>,
        /// Customs status of the goods; default `free`. A transit declaration has `transit` always.
        pub status: Option<CustomsStatus> [Among(limit::DECLARABLE_OR_TRANSIT)],
        /// Country of dispatch.
        pub dispatched_from: Option<CountryCode>,
        /// The goods, one lot a line.
        pub lines: Vec<EntryLine> [Lines(limit::LINES)],
    }
    check(object, problems) {
        check_status(kind, status.flatten(), object, problems);
        if kind.is_some_and(|kind| kind != EntryKind::OpeningBalance) {
            require_origin("lines", object, problems);
        }
    }
}

impl EntryDocument {
    /// The customs status under which the goods come into stock.
    pub fn stock_status(&self) -> CustomsStatus {
        match self.kind {
            EntryKind::TransitDeclaration => CustomsStatus::Transit,
            EntryKind::ImportDeclaration
            | EntryKind::ImportApplication
            | EntryKind::ProductionReport
            | EntryKind::OpeningBalance => self.status.unwrap_or(CustomsStatus::Free),
        }
    }

    /// Who keeps the goods.
    pub fn stock_holder(&self) -> &PartyRef {
        self.holder.as_ref().unwrap_or(&self.principal)
    }
}

document! {
    /// One line of an entry document: the goods of one future lot.
    pub struct EntryLine {
        /// Line number, unique in the document.
        pub line: u16 [limit::LINE],
        /// Goods code: 6 digits (HS), 8 (CN) or 10 (TN VED).
        pub code: GoodsCode,
        /// Name of the goods in the document's words.
        pub description: Option<Text<{ limit::DESCRIPTION }>>,
        /// Country of origin; required everywhere but in an opening balance.
        pub origin: Option<CountryCode>,
        /// Quantity in `unit`, more than zero; from then on `unit` is the lot's ledger unit.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity`.
        pub unit: Unit,
        /// Net mass in kilograms; default: the quantity where the unit is `KGM`.
        pub net_mass_kg: Option<Quantity>,
        /// Gross mass in kilograms; at least the net mass.
        pub gross_mass_kg: Option<Quantity>,
        /// Quantity in the supplementary unit of the tariff.
        pub supplementary_quantity: Option<Quantity>,
        /// The supplementary unit of the tariff.
        pub supplementary_unit: Option<Unit>,
        /// Number of pieces; default: the quantity where the unit is `H87`.
        pub pieces: Option<Quantity>,
        /// Customs or invoice value of the whole line.
        pub value: Option<Amount>,
        /// Currency of `value`.
        pub currency: Option<Currency>,
        /// Contract clauses that the lot carries for ever, such as `no-re-export-ru`.
        pub clauses: Vec<Text<{ limit::CLAUSE }>> [limit::CLAUSES],
        /// Serial numbers of the goods.
        pub serials: Vec<SerialNumber> [limit::SERIALS],
        /// Global Trade Item Number of the goods (GS1).
        pub gtin: Option<Gtin>,
        /// Batch or production lot of the maker.
        pub batch: Option<Text<{ limit::BATCH }>>,
        /// Origin sign of the Kazakh e-invoice (truOriginCode): 1 to 6.
        pub origin_sign: Option<u8> [limit::ORIGIN_SIGN],
    }
    check(object, problems) {
        object.joined("supplementary_quantity", "supplementary_unit", problems);
        object.joined("value", "currency", problems);
        check_mass(net_mass_kg.flatten(), gross_mass_kg.flatten(), quantity, unit, object, problems);
    }
}

document! {
    /// An electronic invoice (ESF). It refers to lots and posts nothing.
    pub struct EInvoice {
        /// Number of the invoice.
        pub number: DocumentNumber,
        /// Date of the invoice.
        pub date: Day,
        /// The seller.
        pub seller: PartyRef,
        /// The buyer.
        pub buyer: PartyRef,
        /// The goods sold.
        pub lines: Vec<EInvoiceLine> [Lines(limit::LINES)],
    }
}

document! {
    /// One line of an electronic invoice.
    pub struct EInvoiceLine {
        /// Line number, unique in the document.
        pub line: u16 [limit::LINE],
        /// The lot sold.
        pub lot: LotRef as flat,
        /// Quantity sold, in `unit`.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity`.
        pub unit: Unit,
        /// Value of the whole line.
        pub value: Option<Amount>,
        /// Currency of `value`.
        pub currency: Option<Currency>,
    }
    check(object, problems) {
        object.joined("value", "currency", problems);
    }
}

document! {
    /// An application to check e-invoices before an export. It refers to lots and posts nothing.
    pub struct ExportApplication {
        /// Number of the application.
        pub number: DocumentNumber,
        /// Date of the application.
        pub date: Day,
        /// The exporter who applies.
        pub applicant: PartyRef,
        /// Country of destination.
        pub destination: CountryCode,
        /// Numbers of the e-invoices for the goods.
        pub e_invoices: Vec<DocumentNumber> [limit::REFERENCES],
        /// Numbers of the declarations for the goods.
        pub declarations: Vec<DocumentNumber> [limit::REFERENCES],
        /// The goods to be exported.
        pub lines: Vec<ExportApplicationLine> [Lines(limit::LINES)],
    }
}

document! {
    /// One line of an export application.
    pub struct ExportApplicationLine {
        /// Line number, unique in the document.
        pub line: u16 [limit::LINE],
        /// The lot to be exported.
        pub lot: LotRef as flat,
        /// Quantity, in `unit`.
        pub quantity: Quantity [MORE_THAN_ZERO],
        /// Unit of `quantity`.
        pub unit: Unit,
    }
}

/// A transit declaration brings goods in transit, and no other document does.
fn check_status(kind: Option<EntryKind>, status: Option<CustomsStatus>, object: &Object<'_>, problems: &mut Problems) {
    let (Some(kind), Some(status)) = (kind, status) else { return };
    if (kind == EntryKind::TransitDeclaration) != (status == CustomsStatus::Transit) {
        let message = "a transit declaration has the status `transit`, and only it: leave `status` out or change it";
        object.problem("word.not_allowed", "status", message, problems);
    }
}

/// Every line of the list must tell the country of origin.
pub(super) fn require_origin(list: &'static str, object: &Object<'_>, problems: &mut Problems) {
    object.each(list, |line| {
        if !line.has("origin") {
            line.problem("field.missing", "origin", "`origin` is missing: write the country of origin", problems);
        }
    });
}

/// The net mass is part of the gross mass. In kilograms the quantity is the net mass.
fn check_mass(
    net: Option<Quantity>,
    gross: Option<Quantity>,
    quantity: Option<Quantity>,
    unit: Option<Unit>,
    object: &Object<'_>,
    problems: &mut Problems,
) {
    let implied = || quantity.filter(|_| unit == Some(Unit::KGM) && !object.has("net_mass_kg"));
    let (Some(net), Some(gross)) = (net.or_else(implied), gross) else { return };
    if net > gross {
        let message = format!("the gross mass {gross} kg is less than the net mass {net} kg");
        object.problem("mass.gross_below_net", "gross_mass_kg", message, problems);
    }
}
