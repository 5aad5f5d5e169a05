//! The table "crate | what | may import" of ARCHITECTURE.md is held against the manifests.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use crate::markdown;

/// Crate -> crates of this workspace that it may import.
pub type Allowed = BTreeMap<String, BTreeSet<String>>;

/// Crates that import none of ours even in their tests: what they say must not depend on the code they judge.
const ALONE: [&str; 1] = ["audit"];

/// Reads the table; a row that cannot be read, or names a crate without a row, is a complaint.
///
/// # Errors
/// The complaints.
pub fn parse(architecture: &str) -> Result<Allowed, Vec<String>> {
    let Some(rows) = markdown::table(architecture, &["crate", "what", "may import"]) else {
        return Err(vec!["ARCHITECTURE.md: no table with the header `| crate | what | may import |`".to_owned()]);
    };
    let mut allowed = Allowed::new();
    let mut complaints = Vec::new();
    for (number, cells) in rows {
        let [name, _, imports] = cells.as_slice() else {
            complaints.push(format!("ARCHITECTURE.md:{number}: a row of the code map has three cells"));
            continue;
        };
        let [name] = markdown::names(name)[..] else {
            complaints
                .push(format!("ARCHITECTURE.md:{number}: the first cell is one crate in backticks, not `{name}`"));
            continue;
        };
        let names: BTreeSet<String> = markdown::names(imports).into_iter().map(str::to_owned).collect();
        if names.is_empty() != (*imports == "-") {
            complaints.push(format!(
                "ARCHITECTURE.md:{number}: `may import` is a list of crates in backticks, or `-` for none"
            ));
        }
        if allowed.insert(name.to_owned(), names).is_some() {
            complaints.push(format!("ARCHITECTURE.md:{number}: crate `{name}` has two rows"));
        }
    }
    for (name, imports) in &allowed {
        for unknown in imports.iter().filter(|import| !allowed.contains_key(*import)) {
            complaints.push(format!("ARCHITECTURE.md: `{name}` may import `{unknown}`, which has no row"));
        }
    }
    if complaints.is_empty() { Ok(allowed) } else { Err(complaints) }
}

/// Complaints when the rows and the folders under `crates/` are not the same set.
pub fn check_rows(allowed: &Allowed, folders: &BTreeSet<String>) -> Vec<String> {
    let rows: BTreeSet<String> = allowed.keys().cloned().collect();
    let missing = folders.difference(&rows).map(|name| {
        format!(
            "crates/{name} has no row in the code map of ARCHITECTURE.md: say there what it is and what it may import"
        )
    });
    let ghosts = rows.difference(folders).map(|name| {
        format!(
            "ARCHITECTURE.md has a row for `{name}`, but there is no crates/{name}: no row before the first real line"
        )
    });
    missing.chain(ghosts).collect()
}

/// Complaints about one manifest: what it imports of ours beyond its row, and what it takes past the workspace's list.
pub fn check_manifest(folder: &str, manifest: &Table, allowed: &Allowed) -> Vec<String> {
    let place = format!("crates/{folder}/Cargo.toml");
    let mut complaints = Vec::new();
    let name = manifest.get("package").and_then(|package| package.get("name")).and_then(Value::as_str);
    if name != Some(folder) {
        complaints.push(format!("{place}: the crate is named as its folder, `{folder}`, not {name:?}"));
    }
    let none = BTreeSet::new();
    let may_import = allowed.get(folder).unwrap_or(&none);
    // A crate may name itself for its own tests, with features on.
    for dependency in dependencies(manifest).into_iter().filter(|dependency| dependency.name != folder) {
        let Dependency { name, kind, .. } = &dependency;
        if !dependency.from_workspace {
            complaints.push(format!(
                "{place}: `{name}` in [{kind}]: write `{name}.workspace = true` and give it its version and its reason once, in the root Cargo.toml and docs/decisions/0002-dependencies.md"
            ));
        }
        if !allowed.contains_key(name) || may_import.contains(name) {
            continue;
        }
        if ALONE.contains(&folder) {
            complaints.push(format!(
                "{place}: `{name}` in [{kind}]: `{folder}` judges the other crates and shares no code with them, not even in its tests; let it read files instead"
            ));
        } else if kind != "dev-dependencies" {
            let known = may_import.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
            let known = if known.is_empty() { "none of our crates" } else { &known };
            complaints.push(format!(
                "{place}: `{folder}` may not import `{name}` (ARCHITECTURE.md allows: {known}). Move the code to where both may reach it, pass a value instead, or change the code map with a decision record"
            ));
        }
    }
    complaints
}

