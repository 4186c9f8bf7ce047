//! The queue of webhooks. Events of one payment (or login) for one registration form a lane: only
//! its head is tried, so a failing event holds back the later ones of the same payment and no
//! others. Attempts follow the published schedule for up to seven days.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;

use futures_util::StreamExt as _;
use futures_util::stream;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::clock::http_date;
use crate::faults::WebhookFault;
use crate::readings::Readings;
use crate::simulator::{Simulator, Turn};
use crate::webhooks::registered::Registration;
use crate::webhooks::sender::{WebhookAnswer, WebhookRequest, WebhookSender};
use crate::webhooks::signature;

/// How many deliveries wait at a time; beyond them the oldest is dropped, and the log says so.
const WAITING_MAX: usize = 10_000;
/// Deliveries in one step.
const STEP_MAX: usize = 256;
/// Deliveries on their way at the same time.
const CONCURRENT_MAX: usize = 32;
/// A delivery whose outcome was never recorded is tried again after this long; longer than any
/// sender waits for an answer.
const CLAIM_MS: i64 = 15_000;
const SECOND_MS: i64 = 1000;
const HOUR_MS: i64 = 3600 * SECOND_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Signs what a fault wants signed wrongly.
const WRONG_SECRET: &str = "not the secret of this registration";
const GIVE_UP_AFTER_MS: i64 = 7 * DAY_MS;

/// What one call of [`Simulator::step`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stepped {
    /// Something was due and was tried; there may be more.
    Worked,
    /// Nothing was due.
    Idle {
        /// When the next webhook, expiry or customer's answer is due, by the simulator's clock.
        next_due_unix_ms: Option<i64>,
    },
}

/// Registration id and the payment or login concerned.
type LaneKey = (String, String);

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Deliveries {
    #[serde(with = "crate::stored::pairs")]
    lanes: BTreeMap<LaneKey, Lane>,
    /// The head of each lane by its due time.
    due: BTreeSet<(i64, LaneKey)>,
    /// Where each delivery waits, oldest first.
    waiting: BTreeMap<u64, LaneKey>,
    last_number: u64,
}

#[derive(Serialize, Deserialize)]
struct Lane {
    due_ms: i64,
    queue: VecDeque<Delivery>,
}

#[derive(Serialize, Deserialize)]
struct Delivery {
    number: u64,
    /// What the log calls it. Empty in a state file from before the log told of webhooks.
    #[serde(default)]
    name: String,
    #[serde(with = "crate::stored::text")]
    body: Vec<u8>,
    made_ms: i64,
    attempts: u32,
    /// How many attempts carry a signature by another secret.
    wrong_attempts: u32,
}

/// A message outside the Webhooks API: unsigned text, sent once.
#[derive(Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) url: Url,
    pub(crate) body: String,
}

/// A delivery on its way.
struct Outgoing {
    lane: LaneKey,
    number: u64,
    request: WebhookRequest,
}

impl Deliveries {
    /// Queues `body` as a fault would have it: due now unless it is late or an earlier event of the
    /// same lane is still waiting.
    fn queue(
        &mut self,
        mut lane_key: LaneKey,
        name: &str,
        body: &[u8],
        now_ms: i64,
        fault: Option<WebhookFault>,
    ) {
        let mut due_ms = now_ms;
        let (mut copies, mut wrong_attempts) = (1, 0);
        match fault {
            None => {}
            Some(WebhookFault::Lose) => return,
            Some(WebhookFault::Twice) => copies = 2,
            Some(WebhookFault::Late { seconds }) => due_ms += i64::from(seconds) * SECOND_MS,
            Some(WebhookFault::OutOfOrder { seconds }) => {
                due_ms += i64::from(seconds) * SECOND_MS;
                // A lane of its own, so that it waits for nothing and nothing waits for it.
                lane_key.1 = format!("{} {}", lane_key.1, self.last_number + 1);
            }
            Some(WebhookFault::WrongSignature { tries }) => wrong_attempts = tries,
        }
        for _ in 0..copies {
            let due = &mut self.due;
            let lane = self.lanes.entry(lane_key.clone()).or_insert_with(|| {
                due.insert((due_ms, lane_key.clone()));
                Lane { due_ms, queue: VecDeque::new() }
            });
            self.last_number += 1;
            self.waiting.insert(self.last_number, lane_key.clone());
            lane.queue.push_back(Delivery {
                number: self.last_number,
                name: name.to_owned(),
                body: body.to_vec(),
                made_ms: now_ms,
                attempts: 0,
                wrong_attempts,
            });
            if self.waiting.len() > WAITING_MAX
                && let Some((_, oldest)) = self.waiting.first_key_value()
            {
                let (oldest, webhook_id) = (oldest.clone(), oldest.0.clone());
                self.pop(&oldest, now_ms);
                tracing::warn!(webhook.id = webhook_id, "dropped the oldest waiting webhook");
            }
        }
    }

