//! Whatever the streams hold, the audit ends with a report.

use serde_json::{Value, json};

#[test]
fn fuzz_arbitrary_bytes_never_panic() {
    bolero::check!().with_type::<(Vec<u8>, Vec<u8>)>().for_each(|(documents, books)| {
        let report = audit::run(documents.as_slice(), books.as_slice());
        assert!(!report.to_string().is_empty());
    });
}

/// One of each command, over two lots and a handful of notes, so that random orders of them meet each other.
fn commands() -> Vec<Value> {
    let line = |lot: &str| json!([{"line": 1, "lot": lot, "quantity": "Q", "unit": "TNE"}]);
    let entry = |kind: &str| {
        json!({"type": kind, "number": "D", "principal": "bin:1", "place": "store:a", "holder": "bin:3",
            "lines": [{"line": 1, "code": "100199", "origin": "KZ", "quantity": "Q", "unit": "KGM", "value": "Q", "currency": "KZT"}]})
    };
    let note = |kind: &str| {
        json!({"type": "note", "number": "N", "supplier": "bin:1", "consignor": "bin:3", "recipient": "bin:2", "kind": kind,
            "from": "store:a", "to": "store:b", "destination": "RU", "lines": line("A")})
    };
    let action = |action: &str| {
        json!({"type": "note_action", "note": "N", "action": action, "line": 1, "quantity": "Q", "explanation": "theft",
            "lines": [{"line": 1, "quantity": "Q", "explanation": "x"}],
            "parts": [{"number": "P", "lines": [{"line": 1, "quantity": "Q"}]}, {"number": "N", "lines": []}]})
    };
    let stock = |kind: &str| {
        json!({"type": kind, "number": "S", "party": "bin:1", "holder": "bin:3", "place": "store:a", "reason": "fire",
            "to_status": "bonded", "lot": "A", "lines": line("A"), "inputs": line("A"), "parts": [{"quantity": "Q"}, {"quantity": "Q"}],
            "outputs": [{"line": 1, "code": "100199", "quantity": "Q", "unit": "KGM"}]})
    };
    let custody = |measure: &str| {
        json!({"type": "custody", "measure": measure, "lines": [{"note": "N", "line": 1, "quantity": "Q"},
            {"lot": "A", "owner": "bin:1", "holder": "bin:3", "place": "store:a", "status": "free", "quantity": "Q"}]})
    };
    let transport = json!({"type": "transport", "number": "T", "carrier": "bin:t", "seals": ["S"],
        "loads": [{"note": "N", "line": 1, "quantity": "Q"}]});
    let mut all = vec![
        transport.clone(),
        json!({"type": "transship", "from": "T", "to": transport}),
        json!({"type": "crossing", "direction": "out", "transport": "T", "seals": []}),
        json!({"type": "crossing", "direction": "out", "note": "N"}),
        json!({"type": "act", "result": "detain", "note": "N", "lines": [{"line": 1, "quantity_found": "Q"}]}),
        json!({"type": "temporary_return", "note": "N", "place": "store:a", "lines": [{"line": 1, "quantity": "Q"}]}),
        json!({"type": "correction", "document": "D", "principal": "bin:1", "lines": [{"line": 1, "quantity": "Q"}]}),
        json!({"type": "correction", "document": "D", "principal": "bin:1", "annul": true}),
        json!({"type": "party_merge", "from": "bin:1", "into": "bin:2"}),
        json!({"type": "party_merge", "from": "bin:2", "into": "bin:1"}),
    ];
    all.extend(["import_declaration", "opening_balance", "found", "e_invoice", "export_application"].map(entry));
    all.extend(["transfer", "move", "export", "temporary_export", "transit", "return"].map(note));
    let mut fixed = note("export");
    fixed["fixes"] = json!("N");
    fixed["returns"] = json!("N");
    fixed["paper"] = json!({"date": "2026-01-01"});
    all.push(fixed);
    all.extend(
        ["register", "release", "hold", "refuse", "dispatch", "deliver", "accept", "reject", "explain"].map(action),
    );
    all.extend(["return", "cancel", "divert", "split", "interrupt", "resume", "close"].map(action));
    all.extend(["transformation", "lot_split", "write_off", "status_change"].map(stock));
    all.extend(["detain", "seize", "release", "sample", "destroy"].map(custody));
    all
}

/// Writes `quantity` for every `Q`, and `odd` for the field that `at` hits.
fn fill(value: &mut Value, quantity: &str, odd: &Value, at: &mut u8) {
    *at = at.wrapping_sub(1);
    if *at == 0 {
        *value = odd.clone();
    }
    match value {
        Value::String(text) if text == "Q" => quantity.clone_into(text),
        Value::Array(items) => {
            for item in items {
                fill(item, quantity, odd, at);
            }
        }
        Value::Object(fields) => {
            for field in fields.values_mut() {
                fill(field, quantity, odd, at);
            }
        }
        _ => {}
    }
}

#[test]
fn arbitrary_orders_of_commands_never_panic() {
    let commands = commands();
    let quantities = ["1", "0.000001", "0.333333", "7", "1000000000000000", "1000000000000000000", "0", "x"];
    let odd = [
        json!(null),
        json!(1),
        json!("A"),
        json!([]),
        json!({}),
        json!(-1.5),
        json!("999999999999999999"),
        json!([[1]]),
    ];
    bolero::check!().with_type::<Vec<(u8, u8, u8, u8)>>().for_each(|steps| {
        let mut documents = String::new();
        for (index, (which, quantity, odd_value, at)) in steps.iter().enumerate() {
            let mut command = commands[usize::from(*which) % commands.len()].clone();
            let (odd, mut at) = (&odd[usize::from(*odd_value) % odd.len()], at.saturating_mul(2));
            fill(&mut command, quantities[usize::from(*quantity) % quantities.len()], odd, &mut at);
            let outcome = if odd_value % 7 == 0 { "refused" } else { "recorded" };
            if let Some(command) = command.as_object_mut() {
                command.insert("key".into(), json!(index.to_string()));
            }
            let answer = json!({"outcome": outcome, "lots": [if index == 0 { "A" } else { "B" }], "note": "N"});
            let line =
                json!({"entry": index, "recorded_at": "2026-01-01T00:00:00Z", "command": command, "answer": answer});
            documents.push_str(&line.to_string());
            documents.push('\n');
        }
        let report = audit::run(documents.as_bytes(), &b""[..]);
        assert!(!report.to_string().is_empty());
    });
}
