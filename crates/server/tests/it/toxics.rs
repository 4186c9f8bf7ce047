//! Each call to Vipps MobilePay meets each way in which a call can go wrong, once and three times.
//! When all is well again everything comes to rest by itself within two minutes, and no money was
//! taken or given back twice. What the till tells meanwhile is true. And the clock may jump.

use serde_json::{Value, json};
use testkit::{Odd, OddAnswer, TestApp};

const KARI: &str = "98765432";
const KARI_QR: &str = "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb";
const JACKET: &str = "9521234500018";
const DAY_S: i64 = 24 * 3_600;
const RESTS_WITHIN_S: u32 = 120;
/// Between looks whether something has come to rest.
const STEP_S: u32 = 2;

/// A way in which a call goes wrong.
#[derive(Debug, Clone)]
enum Toxic {
    /// The simulator does it.
    Fault(Value),
    /// A machine between does it, before or after the call has taken effect.
    Odd { takes_effect: bool, answer: OddAnswer },
}

fn toxics() -> Vec<Toxic> {
    let mut all = vec![
        Toxic::Fault(json!("drop_request")),
        Toxic::Fault(json!("drop_answer")),
        Toxic::Fault(json!("malformed_body")),
        Toxic::Fault(json!({ "status": { "status": 429, "retry_after_s": 5 } })),
    ];
    for status in [401, 403, 408, 423, 429] {
        all.push(Toxic::Fault(json!({ "status": { "status": status } })));
    }
    for status in [500, 502, 503, 504] {
        for after_effect in [false, true] {
            let status = json!({ "status": status, "after_effect": after_effect });
            all.push(Toxic::Fault(json!({ "status": status })));
        }
    }
    let page = OddAnswer::Instead(200, "text/html", "<title>Log in to Wi-Fi</title>");
    let empty = OddAnswer::Instead(200, "application/json", "");
    let moved = OddAnswer::Instead(307, "text/html", "");
    for answer in [page, empty, moved, OddAnswer::TimedOut] {
        for takes_effect in [false, true] {
            all.push(Toxic::Odd { takes_effect, answer: answer.clone() });
        }
    }
    all
}

/// A call, as a fault rule and as a machine between knows it.
struct Call {
    operation: &'static str,
    wire: (&'static str, &'static str),
}

async fn strike(app: &TestApp, call: &Call, toxic: &Toxic, times: u32) {
    match toxic {
        Toxic::Fault(effect) => {
            app.faults(json!([{ "on": call.operation, "effect": effect, "times": times }])).await;
        }
        Toxic::Odd { takes_effect, answer } => {
            let (takes_effect, answer) = (*takes_effect, answer.clone());
            app.oddities(vec![Odd { on: call.wire, takes_effect, answer, times }]);
        }
    }
}

async fn heal(app: &TestApp) {
    app.faults(json!([])).await;
    app.oddities(Vec::new());
}

/// What the simulator knows of a sale's newest payment.
async fn there(app: &TestApp, sale: &Value) -> Option<Value> {
    let reference = &sale["payment"]["reference"];
    app.payments().await.into_iter().find(|one| one["reference"] == *reference)
}

fn moved(payment: &Value, what: &str) -> i64 {
    payment["aggregate"][what]["value"].as_i64().unwrap()
}

/// The till says nothing that is not so.
async fn assert_told_truly(app: &TestApp, path: &str) {
    let sale = app.get(path).await.ok();
    let Some(payment) = there(app, &sale).await else {
        assert_ne!(sale["payment"]["state"], "created", "{sale:#}");
        return;
    };
    let (state, captured) = (&sale["payment"]["state"], moved(&payment, "capturedAmount"));
    assert_eq!(*state == "captured", *state == "captured" && captured == 319_900, "{sale:#}");
    if *state == "released" {
        assert_eq!(moved(&payment, "cancelledAmount"), 319_900);
    }
    if sale["state"] == "completed" {
        let by_app = sale["tenders"].as_array().unwrap().iter().any(|it| it["kind"] == "vipps");
        assert_eq!(by_app, captured == 319_900, "{sale:#}");
    }
    assert!(captured <= 319_900 && moved(&payment, "refundedAmount") <= captured);
}

/// Lets time pass, and looks each second at what is told.
async fn pass_s(app: &TestApp, sale: &str, seconds: u32) {
    for _ in 0..seconds {
        app.advance_s(1).await;
        assert_told_truly(app, sale).await;
    }
}

async fn wait(app: &TestApp) {
    app.clock.advance_ms(i64::from(STEP_S) * 1_000);
    app.settle().await;
}

/// Lets time pass until the newest payment of a sale is in a state.
async fn until_state(app: &TestApp, sale: &str, wanted: &str, what: &str) {
    for _ in 0..RESTS_WITHIN_S / STEP_S {
        if app.get(sale).await.ok()["payment"]["state"] == wanted {
            return;
        }
        wait(app).await;
    }
    panic!("{what}: not {wanted}: {:#}", app.get(sale).await.ok());
}

async fn assert_at_rest(app: &TestApp, what: &str) {
    let unresolved = app.get("/v1/unresolved").await.ok();
    assert_eq!(unresolved["items"], json!([]), "{what}");
}

