//! Lookup in the tables of unions, which have gaps between their editions.

use super::concordance::Relation;
use super::edition::Edition;
use super::{CodeEntry, CodeStatus, Tables};
use crate::code::{GoodsCode, Nomenclature};
use crate::date::Date;

fn not_covered(tables: &Tables, code: GoodsCode, on: Date, horizon: String) -> CodeStatus<'_> {
    CodeStatus::NotCovered { horizon, hs6: Some(Box::new(tables.find_hs(code.hs6(), on))) }
}

/// The codes that `to` has under the same six digits and `from` has not.
pub(super) fn changed(code: GoodsCode, from: &Edition, to: &Edition) -> Vec<GoodsCode> {
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
fn find_in<'a>(tables: &'a Tables, edition: &'a Edition, code: GoodsCode, on: Date) -> CodeStatus<'a> {
    if let Some(entry) = edition.entry(code.into()) {
        return match edition.since(code) {
            Some(since) if on < since => CodeStatus::NotYet { edition: &edition.name, predecessors: vec![] },
            _ => CodeStatus::Known(with_text(tables, entry, edition, code)),
        };
    }
    if let Some(since) = younger_neighbour(edition, code, on) {
        let name = &edition.name;
        let horizon = format!("subheading {} changed on {since}; {name} has only its later codes", code.hs6());
        return not_covered(tables, code, on, horizon);
    }
    let Some(other) = tables.others(edition).find(|other| other.entry(code.into()).is_some()) else {
        return CodeStatus::Unknown { edition: &edition.name, nearest: tables.nearest(code, on) };
    };
    let codes = changed(code, other, edition);
    if other.valid_from < edition.valid_from {
        let relation = relation(changed(code, edition, other).len(), codes.len());
        CodeStatus::Retired { successors: codes, relation, edition: &edition.name }
    } else {
        CodeStatus::NotYet { edition: &edition.name, predecessors: codes }
    }
}

/// The day on which a code of the same subheading begins after `on`. What that code replaced is not in the table, so
/// that for an absent code nothing can be said about the days before.
fn younger_neighbour(edition: &Edition, code: GoodsCode, on: Date) -> Option<Date> {
    edition.under_hs6(code).filter_map(|other| edition.since(other)).filter(|since| on < *since).max()
}

/// The text of another edition where this one has none.
fn with_text<'a>(tables: &'a Tables, entry: CodeEntry<'a>, edition: &'a Edition, code: GoodsCode) -> CodeEntry<'a> {
    if !entry.text.is_empty() {
        return entry;
    }
    let other =
        tables.others(edition).filter_map(|other| other.entry(code.into())).find(|entry| !entry.text.is_empty());
    CodeEntry { text: other.map_or("", |other| other.text), ..entry }
}

pub(super) fn find_cn(tables: &Tables, code: GoodsCode, on: Date) -> CodeStatus<'_> {
    match tables.in_force(Nomenclature::Cn, on) {
        Some(edition) => find_in(tables, edition, code, on),
        None => not_covered(tables, code, on, tables.horizon(Nomenclature::Cn)),
    }
}

pub(super) fn find_tnved(tables: &Tables, code: GoodsCode, on: Date) -> CodeStatus<'_> {
    if let Some(edition) = tables.in_force(Nomenclature::TnVed, on) {
        return find_in(tables, edition, code, on);
    }
    let before = tables.begun(Nomenclature::TnVed, on);
    let after = tables.next(Nomenclature::TnVed, on);
    let (Some(before), Some(after)) = (before, after) else {
        return not_covered(tables, code, on, tables.horizon(Nomenclature::TnVed));
    };
    match (before.entry(code.into()), after.entry(code.into())) {
        (Some(_), Some(_)) => find_in(tables, before, code, on),
        (None, None) => CodeStatus::Unknown { edition: &before.name, nearest: tables.nearest(code, on) },
        (Some(_), None) => {
            let name = &before.name;
            not_covered(
                tables,
                code,
                on,
                format!("{code} is in {name} and no longer in {}; the day it ended is not known", after.name),
            )
        }
        (None, Some(_)) => {
            let name = &after.name;
            not_covered(
                tables,
                code,
                on,
                format!("{code} is in {name} and not yet in {}; the day it began is not known", before.name),
            )
        }
    }
}
