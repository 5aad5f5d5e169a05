//! Where goods come from, lie, and go to.

use crate::ids::{LineId, LotId, PartyId, PlaceId};
use minicbor::{Decode, Encode};
use trade::command::{CustomsStatus, WriteOffReason};

/// A named account outside stock. Nothing appears from or vanishes to anywhere else (design law L1).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Account {
    /// Goods of an import declaration.
    Import,
    /// Goods of an EAEU import application (form 328.00).
    UnionImport,
    /// Goods of a production report.
    Production,
    /// Goods made by a transformation or told apart by a split.
    Transformed,
    /// Opening balance taken over from an older system.
    Opening,
    /// Goods found that no document names.
    Found,
    /// More accepted than was sent.
    Excess,
    /// Foreign goods that entered in transit.
    TransitIn,
    /// Left the country.
    Export,
    /// Foreign goods that left after transit.
    TransitOut,
    /// Used up in a transformation or split.
    Consumed,
    /// Declared loss of a transformation.
    Loss,
    /// Written off for an official reason.
    WriteOff(WriteOffReason),
    /// Taken as a sample.
    Sample,
    /// Destroyed under supervision.
    Destroyed,
    /// Confiscated.
    Confiscated,
    /// Sold at auction by the state.
    Auctioned,
}

/// First number of the write-off accounts; the reason's own number is added.
const WRITE_OFF: u8 = 64;

impl Account {
    const PLAIN: [(u8, Account, &'static str); 16] = [
        (1, Account::Import, "import"),
        (2, Account::UnionImport, "union_import"),
        (3, Account::Production, "production"),
        (4, Account::Transformed, "transformed"),
        (5, Account::Opening, "opening"),
        (6, Account::Found, "found"),
        (7, Account::Excess, "excess"),
        (8, Account::TransitIn, "transit_in"),
        (33, Account::Export, "export"),
        (34, Account::TransitOut, "transit_out"),
        (35, Account::Consumed, "consumed"),
        (36, Account::Loss, "loss"),
        (37, Account::Sample, "sample"),
        (38, Account::Destroyed, "destroyed"),
        (39, Account::Confiscated, "confiscated"),
        (40, Account::Auctioned, "auctioned"),
    ];

    /// Whether goods come from it (the others are where goods go to).
    pub fn is_source(self) -> bool {
        self.number() < 32
    }

    /// Stable number, as recorded in the journal.
    pub fn number(self) -> u8 {
        if let Account::WriteOff(reason) = self {
            return WRITE_OFF.saturating_add(reason.number());
        }
        Self::PLAIN.iter().find(|(_, account, _)| *account == self).map_or(0, |(number, _, _)| *number)
    }

    /// The account with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        if let Some(reason) = number.checked_sub(WRITE_OFF) {
            return WriteOffReason::from_number(reason).map(Account::WriteOff);
        }
        Self::PLAIN.iter().find(|(n, _, _)| *n == number).map(|(_, account, _)| *account)
    }

    /// The name used in dumps and traces, e.g. `write_off:loss`.
    pub fn name(self) -> String {
        if let Account::WriteOff(reason) = self {
            return format!("write_off:{}", reason.as_str());
        }
        Self::PLAIN.iter().find(|(_, account, _)| *account == self).map_or("", |(_, _, name)| name).to_owned()
    }
}

impl<C> Encode<C> for Account {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.u8(self.number())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Account {
    fn decode(d: &mut minicbor::Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        Self::from_number(d.u8()?).ok_or_else(|| minicbor::decode::Error::message("unknown account"))
    }
}

/// The key of a stock record: whose goods of which lot lie where, with whom, under which customs status.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
pub struct StockKey {
    /// The lot.
    #[n(0)]
    pub lot: LotId,
    /// Who owns the goods.
    #[n(1)]
    pub owner: PartyId,
    /// Who keeps them.
    #[n(2)]
    pub holder: PartyId,
    /// Where they lie.
    #[n(3)]
    pub place: PlaceId,
    /// Customs status.
    #[n(4)]
    pub status: CustomsStatus,
}

/// One end of a posting (the lot stands on the posting itself).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Encode, Decode)]
pub enum End {
    /// A named account.
    #[n(0)]
    Account(#[n(0)] Account),
    /// Stock on hand.
    #[n(1)]
    Stock(#[n(0)] PartyId, #[n(1)] PartyId, #[n(2)] PlaceId, #[n(3)] CustomsStatus),
    /// On the way on a line of a note.
    #[n(2)]
    Line(#[n(0)] LineId),
    /// Temporarily exported under a line of a note.
    #[n(3)]
    Abroad(#[n(0)] LineId),
}

impl End {
    /// The end that is this stock.
    pub fn stock(key: StockKey) -> Self {
        End::Stock(key.owner, key.holder, key.place, key.status)
    }
}
