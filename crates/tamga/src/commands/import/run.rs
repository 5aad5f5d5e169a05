//! Reading, sending, counting.

use crate::progress::Progress;
use crate::screen::Screen;
use crate::session::{Answer, AnswerOutcome, Session};
use crate::trouble::Trouble;
use crate::words::answer::{is_refusal, key_of};
use intake::{Mapping, OpenError, Reject, RejectFile, Rejects, Row, Rows, SourceRow, Totals};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use trade::command::Submission;
use trade::nomenclature::Tables;

/// Bytes of a file after which what was read is sent, however few documents that are.
const BATCH_BYTES: u64 = 16 << 20;
/// Rejected rows that are shown.
const EXAMPLES: usize = 5;

/// What became of the files.
#[derive(Default)]
pub(crate) struct Tally {
    pub(crate) totals: Totals,
    /// Recorded now.
    pub(crate) new: u64,
    /// Recorded before.
    pub(crate) known: u64,
    /// Refused now or before.
    pub(crate) refused: u64,
    /// Rows that the mapping reads over.
    pub(crate) skipped: u64,
    /// Not taken: the key belongs to other content.
    pub(crate) conflicts: u64,
    /// Reasons of refusals by code: how many, and the first in words.
    pub(crate) reasons: BTreeMap<String, (u64, String)>,
    /// The first rejected rows in words.
    pub(crate) rejected: Vec<String>,
    pub(crate) reject_files: Vec<RejectFile>,
    pub(crate) took: Duration,
}

impl Tally {
    /// Whether anything was rejected, refused, or cut.
    pub(crate) fn has_findings(&self) -> bool {
        self.refused + self.conflicts + self.totals.documents_rejected > 0 || self.totals.is_cut
    }
}

/// An import under way.
pub(crate) struct Import<'a> {
    session: Option<&'a Session>,
    /// By which a dry run checks codes.
    pub(crate) tables: Arc<Tables>,
    mapping: Option<&'a Mapping>,
    screen: &'a Screen,
    /// Where rejects go, unless beside the file.
    pub(crate) rejects: Option<PathBuf>,
    /// Whether answers are printed.
    pub(crate) answers: bool,
    /// Documents that are sent together.
    pub(crate) batch: usize,
    /// Rows that are still read.
    pub(crate) limit: usize,
    tally: Tally,
    began: Instant,
}

/// Documents waiting to be sent, with their lines in the file.
#[derive(Default)]
struct Waiting {
    lines: Vec<u64>,
    /// Their rows, for those that are refused.
    sources: Vec<Vec<SourceRow>>,
    submissions: Vec<Submission>,
    sent_at: u64,
}

impl<'a> Import<'a> {
    /// Without a session it is a dry run.
    pub(crate) fn new(session: Option<&'a Session>, mapping: Option<&'a Mapping>, screen: &'a Screen) -> Self {
        Self {
            session,
            tables: Arc::default(),
            mapping,
            screen,
            rejects: None,
            answers: false,
            batch: 4000,
            limit: usize::MAX,
            tally: Tally::default(),
            began: Instant::now(),
        }
    }

    /// Reads one file to its end, or to the limit of all files.
    pub(crate) fn file(&mut self, path: &Path) -> Result<(), Trouble> {
        let check_codes = self.session.is_none().then(|| Arc::clone(&self.tables));
        let options = intake::Options { check_codes, ..intake::Options::default() };
        let rows = intake::open_with(path, self.mapping, options).map_err(|error| unopened(&error))?;
        let progress = Progress::of_bytes(rows.bytes_total(), &path.file_name().unwrap_or_default().to_string_lossy());
        let mut rejects = Rejects::new(self.rejects_of(path, &rows), &rows);
        let mut waiting = Waiting::default();
        let mut count = 0;
        let mut rows = rows;
        let some = rows.by_ref().take(self.limit).inspect(|_| count += 1);
        let done = self.rows(some, path, &mut waiting, &mut rejects, &progress);
        self.tally.skipped += rows.skipped();
        progress.end();
        self.limit -= count;
        // Rejects that were found are worth keeping also when something else went wrong.
        let finished = if self.session.is_some() { rejects.finish() } else { Ok(None) };
        done?;
        self.tally.reject_files.extend(finished.map_err(|error| unwritten(&error))?);
        Ok(())
    }

    fn rejects_of(&self, path: &Path, rows: &Rows) -> PathBuf {
        self.rejects.clone().unwrap_or_else(|| {
            if path == Path::new("/dev/stdin") {
                return intake::beside(Path::new("stdin"), rows.form());
            }
            intake::beside_rows(path, rows)
        })
    }

