//! The calls, as Clubtill makes them: a deadline on each, the token in a header that is never printed,
//! and every answer held to the contract before anybody believes it.

use crate::error::Error;
use crate::wire::{
    Balance, BalanceOf, Booked, Code, Enrol, Lookup, Member, Operation, Purchase, Redeem, Release,
    Reserve, Reserved, Reversal, Reversed,
};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use url::{Host, Url};
use uuid::Uuid;
use vipps_mobilepay::{Method, Request, Response, Transport};

/// The longest that a call may be waited for, in milliseconds: people wait for some of them.
pub const TIMEOUT_MS_MAX: u64 = 10_000;
/// The most points, or minor units that points are worth, that an answer may name.
const FIGURE_MAX: i64 = 1_000_000_000_000;
const ID_CHARS_MAX: usize = 64;
const NAME_CHARS_MAX: usize = 100;

/// An address that can't be a directory's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("the address begins with https://; http:// is for this machine only")]
    NotSafe,
    #[error("the address has no user, query or fragment")]
    NotPlain,
}

/// Speaks to one directory. Cloning is cheap.
#[derive(Clone)]
pub struct Client {
    /// Ends in a slash.
    base_url: Url,
    token: SecretString,
    timeout: Duration,
    transport: Arc<dyn Transport>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base_url", &self.base_url.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for the directory below an address, that has sent nothing yet. No call is waited for
    /// longer than `timeout_ms`, and none longer than [`TIMEOUT_MS_MAX`].
    pub fn new(
        mut base_url: Url,
        token: SecretString,
        timeout_ms: u64,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, AddressError> {
        let is_here = match base_url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        if base_url.scheme() != "https" && !(base_url.scheme() == "http" && is_here) {
            return Err(AddressError::NotSafe);
        }
        let is_plain = base_url.username().is_empty() && base_url.password().is_none();
        if !is_plain || base_url.query().is_some() || base_url.fragment().is_some() {
            return Err(AddressError::NotPlain);
        }
        if !base_url.path().ends_with('/') {
            let path = format!("{}/", base_url.path());
            base_url.set_path(&path);
        }
        let timeout = Duration::from_millis(timeout_ms.clamp(1, TIMEOUT_MS_MAX));
        Ok(Self { base_url, token, timeout, transport })
    }

    /// The member with that number or identity; none if there is none.
    pub async fn look_up(&self, lookup: &Lookup) -> Result<Option<Member>, Error> {
        match self.call(Operation::Lookup, lookup, None).await {
            Ok(member) => Ok(Some(member)),
            Err(Error::Refused(refused)) if refused.code == Code::MemberUnknown => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes somebody a member, or tells of new consents of one who is. The key is the enrolment.
    pub async fn enrol(&self, enrol: &Enrol) -> Result<Member, Error> {
        self.call(Operation::Enrol, enrol, Some(enrol.enrolment)).await
    }

    /// Books a purchase. The key is the sale.
    pub async fn book(&self, purchase: &Purchase) -> Result<Booked, Error> {
        self.call(Operation::Book, purchase, Some(purchase.purchase)).await
    }

    /// Takes back what came back of a purchase. The key is the return.
    pub async fn reverse(&self, reversal: &Reversal) -> Result<Reversed, Error> {
        self.call(Operation::Reverse, reversal, Some(reversal.reversal)).await
    }

    pub async fn balance(&self, of: &BalanceOf) -> Result<Balance, Error> {
        self.call(Operation::Balance, of, None).await
    }

    /// Keeps points for a sale, or keeps them longer. The key is the reservation.
    pub async fn reserve(&self, reserve: &Reserve) -> Result<Reserved, Error> {
        let reserved: Reserved =
            self.call(Operation::Reserve, reserve, Some(reserve.reservation)).await?;
        if reserved.points == reserve.points {
            Ok(reserved)
        } else {
            Err(Error::malformed(200, "other points were reserved than were asked for"))
        }
    }

    /// Ends a reservation: its points are spent. The key is the reservation.
    pub async fn redeem(&self, redeem: &Redeem) -> Result<Balance, Error> {
        self.call(Operation::Redeem, redeem, Some(redeem.reservation)).await
    }

    /// Ends a reservation: its points are free. The key is the reservation.
    pub async fn release(&self, release: &Release) -> Result<Balance, Error> {
        self.call(Operation::Release, release, Some(release.reservation)).await
    }

    async fn call<T: DeserializeOwned + Checked>(
        &self,
        operation: Operation,
        body: &impl Serialize,
        key: Option<Uuid>,
    ) -> Result<T, Error> {
        let url = self.base_url.join(operation.path()).expect("the paths are relative addresses");
        let bearer = format!("Bearer {}", self.token.expose_secret());
        let mut headers = vec![
            ("Authorization", bearer),
            ("Content-Type", "application/json".to_owned()),
            ("Accept", "application/json".to_owned()),
        ];
        headers.extend(key.map(|key| ("Idempotency-Key", key.to_string())));
        let body = serde_json::to_vec(body).expect("the contract's types have string keys");
        let request = Request { method: Method::Post, url, headers, body, timeout: self.timeout };
        let response = self.transport.send(request).await?;
        if response.status == 200 { read(&response) } else { Err(Error::from_answer(&response)) }
    }
}

/// Reads an answer. What is wrong is told by the field's name alone: its value may be somebody's.
fn read<T: DeserializeOwned + Checked>(response: &Response) -> Result<T, Error> {
    let malformed = |what| Err(Error::malformed(response.status, what));
    // A list would be read as the fields in their order.
    if !response.body.trim_ascii_start().starts_with(b"{") {
        return malformed("not an object".to_owned());
    }
    let mut json = serde_json::Deserializer::from_slice(&response.body);
    let answer: T = match serde_path_to_error::deserialize(&mut json) {
        Ok(answer) => answer,
        Err(error) => return malformed(format!("at {}", error.path())),
    };
    if json.end().is_err() {
        return malformed("more than an object".to_owned());
    }
    match answer.fault() {
        None => Ok(answer),
        Some(what) => malformed(what.to_owned()),
    }
}

/// An answer that can be held to what its type can't say.
trait Checked {
    /// The field that is impossible.
    fn fault(&self) -> Option<&'static str>;
}

fn is_figure(figure: i64) -> bool {
    (0..=FIGURE_MAX).contains(&figure)
}

fn is_text(text: &str, chars_max: usize) -> bool {
    text.chars().take(chars_max + 1).count() <= chars_max && !text.chars().any(char::is_control)
}

impl Checked for Balance {
    fn fault(&self) -> Option<&'static str> {
        let pays = self.point_pays_minor.is_none_or(|minor| minor > 0 && is_figure(minor));
        let is_possible = is_figure(self.available) && is_figure(self.pending) && pays;
        (!is_possible).then_some("a balance")
    }
}

impl Checked for Member {
    fn fault(&self) -> Option<&'static str> {
        if self.id.is_empty() || !is_text(&self.id, ID_CHARS_MAX) {
            return Some("the id");
        }
        if self.given_name.as_ref().is_some_and(|name| !is_text(name, NAME_CHARS_MAX)) {
            return Some("the given name");
        }
        let is_tier = |tier: &String| !tier.is_empty() && is_text(tier, ID_CHARS_MAX);
        if self.tier.as_ref().is_some_and(|tier| !is_tier(tier)) {
            return Some("the tier");
        }
        self.balance.as_ref().and_then(Balance::fault)
    }
}

impl Checked for Booked {
    fn fault(&self) -> Option<&'static str> {
        let points = (!is_figure(self.points_earned)).then_some("the points earned");
        points.or_else(|| self.balance.as_ref().and_then(Balance::fault))
    }
}

impl Checked for Reversed {
    fn fault(&self) -> Option<&'static str> {
        let points = (!is_figure(self.points_taken_back)).then_some("the points taken back");
        points.or_else(|| self.balance.as_ref().and_then(Balance::fault))
    }
}

impl Checked for Reserved {
    fn fault(&self) -> Option<&'static str> {
        let worth = (!is_figure(self.worth_minor)).then_some("what the points are worth");
        worth.or_else(|| self.balance.as_ref().and_then(Balance::fault))
    }
}
