//! What a customer shares with a payment, and the cards that a merchant keeps out.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::UserDetails;

use crate::create::patched;
use crate::world::World;

async fn approved(world: &World, patch: &Value) -> Value {
    let body = patched(world.payment("share-0001"), patch);
    let reply = world.create("share-0001", &body).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    let before = world.read("share-0001").await;
    assert_eq!((before.get("userDetails"), &before["profile"]), (None, &json!({})));
    world.control(Method::POST, "payments/share-0001/approve", &Value::Null).await;
    world.read("share-0001").await
}

#[tokio::test]
async fn only_what_was_asked_for_is_shared() {
    let world = World::new().await;
    let payment = approved(&world, &json!({"profile": {"scope": "name address"}})).await;
    let expected = json!({
        "firstName": "Ola",
        "lastName": "Nordmann",
        "addresses": [{"addressLine1": "Storgata 14", "city": "Oslo", "country": "NO", "postCode": "0184"}],
    });
    assert_eq!(payment["userDetails"], expected);
    assert_eq!(payment["profile"]["sub"].as_str().unwrap().len(), 36);
    let world = World::new().await;
    let payment = approved(&world, &json!({})).await;
    assert_eq!((payment.get("userDetails"), &payment["profile"]), (None, &json!({})));
}

#[tokio::test]
async fn the_schema_may_be_fulfilled_instead() {
    let world = World::with(|settings| {
        settings.readings.user_details = UserDetails::SchemaRequired;
    });
    let payment = approved(&world.await, &json!({"profile": {"scope": "birthDate"}})).await;
    let expected = json!({
        "firstName": "Ola", "lastName": "Nordmann", "email": "ola.nordmann@example.com",
        "mobileNumber": "4712345678", "dateOfBirth": "1984-05-17",
    });
    assert_eq!(payment["userDetails"], expected);
}

#[tokio::test]
async fn only_a_wallet_has_sources_to_block() {
    let world = World::new().await.in_denmark();
    let patch = json!({"userFlow": "WEB_REDIRECT", "returnUrl": "https://example.com/back",
        "paymentMethod": {"type": "CARD"}});
    let body = patched(world.payment("block-0001"), &patch);
    assert_eq!(world.create("block-0001", &body).await.status, 201);
    let blocked = json!({"reference": "block-0002",
        "paymentMethod": {"blockedSources": ["COMMERCIAL_CARDS"]}});
    let reply = world.create("block-0002", &patched(body, &blocked)).await;
    assert_eq!((reply.status, reply.code().as_str()), (400, "5010"));
}

#[tokio::test]
async fn commercial_cards_can_be_kept_out() {
    let world = World::with(|settings| settings.customers[2].card.is_commercial = true);
    let world = world.await.in_denmark();
    let patch = json!({"paymentMethod": {"blockedSources": ["COMMERCIAL_CARDS"]}});
    let payment = approved(&world, &patch).await;
    assert_eq!(payment["state"], "CREATED", "the try failed and another is possible");
}
