//! What a picture of a graph says in words: names for those who hear it, remarks, and the same content as a table.

use super::Scene;
use crate::diagram::{Kind, Measure, Sound};
use crate::fold::ShownEdge;
use crate::layout::Route;
use crate::markup::Markup;

/// Edges that are named with a node before the rest is left to the table.
const EDGES: usize = 8;

/// What it shows, in two sentences.
pub(super) fn summary(scene: &Scene) -> String {
    let nodes = &scene.diagram.nodes;
    let count = |kind: Kind| nodes.iter().filter(|node| node.kind == kind).count();
    let counted = Kind::ALL.iter().map(|kind| (count(*kind), *kind)).filter(|(count, _)| *count > 0);
    let kinds: Vec<String> = counted
        .map(|(count, kind)| format!("{count} {}", if count == 1 { kind.word() } else { kind.words() }))
        .collect();
    if nodes.is_empty() {
        return "There is nothing to show.".to_owned();
    }
    let differing = nodes.iter().filter(|node| node.sound == Sound::Differs).count();
    let checked = nodes.iter().filter(|node| node.sound != Sound::Unchecked).count();
    let sums = match (checked, differing) {
        (0, _) => String::new(),
        (_, 0) => format!(" Sums agree at all {checked} nodes: what came, less what went, is what is there."),
        (_, _) => format!(" SUMS DO NOT AGREE at {differing} of {checked} nodes."),
    };
    let way = match scene.diagram.measure {
        Measure::Flow => "Goods flow from left to right",
        Measure::Bounds => "What was received stands on the left, what was drawn from it on the right",
    };
    format!("{way}: {}.{sums}", kinds.join(", "))
}

/// What the reader must know about how it is drawn.
pub(super) fn remarks(scene: &Scene) -> Vec<String> {
    let mut remarks = Vec::new();
    let (all, shown) = (scene.diagram.nodes.len(), scene.folded.nodes.len());
    if shown < all {
        let folds = scene.folded.nodes.iter().filter(|node| node.members.len() > 1).count();
        remarks.push(format!(
            "Folded: {} of {all} nodes stand in {folds} stacks, their amounts added up exactly; {shown} nodes are drawn. {}",
            scene.folded.hidden(),
            scene.diagram.unfold
        ));
    }
    let routes = || scene.layout.routes.iter();
    if routes().any(|route| matches!(route, Route::Line { back: true, .. })) {
        let folded = if shown < all { ", or whose later stops stand in an earlier stack" } else { "" };
        remarks.push(format!("A dashed line with ↩ has its arrow on the left: it is of goods that came back{folded}."));
    }
    if routes().any(|route| *route == Route::Jump) {
        remarks.push(
            "The longest lines are not drawn: ⇢ and ⇠ name the number of the node at their other end.".to_owned(),
        );
    }
    remarks
}

/// The accessible name of a node: all that is drawn of it, and what comes and goes.
pub(super) fn name(scene: &Scene, node: usize) -> String {
    let shown = &scene.folded.nodes[node];
    let mut parts = vec![format!("{}, {}", scene.numbers[node], shown.kind.word())];
    if let Some(first) = shown.members.first().map(|first| &scene.diagram.nodes[*first]) {
        parts.push(first.title.clone());
        match shown.members.len() {
            1 => parts.extend(first.details.iter().cloned()),
            many => parts.push(format!("and {} more, folded", many - 1)),
        }
    }
    if shown.is_start {
        parts.push("the question begins here".to_owned());
    }
    parts.extend((!shown.there.is_empty()).then(|| format!("{} there now", shown.there)));
    parts.extend(sound(shown.sound).map(str::to_owned));
    parts.extend(listed(edges_to(scene, node).map(|edge| from(scene, edge))));
    parts.extend(listed(edges_from(scene, node).map(|edge| to(scene, edge))));
    parts.join("; ")
}

fn sound(sound: Sound) -> Option<&'static str> {
    match sound {
        Sound::Unchecked => None,
        Sound::Agrees => Some("sums agree"),
        Sound::Differs => Some("SUMS DO NOT AGREE"),
    }
}

/// The first of several texts, and how many more there are.
fn listed(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut texts: Vec<String> = texts.collect();
    let more = texts.len().saturating_sub(EDGES);
    texts.truncate(EDGES);
    texts.extend((more > 0).then(|| format!("and {more} more")));
    texts
}

fn edges_to<'a>(scene: &'a Scene, node: usize) -> impl Iterator<Item = &'a ShownEdge> + use<'a> {
    scene.by_to[node].iter().map(|edge| &scene.folded.edges[*edge])
}

fn edges_from<'a>(scene: &'a Scene, node: usize) -> impl Iterator<Item = &'a ShownEdge> + use<'a> {
    scene.by_from[node].iter().map(|edge| &scene.folded.edges[*edge])
}

fn from(scene: &Scene, edge: &ShownEdge) -> String {
    format!("{} from {}", scene.amount(edge), scene.numbers[edge.from])
}

fn to(scene: &Scene, edge: &ShownEdge) -> String {
    format!("{} to {}", scene.amount(edge), scene.numbers[edge.to])
}

