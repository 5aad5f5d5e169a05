//! `tamga completions`: what a shell and a manual reader want from the program, made from its own arguments.

use crate::cli::{Cli, Common};
use crate::screen::Screen;
use crate::trouble::{Ending, Trouble};
use clap::CommandFactory;

const AFTER: &str = "\
Examples:
  tamga completions bash > /etc/bash_completion.d/tamga
  tamga completions zsh
  tamga completions man | man -l -

Next: open a new shell, and press the tab key behind `tamga`.";

#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct Options {
    /// What for
    #[arg(value_enum)]
    kind: Kind,
}

#[derive(clap::ValueEnum, Clone, Copy)]
enum Kind {
    Bash,
    Zsh,
    Fish,
    /// The manual page
    Man,
}

pub(crate) fn run(options: &Options, _: &Common, screen: &Screen) -> Result<Ending, Trouble> {
    let mut command = Cli::command();
    let mut text = Vec::new();
    let shell = match options.kind {
        Kind::Bash => clap_complete::Shell::Bash,
        Kind::Zsh => clap_complete::Shell::Zsh,
        Kind::Fish => clap_complete::Shell::Fish,
        Kind::Man => {
            clap_mangen::Man::new(command).render(&mut text)?;
            screen.line(String::from_utf8_lossy(&text).trim_end())?;
            return Ok(Ending::Done);
        }
    };
    clap_complete::generate(shell, &mut command, "tamga", &mut text);
    screen.line(String::from_utf8_lossy(&text).trim_end())?;
    Ok(Ending::Done)
}
