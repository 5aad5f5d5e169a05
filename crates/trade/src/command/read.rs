//! A command from text or JSON, and back to its canonical form.

use super::{Command, Submission};
use crate::{
    field::{Object, parse_json, put_field},
    problem::{Pointer, Problem, Problems},
};
use serde_json::{Map, Value};

/// Reads the text of one command. Either the command, or all problems of it.
pub fn parse(text: &str) -> Result<Submission, Vec<Problem>> {
    let mut problems = Problems::default();
    let submission = parse_json(text, &mut problems).and_then(|value| submission(&value, &mut problems));
    answer(submission, problems)
}

/// Reads one command from JSON. Either the command, or all problems of it.
pub fn read(value: &Value) -> Result<Submission, Vec<Problem>> {
    let mut problems = Problems::default();
    let submission = submission(value, &mut problems);
    answer(submission, problems)
}

/// A command is good when nothing was found wrong; what was not read has a problem that tells why.
fn answer(submission: Option<Submission>, problems: Problems) -> Result<Submission, Vec<Problem>> {
    match submission {
        Some(submission) if problems.is_empty() => Ok(submission),
        Some(_) | None => {
            assert!(!problems.is_empty(), "a command that cannot be read has a problem");
            Err(problems.into_list())
        }
    }
}

fn submission(value: &Value, problems: &mut Problems) -> Option<Submission> {
    let mut object = Object::over(value, &Pointer::Root, problems)?;
    let word = object.word("type", Command::TYPES, problems)?;
    let command = Command::take(word, &mut object, problems);
    let key = object.field("key", problems);
    let supersedes = object.field("supersedes", problems);
    // Some commands have a `by` or an `at` of their own, which then is the submitter or the time.
    let by = if object.is_known("by") { Some(None) } else { object.field("by", problems) };
    let at = if object.is_known("at") { Some(None) } else { object.field("at", problems) };
    object.finish(problems);
    Some(Submission { key: key?, by: by?, supersedes: supersedes?, at: at?, command: command? })
}

/// The canonical JSON of a command: fields in the order of their definition, absent ones left out. [`read`] reads it
/// back as the same command.
pub fn write(submission: &Submission) -> Value {
    let mut object = Map::new();
    object.insert("type".to_owned(), submission.command.kind().into());
    put_field(&mut object, "key", &submission.key);
    put_field(&mut object, "by", &submission.by);
    put_field(&mut object, "supersedes", &submission.supersedes);
    put_field(&mut object, "at", &submission.at);
    submission.command.put(&mut object);
    Value::Object(object)
}

impl Submission {
    /// The canonical text of the command, without line breaks: one line of NDJSON.
    pub fn canonical(&self) -> String {
        write(self).to_string()
    }
}
