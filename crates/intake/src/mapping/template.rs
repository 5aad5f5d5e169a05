//! Templates: `id:KR/{Importer ID}`, a text with the cells of columns in it.

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Text(String),
    Column(String),
}

impl Piece {
    pub(crate) fn column(&self) -> Option<&str> {
        match self {
            Self::Column(column) => Some(column),
            Self::Text(_) => None,
        }
    }
}

/// Reads a template. `{{` and `}}` are braces of the text.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        plain.push_str(before);
        if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
            plain.push_str(from.get(..1).unwrap_or_default());
            rest = after;
            continue;
        }
        let Some((column, after)) = from.strip_prefix('{').and_then(|inner| inner.split_once('}')) else {
            return Err(format!("`{text}` has a single brace: write {{Column}}, and {{{{ or }}}} for a brace itself"));
        };
        if column.is_empty() || column.contains('{') {
            return Err(format!("`{text}` has braces without the name of a column between them"));
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(std::mem::take(&mut plain)));
        }
        pieces.push(Piece::Column(column.to_owned()));
        rest = after;
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        pieces.push(Piece::Text(plain));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Piece {
        Piece::Text(text.to_owned())
    }

    fn column(name: &str) -> Piece {
        Piece::Column(name.to_owned())
    }

    #[test]
    fn templates_are_read() {
        assert_eq!(pieces("id:KR/{Importer ID}").unwrap(), [text("id:KR/"), column("Importer ID")]);
        assert_eq!(pieces("{a}-{b}").unwrap(), [column("a"), text("-"), column("b")]);
        assert_eq!(pieces("{{a}}").unwrap(), [text("{a}")]);
        assert_eq!(pieces("").unwrap(), []);
        for wrong in ["{", "}", "a{b", "{}", "{a{b}}", "a}b"] {
            assert!(pieces(wrong).is_err(), "{wrong}");
        }
    }
}
