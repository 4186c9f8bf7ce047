//! The access token call, and what the gateway wants of every other call.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use crate::world::{START_MS, World, keys};

#[tokio::test]
async fn right_keys_get_a_jwt_and_numbers_as_strings() {
    let world = World::new().await;
    for path in ["/accesstoken/get", "/accessToken/get", "/ACCESSTOKEN/GET"] {
        let reply = world.send(Method::POST, path, &keys(), "").await;
        assert_eq!(reply.status, 200, "{path}");
        let answer = reply.json();
        let now_s = START_MS / 1000;
        assert_eq!(answer["token_type"], "Bearer");
        assert_eq!(answer["expires_in"], "3600");
        assert_eq!(answer["expires_on"], (now_s + 3600).to_string());
        assert_eq!(answer["not_before"], now_s.to_string());
        let token = answer["access_token"].as_str().unwrap();
        let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["exp"], now_s + 3600);
    }
}

#[tokio::test]
async fn wrong_keys_are_refused() {
    let world = World::new().await;
    let [id, secret, key] = keys();
    let cases: [&[(&str, &str)]; 6] = [
        &[],
        &[id, secret],
        &[id, key],
        &[id, ("client_secret", "other"), key],
        &[id, secret, ("ocp-apim-subscription-key", "other")],
        &[id, secret, key, ("merchant-serial-number", "999999")],
    ];
    for headers in cases {
        let reply = world.send(Method::POST, "/accesstoken/get", headers, "").await;
        assert_eq!(reply.status, 401, "{headers:?}");
        assert!(reply.json()["error"].is_string());
    }
}

#[tokio::test]
async fn the_gateway_wants_token_key_and_sales_unit() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer);
    let lower = format!("bearer {}", world.bearer);
    let token = ("authorization", bearer.as_str());
    let key = ("ocp-apim-subscription-key", "simulator-key");
    let msn = ("merchant-serial-number", "123456");
    let cases: [(&[(&str, &str)], u16); 8] = [
        (&[token, key, msn], 404),
        (&[token, ("ocp-apim-subscription-key", "simulator-key-secondary"), msn], 404),
        (&[key, msn], 401),
        (&[token, msn], 401),
        (&[("authorization", &lower), key, msn], 401),
        (&[("authorization", "Bearer other"), key, msn], 401),
        (&[token, ("ocp-apim-subscription-key", "other"), msn], 401),
        (&[token, key, ("merchant-serial-number", "999999")], 403),
    ];
    for (headers, status) in cases {
        let reply = world.send(Method::GET, "/epayment/v1/payments/unknown-1", headers, "").await;
        assert_eq!(reply.status, status, "{headers:?}");
    }
    let reply = world.send(Method::GET, "/epayment/v1/payments/unknown-1", &[token, key], "").await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "Merchant-Serial-Number"));
}

#[tokio::test]
async fn a_token_dies_after_an_hour() {
    let world = World::new().await;
    world.advance_ms(3_599_999);
    assert_eq!(world.get("/epayment/v1/payments/unknown-1").await.status, 404);
    world.advance_ms(1);
    assert_eq!(world.get("/epayment/v1/payments/unknown-1").await.status, 401);
}
