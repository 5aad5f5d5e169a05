//! Where nodes and lines go: a layered drawing, goods flow from left to right.
//!
//! The steps are those of Sugiyama, Tagawa and Toda (1981): make the graph acyclic and give each node a column
//! (`rank`), order each column so that few lines cross (`order`), give each node its height (`place`). Lines that pass
//! a column get a row of their own in it, so that no line runs through a node. All work is bounded, all numbers are integers.
//!
//! It is no library, because of what must hold here: it ends and does not panic for every graph, goods that come back make
//! circles, the rows of passing lines are known, and the same graph gives the same numbers. The `rust-sugiyama` crate (0.4)
//! was tried: it does not end on some small graphs with circles, and does not tell where its lines pass.

mod order;
mod place;
mod rank;

/// Rows that lines may take in columns that they pass, all together. Longer lines are not drawn.
const PASSING_MAX: usize = 6_000;

/// Height of the row that a passing line takes.
pub(crate) const ROW: i64 = 12;

/// A thing in a column: a node, or a line that passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slot {
    /// The column.
    pub(crate) column: usize,
    /// Height.
    pub(crate) height: i64,
    /// Upper end.
    pub(crate) top: i64,
}

impl Slot {
    /// Half way down.
    pub(crate) fn middle(&self) -> i64 {
        self.top + self.height / 2
    }
}

/// How an edge is drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Route {
    /// From a node to itself: it has no line.
    Within,
    /// As a line over these slots, from left to right; `back` when goods went from right to left.
    Line { slots: Vec<usize>, back: bool },
    /// Too long to be drawn: both ends name the other.
    Jump,
}

/// A drawing without its widths.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Slots: first the nodes, in their order, then what passes.
    pub(crate) slots: Vec<Slot>,
    /// Slots of each column, from above.
    pub(crate) columns: Vec<Vec<usize>>,
    /// How each edge goes.
    pub(crate) routes: Vec<Route>,
}

/// Which column each node has, and how each edge goes: known before the nodes have a height.
#[derive(Debug)]
pub(crate) struct Plan {
    nodes: usize,
    slots: Vec<Slot>,
    /// How each edge goes.
    pub(crate) routes: Vec<Route>,
}

impl Plan {
    /// A plan for nodes with edges between them; circles are opened at those that come `first`.
    pub(crate) fn of(first: &[bool], edges: &[(usize, usize)]) -> Self {
        let nodes = first.len();
        let columns = rank::rank(first, edges);
        let mut slots = columns.iter().map(|column| Slot { column: *column, height: 0, top: 0 }).collect();
        let routes = route(edges, &columns, &mut slots);
        Self { nodes, slots, routes }
    }

    /// Lays the nodes out, now that their heights are known.
    pub(crate) fn lay_out(self, heights: &[i64]) -> Layout {
        let Self { nodes, mut slots, routes } = self;
        slots.iter_mut().zip(heights).take(nodes).for_each(|(slot, height)| slot.height = *height);
        let links: Vec<(usize, usize)> = routes.iter().flat_map(links_of).collect();
        let columns = order::order(&slots, &links);
        place::place(&mut slots, &columns, &links, nodes);
        Layout { slots, columns, routes }
    }
}

/// The steps of a route from one column to the next.
fn links_of(route: &Route) -> Vec<(usize, usize)> {
    match route {
        Route::Line { slots, .. } => slots.windows(2).map(|pair| (pair[0], pair[1])).collect(),
        Route::Within | Route::Jump => Vec::new(),
    }
}

/// Decides how each edge goes, and makes the slots that lines pass through.
fn route(edges: &[(usize, usize)], columns: &[usize], slots: &mut Vec<Slot>) -> Vec<Route> {
    let span = |(from, to): (usize, usize)| columns[from].abs_diff(columns[to]);
    let longest = longest(edges.iter().map(|edge| span(*edge)));
    let mut routes = Vec::new();
    for (from, to) in edges.iter().copied() {
        if from == to || span((from, to)) > longest {
            routes.push(if from == to { Route::Within } else { Route::Jump });
            continue;
        }
        let back = columns[from] > columns[to];
        let (left, right) = if back { (to, from) } else { (from, to) };
        let mut line = vec![left];
        for column in columns[left] + 1..columns[right] {
            line.push(slots.len());
            slots.push(Slot { column, height: ROW, top: 0 });
        }
        line.push(right);
        routes.push(Route::Line { slots: line, back });
    }
    routes
}

/// The longest span that is drawn, so that all lines together pass few enough columns.
fn longest(spans: impl Iterator<Item = usize>) -> usize {
    let mut spans: Vec<usize> = spans.collect();
    spans.sort_unstable();
    let mut passing = 0_usize;
    let mut longest = 1;
    for span in spans {
        passing = passing.saturating_add(span.saturating_sub(1));
        if passing > PASSING_MAX {
            // All of one length go or stay together, so that the order of edges does not matter.
            return if span == longest { longest.saturating_sub(1).max(1) } else { longest };
        }
        longest = longest.max(span);
    }
    longest
}

#[cfg(test)]
mod tests;
