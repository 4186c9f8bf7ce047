//! Two merchants in one simulator: the keys of one open nothing of the other's.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use vipps_simulator::{Merchant, SalesUnit, Settings};

use crate::webhooks::{Receiver, drain};
use crate::world::{Reply, World};

const OWN_KEY: &str = "simulator-key";
const OTHER_ID: &str = "33333333-3333-4333-8333-333333333333";
const OTHER_KEY: &str = "other-key";
const OTHER_MSN: &str = "456789";
const PAYMENTS: &str = "/epayment/v1/payments";
const WEBHOOKS: &str = "/webhooks/v1/webhooks";
const BACKCHANNEL: &str = "/vipps-login-ciba/api/backchannel/authentication";
const TOKEN: &str = "/access-management-1.0/access/oauth2/token";

fn another_merchant(settings: &mut Settings) {
    let first = settings.merchants[0].sales_units[0].clone();
    settings.merchants.push(Merchant {
        client_id: OTHER_ID.into(),
        client_secret: "other-secret".into(),
        subscription_keys: vec![OTHER_KEY.into()],
        sales_units: vec![SalesUnit { msn: OTHER_MSN.into(), name: "Kiosk".into(), ..first }],
    });
}

/// A caller with a bearer token, a subscription key and a sales unit.
#[derive(Clone, Copy)]
struct Caller<'a> {
    bearer: &'a str,
    key: &'a str,
    msn: &'a str,
}

impl Caller<'_> {
    async fn call(self, world: &World, method: Method, path: &str, body: &Value) -> Reply {
        let bearer = format!("Bearer {}", self.bearer);
        let headers = [
            ("authorization", bearer.as_str()),
            ("ocp-apim-subscription-key", self.key),
            ("merchant-serial-number", self.msn),
            ("idempotency-key", "the-same-key"),
        ];
        let text = if body.is_null() { String::new() } else { body.to_string() };
        world.send(method, path, &headers, text).await
    }

    async fn get(self, world: &World, path: &str) -> Reply {
        self.call(world, Method::GET, path, &Value::Null).await
    }

    async fn post(self, world: &World, path: &str, body: &Value) -> Reply {
        self.call(world, Method::POST, path, body).await
    }
}

async fn world() -> (World, String) {
    let world = World::with(another_merchant).await;
    let keys = [
        ("client_id", OTHER_ID),
        ("client_secret", "other-secret"),
        ("ocp-apim-subscription-key", OTHER_KEY),
    ];
    let reply = world.send(Method::POST, "/accesstoken/get", &keys, "").await;
    let other = reply.json()["access_token"].as_str().unwrap().to_owned();
    (world, other)
}

/// The two merchants with all that is theirs.
fn callers<'a>(world: &'a World, other: &'a str) -> (Caller<'a>, Caller<'a>) {
    let own = Caller { bearer: &world.bearer, key: OWN_KEY, msn: "123456" };
    (own, Caller { bearer: other, key: OTHER_KEY, msn: OTHER_MSN })
}

#[tokio::test]
async fn keys_of_two_merchants_do_not_mix() {
    let (world, other) = world().await;
    let (own, other) = callers(&world, &other);
    let cases = [
        (own, 404),
        (other, 404),
        (Caller { key: OTHER_KEY, ..own }, 401),
        (Caller { msn: OTHER_MSN, ..own }, 403),
        (Caller { bearer: other.bearer, ..own }, 401),
        (Caller { msn: "123456", ..other }, 403),
    ];
    for (number, (caller, status)) in cases.into_iter().enumerate() {
        let reply = caller.get(&world, &format!("{PAYMENTS}/unknown-1")).await;
        assert_eq!(reply.status, status, "case {number}: {}", reply.text);
    }
    let mixed = [
        ("client_id", OTHER_ID),
        ("client_secret", "simulator-secret"),
        ("ocp-apim-subscription-key", OTHER_KEY),
    ];
    assert_eq!(world.send(Method::POST, "/accesstoken/get", &mixed, "").await.status, 401);
    let mixed = [mixed[0], ("client_secret", "other-secret"), (mixed[2].0, OWN_KEY)];
    assert_eq!(world.send(Method::POST, "/accesstoken/get", &mixed, "").await.status, 401);
}

