//! `tamga transport`, `crossing`, `act`: facts made of flags, where two carriers or suppliers use one number.

use crate::common::Place;
use crate::{column, newest};
use serde_json::json;

/// Two carriers have a transport T-1, each with another export note of the same number E-1.
fn two_of_each() -> Place {
    let place = Place::with_story();
    place
        .typed(
            "note new --number E-1 --date 2026-10-01 --supplier bin:020540003431 --recipient id:UZ/301234567 \
             --kind export --destination UZ --from store:almaty-1 --to place:UZ/samarkand \
             --line '55302/010926/0004217#3 10'",
        )
        .code(0);
    let first = column(&place, "list notes --text E-1", "note").remove(0);
    place
        .typed(
            "note new --number E-1 --date 2026-10-01 --supplier bin:940140000385 --recipient id:UZ/301234567 \
             --kind export --destination UZ --from store:ertis-1 --to place:UZ/samarkand --line 'WORKS-31#1 4'",
        )
        .code(0);
    let second = column(&place, "list notes --text E-1", "note").remove(0);
    assert_ne!(first, second);
    for (carrier, note, quantity) in [("bin:150940022181", first, 10), ("bin:110240012766", second, 4)] {
        place
            .typed(&format!(
                "transport --number T-1 --mode road --carrier {carrier} --vehicle 123ABC02 --trailer 77AA02 \
                 --trailer 78AA02 --driver iin:850314300172 --driver-name 'Aidar S.' --seal S-1 --seal S-2 \
                 --from store:almaty-1 --at 2026-10-02T09:00:00+05:00 --load {note}#1={quantity}"
            ))
            .code(0)
            .says("transport KZ-T-");
    }
    place
}

/// Statuses of the two notes E-1, by supplier.
fn statuses(place: &Place) -> [Vec<String>; 2] {
    ["bin:020540003431", "bin:940140000385"]
        .map(|party| column(place, &format!("list notes --text E-1 --party {party}"), "status"))
}

#[test]
fn a_transport_says_what_its_flags_said() {
    let place = two_of_each();
    let sent = newest(&place);
    let note = sent["loads"][0]["note"].as_str().expect("a note").to_owned();
    assert_eq!(
        sent,
        json!({"type": "transport", "number": "T-1", "at": "2026-10-02T04:00:00.000Z", "mode": "road",
            "carrier": "bin:110240012766", "vehicle": "123ABC02", "trailers": ["77AA02", "78AA02"],
            "driver": "iin:850314300172", "driver_name": "Aidar S.", "seals": ["S-1", "S-2"], "from": "store:almaty-1",
            "loads": [{"note": note, "line": 1, "quantity": "4"}]})
    );
    assert_eq!(column(&place, "list transports --vehicle 78AA02", "date"), ["2026-10-02", "2026-10-02"]);
}

#[test]
fn a_crossing_is_of_the_carrier_that_is_named() {
    let place = two_of_each();
    let line = "crossing --post post:KZ-SARYAGASH --direction out --transport T-1 --carrier bin:110240012766 \
        --officer id:KZ/officer-17 --vehicle 123ABC02 --seal S-1 --seal S-2 --at 2026-10-03T05:00:00Z";
    let run = place.typed(line).code(0).says("note E-1").says("is departed");
    assert_eq!(run.out.matches("note E-1").count(), 1, "the note of the other carrier is not told: {}", run.out);
    assert_eq!(
        newest(&place),
        json!({"type": "crossing", "at": "2026-10-03T05:00:00.000Z", "post": "post:KZ-SARYAGASH", "direction": "out",
            "officer": "id:KZ/officer-17", "transport": "T-1", "carrier": "bin:110240012766", "vehicle": "123ABC02",
            "seals": ["S-1", "S-2"]})
    );
    assert_eq!(statuses(&place), [["released"], ["departed"]]);
    // Other seals than those of the transport are a discrepancy, the same ones none.
    let first = line.replace("bin:110240012766", "bin:150940022181").replace("--seal S-2", "--seal S-3");
    place.typed(&first).code(0).says("discrepancy");
    assert_eq!(statuses(&place), [["departed"], ["departed"]]);
    assert_eq!(column(&place, "list crossings --seal S-3", "at"), ["2026-10-03T05:00:00.000Z"]);
}

#[test]
fn a_crossing_is_of_the_supplier_that_is_named() {
    let place = two_of_each();
    place
        .typed(
            "crossing --post post:KZ-SARYAGASH --direction out --note E-1 --supplier bin:020540003431 \
             --at 2026-10-03T05:00:00Z",
        )
        .code(0)
        .says("is departed");
    assert_eq!(statuses(&place), [["departed"], ["released"]]);
    place
        .typed("crossing --post post:KZ-A --direction out --note E-1 --transport T-1")
        .code(2)
        .says("cannot be used with");
    place.typed("crossing --post post:KZ-A --direction out --note E-1 --carrier bin:110240012766").code(2);
}

#[test]
fn an_act_is_of_what_is_named() {
    let place = two_of_each();
    place
        .typed(
            "act --number A-1 --form examination --post post:KZ-SARYAGASH --officer id:KZ/officer-17 --note E-1 \
             --supplier bin:020540003431 --at 2026-10-03T05:00:00Z --finding 'one box open' --finding wet \
             --result hold --line E-1#1=9",
        )
        .code(0)
        .says("is held");
    let sent = newest(&place);
    assert_eq!(
        sent,
        json!({"type": "act", "number": "A-1", "at": "2026-10-03T05:00:00.000Z", "form": "examination",
            "post": "post:KZ-SARYAGASH", "officer": "id:KZ/officer-17", "note": "E-1", "supplier": "bin:020540003431",
            "findings": ["one box open", "wet"], "result": "hold",
            "lines": [{"note": "E-1", "supplier": "bin:020540003431", "line": 1, "quantity_found": "9"}]})
    );
    assert_eq!(statuses(&place), [["held"], ["released"]]);
    place
        .typed(
            "act --number A-2 --form inspection --post post:KZ-SARYAGASH --officer id:KZ/officer-17 --transport T-1 \
             --carrier bin:110240012766 --at 2026-10-03T06:00:00Z --result detain",
        )
        .code(0);
    assert_ne!(statuses(&place)[1], ["released"], "goods that are detained do not go on");
    assert_eq!(column(&place, "list acts --status detain", "at"), ["2026-10-03T06:00:00.000Z"]);
}
