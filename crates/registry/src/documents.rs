//! All entries as commands with their answers, for the independent auditor.

use crate::Fault;
use crate::record::Entry;
use crate::shared::Shared;
use serde_json::{Value, json};
use std::sync::Arc;
use store::journal::Cursor;
use trade::date::Timestamp;

/// Iterator over `{"entry", "recorded_at", "command", "answer"}`, in order. It ends after the first fault.
pub struct Documents {
    shared: Arc<Shared>,
    cursor: Option<Cursor>,
}

impl Documents {
    pub(crate) fn new(shared: &Arc<Shared>) -> Result<Self, Fault> {
        Ok(Self { shared: Arc::clone(shared), cursor: Some(shared.reader.cursor(1)?) })
    }

    fn read(&mut self) -> Result<Option<Value>, Fault> {
        let Some(cursor) = &mut self.cursor else { return Ok(None) };
        let Some(record) = cursor.next_record()? else { return Ok(None) };
        let entry = Entry::read(record, Some(&self.shared.opener()))?;
        let recorded_at = Timestamp::from_millis(entry.header.recorded_at);
        let answer = serde_json::to_value(entry.answer(self.shared.numbers())).unwrap_or_default();
        Ok(Some(json!({
            "entry": entry.seq,
            "recorded_at": recorded_at.map(|at| at.to_string()),
            "command": entry.command(),
            "answer": answer,
        })))
    }
}

impl Iterator for Documents {
    type Item = Result<Value, Fault>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = self.read().transpose();
        if !matches!(next, Some(Ok(_))) {
            self.cursor = None;
        }
        next
    }
}
