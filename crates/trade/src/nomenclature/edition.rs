//! One edition, shipped or imported, and the lookup in it.

use super::CodeEntry;
use crate::code::{GoodsCode, GoodsPrefix, Nomenclature};
use crate::date::Date;
use crate::packed;
use crate::unit::Unit;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::OnceLock;

/// One dated table of codes.
///
/// ```
/// use trade::code::Nomenclature;
/// use trade::nomenclature::editions;
/// let hs: Vec<_> = editions().iter().filter(|e| e.nomenclature == Nomenclature::Hs).map(|e| &*e.name).collect();
/// assert_eq!(hs, ["HS 2017", "HS 2022"]);
/// ```
#[derive(Debug)]
pub struct Edition {
    /// Its name, as answers quote it.
    pub name: Cow<'static, str>,
    /// Whose codes it holds.
    pub nomenclature: Nomenclature,
    /// The first day it is in force.
    pub valid_from: Date,
    /// The last day it is in force, or the last day the table is known to be right; `None` while open. It ends earlier
    /// where a younger edition begins.
    pub valid_to: Option<Date>,
    /// Who issued it.
    pub publisher: Cow<'static, str>,
    /// Where the table is from.
    pub source: Cow<'static, str>,
    /// On which terms it may be used; empty where nobody said.
    pub licence: Cow<'static, str>,
    /// Codes of the nomenclature's own length in it.
    pub rows: usize,
    /// Whether it came with the program.
    pub is_shipped: bool,
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
    /// An imported edition. `text` has the form of the shipped tables: a line of columns, then code, unit, first day and
    /// text, separated by tabs and sorted by code.
    pub(super) fn imported(mut self, text: String) -> Self {
        let starts = packed::line_starts(&text);
        let lines = starts.iter().map(|start| packed::line(&text, *start));
        self.rows = own_codes(self.nomenclature, lines).count();
        self.unpacked = OnceLock::from(Table { text, starts });
        self
    }

    /// An edition of nothing yet.
    pub(super) fn empty(name: String, nomenclature: Nomenclature, valid_from: Date) -> Self {
        Self {
            name: Cow::Owned(name),
            nomenclature,
            valid_from,
            valid_to: None,
            publisher: Cow::Borrowed(""),
            source: Cow::Borrowed(""),
            licence: Cow::Borrowed(""),
            rows: 0,
            is_shipped: false,
            packed: &[],
            unpacked: OnceLock::new(),
        }
    }

    /// The whole table as text.
    pub(super) fn text(&self) -> &str {
        &self.table().text
    }

    /// SHA-256 of the unpacked table, in hexadecimal.
    pub fn sha256(&self) -> String {
        sha256(self.text())
    }

    /// Its rows in the order of their codes: code or heading, unit, text.
    pub fn entries(&self) -> impl Iterator<Item = (GoodsPrefix, CodeEntry<'_>)> {
        let table = self.table();
        let lines = table.starts.iter().map(|start| packed::line(&table.text, *start));
        lines.filter_map(|line| Some((line.split('\t').next()?.parse().ok()?, self.read(line).1)))
    }

    fn table(&self) -> &Table {
        self.unpacked.get_or_init(|| {
            let text = packed::text(self.packed);
            let starts = packed::line_starts(&text);
            Table { text, starts }
        })
    }

    /// The row of a code, heading or chapter: `(first day of the row itself, entry)`.
    fn row(&self, code: GoodsPrefix) -> Option<(Option<Date>, CodeEntry<'_>)> {
        let digits = code.to_string();
        let table = self.table();
        let by_code = |line: &str| line.split('\t').next().unwrap_or_default().cmp(digits.as_str());
        packed::find_line(&table.text, &table.starts, by_code).map(|line| self.read(line))
    }

    fn read<'a>(&'a self, line: &'a str) -> (Option<Date>, CodeEntry<'a>) {
        let mut cells = line.split('\t').skip(1);
        let unit: Option<Unit> = cells.next().and_then(|unit| unit.parse().ok());
        let since = cells.next().and_then(|day| day.parse().ok());
        (since, CodeEntry { text: cells.next().unwrap_or_default(), unit, edition: &self.name })
    }

    /// What the edition says about a code, heading or chapter.
    pub(super) fn entry(&self, code: GoodsPrefix) -> Option<CodeEntry<'_>> {
        self.row(code).map(|(_, entry)| entry)
    }

    /// The first day of a code that is younger than its edition.
    pub(super) fn since(&self, code: GoodsCode) -> Option<Date> {
        self.row(code.into()).and_then(|(since, _)| since)
    }

    /// The codes of the nomenclature's own length under the same six digits, sorted.
    pub(super) fn under_hs6(&self, code: GoodsCode) -> impl Iterator<Item = GoodsCode> {
        let table = self.table();
        let first = code.hs6().to_string();
        let from = table.starts.partition_point(|start| packed::line(&table.text, *start) < first.as_str());
        let lines = table.starts.iter().skip(from).map(|start| packed::line(&table.text, *start));
        own_codes(self.nomenclature, lines.map_while(move |line| line.starts_with(&first).then_some(line)))
    }
}

