//! `tamga note`: documents made of flags, and a note named by its supplier.

use crate::common::Place;
use crate::{column, newest};
use serde_json::{Value, json};

const FIRST: &str = "bin:020540003431";
const SECOND: &str = "bin:940140000385";

/// What is done with both notes of a case before it, the command, and the status after it. Every command names the
/// second supplier and has a key.
const ACTIONS: [(&str, &str, &str); 16] = [
    ("", "note register X --supplier @second --key K", "released"),
    ("register hold", "note release X --authority id:KZ/kgd --reason seen --supplier @second --key K", "released"),
    ("register", "note hold X --authority id:KZ/kgd --reason look --supplier @second --key K", "held"),
    ("register", "note refuse X --authority id:KZ/kgd --reason no --supplier @second --key K", "refused"),
    ("register", "note dispatch X --at 2026-09-03T05:00:00+05:00 --supplier @second --key K", "dispatched"),
    ("register dispatch", "note deliver X --at 2026-09-04T00:00:00Z --supplier @second --key K", "delivered"),
    (
        "register dispatch",
        "note accept X --line '1=3:two were wet' --at 2026-09-04T00:00:00Z --supplier @second --key K",
        "accepted_in_part",
    ),
    ("register dispatch", "note reject X --reason 'not ordered' --supplier @second --key K", "rejected"),
    (
        "register dispatch short",
        "note explain X --line 1 --quantity 2 --explanation damage --text 'fell off' --supplier @second --key K",
        "accepted_in_part",
    ),
    (
        "register dispatch reject",
        "note return X --place store:c --at 2026-09-05T00:00:00Z --supplier @second --key K",
        "returned",
    ),
    ("register", "note cancel X --reason 'not needed' --supplier @second --key K", "cancelled"),
    (
        "register",
        "note divert X --reason full --recipient bin:150940022181 --consignee bin:150940022181 --to store:d \
         --supplier @second --key K",
        "released",
    ),
    ("register dispatch", "note split X --part 'XA 1=3,2=7' --part 'XB 1=2' --supplier @second --key K", "split"),
    (
        "register dispatch",
        "note interrupt X --authority id:KZ/kgd --reason tip --supplier @second --key K",
        "interrupted",
    ),
    (
        "register dispatch interrupt",
        "note resume X --authority id:KZ/kgd --reason clear --supplier @second --key K",
        "dispatched",
    ),
    ("register dispatch accept", "note close X --supplier @second --key K", "closed"),
];

fn balance(party: &str) -> Value {
    let lines: Vec<Value> =
        (1..=2).map(|line| json!({"line": line, "code": "850152", "quantity": "1000", "unit": "H87"})).collect();
    json!({"type": "opening_balance", "number": format!("OB-{party}"), "date": "2026-09-01", "principal": party,
        "place": "store:a", "lines": lines})
}

fn draft(number: &str, supplier: &str) -> Value {
    let line = |line: u64, quantity: &str| {
        json!({"line": line, "document": format!("OB-{supplier}"), "document_line": line, "quantity": quantity,
            "unit": "H87"})
    };
    json!({"type": "note", "number": number, "date": "2026-09-02", "supplier": supplier, "draft": true,
        "recipient": "bin:110240012766", "from": "store:a", "to": "store:b", "lines": [line(1, "5"), line(2, "7")]})
}

/// An action that is done before the case.
fn before(action: &str, number: &str, supplier: &str) -> Value {
    let mut command = json!({"type": "note_action", "note": number, "supplier": supplier, "action": action,
        "key": format!("{number}/{supplier}/{action}")});
    match action {
        "dispatch" | "accept" => command["at"] = json!("2026-09-03T00:00:00Z"),
        "short" => {
            command["action"] = json!("accept");
            command["at"] = json!("2026-09-03T00:00:00Z");
            command["lines"] =
                json!([{"line": 1, "quantity": "3", "explanation": "wet"}, {"line": 2, "quantity": "7"}]);
        }
        "reject" => command["reason"] = json!("late"),
        "hold" | "interrupt" => {
            command["authority"] = json!("id:KZ/kgd");
            command["reason"] = json!("look");
        }
        _ => {}
    }
    command
}

