//! What operators do: copies with receipts and an end, wrapped keys, the worklist for erasure, the status, the log.

mod common;

use common::{Place, Run, finish};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A name that must never reach a log.
const MARKED: &str = "Zhanna Qyzyltuman";

fn person(id: &str, name: &str) -> String {
    format!(r#"{{"type":"party","id":"{id}","name":"{name}","kind":"person"}}"#)
}

/// The names in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let items = std::fs::read_dir(folder).expect("the folder");
    let mut names: Vec<String> =
        items.map(|item| item.expect("an item").file_name().into_string().expect("UTF-8")).collect();
    names.sort();
    names
}

fn run_with_env(place: &Place, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = place.command(arguments);
    command.envs(variables.iter().copied());
    finish(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()), "")
}

#[test]
fn a_copy_has_a_receipt_and_is_nothing_without_it() {
    let place = Place::with_story();
    place.run(&["backup", "copy"]).code(0).says("read again and sound");
    place.run(&["backup", "copy"]).code(2).says("is not empty");
    let check = place.run(&["backup", "--check", "copy", "--json"]).code(0).json();
    assert_eq!(check["receipt"]["entries"], 24);
    let status = place.run(&["status", "--json", "--day", "2026-09-01"]).json();
    assert_eq!(status["newest_backup"]["entries"], 24);
    assert_eq!(check["receipt"]["root"], status["root"]);
    // Any flipped byte is found before anything is put in place.
    for file in ["journal/00000000000000000001.seg", "keys/subjects.key", "registry.secret", "backup"] {
        let path = place.path("copy").join(file);
        let whole = std::fs::read(&path).expect("a file of the copy");
        let mut spoilt = whole.clone();
        let middle = spoilt.len() / 2;
        spoilt[middle] ^= 1;
        std::fs::write(&path, spoilt).expect("spoilt");
        place.run(&["backup", "--check", "copy"]).code(3).says("not whole");
        place.run(&["--store", "trial", "restore", "copy"]).code(3).says("not whole");
        assert!(!place.path("trial").exists(), "{file}: nothing was put in place");
        std::fs::write(&path, whole).expect("mended");
    }
    place.run(&["--store", "trial", "restore", "copy"]).code(0);
    place.run(&["--store", "trial", "verify"]).code(0);
    assert!(!place.path("trial.restoring").exists());
    // A whole copy without its receipt, and one that says that it was never finished.
    std::fs::rename(place.path("copy/backup"), place.path("receipt")).expect("moved");
    std::fs::remove_file(place.path("copy/LOCK")).expect("removed");
    place.run(&["--store", "other", "restore", "copy"]).code(2).says("holds no copy");
    std::fs::write(place.path("copy/backup.partial"), "{}").expect("a mark");
    place.run(&["--store", "other", "restore", "copy"]).code(2).says("never finished");
    place.run(&["--store", "other", "restore", "."]).code(2).says("holds no copy");
    // Begun anew it becomes whole.
    place.run(&["backup", "copy"]).code(0);
    place.run(&["--store", "other", "restore", "copy"]).code(0);
}

