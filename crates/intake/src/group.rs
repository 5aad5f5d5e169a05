//! Which records make one document.

use crate::{
    cells,
    plan::Plan,
    source::Position,
    split::{Record, Splitter},
};
use std::{
    borrow::Cow,
    cmp::Ordering,
    collections::{HashMap, VecDeque},
    io::BufRead,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering as AtomicOrdering},
    },
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
    /// Rows that were read over.
    skipped: Arc<AtomicU64>,
    /// The values of cells that go on below.
    carried: Vec<String>,
    is_over: bool,
}

/// A document whose rows may not have ended.
struct Open {
    name: Box<[u8]>,
    document: Document,
    bytes: usize,
}

impl<R: BufRead> Documents<R> {
    pub(crate) fn new(splitter: Splitter<R>, position: Position, plan: Option<Arc<Plan>>) -> Self {
        Self {
            splitter,
            position,
            plan,
            seen: HashMap::new(),
            open: None,
            beside: None,
            ready: VecDeque::new(),
            skipped: Arc::default(),
            carried: Vec::new(),
            is_over: false,
        }
    }

    /// Rows that were read over as the mapping says.
    pub(crate) fn skipped(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.skipped)
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
        loop {
            let mut record = self.splitter.next_record()?;
            record.bytes_read = self.position.bytes();
            let rules = self.plan.as_ref().filter(|plan| !plan.rows.is_empty()).cloned();
            if self.is_over || rules.is_some_and(|plan| self.is_read_over(&plan, &mut record)) {
                self.skipped.fetch_add(1, AtomicOrdering::Relaxed);
                continue;
            }
            return Some(record);
        }
    }

    /// Whether a row is read over; fills its empty cells with what goes on from above. A row that cannot be told apart into
    /// cells is left to be rejected.
    fn is_read_over(&mut self, plan: &Plan, record: &mut Record) -> bool {
        let Ok(text) = std::str::from_utf8(&record.bytes) else { return false };
        let Ok(mut cells) = cells::split(text, plan.dialect, plan.header.len()) else { return false };
        let first = cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default();
        if plan.rows.until.iter().any(|end| first.starts_with(end.as_str())) {
            self.is_over = true;
            return true;
        }
        let is_empty = |column: &usize| cells.get(*column).is_none_or(|cell| cell.trim().is_empty());
        if plan.rows.skip_without.as_ref().is_some_and(is_empty) {
            return true;
        }
        self.carried.resize(plan.rows.carry.len(), String::new());
        let mut is_changed = false;
        for (column, carried) in plan.rows.carry.iter().zip(&mut self.carried) {
            let Some(cell) = cells.get_mut(*column) else { continue };
            if cell.trim().is_empty() {
                is_changed |= !carried.is_empty();
                *cell = Cow::Owned(carried.clone());
            } else {
                cell.trim().clone_into(carried);
            }
        }
        if is_changed {
            record.bytes = cells::join(&cells, plan.dialect);
        }
        false
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
