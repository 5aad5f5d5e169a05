//! Tells the story: each command is printed as it is typed, and run by what runs typed commands.

use super::line::Line;
use super::story::{STEPS, Step};
use crate::cli;
use crate::screen::{Screen, Tone};
use crate::session::Session;
use crate::trouble::{Ending, Trouble};
use serde_json::json;
use std::io::{self, IsTerminal};
use std::path::Path;

/// Columns by which answers are set in.
const INSET: usize = 2;
/// Columns that commands use at most.
const WIDTH_MAX: usize = 80;

/// What loads the declarations.
const DECLARATIONS: &str = "tamga import {files}/train.csv.gz {files}/valid.csv.gz {files}/test.csv.gz \
                            --mapping customs_declarations_kr --rejects {files}/rejects.csv";

/// Who tells the story.
pub(super) struct Teller<'a> {
    pub(super) session: &'a Session,
    /// Where the documents are.
    pub(super) files: &'a Path,
    /// Whether to wait for Enter after each step.
    pub(super) pauses: bool,
    pub(super) screen: &'a Screen,
}

impl Teller<'_> {
    /// Tells all steps. The first begins with declarations: so many at most, or all.
    pub(super) fn tell(&self, declarations: Option<usize>) -> Result<(), Trouble> {
        for (step, number) in STEPS.iter().zip(1..) {
            self.head(step, number)?;
            if number == 1 && declarations != Some(0) {
                let limit = declarations.map(|limit| format!(" --limit {limit}")).unwrap_or_default();
                self.play(&format!("{DECLARATIONS}{limit}"), number)?;
            }
            step.commands.iter().try_for_each(|command| self.play(command, number))?;
            self.wait(number)?;
        }
        Ok(())
    }

    fn head(&self, step: &Step, number: usize) -> Result<(), Trouble> {
        if !self.screen.is_json() {
            self.screen.heading(&format!("{number}. {}", step.title))?;
            self.screen.text("", step.why)?;
        }
        Ok(())
    }

    /// Prints a command, runs it, and prints its answer.
    fn play(&self, command: &str, step: usize) -> Result<(), Trouble> {
        let screen = self.screen;
        let line = Line::read(command, &self.files.display().to_string());
        if screen.is_json() {
            screen.json(&json!({"step": step, "command": line.typed(usize::MAX)}))?;
        } else {
            screen.line("")?;
            let typed = line.typed(screen.width().min(WIDTH_MAX));
            typed.lines().try_for_each(|line| screen.line(screen.paint(Tone::Head, line)))?;
        }
        screen.flush()?;
        let ending = screen.inset(INSET, || cli::play(line.words(), self.session, screen))?;
        if ending == Ending::Finding && !screen.is_json() {
            let words = "(exit code 1: the answer is a refusal or a finding)";
            screen.inset(INSET, || screen.line(screen.paint(Tone::Faint, words)))?;
        }
        screen.flush()?;
        Ok(())
    }

    /// Waits for Enter after a step, but the last, where somebody can press it.
    fn wait(&self, step: usize) -> Result<(), Trouble> {
        let can = io::stdin().is_terminal() && io::stdout().is_terminal() && !self.screen.is_json();
        if !self.pauses || !can || step == STEPS.len() {
            return Ok(());
        }
        self.screen.line("")?;
        self.screen.line(self.screen.paint(Tone::Faint, "Enter goes on, Ctrl-C ends."))?;
        self.screen.flush()?;
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(|error| Trouble::fault("the keys cannot be read").because(&error))?;
        Ok(())
    }
}
