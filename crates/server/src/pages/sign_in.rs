//! Signing in and out: by PIN at a till, by password in the back office. Who or what was wrong is never
//! said, and a wrong name takes as long as a wrong secret.

mod office;
mod till;

pub(super) use office::{page as office_page, sign_in as into_office, sign_out as out_of_office};
pub(super) use till::{page as till_page, sign_in as at_till, sign_out as lock_till};

use super::signed_in::Area;
use crate::App;
use crate::people::{Person, Secret};
use std::sync::Arc;
use tokio::sync::Semaphore;

/// How many secrets are worked out at once: each takes 20 MiB.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// Why somebody is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NotIn {
    Wrong,
    /// Too many were wrong: for how long nobody may try.
    Wait {
        ms: i64,
    },
}

/// Whoever has that id and that secret there; `may` says who else is nobody there.
async fn look(
    app: &App,
    area: &Area,
    id: &str,
    typed: String,
    may: impl Fn(&Person) -> bool,
) -> Result<Arc<Person>, NotIn> {
    let by = area.by();
    // One wrong letter is another name, and longer ones are nobody's.
    let id: String = id.trim().chars().take(64).collect();
    let now_unix_ms = app.engine.now_unix_ms();
    let person = app.settings.people.iter().find(|person| person.id == id);
    let name = (id.as_str(), person.is_some());
    app.attempts.begin(by, name, now_unix_ms).map_err(|ms| NotIn::Wait { ms })?;
    let person = person.filter(|person| may(person)).cloned();
    let secret = person.as_ref().and_then(|person| person.secret(by)).cloned();
    let secret = secret.unwrap_or_else(|| Secret::nobodys().clone());
    let permit = AT_ONCE.acquire().await;
    let is_right = tokio::task::spawn_blocking(move || secret.is(&typed)).await.unwrap_or(false);
    drop(permit);
    let person = person.filter(|_| is_right).ok_or(NotIn::Wrong)?;
    app.attempts.forget(by, &id);
    Ok(person)
}
