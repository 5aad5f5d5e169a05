//! A sheet of a workbook as CSV text, one line for each row of the sheet, so that everything behind reads it like a file.
//!
//! - Numbers stand as a spreadsheet program shows them: with fifteen digits at most, since what is behind them comes from
//!   binary fractions, and with the sign before decimals that the mapping has; days and moments in the form of ISO 8601.
//! - The value of merged cells stands in every row of their first column: a document's number that is merged over its
//!   lines is the number of all of them.
//! - A line break inside a cell becomes a blank, so that lines of the text are rows of the sheet.
//! - Columns with nothing in them are left out. Hidden rows and columns are read like others.

use crate::fault::OpenError;
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, Sheets, Xlsx, open_workbook_auto_from_rs};
use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

/// Bytes of a workbook, packed.
const PACKED_MAX: u64 = 256 << 20;
/// Bytes of a workbook, unpacked: a small file can be made to grow without end.
const UNPACKED_MAX: u64 = 2 << 30;
/// Bytes of the text of a sheet.
const TEXT_MAX: usize = 1 << 30;
/// Digits that a spreadsheet program keeps.
const DIGITS: usize = 15;

/// A sheet as text.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) text: Vec<u8>,
}

type Workbook = Sheets<Cursor<Vec<u8>>>;
type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

/// Reads the sheet with this name or number (from 1); without one the first in which anything stands.
pub(crate) fn open(path: &Path, bytes: Vec<u8>, wanted: Option<&str>, sign: char) -> Result<Sheet, OpenError> {
    let broken = |why: String| OpenError::Workbook { path: path.into(), why };
    check_size(&bytes).map_err(broken)?;
    let mut workbook = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let names = workbook.sheet_names();
    let chosen: Vec<String> = match wanted {
        None => names.clone(),
        Some(wanted) => {
            let by_number = wanted.parse::<usize>().ok().and_then(|number| names.get(number.checked_sub(1)?));
            let found = names.iter().find(|name| *name == wanted).or(by_number);
            let missing = || broken(format!("it has no sheet `{wanted}`; there are: {}", names.join(", ")));
            vec![found.cloned().ok_or_else(missing)?]
        }
    };
    for name in chosen {
        let grid = read(&mut workbook, &name, sign).map_err(broken)?;
        if !grid.is_empty() {
            let text = write(&grid).ok_or_else(|| broken("a sheet of it is too large: split it".to_owned()))?;
            return Ok(Sheet { name, text });
        }
    }
    Err(OpenError::Empty(path.into()))
}

fn check_size(bytes: &[u8]) -> Result<(), String> {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let too_large = |size: u64| format!("it has {size} bytes, more than a workbook should: save the sheet as CSV");
    if length > PACKED_MAX {
        return Err(too_large(length));
    }
    if bytes.starts_with(b"PK") {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
        let mut size: u64 = 0;
        for place in 0..archive.len() {
            size = size.saturating_add(archive.by_index_raw(place).map_err(|error| error.to_string())?.size());
        }
        if size > UNPACKED_MAX {
            return Err(too_large(size));
        }
    }
    Ok(())
}

fn read(workbook: &mut Workbook, name: &str, sign: char) -> Result<Grid, String> {
    if let Sheets::Xlsx(workbook) = workbook {
        return read_xlsx(workbook, name, sign);
    }
    let range = workbook.worksheet_range(name).map_err(|error| error.to_string())?;
    let (top, left) = range.start().unwrap_or_default();
    let mut grid = Grid::new();
    for (row, column, value) in range.used_cells() {
        let at = |start: u32, offset: usize| start.saturating_add(u32::try_from(offset).unwrap_or(u32::MAX));
        put(&mut grid, (at(top, row), at(left, column)), text(&as_ref(value), sign));
    }
    Ok(grid)
}

