//! ARCHITECTURE.md stays short and names every crate.

/// More than this is no longer read in one go.
pub const LINES_MAX: usize = 300;

/// Complaints about the page's length.
pub fn check_length(text: &str) -> Vec<String> {
    let lines = text.lines().count();
    if lines <= LINES_MAX {
        return Vec::new();
    }
    vec![format!(
        "ARCHITECTURE.md has {lines} lines, {LINES_MAX} are allowed: move detail to the crates' own documentation"
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_page_is_refused() {
        assert!(check_length(&"line\n".repeat(LINES_MAX)).is_empty());
        assert_eq!(check_length(&"line\n".repeat(LINES_MAX + 1)).len(), 1);
    }
}
