//! All payments, and the moves that one can make: created, approved, declined, expired,
//! terminated, captured, refunded, cancelled. Each move writes its event and queues its webhook.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::epayment::attempt::{self, Attempt, PROCESSING_MS};
use crate::epayment::change::Change;
use crate::epayment::payment::{Event, EventName, Payment, PaymentState};
use crate::epayment::person::{self, Details};
use crate::money::Amount;
use crate::readings::{LinkLifetime, Readings, WebhookSub};
use crate::report::books::Movement;
use crate::settings::Settings;
use crate::simulator::Turn;

/// A reference is unique within its sales unit, and case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct PaymentKey {
    pub(crate) msn: String,
    pub(crate) reference: String,
}

/// Position of a payment in the order of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PaymentNumber(usize);

/// As the log calls a payment, since its reference may say something of a person.
impl fmt::Display for PaymentNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "payment {}", self.0 + 1)
    }
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Ledger {
    payments: VecDeque<Payment>,
    /// How many payments have been forgotten: the number of the first that is still there.
    forgotten: usize,
    /// The links of `payments`, one for each.
    links: VecDeque<Option<String>>,
    #[serde(with = "crate::stored::pairs")]
    by_key: HashMap<PaymentKey, PaymentNumber>,
    /// Payments that are open to anyone who has the link or QR.
    by_link: HashMap<String, PaymentNumber>,
    by_msisdn: HashMap<String, VecDeque<PaymentNumber>>,
    /// Payments to which something happens by itself, by its time.
    due: BTreeSet<(i64, PaymentNumber)>,
}

impl Ledger {
    pub(crate) fn find(&self, key: &PaymentKey) -> Option<PaymentNumber> {
        self.by_key.get(key).copied()
    }

    /// The payment behind a link or QR.
    pub(crate) fn find_by_link(&self, token: &str) -> Option<PaymentNumber> {
        self.by_link.get(token).copied()
    }

    pub(crate) fn get(&self, number: PaymentNumber) -> &Payment {
        &self.payments[number.0 - self.forgotten]
    }

    pub(crate) fn get_mut(&mut self, number: PaymentNumber) -> &mut Payment {
        &mut self.payments[number.0 - self.forgotten]
    }

    /// All payments, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (PaymentNumber, &Payment)> {
        let first = self.forgotten;
        let payments = self.payments.iter().enumerate();
        payments.map(move |(at, payment)| (PaymentNumber(first + at), payment))
    }

    /// The payments of one customer, newest first.
    pub(crate) fn of_customer(&self, msisdn: &str) -> impl Iterator<Item = &Payment> {
        let numbers = self.by_msisdn.get(msisdn).into_iter().flatten();
        numbers.rev().map(|number| self.get(*number))
    }

    /// When the next payment expires or is released.
    pub(crate) fn next_expiry_ms(&self) -> Option<i64> {
        self.due.first().map(|(due_ms, _)| *due_ms)
    }

    fn insert(&mut self, payment: Payment, link: Option<String>) -> PaymentNumber {
        let number = PaymentNumber(self.forgotten + self.payments.len());
        self.by_key.insert(payment.key.clone(), number);
        if let Some(link) = &link {
            self.by_link.insert(link.clone(), number);
        }
        self.links.push_back(link);
        if let Some(msisdn) = &payment.msisdn {
            self.by_msisdn.entry(msisdn.clone()).or_default().push_back(number);
        }
        let expires_ms = payment.expires_ms;
        self.payments.push_back(payment);
        self.schedule(number, Some(expires_ms));
        number
    }

    /// Whether the payment hasn't been forgotten.
    pub(crate) fn holds(&self, number: PaymentNumber) -> bool {
        number.0 >= self.forgotten
    }

    /// Forgets the oldest payments beyond `kept`, whatever their state.
    fn forget_beyond(&mut self, kept: usize) {
        while self.payments.len() > kept {
            let number = PaymentNumber(self.forgotten);
            self.schedule(number, None);
            let (Some(payment), Some(link)) = (self.payments.pop_front(), self.links.pop_front())
            else {
                return;
            };
            self.forgotten += 1;
            self.by_key.remove(&payment.key);
            if let Some(link) = link {
                self.by_link.remove(&link);
            }
            let msisdn = payment.msisdn.unwrap_or_default();
            if let Some(numbers) = self.by_msisdn.get_mut(&msisdn) {
                // A link may have been opened out of turn; else the oldest stands first.
                if numbers.front() == Some(&number) {
                    numbers.pop_front();
                } else {
                    numbers.retain(|known| *known != number);
                }
            }
        }
    }

    /// Says when the payment must be looked at next.
    fn schedule(&mut self, number: PaymentNumber, due_ms: Option<i64>) {
        let payment = self.get_mut(number);
        if let Some(old_ms) = std::mem::replace(&mut payment.due_ms, due_ms) {
            self.due.remove(&(old_ms, number));
        }
        self.due.extend(due_ms.map(|due_ms| (due_ms, number)));
    }
}

