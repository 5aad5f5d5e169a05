//! The text of a checkpoint: which log, how many leaves, which root (C2SP `tlog-checkpoint` v1.0.0).

use std::fmt;

use crate::hash::Hash;

/// Largest text that [`Checkpoint::parse`] reads, in bytes.
const TEXT_MAX: usize = 64 * 1024;

/// What a log states about itself. `Display` writes the body that is signed; it ends with a newline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    size: u64,
    root: Hash,
    extensions: Vec<String>,
}

/// Why a text is no checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckpointProblem {
    /// The text is longer than 64 KiB or has no newline at its end.
    Frame,
    /// The origin is empty or holds control characters.
    Origin,
    /// The size is not a plain decimal number of 64 bits without leading zeros.
    Size,
    /// The root is not standard base64 of 32 bytes.
    Root,
    /// An extension line is empty or holds control characters.
    Extension,
}

impl fmt::Display for CheckpointProblem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Frame => "checkpoint is too long or does not end with a newline",
            Self::Origin => "origin (line 1) is empty or not plain text",
            Self::Size => "size (line 2) is not a decimal number",
            Self::Root => "root (line 3) is not base64 of 32 bytes",
            Self::Extension => "an extension line is empty or not plain text",
        })
    }
}

impl std::error::Error for CheckpointProblem {}

impl Checkpoint {
    /// A checkpoint of the log `origin` (a name without scheme, such as `registry.example/main`).
    pub fn new(origin: &str, size: u64, root: Hash) -> Result<Self, CheckpointProblem> {
        if !is_line(origin) {
            return Err(CheckpointProblem::Origin);
        }
        Ok(Self { origin: origin.to_owned(), size, root, extensions: Vec::new() })
    }

    /// The same with one more extension line (the specification advises against them; witnesses must keep them).
    pub fn with_extension(mut self, line: &str) -> Result<Self, CheckpointProblem> {
        if !is_line(line) {
            return Err(CheckpointProblem::Extension);
        }
        self.extensions.push(line.to_owned());
        Ok(self)
    }

    /// Reads a body: the note's text without the empty line and the signatures.
    ///
    /// ```
    /// let text = "registry.example/main\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    /// let checkpoint = tlog::Checkpoint::parse(text)?;
    /// assert_eq!((checkpoint.size(), checkpoint.root()), (0, tlog::EMPTY_ROOT));
    /// assert_eq!(checkpoint.to_string(), text);
    /// # Ok::<(), tlog::CheckpointProblem>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self, CheckpointProblem> {
        let body = text.strip_suffix('\n').filter(|_| text.len() <= TEXT_MAX).ok_or(CheckpointProblem::Frame)?;
        let mut lines = body.split('\n');
        let origin = lines.next().ok_or(CheckpointProblem::Origin)?;
        let size = lines.next().and_then(parse_size).ok_or(CheckpointProblem::Size)?;
        let root = lines.next().and_then(Hash::from_base64).ok_or(CheckpointProblem::Root)?;
        lines.try_fold(Self::new(origin, size, root)?, Self::with_extension)
    }

    /// Name of the log.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Root over them.
    pub fn root(&self) -> Hash {
        self.root
    }

    /// Extension lines, in order.
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}\n{}\n{:#}\n", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(out, "{line}"))
    }
}

fn is_line(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// One size has one spelling: `+1` and `01`, which Rust would read, are refused.
fn parse_size(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: &str = "registry.example/kz\n8\nXcnaeacGWamtVWy3Ad7ZorqdgjqtL0lgz+Nw7/RgQyg=\n";

    #[test]
    fn writes_what_it_reads() {
        let checkpoint = Checkpoint::parse(BODY).unwrap();
        assert_eq!(checkpoint.to_string(), BODY);
        assert_eq!(checkpoint.origin(), "registry.example/kz");
        assert!(checkpoint.root().to_string().starts_with("5dc9da79"));
        let extended = checkpoint.with_extension("epoch 2").unwrap();
        assert_eq!(Checkpoint::parse(&extended.to_string()), Ok(extended));
    }

    #[test]
    fn refuses_each_part() {
        use CheckpointProblem::{Extension, Frame, Origin, Root, Size};
        for (from, to, problem) in [
            ("Qyg=\n", "Qyg=", Frame),
            ("registry.example/kz", "", Origin),
            ("registry", "regi\rstry", Origin),
            ("\n8\n", "\n08\n", Size),
            ("\n8\n", "\n+8\n", Size),
            ("\n8\n", "\n18446744073709551616\n", Size),
            ("\n8\n", "\n\n", Size),
            ("Qyg=", "Qyg", Root),
            ("Qyg=", "Qyh=", Root),
            ("Qyg=", "Qyg=Qyg=", Root),
            ("Qyg=\n", "Qyg=\n\n", Extension),
        ] {
            assert_eq!(Checkpoint::parse(&BODY.replacen(from, to, 1)), Err(problem), "{from:?} -> {to:?}");
        }
        assert_eq!(Checkpoint::parse(""), Err(Frame));
        assert_eq!(Checkpoint::parse("a\n"), Err(Size));
        assert_eq!(Checkpoint::parse(&"x".repeat(TEXT_MAX).replacen('x', BODY, 1)), Err(Frame));
    }

    #[test]
    fn fuzz_any_text_is_refused_or_written_back() {
        bolero::check!().with_type::<String>().for_each(|text| {
            for text in [text.clone(), BODY.replacen("Xc", text, 1), BODY.replacen('8', text, 1)] {
                if let Ok(checkpoint) = Checkpoint::parse(&text) {
                    assert_eq!(checkpoint.to_string(), text);
                }
            }
        });
    }
}
