//! The life cycle of a note as one table: which action is allowed in which status, and where it leads.
//!
//! The events are those of EMCS (IE815 draft, IE801 registered, IE813 change of destination, IE810 cancel, IE818 receipt,
//! IE819 rejection, IE825 split, IE840 event report, IE871 shortage explained); the statuses map to the twelve of the
//! Kazakh SNT ([`SntStatus`]).

use minicbor::{Decode, Encode};

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Encode, Decode)]
        #[cbor(index_only)]
        pub enum $name { $($(#[$vdoc])* #[n($number)] $variant),* }

        impl $name {
            /// All, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Name as written in documents and answers.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $text),* }
            }
        }
    };
}

named! {
    /// Status of a note.
    Status {
        /// Saved, nothing promised.
        Draft = 1 "draft",
        /// Goods promised, verdict recorded, not yet released.
        Registered = 2 "registered",
        /// May go.
        Released = 3 "released",
        /// Must wait for an authority.
        Held = 4 "held",
        /// May not go.
        Refused = 5 "refused",
        /// On the way.
        Dispatched = 6 "dispatched",
        /// Arrived or viewed, not yet answered.
        Delivered = 7 "delivered",
        /// Received in full.
        Accepted = 8 "accepted",
        /// Received with shortage or excess.
        AcceptedInPart = 9 "accepted_in_part",
        /// Refused by the recipient; goods are still on the way.
        Rejected = 10 "rejected",
        /// Stopped on the way by an authority.
        Interrupted = 11 "interrupted",
        /// Goods went back.
        Returned = 12 "returned",
        /// Withdrawn before dispatch.
        Cancelled = 13 "cancelled",
        /// Another note took its place.
        Replaced = 14 "replaced",
        /// Became several notes.
        Split = 15 "split",
        /// All goods left the country.
        Departed = 16 "departed",
        /// Nothing is left to do.
        Closed = 17 "closed",
    }
}

named! {
    /// What can be done with a note.
    Action {
        /// Register a draft.
        Register = 1 "register",
        /// Let it go.
        Release = 2 "release",
        /// Make it wait.
        Hold = 3 "hold",
        /// Forbid it.
        Refuse = 4 "refuse",
        /// Start moving.
        Dispatch = 5 "dispatch",
        /// Arrive or be viewed.
        Deliver = 6 "deliver",
        /// Receive, in full or in part.
        Accept = 7 "accept",
        /// Refuse to receive.
        Reject = 8 "reject",
        /// Explain a shortage.
        Explain = 9 "explain",
        /// Bring the goods back.
        Return = 10 "return",
        /// Withdraw.
        Cancel = 11 "cancel",
        /// Change the destination.
        Divert = 12 "divert",
        /// Make several notes of one.
        Split = 13 "split",
        /// Stop on the way.
        Interrupt = 14 "interrupt",
        /// Go on.
        Resume = 15 "resume",
        /// End.
        Close = 16 "close",
        /// Replace by a corrected note.
        Fix = 17 "fix",
        /// Put on a transport.
        Load = 18 "load",
        /// Cross a border (a fact: never refused, see [`Status::crosses_against_hold`]).
        Cross = 19 "cross",
        /// Return goods of it later, under a note of kind `return`.
        ReturnLater = 20 "return_later",
        /// Come back from temporary export.
        ComeBack = 21 "come_back",
        /// Pass the deadline.
        Expire = 22 "expire",
    }
}

/// Actions in the order of the columns of [`TABLE`].
const COLUMNS: [Action; 22] = [
    Action::Register,
    Action::Release,
    Action::Hold,
    Action::Refuse,
    Action::Dispatch,
    Action::Deliver,
    Action::Accept,
    Action::Reject,
    Action::Explain,
    Action::Return,
    Action::Cancel,
    Action::Divert,
    Action::Split,
    Action::Interrupt,
    Action::Resume,
    Action::Close,
    Action::Fix,
    Action::Load,
    Action::Cross,
    Action::ReturnLater,
    Action::ComeBack,
    Action::Expire,
];

/// The table. A row is a status, a column an action; a cell names the status that follows:
///
/// `.` not allowed · `=` allowed, the status stays · `G` registered · `L` released · `H` held · `F` refused ·
/// `D` dispatched · `V` delivered · `A` accepted · `J` rejected · `I` interrupted · `R` returned · `C` cancelled ·
/// `P` replaced · `S` split · `X` closed.
///
/// An acceptance with shortage or excess leads to `accepted_in_part` instead of `A`; the crossing that leaves nothing
/// on the lines of an export note leads to `departed`.
#[rustfmt::skip]
const TABLE: [(Status, &str); 17] = [
    //                          reg rel hol ref dis del acc rej exp ret can div spl int res clo fix loa cro rla com exp
    (Status::Draft,            " G   .   .   .   .   .   .   .   .   .   C   .   .   .   .   .   P   .   =   .   .   . "),
    (Status::Registered,       " .   L   H   F   .   .   .   .   .   .   C   =   .   .   .   .   P   =   =   .   .   = "),
    (Status::Released,         " .   .   H   F   D   .   .   .   .   .   C   =   .   .   .   .   P   =   D   .   .   = "),
    (Status::Held,             " .   L   .   F   .   .   .   .   .   .   .   =   .   .   .   .   .   .   =   .   .   . "),
    (Status::Refused,          " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   =   .   .   . "),
    (Status::Dispatched,       " .   .   .   .   .   V   A   J   .   .   .   =   S   I   .   .   P   =   =   .   =   = "),
    (Status::Delivered,        " .   .   .   .   .   .   A   J   .   .   .   .   .   I   .   .   P   =   =   .   =   = "),
    (Status::Accepted,         " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   X   .   .   =   =   =   . "),
    (Status::AcceptedInPart,   " .   .   .   .   .   .   .   .   =   .   .   .   .   .   .   X   .   .   =   =   =   . "),
    (Status::Rejected,         " .   .   .   .   .   .   .   .   .   R   .   D   .   I   .   .   .   .   =   .   .   = "),
    (Status::Interrupted,      " .   .   .   .   .   .   .   .   .   .   .   .   .   .   D   .   .   .   =   .   =   . "),
    (Status::Returned,         " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   X   .   .   =   .   .   . "),
    (Status::Cancelled,        " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   =   .   .   . "),
    (Status::Replaced,         " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   =   .   .   . "),
    (Status::Split,            " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   =   .   .   . "),
    (Status::Departed,         " .   .   .   .   .   .   A   .   .   .   .   .   .   .   .   X   .   .   =   .   =   . "),
    (Status::Closed,           " .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   .   =   =   =   . "),
];

