//! What a customer reads on the phone in each state, and the answers given there by plain forms.

use axum::http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use crate::world::{KARI, OLA, Reply, World};

const FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

async fn page(world: &World, path: &str) -> Reply {
    world.send(Method::GET, path, &[], "").await
}

/// The text of a page, one element a line, without markup, head and pictures.
async fn words(world: &World, path: &str) -> String {
    let reply = page(world, path).await;
    assert_eq!(reply.status, 200);
    let body = reply.text.split_once("<body>").unwrap().1;
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let (tag, after) = after.split_once('>').unwrap();
        let ends_line = ["/p", "/h", "/li", "/div", "/dt", "/dd", "/button", "/summary", "/label"];
        let ends_line = ends_line.iter().any(|end| tag.starts_with(end)) || tag == "/legend";
        text.push(if ends_line { '\n' } else { ' ' });
        rest = after;
    }
    let lines = text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn with_receipt(mut body: Value) -> Value {
    body["amount"]["value"] = json!(313_900);
    body["paymentDescription"] = json!("Fjelltopp Sport <till 1>");
    body["receipt"] = json!({
        "orderLines": [
            {"name": "Winter jacket, blue", "id": "1", "totalAmount": 239_900,
             "totalAmountExcludingTax": 191_920, "totalTaxAmount": 47_980, "taxRate": 2500},
            {"name": "Wool socks", "id": "2", "totalAmount": 24_900,
             "totalAmountExcludingTax": 19_920, "totalTaxAmount": 4980, "taxRate": 2500,
             "unitInfo": {"unitPrice": 14_900, "quantity": "2"}},
            {"name": "Energy bars", "id": "3", "totalAmount": 59_100,
             "totalAmountExcludingTax": 51_391, "totalTaxAmount": 7709, "taxPercentage": 15,
             "unitInfo": {"unitPrice": 71_900, "quantity": "0.822", "quantityUnit": "KG"}},
            {"name": "Returned hat", "id": "4", "totalAmount": 10_000, "isReturn": true,
             "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000, "taxRate": 2500},
        ],
        "bottomLine": {"currency": "NOK", "posId": "1", "receiptNumber": "K7-0042"},
    });
    body
}

async fn requested(world: &World, reference: &str) {
    let reply = world.create(reference, &with_receipt(world.payment(reference))).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
}

async fn asked_to_join(world: &World, scope: &str) -> String {
    let form =
        [("login_hint", "urn:msisdn:4798765432"), ("scope", scope), ("binding_message", "KF-4821")];
    let path = "/vipps-login-ciba/api/backchannel/authentication";
    world.login(path, &form).await.json()["auth_req_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_list_of_phones() {
    let world = World::new().await;
    requested(&world, "phone-0001").await;
    insta::assert_snapshot!(words(&world, "/phones").await);
}

#[tokio::test]
async fn a_payment_request() {
    let world = World::new().await;
    requested(&world, "phone-0001").await;
    world.advance_ms(78_400);
    insta::assert_snapshot!(words(&world, "/phones/4712345678").await);
    let html = page(&world, "/phones/4712345678").await.text;
    for name in ["payment-request", "approve-payment", "decline-payment", "personal-qr"] {
        assert!(html.contains(&format!("data-test=\"{name}\"")), "{name}");
    }
    assert!(html.contains("&#60;till 1&#62;"), "text from the merchant is escaped");
    assert!(html.contains("2\u{a0}399,00"), "thousands stand apart by a no-break space");
}

#[tokio::test]
async fn a_membership_request() {
    let world = World::new().await;
    asked_to_join(&world, "openid name phoneNumber email delegatedConsents").await;
    insta::assert_snapshot!(words(&world, "/phones/4798765432").await);
    let html = page(&world, "/phones/4798765432").await.text;
    for name in ["membership-request", "approve-membership", "decline-membership"] {
        assert!(html.contains(&format!("data-test=\"{name}\"")), "{name}");
    }
}

#[tokio::test]
async fn a_person_who_shares_already_only_confirms() {
    let world = World::new().await;
    let scope = "openid name delegatedConsents";
    let id = asked_to_join(&world, scope).await;
    world.control(Method::POST, &format!("logins/{id}/approve"), &Value::Null).await;
    world.advance_ms(120_000);
    asked_to_join(&world, scope).await;
    insta::assert_snapshot!(words(&world, "/phones/4798765432").await);
}

#[tokio::test]
async fn receipts_in_every_state() {
    let world = World::new().await;
    let cases: [(&str, &[(&str, i64)]); 9] = [
        ("approve", &[]),
        ("approve", &[("capture", 313_900)]),
        ("approve", &[("capture", 300_000), ("cancel", 0)]),
        ("approve", &[("capture", 313_900), ("refund", 13_900)]),
        ("approve", &[("capture", 313_900), ("refund", 313_900)]),
        ("approve", &[("cancel", 0)]),
        ("decline", &[]),
        ("", &[("cancel", 0)]),
        ("", &[]),
    ];
    for (number, (answer, steps)) in cases.iter().enumerate() {
        let reference = format!("state-{number:04}");
        requested(&world, &reference).await;
        if !answer.is_empty() {
            let path = format!("payments/{reference}/{answer}");
            world.control(Method::POST, &path, &Value::Null).await;
        }
        for (step, value) in *steps {
            if *step == "cancel" {
                let path = format!("/epayment/v1/payments/{reference}/cancel");
                world.api(Method::POST, &path, "", "").await;
            } else {
                world.modify(step, &reference, step, *value).await;
            }
        }
    }
    world.advance_ms(700_000);
    insta::assert_snapshot!(words(&world, "/phones/4712345678").await);
}

#[tokio::test]
async fn forms_answer_requests_and_lead_back() {
    let world = World::new().await;
    for (answer, state) in [("approve", "AUTHORIZED"), ("decline", "ABORTED")] {
        let reference = format!("form-{answer}");
        world.created(&reference).await;
        let path = format!("/phones/{OLA}/payments/123456/{reference}/{answer}");
        let foreign = path.replace(OLA, KARI);
        let reply = world.send(Method::POST, &foreign, &FORM, "").await;
        assert_eq!(reply.status, 404, "another phone can't answer it");
        let reply = world.send(Method::POST, &path, &FORM, "").await;
        assert_eq!((reply.status, reply.header("location")), (303, "/phones/4712345678"));
        assert_eq!(world.read(&reference).await["state"], state);
        let reply = world.send(Method::POST, &path, &FORM, "").await;
        assert_eq!(reply.status, 303, "too late changes nothing and shows the page");
        assert_eq!(world.read(&reference).await["state"], state);
    }
}

#[tokio::test]
async fn ticked_consents_reach_userinfo() {
    let world = World::new().await;
    let id = asked_to_join(&world, "openid delegatedConsents").await;
    let path = format!("/phones/{KARI}/logins/{id}/approve");
    let reply = world.send(Method::POST, &path, &FORM, "consent=sms&consent=personal").await;
    assert_eq!(reply.status, 303);
    let form = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", id.as_str())];
    let tokens = world.login("/access-management-1.0/access/oauth2/token", &form).await.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let claims = world.send(Method::GET, "/vipps-userinfo-api/userinfo", &headers, "").await.json();
    let consents = claims["delegatedConsents"]["consents"].as_array().unwrap();
    let accepted: Vec<&str> = consents
        .iter()
        .filter(|consent| consent["accepted"] == true)
        .map(|consent| consent["id"].as_str().unwrap())
        .collect();
    assert_eq!(accepted, ["sms", "personal"]);
    let html = page(&world, "/phones/4798765432").await.text;
    assert!(html.contains("You are in"));
}

#[tokio::test]
async fn a_scanned_payment_code_opens_on_the_phone() {
    let world = World::new().await;
    let mut body = world.payment("scan-0001");
    body["userFlow"] = json!("QR");
    body["qrFormat"] = json!({"format": "TEXT/TARGETURL"});
    body.as_object_mut().unwrap().remove("customer");
    let url =
        world.create("scan-0001", &body).await.json()["redirectUrl"].as_str().unwrap().to_owned();
    let form = serde_urlencoded::to_string([("code", &url)]).unwrap();
    let reply = world.send(Method::POST, "/phones/4798765432/open", &FORM, form).await;
    assert_eq!(reply.status, 303);
    let html = page(&world, "/phones/4798765432").await.text;
    assert!(html.contains("data-test=\"payment-request\""));
}

#[tokio::test]
async fn pages_run_nothing_that_is_not_theirs() {
    let world = World::new().await;
    for path in ["/phones", "/phones/4712345678", "/assets/phone.js", "/assets/phone.css"] {
        let reply = page(&world, path).await;
        assert_eq!(reply.status, 200, "{path}");
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'"), "{path}");
        assert!(!policy.contains("unsafe"));
        assert!(!reply.text.contains("style=\""), "{path}");
        assert!(!reply.text.contains("<script>"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
    }
    assert_eq!(page(&world, "/phones/4799999999").await.status, 404);
    assert_eq!(page(&world, "/assets/other").await.status, 404);
}

/// The next piece of a stream of events.
async fn next(body: &mut axum::body::Body) -> String {
    let frame = body.frame().await.unwrap().unwrap();
    String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn the_stream_sends_the_screen_at_once_and_after_each_change() {
    let world = World::new().await;
    let request = axum::http::Request::get("/phones/4712345678/stream");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let mut body = world.simulator.router().oneshot(request).await.unwrap().into_body();
    let first = next(&mut body).await;
    assert!(first.starts_with("event: screen\ndata: "));
    assert!(!first.contains("payment-request"));
    world.created("live-0001").await;
    assert!(next(&mut body).await.contains("payment-request"));
    world.control(Method::POST, "payments/live-0001/approve", &Value::Null).await;
    let last = next(&mut body).await;
    assert!(last.contains("data-test=\"receipt\"") && !last.contains("payment-request"));
}
