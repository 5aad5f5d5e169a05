//! The decider: one thread that decides submissions in order, and fills the next group while the last one syncs.

use crate::answer::AnswerProblem;
use crate::chance::Chance;
use crate::inbox::{Done, Job, Message};
use crate::persons::Persons;
use crate::prepare::Prepared;
use crate::record::Recorder;
use crate::shared::Shared;
use crate::writer::Work;
use crate::{Answer, Fault};
use ledger::books::{Context, Decision, Made};
use ledger::{Effect, Outcome};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};
use store::journal::Encoder;
use trade::date::Timestamp;
use trade::problem::Problem;

/// Lines in a group, at most.
const GROUP_LINES_MAX: usize = 8_000;
/// Bytes in a group, at most; a larger single entry still gets one.
const GROUP_BYTES_MAX: usize = 16 << 20;
/// How long a group fills while the writer is free.
const FILL_TIME_MAX: Duration = Duration::from_millis(2);

/// What a submission came to. It is turned into an answer on the submitter's thread, once it is durable.
#[derive(Debug)]
pub(crate) enum Resolved {
    /// A new entry.
    New { seq: u64, refused: bool, problems: Vec<AnswerProblem>, made: Made, raised: Vec<Effect> },
    /// Its key was used by an earlier entry.
    Seen { seq: u64, content: [u8; 32] },
    /// It does not fit an entry; nothing was recorded.
    TooLarge,
}

impl Resolved {
    pub(crate) fn answer(self, shared: &Shared) -> Result<Answer, Fault> {
        match self {
            Self::New { seq, refused, problems, made, raised } => {
                Ok(Answer::new(seq, refused, problems, &made, &raised, shared.numbers()))
            }
            Self::Seen { seq, content } => shared.answer_again(seq, &content),
            Self::TooLarge => Ok(Answer::too_large()),
        }
    }
}

/// See the module.
pub(crate) struct Decider {
    shared: Arc<Shared>,
    messages: Receiver<Message>,
    writer: Sender<Work>,
    encoder: Encoder,
    recorder: Recorder,
    chance: Chance,
    /// What the open group brings along.
    work: Work,
    /// Where the answers of the job at hand go. It is held here, so that nobody learns that no answer will come before the
    /// registry has stopped and can say why.
    reply: Option<Sender<Done>>,
    since: Option<Instant>,
    /// Groups that the writer has not given back.
    under_way: usize,
    recorded_at: Timestamp,
}

impl Decider {
    pub(crate) fn new(
        shared: Arc<Shared>,
        messages: Receiver<Message>,
        writer: Sender<Work>,
        encoder: Encoder,
        recorded_at: Timestamp,
    ) -> Self {
        Self {
            shared,
            messages,
            writer,
            encoder,
            recorder: Recorder::default(),
            chance: Chance::new(),
            work: Work::default(),
            reply: None,
            since: None,
            under_way: 0,
            recorded_at,
        }
    }

    /// Works until the end is told or something fails. A fault stops the registry before any waiting submitter learns that
    /// no answer will come.
    pub(crate) fn run(mut self) -> Result<(), Fault> {
        // On a panic it is dropped before `self` and all replies in it.
        let _sentry = Sentry(Arc::clone(&self.shared), "decider");
        let served = self.serve();
        if let Err(fault) = &served {
            self.shared.stop(&fault.chain());
        }
        served
    }

    fn serve(&mut self) -> Result<(), Fault> {
        while let Ok(message) = self.messages.recv() {
            let mut next = Some(message);
            while let Some(message) = next {
                if !self.take(message)? {
                    self.pass_on();
                    return Ok(());
                }
                next = if self.is_ripe() { None } else { self.messages.try_recv().ok() };
            }
            if self.is_full() || self.under_way == 0 {
                self.pass_on();
            }
        }
        Ok(())
    }

    /// Handles a message; `false` for the last.
    fn take(&mut self, message: Message) -> Result<bool, Fault> {
        match message {
            Message::Job(job) => self.job(job)?,
            Message::Idle(spare) => {
                self.under_way = self.under_way.saturating_sub(1);
                self.encoder.recycle(spare.0);
            }
            Message::End => return Ok(false),
        }
        Ok(true)
    }

    fn is_full(&self) -> bool {
        self.work.lines >= GROUP_LINES_MAX || self.encoder.pending().1 >= GROUP_BYTES_MAX
    }

    /// Whether the group should go before more is taken in.
    fn is_ripe(&self) -> bool {
        self.is_full() || (self.under_way == 0 && self.since.is_some_and(|since| since.elapsed() >= FILL_TIME_MAX))
    }

