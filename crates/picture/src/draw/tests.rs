use super::*;
use crate::page::tests::{about, check_xml};
use crate::{Amount, Edge, Node, Sound, Sums};
use std::collections::BTreeMap;

const UNITS: [&str; 3] = ["kg", "pcs", "l"];

/// A diagram from small numbers: nodes are `(kind, family)`, edges `(from, to, quantity, unit)`.
fn diagram(nodes: &[(u8, u8)], edges: &[(u16, u16, u32, u8)]) -> Diagram {
    let node = |(index, (kind, family)): (usize, &(u8, u8))| Node {
        kind: Kind::ALL[usize::from(*kind) % Kind::ALL.len()],
        title: format!("node {index} of family {family}"),
        details: vec![format!("lot {index}")],
        family: family.to_string(),
        there: kind.is_multiple_of(2).then(|| Amount::new(u128::from(*family), UNITS[usize::from(*kind) % 3])),
        sound: Sound::Agrees,
        is_start: index == 0,
    };
    let edge = |(from, to, quantity, unit): &(u16, u16, u32, u8)| Edge {
        from: usize::from(*from),
        to: usize::from(*to),
        left: Amount::new((*quantity).into(), UNITS[usize::from(*unit) % 3]),
        arrived: Amount::new((*quantity / 2).into(), UNITS[usize::from(*unit / 2) % 3]),
        remark: "entry 1".to_owned(),
    };
    let nodes: Vec<Node> = nodes.iter().enumerate().map(node).collect();
    let edges = edges.iter().map(edge).filter(|edge| edge.from < nodes.len() && edge.to < nodes.len()).collect();
    Diagram { nodes, edges, measure: Measure::Flow, remarks: Vec::new(), unfold: "`--nodes 9` draws all.".to_owned() }
}

/// One source, and chains of a note line and a stock side by side.
fn fan(chains: u16) -> Diagram {
    let nodes: Vec<(u8, u8)> =
        (0..=2 * chains).map(|node| (if node == 0 { 0 } else { 2 + node.to_le_bytes()[0] % 2 }, 1)).collect();
    let chain = |chain: u16| [(0, 2 * chain + 1, 7, 0), (2 * chain + 1, 2 * chain + 2, 7, 0)];
    let mut diagram = diagram(&nodes, &(0..chains).flat_map(chain).collect::<Vec<_>>());
    diagram.nodes.iter_mut().enumerate().for_each(|(index, node)| node.family = index.to_string());
    diagram
}

/// Sums of what left and arrived over all edges between the members of two sets, counted the slow way.
fn sums(diagram: &Diagram, from: &[usize], to: &[usize]) -> (Sums, Sums) {
    let between = || diagram.edges.iter().filter(|edge| from.contains(&edge.from) && to.contains(&edge.to));
    (between().map(|edge| &edge.left).collect(), between().map(|edge| &edge.arrived).collect())
}

#[track_caller]
fn check_fold(diagram: &Diagram, limit: usize) -> Folded {
    let folded = fold(diagram, limit);
    assert!(folded.nodes.len() <= limit.max(10), "{} nodes are shown, {limit} were asked for", folded.nodes.len());
    let mut nodes: Vec<usize> = folded.nodes.iter().flat_map(|node| node.members.clone()).collect();
    nodes.sort_unstable();
    assert_eq!(nodes, (0..diagram.nodes.len()).collect::<Vec<_>>(), "each node stands in exactly one place");
    let mut edges: Vec<usize> = folded.edges.iter().flat_map(|edge| edge.members.clone()).collect();
    edges.sort_unstable();
    assert_eq!(edges, (0..diagram.edges.len()).collect::<Vec<_>>(), "each edge stands in exactly one place");
    for edge in &folded.edges {
        let (from, to) = (&folded.nodes[edge.from].members, &folded.nodes[edge.to].members);
        assert_eq!((edge.left.clone(), edge.arrived.clone()), sums(diagram, from, to));
    }
    for node in &folded.nodes {
        let there: Sums = node.members.iter().filter_map(|member| diagram.nodes[*member].there.as_ref()).collect();
        assert_eq!(node.there, there);
    }
    folded
}

