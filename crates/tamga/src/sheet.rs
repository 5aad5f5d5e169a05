//! Rows that leave the program: as a table on the screen, as JSON, CSV or a spreadsheet.
//!
//! Quantities and values are exact decimals in all of them. A spreadsheet program keeps fifteen digits of a number, so a
//! longer one stands there as text.

mod csv;
mod xlsx;

pub(crate) use csv::Csv;
pub(crate) use xlsx::Xlsx;

use crate::screen::Screen;
use crate::table::{Column, Table};
use crate::trouble::Trouble;
use serde_json::{Map, Value};
use std::path::Path;

/// A column: its name for programs, its title for people, and how it is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    pub(crate) key: &'static str,
    pub(crate) column: Column,
}

/// A cell.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Cell {
    /// Nothing.
    None,
    /// A text, also a code: `0101` keeps its zero.
    Text(String),
    /// An exact decimal or whole number, as text.
    Number(String),
    /// A day, `YYYY-MM-DD`.
    Day(String),
    /// Yes or no.
    Flag(bool),
}

impl Cell {
    /// A text; an empty one is none.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Cell::None } else { Cell::Text(text) }
    }

    /// A number.
    pub(crate) fn number(number: impl ToString) -> Self {
        Cell::Number(number.to_string())
    }

    /// As it is printed.
    pub(crate) fn shown(&self) -> &str {
        match self {
            Cell::None => "",
            Cell::Text(text) | Cell::Number(text) | Cell::Day(text) => text,
            Cell::Flag(true) => "yes",
            Cell::Flag(false) => "no",
        }
    }

    /// Decimals are texts in JSON, as everywhere; whole numbers without a unit are numbers.
    fn value(&self) -> Value {
        match self {
            Cell::None => Value::Null,
            Cell::Text(text) | Cell::Day(text) => text.as_str().into(),
            Cell::Number(text) => text.parse::<u64>().map_or_else(|_| text.as_str().into(), Value::from),
            Cell::Flag(flag) => (*flag).into(),
        }
    }
}

/// A row: a cell for every field.
pub(crate) type Cells = Vec<Cell>;

/// A row as a JSON object.
pub(crate) fn object(fields: &[Field], cells: &Cells) -> Value {
    Value::Object(
        fields.iter().zip(cells).map(|(field, cell)| (field.key.to_owned(), cell.value())).collect::<Map<_, _>>(),
    )
}

/// Prints rows as a table.
pub(crate) fn print(fields: &[Field], rows: &[Cells], screen: &Screen) -> std::io::Result<()> {
    let mut table = Table::new(fields.iter().map(|field| field.column).collect::<Vec<_>>());
    for row in rows {
        table.row(row.iter().map(|cell| cell.shown().to_owned()).collect::<Vec<_>>());
    }
    table.print(screen)
}

/// A file that cannot be written.
fn unwritten(path: &Path, error: &dyn std::error::Error) -> Trouble {
    Trouble::fault(format!("{} cannot be written", path.display())).because(error).next("name another file")
}
