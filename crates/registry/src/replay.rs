//! The fold: recorded entries into books, lineage and log. Nothing here judges.

use crate::Fault;
use crate::record::Entry;
use ledger::Books;
use ledger::moves::{Move, Moves};
use std::panic::{AssertUnwindSafe, catch_unwind};
use store::Lineage;

/// The lineage in its mapped file.
pub(crate) struct MovesFile(pub(crate) Lineage);

impl Moves for MovesFile {
    fn find(&self, index: u32) -> Option<Move> {
        Move::from_bytes(self.0.get(u64::from(index))?)
    }
}

impl MovesFile {
    /// Adds the moves of an entry.
    pub(crate) fn extend(&mut self, moves: &[Move]) -> Result<(), Fault> {
        moves.iter().try_for_each(|one| self.0.push(&one.to_bytes()).map(drop)).map_err(Fault::from)
    }
}

/// Applies an entry to the books and returns its moves. Effects that do not fit the books are a fault of the entry, as the
/// ledger stops by a panic there: it is caught, and the books must not be used any more.
pub(crate) fn apply(books: &mut Books, entry: &Entry) -> Result<Vec<Move>, Fault> {
    let seq = entry.seq;
    if books.state.seq() + 1 != seq {
        return Err(Fault::replay(seq, format!("it does not follow entry {}", books.state.seq())));
    }
    let names = entry.names();
    let replayed = catch_unwind(AssertUnwindSafe(|| {
        books.replay(seq, entry.header.tag, &entry.body.effects, &names);
    }));
    if let Err(panic) = replayed {
        return Err(Fault::replay(seq, words(&*panic)));
    }
    if books.state.links() != entry.body.links {
        return Err(Fault::replay(seq, "its chains of lots are not those of the books"));
    }
    Ok(books.state.take_moves())
}

/// What a panic said.
pub(crate) fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("its effects do not fit the books").to_owned()
}
