//! The commands of the pages for newcomers are run as they stand.
//!
//! All `sh` blocks of a page make one script, run in an empty directory. A command may end with code 1 only where the
//! page says `# exit 1`.

mod common;

use common::auditor;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Counts the ends with code 1; any other failure ends the script.
const BEFORE: &str = r#"
set -uE
found=0
trap 'code=$?; if [ $code -eq 1 ]; then found=$((found + 1)); else echo "ended with $code: $BASH_COMMAND" >&2; exit $code; fi' ERR
cargo() {
    if [ "$1" = run ]; then
        while [ "$1" != -- ]; do shift; done
        shift
        tamga "$@"
    fi
}
"#;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The lines of all `sh` blocks, without those that build or test this repository.
fn script(text: &str) -> String {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside && !line.starts_with("./test") {
            lines.push(line);
        }
    }
    lines.join("\n")
}

#[track_caller]
fn run(page: &str) {
    let text = std::fs::read_to_string(root().join(page)).expect("the page");
    let script = script(&text);
    let wanted = script.matches("# exit 1").count();
    assert!(script.contains("tamga ") || script.contains("cargo run"), "{page} has no commands");
    let place = tempfile::tempdir().expect("a directory for the page");
    let path = format!("{}:{}", auditor().display(), std::env::var("PATH").unwrap_or_default());
    let output = Command::new("bash")
        .args(["-c", &format!("{BEFORE}\n{script}\necho \"found $found\"")])
        .current_dir(place.path())
        .env("PATH", path)
        .env_remove("TAMGA_STORE")
        .output()
        .expect("bash runs");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{page}: {err}\n{out}");
    let found = out.lines().last().unwrap_or_default();
    assert_eq!(found, format!("found {wanted}"), "{page}: ends with code 1 against `# exit 1` marks\n{out}\n{err}");
}

#[test]
fn the_readme() {
    run("README.md");
}

#[test]
fn the_tutorial() {
    run("docs/tutorials/ten-steps.md");
}

#[test]
fn the_guide_to_files() {
    run("docs/guides/import-files.md");
}

#[test]
fn the_guide_to_lists() {
    run("docs/guides/find-things.md");
}

#[test]
fn the_guide_to_traces() {
    run("docs/guides/trace.md");
}

#[test]
fn the_guide_for_auditors() {
    run("docs/guides/audit.md");
}

#[test]
fn the_guide_to_simulated_countries() {
    run("docs/guides/simulate.md");
}

#[test]
fn the_guide_for_operators() {
    run("docs/guides/operate.md");
}