    /// Takes the head of a lane away; the next one is due at once.
    fn pop(&mut self, lane_key: &LaneKey, now_ms: i64) {
        let Some(lane) = self.lanes.get_mut(lane_key) else { return };
        if let Some(head) = lane.queue.pop_front() {
            self.waiting.remove(&head.number);
        }
        if lane.queue.is_empty() {
            let due_ms = lane.due_ms;
            self.lanes.remove(lane_key);
            self.due.remove(&(due_ms, lane_key.clone()));
        } else {
            self.set_due(lane_key, now_ms);
        }
    }

    /// Drops all that waits for a registration that no longer exists.
    pub(crate) fn forget_registration(&mut self, id: &str) {
        self.lanes.retain(|(registration, _), _| registration != id);
        self.due.retain(|(_, (registration, _))| registration != id);
        self.waiting.retain(|_, (registration, _)| registration != id);
    }

    fn next_due_ms(&self) -> Option<i64> {
        self.due.first().map(|(due_ms, _)| *due_ms)
    }

    fn set_due(&mut self, lane_key: &LaneKey, due_ms: i64) {
        if let Some(lane) = self.lanes.get_mut(lane_key) {
            self.due.remove(&(lane.due_ms, lane_key.clone()));
            lane.due_ms = due_ms;
            self.due.insert((due_ms, lane_key.clone()));
        }
    }

    /// Claims the heads of all lanes that are due and signs them as of now.
    fn claim(
        &mut self,
        registrations: &[Registration],
        readings: Readings,
        now_ms: i64,
    ) -> Vec<Outgoing> {
        let due = self.due.iter().take_while(|(due_ms, _)| *due_ms <= now_ms).take(STEP_MAX);
        let keys: Vec<LaneKey> = due.map(|(_, key)| key.clone()).collect();
        let mut claimed = Vec::with_capacity(keys.len());
        for key in keys {
            let registration = registrations.iter().find(|known| known.id == key.0);
            let head = self.lanes.get_mut(&key).and_then(|lane| lane.queue.front_mut());
            if let (Some(registration), Some(head)) = (registration, head) {
                head.attempts += 1;
                let is_wrong = head.attempts <= head.wrong_attempts;
                let secret = if is_wrong { WRONG_SECRET } else { &registration.secret };
                let request = request(registration, readings, secret, &head.body, now_ms);
                claimed.push(Outgoing { lane: key.clone(), number: head.number, request });
            }
            self.set_due(&key, now_ms + CLAIM_MS);
        }
        claimed
    }

    /// Takes the outcome of an attempt: the next event of the lane is due at once, a failed one
    /// by the schedule, or never again after seven days. The log tells which.
    fn settle(
        &mut self,
        key: &LaneKey,
        number: u64,
        answer: WebhookAnswer,
        is_delivered: bool,
        now_ms: i64,
    ) {
        let Some(lane) = self.lanes.get_mut(key) else { return };
        let Some(head) = lane.queue.front().filter(|head| head.number == number) else { return };
        let retry_ms = now_ms + pause_after_ms(head.attempts);
        let in_time = retry_ms - head.made_ms <= GIVE_UP_AFTER_MS;
        let subject = format_args!("webhook {}", head.name);
        if is_delivered {
            tracing::info!(%subject, outcome = "sent", "progress");
        } else if in_time {
            let pause_s = (retry_ms - now_ms) / SECOND_MS;
            let outcome = format_args!("failed with {answer}, tried again in {pause_s} s");
            tracing::info!(%subject, %outcome, "progress");
            return self.set_due(key, retry_ms);
        } else {
            let outcome = format_args!("failed with {answer}, given up after seven days");
            tracing::info!(%subject, %outcome, "progress");
        }
        self.pop(key, now_ms);
    }
}

impl Turn<'_> {
    /// Queues an event for everyone who registered for it. `subject` is what keeps its order, and
    /// `about` what the log calls that.
    pub(crate) fn notify(
        &mut self,
        msn: &str,
        event: &str,
        subject: &str,
        about: impl fmt::Display,
        body: &[u8],
    ) {
        self.changed = true;
        let name = format!("{event} of {about}");
        for receiver in self.receivers(msn, event) {
            let lane = (receiver, subject.to_owned());
            let fault = self.state.faults.strike_webhook(event);
            self.state.deliveries.queue(lane, &name, body, self.now_ms, fault);
        }
    }
}

