//! The Login API, merchant-initiated (CIBA): the merchant names a customer, who is asked on their
//! own phone, and after a yes the merchant may read who they are and what they agreed to.
//!
//! These endpoints take the client id and secret (Basic), no access token of the platform and no
//! subscription key; with a partner's keys they take that token. Nothing here is repeated by
//! itself; above all a start pushes to a phone.
//!
//! Source: Login API guide, merchant-initiated login, and specification 1.1.0, whose field names
//! are not the ones that the service takes.

mod answer;
mod browser;
mod consents;
mod discovery;
mod id_token;
mod request;
mod revocation;
mod user_info;

pub use answer::{AuthReqId, LoginStarted, StartError, StartRefused, TokenAnswer, Tokens};
pub use browser::{LoginCode, Returned};
pub use consents::{
    Agreement, Consent, ConsentLinks, FlowElement, FlowLink, FlowResult, FlowScreen,
    MarketingConsents,
};
pub use id_token::{IdToken, IdTokenError, Untrusted};
pub use request::{BindingMessage, Finish, LoginHint, LoginRequest};
pub use revocation::{ConsentRevoked, RevocationError, parse_revocation};
pub use user_info::{Address, BankAccount, UserInfo};

pub(crate) use discovery::Discovery;
pub(crate) use id_token::SigningKeys;

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use url::Url;

use crate::call::{Call, segment};
use crate::client::{Inner, read_json, succeeded};
use crate::error::{Error, Invalid, Refusals};
use crate::transport::{Method, Response};
use crate::value::Msisdn;

/// Calls of the Login API; made by [`Client::login`](crate::Client::login).
#[derive(Clone, Copy)]
pub struct Login<'a> {
    pub(crate) client: &'a Inner,
}

impl Login<'_> {
    /// `POST /vipps-login-ciba/api/v1/user-exists`: whether this number can log in. It has no
    /// effect. "No" also stands for an inactive or too young user; never say the number is wrong.
    pub async fn user_exists(&self, msisdn: &Msisdn) -> Result<bool, Error> {
        #[derive(Deserialize)]
        struct Answer {
            exists: bool,
        }
        let url = self.client.config.url("/vipps-login-ciba/api/v1/user-exists");
        let hint = LoginHint::Msisdn(msisdn.clone()).to_urn();
        let answer = self.form(url, &[("login_hint", hint.as_str())]).await?;
        read_json::<Answer>(&succeeded(answer, Refusals::Any)?).map(|answer| answer.exists)
    }

    /// `POST /vipps-login-ciba/api/backchannel/authentication`: starts a login; the customer's
    /// phone is asked at once. After a lost answer neither repeat nor look: let it run out, and
    /// start another when the cashier asks.
    pub async fn start(&self, login: &LoginRequest) -> Result<LoginStarted, StartError> {
        login.check()?;
        let endpoints = self.discovery().await?;
        let answer = self.form(endpoints.authentication_endpoint.clone(), &login.fields()).await?;
        answer::started(&answer)
    }

    /// `POST /access-management-1.0/access/oauth2/token` with CIBA's grant: asks once how a login
    /// stands. Not faster than `interval_s`; 5 s slower for good after
    /// [`TokenAnswer::SlowDown`]. Tokens are given out once: if that answer is lost
    /// ([`Error::Unknown`]), the next is [`TokenAnswer::Spent`] and the login is lost.
    pub async fn token(&self, auth_req_id: &AuthReqId) -> Result<TokenAnswer, Error> {
        let endpoints = self.discovery().await?;
        let fields = [
            ("grant_type", "urn:openid:params:grant-type:ciba"),
            ("auth_req_id", auth_req_id.expose()),
        ];
        let answer = self.form(endpoints.token_endpoint.clone(), &fields).await?;
        answer::token(&answer)
    }

    /// Checks an id_token's signature, issuer, audience and times, and says who it is about.
    pub async fn verify_id_token(&self, id_token: &SecretString) -> Result<IdToken, IdTokenError> {
        let endpoints = self.discovery().await?;
        id_token::verify(self.client, &endpoints, id_token).await.map(|(proved, _)| proved)
    }

    /// `GET /vipps-userinfo-api/userinfo`: what the customer agreed to share. Read it at once
    /// (the token lives some minutes) and store it at once: remembered consents come only the
    /// first time. It has no effect, so it may be repeated.
    pub async fn userinfo(&self, access_token: &SecretString) -> Result<UserInfo, Error> {
        let endpoints = self.discovery().await?;
        // A subscription key here is answered with 401.
        let mut request = self.client.request(Method::Get, endpoints.userinfo_endpoint.clone());
        let bearer = format!("Bearer {}", access_token.expose_secret());
        request.headers.push(("Authorization", bearer));
        // Consents come once: a strange page is no reason to give them up.
        let answer = succeeded(self.client.send(request).await?, Refusals::Proved)?;
        UserInfo::read(&answer.body).ok_or_else(|| Error::unreadable(&answer))
    }

    /// `GET /vipps-userinfo-api/userinfo/{sub}`: what the customer agreed to share with a payment
    /// ([`CreatePayment::profile`](crate::epayment::CreatePayment::profile)), by the `sub` that the
    /// payment tells ([`PaymentProfile`](crate::epayment::PaymentProfile)). It can be read for 168
    /// hours from the approval on, and then is [`Error::Refused`] with 404. It has no effect, so it
    /// may be repeated. Unlike a login's it takes the platform's token and subscription key.
    ///
    /// Source: Userinfo API guide,
    /// `https://developer.vippsmobilepay.com/docs/APIs/userinfo-api/userinfo-api-guide/`; the Login
    /// specification doesn't have it.
    pub async fn userinfo_of_payment(&self, sub: &str) -> Result<UserInfo, Error> {
        if sub.is_empty() {
            return Err(Invalid::new("sub", "must be the one that the payment tells").into());
        }
        let path = format!("/vipps-userinfo-api/userinfo/{}", segment(sub));
        let answer = self.client.platform(Call::get(&path)).await?;
        UserInfo::read(&answer.body).ok_or_else(|| Error::unreadable(&answer))
    }

    /// The endpoints. Whatever goes wrong here, the call that wanted them was not sent.
    async fn discovery(&self) -> Result<Arc<Discovery>, Error> {
        let fetch = discovery::fetch(self.client);
        let fetched = self.client.discovery.get(self.client.now_unix_ms(), fetch).await;
        fetched.map_err(|error| error.before_the_call("no discovery document"))
    }

    async fn form<T: AsRef<str>>(&self, url: Url, fields: &[(&str, T)]) -> Result<Response, Error> {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_ref())).collect();
        self.client.login(url, &fields).await
    }
}
