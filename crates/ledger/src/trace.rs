//! Where goods came from and where they went.
//!
//! Between lots lineage is exact: it stands in documents. Within a lot goods are alike: the graph shows every stop with
//! what came, what went and what is there, and checks that these agree; which receipt fed which note is answered by
//! [`path`] with bounds and, labelled as a convention, first in first out.

use crate::account::Account;
use crate::books::Books;
use crate::ids::{DocId, LineId, LotId, NoteId};
use crate::moves::{Move, Moves, Stop};
use crate::stock::mix;
use graph::{Flow, LotGraph};
use hashbrown::HashTable;
use std::collections::VecDeque;
use trade::quantity::Quantity;

mod graph;
pub mod json;
pub mod path;

/// Nodes a trace shows unless told otherwise.
pub const NODES_DEFAULT: usize = 10_000;

/// Where a trace starts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// A whole lot.
    Lot(LotId),
    /// All lots a document minted.
    Document(DocId),
    /// All lines of a note.
    Note(NoteId),
    /// One line of a note.
    Line(LineId),
}

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Towards the documents that brought the goods in.
    Up,
    /// Towards where they went.
    Down,
}

/// A stop of a lot: a node of the graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Place {
    /// Lot.
    pub lot: LotId,
    /// Stop.
    pub stop: Stop,
}

/// A sum of postings in millionths of a unit. Goods that go back and forth turn over more than a quantity can say.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Debug)]
pub struct Turnover(pub u128);

impl Turnover {
    fn sum(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left when `other` went.
    fn less(self, other: Self) -> Option<u128> {
        self.0.checked_sub(other.0)
    }
}

impl From<Quantity> for Turnover {
    fn from(quantity: Quantity) -> Self {
        Self(u128::from(quantity.micros()))
    }
}

impl std::fmt::Display for Turnover {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const UNIT: u128 = 1_000_000;
        let whole = self.0.checked_div(UNIT).unwrap_or(0);
        let part = self.0.checked_rem(UNIT).unwrap_or(0);
        let text =
            if part == 0 { whole.to_string() } else { format!("{whole}.{part:06}").trim_end_matches('0').to_owned() };
        f.pad(&text)
    }
}

/// A node with its sums, in the lot's unit.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Where.
    pub place: Place,
    /// What ever came.
    pub came: Turnover,
    /// What ever went.
    pub went: Turnover,
    /// What is there; at an account what it holds of the lot.
    pub there: Quantity,
    /// Whether the three agree.
    pub sums_agree: bool,
}

/// What went from one node to another, all entries together.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Position of the node it leaves.
    pub from: usize,
    /// Position of the node it reaches.
    pub to: usize,
    /// Quantity, in the unit of the lot it leaves.
    pub quantity: Turnover,
    /// Between lots: the quantity made, in the unit of the lot it reaches; else the same as `quantity`.
    pub made: Turnover,
    /// First entry.
    pub first: u64,
    /// Last entry.
    pub last: u64,
    /// Number of postings.
    pub count: u32,
}

/// A graph of stops.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Nodes, in the order in which they were reached.
    pub nodes: Vec<Node>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Positions of the nodes it starts from.
    pub starts: Vec<usize>,
    /// Whether everything is shown; otherwise the limit was reached.
    pub complete: bool,
}

impl Trace {
    /// Whether the sums agree at every node.
    pub fn sums_agree(&self) -> bool {
        self.nodes.iter().all(|node| node.sums_agree)
    }
}

/// Follows goods from `start` in one direction, to at most `limit` nodes.
pub fn trace(books: &Books, moves: &dyn Moves, start: Start, direction: Direction, limit: usize) -> Trace {
    let mut walk = Walk {
        books,
        moves,
        direction,
        limit,
        graphs: Vec::new(),
        lots: HashTable::new(),
        seen: HashTable::new(),
        trace: Trace::default(),
    };
    walk.trace.complete = true;
    for place in walk.starts(start) {
        let node = walk.node(place);
        walk.trace.starts.extend(node);
    }
    walk.run();
    walk.trace
}

/// The moves of a lot, in order of recording.
pub fn moves_of(books: &Books, moves: &dyn Moves, lot: LotId) -> Vec<Move> {
    let mut found = Vec::new();
    let mut next = books.state.lot(lot).last_move;
    while let Some(one) = next.checked_sub(1).and_then(|index| moves.find(index)) {
        next = one.previous;
        found.push(one);
    }
    found.reverse();
    found
}

