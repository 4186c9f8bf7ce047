//! The transport used in life, against servers on loopback.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Redirect;
use axum::routing::{get, post};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket};
use vipps_mobilepay::{
    Client, Error, IdempotencyKey, Reference, ReqwestTransport, SystemClock, Unknown,
};

use crate::script::config;

async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    (listener, base)
}

async fn serve(router: Router) -> String {
    let (listener, base) = listen().await;
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

fn client(base: &str) -> Client {
    let transport = Arc::new(ReqwestTransport::new().unwrap());
    Client::new(config(base), transport, Arc::new(SystemClock)).unwrap()
}

fn with_token() -> Router {
    let token = || async { axum::Json(json!({"access_token": "t1", "expires_in": "3600"})) };
    Router::new().route("/accesstoken/get", post(token))
}

async fn get_payment(base: &str) -> Error {
    let reference = Reference::parse("acme-0001").unwrap();
    client(base).epayment().get(&reference).await.unwrap_err()
}

async fn cancel(base: &str) -> Error {
    let reference = Reference::parse("acme-0001").unwrap();
    let key = IdempotencyKey::parse("key-1").unwrap();
    let cancel = vipps_mobilepay::epayment::Cancel { transaction_only: true };
    client(base).epayment().cancel(&reference, cancel, &key).await.unwrap_err()
}

#[tokio::test]
async fn headers_and_bytes_arrive_as_they_were_made() {
    type Arrived = Arc<Mutex<Option<(HeaderMap, Bytes)>>>;
    let arrived = Arrived::default();
    let kept = Arc::clone(&arrived);
    let exchange = async move |headers: HeaderMap, body: Bytes| {
        *kept.lock().unwrap() = Some((headers, body));
        axum::Json(json!({"msisdn": "4712345678", "version": "1.0"}))
    };
    let base = serve(with_token().route("/qr/v1/exchange", post(exchange))).await;
    let customer = client(&base).qr().exchange("https://qr.vipps.no/p/æøå").await.unwrap();
    assert_eq!(customer.msisdn.as_str(), "4712345678");
    let (headers, body) = arrived.lock().unwrap().take().unwrap();
    assert_eq!(headers["authorization"], "Bearer t1");
    assert_eq!(headers["merchant-serial-number"], "123456");
    assert_eq!(body, r#"{"qrCode":"https://qr.vipps.no/p/æøå"}"#.as_bytes());
}

#[tokio::test]
async fn an_empty_post_has_a_length() {
    let token = async |headers: HeaderMap| match headers.get("content-length") {
        Some(length) if length == "0" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::LENGTH_REQUIRED,
    };
    let base = serve(Router::new().route("/accesstoken/get", post(token))).await;
    assert_eq!(get_payment(&base).await, Error::Unauthorised { status: 401 });
}

#[tokio::test]
async fn a_refused_connection_was_surely_not_sent() {
    let (listener, base) = listen().await;
    drop(listener);
    let error = get_payment(&base).await;
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    assert!(!error.to_string().contains("127.0.0.1"), "{error}");
}

/// A server that gives a token, and cuts the connection of every other call after `head`.
async fn cutting(head: &'static str) -> String {
    let (listener, base) = listen().await;
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                stream.read_buf(&mut request).await.unwrap();
            }
            let answer = if request.starts_with(b"POST /accesstoken/get") {
                let token = r#"{"access_token":"t1","expires_in":"3600"}"#;
                let length = token.len();
                format!(
                    "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{token}"
                )
            } else {
                head.to_owned()
            };
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    base
}

/// The call arrives and may have its effect, then the connection is cut: before any answer, or in
/// the middle of one.
#[tokio::test]
async fn a_cut_connection_leaves_the_outcome_unknown() {
    for head in ["", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"state\""] {
        let base = cutting(head).await;
        let error = cancel(&base).await;
        assert!(matches!(error, Error::Unknown(Unknown::NoAnswer { .. })), "{head:?}: {error:?}");
        assert!(!error.to_string().contains("127.0.0.1"), "{error}");
    }
}

/// Bound: an answer from Vipps MobilePay
#[tokio::test]
async fn an_answer_without_end_is_not_taken_in() {
    let path = "/epayment/v1/payments/acme-0001";
    let base = serve(with_token().route(path, get(|| async { vec![b' '; 1024 * 1024 + 1] }))).await;
    let error = get_payment(&base).await;
    assert!(matches!(error, Error::Unknown(Unknown::NoAnswer { .. })), "{error:?}");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let path = "/epayment/v1/payments/acme-0001";
    let moved = || async { Redirect::temporary("/elsewhere") };
    let elsewhere = || async { "it was followed" };
    let router = with_token().route(path, get(moved)).route("/elsewhere", get(elsewhere));
    let error = get_payment(&serve(router).await).await;
    assert_eq!(error, Error::Unknown(Unknown::Unreadable { status: 307, retry_after_s: None }));
}

/// The connection stands and nothing comes: a call has ten seconds of its own, whatever the server
/// does.
/// Bound: an answer from Vipps MobilePay
#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "it is the paused time that is looked at")]
async fn a_server_that_never_answers_is_waited_for_ten_seconds() {
    let (listener, base) = listen().await;
    tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            open.push(listener.accept().await.unwrap());
        }
    });
    let before = tokio::time::Instant::now();
    let error = get_payment(&base).await;
    let waited_ms = before.elapsed().as_millis();
    assert!((10_000..10_100).contains(&waited_ms), "{waited_ms} ms");
    // It was the token that was waited for: the call itself did not go out.
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
}

/// Nobody takes the connection: as many as may wait already do.
///
/// Bound: an answer from Vipps MobilePay
#[tokio::test(start_paused = true)]
#[allow(clippy::disallowed_methods, reason = "it is the paused time that is looked at")]
async fn a_connection_that_does_not_come_about_is_waited_for_five_seconds() {
    const SURELY_TAKEN: Duration = Duration::from_millis(300);
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let connect = || std::net::TcpStream::connect_timeout(&address, SURELY_TAKEN).ok();
    let waiting: Vec<_> = std::iter::from_fn(connect).collect();
    let before = tokio::time::Instant::now();
    let error = get_payment(&format!("http://{address}")).await;
    let waited_ms = before.elapsed().as_millis();
    assert!((5_000..5_100).contains(&waited_ms), "{waited_ms} ms");
    assert!(matches!(error, Error::NotSent { .. }), "{error:?}");
    drop(waiting);
}
