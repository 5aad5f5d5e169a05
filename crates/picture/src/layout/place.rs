//! Heights: each thing as near to what it is joined to as its neighbours in the column let it.
//!
//! For one column that is a least-squares problem with fixed order and least distances, which pooling of adjacent violators
//! (isotonic regression) solves exactly; the columns are swept a fixed number of times.

use super::Slot;
use super::order::Joints;

/// Sweeps over all columns.
const SWEEPS: usize = 12;
/// Least distance between two nodes, and between a node and a line or two lines.
const GAP_NODES: i64 = 26;
const GAP_LINES: i64 = 8;
/// Lines that pass are kept straight before nodes are.
const WEIGHT_LINE: i64 = 4;

/// Sets the upper ends of all slots. The first `nodes` slots are nodes, the rest are lines.
pub(super) fn place(slots: &mut [Slot], columns: &[Vec<usize>], links: &[(usize, usize)], nodes: usize) {
    let joints = Joints::of(slots.len(), links);
    for column in columns {
        settle(slots, column, nodes, |_| None);
    }
    for sweep in 0..SWEEPS {
        let both = sweep + 2 >= SWEEPS;
        let forward = sweep % 2 == 0;
        let mut visit: Vec<&Vec<usize>> = columns.iter().collect();
        if !forward {
            visit.reverse();
        }
        for column in visit {
            let wanted: Vec<Option<i64>> = column
                .iter()
                .map(|slot| {
                    let (before, after) = (&joints.before[*slot], &joints.after[*slot]);
                    let joined = if both {
                        before.iter().chain(after)
                    } else if forward {
                        before.iter().chain(&[])
                    } else {
                        after.iter().chain(&[])
                    };
                    mean(joined.map(|other| slots[*other].middle()))
                })
                .collect();
            settle(slots, column, nodes, |at| wanted[at]);
        }
    }
    let highest = slots.iter().map(|slot| slot.top).min().unwrap_or(0);
    slots.iter_mut().for_each(|slot| slot.top -= highest);
}

fn mean(values: impl Iterator<Item = i64>) -> Option<i64> {
    let (sum, count) = values.fold((0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count)
}

/// Moves the slots of a column so that their middles are near to what is wanted, in order and without overlap.
fn settle(slots: &mut [Slot], column: &[usize], nodes: usize, wanted: impl Fn(usize) -> Option<i64>) {
    let mut offset = 0;
    let mut offsets = Vec::with_capacity(column.len());
    let mut pools: Vec<Pool> = Vec::new();
    for (at, slot) in column.iter().enumerate() {
        if let Some(above) = at.checked_sub(1).map(|above| column[above]) {
            let gap = if above < nodes && *slot < nodes { GAP_NODES } else { GAP_LINES };
            offset += slots[above].height + gap;
        }
        offsets.push(offset);
        let top = wanted(at).map_or(slots[*slot].top, |middle| middle - slots[*slot].height / 2);
        let weight = if *slot < nodes { 1 } else { WEIGHT_LINE };
        pools.push(Pool { sum: (top - offset) * weight, weight, count: 1 });
        while let [.., upper, lower] = pools.as_slice()
            && upper.mean() > lower.mean()
        {
            let merged = upper.with(lower);
            pools.truncate(pools.len() - 2);
            pools.push(merged);
        }
    }
    let means = pools.iter().flat_map(|pool| std::iter::repeat_n(pool.mean(), pool.count));
    for ((slot, offset), mean) in column.iter().zip(offsets).zip(means) {
        slots[*slot].top = mean + offset;
    }
}

/// Slots that touch each other and move as one.
struct Pool {
    sum: i64,
    weight: i64,
    count: usize,
}

impl Pool {
    fn mean(&self) -> i64 {
        self.sum.div_euclid(self.weight)
    }

    fn with(&self, other: &Self) -> Self {
        Self { sum: self.sum + other.sum, weight: self.weight + other.weight, count: self.count + other.count }
    }
}
