//! The editions shipped and the lookup in one of them.

use super::CodeEntry;
use crate::code::{GoodsCode, GoodsPrefix, Nomenclature};
use crate::date::Date;
use crate::packed;
use crate::unit::Unit;
use std::sync::OnceLock;

/// One dated table of codes.
///
/// ```
/// use trade::code::Nomenclature;
/// use trade::nomenclature::editions;
/// let hs: Vec<_> = editions().iter().filter(|e| e.nomenclature == Nomenclature::Hs).map(|e| e.name).collect();
/// assert_eq!(hs, ["HS 2017", "HS 2022"]);
/// ```
#[derive(Debug)]
pub struct Edition {
    /// Its name, as answers quote it.
    pub name: &'static str,
    /// Whose codes it holds.
    pub nomenclature: Nomenclature,
    /// The first day it is in force.
    pub valid_from: Date,
    /// The last day it is in force, or the last day the table is known to be right; `None` while open.
    pub valid_to: Option<Date>,
    /// Where the table is from.
    pub source: &'static str,
    /// Codes of the nomenclature's own length in it.
    pub rows: usize,
    packed: &'static [u8],
    unpacked: OnceLock<Table>,
}

/// The table in memory: one text and where its lines start.
#[derive(Debug)]
struct Table {
    text: String,
    starts: Vec<u32>,
}

impl Edition {
    fn table(&self) -> &Table {
        self.unpacked.get_or_init(|| {
            let text = packed::text(self.packed);
            let starts = packed::line_starts(&text);
            Table { text, starts }
        })
    }

    /// Whether the edition is in force on the day.
    pub fn is_in_force(&self, on: Date) -> bool {
        self.valid_from <= on && self.valid_to.is_none_or(|last| on <= last)
    }

    /// The row of a code, heading or chapter: `(first day of the row itself, entry)`.
    fn row(&'static self, code: GoodsPrefix) -> Option<(Option<Date>, CodeEntry)> {
        let digits = code.to_string();
        let table = self.table();
        let by_code = |line: &str| line.split('\t').next().unwrap_or_default().cmp(digits.as_str());
        let line = packed::find_line(&table.text, &table.starts, by_code)?;
        let mut cells = line.split('\t').skip(1);
        let unit: Option<Unit> = cells.next().and_then(|unit| unit.parse().ok());
        let since = cells.next().and_then(|day| day.parse().ok());
        Some((since, CodeEntry { text: cells.next().unwrap_or_default(), unit, edition: self.name }))
    }

    /// What the edition says about a code, heading or chapter.
    pub(super) fn entry(&'static self, code: GoodsPrefix) -> Option<CodeEntry> {
        self.row(code).map(|(_, entry)| entry)
    }

    /// The first day of a code that is younger than its edition.
    pub(super) fn since(&'static self, code: GoodsCode) -> Option<Date> {
        self.row(code.into()).and_then(|(since, _)| since)
    }

