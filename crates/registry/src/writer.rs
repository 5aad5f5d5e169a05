//! The writer: one thread that makes groups durable, in order, and lets their answers go.

use crate::Fault;
use crate::decider::Sentry;
use crate::inbox::{Done, Message};
use crate::shared::Shared;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};
use std::time::Instant;
use store::journal::{Group, Writer};

/// A group and what depends on it.
#[derive(Default)]
pub(crate) struct Work {
    pub(crate) group: Group,
    /// Lines that leave the gate with it.
    pub(crate) lines: usize,
    /// Answers that may go once it is durable.
    pub(crate) done: Vec<(Sender<Done>, Done)>,
    /// Whether new keys must be durable before it.
    pub(crate) keys_drawn: bool,
    /// Persons whose keys are destroyed once it is durable.
    pub(crate) erased: Vec<u32>,
}

/// A written group's memory, for later groups.
pub(crate) struct Spare(pub(crate) Group);

/// Works until the decider is gone or a write fails. The journal is closed in good order.
pub(crate) fn run(shared: &Arc<Shared>, mut writer: Writer, works: &Receiver<Work>) -> Result<(), Fault> {
    let mut snapshot_due = shared.durable.position().seq + shared.snapshot_every;
    while let Ok(mut work) = works.recv() {
        // On a panic it is dropped before the work and the replies in it, so that those who wait are told why.
        let _sentry = Sentry(Arc::clone(shared), "writer");
        write(shared, &mut writer, &mut work).inspect_err(|fault| shared.stop(&fault.chain()))?;
        for (reply, done) in work.done {
            // A submitter that no longer waits needs no answer.
            let _ = reply.send(done);
        }
        shared.gate.leave(work.lines);
        // The decider may have ended already.
        let _ = shared.inbox.send(Message::Idle(Spare(work.group)));
        let seq = writer.position().seq;
        if shared.snapshot_every > 0 && seq >= snapshot_due {
            snapshot_due = seq + shared.snapshot_every;
            shared.keeper.ring();
        }
    }
    shared.durable.check()?;
    let position = writer.close()?;
    shared.durable.advance(position);
    Ok(())
}

fn write(shared: &Shared, writer: &mut Writer, work: &mut Work) -> Result<(), Fault> {
    // What was queued when the registry stopped, perhaps since another program took its place, is not written any more.
    shared.durable.check()?;
    if work.keys_drawn {
        // An entry whose key was lost would be erased from the start.
        shared.keys().sync()?;
    }
    let position = writer.write_group(&mut work.group)?;
    for subject in &work.erased {
        shared.keys().destroy(*subject)?;
        tracing::info!(subject, entry = position.seq, "key destroyed");
    }
    tracing::debug!(entry = position.seq, segment = position.segment, offset = position.offset, "group durable");
    shared.durable.advance(position);
    shared.listing.mark(position.seq, Instant::now());
    Ok(())
}
