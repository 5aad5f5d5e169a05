//! The real process, killed at random moments while it copies, restores or wraps keys anew: a half copy is never taken for a
//! whole one, and the same command works the next time.

mod common;

use common::Place;
use std::process::Stdio;
use std::time::{Duration, Instant};

fn rounds() -> u32 {
    if std::env::var("TAMGA_TEST_TIER").is_ok_and(|tier| tier == "all") { 200 } else { 12 }
}

/// Runs a command to its end once, to know how long it takes, or kills it after `part` of that.
fn kill_after(place: &Place, arguments: &[&str], time: Duration) -> bool {
    let mut command = place.command(arguments);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    std::thread::sleep(time);
    let is_running = child.try_wait().expect("the process is looked at").is_none();
    // It may have ended meanwhile.
    let _ = child.kill();
    child.wait().expect("the process ends");
    is_running
}

/// A registry with some journal.
fn loaded() -> Place {
    let place = Place::with_story();
    let text: Vec<String> = (0..3000)
        .map(|n| format!(r#"{{"type":"party","id":"id:KZ/p-{n}","name":"{}","kind":"person"}}"#, "name ".repeat(60)))
        .collect();
    place.write("many.ndjson", text.join("\n") + "\n");
    place.run(&["import", "many.ndjson"]).code(0);
    place
}

/// Moments spread over the time that a whole run takes.
fn moments(whole: Duration) -> impl Iterator<Item = Duration> {
    (0..rounds()).map(move |round| whole * round / rounds())
}

#[test]
fn copies_and_restores_that_were_killed() {
    let place = loaded();
    let began = Instant::now();
    place.run(&["backup", "first"]).code(0);
    let copying = began.elapsed();
    let began = Instant::now();
    place.run(&["--store", "trial", "restore", "first"]).code(0);
    let restoring = began.elapsed();
    let mut killed = 0;
    for (n, time) in moments(copying).enumerate() {
        let to = format!("copy-{n}");
        killed += u32::from(kill_after(&place, &["backup", &to], time));
        let target = format!("from-{n}");
        if place.run(&["backup", "--check", &to]).code != 0 {
            let refused = place.run(&["--store", &target, "restore", &to]).code(2);
            assert!(refused.err.contains("next:"), "{}", refused.err);
            assert!(!place.path(&target).exists(), "a half copy is not restored");
            place.run(&["backup", &to]).code(0);
        }
        place.run(&["backup", "--check", &to]).code(0);
        std::fs::remove_dir_all(place.path(&to)).expect("removed");
    }
    for (n, time) in moments(restoring).enumerate() {
        let target = format!("restored-{n}");
        killed += u32::from(kill_after(&place, &["--store", &target, "restore", "first"], time));
        if !place.path(&target).exists() {
            place.run(&["--store", &target, "restore", "first"]).code(0);
        }
        place.run(&["--store", &target, "stock"]).code(0);
        place.run(&["--store", &target, "verify"]).code(0);
        std::fs::remove_dir_all(place.path(&target)).expect("removed");
    }
    assert!(killed > 0, "all kills came too late to show anything");
}

#[test]
fn keys_that_were_being_wrapped() {
    let place = loaded();
    place.run(&["keys", "move", "key-0"]).code(0);
    let began = Instant::now();
    place.run(&["--key-file", "key-0", "keys", "rotate", "key-1"]).code(0);
    let whole = began.elapsed();
    for (n, time) in (1..).zip(moments(whole)) {
        let (old, new) = (format!("key-{n}"), format!("key-{}", n + 1));
        kill_after(&place, &["--key-file", &old, "keys", "rotate", &new], time);
        place.run(&["--key-file", &old, "keys", "rotate", &new]).code(0);
        place.run(&["--key-file", &old, "verify"]).code(2);
        place.run(&["--key-file", &new, "show", "25"]).code(0).says("name name");
    }
}
