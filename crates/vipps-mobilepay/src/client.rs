//! The client itself: what every call has in common. It puts the headers on, fetches the access
//! token when one is needed, and repeats a call once after a 401, and never otherwise.
//!
//! Source: knowledge base, HTTP headers:
//! `https://developer.vippsmobilepay.com/docs/knowledge-base/http-headers/`.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tracing::debug;
use url::Url;

use crate::access_token;
use crate::cached::Cached;
use crate::call::Call;
use crate::clock::Clock;
use crate::config::Config;
use crate::epayment::Epayment;
use crate::error::{Error, Invalid, Refusals};
use crate::keys::Keys;
use crate::login::{Discovery, Login, SigningKeys};
use crate::order_management::OrderManagement;
use crate::qr::Qr;
use crate::report::Report;
use crate::retry_after;
use crate::transport::{Method, Request, Response, Transport};
use crate::webhook::Webhooks;

/// How long a call may take, connecting and reading included.
pub(crate) const CALL_TIMEOUT: Duration = Duration::from_secs(10);

/// A typed client for one sales unit. Cloning is cheap, and clones share the access token.
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) config: Config,
    pub(crate) keys: Keys,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    access_token: Cached<SecretString>,
    pub(crate) discovery: Cached<Discovery>,
    pub(crate) signing_keys: Cached<SigningKeys>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("config", &self.inner.config).finish_non_exhaustive()
    }
}

impl Client {
    /// A client with a sales unit's own keys ([`Keys::SalesUnit`]), that has sent nothing yet.
    /// Fails when a value of the configuration can't be sent.
    pub fn new(
        config: Config,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Invalid> {
        Self::with_keys(Keys::SalesUnit, config, transport, clock)
    }

    /// The same with keys of another kind.
    pub fn with_keys(
        keys: Keys,
        config: Config,
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Invalid> {
        config.check(keys)?;
        let inner = Inner {
            config,
            keys,
            transport,
            clock,
            access_token: Cached::new(),
            discovery: Cached::new(),
            signing_keys: Cached::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The QR API: from a scan to a phone number, and the merchant's own QRs.
    pub fn qr(&self) -> Qr<'_> {
        Qr { client: &self.inner }
    }

    /// The Login API: merchant-initiated login (CIBA), from a phone number to a consenting person.
    pub fn login(&self) -> Login<'_> {
        Login { client: &self.inner }
    }

    /// The ePayment API: payments and what becomes of them.
    pub fn epayment(&self) -> Epayment<'_> {
        Epayment { client: &self.inner, not_after_unix_ms: None }
    }

    /// The Order Management API: the lines of a payment, read back or added.
    pub fn order_management(&self) -> OrderManagement<'_> {
        OrderManagement { client: &self.inner }
    }

    /// The Report API: what came into and went out of a ledger.
    pub fn report(&self) -> Report<'_> {
        Report { client: &self.inner }
    }

    /// The Webhooks API: where Vipps MobilePay reports to.
    pub fn webhooks(&self) -> Webhooks<'_> {
        Webhooks { client: &self.inner }
    }
}

impl Inner {
    pub(crate) fn now_unix_ms(&self) -> i64 {
        self.clock.now_unix_ms()
    }

    /// A call with the platform's bearer token and subscription key, and its 2xx answer. After a
    /// 401 the token is dropped and the same request goes out once more with a new one.
    pub(crate) async fn platform(&self, call: Call<'_>) -> Result<Response, Error> {
        let token = self.token().await?;
        self.still_in_time(&call)?;
        let answer = self.send(self.platform_request(&call, &token)).await?;
        if answer.status != 401 {
            return succeeded(answer, call.refusals);
        }
        self.access_token.forget(&token).await;
        // The first answer was no definite one, so a failure to ask again must not look definite.
        let not_let_in = |error| match error {
            Error::NotSent { .. } => Error::Unauthorised { status: 401 },
            other => other,
        };
        let token = self.token().await.map_err(not_let_in)?;
        self.still_in_time(&call).map_err(not_let_in)?;
        let answer = self.send(self.platform_request(&call, &token)).await.map_err(not_let_in)?;
        succeeded(answer, call.refusals)
    }

    /// The same, with the answer's JSON read.
    pub(crate) async fn platform_json<T: DeserializeOwned>(
        &self,
        call: Call<'_>,
    ) -> Result<T, Error> {
        read_json(&self.platform(call).await?)
    }

    fn still_in_time(&self, call: &Call<'_>) -> Result<(), Error> {
        match call.not_after_unix_ms {
            Some(at) if self.now_unix_ms() >= at => Err(Error::NotSent {
                detail: "it is later than the caller allows".to_owned(),
                retry_after_s: None,
            }),
            _ => Ok(()),
        }
    }

