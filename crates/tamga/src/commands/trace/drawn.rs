//! A trace, and who fed whom, as a diagram.

use super::tree;
use crate::session::View;
use crate::words;
use ledger::LotId;
use ledger::account::Account;
use ledger::moves::Stop;
use ledger::trace::path::Share;
use ledger::trace::{Node, Place, Trace};
use picture::{Amount, Diagram, Edge, Kind, Measure, Sound};
use std::collections::BTreeMap;

/// What is near the start of a trace, to `depth` steps from it, as a diagram.
pub(super) fn trace(near: &Trace, whole: &Trace, depth: usize, view: &View) -> Diagram {
    let several = whole.nodes.iter().any(|node| Some(node.place.lot) != whole.nodes.first().map(|one| one.place.lot));
    let mut nodes: Vec<picture::Node> = near.nodes.iter().map(|one| node(one, several, view)).collect();
    for start in &near.starts {
        if let Some(node) = nodes.get_mut(*start) {
            node.is_start = true;
        }
    }
    let lot = |node: usize| near.nodes.get(node).map_or(LotId::NONE, |node| node.place.lot);
    let edges = near.edges.iter().map(|edge| Edge {
        from: edge.from,
        to: edge.to,
        left: amount(edge.quantity.0, lot(edge.from), view),
        arrived: amount(edge.made.0, lot(edge.to), view),
        remark: entries(edge.first, edge.last),
    });
    let mut remarks = Vec::new();
    if nodes.len() < whole.nodes.len() {
        remarks.push(format!("Not everything is drawn: `--depth {depth}` steps. A greater depth shows more."));
    }
    if !whole.complete {
        remarks.push(format!(
            "Not everything is drawn: the limit of {} nodes was reached; a greater `--limit` follows the goods further.",
            whole.nodes.len()
        ));
    }
    Diagram { edges: edges.collect(), measure: Measure::Flow, remarks, unfold: unfold(nodes.len()), nodes }
}

/// How to see all nodes.
fn unfold(nodes: usize) -> String {
    format!("`--nodes {nodes}` draws them all.")
}

fn entries(first: u64, last: u64) -> String {
    match (first, last) {
        (0, _) => String::new(),
        (first, last) if first == last => format!("entry {first}"),
        (first, last) => format!("entries {first} to {last}"),
    }
}

fn amount(micros: u128, lot: LotId, view: &View) -> Amount {
    Amount::new(micros, words::unit(view.books.state.lot(lot).unit))
}

fn node(node: &Node, several: bool, view: &View) -> picture::Node {
    let place = node.place;
    let is_there = matches!(place.stop, Stop::Stock(..) | Stop::Line(_) | Stop::Abroad(_)) && !node.there.is_zero();
    let kind = kind(place, view);
    picture::Node {
        kind,
        title: tree::label(place, Some(place), view),
        details: (several || kind == Kind::Document).then(|| view.lot(place.lot)).into_iter().collect(),
        family: family(place, view),
        there: is_there.then(|| amount(node.there.micros().into(), place.lot, view)),
        sound: if node.sums_agree { Sound::Agrees } else { Sound::Differs },
        is_start: false,
    }
}

fn kind(place: Place, view: &View) -> Kind {
    match place.stop {
        Stop::Account(Account::Transformed | Account::Consumed) => Kind::Transformation,
        Stop::Account(account) if account == view.books.state.lot(place.lot).source => Kind::Document,
        Stop::Account(_) | Stop::Lot(_) => Kind::Account,
        Stop::Stock(..) => Kind::Stock,
        Stop::Line(_) => Kind::NoteLine,
        Stop::Abroad(_) => Kind::Abroad,
    }
}

/// What many nodes have in common: the owner of stock, both ends of a note, the account or the kind of document.
fn family(place: Place, view: &View) -> String {
    let state = &view.books.state;
    match place.stop {
        Stop::Stock(owner, _) => view.party(owner),
        Stop::Line(line) | Stop::Abroad(line) => {
            let note = state.note(state.line(line).note);
            format!("{} {}", view.party(note.supplier), view.party(note.recipient))
        }
        Stop::Account(account) => account.name(),
        Stop::Lot(_) => String::new(),
    }
}

/// Who fed whom within a lot, in two columns: what each stock received, and what was drawn from it.
pub(super) fn shares(found: &[Share], lot: LotId, view: &View) -> Diagram {
    let mut ends = Ends { nodes: Vec::new(), known: BTreeMap::new() };
    let edges = found.iter().map(|share| {
        let stock = format!("stock of {} at {}", view.party_name(share.owner), view.place(share.place));
        let (received, drawn) = (super::paths::receipt(share.receipt, lot, view), super::paths::draw(share.draw, view));
        Edge {
            from: ends.node(format!("received by {stock}"), received, receipt_kind(share)),
            to: ends.node(format!("drawn from {stock}"), drawn, draw_kind(share)),
            left: amount(share.min.micros().into(), lot, view),
            arrived: amount(share.max.micros().into(), lot, view),
            remark: format!(
                "entry {}; first in first out would be {}",
                share.seq,
                amount(share.fifo.micros().into(), lot, view)
            ),
        }
    });
    let edges: Vec<Edge> = edges.collect();
    let text = "Goods of one lot in one stock are alike: what is certain are the bounds, at least and at most. First in \
                first out is a convention, not a fact.";
    let nodes = ends.nodes;
    Diagram { edges, measure: Measure::Bounds, remarks: vec![text.to_owned()], unfold: unfold(nodes.len()), nodes }
}

fn receipt_kind(share: &Share) -> Kind {
    use ledger::trace::path::Receipt;
    match share.receipt {
        Receipt::Note(_) => Kind::NoteLine,
        Receipt::Account(_) => Kind::Document,
        Receipt::Stock(..) => Kind::Stock,
    }
}

fn draw_kind(share: &Share) -> Kind {
    use ledger::trace::path::Draw;
    match share.draw {
        Draw::Line(_) => Kind::NoteLine,
        Draw::Account(_) => Kind::Account,
        Draw::Stock(..) => Kind::Stock,
    }
}

/// The nodes of both columns, each made when it is named first.
struct Ends {
    nodes: Vec<picture::Node>,
    known: BTreeMap<(String, String), usize>,
}

impl Ends {
    fn node(&mut self, detail: String, title: String, kind: Kind) -> usize {
        let nodes = &mut self.nodes;
        *self.known.entry((detail.clone(), title.clone())).or_insert_with(|| {
            let family = detail.clone();
            let sound = Sound::Unchecked;
            nodes.push(picture::Node {
                kind,
                title,
                details: vec![detail],
                family,
                there: None,
                sound,
                is_start: false,
            });
            nodes.len() - 1
        })
    }
}
