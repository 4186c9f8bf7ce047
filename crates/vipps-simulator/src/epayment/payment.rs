//! One payment: what was asked for, what has happened to it, and what it has come to. The state
//! is final once it has left CREATED; later captures, refunds and cancellations move amounts only.

use std::borrow::Cow;

use axum::body::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock::{format_utc, rfc3339_ms};
use crate::epayment::ledger::PaymentKey;
use crate::epayment::receipt::Receipt;
use crate::epayment::request::{MerchantLegalLinks, Metadata, PaymentMethodType};
use crate::money::{Amount, Currency};
use crate::readings::RefundWindow;
use crate::settings::Card;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// A refund is possible for so long.
const REFUND_DAYS: i64 = 365;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum PaymentState {
    Created,
    Aborted,
    Expired,
    Authorized,
    Terminated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum EventName {
    Created,
    Aborted,
    Expired,
    Cancelled,
    Captured,
    Refunded,
    Authorized,
    Terminated,
}

impl EventName {
    /// What has happened to the payment, for the log.
    pub(crate) const fn outcome(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Aborted => "declined",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
            Self::Captured => "captured",
            Self::Refunded => "refunded",
            Self::Authorized => "approved",
            Self::Terminated => "cancelled before the approval",
        }
    }

    /// The name under which a webhook is registered.
    pub(crate) const fn webhook(self) -> &'static str {
        match self {
            Self::Created => "epayments.payment.created.v1",
            Self::Aborted => "epayments.payment.aborted.v1",
            Self::Expired => "epayments.payment.expired.v1",
            Self::Cancelled => "epayments.payment.cancelled.v1",
            Self::Captured => "epayments.payment.captured.v1",
            Self::Refunded => "epayments.payment.refunded.v1",
            Self::Authorized => "epayments.payment.authorized.v1",
            Self::Terminated => "epayments.payment.terminated.v1",
        }
    }
}

/// One entry of the event log. Its amount is that of the event, not of the payment.
#[derive(Serialize, Deserialize)]
pub(crate) struct Event {
    pub(crate) name: EventName,
    pub(crate) psp_reference: String,
    pub(crate) value: i64,
    pub(crate) at_ms: i64,
    pub(crate) idempotency_key: Option<String>,
}

impl Event {
    /// CREATED is stamped to 100 ns, all others to milliseconds.
    pub(crate) fn timestamp(&self) -> String {
        match self.name {
            EventName::Created => format_utc(self.at_ms, "%Y-%m-%dT%H:%M:%S%.3f0000Z"),
            _ => rfc3339_ms(self.at_ms),
        }
    }
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Payment {
    pub(crate) key: PaymentKey,
    pub(crate) amount: Amount,
    pub(crate) method: PaymentMethodType,
    /// Phone number of the customer; of a QR, only once someone has opened it.
    pub(crate) msisdn: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) receipt: Option<Receipt>,
    pub(crate) metadata: Option<Metadata>,
    /// What the customer is asked to share; `None` when nothing.
    pub(crate) profile_scopes: Option<Vec<String>>,
    /// What the app offers to read before the approval.
    #[serde(default)]
    pub(crate) legal_links: Option<MerchantLegalLinks>,
    pub(crate) blocks_commercial_cards: bool,
    /// Days from the approval in which it can be captured.
    pub(crate) capture_deadline_days: i64,
    pub(crate) redirect_url: Option<String>,
    pub(crate) expires_ms: i64,
    /// Whether the merchant has said when.
    #[serde(default)]
    pub(crate) has_fixed_expiry: bool,
    /// When something happens to it by itself: it expires, its outcome becomes known, or its
    /// uncaptured rest is released.
    pub(crate) due_ms: Option<i64>,
    /// The customer has approved, and the outcome isn't known yet.
    pub(crate) is_processing: bool,
    /// Why the customer's last try to pay failed.
    pub(crate) failed_attempt: Option<Cow<'static, str>>,
    /// What the customer paid with.
    pub(crate) card: Option<Card>,
    pub(crate) state: PaymentState,
    pub(crate) captured: i64,
    pub(crate) refunded: i64,
    pub(crate) cancelled: i64,
    /// Never empty: the first is CREATED.
    pub(crate) events: Vec<Event>,
    /// The create call's body as received.
    #[serde(with = "crate::stored::text")]
    pub(crate) create_body: Bytes,
    /// Capture calls, replayed and refused ones included.
    pub(crate) capture_calls: u32,
}

/// What a payment has come to.
#[allow(clippy::struct_field_names, reason = "the names of the wire")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aggregate {
    pub(crate) authorized_amount: Amount,
    pub(crate) cancelled_amount: Amount,
    pub(crate) captured_amount: Amount,
    pub(crate) refunded_amount: Amount,
}

impl Payment {
    pub(crate) fn currency(&self) -> Currency {
        self.amount.currency
    }

    pub(crate) fn authorized(&self) -> i64 {
        if self.state == PaymentState::Authorized { self.amount.value } else { 0 }
    }

    /// What can still be captured or cancelled.
    pub(crate) fn uncaptured(&self) -> i64 {
        (self.authorized() - self.captured - self.cancelled).max(0)
    }

    pub(crate) fn aggregate(&self) -> Aggregate {
        let of = |value| Amount { currency: self.currency(), value };
        Aggregate {
            authorized_amount: of(self.authorized()),
            cancelled_amount: of(self.cancelled),
            captured_amount: of(self.captured),
            refunded_amount: of(self.refunded),
        }
    }

    /// The pspReference of the payment as a whole is that of its CREATED event.
    pub(crate) fn psp_reference(&self) -> &str {
        &self.events[0].psp_reference
    }

    /// When the customer approved.
    pub(crate) fn authorized_at_ms(&self) -> Option<i64> {
        let mut events = self.events.iter();
        events.find(|event| event.name == EventName::Authorized).map(|event| event.at_ms)
    }

    /// From when on it can't be captured or cancelled any more.
    pub(crate) fn capture_deadline_ms(&self) -> Option<i64> {
        Some(self.authorized_at_ms()? + self.capture_deadline_days * DAY_MS)
    }

    /// From when on it can't be refunded any more.
    pub(crate) fn refund_deadline_ms(&self, window: RefundWindow) -> Option<i64> {
        let start_ms = match window {
            RefundWindow::Reservation => self.authorized_at_ms(),
            RefundWindow::Capture => {
                let mut events = self.events.iter().rev();
                events.find(|event| event.name == EventName::Captured).map(|event| event.at_ms)
            }
        };
        Some(start_ms? + REFUND_DAYS * DAY_MS)
    }

    /// Until when the authorised amount is guaranteed, as an offset time.
    pub(crate) fn capture_guaranteed_until(&self) -> Option<String> {
        let guarantee_days = self.card.unwrap_or_default().scheme.guarantee_days();
        let until_ms = self.authorized_at_ms()? + guarantee_days * DAY_MS;
        Some(format_utc(until_ms, "%Y-%m-%dT%H:%M:%S%.3f+00:00"))
    }
}
