//! Days at the till on which much goes wrong, each told by its seed: people press and answer at any
//! moment, news and answers are lost, the service is killed. When all is well again, nothing is left
//! open, and every sale has been paid what it came to, once.

use axum::http::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use testkit::TestApp;

const SEEDS: u64 = 30;
const STEPS: usize = 40;
/// Longer than a request lives and than anybody waits for a decision, one after the other.
const UNTIL_ALL_IS_SETTLED_S: u32 = 1_300;

/// A stream of numbers that follows from its seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let bound = u64::try_from(from.len()).unwrap();
        &from[usize::try_from(self.below(bound)).unwrap()]
    }
}

struct Day {
    app: TestApp,
    dice: Dice,
    sale: String,
    sales: Vec<String>,
    returns: Vec<String>,
}

impl Day {
    async fn begin(seed: u64) -> Self {
        let app = TestApp::new().await;
        let sale = app.sale("1", &["98765432", "9521234500018"]).await;
        let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { app, dice, sales: vec![sale.clone()], returns: Vec::new(), sale }
    }

    /// Somebody does something, or something goes wrong. What is refused is refused.
    async fn step(mut self) -> Self {
        match self.dice.below(24) {
            0..=3 => self.press("payment-request", json!({})).await,
            4 | 5 => self.press("payment-request/cancel", json!({})).await,
            6 => {
                let claim = *self.dice.pick(&["finish", "release"]);
                self.press("payment-request/claim", json!({ "claim": claim })).await;
            }
            7 => self.press("tenders", json!({ "kind": "cash" })).await,
            8 => self.press("cancel", json!({})).await,
            9 => self.press("scan", json!({ "text": "9521234500025" })).await,
            10 => self.press("membership-request", json!({})).await,
            11..=13 => self.customer_answers().await,
            14 => self.next_sale().await,
            15 | 16 => self.something_breaks().await,
            17 => self.app = self.app.restart().await,
            18 => {
                let amount = 10_000 + self.dice.below(100_000);
                self.press("payment-request", json!({ "amount": amount })).await;
            }
            19 => {
                let verb = *self.dice.pick(&["park", "resume"]);
                let body = if verb == "park" { json!({}) } else { json!({ "till": "1" }) };
                self.press(verb, body).await;
            }
            20 | 21 => self.something_comes_back().await,
            _ => {
                let seconds = self.dice.below(40);
                self.app.advance_s(u32::try_from(seconds).unwrap()).await;
            }
        }
        // Often somebody else is faster than the workers.
        if self.dice.below(3) > 0 {
            self.app.settle().await;
        }
        self
    }

    async fn press(&self, verb: &str, body: Value) {
        let reply = self.app.post(&format!("{}/{verb}", self.sale), body).await;
        assert!(reply.status < 500 || [502, 503].contains(&reply.status), "{reply:?}");
    }

    async fn customer_answers(&mut self) {
        let answer = *self.dice.pick(&["approve", "approve", "decline"]);
        for payment in self.app.payments().await {
            if payment["state"] == "CREATED" {
                let path = format!("payments/{}/{answer}", payment["reference"].as_str().unwrap());
                self.app.control(Method::POST, &path, Value::Null).await;
            }
        }
        let logins = self.app.control(Method::GET, "logins", Value::Null).await;
        for login in logins["logins"].as_array().unwrap() {
            let path = format!("logins/{}/{answer}", login["auth_req_id"].as_str().unwrap());
            self.app.control(Method::POST, &path, Value::Null).await;
        }
    }

    /// Of any sale of the day, at either till of the store.
    async fn something_comes_back(&mut self) {
        let sale = self.dice.pick(&self.sales).clone();
        let body = json!({
            "till": self.dice.pick(&["1", "3"]),
            "lines": [{ "line": 1 + self.dice.below(2), "quantity": "0.5" }],
        });
        let reply = self.app.post(&format!("{sale}/returns"), body).await;
        assert!(reply.status < 500, "{reply:?}");
        if reply.status == 201 {
            self.returns.push(format!("/v1/sales/{}", reply.json["id"].as_str().unwrap()));
        }
    }

    async fn next_sale(&mut self) {
        let opened = self.app.post("/v1/sales", json!({ "till": "1" })).await;
        if opened.status == 201 {
            self.sale = format!("/v1/sales/{}", opened.json["id"].as_str().unwrap());
            self.sales.push(self.sale.clone());
            self.press("scan", json!({ "text": "4798765432" })).await;
            self.press("scan", json!({ "text": "9521234500018" })).await;
        }
    }

    async fn something_breaks(&mut self) {
        let unavailable = json!({ "status": { "status": 503 } });
        let lost = json!({ "status": { "status": 500, "after_effect": true } });
        let mut faults = Vec::new();
        if *self.dice.pick(&[true, false]) {
            faults.push(json!({ "on": "webhook *", "effect": "lose" }));
        }
        if *self.dice.pick(&[true, false, false]) {
            faults.push(json!({ "on": "GET /epayment/*", "effect": unavailable }));
        }
        if *self.dice.pick(&[true, false, false]) {
            for on in ["* /vipps-login-ciba/*", "fetchLoginToken", "getUserInfo"] {
                faults.push(json!({ "on": on, "effect": unavailable }));
            }
        }
        if *self.dice.pick(&[true, false]) {
            faults.push(json!({ "on": "POST /epayment/*", "times": 1, "effect": lost }));
        }
        self.app.faults(json!(faults)).await;
    }

