//! The customer who comes again and again: joins at the first sale, and pays with points at the next,
//! having shown the personal QR, or told the number and to approve on the phone.

use crate::people::Cashier;
use serde_json::json;

const QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
const NUMBER: &str = "4712345678";
const WARES: [&str; 2] = ["9521234500018", "9521234500025"];
/// Every so many days are those of a regular customer, at all tills.
const DAYS: u64 = 16;

pub(crate) fn comes_on(seed: u64) -> bool {
    seed % DAYS == 5
}

impl Cashier {
    pub(crate) async fn serve_regular(&self, sale: &str) {
        let tells_number = self.world.chance().per_mille(500);
        self.scan(sale, if tells_number { NUMBER } else { QR }).await;
        let ware = self.world.chance().pick(&WARES);
        self.take(sale, ware).await;
        let Some(state) = self.look(sale).await else { return };
        if !state["customer"]["member_id"].is_string() {
            self.press_(sale, "membership-request", json!({})).await;
            let pause = self.world.chance().ms(5_000, 20_000);
            self.world.pause_ms(pause).await;
        }
        // What is paid before may prove whose the points are, or nothing.
        if tells_number && self.world.chance().per_mille(400) {
            let part = self.world.chance().ms(1_000, 8_000);
            self.press_(sale, "payment-request", json!({ "amount": part })).await;
            let pause = self.world.chance().ms(5_000, 20_000);
            self.world.pause_ms(pause).await;
        }
        if self.world.chance().per_mille(700) {
            self.press_(sale, "tenders", json!({ "kind": "points" })).await;
        }
    }
}
