//! Redirect, one-time and callback codes, and the check-in that a callback code leads to.

use axum::http::Method;
use serde_json::{Value, json};

use crate::create::patched;
use crate::world::{KARI, Reply, World};

const REDIRECTS: &str = "/qr/v1/merchant-redirect";
const CALLBACKS: &str = "/qr/v1/merchant-callback";
const OPEN_FORM: [(&str, &str); 1] = [("content-type", "application/x-www-form-urlencoded")];

/// A call with the headers that say which picture is wanted.
async fn wanting(
    world: &World,
    method: Method,
    path: &str,
    accept: &str,
    size: &str,
    body: &Value,
) -> Reply {
    let bearer = format!("Bearer {}", world.bearer);
    let headers = [
        ("authorization", bearer.as_str()),
        ("ocp-apim-subscription-key", "simulator-key"),
        ("accept", accept),
        ("size", size),
    ];
    world.send(method, path, &headers, body.to_string()).await
}

fn local(url: &Value) -> String {
    url.as_str().unwrap().strip_prefix("http://127.0.0.1:8090").unwrap().to_owned()
}

fn invalid(reply: &Reply) -> (u16, String) {
    let name = reply.json()["invalidParams"][0]["name"].as_str().unwrap_or_default().to_owned();
    (reply.status, name)
}

#[tokio::test]
async fn a_redirect_code_lives_from_create_to_delete() {
    let world = World::new().await;
    let body = json!({"id": "billboard_1", "redirectUrl": "https://example.com/a"});
    let made = world.post(REDIRECTS, "", &body).await;
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(
        (&made.json()["id"], &made.json()["expiresIn"]),
        (&json!("billboard_1"), &json!(-1))
    );
    assert_eq!(&world.bytes(&local(&made.json()["url"])).await[1..4], b"PNG");
    let again = world.post(REDIRECTS, "", &body).await;
    assert_eq!((again.status, again.json()), (409, json!({"id": "billboard_1"})));

    let one = format!("{REDIRECTS}/billboard_1");
    let target = wanting(&world, Method::GET, &one, "text/targetUrl", "200", &Value::Null).await;
    let printed = local(&target.json()["url"]);
    let led = world.send(Method::GET, &printed, &[], "").await;
    assert_eq!(led.header("location"), "https://example.com/a");
    let body = json!({"redirectUrl": "https://example.com/b"}).to_string();
    assert_eq!(world.api(Method::PUT, &one, "", &body).await.status, 200);
    let led = world.send(Method::GET, &printed, &[], "").await;
    assert_eq!(led.header("location"), "https://example.com/b");
    assert_eq!(world.get(REDIRECTS).await.json().as_array().unwrap().len(), 1);

    assert_eq!(world.api(Method::DELETE, &one, "", "").await.status, 200);
    assert_eq!(world.get(&one).await.status, 404);
    assert_eq!(world.api(Method::DELETE, &one, "", "").await.status, 404);
    assert_eq!(world.send(Method::GET, &printed, &[], "").await.status, 404);
    let body = json!({"id": "billboard_1", "redirectUrl": "https://example.com/a"});
    assert_eq!(world.post(REDIRECTS, "", &body).await.status, 200, "the id may be used again");
    assert_eq!(
        world.send(Method::GET, &printed, &[], "").await.status,
        404,
        "what is printed stays dead"
    );
}

