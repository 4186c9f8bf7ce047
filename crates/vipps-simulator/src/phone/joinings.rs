//! A login or membership request as the person finds it again: what was shared, what was agreed
//! to, and when.

use crate::login::consent::CONSENT_TEXTS;
use crate::login::session::{Approval, Decision, Login, LoginState};
use crate::phone::activity::State;
use crate::phone::moment::Moment;
use crate::phone::requests::{asks_to_join, shares};
use crate::phone::screen::merchant_name;
use crate::simulator::Turn;

pub(super) struct JoiningView {
    pub(super) merchant: String,
    pub(super) what: &'static str,
    pub(super) state: State,
    pub(super) story: &'static str,
    pub(super) at: Moment,
    pub(super) shares: Vec<&'static str>,
    /// Each consent that was asked for, with the answer.
    pub(super) answers: Vec<(&'static str, bool)>,
}

impl JoiningView {
    pub(super) fn find(turn: &Turn<'_>, msisdn: &str, auth_req_id: &str) -> Option<Self> {
        let login = turn.state.logins.get(turn.state.logins.find(auth_req_id)?);
        if login.msisdn != msisdn {
            return None;
        }
        let approval = approval(login);
        Some(Self {
            merchant: merchant_name(turn.settings, &login.msn),
            what: what(turn, login),
            state: state(turn, login),
            story: story(login, turn.now_ms),
            at: Moment::of(decided_at_ms(login, turn.now_ms)),
            shares: approval.map_or_else(Vec::new, |approval| shares(&approval.new_scopes)),
            answers: approval.map_or_else(Vec::new, answers),
        })
    }
}

fn approval(login: &Login) -> Option<&Approval> {
    match &login.decision {
        Decision::Approved(approval) | Decision::Consumed(approval) => Some(approval),
        Decision::Open | Decision::Declined { .. } => None,
    }
}

fn answers(approval: &Approval) -> Vec<(&'static str, bool)> {
    let Some(choices) = &approval.choices else { return Vec::new() };
    let is_ticked = |id: &str| choices.accepted.iter().any(|accepted| accepted == id);
    CONSENT_TEXTS.iter().map(|consent| (consent.text, is_ticked(consent.id))).collect()
}

/// Only the first login of somebody who is asked for consents makes a member.
pub(super) fn what(turn: &Turn<'_>, login: &Login) -> &'static str {
    let still_new = || turn.new_scopes(login);
    let scopes = approval(login).map_or_else(still_new, |approval| approval.new_scopes.clone());
    if asks_to_join(&scopes) { "Customer club" } else { "Login" }
}

pub(super) fn decided_at_ms(login: &Login, now_ms: i64) -> i64 {
    match &login.decision {
        Decision::Approved(approval) | Decision::Consumed(approval) => approval.at_ms,
        Decision::Declined { at_ms } => *at_ms,
        Decision::Open if login.state(now_ms) == LoginState::Expired => login.expires_ms,
        Decision::Open => login.started_ms,
    }
}

/// Whether the shop has fetched an approval makes no difference to the person.
pub(super) fn state(turn: &Turn<'_>, login: &Login) -> State {
    match (&login.decision, login.state(turn.now_ms)) {
        (Decision::Approved(approval) | Decision::Consumed(approval), _)
            if asks_to_join(&approval.new_scopes) =>
        {
            State::good("Joined")
        }
        (Decision::Approved(_) | Decision::Consumed(_), _) => State::good("Confirmed"),
        (Decision::Declined { .. }, _) => State::stop("Declined"),
        (Decision::Open, LoginState::Expired) => State::quiet("Expired"),
        (Decision::Open, _) => State::wait("Waiting"),
    }
}

pub(super) fn story(login: &Login, now_ms: i64) -> &'static str {
    match (&login.decision, login.state(now_ms)) {
        (Decision::Approved(_) | Decision::Consumed(_), _) => "You said yes.",
        (Decision::Declined { .. }, _) => "You said no. Nothing was shared.",
        (Decision::Open, LoginState::Expired) => "There was no answer in time. Nothing was shared.",
        (Decision::Open, _) => "The shop waits for your answer.",
    }
}
