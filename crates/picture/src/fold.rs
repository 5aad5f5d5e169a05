//! Folding: a graph with too many nodes becomes one with few, of which some stand for many.
//!
//! Nothing is lost on the way: each node and each edge is in exactly one of what is shown, and amounts are added exactly,
//! unit by unit. Four ways are tried in turn, the gentlest first, each only as far as it is needed: nodes with the same
//! neighbours, nodes of one party or account at one distance, nodes whose neighbourhoods look alike, nodes far away from where the question
//! begins.

use crate::amount::Sums;
use crate::diagram::{Diagram, Kind, Node, Sound};
use std::cmp::Reverse;
use std::collections::{BTreeMap, VecDeque};

/// Fewer nodes than this are never asked for: one fold for each kind must fit beside the start.
const LIMIT_MIN: usize = 10;

/// A node that is shown, for one node of the diagram or for many.
#[derive(Clone, Debug)]
pub struct ShownNode {
    /// The kind of all that it stands for.
    pub kind: Kind,
    /// What is there in all of them.
    pub there: Sums,
    /// The worst of them.
    pub sound: Sound,
    /// Whether the question begins at one of them.
    pub is_start: bool,
    /// Positions of the nodes it stands for, in order; at least one.
    pub members: Vec<usize>,
}

/// An edge that is shown, for one edge of the diagram or for many.
#[derive(Clone, Debug)]
pub struct ShownEdge {
    /// Position of the shown node it leaves.
    pub from: usize,
    /// Position of the shown node it reaches; the same as `from` for what moved within a fold.
    pub to: usize,
    /// Positions of the edges it stands for, in order; at least one.
    pub members: Vec<usize>,
    /// Sum of what left.
    pub left: Sums,
    /// Sum of what arrived.
    pub arrived: Sums,
}

/// What is shown of a diagram.
#[derive(Clone, Debug)]
pub struct Folded {
    /// Nodes, by their first member.
    pub nodes: Vec<ShownNode>,
    /// Edges, by their ends.
    pub edges: Vec<ShownEdge>,
}

impl Folded {
    /// Number of nodes that are not shown by themselves.
    pub fn hidden(&self) -> usize {
        self.nodes.iter().map(|node| node.members.len()).filter(|count| *count > 1).sum()
    }
}

/// Shows a diagram with at most `limit` nodes; less than ten are taken as ten.
pub fn fold(diagram: &Diagram, limit: usize) -> Folded {
    let limit = limit.max(LIMIT_MIN);
    let mut groups: Vec<Vec<usize>> = (0..diagram.nodes.len()).map(|node| vec![node]).collect();
    if groups.len() > limit {
        groups = merge_largest(groups, limit, &same_neighbours(diagram));
    }
    if groups.len() > limit {
        groups = merge_largest(groups, limit, &same_family(diagram));
    }
    if groups.len() > limit {
        groups = merge_largest(groups, limit, &alike(diagram));
    }
    if groups.len() > limit {
        groups = merge_far(&groups, limit, diagram);
    }
    groups.sort();
    shown(diagram, groups)
}

/// Merges groups that share a key, those that save most first, until the limit is kept. A start is not merged.
fn merge_largest<K: Ord + Clone>(groups: Vec<Vec<usize>>, limit: usize, keys: &[Option<K>]) -> Vec<Vec<usize>> {
    let mut by_key: BTreeMap<K, Vec<Vec<usize>>> = BTreeMap::new();
    let mut kept = Vec::new();
    let mut count = groups.len();
    for group in groups {
        match group.first().and_then(|node| keys[*node].clone()) {
            Some(key) => by_key.entry(key).or_default().push(group),
            None => kept.push(group),
        }
    }
    let mut families: Vec<Vec<Vec<usize>>> = by_key.into_values().collect();
    families.sort_by_key(|family| Reverse(family.len()));
    for family in families {
        if count > limit && family.len() > 1 {
            count -= family.len() - 1;
            kept.push(family.concat());
        } else {
            kept.extend(family);
        }
    }
    kept
}

/// What nodes must have in common: kind, unit, and what stands before and after them.
type Neighbours = (Kind, String, Vec<usize>, Vec<usize>);

fn same_neighbours(diagram: &Diagram) -> Vec<Option<Neighbours>> {
    let itself: Vec<usize> = (0..diagram.nodes.len()).collect();
    let keys = neighbours(diagram, &itself).into_iter().zip(&diagram.nodes);
    keys.map(|(key, node)| may_fold(node).then_some(key)).collect()
}

/// Classes of nodes at one distance whose surroundings look alike for some steps, whatever their names: chains that run side
/// by side.
fn alike(diagram: &Diagram) -> Vec<Option<usize>> {
    const STEPS: usize = 4;
    let mut classes = hops(diagram);
    for _ in 0..STEPS {
        let mut known = BTreeMap::new();
        let keys = neighbours(diagram, &classes).into_iter().enumerate();
        classes = keys
            .map(|(node, key)| {
                let alone = (!may_fold(&diagram.nodes[node])).then_some(node);
                let next = known.len();
                *known.entry((alone, classes[node], key)).or_insert(next)
            })
            .collect();
    }
    classes.into_iter().zip(&diagram.nodes).map(|(class, node)| may_fold(node).then_some(class)).collect()
}

