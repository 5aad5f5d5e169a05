//! The little of Markdown that the rules read: fenced blocks, headings, tables.

/// A line with its number (from 1) and, inside a fenced block, the block's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// From 1.
    pub number: usize,
    /// `Some` inside a fenced block; may be empty there.
    pub language: Option<&'a str>,
    /// Without the line ending.
    pub text: &'a str,
}

/// The lines of `text` without the fences themselves.
pub fn lines(text: &str) -> Vec<Line<'_>> {
    let mut fence: Option<(&str, &str)> = None;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        let ticks = trimmed.len() - trimmed.trim_start_matches('`').len();
        if let Some((mark, _)) = fence {
            if trimmed.trim_end() == mark {
                fence = None;
                continue;
            }
        } else if ticks >= 3 {
            let (mark, language) = trimmed.split_at(ticks);
            fence = Some((mark, language.split_whitespace().next().unwrap_or_default()));
            continue;
        }
        found.push(Line { number: index + 1, language: fence.map(|(_, language)| language), text: line });
    }
    found
}

/// The text of a heading line, without the marks.
pub fn heading<'a>(line: &Line<'a>) -> Option<&'a str> {
    if line.language.is_some() {
        return None;
    }
    let rest = line.text.trim_start_matches('#');
    let depth = line.text.len() - rest.len();
    (1..=6).contains(&depth).then(|| rest.strip_prefix(' ')).flatten().map(str::trim)
}

/// The rows (line number, cells) of the first table whose header begins with the cells `header`; header and ruler are left out.
pub fn table<'a>(text: &'a str, header: &[&str]) -> Option<Vec<(usize, Vec<&'a str>)>> {
    let all = lines(text);
    let starts = |line: &Line<'_>| {
        let cells = cells(line.text);
        line.language.is_none()
            && cells.len() >= header.len()
            && header.iter().zip(&cells).all(|(wanted, cell)| wanted == cell)
    };
    let first = all.iter().position(starts)?;
    let rows = all.iter().skip(first + 2).take_while(|line| line.text.trim_start().starts_with('|'));
    Some(rows.map(|line| (line.number, cells(line.text))).collect())
}

fn cells(line: &str) -> Vec<&str> {
    let line = line.trim();
    let Some(line) = line.strip_prefix('|') else { return Vec::new() };
    line.strip_suffix('|').unwrap_or(line).split('|').map(str::trim).collect()
}

/// The names that stand in backticks in a cell.
pub fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fences_hide_headings_and_tables() {
        let text = "# One\n```sh\n# not a heading\n| a | b |\n```\n## Two\n";
        let headings: Vec<_> = lines(text).iter().filter_map(heading).collect();
        assert_eq!(headings, ["One", "Two"]);
        assert_eq!(table(text, &["a", "b"]), None);
        assert_eq!(lines(text).get(1).map(|line| line.language), Some(Some("sh")));
    }

    #[test]
    fn table_rows_end_with_the_table() {
        let text = "| a | b |\n|---|---|\n| `x` | 1 |\n| `y`, `z` | 2 |\n\n| `w` | 3 |\n";
        let rows = table(text, &["a"]).expect("there is such a table");
        assert_eq!(rows, [(3, vec!["`x`", "1"]), (4, vec!["`y`, `z`", "2"])]);
        assert_eq!(names("`y`, `z`"), ["y", "z"]);
    }
}
