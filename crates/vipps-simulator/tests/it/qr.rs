//! Exchanging personal QRs.

use serde_json::{Value, json};

use crate::world::{KARI, MADS, OLA, START_MS, World};

#[tokio::test]
async fn both_kinds_of_personal_qr_give_their_number() {
    let world = World::new().await;
    let cases = [
        ("https://qr.vipps.no/28/2/01/031/4712345678?v=1", OLA, "1.0", Value::Null),
        ("https://qr.vipps.no/p/kYq3VtR8mZ2nHs5wLd7cXb", KARI, "2.0", json!(START_MS / 1000)),
        ("https://qr.vipps.no/p/pJ4gWf9sTa6eQx1uMb8vNz", MADS, "2.0", json!(START_MS / 1000)),
    ];
    for (code, msisdn, version, timestamp) in cases {
        for body in [json!({"qrCode": code}), json!({"qrCode": code, "requestedData": ["MSISDN"]})]
        {
            let reply = world.post("/qr/v1/exchange", "", &body).await;
            assert_eq!(reply.status, 200, "{code}");
            let answer = reply.json();
            assert_eq!(answer["msisdn"], msisdn);
            assert_eq!(answer["version"], version);
            assert_eq!(answer["timestamp"], timestamp, "{code}");
        }
    }
}

#[tokio::test]
async fn anything_else_is_refused_by_field() {
    let world = World::new().await;
    let cases = [
        (json!({"qrCode": "https://qr.vipps.no/p/unknown"}), "qrCode"),
        (json!({"qrCode": "https://qr.vipps.no/28/2/01/031/4799999999?v=1"}), "qrCode"),
        (json!({"qrCode": "kYq3VtR8mZ2nHs5wLd7cXb"}), "qrCode"),
        (json!({"qrCode": "4712345678"}), "qrCode"),
        (json!({"qrCode": ""}), "qrCode"),
        (json!({}), "qrCode"),
        (json!({"qrCode": 4_712_345_678_i64}), "qrCode"),
        (json!({"qrCode": "x", "requestedData": ["NAME"]}), "requestedData[0]"),
        (json!({"qrCode": "x", "more": true}), "more"),
    ];
    for (body, field) in cases {
        let reply = world.post("/qr/v1/exchange", "", &body).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, field), "{body}");
        assert_eq!(reply.json()["title"], "Bad request");
    }
}