    /// The other editions of the same nomenclature.
    pub(super) fn others(&'static self) -> impl Iterator<Item = &'static Edition> {
        editions().iter().filter(|other| other.nomenclature == self.nomenclature && other.name != self.name)
    }

    /// The codes of the nomenclature's own length under the same six digits, sorted.
    pub(super) fn under_hs6(&'static self, code: GoodsCode) -> impl Iterator<Item = GoodsCode> {
        let table = self.table();
        let first = code.hs6().to_string();
        let from = table.starts.partition_point(|start| packed::line(&table.text, *start) < first.as_str());
        let lines = table.starts.iter().skip(from).map(|start| packed::line(&table.text, *start));
        lines
            .map_while(move |line| line.starts_with(&first).then_some(line))
            .filter_map(|line| line.split('\t').next()?.parse::<GoodsCode>().ok())
            .filter(|code| code.nomenclature() == self.nomenclature)
    }

    /// Codes of the nomenclature's own length, counted.
    #[cfg(test)]
    pub(super) fn count(&'static self) -> usize {
        let table = self.table();
        let lines = table.starts.iter().map(|start| packed::line(&table.text, *start));
        lines
            .filter_map(|line| line.split('\t').next()?.parse::<GoodsCode>().ok())
            .filter(|code| code.nomenclature() == self.nomenclature)
            .count()
    }
}

macro_rules! table {
    ($file:literal) => {
        include_bytes!(concat!("../../../../data/nomenclature/", $file))
    };
}

/// All editions shipped: HS, CN and TN VED, each in the order of their days.
pub fn editions() -> &'static [Edition] {
    static EDITIONS: [Edition; 6] = [
        Edition {
            name: "HS 2017",
            nomenclature: Nomenclature::Hs,
            valid_from: Date::constant(2017, 1, 1),
            valid_to: Some(Date::constant(2021, 12, 31)),
            source: "WCO Harmonized System, 6th edition; list and units as UN Comtrade publishes them (H5)",
            rows: 5388,
            packed: table!("hs2017.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: "HS 2022",
            nomenclature: Nomenclature::Hs,
            valid_from: Date::constant(2022, 1, 1),
            valid_to: Some(Date::constant(2027, 12, 31)),
            source: "WCO Harmonized System, 7th edition; list and units as UN Comtrade publishes them (H6). The 8th \
                     edition enters into force on 2028-01-01",
            rows: 5613,
            packed: table!("hs2022.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: "CN 2023",
            nomenclature: Nomenclature::Cn,
            valid_from: Date::constant(2023, 1, 1),
            valid_to: Some(Date::constant(2023, 12, 31)),
            source: "Combined Nomenclature of the EU for 2023, Publications Office of the European Union",
            rows: 9755,
            packed: table!("cn2023.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: "CN 2026",
            nomenclature: Nomenclature::Cn,
            valid_from: Date::constant(2026, 1, 1),
            valid_to: Some(Date::constant(2026, 12, 31)),
            source: "Combined Nomenclature of the EU for 2026, Publications Office of the European Union",
            rows: 9791,
            packed: table!("cn2026.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: "TN VED 2022",
            nomenclature: Nomenclature::TnVed,
            valid_from: Date::constant(2022, 1, 1),
            valid_to: Some(Date::constant(2023, 8, 9)),
            source: "TN VED of the EAEU (decision 80 of the Council of the EEC of 14 September 2021) with changes to \
                     2023-08-09; codes that a change ended are not in it",
            rows: 12_715,
            packed: table!("tnved2022.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: "TN VED 2026-06-18",
            nomenclature: Nomenclature::TnVed,
            valid_from: Date::constant(2026, 6, 18),
            valid_to: Some(Date::constant(2027, 12, 31)),
            source: "Common customs tariff of the EAEU, state of 2026-06-18: codes without texts",
            rows: 13_290,
            packed: table!("tnved2026-06-18.tsv.gz"),
            unpacked: OnceLock::new(),
        },
    ];
    &EDITIONS
}

/// The editions of one nomenclature, in the order of their days.
pub(super) fn editions_of(nomenclature: Nomenclature) -> impl Iterator<Item = &'static Edition> {
    editions().iter().filter(move |edition| edition.nomenclature == nomenclature)
}

/// The edition in force on the day.
pub(super) fn in_force(nomenclature: Nomenclature, on: Date) -> Option<&'static Edition> {
    editions_of(nomenclature).find(|edition| edition.is_in_force(on))
}

/// Which days the editions of a nomenclature cover, in words.
pub(super) fn horizon(nomenclature: Nomenclature) -> String {
    let days = |edition: &Edition| match edition.valid_to {
        Some(last) => format!("{} to {last} ({})", edition.valid_from, edition.name),
        None => format!("from {} ({})", edition.valid_from, edition.name),
    };
    let days: Vec<_> = editions_of(nomenclature).map(days).collect();
    format!("{nomenclature} is covered {}", days.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edition_has_the_rows_it_states() {
        for edition in editions() {
            assert_eq!(edition.count(), edition.rows, "{}", edition.name);
            let table = edition.table();
            let lines: Vec<_> = table.starts.iter().map(|start| packed::line(&table.text, *start)).collect();
            let code = |line: &str| line.split('\t').next().unwrap().to_owned();
            assert!(
                lines.windows(2).all(|pair| code(pair[0]) < code(pair[1])),
                "{}: sorted, no code twice",
                edition.name
            );
            for line in lines {
                let cells: Vec<_> = line.split('\t').collect();
                assert_eq!(cells.len(), 4, "{line}");
                assert!(cells[0].parse::<GoodsPrefix>().is_ok(), "{line}");
                assert!(cells[1].is_empty() || cells[1].parse::<Unit>().is_ok(), "{line}");
                assert!(cells[2].is_empty() || cells[2].parse::<Date>().is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn editions_of_one_nomenclature_do_not_overlap() {
        for nomenclature in [Nomenclature::Hs, Nomenclature::Cn, Nomenclature::TnVed] {
            let editions: Vec<_> = editions_of(nomenclature).collect();
            assert!(editions.windows(2).all(|pair| pair[0].valid_to.is_some_and(|last| last < pair[1].valid_from)));
        }
    }

    #[test]
    fn every_national_code_lies_under_a_code_of_the_hs_2022() {
        let hs = &editions()[1];
        for edition in editions_of(Nomenclature::Cn).chain(editions_of(Nomenclature::TnVed)) {
            let table = edition.table();
            for start in &table.starts {
                let code = packed::line(&table.text, *start).split('\t').next().unwrap();
                if let Ok(code) = code.parse::<GoodsCode>() {
                    assert!(hs.entry(code.hs6().into()).is_some(), "{code} in {}", edition.name);
                }
            }
        }
    }
}
