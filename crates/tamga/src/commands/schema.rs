//! `tamga schema`: the JSON Schemas of the documents.

use crate::cli::Common;
use crate::screen::Screen;
use crate::trouble::{Ending, Trouble};
use serde_json::{Value, json};

const AFTER: &str = "\
Examples:
  tamga schema                    lists the types
  tamga schema note               prints the schema of a note
  tamga schema note > note.json   for your editor or your own checks

Next: write a document, and send it with `tamga submit FILE`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// Type of the document, such as `note` or `import_declaration`
    #[arg(value_name = "TYPE")]
    kind: Option<String>,
}

pub(crate) fn run(options: &Options, _: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let schemas = trade::command::schemas();
    let Some(kind) = &options.kind else {
        list(&schemas, screen)?;
        return Ok(Ending::Done);
    };
    let Some((_, schema)) = schemas.iter().find(|(name, _)| name == kind) else {
        return Err(
            Trouble::input(format!("there is no document of the type `{kind}`")).next("`tamga schema` lists the types")
        );
    };
    if screen.is_json() {
        screen.json(schema)?;
    } else {
        screen.line(serde_json::to_string_pretty(schema).unwrap_or_else(|_| schema.to_string()))?;
    }
    Ok(Ending::Done)
}

fn list(schemas: &[(&str, Value)], screen: &Screen) -> std::io::Result<()> {
    let about = |schema: &Value| schema.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
    if screen.is_json() {
        let rows = schemas.iter().map(|(name, schema)| json!({"type": name, "description": about(schema)}));
        return screen.json(&Value::Array(rows.collect()));
    }
    for (name, schema) in schemas {
        screen.line(format!("{name:<20} {}", about(schema)))?;
    }
    screen.line("")?;
    screen.line("`tamga schema TYPE` prints one.")
}