/// For each node its kind, its unit, and the classes of its neighbours.
fn neighbours(diagram: &Diagram, classes: &[usize]) -> Vec<Neighbours> {
    let mut before = vec![Vec::new(); diagram.nodes.len()];
    let mut after = before.clone();
    for (from, to) in ends(diagram) {
        after[from].push(classes[to]);
        before[to].push(classes[from]);
    }
    before.iter_mut().chain(&mut after).for_each(|list| {
        list.sort_unstable();
        list.dedup();
    });
    let unit = |node: &Node| node.there.as_ref().map(|there| there.unit.clone()).unwrap_or_default();
    let nodes = diagram.nodes.iter().zip(before.into_iter().zip(after));
    nodes.map(|(node, (before, after))| (node.kind, unit(node), before, after)).collect()
}

/// Nodes of one kind and family at one distance: parties that are met again later stay apart, so that goods still flow from
/// left to right.
fn same_family(diagram: &Diagram) -> Vec<Option<(Kind, String, usize)>> {
    let nodes = diagram.nodes.iter().zip(hops(diagram));
    nodes.map(|(node, hops)| may_fold(node).then(|| (node.kind, node.family.clone(), hops))).collect()
}

/// Where the question begins, and where sums do not agree, is always seen as long as it can be.
fn may_fold(node: &Node) -> bool {
    !node.is_start && node.sound != Sound::Differs
}

/// Merges by kind all groups that are farther from the start than can be shown.
fn merge_far(groups: &[Vec<usize>], limit: usize, diagram: &Diagram) -> Vec<Vec<usize>> {
    let hops = hops(diagram);
    let near = |group: &Vec<usize>| group.iter().map(|node| hops[*node]).min().unwrap_or(usize::MAX);
    let merged = |far: usize| {
        let mut by_kind: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
        let mut kept = Vec::new();
        for group in groups {
            let Some(first) = group.first() else { continue };
            if near(group) >= far {
                by_kind.entry(diagram.nodes[*first].kind).or_default().extend(group);
            } else {
                kept.push(group.clone());
            }
        }
        kept.extend(by_kind.into_values());
        kept
    };
    let farthest = hops.iter().filter(|hops| **hops < usize::MAX).max().map_or(0, |hops| hops + 1);
    // A smaller distance never shows more nodes, so the greatest one that fits is found by halving.
    let (mut fits, mut over) = (0, farthest + 1);
    while over - fits > 1 {
        let middle = fits.midpoint(over);
        if merged(middle).len() <= limit { fits = middle } else { over = middle }
    }
    merged(fits)
}

/// Steps from where the question begins, whichever way goods went; from the first node where nothing is a start.
fn hops(diagram: &Diagram) -> Vec<usize> {
    let mut near = vec![Vec::new(); diagram.nodes.len()];
    for (from, to) in ends(diagram) {
        near[from].push(to);
        near[to].push(from);
    }
    let starts = diagram.nodes.iter().enumerate().filter(|(_, node)| node.is_start).map(|(index, _)| index);
    let mut open: VecDeque<usize> = starts.collect();
    if open.is_empty() {
        open.extend((!diagram.nodes.is_empty()).then_some(0));
    }
    let mut hops = vec![usize::MAX; diagram.nodes.len()];
    open.iter().for_each(|node| hops[*node] = 0);
    while let Some(node) = open.pop_front() {
        for other in &near[node] {
            if hops[*other] == usize::MAX {
                hops[*other] = hops[node] + 1;
                open.push_back(*other);
            }
        }
    }
    hops
}

/// Ends of the edges whose nodes exist.
fn ends(diagram: &Diagram) -> impl Iterator<Item = (usize, usize)> + '_ {
    let count = diagram.nodes.len();
    diagram.edges.iter().map(|edge| (edge.from, edge.to)).filter(move |(from, to)| *from < count && *to < count)
}

fn shown(diagram: &Diagram, groups: Vec<Vec<usize>>) -> Folded {
    let mut place = vec![0; diagram.nodes.len()];
    let mut nodes = Vec::new();
    for mut members in groups {
        members.sort_unstable();
        let Some(kind) = members.first().map(|first| diagram.nodes[*first].kind) else { continue };
        members.iter().for_each(|member| place[*member] = nodes.len());
        let of = || members.iter().map(|member| &diagram.nodes[*member]);
        let there = of().filter_map(|node| node.there.as_ref()).collect();
        let sound = of().map(|node| node.sound).max().unwrap_or(Sound::Unchecked);
        let is_start = of().any(|node| node.is_start);
        nodes.push(ShownNode { kind, there, sound, is_start, members });
    }
    Folded { edges: shown_edges(diagram, &place), nodes }
}

/// The edges between what is shown: all between the same two nodes are one.
fn shown_edges(diagram: &Diagram, place: &[usize]) -> Vec<ShownEdge> {
    let mut edges: BTreeMap<(usize, usize), ShownEdge> = BTreeMap::new();
    for (index, edge) in diagram.edges.iter().enumerate() {
        let (Some(from), Some(to)) = (place.get(edge.from), place.get(edge.to)) else { continue };
        let new =
            || ShownEdge { from: *from, to: *to, members: Vec::new(), left: Sums::default(), arrived: Sums::default() };
        let shown = edges.entry((*from, *to)).or_insert_with(new);
        shown.members.push(index);
        shown.left.add(&edge.left);
        shown.arrived.add(&edge.arrived);
    }
    edges.into_values().collect()
}
