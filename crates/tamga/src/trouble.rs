//! What can go wrong, in words, with the next step; and how a command ends.

use crate::screen::Screen;
use serde_json::json;
use std::fmt;
use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ending {
    /// It did what was asked.
    Done,
    /// The answer is a refusal or a finding.
    Finding,
}

impl Ending {
    /// A finding when `found`.
    pub(crate) fn finding(found: bool) -> Self {
        if found { Ending::Finding } else { Ending::Done }
    }

    /// The exit code.
    pub(crate) fn code(self) -> ExitCode {
        match self {
            Ending::Done => ExitCode::SUCCESS,
            Ending::Finding => ExitCode::from(1),
        }
    }
}

/// Why a command could not do what was asked.
#[derive(Debug)]
pub(crate) struct Trouble {
    kind: Kind,
    what: String,
    causes: Vec<String>,
    problems: Vec<String>,
    next: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    /// The arguments or the input are wrong: exit code 2.
    Input,
    /// The program could not work: exit code 3.
    Fault,
    /// Nobody reads the output any more: ends without a word.
    Closed,
}

impl Trouble {
    /// The arguments or the input are wrong.
    pub(crate) fn input(what: impl Into<String>) -> Self {
        Self { kind: Kind::Input, what: what.into(), causes: Vec::new(), problems: Vec::new(), next: None }
    }

    /// The program could not work.
    pub(crate) fn fault(what: impl Into<String>) -> Self {
        Self { kind: Kind::Fault, ..Self::input(what) }
    }

    /// Adds the error that led here, with its own causes.
    pub(crate) fn because(mut self, error: &dyn std::error::Error) -> Self {
        let chain = std::iter::successors(Some(error), |error| error.source());
        for text in chain.map(ToString::to_string) {
            if !self.what.contains(&text) && !self.causes.contains(&text) {
                self.causes.push(text);
            }
        }
        self
    }

    /// Adds what is wrong, item by item.
    pub(crate) fn problems(mut self, problems: impl Iterator<Item = String>) -> Self {
        self.problems.extend(problems);
        self
    }

    /// Adds what to do now.
    pub(crate) fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// The exit code.
    pub(crate) fn code(&self) -> ExitCode {
        match self.kind {
            Kind::Input => ExitCode::from(2),
            Kind::Fault => ExitCode::from(3),
            Kind::Closed => ExitCode::SUCCESS,
        }
    }

    /// Logs a fault. What is wrong with arguments or input is not logged: it may quote what somebody wrote.
    pub(crate) fn log(&self) {
        if self.kind == Kind::Fault {
            tracing::error!(causes = self.causes.join(": "), "{}", self.what);
        }
    }

    /// Tells it on the error stream.
    pub(crate) fn tell(&self, screen: &Screen) {
        if self.kind == Kind::Closed {
            return;
        }
        if screen.is_json() {
            let kind = if self.kind == Kind::Input { "input" } else { "fault" };
            let error = json!({"error": self.what, "kind": kind, "causes": self.causes, "problems": self.problems, "next": self.next});
            screen.complain(&error.to_string());
            return;
        }
        screen.complain(&format!("{} {}", screen.error_word(), self.what));
        self.causes.iter().for_each(|cause| screen.complain(&format!("  because: {cause}")));
        self.problems.iter().for_each(|problem| screen.complain(&format!("  - {problem}")));
        if let Some(next) = &self.next {
            screen.complain(&format!("  next: {next}"));
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl From<std::io::Error> for Trouble {
    /// Only output is written with `?`; files are opened with words of their own.
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return Self { kind: Kind::Closed, ..Self::input("") };
        }
        Self::fault("the output could not be written").because(&error)
    }
}
