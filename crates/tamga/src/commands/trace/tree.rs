//! A trace as a tree in the terminal.
//!
//! The trace is a graph: what is reached twice is shown once and named the second time.

use crate::screen::{Screen, Tone, wrap};
use crate::session::View;
use crate::words;
use ledger::account::Account;
use ledger::moves::Stop;
use ledger::trace::{Direction, Edge, Node, Place, Trace};
use std::collections::BTreeMap;
use std::io;

/// A node still to be printed.
struct Open<'a> {
    node: usize,
    edge: Option<&'a Edge>,
    parent: Option<usize>,
    /// What stands in front of its line, and of the lines below it.
    lead: String,
    below: String,
    depth: usize,
}

/// Prints the tree; tells whether `depth` left something out.
pub(super) fn print(
    trace: &Trace,
    direction: Direction,
    depth: usize,
    view: &View,
    screen: &Screen,
) -> io::Result<bool> {
    let children = children(trace, direction);
    let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
    let mut left_out = false;
    let (fork, last) = (screen.sign("├ ", "|-"), screen.sign("└ ", "`-"));
    let (bar, blank) = (screen.sign("│ ", "| "), "  ");
    let start = |node: &usize| Open {
        node: *node,
        edge: None,
        parent: None,
        lead: String::new(),
        below: String::new(),
        depth: 0,
    };
    let mut stack: Vec<Open> = trace.starts.iter().rev().map(start).collect();
    while let Some(open) = stack.pop() {
        let known = seen.contains_key(&open.node);
        let number = seen.len() + 1;
        seen.entry(open.node).or_insert(number);
        let edges = children.get(&open.node).map_or(&[][..], Vec::as_slice);
        let is_end = edges.is_empty();
        let text = line(&open, trace, known && !is_end, direction, view, screen);
        let room = screen.width().saturating_sub(open.below.chars().count() + 4).max(30);
        for (position, part) in wrap(&text, room).iter().enumerate() {
            let lead = if position == 0 { open.lead.clone() } else { format!("{}    ", open.below) };
            screen.line(format!("{lead}{part}"))?;
        }
        if known || is_end {
            continue;
        }
        if open.depth >= depth {
            left_out = true;
            screen.line(format!("{}{last}{}", open.below, screen.sign("…", "...")))?;
            continue;
        }
        for (position, edge) in edges.iter().enumerate().rev() {
            let is_last = position + 1 == edges.len();
            stack.push(Open {
                node: other(edge, direction),
                edge: Some(edge),
                parent: Some(open.node),
                lead: format!("{}{}", open.below, if is_last { last } else { fork }),
                below: format!("{}{}", open.below, if is_last { blank } else { bar }),
                depth: open.depth + 1,
            });
        }
    }
    Ok(left_out)
}

fn children(trace: &Trace, direction: Direction) -> BTreeMap<usize, Vec<&Edge>> {
    let mut children: BTreeMap<usize, Vec<&Edge>> = BTreeMap::new();
    for edge in &trace.edges {
        let node = match direction {
            Direction::Up => edge.to,
            Direction::Down => edge.from,
        };
        children.entry(node).or_default().push(edge);
    }
    children
}

fn other(edge: &Edge, direction: Direction) -> usize {
    match direction {
        Direction::Up => edge.from,
        Direction::Down => edge.to,
    }
}

fn line(open: &Open, trace: &Trace, known: bool, direction: Direction, view: &View, screen: &Screen) -> String {
    let Some(node) = trace.nodes.get(open.node) else { return String::new() };
    let parent = open.parent.and_then(|parent| trace.nodes.get(parent));
    let mut text = moved(open, trace, direction, view);
    let label = label(node.place, parent.map(|parent| parent.place), view);
    text.push_str(&if is_document(node.place, view) { screen.paint(Tone::Head, &label) } else { label });
    text.push_str(&screen.paint(Tone::Faint, &remark(open, node, view)));
    if known {
        text.push_str(&screen.paint(Tone::Faint, " (shown above)"));
    }
    if !node.sums_agree {
        text.push_str(&screen.paint(Tone::Bad, " SUMS DO NOT AGREE"));
    }
    text
}

