//! CSV out: RFC 4180, UTF-8 with a byte order mark, so that spreadsheet programs read the letters right.

use super::{Cells, Field, unwritten};
use crate::trouble::Trouble;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A file of rows under the names of their fields.
pub(crate) struct Csv {
    path: PathBuf,
    writer: csv::Writer<BufWriter<File>>,
}

impl Csv {
    /// Creates the file, which must not be there.
    pub(crate) fn create(path: &Path, fields: &[Field]) -> Result<Self, Trouble> {
        let failed = |error: &dyn std::error::Error| unwritten(path, error);
        let mut file = BufWriter::new(File::create_new(path).map_err(|error| failed(&error))?);
        file.write_all(b"\xef\xbb\xbf").map_err(|error| failed(&error))?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        writer.write_record(fields.iter().map(|field| field.key)).map_err(|error| failed(&error))?;
        Ok(Self { path: path.to_owned(), writer })
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: &Cells) -> Result<(), Trouble> {
        let written = self.writer.write_record(cells.iter().map(|cell| cell.shown().into_owned()));
        written.map_err(|error| unwritten(&self.path, &error))
    }

    /// Brings the file to disk.
    pub(crate) fn finish(mut self) -> Result<(), Trouble> {
        self.writer
            .flush()
            .and_then(|()| self.writer.get_ref().get_ref().sync_all())
            .map_err(|error| unwritten(&self.path, &error))
    }
}
