//! Days on which two members come again and again and change their minds, while head office blocks,
//! merges and erases them.

use crate::people::Cashier;
use serde_json::json;

const QRS: [&str; 2] = [
    "https://qr.vipps.no/28/2/01/031/4712345678?v=1",
    "https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb",
];
const WARES: [&str; 2] = ["9521234500018", "9521234500025"];
/// Every so many days.
const DAYS: u64 = 16;

pub(crate) fn is_busy_on(seed: u64) -> bool {
    seed % DAYS == 9
}

impl Cashier {
    pub(crate) async fn serve_member(&self, sale: &str) {
        let (qr, ware) = {
            let mut chance = self.world.chance();
            (chance.pick(&QRS), chance.pick(&WARES))
        };
        self.scan(sale, qr).await;
        self.take(sale, ware).await;
        let Some(state) = self.look(sale).await else { return };
        // A member is asked anew now and then, as somebody who may be another person: also one for whom
        // another member stands meanwhile.
        let is_known = state["customer"]["member_id"].is_string();
        if !is_known || self.world.chance().per_mille(250) {
            self.ask_to_join(sale, is_known).await;
        }
        if self.world.chance().per_mille(400) {
            self.press_(sale, "tenders", json!({ "kind": "points" })).await;
        }
    }

    /// Now and then nobody waits for the answer any more, and the customer is asked again.
    async fn ask_to_join(&self, sale: &str, anew: bool) {
        let ask = json!({ "anew": anew });
        self.press_(sale, "membership-request", ask.clone()).await;
        if self.world.chance().per_mille(400) {
            let pause = self.world.chance().ms(0, 8_000);
            self.world.pause_ms(pause).await;
            self.press_(sale, "membership-request/cancel", json!({})).await;
            self.press_(sale, "membership-request", ask).await;
        }
        let pause = self.world.chance().ms(5_000, 20_000);
        self.world.pause_ms(pause).await;
    }

    /// Does something about one member or two, a few times.
    pub(crate) async fn keep_members(self) {
        let times = 10 + self.world.chance().below(15);
        for _ in 0..times {
            let pause = self.world.chance().ms(3_000, 40_000);
            self.world.pause_ms(pause).await;
            let members = self.laws.members();
            if members.is_empty() {
                continue;
            }
            let (member, other, dice) = {
                let mut chance = self.world.chance();
                let place = chance.below(members.len());
                let other = place + 1 + chance.below(members.len().saturating_sub(1));
                (members[place], members[other % members.len()], chance.below(100))
            };
            let (verb, body) = match dice {
                0..=14 => ("block", json!({ "reason": "misuse" })),
                15..=44 => ("unblock", json!({ "reason": "mistake" })),
                45..=74 => ("merge", json!({ "reason": "duplicate", "other": other })),
                75..=84 => ("unmerge", json!({ "reason": "mistake", "other": other })),
                85..=91 => ("points", self.points_by_hand()),
                92..=93 => ("points/answer", json!({ "number": 1, "accepted": false })),
                94 => ("withdraw", json!({ "reason": "members_wish" })),
                95..=96 => ("consents", json!({ "purpose": "email", "accepted": false })),
                _ => ("erase", json!({ "reason": "members_wish" })),
            };
            let reply = self.press(&format!("/v1/members/{member}/{verb}"), body).await;
            if reply.is_some_and(|reply| reply.status == 200) {
                self.world.trace().count(counted(verb));
            }
        }
    }
}

impl Cashier {
    /// Some to give or to take, at times too many for one person.
    fn points_by_hand(&self) -> serde_json::Value {
        let mut chance = self.world.chance();
        let most = if chance.per_mille(300) { 25_000 } else { 400 };
        let points = 1 + i64::try_from(chance.below(most)).unwrap_or(0);
        let points = if chance.per_mille(400) { -points } else { points };
        json!({ "points": points, "reason": "goodwill" })
    }
}

fn counted(verb: &str) -> &'static str {
    match verb {
        "block" => "member blocked",
        "unblock" => "member let in again",
        "merge" => "members merged",
        "unmerge" => "members told apart again",
        "points" => "points by hand",
        "points/answer" => "points by hand refused",
        "withdraw" => "membership ended",
        "consents" => "consent taken back",
        _ => "member erased",
    }
}
