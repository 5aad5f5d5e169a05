//! Idempotence: which submitter's keys were used, with which content.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

use crate::case::{Object, text};

/// A digest of 128 bits. It tells contents apart; it is no proof against somebody who seeks collisions.
type Digest = u128;

/// What a key was used for.
#[derive(Clone, Copy)]
pub(crate) struct Used {
    content: Digest,
    pub(crate) was_refused: bool,
    /// The command was refused and may have been unreadable, in which case the key was not used up.
    pub(crate) is_doubtful: bool,
}

/// How a command stands to the keys used before.
#[derive(Clone, Copy)]
pub(crate) enum Standing {
    New,
    Same(Used),
    Other(Used),
}

/// All keys used so far.
#[derive(Default)]
pub(crate) struct Keys(HashMap<Digest, Used>);

impl Keys {
    pub(crate) fn standing(&self, key: Digest, content: Digest) -> Standing {
        match self.0.get(&key) {
            None => Standing::New,
            Some(used) if used.content == content => Standing::Same(*used),
            Some(used) => Standing::Other(*used),
        }
    }

    pub(crate) fn record(&mut self, key: Digest, content: Digest, was_refused: bool, is_doubtful: bool) {
        self.0.insert(key, Used { content, was_refused, is_doubtful });
    }

    pub(crate) fn find(&self, key: Digest) -> Option<Used> {
        self.0.get(&key).copied()
    }
}

/// The field that holds the submitter when a command does not say `by`.
pub(crate) fn principal_field(kind: &str) -> &'static str {
    match kind {
        "e_invoice" => "seller",
        "export_application" => "applicant",
        "note" | "note_action" | "temporary_return" => "supplier",
        "transport" | "transship" => "carrier",
        "crossing" | "act" => "officer",
        "transformation" | "lot_split" | "write_off" | "status_change" => "party",
        "custody" | "erase" => "authority",
        "party" => "id",
        "party_merge" => "into",
        _ => "principal",
    }
}

fn submitter(command: &Object) -> &str {
    let kind = text(command, "type").unwrap_or_default();
    text(command, "by").or_else(|| text(command, principal_field(kind))).unwrap_or("registry")
}

/// The key of a command: its own, `<type>/<number>`, or the digest of the whole command; per submitter.
pub(crate) fn key(command: &Object) -> Digest {
    let kind = text(command, "type").unwrap_or_default();
    if let Some(key) = text(command, "key") {
        return named(command, key);
    }
    match text(command, "number") {
        Some(number) => named(command, &format!("{kind}/{number}")),
        None => named(command, &format!("{:032x}", content(command))),
    }
}

/// A key by its text, of the command's submitter.
pub(crate) fn named(command: &Object, key: &str) -> Digest {
    digest(&(submitter(command), key))
}

/// The digest of a command's content: the order of fields and the notation of whole numbers do not matter.
pub(crate) fn content(command: &Object) -> Digest {
    let mut text = String::new();
    write_object(command, &mut text);
    digest(&text)
}

fn digest(value: &impl Hash) -> Digest {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        value.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(0) << 64) | half(1)
}

fn write_object(object: &Object, out: &mut String) {
    let mut fields: Vec<(&String, &Value)> = object.iter().collect();
    fields.sort_unstable_by_key(|(name, _)| *name);
    out.push('{');
    for (name, value) in fields {
        write_text(name, out);
        write(value, out);
    }
    out.push('}');
}

/// Texts carry their length, so that no two contents have one writing.
fn write_text(text: &str, out: &mut String) {
    out.push_str(&text.len().to_string());
    out.push(':');
    out.push_str(text);
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(object) => write_object(object, out),
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write(item, out);
            }
            out.push(']');
        }
        Value::String(text) => write_text(text, out),
        Value::Number(number) => write_text(&number.to_string(), out),
        Value::Bool(flag) => out.push(if *flag { 't' } else { 'f' }),
        Value::Null => out.push('n'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Object {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn order_and_notation_do_not_matter() {
        let one = object(r#"{"type":"write_off","number":"1","party":"bin:1","lines":[{"quantity":"5"}]}"#);
        let other = object(r#"{"lines":[{"quantity":5}],"party":"bin:1","number":"1","type":"write_off"}"#);
        assert_eq!(content(&one), content(&other));
        assert_eq!(key(&one), named(&one, "write_off/1"));
    }

    #[test]
    fn keys_are_per_submitter() {
        let one = object(r#"{"type":"note","number":"1","supplier":"bin:1"}"#);
        let other = object(r#"{"type":"note","number":"1","supplier":"bin:2"}"#);
        assert_ne!(key(&one), key(&other));
    }
}