    /// What the app has given back for what came back of a sale. Every return is completed.
    async fn came_back_in_app(&self, sale: &Value, seed: u64) -> i64 {
        let mut minor = 0;
        for path in &self.returns {
            let back = self.app.get(path).await.ok();
            assert_eq!(back["state"], "completed", "seed {seed}: {back:#}");
            let ours = back["of"] == sale["id"];
            let tenders = back["tenders"].as_array().unwrap().iter().filter(|_| ours);
            let in_app = tenders.filter(|tender| tender["kind"] == "vipps");
            minor += in_app.map(|one| one["amount"]["value"].as_i64().unwrap()).sum::<i64>();
        }
        minor
    }

    /// All is well again, and time passes. The answer is what became of the payments.
    async fn end(self, seed: u64) -> Vec<&'static str> {
        self.app.faults(json!([])).await;
        self.app.advance_s(UNTIL_ALL_IS_SETTLED_S).await;
        let payments = self.app.payments().await;
        for payment in &payments {
            let of = |name: &str| payment["aggregate"][name]["value"].as_i64().unwrap();
            let settled = match payment["state"].as_str().unwrap() {
                "AUTHORIZED" => {
                    of("capturedAmount") + of("cancelledAmount") == of("authorizedAmount")
                }
                "CREATED" => false,
                _ => true,
            };
            assert!(settled, "seed {seed}: money is left behind: {payment:#}");
        }
        let mut numbers = BTreeSet::new();
        for path in &self.sales {
            let sale = self.app.get(path).await.ok();
            let live = ["intended", "requested", "created", "authorized", "abandoned"];
            let state = sale["payment"]["state"].as_str().unwrap_or("none");
            assert!(!live.contains(&state), "seed {seed}: nobody settles {sale:#}");
            assert_eq!(sale["payment"]["incidents"].as_u64().unwrap_or(0), 0, "seed {seed}");
            let captured = captured_for(&payments, sale["id"].as_str().unwrap());
            let tendered = |vipps: bool| -> i64 {
                let tenders = sale["tenders"].as_array().unwrap().iter();
                let ours = tenders.filter(|tender| (tender["kind"] == "vipps") == vipps);
                ours.map(|tender| tender["amount"]["value"].as_i64().unwrap()).sum()
            };
            let came_back = self.came_back_in_app(&sale, seed).await;
            if sale["state"] == "completed" {
                assert_eq!(captured, tendered(true) - came_back, "seed {seed}: {sale:#}");
                let total = sale["total"]["value"].as_i64().unwrap();
                assert_eq!(tendered(true) + tendered(false), total, "seed {seed}: {sale:#}");
                assert!(numbers.insert(sale["receipt_number"].as_u64().unwrap()), "seed {seed}");
            } else {
                let open = sale["state"] == "open";
                let kept = if open { tendered(true) } else { 0 };
                assert_eq!(captured, kept, "seed {seed}: charged for nothing: {sale:#}");
            }
        }
        let count = u64::try_from(numbers.len()).unwrap();
        assert_eq!(
            numbers.last().copied().unwrap_or(0),
            count,
            "seed {seed}: a gap in the numbers"
        );
        payments.iter().map(became).collect()
    }
}

fn became(payment: &Value) -> &'static str {
    let captured = payment["aggregate"]["capturedAmount"]["value"] != 0;
    let refunded = payment["aggregate"]["refundedAmount"]["value"] != 0;
    match payment["state"].as_str().unwrap() {
        "AUTHORIZED" if refunded => "refunded",
        "AUTHORIZED" if captured => "captured",
        "AUTHORIZED" => "released",
        "ABORTED" => "declined",
        "TERMINATED" => "cancelled",
        _ => "expired",
    }
}

/// What the simulator has taken and not given back for a sale, over all requests.
fn captured_for(payments: &[Value], sale: &str) -> i64 {
    let ours = payments.iter().filter(|one| one["create_body"]["metadata"]["sale"] == sale);
    let of = |one: &Value, name: &str| one["aggregate"][name]["value"].as_i64().unwrap();
    ours.map(|one| of(one, "capturedAmount") - of(one, "refundedAmount")).sum()
}

#[tokio::test]
async fn whatever_goes_wrong_everything_is_settled_in_the_end() {
    let mut seen = BTreeSet::new();
    for seed in 1..=SEEDS {
        let mut day = Day::begin(seed).await;
        for _ in 0..STEPS {
            day = day.step().await;
        }
        seen.extend(day.end(seed).await);
    }
    let every_end = ["cancelled", "captured", "declined", "expired", "refunded", "released"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), every_end, "the days were eventful");
}
