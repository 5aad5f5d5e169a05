//! A diagram as a picture: nodes in columns, goods flow from left to right.
//!
//! Between two columns there are two strips. In the first the lines bend; in the second they run level, each in a row of
//! its own, and carry their amounts. So no label meets another one, or a line that is not its own.

use crate::diagram::{Diagram, Kind, Measure};
use crate::fold::{Folded, ShownEdge, fold};
use crate::layout::{Layout, Plan, Route};
use crate::markup::{Attributes, Markup};
use crate::page::{Picture, Sheet};
use crate::shape::{Card, WIDTH};
use crate::text::{width, wrap};
use ports::Ports;

mod ports;
mod words;

const MARGIN: i64 = 24;
/// What can be read on a sheet of A4 on its side, under a heading, and a little smaller where that saves a second row; what
/// stands on the next sheet again; sheets at most.
const SHEET_WIDTH: i64 = 1_400;
const SHEET_HEIGHT: i64 = 640;
const SHEET_HEIGHT_ALONE: i64 = 860;
const SHEET_OVERLAP: i64 = 140;
const SHEETS: usize = 20;
/// Width of the strip in which lines bend: least, and what high steps add at most.
const BEND: i64 = 44;
const BEND_MORE: i64 = 90;
/// Room for a label and its size of letters.
const LABEL: i64 = 230;
const LABEL_SIZE: i64 = 12;
/// Length of an arrow head.
const ARROW: i64 = 9;

impl Diagram {
    /// The diagram as a picture with at most `nodes` nodes; more are folded.
    pub fn draw(&self, nodes: usize) -> Picture {
        let scene = Scene::new(self, fold(self, nodes));
        let mut body = Markup::default();
        scene.edges(&mut body);
        scene.nodes(&mut body);
        let mut remarks = words::remarks(&scene);
        remarks.extend(self.remarks.iter().cloned());
        Picture {
            width: scene.width,
            height: scene.height,
            sheets: scene.sheets(),
            landscape: true,
            begin: scene.begin(),
            body: body.into_text(),
            summary: words::summary(&scene),
            remarks,
            text: words::table(&scene),
        }
    }
}

/// A diagram with the place of everything in it.
struct Scene<'a> {
    diagram: &'a Diagram,
    folded: Folded,
    layout: Layout,
    cards: Vec<Card>,
    /// Shown nodes in reading order, and the number of each in it, from 1.
    reading: Vec<usize>,
    numbers: Vec<usize>,
    /// Left end of each column.
    left: Vec<i64>,
    /// Left end of the level strip in front of each column.
    level: Vec<i64>,
    /// Where lines meet nodes.
    ports: Ports,
    /// Shown edges that leave and reach each shown node.
    by_from: Vec<Vec<usize>>,
    by_to: Vec<Vec<usize>>,
    width: i64,
    height: i64,
}

impl<'a> Scene<'a> {
    fn new(diagram: &'a Diagram, folded: Folded) -> Self {
        let ends: Vec<(usize, usize)> = folded.edges.iter().map(|edge| (edge.from, edge.to)).collect();
        // Where goods went round, the circle is opened at a document: all that is drawn came from one.
        let first: Vec<bool> = folded.nodes.iter().map(|node| node.kind == Kind::Document).collect();
        let plan = Plan::of(&first, &ends);
        let mut coming = vec![0; folded.nodes.len()];
        let mut jumps = coming.clone();
        for (route, (from, to)) in plan.routes.iter().zip(&ends) {
            match route {
                Route::Within => jumps[*from] += 1,
                Route::Line { back, .. } => coming[if *back { *from } else { *to }] += 1,
                Route::Jump => {
                    jumps[*from] += 1;
                    jumps[*to] += 1;
                }
            }
        }
        let cards: Vec<Card> =
            folded.nodes.iter().zip(&jumps).map(|(node, jumps)| Card::of(node, diagram, *jumps)).collect();
        let heights: Vec<i64> = cards.iter().zip(&coming).map(|(card, coming)| card.height(*coming)).collect();
        let layout = plan.lay_out(&heights);
        let reading: Vec<usize> = layout.columns.concat().into_iter().filter(|slot| *slot < cards.len()).collect();
        let mut numbers = vec![0; cards.len()];
        reading.iter().enumerate().for_each(|(at, node)| numbers[*node] = at + 1);
        let ports = Ports::of(&layout);
        let mut by_from = vec![Vec::new(); cards.len()];
        let mut by_to = by_from.clone();
        for (edge, (from, to)) in ends.iter().enumerate() {
            by_from[*from].push(edge);
            by_to[*to].push(edge);
        }
        let mut scene = Self {
            diagram,
            folded,
            layout,
            cards,
            reading,
            numbers,
            left: Vec::new(),
            level: Vec::new(),
            ports,
            by_from,
            by_to,
            width: 0,
            height: 0,
        };
        scene.spread();
        scene
    }

