//! A sale as it should be, with everything in it once: a personal QR, a membership, wares, a payment
//! on the phone, and everything brought back; at a club that is kept elsewhere also points that are kept,
//! let go, kept again and gone. Whatever fails meanwhile, it comes to that end.

use crate::people::Cashier;
use serde_json::{Value, json};

/// How often a clerk looks before something is wrong; every few seconds, so for an hour.
const LOOKS_MAX: usize = 1_000;
const BETWEEN_LOOKS_MS: i64 = 4_000;
const CUSTOMER: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
pub(crate) const NUMBER: &str = "4712345678";
/// As many as a member pays with.
const POINTS: i64 = 100;
const WARES: [&str; 2] = ["9521234500018", "9521234500025"];

impl Cashier {
    /// Sells and takes back, and breaks a law if it doesn't come to that.
    pub(crate) async fn sell_and_take_back(self) {
        if let Err(missing) = self.try_to_sell_and_take_back().await {
            self.laws.broke(format!("the sale never came to its end: {missing}"));
        }
    }

    async fn try_to_sell_and_take_back(&self) -> Result<(), String> {
        let opened = self.insist("/v1/sales", json!({ "till": self.till })).await?;
        let sale = path(&opened);
        // One that can't be exchanged could pay, and not join: it is scanned again.
        for _ in 0..2 {
            let scanned = self.insist(&format!("{sale}/scan"), json!({ "text": CUSTOMER })).await?;
            if scanned["customer"]["number_ends"].is_string() {
                break;
            }
        }
        self.enrol(&sale).await?;
        for ware in WARES {
            self.insist(&format!("{sale}/scan"), json!({ "text": ware })).await?;
        }
        if self.spends_points {
            self.use_points(&sale).await?;
            let undone = |state: &Value| state["tenders"].as_array().is_some_and(Vec::is_empty);
            self.asked("DELETE", &format!("{sale}/tenders/1"), &Value::Null, "undo").await;
            self.wait(&sale, "without points again", undone).await?;
            self.use_points(&sale).await?;
        }
        self.insist(&format!("{sale}/payment-request"), json!({})).await?;
        let completed = |state: &Value| state["state"] == "completed";
        let sold = self.wait(&sale, "paid", completed).await?;
        let lines: Vec<_> = (1..=WARES.len()).map(|line| json!({ "line": line })).collect();
        let back = json!({ "till": self.till, "lines": lines });
        let back = path(&self.insist(&format!("{sale}/returns"), back).await?);
        let returned = self.wait(&back, "refunded", completed).await?;
        if sold["receipt_number"] != 1 || returned["receipt_number"] != 1 {
            return Err(format!("a receipt number: {sold} {returned}"));
        }
        self.world.trace().count("sale that was brought back");
        Ok(())
    }

    /// A request that comes to nothing is made again: what names a login at Vipps MobilePay is said
    /// once, and may be what was lost.
    async fn enrol(&self, sale: &str) -> Result<(), String> {
        for _ in 0..2 {
            // Whom a club that is kept elsewhere knows by the number has not said yes here.
            let body = json!({ "anew": self.spends_points });
            self.insist(&format!("{sale}/membership-request"), body).await?;
            let came_to = |state: &Value| state["membership_request"]["state"].clone();
            let ends = ["completed", "lost", "refused"].map(Value::from);
            let ended = |state: &Value| ends.contains(&came_to(state));
            if came_to(&self.wait(sale, "joined", ended).await?) == "completed" {
                return Ok(());
            }
        }
        Err(format!("{sale} has no member"))
    }

    /// Uses points once the club has said what there are.
    async fn use_points(&self, sale: &str) -> Result<(), String> {
        let order = json!({ "kind": "points", "points": POINTS });
        for _ in 0..LOOKS_MAX {
            let reply = self.press(&format!("{sale}/tenders"), order.clone()).await;
            if reply.is_some_and(|reply| reply.status == 200) {
                return Ok(());
            }
            self.world.pause_ms(BETWEEN_LOOKS_MS).await;
        }
        Err(format!("{sale} is not paid with points"))
    }

    /// Has everything tried again that waits for a person.
    pub(crate) async fn have_it_tried_again(self) {
        loop {
            self.world.pause_ms(BETWEEN_LOOKS_MS).await;
            let listed = self.look("/v1/unresolved").await.unwrap_or_default();
            for item in listed["items"].as_array().into_iter().flatten() {
                let (kind, id) = (item["kind"].as_str(), item["id"].as_str());
                let (Some(kind), Some(id)) = (kind, id) else { continue };
                let path = format!("/v1/unresolved/{kind}/{id}/settle");
                self.press(&path, json!({ "how": "look_again" })).await;
            }
        }
    }

    /// Asks until the answer is yes: with one failure, a repeat must do.
    async fn insist(&self, path: &str, body: Value) -> Result<Value, String> {
        for _ in 0..3 {
            let reply = self.press(path, body.clone()).await;
            if let Some(reply) = reply.filter(|reply| reply.status < 300) {
                return Ok(reply.json);
            }
        }
        Err(format!("{path} is refused"))
    }

    /// Looks until something has come by itself.
    async fn wait(
        &self,
        path: &str,
        what: &str,
        is_there: impl Fn(&Value) -> bool,
    ) -> Result<Value, String> {
        for _ in 0..LOOKS_MAX {
            if let Some(state) = self.look(path).await.filter(|state| is_there(state)) {
                return Ok(state);
            }
            self.world.pause_ms(BETWEEN_LOOKS_MS).await;
        }
        Err(format!("{path} is not {what}"))
    }
}

fn path(opened: &Value) -> String {
    format!("/v1/sales/{}", opened["id"].as_str().unwrap_or_default())
}
