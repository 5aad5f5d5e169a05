//! A node on paper: its outline, which tells its kind, and the lines of text in it.

use crate::diagram::{Diagram, Kind, Sound};
use crate::fold::ShownNode;
use crate::markup::{Attributes, Markup};
use crate::text::{width, wrap};

/// Width of every node.
pub(crate) const WIDTH: i64 = 224;
/// Distance of lines that reach a node from each other: their labels stand between them.
pub(crate) const PORT: i64 = 20;
/// Depth of points and cut corners, and room left free for them.
const POINT: i64 = 12;
const INSET: i64 = 16;
const PADDING: i64 = 7;
/// Lines of a node that name the far end of lines too long to be drawn.
pub(crate) const JUMPS: usize = 6;

/// A line of text in a node.
struct Line {
    class: &'static str,
    text: String,
    height: i64,
}

/// What stands in a node.
pub(crate) struct Card {
    kind: Kind,
    lines: Vec<Line>,
    jumps: usize,
    many: bool,
    is_start: bool,
    differs: bool,
}

impl Card {
    /// The card of a node that `coming` lines reach, with `jumps` lines too long to be drawn.
    pub(crate) fn of(node: &ShownNode, diagram: &Diagram, jumps: usize) -> Self {
        let mut card = Self {
            kind: node.kind,
            lines: Vec::new(),
            jumps: jumps.min(JUMPS),
            many: node.members.len() > 1,
            is_start: node.is_start,
            differs: node.sound == Sound::Differs,
        };
        let Some(first) = node.members.first().map(|first| &diagram.nodes[*first]) else { return card };
        card.add("title", &first.title, 3);
        if card.many {
            card.add("title", &format!("and {} more, folded", node.members.len() - 1), 1);
        } else {
            first.details.iter().for_each(|detail| card.add("text", detail, 2));
        }
        if !node.there.is_empty() {
            card.add("text", &format!("{} there now", node.there), 3);
        }
        if card.differs {
            card.add("bad", "✗ SUMS DO NOT AGREE", 1);
        }
        card
    }

    fn add(&mut self, class: &'static str, text: &str, most: usize) {
        // Bold letters are wider than their size says.
        let (size, height) = if class == "title" { (15, 17) } else { (12, 16) };
        let lines = wrap(text, size, WIDTH - 2 * INSET, most);
        self.lines.extend(lines.into_iter().map(|text| Line { class, text, height }));
    }

    /// Its height when `coming` lines reach it.
    pub(crate) fn height(&self, coming: usize) -> i64 {
        let text: i64 = self.lines.iter().map(|line| line.height).sum();
        let jumps = crate::int(self.jumps) * 16;
        (2 * PADDING + 16 + text + jumps).max(crate::int(coming) * PORT + PADDING)
    }

    /// Draws it with its upper left corner at `(x, y)`.
    pub(crate) fn draw(
        &self,
        out: &mut Markup,
        at: (i64, i64),
        height: i64,
        tag: &str,
        jumps: &[String],
        sound: Sound,
    ) {
        let (x, y) = at;
        if self.many {
            // Below each other, so that no line is covered where it meets the side.
            for shift in [8, 4] {
                out.empty("path", &[("class", &self.class()), ("d", &self.outline(x, y + shift, height))]);
            }
        }
        out.empty("path", &[("class", &self.class()), ("d", &self.outline(x, y, height))]);
        self.mark(out, x, y, height);
        let mut below = y + PADDING + 11;
        let left = x + INSET;
        out.element("text", &[("class", &"tag"), ("x", &left), ("y", &below)], tag);
        if sound == Sound::Agrees {
            let (text, right) = ("✓ sums agree", x + WIDTH - INSET - 4);
            if right - width(text, 11) > left + width(tag, 11) {
                let at: Attributes = &[("class", &"tag"), ("x", &right), ("y", &below), ("text-anchor", &"end")];
                out.element("text", at, text);
            }
        }
        let fitted = jumps.iter().take(self.jumps).filter_map(|text| wrap(text, 12, WIDTH - 2 * INSET, 1).pop());
        let jumps: Vec<String> = fitted.collect();
        let jumps = jumps.iter().map(|text| ("text", text.as_str(), 16));
        for (class, text, height) in
            self.lines.iter().map(|line| (line.class, line.text.as_str(), line.height)).chain(jumps)
        {
            below += height;
            out.element("text", &[("class", &class), ("x", &left), ("y", &below)], text);
        }
    }

    fn class(&self) -> String {
        let kind = self.kind.word().replace(' ', "-");
        let start = if self.is_start { " start" } else { "" };
        let differs = if self.differs { " differs" } else { "" };
        format!("shape {kind}{start}{differs}")
    }

    #[expect(clippy::many_single_char_names, reason = "the letters of path data")]
    fn outline(&self, x: i64, y: i64, height: i64) -> String {
        let (w, p, h) = (WIDTH, POINT, height);
        match self.kind {
            Kind::Document => format!("M{x} {y}h{}l{p} {p}v{}h-{w}z", w - p, h - p),
            Kind::Transformation => {
                let half = h / 2;
                format!("M{} {y}h{}l{p} {half}l-{p} {}h-{}l-{p} -{}z", x + p, w - 2 * p, h - half, w - 2 * p, h - half)
            }
            Kind::Stock => format!("M{x} {y}h{w}v{h}h-{w}z"),
            Kind::NoteLine | Kind::Abroad => {
                let half = h / 2;
                format!("M{x} {y}h{}l{p} {half}l-{p} {}h-{}z", w - p, h - half, w - p)
            }
            Kind::Account => {
                let (sw, sh) = (w - 2 * p, h - 2 * p);
                format!(
                    "M{} {y}h{sw}a{p} {p} 0 0 1 {p} {p}v{sh}a{p} {p} 0 0 1 -{p} {p}h-{sw}a{p} {p} 0 0 1 -{p} -{p}v-{sh}a{p} {p} 0 0 1 {p} -{p}z",
                    x + p
                )
            }
        }
    }

    /// What else tells the kind: the turned corner of a document, the shelf under a stock, the second border of an account.
    fn mark(&self, out: &mut Markup, x: i64, y: i64, h: i64) {
        let (class, d) = match self.kind {
            Kind::Document => ("plain", format!("M{} {y}v{POINT}h{POINT}", x + WIDTH - POINT)),
            Kind::Stock => ("thick", format!("M{x} {}h{WIDTH}", y + h - 1)),
            Kind::Account => {
                ("plain", format!("M{} {}v{}M{} {}v{}", x + 5, y + 14, h - 28, x + WIDTH - 5, y + 14, h - 28))
            }
            Kind::Transformation | Kind::NoteLine | Kind::Abroad => return,
        };
        out.empty("path", &[("class", &class), ("d", &d)]);
    }
}
