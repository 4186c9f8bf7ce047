//! One call of the platform APIs as its API describes it: method, path, parameters and body. What
//! all calls carry is put on by the client.

use serde::Serialize;

use crate::error::Refusals;
use crate::transport::Method;
use crate::value::IdempotencyKey;

/// One call, before the headers that all of them carry.
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// From the base URL on, with a leading slash; its parts are URL-safe already.
    pub(crate) path: &'a str,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) json: Option<Vec<u8>>,
    pub(crate) refusals: Refusals,
    /// From then on it doesn't go out any more.
    pub(crate) not_after_unix_ms: Option<i64>,
}

impl<'a> Call<'a> {
    fn new(method: Method, path: &'a str, json: Option<Vec<u8>>) -> Self {
        Self {
            method,
            path,
            query: Vec::new(),
            headers: Vec::new(),
            json,
            refusals: Refusals::Any,
            not_after_unix_ms: None,
        }
    }

    pub(crate) fn get(path: &'a str) -> Self {
        Self::new(Method::Get, path, None)
    }

    pub(crate) fn post(path: &'a str, json: Vec<u8>) -> Self {
        Self::new(Method::Post, path, Some(json))
    }

    pub(crate) fn put(path: &'a str, json: Vec<u8>) -> Self {
        Self::new(Method::Put, path, Some(json))
    }

    pub(crate) fn delete(path: &'a str) -> Self {
        Self::new(Method::Delete, path, None)
    }

    /// The same with a parameter after the `?`; its value may be any text.
    pub(crate) fn query(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn idempotency_key(self, key: &IdempotencyKey) -> Self {
        self.header("Idempotency-Key", key.as_str())
    }

    /// The same call, on which money hangs.
    pub(crate) fn of_payment(mut self) -> Self {
        self.refusals = Refusals::Proved;
        self
    }
}

/// The bytes of a request's body.
pub(crate) fn json_of(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("text, numbers and maps by text are always JSON")
}

/// A text as one part of a path.
pub(crate) fn segment(text: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    encoded.replace('+', "%20")
}
