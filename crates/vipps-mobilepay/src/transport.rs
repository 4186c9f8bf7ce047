//! The one door to the network: a request goes in, a response comes out. In life it is
//! [`ReqwestTransport`](crate::ReqwestTransport); a test or a simulation hands in its own, and may
//! lose, delay or cut answers as it likes.

use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use url::Url;

/// The longest response body a transport may hand over, in bytes. A longer one is
/// [`TransportError::NoAnswer`], since what it would have said is not known.
pub const BODY_BYTES_MAX: usize = 1024 * 1024;

/// Carries one request to Vipps MobilePay and brings back the answer.
///
/// An implementation follows no redirects, uses no cookies and repeats nothing.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends the request once.
    async fn send(&self, request: Request) -> Result<Response, TransportError>;
}

/// The HTTP methods that these APIs use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Has an effect, or carries a body.
    Post,
    /// Puts a thing in its place, new or changed; may be repeated.
    Put,
    /// Removes.
    Delete,
}

impl Method {
    /// The method as it is written on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }
}

/// A request, complete: the transport adds nothing but what HTTP itself needs.
#[derive(Clone)]
pub struct Request {
    /// The HTTP method.
    pub method: Method,
    /// The whole address.
    pub url: Url,
    /// Header names and values; they hold secrets.
    pub headers: Vec<(&'static str, String)>,
    /// The body's bytes; empty for none. They may hold personal data.
    pub body: Vec<u8>,
    /// How long to wait for the whole answer, connecting included.
    pub timeout: Duration,
}

impl Request {
    /// The value of a header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method.as_str())
            .field("path", &self.url.path())
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// An answer with its whole body.
#[derive(Clone)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names and values, in the order received.
    pub headers: Vec<(String, String)>,
    /// The body's bytes, at most [`BODY_BYTES_MAX`]. They may hold secrets and personal data.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header, by name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body_bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why there is no answer. Only what a caller may rely on is told apart; the text is for a person
/// and holds no address, header or body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request surely never reached the server (name not found, connection refused).
    #[error("could not connect: {0}")]
    NotSent(String),
    /// The request may have reached the server and may have taken effect there.
    #[error("no whole answer came back: {0}")]
    NoAnswer(String),
}
