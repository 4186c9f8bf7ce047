//! Bad input of every kind at every operation: a precise refusal, and the simulator goes on.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vipps_simulator::{Operation, RateLimit, operations};

use crate::world::{World, basic};

/// A body that the operation takes, in the form in which it takes it; `None` where it takes none.
fn good_body(operation: &Operation) -> Option<Value> {
    let payment = json!({
        "amount": { "currency": "NOK", "value": 10_000 },
        "paymentMethod": { "type": "WALLET" },
        "customer": { "phoneNumber": "4712345678" },
        "reference": "good-0001",
        "userFlow": "PUSH_MESSAGE",
    });
    let amount = json!({ "modificationAmount": { "currency": "NOK", "value": 100 } });
    Some(match operation.name {
        "createPayment" => payment,
        "capturePayment" | "refundPayment" => amount,
        "cancelPayment" => json!({ "cancelTransactionOnly": false }),
        "forceApprove" => json!({ "customer": { "phoneNumber": "4712345678" } }),
        "exchangeQr" => json!({ "qrCode": "https://qr.vipps.no/28/2/01/031/4712345678?v=1" }),
        "exchangeCustomerToken" => json!({ "customer": { "customerToken": "bm9ib2R5" } }),
        "createOneTimeQr" => json!({ "url": "https://example.com/pay/a" }),
        "createRedirectQr" => json!({ "id": "sign", "redirectUrl": "https://example.com/a" }),
        "updateRedirectQr" => json!({ "redirectUrl": "https://example.com/a" }),
        "putCallbackQr" | "putMobilePayQr" => json!({ "locationDescription": "Till 1" }),
        "registerWebhook" => {
            json!({ "url": "https://a.example.com/", "events": ["user.checked-in.v1"] })
        }
        "uploadImage" => json!({ "imageId": "logo", "src": "AAAA", "type": "base64" }),
        "putCategory" => json!({ "category": "RECEIPT", "orderDetailsUrl": "https://a.b/1" }),
        "addCategory" => json!({ "orderId": "good-0001", "paymentType": "ECOM",
            "type": "RECEIPT", "url": "https://a.b/1" }),
        "addReceipt" => json!({ "orderLines": [], "bottomLine": { "currency": "NOK" } }),
        "startLogin" => json!({ "login_hint": "urn:msisdn:4798765432", "scope": "openid" }),
        "userExists" => json!({ "login_hint": "urn:msisdn:4798765432" }),
        "fetchLoginToken" => json!({ "grant_type": "urn:openid:params:grant-type:ciba",
            "auth_req_id": "nobody's" }),
        _ => return None,
    })
}

fn is_form(operation: &Operation) -> bool {
    ["startLogin", "userExists", "fetchLoginToken"].contains(&operation.name)
}

fn path(operation: &Operation, parameter: &str) -> String {
    let mut path = String::new();
    for part in operation.path.split('/').skip(1) {
        path += "/";
        path += match part {
            "{payment_type}" if parameter == "good-0001" => "ecom",
            "{topic}" if parameter == "good-0001" => "funds",
            "{ledger}" if parameter == "good-0001" => "302321",
            "{date}" if parameter == "good-0001" => "2026-11-23",
            part if part.starts_with('{') => parameter,
            part => part,
        };
    }
    path
}

/// What every call brings unless it is what is wrong.
fn headers(world: &World, operation: &Operation) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut add = |name: &'static str, value: &str| {
        headers.insert(name, value.parse().unwrap());
    };
    if is_form(operation) {
        add("authorization", &basic());
        add("content-type", "application/x-www-form-urlencoded");
    } else {
        add("authorization", &format!("Bearer {}", world.bearer));
        add("content-type", "application/json");
        add("ocp-apim-subscription-key", "simulator-key");
    }
    add("merchant-serial-number", "123456");
    headers
}

