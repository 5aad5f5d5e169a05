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
use crate::trouble::{Ending, Trouble};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
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
    /// An exact decimal: a text in JSON, as everywhere.
    Number(String),
    /// A count, or the number of an entry or line.
    Count(i64),
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
    #[expect(clippy::needless_pass_by_value, reason = "numbers are small")]
    pub(crate) fn number(number: impl ToString) -> Self {
        Cell::Number(number.to_string())
    }

    /// A count.
    pub(crate) fn count(count: usize) -> Self {
        Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// As it is printed.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::None => "".into(),
            Cell::Text(text) | Cell::Number(text) | Cell::Day(text) => text.into(),
            Cell::Count(number) => number.to_string().into(),
            Cell::Flag(true) => "yes".into(),
            Cell::Flag(false) => "no".into(),
        }
    }

    fn value(&self) -> Value {
        match self {
            Cell::None => Value::Null,
            Cell::Text(text) | Cell::Number(text) | Cell::Day(text) => text.as_str().into(),
            Cell::Count(number) => (*number).into(),
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
        table.row(row.iter().map(|cell| cell.shown().into_owned()).collect::<Vec<_>>());
    }
    table.print(screen)
}

/// A file that cannot be written.
fn unwritten(path: &Path, error: &dyn std::error::Error) -> Trouble {
    Trouble::fault(format!("{} cannot be written", path.display())).because(error).next("name another file")
}

/// Says what was written.
pub(crate) fn written(path: &Path, rows: usize, screen: &Screen) -> Result<Ending, Trouble> {
    if screen.is_json() {
        screen.json(&json!({"file": path.display().to_string(), "rows": rows}))?;
    } else {
        screen.line(format!("{rows} rows in {}", path.display()))?;
    }
    Ok(Ending::Done)
}