fn read_xlsx(workbook: &mut Xlsx<Cursor<Vec<u8>>>, name: &str, sign: char) -> Result<Grid, String> {
    let merged = workbook.merge_cells_by_sheet_name(name).map_err(|error| error.to_string())?;
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| error.to_string())?;
    let mut grid = Grid::new();
    let mut bytes: usize = 0;
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let value = text(cell.get_value(), sign);
        bytes = bytes.saturating_add(value.len()).saturating_add(1);
        if bytes > TEXT_MAX {
            return Err("a sheet of it is too large: split it".to_owned());
        }
        put(&mut grid, cell.get_position(), value);
    }
    merged.iter().for_each(|area| fill(&mut grid, area));
    Ok(grid)
}

fn put(grid: &mut Grid, (row, column): (u32, u32), value: String) {
    if !value.is_empty() {
        grid.entry(row).or_default().insert(column, value);
    }
}

/// Fills the first column of merged cells with their value.
fn fill(grid: &mut Grid, area: &Dimensions) {
    let (first, column) = area.start;
    let Some(value) = grid.get(&first).and_then(|row| row.get(&column)).cloned() else { return };
    let rows: Vec<u32> = grid.range(first..=area.end.0).map(|(row, _)| *row).collect();
    for row in rows {
        grid.entry(row).or_default().entry(column).or_insert_with(|| value.clone());
    }
}

fn as_ref(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(flag) => DataRef::Bool(*flag),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// The text of a cell.
fn text(value: &DataRef<'_>, sign: char) -> String {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number).replace('.', sign.encode_utf8(&mut [0; 4])),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(flag) => flag.to_string(),
        DataRef::DateTime(moment) => moment_of(moment),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
    };
    if text.contains(['\n', '\r']) { text.split(['\n', '\r']).collect::<Vec<_>>().join(" ") } else { text }
}

/// A number as it is shown: the shortest that is the same binary fraction, with fifteen digits at most.
fn decimal(number: f64) -> String {
    let short = number.to_string();
    let digits = short.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    if digits <= DIGITS || !number.is_finite() {
        return short;
    }
    let places = DIGITS.saturating_sub(1);
    format!("{number:.places$e}").parse::<f64>().map_or(short, |rounded| rounded.to_string())
}

/// A day, or a moment when it has a time.
fn moment_of(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return decimal(moment.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) { date } else { format!("{date}T{hour:02}:{minute:02}:{second:02}") }
}

/// The rows as CSV text; `None` when they are too large together.
fn write(grid: &Grid) -> Option<Vec<u8>> {
    let mut columns: Vec<u32> = grid.values().flat_map(|row| row.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let mut text = Vec::new();
    let mut next = 0;
    for (number, row) in grid {
        let empty = usize::try_from(number.saturating_sub(next)).unwrap_or_default();
        text.extend(std::iter::repeat_n(b'\n', empty));
        next = number.saturating_add(1);
        for (place, column) in columns.iter().enumerate() {
            if place > 0 {
                text.push(b',');
            }
            write_cell(&mut text, row.get(column).map_or("", String::as_str));
        }
        text.push(b'\n');
        if text.len() > TEXT_MAX {
            return None;
        }
    }
    Some(text)
}

fn write_cell(text: &mut Vec<u8>, cell: &str) {
    if !cell.contains([',', '"']) {
        return text.extend_from_slice(cell.as_bytes());
    }
    text.push(b'"');
    text.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_as_they_are_shown() {
        for (number, shown) in [
            (12.5, "12.5"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.3"),
            (1e15, "1000000000000000"),
            (850_152.0, "850152"),
            (59_582_159.999_999_99, "59582160"),
            (0.000_001, "0.000001"),
        ] {
            assert_eq!(decimal(number), shown);
        }
    }

    #[test]
    fn merged_cells_fill_their_first_column() {
        let mut grid = Grid::new();
        put(&mut grid, (0, 0), "N-1".to_owned());
        put(&mut grid, (0, 2), "a,\"b\"".to_owned());
        put(&mut grid, (1, 2), "c".to_owned());
        put(&mut grid, (4, 2), "d".to_owned());
        fill(&mut grid, &Dimensions { start: (0, 0), end: (1, 1) });
        assert_eq!(String::from_utf8(write(&grid).unwrap()).unwrap(), "N-1,\"a,\"\"b\"\"\"\nN-1,c\n\n\n,d\n");
    }
}
