//! Lookup in the tables of unions, which have gaps between their editions.

use super::concordance::Relation;
use super::edition::{self, Edition};
use super::{CodeEntry, CodeStatus};
use crate::code::{GoodsCode, Nomenclature};
use crate::date::Date;

fn not_covered(code: GoodsCode, on: Date, horizon: String) -> CodeStatus {
    CodeStatus::NotCovered { horizon, hs6: Some(Box::new(super::find_hs(code.hs6(), on))) }
}

/// The codes that `to` has under the same six digits and `from` has not.
pub(super) fn changed(code: GoodsCode, from: &'static Edition, to: &'static Edition) -> Vec<GoodsCode> {
    to.under_hs6(code).filter(|new| from.entry((*new).into()).is_none()).collect()
}

fn relation(old: usize, new: usize) -> Relation {
    match (old > 1, new > 1) {
        (false, false) => Relation::OneToOne,
        (false, true) => Relation::OneToMany,
        (true, false) => Relation::ManyToOne,
        (true, true) => Relation::ManyToMany,
    }
}

/// The answer of one edition that is in force.
fn find_in(edition: &'static Edition, code: GoodsCode, on: Date) -> CodeStatus {
    if let Some(entry) = edition.entry(code.into()) {
        return match edition.since(code) {
            Some(since) if on < since => CodeStatus::NotYet { edition: edition.name, predecessors: vec![] },
            _ => CodeStatus::Known(with_text(entry, edition, code)),
        };
    }
    if let Some(since) = younger_neighbour(edition, code, on) {
        let name = edition.name;
        let horizon = format!("subheading {} changed on {since}; {name} has only its later codes", code.hs6());
        return not_covered(code, on, horizon);
    }
    let Some(other) = edition.others().find(|other| other.entry(code.into()).is_some()) else {
        return CodeStatus::Unknown { edition: edition.name, nearest: super::nearest(code, on) };
    };
    let codes = changed(code, other, edition);
    if other.valid_from < edition.valid_from {
        let relation = relation(changed(code, edition, other).len(), codes.len());
        CodeStatus::Retired { successors: codes, relation, edition: edition.name }
    } else {
        CodeStatus::NotYet { edition: edition.name, predecessors: codes }
    }
}

/// The day on which a code of the same subheading begins after `on`. What that code replaced is not in the table, so
/// that for an absent code nothing can be said about the days before.
fn younger_neighbour(edition: &'static Edition, code: GoodsCode, on: Date) -> Option<Date> {
    edition.under_hs6(code).filter_map(|other| edition.since(other)).filter(|since| on < *since).max()
}

/// The text of another edition where this one has none.
fn with_text(entry: CodeEntry, edition: &'static Edition, code: GoodsCode) -> CodeEntry {
    if !entry.text.is_empty() {
        return entry;
    }
    let other = edition.others().filter_map(|other| other.entry(code.into())).find(|entry| !entry.text.is_empty());
    CodeEntry { text: other.map_or("", |other| other.text), ..entry }
}

pub(super) fn find_cn(code: GoodsCode, on: Date) -> CodeStatus {
    match edition::in_force(Nomenclature::Cn, on) {
        Some(edition) => find_in(edition, code, on),
        None => not_covered(code, on, edition::horizon(Nomenclature::Cn)),
    }
}

pub(super) fn find_tnved(code: GoodsCode, on: Date) -> CodeStatus {
    if let Some(edition) = edition::in_force(Nomenclature::TnVed, on) {
        return find_in(edition, code, on);
    }
    let before = edition::editions_of(Nomenclature::TnVed).filter(|edition| edition.valid_from <= on).last();
    let after = edition::editions_of(Nomenclature::TnVed).find(|edition| on < edition.valid_from);
    let (Some(before), Some(after)) = (before, after) else {
        return not_covered(code, on, edition::horizon(Nomenclature::TnVed));
    };
    match (before.entry(code.into()), after.entry(code.into())) {
        (Some(_), Some(_)) => find_in(before, code, on),
        (None, None) => CodeStatus::Unknown { edition: before.name, nearest: super::nearest(code, on) },
        (Some(_), None) => {
            let name = before.name;
            not_covered(
                code,
                on,
                format!("{code} is in {name} and no longer in {}; the day it ended is not known", after.name),
            )
        }
        (None, Some(_)) => {
            let name = after.name;
            not_covered(
                code,
                on,
                format!("{code} is in {name} and not yet in {}; the day it began is not known", before.name),
            )
        }
    }
}
