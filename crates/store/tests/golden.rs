//! Bytes of the journal, format version 0, that must never change: a journal written once is read for ever.
#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    reason = "a helper of tests may fail like a test, and numbers here are small or meant to be cut"
)]

use std::fmt::Write;
use std::path::Path;

use store::files::SimDisk;
use store::journal::{Journal, Options, Record};

const DIR: &str = "/data/journal";
const SEGMENT: &str = "/data/journal/00000000000000000001.seg";

/// One segment with two groups: entries 1 and 2, entry 3.
const GOLDEN: &str = "
54414d47414a300a00000000070000000100000000000000afcf99e4d2a3cb35
84219a62b0bcaa0fcbbfee6caea6bd314b0175c935bb1f6f74616d6761207465
737420676f6c64654592c0bd270000002ff90e22010000000000000001000000
040000000600000068626f64797365616c65641c00000044b942d20200000000
00000000000000000000000000000040000000a87c869e0200000000000000ff
ffffff020000004300000000000000c008aff4b02bc1853e7d781f480c625891
21bbdc8042df6d3ea31b6d4bcfc8712300000043a867b9030000000000000006
00000000000000010000006865616465727840000000fbb89f7f030000000000
0000ffffffff0100000023000000000000009b5dfdd5ca17d9299520eac1b20c
6397d9ce2a000b9f802179ced363c8e49351
";

fn records() -> [Record; 3] {
    let record = |seq, header: &[u8], body: &[u8], openings: &[u8]| Record {
        seq,
        header: header.to_vec(),
        body: body.to_vec(),
        openings: openings.to_vec(),
    };
    [record(1, b"h", b"body", b"sealed"), record(2, b"", b"", b""), record(3, b"header", b"", b"x")]
}

fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (place, byte) in bytes.iter().enumerate() {
        if place % 32 == 0 {
            text.push('\n');
        }
        write!(text, "{byte:02x}").unwrap();
    }
    text + "\n"
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[test]
fn writes_these_bytes() {
    let disk = SimDisk::new();
    let mut journal =
        Journal::create(disk.files(), Path::new(DIR), *b"tamga test golde", 7, Options::default()).unwrap();
    let [one, two, three] = records();
    journal.push(&one).unwrap();
    journal.push(&two).unwrap();
    journal.commit().unwrap();
    journal.push(&three).unwrap();
    journal.commit().unwrap();
    assert_eq!(hex(&disk.content(Path::new(SEGMENT)).unwrap()), GOLDEN);
}

#[test]
fn reads_these_bytes() {
    let disk = SimDisk::new();
    disk.files().create_dir(Path::new(DIR)).unwrap();
    disk.files().create_new(Path::new(SEGMENT)).unwrap().write_at(&bytes(GOLDEN), 0).unwrap();
    let (journal, opened) = Journal::open(disk.files(), Path::new(DIR), Options::default()).unwrap();
    assert_eq!((opened.registry, opened.epoch, opened.next_seq), (*b"tamga test golde", 7, 4));
    let found: Vec<Record> = journal.iter_from(1).unwrap().map(Result::unwrap).collect();
    assert_eq!(found, records());
    let report = journal.verify().unwrap();
    assert_eq!((report.entries, report.groups, report.segments), (3, 2, 1));
}
