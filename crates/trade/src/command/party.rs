//! Parties, time, and the end of a party's texts.

use super::{
    limit,
    word::{MergeKind, PartyKind},
};
use crate::{
    country::CountryCode,
    date::{Day, Timestamp},
    field::{Object, document},
    party::PartyRef,
    problem::Problems,
    text::Text,
};

document! {
    /// Tells or renews what is known of a party.
    pub struct Party {
        /// The party.
        pub id: PartyRef,
        /// Its name.
        pub name: Text<{ limit::NAME }>,
        /// Its country.
        pub country: Option<CountryCode>,
        /// What it is.
        pub kind: PartyKind,
        /// Its address.
        pub address: Option<Text<{ limit::ADDRESS }>>,
        /// Date of foundation or birth.
        pub founded: Option<Day>,
    }
}

document! {
    /// One party goes into another: all stock of `from` goes to `into`, and from then on `from` means `into`.
    pub struct PartyMerge {
        /// The party that ends.
        pub from: PartyRef,
        /// The party that goes on.
        pub into: PartyRef,
        /// Date of the merger.
        pub date: Day,
        /// A merger of two records or parties, or a succession in law.
        pub kind: MergeKind,
        /// Why.
        pub reason: Text<{ limit::REASON }>,
    }
    check(object, problems) {
        check_two(from.as_ref(), into.as_ref(), object, problems);
    }
}

document! {
    /// The time, told by the leading node: deadlines that have passed take effect.
    pub struct Clock {
        /// The time now.
        pub now: Timestamp,
    }
}

document! {
    /// Destroys the key under which a party's texts are kept.
    pub struct Erase {
        /// The party.
        pub party: PartyRef,
        /// Why.
        pub reason: Text<{ limit::REASON }>,
        /// The authority that orders it.
        pub authority: PartyRef,
    }
}

/// A party cannot go into itself.
fn check_two(from: Option<&PartyRef>, into: Option<&PartyRef>, object: &Object<'_>, problems: &mut Problems) {
    if from.is_some() && from == into {
        object.problem("party.merge_with_itself", "into", "`from` and `into` are the same party", problems);
    }
}
