//! The log of a run, kept to be searched: nothing personal and no secret may stand in it. So
//! are addresses, refusals and figures.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use http_body_util::BodyExt;
use std::io::Write;
use std::sync::{Arc, Mutex};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use url::form_urlencoded;

/// What must never be in a log, a URL or an error: the customers' numbers, names and addresses, and
/// the merchant's secrets.
pub const CANARIES: [&str; 27] = [
    "4712345678",
    "12345678",
    "4798765432",
    "98765432",
    "4512345678",
    "358401234567",
    "4799999999",
    "99999999",
    "Ola",
    "Kari",
    "Mads",
    "Aino",
    "Nordmann",
    "Haugen",
    "Kjær",
    "Mäkinen",
    "@example.com",
    "qr.vipps.no",
    "simulator-secret",
    "simulator-key",
    "demo-key",
    "directory-token",
    "Bearer ",
    "CV-",
    "ciba.",
    "HMAC-SHA256 Signed",
    test_postgres::PASSWORD,
];

/// Fails, naming the line, if a text has anything of [`CANARIES`] in it. `place` says what it is.
pub fn assert_no_personal_data(place: &str, text: &str) {
    for line in text.lines() {
        for canary in CANARIES {
            assert!(!line.contains(canary), "{canary:?} stands in {place}: {line}");
        }
    }
}

/// The same of an address, as it is and decoded.
pub(crate) fn assert_address_tells_nothing(address: &str) {
    assert_no_personal_data("an address", address);
    for (name, value) in form_urlencoded::parse(address.replace('?', "&").as_bytes()) {
        assert_no_personal_data("an address", &format!("{name}={value}"));
    }
}

/// A service whose every address, refusal and figure is searched.
pub(crate) fn searched(service: Router) -> Router {
    service.layer(from_fn(search))
}

async fn search(request: Request<Body>, next: Next) -> Response {
    assert_address_tells_nothing(&request.uri().to_string());
    let is_figures = request.uri().path() == "/metrics";
    let (head, body) = next.run(request).await.into_parts();
    let is_refusal = head
        .headers
        .get("content-type")
        .is_some_and(|media_type| media_type == "application/problem+json");
    if !is_figures && !is_refusal {
        return Response::from_parts(head, body);
    }
    let bytes = body.collect().await.unwrap().to_bytes();
    let place = if is_figures { "the figures" } else { "a refusal" };
    assert_no_personal_data(place, &String::from_utf8_lossy(&bytes));
    Response::from_parts(head, Body::from(bytes))
}

/// Takes everything that is logged on this thread, down to `trace`.
#[derive(Clone, Default)]
pub struct LogSink(Arc<Mutex<Vec<u8>>>);

impl LogSink {
    /// Takes this thread's log until the guard is dropped.
    pub fn take_over(&self) -> DefaultGuard {
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_ansi(false)
            .with_writer(self.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned()
    }
}

impl Write for LogSink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for LogSink {
    type Writer = Self;
    fn make_writer(&self) -> Self {
        self.clone()
    }
}
