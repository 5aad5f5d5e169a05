//! Which schemes are planted: `re_export=20`, `all=5`.

use crate::screen::Screen;
use serde_json::{Value, json};
use sim::Kind;
use std::collections::BTreeMap;
use std::str::FromStr;

/// What `--plant` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plant {
    /// Only list the kinds.
    List,
    /// So many of every kind.
    All(u32),
    /// So many of one.
    One(Kind, u32),
}

impl Plant {
    /// Puts it in place of what was there of these kinds.
    pub(super) fn put(self, plant: &mut BTreeMap<Kind, u32>) {
        match self {
            Self::List => {}
            Self::All(count) => plant.extend(Kind::ALL.iter().map(|kind| (*kind, count))),
            Self::One(kind, count) => {
                plant.insert(kind, count);
            }
        }
    }
}

impl FromStr for Plant {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "list" {
            return Ok(Self::List);
        }
        let (word, count) = text.split_once('=').ok_or("write KIND=N, such as re_export=20, or all=5")?;
        let count: u32 = count.parse().map_err(|_| format!("`{count}` is not a number of schemes"))?;
        if word == "all" {
            return Ok(Self::All(count));
        }
        let kind = Kind::ALL.iter().find(|kind| kind.word() == word).copied();
        kind.map(|kind| Self::One(kind, count))
            .ok_or_else(|| format!("there is no scheme `{word}`; --plant list lists them"))
    }
}

/// Prints the kinds.
pub(super) fn list(screen: &Screen) -> std::io::Result<()> {
    if screen.is_json() {
        let rows = Kind::ALL.iter().map(|kind| json!({"kind": kind.word(), "about": kind.about()}));
        return screen.json(&Value::Array(rows.collect()));
    }
    Kind::ALL.iter().try_for_each(|kind| screen.line(format!("{:<24} {}", kind.word(), kind.about())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_words_stand_in_place_of_earlier_ones() {
        let mut plant = BTreeMap::new();
        for text in ["all=5", "re_export=20", "shell_firm=0"] {
            text.parse::<Plant>().expect("a kind and a number").put(&mut plant);
        }
        assert_eq!((plant.len(), plant[&Kind::ReExport], plant[&Kind::ShellFirm]), (Kind::ALL.len(), 20, 0));
        for wrong in ["re_export", "re_export=x", "smuggling=1", "=3", "all=-1"] {
            assert!(wrong.parse::<Plant>().is_err(), "{wrong}");
        }
    }
}
