//! What changed from one edition to another of the same nomenclature.

use super::edition::Edition;
use super::tables::Tables;
use super::{CodeStatus, Relation};
use crate::code::GoodsCode;
use crate::unit::Unit;
use std::collections::BTreeMap;

/// One code that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// The code.
    pub code: GoodsCode,
    /// What became of it.
    pub kind: ChangeKind<'a>,
}

/// What became of a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeKind<'a> {
    /// Only the later edition has it.
    Added,
    /// Only the earlier edition has it. Its successors are those that [`Tables::find`] gives; they may be none.
    Ended {
        /// Sorted.
        successors: Vec<GoodsCode>,
        /// How it maps to them; none where none are known.
        relation: Option<Relation>,
    },
    /// Both texts are there and differ.
    Renamed {
        /// In the earlier edition.
        before: &'a str,
        /// In the later edition.
        after: &'a str,
    },
    /// It is counted in another unit.
    Unit {
        /// In the earlier edition.
        before: Option<Unit>,
        /// In the later edition.
        after: Option<Unit>,
    },
}

type Rows<'a> = BTreeMap<GoodsCode, (Option<Unit>, &'a str)>;

fn rows(edition: &Edition) -> Rows<'_> {
    let entries = edition.entries().filter_map(|(code, entry)| {
        let code: GoodsCode = code.to_string().parse().ok()?;
        (code.nomenclature() == edition.nomenclature).then_some((code, (entry.unit, entry.text)))
    });
    entries.collect()
}

/// All changes, sorted by code. Headings are left out. An edition without any unit says nothing about units, and a code
/// without text nothing about its name.
pub fn diff<'a>(tables: &Tables, before: &'a Edition, after: &'a Edition) -> Vec<Change<'a>> {
    let (old, new) = (rows(before), rows(after));
    let has_units = |rows: &Rows<'_>| rows.values().any(|(unit, _)| unit.is_some());
    let units = has_units(&old) && has_units(&new);
    let mut changes = Vec::new();
    for (code, (unit, text)) in &old {
        let mut push = |kind| changes.push(Change { code: *code, kind });
        let Some((unit_after, text_after)) = new.get(code) else {
            push(ended(tables, *code, after));
            continue;
        };
        if units && unit != unit_after {
            push(ChangeKind::Unit { before: *unit, after: *unit_after });
        }
        if text != text_after && !text.is_empty() && !text_after.is_empty() {
            push(ChangeKind::Renamed { before: text, after: text_after });
        }
    }
    let added = new.keys().filter(|code| !old.contains_key(code));
    changes.extend(added.map(|code| Change { code: *code, kind: ChangeKind::Added }));
    changes.sort_by_key(|change| change.code);
    changes
}

fn ended<'a>(tables: &Tables, code: GoodsCode, after: &Edition) -> ChangeKind<'a> {
    match tables.find(code, after.valid_from) {
        CodeStatus::Retired { successors, relation, .. } => {
            let relation = (!successors.is_empty()).then_some(relation);
            ChangeKind::Ended { successors, relation }
        }
        CodeStatus::Known(_)
        | CodeStatus::NotYet { .. }
        | CodeStatus::Unknown { .. }
        | CodeStatus::NotCovered { .. } => ChangeKind::Ended { successors: vec![], relation: None },
    }
}
