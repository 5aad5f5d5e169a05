//! Where lines meet nodes: one below the other in the order of where they come from and go to, so that they do not cross in
//! front of a node.

use crate::int;
use crate::layout::{Layout, Route};
use crate::shape::PORT;
use std::collections::BTreeMap;

/// A line that meets a slot: the edge, and the step of its route.
type Line = (usize, usize);

/// Heights at which lines leave the slots on their left and reach those on their right.
pub(super) struct Ports {
    pub(super) leave: BTreeMap<Line, i64>,
    pub(super) reach: BTreeMap<Line, i64>,
}

impl Ports {
    /// The ports of a layout.
    pub(super) fn of(layout: &Layout) -> Self {
        let mut leaving: Vec<Vec<(i64, Line)>> = vec![Vec::new(); layout.slots.len()];
        let mut reaching = leaving.clone();
        for (edge, route) in layout.routes.iter().enumerate() {
            let Route::Line { slots, .. } = route else { continue };
            for (step, pair) in slots.windows(2).enumerate() {
                leaving[pair[0]].push((layout.slots[pair[1]].middle(), (edge, step)));
                reaching[pair[1]].push((layout.slots[pair[0]].middle(), (edge, step)));
            }
        }
        Self { leave: heights(layout, leaving), reach: heights(layout, reaching) }
    }
}

/// Spreads the lines of each slot over its side.
fn heights(layout: &Layout, lines: Vec<Vec<(i64, Line)>>) -> BTreeMap<Line, i64> {
    let mut heights = BTreeMap::new();
    for (slot, mut lines) in layout.slots.iter().zip(lines) {
        lines.sort_unstable();
        let count = int(lines.len());
        let side = (slot.height - 8).min(PORT * count);
        for (at, (_, line)) in lines.into_iter().enumerate() {
            heights.insert(line, slot.middle() + (2 * int(at) - count + 1) * side / (2 * count));
        }
    }
    heights
}
