//! Which fields a command may have and must have: one table, written as words, `!` marks what is required.

use serde_json::Value;

use crate::case::{Case, Object};
use crate::report::Kind;

/// Fields of every command.
const COMMON: &str = "type! key by at supersedes";

/// Fields of a line that mints a lot.
const ENTRY_LINE: &str = "line! code! description origin quantity! unit! net_mass_kg gross_mass_kg supplementary_quantity \
    supplementary_unit pieces value currency clauses serials gtin batch origin_sign";

const ENTRY: &str = "number! date! principal! declarant seller place! holder status dispatched_from lines!";
const GOODS: &str = "line lot document document_line document_type quantity! unit!";
const TRANSPORT: &str = "number! at mode! carrier! vehicle! trailers driver driver_name seals from loads";
const LOAD: &str = "note! supplier line! quantity!";

/// Object path and its fields. A nested object or list of objects has a row of its own.
static SHAPES: &[(&str, &[&str])] = &[
    ("import_declaration", &[COMMON, ENTRY]),
    ("import_declaration.lines", &[ENTRY_LINE, "origin!"]),
    ("import_application", &[COMMON, ENTRY]),
    ("import_application.lines", &[ENTRY_LINE, "origin!"]),
    ("production_report", &[COMMON, ENTRY]),
    ("production_report.lines", &[ENTRY_LINE, "origin!"]),
    ("opening_balance", &[COMMON, ENTRY]),
    ("opening_balance.lines", &[ENTRY_LINE]),
    ("transit_declaration", &[COMMON, ENTRY]),
    ("transit_declaration.lines", &[ENTRY_LINE, "origin!"]),
    ("found", &[COMMON, "number! date! principal! place! holder lines!"]),
    ("found.lines", &[ENTRY_LINE, "origin!"]),
    ("e_invoice", &[COMMON, "number! date! seller! buyer! lines!"]),
    ("e_invoice.lines", &[GOODS, "line! value currency"]),
    ("export_application", &[COMMON, "number! date! applicant! destination! e_invoices declarations lines!"]),
    ("export_application.lines", &[GOODS, "line!"]),
    (
        "note",
        &[
            COMMON,
            "number! date! supplier! recipient! kind consignor consignee from! to! destination carrier contract draft \
             dispatched_at paper fixes returns lines!",
        ],
    ),
    ("note.lines", &[GOODS, "line! status receipt value currency"]),
    ("note.paper", &["number date! reason!"]),
    ("note_action.register", &[COMMON, "note! supplier action!"]),
    ("note_action.release", &[COMMON, "note! supplier action! authority! reason!"]),
    ("note_action.hold", &[COMMON, "note! supplier action! authority! reason!"]),
    ("note_action.refuse", &[COMMON, "note! supplier action! authority! reason!"]),
    ("note_action.interrupt", &[COMMON, "note! supplier action! authority! reason!"]),
    ("note_action.resume", &[COMMON, "note! supplier action! authority! reason!"]),
    ("note_action.dispatch", &[COMMON, "note! supplier action!"]),
    ("note_action.deliver", &[COMMON, "note! supplier action!"]),
    ("note_action.accept", &[COMMON, "note! supplier action! lines"]),
    ("note_action.accept.lines", &["line! quantity! explanation"]),
    ("note_action.reject", &[COMMON, "note! supplier action! reason!"]),
    ("note_action.explain", &[COMMON, "note! supplier action! line! quantity! explanation! text"]),
    ("note_action.return", &[COMMON, "note! supplier action! place"]),
    ("note_action.cancel", &[COMMON, "note! supplier action! reason!"]),
    ("note_action.divert", &[COMMON, "note! supplier action! recipient consignee to destination reason!"]),
    ("note_action.split", &[COMMON, "note! supplier action! parts!"]),
    ("note_action.split.parts", &["number! recipient consignee to destination lines!"]),
    ("note_action.split.parts.lines", &["line! quantity!"]),
    ("note_action.close", &[COMMON, "note! supplier action!"]),
    ("transport", &[COMMON, TRANSPORT, "loads!"]),
    ("transport.loads", &[LOAD]),
    ("transship", &[COMMON, "from! carrier! to! place! loads"]),
    ("transship.to", &[TRANSPORT]),
    ("transship.loads", &[LOAD]),
    ("crossing", &[COMMON, "post! direction! officer transport carrier note supplier vehicle seals"]),
    ("temporary_return", &[COMMON, "number! note! supplier place! lines!"]),
    ("temporary_return.lines", &["line! quantity!"]),
    ("act", &[COMMON, "number! form! post! officer! transport carrier note supplier findings result! lines"]),
    ("act.lines", &["note supplier line! quantity_found!"]),
    ("transformation", &[COMMON, "number! date! party! holder place! inputs! outputs text"]),
    ("transformation.inputs", &[GOODS, "status loss"]),
    ("transformation.outputs", &[ENTRY_LINE, "origin!"]),
    (
        "lot_split",
        &[COMMON, "number! date! party! holder place! lot document document_line document_type status parts!"],
    ),
    ("lot_split.parts", &["quantity! batch serials"]),
    ("write_off", &[COMMON, "number! date! party! holder place! reason! found_by lines!"]),
    ("write_off.lines", &[GOODS, "status"]),
    ("status_change", &[COMMON, "number! date! party! holder place! to_status! lines!"]),
    ("status_change.lines", &[GOODS, "status!"]),
    ("custody", &[COMMON, "number! authority! measure! reason! lines! keep_at keeper"]),
    (
        "custody.lines",
        &["note supplier line lot document document_line document_type owner holder place status quantity!"],
    ),
    ("correction", &[COMMON, "document! document_type principal! date! reason! lines annul"]),
    ("correction.lines", &["line! quantity!"]),
    ("discrepancy", &[COMMON, "discrepancy! resolution! text!"]),
    ("party", &[COMMON, "id! name! country kind! address founded"]),
    ("party_merge", &[COMMON, "from! into! date! kind! reason!"]),
    ("clock", &[COMMON, "now!"]),
    ("erase", &[COMMON, "party! reason! authority!"]),
    // Written by the registry itself when a copy took the place of its directory; it moves nothing.
    ("restored", &["type! epoch! entries! stated"]),
    ("restored.stated", &["epoch! entries!"]),
];

