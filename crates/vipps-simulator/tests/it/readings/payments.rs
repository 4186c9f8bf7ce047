//! What a reading of payments changes, once they are there.

use axum::http::Method;
use serde_json::{Value, json};

use crate::create::patched;
use crate::world::World;

const REFERENCE: &str = "read-0001";
const PAYMENTS: &str = "/epayment/v1/payments";

async fn cancel(world: &World, key: &str) -> (u16, String) {
    let reply = world.post(&format!("{PAYMENTS}/{REFERENCE}/cancel"), key, &json!({})).await;
    (reply.status, if reply.status == 200 { String::new() } else { reply.code() })
}

/// The number in a handle.
fn msn(handle: &Value) -> &str {
    handle.as_str().map_or("none", |handle| handle.strip_prefix("api:").unwrap())
}

/// Each entry with the sales unit that it concerns.
fn entries(page: &Value) -> String {
    let items = page["items"].as_array().unwrap().iter();
    let entries = items.map(|item| {
        format!("{} {}", item["entryType"].as_str().unwrap(), msn(&item["recipientHandle"]))
    });
    entries.collect::<Vec<_>>().join(", ")
}

/// What a switch changes, as a short text; `None` when it is about something else.
pub(super) async fn observe(switch: &str, world: &mut World) -> Option<String> {
    Some(match switch {
        "cancel_needs_key" => {
            world.created(REFERENCE).await;
            format!("{:?}", cancel(world, "").await)
        }
        "cancel_meets_lock" => {
            let body = patched(world.payment(REFERENCE), &json!({"amount": {"value": 201}}));
            world.create(REFERENCE, &body).await;
            let path = format!("payments/{REFERENCE}/approve");
            world.control(Method::POST, &path, &Value::Null).await;
            format!("{:?}", cancel(world, "x-1").await)
        }
        "ended_counts_as_cancelled" => {
            let mut seen = Vec::new();
            for reference in ["read-0001", "read-0002"] {
                world.created(reference).await;
            }
            world.control(Method::POST, "payments/read-0001/decline", &Value::Null).await;
            world.advance_s(600).await;
            for reference in ["read-0001", "read-0002"] {
                let payment = world.read(reference).await;
                let cancelled = &payment["aggregate"]["cancelledAmount"]["value"];
                seen.push(format!("{} {cancelled}", payment["state"]));
            }
            seen.join(" ")
        }
        "changes_are_problem_json" => {
            world.authorized(REFERENCE).await;
            let reply = world.modify("capture", REFERENCE, "c-1", 1).await;
            reply.header("content-type").to_owned()
        }
        "profile_sub_late" => {
            let body = patched(world.payment(REFERENCE), &json!({"profile": {"scope": "name"}}));
            world.create(REFERENCE, &body).await;
            let path = format!("payments/{REFERENCE}/approve");
            world.control(Method::POST, &path, &Value::Null).await;
            let mut seen = Vec::new();
            for pause_ms in [0, 999, 1] {
                world.advance_ms(pause_ms);
                let payment = world.read(REFERENCE).await;
                assert_eq!(payment["userDetails"]["firstName"], "Ola");
                seen.push(payment["profile"]["sub"].is_string().to_string());
            }
            seen.join(" ")
        }
        "ledgers_are_shared" => {
            let listed = world.get("/settlement/v1/ledgers").await.json();
            let ledgers = listed["items"].as_array().unwrap().iter().map(|ledger| {
                let handles = ledger["settlesForRecipientHandles"].as_array().unwrap();
                let units = ledger["salesUnits"].as_array().unwrap().iter();
                let units = units.map(|unit| &unit["recipientHandle"]);
                assert!(units.eq(handles), "{ledger}");
                let msns: Vec<_> = handles.iter().map(msn).collect();
                format!("{}: {}", ledger["ledgerId"].as_str().unwrap(), msns.join(" "))
            });
            let mut seen = vec![ledgers.collect::<Vec<_>>().join(", ")];
            for msn in ["123456", "456789"] {
                world.msn = msn;
                let reference = format!("ledger-{msn}");
                world.authorized(&reference).await;
                world.modify("capture", &reference, "c-1", 10_000).await;
            }
            world.advance_s(24 * 3600).await;
            for ledger in ["302321", "302324"] {
                let path = format!("/report/v2/ledgers/{ledger}/funds/feed");
                let reply = world.get(&path).await;
                let entries = match reply.status {
                    200 => entries(&reply.json()),
                    status => status.to_string(),
                };
                seen.push(format!("{ledger}: {entries}"));
            }
            seen.join(" ")
        }
        "keys_end_after_a_day" => {
            world.authorized(REFERENCE).await;
            let mut captured = Vec::new();
            for seconds in [0, 24 * 3600 - 1, 1] {
                world.advance_s(seconds).await;
                assert_eq!(world.modify("capture", REFERENCE, "c-1", 100).await.status, 200);
                let payment = world.read(REFERENCE).await;
                captured.push(payment["aggregate"]["capturedAmount"]["value"].to_string());
            }
            captured.join(" ")
        }
        _ => return None,
    })
}
