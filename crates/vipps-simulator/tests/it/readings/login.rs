//! What a reading of starting a login, or waiting for it, changes.

use axum::http::Method;
use serde_json::Value;

use crate::webhooks::{Receiver, drain, register};
use crate::world::World;

pub(super) const BACKCHANNEL: &str = "/vipps-login-ciba/api/backchannel/authentication";
pub(super) const TOKEN: &str = "/access-management-1.0/access/oauth2/token";
pub(super) const EXISTS: &str = "/vipps-login-ciba/api/v1/user-exists";
pub(super) const KARI: (&str, &str) = ("login_hint", "urn:msisdn:4798765432");
pub(super) const GRANT: (&str, &str) = ("grant_type", "urn:openid:params:grant-type:ciba");

/// Starts a login and returns its `auth_req_id`.
async fn login(world: &World) -> String {
    let started = world.login(BACKCHANNEL, &[KARI, ("scope", "openid")]).await.json();
    started["auth_req_id"].as_str().unwrap().to_owned()
}

/// Polls for a login and returns the error.
async fn poll(world: &World, id: &str) -> String {
    let reply = world.login(TOKEN, &[GRANT, ("auth_req_id", id)]).await;
    assert_eq!(reply.status, 400);
    reply.json()["error"].as_str().unwrap().to_owned()
}

/// What a switch changes, as a short text; `None` when it is about something else.
pub(super) async fn observe(switch: &str, world: &mut World) -> Option<String> {
    Some(match switch {
        "camel_case_parameters" => {
            let form = [("loginHint", "urn:msisdn:4798765432"), ("scope", "openid")];
            world.login(BACKCHANNEL, &form).await.status.to_string()
        }
        "fast_poll" => {
            let id = login(world).await;
            let mut seen = Vec::new();
            for pause_ms in [0, 4999, 5000] {
                world.advance_ms(pause_ms);
                seen.push(poll(world, &id).await);
            }
            assert_eq!(seen[0], "authorization_pending");
            seen[1..].join(" ")
        }
        "unknown_login" => poll(world, "nobody's").await,
        "ping_at_decline" => {
            register(world, "https://example.com/", &["login.merchant-initiated.ping.v1"]).await;
            let id = login(world).await;
            world.control(Method::POST, &format!("logins/{id}/decline"), &Value::Null).await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            let sent = receiver.take();
            let body = sent.first().map(|it| serde_json::from_slice::<Value>(&it.body).unwrap());
            body.map_or("none", |body| if body["auth_req_id"] == id { "its own" } else { "other" })
                .to_owned()
        }
        "ping_at_expiry" => {
            register(world, "https://example.com/", &["login.merchant-initiated.ping.v1"]).await;
            let id = login(world).await;
            let receiver = Receiver::default();
            world.advance_ms(599_999);
            drain(world, &receiver).await;
            assert!(receiver.take().is_empty(), "it is still open");
            world.advance_ms(1);
            drain(world, &receiver).await;
            let sent = receiver.take();
            let body = sent.first().map(|it| serde_json::from_slice::<Value>(&it.body).unwrap());
            assert_eq!(poll(world, &id).await, "expired_token");
            body.map_or("none", |body| if body["auth_req_id"] == id { "its own" } else { "other" })
                .to_owned()
        }
        "scope_optional" => {
            let reply = world.login(BACKCHANNEL, &[KARI]).await;
            format!("{} {}", reply.status, reply.json()["error"].as_str().unwrap_or("none"))
        }
        "login_errors" => {
            let mut seen = Vec::new();
            let cases: [(&str, &[(&str, &str)]); 4] = [
                (BACKCHANNEL, &[]),
                (EXISTS, &[]),
                (TOKEN, &[]),
                (TOKEN, &[GRANT, ("auth_req_id", "nobody's")]),
            ];
            for (path, form) in cases {
                seen.push(keys_of(&world.login(path, form).await.json()));
            }
            // Wrong keys, which are looked at before all else.
            seen.push(keys_of(&world.send(Method::POST, TOKEN, &[], "").await.json()));
            seen.dedup();
            seen.join(" ")
        }
        "old_app_at_token" => {
            // Ola's app is too old.
            let form = [("login_hint", "urn:msisdn:4712345678"), ("scope", "openid")];
            let reply = world.login(BACKCHANNEL, &form).await;
            if reply.status == 400 {
                return Some(format!("start {}", reply.json()["error_code"]));
            }
            let id = reply.json()["auth_req_id"].as_str().unwrap().to_owned();
            let reply = world.login(TOKEN, &[GRANT, ("auth_req_id", &id)]).await;
            format!("token {}", reply.json()["error_code"])
        }
        "legacy_login_hint" => {
            let form = [("login_hint", "urn:mobilenumber:98765432"), ("scope", "openid")];
            let reply = world.login(BACKCHANNEL, &form).await;
            format!("{} {}", reply.status, reply.json()["error"].as_str().unwrap_or("none"))
        }
        _ => return None,
    })
}

/// The names in an error; a number is marked.
pub(super) fn keys_of(error: &Value) -> String {
    let mut keys: Vec<String> = error
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, value)| format!("{key}{}", if value.is_number() { "#" } else { "" }))
        .collect();
    keys.sort();
    keys.join(",")
}