impl Simulator {
    /// Delivers the webhooks that are due now, one attempt each. Payments whose time is up expire
    /// first, so that their events are among them.
    pub async fn step(&self, sender: &dyn WebhookSender) -> Stepped {
        let claimed = self.turn(|turn| {
            let readings = turn.readings();
            turn.state.deliveries.claim(&turn.state.registrations, readings, turn.now_ms)
        });
        let notices = self.turn(|turn| std::mem::take(&mut turn.state.notices));
        if claimed.is_empty() && notices.is_empty() {
            return Stepped::Idle { next_due_unix_ms: self.next_due_unix_ms() };
        }
        for Notice { url, body } in notices {
            let headers = vec![("content-type", "text/plain".to_owned())];
            // Nothing is known of a second try, so its outcome makes no difference.
            let _ = sender.send(WebhookRequest { url, headers, body: body.into_bytes() }).await;
        }
        let attempts = claimed.into_iter().map(|outgoing| async move {
            let answer = sender.send(outgoing.request).await;
            (outgoing.lane, outgoing.number, answer)
        });
        let mut answers = stream::iter(attempts).buffer_unordered(CONCURRENT_MAX);
        while let Some((lane, number, answer)) = answers.next().await {
            self.turn(|turn| {
                let needs_200 = turn.readings().webhook_needs_200;
                let is_200 = answer == WebhookAnswer::Status(200);
                let is_delivered = if needs_200 { is_200 } else { answer.is_delivered() };
                turn.state.deliveries.settle(&lane, number, answer, is_delivered, turn.now_ms);
                turn.attempted(&lane.0, is_delivered);
            });
        }
        Stepped::Worked
    }

    fn next_due_unix_ms(&self) -> Option<i64> {
        self.turn(|turn| {
            let state = &*turn.state;
            let delivery = state.deliveries.next_due_ms();
            let expiry = [state.ledger.next_expiry_ms(), state.logins.next_expiry_ms()];
            expiry
                .into_iter()
                .chain([state.scripts.next_due_ms()])
                .chain([delivery])
                .flatten()
                .min()
        })
    }
}

fn request(
    registration: &Registration,
    readings: Readings,
    secret: &str,
    body: &[u8],
    now_ms: i64,
) -> WebhookRequest {
    let date = http_date(now_ms);
    let mut url = registration.url.clone();
    if !readings.webhook_query {
        url.set_query(None);
    }
    let signed = signature::sign(secret, &url, &date, body);
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("host", signed.host),
        ("x-ms-date", date),
        ("x-ms-content-sha256", signed.content_sha256),
        ("x-vipps-authorization", signed.authorization.clone()),
        ("authorization", signed.authorization),
    ];
    if readings.webhook_id_header {
        headers.push(("webhook-id", registration.id.clone()));
    }
    WebhookRequest { url, headers, body: body.to_vec() }
}

/// The pause after the given number of attempts: the first four 2 s apart, then 60 s, 120 s,
/// hourly up to the 29th, then daily.
const fn pause_after_ms(attempts: u32) -> i64 {
    match attempts {
        0..=3 => 2 * SECOND_MS,
        4 => 60 * SECOND_MS,
        5 => 120 * SECOND_MS,
        6..=28 => HOUR_MS,
        _ => DAY_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::{Deliveries, WAITING_MAX};

    #[test]
    fn beyond_the_most_the_oldest_is_dropped() {
        let mut deliveries = Deliveries::default();
        let lane = |number: usize| ("hook".to_owned(), format!("payment-{number}"));
        for number in 0..WAITING_MAX {
            deliveries.queue(lane(number), "event", b"{}", 0, None);
        }
        // The first lane has a second event, which is the newest of all.
        deliveries.queue(lane(0), "event", b"{}", 0, None);
        assert_eq!((deliveries.waiting.len(), deliveries.lanes.len()), (WAITING_MAX, WAITING_MAX));
        deliveries.queue(lane(WAITING_MAX), "event", b"{}", 0, None);
        assert_eq!((deliveries.waiting.len(), deliveries.due.len()), (WAITING_MAX, WAITING_MAX));
        assert!(deliveries.lanes.contains_key(&lane(0)), "its newer event still waits");
        assert!(!deliveries.lanes.contains_key(&lane(1)));
        deliveries.forget_registration("hook");
        assert_eq!((deliveries.waiting.len(), deliveries.due.len()), (0, 0));
    }
}
