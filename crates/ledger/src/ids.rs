//! Dense ids. An id is the position of a record plus one, in the order of recording; zero stands for "none".

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug, minicbor::Encode, minicbor::Decode)]
        #[cbor(transparent)]
        pub struct $name(#[n(0)] pub u32);

        impl $name {
            /// No record.
            pub const NONE: Self = Self(0);

            /// The id of the record at `position` (from zero).
            #[must_use]
            pub fn at(position: u32) -> Self {
                match position.checked_add(1) {
                    Some(id) => Self(id),
                    None => crate::bug::bug("more than 2^32 records of one kind"),
                }
            }

            /// The position (from zero); `None` for [`Self::NONE`].
            #[must_use]
            pub const fn position(self) -> Option<u32> {
                self.0.checked_sub(1)
            }

            /// Whether this names a record.
            #[must_use]
            pub const fn is_some(self) -> bool {
                self.0 != 0
            }
        }
    };
}

id!(
    /// A party: company, person, authority.
    PartyId
);
id!(
    /// A place: warehouse, border post, port.
    PlaceId
);
id!(
    /// The goods of one line of one document.
    LotId
);
id!(
    /// A document other than a note.
    DocId
);
id!(
    /// A note (consignment).
    NoteId
);
id!(
    /// A line of a note, numbered through all notes.
    LineId
);
id!(
    /// A transport: vehicle, wagon, flight with what it carries.
    TransportId
);
id!(
    /// A discrepancy: a fact the books could not take.
    DiscrepancyId
);
