//! The demo: what it prints is what the commands do, and its tutorial tells the same.

mod common;

use common::{Place, Run};
use std::path::{Path, PathBuf};

/// A command that the demo printed, and the answer below it.
struct Told {
    command: String,
    answer: String,
}

/// What the demo adds to an answer with exit code 1.
const FINDING: &str = "(exit code 1: the answer is a refusal or a finding)";

/// Beginnings of commands that only read.
const READING: [&str; 6] =
    ["tamga show", "tamga stock", "tamga trace", "tamga note show", "tamga discrepancies", "tamga verify"];

fn reads(command: &str) -> bool {
    READING.iter().any(|beginning| command.starts_with(beginning))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Lines with those that end with a backslash joined to the next.
fn joined(text: &str) -> String {
    let pieces: Vec<&str> = text.split("\\\n").collect();
    let rest = pieces.iter().skip(1).map(|piece| format!(" {}", piece.trim_start()));
    pieces.first().map_or_else(String::new, |first| first.trim_end().to_owned()) + &rest.collect::<String>()
}

/// The commands of the steps, each with its answer.
fn told(out: &str) -> Vec<Told> {
    let mut all: Vec<Told> = Vec::new();
    let steps = out.split("What is in the registry now").next().unwrap_or_default();
    let mut answers = false;
    for line in joined(steps).lines() {
        if line.starts_with("tamga ") {
            all.push(Told { command: squeezed(line), answer: String::new() });
            answers = true;
        } else if let Some(answer) = line.strip_prefix("  ").filter(|_| answers) {
            let last = all.last_mut().expect("a command stands before its answer");
            last.answer.push_str(answer);
            last.answer.push('\n');
        } else if !line.is_empty() {
            answers = false;
        }
    }
    all
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs a printed line in the registry `store`, as a shell does.
fn typed(place: &Place, store: &str, line: &str) -> Run {
    let mut command = std::process::Command::new("bash");
    let script = format!("tamga() {{ \"{}\" \"$@\"; }}\n{line}", common::PROGRAM);
    command.args(["-c", &script]).current_dir(place.dir.path()).env("TAMGA_STORE", store).env("LANG", "C.UTF-8");
    command.env_remove("LC_ALL").env_remove("LC_CTYPE");
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped());
    common::finish(command.stderr(std::process::Stdio::piped()), "")
}

/// Parts of lines that differ from run to run: how long something took, sizes of files, and how far the checkpoint is,
/// which is written now and then, and when a registry is closed.
const VARIES: [&str; 3] = ["documents a second", " groups: ", "the checkpoint beside"];

/// The words of an answer, without what varies between runs and between registries: numbers given by a registry, digests,
/// days of deadlines. Trees are cut elsewhere on another width.
fn words(answer: &str) -> Vec<String> {
    let lines = answer.lines().filter(|line| !VARIES.iter().any(|part| line.contains(part)));
    let words = lines.flat_map(str::split_whitespace).filter(|word| !["│", "├", "└"].contains(word));
    words.map(masked).collect()
}

fn masked(word: &str) -> String {
    let is_digest = word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let is_day = word.starts_with("20") && word.matches('-').count() == 2;
    if is_digest || is_day {
        return "*".to_owned();
    }
    let public = ["KZ-L-", "KZ-N-", "KZ-T-", "KZ-D-"].iter().find_map(|kind| Some((word.find(kind)?, kind)));
    let Some((at, kind)) = public else { return word.to_owned() };
    let after = word.get(at + kind.len() + 11..).expect("a public number is whole");
    format!("{}{kind}*{after}", &word[..at])
}

#[test]
fn what_is_printed_is_what_the_commands_answer() {
    let place = Place::empty();
    let out = place.run(&["demo", "--declarations", "20"]).code(0).out;
    let told = told(&out);
    assert!(told.len() > 30, "{out}");
    place.run(&["init", "again", "--prefix", "KZ"]).code(0);
    for Told { command, answer } in &told {
        let run = typed(&place, "again", command);
        let code = i32::from(answer.contains(FINDING));
        assert_eq!(run.code, code, "{command}\n{}{}", run.out, run.err);
        assert_eq!(words(&run.out), words(&answer.replace(FINDING, "")), "{command}");
    }
    let books = |store: &str| {
        let books = typed(&place, store, "tamga dump books").code(0).out;
        let mut rows: Vec<String> = books.lines().map(without_numbers).collect();
        rows.sort_unstable();
        rows
    };
    assert_eq!(books("demo/registry"), books("again"), "the same books, played or typed");
}

/// A row of JSON with its public numbers masked.
fn without_numbers(row: &str) -> String {
    row.split('"').map(masked).collect::<Vec<_>>().join("\"")
}

/// Nothing of what only reads breaks when it is typed after the demo, and what stands after the last change is as printed.
#[test]
fn what_only_reads_can_be_typed_afterwards() {
    let place = Place::empty();
    let out = place.run(&["demo", "--declarations", "20"]).code(0).out;
    let told = told(&out);
    assert!(out.contains("driver: Aidar Seitov") && out.contains("driver: (erased)"), "{out}");
    let last = told.iter().rposition(|told| !reads(&told.command)).expect("something is written");
    let mut count = 0;
    for (at, Told { command, answer }) in told.iter().enumerate().filter(|(_, told)| reads(&told.command)) {
        let run = typed(&place, "demo/registry", command);
        assert_eq!(run.code, i32::from(answer.contains(FINDING)), "{command}\n{}", run.err);
        if at > last {
            // It was verified in the demo before its last snapshot.
            let until = |text: &str| words(text.split("Not checked").next().unwrap_or_default());
            assert_eq!(until(&run.out), until(answer), "{command}");
        }
        count += 1;
    }
    assert!(count >= 10, "{count} commands that read");
}

#[test]
fn what_it_proposes_works() {
    let place = Place::empty();
    let out = place.run(&["demo", "--declarations", "0"]).code(0).out;
    let proposals = out.split("What to type next").nth(1).expect("proposals");
    let export = proposals.lines().find(|line| line.contains("TAMGA_STORE")).expect("where the registry is");
    let mut count = 0;
    for line in proposals.lines().filter_map(|line| line.strip_prefix("  tamga ")) {
        let command = line.split("  ").next().unwrap_or_default();
        let run = typed(&place, "nowhere", &format!("{export}\ntamga {command}"));
        assert!(run.code < 2, "{command}: {}", run.err);
        count += 1;
    }
    assert!(count >= 6, "{proposals}");
}

#[test]
fn it_is_played_once_and_again() {
    let place = Place::empty();
    let demo = ["demo", "--declarations", "20", "--pause"];
    place.run(&demo).code(0).says("10. Erase").says("Sums checked at all").says("Log root");
    place.run(&demo).code(2).says("--again");
    let json = place.run(&["demo", "--declarations", "5", "--again", "--json"]).code(0).out;
    assert!(json.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{json}");
    assert!(json.contains("\"command\":\"tamga verify\"") && json.contains("\"sound\":true"), "{json}");
    place.run(&["--store", "demo/registry", "verify"]).code(0);
    place.write("other", "x");
    place.run(&["demo", "--into", "."]).code(2).says("no earlier demo");
    place.run(&["demo", "--into", "other"]).code(2).says("is a file");
    assert!(common::exists(&place.path("other")), "nothing was touched");
}

/// The tutorial types the commands of the demo, in its order, and shows the documents that they name.
#[test]
fn the_tutorial_tells_the_same() {
    let place = Place::empty();
    let out = place.run(&["demo", "--declarations", "0"]).code(0).out;
    let page = std::fs::read_to_string(root().join("docs/tutorials/ten-steps.md")).expect("the tutorial");
    let unquoted = |text: &str| text.replace('\'', "");
    let text = unquoted(&squeezed(&joined(&page)));
    let mut from = 0;
    for Told { command, .. } in told(&out) {
        let command = unquoted(&command.replace("./demo/files/", ""));
        let at = text[from..].find(&command);
        from += at.unwrap_or_else(|| panic!("the tutorial does not type, after the command before it:\n{command}"));
        from += command.len();
    }
    for (name, shown) in documents(&page) {
        let file =
            std::fs::read_to_string(root().join("data/samples/tour").join(&name)).expect("a document of the story");
        assert_eq!(shown, file, "{name} in the tutorial");
    }
    assert_eq!(documents(&page).len(), 6);
}

/// Files that a page writes: name and text.
fn documents(page: &str) -> Vec<(String, String)> {
    let parts = page.split("cat > ").skip(1).filter_map(|part| part.split_once(" <<'EOF'\n"));
    parts.map(|(name, rest)| (name.to_owned(), rest.split("EOF\n").next().unwrap_or_default().to_owned())).collect()
}
