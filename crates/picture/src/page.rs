//! A picture as a file: SVG alone, or a page with the picture, its content as text, and what it was made of.

use crate::markup::{Attributes, Markup};
use crate::style::{PAGE, STYLE, paper};
use crate::text::wrap;

/// Nothing may be loaded and no script may run; only the page's own style applies.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
/// Edge of a picture file, and the least width that leaves room for its heading.
const MARGIN: i64 = 24;
const WIDTH_MIN: i64 = 640;
/// A picture higher than this is first shown as a whole.
const HEIGHT_LARGE: i64 = 900;

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
    /// What is printed on the sheets of a picture that is too large for one; empty: all of it on one.
    pub(crate) sheets: Vec<Sheet>,
    /// Whether paper lies on its side.
    pub(crate) landscape: bool,
    /// Where the reader should look first: the id of an element, and words for it.
    pub(crate) begin: Option<(String, String)>,
    /// Elements of SVG.
    pub(crate) body: String,
    /// What it shows, in a sentence or two.
    pub(crate) summary: String,
    /// What the reader must know.
    pub(crate) remarks: Vec<String>,
    /// The same content as elements of HTML.
    pub(crate) text: String,
}

/// A part of a picture that is printed on one sheet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Sheet {
    pub(crate) left: i64,
    pub(crate) top: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
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
        let remarks: Vec<String> = self.remarks.iter().map(|remark| remark.replace('`', "")).collect();
        let remarks = remarks.iter().map(|remark| ("text", 12, remark.as_str(), 17));
        let facts: Vec<String> = about.facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let (above, top) = block(head.into_iter().chain(remarks), MARGIN, room);
        let foot = facts.iter().map(|fact| ("small", 11, fact.as_str(), 16));
        let (below, end) = block(foot, top + self.height + 8, room);
        let mut markup = Markup::default();
        markup.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        self.svg(&mut markup, about, (full, end + MARGIN / 2), |inner| {
            inner.within("style", &[], |style| style.raw(STYLE));
            inner.raw(&above);
            inner.within("g", &[("transform", &format!("translate(0 {top})"))], |picture| picture.raw(&self.body));
            inner.raw(&below);
        });
        markup.newline();
        markup.into_text()
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
            style.raw(paper(self.landscape));
        });
    }

    fn main(&self, main: &mut Markup, about: &About) {
        main.element("h1", &[("dir", &"auto")], &about.title);
        main.within("p", &[], |p| {
            p.text("Asked: ");
            p.element("code", &[("dir", &"auto")], &about.question);
        });
        main.element("p", &[], &self.summary);
        self.remarks.iter().for_each(|text| main.within("p", &[("class", &"remark")], |p| remark(p, text)));
        main.newline();
        main.within("section", &[("aria-label", &"Picture")], |section| {
            if let Some((id, words)) = &self.begin {
                section.within("p", &[("class", &"screen")], |p| p.element("a", &[("href", &format!("#{id}"))], words));
            }
            self.switch(section);
            section.element("label", &[("for", &"fit")], " The whole picture at once");
            let class = if self.sheets.is_empty() { "frame" } else { "frame screen" };
            let frame: Attributes = &[
                ("class", &class),
                ("tabindex", &"0"),
                ("role", &"region"),
                ("aria-label", &"Picture, can be scrolled"),
            ];
            section.within("div", frame, |frame| {
                self.svg(frame, about, (self.width, self.height), |svg| {
                    svg.within("g", &[("id", &"picture")], |group| group.raw(&self.body));
                });
            });
            self.sheets(section);
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

    /// The switch between the picture in its own size and all of it at once, which is where a large one begins.
    fn switch(&self, out: &mut Markup) {
        let mut attributes: Vec<(&'static str, &dyn std::fmt::Display)> =
            vec![("type", &"checkbox"), ("class", &"fit"), ("id", &"fit")];
        if self.height > HEIGHT_LARGE {
            attributes.push(("checked", &"checked"));
        }
        out.empty("input", &attributes);
    }

    /// A large picture once more for print, sheet by sheet.
    fn sheets(&self, out: &mut Markup) {
        if self.sheets.is_empty() {
            return;
        }
        out.within("div", &[("class", &"sheets"), ("aria-hidden", &"true")], |sheets| {
            for (at, Sheet { left, top, width, height }) in self.sheets.iter().enumerate() {
                let view = format!("{left} {top} {width} {height}");
                let size: Attributes = &[("width", width), ("height", height), ("viewBox", &view)];
                sheets.within("div", &[], |sheet| {
                    sheet.element("p", &[], &format!("Part {} of {}", at + 1, self.sheets.len()));
                    sheet.within("svg", size, |svg| svg.empty("use", &[("href", &"#picture")]));
                });
            }
        });
    }

    fn svg(&self, out: &mut Markup, about: &About, size: (i64, i64), content: impl FnOnce(&mut Markup)) {
        let (width, height) = size;
        let view = format!("0 0 {width} {height}");
        let attributes: Attributes = &[
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

/// A remark; what stands between backticks is typed by the reader.
fn remark(out: &mut Markup, text: &str) {
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            out.element("code", &[], part);
        } else {
            out.text(part);
        }
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use quick_xml::events::Event;

    /// What a picture of a test was made of.
    pub(crate) fn about() -> About {
        About {
            title: "Where it went <&>".to_owned(),
            question: "tamga trace down X".to_owned(),
            facts: vec![("As of entry".to_owned(), "124".to_owned())],
            language: "en".to_owned(),
        }
    }

    /// Reads a document as XML to its end: every element is closed, every attribute and text can be read.
    #[track_caller]
    pub(crate) fn check_xml(text: &str) {
        let mut reader = quick_xml::Reader::from_str(text);
        reader.config_mut().check_end_names = true;
        let mut depth = 0_i32;
        loop {
            match reader.read_event().expect("well-formed XML") {
                Event::Start(start) => {
                    depth += 1;
                    start.attributes().for_each(|attribute| {
                        attribute.expect("an attribute that can be read and stands once");
                    });
                }
                Event::Empty(empty) => empty.attributes().for_each(|attribute| {
                    attribute.expect("an attribute that can be read and stands once");
                }),
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "an element is not closed");
        let allowed =
            |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
        assert!(text.chars().all(allowed), "a character that XML forbids");
    }

    fn picture() -> Picture {
        let event = crate::Event {
            mark: crate::Mark::Overdue,
            when: "2026-09-01".to_owned(),
            later: "2 days later".to_owned(),
            title: "The next step was due".to_owned(),
            status: "dispatched".to_owned(),
            details: vec!["entry 3".to_owned()],
        };
        crate::Timeline { events: vec![event], status: "dispatched".to_owned(), remarks: vec!["Mind this.".to_owned()] }
            .draw()
    }

    #[test]
    fn a_page_stands_alone() {
        let html = picture().to_html(&about());
        check_xml(&html);
        assert!(html.contains("default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;"));
        let loads = ["<script", "<link", "<img", "@import", "url(http", "src=\"", "onload", "<iframe"];
        assert!(loads.iter().all(|word| !html.contains(word)));
        let addresses = html.replace("http://www.w3.org/2000/svg", "");
        assert!(!addresses.contains("http://") && !addresses.contains("https://"));
    }

    #[test]
    fn both_files_say_what_they_are_and_what_they_were_made_of() {
        let (svg, html) = (picture().to_svg(&about()), picture().to_html(&about()));
        check_xml(&svg);
        for text in [&svg, &html] {
            let words =
                ["Where it went &lt;&amp;&gt;", "tamga trace down X", "As of entry", "124", "Mind this.", "OVERDUE"];
            words.iter().for_each(|word| assert!(text.contains(word), "no `{word}`"));
            for part in ["<title", "<desc", "role=\"graphics-document document\"", "tabindex=\"0\"", "lang=\"en\""] {
                assert!(text.contains(part), "no `{part}`");
            }
        }
    }
}
