//! Why a file cannot be opened as a source of commands. Each says what to do.

use crate::mapping::MappingProblem;
use std::{io, path::PathBuf};

/// Why no row could be read at all. What is wrong with single rows is no fault but a [`Reject`](crate::Reject).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// There is no such file.
    #[error("there is no file {}: check the path", .0.display())]
    Missing(PathBuf),
    /// The path names a folder.
    #[error("{} is a folder: name one file in it", .0.display())]
    Directory(PathBuf),
    /// The file holds nothing.
    #[error("{} is empty: export it again, and check that the export ended well", .0.display())]
    Empty(PathBuf),
    /// The system refuses.
    #[error("{} cannot be read: check who may read it, and the disk", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Compressed data that ends or breaks before its first line.
    #[error("{} is compressed with gzip and cut or damaged at its beginning: get it again, and check it with `gzip -t`", path.display())]
    Gzip {
        /// The file.
        path: PathBuf,
        /// What the decompressor said.
        source: io::Error,
    },
    /// Text that is no UTF-8.
    #[error(
        "{} is no UTF-8. Read as {likely} it begins: \"{sample}\". If that is right, say encoding = \"{likely}\" under [csv] \
         in the mapping; else save the file as UTF-8", path.display()
    )]
    Encoding {
        /// The file.
        path: PathBuf,
        /// What it may be.
        likely: &'static str,
        /// How it would begin.
        sample: String,
    },
    /// A workbook that cannot be read.
    #[error("{} cannot be read as a workbook: {why}", path.display())]
    Workbook {
        /// The file.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A zip archive, a workbook, or another packed form.
    #[error("{} is {what}: {advice}", path.display())]
    Packed {
        /// The file.
        path: PathBuf,
        /// What it is.
        what: &'static str,
        /// What to do.
        advice: &'static str,
    },
    /// One JSON list instead of lines.
    #[error("{} is one JSON list: write one command a line, without the brackets and commas around them", .0.display())]
    JsonList(PathBuf),
    /// No commands, and nobody said how to make them.
    #[error("{} is not NDJSON: a line of it would begin with {{. For a CSV file name the mapping, too", .0.display())]
    NeedsMapping(PathBuf),
    /// Commands need no mapping.
    #[error("{} is NDJSON, which needs no mapping: leave the mapping out", .0.display())]
    NeedsNoMapping(PathBuf),
    /// The first row cannot be read as names of columns.
    #[error("{}: the names of the columns cannot be read: {message}", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// Why.
        message: String,
    },
    /// The file's columns are not those of the mapping.
    #[error("{} does not have the columns of the mapping: {}", path.display(), .problems.join("; "))]
    Columns {
        /// The file.
        path: PathBuf,
        /// Everything that is wrong with the columns.
        problems: Vec<String>,
    },
    /// The mapping is wrong.
    #[error("the mapping {} is wrong:{}", path.display(), listed(.problems))]
    Mapping {
        /// The mapping's file.
        path: PathBuf,
        /// Everything that is wrong with it.
        problems: Vec<MappingProblem>,
    },
}

fn listed(problems: &[MappingProblem]) -> String {
    problems.iter().fold(String::new(), |list, problem| list + "\n  " + &problem.to_string())
}
