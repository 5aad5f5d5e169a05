//! Links between the repository's own pages lead somewhere.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::File;
use crate::markdown;

/// Complaints about relative links in `page`; `exists` tells whether a path from the root is there, `pages` holds all
/// Markdown files by path, for the headings that links point to.
pub fn check(page: &File, pages: &BTreeMap<String, String>, exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut complaints = Vec::new();
    for line in markdown::lines(&page.text).iter().filter(|line| line.language.is_none()) {
        for target in targets(line.text) {
            let place = format!("{}:{}", page.path, line.number);
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let Some(path) = resolve(&page.path, path) else {
                complaints.push(format!("{place}: link `{target}` leads out of the repository"));
                continue;
            };
            if !exists(&path) {
                complaints.push(format!("{place}: link `{target}`: there is no {path}"));
            } else if let Some(text) = pages.get(&path)
                && !anchor.is_empty()
                && !anchors(text).contains(anchor)
            {
                complaints.push(format!("{place}: link `{target}`: {path} has no such heading"));
            }
        }
    }
    complaints
}

/// The targets of inline links that are neither addresses on the web nor inside code.
fn targets(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for text in line.split('`').step_by(2).flat_map(|text| text.split("](").skip(1)) {
        let target = text.split([')', ' ']).next().unwrap_or_default();
        if !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:") {
            found.push(target);
        }
    }
    found
}

/// `path` as seen from the page, from the root; `None` when it leads out of the repository.
fn resolve(page: &str, path: &str) -> Option<String> {
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// The anchors that code hosts give to headings: lower case, letters, digits, `-` and `_`, spaces as `-`.
fn anchors(text: &str) -> BTreeSet<String> {
    let slug = |heading: &str| {
        let heading = heading.to_lowercase().replace(' ', "-");
        heading.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).collect::<String>()
    };
    markdown::lines(text).iter().filter_map(markdown::heading).map(slug).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_link(link: &str, complaints: usize) {
        let page = File::sample("docs/README.md", &format!("see [it]({link})"));
        let pages = BTreeMap::from([("README.md".to_owned(), "# Tamga\n## What it is, today\n".to_owned())]);
        let found = check(&page, &pages, &|path| path == "README.md" || path == "docs");
        assert_eq!(found.len(), complaints, "{link}: {found:?}");
    }

    #[test]
    fn links_that_lead_somewhere_pass() {
        for link in ["../README.md", "../README.md#what-it-is-today", "https://example.org/x", "../docs/"] {
            check_link(link, 0);
        }
    }

    #[test]
    fn links_that_lead_nowhere_are_found() {
        for link in ["../LICENCE.md", "../../outside.md", "../README.md#no-such-heading"] {
            check_link(link, 1);
        }
    }
}
