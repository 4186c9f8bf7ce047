//! All payments, and the moves that one can make: created, approved, declined, expired,
//! terminated, captured, refunded, cancelled. Each move writes its event and queues its webhook.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::epayment::change::Change;
use crate::epayment::payment::{Event, EventName, Payment, PaymentState};
use crate::money::Amount;
use crate::simulator::Turn;

/// A reference is unique within its sales unit, and case-sensitive.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PaymentKey {
    pub(crate) msn: String,
    pub(crate) reference: String,
}

/// Position of a payment in the order of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PaymentNumber(usize);

#[derive(Default)]
pub(crate) struct Ledger {
    payments: Vec<Payment>,
    by_key: HashMap<PaymentKey, PaymentNumber>,
    /// Payments that are open to anyone who has the link or QR.
    by_link: HashMap<String, PaymentNumber>,
    by_msisdn: HashMap<String, Vec<PaymentNumber>>,
    /// Payments in state CREATED by the time at which they expire.
    open: BTreeSet<(i64, PaymentNumber)>,
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
        &self.payments[number.0]
    }

    pub(crate) fn get_mut(&mut self, number: PaymentNumber) -> &mut Payment {
        &mut self.payments[number.0]
    }

    /// All payments, oldest first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (PaymentNumber, &Payment)> {
        self.payments.iter().enumerate().map(|(at, payment)| (PaymentNumber(at), payment))
    }

    /// The payments of one customer, newest first.
    pub(crate) fn of_customer(&self, msisdn: &str) -> impl Iterator<Item = &Payment> {
        let numbers = self.by_msisdn.get(msisdn).map_or(&[][..], Vec::as_slice);
        numbers.iter().rev().map(|number| self.get(*number))
    }

    pub(crate) fn next_expiry_ms(&self) -> Option<i64> {
        self.open.first().map(|(expires_ms, _)| *expires_ms)
    }

    fn insert(&mut self, payment: Payment, link: Option<String>) -> PaymentNumber {
        let number = PaymentNumber(self.payments.len());
        self.by_key.insert(payment.key.clone(), number);
        if let Some(link) = link {
            self.by_link.insert(link, number);
        }
        if let Some(msisdn) = &payment.msisdn {
            self.by_msisdn.entry(msisdn.clone()).or_default().push(number);
        }
        self.open.insert((payment.expires_ms, number));
        self.payments.push(payment);
        number
    }
}

impl Turn<'_> {
    /// Lets every payment expire whose time is up, each at its own time.
    pub(crate) fn expire_payments(&mut self) {
        while let Some((expires_ms, number)) = self.state.ledger.open.first().copied() {
            if self.now_ms < expires_ms {
                return;
            }
            let value = self.state.ledger.get(number).amount.value;
            self.leave_created(number, PaymentState::Expired);
            self.record(number, EventName::Expired, value, None, expires_ms);
        }
    }

    /// Adds a payment in state CREATED.
    pub(crate) fn add_payment(&mut self, payment: Payment, link: Option<String>, key: &str) {
        let value = payment.amount.value;
        let number = self.state.ledger.insert(payment, link);
        self.record(number, EventName::Created, value, Some(key), self.now_ms);
    }

    /// Shows an open payment on one customer's phone.
    pub(crate) fn assign_payment(&mut self, number: PaymentNumber, msisdn: &str) {
        let payment = self.state.ledger.get_mut(number);
        if payment.state == PaymentState::Created && payment.msisdn.is_none() {
            payment.msisdn = Some(msisdn.to_owned());
            let numbers = self.state.ledger.by_msisdn.entry(msisdn.to_owned()).or_default();
            numbers.push(number);
            self.changed = true;
        }
    }

    /// The customer approves. False when the payment isn't open any more.
    pub(crate) fn approve_payment(&mut self, number: PaymentNumber) -> bool {
        let payment = self.state.ledger.get(number);
        let value = payment.amount.value;
        let key = payment.events[0].idempotency_key.clone();
        self.leave_created(number, PaymentState::Authorized) && {
            self.record(number, EventName::Authorized, value, key.as_deref(), self.now_ms);
            true
        }
    }

    /// The customer declines. False when the payment isn't open any more.
    pub(crate) fn decline_payment(&mut self, number: PaymentNumber) -> bool {
        let value = self.state.ledger.get(number).amount.value;
        self.leave_created(number, PaymentState::Aborted) && {
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
        }
        self.record(number, name, value, key, self.now_ms);
    }

    fn leave_created(&mut self, number: PaymentNumber, state: PaymentState) -> bool {
        let payment = self.state.ledger.get_mut(number);
        if payment.state != PaymentState::Created {
            return false;
        }
        payment.state = state;
        let expires_ms = payment.expires_ms;
        self.state.ledger.open.remove(&(expires_ms, number));
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
        let idempotency_key = idempotency_key.map(str::to_owned);
        let payment = self.state.ledger.get_mut(number);
        payment.events.push(Event { name, psp_reference, value, at_ms, idempotency_key });
        let body = webhook_body(payment);
        let key = payment.key.clone();
        let subject = format!("{}/{}", key.msn, key.reference);
        self.notify(&key.msn, name.webhook(), &subject, &body);
    }
}

/// The webhook of the payment's last event.
fn webhook_body(payment: &Payment) -> Vec<u8> {
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
    }
    let event = payment.events.last().expect("an event was just pushed");
    let is_authorized = event.name == EventName::Authorized;
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
    };
    serde_json::to_vec(&wire).expect("events have string keys and finite numbers")
}
