//! The simulator on a real socket: webhooks go out by themselves, and it stops when told, open
//! streams and all.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use vipps_simulator::{Settings, Simulator, SystemClock, Tls, serve, serve_tls};

type Received = (HeaderMap, Bytes);

async fn receive(
    State(sender): State<mpsc::UnboundedSender<Received>>,
    headers: HeaderMap,
    body: Bytes,
) {
    sender.send((headers, body)).unwrap();
}

async fn listener() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    (listener, origin)
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

async fn call(origin: &str, bearer: &str, path: &str, body: Value) -> reqwest::Response {
    client()
        .post(format!("{origin}{path}"))
        .header("authorization", format!("Bearer {bearer}"))
        .header("ocp-apim-subscription-key", "simulator-key")
        .header("merchant-serial-number", "123456")
        .header("idempotency-key", "k-1")
        .json(&body)
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn webhooks_leave_by_themselves_and_a_stop_ends_streams() {
    let (receiver, hook_origin) = listener().await;
    let (sender, mut received) = mpsc::unbounded_channel();
    let hooks = Router::new().route("/hook", post(receive)).with_state(sender);
    tokio::spawn(async move { axum::serve(receiver, hooks).await });

    let (listener, origin) = listener().await;
    let (stop, stopped) = oneshot::channel::<()>();
    let simulator = Simulator::new(Settings::default(), Arc::new(SystemClock));
    let serving = tokio::spawn(serve(listener, simulator, async {
        let _ = stopped.await;
    }));
    let token = client()
        .post(format!("{origin}/accesstoken/get"))
        .header("client_id", "11111111-1111-4111-8111-111111111111")
        .header("client_secret", "simulator-secret")
        .header("ocp-apim-subscription-key", "simulator-key")
        .send()
        .await
        .unwrap();
    let token: Value = serde_json::from_str(&token.text().await.unwrap()).unwrap();
    let bearer = token["access_token"].as_str().unwrap();
    let events = ["epayments.payment.created.v1"];
    let body = json!({"url": format!("{hook_origin}/hook"), "events": events});
    assert_eq!(call(&origin, bearer, "/webhooks/v1/webhooks", body).await.status(), 201);
    let body = json!({
        "amount": {"currency": "NOK", "value": 100}, "paymentMethod": {"type": "WALLET"},
        "customer": {"phoneNumber": "4712345678"}, "reference": "served-0001",
        "userFlow": "PUSH_MESSAGE",
    });
    assert_eq!(call(&origin, bearer, "/epayment/v1/payments", body).await.status(), 201);
    let (headers, body) = received.recv().await.unwrap();
    let event: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!((&event["reference"], &event["name"]), (&json!("served-0001"), &json!("CREATED")));
    assert_eq!(headers["host"], hook_origin.strip_prefix("http://").unwrap());
    assert_eq!(headers["authorization"], headers["x-vipps-authorization"]);

    let url = format!("{origin}/phones/stream");
    let mut stream = client().get(url).send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some(), "the stream is open");
    stop.send(()).unwrap();
    while stream.chunk().await.unwrap().is_some() {}
    serving.await.unwrap().unwrap();
}

#[tokio::test]
async fn tls_serves_whoever_trusts_the_certificate() {
    let (certificate, key) = (include_bytes!("localhost.pem"), include_bytes!("localhost.key.pem"));
    let tls = Tls::from_pem(certificate, key).unwrap();
    let (listener, origin) = listener().await;
    let origin = origin.replace("http://127.0.0.1", "https://localhost");
    // Someone who never shakes hands keeps nobody waiting.
    let _silent = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let simulator =
        Simulator::new(Settings { https: true, ..Settings::default() }, Arc::new(SystemClock));
    let (stop, stopped) = oneshot::channel::<()>();
    let serving = tokio::spawn(serve_tls(listener, tls, simulator, async {
        let _ = stopped.await;
    }));
    let trusted = reqwest::Certificate::from_pem(certificate).unwrap();
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([trusted]).build().unwrap();
    let path = "access-management-1.0/access/.well-known/openid-configuration";
    let document = client.get(format!("{origin}/{path}")).send().await.unwrap();
    let document: Value = serde_json::from_str(&document.text().await.unwrap()).unwrap();
    assert!(document["token_endpoint"].as_str().unwrap().starts_with(&origin), "{document}");
    drop(client);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[test]
fn files_that_are_no_certificate_or_key_are_named() {
    let (certificate, key) = (include_bytes!("localhost.pem"), include_bytes!("localhost.key.pem"));
    let cases: [(&[u8], &[u8], &str); 3] = [
        (b"nonsense", key, "no certificate"),
        (certificate, b"nonsense", "no private key"),
        (key, certificate, "no certificate"),
    ];
    for (certificate, key, expected) in cases {
        let Err(error) = Tls::from_pem(certificate, key) else { panic!("{expected}") };
        assert!(error.to_string().contains(expected), "{error}");
    }
}
