//! The state in a file: what a restart goes on with, and which files are refused.

use std::path::Path;

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::{FaultRule, Settings, Simulator, SystemClock};

use crate::webhooks::{Receiver, drain, register_all};
use crate::world::{KARI, World};

const BACKCHANNEL: &str = "/vipps-login-ciba/api/backchannel/authentication";
const TOKEN: &str = "/access-management-1.0/access/oauth2/token";

async fn start_login(world: &World) -> String {
    let form = [("login_hint", "urn:msisdn:4798765432"), ("scope", "openid name email")];
    let reply = world.login(BACKCHANNEL, &form).await;
    reply.json()["auth_req_id"].as_str().unwrap().to_owned()
}

fn kept_in(file: &Path) -> World {
    World::opened(|settings| settings.state_file = Some(file.to_owned()))
}

fn open(file: &Path, bearer: &str) -> World {
    let mut world = kept_in(file);
    bearer.clone_into(&mut world.bearer);
    world
}

/// Something of everything that is remembered, as it reads from outside.
async fn look(world: &World) -> Vec<Value> {
    let mut seen = Vec::new();
    for path in [
        "/epayment/v1/payments/kept-0001",
        "/epayment/v1/payments/kept-0001/events",
        "/webhooks/v1/webhooks",
        "/order-management/v2/ecom/kept-0001",
        "/order-management/v3/categories",
        "/qr/v1/merchant-redirect",
        "/qr/v1/merchant-callback",
        "/report/v2/ledgers/302321/funds/feed",
        "/report/v2/ledgers/302321/fees/feed",
    ] {
        let reply = world.get(path).await;
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        seen.push(reply.json());
    }
    for path in ["payments", "logins", "customers", "faults"] {
        seen.push(world.control(Method::GET, path, &Value::Null).await.json());
    }
    let clock = world.control(Method::GET, "clock", &Value::Null).await.json();
    seen.push(json!([clock["offset_ms"], clock["is_frozen"]]));
    seen
}

/// Lives through a bit of everything. Returns the requests of two logins: one approved, one open.
async fn live(world: &World) -> [String; 2] {
    let mut body = world.payment("kept-0001");
    body["metadata"] = json!({"till": "1", "none": null});
    body["profile"] = json!({"scope": "name"});
    body["receipt"] = json!({
        "orderLines": [{ "name": "Jacket", "id": "1", "totalAmount": 10_000,
            "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000, "taxRate": 2500,
            "unitInfo": { "unitPrice": null, "quantity": "1" } }],
        "bottomLine": { "currency": "NOK", "barcode": { "format": null, "data": null } },
    });
    register_all(world).await;
    assert_eq!(world.create("kept-0001", &body).await.status, 201);
    world.control(Method::POST, "payments/kept-0001/approve", &Value::Null).await;
    assert_eq!(world.modify("capture", "kept-0001", "c-1", 4000).await.status, 200);
    let mut failing = world.payment("kept-0002");
    failing["amount"]["value"] = json!(151);
    world.create("kept-0002", &failing).await;
    world.control(Method::POST, "payments/kept-0002/approve", &Value::Null).await;
    let code = json!({"id": "sign", "redirectUrl": "https://example.com/a"});
    assert_eq!(world.post("/qr/v1/merchant-redirect", "", &code).await.status, 200);
    let code = json!({"locationDescription": "Till 1"}).to_string();
    let path = "/qr/v1/merchant-callback/till-1";
    assert_eq!(world.api(Method::PUT, path, "", &code).await.status, 200);
    let link = json!({"category": "RECEIPT", "orderDetailsUrl": "https://example.com/o/1"});
    let path = "/order-management/v2/ecom/categories/kept-0001";
    assert_eq!(world.api(Method::PUT, path, "", &link.to_string()).await.status, 200);
    let script = json!({"payments": [{"answer": "approve", "after_s": 60}], "logins": []});
    world.control(Method::PUT, "customers/4712345678/script", &script).await;
    assert_eq!(world.create("kept-0003", &world.payment("kept-0003")).await.status, 201);
    let unavailable = json!({"status": {"status": 503}});
    let rule = json!({"on": "capturePayment", "nth": 2, "effect": unavailable});
    assert_eq!(world.control(Method::POST, "faults", &rule).await.status, 201);
    let approved = start_login(world).await;
    let path = format!("logins/{approved}/approve");
    assert_eq!(world.control(Method::POST, &path, &Value::Null).await.status, 200);
    let open = start_login(world).await;
    world.control(Method::POST, "clock/advance", &json!({"seconds": 30})).await;
    [approved, open]
}

