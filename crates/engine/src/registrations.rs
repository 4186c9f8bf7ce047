//! Where Vipps MobilePay reports to. At start and now and then, what is registered is compared with what is known:
//! a registration of ours whose secret is not known, because it is shown only once, or whose events
//! are not what this release wants, is removed and made anew. Nobody else's is touched.

use crate::settings::UnitSettings;
use crate::{Engine, EngineError, Shop};
use checkout::{MerchantId, SalesUnit};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{Commit, CommitError, LookupRule, LookupWrite};
use url::Url;
use vipps_mobilepay::webhook::{self, LOGIN_PING, Listed, PAYMENT_EVENTS, Registered};

const INDEX: &str = "registration";
const ROW: &str = "registration";
/// Between tries to put them in order while that fails.
pub(crate) const AGAIN_AFTER_MS: i64 = 15_000;
/// Between looks whether they are still as they should be: Vipps MobilePay removes one that did not
/// answer for two weeks, and a person may remove one at any time.
pub(crate) const CHECK_EVERY_MS: i64 = 3_600_000;
const PATH: &str = "webhooks/vipps/";

/// Why registrations could not be put in order.
#[derive(Debug, thiserror::Error)]
pub enum RegistrationError {
    #[error(transparent)]
    Engine(#[from] EngineError),
    #[error(transparent)]
    Vipps(#[from] vipps_mobilepay::Error),
    #[error("the public address can't be extended by a path")]
    Address,
}

/// A registration of ours, as the receiver needs it.
pub(crate) struct Known {
    pub(crate) merchant: MerchantId,
    pub(crate) unit: SalesUnit,
    pub(crate) registered: Registered,
}

/// Registrations by our own name for them, the last part of the address.
#[derive(Default)]
pub(crate) struct Registrations {
    known: Mutex<HashMap<String, Arc<Known>>>,
    failing: Mutex<HashMap<SalesUnit, Failing>>,
}

/// Since when a sales unit's registrations can't be put in order, and when that is tried again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Failing {
    pub(crate) since_unix_ms: i64,
    pub(crate) next_try_at_unix_ms: i64,
}

impl Registrations {
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Known>> {
        self.lock().get(name).cloned()
    }

    fn put(&self, name: String, known: Known) {
        self.lock().insert(name, Arc::new(known));
    }

    pub(crate) fn failing(&self, unit: &SalesUnit) -> Option<Failing> {
        self.failing.lock().unwrap_or_else(PoisonError::into_inner).get(unit).copied()
    }

