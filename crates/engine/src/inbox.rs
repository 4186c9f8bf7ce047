//! What Vipps MobilePay tells us: verified, stored, acknowledged, and then acted on. Copies and
//! order make no difference, and nothing personal is stored.

use crate::facts::Target;
use crate::payments::engine_context;
use crate::session::Extras;
use crate::{Engine, EngineError};
use checkout::{Command, MerchantId, Msn, Payment, PaymentId, ProviderState};
use serde::{Deserialize, Serialize};
use store::{Commit, InboxEntry, NewInboxEntry};
use vipps_mobilepay::epayment::EventName;
use vipps_mobilepay::login::AuthReqId;
use vipps_mobilepay::webhook::{self, Event, PaymentEvent};

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
    /// Not signed as registered: 401.
    Unsigned,
    /// Signed, and still not an event: 400.
    Unreadable,
}

/// A payment event without what is personal in it.
#[derive(Debug, Serialize, Deserialize)]
struct PaymentNews {
    msn: Msn,
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

impl Engine {
    /// Verifies and stores a webhook. Once this has answered `Accepted`, it is not forgotten.
    pub async fn receive(
        &self,
        request: &WebhookRequest<'_>,
    ) -> Result<WebhookOutcome, EngineError> {
        let Some(registered) = self.inner.registrations.get(request.registration) else {
            return Ok(WebhookOutcome::SecretUnknown);
        };
        if let Err(error) = webhook::verify(&registered.registered, request.header, request.body) {
            tracing::warn!(webhook.registration = request.registration, %error, "a webhook is refused");
            return Ok(WebhookOutcome::Unsigned);
        }
        self.inner.circuits.lives(&registered.unit, self.now_unix_ms());
        let (dedupe_key, kind, payload) = match webhook::parse(request.body) {
            Ok(Event::LoginPing(auth_req_id)) => self.login_news(&auth_req_id),
            Ok(Event::Payment(event)) => {
                let ours = &self.shop(&registered.merchant)?.reference_prefix;
                if event.msn != registered.unit.msn.as_str() || !is_of_prefix(&event, ours) {
                    tracing::info!("a webhook of another installation is passed over");
                    return Ok(WebhookOutcome::Accepted);
                }
                payment_news(&event, &registered.unit.msn)
            }
            // Nothing that was registered for: nothing is missed.
            Ok(Event::CheckedIn(_)) => return Ok(WebhookOutcome::Accepted),
            Err(_) => return Ok(WebhookOutcome::Unreadable),
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
        Ok(WebhookOutcome::Accepted)
    }

    fn login_news(&self, auth_req_id: &AuthReqId) -> (String, &'static str, String) {
        let news = LoginNews { login_hash: self.login_hash(auth_req_id) };
        let payload = serde_json::to_string(&news).expect("a hash is always JSON");
        (format!("{LOGIN} {payload}"), LOGIN, payload)
    }

    /// Acts on stored news, each on its own: one that can't be read stops no other. Another
    /// worker that is at it is left to it.
    pub(crate) async fn handle_inbox(&self, limit: u32) -> Result<usize, EngineError> {
        let Ok(_reading) = self.inner.inbox.try_lock() else { return Ok(0) };
        let entries = self.inner.store.inbox(limit).await?;
        let count = entries.len();
        for entry in entries {
            let handled = match entry.kind.as_str() {
                PAYMENT => self.handle_payment(&entry).await,
                LOGIN => self.handle_login(&entry).await,
                _ => Err(EngineError::Unreadable("news of an unknown kind".to_owned())),
            };
            match handled {
                // Nothing can be stored now: all of it is tried again.
                Err(error @ EngineError::Store(_)) => return Err(error),
                // Where others were faster time after time, it is tried again.
                Ok(()) | Err(EngineError::Contended) => {}
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

    async fn handle_payment(&self, entry: &InboxEntry) -> Result<(), EngineError> {
        let news: PaymentNews = serde_json::from_str(&entry.payload)
            .map_err(|_| EngineError::Unreadable("news of a payment".to_owned()))?;
        let payment = self.payment_of(&entry.merchant, &news).await?;
        let Some((payment, command)) =
            payment.and_then(|payment| told(&payment, &news).map(|command| (payment, command)))
        else {
            return self.mark_handled(entry).await;
        };
        let target = Target { payment: Some(payment.plan.id), ..Target::default() };
        let extras = Extras { handled: vec![entry.id], ..Extras::default() };
        let context = engine_context(&payment.plan.context);
        self.run(&target, &context, &command, &extras).await?;
        Ok(())
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
            payment.plan.reference == news.reference && payment.plan.sales_unit.msn == news.msn
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
/// the number that Vipps MobilePay gave each tells them apart. What one sales unit tells never passes for
/// a copy of what another does.
fn payment_news(event: &PaymentEvent, msn: &Msn) -> (String, &'static str, String) {
    let key = event.idempotency_key.as_deref().unwrap_or_default();
    let (reference, psp) = (event.reference.as_str(), &event.psp_reference);
    let dedupe_key =
        format!("{PAYMENT} {msn} {reference} {psp} {:?} {key} {}", event.name, event.success);
    let news = PaymentNews {
        msn: msn.clone(),
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
