//! Everything that the simulator remembers, in one struct. The parts are defined beside the API
//! that they belong to; here they only stand together. What a state file holds is this, but for the
//! parts that are skipped.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::access_token::IssuedTokens;
use crate::clock::Time;
use crate::epayment::idempotency::StoredAnswers;
use crate::epayment::ledger::Ledger;
use crate::epayment::rate_limit::RateLimits;
use crate::faults::Faults;
use crate::login::session::Logins;
use crate::orders::Orders;
use crate::qr::Codes;
use crate::readings::Readings;
use crate::report::books::Books;
use crate::request_log::RequestRecord;
use crate::script::Scripts;
use crate::settings::Settings;
use crate::webhooks::delivery::{Deliveries, Notice};
use crate::webhooks::registered::Registration;

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct State {
    pub(crate) time: Time,
    pub(crate) access_tokens: IssuedTokens,
    pub(crate) ledger: Ledger,
    pub(crate) stored_answers: StoredAnswers,
    #[serde(skip)]
    pub(crate) rate_limits: RateLimits,
    pub(crate) codes: Codes,
    pub(crate) orders: Orders,
    pub(crate) books: Books,
    pub(crate) logins: Logins,
    pub(crate) registrations: Vec<Registration>,
    pub(crate) deliveries: Deliveries,
    pub(crate) notices: VecDeque<Notice>,
    pub(crate) faults: Faults,
    pub(crate) scripts: Scripts,
    /// Given by the control API; they stand in place of those in the settings.
    #[serde(default)]
    pub(crate) readings: Option<Readings>,
    #[serde(skip)]
    pub(crate) requests: VecDeque<RequestRecord>,
}

impl State {
    /// What stands at the start: nothing but what the settings ask for.
    pub(crate) fn new(settings: &Settings, machine_ms: i64) -> Self {
        let ahead_ms = i64::from(settings.clock_ahead_s) * 1000;
        let time = Time::start(machine_ms, ahead_ms, settings.clock_frozen);
        Self { time, faults: Faults::of_rules(settings.faults.clone()), ..Self::default() }
    }

    /// Forgets everything but access tokens and webhook registrations, so that a service which
    /// runs against the simulator goes on working.
    pub(crate) fn reset(&mut self, settings: &Settings, machine_ms: i64) {
        let access_tokens = std::mem::take(&mut self.access_tokens);
        let registrations = std::mem::take(&mut self.registrations);
        *self = Self { access_tokens, registrations, ..Self::new(settings, machine_ms) };
    }
}
