//! What a reading of payment requests changes.

use axum::http::Method;
use serde_json::json;

use crate::create::patched;
use crate::world::{Reply, World};

const REFERENCE: &str = "read-0001";

/// What a switch changes, as a short text; `None` when it is about something else.
pub(super) async fn observe(switch: &str, world: &mut World) -> Option<String> {
    Some(match switch {
        "minimum_in_norway" => {
            let body = patched(world.payment(REFERENCE), &json!({"amount": {"value": 399}}));
            world.create(REFERENCE, &body).await.status.to_string()
        }
        "receipt_sums_checked" => {
            let mut seen = Vec::new();
            for (number, [total, tax]) in
                [[10_000, 2000], [10_000, 1999], [9999, 1999]].into_iter().enumerate()
            {
                let line = json!({"name": "Hat", "id": "1", "totalAmount": total, "taxRate": 2500,
                    "totalAmountExcludingTax": 8000, "totalTaxAmount": tax});
                let receipt = json!({"orderLines": [line], "bottomLine": {"currency": "NOK"}});
                let reference = format!("read-000{number}");
                let body = patched(world.payment(&reference), &json!({"receipt": receipt}));
                let reply = world.create(&reference, &body).await;
                seen.push(outcome(&reply));
            }
            seen.join(" ")
        }
        "link_lifetime" => {
            let mut body = patched(
                world.payment(REFERENCE),
                &json!({"userFlow": "QR",
                "customerInteraction": "CUSTOMER_PRESENT", "qrFormat": {"format": "TEXT/TARGETURL"}}),
            );
            body.as_object_mut().unwrap().remove("customer");
            let created = world.create(REFERENCE, &body).await.json();
            world.create("read-0002", &patched(body, &json!({"reference": "read-0002"}))).await;
            let url = created["redirectUrl"].as_str().unwrap();
            let path = &url[url.find("/pay/").unwrap()..];
            let mut seen = Vec::new();
            world.advance_s(299).await;
            let form = [("content-type", "application/x-www-form-urlencoded")];
            let opened = world.send(Method::POST, path, &form, "msisdn=4712345678").await;
            assert_eq!(opened.status, 303, "{path} {}", opened.text);
            for seconds in [1, 298, 1, 1] {
                world.advance_s(seconds).await;
                for reference in [REFERENCE, "read-0002"] {
                    let state = world.read(reference).await["state"].clone();
                    seen.push(if state == "EXPIRED" { "-" } else { "+" });
                }
            }
            seen.concat()
        }
        "older_long_life" => {
            let line = json!({"name": "Hat", "id": "1", "totalAmount": 10_000, "taxRate": 2500,
                "totalAmountExcludingTax": 8000, "totalTaxAmount": 2000});
            let receipt = json!({"orderLines": [line], "bottomLine": {"currency": "DKK"}});
            let mut seen = Vec::new();
            world.msn = "234567";
            for (reference, flow, at) in [
                ("read-0001", "PUSH_MESSAGE", "2026-12-21T11:59:59.999Z"),
                ("read-0002", "PUSH_MESSAGE", "2026-12-21T12:00:00Z"),
                ("read-0003", "WEB_REDIRECT", "2026-11-24T12:00:00Z"),
            ] {
                let patch = json!({"expiresAt": at, "receipt": receipt, "userFlow": flow,
                    "returnUrl": "https://example.com/back"});
                let body = patched(world.payment(reference), &patch);
                seen.push(outcome(&world.create(reference, &body).await));
            }
            seen.join(" ")
        }
        "qr_needs_format" => {
            let whole = json!({"userFlow": "QR", "customer": null,
                "customerInteraction": "CUSTOMER_PRESENT", "qrFormat": {"format": "IMAGE/PNG"}});
            let mut seen = Vec::new();
            for (reference, left_out) in [
                ("read-0001", "-"),
                ("read-0002", "qrFormat"),
                ("read-0003", "customerInteraction"),
            ] {
                let mut body = patched(world.payment(reference), &whole);
                body.as_object_mut().unwrap().remove("customer");
                body.as_object_mut().unwrap().remove(left_out);
                seen.push(outcome(&world.create(reference, &body).await));
            }
            seen.join(" ")
        }
        "qr_format_checked" => with_formats(world).await,
        "native_redirect_needs_customer" => {
            let mut body = patched(
                world.payment(REFERENCE),
                &json!({"userFlow": "NATIVE_REDIRECT",
                "returnUrl": "https://example.com/back"}),
            );
            body.as_object_mut().unwrap().remove("customer");
            outcome(&world.create(REFERENCE, &body).await)
        }
        _ => return None,
    })
}

/// What comes of a format in another flow, and of a size for another than PNG.
async fn with_formats(world: &World) -> String {
    let mut seen = Vec::new();
    for (reference, flow, format) in [
        ("read-0001", "PUSH_MESSAGE", json!({"format": "IMAGE/PNG"})),
        ("read-0002", "QR", json!({"format": "IMAGE/SVG+XML", "size": 300})),
        ("read-0003", "QR", json!({"format": "IMAGE/PNG", "size": 300})),
    ] {
        let patch = json!({"userFlow": flow, "qrFormat": format});
        let body = patched(world.payment(reference), &patch);
        seen.push(outcome(&world.create(reference, &body).await));
    }
    seen.join(" ")
}

/// 201, or the error number or field.
pub(super) fn outcome(reply: &Reply) -> String {
    if reply.status == 201 { "201".to_owned() } else { reply.code() }
}