async fn in_cash(app: &TestApp, sale: &str) {
    let paid = app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    assert_eq!(paid["state"], "completed");
}

/// A request on the phone.
async fn requested(app: &TestApp) -> String {
    let sale = app.sale("1", &[KARI, JACKET]).await;
    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    app.settle().await;
    assert_eq!(app.get(&sale).await.ok()["payment"]["state"], "created");
    sale
}

/// Approved while the cashier cancelled; a person has to say what becomes of it.
async fn awaiting_claim(app: &TestApp) -> String {
    let sale = requested(app).await;
    app.hold_mail(true);
    app.customer("approve").await;
    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
    app.settle().await;
    app.hold_mail(false);
    assert_eq!(app.get(&sale).await.ok()["payment"]["awaits_claim"], true);
    sale
}

async fn ends_captured(app: &TestApp, sale: &str, what: &str) {
    until_state(app, sale, "captured", what).await;
    assert_told_truly(app, sale).await;
    assert_eq!(app.get(sale).await.ok()["state"], "completed", "{what}");
}

/// Every toxic, once and three times, in one app: what one leaves behind, the next would meet.
async fn each(story: impl AsyncFn(&TestApp, &Toxic, u32, &str)) {
    for times in [1, 3] {
        let app = TestApp::new().await;
        for toxic in toxics() {
            let what = format!("{toxic:?} × {times}");
            story(&app, &toxic, times, &what).await;
            assert_at_rest(&app, &what).await;
        }
    }
}

const TOKEN: Call = Call { operation: "fetchToken", wire: ("POST", "/accesstoken/get") };
const CREATE: Call = Call { operation: "createPayment", wire: ("POST", "/payments") };
/// The first attempt's reference ends so.
const READ: Call = Call { operation: "getPayment", wire: ("GET", "-1") };
const CAPTURE: Call = Call { operation: "capturePayment", wire: ("POST", "/capture") };
const CANCEL: Call = Call { operation: "cancelPayment", wire: ("POST", "/cancel") };
const REFUND: Call = Call { operation: "refundPayment", wire: ("POST", "/refund") };
const EXCHANGE: Call = Call { operation: "exchangeQr", wire: ("POST", "/qr/v1/exchange") };

/// How long it goes on being wrong: long enough to be met so many times.
fn ill_s(times: u32) -> u32 {
    3 + 4 * times
}

async fn asking(call: &Call, before_ms: i64) {
    each(async |app, toxic, times, what| {
        let sale = app.sale("1", &[KARI, JACKET]).await;
        app.clock.advance_ms(before_ms);
        strike(app, call, toxic, times).await;
        app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        app.settle().await;
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        until_state(app, &sale, "created", what).await;
        app.customer("approve").await;
        app.settle().await;
        ends_captured(app, &sale, what).await;
    })
    .await;
}

#[tokio::test]
async fn the_token() {
    // The one that it has runs out.
    asking(&TOKEN, 2 * DAY_S * 1_000).await;
}

#[tokio::test]
async fn the_request() {
    asking(&CREATE, 0).await;
}

#[tokio::test]
async fn the_look() {
    each(async |app, toxic, times, what| {
        let sale = requested(app).await;
        app.hold_mail(true);
        app.customer("approve").await;
        strike(app, &READ, toxic, times).await;
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        ends_captured(app, &sale, what).await;
        app.hold_mail(false);
    })
    .await;
}

#[tokio::test]
async fn the_capture() {
    each(async |app, toxic, times, what| {
        let sale = requested(app).await;
        strike(app, &CAPTURE, toxic, times).await;
        app.customer("approve").await;
        app.settle().await;
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        ends_captured(app, &sale, what).await;
    })
    .await;
}

#[tokio::test]
async fn the_cancel() {
    each(async |app, toxic, times, what| {
        let sale = requested(app).await;
        strike(app, &CANCEL, toxic, times).await;
        app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
        app.settle().await;
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        until_state(app, &sale, "terminated", what).await;
        in_cash(app, &sale).await;
        assert_told_truly(app, &sale).await;
    })
    .await;
}

#[tokio::test]
async fn the_release() {
    each(async |app, toxic, times, what| {
        let sale = awaiting_claim(app).await;
        strike(app, &CANCEL, toxic, times).await;
        let claim = json!({ "claim": "release" });
        app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
        app.settle().await;
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        until_state(app, &sale, "released", what).await;
        in_cash(app, &sale).await;
        assert_told_truly(app, &sale).await;
    })
    .await;
}

