//! Whether a command fits an entry, told before it is decided: nothing that depends on size may fail afterwards.

use super::Persons;
use crate::prepare::Prepared;
use serde_json::Value;
use store::seal::TEXT_BYTES_MAX;

/// Longest canonical command, in bytes.
const COMMAND_BYTES_MAX: usize = 4 << 20;
/// Persons of one command, at most: a key is drawn for each, while others wait. Two for every line, and some.
const PERSONS_MAX: usize = 4_000;
/// Longest openings together, in bytes: a record has 16 MiB, of which effects and chains of lots take at most 6 MiB.
const OPENINGS_BYTES_MAX: usize = (16 << 20) - (6 << 20) - (64 << 10);
/// Longest words of an entry's problems, in bytes; further ones are left out, their codes stay.
pub(crate) const PROBLEMS_BYTES_MAX: usize = 512 << 10;
/// What a name takes beside its text.
const NAME_BYTES: usize = 16;
/// What a placeholder takes for its first owner, and for each further one.
const PLACEHOLDER_BYTES: usize = 96;
const OWNER_BYTES: usize = 11;
/// What a person's opening takes beside texts and names, and the registry's at most.
const OPENING_BYTES: usize = 128;
/// What stands beside a text in a list.
const TEXT_HEAD_BYTES: usize = 5;

impl Persons {
    /// Whether everything that the entry will hold fits its record.
    pub(crate) fn fit(&self, prepared: &Prepared) -> bool {
        let (placeholders, kept) = self.measure(&prepared.command);
        // Every text of the command may become a name, too: the registry's or a person's.
        let names = prepared.text_bytes + NAME_BYTES * prepared.texts;
        let registry = prepared.canonical.len() + placeholders + PROBLEMS_BYTES_MAX + OPENING_BYTES;
        // A masked text is kept in hexadecimal.
        let problems = if self.is_empty() { 0 } else { 2 * PROBLEMS_BYTES_MAX };
        let persons = kept + problems + OPENING_BYTES * self.count();
        prepared.canonical.len() <= COMMAND_BYTES_MAX
            && self.count() <= PERSONS_MAX
            && registry.max(persons) + names <= TEXT_BYTES_MAX
            && registry + persons + names <= OPENINGS_BYTES_MAX
    }

    /// Bytes of placeholders, and of the texts that go under the persons' keys.
    fn measure(&self, command: &Value) -> (usize, usize) {
        let (mut placeholders, mut kept) = (0, 0);
        if self.is_empty() {
            return (placeholders, kept);
        }
        let mut put = |owners: &[usize], text: &str| {
            placeholders += PLACEHOLDER_BYTES + OWNER_BYTES * owners.len().saturating_sub(1);
            kept += TEXT_HEAD_BYTES + text.len() * owners.len().min(2);
            Value::Null
        };
        self.finder.replace(command, &mut put);
        (placeholders, kept)
    }
}