/// The status that follows `action` in `status`, or `None` when the action is not allowed there.
pub fn next(status: Status, action: Action) -> Option<Status> {
    let row = TABLE.iter().find(|(row, _)| *row == status).map(|(_, cells)| *cells)?;
    let column = COLUMNS.iter().position(|column| *column == action)?;
    match row.split_whitespace().nth(column)? {
        "=" => Some(status),
        "G" => Some(Status::Registered),
        "L" => Some(Status::Released),
        "H" => Some(Status::Held),
        "F" => Some(Status::Refused),
        "D" => Some(Status::Dispatched),
        "V" => Some(Status::Delivered),
        "A" => Some(Status::Accepted),
        "J" => Some(Status::Rejected),
        "I" => Some(Status::Interrupted),
        "R" => Some(Status::Returned),
        "C" => Some(Status::Cancelled),
        "P" => Some(Status::Replaced),
        "S" => Some(Status::Split),
        "X" => Some(Status::Closed),
        _ => None,
    }
}

/// The statuses in which `action` is allowed, for a refusal that says so.
pub fn allowed(action: Action) -> Vec<Status> {
    Status::ALL.iter().copied().filter(|status| next(*status, action).is_some()).collect()
}

impl Status {
    /// Whether nothing can be promised or on the way any more once its lines are settled.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Status::Refused
                | Status::Accepted
                | Status::Returned
                | Status::Cancelled
                | Status::Replaced
                | Status::Split
                | Status::Closed
        )
    }

    /// Whether goods that cross a border in this status cross against a decision or without one.
    pub fn crosses_against_hold(self) -> bool {
        matches!(
            self,
            Status::Draft
                | Status::Registered
                | Status::Held
                | Status::Refused
                | Status::Cancelled
                | Status::Replaced
                | Status::Split
                | Status::Rejected
                | Status::Interrupted
                | Status::Returned
        )
    }

    /// The status an SNT integration shows for it.
    pub fn snt(self) -> SntStatus {
        match self {
            Status::Draft => SntStatus::Draft,
            Status::Registered | Status::Held => SntStatus::Created,
            Status::Released | Status::Dispatched | Status::Interrupted | Status::Departed => SntStatus::NotViewed,
            Status::Delivered => SntStatus::Delivered,
            Status::Accepted | Status::AcceptedInPart | Status::Closed => SntStatus::Confirmed,
            Status::Rejected | Status::Returned => SntStatus::Declined,
            Status::Refused => SntStatus::DeclinedByOgd,
            Status::Cancelled => SntStatus::Revoked,
            Status::Replaced | Status::Split => SntStatus::Canceled,
        }
    }
}

named! {
    /// The twelve statuses of an SNT as working integrations with IS ESF name them.
    ///
    /// `IMPORTED` (a draft read from a file), `CONFIRMED_BY_OGD` and `FAILED` (technical failure) have no status of
    /// ours: the first is a draft, the second an acceptance, the third leaves no note at all.
    SntStatus {
        /// Draft.
        Draft = 1 "DRAFT",
        /// Draft read from a file.
        Imported = 2 "IMPORTED",
        /// Created.
        Created = 3 "CREATED",
        /// Not yet viewed by the recipient.
        NotViewed = 4 "NOT_VIEWED",
        /// Viewed.
        Delivered = 5 "DELIVERED",
        /// Confirmed by the recipient.
        Confirmed = 6 "CONFIRMED",
        /// Declined by the recipient.
        Declined = 7 "DECLINED",
        /// Confirmed by the revenue authority.
        ConfirmedByOgd = 8 "CONFIRMED_BY_OGD",
        /// Declined by the revenue authority.
        DeclinedByOgd = 9 "DECLINED_BY_OGD",
        /// Annulled.
        Canceled = 10 "CANCELED",
        /// Revoked by the supplier.
        Revoked = 11 "REVOKED",
        /// Could not be processed.
        Failed = 12 "FAILED",
    }
}

impl SntStatus {
    /// The statuses of ours that an SNT status stands for, most usual first; empty for technical ones.
    pub fn ours(self) -> Vec<Status> {
        if self == SntStatus::Imported {
            return vec![Status::Draft];
        }
        if self == SntStatus::ConfirmedByOgd {
            return vec![Status::Accepted];
        }
        Status::ALL.iter().copied().filter(|status| status.snt() == self).collect()
    }
}

#[cfg(test)]
mod tests;
