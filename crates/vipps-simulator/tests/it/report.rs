//! The ledgers balance with the payments made, by date and as a feed.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use vipps_simulator::{OpenDate, Partner, PartnerKind, PayoutEntry};

use crate::world::{Reply, World};

const DAY_S: i64 = 24 * 3600;
const FUNDS: &str = "/report/v2/ledgers/302321/funds";
const FEES: &str = "/report/v2/ledgers/302321/fees";

/// Types, amounts and balances after.
fn movements(page: &Value) -> Vec<(&str, i64, i64)> {
    let items = page["items"].as_array().unwrap().iter();
    let number = |item: &Value, name: &str| item[name].as_i64().unwrap();
    let text = |item| number(item, "amount");
    items
        .map(|item| (item["entryType"].as_str().unwrap(), text(item), number(item, "balanceAfter")))
        .collect()
}

/// Two captures and a refund today.
async fn traded(world: &World) {
    for (reference, captured) in [("sale-0001", 10_000), ("sale-0002", 5000)] {
        world.authorized(reference).await;
        world.modify("capture", reference, "c-1", captured).await;
    }
    world.modify("refund", "sale-0001", "r-1", 4000).await;
}

#[tokio::test]
async fn each_unit_has_a_ledger() {
    let world = World::new().await;
    let all = world.get("/settlement/v1/ledgers").await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 3);
    assert_eq!(all["items"][0]["ledgerId"], "302321");
    assert_eq!(all["items"][0]["settlesForRecipientHandles"], json!(["api:123456"]));
    let path = "/settlement/v1/ledgers?settlesForRecipientHandles=api:234567";
    let one = world.get(path).await.json();
    assert_eq!((&one["items"][0]["currency"], &one["items"][1]), (&json!("DKK"), &Value::Null));
}

#[tokio::test]
async fn a_day_ends_with_fees_and_a_payout() {
    let mut world = World::new().await;
    traded(&world).await;
    let today = format!("{FUNDS}/dates/2026-11-23");
    let page = world.get(&today).await.json();
    assert_eq!((&page["tryLater"], &page["hasMore"]), (&json!(true), &json!(false)));
    let open = [("capture", 10_000, 10_000), ("capture", 5000, 15_000), ("refund", -4000, 11_000)];
    assert_eq!(movements(&page), open);
    let events = world.get("/epayment/v1/payments/sale-0001/events").await.json();
    assert_eq!(page["items"][0]["pspReference"], events[2]["pspReference"]);
    assert_eq!(page["items"][0]["reference"], "sale-0001");
    assert_eq!(page["items"][0]["recipientHandle"], "api:123456");

    world.advance_s(DAY_S).await;
    let page = world.get(&today).await.json();
    assert_eq!(page["tryLater"], false);
    // 1.75 % of 10 000 and of 5000, rounded: 175 and 88.
    let end = [("fees-retained", -263, 10_737), ("payout-scheduled", -10_737, 0)];
    assert_eq!(movements(&page), [&open[..], &end].concat());
    assert_eq!(page["items"][4]["pspReference"], "302321-2000001");
    assert_eq!(page["items"][4]["ledgerDate"], "2026-11-23");
    let fees = world.get(&format!("{FEES}/dates/2026-11-23")).await.json();
    let expected =
        [("capture-fee", -175, -175), ("capture-fee", -88, -263), ("fees-retained", 263, 0)];
    assert_eq!(movements(&fees), expected);
    let empty = world.get(&format!("{FUNDS}/dates/2026-11-22")).await.json();
    assert_eq!((&empty["items"], &empty["tryLater"]), (&json!([]), &json!(false)));
}

#[tokio::test]
async fn more_refunds_than_captures_are_carried_over() {
    let mut world = World::new().await;
    traded(&world).await;
    world.advance_s(DAY_S).await;
    world.modify("refund", "sale-0001", "r-2", 6000).await;
    world.advance_s(DAY_S).await;
    world.authorized("sale-0003").await;
    world.modify("capture", "sale-0003", "c-1", 10_000).await;
    world.advance_s(DAY_S).await;
    let page = world.get(&format!("{FUNDS}/dates/2026-11-24")).await.json();
    assert_eq!(movements(&page), [("refund", -6000, -6000)], "nothing to pay out");
    let page = world.get(&format!("{FUNDS}/dates/2026-11-25")).await.json();
    let expected =
        [("capture", 10_000, 4000), ("fees-retained", -175, 3825), ("payout-scheduled", -3825, 0)];
    assert_eq!(movements(&page), expected);
}

