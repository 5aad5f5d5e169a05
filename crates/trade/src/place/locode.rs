//! The embedded UN/LOCODE table: edition 2023-1, 32 countries around the corridors.

use crate::packed;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../../../data/places/unlocode_2023-1_region.tsv.gz");

/// One row of UN/LOCODE.
///
/// ```
/// use trade::place::locode;
/// let aktau = locode("KZAAU");
/// assert_eq!(aktau.map(|row| row.name), Some("Aktau"));
/// assert!(aktau.is_some_and(|row| row.function.starts_with('1'))); // a port
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Locode {
    /// Country and location, five characters.
    pub code: &'static str,
    /// The function classifier: eight characters, a digit or letter where the place has the function (1 port, 2 rail,
    /// 3 road, 4 airport, 5 post, 6 inland terminal, 7 fixed transport, B border crossing), a hyphen where not.
    pub function: &'static str,
    /// The name with its own letters.
    pub name: &'static str,
}

struct Table {
    text: String,
    /// Start of each line, sorted by code.
    starts: Vec<u32>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let text = packed::text(PACKED);
        let starts = packed::line_starts(&text);
        Table { text, starts }
    })
}

/// The row of a UN/LOCODE in capitals; `None` when the table has none, also for a country it does not cover.
pub fn locode(code: &str) -> Option<Locode> {
    let table = table();
    let line = packed::find_line(&table.text, &table.starts, |line| line.get(..5).unwrap_or(line).cmp(code))?;
    let mut cells = line.split('\t');
    Some(Locode { code: cells.next()?, function: cells.next()?, name: cells.next()? })
}

/// Whether the table has the country at all.
pub(super) fn covers(country: &str) -> bool {
    let table = table();
    packed::find_line(&table.text, &table.starts, |line| line.get(..2).unwrap_or(line).cmp(country)).is_some()
}
