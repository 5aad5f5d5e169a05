//! JSON Schema 2020-12 of objects, built field by field; parts with a name stand once, under `$defs`.

use super::{Bounded, Field, Fields};
use serde_json::{Map, Value, json};

/// The named parts of a schema.
#[derive(Clone, Debug, Default)]
pub struct Defs(Map<String, Value>);

impl Defs {
    /// A reference to the part `name`, which `make` describes when it stands here first.
    pub fn part(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            let schema = make(self);
            self.0.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }

    /// A reference to an object that consists of the fields of `T`.
    pub fn object<T: Fields>(&mut self, name: &str, description: &str) -> Value {
        self.part(name, |defs| {
            let mut schema = ObjectSchema::new(defs);
            T::describe(&mut schema);
            schema.into_value(description)
        })
    }

    /// The parts, ordered by name.
    pub fn into_value(self) -> Value {
        let mut parts: Vec<_> = self.0.into_iter().collect();
        parts.sort_by(|one, other| one.0.cmp(&other.0));
        Value::Object(parts.into_iter().collect())
    }
}

/// The schema of one object.
#[derive(Debug)]
pub struct ObjectSchema<'d> {
    defs: &'d mut Defs,
    properties: Map<String, Value>,
    required: Vec<Value>,
    all_of: Vec<Value>,
}

impl<'d> ObjectSchema<'d> {
    /// An object without fields.
    pub fn new(defs: &'d mut Defs) -> Self {
        Self { defs, properties: Map::new(), required: Vec::new(), all_of: Vec::new() }
    }

    /// Adds a field.
    pub fn field<T: Field>(&mut self, name: &str, description: &str) {
        let schema = T::schema(self.defs);
        self.add(name, schema, description, T::absent().is_none());
    }

    /// Adds a field within a bound.
    pub fn bounded<B, T: Bounded<B>>(&mut self, name: &str, bound: &B, description: &str) {
        let schema = T::schema_within(bound, self.defs);
        self.add(name, schema, description, T::absent_within(bound).is_none());
    }

    /// Adds a field that has a default.
    pub fn with_default<T: Field>(&mut self, name: &str, default: &T, description: &str) {
        let schema = with(T::schema(self.defs), "default", default.write());
        self.add(name, schema, description, false);
    }

    /// Adds a field that must be there and can have one value only.
    pub fn constant(&mut self, name: &str, value: impl Into<Value>, description: &str) {
        self.add(name, json!({ "const": value.into() }), description, true);
    }

    /// Adds a set of fields of which exactly one form stands here.
    pub fn one_of(&mut self, forms: &[Form]) {
        let forms: Vec<Value> = forms
            .iter()
            .map(|form| {
                let mut schema = ObjectSchema::new(self.defs);
                form(&mut schema);
                schema.into_part()
            })
            .collect();
        self.all_of.push(json!({ "oneOf": forms }));
    }

    fn add(&mut self, name: &str, schema: Value, description: &str, required: bool) {
        let schema =
            if description.is_empty() { schema } else { with(schema, "description", description.trim().into()) };
        // A later definition takes the place of an earlier one.
        self.required.retain(|earlier| earlier != name);
        self.properties.insert(name.to_owned(), schema);
        if required {
            self.required.push(name.into());
        }
    }

    /// The schema of an object that may have other fields too.
    fn into_part(self) -> Value {
        let mut schema = Map::new();
        schema.insert("properties".to_owned(), Value::Object(self.properties));
        if !self.required.is_empty() {
            schema.insert("required".to_owned(), Value::Array(self.required));
        }
        if !self.all_of.is_empty() {
            schema.insert("allOf".to_owned(), Value::Array(self.all_of));
        }
        Value::Object(schema)
    }

    /// The schema of an object that has no other fields.
    pub fn into_value(self, description: &str) -> Value {
        // The fields of a form are seen by `unevaluatedProperties` only.
        let closed = if self.all_of.is_empty() { "additionalProperties" } else { "unevaluatedProperties" };
        let mut schema = Map::new();
        schema.insert("type".to_owned(), "object".into());
        schema.insert("description".to_owned(), description.trim().into());
        if let Value::Object(part) = self.into_part() {
            schema.extend(part);
        }
        schema.insert(closed.to_owned(), Value::Bool(false));
        Value::Object(schema)
    }
}

/// Describes one form of an object.
pub type Form = fn(&mut ObjectSchema<'_>);

/// A schema with one keyword more.
fn with(schema: Value, keyword: &str, value: Value) -> Value {
    let Value::Object(mut map) = schema else { return schema };
    map.insert(keyword.to_owned(), value);
    Value::Object(map)
}
