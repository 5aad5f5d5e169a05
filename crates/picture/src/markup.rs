//! Markup under construction. Every text and every value of an attribute is escaped here and nowhere else, and an element
//! that was opened is closed: what comes out is well formed as XML, and as HTML too.

use crate::text::shown;
use std::fmt::Display;

/// Attributes of an element, in order.
pub(crate) type Attributes<'a> = &'a [(&'static str, &'a dyn Display)];

/// See the module.
#[derive(Default, Debug)]
pub(crate) struct Markup(String);

impl Markup {
    /// An element with content.
    pub(crate) fn within(&mut self, name: &str, attributes: Attributes, content: impl FnOnce(&mut Self)) {
        self.start(name, attributes);
        self.0.push('>');
        content(self);
        self.0.extend(["</", name, ">"]);
    }

    /// An element with a text.
    pub(crate) fn element(&mut self, name: &str, attributes: Attributes, text: &str) {
        self.within(name, attributes, |inner| inner.text(text));
    }

    /// An element without content.
    pub(crate) fn empty(&mut self, name: &str, attributes: Attributes) {
        self.start(name, attributes);
        self.0.push_str(" />");
    }

    /// A text.
    pub(crate) fn text(&mut self, text: &str) {
        escape(text, &mut self.0);
    }

    /// Text that is markup of ours already.
    pub(crate) fn raw(&mut self, text: &str) {
        self.0.push_str(text);
    }

    /// A break of the line, for those who read the source.
    pub(crate) fn newline(&mut self) {
        self.0.push('\n');
    }

    /// What was built.
    pub(crate) fn into_text(self) -> String {
        self.0
    }

    fn start(&mut self, name: &str, attributes: Attributes) {
        self.0.push('<');
        self.0.push_str(name);
        for (name, value) in attributes {
            self.0.extend([" ", name, "=\""]);
            escape(&value.to_string(), &mut self.0);
            self.0.push('"');
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars().map(shown) {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_values_are_escaped() {
        let mut markup = Markup::default();
        markup.element("b", &[("title", &"a\"<\u{0}")], "]]> & '\u{202e}x");
        assert_eq!(markup.into_text(), "<b title=\"a&quot;&lt;\u{fffd}\">]]&gt; &amp; &#39;\u{fffd}x</b>");
    }
}
