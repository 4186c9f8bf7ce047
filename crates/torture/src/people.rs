//! People: cashiers who scan, press and change their minds, and customers who answer, or don't.

use crate::laws::Laws;
use crate::service::{Reply, Service};
use crate::world::{Group, World};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tokio::sync::Notify;
use tower::ServiceExt;

/// How often a cashier looks at one sale before giving it up.
const LOOKS_MAX: usize = 25;
/// How often a till repeats a request that was not answered.
const TRIES_MAX: usize = 8;
const CUSTOMERS: [&str; 5] = [
    "https://qr.vipps.no/28/2/01/031/4712345678?v=1",
    "4712345678",
    "98765432",
    "4798765432",
    "4799999999",
];
const WARES: [&str; 4] = ["9521234500018", "9521234500025", "9521234500032", "9521234500100"];

/// Who comes beside anybody on a day.
#[derive(Clone, Copy)]
pub(crate) struct Guests {
    /// The regular customer.
    pub(crate) regular: bool,
    /// Members, and head office is busy.
    pub(crate) members: bool,
    /// Customers who bring vouchers along.
    pub(crate) with_vouchers: bool,
}

/// A cashier at a till.
#[derive(Clone)]
pub(crate) struct Cashier {
    pub(crate) world: World,
    pub(crate) service: Service,
    pub(crate) laws: Laws,
    pub(crate) till: &'static str,
    pub(crate) guests: Guests,
    /// Whether it is the sale of a member whose club is kept elsewhere, and who pays with points.
    pub(crate) spends_points: bool,
    /// Requests so far, for the keys.
    pub(crate) requests: Arc<AtomicUsize>,
}

impl Cashier {
    /// Sells so many times, and tidies up behind each sale.
    pub(crate) async fn work(self, sales: usize) {
        if self.guests.with_vouchers {
            self.issue_vouchers().await;
        }
        for _ in 0..sales {
            self.sell().await;
            let pause = self.world.chance().ms(100, 20_000);
            self.world.pause_ms(pause).await;
        }
    }

    async fn sell(&self) {
        let Some(opened) = self.press("/v1/sales", json!({ "till": self.till })).await else {
            return;
        };
        if opened.status != 201 {
            return;
        }
        let sale = format!("/v1/sales/{}", opened.json["id"].as_str().unwrap_or_default());
        self.world.trace().count("sale");
        self.fill(&sale).await;
        for _ in 0..LOOKS_MAX {
            if self.world.chance().per_mille(15) {
                self.world.trace().count("cashier walked off");
                return;
            }
            let Some(state) = self.look(&sale).await else { continue };
            if state["state"] != "open" && state["state"] != "parked" {
                self.regret(&sale, &state).await;
                return;
            }
            self.act(&sale, &state).await;
            let patience = self.world.chance().ms(200, 12_000);
            self.world.pause_ms(patience).await;
        }
        self.give_up(&sale).await;
    }

    async fn fill(&self, sale: &str) {
        if self.guests.regular {
            return self.serve_regular(sale).await;
        }
        if self.guests.members {
            return self.serve_member(sale).await;
        }
        let (customer, wares, first) = {
            let mut chance = self.world.chance();
            let count = 1 + chance.below(3);
            let wares: Vec<_> = (0..count).map(|_| chance.pick(&WARES)).collect();
            (chance.pick(&CUSTOMERS), wares, chance.per_mille(500))
        };
        if first {
            self.scan(sale, customer).await;
        }
        for ware in wares {
            self.take(sale, ware).await;
        }
        if !first {
            self.scan(sale, customer).await;
        }
    }

