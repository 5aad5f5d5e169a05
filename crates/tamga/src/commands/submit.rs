//! `tamga submit`: one document.

use crate::cli::Common;
use crate::screen::Screen;
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use crate::words::answer;
use serde_json::Value;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use trade::command::Submission;
use trade::limits::DOCUMENT_BYTES_MAX;

const AFTER: &str = "\
Examples:
  tamga submit declaration.json
  echo '{\"type\":\"clock\",\"now\":\"2026-11-25T00:00:00Z\"}' | tamga submit -

One document, as JSON, written over as many lines as you like. The same document twice has the effect of once. Exit
code 1: the registry refused it and says why; 2: it cannot be read, and all that is wrong with it is listed.

Next: many documents at once go in with `tamga import`; `tamga schema TYPE` shows the fields.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// The file, or `-` for the standard input
    file: String,
}

pub(crate) fn run(options: &Options, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    send_file(&options.file, None, common, screen)
}

/// Sends the one document of a file; `kind`: it must be of this type.
pub(crate) fn send_file(file: &str, kind: Option<&str>, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let text = read(file)?;
    let value: Value = match serde_json::from_str(&text) {
        Ok(value) => value,
        Err(_) if is_ndjson(&text) => {
            return Err(
                Trouble::input(format!("{} holds several documents", name(file))).next(format!("tamga import {file}"))
            );
        }
        // The reader of commands says what is wrong, in its own words.
        Err(_) => Value::Null,
    };
    let found = value.get("type").and_then(Value::as_str);
    if let (Some(kind), Some(found)) = (kind, found)
        && kind != found
    {
        return Err(Trouble::input(format!("{} holds a document of the type `{found}`, not `{kind}`", name(file)))
            .next(format!("tamga submit {file}")));
    }
    let submission = trade::command::parse(&text).map_err(|problems| unreadable(&problems, name(file)))?;
    submit(&Session::open(common)?, &submission, screen)
}

/// Sends a document made of arguments.
pub(crate) fn send(session: &Session, document: &Value, screen: &Screen) -> Result<Ending, Trouble> {
    let submission = trade::command::read(document).map_err(|problems| unreadable(&problems, "the document"))?;
    submit(session, &submission, screen)
}

fn submit(session: &Session, submission: &Submission, screen: &Screen) -> Result<Ending, Trouble> {
    let answer = session.submit(submission)?;
    session.view(|view| Ok(answer::print(&answer, submission, view, screen)?))?;
    Ok(Ending::finding(answer::is_refusal(&answer)))
}

/// All that is wrong with a document that could not be read.
pub(crate) fn unreadable(problems: &[trade::problem::Problem], what: &str) -> Trouble {
    Trouble::input(format!("{what} cannot be read; nothing was recorded"))
        .problems(problems.iter().map(ToString::to_string))
        .next("mend all of these; `tamga schema TYPE` shows the fields")
}

fn name(file: &str) -> &str {
    if file == "-" { "the standard input" } else { file }
}

fn is_ndjson(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let whole = |line: Option<&str>| line.is_some_and(|line| serde_json::from_str::<Value>(line).is_ok());
    whole(lines.next()) && whole(lines.next())
}

/// The text of a file, up to the bound of a document.
fn read(file: &str) -> Result<String, Trouble> {
    let cannot = |error: &io::Error| {
        Trouble::input(format!("{} cannot be read", name(file)))
            .because(error)
            .next("check the name; `-` reads the standard input")
    };
    let reader: Box<dyn Read> = if file == "-" {
        Box::new(io::stdin())
    } else {
        if Path::new(file).is_dir() {
            return Err(Trouble::input(format!("{file} is a directory")).next("name one file of it"));
        }
        Box::new(File::open(file).map_err(|error| cannot(&error))?)
    };
    let bound = u64::try_from(DOCUMENT_BYTES_MAX).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    reader.take(bound.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(Trouble::input(format!(
            "{} is larger than {DOCUMENT_BYTES_MAX} bytes, the bound of one document",
            name(file)
        ))
        .next(format!("if it holds several documents, one a line: tamga import {file}")));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(
            Trouble::input(format!("{} is empty", name(file))).next("`tamga schema` lists the documents it can hold")
        );
    }
    String::from_utf8(bytes).map_err(|_| Trouble::input(format!("{} is not UTF-8 text", name(file))))
}
