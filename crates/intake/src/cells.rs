//! One CSV record to its cells, strictly (RFC 4180): a quote that stands where it may not is a problem, since two
//! programs would read such a row differently.

use std::borrow::Cow;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dialect {
    /// Stands between two cells; one ASCII character.
    pub delimiter: u8,
    /// Stands around a cell, and twice for itself inside; one ASCII character.
    pub quote: u8,
}

/// Why a record has no cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellFault {
    /// A quote inside a cell that does not begin with one. The cell's position, from 1.
    QuoteInside(usize),
    /// Something else than a delimiter after the closing quote. The cell's position, from 1.
    AfterQuote(usize),
    /// The quote is not closed. The cell's position, from 1.
    Unclosed(usize),
}

impl CellFault {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::QuoteInside(_) => "csv.quote_inside",
            Self::AfterQuote(_) => "csv.after_quote",
            Self::Unclosed(_) => "csv.unclosed_quote",
        }
    }

    /// The words, with the name of the column where there is one.
    pub(crate) fn message(self, dialect: Dialect) -> String {
        let quote = char::from(dialect.quote);
        match self {
            Self::QuoteInside(cell) => format!(
                "cell {cell} has a {quote} inside but does not begin with one: put {quote} around the whole cell and \
                 write the inner one twice"
            ),
            Self::AfterQuote(cell) => {
                format!("cell {cell} goes on after its closing {quote}: write a {quote} inside a cell twice")
            }
            Self::Unclosed(cell) => format!("cell {cell} begins with a {quote} that is not closed: close it"),
        }
    }
}

/// Splits a record, without its line end.
pub(crate) fn split(text: &str, dialect: Dialect, columns: usize) -> Result<Vec<Cow<'_, str>>, CellFault> {
    let mut cells = Vec::with_capacity(columns);
    if !text.as_bytes().contains(&dialect.quote) {
        cells.extend(text.split(char::from(dialect.delimiter)).map(Cow::Borrowed));
        return Ok(cells);
    }
    let (delimiter, quote) = (char::from(dialect.delimiter), char::from(dialect.quote));
    let mut rest = text;
    loop {
        let position = cells.len().saturating_add(1);
        let (cell, after) = match rest.strip_prefix(quote) {
            Some(inner) => quoted(inner, quote, position)?,
            None => plain(rest, delimiter, quote, position)?,
        };
        cells.push(cell);
        if after.is_empty() {
            return Ok(cells);
        }
        rest = after.strip_prefix(delimiter).ok_or(CellFault::AfterQuote(position))?;
    }
}

/// Cells to a record, without a line end.
pub(crate) fn join<C: AsRef<str>>(cells: &[C], dialect: Dialect) -> Vec<u8> {
    let (delimiter, quote) = (char::from(dialect.delimiter), char::from(dialect.quote));
    let mut text = String::new();
    for (place, cell) in cells.iter().map(AsRef::as_ref).enumerate() {
        if place > 0 {
            text.push(delimiter);
        }
        if cell.contains([delimiter, quote, '\n', '\r']) {
            let twice = [quote, quote].iter().collect::<String>();
            text.push(quote);
            text.push_str(&cell.replace(quote, &twice));
            text.push(quote);
        } else {
            text.push_str(cell);
        }
    }
    text.into_bytes()
}

/// A cell without quotes, and what follows it.
fn plain(text: &str, delimiter: char, quote: char, position: usize) -> Result<(Cow<'_, str>, &str), CellFault> {
    let (cell, after) = text.split_at_checked(text.find(delimiter).unwrap_or(text.len())).unwrap_or((text, ""));
    if cell.contains(quote) { Err(CellFault::QuoteInside(position)) } else { Ok((Cow::Borrowed(cell), after)) }
}

/// A cell after its opening quote, and what follows the closing one.
fn quoted(text: &str, quote: char, position: usize) -> Result<(Cow<'_, str>, &str), CellFault> {
    let mut cell = Cow::Borrowed("");
    let mut rest = text;
    loop {
        let (part, after) = rest.split_once(quote).ok_or(CellFault::Unclosed(position))?;
        if cell.is_empty() {
            cell = Cow::Borrowed(part);
        } else {
            cell.to_mut().push_str(part);
        }
        match after.strip_prefix(quote) {
            Some(more) => {
                cell.to_mut().push(quote);
                rest = more;
            }
            None => return Ok((cell, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMA: Dialect = Dialect { delimiter: b',', quote: b'"' };

    #[track_caller]
    fn check(text: &str, expected: Result<&[&str], CellFault>) {
        let cells = split(text, COMMA, 0);
        let cells = cells.as_ref().map(|cells| cells.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
        assert_eq!(cells.map_err(|fault| *fault), expected.map(<[&str]>::to_vec), "{text}");
    }

    #[test]
    fn cells_are_told_apart() {
        check("", Ok(&[""]));
        check("a,,b,", Ok(&["a", "", "b", ""]));
        check("\"a,b\",c", Ok(&["a,b", "c"]));
        check("\"\"\"a\"\" b\",\"\"", Ok(&["\"a\" b", ""]));
        check("\"a\nb\",c", Ok(&["a\nb", "c"]));
        check("\"\",", Ok(&["", ""]));
    }

    #[test]
    fn quotes_that_two_programs_read_differently_are_refused() {
        check("a,5\" pipe", Err(CellFault::QuoteInside(2)));
        check("\"a\"b,c", Err(CellFault::AfterQuote(1)));
        check("a,\"b", Err(CellFault::Unclosed(2)));
    }
}
