//! The receivers that are registered: whose events each gets, and when one that no longer answers
//! is deleted.

use serde::{Deserialize, Serialize};
use url::Url;

use crate::qr::check_in::EVENT as CHECK_IN;
use crate::settings::Settings;
use crate::simulator::Turn;

/// A receiver that takes nothing for so long is deleted.
const UNANSWERED_MAX_MS: i64 = 14 * 24 * 3600 * 1000;

/// One receiver of events.
#[derive(Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) id: String,
    #[serde(flatten)]
    pub(crate) scope: Scope,
    pub(crate) url: Url,
    /// The address exactly as registered, for the list.
    pub(super) url_text: String,
    pub(super) events: Vec<String>,
    pub(crate) secret: String,
    /// The first of the attempts that have failed since the last one that was taken.
    #[serde(default)]
    pub(super) failing_since_ms: Option<i64>,
}

/// Whose events a receiver gets. What can be registered is counted for each by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Those of one sales unit.
    Msn(String),
    /// Those of all that the partner with this client id may act for.
    Partner(String),
}

impl Scope {
    fn covers(&self, settings: &Settings, msn: &str) -> bool {
        match self {
            Self::Msn(own) => own == msn,
            Self::Partner(client_id) => {
                settings.key_set(client_id).is_some_and(|keys| keys.unit(settings, msn).is_some())
            }
        }
    }
}

impl Registration {
    pub(super) fn names(&self, event: &str) -> bool {
        self.events.iter().any(|wanted| wanted == event)
    }
}

impl Turn<'_> {
    /// Who gets an event of a sales unit. A check-in can be answered by one only: the receiver of
    /// the sales unit rather than its partner's.
    pub(crate) fn receivers(&self, msn: &str, event: &str) -> Vec<String> {
        let known = self.state.registrations.iter();
        let wanting = known.filter(|it| it.names(event) && it.scope.covers(self.settings, msn));
        let (of_unit, of_partners): (Vec<_>, Vec<_>) =
            wanting.partition(|it| matches!(it.scope, Scope::Msn(_)));
        let mut receivers = of_unit;
        if event != CHECK_IN || receivers.is_empty() {
            receivers.extend(of_partners);
        }
        receivers.into_iter().map(|it| it.id.clone()).collect()
    }

    /// Takes note of an attempt. A receiver for which all have failed for two weeks is deleted,
    /// with what waits for it.
    pub(super) fn attempted(&mut self, id: &str, is_delivered: bool) {
        let known = &mut self.state.registrations;
        let Some(position) = known.iter().position(|known| known.id == id) else { return };
        if is_delivered {
            known[position].failing_since_ms = None;
            return;
        }
        let since_ms = *known[position].failing_since_ms.get_or_insert(self.now_ms);
        if self.now_ms - since_ms < UNANSWERED_MAX_MS {
            return;
        }
        known.remove(position);
        self.state.deliveries.forget_registration(id);
        self.changed = true;
        tracing::warn!(webhook.id = id, "deleted a webhook that has not answered for two weeks");
    }
}
