//! Reads files and prints their totals, with the rows a second: `totals MAPPING|- WORKERS CHECK FILE…`.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::cast_precision_loss, reason = "a tool for measuring")]

use std::{path::Path, time::Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mapping, workers, check, files @ ..] = arguments.as_slice() else {
        println!("totals MAPPING|- WORKERS true|false FILE…");
        return;
    };
    let mapping = (mapping != "-").then(|| intake::Mapping::open(Path::new(mapping)).unwrap_or_else(|e| { println!("{e}"); std::process::exit(1) }));
    let options = intake::Options { check_codes: check == "true", workers: workers.parse().unwrap() };
    let mut totals = intake::Totals::default();
    let begin = Instant::now();
    let mut rows = 0u64;
    for file in files {
        for row in intake::open_with(Path::new(file), mapping.as_ref(), options).unwrap_or_else(|e| { println!("{e}"); std::process::exit(1) }) {
            totals.add(&row);
            rows += row.rows;
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    println!("{totals}");
    println!("{rows} rows in {seconds:.3} s: {:.0} rows/s", rows as f64 / seconds);
}
