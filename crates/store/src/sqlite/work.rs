//! A piece of work for the writer, and what becomes of it. Whoever asked is answered only when the
//! outcome is durable, or is known never to be.

use crate::StoreError;
use rusqlite::Connection;
use tokio::sync::oneshot;

/// What to do with what a piece of work has written, and what to tell whoever asked.
pub(super) enum Verdict<T> {
    Keep(T),
    Undo(T),
}

/// Whether what it wrote is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    Yes,
    No,
}

/// Work as the writer sees it: it may be done more than once, and is answered once.
pub(super) trait Work: Send {
    /// Does it, or does it again, at the store's own time; the outcome stays here.
    fn run(&mut self, connection: &Connection, now_unix_ms: i64) -> rusqlite::Result<Keep>;
    /// Whatever was done of it is undone for good.
    fn fail(&mut self, error: StoreError);
    /// Tells the outcome to whoever asked.
    fn answer(self: Box<Self>);
}

pub(super) struct Asked<T, F> {
    work: F,
    outcome: Option<Result<T, StoreError>>,
    reply: oneshot::Sender<Result<T, StoreError>>,
}

impl<T, F> Asked<T, F>
where
    F: FnMut(&Connection, i64) -> rusqlite::Result<Verdict<T>>,
{
    pub(super) fn new(work: F) -> (Self, oneshot::Receiver<Result<T, StoreError>>) {
        let (reply, answer) = oneshot::channel();
        (Self { work, outcome: None, reply }, answer)
    }
}

impl<T, F> Work for Asked<T, F>
where
    T: Send,
    F: FnMut(&Connection, i64) -> rusqlite::Result<Verdict<T>> + Send,
{
    fn run(&mut self, connection: &Connection, now_unix_ms: i64) -> rusqlite::Result<Keep> {
        let (keep, outcome) = match (self.work)(connection, now_unix_ms)? {
            Verdict::Keep(outcome) => (Keep::Yes, outcome),
            Verdict::Undo(outcome) => (Keep::No, outcome),
        };
        self.outcome = Some(Ok(outcome));
        Ok(keep)
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Some(Err(error));
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.expect("work is answered after it was run or failed");
        // Whoever asked may have gone; what is stored stays stored.
        let _ = self.reply.send(outcome);
    }
}
