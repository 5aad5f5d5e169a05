//! The way in: submissions are prepared on the submitter's thread, and wait for the decider.

use crate::decider::Resolved;
use crate::prepare::{Prepared, prepare};
use crate::shared::{Shared, lock};
use crate::writer::Spare;
use crate::{Answer, Fault};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use trade::command::Submission;

/// Submissions that travel together, at most.
const JOB_SUBMISSIONS_MAX: usize = 128;
/// Lines that are under way at one time, at most; more wait at the gate.
const LINES_UNDER_WAY_MAX: usize = 64_000;

/// What the decider is told.
pub(crate) enum Message {
    /// Submissions, in order.
    Job(Job),
    /// The writer is free again.
    Idle(Spare),
    /// No more will come.
    End,
}

/// Submissions that are answered together.
pub(crate) struct Job {
    pub(crate) number: usize,
    pub(crate) submissions: Vec<Prepared>,
    pub(crate) reply: Sender<Done>,
}

/// What became of a job; all of it is durable.
pub(crate) struct Done {
    number: usize,
    resolved: Vec<Resolved>,
}

impl Done {
    pub(crate) fn new(number: usize, resolved: Vec<Resolved>) -> Self {
        Self { number, resolved }
    }
}

/// Limits how much is under way.
#[derive(Default)]
pub(crate) struct Gate {
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Gate {
    /// Waits until there is room for `lines`.
    fn enter(&self, lines: usize) {
        let mut state = lock(&self.state);
        while state.0 > 0 && state.0 + lines > LINES_UNDER_WAY_MAX && !state.1 {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.0 += lines;
    }

    /// Makes room.
    pub(crate) fn leave(&self, lines: usize) {
        let mut state = lock(&self.state);
        state.0 = state.0.saturating_sub(lines);
        drop(state);
        self.changed.notify_all();
    }

    /// Nobody waits any more: the registry has stopped.
    pub(crate) fn open_for_all(&self) {
        lock(&self.state).1 = true;
        self.changed.notify_all();
    }
}

/// A submission under way.
pub struct Ticket {
    shared: Arc<Shared>,
    reply: Receiver<Done>,
}

impl Ticket {
    /// Waits for the answer.
    pub fn wait(self) -> Result<Answer, Fault> {
        let mut done = self.reply.recv().map_err(|_| self.shared.stopped())?;
        let resolved = done.resolved.pop().ok_or_else(|| self.shared.stopped())?;
        resolved.answer(&self.shared)
    }
}

/// Submits one command.
pub(crate) fn submit(shared: &Arc<Shared>, submission: Submission) -> Result<Ticket, Fault> {
    let prepared = prepare(submission, &shared.secrets);
    let (reply, answers) = channel();
    send(shared, Job { number: 0, submissions: vec![prepared], reply })?;
    Ok(Ticket { shared: Arc::clone(shared), reply: answers })
}

fn send(shared: &Shared, job: Job) -> Result<(), Fault> {
    shared.durable.check()?;
    shared.gate.enter(job.submissions.iter().map(|prepared| prepared.lines).sum());
    shared.durable.check()?;
    shared.inbox.send(Message::Job(job)).map_err(|_| shared.stopped())
}

/// Submits many commands; while the first are decided, the next are prepared here.
pub(crate) fn submit_many(shared: &Arc<Shared>, submissions: Vec<Submission>) -> Result<Vec<Answer>, Fault> {
    let (reply, replies) = channel();
    let mut answers = vec![Vec::new(); submissions.len().div_ceil(JOB_SUBMISSIONS_MAX)];
    let mut open = 0;
    let mut submissions = submissions.into_iter();
    for number in 0..answers.len() {
        shared.listing.pace();
        let some = submissions.by_ref().take(JOB_SUBMISSIONS_MAX);
        let prepared = some.map(|submission| prepare(submission, &shared.secrets)).collect();
        send(shared, Job { number, submissions: prepared, reply: reply.clone() })?;
        open += 1;
        while let Ok(done) = replies.try_recv() {
            open -= 1;
            take(shared, done, &mut answers)?;
        }
    }
    drop(reply);
    for _ in 0..open {
        let done = replies.recv().map_err(|_| shared.stopped())?;
        take(shared, done, &mut answers)?;
    }
    Ok(answers.into_iter().flatten().collect())
}

fn take(shared: &Shared, done: Done, answers: &mut [Vec<Answer>]) -> Result<(), Fault> {
    let resolved = done.resolved.into_iter().map(|resolved| resolved.answer(shared));
    let resolved = resolved.collect::<Result<Vec<Answer>, Fault>>()?;
    if let Some(place) = answers.get_mut(done.number) {
        *place = resolved;
    }
    Ok(())
}