#[tokio::test]
async fn pages_and_feeds_go_on_at_their_cursors() {
    let mut world = World::new().await;
    traded(&world).await;
    let sized = async |world: &World, path: &str| {
        let bearer = format!("Bearer {}", world.bearer);
        let headers = [
            ("authorization", bearer.as_str()),
            ("ocp-apim-subscription-key", "simulator-key"),
            ("vipps-feed-page-size", "2"),
        ];
        world.send(Method::GET, path, &headers, "").await
    };
    let next = |reply: &Reply| reply.json()["cursor"].as_str().unwrap().to_owned();
    let first = sized(&world, &format!("{FUNDS}/dates/2026-11-23")).await;
    assert_eq!(
        (first.header("vipps-feed-page-size"), &first.json()["hasMore"]),
        ("2", &json!(true))
    );
    let second = format!("{FUNDS}/dates/2026-11-23?cursor={}", next(&first));
    let second = sized(&world, &second).await.json();
    assert_eq!(movements(&second), [("refund", -4000, 11_000)]);
    assert_eq!((&second["hasMore"], second.get("cursor")), (&json!(false), None));

    let first = sized(&world, &format!("{FUNDS}/feed")).await;
    assert_eq!((&first.json()["tryLater"], first.json().get("hasMore")), (&json!(false), None));
    let second = sized(&world, &format!("{FUNDS}/feed?cursor={}", next(&first))).await;
    assert_eq!((movements(&second.json()).len(), &second.json()["tryLater"]), (1, &json!(true)));
    let at_end = format!("{FUNDS}/feed?cursor={}", next(&second));
    let nothing = world.get(&at_end).await;
    assert_eq!((&nothing.json()["items"], next(&nothing)), (&json!([]), next(&second)));
    world.advance_s(DAY_S).await;
    assert_eq!(movements(&world.get(&at_end).await.json()).len(), 2, "the same cursor goes on");
    assert_eq!(world.get(&format!("{FUNDS}/feed?cursor=x")).await.status, 400);
}

#[tokio::test]
async fn reports_open_to_merchants_and_accountants() {
    let world = World::with(|settings| {
        settings.partners.push(Partner {
            client_id: "accountant".into(),
            client_secret: "secret".into(),
            subscription_keys: Vec::new(),
            msns: vec!["123456".into()],
            kind: PartnerKind::Accounting,
        });
    })
    .await;
    let basic = format!("Basic {}", STANDARD.encode("accountant:secret"));
    let form = "grant_type=client_credentials";
    let headers = [("authorization", basic.as_str())];
    let reply = world.send(Method::POST, "/miami/v1/token", &headers, form).await;
    let bearer = format!("Bearer {}", reply.json()["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    let ledgers = world.send(Method::GET, "/settlement/v1/ledgers", &headers, "").await.json();
    assert_eq!(ledgers["items"].as_array().unwrap().len(), 1);
    let feed = format!("{FUNDS}/feed");
    assert_eq!(world.send(Method::GET, &feed, &headers, "").await.status, 200);
    let other = "/report/v2/ledgers/302322/funds/feed";
    assert_eq!(world.send(Method::GET, other, &headers, "").await.status, 404);
    assert_eq!(world.get("/report/v2/ledgers/302321/other/feed").await.status, 404);
    let refused = world.send(Method::GET, &feed, &[], "").await;
    assert_eq!((refused.status, &refused.json()["code"]), (401, &json!("Unauthorized")));
    let platform = format!("Bearer {}", world.bearer);
    let refused = world.send(Method::GET, &feed, &[("authorization", &platform)], "").await;
    assert_eq!(refused.status, 401, "a platform token needs its subscription key");
}

#[tokio::test]
async fn older_readings_can_be_chosen() {
    let mut world = World::with(|settings| {
        settings.readings.report_of_open_date = OpenDate::NotFound;
        settings.readings.payout_entry = PayoutEntry::ScheduledForPayout;
    })
    .await;
    traded(&world).await;
    let today = format!("{FUNDS}/dates/2026-11-23");
    assert_eq!(world.get(&today).await.status, 404);
    world.advance_s(DAY_S).await;
    let page = world.get(&today).await.json();
    assert_eq!(movements(&page)[4].0, "scheduled-for-payout");
}
