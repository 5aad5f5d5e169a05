//! Finding the names of the columns: in the row that the mapping tells, else in the first row that has them all.

use crate::{
    cells::{self, Dialect},
    fault::OpenError,
    mapping::Mapping,
    plan::{self, Plan},
    source::Reader,
    split::{Record, Splitter},
};
use std::path::Path;

/// Rows that are looked at for the names: above a table stand titles, dates and names of firms.
const LOOKED_AT: usize = 30;

/// Reads rows up to the names of the columns, and binds the mapping to them.
pub(crate) fn find(
    path: &Path,
    mapping: &Mapping,
    splitter: &mut Splitter<Reader>,
    dialect: Dialect,
    is_workbook: bool,
) -> Result<Plan, OpenError> {
    let mut above: Vec<Record> = Vec::new();
    let mut best: Option<(usize, OpenError)> = None;
    while above.len() < LOOKED_AT {
        let Some(record) = splitter.next_record() else { break };
        let line = record.line;
        above.push(record);
        if mapping.header.row.is_some_and(|row| line < row) {
            continue;
        }
        for rows in candidates(&above, mapping) {
            match bound(path, mapping, rows, dialect, is_workbook) {
                Ok(plan) => return Ok(plan),
                Err((fits, error)) if best.as_ref().is_none_or(|(before, _)| fits > *before) => {
                    best = Some((fits, error));
                }
                Err(_) => {}
            }
        }
        if mapping.header.row.is_some_and(|row| line >= row) && above.len() >= mapping.header.rows.max(1) {
            break;
        }
    }
    Err(best.map_or_else(|| OpenError::Empty(path.into()), |(_, error)| error))
}

/// The newest row alone, and with those above it where names go over several: a file of rejects has them in one.
fn candidates<'r>(above: &'r [Record], mapping: &Mapping) -> Vec<&'r [Record]> {
    let last = |count: usize| above.len().checked_sub(count).and_then(|start| above.get(start..));
    [Some(1), Some(mapping.header.rows).filter(|rows| *rows > 1)].into_iter().flatten().filter_map(last).collect()
}

/// The plan, or how many columns fit and what is wrong.
fn bound(
    path: &Path,
    mapping: &Mapping,
    rows: &[Record],
    dialect: Dialect,
    is_workbook: bool,
) -> Result<Plan, (usize, OpenError)> {
    let line = rows.first().map_or(1, |record| record.line);
    let wrong =
        |message: String| (0, OpenError::Header { path: path.into(), message: format!("line {line}: {message}") });
    let mut names: Vec<String> = Vec::new();
    for record in rows {
        let text = crate::rows::text(record).map_err(|problem| wrong(problem.message))?;
        let cells = cells::split(text, dialect, 0).map_err(|fault| wrong(fault.message(dialect)))?;
        names = joined(&names, &cells.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<_>>());
    }
    let text = match rows {
        [only] => String::from_utf8_lossy(&only.bytes).into_owned(),
        _ => String::from_utf8_lossy(&cells::join(&names, dialect)).into_owned(),
    };
    plan::bind(mapping, (&text, (line, rows.len())), dialect, is_workbook).map_err(|problems| {
        let fits = mapping.columns().iter().filter(|column| names.iter().any(|name| name == *column)).count();
        (fits, OpenError::Columns { path: path.into(), problems })
    })
}

/// Names of two rows: `Upper / Lower`. An upper name goes on to the right until the next.
fn joined(upper: &[String], lower: &[String]) -> Vec<String> {
    if upper.is_empty() {
        return lower.to_vec();
    }
    let mut above = "";
    let name = |place: usize| {
        let own = upper.get(place).map_or("", String::as_str);
        let below = lower.get(place).map_or("", String::as_str);
        if !own.is_empty() {
            above = own;
        }
        match (own, below) {
            (own, "") => own.to_owned(),
            (_, below) if above.is_empty() || above == below => below.to_owned(),
            (_, below) => format!("{above} / {below}"),
        }
    };
    (0..upper.len().max(lower.len())).map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_names_stand_before_lower_ones() {
        let rows = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let upper = rows(&["№", "Товар", "", "Масса", ""]);
        let lower = rows(&["", "код", "имя", "нетто", "брутто"]);
        assert_eq!(joined(&upper, &lower), ["№", "Товар / код", "Товар / имя", "Масса / нетто", "Масса / брутто"]);
    }
}
