//! Holds the repository's rules over the repository itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use tidy::files::{self, File};
use tidy::{architecture, commands, decisions, dependencies, imports, links, purity, sizes, words};
use toml::Table;

static FILES: LazyLock<Vec<File>> =
    LazyLock::new(|| files::read_text_files(&files::root()).expect("the repository can be read"));

fn text(path: &str) -> &'static str {
    let file = FILES.iter().find(|file| file.path == path);
    &file.unwrap_or_else(|| panic!("the repository has no {path}")).text
}

fn manifests() -> BTreeMap<String, Table> {
    let manifest = |file: &File| {
        let folder = file.path.strip_prefix("crates/")?.strip_suffix("/Cargo.toml")?;
        let table = file.text.parse().unwrap_or_else(|error| panic!("{}: {error}", file.path));
        (!folder.contains('/')).then(|| (folder.to_owned(), table))
    };
    FILES.iter().filter_map(manifest).collect()
}

fn is_there(path: &str) -> bool {
    path.is_empty() || files::root().join(path).exists()
}

/// Fails with all complaints, one a line.
#[track_caller]
fn hold(complaints: impl IntoIterator<Item = String>) {
    let complaints: Vec<String> = complaints.into_iter().collect();
    assert!(complaints.is_empty(), "\n\n{}\n", complaints.join("\n"));
}

#[test]
fn crates_import_what_the_code_map_allows() {
    let manifests = manifests();
    assert!(manifests.len() >= 8, "the crates were not found: {manifests:?}");
    let allowed = imports::parse(text("ARCHITECTURE.md")).unwrap_or_else(|complaints| {
        hold(complaints);
        imports::Allowed::new()
    });
    let folders: BTreeSet<String> = manifests.keys().cloned().collect();
    let of_manifests = manifests.iter().flat_map(|(name, table)| imports::check_manifest(name, table, &allowed));
    hold(imports::check_rows(&allowed, &folders).into_iter().chain(of_manifests));
}

#[test]
fn the_architecture_page_stays_short() {
    hold(architecture::check_length(text("ARCHITECTURE.md")));
}

#[test]
fn no_unfinished_work_and_no_machine_paths() {
    hold(FILES.iter().flat_map(words::check));
}

#[test]
fn decision_records_have_one_shape() {
    let records: Vec<File> = FILES.iter().filter(|file| file.path.starts_with("docs/decisions/")).cloned().collect();
    assert!(records.len() >= 2, "the decision records were not found");
    hold(decisions::check(&records));
}

#[test]
fn every_dependency_has_its_reason_and_its_user() {
    let root: Table = text("Cargo.toml").parse().expect("the root manifest is TOML");
    let foreign = dependencies::foreign(&root);
    assert!(!foreign.is_empty(), "the list of dependencies was not found");
    let mut complaints = dependencies::check_record(text(dependencies::RECORD), &foreign);
    complaints.extend(dependencies::check_used(&foreign, &manifests()));
    hold(complaints);
}

#[test]
fn pure_crates_are_pure() {
    let mut complaints = Vec::new();
    for name in purity::PURE {
        let folder = format!("crates/{name}/src/");
        let head = FILES.iter().find(|file| file.path == format!("{folder}lib.rs"));
        complaints.extend(purity::check_head(head.unwrap_or_else(|| panic!("no {folder}lib.rs"))));
        let is_body = |file: &&File| file.path.starts_with(&folder) && !file.path.ends_with("tests.rs");
        complaints.extend(FILES.iter().filter(is_body).flat_map(purity::check_body));
    }
    hold(complaints);
}

#[test]
fn source_files_fit_one_sitting() {
    hold(FILES.iter().flat_map(sizes::check));
}

#[test]
fn links_between_pages_lead_somewhere() {
    let is_page = |file: &&File| file.extension() == "md";
    let pages: BTreeMap<String, String> =
        FILES.iter().filter(is_page).map(|file| (file.path.clone(), file.text.clone())).collect();
    hold(FILES.iter().filter(is_page).flat_map(|page| links::check(page, &pages, &is_there)));
}

#[test]
fn commands_on_the_first_pages_exist() {
    let sources = FILES.iter().filter(|file| file.path.starts_with("crates/tamga/src/"));
    let sources: String = sources.map(|file| file.text.as_str()).collect();
    let is_subcommand = |word: &str| commands::names_subcommand(&sources, word);
    let pages = FILES.iter().filter(|file| ["README.md", "CONTRIBUTING.md"].contains(&file.path.as_str()));
    hold(pages.flat_map(|page| commands::check(page, &is_program, &is_subcommand)));
}

#[test]
fn the_licence_is_apache_2_and_the_notice_names_the_authors() {
    assert!(
        text("LICENSE").contains("Copyright [yyyy] [name of copyright owner]"),
        "LICENSE is the plain text of Apache-2.0"
    );
    assert!(text("NOTICE").contains("The Tamga authors"), "NOTICE names the authors");
}

fn is_program(path: &str) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let path: &Path = &files::root().join(path);
    fs::metadata(path).is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}
