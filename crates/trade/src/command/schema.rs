//! The JSON Schemas of all commands.

use super::Command;
use crate::{
    date::Timestamp,
    field::{Defs, ObjectSchema},
    party::PartyRef,
    text::Key,
};
use serde_json::{Map, Value};

/// The dialect of the schemas.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The JSON Schema (2020-12) of every command, under the command's `type`. They tell the canonical spelling; the reader
/// forgives small letters in codes and white space around texts, and checks more than a schema can say.
pub fn schemas() -> Vec<(&'static str, Value)> {
    Command::FORMS.iter().map(|(name, description, form)| (*name, schema(name, description, *form))).collect()
}

/// The schema of the command `name`, whose own fields `form` describes.
fn schema(name: &str, description: &str, form: fn(&mut ObjectSchema<'_>)) -> Value {
    let mut defs = Defs::default();
    let mut object = ObjectSchema::new(&mut defs);
    object.constant("type", name, "Names the command.");
    object.field::<Option<Key>>("key", "The submitter's business key.");
    object.field::<Option<PartyRef>>("by", "Who submits; default: the principal.");
    object.field::<Option<Key>>("supersedes", "Key of the refused command that this one mends.");
    object.field::<Option<Timestamp>>("at", "When it happened, as claimed.");
    form(&mut object);
    // An entry document reads its kind out of the field; the file is about one kind.
    object.constant("type", name, "Names the command.");
    let mut schema = Map::new();
    schema.insert("$schema".to_owned(), DIALECT.into());
    schema.insert("title".to_owned(), name.into());
    if let Value::Object(object) = object.into_value(description) {
        schema.extend(object);
    }
    schema.insert("$defs".to_owned(), defs.into_value());
    Value::Object(schema)
}