#[tokio::test]
async fn a_redirect_code_can_end_by_itself_and_is_checked() {
    let world = World::new().await;
    let body = json!({"id": "short", "redirectUrl": "https://example.com", "ttl": 300});
    assert_eq!(world.post(REDIRECTS, "", &body).await.json()["expiresIn"], 300);
    world.advance_ms(299_001);
    let one = format!("{REDIRECTS}/short");
    assert_eq!(world.get(&one).await.json()["expiresIn"], 1);
    world.advance_ms(999);
    assert_eq!(world.get(&one).await.status, 404);
    let cases = [
        (json!({"id": "a/b"}), "Id"),
        (json!({"redirectUrl": "http://example.com"}), "RedirectUrl"),
        (json!({"ttl": 299}), "Ttl"),
        (json!({"more": 1}), "more"),
    ];
    for (patch, name) in cases {
        let reply = world.post(REDIRECTS, "", &patched(body.clone(), &patch)).await;
        assert_eq!(invalid(&reply), (400, name.to_owned()), "{patch}");
    }
    for (accept, size, status) in [("text/html", "200", 415), ("image/png", "99", 400)] {
        let reply = wanting(&world, Method::POST, REDIRECTS, accept, size, &body).await;
        assert_eq!(reply.status, status);
    }
}

#[tokio::test]
async fn a_one_time_code_shows_the_link_of_an_open_payment() {
    let world = World::new().await;
    let patch = json!({"userFlow": "WEB_REDIRECT", "returnUrl": "https://example.com/back"});
    let made = world.create("once-0001", &patched(world.payment("once-0001"), &patch)).await;
    let url = json!({"url": made.json()["redirectUrl"]});
    world.advance_ms(60_000);
    let code = wanting(&world, Method::POST, "/qr/v1", "image/svg+xml", "200", &url).await;
    assert_eq!(code.json()["expiresIn"], 540);
    let picture = local(&code.json()["url"]);
    assert!(world.send(Method::GET, &picture, &[], "").await.text.starts_with("<svg"));
    let reply = world.post("/qr/v1", "", &json!({"url": "https://example.com/pay/x"})).await;
    assert_eq!(invalid(&reply), (400, "Url".to_owned()));
    world.advance_ms(540_000);
    let late = world.post("/qr/v1", "", &url).await;
    assert_eq!((late.status, late.json()["title"].as_str().unwrap()), (400, "Order timeout"));
    assert_eq!(world.send(Method::GET, &picture, &[], "").await.status, 404);
}

#[tokio::test]
async fn a_callback_code_keeps_its_picture_and_changes_its_text() {
    let world = World::new().await;
    let one = format!("{CALLBACKS}/till-1");
    let put = |text: &str| json!({"locationDescription": text}).to_string();
    let first = world.api(Method::PUT, &one, "", &put("Kasse 1")).await;
    assert_eq!((first.status, first.text.as_str()), (200, ""));
    let read = world.get(&one).await.json();
    assert_eq!(
        (&read["merchantSerialNumber"], &read["merchantQrId"]),
        (&json!("123456"), &json!("till-1"))
    );
    assert!(
        world
            .send(Method::GET, &local(&read["qrImageUrl"]), &[], "")
            .await
            .text
            .starts_with("<svg")
    );
    world.api(Method::PUT, &one, "", &put("Kasse 2")).await;
    let query = format!("{CALLBACKS}?QrImageFormat=PNG&QrImageSize=200");
    let listed = world.get(&query).await.json();
    assert_eq!(listed[0]["locationDescription"], "Kasse 2");
    assert_eq!(listed[0]["qrContent"], read["qrContent"]);
    assert_eq!(world.bytes(&local(&listed[0]["qrImageUrl"])).await[16..20], [0, 0, 0, 200]);
    let long = world.api(Method::PUT, &one, "", &put(&"x".repeat(37))).await;
    assert_eq!(invalid(&long), (400, "LocationDescription".to_owned()));
    let beacon = format!("{CALLBACKS}/mobilepay/beacon-1");
    assert_eq!(world.api(Method::PUT, &beacon, "", &put("Kasse 9")).await.status, 200);
    assert_eq!(world.api(Method::DELETE, &one, "", "").await.status, 200);
    assert_eq!(world.get(&one).await.status, 404);
    let denmark = world.in_denmark();
    assert_eq!(denmark.get(CALLBACKS).await.json(), json!([]), "codes belong to one unit");
    let reply = denmark.api(Method::PUT, &beacon, "", &put("Kasse 9")).await;
    assert_eq!((reply.status, reply.json()), (409, json!({"id": "beacon-1"})));
}