    fn job(&mut self, job: Job) -> Result<(), Fault> {
        self.reply = Some(job.reply);
        self.shared.durable.check()?;
        self.since.get_or_insert_with(Instant::now);
        let mut resolved = Vec::with_capacity(job.submissions.len());
        for prepared in job.submissions {
            self.work.lines += prepared.lines;
            resolved.push(self.submission(&prepared)?);
            if self.is_full() {
                self.pass_on();
            }
        }
        self.work.done.extend(self.reply.take().map(|reply| (reply, Done::new(job.number, resolved))));
        Ok(())
    }

    /// Gives the open group to the writer.
    fn pass_on(&mut self) {
        let mut work = std::mem::take(&mut self.work);
        if self.encoder.pending().0 == 0 && work.done.is_empty() && work.lines == 0 {
            return;
        }
        work.group = self.encoder.take_group();
        self.since = None;
        self.under_way += 1;
        // A writer that is gone has stopped the registry; whoever waits is told so.
        let _ = self.writer.send(work);
    }

    fn submission(&mut self, prepared: &Prepared) -> Result<Resolved, Fault> {
        let problems = self.outside_the_books(prepared)?;
        let shared = Arc::clone(&self.shared);
        let mut core = shared.core_mut();
        if let Some(seq) = core.books.state.recall(&prepared.tag) {
            return Ok(Resolved::Seen { seq, content: prepared.content });
        }
        let seq = core.books.state.seq() + 1;
        self.recorded_at = self.recorded_at.max((shared.clock)());
        let mut persons = Persons::of(prepared, &core.books);
        if !persons.fit(prepared) {
            return Ok(Resolved::TooLarge);
        }
        let core = &mut *core;
        let context = Context {
            seq,
            now: self.recorded_at,
            tag: prepared.tag,
            policy: &shared.policy,
            numbers: shared.numbers(),
            moves: &core.moves,
        };
        let decision = core.books.judge(&prepared.submission, &context, problems, &prepared.persons);
        core.moves.extend(&core.books.state.take_moves())?;
        persons.settle(&core.books, &decision.names);
        self.record(prepared, &decision, persons)?;
        Ok(resolve(seq, decision))
    }

    fn record(&mut self, prepared: &Prepared, decision: &Decision, persons: Persons) -> Result<(), Fault> {
        let seq = self.encoder.next_seq();
        let drawn = self.recorder.write(
            &self.shared,
            prepared,
            decision,
            persons,
            (seq, self.recorded_at),
            &mut self.chance,
        )?;
        self.work.keys_drawn |= drawn;
        if decision.outcome == Outcome::Refused {
            // Codes and numbers only: what the document says is somebody's.
            let code = decision.problems.first().map_or("", |problem| problem.code);
            tracing::info!(entry = seq, kind = prepared.submission.command.kind(), code, "refused");
        }
        for effect in &decision.effects {
            if let Effect::Erase { party } = effect {
                self.work.erased.push(party.0);
            }
        }
        self.shared.tree_mut().append(self.recorder.leaf());
        self.encoder.push(self.recorder.record(seq))?;
        Ok(())
    }

    /// A command that says it mends another must name one that was refused.
    fn outside_the_books(&mut self, prepared: &Prepared) -> Result<Vec<Problem>, Fault> {
        let Some(tag) = &prepared.supersedes else { return Ok(Vec::new()) };
        let problem = |message: &str| {
            vec![Problem { code: "supersedes.not_refused", at: "/supersedes".to_owned(), message: message.to_owned() }]
        };
        let Some(seq) = self.shared.core().books.state.recall(tag) else {
            return Ok(problem("no command of this submitter was refused under that key"));
        };
        if seq > self.shared.durable.position().seq {
            // Rare: the refusal is still on its way to the disk.
            self.pass_on();
            self.shared.durable.wait(seq)?;
        }
        let record = self.shared.reader.read(seq)?.ok_or_else(|| Fault::replay(seq, "the journal does not hold it"))?;
        let header = store::entry::Header::decode(&record.header).map_err(Fault::entry(seq))?;
        match header.outcome {
            store::entry::Outcome::Refused => Ok(Vec::new()),
            store::entry::Outcome::Recorded => {
                Ok(problem("the command under that key was recorded, not refused; there is nothing to mend"))
            }
        }
    }
}

fn resolve(seq: u64, decision: Decision) -> Resolved {
    let problem =
        |problem: Problem| AnswerProblem { code: problem.code.to_owned(), at: problem.at, message: problem.message };
    let mut raised = decision.effects;
    raised.retain(|effect| matches!(effect, Effect::Discrepancy(_)));
    Resolved::New {
        seq,
        refused: decision.outcome == Outcome::Refused,
        problems: decision.problems.into_iter().map(problem).collect(),
        made: decision.made,
        raised,
    }
}

/// Stops the registry when its thread ends by a panic: a broken law must not be carried on.
pub(crate) struct Sentry(pub(crate) Arc<Shared>, pub(crate) &'static str);

impl Drop for Sentry {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop(&format!("the {} met a bug; its words are on the error stream", self.1));
        }
    }
}
