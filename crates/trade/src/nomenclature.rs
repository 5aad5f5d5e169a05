//! Dated tables of goods codes: which code exists on a day, what became of it, and in which unit it is counted.
//!
//! Every table is an edition with its days; none is ever changed, a new edition stands beside it. **An edition says what
//! it does not cover:** on a day without an edition of a code's own nomenclature the answer is
//! [`CodeStatus::NotCovered`], with the answer for its first six digits beside it, since the Harmonized System covers
//! more days than the national tables. Nothing is guessed from a neighbouring year.
//!
//! Of the TN VED two snapshots are shipped, of 2022 with changes to August 2023, and of June 2026. The first has no codes
//! that a change ended: where a subheading changed later than the day asked about, an absent code is not covered rather
//! than unknown. Between the snapshots a code that both have is known, one
//! that neither has is unknown, and one that only one of them has changed on a day that no table tells: not covered.

mod concordance;
mod diff;
mod edition;
mod import;
mod national;
mod tables;

use crate::code::{GoodsCode, GoodsPrefix};
use crate::date::Date;
use crate::unit::Unit;

pub use concordance::{Link, Relation, Successors, links, successors};
pub use diff::{Change, ChangeKind, diff};
pub use edition::{Edition, editions};
pub use import::{Draft, DraftRow, Manifest, from_file, read, to_file};
pub use tables::{Overlap, Tables};

/// What a table says about a code.
///
/// ```
/// use trade::date::Date;
/// use trade::nomenclature::{find, CodeStatus};
/// let CodeStatus::Known(entry) = find("851713".parse()?, Date::constant(2026, 11, 25)) else { return Err("?".into()) };
/// assert_eq!(entry.edition, "HS 2022");
/// assert!(entry.text.contains("smartphones"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeEntry<'a> {
    /// The text of the table: English in HS and CN, Russian in the TN VED, where it is the last fragment only
    /// (`- - прочие`). Empty where the edition gives no texts and no other has the code.
    pub text: &'a str,
    /// The unit of the table: the statistical unit of UN Comtrade in HS, the supplementary unit in CN, none in the TN
    /// VED editions shipped. They are not the same thing; do not carry one over to the other.
    pub unit: Option<Unit>,
    /// The name of the edition that has the code on the day.
    pub edition: &'a str,
}

/// The answer for a code on a day.
///
/// ```
/// use trade::date::Date;
/// use trade::nomenclature::{find, CodeStatus, Relation};
/// // Mobile phones were one code until the revision of 2022.
/// let status = find("851712".parse()?, Date::constant(2022, 6, 1));
/// let successors = vec!["851713".parse()?, "851714".parse()?];
/// assert_eq!(status, CodeStatus::Retired { successors, relation: Relation::OneToMany, edition: "HS 2022" });
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeStatus<'a> {
    /// The code exists on the day.
    Known(CodeEntry<'a>),
    /// The code existed before the day.
    Retired {
        /// The codes that took over its goods, sorted. In the HS those of the official correlation, without the n:n
        /// ones where others exist; in national tables the new codes of the same subheading, which may be none.
        successors: Vec<GoodsCode>,
        /// How the old code maps to the new ones.
        relation: Relation,
        /// The edition of the day, which no longer has the code.
        edition: &'a str,
    },
    /// The code exists only after the day.
    NotYet {
        /// The edition of the day, which does not have the code yet.
        edition: &'a str,
        /// The codes of the day that its goods have, sorted, found as for `Retired`.
        predecessors: Vec<GoodsCode>,
    },
    /// No edition has the code.
    Unknown {
        /// The edition of the day.
        edition: &'a str,
        /// The longest part of the code that exists on the day.
        nearest: Option<GoodsPrefix>,
    },
    /// The tables do not reach the day.
    NotCovered {
        /// What is covered, in words.
        horizon: String,
        /// The answer for the first six digits of a longer code.
        hs6: Option<Box<CodeStatus<'a>>>,
    },
}

/// Looks a code up on a day. The day of law is the caller's to name: the day of the entry document, not today.
///
/// ```
/// use trade::date::Date;
/// use trade::nomenclature::{find, CodeStatus};
/// let on = Date::constant(2026, 11, 25);
/// assert!(matches!(find("8517130000".parse()?, on), CodeStatus::Known(_)));
/// assert!(matches!(find("8517139999".parse()?, on), CodeStatus::Unknown { nearest: Some(_), .. }));
/// # Ok::<(), trade::code::CodeError>(())
/// ```
///
/// It asks the shipped editions alone; [`Tables::find`] asks imported ones, too.
pub fn find(code: GoodsCode, on: Date) -> CodeStatus<'static> {
    static SHIPPED: Tables = Tables::shipped();
    SHIPPED.find(code, on)
}

/// Whether a code may stand in a document of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It exists in the edition of the day.
    Whole,
    /// No national edition covers the day; its six digits exist.
    BySixDigits,
    /// It may not, with a stable code and the reason in words for the trader.
    Refused(&'static str, String),
}

fn refusal(status: &CodeStatus<'_>, code: GoodsCode, on: Date) -> Option<(&'static str, String)> {
    let list = |codes: &[GoodsCode]| codes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    match status {
        CodeStatus::Known(_) => None,
        CodeStatus::Retired { successors, edition, .. } => {
            let next = if successors.is_empty() { "no successor is known".into() } else { list(successors) };
            Some(("code.retired", format!("{code} ended before {on} ({edition}); successors: {next}")))
        }
        CodeStatus::NotYet { edition, predecessors } => {
            let before = list(predecessors);
            Some(("code.not_yet", format!("{code} is not yet in {edition}; on {on} such goods had {before}")))
        }
        CodeStatus::Unknown { edition, nearest } => {
            let near = nearest.map_or_else(String::new, |near| format!("; the nearest heading there is {near}"));
            Some(("code.unknown", format!("{code} is not in {edition}{near}")))
        }
        CodeStatus::NotCovered { horizon, .. } => {
            Some(("code.not_covered", format!("no code table covers {on}: {horizon}")))
        }
    }
}
