//! Reads files, prints their totals, and says how many rows a second that were.
//!
//! `totals MAPPING|- THREADS true|false FILE…`: `-` for NDJSON; with 0 threads on one thread; `true` checks codes.

#![allow(clippy::print_stdout, clippy::cast_precision_loss, reason = "a tool for measuring")]

use intake::{Mapping, OpenError, Options, Totals, open_with};
use std::{path::Path, process::ExitCode, time::Instant};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [mapping, threads, check, files @ ..] = arguments.as_slice() else {
        println!("totals MAPPING|- THREADS true|false FILE…");
        return ExitCode::FAILURE;
    };
    let options =
        Options { check_codes: (check == "true").then(std::sync::Arc::default), workers: threads.parse().unwrap_or(0) };
    match run(mapping, &options, files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(mapping: &str, options: &Options, files: &[String]) -> Result<(), OpenError> {
    let mapping = if mapping == "-" { None } else { Some(Mapping::open(Path::new(mapping))?) };
    let mut totals = Totals::default();
    let begin = Instant::now();
    for file in files {
        for row in open_with(Path::new(file), mapping.as_ref(), options.clone())? {
            totals.add(&row);
        }
    }
    let seconds = begin.elapsed().as_secs_f64();
    let rows = totals.rows_accepted + totals.rows_rejected;
    println!("{totals}{rows} rows in {seconds:.3} s: {:.0} rows/s", rows as f64 / seconds);
    Ok(())
}
