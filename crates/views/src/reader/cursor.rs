//! Where a page ended.

use super::Filter;
use crate::{Ask, List};
use sha2::{Digest, Sha256};

/// The last row of a page: its day and id. Rows that come in meanwhile do not move it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cursor {
    pub(super) day: i64,
    pub(super) id: i64,
}

/// What ties a cursor to its list, filter and order.
fn question(list: List, filter: &Filter, oldest_first: bool) -> String {
    let digest = Sha256::digest(format!("{list:?} {filter:?} {oldest_first}"));
    crate::row::hex(&digest[..4])
}

impl Cursor {
    pub(super) fn write(self, list: List, filter: &Filter, oldest_first: bool) -> String {
        format!("{}.{}.{}", self.day, self.id, question(list, filter, oldest_first))
    }

    pub(super) fn read(text: &str, list: List, filter: &Filter, oldest_first: bool) -> Result<Self, Ask> {
        let read = || {
            let (day, rest) = text.split_once('.')?;
            let (id, of) = rest.split_once('.')?;
            let cursor = Self { day: day.parse().ok()?, id: id.parse().ok()? };
            (of == question(list, filter, oldest_first)).then_some(cursor)
        };
        read().ok_or_else(|| Ask::Cursor(text.to_owned()))
    }
}
