//! The port through which deliveries leave, and its implementation over HTTP.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::redirect::Policy;
use url::Url;

/// No answer within this time counts as a failure.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// One signed POST.
#[derive(Clone)]
pub struct WebhookRequest {
    /// The registered address.
    pub url: Url,
    /// Names in lower case, in the order in which they are sent; `host` is the authority of `url`.
    pub headers: Vec<(&'static str, String)>,
    /// JSON.
    pub body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookAnswer {
    /// An HTTP status.
    Status(u16),
    /// No connection, or no answer in time.
    None,
}

impl WebhookAnswer {
    /// Whether the event counts as delivered: any 2xx.
    pub const fn is_delivered(self) -> bool {
        matches!(self, Self::Status(200..=299))
    }
}

impl fmt::Display for WebhookAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => status.fmt(formatter),
            Self::None => formatter.write_str("no answer"),
        }
    }
}

/// Sends one delivery. Implementations neither retry nor follow redirects.
#[async_trait]
pub trait WebhookSender: Send + Sync {
    /// Sends `request` and waits for its answer.
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer;
}

/// Sends over HTTP: 10 s for an answer, no redirects, no proxy.
#[derive(Debug, Clone)]
pub struct HttpWebhookSender {
    client: reqwest::Client,
}

impl HttpWebhookSender {
    /// A sender with a connection pool of its own.
    ///
    /// # Errors
    /// When the TLS set-up of the machine can't be read.
    pub fn new() -> Result<Self, reqwest::Error> {
        let builder = reqwest::Client::builder().timeout(ANSWER_WITHIN);
        let client = builder.redirect(Policy::none()).no_proxy().build()?;
        Ok(Self { client })
    }
}

#[async_trait]
impl WebhookSender for HttpWebhookSender {
    async fn send(&self, request: WebhookRequest) -> WebhookAnswer {
        let mut outgoing = self.client.post(request.url);
        for (name, value) in request.headers {
            outgoing = outgoing.header(name, value);
        }
        match outgoing.body(request.body).send().await {
            Ok(response) => WebhookAnswer::Status(response.status().as_u16()),
            Err(_) => WebhookAnswer::None,
        }
    }
}
