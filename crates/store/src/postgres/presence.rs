//! Who is at work on a database. Each process that has it open holds a shared lock on a connection of
//! its own; whoever gets the lock alone knows that the others are gone, killed or not, and may clear
//! up after them.
//!
//! When the server restarts, that connection is lost, and a process that comes later may free leases
//! that are still in use. A lease fences nothing: the work is done twice, and committed once.

use super::fault::Fault;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

/// The sessions of a process that was killed are still ending when it is started again.
const PATIENCE: &str = "SET lock_timeout = '500ms'";
/// Whoever is alone clears up; the others wait for that.
const LONG_PATIENCE: &str = "SET lock_timeout = '60s'; SET statement_timeout = '60s'";

const TAKE_ALONE: &str = "SELECT pg_advisory_lock(hashtextextended('clubtill presence', 0))";
const GIVE_BACK: &str = "SELECT pg_advisory_unlock(hashtextextended('clubtill presence', 0))";
const TAKE_SHARED: &str =
    "SELECT pg_advisory_lock_shared(hashtextextended('clubtill presence', 0))";

/// Present until it is dropped.
pub(super) struct Presence {
    _client: Client,
}

impl Presence {
    /// Takes the lock together with the others; before that, if there are none, clears up.
    pub(super) async fn take(
        client: Client,
        clear_up: impl Future<Output = Result<(), Fault>>,
    ) -> Result<Self, Fault> {
        client.batch_execute(PATIENCE).await?;
        let alone = match client.batch_execute(TAKE_ALONE).await.map_err(Fault::from) {
            Ok(()) => true,
            Err(fault) if fault.is(&SqlState::LOCK_NOT_AVAILABLE) => false,
            Err(fault) => return Err(fault),
        };
        client.batch_execute(LONG_PATIENCE).await?;
        if alone {
            clear_up.await?;
        }
        client.batch_execute(TAKE_SHARED).await?;
        if alone {
            client.batch_execute(GIVE_BACK).await?;
        }
        Ok(Self { _client: client })
    }
}
