//! The command line: options for all commands, and the commands.

use crate::commands;
use crate::logs;
use crate::screen::Screen;
use crate::session::Session;
use crate::size::Size;
use crate::trouble::{Ending, Trouble};
use clap::{Args, CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// The commands by what they are for; a test sees that none is missing.
const GROUPS: &str = "\
First steps:
  demo           Plays a story of trade in a fresh registry; begin here
  init           Creates an empty registry

Bring documents in:
  import         Reads files of documents: NDJSON, or tables through a mapping
  mapping        Makes and checks mappings: which column of a table becomes which field
  submit         Sends one document
  note           Writes, shows, lists notes, and does things with them
  transport      Puts note lines on a truck, wagon, ship or flight
  crossing       Records that a border post was passed
  act            Records an inspection or examination
  schema         Prints the JSON Schema of a document
  codes          Looks up a goods code on a day
  tables         Lists, imports, shows and compares code tables

Ask:
  find           Looks everywhere for a number, plate, seal, name or words
  list           Lists of everything, filtered, page by page, or whole into a file
  flows          What crossed the border, month by month, as a table or a chart
  stock          What is where, whose it is, and how much of it is free to use
  lots           Lists lots
  trace          Where goods came from, where they went, who fed whom
  show           Everything about one number
  discrepancies  What the books could not take, and who must answer it
  lifecycle      Which action is allowed in which status of a note

Check and keep:
  verify         Checks journal, log and books
  dump           Writes documents and books for the independent auditor
  status         What is in the registry, and how it is
  backup         Copies the registry, while others work with it
  restore        Makes a registry from a copy
  clock          Lets deadlines that have passed take effect
  erase          Destroys the texts of a party
  retention      Lists persons whose texts have had their time
  keys           Wraps the keys under a key that lies elsewhere
  bench          Measures this machine
  completions    Prints the completions of a shell, or the manual page
  simulate       Makes the documents of a synthetic country, of any size

Exit codes: 0 done; 1 the answer is a refusal or a finding; 2 wrong arguments or input; 3 the program could not work.
`tamga help COMMAND` tells more, with examples. New here? Type: tamga demo";

/// A goods registry: where goods came from, where they are, and proof of both.
#[derive(Parser)]
#[command(
    name = "tamga",
    version,
    help_template = "{about}\n\n{usage-heading} {usage}{after-help}\n\nOptions:\n{options}",
    after_help = GROUPS,
    max_term_width = 100,
    disable_help_subcommand = false,
    subcommand_required = true
)]
pub(crate) struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(Args, Clone)]
#[command(next_help_heading = "Options for every command")]
pub(crate) struct Common {
    /// Where the registry is: `dir:PATH` or a path
    #[arg(
        long,
        global = true,
        value_name = "STORE",
        env = "TAMGA_STORE",
        default_value = "./tamga-data",
        hide_env_values = true
    )]
    pub(crate) store: String,
    /// File with the key that wraps the registry's keys, where they are wrapped (`tamga keys`)
    #[arg(long, global = true, value_name = "FILE", env = "TAMGA_KEY_FILE", hide_env_values = true)]
    pub(crate) key_file: Option<PathBuf>,
    /// Bytes of the disk that stay free: nothing is taken in below that, such as 500M or 2G [default: 64M]
    #[arg(long, global = true, value_name = "SIZE", env = "TAMGA_RESERVE", hide_env_values = true)]
    pub(crate) reserve: Option<Size>,
    /// Answer in JSON, for programs
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// A registry that is open already, which is used instead of `store`.
    #[arg(skip)]
    pub(crate) session: Option<Session>,
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $Name:ident => $module:ident,)*) => {
        #[derive(Subcommand)]
        enum Command {
            $($(#[doc = $doc])* $Name(commands::$module::Options),)*
        }

        impl Command {
            fn run(&self, common: &Common, screen: &Screen) -> Result<Ending, Trouble> {
                match self {
                    $(Command::$Name(options) => commands::$module::run(options, common, screen),)*
                }
            }
        }
    };
}

commands! {
    /// Plays a story of trade in a fresh registry
    Demo => demo,
    /// Creates an empty registry
    Init => init,
    /// Reads files of documents
    Import => import,
    /// Makes and checks mappings: which column of a table becomes which field
    Mapping => mapping,
    /// Sends one document
    Submit => submit,
    /// Writes, shows, lists notes, and does things with them
    Note => note,
    /// Puts note lines on a truck, wagon, ship or flight
    Transport => transport,
    /// Records that a border post was passed
    Crossing => crossing,
    /// Records an inspection or examination
    Act => act,
    /// Prints the JSON Schema of a document
    Schema => schema,
    /// Looks up a goods code on a day
    Codes => codes,
    /// Looks everywhere for a number, plate, seal, name or words
    Find => find,
    /// Lists everything, filtered, page by page, or whole into a file
    List => list,
    /// Shows what crossed the border, month by month
    Flows => flows,
    /// Lists, imports, shows and compares code tables
    Tables => tables,
    /// Shows what is where, whose it is, and how much of it is free to use
    Stock => stock,
    /// Lists lots
    Lots => lots,
    /// Shows where goods came from, where they went, who fed whom
    Trace => trace,
    /// Shows everything about one number
    Show => show,
    /// Lists what the books could not take, and who must answer it
    Discrepancies => discrepancies,
    /// Prints which action is allowed in which status of a note
    Lifecycle => lifecycle,
    /// Checks journal, log and books
    Verify => verify,
    /// Writes documents or books as NDJSON, for the independent auditor
    Dump => dump,
    /// Tells what is in the registry, and how it is
    Status => status,
    /// Copies the registry
    Backup => backup,
    /// Makes a registry from a copy
    Restore => restore,
    /// Lets deadlines that have passed take effect
    Clock => clock,
    /// Destroys the texts of a party
    Erase => erase,
    /// Lists persons whose texts have had their time
    Retention => retention,
    /// Wraps the keys under a key that lies elsewhere
    Keys => keys,
    /// Measures this machine
    Bench => bench,
    /// Prints the completions of a shell, or the manual page
    Completions => completions,
    /// Makes the documents of a synthetic country
    Simulate => simulate,
}

/// Reads the arguments, runs the command, and says how it ended.
pub(crate) fn run() -> ExitCode {
    if std::env::args_os().len() < 2 {
        // The first page; when it cannot be printed, nobody is there to read it.
        let _ = Cli::command().print_help();
        return ExitCode::from(2);
    }
    let cli = Cli::parse();
    let screen = Screen::of_process(cli.common.json);
    if let Err(trouble) = logs::begin() {
        trouble.tell(&screen);
        return trouble.code();
    }
    let ending = cli.command.run(&cli.common, &screen).and_then(|ending| {
        screen.flush()?;
        Ok(ending)
    });
    match ending {
        Ok(ending) => ending.code(),
        Err(trouble) => {
            // What was printed before stays printed; a closed pipe is told by the trouble itself.
            let _ = screen.flush();
            trouble.log();
            trouble.tell(&screen);
            trouble.code()
        }
    }
}

/// Runs a command as if it had been typed, with a registry that is open already. `words` begins with the program.
pub(crate) fn play(words: &[String], session: &Session, screen: &Screen) -> Result<Ending, Trouble> {
    let unread = |error| Trouble::fault(format!("`{}` cannot be read", words.join(" "))).because(&error);
    let mut cli = Cli::try_parse_from(words).map_err(unread)?;
    cli.common.store = session.store().display().to_string();
    cli.common.json = screen.is_json();
    cli.common.session = Some(session.clone());
    cli.command.run(&cli.common, screen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_first_page_names_every_command() {
        for command in Cli::command().get_subcommands() {
            let start = format!("\n  {} ", command.get_name());
            assert!(GROUPS.contains(&start), "the first page does not name `{}`", command.get_name());
        }
    }

    #[test]
    fn every_command_has_examples() {
        for command in Cli::command().get_subcommands() {
            let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains("tamga "), "`{}` has no example", command.get_name());
            assert!(help.contains("Next:"), "`{}` does not say where to go next", command.get_name());
        }
    }
}

#[cfg(test)]
mod reference;

#[cfg(test)]
mod lifecycle_page;

#[cfg(test)]
mod typed;
