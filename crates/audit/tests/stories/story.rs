//! Builds the two streams of an audit.

use audit::{Kind, Report};
use serde_json::{Map, Value, json};

/// Documents and books of one test.
#[derive(Default)]
pub(crate) struct Story {
    pub(crate) documents: Vec<Value>,
    pub(crate) books: Vec<Value>,
}

impl Story {
    /// A story that begins with lot L1: 100 kg net, 110 kg gross, 7 pieces, worth 1000, of bin:1 at store:a.
    pub(crate) fn with_lot() -> Self {
        let mut story = Self::default();
        story.recorded(import("D-1"), json!({"lots": ["L1"]}));
        story.account("L1 import", "100 100 110 0 7 1000");
        story
    }

    pub(crate) fn recorded(&mut self, command: impl Into<Value>, answer: Value) -> &mut Self {
        self.answered("recorded", command, answer)
    }

    pub(crate) fn refused(&mut self, command: impl Into<Value>) -> &mut Self {
        self.answered("refused", command, json!({}))
    }

    pub(crate) fn answered(&mut self, outcome: &str, command: impl Into<Value>, mut answer: Value) -> &mut Self {
        answer["outcome"] = json!(outcome);
        let command = command.into();
        let entry = self.documents.len() + 1;
        let line = json!({"entry": entry, "recorded_at": "2026-03-01T10:00:00Z", "command": command, "answer": answer});
        self.documents.push(line);
        self
    }

    /// `lot owner holder place status`, measures, reserved.
    pub(crate) fn stock(&mut self, key: &str, measures: &str, reserved: &str) -> &mut Self {
        let mut row = named(["lot", "owner", "holder", "place", "status"], key);
        row.extend(amounts(measures));
        row.insert("reserved".into(), json!(reserved));
        self.books.push(row.into());
        self
    }

    /// `note line lot`, measures on the line and abroad, reserved.
    pub(crate) fn line(&mut self, key: &str, on_line: &str, abroad: &str, reserved: &str) -> &mut Self {
        let mut row = named(["note", "line", "lot"], key);
        row.insert("on_line".into(), amounts(on_line).into());
        row.insert("abroad".into(), amounts(abroad).into());
        row.insert("reserved".into(), json!(reserved));
        self.books.push(row.into());
        self
    }

    /// `lot account`, measures.
    pub(crate) fn account(&mut self, key: &str, measures: &str) -> &mut Self {
        let mut row = named(["lot", "account"], key);
        row.extend(amounts(measures));
        self.books.push(row.into());
        self
    }

    /// `note status`.
    pub(crate) fn note(&mut self, key: &str) -> &mut Self {
        self.books.push(named(["note", "status"], key).into());
        self
    }

    pub(crate) fn report(&self) -> Report {
        let text = |rows: &[Value]| rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
        audit::run(text(&self.documents).as_bytes(), text(&self.books).as_bytes())
    }

    /// The audit finds each of these kinds, and nothing else.
    #[track_caller]
    pub(crate) fn check(&self, expected: &[Kind]) {
        let report = self.report();
        let mut found: Vec<Kind> = report.findings().chain(report.notices()).map(|finding| finding.kind).collect();
        found.sort_unstable();
        found.dedup();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected, "\n{report}");
    }
}

fn named<const N: usize>(fields: [&str; N], words: &str) -> Map<String, Value> {
    let words: Vec<&str> = words.split(' ').collect();
    assert_eq!(words.len(), N, "{words:?}");
    fields.iter().zip(words).map(|(field, word)| ((*field).to_owned(), json!(word))).collect()
}

fn amounts(words: &str) -> Map<String, Value> {
    let names = ["quantity", "net_mass", "gross_mass", "supplementary", "pieces", "value"];
    names.iter().zip(words.split_whitespace()).map(|(name, word)| ((*name).to_owned(), json!(word))).collect()
}

/// The import declaration of lot L1.
pub(crate) fn import(number: &str) -> Value {
    json!({"type": "import_declaration", "number": number, "date": "2026-02-01", "principal": "bin:1", "place": "store:a",
        "lines": [{"line": 1, "code": "8450111100", "origin": "DE", "quantity": "100", "unit": "KGM", "gross_mass_kg": "110",
            "pieces": "7", "value": "1000", "currency": "USD"}]})
}

/// A note of bin:1 to bin:2 over a quantity of lot L1, from store:a to store:b.
pub(crate) fn note(number: &str, kind: &str, quantity: &str) -> Value {
    let mut note = json!({"type": "note", "number": number, "date": "2026-02-10", "supplier": "bin:1", "recipient": "bin:2",
        "kind": kind, "from": "store:a", "to": "store:b",
        "lines": [{"line": 1, "lot": "L1", "quantity": quantity, "unit": "KGM"}]});
    if !matches!(kind, "transfer" | "move" | "return") {
        note["destination"] = json!("RU");
    }
    note
}

/// `value` with the fields of `more`.
pub(crate) fn with(mut value: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
        fields.extend(more);
    }
    value
}

/// A note that is dispatched when it is registered.
pub(crate) fn sent(number: &str, kind: &str, quantity: &str) -> Value {
    with(note(number, kind, quantity), json!({"dispatched_at": "2026-02-11T00:00:00Z"}))
}

/// An action on a note.
pub(crate) fn act(note: &str, action: &str, more: Value) -> Value {
    with(json!({"type": "note_action", "note": note, "action": action}), more)
}