/// Lines in a node for edges that have no line in the picture.
pub(super) fn jumps(scene: &Scene, node: usize) -> Vec<String> {
    let is = |edge: usize, route: &Route| scene.layout.routes[edge] == *route;
    let within = scene.by_from[node].iter().filter(|edge| is(**edge, &Route::Within));
    let going = scene.by_from[node].iter().filter(|edge| is(**edge, &Route::Jump));
    let coming = scene.by_to[node].iter().filter(|edge| is(**edge, &Route::Jump));
    let edge = |index: &usize| &scene.folded.edges[*index];
    let within = within.map(|index| format!("⟲ {} moved within", scene.amount(edge(index))));
    let coming = coming.map(|index| format!("⇠ {}", from(scene, edge(index))));
    let going = going.map(|index| format!("⇢ {}", to(scene, edge(index))));
    within.chain(coming).chain(going).collect()
}

/// An edge in words, with where it stands.
pub(super) fn edge(scene: &Scene, edge: &ShownEdge) -> String {
    let ends = format!("{} to {}", scene.numbers[edge.from], scene.numbers[edge.to]);
    let remark = match edge.members.as_slice() {
        [one] => scene.diagram.edges[*one].remark.clone(),
        many => format!("{} flows", many.len()),
    };
    let remark = if remark.is_empty() { remark } else { format!(", {remark}") };
    format!("{} from {ends}{remark}", scene.amount(edge))
}

/// The picture as a table, in reading order.
pub(super) fn table(scene: &Scene) -> String {
    let mut out = Markup::default();
    out.within(
        "div",
        &[("class", &"scroll"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &"Table, can be scrolled")],
        |div| {
            div.within("table", &[], |table| {
                table.element("caption", &[], "Numbers are those of the picture.");
                table.within("thead", &[], |head| {
                    head.within("tr", &[], |row| {
                        for title in ["No.", "Kind", "What", "Came from", "Went to", "There now", "Sums"] {
                            row.element("th", &[("scope", &"col")], title);
                        }
                    });
                });
                table.within("tbody", &[], |body| scene.reading.iter().for_each(|node| row(body, scene, *node)));
            });
        },
    );
    out.into_text()
}

fn row(body: &mut Markup, scene: &Scene, node: usize) {
    let shown = &scene.folded.nodes[node];
    body.within("tr", &[], |row| {
        row.within("th", &[("scope", &"row")], |cell| {
            let number = scene.numbers[node];
            cell.element("a", &[("href", &format!("#n{number}"))], &number.to_string());
        });
        row.element("td", &[], shown.kind.word());
        row.within("td", &[], |cell| what(cell, scene, node));
        cell_of_edges(row, edges_to(scene, node).map(|edge| from(scene, edge) + &remark(scene, edge)));
        cell_of_edges(row, edges_from(scene, node).map(|edge| to(scene, edge) + &remark(scene, edge)));
        row.element("td", &[("class", &"num")], &shown.there.to_string());
        let class = if shown.sound == Sound::Differs { "bad" } else { "" };
        row.element("td", &[("class", &class)], sound(shown.sound).unwrap_or("not asked"));
    });
    body.newline();
}

fn remark(scene: &Scene, edge: &ShownEdge) -> String {
    match edge.members.as_slice() {
        [one] if scene.diagram.edges[*one].remark.is_empty() => String::new(),
        [one] => format!(" ({})", scene.diagram.edges[*one].remark),
        many => format!(" ({} flows)", many.len()),
    }
}

fn cell_of_edges(row: &mut Markup, texts: impl Iterator<Item = String>) {
    let texts: Vec<String> = texts.collect();
    row.within("td", &[], |cell| {
        if !texts.is_empty() {
            cell.within("ul", &[], |list| texts.iter().for_each(|text| list.element("li", &[], text)));
        }
    });
}

/// What a node is; of a fold all that is in it.
fn what(cell: &mut Markup, scene: &Scene, node: usize) {
    let shown = &scene.folded.nodes[node];
    let of = |member: &usize| {
        let node = &scene.diagram.nodes[*member];
        let there = node.there.as_ref().map(|there| format!("{there} there now"));
        std::iter::once(node.title.clone()).chain(node.details.iter().cloned()).chain(there)
    };
    let text = |member: &usize| of(member).collect::<Vec<_>>().join(", ");
    if let [one] = shown.members.as_slice() {
        let node = &scene.diagram.nodes[*one];
        let parts: Vec<String> = std::iter::once(node.title.clone()).chain(node.details.iter().cloned()).collect();
        let start = if shown.is_start { " (the question begins here)" } else { "" };
        cell.element("span", &[("dir", &"auto")], &format!("{}{start}", parts.join(", ")));
        return;
    }
    cell.within("details", &[], |details| {
        details.element("summary", &[], &format!("{} {}, folded", shown.members.len(), shown.kind.words()));
        details.within("ul", &[], |list| {
            shown.members.iter().for_each(|member| list.element("li", &[("dir", &"auto")], &text(member)));
        });
    });
}