    fn tried(&self, unit: &SalesUnit, failed: bool, now_unix_ms: i64) {
        let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
        if !failed {
            failing.remove(unit);
            return;
        }
        let next_try_at_unix_ms = now_unix_ms + AGAIN_AFTER_MS;
        let since_unix_ms = now_unix_ms;
        failing
            .entry(unit.clone())
            .and_modify(|failing| failing.next_try_at_unix_ms = next_try_at_unix_ms)
            .or_insert(Failing { since_unix_ms, next_try_at_unix_ms });
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Arc<Known>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A signed event that changes nothing, ready to be sent to our own registration.
#[derive(Clone)]
pub struct WebhookTest {
    pub url: Url,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// A registration as it is kept, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    vipps_id: String,
    url: Url,
    secret: String,
}

impl Engine {
    /// Puts the webhook registrations of all sales units in order. Without a public address there
    /// is nothing to do: everything comes by polling.
    pub async fn register_webhooks(&self) -> Result<(), RegistrationError> {
        let mut outcome = Ok(());
        for shop in self.inner.shops.values() {
            let Some(public_url) = &shop.public_url else { continue };
            for unit in &shop.units {
                let done = self.register_unit(shop, unit, public_url).await;
                let now_unix_ms = self.now_unix_ms();
                self.inner.registrations.tried(&unit.unit, done.is_err(), now_unix_ms);
                // One unit's trouble is not another's.
                outcome = outcome.and(done);
            }
        }
        outcome
    }

    async fn register_unit(
        &self,
        shop: &Shop,
        unit: &UnitSettings,
        public_url: &Url,
    ) -> Result<(), RegistrationError> {
        let ours = addresses(public_url);
        let hash = self.registration_hash(&unit.unit);
        let name: Option<String> = self.holder(&shop.merchant, INDEX, &hash).await?;
        let kept = match &name {
            Some(name) => self.kept(&shop.merchant, name).await?.map(|kept| (name.clone(), kept)),
            None => None,
        };
        // What is known is believed before Vipps MobilePay is asked: events are under way already.
        if let Some((name, kept)) = &kept {
            self.receive_at(shop, unit, name, kept);
        }
        let webhooks = unit.client.webhooks();
        let mut stands = false;
        for listed in webhooks.list().await? {
            let is_kept = kept.as_ref().is_some_and(|(_, kept)| kept.vipps_id == listed.id);
            let in_place = listed.url.starts_with(&ours);
            if is_kept && in_place && tells_all(&listed) {
                stands = true;
            } else if is_kept || in_place {
                webhooks.delete(&listed.id).await?;
            }
        }
        if stands {
            return Ok(());
        }
        let name = self.new_uuid().to_string();
        let url = Url::parse(&format!("{ours}{name}")).map_err(|_| RegistrationError::Address)?;
        let registered = webhooks.register(&url, &events().collect::<Vec<_>>()).await?;
        let secret = registered.secret.expose_secret().to_owned();
        let kept = Kept { vipps_id: registered.id, url, secret };
        self.keep(&shop.merchant, hash, &name, &kept).await?;
        self.receive_at(shop, unit, &name, &kept);
        tracing::info!(sales_unit.msn = %unit.unit.msn, "webhooks are registered");
        Ok(())
    }

    /// A signed event that changes nothing, for a look whether webhooks arrive at a sales unit's
    /// registration. None while nothing is registered at the public address.
    pub async fn webhook_test(
        &self,
        merchant: &MerchantId,
        unit: &UnitSettings,
    ) -> Result<Option<WebhookTest>, EngineError> {
        let shop = self.shop(merchant)?;
        let Some(public_url) = &shop.public_url else { return Ok(None) };
        let hash = self.registration_hash(&unit.unit);
        let name: Option<String> = self.holder(merchant, INDEX, &hash).await?;
        let Some(name) = name else { return Ok(None) };
        let Some(kept) = self.kept(merchant, &name).await? else { return Ok(None) };
        if !kept.url.as_str().starts_with(&addresses(public_url)) {
            return Ok(None);
        }
        self.receive_at(shop, unit, &name, &kept);
        let Some(known) = self.inner.registrations.get(&name) else { return Ok(None) };
        let now = jiff::Timestamp::from_millisecond(self.now_unix_ms()).unwrap_or_default();
        // No installation's reference begins like this: it is acknowledged and passed over.
        let body = serde_json::json!({
            "msn": unit.unit.msn.as_str(),
            "reference": "-is-anybody-there",
            "pspReference": "-",
            "name": "CREATED",
            "amount": { "currency": "NOK", "value": 0 },
            "timestamp": now.to_string(),
            "success": false,
        });
        let body = body.to_string().into_bytes();
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let headers = webhook::signed_headers(&known.registered, &date, &body).to_vec();
        Ok(Some(WebhookTest { url: kept.url, headers, body }))
    }

    fn registration_hash(&self, unit: &SalesUnit) -> [u8; 32] {
        let environment = format!("{:?}", unit.environment);
        self.inner.vault.hash(&[INDEX, &environment, unit.msn.as_str()])
    }

    fn receive_at(&self, shop: &Shop, unit: &UnitSettings, name: &str, kept: &Kept) {
        let secret = SecretString::from(kept.secret.as_str());
        let registered = Registered { url: kept.url.clone(), secret };
        let (merchant, unit) = (shop.merchant.clone(), unit.unit.clone());
        self.inner.registrations.put(name.to_owned(), Known { merchant, unit, registered });
    }

    async fn kept(&self, merchant: &MerchantId, name: &str) -> Result<Option<Kept>, EngineError> {
        let content = self.unsealed(merchant, &subject(name), ROW).await?;
        Ok(content.and_then(|content| serde_json::from_slice(&content).ok()))
    }

    async fn keep(
        &self,
        merchant: &MerchantId,
        hash: [u8; 32],
        name: &str,
        kept: &Kept,
    ) -> Result<(), EngineError> {
        let content = serde_json::to_vec(kept).expect("texts are always JSON");
        let sealed = self.sealed(merchant, &subject(name), &[(ROW, content)]).await?;
        let (holder, rule) = (name.to_owned(), LookupRule::Replace);
        let commit = Commit {
            subjects: vec![sealed],
            lookups: vec![LookupWrite { index: INDEX, hash, holder, rule }],
            ..Commit::new(merchant.clone(), self.now_unix_ms())
        };
        self.inner.store.commit(commit).await.map_err(|error| match error {
            CommitError::Store(error) => error.into(),
            _ => EngineError::Contended,
        })
    }
}

/// What the addresses of our registrations begin with.
fn addresses(public_url: &Url) -> String {
    format!("{}/{PATH}", public_url.as_str().trim_end_matches('/'))
}

/// What this release wants to be told.
fn events() -> impl Iterator<Item = &'static str> {
    PAYMENT_EVENTS.into_iter().chain([LOGIN_PING])
}

/// Whether a registration is for what this release wants, no more and no less: an older release may
/// have made it.
fn tells_all(listed: &Listed) -> bool {
    let listed: BTreeSet<&str> = listed.events.iter().map(String::as_str).collect();
    listed == events().collect()
}

fn subject(name: &str) -> String {
    format!("webhook-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registration_of_another_release_is_not_as_it_should_be() {
        let listed = |events: Vec<&str>| Listed {
            id: "1".to_owned(),
            url: "https://shop.example/webhooks/vipps/1".to_owned(),
            events: events.into_iter().map(str::to_owned).collect(),
        };
        let all: Vec<&str> = events().collect();
        let (fewer, more) = (all[1..].to_vec(), [&all[..], &["user.checked-in.v1"]].concat());
        let reversed = all.iter().rev().copied().collect();
        for (events, stands) in [(all, true), (reversed, true), (fewer, false), (more, false)] {
            assert_eq!(tells_all(&listed(events.clone())), stands, "{events:?}");
        }
    }
}