/// A registry in which two suppliers use the same numbers, X1 to X16, and have come as far with each.
fn two_suppliers() -> Place {
    let place = Place::with_registry();
    let mut documents = vec![balance(FIRST), balance(SECOND)];
    for (n, (actions, ..)) in (1..).zip(&ACTIONS) {
        let number = format!("X{n}");
        for supplier in [FIRST, SECOND] {
            documents.push(draft(&number, supplier));
            documents.extend(actions.split_whitespace().map(|action| before(action, &number, supplier)));
        }
    }
    let lines: Vec<String> = documents.iter().map(ToString::to_string).collect();
    let found = place.run_with(&["import", "-", "--json"], &lines.join("\n")).code(0).json();
    assert_eq!(found["new"], documents.len(), "{found}");
    place
}

/// Statuses of the notes of a supplier, by number.
fn statuses(place: &Place, supplier: &str) -> Vec<(String, String)> {
    let line = format!("note list --party {supplier} --limit 100");
    column(place, &line, "number").into_iter().zip(column(place, &line, "status")).collect()
}

#[test]
fn an_action_is_for_the_note_of_the_supplier_and_has_its_effect_once() {
    let place = two_suppliers();
    let others = statuses(&place, FIRST);
    assert_eq!(others.len(), ACTIONS.len());
    for (n, (_, command, status)) in (1..).zip(ACTIONS) {
        let number = format!("X{n}");
        let command =
            command.replace('X', &number).replace("@second", SECOND).replace("--key K", &format!("--key {number}"));
        let (without, _) = command.split_once(" --supplier").expect("a supplier");
        place.typed(without).code(1).says(&format!("2 notes have the number {number}"));
        place.typed(&command).code(0).says("recorded as entry").says(&format!("is {}", status.replace('_', " ")));
        assert_eq!(newest(&place)["key"], number.as_str());
        let now = statuses(&place, SECOND);
        assert!(now.contains(&(number.clone(), status.to_owned())), "{command}: {now:?}");
        place.typed(&command).code(0).says("nothing new");
    }
    assert_eq!(statuses(&place, FIRST), others, "notes of the other supplier are as they were");
    place.run(&["verify"]).code(0);
}

#[test]
fn actions_say_what_their_flags_said() {
    let place = two_suppliers();
    let sent = |n: usize| {
        let (_, command, _) = ACTIONS[n - 1];
        let command = command.replace('X', &format!("X{n}")).replace("@second", SECOND);
        place.typed(&command.replace("--key K", &format!("--key K{n}"))).code(0);
        let mut sent = newest(&place);
        let sent = sent.as_object_mut().expect("an object");
        for name in ["type", "key", "note", "supplier", "action"] {
            sent.remove(name).expect("a field of every action");
        }
        Value::Object(sent.clone())
    };
    assert_eq!(sent(1), json!({}));
    assert_eq!(sent(2), json!({"authority": "id:KZ/kgd", "reason": "seen"}));
    assert_eq!(sent(5), json!({"at": "2026-09-03T00:00:00.000Z"}));
    // The line that is not named arrived as it was sent.
    let lines = json!([{"line": 1, "quantity": "3", "explanation": "two were wet"}, {"line": 2, "quantity": "7"}]);
    assert_eq!(sent(7), json!({"at": "2026-09-04T00:00:00.000Z", "lines": lines}));
    assert_eq!(sent(9), json!({"line": 1, "quantity": "2", "explanation": "damage", "text": "fell off"}));
    assert_eq!(sent(10), json!({"at": "2026-09-05T00:00:00.000Z", "place": "store:c"}));
    assert_eq!(column(&place, "list stock --place store:c --oldest-first", "on_hand"), ["5", "7"]);
    let diverted =
        json!({"reason": "full", "recipient": "bin:150940022181", "consignee": "bin:150940022181", "to": "store:d"});
    assert_eq!(sent(12), diverted);
    let goes_to = column(&place, "list notes --party bin:150940022181", "to");
    assert_eq!(goes_to, ["store:d"]);
    let parts = json!([{"number": "X13A", "lines": [{"line": 1, "quantity": "3"}, {"line": 2, "quantity": "7"}]},
        {"number": "X13B", "lines": [{"line": 1, "quantity": "2"}]}]);
    assert_eq!(sent(13), json!({"parts": parts}));
}

#[test]
fn a_diverted_export_goes_to_another_country() {
    let place = Place::with_story();
    place
        .typed(
            "note new --number E-1 --date 2026-10-01 --supplier bin:940140000385 --recipient id:UZ/301234567 \
             --kind export --destination UZ --from store:ertis-1 --to place:UZ/samarkand --line 'WORKS-31#1 2'",
        )
        .code(0);
    place.typed("note divert E-1 --destination KG --to place:KG/bishkek --reason sold").code(0);
    assert_eq!(column(&place, "list notes --destination KG", "number"), ["E-1"]);
    assert!(!column(&place, "list notes --destination UZ", "number").contains(&"E-1".to_owned()));
}

