//! `clubtill doctor` sends itself a webhook through the public address, and names what stands
//! between.

use crate::answers;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Method, StatusCode};
use std::path::PathBuf;
use std::process::Command;
use std::sync::{Arc, Mutex};
use testkit::{Running, free_port, until};

/// What a proxy before the service does to what it passes on.
#[derive(Debug, Clone, Copy)]
enum Does {
    Nothing,
    TakeAuthorizationAway,
    ChangeTheBody,
    AnswerItself(u16),
}

#[derive(Clone)]
struct Proxy {
    to: String,
    does: Arc<Mutex<Does>>,
}

async fn pass_on(
    State(proxy): State<Proxy>,
    method: Method,
    OriginalUri(uri): OriginalUri,
    mut headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, String) {
    let mut body = body.to_vec();
    match *proxy.does.lock().unwrap() {
        Does::Nothing => {}
        Does::TakeAuthorizationAway => {
            headers.remove("authorization");
            headers.remove("x-vipps-authorization");
        }
        Does::ChangeTheBody => body.push(b' '),
        Does::AnswerItself(status) => {
            return (StatusCode::from_u16(status).unwrap(), String::new());
        }
    }
    for name in ["host", "content-length"] {
        headers.remove(name);
    }
    let request = reqwest::Client::new().request(method, format!("{}{uri}", proxy.to));
    match request.headers(headers).body(body).send().await {
        Ok(answer) => (answer.status(), answer.text().await.unwrap()),
        Err(_) => (StatusCode::BAD_GATEWAY, String::new()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_stands_between_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (service, simulator) = (free_port(), free_port());
    let does = Arc::new(Mutex::new(Does::Nothing));
    let to = format!("http://127.0.0.1:{service}");
    let proxy = Router::new().fallback(pass_on).with_state(Proxy { to, does: does.clone() });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let public = listener.local_addr().unwrap();
    let proxying = tokio::spawn(async move { axum::serve(listener, proxy).await.unwrap() });

    let settings = include_str!("../../demo/clubtill.toml")
        .replace(
            "public_url = \"http://127.0.0.1:8080/\"",
            &format!("public_url = \"http://{public}/\""),
        )
        .replace("127.0.0.1:8080", &format!("127.0.0.1:{service}"))
        .replace("127.0.0.1:8090", &format!("127.0.0.1:{simulator}"))
        .replace("clubtill-data", folder.path().join("data").to_str().unwrap());
    let config: PathBuf = folder.path().join("shop.toml");
    std::fs::write(&config, settings).unwrap();
    let program = env!("CARGO_BIN_EXE_clubtill");
    let listen = format!("127.0.0.1:{simulator}");
    let log = folder.path().join("simulator-log");
    let _simulator = Running::start(program, &["simulate", "--listen", &listen], log);
    until("the simulator answers", || answers(format!("http://{listen}/phones"))).await;

    let doctor = async || {
        let config = config.clone();
        let run = move || Command::new(program).arg("doctor").arg("--config").arg(config).output();
        let out = tokio::task::spawn_blocking(run).await.unwrap().unwrap();
        (out.status.success(), String::from_utf8(out.stdout).unwrap())
    };
    let (ok, said) = doctor().await;
    assert!(ok && said.contains("Start the service once"), "{said}");

    let path = config.to_str().unwrap();
    let mut running =
        Running::start(program, &["serve", "--config", path], folder.path().join("log"));
    until("the webhooks are registered", async || {
        (running.log().matches("webhooks are registered").count() == 2).then_some(())
    })
    .await;
    assert!(running.stop());

    for (between, expected) in [
        (Does::Nothing, "ok       webhooks of sales unit 123456: a signed event came through"),
        (
            Does::TakeAuthorizationAway,
            "the header authorization is missing; let the proxy pass it on",
        ),
        (Does::ChangeTheBody, "the body is not the one that was signed"),
        (Does::AnswerItself(404), "answers with status 404"),
        (Does::AnswerItself(401), "wants a login"),
        (Does::AnswerItself(503), "nobody who knows its secret"),
        (Does::AnswerItself(200), "believes what is not signed"),
    ] {
        *does.lock().unwrap() = between;
        let (ok, said) = doctor().await;
        assert!(said.contains(expected), "{between:?}: {said}");
        assert_eq!(ok, matches!(between, Does::Nothing), "{between:?}: {said}");
    }
    proxying.abort();
    let _ = proxying.await;
    let (ok, said) = doctor().await;
    assert!(!ok && said.contains("can't be reached from here"), "{said}");
}
