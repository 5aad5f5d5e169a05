//! Decision records have one shape and consecutive numbers.

use crate::files::File;
use crate::markdown;

/// The sections of every record, in any order.
pub const HEADINGS: [&str; 4] = ["Context", "Decision", "Consequences", "State"];

/// Complaints about the records, which are all files of `docs/decisions/` in order of their names.
pub fn check(records: &[File]) -> Vec<String> {
    let mut complaints = Vec::new();
    let records = records.iter().filter(|file| !file.path.ends_with("/README.md"));
    for (index, file) in records.enumerate() {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        let expected = format!("{:04}-", index + 1);
        if !name.starts_with(&expected) || file.extension() != "md" {
            complaints.push(format!(
                "{}: the next record is named `{expected}short-title.md`; numbers have no gap and no double",
                file.path
            ));
        }
        let lines = markdown::lines(&file.text);
        for wanted in HEADINGS {
            if !lines.iter().any(|line| markdown::heading(line) == Some(wanted)) {
                complaints.push(format!("{}: no heading `## {wanted}`", file.path));
            }
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "# 0001 Shape\n\n## Context\n\n## Decision\n\n## Consequences\n\n## State\n\nAccepted.\n";

    #[test]
    fn good_records_pass() {
        let records = [
            File::sample("docs/decisions/0001-a.md", GOOD),
            File::sample("docs/decisions/0002-b.md", GOOD),
            File::sample("docs/decisions/README.md", ""),
        ];
        assert_eq!(check(&records), Vec::<String>::new());
    }

    #[test]
    fn a_gap_a_double_and_a_missing_heading_are_found() {
        let gap = [File::sample("docs/decisions/0001-a.md", GOOD), File::sample("docs/decisions/0003-b.md", GOOD)];
        assert_eq!(check(&gap).len(), 1);
        let double = [File::sample("docs/decisions/0001-a.md", GOOD), File::sample("docs/decisions/0001-b.md", GOOD)];
        assert_eq!(check(&double).len(), 1);
        let headless = [File::sample("docs/decisions/0001-a.md", &GOOD.replace("## State", "## Later"))];
        assert_eq!(check(&headless).len(), 1);
    }
}
