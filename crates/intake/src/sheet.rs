//! Rejects as a workbook: what must be mended is coloured, marked, and explained beside.

use crate::{
    cells,
    plan::Plan,
    rejects::words,
    row::{Reject, SourceRow},
};
use rust_xlsxwriter::{Color, Format, FormatBorder, FormatUnderline, Note, Workbook, XlsxError};
use std::path::Path;
use std::sync::Arc;

/// A workbook of rejected rows. All cells are texts, so that codes keep their zeros.
pub(crate) struct Sheet {
    workbook: Workbook,
    row: u32,
    wrong: Format,
    columns: u16,
}

impl Sheet {
    pub(crate) fn new(names: &[Arc<str>]) -> Result<Self, XlsxError> {
        let mut workbook = Workbook::new();
        let title = Format::new().set_bold().set_border_bottom(FormatBorder::Thin);
        let sheet = workbook.add_worksheet();
        sheet.set_name("rejected")?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, name) in (0_u16..).zip(names) {
            sheet.write_string_with_format(0, column, &**name, &title)?;
            sheet
                .set_column_width(column, if names.len().saturating_sub(2) == usize::from(column) { 80 } else { 18 })?;
        }
        let wrong = Format::new()
            .set_background_color(Color::RGB(0x00FF_E0B2))
            .set_bold()
            .set_underline(FormatUnderline::Single);
        Ok(Self { workbook, row: 0, wrong, columns: u16::try_from(names.len()).unwrap_or(u16::MAX) })
    }

    /// Adds a row with its problems; a row that cannot be told apart into cells stands whole in the first.
    pub(crate) fn row(&mut self, plan: &Plan, reject: &Reject, row: &SourceRow) -> Result<(), XlsxError> {
        self.row = self.row.saturating_add(1);
        let sheet = self.workbook.worksheet_from_index(0)?;
        let text = row.text();
        let split = cells::split(&text, plan.dialect, plan.header.len()).ok().filter(|_| row.is_whole);
        let own = self.columns.saturating_sub(3);
        let whole = [text.clone()];
        let cells = split.as_deref().unwrap_or(&whole);
        for (column, cell) in (0..own).zip(cells) {
            let name = plan.header.get(usize::from(column)).map_or("", AsRef::as_ref);
            let of_cell = |problem: &&crate::RowProblem| {
                problem.line == row.line
                    && problem.column.as_ref().is_some_and(|of| of.split(", ").any(|one| one == name))
            };
            let problems: Vec<String> = reject.problems.iter().filter(of_cell).map(|one| one.message.clone()).collect();
            if problems.is_empty() {
                sheet.write_string(self.row, column, &**cell)?;
            } else {
                sheet.write_string_with_format(self.row, column, &**cell, &self.wrong)?;
                sheet.insert_note(self.row, column, &Note::new(problems.join("; ")).set_author("tamga"))?;
            }
        }
        sheet.write_string(self.row, own, row.line.to_string())?;
        sheet.write_string(self.row, own.saturating_add(1), words(reject, row))?;
        sheet.write_string(self.row, own.saturating_add(2), &reject.refused_key)?;
        Ok(())
    }

    pub(crate) fn save(mut self, path: &Path) -> Result<(), XlsxError> {
        self.workbook.save(path)
    }
}
