//! Every dependency of the workspace has a reason, and every reason a dependency.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::{imports, markdown};

/// The record's path.
pub const RECORD: &str = "docs/decisions/0002-dependencies.md";

/// Names in `[workspace.dependencies]` that are not our own crates.
pub fn foreign(root_manifest: &Table) -> BTreeSet<String> {
    let all = root_manifest.get("workspace").and_then(|table| table.get("dependencies")).and_then(Value::as_table);
    let all = all.into_iter().flatten().filter(|(_, value)| value.get("path").is_none());
    all.map(|(name, _)| name.clone()).collect()
}

/// Complaints when the record's table and the workspace's list are not the same set, or a cell is empty.
pub fn check_record(record: &str, foreign: &BTreeSet<String>) -> Vec<String> {
    let Some(rows) = markdown::table(record, &["dependency", "what for", "kept by", "licence", "how to leave it"])
    else {
        return vec![format!("{RECORD}: no table `| dependency | what for | kept by | licence | how to leave it |`")];
    };
    let mut complaints = Vec::new();
    let mut named = BTreeSet::new();
    for (number, cells) in rows {
        let name = cells.first().map(|cell| markdown::names(cell)).unwrap_or_default();
        let [name] = name[..] else {
            complaints.push(format!("{RECORD}:{number}: the first cell is one dependency in backticks"));
            continue;
        };
        if cells.len() != 5 || cells.iter().any(|cell| cell.is_empty()) {
            complaints.push(format!("{RECORD}:{number}: `{name}` needs all five cells filled"));
        }
        if !named.insert(name.to_owned()) {
            complaints.push(format!("{RECORD}:{number}: `{name}` has two lines"));
        }
    }
    for name in foreign.difference(&named) {
        complaints.push(format!("{RECORD} has no line for `{name}` of the root Cargo.toml: say what for, who keeps it, its licence, how to leave it"));
    }
    for name in named.difference(foreign) {
        complaints.push(format!(
            "{RECORD} has a line for `{name}`, which is not in [workspace.dependencies]: remove the line"
        ));
    }
    complaints
}

/// Complaints about names in the workspace's list that no crate uses.
pub fn check_used(foreign: &BTreeSet<String>, manifests: &BTreeMap<String, Table>) -> Vec<String> {
    let used: BTreeSet<String> =
        manifests.values().flat_map(imports::dependencies).map(|dependency| dependency.name).collect();
    let unused = foreign.difference(&used);
    unused
        .map(|name| {
            format!("Cargo.toml: no crate uses `{name}`: remove it from [workspace.dependencies] and from {RECORD}")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD_SAMPLE: &str = "| dependency | what for | kept by | licence | how to leave it |\n|---|---|---|---|---|\n| `csv` | reads CSV | one person | MIT | write a reader |\n";

    fn root(list: &str) -> BTreeSet<String> {
        foreign(
            &format!("[workspace.dependencies]\ntrade = {{ path = \"crates/trade\" }}\n{list}").parse().expect("TOML"),
        )
    }

    #[test]
    fn equal_sets_pass() {
        assert_eq!(check_record(RECORD_SAMPLE, &root("csv = \"1\"")), Vec::<String>::new());
    }

    #[test]
    fn differences_are_found() {
        assert_eq!(check_record(RECORD_SAMPLE, &root("")).len(), 1);
        assert_eq!(check_record(RECORD_SAMPLE, &root("csv = \"1\"\nserde = \"1\"")).len(), 1);
        assert_eq!(check_record(&RECORD_SAMPLE.replace("MIT", ""), &root("csv = \"1\"")).len(), 1);
        assert_eq!(check_record("nothing", &root("csv = \"1\"")).len(), 1);
        let twice = format!("{RECORD_SAMPLE}| `csv` | a | b | c | d |\n");
        assert_eq!(check_record(&twice, &root("csv = \"1\"")).len(), 1);
    }

    #[test]
    fn an_unused_name_is_found() {
        let manifest: Table = "[dependencies]\ncsv.workspace = true\n".parse().expect("TOML");
        let manifests = BTreeMap::from([("trade".to_owned(), manifest)]);
        assert!(check_used(&root("csv = \"1\""), &manifests).is_empty());
        assert_eq!(check_used(&root("csv = \"1\"\nserde = \"1\""), &manifests).len(), 1);
    }
}
