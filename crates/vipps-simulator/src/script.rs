//! Customers who act by themselves: what each does with the payments and logins that reach the
//! phone. An answer is a stored time; it happens at that time, whenever the simulator looks next.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::epayment::ledger::PaymentNumber;
use crate::epayment::payment::PaymentState;
use crate::login::session::{LOGINS_KEPT, LoginNumber};
use crate::simulator::Turn;

/// What a customer does with each request, in turn: the first request meets the first reaction,
/// and the last reaction repeats. An empty list leaves the answer to a hand on the phone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// Reactions to payment requests.
    pub payments: Vec<Reaction>,
    /// Reactions to logins and membership requests.
    pub logins: Vec<Reaction>,
}

/// One reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reaction {
    /// What the customer does.
    pub answer: CustomerAnswer,
    /// Seconds from when the request reaches the phone.
    #[serde(default)]
    pub after_s: u32,
    /// The marketing consents ticked with an approved login. Left out, all are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consents: Option<Vec<String>>,
}

/// What a customer does with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerAnswer {
    /// Says yes.
    Approve,
    /// Says no.
    Decline,
    /// Leaves it until it expires.
    Ignore,
    /// Says yes in the same instant in which the merchant cancels: the approval comes first, and
    /// the cancellation meets a payment that is authorised. A login is left alone.
    ApproveAtCancel,
}

/// How many answers may wait for requests that have been forgotten meanwhile.
const FORGOTTEN_MAX: usize = 1_000;

/// Answers to come, and how far each customer's script has got.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Scripts {
    due: BTreeSet<(i64, Act)>,
    at_cancel: BTreeSet<PaymentNumber>,
    /// Scripts given by the control API; they stand in place of those in the settings.
    replaced: HashMap<String, Script>,
    payments_met: HashMap<String, usize>,
    logins_met: HashMap<String, usize>,
    /// What to tick, of the logins whose script says so.
    consents: HashMap<LoginNumber, Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
enum Act {
    ApprovePayment(PaymentNumber),
    DeclinePayment(PaymentNumber),
    ApproveLogin(LoginNumber),
    DeclineLogin(LoginNumber),
}

impl Scripts {
    pub(crate) fn next_due_ms(&self) -> Option<i64> {
        self.due.first().map(|(due_ms, _)| *due_ms)
    }

    /// Gives a customer another script, which begins with the next request.
    pub(crate) fn replace(&mut self, msisdn: &str, script: Script) {
        self.payments_met.remove(msisdn);
        self.logins_met.remove(msisdn);
        self.replaced.insert(msisdn.to_owned(), script);
    }

    fn take_due(&mut self, now_ms: i64) -> Option<(i64, Act)> {
        let first = self.due.first().copied().filter(|(due_ms, _)| *due_ms <= now_ms)?;
        self.due.remove(&first);
        Some(first)
    }
}

/// Reaction number `met`, or the last.
fn pick(reactions: &[Reaction], met: usize) -> Option<&Reaction> {
    reactions.get(met).or(reactions.last())
}

