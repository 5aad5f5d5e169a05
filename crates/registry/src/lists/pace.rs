//! How far the views are behind, and who waits for them.

use crate::shared::lock;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bulk intake waits while the views are further behind than this; single submissions never do.
const LAG_MAX: Duration = Duration::from_secs(30);
/// How finely the distance is measured.
const MARK_EVERY: Duration = Duration::from_millis(100);

/// See the module.
#[derive(Default)]
pub(crate) struct Listing {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Entries that are durable.
    durable: u64,
    /// Entries that are in the views.
    reached: u64,
    /// Entries that became durable, and when, oldest first, from the first that is not in the views.
    marks: VecDeque<(u64, Instant)>,
    /// Why the views do not follow.
    fault: Option<String>,
    /// The registry ends.
    is_ending: bool,
    /// Nobody writes views, or no more.
    is_over: bool,
}

impl State {
    fn lag(&self, now: Instant) -> Duration {
        self.marks.front().map_or(Duration::ZERO, |(_, since)| now.saturating_duration_since(*since))
    }
}

impl Listing {
    /// Entries up to `seq` are durable.
    pub(crate) fn mark(&self, seq: u64, now: Instant) {
        let mut state = lock(&self.state);
        if state.is_over {
            return;
        }
        state.durable = seq;
        match state.marks.back_mut() {
            Some((last, since)) if now.saturating_duration_since(*since) < MARK_EVERY => *last = seq,
            _ => state.marks.push_back((seq, now)),
        }
        drop(state);
        self.changed.notify_all();
    }

    /// Waits for entries behind `seq`; `false` when the registry ends.
    pub(crate) fn wait_for_more(&self, seq: u64) -> bool {
        let idle = |state: &mut State| state.durable <= seq && !state.is_ending;
        let state = self.changed.wait_while(lock(&self.state), idle).unwrap_or_else(PoisonError::into_inner);
        state.durable > seq
    }

    /// Waits some time; `false` when the registry ends meanwhile.
    pub(crate) fn rest(&self, time: Duration) -> bool {
        let waits = |state: &mut State| !state.is_ending;
        let waited = self.changed.wait_timeout_while(lock(&self.state), time, waits);
        !waited.unwrap_or_else(PoisonError::into_inner).0.is_ending
    }

    /// The registry ends.
    pub(crate) fn last(&self) {
        lock(&self.state).is_ending = true;
        self.changed.notify_all();
    }

    pub(crate) fn is_ending(&self) -> bool {
        lock(&self.state).is_ending
    }

    /// Entries up to `seq` are in the views.
    pub(crate) fn reach(&self, seq: u64) {
        let mut state = lock(&self.state);
        state.reached = seq;
        state.fault = None;
        while state.marks.front().is_some_and(|(mark, _)| *mark <= seq) {
            state.marks.pop_front();
        }
        drop(state);
        self.changed.notify_all();
    }

    /// The views do not follow for a while.
    pub(crate) fn fail(&self, why: String) {
        lock(&self.state).fault = Some(why);
        self.changed.notify_all();
    }

    /// Nobody writes the views any more.
    pub(crate) fn end(&self) {
        let mut state = lock(&self.state);
        state.is_over = true;
        state.marks.clear();
        drop(state);
        self.changed.notify_all();
    }

    pub(crate) fn reached(&self) -> u64 {
        lock(&self.state).reached
    }

    pub(crate) fn lag(&self) -> Duration {
        lock(&self.state).lag(Instant::now())
    }

    pub(crate) fn fault(&self) -> Option<String> {
        lock(&self.state).fault.clone()
    }

    /// Lets bulk intake wait while the views are far behind, so that they can follow. Views that cannot be written hold
    /// nobody up: the status tells of them.
    pub(crate) fn pace(&self) {
        let mut state = lock(&self.state);
        while !state.is_over && state.fault.is_none() && state.lag(Instant::now()) > LAG_MAX {
            state = self.changed.wait_timeout(state, MARK_EVERY).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until entry `seq` is in the views, at most so long; whether it is.
    pub(crate) fn wait(&self, seq: u64, at_most: Duration) -> bool {
        let until = Instant::now() + at_most;
        let mut state = lock(&self.state);
        loop {
            let left = until.saturating_duration_since(Instant::now());
            if state.reached >= seq || state.is_over || state.fault.is_some() || left.is_zero() {
                return state.reached >= seq;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lag_is_the_age_of_the_oldest_entry_that_is_missing() {
        let listing = Listing::default();
        let began = Instant::now().checked_sub(Duration::from_secs(100)).unwrap();
        listing.mark(10, began);
        listing.mark(20, began + Duration::from_millis(50));
        listing.mark(30, began + Duration::from_mins(1));
        assert!(listing.lag() >= Duration::from_secs(100));
        listing.reach(20);
        let lag = listing.lag();
        assert!(lag >= Duration::from_secs(40) && lag < Duration::from_secs(100), "{lag:?}");
        listing.reach(30);
        assert_eq!(listing.lag(), Duration::ZERO);
    }

    #[test]
    fn bulk_intake_waits_for_views_that_are_far_behind() {
        let listing = Listing::default();
        listing.mark(10, Instant::now().checked_sub(LAG_MAX * 2).unwrap());
        let waited = std::thread::scope(|scope| {
            let waiting = scope.spawn(|| listing.pace());
            std::thread::sleep(Duration::from_millis(50));
            let waited = !waiting.is_finished();
            listing.reach(10);
            waiting.join().unwrap();
            waited
        });
        assert!(waited, "it went on");
        listing.mark(20, Instant::now().checked_sub(LAG_MAX * 2).unwrap());
        listing.fail("the disk is full".to_owned());
        listing.pace();
    }

    #[test]
    fn a_wait_ends_with_the_entry_or_the_time() {
        let listing = Listing::default();
        listing.mark(1, Instant::now());
        assert!(!listing.wait(1, Duration::from_millis(5)));
        listing.reach(1);
        assert!(listing.wait(1, Duration::ZERO));
        listing.end();
        assert!(!listing.wait(2, Duration::from_mins(1)));
    }
}
