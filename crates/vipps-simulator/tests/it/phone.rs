//! What a customer reads on the phone in each state, and the answers given there by plain forms.

use axum::http::Method;
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vipps_simulator::CustomFlow;

use crate::create::patched;
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
async fn a_payment_request_that_shares() {
    let world = World::new().await;
    let patch = json!({
        "profile": {"scope": "name address phoneNumber"},
        "merchantLegalLinks": {"termsOfSaleUrl": "https://example.com/terms?a=1&b=2",
            "privacyPolicyUrl": "https://example.com/privacy"},
    });
    let body = patched(world.payment("phone-0001"), &patch);
    assert_eq!(world.create("phone-0001", &body).await.status, 201);
    insta::assert_snapshot!(words(&world, "/phones/4712345678").await);
    let html = page(&world, "/phones/4712345678").await.text;
    for url in ["https://example.com/terms?a=1&#38;b=2", "https://example.com/privacy"] {
        let link = format!("<a href=\"{url}\" target=\"_blank\" rel=\"noreferrer\">");
        assert!(html.contains(&link), "{url}: {html}");
    }
}

#[tokio::test]
async fn a_flow_that_asks_for_consents_shows_each() {
    let world = World::with(|settings| {
        settings.readings.custom_flow = CustomFlow::DelegatedConsents;
    })
    .await;
    asked_to_join(&world, "openid name customFlow").await;
    insta::assert_snapshot!(words(&world, "/phones/4798765432").await);
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

/// What the customer does with a request of 3 139,00 kr, and what the shop does then.
const STORIES: [(&str, &[(&str, i64)]); 9] = [
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

async fn told(world: &World, reference: &str, answer: &str, steps: &[(&str, i64)]) {
    requested(world, reference).await;
    if !answer.is_empty() {
        let path = format!("payments/{reference}/{answer}");
        world.control(Method::POST, &path, &Value::Null).await;
    }
    for (step, value) in steps {
        world.advance_ms(1000);
        if *step == "cancel" {
            let path = format!("/epayment/v1/payments/{reference}/cancel");
            assert_eq!(world.api(Method::POST, &path, "", "").await.status, 200);
        } else {
            assert_eq!(world.modify(step, reference, step, *value).await.status, 200);
        }
    }
}

#[tokio::test]
async fn activity_and_receipts_in_every_state() {
    let world = World::new().await;
    for (number, (answer, steps)) in STORIES.iter().enumerate() {
        told(&world, &format!("state-{number:04}"), answer, steps).await;
        world.advance_ms(60_000);
    }
    world.advance_ms(700_000);
    insta::assert_snapshot!("activity", words(&world, "/phones/4712345678/activity").await);
    let mut receipts = Vec::new();
    for number in 0..STORIES.len() {
        let path = format!("/phones/4712345678/receipts/123456/state-{number:04}");
        let words = words(&world, &path).await;
        let head: Vec<&str> =
            words.lines().skip(2).take_while(|line| !line.starts_with("Winter")).collect();
        let (_, steps) = words.split_once("What happened\n").unwrap();
        let (steps, _) = steps.split_once("\nMessage").unwrap();
        receipts.push(format!("{}\n...\n{steps}", head.join("\n")));
    }
    insta::assert_snapshot!("receipts", receipts.join("\n\n"));
    let whole = words(&world, "/phones/4712345678/receipts/123456/state-0003").await;
    insta::assert_snapshot!("a_receipt", whole);
    let foreign = "/phones/4798765432/receipts/123456/state-0003";
    assert_eq!(page(&world, foreign).await.status, 404, "it is on another phone");
}

/// The words of home's card on what has just happened.
async fn done(world: &World, msisdn: &str) -> String {
    let words = words(world, &format!("/phones/{msisdn}")).await;
    let after = words.split_once("’s phone\n").unwrap().1;
    let lines: Vec<&str> = after.lines().take_while(|line| *line != "Vipps").collect();
    lines.join(" | ").replace('\u{a0}', " ")
}

#[tokio::test]
async fn what_has_just_happened_is_told_for_a_minute() {
    let expected = [
        "Approved | 3 139,00 kr · Fjelltopp Sport | The money is set aside. The shop has not \
         taken it yet. | See the receipt",
        "Paid | 3 139,00 kr · Fjelltopp Sport | See the receipt",
        "Paid | 3 000,00 kr · Fjelltopp Sport | The shop took less than you approved. The rest is \
         yours again. | See the receipt",
        "Money on its way back | 139,00 kr · Fjelltopp Sport | The shop has paid some of it \
         back. | See the receipt",
        "Money on its way back | 3 139,00 kr · Fjelltopp Sport | The shop has paid it all back. \
         | See the receipt",
        "Not taken | 3 139,00 kr · Fjelltopp Sport | The shop did not take the money. It is \
         yours again. | See the details",
        "Declined | 3 139,00 kr · Fjelltopp Sport | You said no. Nothing was paid. | See the \
         details",
        "The shop cancelled | 3 139,00 kr · Fjelltopp Sport | The shop took the request back. \
         Nothing was paid. | See the details",
        "The request expired | 3 139,00 kr · Fjelltopp Sport | There was no answer in time. \
         Nothing was paid. | See the details",
    ];
    for ((answer, steps), expected) in STORIES.iter().zip(expected) {
        let world = World::new().await;
        told(&world, "told-0001", answer, steps).await;
        if answer.is_empty() && steps.is_empty() {
            world.advance_ms(600_000);
        }
        assert_eq!(done(&world, OLA).await, expected);
        world.advance_ms(60_000);
        assert_eq!(done(&world, OLA).await, "", "it was told for long enough");
    }
}

#[tokio::test]
async fn logins_are_told_too() {
    let cases = [
        ("approve", 0, "You are in | Fjelltopp Sport"),
        ("decline", 0, "Declined | Fjelltopp Sport | Nothing was shared."),
        (
            "",
            600_000,
            "The request expired | Fjelltopp Sport | There was no answer in time. Nothing was \
             shared.",
        ),
    ];
    for (answer, wait_ms, expected) in cases {
        let world = World::new().await;
        let id = asked_to_join(&world, "openid name delegatedConsents").await;
        if !answer.is_empty() {
            let path = format!("logins/{id}/{answer}");
            world.control(Method::POST, &path, &Value::Null).await;
        }
        world.advance_ms(wait_ms);
        assert_eq!(done(&world, KARI).await, expected);
    }
}

#[tokio::test]
async fn a_try_that_fails_says_why_and_a_bank_that_is_slow_is_waited_for() {
    let world = World::new().await;
    for (reference, value) in [("fails-0001", 151), ("slow-0001", 201)] {
        let mut body = world.payment(reference);
        body["amount"]["value"] = json!(value);
        assert_eq!(world.create(reference, &body).await.status, 201);
        let path = format!("/phones/{OLA}/payments/123456/{reference}/approve");
        world.send(Method::POST, &path, &FORM, "").await;
        let text = words(&world, "/phones/4712345678").await;
        let is_slow = value == 201;
        assert_eq!(text.contains("There is not enough money on the account."), !is_slow);
        assert_eq!(text.contains("Try again"), !is_slow, "the request is still open");
        assert_eq!(text.contains("Waiting for the bank"), is_slow);
        assert_eq!(text.contains("Decline"), !is_slow, "nothing to do but wait");
    }
}

#[tokio::test]
async fn the_newest_request_is_shown_whichever_dies_first() {
    let open = |settings: &mut vipps_simulator::Settings| {
        settings.merchants[0].sales_units[0].long_living_payment_allowed = true;
    };
    let world = World::with(open).await;
    let mut body = with_receipt(world.payment("long-0001"));
    body["customer"]["phoneNumber"] = json!(KARI);
    body["customerInteraction"] = json!("CUSTOMER_PRESENT");
    body["expiresAt"] = json!("2026-11-24T12:00:00Z");
    assert_eq!(world.create("long-0001", &body).await.status, 201);
    let text = words(&world, "/phones/4798765432").await;
    assert!(text.contains("Payment request 24:00:00"), "{text}");
    world.advance_ms(1000);
    asked_to_join(&world, "openid name delegatedConsents").await;
    let text = words(&world, "/phones/4798765432").await;
    assert!(text.contains("Membership request 10:00"), "{text}");
    assert!(text.contains("One more request is waiting"), "{text}");
    let text = words(&world, "/phones/4798765432/activity").await;
    assert!(text.contains("Fjelltopp Sport waits for your answer"), "it is told elsewhere too");
}

#[tokio::test]
async fn a_clock_that_stands_still_is_not_counted_down() {
    let world = World::new().await;
    requested(&world, "still-0001").await;
    let counts = |html: &str| html.contains("data-left-s=\"600\"");
    assert!(counts(&page(&world, "/phones/4712345678").await.text));
    world.control(Method::POST, "clock/freeze", &Value::Null).await;
    let html = page(&world, "/phones/4712345678").await.text;
    assert!(!counts(&html) && html.contains(">10:00</time>"));
}

#[tokio::test]
async fn the_box_of_the_terms_must_be_ticked() {
    let world = World::new().await;
    let id = asked_to_join(&world, "openid name customFlow").await;
    assert!(words(&world, "/phones/4798765432").await.contains("I accept the terms of membership"));
    let path = format!("/phones/{KARI}/logins/{id}/approve");
    for (form, is_open) in [("", true), ("consent=email", true), ("consent=cf_accept_terms", false)]
    {
        world.send(Method::POST, &path, &FORM, form).await;
        let html = page(&world, "/phones/4798765432").await.text;
        assert_eq!(html.contains("data-test=\"membership-request\""), is_open, "{form:?}");
    }
}

#[tokio::test]
async fn clubs_show_what_they_know_and_can_be_left() {
    let world = World::new().await;
    let id = asked_to_join(&world, "openid name phoneNumber delegatedConsents").await;
    let path = format!("/phones/{KARI}/logins/{id}/approve");
    world.send(Method::POST, &path, &FORM, "consent=sms").await;
    insta::assert_snapshot!(
        "a_joining",
        words(&world, &format!("/phones/{KARI}/joinings/{id}")).await
    );
    insta::assert_snapshot!("clubs", words(&world, "/phones/4798765432/clubs").await);
    let leave = "/phones/4798765432/clubs/123456/leave";
    let reply = world.send(Method::POST, leave, &FORM, "").await;
    assert_eq!((reply.status, reply.header("location")), (303, "/phones/4798765432/clubs"));
    assert!(words(&world, "/phones/4798765432/clubs").await.contains("No clubs yet"));
    asked_to_join(&world, "openid name").await;
    let text = words(&world, "/phones/4798765432").await;
    assert!(text.contains("You share\nName"), "the shop has to ask again: {text}");
}

#[tokio::test]
async fn a_phone_says_what_it_is_not_able_to() {
    let limited = |settings: &mut vipps_simulator::Settings| {
        settings.customers[0].birth_date = "2015-01-01".into();
        settings.customers[1].has_old_app = true;
    };
    let world = World::with(limited).await;
    let young = words(&world, "/phones/4712345678").await;
    assert!(young.contains("From the age of 15 you can pay shops"), "{young}");
    let old = words(&world, "/phones/4798765432").await;
    assert!(old.contains("This app is too old to join clubs with"), "{old}");
    let able = page(&world, "/phones/4512345678").await.text;
    assert!(!able.contains("data-test=\"limit\""));
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
    let phone = ["", "/activity", "/clubs"].map(|place| format!("/phones/{OLA}{place}"));
    let assets = ["phone.js", "changes.js", "worker.js", "phone.css"];
    let assets = assets.map(|asset| format!("/assets/{asset}"));
    for path in phone.iter().chain(&assets).map(String::as_str).chain(["/phones"]) {
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
async fn the_stream_tells_at_once_and_after_each_change() {
    let world = World::new().await;
    let request = axum::http::Request::get("/phones/stream");
    let request = request.body(axum::body::Body::empty()).unwrap();
    let mut body = world.simulator.router().oneshot(request).await.unwrap().into_body();
    assert_eq!(next(&mut body).await, "data: changed\n\n");
    assert!(next(&mut body).now_or_never().is_none(), "nothing has changed");
    world.created("live-0001").await;
    assert_eq!(next(&mut body).await, "data: changed\n\n");
    assert!(next(&mut body).now_or_never().is_none());
    world.control(Method::POST, "payments/live-0001/approve", &Value::Null).await;
    assert_eq!(next(&mut body).await, "data: changed\n\n");
}
