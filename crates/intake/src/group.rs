//! Which records make one document.

use crate::{
    cells,
    plan::Plan,
    source::Position,
    split::{Record, Splitter},
};
use std::{
    cmp::Ordering,
    collections::{HashMap, VecDeque},
    io::BufRead,
    sync::Arc,
};
use trade::limits::{DOCUMENT_BYTES_MAX, LINES_MAX};

/// The records of one document.
pub(crate) struct Document {
    pub first: Record,
    pub more: Vec<Record>,
    /// Why they cannot be one.
    pub fault: Option<GroupFault>,
}

impl Document {
    fn of(first: Record, fault: Option<GroupFault>) -> Self {
        Self { first, more: Vec::new(), fault }
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        std::iter::once(&self.first).chain(&self.more)
    }
}

/// Why records cannot be one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum GroupFault {
    /// Rows of the document stood further up already, from this line on.
    Again(u64),
    /// The document comes before the one above it in the order.
    NotSorted,
    /// More rows, or more bytes, than a document may have.
    TooLarge,
    /// A row beside it, on this line, cannot be read and may belong to it.
    Beside(u64),
    /// No document is named.
    Unnamed,
}

impl GroupFault {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Again(_) => "group.again",
            Self::NotSorted => "group.not_sorted",
            Self::TooLarge => "group.too_large",
            Self::Beside(_) => "group.beside",
            Self::Unnamed => "group.unnamed",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Again(line) => format!(
                "rows of this document stand on line {line} already: put all rows of a document one under the other"
            ),
            Self::NotSorted => {
                "the mapping says that documents are sorted, but this one comes before the one above it \
                                in the order: sort the file, or say rows = \"adjacent\""
                    .to_owned()
            }
            Self::TooLarge => format!("a document has at most {LINES_MAX} rows: make several documents of it"),
            Self::Beside(line) => format!(
                "line {line} beside this document cannot be read and may belong to it: mend that line and import both \
                 together"
            ),
            Self::Unnamed => "the cell that names the document is empty: fill it in".to_owned(),
        }
    }
}

/// Reads the documents of a file one after the other.
pub(crate) struct Documents<R> {
    splitter: Splitter<R>,
    position: Position,
    /// For CSV.
    plan: Option<Arc<Plan>>,
    /// Where each document began that was seen; empty when documents are sorted.
    seen: HashMap<Box<[u8]>, u64>,
    open: Option<Open>,
    /// The unreadable line right above.
    beside: Option<u64>,
    ready: VecDeque<Document>,
}

/// A document whose rows may not have ended.
struct Open {
    name: Box<[u8]>,
    document: Document,
    bytes: usize,
}

impl<R: BufRead> Documents<R> {
    pub(crate) fn new(splitter: Splitter<R>, position: Position, plan: Option<Arc<Plan>>) -> Self {
        Self { splitter, position, plan, seen: HashMap::new(), open: None, beside: None, ready: VecDeque::new() }
    }

    pub(crate) fn next_document(&mut self) -> Option<Document> {
        let group = self.plan.as_ref().and_then(|plan| plan.group);
        let Some((column, sorted)) = group else {
            return self.next_record().map(|record| Document::of(record, None));
        };
        while self.ready.is_empty() {
            match self.next_record() {
                Some(record) => self.take(record, column, sorted),
                None => return self.open.take().map(|open| open.document),
            }
        }
        self.ready.pop_front()
    }

    fn next_record(&mut self) -> Option<Record> {
        let mut record = self.splitter.next_record()?;
        record.bytes_read = self.position.bytes();
        Some(record)
    }

    /// Adds a record to the open document, or closes that and opens another.
    fn take(&mut self, record: Record, column: usize, sorted: bool) {
        let Some(name) = self.name(&record, column) else {
            self.close(Some(GroupFault::Beside(record.line)));
            self.beside = Some(record.line);
            self.ready.push_back(Document::of(record, None));
            return;
        };
        if name.is_empty() {
            self.close(None);
            self.ready.push_back(Document::of(record, Some(GroupFault::Unnamed)));
            return;
        }
        match &mut self.open {
            Some(open) if open.name == name => {
                let is_full = open.document.more.len().saturating_add(1) >= LINES_MAX;
                let bytes = open.bytes.saturating_add(record.bytes.len());
                if is_full || bytes > DOCUMENT_BYTES_MAX {
                    self.close(Some(GroupFault::TooLarge));
                    self.begin(record, name, Some(GroupFault::TooLarge));
                } else {
                    open.bytes = bytes;
                    open.document.more.push(record);
                }
            }
            Some(_) | None => {
                let fault = self.fault(&record, &name, sorted);
                self.close(None);
                self.begin(record, name, fault);
            }
        }
    }

    fn begin(&mut self, record: Record, name: Box<[u8]>, fault: Option<GroupFault>) {
        let bytes = record.bytes.len();
        self.open = Some(Open { name, document: Document::of(record, fault), bytes });
    }

    fn close(&mut self, fault: Option<GroupFault>) {
        if let Some(mut open) = self.open.take() {
            open.document.fault = open.document.fault.or(fault);
            self.ready.push_back(open.document);
        }
    }

    /// What is wrong with a document that begins here.
    fn fault(&mut self, record: &Record, name: &[u8], sorted: bool) -> Option<GroupFault> {
        let beside = self.beside.take().map(GroupFault::Beside);
        let order = if sorted {
            let above = self.seen.iter().next();
            match above.map(|(last, line)| ((**last).cmp(name), *line)) {
                Some((Ordering::Greater, _)) => Some(GroupFault::NotSorted),
                Some((Ordering::Equal, line)) => Some(GroupFault::Again(line)),
                Some((Ordering::Less, _)) | None => {
                    self.seen.clear();
                    self.seen.insert(name.into(), record.line);
                    None
                }
            }
        } else {
            let first = *self.seen.entry(name.into()).or_insert(record.line);
            (first != record.line).then_some(GroupFault::Again(first))
        };
        beside.or(order)
    }

    /// The cell that names the document; `None` when the row cannot be read.
    fn name(&self, record: &Record, column: usize) -> Option<Box<[u8]>> {
        let plan = self.plan.as_ref().filter(|_| record.fault.is_none())?;
        let text = std::str::from_utf8(&record.bytes).ok()?;
        let cells = cells::split(text, plan.dialect, plan.header.len()).ok()?;
        let cell = cells.get(column).filter(|_| cells.len() == plan.header.len())?;
        Some(cell.trim().as_bytes().into())
    }
}
