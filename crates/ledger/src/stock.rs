//! Stock on hand: found by key, listed by lot and by owner.
//!
//! Records lie in a slab; a hash table of positions finds them by key (its order is never used, so it cannot reach the
//! journal), and two chains through the records list them by lot and by owner. A record that holds nothing and promises
//! nothing gives its slot back.

use crate::account::StockKey;
use crate::ids::{LotId, PartyId, PlaceId};
use crate::records::StockRecord;
use crate::slab::{Slab, Slot};
use hashbrown::HashTable;
use trade::command::CustomsStatus;
use trade::measures::Measures;
use trade::quantity::Quantity;

impl Slot for StockRecord {
    fn free(next: u32) -> Self {
        let key = StockKey {
            lot: LotId::NONE,
            owner: PartyId::NONE,
            holder: PartyId::NONE,
            place: PlaceId::NONE,
            status: CustomsStatus::Free,
        };
        Self {
            key,
            on_hand: Measures::ZERO,
            reserved: Quantity::ZERO,
            next_of_lot: next,
            prev_of_lot: 0,
            next_of_owner: 0,
            prev_of_owner: 0,
        }
    }

    fn next_free(&self) -> Option<u32> {
        if self.key.lot.is_some() { None } else { Some(self.next_of_lot) }
    }
}

/// Finds positions by a hash, without owning the keys.
#[derive(Clone, Debug, Default)]
pub struct Index {
    table: HashTable<u32>,
    done: Vec<(u64, u32, bool)>,
}

impl Index {
    /// The position whose record `is` the one sought.
    pub fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        self.table.find(hash, |position| is(*position)).copied()
    }

    /// Adds a position; `rehash` gives the hash of any position already there.
    pub fn insert(&mut self, hash: u64, position: u32, rehash: impl Fn(u32) -> u64) {
        self.table.insert_unique(hash, position, |position| rehash(*position));
        self.done.push((hash, position, true));
    }

    /// Removes a position.
    pub fn remove(&mut self, hash: u64, position: u32) {
        if let Ok(entry) = self.table.find_entry(hash, |found| *found == position) {
            entry.remove();
            self.done.push((hash, position, false));
        }
    }

    /// Forgets what could be rolled back.
    pub fn keep(&mut self) {
        self.done.clear();
    }

    /// Takes back the changes since [`Self::keep`].
    pub fn rollback(&mut self, rehash: impl Fn(u32) -> u64) {
        while let Some((hash, position, added)) = self.done.pop() {
            if added {
                if let Ok(entry) = self.table.find_entry(hash, |found| *found == position) {
                    entry.remove();
                }
            } else {
                self.table.insert_unique(hash, position, |position| rehash(*position));
            }
        }
    }

    /// Makes room for `count` positions.
    pub fn reserve(&mut self, count: usize, rehash: impl Fn(u32) -> u64) {
        self.table.reserve(count, |position| rehash(*position));
    }
}

/// Mixes words into a table hash. Not for secrets: ids are our own, and texts that share a hash only cost time.
pub fn mix(words: &[u64]) -> u64 {
    words.iter().fold(0x9E37_79B9_7F4A_7C15, |hash: u64, word| {
        let mixed = (hash ^ word).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        mixed ^ (mixed >> 32)
    })
}

impl StockKey {
    /// Table hash.
    pub fn hash(&self) -> u64 {
        let pair = |a: u32, b: u32| (u64::from(a) << 32) | u64::from(b);
        mix(&[pair(self.lot.0, self.owner.0), pair(self.holder.0, self.place.0), u64::from(self.status.number())])
    }
}

/// All stock. Chains start in the lots and parties: see [`crate::state::State`].
#[derive(Clone, Debug, Default)]
pub struct Stock {
    /// Records.
    pub records: Slab<StockRecord>,
    index: Index,
}

impl Stock {
    /// Position of the record with this key.
    pub fn position(&self, key: StockKey) -> Option<u32> {
        self.index.find(key.hash(), |position| self.records.at(position).key == key)
    }

    /// The record with this key.
    pub fn find(&self, key: StockKey) -> Option<&StockRecord> {
        self.position(key).map(|position| self.records.at(position))
    }

    /// Adds an empty record for `key` in front of the two chains and returns its position.
    pub fn open(&mut self, key: StockKey, first_of_lot: u32, first_of_owner: u32) -> u32 {
        let mut record = StockRecord::free(0);
        record.key = key;
        record.next_of_lot = first_of_lot;
        record.next_of_owner = first_of_owner;
        let position = self.records.insert(record);
        let name = position.saturating_add(1);
        if let Some(next) = first_of_lot.checked_sub(1) {
            self.records.edit(next).prev_of_lot = name;
        }
        if let Some(next) = first_of_owner.checked_sub(1) {
            self.records.edit(next).prev_of_owner = name;
        }
        let records = &self.records;
        self.index.insert(key.hash(), position, |position| records.at(position).key.hash());
        position
    }

    /// Takes a record out of index and chains and frees its slot. Returns the new first records of the lot and of the
    /// owner when the record was the first.
    pub fn close(&mut self, position: u32) -> (Option<u32>, Option<u32>) {
        let record = *self.records.at(position);
        self.index.remove(record.key.hash(), position);
        if let Some(next) = record.next_of_lot.checked_sub(1) {
            self.records.edit(next).prev_of_lot = record.prev_of_lot;
        }
        if let Some(next) = record.next_of_owner.checked_sub(1) {
            self.records.edit(next).prev_of_owner = record.prev_of_owner;
        }
        let first_of_lot = match record.prev_of_lot.checked_sub(1) {
            Some(previous) => {
                self.records.edit(previous).next_of_lot = record.next_of_lot;
                None
            }
            None => Some(record.next_of_lot),
        };
        let first_of_owner = match record.prev_of_owner.checked_sub(1) {
            Some(previous) => {
                self.records.edit(previous).next_of_owner = record.next_of_owner;
                None
            }
            None => Some(record.next_of_owner),
        };
        self.records.remove(position);
        (first_of_lot, first_of_owner)
    }

    /// Starts a change that can be rolled back.
    pub fn begin(&mut self) {
        self.records.begin();
        self.index.keep();
    }

    /// Keeps the change.
    pub fn keep(&mut self) {
        self.records.keep();
        self.index.keep();
    }

    /// Takes the change back.
    pub fn rollback(&mut self) {
        // The index first: it finds its entries by the hashes it noted, and re-inserting may ask for the hash of any
        // record that is there both before and after.
        let records = &self.records;
        self.index.rollback(|position| records.at(position).key.hash());
        self.records.rollback();
    }

    /// Rebuilt from the records of a snapshot.
    pub fn from_records(records: Slab<StockRecord>) -> Self {
        let mut index = Index::default();
        let rehash = |position: u32| records.at(position).key.hash();
        index.reserve(usize::try_from(records.slots().len()).unwrap_or(0), rehash);
        for (position, record) in records.iter() {
            index.insert(record.key.hash(), position, rehash);
        }
        index.keep();
        Self { records, index }
    }
}
