//! `tamga-audit DOCUMENTS BOOKS`: audits a registry's export.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::process::ExitCode;

const USAGE: &str = "\
usage: tamga-audit [--json] [--strict] DOCUMENTS BOOKS

Recomputes the books of a registry from its documents and compares them with the
books the registry shows. Both files are NDJSON.

  --json     print the report as one JSON object
  --strict   notices count as findings
  --help     print this text

exit code: 0 no findings, 1 findings, 2 the audit could not run";

/// What the command line asks for.
#[derive(Default)]
struct Options {
    json: bool,
    strict: bool,
    files: Vec<String>,
}

fn main() -> ExitCode {
    let mut options = Options::default();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--json" => options.json = true,
            "--strict" => options.strict = true,
            "--help" | "-h" => return say(USAGE, ExitCode::SUCCESS),
            flag if flag.starts_with("--") => return complain(&format!("unknown option {flag}\n{USAGE}")),
            _ => options.files.push(argument),
        }
    }
    let [documents, books] = options.files.as_slice() else { return complain(USAGE) };
    match (open(documents), open(books)) {
        (Ok(documents), Ok(books)) => conclude(&audit::run(documents, books), &options),
        (Err(trouble), _) | (_, Err(trouble)) => complain(&trouble),
    }
}

fn open(path: &str) -> Result<BufReader<File>, String> {
    File::open(path).map(BufReader::new).map_err(|error| format!("cannot open {path}: {error}"))
}

fn conclude(report: &audit::Report, options: &Options) -> ExitCode {
    let is_clean = report.is_clean() && !(options.strict && report.notices().next().is_some());
    let text = if options.json { report.to_json().to_string() } else { report.to_string() };
    say(&text, if is_clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Prints a text; when it cannot be printed, the audit has not told its result.
fn say(text: &str, code: ExitCode) -> ExitCode {
    if writeln!(io::stdout().lock(), "{text}").is_ok() { code } else { ExitCode::from(2) }
}

fn complain(text: &str) -> ExitCode {
    // There is nobody left to tell when the error stream is closed too.
    let _ = writeln!(io::stderr().lock(), "{text}");
    ExitCode::from(2)
}