    /// Does what the state invites to, most of the time.
    async fn act(&self, sale: &str, state: &Value) {
        let payment = state["payment"]["state"].as_str().unwrap_or("none");
        let live = matches!(payment, "intended" | "requested" | "created" | "authorized");
        let dice = self.world.chance().below(100);
        let claims = state["payment"]["awaits_claim"] == true;
        if state["state"] == "parked" {
            return self.press_(sale, "resume", json!({ "till": self.till })).await;
        }
        let is_partly_paid = state["tenders"].as_array().is_some_and(|paid| !paid.is_empty());
        if self.guests.with_vouchers && self.world.chance().per_mille(250) {
            return self.handle_voucher(sale, state).await;
        }
        if is_partly_paid && !live && self.world.chance().per_mille(100) {
            return self.correct(sale, state).await;
        }
        match dice {
            0..=34 if claims => self.claim(sale, "finish").await,
            35..=69 if claims => self.claim(sale, "release").await,
            0..=49 if live => {}
            50..=64 if live => self.press_(sale, "payment-request/cancel", json!({})).await,
            0..=34 => self.press_(sale, "payment-request", json!({})).await,
            35..=39 => {
                let part = self.world.chance().ms(10_000, 60_000);
                self.press_(sale, "payment-request", json!({ "amount": part })).await;
            }
            40..=42 => self.press_(sale, "park", json!({})).await,
            43..=44 => self.press_(sale, "take-over", json!({ "till": self.till })).await,
            45..=52 => self.press_(sale, "membership-request", json!({})).await,
            53..=56 => self.correct(sale, state).await,
            57..=62 => {
                let ware = self.world.chance().pick(&WARES);
                self.take(sale, ware).await;
            }
            63..=67 => {
                let customer = self.world.chance().pick(&CUSTOMERS);
                self.scan(sale, customer).await;
            }
            68..=70 => self.press_(sale, "tenders", json!({ "kind": "cash" })).await,
            71 => self.press_(sale, "tenders", json!({ "kind": "points" })).await,
            72..=75 => {
                let kind = self.world.chance().pick(&["cash", "card", "gift_card"]);
                let part = self.world.chance().ms(1_000, 30_000);
                self.press_(sale, "tenders", json!({ "kind": kind, "amount": part })).await;
            }
            76..=78 => self.press_(sale, "cancel", json!({})).await,
            79..=82 => self.claim(sale, "finish").await,
            83..=86 => self.press_(sale, "payment-request/cancel", json!({})).await,
            // Twice at once: two requests, each with a key of its own, or both with one.
            _ => {
                let cashier = self.clone();
                let path = format!("{sale}/payment-request");
                let key = self.key();
                let other = if dice < 93 { key.clone() } else { self.key() };
                let again = path.clone();
                self.world.spawn(Group::Outside, "second press", async move {
                    cashier.keyed(&again, &json!({}), &other).await;
                });
                self.keyed(&path, &json!({}), &key).await;
            }
        }
    }

    /// Takes something back that was put in: most often what was paid last.
    async fn correct(&self, sale: &str, state: &Value) {
        let paid = state["tenders"].as_array().and_then(|tenders| tenders.last());
        let what = {
            let mut chance = self.world.chance();
            let number = 1 + chance.below(3);
            match (chance.below(4), paid) {
                (0, _) => format!("lines/{number}"),
                (1, _) => "customer".to_owned(),
                (_, Some(paid)) => format!("tenders/{}", paid["number"]),
                (_, None) => format!("tenders/{number}"),
            }
        };
        self.undo(sale, &what).await;
    }

    pub(crate) async fn undo(&self, sale: &str, what: &str) {
        let key = self.key();
        self.asked("DELETE", &format!("{sale}/{what}"), &Value::Null, &key).await;
    }

    /// Now and then wares come back, perhaps more than once.
    async fn regret(&self, sale: &str, state: &Value) {
        let times = self.world.chance().below(3);
        for _ in 0..times {
            let lines = state["lines"].as_array().map_or(0, Vec::len);
            let line = 1 + self.world.chance().below(lines);
            let quantity = self.world.chance().pick(&[None, Some("1"), Some("0.5")]);
            let till = self.world.chance().pick(&["1", "3"]);
            let mut returned = json!({ "line": line });
            if let Some(quantity) = quantity {
                returned["quantity"] = json!(quantity);
            }
            let body = json!({ "till": till, "lines": [returned] });
            let started = self.press(&format!("{sale}/returns"), body).await;
            let pause = self.world.chance().ms(0, 10_000);
            self.world.pause_ms(pause).await;
            if let Some(id) = started.as_ref().and_then(|started| started.json["id"].as_str()) {
                self.give_back(&format!("/v1/sales/{id}")).await;
            }
        }
        // What the app has refused of a sale that was called off.
        self.press_(sale, "payouts", json!({ "kind": "cash" })).await;
    }