    fn rows(
        &mut self,
        rows: impl Iterator<Item = Row>,
        path: &Path,
        waiting: &mut Waiting,
        rejects: &mut Rejects,
        progress: &Progress,
    ) -> Result<(), Trouble> {
        for row in rows {
            self.tally.totals.add(&row);
            let Row { line, bytes_read, outcome, source, .. } = row;
            match outcome {
                Ok((submission, _)) => {
                    waiting.lines.push(line);
                    waiting.sources.push(source);
                    waiting.submissions.push(submission);
                }
                Err(reject) => {
                    self.note_reject(&reject);
                    if self.session.is_some() {
                        rejects.write(&reject).map_err(|error| unwritten(&error))?;
                    }
                }
            }
            if waiting.submissions.len() >= self.batch || bytes_read.saturating_sub(waiting.sent_at) > BATCH_BYTES {
                waiting.sent_at = bytes_read;
                self.send(path, waiting, rejects)?;
                progress.at(bytes_read, self.so_far());
            }
        }
        self.send(path, waiting, rejects)
    }

    fn so_far(&self) -> String {
        let tally = &self.tally;
        if self.session.is_none() {
            return format!("{} documents read", tally.totals.documents_accepted);
        }
        format!("{} new, {} known, {} refused", tally.new, tally.known, tally.refused + tally.conflicts)
    }

    fn note_reject(&mut self, reject: &Reject) {
        if self.tally.rejected.len() < EXAMPLES {
            let words: Vec<String> = reject.problems.iter().map(ToString::to_string).collect();
            self.tally.rejected.push(format!("line {}: {}", reject.line, words.join("; ")));
        }
    }

    fn send(&mut self, path: &Path, waiting: &mut Waiting, rejects: &mut Rejects) -> Result<(), Trouble> {
        let (lines, sources) = (std::mem::take(&mut waiting.lines), std::mem::take(&mut waiting.sources));
        let submissions = std::mem::take(&mut waiting.submissions);
        let Some(session) = self.session.filter(|_| !submissions.is_empty()) else { return Ok(()) };
        let keys: Vec<String> = submissions.iter().map(|one| key_of(one).unwrap_or_default()).collect();
        let answers = session.submit_many(submissions)?;
        for ((line, answer), (source, key)) in lines.iter().zip(&answers).zip(sources.into_iter().zip(keys)) {
            self.count(answer);
            if is_refusal(answer) && answer.outcome != AnswerOutcome::Conflict {
                let problems = answer.problems.iter();
                let reasons = problems.map(|one| (one.code.clone(), one.at.clone(), one.message.clone())).collect();
                // A document that fits no entry has not used its key up.
                let key = if answer.entry == 0 { String::new() } else { key };
                let reject = Reject::refused(*line, source, reasons, key);
                rejects.write(&reject).map_err(|error| unwritten(&error))?;
            }
            if self.answers {
                self.print(path, *line, answer)?;
            }
        }
        if self.answers {
            self.screen.flush()?;
        }
        Ok(())
    }

    fn count(&mut self, answer: &Answer) {
        let tally = &mut self.tally;
        match answer.outcome {
            AnswerOutcome::Conflict => tally.conflicts += 1,
            AnswerOutcome::Duplicate if is_refusal(answer) => tally.refused += 1,
            AnswerOutcome::Duplicate => tally.known += 1,
            AnswerOutcome::Recorded => tally.new += 1,
            AnswerOutcome::Refused => tally.refused += 1,
        }
        for problem in &answer.problems {
            let first = || (0, format!("entry {}, {}: {}", answer.entry, problem.at, problem.message));
            tally.reasons.entry(problem.code.clone()).or_insert_with(first).0 += 1;
        }
    }

    fn print(&self, path: &Path, line: u64, answer: &Answer) -> Result<(), Trouble> {
        let mut value = serde_json::to_value(answer).unwrap_or_default();
        if let Value::Object(map) = &mut value {
            map.insert("file".to_owned(), path.display().to_string().into());
            map.insert("line".to_owned(), line.into());
        }
        self.screen.json(&value)?;
        Ok(())
    }

    /// The end of all files.
    pub(crate) fn finish(mut self) -> Tally {
        self.tally.took = self.began.elapsed();
        self.tally
    }
}

fn unopened(error: &OpenError) -> Trouble {
    let trouble = Trouble::input(error.to_string()).because(error);
    match error {
        OpenError::NeedsMapping(_) => trouble.next("name it with --mapping; `tamga mapping new FILE` makes one"),
        _ => trouble,
    }
}

fn unwritten(error: &std::io::Error) -> Trouble {
    Trouble::fault("the file of rejects cannot be written")
        .because(error)
        .next("name another place with --rejects FILE")
}
