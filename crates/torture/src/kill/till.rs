//! A till of somebody else that sells one thing after another through the API, as the description of
//! the API tells it to: the same request under the same key until there is an answer.

use crate::kill::pause;
use crate::kill::shop::Shop;
use anyhow::{bail, ensure};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const BETWEEN_TRIES: Duration = Duration::from_millis(15);
const BETWEEN_ROUNDS: Duration = Duration::from_millis(300);
/// Half an hour of tries: longer than anything here takes, however often the service is killed.
const TRIES_MAX: u32 = 120_000;

const UNIT_MINOR: i64 = 34_900;

pub(crate) struct Till {
    shop: Shop,
    number: usize,
    keys: u64,
    closing: Arc<AtomicBool>,
}

/// A sale, as the till was told of it last.
pub(crate) struct Sold {
    pub(crate) told: Value,
    /// How many of its commands were answered with yes.
    pub(crate) acknowledged: u64,
}

impl Till {
    pub(crate) fn new(shop: &Shop, number: usize, closing: Arc<AtomicBool>) -> Self {
        Self { shop: shop.clone(), number, keys: 0, closing }
    }

    /// Sells until the shop closes; the last sale is brought to its end.
    pub(crate) async fn work(mut self) -> anyhow::Result<Vec<Sold>> {
        let mut sold = Vec::new();
        while !self.closing.load(Ordering::Relaxed) {
            sold.push(self.sell().await?);
        }
        Ok(sold)
    }

    async fn sell(&mut self) -> anyhow::Result<Sold> {
        let opened = self.press("/v1/sales", json!({ "till": self.number.to_string() })).await?;
        let mut sale = Sold { told: opened, acknowledged: 1 };
        let path = format!("/v1/sales/{}", sale.told["id"].as_str().unwrap_or_default());
        let line = json!({ "product_id": "thermos", "name": "Thermos", "unit_price": UNIT_MINOR,
                           "vat_rate": 2500 });
        for (verb, body, wares) in [
            ("scan", json!({ "text": "98765432" }), 0),
            ("lines", line.clone(), 1),
            ("lines", line, 2),
            ("payment-request", json!({}), 2),
        ] {
            let told = self.press(&format!("{path}/{verb}"), body).await?;
            sale.hears(told)?;
            let due = sale.told["due"]["value"].as_i64();
            ensure!(due == Some(wares * UNIT_MINOR), "{verb} has another effect: {}", sale.told);
            sale.acknowledged += 1;
        }
        for _ in 0..TRIES_MAX {
            if let Some((200, told)) = self.shop.ask(&path, None).await {
                sale.hears(told)?;
            }
            let payment = &sale.told["payment"];
            match (sale.told["state"].as_str(), payment["state"].as_str()) {
                (Some("completed"), _) => return Ok(sale),
                (_, Some("created")) => {
                    self.shop.approve(payment["reference"].as_str().unwrap_or_default()).await;
                }
                _ => {}
            }
            pause(BETWEEN_TRIES).await;
        }
        bail!("the sale is never completed: {}", sale.told)
    }

    /// The same request under the same key until it is answered.
    async fn press(&mut self, path: &str, body: Value) -> anyhow::Result<Value> {
        self.keys += 1;
        let key = format!("{}-{}", self.number, self.keys);
        for _ in 0..TRIES_MAX {
            match self.shop.ask(path, Some((&key, &body))).await {
                Some((status, told)) if status < 300 => return Ok(told),
                // It is still at it, or could not; the next try says.
                None | Some((409 | 500.., _)) => pause(BETWEEN_TRIES).await,
                Some((status, told)) => bail!("{path} is refused with {status}: {told}"),
            }
        }
        bail!("{path} is never answered")
    }
}

impl Sold {
    /// What is told later is never older.
    fn hears(&mut self, told: Value) -> anyhow::Result<()> {
        let version = |told: &Value| told["version"].as_u64().unwrap_or_default();
        let (before, now) = (version(&self.told), version(&told));
        ensure!(now >= before, "I5 told at {before} and then at {now}: {told}");
        self.told = told;
        Ok(())
    }
}

/// The person who looks after what waits for one. What was killed five times before it got anywhere
/// would be tried every 15 minutes only.
pub(crate) async fn look_after(shop: Shop) {
    for number in 0_u64.. {
        pause(BETWEEN_ROUNDS).await;
        let Some((200, list)) = shop.ask("/v1/unresolved", None).await else { continue };
        for item in list["items"].as_array().into_iter().flatten() {
            let [Some(kind), Some(id)] = ["kind", "id"].map(|name| item[name].as_str()) else {
                continue;
            };
            let (path, key) =
                (format!("/v1/unresolved/{kind}/{id}/settle"), format!("look-{number}"));
            // If it is not heard, the next round brings it again.
            shop.ask(&path, Some((&key, &json!({ "how": "look_again" })))).await;
        }
    }
}
