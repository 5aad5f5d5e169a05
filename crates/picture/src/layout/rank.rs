//! A column for each node: goods that went on stand to the right.

/// The column of each node: no edge but one to its own node has both ends in one column. An edge that closes a circle (goods that came back) counts as if it went the other way.
pub(super) fn rank(first: &[bool], edges: &[(usize, usize)]) -> Vec<usize> {
    let count = first.len();
    let (order, edges) = acyclic(first, edges);
    let mut after = vec![Vec::new(); count];
    edges.iter().for_each(|(from, to)| after[*from].push(*to));
    let mut columns = vec![0; count];
    for node in &order {
        for next in &after[*node] {
            columns[*next] = columns[*next].max(columns[*node] + 1);
        }
    }
    pull(&order, &after, &edges, &mut columns);
    columns
}

/// Moves nodes from which more goes than comes to the right, next to where it goes: lines become shorter.
fn pull(order: &[usize], after: &[Vec<usize>], edges: &[(usize, usize)], columns: &mut [usize]) {
    let mut coming = vec![0_usize; columns.len()];
    edges.iter().for_each(|(_, to)| coming[*to] += 1);
    for node in order.iter().rev() {
        let nearest = after[*node].iter().map(|next| columns[*next]).min();
        if let Some(nearest) = nearest.filter(|_| after[*node].len() > coming[*node]) {
            columns[*node] = nearest.saturating_sub(1).max(columns[*node]);
        }
    }
}

/// The nodes in an order in which all edges go forward, and the edges with those turned that went backward.
fn acyclic(first: &[bool], edges: &[(usize, usize)]) -> (Vec<usize>, Vec<(usize, usize)>) {
    let count = first.len();
    // What goes to a node that comes first came back: it does not count when the order is found.
    let came_back = |from: usize, to: usize| first[to] && !first[from];
    let mut after = vec![Vec::new(); count];
    let mut is_source = vec![true; count];
    for (from, to) in edges.iter().copied().filter(|(from, to)| from != to && !came_back(*from, *to)) {
        after[from].push(to);
        is_source[to] = false;
    }
    let mut roots: Vec<usize> = (0..count).collect();
    roots.sort_by_key(|node| !is_source[*node]);
    let mut order = finished_last_first(&roots, &after);
    order.reverse();
    let mut position = vec![0; count];
    order.iter().enumerate().for_each(|(at, node)| position[*node] = at);
    let turned = edges.iter().copied().filter(|(from, to)| from != to);
    let turned = turned.map(|(from, to)| if position[from] < position[to] { (from, to) } else { (to, from) });
    (order, turned.collect())
}

/// The nodes in the order in which a search in depth leaves them. Backwards it is an order in which only edges of circles
/// go backward.
fn finished_last_first(roots: &[usize], after: &[Vec<usize>]) -> Vec<usize> {
    let mut finished = Vec::new();
    let mut seen = vec![false; after.len()];
    let mut path: Vec<(usize, usize)> = Vec::new();
    for root in roots {
        if !std::mem::replace(&mut seen[*root], true) {
            path.push((*root, 0));
        }
        while let Some((node, next)) = path.last_mut() {
            let Some(other) = after[*node].get(*next) else {
                finished.push(*node);
                path.pop();
                continue;
            };
            *next += 1;
            if !std::mem::replace(&mut seen[*other], true) {
                path.push((*other, 0));
            }
        }
    }
    finished
}