/// Objects to every unknown and every missing field of a command.
pub(crate) fn check(command: &Object, kind: &str, case: &mut Case<'_>) {
    let action = command.get("action").and_then(Value::as_str).unwrap_or_default();
    let path = if kind == "note_action" { format!("{kind}.{action}") } else { kind.to_owned() };
    if !check_object(&path, command, case) {
        case.object(Kind::Form, format!("unknown command `{path}`"));
    }
}

/// False when the table has no such path.
fn check_object(path: &str, object: &Object, case: &mut Case<'_>) -> bool {
    let Some((_, groups)) = SHAPES.iter().find(|(name, _)| *name == path) else { return false };
    let fields = || groups.iter().flat_map(|group| group.split_whitespace());
    for required in fields().filter_map(|field| field.strip_suffix('!')) {
        if !object.contains_key(required) {
            case.object(Kind::Form, format!("{path}: `{required}` is missing"));
        }
    }
    for (name, value) in object {
        if !fields().any(|field| field.trim_end_matches('!') == name) {
            case.object(Kind::Form, format!("{path}: `{name}` is unknown"));
        }
        if value.is_array() || value.is_object() {
            check_inside(&format!("{path}.{name}"), value, case);
        }
    }
    true
}

fn check_inside(path: &str, value: &Value, case: &mut Case<'_>) {
    match value {
        Value::Object(object) => {
            check_object(path, object, case);
        }
        Value::Array(items) => {
            for object in items.iter().filter_map(Value::as_object) {
                check_object(path, object, case);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_unique() {
        for (index, (path, _)) in SHAPES.iter().enumerate() {
            assert!(SHAPES.iter().skip(index + 1).all(|(other, _)| other != path), "{path}");
        }
    }
}
