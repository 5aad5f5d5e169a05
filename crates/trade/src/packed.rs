//! Reading the embedded tables: gzip once, then lines found by binary search in one text. An embedded table that does
//! not unpack is a bug of the build, so it is asserted, not reported.

use std::cmp::Ordering;
use std::io::Read;

/// Unpacks a table.
pub(crate) fn text(packed: &[u8]) -> String {
    let mut text = String::new();
    let read = flate2::read::GzDecoder::new(packed).read_to_string(&mut text);
    assert!(read.is_ok(), "an embedded table unpacks to UTF-8");
    text.shrink_to_fit();
    text
}

/// Where each line starts, without the first, which names the columns.
pub(crate) fn line_starts(text: &str) -> Vec<u32> {
    let mut starts = Vec::with_capacity(text.bytes().filter(|b| *b == b'\n').count());
    let after = text.bytes().zip(1u32..).filter(|(byte, _)| *byte == b'\n').map(|(_, after)| after);
    starts.extend(after.filter(|after| usize::try_from(*after).is_ok_and(|after| after < text.len())));
    starts
}

/// The line at a start, without its end.
pub(crate) fn line(text: &str, start: u32) -> &str {
    let rest = usize::try_from(start).ok().and_then(|start| text.get(start..)).unwrap_or_default();
    rest.split('\n').next().unwrap_or_default()
}

/// A line that compares equal. The lines must be sorted by what is compared.
pub(crate) fn find_line<'a>(text: &'a str, starts: &[u32], compare: impl Fn(&str) -> Ordering) -> Option<&'a str> {
    let at = starts.binary_search_by(|start| compare(line(text, *start))).ok()?;
    starts.get(at).map(|start| line(text, *start))
}