/// The codes of the nomenclature's own length.
fn own_codes<'a>(nomenclature: Nomenclature, lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = GoodsCode> {
    let codes = lines.filter_map(|line| line.split('\t').next()?.parse::<GoodsCode>().ok());
    codes.filter(move |code| code.nomenclature() == nomenclature)
}

/// SHA-256 in hexadecimal.
pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
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
            name: Cow::Borrowed("HS 2017"),
            nomenclature: Nomenclature::Hs,
            valid_from: Date::constant(2017, 1, 1),
            valid_to: Some(Date::constant(2021, 12, 31)),
            publisher: Cow::Borrowed("World Customs Organization"),
            source: Cow::Borrowed(
                "WCO Harmonized System, 6th edition; list and units as UN Comtrade publishes them (H5)",
            ),
            licence: Cow::Borrowed("Apache-2.0 (the collection); list of UN Comtrade"),
            rows: 5388,
            is_shipped: true,
            packed: table!("hs2017.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: Cow::Borrowed("HS 2022"),
            nomenclature: Nomenclature::Hs,
            valid_from: Date::constant(2022, 1, 1),
            valid_to: Some(Date::constant(2027, 12, 31)),
            publisher: Cow::Borrowed("World Customs Organization"),
            source: Cow::Borrowed(
                "WCO Harmonized System, 7th edition; list and units as UN Comtrade publishes them (H6). The 8th \
                     edition enters into force on 2028-01-01",
            ),
            licence: Cow::Borrowed("Apache-2.0 (the collection); list of UN Comtrade"),
            rows: 5613,
            is_shipped: true,
            packed: table!("hs2022.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: Cow::Borrowed("CN 2023"),
            nomenclature: Nomenclature::Cn,
            valid_from: Date::constant(2023, 1, 1),
            valid_to: Some(Date::constant(2023, 12, 31)),
            publisher: Cow::Borrowed("European Union"),
            source: Cow::Borrowed(
                "Combined Nomenclature of the EU for 2023, Publications Office of the European Union",
            ),
            licence: Cow::Borrowed("MIT (the collection); reuse under Decision 2011/833/EU"),
            rows: 9755,
            is_shipped: true,
            packed: table!("cn2023.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: Cow::Borrowed("CN 2026"),
            nomenclature: Nomenclature::Cn,
            valid_from: Date::constant(2026, 1, 1),
            valid_to: Some(Date::constant(2026, 12, 31)),
            publisher: Cow::Borrowed("European Union"),
            source: Cow::Borrowed(
                "Combined Nomenclature of the EU for 2026, Publications Office of the European Union",
            ),
            licence: Cow::Borrowed("MIT (the collection); reuse under Decision 2011/833/EU"),
            rows: 9791,
            is_shipped: true,
            packed: table!("cn2026.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: Cow::Borrowed("TN VED 2022"),
            nomenclature: Nomenclature::TnVed,
            valid_from: Date::constant(2022, 1, 1),
            valid_to: Some(Date::constant(2023, 8, 9)),
            publisher: Cow::Borrowed("Eurasian Economic Commission"),
            source: Cow::Borrowed(
                "TN VED of the EAEU (decision 80 of the Council of the EEC of 14 September 2021) with changes to \
                     2023-08-09; codes that a change ended are not in it",
            ),
            licence: Cow::Borrowed("official text, shipped as facts"),
            rows: 12_715,
            is_shipped: true,
            packed: table!("tnved2022.tsv.gz"),
            unpacked: OnceLock::new(),
        },
        Edition {
            name: Cow::Borrowed("TN VED 2026-06-18"),
            nomenclature: Nomenclature::TnVed,
            valid_from: Date::constant(2026, 6, 18),
            valid_to: Some(Date::constant(2027, 12, 31)),
            publisher: Cow::Borrowed("Eurasian Economic Commission"),
            source: Cow::Borrowed("Common customs tariff of the EAEU, state of 2026-06-18: codes without texts"),
            licence: Cow::Borrowed("official text, shipped as facts"),
            rows: 13_290,
            is_shipped: true,
            packed: table!("tnved2026-06-18.tsv.gz"),
            unpacked: OnceLock::new(),
        },
    ];
    &EDITIONS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_edition_has_the_rows_it_states() {
        for edition in editions() {
            assert_eq!(
                own_codes(edition.nomenclature, edition.text().lines().skip(1)).count(),
                edition.rows,
                "{}",
                edition.name
            );
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
            let editions: Vec<_> = editions().iter().filter(|edition| edition.nomenclature == nomenclature).collect();
            assert!(editions.windows(2).all(|pair| pair[0].valid_to.is_some_and(|last| last < pair[1].valid_from)));
        }
    }

    #[test]
    fn every_national_code_lies_under_a_code_of_the_hs_2022() {
        let hs = &editions()[1];
        for edition in editions().iter().filter(|edition| edition.nomenclature != Nomenclature::Hs) {
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
