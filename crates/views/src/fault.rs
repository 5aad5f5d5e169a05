//! What can keep the views from working, and what can be wrong with a question.

use crate::List;
use std::path::{Path, PathBuf};

/// The views could not work. `Display` leaves out the cause; print the chain of `source` once, at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// SQLite could not.
    #[error("cannot {doing} {}", path.display())]
    Sql {
        /// What was attempted, as a verb.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// SQLite's answer.
        source: rusqlite::Error,
    },
    /// The file could not be removed or made.
    #[error("cannot {doing} {}", path.display())]
    Io {
        /// What was attempted, as a verb.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The rows do not fit the entries. Begun anew they will.
    #[error("the views in {} do not fit entry {seq}: {why}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The entry.
        seq: u64,
        /// What does not fit.
        why: String,
    },
    /// An older entry could not be read again.
    #[error("cannot read entry {seq} again")]
    Again {
        /// The entry.
        seq: u64,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There are no views of this version.
    #[error("there are no lists in {} yet, or they are of another version", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The question cannot be answered.
    #[error(transparent)]
    Ask(#[from] Ask),
}

impl Fault {
    /// An older entry could not be read again.
    pub fn again(seq: u64, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Again { seq, source: Box::new(source) }
    }

    /// Whether the file is to blame: begun anew, the views will work.
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Damaged { .. } => true,
            Self::Sql { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
            ),
            Self::Io { .. } | Self::Again { .. } | Self::Missing { .. } | Self::Ask(_) => false,
        }
    }

    pub(crate) fn sql(doing: &'static str, path: &Path) -> impl FnOnce(rusqlite::Error) -> Self {
        move |source| Self::Sql { doing, path: path.to_owned(), source }
    }

    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { doing, path: path.to_owned(), source }
    }
}

/// A question that cannot be answered.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Ask {
    /// A list has no such filter.
    #[error("the list of {} cannot be filtered by {filter}", list.name())]
    Filter {
        /// The list.
        list: List,
        /// The filter.
        filter: &'static str,
    },
    /// A word that a filter does not know.
    #[error("`{text}` is no {filter} of {}; there are: {known}", list.name())]
    Word {
        /// The list.
        list: List,
        /// The filter.
        filter: &'static str,
        /// What was asked.
        text: String,
        /// What there is.
        known: String,
    },
    /// Nothing has this name.
    #[error("no {what} in these lists is called `{text}`")]
    Unknown {
        /// Party, place or document.
        what: &'static str,
        /// What was asked.
        text: String,
    },
    /// Several have this name.
    #[error("`{text}` can mean: {found}")]
    Several {
        /// What was asked.
        text: String,
        /// Identifiers of those found.
        found: String,
    },
    /// The place to go on from belongs to another question, or is mistyped.
    #[error("`{0}` is no place to go on from in this list")]
    Cursor(String),
}
