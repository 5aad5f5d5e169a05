//! `tamga backup`, `retention`, `status`, `demo`: what is kept, and for how long.

use crate::column;
use crate::common::Place;

#[test]
fn a_copy_is_read_again_unless_that_is_not_wanted() {
    let place = Place::with_story();
    assert_eq!(place.typed("backup one --json").code(0).json()["verified"], true);
    assert_eq!(place.typed("backup two --no-verify --json").code(0).json()["verified"], false);
    place.typed("backup three --no-verify").code(0).says("not read again");
    place.typed("backup --check two").code(0).says("is whole: 24 entries");
    for flags in ["--no-verify", "--keep 2", "--keep-days 2", "--into copies"] {
        place.typed(&format!("backup --check two {flags}")).code(2).says("cannot be used with");
    }
    place.typed("backup --into copies --no-verify --keep 1").code(2).says("cannot be used with");
}

#[test]
fn copies_are_kept_by_number_or_by_age() {
    let place = Place::with_story();
    let kept = |flags: &str| {
        let made = place.typed(&format!("backup --into copies {flags} --json")).code(0).json();
        (made["kept"].as_array().map(Vec::len), made["removed"].as_array().map(Vec::len))
    };
    let clock = |day: u32| place.typed(&format!("clock --now 2026-10-0{day}T00:00:00Z")).code(0);
    assert_eq!(kept(""), (None, None));
    clock(2);
    assert_eq!(kept("--keep-days 1"), (Some(2), Some(0)), "copies of today are young enough");
    clock(3);
    assert_eq!(kept("--keep 2"), (Some(2), Some(1)));
    clock(4);
    assert_eq!(kept("--keep 1 --keep-days 1"), (Some(3), Some(0)), "what one of both keeps stays");
}

#[test]
fn texts_have_their_time_after_so_many_years() {
    let place = Place::with_registry();
    place
        .run_with(&["submit", "-"], r#"{"type":"party","id":"iin:900101300017","name":"Zhanna Q.","kind":"person"}"#)
        .code(0);
    let due = |flags: &str| column(&place, &format!("retention --day 2060-01-01 {flags}"), "party");
    assert_eq!(due("--years 10"), ["iin:900101300017"]);
    assert_eq!(due("--years 5"), due(""), "five years where nothing is said");
    assert!(due("--years 100").is_empty());
    place.typed("retention --years 201").code(2).says("--years");
    place.typed("retention --apply --by 'order 2'").code(2).says("--authority");
    place.typed("retention --yes").code(2).says("--apply");
    let apply = "retention --day 2060-01-01 --years 10 --apply --authority id:KZ/court --by 'order 2' --yes";
    place.typed(&apply.replace("--years 10", "--years 100")).code(0);
    assert_eq!(due("--years 10"), ["iin:900101300017"], "nobody was due, nobody was erased");
    place.typed(apply).code(0).says("recorded");
    assert!(due("--years 10").is_empty());
    let erasure = crate::newest(&place);
    assert_eq!((&erasure["authority"], &erasure["reason"]), (&"id:KZ/court".into(), &"order 2".into()), "{erasure}");
}

#[test]
fn a_demo_is_where_and_as_large_as_was_asked() {
    let place = Place::empty();
    let declarations = || {
        let all =
            column(&place, "--store try/registry list documents --kind import_declaration --limit 1000", "number");
        all.len()
    };
    place.typed("demo --into try --declarations 0").code(0);
    let story = declarations();
    place.typed("demo --into try --declarations 7 --again").code(0);
    assert_eq!(declarations(), story + 7);
    assert!(!place.path("demo").exists());
    place.typed("demo --into try --declarations 7").code(2).says("--again");
    place.typed("demo --declarations some").code(2).says("a number, or `all`");
}