    /// Gives each column its place from left to right: the strip before it is as wide as its lines and labels need.
    fn spread(&mut self) {
        let columns = self.layout.columns.len();
        let mut labels = vec![0; columns];
        let mut steps = vec![0; columns];
        for (edge, route) in self.folded.edges.iter().zip(&self.layout.routes) {
            let Route::Line { slots, back } = route else { continue };
            for pair in slots.windows(2) {
                let (from, to) = (self.layout.slots[pair[0]], self.layout.slots[pair[1]]);
                steps[to.column] = steps[to.column].max(from.middle().abs_diff(to.middle()));
            }
            let last = slots.last().map_or(0, |slot| self.layout.slots[*slot].column);
            labels[last] = labels[last].max(width(&self.label(edge, *back), LABEL_SIZE) + ARROW + 8);
        }
        let mut x = MARGIN;
        for (column, (label, step)) in labels.into_iter().zip(steps).enumerate() {
            if column > 0 {
                x += BEND + i64::try_from(step / 8).unwrap_or(BEND_MORE).min(BEND_MORE) + label;
            }
            self.level.push(x - label);
            self.left.push(x);
            x += WIDTH;
        }
        let lowest = self.layout.slots.iter().map(|slot| slot.top + slot.height).max().unwrap_or(0);
        self.width = x + MARGIN;
        self.height = lowest + 2 * MARGIN;
    }

    /// Sheets that a large picture is printed on, from left to right and from above to below; none where it needs no or too
    /// many. Each node of usual height is whole on one of them: a column at the edge stands on the next sheet again, and so does a
    /// row.
    fn sheets(&self) -> Vec<Sheet> {
        let most = if self.height <= SHEET_HEIGHT_ALONE { SHEET_HEIGHT_ALONE } else { SHEET_HEIGHT };
        let (step, more) = (most - SHEET_OVERLAP, (self.height - most).max(0));
        let rows = 1 + (more + step - 1) / step;
        let mut sheets = Vec::new();
        for row in 0..rows {
            let top = row * step;
            let height = most.min(self.height - top);
            let strips = self.strips().into_iter().map(|(left, width)| Sheet { left, top, width, height });
            sheets.extend(strips.filter(|sheet| self.is_used(sheet)));
        }
        if (2..=SHEETS).contains(&sheets.len()) { sheets } else { Vec::new() }
    }

    /// Left ends and widths of strips that hold whole columns.
    fn strips(&self) -> Vec<(i64, i64)> {
        let Some(most) = self.left.len().checked_sub(1) else { return Vec::new() };
        let mut strips = Vec::new();
        let mut first = 0;
        loop {
            let fits = |last: &usize| *last <= first + 1 || self.left[*last] + WIDTH - self.left[first] <= SHEET_WIDTH;
            let last = (first..=most).take_while(fits).last().unwrap_or(most);
            strips.push((self.left[first] - ARROW, self.left[last] + WIDTH + ARROW + MARGIN - self.left[first]));
            if last == most {
                return strips;
            }
            first = last;
        }
    }

    /// Whether something of a column is on a sheet.
    fn is_used(&self, sheet: &Sheet) -> bool {
        self.layout.slots.iter().any(|slot| {
            let (left, top) = (self.left[slot.column], slot.top + MARGIN);
            let beside = left + WIDTH <= sheet.left || left >= sheet.left + sheet.width;
            !beside && top < sheet.top + sheet.height && top + slot.height > sheet.top
        })
    }

