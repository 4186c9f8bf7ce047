//! What a reading of what a login tells of a person changes.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::create::patched;
use crate::readings::login::{BACKCHANNEL, EXISTS, GRANT, KARI, TOKEN, keys_of};
use crate::world::World;

const USERINFO: &str = "/vipps-userinfo-api/userinfo";

/// What a switch changes, as a short text; `None` when it is about something else.
pub(super) async fn observe(switch: &str, world: &mut World) -> Option<String> {
    Some(match switch {
        "userinfo_error" => {
            let reply = world.send(Method::GET, USERINFO, &[], "").await;
            format!("{} {}", reply.status, keys_of(&reply.json()))
        }
        "nonce_in_id_token" => id_claims(world).await["nonce"].to_string(),
        "email_in_id_token" => {
            let claims = id_claims(world).await;
            format!("{} {}", claims["email"], claims["email_verified"])
        }
        "user_data_in_id_token" => {
            let claims = id_claims(world).await;
            format!("{} {} {}", claims["name"], claims["birthdate"], claims["email"])
        }
        "discovery" => {
            let path = "/access-management-1.0/access/.well-known/openid-configuration";
            let document = world.send(Method::GET, path, &[], "").await.json();
            let scopes = document["scopes_supported"].as_array().unwrap().len();
            format!(
                "{} {} {scopes}",
                document["code_challenge_methods_supported"], document["subject_types_supported"]
            )
        }
        "user_exists" => {
            let form = [("login_hint", "urn:msisdn:4798765432")];
            world.login("/vipps-login-ciba/api/v1/user-exists", &form).await.status.to_string()
        }
        "user_exists_when_too_young" => {
            // Mads is twelve.
            let form = [("login_hint", "urn:msisdn:4512345678")];
            world.login(EXISTS, &form).await.text
        }
        "same_sub_after_number_change" => {
            // The sub of the number that the customer had before, worked out by a world in which it
            // is the number.
            let before = World::with(|settings| {
                settings.customers[0].msisdn = "4723456789".into();
            })
            .await;
            let patch =
                json!({"profile": {"scope": "name"}, "customer": {"phoneNumber": "4723456789"}});
            before.create("read-0001", &patched(before.payment("read-0001"), &patch)).await;
            let path = "payments/read-0001/approve";
            before.control(Method::POST, path, &Value::Null).await;
            let known = before.read("read-0001").await["profile"]["sub"].clone();
            assert!(known.is_string());
            (sub(world).await == known).to_string()
        }
        "consent_per_merchant" => {
            let mut seen = Vec::new();
            for msn in ["123456", "123456", "234567"] {
                world.msn = msn;
                let form = [KARI, ("scope", "openid name")];
                let id = world.login(BACKCHANNEL, &form).await.json()["auth_req_id"].clone();
                let shown = world.send(Method::GET, "/phones/4798765432", &[], "").await.text;
                seen.push(if shown.contains("<h3>You share</h3>") { "asked" } else { "known" });
                let path = format!("logins/{}/approve", id.as_str().unwrap());
                world.control(Method::POST, &path, &Value::Null).await;
            }
            seen.join(" ")
        }
        _ => return None,
    })
}

/// A customer's `sub` with a payment.
pub(super) async fn sub(world: &World) -> Value {
    let patch = json!({"profile": {"scope": "name"}});
    world.create("read-0001", &patched(world.payment("read-0001"), &patch)).await;
    let path = "payments/read-0001/approve";
    world.control(Method::POST, path, &Value::Null).await;
    world.read("read-0001").await["profile"]["sub"].clone()
}

/// The claims of the id token of a login that shares the e-mail, asked for with a nonce.
async fn id_claims(world: &World) -> Value {
    let form = [KARI, ("scope", "openid name email"), ("nonce", "n-1")];
    let started = world.login(BACKCHANNEL, &form).await.json();
    let id = started["auth_req_id"].as_str().unwrap();
    world.control(Method::POST, &format!("logins/{id}/approve"), &Value::Null).await;
    let tokens = world.login(TOKEN, &[GRANT, ("auth_req_id", id)]).await.json();
    let jwt = tokens["id_token"].as_str().unwrap();
    let payload = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&payload).unwrap()
}
