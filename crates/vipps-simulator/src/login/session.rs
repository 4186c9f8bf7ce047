//! One merchant-initiated login from its start to the tokens, and what each person has consented
//! to. Whether a login is pending, decided or expired follows from stored times and now.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::ids::stable_uuid;
use crate::kept::Kept;
use crate::login::consent::{AGREEMENT, CONSENT_TEXTS, CUSTOM_FLOW, Choices, DELEGATED_CONSENTS};
use crate::readings::Readings;
use crate::settings::Settings;
use crate::simulator::Turn;

/// A code of a login that ends in the browser lives for so long.
const CODE_MS: i64 = 120_000;
/// Starts for one person within [`START_WINDOW_MS`]. The real numbers are not published.
const STARTS_MAX: usize = 10;
const START_WINDOW_MS: i64 = 60_000;
/// How many logins are remembered; the oldest are forgotten first.
pub(crate) const LOGINS_KEPT: usize = 10_000;
const PING: &str = "login.merchant-initiated.ping.v1";

#[derive(Serialize, Deserialize)]
pub(crate) struct Login {
    pub(crate) auth_req_id: String,
    pub(crate) client_id: String,
    pub(crate) msn: String,
    pub(crate) msisdn: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) binding_message: Option<String>,
    #[serde(default)]
    pub(crate) nonce: Option<String>,
    /// Where the person's browser is led when the login ends there rather than in the app.
    pub(crate) redirect_uri: Option<Url>,
    /// The same with the outcome, once there is one.
    pub(crate) return_url: Option<String>,
    pub(crate) started_ms: i64,
    pub(crate) expires_ms: i64,
    /// Least time between two polls; grows each time the client is told to slow down.
    pub(crate) interval_ms: i64,
    pub(crate) last_poll_ms: Option<i64>,
    pub(crate) decision: Decision,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Decision {
    Open,
    Approved(Approval),
    Declined {
        at_ms: i64,
    },
    /// Approved, and the tokens handed out.
    Consumed(Approval),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Approval {
    pub(crate) at_ms: i64,
    /// What the person hadn't shared with the sales unit before.
    pub(crate) new_scopes: Vec<String>,
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
            Decision::Declined { .. } => LoginState::Declined,
            _ if now_ms >= self.expires_ms => LoginState::Expired,
            Decision::Approved(_) => LoginState::Approved,
            Decision::Open => LoginState::Pending,
        }
    }
}

/// Position of a login in the order of their start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct LoginNumber(usize);

/// As the log calls a login.
impl fmt::Display for LoginNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "login {}", self.0 + 1)
    }
}

/// A token for userinfo.
#[derive(Serialize, Deserialize)]
struct LoginToken {
    login: LoginNumber,
    expires_ms: i64,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Logins {
    started: VecDeque<Login>,
    /// How many logins have been forgotten: the number of the first that is still there.
    forgotten: usize,
    by_id: HashMap<String, LoginNumber>,
    /// When each login expires that may still be open.
    #[serde(default)]
    expiring: BTreeSet<(i64, LoginNumber)>,
    tokens: Kept<String, LoginToken, LOGINS_KEPT>,
    /// Scopes that a person has agreed to, by sales unit and number; no more than the settings know.
    #[serde(with = "crate::stored::pairs")]
    consented: HashMap<(String, String), BTreeSet<String>>,
    /// Codes that a browser carries to the merchant, with the time at which each dies.
    codes: Kept<String, (LoginNumber, i64), LOGINS_KEPT>,
    /// When logins of a person were started within the last minute.
    #[serde(skip)]
    starts: HashMap<String, VecDeque<i64>>,
}

impl Logins {
    pub(crate) fn insert(&mut self, login: Login) -> LoginNumber {
        let number = LoginNumber(self.forgotten + self.started.len());
        self.by_id.insert(login.auth_req_id.clone(), number);
        self.expiring.insert((login.expires_ms, number));
        self.started.push_back(login);
        if self.started.len() > LOGINS_KEPT
            && let Some(oldest) = self.started.pop_front()
        {
            self.forgotten += 1;
            self.by_id.remove(&oldest.auth_req_id);
            self.expiring.remove(&(oldest.expires_ms, LoginNumber(self.forgotten - 1)));
        }
        number
    }

