//! A sale as it should be, with everything in it once: a personal QR, a membership, wares, a payment
//! on the phone, and everything brought back. Whatever fails meanwhile, it comes to that end.

use crate::people::Cashier;
use serde_json::{Value, json};

/// How often a clerk looks before something is wrong; every few seconds, so for an hour.
const LOOKS_MAX: usize = 1_000;
const BETWEEN_LOOKS_MS: i64 = 4_000;
const CUSTOMER: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
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
            self.insist(&format!("{sale}/membership-request"), json!({})).await?;
            let is_member = |state: &Value| state["customer"]["member_id"].is_string();
            let ended = |state: &Value| {
                let request = state["membership_request"]["state"].as_str();
                is_member(state) || matches!(request, Some("lost" | "refused"))
            };
            if is_member(&self.wait(sale, "joined", ended).await?) {
                return Ok(());
            }
        }
        Err(format!("{sale} has no member"))
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
