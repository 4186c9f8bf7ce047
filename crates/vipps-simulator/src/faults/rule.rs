//! One fault rule as it stands in settings and in the control API: what it means, when it strikes
//! and what happens then.

use std::num::NonZeroU64;

use axum::http::Method;
use serde::{Deserialize, Serialize};

use crate::epayment::refusal::Refusal;
use crate::faults::pattern;

/// Longest delay that a rule can ask for.
const DELAY_MS_MAX: u32 = 10 * 60 * 1000;
/// Longest lateness of a webhook.
const LATE_S_MAX: u32 = 7 * 24 * 3600;

/// A rule: at which calls or webhooks it looks, at which of them it strikes, and what happens
/// there. With none of `nth`, `every` and `probability` it strikes each time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// An operation by name (`createPayment`), calls by method and path template (`POST
    /// /epayment/v1/payments/{reference}/capture`; `*` for any method, `*` at the end for any rest
    /// of the path), or webhooks by event (`webhook epayments.payment.captured.v1`, `webhook *`).
    pub on: String,
    /// Strikes only at this one, counted from 1 and from when the rule was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<NonZeroU64>,
    /// Strikes at each such-and-such-th: 3 is the third, the sixth, the ninth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub every: Option<NonZeroU64>,
    /// Chance, from 0 to 1, of striking where it otherwise would.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// Decides the chances: the same seed strikes at the same calls in every run.
    #[serde(default)]
    pub seed: u64,
    /// Strikes at most this often. Left out, without end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
    /// What happens.
    pub effect: Fault,
}

/// What a rule does; one kind for calls, one for webhooks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Fault {
    /// To a call of a simulated API.
    Call(CallFault),
    /// To a webhook.
    Webhook(WebhookFault),
}

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CallFault {
    /// The call reaches the API late, or its answer the caller. It takes effect even if the caller
    /// has gone away meanwhile.
    Delay {
        /// Milliseconds before the API sees the call.
        #[serde(default)]
        request_ms: u32,
        /// Milliseconds from the API's answer until it is sent.
        #[serde(default)]
        answer_ms: u32,
    },
    /// The call never reaches the API; the connection is cut without an answer.
    DropRequest,
    /// The call takes effect; the connection is cut without an answer.
    DropAnswer,
    /// An empty answer with this status.
    Status {
        /// 400 to 599.
        status: u16,
        /// Sent as `Retry-After`.
        #[serde(default)]
        retry_after_s: Option<u32>,
        /// Whether the call takes effect first.
        #[serde(default)]
        after_effect: bool,
    },
    /// The call never reaches the API, and is refused with an error of the ePayment catalogue.
    Problem {
        /// Its number, for example 6280.
        code: u16,
    },
    /// The call takes effect, and the body of its answer ends in the middle, although its length is
    /// right for what is sent: JSON that can't be parsed.
    MalformedBody,
    /// The call takes effect, and the second half of the answer's body comes late.
    SlowBody {
        /// Milliseconds between the halves.
        ms: u32,
    },
}

/// What happens to a webhook, for each registration by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum WebhookFault {
    /// It is never sent.
    Lose,
    /// It is sent late and holds back the later events of the same payment.
    Late {
        /// Seconds until the first try.
        seconds: u32,
    },
    /// It is sent twice, one after the other.
    Twice,
    /// It is sent late while the later events of the same payment overtake it.
    OutOfOrder {
        /// Seconds until the first try.
        seconds: u32,
    },
    /// Its first tries carry a signature by another secret.
    WrongSignature {
        /// How many; the tries after them are signed rightly.
        tries: u32,
    },
}

/// Why a rule makes no sense.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The field of the rule.
    pub field: &'static str,
    /// What is wrong with it, in a sentence.
    pub reason: String,
}

impl FaultRule {
    /// Whether the rule makes sense.
    ///
    /// # Errors
    /// The first field that doesn't, and why.
    pub fn check(&self) -> Result<(), RuleError> {
        let refuse = |field, reason: &str| Err(RuleError { field, reason: reason.to_owned() });
        let is_webhook = self.on.starts_with("webhook ");
        if !is_webhook && !pattern::is_pattern(&self.on) {
            let reason = format!(
                "Name an operation ({}), a method and path template, or webhook and an event.",
                pattern::names()
            );
            return refuse("on", &reason);
        }
        match (is_webhook, self.effect) {
            (true, Fault::Call(_)) => {
                return refuse("effect", "The effect is for calls, and this is a webhook.");
            }
            (false, Fault::Webhook(_)) => {
                return refuse("effect", "The effect is for webhooks, and this is a call.");
            }
            _ => {}
        }
        if self.probability.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) {
            return refuse("probability", "The chance must be from 0 to 1.");
        }
        if self.nth.is_some() && self.every.is_some() {
            return refuse("nth", "Give either nth or every.");
        }
        let is_in_range = match self.effect {
            Fault::Call(CallFault::Delay { request_ms, answer_ms }) => {
                request_ms.max(answer_ms) <= DELAY_MS_MAX
            }
            Fault::Call(CallFault::SlowBody { ms }) => ms <= DELAY_MS_MAX,
            Fault::Call(CallFault::Status { status, .. }) => (400..=599).contains(&status),
            Fault::Call(CallFault::Problem { code }) => Refusal::numbered(code).is_some(),
            Fault::Webhook(
                WebhookFault::Late { seconds } | WebhookFault::OutOfOrder { seconds },
            ) => seconds <= LATE_S_MAX,
            _ => true,
        };
        if is_in_range {
            Ok(())
        } else {
            refuse(
                "effect",
                "Delays may last 10 minutes, webhooks be 7 days late, a status must be 4xx or 5xx, a \
                 code one of ePayment.",
            )
        }
    }

    pub(super) fn means_call(&self, method: &Method, template: &str) -> bool {
        pattern::means(&self.on, method, template)
    }

    pub(super) fn means_webhook(&self, event: &str) -> bool {
        self.on.strip_prefix("webhook ").is_some_and(|wanted| wanted == "*" || wanted == event)
    }
}

impl CallFault {
    /// Its name as the log tells it.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Delay { .. } => "delay",
            Self::DropRequest => "drop_request",
            Self::DropAnswer => "drop_answer",
            Self::Status { .. } => "status",
            Self::Problem { .. } => "problem",
            Self::MalformedBody => "malformed_body",
            Self::SlowBody { .. } => "slow_body",
        }
    }
}