struct Walk<'a> {
    books: &'a Books,
    moves: &'a dyn Moves,
    direction: Direction,
    limit: usize,
    graphs: Vec<(LotId, LotGraph)>,
    /// Positions in `graphs`, found by lot.
    lots: HashTable<usize>,
    /// Positions of nodes, found by place. The order of neither table is used.
    seen: HashTable<usize>,
    trace: Trace,
}

impl Place {
    fn hash(self) -> u64 {
        let (kind, a, b) = self.stop.parts();
        mix(&[u64::from(self.lot.0), u64::from(kind), (u64::from(a) << 32) | u64::from(b)])
    }
}

impl Walk<'_> {
    fn starts(&mut self, start: Start) -> Vec<Place> {
        let state = &self.books.state;
        let lots: Vec<LotId> = match start {
            Start::Lot(lot) => vec![lot],
            Start::Document(document) => state.lots_of(document).collect(),
            Start::Note(note) => return state.lines_of(note).map(|line| self.line(line)).collect(),
            Start::Line(line) => return vec![self.line(line)],
        };
        lots.into_iter().flat_map(|lot| self.ends(lot)).collect()
    }

    fn line(&self, line: LineId) -> Place {
        Place { lot: self.books.state.line(line).lot, stop: Stop::Line(line) }
    }

    /// Where a walk through a whole lot starts: downwards at its sources, upwards at what is left and where it ended.
    fn ends(&mut self, lot: LotId) -> Vec<Place> {
        let source = Stop::Account(self.books.state.lot(lot).source);
        if self.direction == Direction::Down {
            return vec![Place { lot, stop: source }];
        }
        let Some(graph) = self.graph(lot) else { return Vec::new() };
        let reached = graph.flows().iter().map(|flow| flow.to);
        let mut stops: Vec<Stop> = reached.filter(|stop| !matches!(stop, Stop::Lot(_))).collect();
        stops.sort_unstable();
        stops.dedup();
        let books = self.books;
        let Some(graph) = self.graph(lot) else { return Vec::new() };
        let ends = |place: &Place| match place.stop {
            Stop::Account(account) => !account.is_source(),
            Stop::Stock(..) | Stop::Line(_) | Stop::Abroad(_) => !there(books, graph, *place).is_zero(),
            Stop::Lot(_) => false,
        };
        stops.into_iter().map(|stop| Place { lot, stop }).filter(ends).collect()
    }

    /// The graph of a lot, made when it is asked for first.
    fn graph(&mut self, lot: LotId) -> Option<&LotGraph> {
        let hash = mix(&[u64::from(lot.0)]);
        let graphs = &self.graphs;
        let is = |position: &usize| graphs.get(*position).is_some_and(|(of, _)| *of == lot);
        let found = self.lots.find(hash, is).copied();
        let position = found.unwrap_or_else(|| {
            let position = self.graphs.len();
            self.graphs.push((lot, LotGraph::of(self.books, self.moves, lot)));
            let graphs = &self.graphs;
            let rehash = |other: &usize| mix(&[graphs.get(*other).map_or(0, |(of, _)| u64::from(of.0))]);
            self.lots.insert_unique(hash, position, rehash);
            position
        });
        self.graphs.get(position).map(|(_, graph)| graph)
    }

    /// The node of a place, made when it is new and the limit allows.
    fn node(&mut self, place: Place) -> Option<usize> {
        let nodes = &self.trace.nodes;
        let is = |position: &usize| nodes.get(*position).is_some_and(|node| node.place == place);
        if let Some(node) = self.seen.find(place.hash(), is) {
            return Some(*node);
        }
        if nodes.len() >= self.limit {
            self.trace.complete = false;
            return None;
        }
        let books = self.books;
        let graph = self.graph(place.lot)?;
        let came = graph.flows_to(place.stop).map(|flow| flow.quantity).fold(Turnover::default(), Turnover::sum);
        let went = graph.flows_from(place.stop).map(|flow| flow.quantity).fold(Turnover::default(), Turnover::sum);
        let there = there(books, graph, place);
        let is = Some(u128::from(there.micros()));
        let sums_agree = match place.stop {
            Stop::Account(account) if account.is_source() => went.less(came) == is,
            Stop::Account(_) | Stop::Stock(..) | Stop::Line(_) | Stop::Abroad(_) => came.less(went) == is,
            Stop::Lot(_) => true,
        };
        let node = self.trace.nodes.len();
        self.trace.nodes.push(Node { place, came, went, there, sums_agree });
        let nodes = &self.trace.nodes;
        let rehash = |other: &usize| nodes.get(*other).map_or(0, |node| node.place.hash());
        self.seen.insert_unique(place.hash(), node, rehash);
        Some(node)
    }

    fn run(&mut self) {
        let mut open: VecDeque<usize> = self.trace.starts.iter().copied().collect();
        while let Some(node) = open.pop_front() {
            let known = self.trace.nodes.len();
            let Some(place) = self.trace.nodes.get(node).map(|node| node.place) else { continue };
            match self.direction {
                Direction::Down => self.step_down(node, place),
                Direction::Up => self.step_up(node, place),
            }
            open.extend(known..self.trace.nodes.len());
        }
    }

    fn flows(&mut self, place: Place) -> Vec<Flow> {
        let direction = self.direction;
        let Some(graph) = self.graph(place.lot) else { return Vec::new() };
        match direction {
            Direction::Down => graph.flows_from(place.stop).collect(),
            Direction::Up => graph.flows_to(place.stop).collect(),
        }
    }

    fn step_down(&mut self, node: usize, place: Place) {
        for flow in self.flows(place) {
            self.connect(node, Place { stop: flow.to, ..place }, flow, flow.quantity);
        }
        if place.stop == Stop::Account(Account::Consumed) {
            for flow in self.flows(Place { stop: Stop::Lot(place.lot), ..place }) {
                let Stop::Lot(made) = flow.to else { continue };
                let quantity = self.edge_made(place.lot, made);
                self.connect(node, Place { lot: made, stop: Stop::Account(Account::Transformed) }, flow, quantity);
            }
        }
    }

    fn step_up(&mut self, node: usize, place: Place) {
        for flow in self.flows(place) {
            self.connect(node, Place { stop: flow.from, ..place }, flow, flow.quantity);
        }
        if place.stop == Stop::Account(Account::Transformed) {
            for flow in self.flows(Place { stop: Stop::Lot(place.lot), ..place }) {
                let Stop::Lot(from) = flow.from else { continue };
                let consumed = self.edge_consumed(from, place.lot);
                let flow = Flow { quantity: consumed, ..flow };
                let made = self.edge_made(from, place.lot);
                self.connect(node, Place { lot: from, stop: Stop::Account(Account::Consumed) }, flow, made);
            }
        }
    }

    /// What of `from` went into `to`, in the unit of `from`: stands in the chain of `from`.
    fn edge_consumed(&mut self, from: LotId, to: LotId) -> Turnover {
        self.edge(from, from, to)
    }

    /// What of `to` came out of `from`, in the unit of `to`: stands in the chain of `to`.
    fn edge_made(&mut self, from: LotId, to: LotId) -> Turnover {
        self.edge(to, from, to)
    }

    fn edge(&mut self, chain: LotId, from: LotId, to: LotId) -> Turnover {
        let graph = self.graph(chain);
        let flows = graph.into_iter().flat_map(|graph| graph.flows_from(Stop::Lot(from)));
        flows.filter(|flow| flow.to == Stop::Lot(to)).map(|flow| flow.quantity).fold(Turnover::default(), Turnover::sum)
    }

    fn connect(&mut self, node: usize, place: Place, flow: Flow, made: Turnover) {
        let Some(other) = self.node(place) else { return };
        let (from, to) = match self.direction {
            Direction::Down => (node, other),
            Direction::Up => (other, node),
        };
        let Flow { quantity, first, last, count, .. } = flow;
        self.trace.edges.push(Edge { from, to, quantity, made, first, last, count });
    }
}

/// What the state says is at a place.
fn there(books: &Books, graph: &LotGraph, place: Place) -> Quantity {
    let state = &books.state;
    match place.stop {
        Stop::Account(account) => {
            let record = state.lot(place.lot);
            if account == record.source {
                return record.minted.quantity;
            }
            let found = state.accounts_of_lot(place.lot).find(|found| found.account == account);
            found.map_or(Quantity::ZERO, |found| found.total.quantity)
        }
        Stop::Stock(owner, at) => graph.on_hand(owner, at),
        Stop::Line(line) => state.open_of(line).map_or(Quantity::ZERO, |open| open.on_line.quantity),
        Stop::Abroad(line) => state.open_of(line).map_or(Quantity::ZERO, |open| open.abroad.quantity),
        Stop::Lot(_) => Quantity::ZERO,
    }
}
