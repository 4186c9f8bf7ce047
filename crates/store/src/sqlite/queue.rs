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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Clock;
    use std::collections::BTreeMap;
    use std::pin::{Pin, pin};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::task::{Context, Waker};
    use tempfile::TempDir;

    /// Each look at it is another moment.
    #[derive(Default)]
    struct Ticking(AtomicI64);

    impl Clock for Ticking {
        fn now_unix_ms(&self) -> i64 {
            self.0.fetch_add(1, Ordering::Relaxed)
        }
    }

    /// A future is polled once, outside any runtime, so that nothing makes it give way.
    fn begin<F: Future>(future: Pin<&mut F>) {
        assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }

    fn room(queue: &Queue) -> usize {
        match queue {
            Queue::Threaded { sender, .. } => sender.as_ref().unwrap().capacity(),
            Queue::Inline(_) => unreachable!("it has a thread"),
        }
    }

    /// Bound: work waiting for the database's one writer
    #[test]
    fn so_much_may_wait_and_whoever_brings_more_waits_to_be_let_in() {
        let folder = TempDir::new().unwrap();
        let writer =
            Writer::open(folder.path().join("clubtill.db"), Arc::new(Ticking::default())).unwrap();
        let queue = Queue::new(writer, SqliteMode::Threaded).unwrap();
        let (starts, started) = std::sync::mpsc::channel();
        let (goes_on, may_go_on) = std::sync::mpsc::channel::<()>();
        let mut first = pin!(queue.run(move |_, _| {
            starts.send(()).unwrap();
            may_go_on.recv().unwrap();
            Ok(Verdict::Keep(()))
        }));
        begin(first.as_mut());
        started.recv().unwrap();

        // The writer is at the first one, and does what waits in groups: one moment, one group.
        let groups = Arc::new(Mutex::new(BTreeMap::<i64, usize>::new()));
        let bring = || {
            let groups = groups.clone();
            Box::pin(queue.run(move |_, now_unix_ms| {
                *groups.lock().unwrap().entry(now_unix_ms).or_default() += 1;
                Ok(Verdict::Keep(()))
            }))
        };
        let mut let_in: Vec<_> = (0..1_024).map(|_| bring()).collect();
        for work in &mut let_in {
            begin(work.as_mut());
        }
        assert_eq!(room(&queue), 0);
        let mut outside: Vec<_> = (0..3).map(|_| bring()).collect();
        for work in &mut outside {
            begin(work.as_mut());
        }
        // One goes before it was let in, and is not done; one that was let in is.
        drop(outside.pop());
        drop(let_in.pop());

        goes_on.send(()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            first.await.unwrap();
            for work in let_in.into_iter().chain(outside) {
                work.await.unwrap();
            }
        });
        let groups = groups.lock().unwrap();
        assert_eq!(groups.values().sum::<usize>(), 1_024 + 2);
        assert_eq!(groups.values().max(), Some(&64));
    }
}