/// A till with a code, and its token for Kari.
async fn checked_in(world: &World) -> String {
    let body = json!({"locationDescription": "Kasse 1"}).to_string();
    world.api(Method::PUT, &format!("{CALLBACKS}/till-1"), "", &body).await;
    let body = json!({"url": "https://example.com/hook", "events": ["user.checked-in.v1"]});
    world.post("/webhooks/v1/webhooks", "", &body).await;
    let scan = json!({"msisdn": KARI, "msn": "123456", "merchant_qr_id": "till-1"});
    let reply = world.control(Method::POST, "check-ins", &scan).await;
    reply.json()["customer_token"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_customer_token_stands_for_the_customer_for_a_quarter_of_an_hour() {
    let world = World::new().await;
    let token = checked_in(&world).await;
    let exchange = json!({"customer": {"customerToken": token}, "requestedData": ["MSISDN"]});
    let path = "/qr/v1/exchange/customer";
    let expected = json!({"msisdn": KARI, "timestamp": 1_795_435_200});
    assert_eq!(world.post(path, "", &exchange).await.json(), expected);
    let pay = json!({"customer": {"phoneNumber": null, "customerToken": token},
        "userFlow": "WEB_REDIRECT", "returnUrl": "https://example.com/back"});
    let made = world.create("scan-0001", &patched(world.payment("scan-0001"), &pay)).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let listed = world.control(Method::GET, "payments", &Value::Null).await.json();
    assert_eq!(listed["payments"][0]["msisdn"], KARI);
    world.advance_ms(900_000);
    let stale = world.post(path, "", &exchange).await;
    assert_eq!((stale.status, stale.code().as_str()), (400, "customer"));
    let late = world.create("scan-0002", &patched(world.payment("scan-0002"), &pay)).await;
    assert_eq!((late.status, late.code().as_str()), (400, "4050"));
    let none = world.post(path, "", &json!({"requestedData": ["MSISDN"]})).await;
    assert_eq!(none.json()["extraDetails"][0]["reason"], "Customer object is required.");
}

#[tokio::test]
async fn a_check_in_needs_a_code_a_customer_and_a_receiver() {
    let world = World::new().await;
    let scan = json!({"msisdn": KARI, "msn": "123456", "merchant_qr_id": "till-1"});
    assert_eq!(world.control(Method::POST, "check-ins", &scan).await.status, 404);
    let body = json!({"locationDescription": "Kasse 1"}).to_string();
    world.api(Method::PUT, &format!("{CALLBACKS}/till-1"), "", &body).await;
    assert_eq!(world.control(Method::POST, "check-ins", &scan).await.status, 409);
    checked_in(&world).await;
    let nobody = patched(scan, &json!({"msisdn": "4799999999"}));
    assert_eq!(world.control(Method::POST, "check-ins", &nobody).await.status, 404);
}

#[tokio::test]
async fn a_phone_scans_the_code_of_a_till() {
    let world = World::new().await;
    checked_in(&world).await;
    let read = world.get(&format!("{CALLBACKS}/till-1")).await.json();
    let page = local(&read["qrContent"]);
    assert!(world.send(Method::GET, &page, &[], "").await.text.contains("Kasse 1"));
    let chosen = world.send(Method::POST, &page, &OPEN_FORM, "msisdn=4712345678").await;
    assert_eq!((chosen.status, chosen.header("location")), (303, "/phones/4712345678"));
    let form = format!("code={}", read["qrContent"].as_str().unwrap());
    let scanned = world.send(Method::POST, "/phones/4798765432/open", &OPEN_FORM, form).await;
    assert_eq!(scanned.status, 303);
    let phone = world.send(Method::GET, "/phones/4798765432", &[], "").await;
    assert!(phone.text.contains("Checked in"), "{}", phone.text);
}