#[tokio::test]
async fn payments_and_orders_of_the_other_are_not_there() {
    let (world, other) = world().await;
    let (own, other) = callers(&world, &other);
    let body = world.payment("shared-0001");
    let reply = own.post(&world, PAYMENTS, &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let path = format!("{PAYMENTS}/shared-0001");
    let order = "/order-management/v2/ecom/shared-0001";
    let link = json!({"category": "GENERAL", "orderDetailsUrl": "https://example.com/1"});
    let categories = "/order-management/v2/ecom/categories/shared-0001";
    assert_eq!(own.call(&world, Method::PUT, categories, &link).await.status, 200);
    let till = "/qr/v1/merchant-callback/till-1";
    let text = json!({"locationDescription": "Kasse 1"});
    assert_eq!(own.call(&world, Method::PUT, till, &text).await.status, 200);
    for path in [&path, &format!("{path}/events"), order, till] {
        assert_eq!(own.get(&world, path).await.status, 200, "{path}");
        assert_eq!(other.get(&world, path).await.status, 404, "{path}");
    }
    assert_eq!(other.post(&world, &format!("{path}/cancel"), &json!({})).await.status, 404);
    // The same reference and idempotency key are free for the other, whatever the body.
    let mut body = body;
    body["amount"]["value"] = json!(20_000);
    let reply = other.post(&world, PAYMENTS, &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    assert_eq!(own.get(&world, &path).await.json()["amount"]["value"], 10_000);
    assert_eq!(other.get(&world, &path).await.json()["amount"]["value"], 20_000);
    // Somebody who has checked in at one is nobody at the other.
    let scan = json!({"msisdn": "4712345678", "msn": "123456", "merchant_qr_id": "till-1"});
    let hook = json!({"url": "http://127.0.0.1:1/", "events": ["user.checked-in.v1"]});
    assert_eq!(own.post(&world, WEBHOOKS, &hook).await.status, 201);
    let token = world.control(Method::POST, "check-ins", &scan).await.json();
    let exchange = json!({"customer": {"customerToken": token["customer_token"]}});
    for (caller, status) in [(own, 200), (other, 400)] {
        let reply = caller.post(&world, "/qr/v1/exchange/customer", &exchange).await;
        assert_eq!(reply.status, status, "{}", reply.text);
    }
}

#[tokio::test]
async fn each_has_its_own_webhooks() {
    let (world, other) = world().await;
    let (own, other) = callers(&world, &other);
    let hook = |host: &str| {
        let events = ["epayments.payment.created.v1"];
        json!({"url": format!("https://{host}.example.com/"), "events": events})
    };
    let of_own = own.post(&world, WEBHOOKS, &hook("own")).await.json();
    let of_other = other.post(&world, WEBHOOKS, &hook("other")).await.json();
    for (caller, mine) in [(own, &of_own), (other, &of_other)] {
        let listed = caller.get(&world, WEBHOOKS).await.json();
        let listed = listed["webhooks"].as_array().unwrap();
        let ids: Vec<&Value> = listed.iter().map(|webhook| &webhook["id"]).collect();
        assert_eq!(ids, [&mine["id"]]);
    }
    let path = format!("{WEBHOOKS}/{}", of_other["id"].as_str().unwrap());
    assert_eq!(own.call(&world, Method::DELETE, &path, &Value::Null).await.status, 404);
    let receiver = Receiver::default();
    for (caller, host) in [(own, "own.example.com"), (other, "other.example.com")] {
        let reference = format!("hooked-{}", caller.msn);
        assert_eq!(caller.post(&world, PAYMENTS, &world.payment(&reference)).await.status, 201);
        drain(&world, &receiver).await;
        let sent = receiver.take();
        let hosts: Vec<_> = sent.iter().map(|it| it.url.host_str().unwrap()).collect();
        assert_eq!(hosts, [host]);
    }
}

/// A login call with Basic credentials.
async fn login(world: &World, pair: &str, msn: &str, path: &str, form: &[(&str, &str)]) -> Reply {
    let basic = format!("Basic {}", STANDARD.encode(pair));
    let headers = [
        ("authorization", basic.as_str()),
        ("content-type", "application/x-www-form-urlencoded"),
        ("merchant-serial-number", msn),
    ];
    world.send(Method::POST, path, &headers, serde_urlencoded::to_string(form).unwrap()).await
}

#[tokio::test]
async fn each_has_its_own_logins() {
    let (world, _) = world().await;
    let own = "11111111-1111-4111-8111-111111111111:simulator-secret";
    let other = format!("{OTHER_ID}:other-secret");
    let form = [("login_hint", "urn:msisdn:4798765432"), ("scope", "openid name")];
    let mixed = login(&world, own, OTHER_MSN, BACKCHANNEL, &form).await;
    assert_eq!((mixed.status, &mixed.json()["error"]), (401, &json!("invalid_client")));
    let started = login(&world, own, "123456", BACKCHANNEL, &form).await.json();
    let id = started["auth_req_id"].as_str().unwrap();
    let path = format!("logins/{id}/approve");
    world.control(Method::POST, &path, &Value::Null).await;
    let poll = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", id)];
    let stolen = login(&world, &other, OTHER_MSN, TOKEN, &poll).await;
    assert_eq!((stolen.status, &stolen.json()["error"]), (400, &json!("invalid_grant")));
    assert_eq!(login(&world, own, "123456", TOKEN, &poll).await.status, 200, "it is still there");
    // What is shared with the one is asked for anew by the other.
    let started = login(&world, &other, OTHER_MSN, BACKCHANNEL, &form).await.json();
    assert!(started["auth_req_id"].is_string(), "{started}");
    let page = world.send(Method::GET, "/phones/4798765432", &[], "").await.text;
    assert!(page.contains("Kiosk") && page.contains("You share"), "{page}");
}

#[tokio::test]
async fn each_has_its_own_ledgers() {
    let (world, other) = world().await;
    let (own, other) = callers(&world, &other);
    world.authorized("booked-0001").await;
    world.modify("capture", "booked-0001", "c-1", 10_000).await;
    let ledgers = async |caller: Caller<'_>| {
        let listed = caller.get(&world, "/settlement/v1/ledgers").await.json();
        let items = listed["items"].as_array().unwrap().iter();
        items.map(|it| it["ledgerId"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ledgers(own).await, ["302321", "302322", "302323"]);
    assert_eq!(ledgers(other).await, ["302324"]);
    for (caller, statuses) in [(own, [200, 404]), (other, [404, 200])] {
        for (ledger, status) in ["302321", "302324"].into_iter().zip(statuses) {
            let path = format!("/report/v2/ledgers/{ledger}/funds/feed");
            assert_eq!(caller.get(&world, &path).await.status, status, "{path}");
        }
    }
    let feed = other.get(&world, "/report/v2/ledgers/302324/funds/feed").await.json();
    assert_eq!(feed["items"], json!([]), "nothing of the other's is entered");
}
