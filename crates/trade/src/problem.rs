//! Problems: what is wrong in a document, where, and what to do about it. All of them at once.
//!
//! A problem is about the text that a trader sent, never about the books and never about the program.

use crate::limits;
use std::fmt;

/// One thing that is wrong in a document.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// Stable dotted code, such as `quantity.too_many_decimals`.
    pub code: &'static str,
    /// Place in the document: a JSON Pointer (RFC 6901). Empty for the document as a whole.
    pub at: String,
    /// Plain words for a trader: what is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.at.is_empty() { "/" } else { &self.at };
        write!(f, "{place}: {} ({})", self.message, self.code)
    }
}

/// Collects the problems of one document, up to [`limits::PROBLEMS_MAX`].
///
/// ```
/// use trade::problem::{Pointer, Problems};
/// let mut problems = Problems::default();
/// let lines = Pointer::Root.name("lines");
/// problems.add("field.missing", &lines.index(0).name("unit"), "`unit` is missing");
/// assert_eq!(problems.into_list()[0].at, "/lines/0/unit");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Problem>,
    more: usize,
}

impl Problems {
    /// Adds one. Beyond the limit it is only counted.
    pub fn add(&mut self, code: &'static str, at: &Pointer<'_>, message: impl Into<String>) {
        if self.list.len() < limits::PROBLEMS_MAX {
            self.list.push(Problem { code, at: at.to_string(), message: message.into() });
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems in the order in which they were found; a last one tells how many more there were.
    pub fn into_list(mut self) -> Vec<Problem> {
        if self.more > 0 {
            let message = format!("{} more problems are not listed; mend these first", self.more);
            self.list.push(Problem { code: "problems.more", at: String::new(), message });
        }
        self.list
    }
}

/// Where a value stands in a document: a path of names and positions that costs nothing until it is written down.
#[derive(Clone, Copy, Debug)]
pub enum Pointer<'a> {
    /// The document itself.
    Root,
    /// A field of an object.
    Name(&'a Pointer<'a>, &'a str),
    /// An element of a list, counted from zero.
    Index(&'a Pointer<'a>, usize),
}

impl<'a> Pointer<'a> {
    /// The field `name` of the object here.
    #[must_use]
    pub fn name(&'a self, name: &'a str) -> Self {
        Self::Name(self, name)
    }

    /// The element at `index` of the list here.
    #[must_use]
    pub fn index(&'a self, index: usize) -> Self {
        Self::Index(self, index)
    }
}

impl fmt::Display for Pointer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Name(parent, name) => write!(f, "{parent}/{}", name.replace('~', "~0").replace('/', "~1")),
            Self::Index(parent, index) => write!(f, "{parent}/{index}"),
        }
    }
}
