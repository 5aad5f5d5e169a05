//! Editions as operators bring them: what is refused, and that an imported edition answers as a shipped one does.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that goes wrong should stop")]

use jiff::civil::date;
use trade::nomenclature::{
    ChangeKind, CodeStatus, Draft, DraftRow, Edition, Manifest, Overlap, Standing, Tables, diff, from_file, read,
    to_file,
};

fn manifest(kind: &str, name: &str, from: &str, to: Option<&str>) -> Manifest {
    let text = str::to_owned;
    Manifest {
        kind: text(kind),
        name: text(name),
        from: text(from),
        to: to.map(text),
        publisher: text("EEC"),
        source: text("a test"),
        licence: String::new(),
        sha256: None,
    }
}

fn draft(text: &str) -> Draft {
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let mut lines = text.lines().zip(1u64..);
    let columns = lines.next().map(|(line, _)| cells(line)).unwrap_or_default();
    Draft { columns, rows: lines.map(|(text, line)| DraftRow { line, cells: cells(text) }).collect() }
}

fn import(tables: &Tables, name: &str, from: &str, to: Option<&str>, rows: &str) -> Result<Edition, Vec<String>> {
    read(&manifest("tnved", name, from, to), &draft(rows), tables)
}

/// The rows of a shipped edition as a file would have them.
fn copy_of(edition: &Edition) -> Draft {
    let row = |(line, text): (u64, &str)| DraftRow { line, cells: text.split('\t').map(str::to_owned).collect() };
    let file = to_file(edition);
    let mut lines = file.lines().skip(1);
    let columns = lines.next().unwrap().split('\t').map(str::to_owned).collect();
    Draft { columns, rows: (2u64..).zip(lines).map(row).collect() }
}

#[test]
fn everything_wrong_is_told_at_once() {
    let rows = "code,unit,since,colour\n85171300,KGM,,\n8517130000,XXX,,\n8517130000,,2026-12-31,\n0199990000,,,\nabc,,,\n\
                85171300001,,,\n8517140000,,\n";
    let problems = import(&Tables::default(), "new", "2028-02-30", Some("x"), rows).unwrap_err();
    assert_eq!(problems.len(), 3, "{problems:?}");
    let problems = import(&Tables::default(), "new", "2027-01-01", None, rows).unwrap_err();
    for words in [
        "no column `colour`",
        "line 3: there is no unit `XXX`",
        "line 4: since: 2026-12-31 is outside",
        "line 4: 8517130000 stands on line 3, too",
        "line 5: 0199990000 lies under no subheading of HS 2022",
        "line 6: `abc`",
        "line 7: `85171300001`",
        "line 8: 3 cells under 4 columns",
    ] {
        assert!(problems.iter().any(|problem| problem.contains(words)), "no `{words}` in {problems:#?}");
    }
}

#[test]
fn a_code_needs_its_heading_where_the_file_has_headings() {
    let problems = import(&Tables::default(), "new", "2027-01-01", None, "code\n8516\n8517130000").unwrap_err();
    assert_eq!(problems, ["line 3: 8517130000 has no heading 8517 in the file"]);
    assert!(import(&Tables::default(), "new", "2027-01-01", None, "code\n8517\n8517130000").is_ok());
}

#[test]
fn days_may_not_overlap_but_a_younger_edition_ends_an_older_one() {
    let tables = Tables::default();
    let rows = "code\n8517130000";
    let problem =
        |name: &str, from: &str, to: Option<&str>| import(&tables, name, from, to, rows).map(|_| ()).unwrap_err();
    let days = |name: &str| vec![Overlap::Days(name.to_owned()).to_string()];
    assert_eq!(problem("a", "2026-06-18", None), [Overlap::Day("TN VED 2026-06-18".to_owned()).to_string()]);
    assert_eq!(problem("TN VED 2022", "2027-01-01", None), [Overlap::Name("TN VED 2022".to_owned()).to_string()]);
    assert_eq!(problem("a", "2026-01-01", None), days("TN VED 2026-06-18"));
    assert_eq!(problem("a", "2027-01-01", Some("2027-02-01")), days("TN VED 2026-06-18"));
    assert!(import(&tables, "a", "2024-01-01", Some("2026-06-17"), rows).is_ok());

    let mut tables = Tables::default();
    tables.add(import(&tables, "TN VED 2027", "2027-01-01", None, rows).unwrap()).unwrap();
    let standing = |code: &str, day| tables.standing(code.parse().unwrap(), day);
    assert_eq!(standing("8517140000", date(2026, 12, 31)), Standing::Whole);
    let Standing::Refused(code, words) = standing("8517140000", date(2027, 1, 1)) else { panic!("it ended") };
    assert_eq!(code, "code.retired");
    assert!(words.contains("TN VED 2027"), "{words}");
    assert_eq!(standing("8517130000", date(2028, 1, 1)), Standing::Whole, "the new edition is open");
}