    pub(crate) fn find(&self, auth_req_id: &str) -> Option<LoginNumber> {
        self.by_id.get(auth_req_id).copied()
    }

    pub(crate) fn get(&self, number: LoginNumber) -> &Login {
        &self.started[number.0 - self.forgotten]
    }

    pub(crate) fn get_mut(&mut self, number: LoginNumber) -> &mut Login {
        &mut self.started[number.0 - self.forgotten]
    }

    /// Whether the login hasn't been forgotten.
    pub(crate) fn holds(&self, number: LoginNumber) -> bool {
        number.0 >= self.forgotten
    }

    /// When the next login expires, unless it is decided by then.
    pub(crate) fn next_expiry_ms(&self) -> Option<i64> {
        self.expiring.first().map(|(expires_ms, _)| *expires_ms)
    }

    /// All logins, newest first.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Login> {
        self.started.iter().rev()
    }

    /// Counts a start for the person, or says in how many milliseconds one is possible again.
    pub(crate) fn count_start(&mut self, msisdn: &str, now_ms: i64) -> Result<(), i64> {
        self.starts.retain(|_, times| {
            times.retain(|at_ms| now_ms < at_ms + START_WINDOW_MS);
            !times.is_empty()
        });
        let times = self.starts.entry(msisdn.to_owned()).or_default();
        if times.len() >= STARTS_MAX {
            let first_ms = times.front().copied().unwrap_or(now_ms);
            return Err(first_ms + START_WINDOW_MS - now_ms);
        }
        times.push_back(now_ms);
        Ok(())
    }

    /// Takes a code: it works once, while it lives.
    pub(crate) fn take_code(&mut self, code: &str, now_ms: i64) -> Option<LoginNumber> {
        let (number, expires_ms) = self.codes.remove(code)?;
        (now_ms < expires_ms && self.holds(number)).then_some(number)
    }

    /// What the person shares, by sales unit.
    pub(crate) fn shared_by_person(&self, msisdn: &str) -> BTreeMap<&str, &BTreeSet<String>> {
        let own = self.consented.iter().filter(|((_, person), _)| person == msisdn);
        own.map(|((msn, _), scopes)| (msn.as_str(), scopes)).collect()
    }

    /// Forgets what the person shares with a sales unit. False when nothing was shared.
    pub(crate) fn revoke(&mut self, msn: &str, msisdn: &str) -> bool {
        self.consented.remove(&(msn.to_owned(), msisdn.to_owned())).is_some()
    }

    pub(crate) fn add_token(&mut self, token: String, login: LoginNumber, expires_ms: i64) {
        self.tokens.insert(token, LoginToken { login, expires_ms });
    }

    /// The login that a userinfo token belongs to, while the token is valid.
    pub(crate) fn by_token(&self, token: &str, now_ms: i64) -> Option<&Login> {
        let token = self.tokens.get(token).filter(|token| now_ms < token.expires_ms)?;
        self.holds(token.login).then(|| self.get(token.login))
    }
}