impl Turn<'_> {
    /// Lets everything happen to payments that happens by itself, each at its own time: a request
    /// expires, an outcome becomes known, an uncaptured rest is released at the deadline.
    pub(crate) fn expire_payments(&mut self) {
        while let Some((due_ms, number)) = self.state.ledger.due.first().copied() {
            if self.now_ms < due_ms {
                return;
            }
            let payment = self.state.ledger.get(number);
            let value = payment.amount.value;
            if payment.state != PaymentState::Created {
                let rest = payment.uncaptured();
                self.change(number, Change::Cancel(rest), None, due_ms);
            } else if payment.is_processing {
                self.authorize(number, due_ms);
            } else {
                self.leave_created(number, PaymentState::Expired);
                self.record(number, EventName::Expired, value, None, due_ms);
            }
        }
    }

    /// Adds a payment in state CREATED.
    pub(crate) fn add_payment(&mut self, payment: Payment, link: Option<String>, key: &str) {
        let value = payment.amount.value;
        let msisdn = payment.msisdn.clone();
        let number = self.state.ledger.insert(payment, link);
        self.state.ledger.forget_beyond(self.settings.payments_kept.max(1));
        self.record(number, EventName::Created, value, Some(key), self.now_ms);
        if let Some(msisdn) = msisdn {
            self.payment_arrives(number, &msisdn);
        }
    }

    /// Shows an open payment on one customer's phone.
    pub(crate) fn assign_payment(&mut self, number: PaymentNumber, msisdn: &str) {
        let has_halves = self.readings().link_lifetime == LinkLifetime::FiveAndFive;
        let opened_ms = self.now_ms + self.settings.payment_lifetime_s * 1000 / 2;
        let payment = self.state.ledger.get_mut(number);
        if payment.state == PaymentState::Created && payment.msisdn.is_none() {
            payment.msisdn = Some(msisdn.to_owned());
            let is_prolonged = has_halves && !payment.has_fixed_expiry;
            if is_prolonged {
                payment.expires_ms = opened_ms;
                self.state.ledger.schedule(number, Some(opened_ms));
            }
            let numbers = self.state.ledger.by_msisdn.entry(msisdn.to_owned()).or_default();
            numbers.push_back(number);
            self.changed = true;
            self.payment_arrives(number, msisdn);
        }
    }

    /// The customer approves. False when the payment isn't open any more, or when the try to pay
    /// failed; the payment then stays open and knows why.
    pub(crate) fn approve_payment(&mut self, number: PaymentNumber) -> bool {
        let readings = self.readings();
        let payment = self.state.ledger.get_mut(number);
        if payment.state != PaymentState::Created || payment.is_processing {
            return false;
        }
        self.changed = true;
        let customer = payment.msisdn.as_deref().and_then(|msisdn| self.settings.customer(msisdn));
        payment.card = customer.map(|customer| customer.card);
        payment.failed_attempt = None;
        match attempt::outcome(payment, customer, readings) {
            Attempt::Authorized => self.authorize(number, self.now_ms),
            Attempt::Failed(reason) => {
                payment.failed_attempt = Some(reason.into());
                tracing::info!(subject = %number, outcome = "the try to pay failed", "progress");
            }
            Attempt::Processing => {
                payment.is_processing = true;
                tracing::info!(subject = %number, outcome = "not known for an hour", "progress");
                self.state.ledger.schedule(number, Some(self.now_ms + PROCESSING_MS));
            }
        }
        self.state.ledger.get(number).failed_attempt.is_none()
    }

    fn authorize(&mut self, number: PaymentNumber, at_ms: i64) {
        let payment = self.state.ledger.get(number);
        let value = payment.amount.value;
        let key = payment.events[0].idempotency_key.clone();
        self.leave_created(number, PaymentState::Authorized);
        self.record(number, EventName::Authorized, value, key.as_deref(), at_ms);
        let deadline_ms = self.state.ledger.get(number).capture_deadline_ms();
        self.state.ledger.schedule(number, deadline_ms);
    }

    /// The customer declines. False when the payment isn't open any more.
    pub(crate) fn decline_payment(&mut self, number: PaymentNumber) -> bool {
        let payment = self.state.ledger.get(number);
        let value = payment.amount.value;
        !payment.is_processing && self.leave_created(number, PaymentState::Aborted) && {
            self.record(number, EventName::Aborted, value, None, self.now_ms);
            true
        }
    }

    /// Carries out what a capture, refund or cancel was found to mean.
    pub(crate) fn apply_change(
        &mut self,
        number: PaymentNumber,
        change: Change,
        key: Option<&str>,
    ) {
        self.change(number, change, key, self.now_ms);
    }

    fn change(&mut self, number: PaymentNumber, change: Change, key: Option<&str>, at_ms: i64) {
        let payment = self.state.ledger.get_mut(number);
        let (name, value) = match change {
            Change::Capture(value) => {
                payment.captured += value;
                (EventName::Captured, value)
            }
            Change::Refund(value) => {
                payment.refunded += value;
                (EventName::Refunded, value)
            }
            Change::Cancel(value) => {
                payment.cancelled += value;
                (EventName::Cancelled, value)
            }
            Change::Terminate => {
                payment.cancelled = payment.amount.value;
                (EventName::Terminated, payment.amount.value)
            }
        };
        if change == Change::Terminate {
            self.leave_created(number, PaymentState::Terminated);
        } else if payment.uncaptured() == 0 {
            self.state.ledger.schedule(number, None);
        }
        self.record(number, name, value, key, at_ms);
    }

    fn leave_created(&mut self, number: PaymentNumber, state: PaymentState) -> bool {
        let ended_counts_as_cancelled = self.readings().ended_counts_as_cancelled;
        let payment = self.state.ledger.get_mut(number);
        if payment.state != PaymentState::Created {
            return false;
        }
        payment.state = state;
        payment.is_processing = false;
        let is_ended = matches!(state, PaymentState::Aborted | PaymentState::Expired);
        if is_ended && ended_counts_as_cancelled {
            payment.cancelled = payment.amount.value;
        }
        self.state.ledger.schedule(number, None);
        true
    }

    /// Writes an event and queues its webhook.
    fn record(
        &mut self,
        number: PaymentNumber,
        name: EventName,
        value: i64,
        idempotency_key: Option<&str>,
        at_ms: i64,
    ) {
        let psp_reference = match name {
            EventName::Created => self.ids.uuid().to_string(),
            _ => self.ids.number(),
        };
        if matches!(name, EventName::Captured | EventName::Refunded) {
            let key = &self.state.ledger.get(number).key;
            let (msn, reference) = (key.msn.clone(), key.reference.clone());
            let psp_reference = psp_reference.clone();
            let is_capture = name == EventName::Captured;
            self.enter(Movement { msn, reference, psp_reference, is_capture, value, at_ms });
        }
        let idempotency_key = idempotency_key.map(str::to_owned);
        let readings = self.readings();
        let payment = self.state.ledger.get_mut(number);
        payment.events.push(Event { name, psp_reference, value, at_ms, idempotency_key });
        let body = webhook_body(self.settings, readings, payment);
        let amount = Amount { currency: payment.currency(), value };
        let (outcome, subject) = (name.outcome(), number);
        tracing::info!(%subject, outcome = %format_args!("{outcome}, {}", amount.local()), "progress");
        let key = payment.key.clone();
        let subject = format!("{}/{}", key.msn, key.reference);
        self.notify(&key.msn, name.webhook(), &subject, number, &body);
    }
}