/// One line of a manifest's dependency tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The package, also where it is renamed.
    pub name: String,
    /// `dependencies`, `build-dependencies` or `dev-dependencies`.
    pub kind: String,
    /// `workspace = true`.
    pub from_workspace: bool,
}

/// All dependencies of a manifest, those for one target included.
pub fn dependencies(manifest: &Table) -> Vec<Dependency> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = std::iter::once(manifest).chain(targets.filter_map(Value::as_table));
    let mut found = Vec::new();
    for table in tables {
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let Some(entries) = table.get(kind).and_then(Value::as_table) else { continue };
            for (key, value) in entries {
                let name = value.get("package").and_then(Value::as_str).unwrap_or(key).to_owned();
                let from_workspace = value.get("workspace").and_then(Value::as_bool) == Some(true);
                found.push(Dependency { name, kind: kind.to_owned(), from_workspace });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "| crate | what | may import |\n|---|---|---|\n| `trade` | words | - |\n| `ledger` | books | `trade` |\n| `audit` | auditor | - |\n";

    #[track_caller]
    fn check(folder: &str, manifest: &str, complaints: &[&str]) {
        let allowed = parse(MAP).expect("the sample map is right");
        let manifest = format!("[package]\nname = \"{folder}\"\n{manifest}");
        let found = check_manifest(folder, &manifest.parse().expect("the sample manifest is TOML"), &allowed);
        assert_eq!(found.len(), complaints.len(), "{found:#?}");
        for (found, wanted) in found.iter().zip(complaints) {
            assert!(found.contains(wanted), "{found}");
        }
    }

    #[test]
    fn allowed_imports_pass() {
        check("ledger", "[dependencies]\ntrade.workspace = true\nserde.workspace = true\n", &[]);
        check("trade", "[dev-dependencies]\nledger.workspace = true\n", &[]);
    }

    #[test]
    fn forbidden_imports_are_found_in_every_table() {
        check("trade", "[dependencies]\nledger.workspace = true\n", &["may not import `ledger`"]);
        check("trade", "[build-dependencies]\nledger.workspace = true\n", &["may not import `ledger`"]);
        check("trade", "[target.'cfg(unix)'.dependencies]\nledger.workspace = true\n", &["may not import `ledger`"]);
        check(
            "trade",
            "[dependencies]\nbooks = { package = \"ledger\", workspace = true }\n",
            &["may not import `ledger`"],
        );
    }

    #[test]
    fn the_auditor_stays_alone_in_its_tests_too() {
        check("audit", "[dev-dependencies]\ntrade.workspace = true\n", &["shares no code"]);
    }

    #[test]
    fn a_version_of_its_own_and_a_wrong_name_are_found() {
        check("trade", "[dependencies]\nserde = \"1\"\n", &["serde.workspace = true"]);
        let manifest = "[package]\nname = \"other\"\n".parse().expect("TOML");
        assert_eq!(check_manifest("trade", &manifest, &parse(MAP).expect("right")).len(), 1);
    }

    #[test]
    fn rows_and_folders_are_the_same_set() {
        let folders = ["trade", "ledger", "store"].map(str::to_owned).into();
        let found = check_rows(&parse(MAP).expect("right"), &folders);
        assert_eq!(found.len(), 2, "{found:#?}");
    }

    #[test]
    fn a_broken_map_is_refused() {
        assert!(parse("no table").is_err());
        assert!(parse(&MAP.replace("`trade` |\n", "trade |\n")).is_err());
        assert!(parse(&MAP.replace("books | `trade`", "books | `nobody`")).is_err());
        assert!(parse(&MAP.replace("`audit`", "`trade`")).is_err());
    }
}
