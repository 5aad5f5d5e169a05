//! Progress of long work, on the error stream and only when that is a terminal.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar, or a running count where the end is not known.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Of bytes read.
    pub(crate) fn of_bytes(total: Option<u64>, what: &str) -> Self {
        let (bar, template) = match total {
            Some(total) => (ProgressBar::new(total), "{prefix} [{bar:30}] {percent:>3} % {msg}, {eta} left"),
            None => (ProgressBar::new_spinner(), "{prefix} {msg}, {elapsed}"),
        };
        // The templates are ours; a style that is not understood only looks plainer.
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.set_prefix(what.to_owned());
        Self(bar)
    }

    /// Of lines made.
    pub(crate) fn of_lines(total: u64, what: &str) -> Self {
        Self::of_bytes(Some(total), what)
    }

    /// So far.
    pub(crate) fn at(&self, bytes: u64, text: impl Into<String>) {
        self.0.set_message(text.into());
        self.0.set_position(bytes);
    }

    /// Ends, and leaves no trace.
    pub(crate) fn end(&self) {
        self.0.finish_and_clear();
    }

    /// So far, of a total that is known only now.
    pub(crate) fn of(&self, done: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(done);
    }
}
