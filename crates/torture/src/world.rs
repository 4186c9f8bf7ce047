//! One thread, one clock, one source of chance: who of those that can go on goes on next, and when
//! time passes, follows from the seed alone.

use crate::chance::Chance;
use crate::strike::{Fault, Strike};
use crate::trace::Trace;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use testkit::FakeClock;

/// The longest time that somebody who could go on doesn't.
const SLOW_MS_MAX: i64 = 3_000;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// What is stopped together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    /// The process of the service: dies in a crash.
    Service,
    /// Everybody and everything else.
    Outside,
}

struct Task {
    name: &'static str,
    group: Group,
    work: Work,
    ready: Arc<Ready>,
    /// Until then it gets no turn, whatever wakes it.
    stalled_until_unix_ms: i64,
}

struct Ready(AtomicBool);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Handle to everything that is shared; clones are the same world.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) clock: FakeClock,
    shared: Arc<Shared>,
}

struct Shared {
    chance: Mutex<Chance>,
    trace: Mutex<Trace>,
    new: Mutex<Vec<Task>>,
    timers: Mutex<Timers>,
    strike: Mutex<Option<Strike>>,
}

#[derive(Default)]
struct Timers {
    wakers: BTreeMap<(i64, u64), Waker>,
    count: u64,
}

impl World {
    pub(crate) fn new(seed: u64, story: bool) -> Self {
        let clock = FakeClock::default();
        let trace = Trace::new(clock.now_unix_ms(), story);
        let shared = Shared {
            chance: Mutex::new(Chance::new(seed)),
            trace: Mutex::new(trace),
            new: Mutex::default(),
            timers: Mutex::default(),
            strike: Mutex::default(),
        };
        Self { clock, shared: Arc::new(shared) }
    }

