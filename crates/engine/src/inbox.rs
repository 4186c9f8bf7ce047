//! What Vipps MobilePay tells us: verified, stored, acknowledged, and then acted on. Copies and
//! order make no difference, and nothing personal is stored.

use crate::facts::Target;
use crate::lost::Lost;
use crate::payments::engine_context;
use crate::session::Extras;
use crate::{Engine, EngineError};
use checkout::{Command, MerchantId, Payment, PaymentId, ProviderState, SalesUnit};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Commit, InboxEntry, NewInboxEntry};
use vipps_mobilepay::epayment::EventName;
use vipps_mobilepay::login::AuthReqId;
use vipps_mobilepay::webhook::{self, Event, PaymentEvent, VerifyError};

const PAYMENT: &str = "payment";
const LOGIN: &str = "login";

/// A webhook as it came: headers by lower-case name, and the raw body.
pub struct WebhookRequest<'a> {
    pub registration: &'a str,
    pub header: &'a (dyn Fn(&str) -> Option<&'a str> + Sync),
    pub body: &'a [u8],
}

/// What to answer to a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookOutcome {
    /// Stored, or known, or not ours: 200.
    Accepted,
    /// The registration's secret is not known (yet): 503, so that it comes again.
    SecretUnknown,
    /// Not signed as registered: 401, and why.
    Unsigned(VerifyError),
    /// Signed, and still not an event: 400.
    Unreadable,
}

/// A payment event without what is personal in it.
#[derive(Debug, Serialize, Deserialize)]
struct PaymentNews {
    #[serde(flatten)]
    unit: SalesUnit,
    reference: String,
    name: String,
    amount_minor: i64,
    currency: String,
    success: bool,
    /// The idempotency key of the call that did it, if one is told.
    #[serde(default)]
    key: Option<String>,
}

/// That a login was answered; which, is a keyed hash of its id.
#[derive(Debug, Serialize, Deserialize)]
struct LoginNews {
    login_hash: [u8; 32],
}

/// What news came to.
enum Handled {
    Done,
    /// It can't be acted on yet.
    Later {
        after_ms: i64,
        tries: u32,
    },
}

/// News that can't be acted on yet, by its number: until when it waits, and after how many tries.
/// Held in memory: after a restart it is tried at once.
#[derive(Default)]
pub(crate) struct Waiting(BTreeMap<i64, (i64, u32)>);

impl Waiting {
    pub(crate) fn next_at_unix_ms(&self) -> Option<i64> {
        self.0.values().map(|(at_unix_ms, _)| *at_unix_ms).min()
    }
}

impl Engine {
    /// Verifies and stores a webhook. Once this has answered `Accepted`, it is not forgotten.
    pub async fn receive(
        &self,
        request: &WebhookRequest<'_>,
    ) -> Result<WebhookOutcome, EngineError> {
        let received = self.take_in(request).await;
        let counted = received.as_ref().map_or("not_stored", |(_, counted)| counted);
        self.inner.metrics.webhook(counted);
        received.map(|(outcome, _)| outcome)
    }

    /// The same; the answer names in one word what is counted.
    async fn take_in(
        &self,
        request: &WebhookRequest<'_>,
    ) -> Result<(WebhookOutcome, &'static str), EngineError> {
        let Some(registered) = self.inner.registrations.get(request.registration) else {
            return Ok((WebhookOutcome::SecretUnknown, "secret_unknown"));
        };
        if let Err(error) = webhook::verify(&registered.registered, request.header, request.body) {
            tracing::warn!(webhook.registration = request.registration, %error, "a webhook is refused");
            return Ok((WebhookOutcome::Unsigned(error), "unsigned"));
        }
        self.inner.circuits.lives(&registered.unit, self.now_unix_ms());
        let (dedupe_key, kind, payload) = match webhook::parse(request.body) {
            Ok(Event::LoginPing(auth_req_id)) => self.login_news(&auth_req_id),
            Ok(Event::Payment(event)) => {
                let ours = &self.shop(&registered.merchant)?.reference_prefix;
                if event.msn != registered.unit.msn.as_str() || !is_of_prefix(&event, ours) {
                    tracing::info!("a webhook of another installation is passed over");
                    return Ok((WebhookOutcome::Accepted, "foreign"));
                }
                payment_news(&event, &registered.unit)
            }
            // Nothing that was registered for: nothing is missed.
            Ok(Event::CheckedIn(_)) => return Ok((WebhookOutcome::Accepted, "not_wanted")),
            Err(_) => return Ok((WebhookOutcome::Unreadable, "unreadable")),
        };
        let entry = NewInboxEntry {
            merchant: registered.merchant.clone(),
            dedupe_key,
            kind: kind.to_owned(),
            payload,
            at_unix_ms: self.now_unix_ms(),
        };
        self.inner.store.receive(entry).await?;
        self.inner.wake.notify_one();
        Ok((WebhookOutcome::Accepted, "stored"))
    }

