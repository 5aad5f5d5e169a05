//! One thread reads and groups, several make commands, the caller gets rows in the order of the file.
//!
//! All channels are bounded, so that memory is, too. Who drops the rows early ends the threads.

use super::Maker;
use crate::{
    group::{Document, Documents},
    row::Row,
    source::Reader,
};
use std::{
    sync::{
        Arc, Mutex, PoisonError,
        mpsc::{Receiver, Sender, SyncSender, channel, sync_channel},
    },
    thread::{self, JoinHandle},
    vec,
};

/// Documents handed over at once: so many that the hand-over costs nothing.
const CHUNK: usize = 256;
/// Rows in a chunk after which it is handed over, however few documents it has.
const CHUNK_BYTES: usize = 1024 * 1024;
/// Chunks under way for each worker.
const AHEAD: usize = 3;

/// What comes next in the order of the file.
enum Next {
    Rows(Receiver<Vec<Row>>),
    /// Nothing: the file is read. Without this word the reader has died, which must not look like the end of a file.
    End,
}

/// A chunk of documents, and where its rows are waited for.
type Job = (Vec<Document>, Sender<Vec<Row>>);

/// The threads of one file.
pub(super) struct Threads {
    order: Option<Receiver<Next>>,
    rows: vec::IntoIter<Row>,
    handles: Vec<JoinHandle<()>>,
}

impl Threads {
    pub(super) fn start(documents: Documents<Reader>, maker: &Maker, workers: usize) -> Self {
        let ahead = workers.saturating_mul(AHEAD);
        let (order_in, order_out) = sync_channel(ahead);
        let (jobs_in, jobs_out) = sync_channel::<Job>(ahead);
        let jobs_out = Arc::new(Mutex::new(jobs_out));
        let mut handles = vec![thread::spawn(move || read(documents, &order_in, &jobs_in))];
        for _ in 0..workers {
            let (jobs, maker) = (Arc::clone(&jobs_out), maker.clone());
            handles.push(thread::spawn(move || work(&jobs, &maker)));
        }
        Self { order: Some(order_out), rows: Vec::new().into_iter(), handles }
    }

    pub(super) fn next_row(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(row);
            }
            let next = self.order.as_ref()?.recv();
            assert!(next.is_ok(), "the reader says when the file ends");
            match next {
                Ok(Next::Rows(rows)) => {
                    let rows = rows.recv();
                    assert!(rows.is_ok(), "every chunk is answered");
                    self.rows = rows.unwrap_or_default().into_iter();
                }
                Ok(Next::End) | Err(_) => self.order = None,
            }
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // The reader stops at the next chunk when nobody waits for it, and the workers with the reader.
        self.order = None;
        for handle in self.handles.drain(..) {
            // A thread that died has been seen by whoever asked for its rows.
            let _ = handle.join();
        }
    }
}

fn read(mut documents: Documents<Reader>, order: &SyncSender<Next>, jobs: &SyncSender<Job>) {
    loop {
        let (chunk, is_end) = next_chunk(&mut documents);
        let (rows_in, rows_out) = channel();
        let is_heard = order.send(Next::Rows(rows_out)).is_ok() && jobs.send((chunk, rows_in)).is_ok();
        if !is_heard {
            return;
        }
        if is_end {
            // Nobody listening any more is as good as having been told.
            let _ = order.send(Next::End);
            return;
        }
    }
}

/// The next documents, and whether they are the last.
fn next_chunk(documents: &mut Documents<Reader>) -> (Vec<Document>, bool) {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut bytes = 0usize;
    while chunk.len() < CHUNK && bytes < CHUNK_BYTES {
        let Some(document) = documents.next_document() else { return (chunk, true) };
        bytes = document.records().fold(bytes, |sum, record| sum.saturating_add(record.bytes.len()));
        chunk.push(document);
    }
    (chunk, false)
}

fn work(jobs: &Mutex<Receiver<Job>>, maker: &Maker) {
    loop {
        // A worker that died while it waited has left the queue as it was.
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((documents, rows)) = job else { return };
        let made = documents.into_iter().map(|document| maker.row(document)).collect();
        // Nobody listening: the caller has gone.
        let _ = rows.send(made);
    }
}