#[tokio::test]
async fn a_restart_goes_on_with_everything() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut world = kept_in(&file);
    world.renew_token().await;
    let [approved, waiting] = live(&world).await;
    let capture = world.modify("capture", "kept-0001", "c-1", 4000).await;
    let before = look(&world).await;
    let bearer = world.bearer.clone();
    world.simulator.save().unwrap();
    drop(world);

    let world = open(&file, &bearer);
    assert_eq!(look(&world).await, before);
    let struck = world.modify("capture", "kept-0001", "c-1", 4000).await;
    assert_eq!(struck.status, 503, "the rule counts on");
    let again = world.modify("capture", "kept-0001", "c-1", 4000).await;
    assert_eq!((again.status, &again.text), (200, &capture.text), "the key is known");
    let other = world.modify("capture", "kept-0001", "c-1", 4001).await;
    assert_eq!(other.status, 409, "and its body");
    let receiver = Receiver::default();
    drain(&world, &receiver).await;
    let mut names = receiver.names();
    names.sort();
    let expected = [
        "kept-0001 AUTHORIZED",
        "kept-0001 CAPTURED",
        "kept-0001 CREATED",
        "kept-0002 CREATED",
        "kept-0003 CREATED",
    ];
    assert_eq!(names, expected, "what waited goes out");
    let grant = "urn:openid:params:grant-type:ciba";
    let form = |id| [("grant_type", grant), ("auth_req_id", id)];
    assert_eq!(world.login(TOKEN, &form(&approved)).await.status, 200);
    assert_eq!(world.login(TOKEN, &form(&waiting)).await.json()["error"], "authorization_pending");
    world.advance_ms(30_000);
    assert_eq!(world.read("kept-0003").await["state"], "AUTHORIZED", "the script goes on");
    let phone = world.send(Method::GET, &format!("/phones/{KARI}"), &[], "").await;
    assert!(phone.text.contains("Fjelltopp Sport"), "the open request is on the phone");
}

#[tokio::test]
async fn no_id_is_given_twice() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut given = Vec::new();
    for _ in 0..2 {
        // The first thing that hangs on an id; the seed and the time are the same in each run.
        let mut world = kept_in(&file);
        world.renew_token().await;
        given.push(world.bearer.clone());
        world.simulator.save().unwrap();
    }
    assert_ne!(given[0], given[1]);
}

#[tokio::test]
async fn a_reset_empties_the_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let mut world = kept_in(&file);
    world.renew_token().await;
    live(&world).await;
    let bearer = world.bearer.clone();
    world.simulator.save().unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().contains("kept-0001"));
    world.control(Method::POST, "reset", &Value::Null).await;
    world.simulator.save().unwrap();
    assert!(!std::fs::read_to_string(&file).unwrap().contains("kept-0001"));
    drop(world);
    let world = open(&file, &bearer);
    assert_eq!(world.get("/epayment/v1/payments/kept-0001").await.status, 404);
    let listed = world.get("/webhooks/v1/webhooks").await.json();
    assert_eq!(listed["webhooks"].as_array().unwrap().len(), 1, "a service that runs goes on");
}

/// Why a simulator can't begin with a file.
fn refusal(file: &Path) -> String {
    let settings = Settings { state_file: Some(file.to_owned()), ..Settings::default() };
    let opened = Simulator::open(settings, std::sync::Arc::new(SystemClock));
    opened.err().map(|error| error.to_string()).unwrap_or_default()
}

#[tokio::test]
async fn a_file_that_is_none_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    assert_eq!(refusal(&file), "", "a new file begins empty");
    let good = std::fs::read_to_string(&file).unwrap();
    let cases = [
        ("nonsense".to_owned(), "is no state of a simulator"),
        (good.replace("\"version\":1", "\"version\":2"), "is of version 2"),
        (good.replace("\"ledger\":", "\"ledgers\":"), "is damaged"),
        (good[..good.len() / 2].to_owned(), "is no state of a simulator"),
    ];
    for (text, expected) in cases {
        std::fs::write(&file, &text).unwrap();
        let reason = refusal(&file);
        assert!(reason.contains(expected) && reason.contains("move it away"), "{reason}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    }
    std::fs::write(&file, good).unwrap();
    let _world = kept_in(&file);
    assert!(refusal(&file).contains("another simulator keeps its state there"));
    let nowhere = folder.path().join("nowhere/state.json");
    assert!(refusal(&nowhere).contains("can't be kept there"));
}

#[tokio::test]
async fn faults_of_the_settings_begin_with_a_new_file_only() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("state.json");
    let rule: FaultRule =
        serde_json::from_value(json!({"on": "getPayment", "effect": "drop_request"})).unwrap();
    let with_rule = || {
        World::opened(|settings| {
            settings.state_file = Some(file.clone());
            settings.faults = vec![rule.clone()];
        })
    };
    let world = with_rule();
    world.control(Method::DELETE, "faults", &Value::Null).await;
    world.simulator.save().unwrap();
    drop(world);
    let world = with_rule();
    let faults = world.control(Method::GET, "faults", &Value::Null).await.json();
    assert_eq!(faults, json!({"rules": []}));
}
