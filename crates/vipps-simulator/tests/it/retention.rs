//! What is forgotten when it gets too much, and that nothing else goes with it.

use axum::http::Method;
use serde_json::{Value, json};
use vipps_simulator::RateLimit;

use crate::webhooks::{Receiver, drain, register_all};
use crate::world::World;

#[tokio::test]
async fn the_oldest_payments_are_forgotten_first() {
    let world = World::with(|settings| settings.payments_kept = 3).await;
    register_all(&world).await;
    let script = json!({"payments": [{"answer": "approve", "after_s": 60}]});
    world.control(Method::PUT, "customers/4712345678/script", &script).await;
    for number in 1..=5 {
        world.created(&format!("kept-000{number}")).await;
    }
    for (number, status) in [(1, 404), (2, 404), (3, 200), (4, 200), (5, 200)] {
        let path = format!("/epayment/v1/payments/kept-000{number}");
        assert_eq!(world.get(&path).await.status, status, "{path}");
    }
    let phone = world.send(Method::GET, "/phones/4712345678", &[], "").await;
    assert!(phone.text.contains("2 more requests"), "three are left");
    world.advance_ms(60_000);
    assert_eq!(world.read("kept-0003").await["state"], "AUTHORIZED", "answers come all the same");
    let body = world.payment("kept-0001");
    let reply = world.post("/epayment/v1/payments", "another-key", &body).await;
    assert_eq!(reply.status, 201, "its reference is free again");
    let listed = world.control(Method::GET, "payments", &Value::Null).await.json();
    let references = listed["payments"].as_array().unwrap().iter();
    let references: Vec<&str> = references.map(|it| it["reference"].as_str().unwrap()).collect();
    assert_eq!(references, ["kept-0004", "kept-0005", "kept-0001"]);
    let receiver = Receiver::default();
    drain(&world, &receiver).await;
    assert_eq!(receiver.names().len(), 5 + 3 + 1, "webhooks of the forgotten still go out");
}

#[tokio::test]
async fn a_link_opened_late_is_forgotten_with_its_payment() {
    let world = World::with(|settings| settings.payments_kept = 2).await;
    let mut links = Vec::new();
    for number in 1..=4 {
        let mut body = world.payment(&format!("link-000{number}"));
        body["userFlow"] = json!("WEB_REDIRECT");
        body["returnUrl"] = json!("https://shop.example.com/done");
        body.as_object_mut().unwrap().remove("customer");
        let reply = world.create(&format!("link-000{number}"), &body).await.json();
        let url = reply["redirectUrl"].as_str().unwrap().to_owned();
        links.push(format!("/pay/{}", url.rsplit_once('/').unwrap().1));
        if number == 2 {
            let form = [("content-type", "application/x-www-form-urlencoded")];
            for link in [&links[1], &links[0]] {
                world.send(Method::POST, link, &form, "msisdn=4712345678").await;
            }
        }
    }
    for (link, status) in links.iter().zip([404, 404, 200, 200]) {
        assert_eq!(world.send(Method::GET, link, &[], "").await.status, status);
    }
    assert_eq!(world.send(Method::GET, "/phones/4712345678", &[], "").await.status, 200);
}

#[tokio::test]
async fn a_payment_lives_through_a_thousand_events() {
    let world = World::with(|settings| settings.readings.rate_limit = RateLimit::Off).await;
    world.authorized("kept-0001").await;
    for number in 0..998 {
        let reply = world.modify("capture", "kept-0001", &format!("c-{number}"), 1).await;
        assert_eq!(reply.status, 200, "{number}: {}", reply.text);
    }
    assert_eq!(world.modify("capture", "kept-0001", "c-998", 1).await.status, 429);
    assert_eq!(world.modify("capture", "kept-0001", "c-0", 1).await.status, 200, "a replay");
}