    pub(crate) fn chance(&self) -> MutexGuard<'_, Chance> {
        lock(&self.shared.chance)
    }

    /// From now on, occasions for a fault are counted.
    pub(crate) fn lurks(&self, strike: Option<Strike>) {
        *lock(&self.shared.strike) = strike;
    }

    /// Whether this occasion for a fault is the one that fails in this run.
    pub(crate) fn strikes(&self, fault: Fault) -> bool {
        let falls = lock(&self.shared.strike).as_mut().is_some_and(|strike| strike.falls(fault));
        if falls {
            self.trace().count(fault.name());
            self.tell("strike", || fault.name().to_owned());
        }
        falls
    }

    /// Whether the run had the occasion that was to fail.
    pub(crate) fn was_struck(&self) -> bool {
        lock(&self.shared.strike).as_ref().is_some_and(Strike::has_fallen)
    }

    /// Writes a line of the story, if one is told.
    pub(crate) fn tell(&self, who: &str, what: impl FnOnce() -> String) {
        lock(&self.shared.trace).tell(self.clock.now_unix_ms(), who, what);
    }

    /// What happened, in short and in words.
    pub(crate) fn trace(&self) -> MutexGuard<'_, Trace> {
        lock(&self.shared.trace)
    }

    pub(crate) fn spawn(
        &self,
        group: Group,
        name: &'static str,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        let ready = Arc::new(Ready(AtomicBool::new(true)));
        let (work, stalled_until_unix_ms) = (Box::pin(work), 0);
        lock(&self.shared.new).push(Task { name, group, work, ready, stalled_until_unix_ms });
    }

    /// Lets everybody else have a turn. Between any two turns of the service it may crash.
    pub(crate) async fn turn(&self) {
        let mut had = false;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut had, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Goes on when that time has come.
    pub(crate) async fn until(&self, at_unix_ms: i64) {
        let mut waits = false;
        std::future::poll_fn(|context| {
            if self.clock.now_unix_ms() >= at_unix_ms {
                return Poll::Ready(());
            }
            if !std::mem::replace(&mut waits, true) {
                self.wake_at(at_unix_ms, context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    fn wake_at(&self, at_unix_ms: i64, waker: Waker) {
        let mut timers = lock(&self.shared.timers);
        timers.count += 1;
        let key = (at_unix_ms, timers.count);
        timers.wakers.insert(key, waker);
    }

    pub(crate) async fn pause_ms(&self, ms: i64) {
        self.until(self.clock.now_unix_ms() + ms).await;
    }

    /// Moves the clock to the next time that anybody waits for, but no further than `ms_max`. False
    /// if nobody waits.
    fn let_time_pass(&self, ms_max: i64) -> bool {
        let mut timers = lock(&self.shared.timers);
        let Some(((first_unix_ms, _), _)) = timers.wakers.first_key_value() else { return false };
        let now_unix_ms = self.clock.now_unix_ms();
        self.clock.advance_ms((first_unix_ms - now_unix_ms).clamp(0, ms_max));
        let at_unix_ms = self.clock.now_unix_ms();
        while let Some(entry) = timers.wakers.first_entry() {
            if entry.key().0 > at_unix_ms {
                break;
            }
            entry.remove().wake();
        }
        true
    }
}

/// Runs the tasks of a world.
pub(crate) struct Executor {
    world: World,
    tasks: Vec<Task>,
    ready: Vec<usize>,
    /// Whose task went on last.
    last: Group,
}

impl Executor {
    pub(crate) fn new(world: World) -> Self {
        Self { world, tasks: Vec::new(), ready: Vec::new(), last: Group::Outside }
    }

    /// Lets one task go on, or time pass. False when nothing will ever happen again.
    pub(crate) fn step(&mut self) -> bool {
        self.tasks.append(&mut lock(&self.world.shared.new));
        self.ready.clear();
        let now_unix_ms = self.world.clock.now_unix_ms();
        let is_ready = |task: &Task| {
            task.ready.0.load(Ordering::Relaxed) && task.stalled_until_unix_ms <= now_unix_ms
        };
        let ready = self.tasks.iter().enumerate().filter(|(_, task)| is_ready(task));
        self.ready.extend(ready.map(|(index, _)| index));
        if self.ready.is_empty() {
            return self.world.let_time_pass(i64::MAX);
        }
        // Now and then somebody is slow: time passes although they could go on.
        let slow = self.world.chance().per_mille(20);
        if slow {
            let ms = self.world.chance().ms(1, SLOW_MS_MAX);
            self.world.let_time_pass(ms);
        }
        let index = self.ready[self.world.chance().below(self.ready.len())];
        let task = &mut self.tasks[index];
        self.last = task.group;
        let now = self.world.clock.now_unix_ms().to_le_bytes();
        self.world.trace().mix(task.name.as_bytes());
        self.world.trace().mix(&now);
        task.ready.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(task.ready.clone());
        if task.work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
            drop(self.tasks.swap_remove(index));
        }
        true
    }

    /// Lets one task of a group stand still where it is.
    pub(crate) fn stall(&mut self, group: Group, ms: i64) {
        let mut tasks: Vec<_> = self.tasks.iter_mut().filter(|task| task.group == group).collect();
        let index = self.world.chance().below(tasks.len());
        let Some(task) = tasks.get_mut(index) else { return };
        let until_unix_ms = self.world.clock.now_unix_ms() + ms;
        task.stalled_until_unix_ms = until_unix_ms;
        self.world.wake_at(until_unix_ms, Waker::from(task.ready.clone()));
        self.world.trace().count("fault: stalled");
        self.world.tell("service", || format!("{} stands still for {ms} ms", task.name));
    }

    /// Whether the last to go on was of that group.
    pub(crate) fn went_on(&self, group: Group) -> bool {
        self.last == group
    }

    /// Whether everybody waits for something.
    pub(crate) fn all_wait(&self) -> bool {
        let new = lock(&self.world.shared.new);
        new.is_empty() && self.tasks.iter().all(|task| !task.ready.0.load(Ordering::Relaxed))
    }

    /// Stops every task of a group where it stands.
    pub(crate) fn stop(&mut self, group: Group) {
        self.tasks.append(&mut lock(&self.world.shared.new));
        self.tasks.retain(|task| task.group != group);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