    fn platform_request(&self, call: &Call<'_>, token: &SecretString) -> Request {
        let mut url = self.config.url(call.path);
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let mut request = self.request(call.method, url);
        let headers = &mut request.headers;
        headers.push(("Authorization", format!("Bearer {}", token.expose_secret())));
        if self.keys != Keys::Accounting {
            headers.push(self.subscription_key());
        }
        headers.extend(call.headers.iter().cloned());
        if let Some(json) = &call.json {
            headers.push(("Content-Type", "application/json".to_owned()));
            request.body.clone_from(json);
        }
        request
    }

    /// A call of the Login API: by the client id and secret, or a partner's access token. It is
    /// not repeated after a 401, since it has no key, but the next one has a new token.
    pub(crate) async fn login(&self, url: Url, fields: &[(&str, &str)]) -> Result<Response, Error> {
        let (id, secret) = (self.config.client_id.as_str(), &self.config.client_secret);
        match self.keys {
            Keys::SalesUnit => self.send(self.form_request(url, fields, Some(self.basic()))).await,
            Keys::SalesUnitInForm => {
                let keys = [("client_id", id), ("client_secret", secret.expose_secret())];
                self.send(self.form_request(url, &[fields, &keys].concat(), None)).await
            }
            Keys::Partner | Keys::Accounting => {
                let token = self.token().await?;
                let bearer = format!("Bearer {}", token.expose_secret());
                let answer = self.send(self.form_request(url, fields, Some(bearer))).await?;
                if answer.status == 401 {
                    self.access_token.forget(&token).await;
                }
                Ok(answer)
            }
        }
    }

    /// A form, with its `Authorization` if it has one.
    pub(crate) fn form_request(
        &self,
        url: Url,
        fields: &[(&str, &str)],
        authorization: Option<String>,
    ) -> Request {
        let mut request = self.request(Method::Post, url);
        let form = "application/x-www-form-urlencoded".to_owned();
        request.headers.push(("Content-Type", form));
        request.headers.extend(authorization.map(|value| ("Authorization", value)));
        let mut body = url::form_urlencoded::Serializer::new(String::new());
        request.body = body.extend_pairs(fields).finish().into_bytes();
        request
    }

    /// Client id and secret as HTTP Basic.
    pub(crate) fn basic(&self) -> String {
        let (id, secret) = (&self.config.client_id, &self.config.client_secret);
        let keys = format!("{id}:{}", secret.expose_secret());
        format!("Basic {}", BASE64_STANDARD.encode(keys))
    }

    async fn token(&self) -> Result<Arc<SecretString>, Error> {
        self.access_token.get(self.now_unix_ms(), access_token::fetch(self)).await
    }

    /// A request with the headers that every call carries, and no others yet.
    pub(crate) fn request(&self, method: Method, url: Url) -> Request {
        let msn = self.config.merchant_serial_number.as_str().to_owned();
        let mut headers = vec![("Merchant-Serial-Number", msn)];
        headers.extend(self.config.system.headers());
        Request { method, url, headers, body: Vec::new(), timeout: CALL_TIMEOUT }
    }

    pub(crate) fn subscription_key(&self) -> (&'static str, String) {
        let key = self.config.subscription_key.expose_secret().to_owned();
        ("Ocp-Apim-Subscription-Key", key)
    }

    /// Sends once; any status is an answer.
    pub(crate) async fn send(&self, request: Request) -> Result<Response, Error> {
        let (method, path) = (request.method.as_str(), request.url.path().to_owned());
        let outcome = self.transport.send(request).await;
        match &outcome {
            Ok(answer) => debug!(
                http.method = method,
                http.path = path,
                http.status = answer.status,
                "Vipps MobilePay answered"
            ),
            Err(error) => debug!(
                http.method = method,
                http.path = path,
                %error,
                "Vipps MobilePay did not answer"
            ),
        }
        let mut answer = outcome?;
        retry_after::count(&mut answer, self.now_unix_ms());
        Ok(answer)
    }
}

/// Passes on a 2xx; everything else becomes its error.
pub(crate) fn succeeded(answer: Response, refusals: Refusals) -> Result<Response, Error> {
    if answer.is_success() { Ok(answer) } else { Err(Error::from_answer(&answer, refusals)) }
}

/// Reads a 2xx's JSON; whatever can't be read is an unknown outcome, not a failure.
pub(crate) fn read_json<T: DeserializeOwned>(answer: &Response) -> Result<T, Error> {
    serde_json::from_slice(&answer.body).map_err(|_| Error::unreadable(answer))
}
