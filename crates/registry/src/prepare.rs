//! What is done with a submission before it reaches the decider: everything that needs no books.

use crate::Fault;
use crate::secrets::Secrets;
use serde_json::Value;
use store::entry::{Fragments, fragments, kind_number};
use trade::command::{Submission, write};
use trade::date::Timestamp;
use trade::party::PartyRef;

/// Longest canonical command, in bytes. Names are written beside it, so it is less than what is sealed at most.
const COMMAND_BYTES_MAX: usize = 4 << 20;
/// Who submits a command that names nobody.
const REGISTRY: &str = "registry";

/// A submission on its way to the decider.
pub(crate) struct Prepared {
    pub(crate) submission: Submission,
    pub(crate) kind: u16,
    pub(crate) canonical: String,
    pub(crate) command: Value,
    pub(crate) fragments: Fragments,
    /// Texts that name parties, each once.
    pub(crate) parties: Vec<String>,
    /// Those of them that are natural persons by their form.
    pub(crate) persons: Vec<PartyRef>,
    pub(crate) tag: [u8; 16],
    pub(crate) content: [u8; 32],
    /// Tag of the refused command that this one mends.
    pub(crate) supersedes: Option<[u8; 16]>,
    pub(crate) effective_at: Option<Timestamp>,
    /// Lines, for the size of groups.
    pub(crate) lines: usize,
}

/// Prepares a submission.
pub(crate) fn prepare(submission: Submission, secrets: &Secrets) -> Result<Prepared, Fault> {
    let command = write(&submission);
    let canonical = command.to_string();
    if canonical.len() > COMMAND_BYTES_MAX {
        return Err(Fault::TooLarge { size: canonical.len(), max: COMMAND_BYTES_MAX });
    }
    let content = secrets.content(&canonical);
    let submitter = submission.submitter().map_or_else(|| REGISTRY.to_owned(), ToString::to_string);
    let tag = match (&submission.key, submission.command.number()) {
        (Some(key), _) => secrets.tag(&submitter, key.as_str()),
        (None, Some(number)) => secrets.tag(&submitter, &format!("{}/{number}", submission.command.kind())),
        (None, None) => secrets.tag(&submitter, &hex(&content)),
    };
    let supersedes = submission.supersedes.as_ref().map(|key| secrets.tag(&submitter, key.as_str()));
    let mut parties = Vec::new();
    let mut lines = 0;
    walk(&command, &mut parties, &mut lines);
    let refs = parties.iter().filter_map(|text| text.parse::<PartyRef>().ok());
    let persons = refs.filter(PartyRef::is_person).collect();
    Ok(Prepared {
        kind: kind_number(submission.command.kind()).unwrap_or(u16::MAX),
        fragments: fragments(&command),
        effective_at: submission.effective_at(),
        lines: lines.max(1),
        submission,
        canonical,
        command,
        parties,
        persons,
        tag,
        content,
        supersedes,
    })
}

/// Collects texts with the form of a party, and counts objects in lists.
fn walk(value: &Value, parties: &mut Vec<String>, lines: &mut usize) {
    match value {
        Value::String(text) if has_scheme(text) && !parties.contains(text) => parties.push(text.clone()),
        Value::Array(elements) => {
            *lines += elements.iter().filter(|element| element.is_object()).count();
            elements.iter().for_each(|element| walk(element, parties, lines));
        }
        Value::Object(fields) => fields.values().for_each(|field| walk(field, parties, lines)),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn has_scheme(text: &str) -> bool {
    const SCHEMES: [&str; 6] = ["bin:", "iin:", "inn:", "eori:", "lei:", "id:"];
    SCHEMES.iter().any(|scheme| text.starts_with(scheme))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
