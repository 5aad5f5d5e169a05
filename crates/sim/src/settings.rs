//! What a country is made with.

use crate::scheme::Kind;
use serde::Deserialize;
use std::collections::BTreeMap;
use trade::date::Day;

/// Everything that a country depends on: equal settings give equal documents. The defaults are those of [`Default`].
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Seed of all chance.
    pub seed: u64,
    /// Goods lines of all documents together, about: the last day ends within a few percent of it.
    pub lines: u64,
    /// The first day.
    pub from: Day,
    /// Days, 60 to 730.
    pub days: u16,
    /// Documents with a planned mistake, in a thousand.
    pub errors: u32,
    /// Documents that are sent twice, in a thousand.
    pub repeats: u32,
    /// Shares of what happens.
    pub shares: Shares,
    /// Schemes to plant, by kind.
    pub plant: BTreeMap<Kind, u32>,
}

/// Shares of what happens. Weights are relative to each other; the others are in a thousand.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shares {
    /// Weight of import declarations among documents that bring goods in.
    pub import: u32,
    /// Weight of applications for goods from the union.
    pub union_import: u32,
    /// Weight of production reports.
    pub production: u32,
    /// Weight of transit declarations.
    pub transit: u32,
    /// Import declarations that put goods in a bonded warehouse first.
    pub bonded: u32,
    /// Entry documents that are corrected some days later.
    pub corrected: u32,
    /// Transfers with an e-invoice.
    pub invoiced: u32,
    /// Transfers within the country with a transport.
    pub transport: u32,
    /// Border crossings that are looked at first.
    pub inspected: u32,
    /// Exports after an export application.
    pub applied: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 1,
            lines: 2_000,
            from: Day::from_number(FIRST_DAY).unwrap_or_else(|| unreachable!("a day of our time")),
            days: 365,
            errors: 20,
            repeats: 5,
            shares: Shares::default(),
            plant: BTreeMap::new(),
        }
    }
}

/// 2025-01-01, in days since 1970-01-01.
const FIRST_DAY: i32 = 20_089;

impl Default for Shares {
    fn default() -> Self {
        Self {
            import: 62,
            union_import: 22,
            production: 12,
            transit: 4,
            bonded: 80,
            corrected: 10,
            invoiced: 250,
            transport: 50,
            inspected: 80,
            applied: 300,
        }
    }
}

/// Why settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Fewer or more lines than can be made.
    #[error("{0} lines: write a number from {least} to {most}", least = Settings::LINES_MIN, most = Settings::LINES_MAX)]
    Lines(u64),
    /// A year too short or too long.
    #[error("{0} days: write a number from {least} to {most}", least = Settings::DAYS_MIN, most = Settings::DAYS_MAX)]
    Days(u16),
    /// A share above a thousand.
    #[error("{0} is {1} in a thousand: write at most 500")]
    Share(&'static str, u32),
    /// Nothing brings goods in.
    #[error("import, union_import and production are all 0: give one of them a weight, of at most 1000")]
    NoGoods,
    /// More schemes than the country can hide.
    #[error("{asked} schemes in {lines} lines: plant at most {most}, or ask for more lines")]
    Schemes {
        /// Schemes asked for.
        asked: u64,
        /// Lines asked for.
        lines: u64,
        /// Schemes that fit.
        most: u64,
    },
}

impl Settings {
    /// Fewest lines.
    pub const LINES_MIN: u64 = 500;
    /// Most lines: numbers of documents have 32 bits.
    pub const LINES_MAX: u64 = 500_000_000;
    /// Fewest days.
    pub const DAYS_MIN: u16 = 60;
    /// Most days.
    pub const DAYS_MAX: u16 = 730;

    /// Whether a country can be made with them; all that is wrong.
    pub fn check(&self) -> Vec<SettingsError> {
        let mut found = Vec::new();
        if !(Self::LINES_MIN..=Self::LINES_MAX).contains(&self.lines) {
            found.push(SettingsError::Lines(self.lines));
        }
        if !(Self::DAYS_MIN..=Self::DAYS_MAX).contains(&self.days) {
            found.push(SettingsError::Days(self.days));
        }
        let shares = &self.shares;
        let parts = [
            ("errors", self.errors),
            ("repeats", self.repeats),
            ("bonded", shares.bonded),
            ("corrected", shares.corrected),
            ("invoiced", shares.invoiced),
            ("transport", shares.transport),
            ("inspected", shares.inspected),
            ("applied", shares.applied),
        ];
        found.extend(parts.iter().filter(|(_, share)| *share > 500).map(|(name, n)| SettingsError::Share(name, *n)));
        let weights = [shares.import, shares.union_import, shares.production, shares.transit];
        if weights[..3].iter().all(|weight| *weight == 0) || weights.iter().any(|weight| *weight > 1000) {
            found.push(SettingsError::NoGoods);
        }
        let asked: u64 = self.plant.values().map(|count| u64::from(*count)).sum();
        let most = self.lines / 20;
        if asked > most {
            found.push(SettingsError::Schemes { asked, lines: self.lines, most });
        }
        found
    }
}
