//! The transport used in life, over `reqwest` with rustls. It goes straight to the named host: no
//! system proxy, no redirects, no repeats of its own.

use std::error::Error as _;
use std::time::Duration;

use async_trait::async_trait;
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};

use crate::transport::{BODY_BYTES_MAX, Method, Request, Response, Transport, TransportError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Sends requests over the network, with connections kept open between calls.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// Makes the connection pool; fails when the platform's certificates can't be set up.
    pub fn new() -> Result<Self, TransportError> {
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .build()
            .map_err(|error| TransportError::NotSent(describe(error)))?;
        Ok(Self { client })
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut call = self
            .client
            .request(method, request.url)
            .headers(header_map(&request.headers)?)
            .timeout(request.timeout);
        if !request.body.is_empty() {
            call = call.body(request.body);
        } else if request.method == Method::Post {
            // A gateway refuses a POST without a length (411).
            call = call.header(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let answer = call.send().await.map_err(|error| {
            if error.is_connect() {
                TransportError::NotSent(describe(error))
            } else {
                TransportError::NoAnswer(describe(error))
            }
        })?;
        read(answer).await
    }
}

async fn read(mut answer: reqwest::Response) -> Result<Response, TransportError> {
    let status = answer.status().as_u16();
    let headers = answer
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let mut body = Vec::new();
    while let Some(chunk) =
        answer.chunk().await.map_err(|error| TransportError::NoAnswer(describe(error)))?
    {
        if body.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(TransportError::NoAnswer("the answer is larger than 1 MiB".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Response { status, headers, body })
}

fn header_map(headers: &[(&'static str, String)]) -> Result<HeaderMap, TransportError> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let unsendable = || TransportError::NotSent(format!("header {name} can't be sent"));
        let mut value = HeaderValue::from_str(value).map_err(|_| unsendable())?;
        value.set_sensitive(true);
        map.append(HeaderName::from_bytes(name.as_bytes()).map_err(|_| unsendable())?, value);
    }
    Ok(map)
}

/// The chain of causes without the address, which `reqwest` would otherwise print.
fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(": ");
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}
