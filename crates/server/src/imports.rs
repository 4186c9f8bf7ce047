//! Files that somebody of the back office brings in, one import at a time: looked through first, and put
//! in when they say so. An import lives in this process; what was stopped is brought again, and goes on.

use checkout::{ImportKind, MerchantId};
use engine::{Engine, Request};
use import::{Brought, Checked, ImportError};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::AbortHandle;
use uuid::Uuid;

/// What was looked through waits so long for somebody to say yes, and is forgotten then: it may be
/// about people.
const WAITS: Duration = Duration::from_mins(30);

/// The import that is under way, if any.
#[derive(Clone, Default)]
pub(crate) struct Imports(Arc<Mutex<Option<Import>>>);

/// An import is under way already.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Busy;

pub(crate) struct Import {
    pub(crate) id: Uuid,
    pub(crate) kind: ImportKind,
    /// Who brought it, as the settings name them.
    pub(crate) by: String,
    pub(crate) stage: Stage,
    counted: Arc<Counted>,
    task: AbortHandle,
}

pub(crate) enum Stage {
    /// Looked through.
    Checking,
    /// Looked through, and not put in yet.
    Ready(Checked),
    Putting,
    /// So many rows went in, and so many were there already.
    Done {
        new: usize,
        before: usize,
    },
    Failed(ImportError),
    /// Somebody stopped it half-way.
    GivenUp,
}

/// How far it has come.
#[derive(Default)]
struct Counted {
    done: AtomicUsize,
    whole: AtomicUsize,
}

impl Counted {
    fn hear(&self, done: usize, whole: usize) {
        self.done.store(done, Ordering::Relaxed);
        self.whole.store(whole, Ordering::Relaxed);
    }
}

impl Import {
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.stage, Stage::Checking | Stage::Putting)
    }

    /// How many rows of how many are done; none before it is known how many there are.
    pub(crate) fn progress(&self) -> Option<(usize, usize)> {
        let whole = self.counted.whole.load(Ordering::Relaxed);
        (whole > 0).then(|| (self.counted.done.load(Ordering::Relaxed), whole))
    }
}

impl Imports {
    /// Looks at the one under way.
    pub(crate) fn look<T>(&self, see: impl FnOnce(Option<&Import>) -> T) -> T {
        see(self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref())
    }

    fn change<T>(&self, change: impl FnOnce(&mut Option<Import>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does something about the one with that id, if it still is.
    fn of<T>(&self, id: Uuid, act: impl FnOnce(&mut Import) -> T) -> Option<T> {
        self.change(|slot| slot.as_mut().filter(|import| import.id == id).map(act))
    }

    /// Looks through files, in place of what was looked through before.
    pub(crate) fn begin(
        &self,
        engine: &Engine,
        merchant: &MerchantId,
        (by, brought): (String, Brought),
    ) -> Result<(), Busy> {
        let (engine, merchant) = (engine.clone(), merchant.clone());
        self.change(|slot| {
            let is_in_the_way = |import: &Import| {
                import.is_running() || matches!(import.stage, Stage::Ready(_)) && import.by != by
            };
            if slot.as_ref().is_some_and(is_in_the_way) {
                return Err(Busy);
            }
            if let Some(before) = slot {
                before.task.abort();
            }
            let kind = brought.kind();
            let id = engine.new_uuid();
            let counted = Arc::<Counted>::default();
            let (imports, hears) = (self.clone(), Arc::clone(&counted));
            let task = tokio::spawn(async move {
                let hear = move |done, whole| hears.hear(done, whole);
                let checked = import::check(&engine, &merchant, brought, &hear).await;
                imports.of(id, |import| {
                    import.stage = checked.map_or_else(Stage::Failed, Stage::Ready);
                });
                unanswered().await;
                imports.change(|slot| {
                    slot.take_if(|import| import.id == id && !import.is_running());
                });
            });
            let (stage, task) = (Stage::Checking, task.abort_handle());
            *slot = Some(Import { id, kind, by, stage, counted, task });
            Ok(())
        })
    }

    /// Puts in what was looked through; false if that is not there any more.
    pub(crate) fn put(&self, engine: &Engine, request: Request, id: Uuid) -> bool {
        let engine = engine.clone();
        let put = self.of(id, |import| {
            let checked = match std::mem::replace(&mut import.stage, Stage::Putting) {
                Stage::Ready(checked) => checked,
                other => {
                    // Pressed once more.
                    import.stage = other;
                    return;
                }
            };
            import.task.abort();
            import.counted.hear(0, checked.new_rows());
            let (imports, hears) = (self.clone(), Arc::clone(&import.counted));
            let task = tokio::spawn(async move {
                let hear = move |done, whole| hears.hear(done, whole);
                let (new, before) = (checked.new_rows(), checked.before);
                let put = checked.put(&engine, &request, &hear).await;
                imports.of(id, |import| {
                    import.stage = match put {
                        Ok(()) => Stage::Done { new, before },
                        Err(error) => Stage::Failed(error),
                    };
                });
            });
            import.task = task.abort_handle();
        });
        put.is_some()
    }

    /// Forgets it; what is being put in stops, and what is in stays.
    pub(crate) fn give_up(&self, id: Uuid) {
        self.change(|slot| {
            let Some(import) = slot.as_mut().filter(|import| import.id == id) else { return };
            import.task.abort();
            if matches!(import.stage, Stage::Putting) {
                import.stage = Stage::GivenUp;
            } else {
                *slot = None;
            }
        });
    }
}

/// Until nobody has answered for so long.
#[expect(clippy::disallowed_methods, reason = "it is memory that is given up, and no worker waits")]
async fn unanswered() {
    tokio::time::sleep(WAITS).await;
}