impl Turn<'_> {
    /// Drops the answers to forgotten requests, once there may be many of them.
    fn sweep_scripts(&mut self) {
        let (ledger, logins) = (&self.state.ledger, &self.state.logins);
        let open_max = self.settings.payments_kept + LOGINS_KEPT + FORGOTTEN_MAX;
        let scripts = &mut self.state.scripts;
        if scripts.due.len() > open_max {
            scripts.due.retain(|(_, act)| match act {
                Act::ApprovePayment(number) | Act::DeclinePayment(number) => ledger.holds(*number),
                Act::ApproveLogin(number) | Act::DeclineLogin(number) => logins.holds(*number),
            });
            scripts.consents.retain(|number, _| logins.holds(*number));
        }
        if scripts.at_cancel.len() > open_max {
            scripts.at_cancel.retain(|number| ledger.holds(*number));
        }
    }

    /// Lets everything happen whose time has come, in order: requests expire, customers answer.
    pub(crate) fn catch_up(&mut self) {
        let now_ms = self.now_ms;
        while let Some((due_ms, act)) = self.state.scripts.take_due(now_ms) {
            self.now_ms = due_ms;
            self.expire_payments();
            self.expire_logins();
            self.act(act);
        }
        self.now_ms = now_ms;
        self.expire_payments();
        self.expire_logins();
    }

    fn act(&mut self, act: Act) {
        // An answer that comes too late changes nothing.
        let _ = match act {
            Act::ApprovePayment(number) | Act::DeclinePayment(number)
                if !self.state.ledger.holds(number) =>
            {
                false
            }
            Act::ApproveLogin(number) | Act::DeclineLogin(number)
                if !self.state.logins.holds(number) =>
            {
                false
            }
            Act::ApprovePayment(number) => self.approve_payment(number),
            Act::DeclinePayment(number) => self.decline_payment(number),
            Act::ApproveLogin(number) => {
                let ticked = self.state.scripts.consents.remove(&number);
                self.approve_login(number, ticked)
            }
            Act::DeclineLogin(number) => self.decline_login(number),
        };
    }

    /// The script that a customer follows now.
    pub(crate) fn script_of(&self, msisdn: &str) -> Option<&Script> {
        let replaced = self.state.scripts.replaced.get(msisdn);
        let mut customers = self.settings.customers.iter();
        replaced.or_else(|| {
            let customer = customers.find(|customer| customer.msisdn == msisdn)?;
            Some(&customer.script)
        })
    }

    /// A payment request has reached a customer's phone.
    pub(crate) fn payment_arrives(&mut self, number: PaymentNumber, msisdn: &str) {
        let met = self.state.scripts.payments_met.get(msisdn).copied().unwrap_or(0);
        let script = self.script_of(msisdn);
        let Some(reaction) = script.and_then(|script| pick(&script.payments, met)) else { return };
        let (answer, due_ms) = (reaction.answer, self.now_ms + i64::from(reaction.after_s) * 1000);
        let scripts = &mut self.state.scripts;
        scripts.payments_met.insert(msisdn.to_owned(), met + 1);
        match answer {
            CustomerAnswer::Approve => scripts.due.insert((due_ms, Act::ApprovePayment(number))),
            CustomerAnswer::Decline => scripts.due.insert((due_ms, Act::DeclinePayment(number))),
            CustomerAnswer::ApproveAtCancel => scripts.at_cancel.insert(number),
            CustomerAnswer::Ignore => false,
        };
        self.sweep_scripts();
        self.changed = true;
    }

    /// A login has reached a customer's phone.
    pub(crate) fn login_arrives(&mut self, number: LoginNumber, msisdn: &str) {
        let met = self.state.scripts.logins_met.get(msisdn).copied().unwrap_or(0);
        let script = self.script_of(msisdn);
        let Some(reaction) = script.and_then(|script| pick(&script.logins, met)) else { return };
        let (answer, ticked) = (reaction.answer, reaction.consents.clone());
        let due_ms = self.now_ms + i64::from(reaction.after_s) * 1000;
        let scripts = &mut self.state.scripts;
        scripts.logins_met.insert(msisdn.to_owned(), met + 1);
        match answer {
            CustomerAnswer::Approve => {
                scripts.due.insert((due_ms, Act::ApproveLogin(number)));
                scripts.consents.extend(ticked.map(|ticked| (number, ticked)));
            }
            CustomerAnswer::Decline => {
                scripts.due.insert((due_ms, Act::DeclineLogin(number)));
            }
            CustomerAnswer::Ignore | CustomerAnswer::ApproveAtCancel => {}
        }
        self.sweep_scripts();
        self.changed = true;
    }

    /// The merchant cancels: a customer who was waiting for just that says yes first.
    pub(crate) fn race_cancel(&mut self, number: PaymentNumber) {
        let is_open = self.state.ledger.get(number).state == PaymentState::Created;
        if self.state.scripts.at_cancel.remove(&number) && is_open {
            self.approve_payment(number);
        }
    }
}