#[test]
fn what_fits_is_not_folded() {
    let folded = check_fold(&fan(20), 41);
    assert_eq!((folded.nodes.len(), folded.hidden()), (41, 0));
}

#[test]
fn chains_side_by_side_are_folded_into_one() {
    let folded = check_fold(&fan(200), 30);
    assert!(folded.nodes.len() <= 5, "{:?}", folded.nodes);
    assert_eq!(folded.nodes[0].members, [0], "where the question begins stands alone");
}

#[test]
fn a_long_chain_keeps_its_beginning_and_folds_what_is_far() {
    let nodes: Vec<(u8, u8)> = (0..100).map(|node| (2, node)).collect();
    let edges: Vec<(u16, u16, u32, u8)> = (1..100).map(|node| (node - 1, node, 5, 0)).collect();
    let folded = check_fold(&diagram(&nodes, &edges), 20);
    assert!((0..19).all(|node| folded.nodes[node].members == [node]));
    assert_eq!(folded.nodes[19].members.len(), 81);
}

#[test]
fn trouble_is_not_folded_away() {
    let mut diagram = fan(200);
    diagram.nodes[77].sound = Sound::Differs;
    let folded = check_fold(&diagram, 30);
    assert!(folded.nodes.iter().any(|node| node.members == [77]));
    let picture = diagram.draw(30);
    assert!(picture.summary().contains("SUMS DO NOT AGREE at 1 of 401"));
    assert!(picture.to_svg(&about()).contains("SUMS DO NOT AGREE"));
}

#[test]
fn a_fold_says_how_many_and_how_much() {
    let html = fan(200).draw(30).to_html(&about());
    for words in ["and 199 more, folded", "200 flows", "<code>--nodes 9</code> draws all.", "node 311 of family"] {
        assert!(html.contains(words), "no `{words}`");
    }
}

#[test]
fn kinds_differ_by_shape_and_word() {
    let nodes: Vec<(u8, u8)> = (0..6).map(|kind| (kind, 1)).collect();
    let svg = diagram(&nodes, &[]).draw(300).to_svg(&about());
    for kind in Kind::ALL {
        assert!(svg.contains(&format!("· {}</text>", kind.word())), "{kind:?}");
    }
    // Outlines moved to one place are different for each kind, but abroad is a note line with a broken border.
    let relative = |d: &str| d.split_once('h').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    let shapes: std::collections::BTreeSet<String> =
        attributes(&svg, "class=\"shape", "d").iter().map(|d| relative(d)).collect();
    assert!(shapes.len() >= 5, "{shapes:?}");
}

/// Values of an attribute of all elements that hold `mark`.
fn attributes(text: &str, mark: &str, name: &str) -> Vec<String> {
    let elements = text.split('<').filter(|element| element.contains(mark));
    let value = |element: &str| {
        let (_, rest) = element.split_once(&format!(" {name}=\""))?;
        Some(rest.split_once('"')?.0.to_owned())
    };
    elements.filter_map(value).collect()
}

#[test]
fn labels_do_not_meet() {
    let edges: Vec<(u16, u16, u32, u8)> =
        (0..120_u16).map(|index| (index % 17, 17 + index * 7 % 23, 1_000_000 * u32::from(index), 0)).collect();
    let svg = diagram(&[(2, 1); 40], &edges).draw(300).to_svg(&about());
    let number = |text: &String| text.parse::<i64>().expect("a whole number");
    let x: Vec<i64> = attributes(&svg, "class=\"label\"", "x").iter().map(number).collect();
    let y: Vec<i64> = attributes(&svg, "class=\"label\"", "y").iter().map(number).collect();
    let mut rows: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    x.iter().zip(&y).for_each(|(x, y)| rows.entry(*x).or_default().push(*y));
    assert!(y.len() > 100 && rows.len() == 1, "all of these edges end in one column");
    for mut row in rows.into_values() {
        row.sort_unstable();
        assert!(row.windows(2).all(|pair| pair[1] - pair[0] >= 13), "{row:?}");
    }
}