/// The webhook of the payment's last event.
fn webhook_body(settings: &Settings, readings: Readings, payment: &Payment) -> Vec<u8> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Wire<'a> {
        msn: &'a str,
        reference: &'a str,
        psp_reference: &'a str,
        name: EventName,
        amount: Amount,
        timestamp: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        idempotency_key: Option<&'a str>,
        success: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        capture_guaranteed_until: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        user_details: Option<&'a Details>,
        #[serde(skip_serializing_if = "Option::is_none")]
        sub: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        profile: Option<Profile<'a>>,
    }
    #[derive(Serialize)]
    struct Profile<'a> {
        sub: &'a str,
    }
    let event = payment.events.last().expect("an event was just pushed");
    let is_authorized = event.name == EventName::Authorized;
    let shared = person::shared(settings, readings, payment).filter(|_| is_authorized);
    let sub = shared.as_ref().map(|shared| shared.sub.as_str());
    let in_profile = readings.webhook_sub == WebhookSub::Profile;
    let wire = Wire {
        msn: &payment.key.msn,
        reference: &payment.key.reference,
        psp_reference: &event.psp_reference,
        name: event.name,
        amount: Amount { currency: payment.currency(), value: event.value },
        timestamp: event.timestamp(),
        idempotency_key: event.idempotency_key.as_deref(),
        success: true,
        capture_guaranteed_until: payment.capture_guaranteed_until().filter(|_| is_authorized),
        user_details: shared.as_ref().map(|shared| &shared.details),
        sub: sub.filter(|_| !in_profile),
        profile: sub.filter(|_| in_profile).map(|sub| Profile { sub }),
    };
    serde_json::to_vec(&wire).expect("events have string keys and finite numbers")
}
