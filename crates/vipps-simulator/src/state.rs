//! Everything that the simulator remembers, in one struct. The parts are defined beside the API
//! that they belong to; here they only stand together.

use std::collections::VecDeque;

use crate::access_token::IssuedTokens;
use crate::control::faults::Faults;
use crate::epayment::idempotency::StoredAnswers;
use crate::epayment::ledger::Ledger;
use crate::epayment::rate_limit::RateLimits;
use crate::login::session::Logins;
use crate::request_log::RequestRecord;
use crate::webhooks::delivery::Deliveries;
use crate::webhooks::registration::Registration;

#[derive(Default)]
pub(crate) struct State {
    pub(crate) clock_offset_ms: i64,
    pub(crate) access_tokens: IssuedTokens,
    pub(crate) ledger: Ledger,
    pub(crate) stored_answers: StoredAnswers,
    pub(crate) rate_limits: RateLimits,
    pub(crate) logins: Logins,
    pub(crate) registrations: Vec<Registration>,
    pub(crate) deliveries: Deliveries,
    pub(crate) faults: Faults,
    pub(crate) requests: VecDeque<RequestRecord>,
}

impl State {
    /// Forgets everything but access tokens and webhook registrations, so that a service which
    /// runs against the simulator goes on working.
    pub(crate) fn reset(&mut self) {
        let access_tokens = std::mem::take(&mut self.access_tokens);
        let registrations = std::mem::take(&mut self.registrations);
        *self = Self { access_tokens, registrations, ..Self::default() };
    }
}
