//! An append-only array in pages that are shared until written.
//!
//! A snapshot clones the page list (one reference count a page), so taking one never stalls a commit; the first write to
//! a shared page copies that page. Pages written since the last snapshot are marked. One entry's changes can be rolled
//! back.

use crate::bug::must;
use std::sync::Arc;

/// Records in a page. While a snapshot is written, the first change of a page copies it: small pages keep that short (some
/// 30 KiB at most), large ones would keep the list of pages short.
pub const PAGE: usize = 256;

/// See the module.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    pages: Vec<Arc<Vec<T>>>,
    dirty: Vec<bool>,
    len: u32,
    undo: Vec<(u32, T)>,
    mark: Option<u32>,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Self { pages: Vec::new(), dirty: Vec::new(), len: 0, undo: Vec::new(), mark: None }
    }
}

impl<T: Clone> Paged<T> {
    /// Number of records.
    pub fn len(&self) -> u32 {
        self.len
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The record at `position`, when there is one.
    pub fn find(&self, position: u32) -> Option<&T> {
        let (page, slot) = split(position);
        self.pages.get(page)?.get(slot)
    }

    /// The record at `position`, which must exist.
    #[track_caller]
    pub fn at(&self, position: u32) -> &T {
        must(self.find(position), "a record that must exist does not")
    }

    /// Adds a record and returns its position.
    pub fn push(&mut self, record: T) -> u32 {
        let position = self.len;
        let (page, slot) = split(position);
        if slot == 0 {
            self.pages.push(Arc::new(Vec::with_capacity(PAGE)));
            self.dirty.push(true);
        }
        let page_ref = must(self.pages.get_mut(page), "the last page is missing");
        let records = Arc::make_mut(page_ref);
        if records.capacity() < PAGE {
            records.reserve_exact(PAGE.saturating_sub(records.len()));
        }
        records.push(record);
        if let Some(flag) = self.dirty.get_mut(page) {
            *flag = true;
        }
        self.len = must(position.checked_add(1), "more than 2^32 records of one kind");
        position
    }

    /// The record at `position`, to be changed.
    #[track_caller]
    pub fn edit(&mut self, position: u32) -> &mut T {
        let (page, slot) = split(position);
        if let Some(flag) = self.dirty.get_mut(page) {
            *flag = true;
        }
        let page_ref = must(self.pages.get_mut(page), "a record that must exist does not");
        let record = must(Arc::make_mut(page_ref).get_mut(slot), "a record that must exist does not");
        if self.mark.is_some_and(|mark| position < mark) {
            self.undo.push((position, record.clone()));
        }
        record
    }

    /// Starts a change that can be rolled back.
    pub fn begin(&mut self) {
        self.undo.clear();
        self.mark = Some(self.len);
    }

    /// Keeps the change.
    pub fn keep(&mut self) {
        self.undo.clear();
        self.mark = None;
    }

    /// Takes back everything since [`Self::begin`].
    pub fn rollback(&mut self) {
        let Some(mark) = self.mark.take() else { return };
        while let Some((position, old)) = self.undo.pop() {
            *self.edit(position) = old;
        }
        while self.len > mark {
            let (page, slot) = split(self.len.saturating_sub(1));
            let page_ref = must(self.pages.get_mut(page), "the last page is missing");
            Arc::make_mut(page_ref).truncate(slot);
            if slot == 0 {
                self.pages.pop();
                self.dirty.pop();
            }
            self.len = self.len.saturating_sub(1);
        }
    }

    /// All records in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.pages.iter().flat_map(|page| page.iter())
    }

    /// Number of pages.
    pub fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// The records of page `index`.
    pub fn page(&self, index: usize) -> Option<&[T]> {
        self.pages.get(index).map(|page| page.as_slice())
    }

    /// A copy that shares all pages, and the pages written since the last call (whose marks are cleared).
    pub fn freeze(&mut self) -> (Self, Vec<usize>) {
        let changed = self.dirty.iter().enumerate().filter(|(_, dirty)| **dirty).map(|(index, _)| index).collect();
        self.dirty.fill(false);
        (Self { undo: Vec::new(), mark: None, ..self.clone_shallow() }, changed)
    }

    /// Lets go of the pages that are not `wanted`, so that their next change in the living array need not copy them. They
    /// read as empty afterwards.
    pub fn keep_only(&mut self, wanted: impl Fn(usize) -> bool) {
        let empty = Arc::new(Vec::new());
        for (_, page) in self.pages.iter_mut().enumerate().filter(|(index, _)| !wanted(*index)) {
            *page = Arc::clone(&empty);
        }
    }

    fn clone_shallow(&self) -> Self {
        Self { pages: self.pages.clone(), dirty: self.dirty.clone(), len: self.len, undo: Vec::new(), mark: None }
    }

    /// Appends a whole page read from a snapshot. `false` when the pages before it are not full.
    pub fn load_page(&mut self, records: Vec<T>) -> bool {
        let (_, slot) = split(self.len);
        let Ok(count) = u32::try_from(records.len()) else { return false };
        if slot != 0 || records.is_empty() || records.len() > PAGE {
            return false;
        }
        let Some(len) = self.len.checked_add(count) else { return false };
        let mut records = records;
        records.reserve_exact(PAGE.saturating_sub(records.len()));
        self.pages.push(Arc::new(records));
        self.dirty.push(false);
        self.len = len;
        true
    }
}

/// Page and slot of a position.
#[expect(clippy::as_conversions, reason = "u32 fits usize on every supported machine (64 bit)")]
const fn split(position: u32) -> (usize, usize) {
    let position = position as usize;
    (position / PAGE, position % PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rollback_restores_records_and_length() {
        let mut paged: Paged<u32> = Paged::default();
        for n in 0..3000 {
            paged.push(n);
        }
        let before: Vec<u32> = paged.iter().copied().collect();
        paged.begin();
        *paged.edit(5) = 99;
        *paged.edit(5) = 100;
        for n in 0..2000 {
            paged.push(n);
        }
        *paged.edit(4000) = 1;
        paged.rollback();
        assert_eq!(paged.iter().copied().collect::<Vec<_>>(), before);
        assert_eq!(paged.len(), 3000);
        paged.push(7);
        assert_eq!(*paged.at(3000), 7);
    }

    #[test]
    fn a_frozen_copy_does_not_change() {
        let mut paged: Paged<u32> = Paged::default();
        for n in 0..1500 {
            paged.push(n);
        }
        let (frozen, changed) = paged.freeze();
        assert_eq!(changed, vec![0, 1, 2, 3, 4, 5]);
        *paged.edit(3) = 77;
        paged.push(1500);
        assert_eq!(*frozen.at(3), 3);
        assert_eq!(frozen.len(), 1500);
        let (mut frozen, changed) = paged.freeze();
        assert_eq!(changed, vec![0, 5]);
        frozen.keep_only(|index| index == 5);
        assert_eq!(frozen.page(5).map(<[u32]>::len), Some(1500 - 5 * PAGE + 1));
        assert_eq!(frozen.page(4), Some(&[][..]));
        let (_, changed) = paged.freeze();
        assert!(changed.is_empty());
    }
}
