//! What goes wrong on purpose: a list of rules that say at which call or webhook, how often and
//! with what chance something happens.

pub(crate) mod call;
mod pattern;
mod rule;
mod trigger;

use axum::http::Method;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

pub use self::rule::{CallFault, Fault, FaultRule, RuleError, WebhookFault};
use self::trigger::Count;

/// Most rules at a time.
pub(crate) const RULES_MAX: usize = 100;

/// The rules that are on, in their order.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Faults {
    rules: Vec<CountedRule>,
}

/// A rule with how often it has been looked at and has struck.
#[derive(Debug, Serialize, Deserialize)]
struct CountedRule {
    #[serde(flatten)]
    rule: FaultRule,
    #[serde(flatten)]
    count: Count,
}

impl Faults {
    /// These rules, none of which has been looked at.
    pub(crate) fn of_rules(rules: Vec<FaultRule>) -> Self {
        let counted = |rule| CountedRule { rule, count: Count::default() };
        Self { rules: rules.into_iter().map(counted).collect() }
    }

    /// Replaces the rules, if all of them make sense; the counts begin anew.
    pub(crate) fn replace(&mut self, rules: Vec<FaultRule>) -> Result<(), Problem> {
        check_number(rules.len())?;
        for (at, rule) in rules.iter().enumerate() {
            rule.check().map_err(|error| {
                Problem::invalid_field(format!("rules[{at}].{}", error.field), error.reason)
            })?;
        }
        *self = Self::of_rules(rules);
        Ok(())
    }

    /// Adds a rule behind the others, if it makes sense.
    pub(crate) fn add(&mut self, rule: FaultRule) -> Result<(), Problem> {
        check_number(self.rules.len() + 1)?;
        rule.check().map_err(|error| Problem::invalid_field(error.field, error.reason))?;
        self.rules.push(CountedRule { rule, count: Count::default() });
        Ok(())
    }

    /// What happens to a call. Every rule that means the call counts it; the first that strikes
    /// decides.
    pub(crate) fn strike_call(&mut self, method: &Method, template: &str) -> Option<CallFault> {
        self.strike(|rule| rule.means_call(method, template)).and_then(|fault| match fault {
            Fault::Call(fault) => Some(fault),
            Fault::Webhook(_) => None,
        })
    }

    /// What happens to a webhook.
    pub(crate) fn strike_webhook(&mut self, event: &str) -> Option<WebhookFault> {
        self.strike(|rule| rule.means_webhook(event)).and_then(|fault| match fault {
            Fault::Webhook(fault) => Some(fault),
            Fault::Call(_) => None,
        })
    }

    fn strike(&mut self, means: impl Fn(&FaultRule) -> bool) -> Option<Fault> {
        let mut first = None;
        for CountedRule { rule, count } in &mut self.rules {
            if means(rule) && count.strikes(rule) {
                first = first.or(Some(rule.effect));
            }
        }
        first
    }
}

fn check_number(rules: usize) -> Result<(), Problem> {
    if rules <= RULES_MAX {
        return Ok(());
    }
    Err(Problem::invalid_field("rules", too_many()))
}

/// Why there can't be more rules.
pub(crate) fn too_many() -> String {
    format!("At most {RULES_MAX} rules can be on at a time.")
}