impl Turn<'_> {
    /// The scopes of a login that the person hasn't agreed to before.
    pub(crate) fn new_scopes(&self, login: &Login) -> Vec<String> {
        let owner =
            self.settings.owner(&login.msn).filter(|_| self.readings().consent_per_merchant);
        let others = owner.into_iter().flat_map(|merchant| &merchant.sales_units);
        let msns = others.map(|unit| &unit.msn).chain([&login.msn]);
        let consented = &self.state.logins.consented;
        let known: Vec<_> =
            msns.filter_map(|msn| consented.get(&(msn.clone(), login.msisdn.clone()))).collect();
        let is_new = |scope: &&String| {
            *scope == AGREEMENT || !known.iter().any(|known| known.contains(*scope))
        };
        login.scopes.iter().filter(is_new).cloned().collect()
    }

    /// Whether the person is asked for the marketing consents, in either shape.
    pub(crate) fn asks_for_consents(new_scopes: &[String]) -> bool {
        new_scopes.iter().any(|scope| scope == DELEGATED_CONSENTS || scope == CUSTOM_FLOW)
    }

    /// The person confirms. `accepted` are the marketing consents ticked, `None` all of them.
    /// False when the login isn't open any more.
    pub(crate) fn approve_login(
        &mut self,
        number: LoginNumber,
        accepted: Option<Vec<String>>,
    ) -> bool {
        let now_ms = self.now_ms;
        let login = self.state.logins.get(number);
        if login.state(now_ms) != LoginState::Pending {
            return false;
        }
        let new_scopes = self.new_scopes(login);
        let asks_for_consents = Self::asks_for_consents(&new_scopes);
        let logins = &mut self.state.logins;
        let login = logins.get(number);
        let all = || CONSENT_TEXTS.iter().map(|consent| consent.id.to_owned()).collect();
        let choices = asks_for_consents
            .then(|| Choices { accepted: accepted.unwrap_or_else(all), at_ms: now_ms });
        let person = (login.msn.clone(), login.msisdn.clone());
        let auth_req_id = login.auth_req_id.clone();
        let approval = Approval { at_ms: now_ms, new_scopes: new_scopes.clone(), choices };
        logins.get_mut(number).decision = Decision::Approved(approval);
        tracing::info!(subject = %number, outcome = "confirmed", "progress");
        let msn = person.0.clone();
        logins.consented.entry(person).or_default().extend(new_scopes);
        let login = logins.get_mut(number);
        if let Some(mut url) = login.redirect_uri.clone() {
            let code = self.ids.token();
            url.query_pairs_mut().append_pair("code", &code);
            login.return_url = Some(url.into());
            logins.codes.insert(code, (number, now_ms + CODE_MS));
            self.changed = true;
            return true;
        }
        self.ping(number, &msn, &auth_req_id);
        true
    }

    /// Logins expire that nobody has answered; whether a webhook tells of it is a reading.
    pub(crate) fn expire_logins(&mut self) {
        while let Some((expires_ms, number)) = self.state.logins.expiring.first().copied() {
            if self.now_ms < expires_ms {
                return;
            }
            self.state.logins.expiring.pop_first();
            let login = self.state.logins.get(number);
            if !matches!(login.decision, Decision::Open) {
                continue;
            }
            tracing::info!(subject = %number, outcome = "expired", "progress");
            self.changed = true;
            if self.readings().ping_at_expiry && login.redirect_uri.is_none() {
                let (msn, auth_req_id) = (login.msn.clone(), login.auth_req_id.clone());
                self.ping(number, &msn, &auth_req_id);
            }
        }
    }

    /// Tells the merchant that it can ask for the outcome of a login in the app.
    fn ping(&mut self, number: LoginNumber, msn: &str, auth_req_id: &str) {
        let body = serde_json::json!({ "auth_req_id": auth_req_id }).to_string();
        self.notify(msn, PING, auth_req_id, number, body.as_bytes());
    }

    /// The person declines; whether a webhook tells of it is a reading. False when the login isn't
    /// open any more.
    pub(crate) fn decline_login(&mut self, number: LoginNumber) -> bool {
        let pings = self.readings().ping_at_decline;
        let login = self.state.logins.get_mut(number);
        if login.state(self.now_ms) != LoginState::Pending {
            return false;
        }
        login.decision = Decision::Declined { at_ms: self.now_ms };
        tracing::info!(subject = %number, outcome = "declined", "progress");
        if let Some(mut url) = login.redirect_uri.clone() {
            url.query_pairs_mut()
                .append_pair("error", "access_denied")
                .append_pair("error_description", "The person declined.");
            login.return_url = Some(url.into());
        } else if pings {
            let (msn, auth_req_id) = (login.msn.clone(), login.auth_req_id.clone());
            self.ping(number, &msn, &auth_req_id);
        }
        self.changed = true;
        true
    }
}

impl Settings {
    /// The person's `sub` at one sales unit: another at each unit, the same after a restart.
    pub(crate) fn subject(&self, readings: Readings, msn: &str, msisdn: &str) -> String {
        let customer = self.customer(msisdn);
        let former = customer.and_then(|customer| customer.former_msisdn.as_deref());
        let first = former.filter(|_| readings.same_sub_after_number_change);
        stable_uuid(&["sub", msn, first.unwrap_or(msisdn)]).to_string()
    }
}
