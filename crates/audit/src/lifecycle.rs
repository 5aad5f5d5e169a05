//! What a note is: its kind, its status, its lines, and which action which status allows.

use crate::books::{LotId, NoteId, StockKey};
use crate::measures::Measures;
use crate::names::Name;

/// What a note is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Transfer,
    Move,
    Export,
    TemporaryExport,
    Transit,
    Return,
}

impl Kind {
    const NAMES: [(Self, &'static str); 6] = [
        (Self::Transfer, "transfer"),
        (Self::Move, "move"),
        (Self::Export, "export"),
        (Self::TemporaryExport, "temporary_export"),
        (Self::Transit, "transit"),
        (Self::Return, "return"),
    ];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(_, name)| *name == text).map(|(kind, _)| *kind)
    }

    /// Kinds under which goods leave the country.
    pub(crate) fn leaves(self) -> bool {
        matches!(self, Self::Export | Self::TemporaryExport | Self::Transit)
    }

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(kind, _)| *kind == self).map_or("?", |(_, name)| name)
    }
}

/// How far a note has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Draft,
    Registered,
    Released,
    Held,
    Refused,
    Dispatched,
    Delivered,
    Accepted,
    AcceptedInPart,
    Rejected,
    Closed,
    Cancelled,
    Split,
    Interrupted,
    Returned,
    Departed,
    Replaced,
}

impl State {
    /// The status as the books show it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Registered => "registered",
            Self::Released => "released",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::Dispatched => "dispatched",
            Self::Delivered => "delivered",
            Self::Accepted => "accepted",
            Self::AcceptedInPart => "accepted_in_part",
            Self::Rejected => "rejected",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
            Self::Split => "split",
            Self::Interrupted => "interrupted",
            Self::Returned => "returned",
            Self::Departed => "departed",
            Self::Replaced => "replaced",
        }
    }

    /// True where goods that cross do so against a decision or without one.
    pub(crate) fn crosses_against_hold(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Registered
                | Self::Held
                | Self::Refused
                | Self::Cancelled
                | Self::Replaced
                | Self::Split
                | Self::Rejected
                | Self::Interrupted
                | Self::Returned
        )
    }

    /// True where a note of a kind that leaves becomes departed once nothing is left on it.
    pub(crate) fn may_depart(self) -> bool {
        matches!(
            self,
            Self::Registered
                | Self::Released
                | Self::Held
                | Self::Dispatched
                | Self::Delivered
                | Self::Rejected
                | Self::Interrupted
        )
    }
}

/// One line of a note. Quantities are in the ledger unit of its lot.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) number: i128,
    pub(crate) lot: LotId,
    /// The stock that the line draws from.
    pub(crate) source: StockKey,
    /// What the note asks for.
    pub(crate) asked: i128,
    /// Reserved at the source, until dispatch.
    pub(crate) reserved: i128,
    /// What was dispatched on the line.
    pub(crate) sent: Measures,
    pub(crate) carried: Measures,
    pub(crate) abroad: Measures,
    /// Accepted by the recipient, excess included.
    pub(crate) accepted: i128,
    /// Loaded on transports; loads of an earlier round no longer count.
    pub(crate) loaded: i128,
    pub(crate) round: u32,
    /// The registry's books have this row.
    pub(crate) seen: bool,
}

impl Line {
    /// What may be loaded, or inspected: reserved before dispatch, on the line after it.
    pub(crate) fn to_carry(&self) -> i128 {
        self.reserved + self.carried.quantity()
    }

    /// Loads of the line that are still on transports are over.
    pub(crate) fn end_loads(&mut self) {
        self.round += 1;
        self.loaded = 0;
    }
}

/// An accompanying note.
#[derive(Clone)]
pub(crate) struct Note {
    /// Public number.
    pub(crate) number: Name,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    pub(crate) supplier: Name,
    pub(crate) recipient: Name,
    pub(crate) consignor: Name,
    pub(crate) consignee: Name,
    pub(crate) from: Name,
    pub(crate) to: Name,
    /// The note whose goods this one brings back.
    pub(crate) returns: Option<NoteId>,
    /// Per lot: what later notes bring back of this one.
    pub(crate) brought_back: Vec<(LotId, i128)>,
    pub(crate) lines: Vec<Line>,
    /// Something crossed a border under this note.
    pub(crate) has_crossed: bool,
    /// The registry's books have this note's status.
    pub(crate) seen: bool,
}

/// Statuses that allow an action; none for an unknown action.
pub(crate) fn allowed(action: &str) -> &'static [State] {
    use State::{
        Accepted, AcceptedInPart, Delivered, Departed, Dispatched, Draft, Held, Interrupted, Registered, Rejected,
        Released, Returned,
    };
    match action {
        "register" => &[Draft],
        "release" => &[Registered, Held],
        "hold" => &[Registered, Released],
        "refuse" => &[Registered, Released, Held],
        "dispatch" => &[Released],
        "deliver" | "split" => &[Dispatched],
        "accept" => &[Dispatched, Delivered, Departed],
        "reject" => &[Dispatched, Delivered],
        "interrupt" => &[Dispatched, Delivered, Rejected],
        "explain" => &[AcceptedInPart],
        "return" => &[Rejected],
        "cancel" => &[Draft, Registered, Released],
        "divert" => &[Registered, Released, Held, Dispatched, Rejected],
        "resume" => &[Interrupted],
        "close" => &[Accepted, AcceptedInPart, Returned, Departed],
        _ => &[],
    }
}

/// Statuses in which another note may take the place of this one.
pub(crate) const FIX: &[State] =
    &[State::Draft, State::Registered, State::Released, State::Dispatched, State::Delivered];

/// Statuses in which lines may be put on a transport.
pub(crate) const LOAD: &[State] = &[State::Registered, State::Released, State::Dispatched, State::Delivered];

/// Statuses of a note whose goods a later note may return.
pub(crate) const RETURN_LATER: &[State] = &[State::Accepted, State::AcceptedInPart, State::Closed];

/// Statuses in which goods come back from temporary export.
pub(crate) const COME_BACK: &[State] = &[
    State::Dispatched,
    State::Delivered,
    State::Accepted,
    State::AcceptedInPart,
    State::Interrupted,
    State::Departed,
    State::Closed,
];
