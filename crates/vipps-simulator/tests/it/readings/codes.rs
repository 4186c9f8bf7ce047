//! What a reading of codes, tokens, orders or books changes.

use axum::http::Method;
use serde_json::{Value, json};

use crate::create::patched;
use crate::readings::requests::outcome;
use crate::world::{START_MS, World, keys};

/// What a switch changes, as a short text; `None` when it is about something else.
pub(super) async fn observe(switch: &str, world: &mut World) -> Option<String> {
    Some(match switch {
        "exchange_needs_requested_data" => {
            let body = json!({"customer": {"customerToken": "nobody's"}});
            world.post("/qr/v1/exchange/customer", "", &body).await.code()
        }
        "order_management" => world.get("/order-management/v3/categories").await.status.to_string(),
        "token_numbers_are_strings" => {
            let reply = world.send(Method::POST, "/accesstoken/get", &keys(), "").await;
            reply.json()["expires_in"].to_string()
        }
        "payout_reference_in_norway" => {
            world.authorized("read-0001").await;
            world.modify("capture", "read-0001", "c-1", 10_000).await;
            world.advance_s(24 * 3600).await;
            let page = world.get("/report/v2/ledgers/302321/funds/dates/2026-11-23").await.json();
            let payout = &page["items"][2];
            assert_eq!(payout["entryType"], "payout-scheduled");
            payout["reference"].as_str().unwrap_or("none").to_owned()
        }
        "personal_qr" => personal_qr(world).await,
        "unknown_personal_qr" => {
            let body = json!({"qrCode": "https://qr.vipps.no/p/nobody"});
            let reply = world.post("/qr/v1/exchange", "", &body).await;
            let field = &reply.json()["extraDetails"][0]["name"];
            format!("{} {} {field}", reply.status, reply.json()["status"])
        }
        _ => return None,
    })
}

/// What each use of the code gives that Kari's phone has shown, over six minutes: an exchange gives
/// the time at which it was made.
async fn personal_qr(world: &mut World) -> String {
    world.advance_ms(59_000);
    let list = world.control(Method::GET, "customers", &Value::Null).await.json();
    let code = list["customers"][1]["personal_qr"].as_str().unwrap().to_owned();
    let body = json!({"qrCode": code});
    let mut seen = Vec::new();
    for (number, seconds) in [0, 0, 240, 1].into_iter().enumerate() {
        world.advance_s(seconds).await;
        let shown = world.send(Method::GET, "/phones/4798765432", &[], "").await.text;
        seen.push(if shown.contains(&code) { "shown" } else { "gone" }.to_owned());
        let exchange = world.post("/qr/v1/exchange", "", &body).await;
        seen.push(match exchange.status {
            200 => {
                assert_eq!(exchange.json()["msisdn"], "4798765432");
                let made_s = exchange.json()["timestamp"].as_i64().unwrap();
                (made_s - START_MS / 1000).to_string()
            }
            status => status.to_string(),
        });
        if number == 1 {
            let reference = "read-0009";
            let customer = json!({"customer": {"phoneNumber": null, "personalQr": code}});
            let mut payment = patched(world.payment(reference), &customer);
            payment["customer"].as_object_mut().unwrap().remove("phoneNumber");
            seen.push(outcome(&world.create(reference, &payment).await));
        }
    }
    seen.join(" ")
}
