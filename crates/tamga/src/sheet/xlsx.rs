//! Spreadsheets out.

use super::{Cell, Cells, Field, unwritten};
use crate::table::Column;
use crate::trouble::Trouble;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError};
use std::path::{Path, PathBuf};

/// Rows of a sheet, with the one of the titles.
const ROWS_MAX: u32 = 1_048_576;
/// Digits of a number that a spreadsheet program keeps.
const DIGITS_MAX: usize = 15;

/// A workbook of one sheet. It is written when it is finished.
pub(crate) struct Xlsx {
    path: PathBuf,
    workbook: Workbook,
    row: u32,
    day: Format,
}

impl Xlsx {
    /// A new workbook; the file must not be there.
    pub(crate) fn create(path: &Path, name: &str, fields: &[Field]) -> Result<Self, Trouble> {
        if path.exists() {
            return Err(Trouble::input(format!("{} exists already", path.display())).next("name another file"));
        }
        let mut workbook = Workbook::new();
        let begun = workbook.add_worksheet_with_constant_memory().and_then(|sheet| head(sheet, name, fields));
        begun.map_err(|error| unwritten(path, &error))?;
        Ok(Self { path: path.to_owned(), workbook, row: 1, day: Format::new().set_num_format("yyyy-mm-dd") })
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &Cells) -> Result<(), Trouble> {
        if self.row >= ROWS_MAX {
            return Err(Trouble::input(format!("a spreadsheet has room for {ROWS_MAX} rows, and there are more"))
                .next("add a filter, or write a CSV file: --csv FILE"));
        }
        self.write(cells).map_err(|error| unwritten(&self.path, &error))
    }

    fn write(&mut self, cells: &Cells) -> Result<(), XlsxError> {
        let sheet = self.workbook.worksheet_from_index(0)?;
        for (column, cell) in (0_u16..).zip(cells) {
            match cell {
                Cell::None => {}
                Cell::Text(text) => {
                    sheet.write_string(self.row, column, text)?;
                }
                Cell::Number(text) => match exact(text) {
                    Some(number) => {
                        sheet.write_number(self.row, column, number)?;
                    }
                    None => {
                        sheet.write_string(self.row, column, text)?;
                    }
                },
                Cell::Day(text) => match ExcelDateTime::parse_from_str(text) {
                    Ok(day) => {
                        sheet.write_datetime_with_format(self.row, column, day, &self.day)?;
                    }
                    Err(_) => {
                        sheet.write_string(self.row, column, text)?;
                    }
                },
                Cell::Count(number) => {
                    #[expect(clippy::cast_precision_loss, reason = "counts stay below 2^53")]
                    sheet.write_number(self.row, column, *number as f64)?;
                }
                Cell::Flag(flag) => {
                    sheet.write_boolean(self.row, column, *flag)?;
                }
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the file.
    pub(crate) fn finish(mut self, columns: usize) -> Result<(), Trouble> {
        let Self { path, workbook, row, .. } = &mut self;
        let written = (|| {
            let last = u16::try_from(columns.saturating_sub(1)).unwrap_or(u16::MAX);
            workbook.worksheet_from_index(0)?.autofilter(0, 0, row.saturating_sub(1), last)?;
            workbook.save(&*path)
        })();
        written.map_err(|error| unwritten(path, &error))
    }
}

/// Name, titles and widths of the sheet; the titles stay in sight.
fn head(sheet: &mut Worksheet, name: &str, fields: &[Field]) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    let title = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
    for (column, field) in (0_u16..).zip(fields) {
        let width = match field.column {
            Column::Text(_) => 32,
            _ => 16,
        };
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, field.key, &title)?;
    }
    Ok(())
}

/// A number that a spreadsheet program shows with the same digits; none where it would not.
fn exact(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > DIGITS_MAX { None } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_stay_texts() {
        assert_eq!(exact("123456789.5"), Some(123_456_789.5));
        assert_eq!(exact("1234567890.123456"), None);
        assert_eq!(exact("0"), Some(0.0));
    }
}