#[test]
fn a_shipped_edition_imported_answers_as_before() {
    let shipped = Tables::default();
    let original = shipped.editions().find(|one| one.name == "TN VED 2026-06-18").unwrap();
    let mut tables = Tables::default();
    let manifest = manifest("tnved", "copy", "2026-06-19", Some("2027-12-31"));
    let copy = read(&manifest, &copy_of(original), &tables).unwrap();
    assert_eq!((copy.rows, copy.sha256()), (original.rows, original.sha256()));
    let again = from_file(&to_file(&copy)).unwrap();
    assert_eq!(to_file(&again), to_file(&copy));
    tables.add(again).unwrap();
    let on = date(2026, 11, 25);
    let older = shipped.editions().find(|one| one.name == "TN VED 2022").unwrap();
    let codes = original.entries().chain(older.entries()).filter_map(|(code, _)| code.to_string().parse().ok());
    for code in codes {
        match (shipped.find(code, on), tables.find(code, on)) {
            (CodeStatus::Known(a), CodeStatus::Known(b)) => assert_eq!((a.text, a.unit), (b.text, b.unit), "{code}"),
            (CodeStatus::Retired { successors: a, .. }, CodeStatus::Retired { successors: b, .. }) => {
                assert_eq!(a, b, "{code}");
            }
            (a, b) => assert_eq!(a, b, "{code}"),
        }
    }
}

#[test]
fn a_comparison_counts_what_changed() {
    let tables = Tables::default();
    let named = |name: &str| tables.editions().find(|one| one.name == name).unwrap();
    let changes = diff(&tables, named("TN VED 2022"), named("TN VED 2026-06-18"));
    let count = |wanted: fn(&ChangeKind<'_>) -> bool| changes.iter().filter(|change| wanted(&change.kind)).count();
    // 12,715 codes less 22 and more 597 are 13,290.
    assert_eq!(count(|kind| matches!(kind, ChangeKind::Added)), 597);
    assert_eq!(count(|kind| matches!(kind, ChangeKind::Ended { .. })), 22);
    let phones = diff(&tables, named("HS 2017"), named("HS 2022"));
    let phones = phones.into_iter().find(|change| change.code.to_string() == "851712").unwrap();
    let ChangeKind::Ended { successors, .. } = phones.kind else { panic!("it ended") };
    assert_eq!(successors.iter().map(ToString::to_string).collect::<Vec<_>>(), ["851713", "851714"]);
    assert!(diff(&tables, named("CN 2026"), named("CN 2026")).is_empty());
}

#[test]
fn a_kept_file_that_was_changed_is_noticed() {
    let edition = import(&Tables::default(), "new", "2027-01-01", None, "code\n8517130000").unwrap();
    let file = to_file(&edition);
    assert!(from_file(&file).is_ok());
    assert!(from_file(&file.replace("8517130000", "8517140000")).unwrap_err().contains("SHA-256"));
    assert!(from_file("").is_err());
}

#[test]
fn fuzz_editions() {
    bolero::check!().with_type::<(String, String, Vec<(String, String)>)>().for_each(|(from, text, rows)| {
        let row =
            |(line, (code, unit)): (u64, &(String, String))| DraftRow { line, cells: vec![code.clone(), unit.clone()] };
        let draft = Draft { columns: vec!["code".into(), "unit".into()], rows: (2..).zip(rows).map(row).collect() };
        let tables = Tables::default();
        for from in [from.as_str(), "2027-01-01"] {
            if let Ok(edition) = read(&manifest("tnved", "new", from, None), &draft, &tables) {
                assert!(from_file(&to_file(&edition)).is_ok());
            }
        }
        let _ = from_file(text);
    });
}
