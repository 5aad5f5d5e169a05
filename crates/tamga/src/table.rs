//! Tables that fit the screen: numbers to the right, long texts shortened where the table says so.

use crate::screen::{Screen, Tone};
use std::io;

/// How a column is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Column {
    /// To the left, never shortened.
    Left(&'static str),
    /// To the right, never shortened.
    Right(&'static str),
    /// To the left, shortened when the screen is narrow.
    Text(&'static str),
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Column::Left(title) | Column::Right(title) | Column::Text(title) => title,
        }
    }
}

/// Rows under titles.
pub(crate) struct Table<const N: usize> {
    columns: [Column; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Table<N> {
    pub(crate) fn new(columns: [Column; N]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    pub(crate) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    pub(crate) fn print(&self, screen: &Screen) -> io::Result<()> {
        let widths = self.widths(screen.width());
        let titles = self.columns.map(|column| column.title().to_owned());
        screen.line(screen.paint(Tone::Head, self.format(&titles, &widths, screen).trim_end()))?;
        self.rows.iter().try_for_each(|row| screen.line(self.format(row, &widths, screen).trim_end()))
    }

    /// The widths of all columns; texts give way when the row is wider than the screen.
    fn widths(&self, screen: usize) -> Vec<usize> {
        let cell = |at: usize| {
            let longest = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
            let title = self.columns.get(at).map_or(0, |column| column.title().chars().count());
            longest.unwrap_or(0).max(title)
        };
        let mut widths: Vec<usize> = (0..N).map(cell).collect();
        let mut over = (widths.iter().sum::<usize>() + 2 * N.saturating_sub(1)).saturating_sub(screen);
        while over > 0 {
            let texts = self.columns.iter().zip(widths.iter_mut()).filter(|(c, w)| matches!(c, Column::Text(_)) && **w > 8);
            let Some((_, widest)) = texts.max_by_key(|(_, width)| **width) else { break };
            *widest -= 1;
            over -= 1;
        }
        widths
    }

    fn format(&self, row: &[String; N], widths: &[usize], screen: &Screen) -> String {
        let cells = self.columns.iter().zip(row).zip(widths).map(|((column, cell), width)| {
            let cell = shorten(cell, *width, screen.sign("…", "~"));
            match column {
                Column::Right(_) => format!("{cell:>width$}"),
                Column::Left(_) | Column::Text(_) => format!("{cell:<width$}"),
            }
        });
        cells.collect::<Vec<_>>().join("  ")
    }
}

/// The text, or its beginning with a sign that something is left out.
pub(crate) fn shorten(text: &str, width: usize, sign: &str) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let start: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{start}{sign}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_give_way_and_numbers_do_not() {
        let mut table = Table::new([Column::Text("goods"), Column::Right("quantity")]);
        table.row(["a very long description of goods".to_owned(), "123456.789".to_owned()]);
        assert_eq!(table.widths(30), [18, 10]);
        assert_eq!(table.widths(80), [32, 10]);
    }

    #[test]
    fn shortened_texts_say_so() {
        assert_eq!(shorten("bearings", 5, "~"), "bear~");
        assert_eq!(shorten("bear", 5, "~"), "bear");
    }
}
