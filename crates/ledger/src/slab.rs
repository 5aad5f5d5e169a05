//! Slots that are used again: a paged array whose free slots are chained inside itself, so that which slot comes next
//! is part of the state and the same on every machine.

use crate::paged::Paged;

/// A record that can be a free slot.
pub trait Slot: Clone {
    /// A free slot pointing to the next free one (position plus one, zero: none).
    fn free(next: u32) -> Self;
    /// The next free slot, when this one is free.
    fn next_free(&self) -> Option<u32>;
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Slab<T> {
    slots: Paged<T>,
    head: u32,
    mark: u32,
    freed: Vec<u32>,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Paged::default(), head: 0, mark: 0, freed: Vec::new() }
    }
}

impl<T: Slot> Slab<T> {
    /// Puts a record into the next free slot and returns its position.
    pub fn insert(&mut self, record: T) -> u32 {
        let Some(position) = self.head.checked_sub(1) else { return self.slots.push(record) };
        self.head = self.slots.at(position).next_free().unwrap_or(0);
        *self.slots.edit(position) = record;
        position
    }

    /// Marks a slot to be freed when the entry is kept. Freed slots are not used again within the same entry.
    pub fn remove(&mut self, position: u32) {
        self.freed.push(position);
    }

    /// The record at `position`.
    #[track_caller]
    pub fn at(&self, position: u32) -> &T {
        self.slots.at(position)
    }

    /// The record at `position`, to be changed.
    #[track_caller]
    pub fn edit(&mut self, position: u32) -> &mut T {
        self.slots.edit(position)
    }

    /// Starts a change that can be rolled back.
    pub fn begin(&mut self) {
        self.mark = self.head;
        self.freed.clear();
        self.slots.begin();
    }

    /// Keeps the change and chains the freed slots. Called after every entry, live or replayed.
    pub fn keep(&mut self) {
        self.slots.keep();
        let freed = std::mem::take(&mut self.freed);
        for position in freed {
            *self.slots.edit(position) = T::free(self.head);
            self.head = position.saturating_add(1);
        }
    }

    /// Takes the change back.
    pub fn rollback(&mut self) {
        self.freed.clear();
        self.slots.rollback();
        self.head = self.mark;
    }

    /// Used records with their positions, in order of position.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        (0..self.slots.len()).zip(self.slots.iter()).filter(|(_, record)| record.next_free().is_none())
    }

    /// Head of the free chain (position plus one, zero: none).
    pub fn head(&self) -> u32 {
        self.head
    }

    /// The pages, for a snapshot.
    pub fn slots(&self) -> &Paged<T> {
        &self.slots
    }

    /// The pages, for a snapshot or its loading.
    pub fn slots_mut(&mut self) -> &mut Paged<T> {
        &mut self.slots
    }

    /// Rebuilt from a snapshot.
    pub fn from_parts(slots: Paged<T>, head: u32) -> Self {
        Self { slots, head, mark: 0, freed: Vec::new() }
    }
}