#[test]
fn copies_in_a_folder_come_to_an_end_and_others_stay() {
    let place = Place::with_story();
    let other = Place::with_registry();
    let folder = place.path("copies");
    let into = folder.to_str().expect("UTF-8").to_owned();
    other.run(&["backup", "--into", &into]).code(0);
    let foreign = names(&folder);
    std::fs::create_dir(folder.join("notes")).expect("a folder");
    std::fs::write(folder.join("notes/list.txt"), "keep").expect("a file");
    for n in 0..4 {
        let document = format!(r#"{{"type":"clock","now":"2026-10-0{}T00:00:00Z"}}"#, n + 1);
        place.run_with(&["submit", "-"], &document).code(0);
        let made = place.run(&["backup", "--into", &into, "--keep", "2", "--json"]).code(0).json();
        assert_eq!(made["kept"].as_array().map(Vec::len), Some((n + 1).min(2)), "{made}");
    }
    let own: Vec<String> = names(&folder).into_iter().filter(|name| name.contains("-entry2")).collect();
    assert_eq!(own.len(), 2, "{own:?}");
    assert!(own.iter().all(|name| name.starts_with("tamga-KZ-20") && name.contains('T')), "{own:?}");
    assert!(own[1].ends_with("-entry28"), "{own:?}");
    assert!(foreign.iter().all(|name| folder.join(name).join("backup").exists()), "copies of others stay");
    assert!(folder.join("notes/list.txt").exists());
    // What was begun and left is cleared away with the next copy; a half removed copy is such a one.
    let left = folder.join("tamga-KZ-left");
    std::fs::create_dir(&left).expect("a folder");
    let receipt = std::fs::read_to_string(folder.join(&own[1]).join("backup")).expect("a receipt");
    let value: Value = serde_json::from_str(receipt.lines().next().expect("a line")).expect("JSON");
    std::fs::write(left.join("backup.partial"), serde_json::json!({"registry": value["registry"]}).to_string())
        .expect("a mark");
    place.run_with(&["submit", "-"], r#"{"type":"clock","now":"2026-10-09T00:00:00Z"}"#).code(0);
    place.run(&["backup", "--into", &into, "--keep-days", "0"]).code(0).says("1 copies kept, 3 removed");
    assert!(!left.exists());
    place.run(&["backup", "elsewhere", "--keep", "2"]).code(2);
    place.run(&["backup", "--into", &into, "--keep", "0"]).code(2);
}

#[test]
fn keys_are_wrapped_rotated_and_put_back() {
    let place = Place::with_story();
    place.write("person.ndjson", person("iin:900101300017", MARKED));
    place.run(&["import", "person.ndjson"]).code(0);
    place.run(&["keys", "status"]).code(0).says("lie plain");
    let plain = std::fs::read(place.path("tamga-data/keys/subjects.key")).expect("the key file");
    place.run(&["backup", "plain-copy"]).code(0);
    place.run(&["keys", "move", "tamga-data/inside.key"]).code(2).says("lies in the data directory");
    place.run(&["keys", "rotate", "one.key"]).code(2).says("nothing to rotate");
    place.run(&["keys", "move", "one.key"]).code(0).says("are wrapped under the key");
    place.run(&["keys", "move", "one.key"]).code(0).says("are wrapped under the key");
    let wrapped = std::fs::read(place.path("tamga-data/keys/subjects.key")).expect("the key file");
    for slot in plain.chunks(64).skip(1).filter(|slot| slot[8..40].iter().any(|byte| *byte != 0)) {
        assert!(!wrapped.windows(32).any(|window| *window == slot[8..40]), "no key lies plain in the file");
    }
    place.run(&["status"]).code(2).says("--key-file");
    let with = |key: &str, arguments: &[&str]| {
        let all: Vec<&str> = ["--key-file", key].into_iter().chain(arguments.iter().copied()).collect();
        place.run(&all)
    };
    with("one.key", &["show", "25"]).code(0).says(MARKED);
    with("none.key", &["show", "25"]).code(2).says("there is no key file");
    // Who makes copies needs no key; who restores one does.
    place.run(&["backup", "wrapped-copy"]).code(0);
    place.run(&["verify"]).code(0).says("the keys are not at hand");
    with("one.key", &["verify"]).code(0).says("commitments to fields of 25 entries");

    with("one.key", &["keys", "rotate", "two.key"]).code(0).says("anew 2 times");
    // As after a rotation that was cut off behind its last step.
    with("one.key", &["keys", "rotate", "two.key"]).code(0).says("anew 2 times");
    with("one.key", &["show", "25"]).code(2).says("are under the key");
    with("two.key", &["show", "25"]).code(0).says(MARKED);
    with("two.key", &["verify"]).code(0);
    // New persons, and their end, under the new key.
    place.write("second.ndjson", person("iin:850314300172", "Aidar S."));
    with("two.key", &["import", "second.ndjson"]).code(0);
    with("two.key", &["erase", "iin:900101300017", "--authority", "id:KZ/court", "--reason", "order"]).code(0);
    let shown = with("two.key", &["show", "25"]).code(0);
    assert!(!shown.out.contains(MARKED), "{}", shown.out);
    with("two.key", &["verify"]).code(0);

    place.run(&["--store", "t1", "restore", "wrapped-copy"]).code(2).says("are under the key");
    assert!(!place.path("t1").exists());
    place.run(&["--store", "t1", "--key-file", "two.key", "restore", "wrapped-copy"]).code(2);
    place.run(&["--store", "t1", "--key-file", "one.key", "restore", "wrapped-copy"]).code(0);
    place.run(&["--store", "t1", "--key-file", "one.key", "show", "25"]).code(0).says(MARKED);
    with("two.key", &["keys", "plain"]).code(0).says("lie plain");
    place.run(&["verify"]).code(0);
}

#[test]
fn persons_whose_texts_have_had_their_time() {
    let place = Place::with_story();
    let all = [("iin:900101300017", MARKED), ("iin:850314300172", "Another One")];
    let text: Vec<String> = all.iter().map(|(id, name)| person(id, name)).collect();
    place.write("persons.ndjson", text.join("\n"));
    place.run(&["import", "persons.ndjson"]).code(0);
    // One of them has goods.
    let balance = r#"{"type":"opening_balance","number":"OB-P","date":"2026-09-01","principal":"iin:850314300172","place":"store:p","lines":[{"line":1,"code":"850152","quantity":"5","unit":"KGM"}]}"#;
    place.run_with(&["submit", "-"], balance).code(0);
    place.run(&["retention"]).code(0).says("Nobody");
    let late = ["retention", "--day", "2060-01-01"];
    let found = place.run(&[&late[..], &["--json"]].concat()).code(1).json();
    let listed: Vec<&str> =
        found["rows"].as_array().expect("rows").iter().filter_map(|row| row["party"].as_str()).collect();
    assert!(listed.contains(&"iin:900101300017") && !listed.contains(&"iin:850314300172"), "{listed:?}");
    place.run(&[&late[..], &["--apply"]].concat()).code(2);
    let order = [&late[..], &["--apply", "--authority", "id:KZ/court", "--by", "order 2"]].concat();
    place.run(&order).code(2).says("nobody can be asked");
    place.run(&[&order[..], &["--yes"]].concat()).code(0).says("recorded");
    place.run(&late).code(0).says("Nobody");
    place.run(&["verify"]).code(0);
}

#[test]
fn a_status_names_what_wants_care() {
    let place = Place::with_registry();
    place.run(&["status"]).code(0).says("nothing wants care");
    place.run(&["status", "--max-backup-age", "26"]).code(1).says("no copy was made");
    place.run(&["backup", "copy"]).code(0);
    place.run(&["status", "--max-backup-age", "26"]).code(0).says("0 hours old");
    let tight = place.run(&["--reserve", "900T", "status", "--json"]).code(1).json();
    assert_eq!(tight["care"][0]["what"], "disk_full", "{tight}");
    let refused =
        place.run_with(&["--reserve", "900T", "submit", "-"], r#"{"type":"clock","now":"2026-10-01T00:00:00Z"}"#);
    refused.code(3).says("less than the reserve");
    place.run(&["--reserve", "much", "status"]).code(2);
    place.run_with(&["submit", "-"], r#"{"type":"clock","now":"2026-10-01T00:00:00Z"}"#).code(0);

    let story = Place::with_story();
    let json = story.run(&["status", "--json", "--day", "2099-01-01"]).code(1).json();
    let care: Vec<&str> =
        json["care"].as_array().expect("care").iter().filter_map(|care| care["what"].as_str()).collect();
    assert!(care.contains(&"overdue_discrepancies"), "{json}");
    assert!(json["bytes_journal"].as_u64() > Some(0) && json["bytes_free"].as_u64() > Some(0), "{json}");
    assert!(json["oldest_open_note"]["note"].is_string(), "{json}");
}

#[test]
fn beside_a_process_that_holds_the_registry() {
    let place = Place::with_story();
    // More answers than a pipe holds: while nobody reads them the process keeps the registry.
    let text: Vec<String> = (0..4000).map(|n| person("iin:900101300017", &format!("{MARKED} {n}"))).collect();
    place.write("many.ndjson", text.join("\n") + "\n");
    let mut holder = place
        .command(&["import", "many.ndjson", "--answers", "--batch", "7"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut output = std::io::BufReader::new(holder.stdout.take().expect("output"));
    let mut line = String::new();
    std::io::BufRead::read_line(&mut output, &mut line).expect("an answer");
    place.run(&["show", "1"]).code(2).says("is in use by process");
    place.run(&["keys", "move", "one.key"]).code(2).says("is in use by process");
    place.run(&["keys", "status"]).code(0);
    let status = place.run(&["status", "--json"]).json();
    assert!(status["in_use_by"].as_str().is_some_and(|who| who.starts_with("process")), "{status}");
    assert!(status["entries"].as_u64() >= Some(24), "{status}");
    place.run(&["status"]).says("the books are not shown");
    place.run(&["backup", "copy"]).code(0);
    let _ = std::io::Read::read_to_end(&mut output, &mut Vec::new());
    holder.wait().expect("it ends");
    place.run(&["--store", "trial", "restore", "copy"]).code(0);
    place.run(&["--store", "trial", "verify"]).code(0);
}

#[test]
fn logs_name_the_entry_and_nobody() {
    let place = Place::with_story();
    let json = [("TAMGA_LOG", "debug"), ("TAMGA_LOG_FORMAT", "json")];
    place.write("person.ndjson", person("iin:900101300017", MARKED));
    let mut logged = Vec::new();
    let mut run = |arguments: &[&str], code: i32| {
        let run = run_with_env(&place, arguments, &json).code(code);
        let lines = run.err.lines().filter(|line| line.starts_with('{')).map(str::to_owned);
        logged.extend(lines);
    };
    run(&["import", "person.ndjson"], 0);
    // A refusal whose document names her.
    let note = format!(
        r#"{{"type":"note","number":"{MARKED}","date":"2026-09-02","supplier":"iin:900101300017","recipient":"bin:940140000385","from":"store:a","to":"store:b","lines":[{{"line":1,"document":"OB","document_line":1,"quantity":"1.5","unit":"KGM"}}]}}"#
    );
    place.write("note.json", note);
    run(&["submit", "note.json"], 1);
    run(&["show", "25"], 0);
    run(&["backup", "copy"], 0);
    run(&["--store", "trial", "restore", "copy"], 0);
    run(&["erase", "iin:900101300017", "--authority", "id:KZ/court", "--reason", MARKED], 0);
    run(&["--reserve", "900T", "clock", "--now", "2026-10-02T00:00:00Z"], 3);
    let values: Vec<Value> = logged.iter().filter_map(|line| serde_json::from_str(line).ok()).collect();
    for wanted in ["opened", "group durable", "refused", "backup", "restored", "key destroyed", "stopped"] {
        let found = values.iter().find(|value| value["message"] == wanted);
        let found = found.unwrap_or_else(|| panic!("nothing logged `{wanted}`: {logged:#?}"));
        assert!(found["entry"].is_u64(), "{found}");
    }
    let refused = values.iter().find(|value| value["message"] == "refused").expect("a refusal");
    assert_eq!((refused["kind"].as_str(), refused["level"].as_str()), (Some("note"), Some("INFO")), "{refused}");
    for line in &logged {
        for word in [MARKED, "Zhanna", "900101300017"] {
            assert!(!line.contains(word), "`{word}` is in the log: {line}");
        }
    }
    run_with_env(&place, &["status"], &[("TAMGA_LOG", "loud")]).code(2).says("it is one of");
    let plain = run_with_env(&place, &["clock"], &[("TAMGA_LOG", "info")]).code(0);
    assert!(plain.err.contains("opened registry="), "{}", plain.err);
    assert_eq!(
        place.run(&["clock", "--now", "2026-10-03T00:00:00Z"]).code(0).err,
        "",
        "no log unless one is asked for"
    );
}

#[test]
fn closed_segments_are_shared_with_the_copy_before() {
    let place = Place::with_story();
    let link = |name: &str| {
        use std::os::unix::fs::MetadataExt;
        let path: PathBuf = place.path("copies").join(name).join("journal/00000000000000000001.seg");
        std::fs::metadata(path).expect("a segment").nlink()
    };
    place.run(&["backup", "--into", "copies"]).code(0);
    // A restore begins a new segment, which closes the one before.
    let first = names(&place.path("copies"));
    std::fs::rename(place.path("tamga-data"), place.path("moved")).expect("moved");
    place.run(&["restore", "moved"]).code(0);
    place.run(&["backup", "--into", "copies"]).code(0);
    let all = names(&place.path("copies"));
    let second = all.iter().find(|name| !first.contains(name)).expect("a second copy");
    assert_eq!(link(second), 2, "the second copy shares it with the first");
    place.run(&["clock", "--now", "2026-10-02T00:00:00Z"]).code(0);
    place.run(&["backup", "--into", "copies"]).code(0);
    assert_eq!(link(second), 3, "and the third with both");
    // The copies stand on their own all the same.
    std::fs::remove_dir_all(place.path("copies").join(second)).expect("removed");
    let last = names(&place.path("copies")).pop().expect("a copy");
    place.run(&["--store", "trial", "restore", &format!("copies/{last}")]).code(0);
    place.run(&["--store", "trial", "verify"]).code(0);
}

#[test]
fn completions_and_the_manual_page() {
    let place = Place::empty();
    place.run(&["completions", "bash"]).code(0).says("_tamga");
    place.run(&["completions", "man"]).code(0).says(".TH tamga");
}
