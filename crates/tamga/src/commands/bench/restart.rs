//! Restarts after a killed process, with and without a snapshot.

use super::{phases, work};
use crate::cli::Common;
use crate::screen::Screen;
use crate::session::{self, Session};
use crate::trouble::{Ending, Trouble};
use registry::{Opened, Registry};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a start took.
pub(super) struct Restart {
    pub(super) entries: u64,
    pub(super) from_journal: Duration,
    pub(super) from_snapshot: Duration,
    pub(super) after_snapshot: u64,
}

/// Acknowledgements of the child before it is killed.
const ACKNOWLEDGED: usize = 20;

pub(super) fn open(dir: &Path) -> Result<(Registry, Opened), Trouble> {
    let settings = session::settings_for_files()?;
    Registry::open(dir, settings).map_err(|fault| session::trouble(&fault, dir))
}

/// Kills a process that is writing, twice, and opens what it left: once from the journal alone, once with a snapshot.
pub(super) fn measure(dir: &Path, _: &Screen) -> Result<Restart, Trouble> {
    kill_while_feeding(dir)?;
    let snapshots = dir.join(store::SNAPSHOTS);
    fs::remove_dir_all(&snapshots)
        .map_err(|error| Trouble::fault("the snapshots cannot be removed").because(&error))?;
    let (registry, first) = open(dir)?;
    registry.snapshot().map_err(|fault| session::trouble(&fault, dir))?;
    registry.close().map_err(|fault| session::trouble(&fault, dir))?;
    kill_while_feeding(dir)?;
    let (registry, second) = open(dir)?;
    registry.close().map_err(|fault| session::trouble(&fault, dir))?;
    Ok(Restart {
        entries: first.entries,
        from_journal: first.took,
        from_snapshot: second.took,
        after_snapshot: second.replayed,
    })
}

fn kill_while_feeding(dir: &Path) -> Result<(), Trouble> {
    let failed = |error: &std::io::Error| Trouble::fault("a second process cannot be run").because(error);
    let program = std::env::current_exe().map_err(|error| failed(&error))?;
    let mut child = Command::new(program)
        .arg("--store")
        .arg(dir)
        .args(["bench", "feed"])
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let lines = child.stdout.take().map(|out| BufReader::new(out).lines());
    let acknowledged = lines.into_iter().flatten().take(ACKNOWLEDGED).count();
    // SIGKILL: the child gets no chance to end in good order.
    child.kill().map_err(|error| failed(&error))?;
    child.wait().map_err(|error| failed(&error))?;
    if acknowledged < ACKNOWLEDGED {
        return Err(Trouble::fault("the second process ended by itself"));
    }
    Ok(())
}

/// Posts notes until it is killed, and prints the last entry of each batch.
pub(super) fn feed(common: &Common, batch: usize, screen: &Screen) -> Result<Ending, Trouble> {
    let session = Session::open(common)?;
    let first = usize::try_from(session.registry().position().seq).unwrap_or(0) + 1_000_000_000;
    for batch_first in (first..).step_by(batch.max(1)) {
        let notes = (batch_first..batch_first + batch.max(1)).map(|number| phases::parse(&work::note(number, 1)));
        let answers = session.submit_many(notes.collect::<Result<_, _>>()?)?;
        phases::recorded(&answers)?;
        screen.line(answers.last().map_or(0, |answer| answer.entry).to_string())?;
        screen.flush()?;
    }
    Ok(Ending::Done)
}
