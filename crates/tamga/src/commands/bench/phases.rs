//! The measurements, one after the other.

use super::machine::{Machine, Times, own_memory, processor_time};
use super::{LedgerOptions, bare, restart, work};
use crate::progress::Progress;
use crate::screen::Screen;
use crate::session;
use crate::trouble::Trouble;
use ledger::trace::{Direction, Start};
use registry::Registry;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use trade::command::Submission;

/// A measured rate.
pub(super) struct Batch {
    pub(super) name: &'static str,
    pub(super) lines_each: usize,
    pub(super) lines: usize,
    pub(super) took: Duration,
    pub(super) processor: Duration,
    pub(super) commits: Times,
}

/// Clients that send single notes.
pub(super) struct Clients {
    pub(super) count: usize,
    pub(super) notes: usize,
    pub(super) took: Duration,
    pub(super) commits: Times,
}

/// A trace up or down.
pub(super) struct Traced {
    pub(super) direction: &'static str,
    pub(super) nodes: usize,
    pub(super) cold: Duration,
    pub(super) warm: Duration,
}

/// Everything measured.
pub(super) struct Figures {
    pub(super) machine: Machine,
    pub(super) batches: Vec<Batch>,
    pub(super) clients: Vec<Clients>,
    pub(super) during_snapshot: Times,
    pub(super) snapshot_took: Duration,
    pub(super) bytes: bare::Bytes,
    pub(super) bare_took: Duration,
    pub(super) bare_lines: usize,
    pub(super) stock_records: usize,
    pub(super) stock_bytes: u64,
    pub(super) restart: restart::Restart,
    pub(super) traces: Vec<Traced>,
}

/// Lines of a note in the large batches.
const NOTE_LINES: usize = 10;

/// A registry under measurement.
pub(super) struct Bench {
    pub(super) registry: Registry,
    next: AtomicUsize,
}

impl Bench {
    fn numbers(&self, count: usize) -> std::ops::Range<usize> {
        let first = self.next.fetch_add(count, Ordering::Relaxed);
        first..first + count
    }

    /// Texts of so many notes.
    fn notes(&self, count: usize, lines: usize) -> Vec<String> {
        self.numbers(count).map(|number| work::note(number, lines)).collect()
    }
}

/// Measures everything.
pub(super) fn measure(options: &LedgerOptions, screen: &Screen) -> Result<Figures, Trouble> {
    let progress = Progress::of_bytes(Some(8), "bench");
    let machine = Machine::here();
    // First, while this process is young: what others freed would hide what this one takes.
    let (stock_records, stock_bytes) = memory(&options.dir.join("memory"))?;
    let dir = options.dir.join("registry");
    let bench = Bench { registry: create(&dir)?, next: AtomicUsize::new(1) };
    send_all(&bench.registry, &work::balances())?;
    let time = Duration::from_secs(options.seconds);
    progress.at(1, "batches");
    let batches = vec![
        batch(&bench, "1 note of 1 line", (1, 1), (usize::MAX, time))?,
        batch(&bench, "10 notes of 10 lines", (10, NOTE_LINES), (usize::MAX, time))?,
        batch(&bench, "800 notes of 10 lines", (800, NOTE_LINES), (options.lines, Duration::MAX))?,
    ];
    progress.at(2, "clients");
    let clients = [1, 10, 100].into_iter().map(|count| clients(&bench, count, time)).collect::<Result<Vec<_>, _>>()?;
    progress.at(3, "snapshot");
    let (snapshot_took, during_snapshot) = during_snapshot(&bench)?;
    bench.registry.close().map_err(|fault| session::trouble(&fault, &dir))?;
    progress.at(4, "the bare journal");
    let bytes = bare::count(&dir)?;
    let (bare_lines, bare_took) = bare::append(&dir, &options.dir.join("bare"), 800)?;
    progress.at(5, "restarts");
    let restart = restart::measure(&dir, screen)?;
    progress.at(7, "traces");
    let traces = traces(&options.dir.join("trace"))?;
    progress.end();
    Ok(Figures {
        machine,
        batches,
        clients,
        during_snapshot,
        snapshot_took,
        bytes,
        bare_took,
        bare_lines,
        stock_records,
        stock_bytes,
        restart,
        traces,
    })
}

pub(super) fn create(dir: &Path) -> Result<Registry, Trouble> {
    let prefix = "KZ".parse().map_err(|error| Trouble::fault("the prefix cannot be read").because(&error))?;
    session::Session::create_without_snapshots(dir, prefix)
}

pub(super) fn parse(text: &str) -> Result<Submission, Trouble> {
    trade::command::parse(text)
        .map_err(|problems| crate::commands::submit::unreadable(&problems, "a document of the benchmark"))
}

fn fault(fault: &registry::Fault) -> Trouble {
    session::trouble(fault, Path::new("the benchmark"))
}

/// Sends documents that prepare a measurement; all of them must be recorded.
pub(super) fn send_all(registry: &Registry, documents: &[serde_json::Value]) -> Result<(), Trouble> {
    let submissions = documents.iter().map(|document| parse(&document.to_string())).collect::<Result<_, _>>()?;
    recorded(&registry.submit_many(submissions).map_err(|error| fault(&error))?)
}