#[test]
fn the_same_diagram_gives_the_same_bytes() {
    let draw = || fan(150).draw(60).to_html(&about());
    assert_eq!(draw(), draw());
}

#[test]
fn every_node_is_whole_on_one_sheet() {
    let edges: Vec<(u16, u16, u32, u8)> = (1..28).map(|node| ((node - 1) / 2, node, 5, 0)).collect();
    let diagram = diagram(&[(2, 1); 28], &edges);
    let scene = Scene::new(&diagram, fold(&diagram, 300));
    let sheets = scene.sheets();
    assert!(sheets.len() > 2, "{sheets:?}");
    for slot in &scene.layout.slots[..28] {
        let (left, top) = (scene.left[slot.column], slot.top + MARGIN);
        let is_whole = |sheet: &Sheet| {
            let (right, bottom) = (sheet.left + sheet.width, sheet.top + sheet.height);
            sheet.left <= left && left + WIDTH <= right && sheet.top <= top && top + slot.height <= bottom
        };
        assert!(sheets.iter().any(is_whole), "{slot:?}");
    }
    check_xml(&diagram.draw(300).to_html(&about()));
}

#[test]
fn an_edge_to_nowhere_and_a_diagram_of_nothing_are_drawn() {
    let mut diagram = fan(2);
    diagram.edges[0].to = 99;
    check_xml(&diagram.draw(300).to_html(&about()));
    let picture = self::diagram(&[], &[]).draw(300);
    assert_eq!(picture.summary(), "There is nothing to show.");
    check_xml(&picture.to_svg(&about()));
}

#[test]
fn every_amount_stands_in_the_table() {
    let diagram =
        diagram(&[(0, 1), (2, 2), (2, 3)], &[(0, 1, 5_000_000, 0), (1, 2, 1_250_000, 0), (2, 2, 3_000_000, 0)]);
    let picture = diagram.draw(300);
    for words in
        ["5\u{a0}kg → 2.5\u{a0}kg from 1 (entry 1)", "1.25\u{a0}kg → 0.625\u{a0}kg to 3 (entry 1)", "to 3 (entry 1)"]
    {
        assert!(picture.text.contains(words), "no `{words}` in {}", picture.text);
    }
    assert!(picture.body.contains("⟲ 3\u{a0}kg"));
}

#[test]
fn fuzz_diagrams_fold_conserving_and_draw_well_formed() {
    bolero::check!().with_type::<(Vec<(u8, u8)>, Vec<(u16, u16, u32, u8)>, u8)>().for_each(|(nodes, edges, limit)| {
        let count = u16::try_from(nodes.len().clamp(1, 60)).unwrap_or(1);
        let edges: Vec<(u16, u16, u32, u8)> = edges
            .iter()
            .take(120)
            .map(|(from, to, quantity, unit)| (from % count, to % count, *quantity, *unit))
            .collect();
        let diagram = diagram(&nodes[..nodes.len().min(60)], &edges);
        check_fold(&diagram, usize::from(*limit));
        check_xml(&diagram.draw(usize::from(*limit)).to_svg(&about()));
    });
}

#[test]
fn fuzz_texts_are_well_formed() {
    bolero::check!().with_type::<[String; 4]>().for_each(|[title, detail, unit, remark]| {
        let mut diagram = diagram(&[(0, 1), (2, 2)], &[(0, 1, 9, 0)]);
        diagram.nodes[0].title.clone_from(title);
        diagram.nodes[1].details = vec![detail.clone()];
        diagram.edges[0].arrived.unit.clone_from(unit);
        diagram.edges[0].remark.clone_from(remark);
        let about = crate::About { title: title.clone(), question: detail.clone(), ..about() };
        check_xml(&diagram.draw(300).to_svg(&about));
        check_xml(&diagram.draw(300).to_html(&about));
    });
}