    fn login_news(&self, auth_req_id: &AuthReqId) -> (String, &'static str, String) {
        let news = LoginNews { login_hash: self.login_hash(auth_req_id) };
        let payload = serde_json::to_string(&news).expect("a hash is always JSON");
        (format!("{LOGIN} {payload}"), LOGIN, payload)
    }

    /// Acts on stored news, each on its own: one that can't be read, or has to wait, stops no
    /// other. Another worker that is at it is left to it. Tells how many were acted on.
    pub(crate) async fn handle_inbox(&self, limit: u32) -> Result<usize, EngineError> {
        let Ok(mut waiting) = self.inner.inbox.try_lock() else { return Ok(0) };
        let held = u32::try_from(waiting.0.len()).unwrap_or(u32::MAX);
        let entries = self.inner.store.inbox(limit.saturating_add(held)).await?;
        // What another process has dealt with does not wait here.
        waiting.0.retain(|id, _| entries.iter().any(|entry| entry.id == *id));
        let mut count = 0;
        for entry in entries {
            let (at_unix_ms, tries) = waiting.0.get(&entry.id).copied().unwrap_or_default();
            if at_unix_ms > self.now_unix_ms() {
                continue;
            }
            count += 1;
            let handled = match entry.kind.as_str() {
                PAYMENT => self.handle_payment(&entry, tries).await,
                LOGIN => self.handle_login(&entry).await.map(|()| Handled::Done),
                _ => Err(EngineError::Unreadable("news of an unknown kind".to_owned())),
            };
            match handled {
                // Nothing can be stored now: all of it is tried again.
                Err(error @ EngineError::Store(_)) => return Err(error),
                // Where others were faster time after time, it is tried again.
                Ok(Handled::Done) | Err(EngineError::Contended) => {}
                Ok(Handled::Later { after_ms, tries }) => {
                    waiting.0.insert(entry.id, (self.now_unix_ms() + after_ms, tries));
                }
                // What can't be acted on now never can, and must not stand in the way of the rest:
                // what it told comes by polling.
                Err(error) => {
                    tracing::error!(inbox.id = entry.id, %error, "news can't be acted on");
                    self.mark_handled(&entry).await?;
                }
            }
        }
        Ok(count)
    }

    /// When news that waits is to be acted on.
    pub(crate) fn inbox_waits_until(&self) -> Option<i64> {
        self.inner.inbox.try_lock().ok()?.next_at_unix_ms()
    }

    async fn handle_payment(&self, entry: &InboxEntry, tries: u32) -> Result<Handled, EngineError> {
        let news: PaymentNews = serde_json::from_str(&entry.payload)
            .map_err(|_| EngineError::Unreadable("news of a payment".to_owned()))?;
        let payment = self.payment_of(&entry.merchant, &news).await?;
        let is_approved = news.success && news.name == format!("{:?}", EventName::Authorized);
        if payment.is_none() && is_approved {
            let lost = self.give_back_lost(&entry.merchant, &news.unit, &news.reference, tries);
            if let Lost::Later { after_ms, tries } = lost.await? {
                return Ok(Handled::Later { after_ms, tries });
            }
        }
        let Some((payment, command)) =
            payment.and_then(|payment| told(&payment, &news).map(|command| (payment, command)))
        else {
            self.mark_handled(entry).await?;
            return Ok(Handled::Done);
        };
        let target = Target { payment: Some(payment.plan.id), ..Target::default() };
        let extras = Extras { handled: vec![entry.id], ..Extras::default() };
        let context = engine_context(&payment.plan.context);
        let changes = self.run(&target, &context, &command, &extras).await?;
        self.follow_with_qr(&payment, &changes).await?;
        Ok(Handled::Done)
    }

    /// A ping says that it is worth asking now; what was answered comes from asking.
    async fn handle_login(&self, entry: &InboxEntry) -> Result<(), EngineError> {
        let news: LoginNews = serde_json::from_str(&entry.payload)
            .map_err(|_| EngineError::Unreadable("news of a login".to_owned()))?;
        let enrolment = self.enrolment_of_login(&entry.merchant, &news.login_hash).await?;
        self.mark_handled(entry).await?;
        if let Some(id) = enrolment {
            self.inner.watches.hurry(&entry.merchant, &(&id).into());
        }
        Ok(())
    }