    /// Stays until the customer has the money, or calls the return off.
    async fn give_back(&self, back: &str) {
        if self.world.chance().per_mille(100) {
            self.press_(back, "cancel", json!({})).await;
        }
        for _ in 0..10 {
            match self.look(back).await {
                Some(state) if state["state"] != "open" => return,
                Some(state) if state["due"]["value"] != 0 => {
                    // Called off only while nothing has gone back.
                    if self.world.chance().per_mille(400) {
                        self.press_(back, "cancel", json!({})).await;
                    }
                    self.press_(back, "payouts", json!({ "kind": "cash" })).await;
                }
                _ => {}
            }
            self.world.pause_ms(20_000).await;
        }
    }

    /// Now and then looks at what waits for a person, and does something about it. What is not given
    /// back by the app is paid out.
    pub(crate) async fn manage(self) {
        for round in 0.. {
            let pause = self.world.chance().ms(30_000, 300_000);
            self.world.pause_ms(pause).await;
            let listed = self.look("/v1/unresolved").await.unwrap_or_default();
            for item in listed["items"].as_array().into_iter().flatten() {
                let (kind, id) = (item["kind"].as_str(), item["id"].as_str());
                let (Some(kind), Some(id)) = (kind, id) else { continue };
                let sale = item["payment"]["sale"].as_str().unwrap_or(id);
                if item["what"] == "refund_refused" {
                    let path = format!("/v1/sales/{sale}");
                    self.press_(&path, "payouts", json!({ "kind": "cash" })).await;
                }
                let actions = item["actions"].as_array().cloned().unwrap_or_default();
                if let Some(how) = actions.iter().cycle().nth(round) {
                    let path = format!("/v1/unresolved/{kind}/{id}/settle");
                    self.press(&path, json!({ "how": how })).await;
                }
            }
        }
    }

    /// Ends a sale for good, whatever it takes.
    async fn give_up(&self, sale: &str) {
        for _ in 0..40 {
            if let Some(state) = self.look(sale).await {
                match state["state"].as_str() {
                    Some("open") => {}
                    Some("parked") => {
                        self.press_(sale, "resume", json!({ "till": self.till })).await;
                    }
                    _ => return,
                }
                self.press_(sale, "payment-request/cancel", json!({})).await;
                self.claim(sale, "release").await;
                self.press_(sale, "cancel", json!({})).await;
                self.press_(sale, "tenders", json!({ "kind": "cash" })).await;
            }
            self.world.pause_ms(20_000).await;
        }
    }

    async fn claim(&self, sale: &str, claim: &str) {
        self.press_(sale, "payment-request/claim", json!({ "claim": claim })).await;
    }

    /// Scans a ware: however often the request had to be repeated, one is added.
    pub(crate) async fn take(&self, sale: &str, ware: &str) {
        // Wares are whole pieces here.
        let pieces = |reply: &Value| -> u64 {
            let lines = reply["lines"].as_array().into_iter().flatten();
            lines.filter_map(|line| line["quantity"].as_str()?.parse::<u64>().ok()).sum()
        };
        let before = self.look(sale).await;
        let reply = self.press(&format!("{sale}/scan"), json!({ "text": ware })).await;
        let (Some(before), Some(reply)) = (before, reply) else { return };
        if reply.status == 200 && pieces(&reply.json) != pieces(&before) + 1 {
            self.laws.broke(format!("I5 one scan at {sale} had another effect than one more"));
        }
    }

    pub(crate) async fn scan(&self, sale: &str, text: &str) {
        self.press_(sale, "scan", json!({ "text": text })).await;
    }

    pub(crate) async fn press_(&self, sale: &str, verb: &str, body: Value) {
        self.press(&format!("{sale}/{verb}"), body).await;
    }

    pub(crate) async fn press(&self, path: &str, body: Value) -> Option<Reply> {
        let key = self.key();
        self.keyed(path, &body, &key).await
    }

    fn key(&self) -> String {
        format!("{}-{}", self.till, self.requests.fetch_add(1, Ordering::Relaxed))
    }

    async fn keyed(&self, path: &str, body: &Value, key: &str) -> Option<Reply> {
        self.asked("POST", path, body, key).await
    }

