//! Tables that fit the screen: texts go over several lines, less important columns are left out.

use crate::screen::{Screen, Tone, wrap};
use std::io;

/// A text column does not get narrower than this.
const NARROW: usize = 8;
/// Columns that are less important are left out before a text column gets narrower than this.
const READABLE: usize = 16;

/// How a column is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Column {
    /// To the left, on one line.
    Left(&'static str),
    /// To the right, on one line.
    Right(&'static str),
    /// To the left, over several lines where the screen is narrow.
    Text(&'static str),
    /// To the left, left out where the screen is narrow.
    Extra(&'static str),
    /// To the right, left out where the screen is narrow.
    ExtraRight(&'static str),
}

impl Column {
    fn title(self) -> &'static str {
        match self {
            Column::Left(title)
            | Column::Right(title)
            | Column::Text(title)
            | Column::Extra(title)
            | Column::ExtraRight(title) => title,
        }
    }
}

/// Rows under titles.
pub(crate) struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(columns: impl Into<Vec<Column>>) -> Self {
        Self { columns: columns.into(), rows: Vec::new() }
    }

    /// Adds a row; it has a cell for every column.
    pub(crate) fn row(&mut self, cells: impl Into<Vec<String>>) {
        self.rows.push(cells.into());
    }

    pub(crate) fn print(&self, screen: &Screen) -> io::Result<()> {
        let widths = self.widths(screen.width());
        let titles: Vec<String> = self.columns.iter().map(|column| column.title().to_owned()).collect();
        for line in self.lines(&titles, &widths) {
            screen.line(screen.paint(Tone::Head, &line))?;
        }
        self.rows.iter().flat_map(|row| self.lines(row, &widths)).try_for_each(|line| screen.line(line))
    }

    /// The widths of all columns; none for those left out.
    fn widths(&self, screen: usize) -> Vec<Option<usize>> {
        let count = self.columns.len();
        let is_extra = |at: &usize| matches!(self.columns.get(*at), Some(Column::Extra(_) | Column::ExtraRight(_)));
        let mut widths: Vec<Option<usize>> = (0..count).map(|at| Some(self.widest(at))).collect();
        for at in (0..count).rev().filter(is_extra) {
            let least: usize = widths.iter().zip(&self.columns).map(|(width, column)| least(*width, *column)).sum();
            if least > screen
                && let Some(width) = widths.get_mut(at)
            {
                *width = None;
            }
        }
        let taken: usize = widths.iter().flatten().map(|width| width + 2).sum();
        for _ in screen + 2..taken {
            let texts = self.columns.iter().zip(widths.iter_mut().flatten());
            let texts = texts.filter(|(column, width)| matches!(column, Column::Text(_)) && **width > NARROW);
            let Some((_, widest)) = texts.max_by_key(|(_, width)| **width) else { break };
            *widest -= 1;
        }
        widths
    }

    fn widest(&self, at: usize) -> usize {
        let longest = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
        longest.unwrap_or(0).max(self.columns.get(at).map_or(0, |column| column.title().chars().count()))
    }

    /// A row as lines of the screen.
    fn lines(&self, row: &[String], widths: &[Option<usize>]) -> Vec<String> {
        let shown = self.columns.iter().zip(row).zip(widths).filter_map(|(cell, width)| Some((cell, (*width)?)));
        let cells: Vec<(Column, usize, Vec<String>)> =
            shown.map(|((column, cell), width)| (*column, width, fold(cell, width))).collect();
        let height = cells.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(0);
        let line = |at: usize| {
            let parts = cells.iter().map(|(column, width, lines)| {
                let text = lines.get(at).map_or("", String::as_str);
                match column {
                    Column::Right(_) | Column::ExtraRight(_) => format!("{text:>width$}"),
                    Column::Left(_) | Column::Text(_) | Column::Extra(_) => format!("{text:<width$}"),
                }
            });
            parts.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        (0..height).map(line).collect()
    }
}

/// The least room that a column takes, with the gap behind it.
fn least(width: Option<usize>, column: Column) -> usize {
    let Some(width) = width else { return 0 };
    if matches!(column, Column::Text(_)) { width.min(READABLE) + 2 } else { width + 2 }
}

/// A text in lines of a width, broken at blanks, and within words that are longer.
fn fold(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for line in wrap(text, width) {
        let characters: Vec<char> = line.chars().collect();
        if characters.is_empty() {
            lines.push(String::new());
        }
        lines.extend(characters.chunks(width).map(|part| part.iter().collect::<String>()));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new([Column::Text("goods"), Column::Right("quantity"), Column::Extra("date")]);
        table.row(["a very long description of goods".to_owned(), "123456.789".to_owned(), "2026-01-01".to_owned()]);
        table
    }

    #[test]
    fn wide_screens_show_everything_on_one_line() {
        let table = table();
        assert_eq!(table.widths(80), [Some(32), Some(10), Some(10)]);
        let lines = table.lines(&table.rows[0], &table.widths(80));
        assert_eq!(lines, ["a very long description of goods  123456.789  2026-01-01"]);
    }

    #[test]
    fn narrow_screens_leave_out_the_least_and_fold_texts() {
        let table = table();
        assert_eq!(table.widths(30), [Some(18), Some(10), None]);
        let lines = table.lines(&table.rows[0], &table.widths(30));
        assert_eq!(lines, ["a very long         123456.789", "description of", "goods"]);
    }

    #[test]
    fn long_words_are_broken() {
        assert_eq!(fold("55302/010926/0004217 x", 10), ["55302/0109", "26/0004217", "x"]);
        assert_eq!(fold("", 4), [""]);
    }

    #[test]
    fn fuzz_cells() {
        bolero::check!().with_type::<(String, u8)>().for_each(|(text, width)| {
            let width = usize::from(*width).max(1);
            let lines = fold(text, width);
            assert!(lines.iter().all(|line| line.chars().count() <= width));
            let kept = |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '\n')).collect::<String>();
            assert_eq!(kept(&lines.concat()), kept(text), "nothing is lost");
        });
    }
}
