//! Which fields a command has, from its published schema: a mapping is held against the commands as they are.

use serde_json::{Map, Value};
use std::collections::BTreeMap;
use trade::command;

/// What stands in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Decimal,
    Number,
    Flag,
    Day,
    Moment,
    /// A list of texts.
    Texts,
    /// An object, or a list of objects.
    Parts,
}

/// The fields of an object.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub fields: BTreeMap<String, Field>,
    pub required: Vec<String>,
}

/// One field.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub kind: Kind,
    /// The fields of the object, or of each element of the list.
    pub parts: Option<Shape>,
    /// The name that the schema has for this kind of value, such as `Party`; empty where it has none.
    pub form: String,
    /// The words that can stand here, where they are a fixed list.
    pub words: Vec<String>,
    /// What the field is, in the words of the schema.
    pub about: String,
}

/// The fields of the command with that `type`.
pub(crate) fn shape(kind: &str) -> Option<Shape> {
    let (_, schema) = command::schemas().into_iter().find(|(name, _)| *name == kind)?;
    let defs = schema.get("$defs").and_then(Value::as_object)?;
    let mut shape = Shape::default();
    shape.add(&schema, defs, true);
    Some(shape)
}

impl Shape {
    /// Adds the fields of a schema. Those of one form among several are not required.
    fn add(&mut self, schema: &Value, defs: &Map<String, Value>, is_required: bool) {
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let described = describe(field, defs);
            self.fields.entry(name.clone()).or_insert(described);
        }
        if is_required {
            let names = schema.get("required").and_then(Value::as_array).into_iter().flatten();
            self.required.extend(names.filter_map(Value::as_str).map(str::to_owned));
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.add(part, defs, is_required);
        }
        for word in ["oneOf", "anyOf"] {
            for part in schema.get(word).and_then(Value::as_array).into_iter().flatten() {
                self.add(part, defs, false);
            }
        }
    }
}

/// Follows a reference to a named part.
fn resolve<'a>(schema: &'a Value, defs: &'a Map<String, Value>) -> &'a Value {
    let name = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    name.and_then(|name| defs.get(name)).unwrap_or(schema)
}

fn describe(field: &Value, defs: &Map<String, Value>) -> Field {
    let schema = resolve(field, defs);
    let text = |name: &str| field.get(name).and_then(Value::as_str).unwrap_or_default();
    let form = text("$ref").rsplit('/').next().unwrap_or_default().to_owned();
    let (kind, parts) = kind(schema, defs);
    Field { kind, parts, form, words: words(schema), about: text("description").to_owned() }
}

/// The words of a fixed list.
fn words(schema: &Value) -> Vec<String> {
    let list = |name: &str| schema.get(name).and_then(Value::as_array).into_iter().flatten();
    let consts = list("oneOf").filter_map(|one| one.get("const"));
    list("enum").chain(consts).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn kind(schema: &Value, defs: &Map<String, Value>) -> (Kind, Option<Shape>) {
    let word = |name: &str| schema.get(name).and_then(Value::as_str).unwrap_or_default();
    let parts_of = |schema: &Value| {
        let mut shape = Shape::default();
        shape.add(schema, defs, true);
        Some(shape)
    };
    let simple = |kind| (kind, None);
    if schema.get("type").is_some_and(Value::is_array) {
        return simple(Kind::Decimal);
    }
    match (word("type"), word("format")) {
        ("integer", _) => simple(Kind::Number),
        ("boolean", _) => simple(Kind::Flag),
        ("object", _) => (Kind::Parts, parts_of(schema)),
        ("array", _) => {
            let items = schema.get("items").map_or(&Value::Null, |items| resolve(items, defs));
            let is_object = items.get("type").and_then(Value::as_str) == Some("object");
            if is_object { (Kind::Parts, parts_of(items)) } else { simple(Kind::Texts) }
        }
        (_, "date") => simple(Kind::Day),
        (_, "date-time") => simple(Kind::Moment),
        _ => simple(Kind::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_a_shape() {
        for kind in command::Command::TYPES {
            assert!(!shape(kind).unwrap().fields.is_empty(), "{kind}");
        }
    }

    #[test]
    fn the_kinds_of_an_import_declaration() {
        let shape = shape("import_declaration").unwrap();
        let kind = |name: &str| shape.fields[name].kind;
        assert_eq!((kind("date"), kind("at"), kind("lines")), (Kind::Day, Kind::Moment, Kind::Parts));
        let line = shape.fields["lines"].parts.as_ref().unwrap();
        let kind = |name: &str| line.fields[name].kind;
        assert_eq!((kind("line"), kind("value"), kind("clauses")), (Kind::Number, Kind::Decimal, Kind::Texts));
        assert!(line.required.contains(&"code".to_owned()));
    }
}