    /// As a till does it: the same request under the same key until there is an answer.
    pub(crate) async fn asked(
        &self,
        method: &str,
        path: &str,
        body: &Value,
        key: &str,
    ) -> Option<Reply> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        for _ in 0..TRIES_MAX {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", "Bearer demo-key")
                .header("content-type", "application/json")
                .header("idempotency-key", key)
                .body(Body::from(body.clone()))
                .ok()?;
            let reply = self.service.ask(request).await;
            self.world.tell(&format!("till {}", self.till), || {
                let status = reply.as_ref().map_or(0, |reply| reply.status);
                let code = reply.as_ref().map(|reply| reply.json["code"].clone());
                format!("{method} {path} {body} {key}: {status} {}", code.unwrap_or_default())
            });
            match reply {
                Some(reply) if reply.status < 500 => {
                    if reply.status < 300 {
                        self.world.trace().count("command acknowledged");
                        self.laws.told(&reply.json);
                    } else {
                        self.world.trace().count("command refused");
                    }
                    return Some(reply);
                }
                // Vipps MobilePay could not be asked: said at once, and for the cashier to repeat.
                Some(reply) if reply.status == 502 => return Some(reply),
                Some(reply) if reply.status == 503 => {}
                Some(reply) if reply.json["code"].is_string() => {}
                Some(reply) => {
                    self.laws.broke(format!("{path} was answered {} {}", reply.status, reply.json));
                }
                None => self.world.trace().count("command not answered"),
            }
            let pause = self.world.chance().ms(100, 4_000);
            self.world.pause_ms(pause).await;
        }
        None
    }

    pub(crate) async fn look(&self, sale: &str) -> Option<Value> {
        let request = Request::get(sale).header("authorization", "Bearer demo-key");
        let reply = self.service.ask(request.body(Body::empty()).ok()?).await;
        let Some(reply) = reply.filter(|reply| reply.status == 200) else {
            self.world.pause_ms(1_000).await;
            return None;
        };
        self.laws.told(&reply.json);
        Some(reply.json)
    }
}

/// The customers, all of them, by their phones.
pub(crate) struct Customers {
    pub(crate) world: World,
    pub(crate) laws: Laws,
    pub(crate) simulator: Router,
    pub(crate) bell: Arc<Notify>,
    pub(crate) closing: Arc<AtomicBool>,
    /// Whether they say yes to everything at once.
    pub(crate) willing: bool,
}

impl Customers {
    pub(crate) async fn answer(self) {
        while !self.closing.load(Ordering::Relaxed) {
            let pause = self.world.chance().ms(300, 9_000);
            self.world.pause_ms(pause).await;
            for (list, verb, id) in
                [("payments", "payments", "reference"), ("logins", "logins", "auth_req_id")]
            {
                let listed = control(&self.simulator, "GET", list).await;
                for one in listed[list].as_array().into_iter().flatten() {
                    let open = list == "logins" || one["state"] == "CREATED";
                    let dice = if self.willing { 0 } else { self.world.chance().below(100) };
                    let answer = match dice {
                        0..=54 => "approve",
                        55..=64 => "decline",
                        // Not now.
                        _ => continue,
                    };
                    if open && let Some(id) = one[id].as_str() {
                        if list == "payments" && answer == "approve" {
                            self.laws.approved(id);
                        }
                        self.world.tell("customer", || format!("{answer}s {id}"));
                        self.world.trace().count("customer answered");
                        control(&self.simulator, "POST", &format!("{verb}/{id}/{answer}")).await;
                        self.bell.notify_one();
                    }
                }
            }
        }
    }
}

/// The simulator's control API.
pub(crate) async fn control(simulator: &Router, method: &str, path: &str) -> Value {
    tell(simulator, method, path, &Value::Null).await
}

/// The same, with a body.
pub(crate) async fn tell(simulator: &Router, method: &str, path: &str, body: &Value) -> Value {
    let request = Request::builder()
        .method(method)
        .uri(format!("/simulator/{path}"))
        .header("content-type", "application/json");
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    let Ok(request) = request.body(body) else { return Value::Null };
    let Ok(answer) = simulator.clone().oneshot(request).await;
    let body = answer.into_body().collect().await;
    body.ok().and_then(|body| serde_json::from_slice(&body.to_bytes()).ok()).unwrap_or_default()
}
