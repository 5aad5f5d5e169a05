//! The part of a trace that is near its start.

use ledger::trace::{Direction, Edge, Trace};
use std::collections::VecDeque;

/// The nodes that are at most `depth` steps from the start, counted along the trace, and the edges between them. It is
/// complete where the trace is, and nothing was left out.
pub(super) fn within(trace: &Trace, direction: Direction, depth: usize) -> Trace {
    let places = places(trace, direction, depth);
    let place = |node: usize| places.get(node).copied().flatten();
    let kept = trace.nodes.iter().zip(&places).filter(|(_, place)| place.is_some());
    let nodes: Vec<_> = kept.map(|(node, _)| *node).collect();
    let moved = |edge: &Edge| Some(Edge { from: place(edge.from)?, to: place(edge.to)?, ..*edge });
    Trace {
        complete: trace.complete && nodes.len() == trace.nodes.len(),
        edges: trace.edges.iter().filter_map(moved).collect(),
        starts: trace.starts.iter().filter_map(|start| place(*start)).collect(),
        nodes,
    }
}

/// For each node its place among those that are kept.
fn places(trace: &Trace, direction: Direction, depth: usize) -> Vec<Option<usize>> {
    let mut near = vec![Vec::new(); trace.nodes.len()];
    for edge in &trace.edges {
        match direction {
            Direction::Down => near[edge.from].push(edge.to),
            Direction::Up => near[edge.to].push(edge.from),
        }
    }
    let mut steps = vec![None; trace.nodes.len()];
    trace.starts.iter().for_each(|start| steps[*start] = Some(0));
    let mut open: VecDeque<usize> = trace.starts.iter().copied().collect();
    while let Some(node) = open.pop_front() {
        let next = steps[node].unwrap_or(0) + 1;
        for other in near[node].iter().filter(|_| next <= depth) {
            if steps[*other].is_none() {
                steps[*other] = Some(next);
                open.push_back(*other);
            }
        }
    }
    let mut kept = 0..;
    steps.into_iter().map(|steps| steps.and_then(|_| kept.next())).collect()
}
