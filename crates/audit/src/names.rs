//! Texts as small numbers, and which party a merged party now is.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A text of the documents (party, place, number, unit, account).
pub(crate) type Name = u32;

/// All texts that the books refer to, each kept once.
#[derive(Default)]
pub(crate) struct Names {
    texts: Vec<Rc<str>>,
    numbers: HashMap<Rc<str>, Name>,
    merged: BTreeMap<Name, Name>,
}

impl Names {
    pub(crate) fn name(&mut self, text: &str) -> Name {
        if let Some(name) = self.numbers.get(text) {
            return *name;
        }
        // More than 2^32 texts do not fit into the memory this program runs in.
        let name = Name::try_from(self.texts.len()).unwrap_or(Name::MAX);
        let text: Rc<str> = text.into();
        self.texts.push(Rc::clone(&text));
        self.numbers.insert(text, name);
        name
    }

    pub(crate) fn find(&self, text: &str) -> Option<Name> {
        self.numbers.get(text).copied()
    }

    pub(crate) fn text(&self, name: Name) -> &str {
        usize::try_from(name).ok().and_then(|index| self.texts.get(index)).map_or("?", |text| text)
    }

    /// The party that `name` stands for after all merges so far.
    pub(crate) fn party(&self, mut name: Name) -> Name {
        // Merges never form a ring: `merge` joins resolved parties only.
        while let Some(into) = self.merged.get(&name) {
            name = *into;
        }
        name
    }

    /// From now on `from` means `into`. False when the two are the same party already.
    pub(crate) fn merge(&mut self, from: Name, into: Name) -> bool {
        let (from, into) = (self.party(from), self.party(into));
        let apart = from != into;
        if apart {
            self.merged.insert(from, into);
        }
        apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merges_chain_and_never_ring() {
        let mut names = Names::default();
        let (first, second, third) = (names.name("a"), names.name("b"), names.name("c"));
        assert!(names.merge(first, second) && names.merge(second, third));
        assert!(!names.merge(third, first));
        assert_eq!(names.party(first), third);
        assert_eq!(names.text(names.party(first)), "c");
    }
}