    /// Where the question begins.
    fn begin(&self) -> Option<(String, String)> {
        let start = self.reading.iter().find(|node| self.folded.nodes[**node].is_start)?;
        let number = self.numbers[*start];
        Some((format!("n{number}"), format!("Go to {number}, where the question begins")))
    }

    /// What stands on an edge.
    fn label(&self, edge: &ShownEdge, back: bool) -> String {
        let text = self.amount(edge);
        let text = if edge.members.len() > 1 { format!("{} flows: {text}", edge.members.len()) } else { text };
        let text = if back { format!("↩ {text}") } else { text };
        wrap(&text, LABEL_SIZE, LABEL, 1).pop().unwrap_or_default()
    }

    /// The amounts of an edge in words.
    fn amount(&self, edge: &ShownEdge) -> String {
        match (self.diagram.measure, edge.left == edge.arrived) {
            (_, true) => edge.left.to_string(),
            (Measure::Flow, false) => format!("{} → {}", edge.left, edge.arrived),
            (Measure::Bounds, false) => format!("{} to {}", edge.left, edge.arrived),
        }
    }

    fn edges(&self, out: &mut Markup) {
        out.within("g", &[("aria-hidden", &"true")], |group| {
            for (index, edge) in self.folded.edges.iter().enumerate() {
                if let Route::Line { slots, back } = &self.layout.routes[index] {
                    self.edge(group, (index, edge), slots, *back);
                }
            }
        });
        out.newline();
    }

    fn edge(&self, out: &mut Markup, edge: (usize, &ShownEdge), slots: &[usize], back: bool) {
        let (index, edge) = edge;
        let steps = slots.len() - 1;
        let (mut path, mut start, mut end) = (Vec::new(), (0, 0), (0, 0));
        for (step, pair) in slots.windows(2).enumerate() {
            let (from, to) = (self.layout.slots[pair[0]], self.layout.slots[pair[1]]);
            let (x1, y1) = (self.left[from.column] + WIDTH, MARGIN + self.ports.leave[&(index, step)]);
            let (x2, y2) = (self.level[to.column], MARGIN + self.ports.reach[&(index, step)]);
            let middle = x1.midpoint(x2);
            let x3 = self.left[to.column] + if step + 1 == steps { 0 } else { WIDTH };
            // A step too small to be meant is drawn as none.
            let y1 = if step == 0 && y1.abs_diff(y2) <= 4 { y2 } else { y1 };
            if step == 0 {
                start = (x1, y1);
                path.push(format!("M{} {y1}H{x1}", if back { x1 + ARROW } else { x1 }));
            }
            end = (x3, y2);
            let stop = if step + 1 == steps && !back { x3 - ARROW } else { x3 };
            path.push(format!("C{middle} {y1} {middle} {y2} {x2} {y2}H{stop}"));
        }
        let (class, (tip, y), tail) = if back { ("edge back", start, ARROW) } else { ("edge", end, -ARROW) };
        out.within("g", &[], |group| {
            group.element("title", &[], &words::edge(self, edge));
            group.empty("path", &[("class", &class), ("d", &path.concat())]);
            group.empty("path", &[("class", &"arrow"), ("d", &format!("M{tip} {y}l{tail} -4v8z"))]);
            let (x, y) = (self.level[self.layout.slots[slots[steps]].column] + 4, end.1 - 5);
            group.element("text", &[("class", &"label"), ("x", &x), ("y", &y)], &self.label(edge, back));
        });
    }

    fn nodes(&self, out: &mut Markup) {
        for (at, node) in self.reading.iter().enumerate() {
            let shown = &self.folded.nodes[*node];
            let slot = self.layout.slots[*node];
            let name = words::name(self, *node);
            let place = (self.left[slot.column], slot.top + MARGIN);
            let id = format!("n{}", at + 1);
            let attributes: Attributes = &[("id", &id), ("role", &"img"), ("tabindex", &"0"), ("aria-label", &name)];
            out.within("g", attributes, |group| {
                let tag = format!("{} · {}", at + 1, shown.kind.word());
                self.cards[*node].draw(group, place, slot.height, &tag, &words::jumps(self, *node), shown.sound);
            });
            out.newline();
        }
    }
}

#[cfg(test)]
mod tests;