pub(super) fn recorded(answers: &[registry::Answer]) -> Result<(), Trouble> {
    match answers.iter().find(|answer| answer.outcome != registry::AnswerOutcome::Recorded) {
        None => Ok(()),
        Some(answer) => {
            let words = answer.problems.iter().map(|problem| format!("{}: {}", problem.at, problem.message));
            Err(Trouble::fault("a document of the benchmark was not recorded").problems(words))
        }
    }
}

/// Batches of notes by one client, each durable before the next, until `lines` are posted or the time is over.
fn batch(
    bench: &Bench,
    name: &'static str,
    (notes, note_lines): (usize, usize),
    (lines, time): (usize, Duration),
) -> Result<Batch, Trouble> {
    let mut done = Batch {
        name,
        lines_each: notes * note_lines,
        lines: 0,
        took: Duration::ZERO,
        processor: Duration::ZERO,
        commits: Times::default(),
    };
    while done.lines < lines && done.took < time {
        let texts = bench.notes(notes, note_lines);
        let (began, used) = (Instant::now(), processor_time());
        let submissions = texts.iter().map(|text| parse(text)).collect::<Result<Vec<_>, _>>()?;
        let answers = bench.registry.submit_many(submissions).map_err(|error| fault(&error))?;
        let took = began.elapsed();
        done.processor += processor_time().saturating_sub(used);
        recorded(&answers)?;
        done.took += took;
        done.commits.0.push(took);
        done.lines += notes * note_lines;
    }
    Ok(done)
}

/// So many clients at once, each sending single notes of one line and waiting for each answer.
fn clients(bench: &Bench, count: usize, time: Duration) -> Result<Clients, Trouble> {
    let began = Instant::now();
    let client = || -> Result<Vec<Duration>, Trouble> {
        let mut commits = Vec::new();
        while began.elapsed() < time {
            commits.extend(single(bench)?);
        }
        Ok(commits)
    };
    let results: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(client)).collect();
        threads.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    let took = began.elapsed();
    let mut commits = Times::default();
    for result in results {
        commits.0.extend(result.map_err(|_| Trouble::fault("a client of the benchmark ended early"))??);
    }
    Ok(Clients { count, notes: commits.0.len(), took, commits })
}

/// One note of one line, from its text to its answer.
fn single(bench: &Bench) -> Result<Option<Duration>, Trouble> {
    let Some(text) = bench.notes(1, 1).pop() else { return Ok(None) };
    let began = Instant::now();
    let answer = bench.registry.submit(&parse(&text)?).map_err(|error| fault(&error))?;
    let took = began.elapsed();
    recorded(&[answer])?;
    Ok(Some(took))
}

/// Single notes while a snapshot of everything is taken.
fn during_snapshot(bench: &Bench) -> Result<(Duration, Times), Trouble> {
    thread::scope(|scope| {
        let snapshot = scope.spawn(|| {
            let began = Instant::now();
            bench.registry.snapshot().map(|_| began.elapsed())
        });
        let mut commits = Times::default();
        while !snapshot.is_finished() {
            commits.0.extend(single(bench)?);
        }
        let took = snapshot.join().map_err(|_| Trouble::fault("the snapshot ended early"))?;
        Ok((took.map_err(|error| fault(&error))?, commits))
    })
}

/// Memory for stock records alone: parts of lots change their status, which makes one record more each.
fn memory(dir: &Path) -> Result<(usize, u64), Trouble> {
    const DOCUMENTS: usize = 200;
    const LINES: usize = 999;
    let registry = create(dir)?;
    let number = |document: usize| format!("M-{document}");
    for document in 0..DOCUMENTS {
        send_all(&registry, &[work::balance(&number(document), document, LINES, "10")])?;
    }
    let before = own_memory();
    for document in 0..DOCUMENTS {
        send_all(&registry, &[work::halves(document, document, &number(document), LINES)])?;
    }
    let grown = own_memory().saturating_sub(before);
    registry.close().map_err(|error| fault(&error))?;
    Ok((DOCUMENTS * LINES, grown))
}

/// Traces of 10,000 nodes over 10 hops: the first in a fresh process of books, and the middle one of many.
fn traces(dir: &Path) -> Result<Vec<Traced>, Trouble> {
    const WIDTH: usize = 500;
    const HOPS: usize = 10;
    const ROUNDS: usize = 21;
    let registry = create(dir)?;
    send_all(&registry, &work::streams(WIDTH, HOPS))?;
    registry.close().map_err(|error| fault(&error))?;
    let mut traced = Vec::new();
    for (name, direction) in [("down", Direction::Down), ("up", Direction::Up)] {
        let registry = restart::open(dir)?.0;
        let mut times = Times::default();
        let mut nodes = 0;
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let found = registry
                .read(|books, moves| {
                    ledger::trace::trace(books, moves, Start::Lot(ledger::LotId(1)), direction, usize::MAX)
                })
                .map_err(|error| fault(&error))?;
            times.0.push(began.elapsed());
            nodes = found.nodes.len();
        }
        let cold = times.0.first().copied().unwrap_or_default();
        traced.push(Traced { direction: name, nodes, cold, warm: times.permille(500) });
        registry.close().map_err(|error| fault(&error))?;
    }
    Ok(traced)
}