#[test]
fn a_note_says_what_its_flags_said() {
    let place = Place::with_story();
    let document = |line: &str, wanted: Value| {
        place.typed(line).code(0);
        let sent = newest(&place);
        for (name, value) in wanted.as_object().expect("an object") {
            assert_eq!(&sent[name], value, "{name} of {sent}");
        }
        sent
    };
    let whole = document(
        "note new --number A-1 --date 2026-10-01 --supplier bin:020540003431 --recipient bin:940140000385 \
         --kind transfer --consignor bin:020540003431 --consignee bin:150940022181 --from store:almaty-1 --to store:x \
         --carrier bin:150940022181 --contract 'No. 7' --status free --key KEY-A \
         --line '55302/010926/0004217#3 40' --line '55302/010926/0004217#2 1.5 TNE'",
        json!({}),
    );
    let lines = json!([
        {"line": 1, "document": "55302/010926/0004217", "document_line": 3, "status": "free", "quantity": "40", "unit": "H87"},
        {"line": 2, "document": "55302/010926/0004217", "document_line": 2, "status": "free", "quantity": "1.5", "unit": "TNE"},
    ]);
    // A transfer is what a note is where nothing is said, and is not written.
    assert_eq!(
        whole,
        json!({"type": "note", "key": "KEY-A", "number": "A-1", "date": "2026-10-01", "supplier": "bin:020540003431",
            "recipient": "bin:940140000385", "consignor": "bin:020540003431",
            "consignee": "bin:150940022181", "from": "store:almaty-1", "to": "store:x", "carrier": "bin:150940022181",
            "contract": "No. 7", "lines": lines})
    );
    assert_eq!(column(&place, "stock --place store:almaty-1 --code 7210", "available"), ["6500"], "a tonne and a half");
    document(
        "note new --number A-2 --date 2026-10-02 --supplier bin:020540003431 --recipient bin:940140000385 \
         --from store:almaty-1 --to store:x --paper-reason down_time --paper-date 2026-10-01 --paper-number P-9 \
         --line '55302/010926/0004217#3 1'",
        json!({"paper": {"number": "P-9", "date": "2026-10-01", "reason": "down_time"}}),
    );
    document(
        "note new --number A-3 --date 2026-10-02 --supplier bin:020540003431 --recipient bin:940140000385 \
         --from store:almaty-1 --to store:x --fixes A-1 --line '55302/010926/0004217#3 41'",
        json!({"fixes": "A-1"}),
    );
    assert_eq!(column(&place, "list notes --text A-1", "status"), ["replaced"]);
    document(
        "note new --number A-4 --date 2026-10-03 --supplier bin:940140000385 --recipient bin:020540003431 \
         --kind return --returns SNT-101 --from store:ertis-1 --to store:almaty-1 \
         --dispatched-at 2026-10-03T09:00:00+05:00 --line '55302/010926/0004217#1 5'",
        json!({"kind": "return", "returns": "SNT-101", "dispatched_at": "2026-10-03T04:00:00.000Z"}),
    );
    assert_eq!(column(&place, "list notes --kind return", "status"), ["dispatched"]);
    place.write("note.json", whole.to_string().replace("A-1", "A-5").replace("KEY-A", "KEY-E"));
    let from_file = document("note new --file note.json --number IGNORED", json!({"number": "A-5", "key": "KEY-E"}));
    assert_eq!(from_file["lines"], whole["lines"]);
}

#[test]
fn what_notes_are_drawn_from() {
    let place = Place::with_story();
    let line = |status: &str| {
        format!(
            "note new --number S-1 --date 2026-10-01 --supplier bin:020540003431 --recipient bin:940140000385 \
             --from store:almaty-1 --to store:x --status {status} --line '55302/010926/0004217#3 1'"
        )
    };
    place.typed(&line("bonded")).code(1).says("1 H87 asked, 0 H87 available there");
    place.typed(&line("loose")).code(2);
    place.typed(&line("free").replace("S-1", "S-2")).code(0);
    place.typed(&line("free").replace("S-1", "S-3").replace("#3 1'", "#3 1 H87 more'")).code(2).says("LOT QUANTITY");
}
