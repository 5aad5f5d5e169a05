//! Lists, and what they can be filtered by.

/// A list. Its number stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum List {
    /// Parties.
    Parties = 1,
    /// Places.
    Places = 2,
    /// Documents other than notes.
    Documents = 3,
    /// Notes.
    Notes = 4,
    /// Transports.
    Transports = 5,
    /// Lots.
    Lots = 6,
    /// Border crossings.
    Crossings = 7,
    /// Inspections and examinations.
    Acts = 8,
    /// Discrepancies.
    Discrepancies = 9,
    /// Entries of the journal.
    Entries = 10,
    /// Stock on hand.
    Stock = 11,
}

impl List {
    /// All lists.
    pub const ALL: [List; 11] = [
        List::Notes,
        List::Documents,
        List::Lots,
        List::Stock,
        List::Parties,
        List::Places,
        List::Transports,
        List::Crossings,
        List::Acts,
        List::Discrepancies,
        List::Entries,
    ];

    /// Its name, in the plural.
    pub fn name(self) -> &'static str {
        match self {
            List::Parties => "parties",
            List::Places => "places",
            List::Documents => "documents",
            List::Notes => "notes",
            List::Transports => "transports",
            List::Lots => "lots",
            List::Crossings => "crossings",
            List::Acts => "acts",
            List::Discrepancies => "discrepancies",
            List::Entries => "entries",
            List::Stock => "stock",
        }
    }

    /// The list with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }

    pub(crate) fn number(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.number() == number)
    }
}

/// What a record can be found by, beside its texts. The number stands in the file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Field {
    /// Every record.
    All = 0,
    Party = 1,
    Place = 2,
    Status = 3,
    Kind = 4,
    /// A goods code and each of its beginnings of 2, 4, 6 and 8 digits.
    Code = 5,
    Origin = 6,
    Destination = 7,
    Document = 8,
    Lot = 9,
    Transport = 10,
    Note = 11,
    Open = 12,
    Refused = 13,
    Overdue = 14,
    Flagged = 15,
    Direction = 16,
}

impl Field {
    pub(crate) fn number(self) -> i64 {
        self as i64
    }
}

/// One value that a record is found by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Facet {
    pub(crate) list: i64,
    pub(crate) field: i64,
    pub(crate) value: i64,
    pub(crate) day: i64,
    pub(crate) id: i64,
}

impl Facet {
    pub(crate) fn new(list: List, field: Field, value: i64, (day, id): (i64, i64)) -> Self {
        Self { list: list.number(), field: field.number(), value, day, id }
    }

    pub(crate) fn values(&self) -> [i64; 5] {
        [self.list, self.field, self.value, self.day, self.id]
    }
}

/// Beginnings of a goods code, itself among them, as numbers of [`trade::code::GoodsPrefix`].
pub(crate) fn prefixes(code: i64) -> Vec<i64> {
    let code = u64::try_from(code).ok().and_then(trade::code::GoodsCode::from_number);
    let Some(code) = code else { return Vec::new() };
    let lengths = [2, 4, 6, 8, 10].into_iter();
    lengths.filter_map(|length| i64::try_from(code.prefix(length)?.number()).ok()).collect()
}
