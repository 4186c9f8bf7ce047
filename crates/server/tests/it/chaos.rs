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
}

impl Day {
    async fn begin(seed: u64) -> Self {
        let app = TestApp::new().await;
        let sale = app.sale("1", &["98765432", "9521234500018"]).await;
        let dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        Self { app, dice, sales: vec![sale.clone()], sale }
    }

    /// Somebody does something, or something goes wrong. What is refused is refused.
    async fn step(mut self) -> Self {
        match self.dice.below(20) {
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
        let faults = json!({
            "webhooks": self.dice.pick(&["on", "off"]),
            "reads": self.dice.pick(&["on", "on", "fail"]),
            "login": self.dice.pick(&["on", "on", "fail"]),
            "writes_answer": self.dice.pick(&["keep", "drop_once"]),
        });
        self.app.faults(faults).await;
    }

    /// All is well again, and time passes. The answer is what became of the payments.
    async fn end(self, seed: u64) -> Vec<&'static str> {
        self.app.faults(json!({})).await;
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
            assert_eq!(captured, tendered(true), "seed {seed}: taken is not tendered: {sale:#}");
            if sale["state"] == "completed" {
                let total = sale["total"]["value"].as_i64().unwrap();
                assert_eq!(tendered(true) + tendered(false), total, "seed {seed}: {sale:#}");
                assert!(numbers.insert(sale["receipt_number"].as_u64().unwrap()), "seed {seed}");
            } else {
                assert_eq!(captured, 0, "seed {seed}: charged for nothing: {sale:#}");
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
    match payment["state"].as_str().unwrap() {
        "AUTHORIZED" if captured => "captured",
        "AUTHORIZED" => "released",
        "ABORTED" => "declined",
        "TERMINATED" => "cancelled",
        _ => "expired",
    }
}

/// What the simulator has taken for a sale, over all requests.
fn captured_for(payments: &[Value], sale: &str) -> i64 {
    let ours = payments.iter().filter(|one| one["create_body"]["metadata"]["sale"] == sale);
    ours.map(|one| one["aggregate"]["capturedAmount"]["value"].as_i64().unwrap()).sum()
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
    let every_end = ["cancelled", "captured", "declined", "expired", "released"];
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), every_end, "the days were eventful");
}
