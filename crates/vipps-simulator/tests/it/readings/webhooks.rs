//! What a reading of webhooks changes.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::WebhookAnswer;

use crate::readings::identity::sub;
use crate::webhooks::{Receiver, drain, register, register_all};
use crate::world::World;

const WEBHOOKS: &str = "/webhooks/v1/webhooks";

/// What a switch changes, as a short text; `None` when it is about something else.
pub(super) async fn observe(switch: &str, world: &mut World) -> Option<String> {
    Some(match switch {
        "webhook_sub" => {
            register_all(world).await;
            sub(world).await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            let sent = receiver.take();
            let body: Value = serde_json::from_slice(&sent.last().unwrap().body).unwrap();
            format!("{} {}", body["sub"].is_string(), body["profile"]["sub"].is_string())
        }
        "webhook_needs_200" => {
            register_all(world).await;
            world.created("read-0001").await;
            let receiver = Receiver::default();
            receiver.answers([WebhookAnswer::Status(202)]);
            drain(world, &receiver).await;
            world.advance_ms(2000);
            drain(world, &receiver).await;
            receiver.take().len().to_string()
        }
        "webhook_query" => {
            register_all(world).await;
            world.created("read-0001").await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            receiver.take()[0].url.query().unwrap_or("none").to_owned()
        }
        "webhook_id_header" => {
            let known = register_all(world).await;
            world.created("read-0001").await;
            let receiver = Receiver::default();
            drain(world, &receiver).await;
            let sent = receiver.take();
            let mut headers = sent[0].headers.iter();
            let id = headers.find(|(name, _)| *name == "webhook-id").map(|(_, id)| id.as_str());
            id.map_or("none", |id| if known["id"] == id { "its own" } else { "other" }).to_owned()
        }
        "webhook_secret" => {
            let secret = register_all(world).await["secret"].as_str().unwrap().len();
            format!("{secret} characters")
        }
        "webhook_limit_is_conflict" => {
            let check_in = ["user.checked-in.v1"];
            register(world, "https://example.com/", &check_in).await;
            let body = json!({"url": "https://example.com/", "events": check_in});
            world.post(WEBHOOKS, "", &body).await.status.to_string()
        }
        "unknown_webhook_is_bad_request" => {
            let path = format!("{WEBHOOKS}/00000000-0000-4000-8000-000000000000");
            world.api(Method::DELETE, &path, "", "").await.status.to_string()
        }
        _ => return None,
    })
}
