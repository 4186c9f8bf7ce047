//! One merchant-initiated login from its start to the tokens, and what each person has consented
//! to. Whether a login is pending, decided or expired follows from stored times and now.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;

use crate::ids::stable_uuid;
use crate::login::consent::{CONSENT_TEXTS, Choices, DELEGATED_CONSENTS};
use crate::simulator::Turn;

const PING: &str = "login.merchant-initiated.ping.v1";

pub(crate) struct Login {
    pub(crate) auth_req_id: String,
    pub(crate) client_id: String,
    pub(crate) msn: String,
    pub(crate) msisdn: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) binding_message: Option<String>,
    pub(crate) expires_ms: i64,
    /// Least time between two polls; grows each time the client is told to slow down.
    pub(crate) interval_ms: i64,
    pub(crate) last_poll_ms: Option<i64>,
    pub(crate) decision: Decision,
}

#[derive(Debug, Clone)]
pub(crate) enum Decision {
    Open,
    Approved(Approval),
    Declined,
    /// Approved, and the tokens handed out.
    Consumed(Approval),
}

#[derive(Debug, Clone)]
pub(crate) struct Approval {
    pub(crate) at_ms: i64,
    /// The marketing consents, if they were asked for this time.
    pub(crate) choices: Option<Choices>,
}

/// A login as people see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LoginState {
    Pending,
    Approved,
    Declined,
    Expired,
    Consumed,
}

impl Login {
    pub(crate) fn state(&self, now_ms: i64) -> LoginState {
        match self.decision {
            Decision::Consumed(_) => LoginState::Consumed,
            Decision::Declined => LoginState::Declined,
            _ if now_ms >= self.expires_ms => LoginState::Expired,
            Decision::Approved(_) => LoginState::Approved,
            Decision::Open => LoginState::Pending,
        }
    }
}

/// Position of a login in the order of their start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LoginNumber(usize);

/// A token for userinfo.
struct LoginToken {
    login: LoginNumber,
    expires_ms: i64,
}

#[derive(Default)]
pub(crate) struct Logins {
    started: Vec<Login>,
    by_id: HashMap<String, LoginNumber>,
    tokens: HashMap<String, LoginToken>,
    /// Scopes that a person has agreed to, by sales unit and number; kept until a reset.
    consented: HashMap<(String, String), BTreeSet<String>>,
}

impl Logins {
    pub(crate) fn insert(&mut self, login: Login) -> LoginNumber {
        let number = LoginNumber(self.started.len());
        self.by_id.insert(login.auth_req_id.clone(), number);
        self.started.push(login);
        number
    }

    pub(crate) fn find(&self, auth_req_id: &str) -> Option<LoginNumber> {
        self.by_id.get(auth_req_id).copied()
    }

    pub(crate) fn get(&self, number: LoginNumber) -> &Login {
        &self.started[number.0]
    }

    pub(crate) fn get_mut(&mut self, number: LoginNumber) -> &mut Login {
        &mut self.started[number.0]
    }

    /// All logins, newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Login> {
        self.started.iter().rev()
    }

    /// The scopes of a login that the person hasn't agreed to before.
    pub(crate) fn new_scopes(&self, login: &Login) -> Vec<String> {
        let known = self.consented.get(&(login.msn.clone(), login.msisdn.clone()));
        let is_new = |scope: &&String| known.is_none_or(|known| !known.contains(*scope));
        login.scopes.iter().filter(is_new).cloned().collect()
    }

    pub(crate) fn add_token(&mut self, token: String, login: LoginNumber, expires_ms: i64) {
        self.tokens.insert(token, LoginToken { login, expires_ms });
    }

    /// The login that a userinfo token belongs to, while the token is valid.
    pub(crate) fn by_token(&self, token: &str, now_ms: i64) -> Option<&Login> {
        let token = self.tokens.get(token).filter(|token| now_ms < token.expires_ms)?;
        Some(self.get(token.login))
    }
}

impl Turn<'_> {
    /// The person confirms. `accepted` are the marketing consents ticked, `None` all of them.
    /// False when the login isn't open any more.
    pub(crate) fn approve_login(
        &mut self,
        number: LoginNumber,
        accepted: Option<Vec<String>>,
    ) -> bool {
        let now_ms = self.now_ms;
        let logins = &mut self.state.logins;
        let login = logins.get(number);
        if login.state(now_ms) != LoginState::Pending {
            return false;
        }
        let new_scopes = logins.new_scopes(login);
        let all = || CONSENT_TEXTS.iter().map(|consent| consent.id.to_owned()).collect();
        let choices = new_scopes
            .iter()
            .any(|scope| scope == DELEGATED_CONSENTS)
            .then(|| Choices { accepted: accepted.unwrap_or_else(all), at_ms: now_ms });
        let person = (login.msn.clone(), login.msisdn.clone());
        let auth_req_id = login.auth_req_id.clone();
        logins.get_mut(number).decision = Decision::Approved(Approval { at_ms: now_ms, choices });
        let msn = person.0.clone();
        logins.consented.entry(person).or_default().extend(new_scopes);
        let body = serde_json::json!({ "auth_req_id": auth_req_id }).to_string();
        self.notify(&msn, PING, &auth_req_id, body.as_bytes());
        true
    }

    /// The person declines; no webhook tells of it. False when the login isn't open any more.
    pub(crate) fn decline_login(&mut self, number: LoginNumber) -> bool {
        let login = self.state.logins.get_mut(number);
        if login.state(self.now_ms) != LoginState::Pending {
            return false;
        }
        login.decision = Decision::Declined;
        self.changed = true;
        true
    }
}

/// The person's `sub` at one sales unit: another at each unit, the same after a restart.
pub(crate) fn subject(msn: &str, msisdn: &str) -> String {
    stable_uuid(&["sub", msn, msisdn]).to_string()
}
