//! `kill -9` while a payment is open, on PostgreSQL: the customer approves meanwhile, the service starts
//! again, and the sale is captured and completed by itself, once. On SQLite it is `cargo xtask kill`.

use crate::answers;
use serde_json::{Value, json};
use std::path::Path;
use test_postgres::Cluster;
use testkit::{Running, free_port, until};

pub(crate) const DEMO_SETTINGS: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/clubtill.toml"));

pub(crate) async fn call(method: reqwest::Method, url: &str, body: Value) -> Option<Value> {
    let client = reqwest::Client::new();
    let request = client.request(method, url).bearer_auth("demo-key").json(&body);
    request.send().await.ok()?.error_for_status().ok()?.json().await.ok()
}

pub(crate) async fn post(url: &str, body: Value) -> Value {
    call(reqwest::Method::POST, url, body).await.unwrap_or_else(|| panic!("{url} failed"))
}

pub(crate) async fn get(url: &str) -> Option<Value> {
    call(reqwest::Method::GET, url, Value::Null).await
}

fn serve(config: &Path, log: &Path) -> Running {
    let arguments = ["serve", "--config", config.to_str().unwrap()];
    Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log.to_owned())
}

#[tokio::test]
async fn the_sale_is_captured_and_completed_once_on_postgres() {
    let database = Cluster::shared().new_database();
    let folder = tempfile::tempdir().unwrap();
    let (service, simulator) = (free_port(), free_port());
    let (log, config) = (folder.path().join("log"), folder.path().join("shop.toml"));
    let text = DEMO_SETTINGS
        .replace("127.0.0.1:8080", &format!("127.0.0.1:{service}"))
        .replace("127.0.0.1:8090", &format!("127.0.0.1:{simulator}"))
        .replace("clubtill-data", folder.path().join("data").to_str().unwrap());
    std::fs::write(&config, format!("database = {database:?}\n{text}")).unwrap();
    let listen = format!("127.0.0.1:{simulator}");
    let arguments = ["simulate", "--listen", listen.as_str()];
    let simulator_log = folder.path().join("simulator-log");
    let _simulator = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, simulator_log);
    until("the simulator answers", || answers(format!("http://{listen}/phones"))).await;

    let mut running = serve(&config, &log);
    let api = format!("http://127.0.0.1:{service}/v1");
    let ready = format!("http://127.0.0.1:{service}/readyz");
    until("the service is ready", || answers(ready.clone())).await;
    let sale = post(&format!("{api}/sales"), json!({ "till": "1" })).await;
    let sale = format!("{api}/sales/{}", sale["id"].as_str().unwrap());
    post(&format!("{sale}/scan"), json!({ "text": "98765432" })).await;
    let line = json!({ "product_id": "jacket1234", "name": "Winter jacket", "unit_price": 319_900,
                       "vat_rate": 2500 });
    post(&format!("{sale}/lines"), line).await;
    post(&format!("{sale}/payment-request"), json!({})).await;
    let reference = until("the request is on the phone", || async {
        let sale = get(&sale).await?;
        let reference = sale["payment"]["reference"].as_str()?.to_owned();
        (sale["payment"]["state"] == "created").then_some(reference)
    })
    .await;

    running.kill();
    let payments = format!("http://{listen}/simulator/payments");
    post(&format!("{payments}/{reference}/approve"), json!({})).await;
    let before = get(&payments).await.unwrap();
    assert_eq!(before["payments"][0]["aggregate"]["capturedAmount"]["value"], 0);

    let mut running = serve(&config, &log);
    let done = until("the sale is completed", || async {
        let sale = get(&sale).await?;
        (sale["state"] == "completed").then_some(sale)
    })
    .await;
    assert_eq!(done["receipt_number"], 1);
    assert_eq!(done["payment"]["state"], "captured");
    let after = get(&payments).await.unwrap();
    let payments = after["payments"].as_array().unwrap();
    assert_eq!(payments.len(), 1);
    assert_eq!(payments[0]["aggregate"]["capturedAmount"]["value"], 319_900);
    assert_eq!(payments[0]["capture_calls"], 1);
    assert!(running.stop(), "it ends well when it is asked to:\n{}", running.log());
}
