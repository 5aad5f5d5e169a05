//! A picture as a file: SVG alone, or a page with the picture, its content as text, and what it was made of.

use crate::markup::Markup;
use crate::style::{PAGE, STYLE, paper};
use crate::text::wrap;

/// Nothing may be loaded and no script may run; only the page's own style applies.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// Edge of a picture file, and the least width that leaves room for its heading.
const MARGIN: i64 = 24;
const WIDTH_MIN: i64 = 640;

/// What a picture was made of and for.
#[derive(Clone, Debug)]
pub struct About {
    /// Heading.
    pub title: String,
    /// The question that was asked, as a command.
    pub question: String,
    /// What it was drawn from and when, as name and value.
    pub facts: Vec<(String, String)>,
    /// Language of the texts, such as `en`.
    pub language: String,
}

/// A finished picture.
#[derive(Clone, Debug)]
pub struct Picture {
    pub(crate) width: i64,
    pub(crate) height: i64,
    /// Elements of SVG.
    pub(crate) body: String,
    /// What it shows, in a sentence or two.
    pub(crate) summary: String,
    /// What the reader must know.
    pub(crate) remarks: Vec<String>,
    /// The same content as elements of HTML.
    pub(crate) text: String,
}

impl Picture {
    /// What it shows, in a sentence or two.
    pub fn summary(&self) -> &str {
        &self.summary
    }

    /// The picture as a file of its own, with heading, remarks and what it was made of.
    pub fn to_svg(&self, about: &About) -> String {
        let full = self.width.max(WIDTH_MIN);
        let room = full - 2 * MARGIN;
        let head = [("head", 18, about.title.as_str(), 24), ("small", 11, about.question.as_str(), 17)];
        let remarks = self.remarks.iter().map(|remark| ("text", 12, remark.as_str(), 17));
        let facts: Vec<String> = about.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let (above, top) = block(head.into_iter().chain(remarks), MARGIN, room);
        let foot = facts.iter().map(|fact| ("small", 11, fact.as_str(), 16));
        let (below, end) = block(foot, top + self.height + 8, room);
        let mut markup = Markup::default();
        markup.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.svg(&mut markup, about, (full, end + MARGIN / 2), |inner| {
            inner.element("style", &[], "");
            inner.raw(&above);
            inner.within("g", &[("transform", &format!("translate(0 {top})"))], |picture| picture.raw(&self.body));
            inner.raw(&below);
        });
        markup.newline();
        // The style is ours and holds no mark of XML but quotation marks, which may stand in text.
        markup.into_text().replacen("<style></style>", &format!("<style>{STYLE}</style>"), 1)
    }

    /// The picture as a page that needs nothing else.
    pub fn to_html(&self, about: &About) -> String {
        let mut markup = Markup::default();
        markup.raw("<!DOCTYPE html>\n");
        markup.within("html", &[("lang", &about.language)], |html| {
            html.within("head", &[], |head| self.head(head, about));
            html.newline();
            html.within("body", &[], |body| body.within("main", &[], |main| self.main(main, about)));
        });
        markup.newline();
        markup.into_text()
    }

    fn head(&self, head: &mut Markup, about: &About) {
        head.empty("meta", &[("charset", &"utf-8")]);
        head.empty("meta", &[("http-equiv", &"Content-Security-Policy"), ("content", &POLICY)]);
        head.empty("meta", &[("name", &"viewport"), ("content", &"width=device-width, initial-scale=1")]);
        head.element("title", &[], &about.title);
        head.within("style", &[], |style| {
            style.raw(STYLE);
            style.raw(PAGE);
            style.raw(paper(self.width, self.height));
        });
    }

    fn main(&self, main: &mut Markup, about: &About) {
        main.element("h1", &[("dir", &"auto")], &about.title);
        main.within("p", &[], |p| {
            p.text("Asked: ");
            p.element("code", &[("dir", &"auto")], &about.question);
        });
        main.element("p", &[], &self.summary);
        self.remarks.iter().for_each(|remark| main.element("p", &[("class", &"remark")], remark));
        main.newline();
        main.within("section", &[("aria-label", &"Picture")], |section| {
            section.empty("input", &[("type", &"checkbox"), ("class", &"fit"), ("id", &"fit")]);
            section.element("label", &[("for", &"fit")], " Fit the picture to the window");
            let frame: crate::markup::Attributes =
                &[("class", &"frame"), ("tabindex", &"0"), ("role", &"region"), ("aria-label", &"Picture, can be scrolled")];
            section.within("div", frame, |frame| {
                self.svg(frame, about, (self.width, self.height), |svg| svg.raw(&self.body));
            });
        });
        main.newline();
        main.within("section", &[("aria-label", &"The same as text")], |section| {
            section.element("h2", &[], "The same as text");
            section.raw(&self.text);
        });
        main.within("footer", &[], |footer| {
            footer.within("dl", &[], |list| {
                for (name, value) in &about.facts {
                    list.element("dt", &[], name);
                    list.element("dd", &[("dir", &"auto")], value);
                }
            });
        });
    }

    fn svg(&self, out: &mut Markup, about: &About, size: (i64, i64), content: impl FnOnce(&mut Markup)) {
        let (width, height) = size;
        let view = format!("0 0 {width} {height}");
        let attributes: crate::markup::Attributes = &[
            ("xmlns", &"http://www.w3.org/2000/svg"),
            ("role", &"graphics-document document"),
            ("aria-labelledby", &"picture-title picture-summary"),
            ("lang", &about.language),
            ("width", &width),
            ("height", &height),
            ("viewBox", &view),
        ];
        out.within("svg", attributes, |svg| {
            svg.element("title", &[("id", &"picture-title")], &about.title);
            svg.element("desc", &[("id", &"picture-summary")], &self.summary);
            content(svg);
        });
    }
}

/// Lines of text, one under the other: class, size of letters, text, height of a line. Gives them and where they end.
fn block<'a>(texts: impl Iterator<Item = (&'static str, i64, &'a str, i64)>, top: i64, room: i64) -> (String, i64) {
    const LINES: usize = 6;
    let mut markup = Markup::default();
    let mut y = top;
    for (class, size, text, height) in texts {
        for line in wrap(text, size, room, LINES) {
            y += height;
            markup.element("text", &[("class", &class), ("x", &MARGIN), ("y", &(y - height / 4))], &line);
        }
    }
    (markup.into_text(), y)
}