/// Status and body of a call.
async fn send(
    world: &World,
    method: &Method,
    path: &str,
    headers: HeaderMap,
    body: Vec<u8>,
) -> (u16, String) {
    let mut request = Request::builder().method(method).uri(path);
    *request.headers_mut().unwrap() = headers;
    let request = request.body(Body::from(body)).unwrap();
    let response = world.simulator.router().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

/// A refusal says what it is about in JSON and nothing of what was sent.
fn assert_refused(what: &str, (status, text): &(u16, String), statuses: &[u16]) {
    assert!(statuses.contains(status), "{what}: {status} {text}");
    let json: Value =
        serde_json::from_str(text).unwrap_or_else(|_| panic!("{what}: no JSON: {text}"));
    let sentence = ["detail", "message", "error_description"]
        .iter()
        .find_map(|name| json[*name].as_str())
        .or_else(|| json["error"].as_str());
    assert!(sentence.is_some_and(|text| text.len() > 8), "{what}: {text}");
    assert!(!text.contains("hush"), "{what}: it repeats what was sent: {text}");
}

/// The world, and proof that it still works.
struct Trial {
    world: World,
    paid: usize,
}

impl Trial {
    async fn new() -> Self {
        let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
        world.created("good-0001").await;
        Self { world, paid: 0 }
    }

    /// The call is refused, and the next good one works.
    async fn refuses(
        &mut self,
        what: &str,
        operation: &Operation,
        path: &str,
        mut headers: HeaderMap,
        body: Vec<u8>,
        statuses: &[u16],
    ) {
        self.paid += 1;
        headers.insert("idempotency-key", format!("key-{}", self.paid).parse().unwrap());
        let what = format!("{} {what}", operation.name);
        let reply = send(&self.world, &operation.method, path, headers, body).await;
        assert_refused(&what, &reply, statuses);
        self.world.authorized(&format!("works-{:04}", self.paid)).await;
    }
}

#[tokio::test]
async fn bad_bodies() {
    let mut trial = Trial::new().await;
    for operation in operations() {
        let Some(good) = good_body(operation) else { continue };
        let path = path(operation, "good-0001");
        let whole = if is_form(operation) {
            serde_urlencoded::to_string(good.as_object().unwrap()).unwrap()
        } else {
            good.to_string()
        };
        let usual = headers(&trial.world, operation);
        let mut cases: Vec<(&str, Vec<u8>, &[u16])> = vec![
            ("oversized", vec![b' '; 4 * 1024 * 1024], &[413]),
            ("not UTF-8", [whole.as_bytes(), b"\xff\xfe"].concat(), &[400]),
        ];
        if operation.name != "cancelPayment" {
            cases.push(("no body", Vec::new(), &[400]));
        }
        if !is_form(operation) {
            let mut more = good.clone();
            more["colour"] = json!("hush");
            let first = good.as_object().unwrap().keys().next().unwrap().clone();
            let mut wrong = good.clone();
            wrong[&first] = json!([["hush"]]);
            let cut = whole.as_bytes()[..whole.len() - 1].to_vec();
            cases.extend([
                ("broken JSON", cut, &[400][..]),
                ("an unknown field", more.to_string().into_bytes(), &[400]),
                ("a wrong type", wrong.to_string().into_bytes(), &[400]),
                ("an array", b"[]".to_vec(), &[400]),
                ("a text behind it", format!("{whole} {{}}").into_bytes(), &[400]),
            ]);
        }
        // No length is published for the id of an order.
        if !is_form(operation) && operation.name != "addCategory" {
            let first = good.as_object().unwrap().keys().next().unwrap().clone();
            let mut long = good.clone();
            long[&first] = json!("hush".repeat(1000));
            cases.push(("a text too long", long.to_string().into_bytes(), &[400, 404]));
        }
        for (what, body, statuses) in cases {
            trial.refuses(what, operation, &path, usual.clone(), body, statuses).await;
        }
        for content_type in ["text/plain", "application/xml; charset=utf-8", "hush"] {
            let mut headers = usual.clone();
            headers.insert("content-type", content_type.parse().unwrap());
            let body = whole.clone().into_bytes();
            trial.refuses(content_type, operation, &path, headers, body, &[400, 415]).await;
        }
    }
}

#[tokio::test]
async fn bad_paths_and_headers() {
    /// Need no keys.
    const OPEN: [&str; 4] =
        ["getQrPicture", "followRedirectQr", "discoverOpenIdConfiguration", "getKeySet"];
    let mut trial = Trial::new().await;
    for operation in operations() {
        let good = path(operation, "good-0001");
        let body = good_body(operation).map_or_else(Vec::new, |body| body.to_string().into());
        let usual = headers(&trial.world, operation);
        if operation.path.contains('{') {
            for parameter in ["%FF", "loud%20loud", &"loud".repeat(500)] {
                let path = path(operation, parameter);
                let (body, headers) = (body.clone(), usual.clone());
                if matches!(operation.name, "putCallbackQr" | "putMobilePayQr")
                    && parameter != "%FF"
                {
                    continue; // Any text may be the id of a code.
                }
                trial.refuses(parameter, operation, &path, headers, body, &[400, 404]).await;
            }
        }
        if OPEN.contains(&operation.name) {
            continue;
        }
        for (name, value) in [
            ("authorization", None),
            ("authorization", Some("hush")),
            ("authorization", Some("Bearer hush")),
            ("authorization", Some("Basic hush")),
            ("ocp-apim-subscription-key", None),
            ("ocp-apim-subscription-key", Some("hush")),
            ("merchant-serial-number", Some("999999")),
        ] {
            let needs_token = !operation.name.starts_with("fetch") && !is_form(operation);
            let is_key = name == "ocp-apim-subscription-key";
            let is_userinfo = operation.name == "getUserInfo";
            let is_report = operation.path.contains("ledgers");
            if is_key && (is_form(operation) || is_userinfo)
                || name == "merchant-serial-number" && (is_report || is_userinfo)
                || !needs_token && name == "authorization" && operation.name == "fetchToken"
            {
                continue;
            }
            let mut headers = usual.clone();
            headers.remove(name);
            if let Some(value) = value {
                headers.insert(name, value.parse().unwrap());
            }
            let what = format!("{name} {value:?}");
            let body = body.clone();
            trial.refuses(&what, operation, &good, headers, body, &[400, 401, 403]).await;
        }
        let mut headers = usual.clone();
        let bytes = axum::http::HeaderValue::from_bytes(b"Bearer \xff\xfe").unwrap();
        headers.insert("authorization", bytes);
        if operation.name != "fetchToken" {
            trial.refuses("bytes", operation, &good, headers, body, &[400, 401]).await;
        }
    }
}

/// The same at the control API, where bodies are JSON and there are no keys.
#[tokio::test]
async fn bad_input_at_the_control_api() {
    let mut trial = Trial::new().await;
    let document = trial.world.control(Method::GET, "openapi.json", &Value::Null).await.json();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, description) in methods.as_object().unwrap() {
            let method: Method = method.to_uppercase().parse().unwrap();
            let operation = Operation { name: "control", method, path: "" };
            let has_body = description["requestBody"]["required"] == true;
            let known = path.replace("{msisdn}", "4712345678");
            if path.contains('{') {
                let path = format!(
                    "{}%FF{}",
                    known.split('{').next().unwrap(),
                    path.rsplit_once('}').unwrap().1
                );
                let path =
                    if known.contains('{') { path } else { known.replace("4712345678", "%FF") };
                trial.refuses(&path, &operation, &path, HeaderMap::new(), Vec::new(), &[400]).await;
            }
            let known = known.replace("{reference}", "good-0001").replace("{auth_req_id}", "none");
            let big = vec![b' '; 300 * 1024];
            trial.refuses("oversized", &operation, &known, HeaderMap::new(), big, &[413]).await;
            if !has_body {
                continue;
            }
            let cases = ["", "{", "[]", "nonsense", r#"{"colour": "hush"}"#, "{} {}", "null"];
            for body in cases.map(|text| text.as_bytes().to_vec()).into_iter().chain([vec![0xff]]) {
                let what = format!("{known} {body:?}");
                trial.refuses(&what, &operation, &known, HeaderMap::new(), body, &[400]).await;
            }
        }
    }
}