#[tokio::test]
async fn the_refund() {
    each(async |app, toxic, times, what| {
        let sale = requested(app).await;
        app.customer("approve").await;
        app.settle().await;
        ends_captured(app, &sale, what).await;
        strike(app, &REFUND, toxic, times).await;
        let lines = json!({ "till": "1", "lines": [{ "line": 1 }] });
        let back = app.post(&format!("{sale}/returns"), lines).await.ok();
        let back = format!("/v1/sales/{}", back["id"].as_str().unwrap());
        app.settle().await;
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        let mut waited_s = 0;
        while app.get(&back).await.ok()["state"] == "open" && waited_s < RESTS_WITHIN_S {
            wait(app).await;
            waited_s += STEP_S;
        }
        let done = app.get(&back).await.ok();
        assert_eq!(done["state"], "completed", "{what}: {done:#}");
        let payment = there(app, &app.get(&sale).await.ok()).await.unwrap();
        assert_eq!(moved(&payment, "refundedAmount"), 319_900, "{what}");
        let by_app = done["tenders"].as_array().unwrap().iter().all(|it| it["kind"] == "vipps");
        assert!(by_app, "{what}: nothing is paid out at the counter: {done:#}");
    })
    .await;
}

#[tokio::test]
async fn the_personal_qr() {
    each(async |app, toxic, times, what| {
        let sale = app.sale("1", &[JACKET]).await;
        strike(app, &EXCHANGE, toxic, times).await;
        for _ in 0..times {
            let scanned = app.scan(&sale, KARI_QR).await;
            if scanned.status == 200 {
                break;
            }
            let detail = scanned.json["detail"].as_str().unwrap_or_default();
            assert!(detail.ends_with('.'), "{what}: {:#}", scanned.json);
            assert_eq!(app.get(&sale).await.ok()["customer"], Value::Null, "{what}");
        }
        pass_s(app, &sale, ill_s(times)).await;
        heal(app).await;
        let mut waited_s = 0;
        while app.scan(&sale, KARI_QR).await.status != 200 && waited_s < RESTS_WITHIN_S {
            wait(app).await;
            waited_s += STEP_S;
        }
        assert_eq!(app.get(&sale).await.ok()["customer"]["number_ends"], "32", "{what}");
        in_cash(app, &sale).await;
    })
    .await;
}

/// A state that the clock jumps in, and the calls that are unanswered in it.
const STATES: [(&str, Option<&str>); 7] = [
    ("asked, nobody knows whether it arrived", Some("createPayment")),
    ("on the phone", None),
    ("being cancelled, unanswered", Some("cancelPayment")),
    ("approved during the cancel", None),
    ("approved, the capture unanswered", Some("capturePayment")),
    ("given back, unanswered", Some("cancelPayment")),
    ("paid, a return unanswered", Some("refundPayment")),
];

#[tokio::test]
async fn the_clock_jumps_by_ten_minutes_in_each_state() {
    for (state, unanswered) in STATES {
        for jump_ms in [-600_000, 600_000] {
            let what = format!("{state}, {jump_ms} ms");
            let app = TestApp::new().await;
            let sale = match state {
                "approved during the cancel" | "given back, unanswered" => {
                    awaiting_claim(&app).await
                }
                "asked, nobody knows whether it arrived" => app.sale("1", &[KARI, JACKET]).await,
                _ => requested(&app).await,
            };
            let lose = |on| json!([{ "on": on, "effect": "drop_answer" }]);
            if state == "paid, a return unanswered" {
                app.customer("approve").await;
                app.settle().await;
            }
            app.faults(unanswered.map_or(json!([]), lose)).await;
            match state {
                "asked, nobody knows whether it arrived" => {
                    app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
                }
                "being cancelled, unanswered" => {
                    app.post(&format!("{sale}/payment-request/cancel"), json!({})).await.ok();
                }
                "approved, the capture unanswered" => app.customer("approve").await,
                "given back, unanswered" => {
                    let claim = json!({ "claim": "release" });
                    app.post(&format!("{sale}/payment-request/claim"), claim).await.ok();
                }
                "paid, a return unanswered" => {
                    let lines = json!({ "till": "1", "lines": [{ "line": 1 }] });
                    app.post(&format!("{sale}/returns"), lines).await.ok();
                }
                _ => {}
            }
            app.settle().await;
            app.clock.advance_ms(jump_ms);
            app.settle().await;
            heal(&app).await;
            // Until the clock has caught up, time goes on at half speed.
            app.advance_s(2 * RESTS_WITHIN_S).await;
            assert_told_truly(&app, &sale).await;
            let open = app.payments().await.iter().any(|one| one["state"] == "CREATED");
            if open {
                assert!(jump_ms < 0, "{what}: ten minutes are over");
                app.customer("approve").await;
                app.advance_s(20).await;
            }
            if state == "approved during the cancel" && jump_ms < 0 {
                app.advance_s(2 * 300).await;
            }
            assert_at_rest(&app, &what).await;
            let mut told = app.get(&sale).await.ok();
            if told["state"] == "open" {
                in_cash(&app, &sale).await;
                told = app.get(&sale).await.ok();
            }
            let there = there(&app, &told).await.unwrap();
            let kept = moved(&there, "capturedAmount") - moved(&there, "refundedAmount");
            let by_app = told["tenders"][0]["kind"] == "vipps";
            let back = told["returns"].as_array().is_some_and(|it| !it.is_empty());
            assert_eq!(kept, if by_app && !back { 319_900 } else { 0 }, "{what}: {told:#}");
            if there["state"] == "AUTHORIZED" && !by_app {
                assert_eq!(moved(&there, "cancelledAmount"), 319_900, "{what}");
            }
        }
    }
}