/// The quantity on the edge: `40 pcs `; between lots with what became of it.
fn moved(open: &Open, trace: &Trace, direction: Direction, view: &View) -> String {
    let (Some(edge), Some(node)) = (open.edge, trace.nodes.get(open.node)) else { return String::new() };
    let parent = open.parent.and_then(|parent| trace.nodes.get(parent));
    let unit = |lot| view.books.state.lot(lot).unit;
    let Some(parent) = parent.filter(|parent| parent.place.lot != node.place.lot) else {
        let back = is_taken_back(edge, trace, view);
        return format!(
            "{}{} ",
            if back { "taken back by a correction: " } else { "" },
            words::amount(edge.quantity, unit(node.place.lot))
        );
    };
    let (from, to) = match direction {
        Direction::Up => (node.place.lot, parent.place.lot),
        Direction::Down => (parent.place.lot, node.place.lot),
    };
    let (consumed, made) = (words::amount(edge.quantity, unit(from)), words::amount(edge.made, unit(to)));
    match direction {
        Direction::Up => format!("{consumed} (for {made}) "),
        Direction::Down => format!("{made} (of {consumed}) "),
    }
}

/// Whether an edge goes back to the document that brought the lot in.
fn is_taken_back(edge: &Edge, trace: &Trace, view: &View) -> bool {
    trace.nodes.get(edge.to).is_some_and(|node| is_document(node.place, view))
}

/// Entries behind the edge, and what is still there.
fn remark(open: &Open, node: &Node, view: &View) -> String {
    let there = match node.place.stop {
        Stop::Stock(..) | Stop::Line(_) | Stop::Abroad(_) if !node.there.is_zero() => {
            format!(", {} there now", words::amount(node.there, view.books.state.lot(node.place.lot).unit))
        }
        Stop::Stock(..) | Stop::Line(_) | Stop::Abroad(_) | Stop::Account(_) | Stop::Lot(_) => String::new(),
    };
    let entries = open.edge.map(|edge| {
        if edge.first == edge.last { format!(" [{}]", edge.first) } else { format!(" [{}-{}]", edge.first, edge.last) }
    });
    format!("{there}{}", entries.unwrap_or_default())
}

/// Whether a node is the document that brought a lot in.
fn is_document(place: Place, view: &View) -> bool {
    matches!(place.stop, Stop::Account(account) if account == view.books.state.lot(place.lot).source)
}

/// A node in words. The lot is named where it is another than `before`'s.
pub(super) fn label(place: Place, before: Option<Place>, view: &View) -> String {
    let stop = match place.stop {
        Stop::Account(account) if is_document(place, view) => {
            let document = view.document_line(place.lot);
            if account == Account::Transformed { format!("made by {document}") } else { document }
        }
        Stop::Account(account) => account_words(account),
        Stop::Stock(owner, at) => format!("stock of {} at {}", view.party_name(owner), view.place(at)),
        Stop::Line(line) => view.line(line),
        Stop::Abroad(line) => format!("abroad under {}", view.line(line)),
        Stop::Lot(lot) => view.lot(lot),
    };
    if before.is_some_and(|before| before.lot == place.lot) { stop } else { format!("{}: {stop}", view.lot(place.lot)) }
}

fn account_words(account: Account) -> String {
    match account {
        Account::Export => "left the country (export)".to_owned(),
        Account::TransitOut => "left the country (transit)".to_owned(),
        Account::Consumed => "used up".to_owned(),
        Account::Loss => "lost in the making".to_owned(),
        Account::Excess => "came as excess".to_owned(),
        Account::WriteOff(reason) => format!("written off ({})", reason.as_str().replace('_', " ")),
        Account::Sample => "taken as a sample".to_owned(),
        Account::Import
        | Account::UnionImport
        | Account::Production
        | Account::Transformed
        | Account::Opening
        | Account::Found
        | Account::TransitIn
        | Account::Destroyed
        | Account::Confiscated
        | Account::Auctioned => account.name().replace('_', " "),
    }
}
