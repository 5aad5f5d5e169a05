//! Bytes in the encoding of a file to UTF-8.

use encoding_rs::{CoderResult, Decoder, Encoding, IBM866, KOI8_R, UTF_8, WINDOWS_1251};
use std::io::{self, BufRead, Read};

/// Bytes decoded at once.
const STEP: usize = 64 * 1024;
/// Encodings that are thought of where a file is no UTF-8.
const LIKELY: [&Encoding; 3] = [WINDOWS_1251, IBM866, KOI8_R];
/// Characters of a sample.
const SHOWN: usize = 80;

/// A stream decoded to UTF-8. A byte that means nothing becomes U+FFFD, which rejects its row.
pub(crate) struct Decoded<R> {
    reader: R,
    decoder: Decoder,
    text: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl<R: BufRead> Decoded<R> {
    pub(crate) fn new(reader: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_with_bom_removal();
        Self { reader, decoder, text: Vec::new(), at: 0, is_over: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let input = self.reader.fill_buf()?;
        let input = input.get(..STEP.min(input.len())).unwrap_or(input);
        let last = input.is_empty();
        let room = self.decoder.max_utf8_buffer_length(input.len()).unwrap_or(STEP.saturating_mul(4));
        self.text.resize(room, 0);
        let (result, read, written, _) = self.decoder.decode_to_utf8(input, &mut self.text, last);
        self.text.truncate(written);
        self.at = 0;
        self.reader.consume(read);
        self.is_over = last && result == CoderResult::InputEmpty;
        Ok(())
    }
}

impl<R: BufRead> BufRead for Decoded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.text.len() && !self.is_over {
            self.refill()?;
        }
        Ok(self.text.get(self.at..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.at = self.at.saturating_add(count);
    }
}

impl<R: BufRead> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

/// The encoding with this name, as in `windows-1251`, `cp866`, `utf-16le`.
pub(crate) fn named(name: &str) -> Option<&'static Encoding> {
    let name = name.trim();
    let label = match name.to_ascii_lowercase().as_str() {
        "cp1251" => "windows-1251".to_owned(),
        "cp866" => "ibm866".to_owned(),
        other => other.to_owned(),
    };
    Encoding::for_label(label.as_bytes())
}

/// What a beginning that is mostly no UTF-8 may be: the likely encoding, and how it would read. `None` where it is UTF-8, or
/// only single bytes are wrong: these reject their rows.
pub(crate) fn foreign(head: &[u8]) -> Option<(&'static str, String)> {
    let (good, bad) = counted(head);
    let first_line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let (_, bad_in_first) = counted(first_line);
    if bad == 0 || (bad_in_first == 0 && bad <= good.max(8)) {
        return None;
    }
    let best = LIKELY.into_iter().max_by_key(|encoding| {
        let (text, _) = encoding.decode_without_bom_handling(head);
        let small = text.chars().filter(|letter| matches!(letter, 'а'..='я' | 'ё')).count();
        let odd = text.chars().filter(|letter| matches!(letter, '\u{2500}'..='\u{25ff}' | '\u{80}'..='\u{bf}')).count();
        // A word of Russian begins with a capital letter at most; the other encodings turn case and letters about.
        let turned = text.len();
        (small.saturating_mul(4).saturating_sub(odd.saturating_mul(4)), usize::MAX.saturating_sub(turned))
    })?;
    let (text, _) = best.decode_without_bom_handling(first_line);
    Some((best.name(), text.trim().chars().take(SHOWN).collect()))
}

/// Characters beyond ASCII, and bytes that are none.
fn counted(bytes: &[u8]) -> (usize, usize) {
    let (mut good, mut bad) = (0_usize, 0_usize);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        good = good.saturating_add(chunk.valid().chars().filter(|letter| !letter.is_ascii()).count());
        // What was looked at may end inside a character.
        if chunks.peek().is_some() || chunk.invalid().len() == 1 && bytes.len() < 8 {
            bad = bad.saturating_add(usize::from(!chunk.invalid().is_empty()));
        }
    }
    (good, bad)
}

/// Whether a text needs no decoding.
pub(crate) fn is_utf8(encoding: &'static Encoding) -> bool {
    encoding == UTF_8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut text = String::new();
        Decoded::new(io::BufReader::with_capacity(3, bytes), encoding).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn texts_are_decoded_piece_by_piece() {
        let text = "Номер;Қазақстан\n1;ё\n";
        let (bytes, _, _) = WINDOWS_1251.encode("Номер;1\n");
        assert_eq!(decoded(&bytes, WINDOWS_1251), "Номер;1\n");
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(&utf16, encoding_rs::UTF_16LE), text);
        let with_mark: Vec<u8> =
            [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        assert_eq!(decoded(&with_mark, encoding_rs::UTF_16BE), text);
    }

    #[test]
    fn the_likely_encoding_is_told() {
        let text = "Номер документа;Дата;Количество товара\n";
        for encoding in LIKELY {
            let (bytes, _, _) = encoding.encode(text);
            let (name, sample) = foreign(&bytes).unwrap();
            assert_eq!((name, sample.as_str()), (encoding.name(), text.trim()));
        }
        assert_eq!(foreign(text.as_bytes()), None);
        assert_eq!(foreign(&text.as_bytes()[..text.len() / 2 * 2 - 1]), None);
        assert_eq!(foreign(&["Number;Date\nтовар;".as_bytes(), b"\xd0;", "ж".as_bytes()].concat()), None);
    }
}
