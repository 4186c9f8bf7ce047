//! What goes wrong on purpose: four plain switches, and a list of rules that say at which call or
//! webhook, how often and with what chance something happens. The switches are the short form of
//! the commonest rules and keep their own words on the wire.

pub(crate) mod call;
pub(crate) mod operation;
mod rule;
mod trigger;

use axum::http::Method;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

pub use self::rule::{CallFault, Fault, FaultRule, RuleError, WebhookFault};
use self::trigger::Count;

/// Most rules at a time.
pub(crate) const RULES_MAX: usize = 100;

/// The faults that are on. A part that is left out is as if nothing were wrong with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Faults {
    webhooks: OnOff,
    reads: OnFail,
    login: OnFail,
    writes_answer: WritesAnswer,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rules: Vec<FaultRule>,
    /// One for each rule, made when the rule is first looked at.
    #[serde(skip)]
    counts: Vec<Count>,
}

/// `off` drops every webhook that is waiting or made meanwhile, without a trace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OnOff {
    #[default]
    On,
    Off,
}

/// `fail` answers 503: for `reads` the payment and its event log, for `login` every login call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum OnFail {
    #[default]
    On,
    Fail,
}

/// `drop_once` lets the next ePayment write take effect and then answers an empty 500 in its
/// place; after that it is `keep` again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WritesAnswer {
    #[default]
    Keep,
    DropOnce,
}

/// A rule and how often it has been looked at and has struck.
#[derive(Serialize)]
pub(crate) struct CountedRule<'a> {
    #[serde(flatten)]
    rule: &'a FaultRule,
    seen: u64,
    struck: u64,
}

impl Faults {
    /// Only `rules`; the switches are all well.
    pub(crate) fn of_rules(rules: &[FaultRule]) -> Self {
        Self { rules: rules.to_vec(), ..Self::default() }
    }

    /// Whether every rule makes sense.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.rules.len() > RULES_MAX {
            let reason = format!("At most {RULES_MAX} rules can be on at a time.");
            return Err(Problem::invalid_field("rules", reason));
        }
        for (at, rule) in self.rules.iter().enumerate() {
            rule.check().map_err(|error| {
                Problem::invalid_field(format!("rules[{at}].{}", error.field), error.reason)
            })?;
        }
        Ok(())
    }

    /// Adds a rule behind the others.
    pub(crate) fn add(&mut self, rule: FaultRule) {
        self.rules.push(rule);
    }

    pub(crate) fn forget_rules(&mut self) {
        self.rules.clear();
        self.counts.clear();
    }

    pub(crate) fn counted_rules(&self) -> impl Iterator<Item = CountedRule<'_>> {
        self.rules.iter().enumerate().map(|(at, rule)| {
            let count = self.counts.get(at).copied().unwrap_or_default();
            CountedRule { rule, seen: count.seen, struck: count.struck }
        })
    }

    pub(crate) fn delivers_webhooks(&self) -> bool {
        self.webhooks == OnOff::On
    }

    pub(crate) fn answers_reads(&self) -> bool {
        self.reads == OnFail::On
    }

    pub(crate) fn answers_logins(&self) -> bool {
        self.login == OnFail::On
    }

    /// What happens to a call. Every rule that means the call counts it; the first that strikes
    /// decides.
    pub(crate) fn strike_call(&mut self, method: &Method, template: &str) -> Option<CallFault> {
        let struck = self.strike(|rule| rule.means_call(method, template));
        let by_rule = struck.and_then(|fault| match fault {
            Fault::Call(fault) => Some(fault),
            Fault::Webhook(_) => None,
        });
        by_rule.or_else(|| self.lose_answer(method, template))
    }

    /// What happens to a webhook.
    pub(crate) fn strike_webhook(&mut self, event: &str) -> Option<WebhookFault> {
        self.strike(|rule| rule.means_webhook(event)).and_then(|fault| match fault {
            Fault::Webhook(fault) => Some(fault),
            Fault::Call(_) => None,
        })
    }

    fn strike(&mut self, means: impl Fn(&FaultRule) -> bool) -> Option<Fault> {
        self.counts.resize_with(self.rules.len(), Count::default);
        let mut first = None;
        for (rule, count) in self.rules.iter().zip(&mut self.counts) {
            if means(rule) && count.strikes(rule) {
                first = first.or(Some(rule.effect));
            }
        }
        first
    }

    fn lose_answer(&mut self, method: &Method, template: &str) -> Option<CallFault> {
        let is_write = method == Method::POST && template.starts_with("/epayment/v1/payments");
        if !is_write || self.writes_answer == WritesAnswer::Keep {
            return None;
        }
        self.writes_answer = WritesAnswer::Keep;
        Some(CallFault::Status { status: 500, retry_after_s: None, after_effect: true })
    }
}
