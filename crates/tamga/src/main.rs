//! The tamga program: the registry on the command line.
//!
//! Reads arguments, calls one function of `registry`, and prints. What a command does lies in a file of its own under
//! `commands`; nothing here decides anything about goods.

mod cli;
mod commands;
mod drawing;
mod fields;
mod lists;
mod logs;
mod mappings;
mod progress;
mod resolve;
mod screen;
mod session;
mod sheet;
mod size;
mod table;
mod trouble;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