    /// The payment that news is about: our reference holds its id, and everything else must fit.
    async fn payment_of(
        &self,
        merchant: &MerchantId,
        news: &PaymentNews,
    ) -> Result<Option<Payment>, EngineError> {
        let mut parts = news.reference.rsplitn(3, '-');
        let id = parts.nth(1).and_then(|text| text.parse::<PaymentId>().ok());
        let Some(id) = id else { return Ok(None) };
        let read = self.read::<Payment>(merchant, &(&id).into()).await?;
        Ok(read.map(|(payment, _)| payment).filter(|payment| {
            payment.plan.reference == news.reference && payment.plan.sales_unit == news.unit
        }))
    }

    async fn mark_handled(&self, entry: &InboxEntry) -> Result<(), EngineError> {
        let commit = Commit {
            handled: vec![entry.id],
            ..Commit::new(entry.merchant.clone(), self.now_unix_ms())
        };
        self.inner.store.commit(commit).await.map_err(|error| match error {
            store::CommitError::Store(error) => error.into(),
            _ => EngineError::Contended,
        })
    }
}

/// Whether a payment was asked for by the installation with that prefix.
fn is_of_prefix(event: &PaymentEvent, prefix: &str) -> bool {
    let rest = event.reference.as_str().strip_prefix(prefix);
    rest.is_some_and(|rest| rest.starts_with('-'))
}

/// The dedupe key, kind and payload of an event. Several captures of one payment are several events:
/// the number that Vipps MobilePay gave each tells them apart. What one sales unit tells never passes
/// for a copy of what another does.
fn payment_news(event: &PaymentEvent, unit: &SalesUnit) -> (String, &'static str, String) {
    let msn = &unit.msn;
    let key = event.idempotency_key.as_deref().unwrap_or_default();
    let (reference, psp) = (event.reference.as_str(), &event.psp_reference);
    let dedupe_key =
        format!("{PAYMENT} {msn} {reference} {psp} {:?} {key} {}", event.name, event.success);
    let news = PaymentNews {
        unit: unit.clone(),
        reference: reference.to_owned(),
        name: format!("{:?}", event.name),
        amount_minor: event.amount.minor,
        currency: event.amount.currency.as_str().to_owned(),
        success: event.success,
        key: event.idempotency_key.clone(),
    };
    let payload = serde_json::to_string(&news).expect("texts and numbers are JSON");
    (dedupe_key, PAYMENT, payload)
}

/// What a verified event tells, when it succeeded: a state, if it is about the amount that was asked
/// for; or that money was moved. Never how much.
fn told(payment: &Payment, news: &PaymentNews) -> Option<Command> {
    if !news.success {
        return None;
    }
    let is = |name: EventName| news.name == format!("{name:?}");
    if [EventName::Captured, EventName::Cancelled, EventName::Refunded].into_iter().any(is) {
        return Some(Command::PaymentMoved { key: news.key.clone() });
    }
    let amount = payment.plan.amount;
    if news.amount_minor != amount.minor || news.currency != amount.currency.code() {
        return None;
    }
    let states = [
        (EventName::Created, ProviderState::Created),
        (EventName::Authorized, ProviderState::Authorized),
        (EventName::Aborted, ProviderState::Aborted),
        (EventName::Expired, ProviderState::Expired),
        (EventName::Terminated, ProviderState::Terminated),
    ];
    let state = states.into_iter().find_map(|(name, state)| is(name).then_some(state))?;
    Some(Command::PaymentNoticed { state })
}

#[cfg(test)]
mod tests {
    use super::*;
    use checkout::{Environment, Msn};
    use serde_json::{Value, json};

    fn captured(change: (&str, Value)) -> PaymentEvent {
        let mut body = json!({
            "msn": "123456",
            "reference": "fjell-0190b6c4000070008000000000000001-1",
            "pspReference": "psp-1",
            "name": "CAPTURED",
            "amount": { "currency": "NOK", "value": 100 },
            "timestamp": "2026-11-23T12:00:00Z",
            "idempotencyKey": "key-1",
            "success": true,
        });
        body[change.0] = change.1;
        webhook::parse_payment(body.to_string().as_bytes()).unwrap()
    }

    /// Two captures in part, or one that failed and one that did not, are different news; the same
    /// event sent again, with another time, is not.
    #[test]
    fn copies_of_news_have_one_key_and_other_news_another() {
        let unit = SalesUnit { msn: Msn::new("123456"), environment: Environment::Simulator };
        let key = |change| payment_news(&captured(change), &unit).0;
        let first = key(("success", json!(true)));
        for (field, value, is_copy) in [
            ("timestamp", json!("2026-11-23T12:05:00Z"), true),
            ("pspReference", json!("psp-2"), false),
            ("idempotencyKey", json!("key-2"), false),
            ("idempotencyKey", Value::Null, false),
            ("name", json!("REFUNDED"), false),
            ("success", json!(false), false),
            ("reference", json!("fjell-0190b6c4000070008000000000000001-2"), false),
        ] {
            assert_eq!(key((field, value.clone())) == first, is_copy, "{field} {value}");
        }
    }
}
