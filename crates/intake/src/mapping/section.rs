//! One table of a TOML file while it is being read: what was asked for, and what stands there besides.

use super::MappingProblem;
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Collects what is wrong, each with its place in the text.
pub(super) struct Problems<'t> {
    text: &'t str,
    list: Vec<(usize, MappingProblem)>,
}

impl<'t> Problems<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, list: Vec::new() }
    }

    pub(super) fn add(&mut self, at: &Range<usize>, code: &'static str, message: impl Into<String>) {
        let before = self.text.get(..at.start).unwrap_or(self.text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count().saturating_add(1);
        self.list.push((at.start, MappingProblem { line, column, code, message: message.into() }));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// In the order of the text.
    pub(super) fn into_list(mut self) -> Vec<MappingProblem> {
        self.list.sort_by_key(|(at, _)| *at);
        self.list.into_iter().map(|(_, problem)| problem).collect()
    }
}

/// A table that is being read.
pub(super) struct Section<'a, 'i> {
    table: &'a DeTable<'i>,
    /// Where the table stands.
    pub at: Range<usize>,
    asked: Vec<&'static str>,
}

/// A value with its place.
pub(super) type Item<'a, 'i> = &'a Spanned<DeValue<'i>>;

impl<'a, 'i> Section<'a, 'i> {
    pub(super) fn over(table: &'a DeTable<'i>, at: Range<usize>) -> Self {
        Self { table, at, asked: Vec::new() }
    }

    /// The value, when it is a table.
    pub(super) fn of(item: Item<'a, 'i>, problems: &mut Problems<'_>) -> Option<Self> {
        match item.get_ref() {
            DeValue::Table(table) => Some(Self::over(table, item.span())),
            other => {
                let message = format!("write a table here, not {}", other.type_str());
                problems.add(&item.span(), "mapping.wrong_type", message);
                None
            }
        }
    }

    pub(super) fn item(&mut self, name: &'static str) -> Option<Item<'a, 'i>> {
        self.asked.push(name);
        self.table.get(name)
    }

    pub(super) fn section(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<Section<'a, 'i>> {
        self.item(name).and_then(|item| Section::of(item, problems))
    }

    pub(super) fn text(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<(&'a str, Range<usize>)> {
        self.item(name).and_then(|item| text(item, problems))
    }

    pub(super) fn flag(&mut self, name: &'static str, problems: &mut Problems<'_>) -> Option<bool> {
        let item = self.item(name)?;
        let flag = item.get_ref().as_bool();
        if flag.is_none() {
            problems.add(&item.span(), "mapping.wrong_type", "write true or false here");
        }
        flag
    }

    /// A whole number from 0 to `most`.
    pub(super) fn number(&mut self, name: &'static str, most: u8, problems: &mut Problems<'_>) -> Option<u8> {
        let item = self.item(name)?;
        let number = whole(item.get_ref()).and_then(|number| u8::try_from(number).ok());
        let number = number.filter(|number| *number <= most);
        if number.is_none() {
            problems.add(&item.span(), "mapping.wrong_number", format!("write a whole number from 0 to {most} here"));
        }
        number
    }

    /// One of a set of words.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        words: &[(&'static str, T)],
        problems: &mut Problems<'_>,
    ) -> Option<T> {
        let (word, at) = self.text(name, problems)?;
        let found = words.iter().find(|(text, _)| *text == word).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<String> = words.iter().map(|(text, _)| format!("\"{text}\"")).collect();
            problems.add(&at, "mapping.unknown_word", format!("write one of {} here", words.join(", ")));
        }
        found
    }

    /// Whether the name stands here.
    pub(super) fn has(&self, name: &str) -> bool {
        self.table.contains_key(name)
    }

    /// All entries in the order of the text.
    pub(super) fn entries(&self) -> Vec<(&'a str, Range<usize>, Item<'a, 'i>)> {
        let entry = |(name, item): (&'a Spanned<_>, Item<'a, 'i>)| {
            let name: &Spanned<std::borrow::Cow<'i, str>> = name;
            (name.get_ref().as_ref(), name.span(), item)
        };
        let mut entries: Vec<_> = self.table.iter().map(entry).collect();
        entries.sort_by_key(|(_, at, _)| at.start);
        entries
    }

    /// Reports every name that nobody asked for.
    pub(super) fn finish(self, problems: &mut Problems<'_>) {
        for (name, at, _) in self.entries() {
            if !self.asked.contains(&name) {
                let known: Vec<String> = self.asked.iter().map(|name| format!("`{name}`")).collect();
                let message = format!("there is no `{name}` here; there are {}", known.join(", "));
                problems.add(&at, "mapping.unknown_name", message);
            }
        }
    }
}

/// The value, when it is a text.
pub(super) fn text<'a>(item: Item<'a, '_>, problems: &mut Problems<'_>) -> Option<(&'a str, Range<usize>)> {
    let text = item.get_ref().as_str();
    if text.is_none() {
        let message = format!("write a text in quotes here, not {}", item.get_ref().type_str());
        problems.add(&item.span(), "mapping.wrong_type", message);
    }
    text.map(|text| (text, item.span()))
}

/// A list of texts.
pub(super) fn texts<'a>(item: Item<'a, '_>, problems: &mut Problems<'_>) -> Vec<(&'a str, Range<usize>)> {
    let Some(list) = item.get_ref().as_array() else {
        problems.add(&item.span(), "mapping.wrong_type", "write a list of texts here, as in [\"A\", \"B\"]");
        return Vec::new();
    };
    list.iter().filter_map(|item| text(item, problems)).collect()
}

/// A whole number.
pub(super) fn whole(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}
