//! The simulator as one value: settings, clock, ids and the state behind a lock. All work on the
//! state happens in a [`Turn`], which first lets everything happen that its time has come for.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, watch};

use crate::clock::Clock;
use crate::ids::Ids;
use crate::login::keys::SigningKeys;
use crate::readings::Readings;
use crate::settings::Settings;
use crate::state::State;
use crate::state_file::{Snapshot, StateFile, StateFileError};

/// A whole simulated Vipps MobilePay. Clones share one state.
#[derive(Clone)]
pub struct Simulator {
    shared: Arc<Shared>,
}

struct Shared {
    settings: Settings,
    clock: Arc<dyn Clock>,
    ids: Ids,
    keys: SigningKeys,
    state: Mutex<State>,
    /// Woken when a delivery may be due earlier than known before.
    work: Notify,
    /// Where the state is kept.
    file: Option<StateFile>,
    /// Woken when the file may be behind the state.
    unsaved: Notify,
    /// Counts changes; `None` once the simulator is closing.
    changes: watch::Sender<Option<u64>>,
}

/// Exclusive work on the state at one moment.
pub(crate) struct Turn<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) ids: &'a Ids,
    /// The time of the [`Clock`], from which the simulator's own may differ.
    pub(crate) machine_ms: i64,
    pub(crate) now_ms: i64,
    pub(crate) state: &'a mut State,
    /// Set by whoever changes what a phone page shows or what is due.
    pub(crate) changed: bool,
}

impl Turn<'_> {
    /// The readings that hold now.
    pub(crate) fn readings(&self) -> Readings {
        self.state.readings.unwrap_or(self.settings.readings)
    }
}

impl Simulator {
    /// A simulator in the world of `settings`, empty of payments and logins. It keeps its state in
    /// memory alone, whatever the settings say of a file.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>) -> Self {
        let state = State::new(&settings, clock.now_unix_ms());
        Self::with(settings, clock, state, None)
    }

    /// The same, going on with what is in the settings' `state_file`. [`serve`](crate::serve) writes
    /// it a second after a change at the latest, and at the end.
    ///
    /// # Errors
    /// When the file can't be read or written, isn't of this version, or another process uses it.
    pub fn open(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, StateFileError> {
        let Some(path) = settings.state_file.clone() else { return Ok(Self::new(settings, clock)) };
        let (file, stored) = StateFile::open(&path)?;
        let (ids_given, state) = match stored {
            Some(stored) => (stored.ids_given, stored.state),
            None => (0, State::new(&settings, clock.now_unix_ms())),
        };
        let simulator = Self::with(settings, clock, state, Some(file));
        simulator.ids().go_on_from(ids_given);
        simulator.save().map_err(|error| StateFileError::unwritable(&path, &error))?;
        Ok(simulator)
    }

    fn with(
        settings: Settings,
        clock: Arc<dyn Clock>,
        state: State,
        file: Option<StateFile>,
    ) -> Self {
        let ids = Ids::new(settings.seed);
        let keys = SigningKeys::new(settings.id_token_algorithm);
        let shared = Shared {
            settings,
            clock,
            ids,
            keys,
            state: Mutex::new(state),
            work: Notify::new(),
            file,
            unsaved: Notify::new(),
            changes: watch::Sender::new(Some(0)),
        };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn ids(&self) -> &Ids {
        &self.shared.ids
    }

    pub(crate) fn keys(&self) -> &SigningKeys {
        &self.shared.keys
    }

    /// The simulator's time: the clock's, moved forward or held still by the control API.
    pub(crate) fn now_ms(&self) -> i64 {
        self.lock().time.now_ms(self.shared.clock.now_unix_ms())
    }

    /// The readings that hold now; inside a turn, ask the turn.
    pub(crate) fn readings(&self) -> Readings {
        self.lock().readings.unwrap_or(self.shared.settings.readings)
    }

    /// Works on the state. Whatever is due by now has happened when `work` begins.
    pub(crate) fn turn<R>(&self, work: impl FnOnce(&mut Turn<'_>) -> R) -> R {
        let mut state = self.lock();
        let machine_ms = self.shared.clock.now_unix_ms();
        let now_ms = state.time.now_ms(machine_ms);
        let mut turn = Turn {
            settings: &self.shared.settings,
            ids: &self.shared.ids,
            machine_ms,
            now_ms,
            state: &mut state,
            changed: false,
        };
        turn.catch_up();
        let result = work(&mut turn);
        let changed = turn.changed;
        drop(state);
        self.shared.unsaved.notify_one();
        if changed {
            self.shared.changes.send_modify(|count| *count = count.map(|number| number + 1));
            self.shared.work.notify_one();
        }
        result
    }

    /// Changes of the state, for live pages. `None` says that the simulator is closing.
    pub(crate) fn changes(&self) -> watch::Receiver<Option<u64>> {
        self.shared.changes.subscribe()
    }

    /// Ends all live pages, so that a server can stop gracefully.
    pub(crate) fn close(&self) {
        self.shared.changes.send_replace(None);
    }

    /// Returns when something new may be due, at the latest at `next_due_unix_ms`.
    pub(crate) async fn wait(&self, next_due_unix_ms: Option<i64>) {
        let woken = self.shared.work.notified();
        let is_frozen = self.lock().time.is_frozen();
        let Some(due_ms) = next_due_unix_ms.filter(|_| !is_frozen) else { return woken.await };
        let left_ms = u64::try_from(due_ms - self.now_ms()).unwrap_or(0);
        // Waking by time or by news makes no difference to the caller.
        let _ = tokio::time::timeout(Duration::from_millis(left_ms), woken).await;
    }

    /// Returns when the state may have changed since it was written.
    pub(crate) async fn until_unsaved(&self) {
        self.shared.unsaved.notified().await;
    }

    /// Writes the state to its file, if it has one and differs from what is there. [`serve`] does so
    /// by itself.
    ///
    /// # Errors
    /// When the file can't be written; the old one is then still there.
    ///
    /// [`serve`]: crate::serve
    pub fn save(&self) -> io::Result<()> {
        let Some(file) = &self.shared.file else { return Ok(()) };
        file.write(|| {
            let state = self.lock();
            Snapshot::of(&state, self.shared.ids.count()).to_bytes()
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
