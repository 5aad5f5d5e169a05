//! Several rows that make one document.

use crate::files::{HEADER, MAPPING, codes, mapping, reject, rows_of, short};
use trade::command::Command;

fn grouped(rows: &str) -> String {
    format!("{MAPPING}\n[group]\ncolumn = \"No\"\nrows = \"{rows}\"\n")
}

/// Rows of a file in short; a word names the document, the goods are the same.
#[track_caller]
fn check(rows: &str, names: &[&str], expected: &[&str]) {
    let lines: Vec<String> = names.iter().map(|name| format!("{name},2020-01-02,A1,851712,CN,5,1,\n")).collect();
    let lines = lines.concat();
    let found = rows_of("a.csv", format!("{HEADER}{lines}").as_bytes(), Some(&mapping(&grouped(rows))));
    assert_eq!(short(&found), expected, "{rows} {names:?}");
}

#[test]
fn neighbours_with_one_name_are_one_document() {
    check("adjacent", &["b", "b", "a", "c", "c"], &["2 ok", "4 ok", "5 ok"]);
    check("sorted", &["a", "a", "b"], &["2 ok", "4 ok"]);
    let text = format!("{HEADER}7,2020-01-02,A1,851712,CN,5,1,\n7,2020-01-02,A1,010121,MN,6,2,\n");
    let rows = rows_of("a.csv", text.as_bytes(), Some(&mapping(&grouped("adjacent"))));
    assert_eq!((rows.len(), rows[0].rows), (1, 2));
    let Ok((submission, _)) = &rows[0].outcome else { panic!("{:#?}", rows[0]) };
    let Command::Entry(entry) = &submission.command else { panic!("{submission:?}") };
    let lines: Vec<(u16, String)> = entry.lines.iter().map(|line| (line.line, line.code.to_string())).collect();
    assert_eq!(lines, [(1, "851712".to_owned()), (2, "010121".to_owned())]);
}

#[test]
fn a_document_that_comes_back_is_a_problem() {
    check("adjacent", &["a", "b", "a", "a"], &["2 ok", "3 ok", "4 group.again"]);
    check("sorted", &["b", "a", "c"], &["2 ok", "3 group.not_sorted", "4 ok"]);
    check("adjacent", &["a", "", "a"], &["2 ok", "3 group.unnamed cell.empty", "4 group.again"]);
}

#[test]
fn an_unreadable_row_may_belong_to_the_documents_beside_it() {
    check(
        "adjacent",
        &["a", "b", "b\"", "b", "c"],
        &["2 ok", "3 group.beside", "4 csv.quote_inside", "5 group.beside", "6 ok"],
    );
}

#[test]
fn rows_of_one_document_agree_on_what_belongs_to_it() {
    let text = format!("{HEADER}7,2020-01-02,A1,851712,CN,5,1,\n7,2020-01-03,A2,010121,MN,0,2,\n");
    let rows = rows_of("a.csv", text.as_bytes(), Some(&mapping(&grouped("adjacent"))));
    let reject = reject(&rows[0]);
    assert_eq!(codes(reject), ["group.differs", "group.differs", "quantity.zero"]);
    assert!(reject.problems.iter().all(|problem| problem.line == 3));
    assert_eq!(
        reject.problems[1].to_string().split(": write").next().unwrap(),
        "Importer is \"A2\": line 2 of the same document has \"A1\" here"
    );
    assert_eq!(reject.rows.len(), 2);
}

#[test]
fn a_document_has_a_bound() {
    check("adjacent", &["a"; 999], &["2 ok"]);
    check("adjacent", &["a"; 1000], &["2 group.too_large", "1001 group.too_large"]);
}
