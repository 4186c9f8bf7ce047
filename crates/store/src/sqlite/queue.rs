//! The way to the writer: a bounded queue to its thread, or, for a simulation in which nothing may
//! happen on its own, straight to it on the caller's thread. The writer is the same.

use super::SqliteMode;
use super::work::{Asked, Verdict, Work};
use super::writer::{GROUP_MAX, Writer};
use crate::StoreError;
use rusqlite::Connection;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use tokio::sync::mpsc;

/// How much work may wait; whoever brings more waits to be let in.
const WAITING_MAX: usize = 1024;

pub(super) enum Queue {
    Threaded {
        /// None only while it is dropped: the thread ends when the queue is closed and empty.
        sender: Option<mpsc::Sender<Box<dyn Work>>>,
        thread: Option<JoinHandle<()>>,
    },
    Inline(Mutex<Writer>),
}

impl Queue {
    pub(super) fn new(writer: Writer, mode: SqliteMode) -> Result<Self, StoreError> {
        match mode {
            SqliteMode::Inline => Ok(Self::Inline(Mutex::new(writer))),
            SqliteMode::Threaded => {
                let (sender, receiver) = mpsc::channel(WAITING_MAX);
                let thread = std::thread::Builder::new()
                    .name("store-writer".to_owned())
                    .spawn(move || write(writer, receiver))
                    .map_err(|error| StoreError(format!("no thread to write with: {error}")))?;
                Ok(Self::Threaded { sender: Some(sender), thread: Some(thread) })
            }
        }
    }

    /// Has the writer do something, and waits until it is durable. The work may be done again from
    /// the start if what it was grouped with is taken back. If the caller goes away, it is still done.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnMut(&Connection, i64) -> rusqlite::Result<Verdict<T>> + Send + 'static,
    {
        let (asked, answer) = Asked::new(work);
        match self {
            Self::Threaded { sender, .. } => {
                let sender = sender.as_ref().expect("the queue closes when it is dropped");
                sender.send(Box::new(asked)).await.map_err(|_| stopped())?;
            }
            Self::Inline(writer) => writer
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .run(vec![Box::new(asked) as Box<dyn Work>]),
        }
        answer.await.map_err(|_| stopped())?
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        if let Self::Threaded { sender, thread } = self {
            drop(sender.take());
            if thread.take().is_some_and(|thread| thread.join().is_err()) {
                tracing::error!("the database's writer panicked");
            }
        }
    }
}

fn write(mut writer: Writer, mut waiting: mpsc::Receiver<Box<dyn Work>>) {
    while let Some(first) = waiting.blocking_recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX
            && let Ok(next) = waiting.try_recv()
        {
            group.push(next);
        }
        writer.run(group);
    }
}

fn stopped() -> StoreError {
    StoreError("its writer has stopped; restart the service".to_owned())
}
