//! All editions that judge: those shipped, and those that an operator imported.

use super::edition::{Edition, editions};
use super::{CodeStatus, Standing, concordance, national, refusal};
use crate::code::{GoodsCode, GoodsPrefix, Nomenclature};
use crate::date::Date;

/// The editions in use. On a day the youngest edition that has begun is in force, unless its own last day has passed: a
/// new edition ends the one before it, also where that one was known to be right for longer.
///
/// ```
/// use trade::date::Date;
/// use trade::nomenclature::{Standing, Tables};
/// let tables = Tables::default(); // those shipped
/// assert_eq!(tables.standing("851713".parse()?, Date::constant(2026, 3, 1)), Standing::Whole);
/// let Standing::Refused(code, words) = tables.standing("851712".parse()?, Date::constant(2022, 6, 1)) else { panic!() };
/// assert_eq!(code, "code.retired");
/// assert!(words.contains("851713"));
/// # Ok::<(), trade::code::CodeError>(())
/// ```
#[derive(Debug, Default)]
pub struct Tables {
    imported: Vec<Edition>,
}

/// Why an edition cannot stand beside the others.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Overlap {
    /// Another has the name.
    #[error("there is an edition with the name {0}; an edition is never replaced")]
    Name(String),
    /// Another begins on the same day.
    #[error("{0} begins on the same day; a corrected table is a new edition that begins later")]
    Day(String),
    /// It would still be in force when a younger one begins, or end while an older one goes on.
    #[error("its days overlap those of {0}; state another first or last day")]
    Days(String),
}

impl Tables {
    /// The editions that come with the program.
    pub(super) const fn shipped() -> Self {
        Self { imported: Vec::new() }
    }

    /// All editions, shipped ones first.
    pub fn editions(&self) -> impl Iterator<Item = &Edition> {
        editions().iter().chain(&self.imported)
    }

    /// Those that were imported.
    pub fn imported(&self) -> &[Edition] {
        &self.imported
    }

    /// Adds an edition, where its days and its name are free.
    pub fn add(&mut self, edition: Edition) -> Result<(), Overlap> {
        self.check(&edition)?;
        self.imported.push(edition);
        Ok(())
    }

    /// Takes an imported edition out, by its name.
    pub fn take(&mut self, nomenclature: Nomenclature, name: &str) -> Option<Edition> {
        let is_it = |one: &Edition| one.nomenclature == nomenclature && one.name == name;
        let at = self.imported.iter().position(is_it)?;
        Some(self.imported.remove(at))
    }

    /// Whether an edition could be added.
    pub fn check(&self, new: &Edition) -> Result<(), Overlap> {
        for other in self.editions().filter(|other| other.nomenclature == new.nomenclature) {
            let name = other.name.to_string();
            if other.name == new.name {
                return Err(Overlap::Name(name));
            }
            if other.valid_from == new.valid_from {
                return Err(Overlap::Day(name));
            }
            let before = new.valid_from < other.valid_from;
            let reaches = new.valid_to.is_none_or(|last| last >= other.valid_from);
            let outlived = match (new.valid_to, other.valid_to) {
                (Some(last), Some(others)) => last < others,
                (Some(_), None) => true,
                (None, _) => false,
            };
            let inside = other.valid_to.is_none_or(|last| last >= new.valid_from);
            if (before && reaches) || (!before && inside && outlived) {
                return Err(Overlap::Days(name));
            }
        }
        Ok(())
    }

    /// The edition in force on the day.
    pub fn in_force(&self, nomenclature: Nomenclature, on: Date) -> Option<&Edition> {
        self.begun(nomenclature, on).filter(|edition| edition.valid_to.is_none_or(|last| on <= last))
    }

    /// The youngest edition that has begun on the day.
    pub(super) fn begun(&self, nomenclature: Nomenclature, on: Date) -> Option<&Edition> {
        self.of(nomenclature).filter(|edition| edition.valid_from <= on).max_by_key(|edition| edition.valid_from)
    }

    /// The first edition that begins after the day.
    pub(super) fn next(&self, nomenclature: Nomenclature, on: Date) -> Option<&Edition> {
        self.of(nomenclature).filter(|edition| on < edition.valid_from).min_by_key(|edition| edition.valid_from)
    }

    fn of(&self, nomenclature: Nomenclature) -> impl Iterator<Item = &Edition> {
        self.editions().filter(move |edition| edition.nomenclature == nomenclature)
    }

    /// The other editions of the same nomenclature.
    pub(super) fn others<'a>(&'a self, edition: &'a Edition) -> impl Iterator<Item = &'a Edition> {
        self.of(edition.nomenclature).filter(move |other| other.name != edition.name)
    }

    /// Which days the editions of a nomenclature cover, in words.
    pub(super) fn horizon(&self, nomenclature: Nomenclature) -> String {
        let mut editions: Vec<_> = self.of(nomenclature).collect();
        editions.sort_by_key(|edition| edition.valid_from);
        let days = |edition: &&Edition| match edition.valid_to {
            Some(last) => format!("{} to {last} ({})", edition.valid_from, edition.name),
            None => format!("from {} ({})", edition.valid_from, edition.name),
        };
        let days: Vec<_> = editions.iter().map(days).collect();
        format!("{nomenclature} is covered {}", days.join(", "))
    }

    /// Looks a code up on a day. The day of law is the caller's to name: the day of the entry document, not today.
    pub fn find(&self, code: GoodsCode, on: Date) -> CodeStatus<'_> {
        match code.nomenclature() {
            Nomenclature::Hs => self.find_hs(code, on),
            Nomenclature::Cn => national::find_cn(self, code, on),
            Nomenclature::TnVed => national::find_tnved(self, code, on),
        }
    }

    pub(super) fn find_hs(&self, code: GoodsCode, on: Date) -> CodeStatus<'_> {
        let Some(edition) = self.in_force(Nomenclature::Hs, on) else {
            return CodeStatus::NotCovered { horizon: self.horizon(Nomenclature::Hs), hs6: None };
        };
        if let Some(entry) = edition.entry(code.into()) {
            return CodeStatus::Known(entry);
        }
        let Some(other) = self.others(edition).find(|other| other.entry(code.into()).is_some()) else {
            return CodeStatus::Unknown { edition: &edition.name, nearest: self.nearest(code, on) };
        };
        let (codes, relation) = concordance::main_links(code, other, edition);
        if other.valid_from < edition.valid_from {
            CodeStatus::Retired { successors: codes, relation, edition: &edition.name }
        } else {
            CodeStatus::NotYet { edition: &edition.name, predecessors: codes }
        }
    }

    /// The longest part of the code that the HS has on the day.
    pub(super) fn nearest(&self, code: GoodsCode, on: Date) -> Option<GoodsPrefix> {
        let edition = self.in_force(Nomenclature::Hs, on)?;
        [6, 4, 2].into_iter().filter_map(|length| code.prefix(length)).find(|part| edition.entry(*part).is_some())
    }

    /// Judges a code for a document of a day. Where the national edition does not cover the day, the six digits that all
    /// nomenclatures share decide.
    pub fn standing(&self, code: GoodsCode, on: Date) -> Standing {
        let status = self.find(code, on);
        if let CodeStatus::NotCovered { hs6: Some(hs6), .. } = &status {
            return refusal(hs6, code.hs6(), on)
                .map_or(Standing::BySixDigits, |(code, words)| Standing::Refused(code, words));
        }
        refusal(&status, code, on).map_or(Standing::Whole, |(code, words)| Standing::Refused(code, words))
    }
}
