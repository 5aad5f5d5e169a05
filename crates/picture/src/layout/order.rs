//! The order within each column, so that few lines cross: each thing near the mean of what it is joined to, swept forward
//! and backward a bounded number of times; the best order seen is kept.

use super::Slot;
use crate::int;

/// Sweeps at most, and sweeps without a better order after which it ends.
const SWEEPS: usize = 16;
const PATIENCE: usize = 4;

/// The slots of each column, from above.
pub(super) fn order(slots: &[Slot], links: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let joints = Joints::of(slots.len(), links);
    let mut columns = first_order(slots, &joints);
    let mut best = columns.clone();
    let mut fewest = crossings(&columns, &joints);
    let mut stale = 0;
    for sweep in 0..SWEEPS {
        if fewest == 0 || stale >= PATIENCE {
            break;
        }
        let forward = sweep % 2 == 0;
        sort_by_mean(&mut columns, if forward { &joints.before } else { &joints.after }, forward);
        let found = crossings(&columns, &joints);
        stale += 1;
        if found < fewest {
            (fewest, stale) = (found, 0);
            best.clone_from(&columns);
        }
    }
    best
}

/// What each slot is joined to on its left and on its right.
pub(super) struct Joints {
    pub(super) before: Vec<Vec<usize>>,
    pub(super) after: Vec<Vec<usize>>,
}

impl Joints {
    pub(super) fn of(count: usize, links: &[(usize, usize)]) -> Self {
        let mut joints = Self { before: vec![Vec::new(); count], after: vec![Vec::new(); count] };
        for (from, to) in links {
            joints.after[*from].push(*to);
            joints.before[*to].push(*from);
        }
        joints
    }
}

/// As a search in depth meets them: trees come out without a crossing.
fn first_order(slots: &[Slot], joints: &Joints) -> Vec<Vec<usize>> {
    let mut columns = vec![Vec::new(); slots.iter().map(|slot| slot.column + 1).max().unwrap_or(0)];
    let mut seen = vec![false; slots.len()];
    let mut by_column: Vec<usize> = (0..slots.len()).collect();
    by_column.sort_by_key(|slot| slots[*slot].column);
    for root in by_column {
        let mut open = vec![root];
        while let Some(slot) = open.pop() {
            if !std::mem::replace(&mut seen[slot], true) {
                columns[slots[slot].column].push(slot);
                open.extend(joints.before[slot].iter().rev());
                open.extend(joints.after[slot].iter().rev());
            }
        }
    }
    columns
}

fn positions(columns: &[Vec<usize>]) -> Vec<i64> {
    let count = columns.iter().map(Vec::len).sum();
    let mut positions = vec![0; count];
    for column in columns {
        column.iter().enumerate().for_each(|(at, slot)| positions[*slot] = int(at));
    }
    positions
}

fn sort_by_mean(columns: &mut [Vec<usize>], joints: &[Vec<usize>], forward: bool) {
    let mut positions = positions(columns);
    let mut visit: Vec<usize> = (0..columns.len()).collect();
    if !forward {
        visit.reverse();
    }
    for column in visit {
        let mean = |slot: usize| {
            let joined = &joints[slot];
            let sum: i64 = joined.iter().map(|other| positions[*other]).sum();
            // In thousandths of a place; what is joined to nothing stays where it is.
            if joined.is_empty() { positions[slot] * 1000 } else { sum * 1000 / int(joined.len()) }
        };
        let mut keyed: Vec<(i64, usize)> = columns[column].iter().map(|slot| (mean(*slot), *slot)).collect();
        keyed.sort_by_key(|(mean, _)| *mean);
        columns[column] = keyed.into_iter().map(|(_, slot)| slot).collect();
        columns[column].iter().enumerate().for_each(|(at, slot)| positions[*slot] = int(at));
    }
}

/// Number of crossings between all neighbouring columns.
fn crossings(columns: &[Vec<usize>], joints: &Joints) -> u64 {
    let positions = positions(columns);
    columns.iter().zip(columns.iter().skip(1)).map(|(left, right)| between(left, right.len(), joints, &positions)).sum()
}

/// Crossings between two columns: pairs of lines whose ends are in the opposite order, counted with a Fenwick tree.
fn between(left: &[usize], width: usize, joints: &Joints, positions: &[i64]) -> u64 {
    let mut tree = vec![0_u64; width + 1];
    let (mut total, mut crossed) = (0_u64, 0_u64);
    for slot in left {
        let ends: Vec<usize> =
            joints.after[*slot].iter().map(|end| usize::try_from(positions[*end]).unwrap_or(0) + 1).collect();
        for end in &ends {
            let mut not_below = 0;
            let mut at = *end;
            while at > 0 {
                not_below += tree[at];
                at &= at - 1;
            }
            crossed += total - not_below;
        }
        for end in ends {
            total += 1;
            let mut at = end;
            while at <= width {
                tree[at] += 1;
                at += at & at.wrapping_neg();
            }
        }
    }
    crossed
}
