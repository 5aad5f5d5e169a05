//! What will happen: events by day and minute.

use super::Event;
use crate::lot::Holding;
use std::collections::BTreeMap;

/// Events of later days lie unsorted; those of today are sorted by the minute, then by their coming.
#[derive(Debug)]
pub(crate) struct Queue {
    later: Vec<Vec<(u16, Event)>>,
    today: BTreeMap<(u16, u32), Event>,
    day: u16,
    order: u32,
    /// What would happen after the last day: its goods are still somewhere.
    beyond: Vec<Event>,
}

impl Queue {
    pub(crate) fn new(days: u16) -> Self {
        let later = (0..days).map(|_| Vec::new()).collect();
        Self { later, today: BTreeMap::new(), day: 0, order: 0, beyond: Vec::new() }
    }

    pub(crate) fn put(&mut self, (day, minute): (u16, u16), event: Event) {
        if day <= self.day {
            self.order += 1;
            self.today.insert((minute, self.order), event);
        } else if let Some(later) = self.later.get_mut(usize::from(day)) {
            later.push((minute, event));
        } else if event.holdings().next().is_some() {
            self.beyond.push(event);
        }
    }

    /// Turns to a day, on which the day before must have nothing left.
    pub(crate) fn turn_to(&mut self, day: u16) {
        debug_assert!(self.today.is_empty());
        self.day = day;
        self.order = 0;
        let events = self.later.get_mut(usize::from(day)).map(std::mem::take).unwrap_or_default();
        for (minute, event) in events {
            self.put((day, minute), event);
        }
    }

    /// The next event of today, with its minute.
    pub(crate) fn next(&mut self) -> Option<(u16, Event)> {
        self.today.pop_first().map(|((minute, _), event)| (minute, event))
    }

    /// All goods that events carry.
    pub(crate) fn holdings(&self) -> impl Iterator<Item = Holding> {
        let later = self.later.iter().flatten().map(|(_, event)| event);
        later.chain(self.today.values()).chain(&self.beyond).flat_map(Event::holdings)
    }
}
