//! Keys of partners: for the sales units of many merchants, and for reports alone.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use vipps_simulator::{Partner, PartnerKind, Settings};

use crate::webhooks::{Receiver, drain};
use crate::world::World;

fn partners(settings: &mut Settings) {
    let partner = |client_id: &str, kind, keys: &[&str]| Partner {
        client_id: client_id.into(),
        client_secret: "partner-secret".into(),
        subscription_keys: keys.iter().map(|&key| key.to_owned()).collect(),
        msns: vec!["234567".into()],
        kind,
    };
    settings.partners.push(partner("partner", PartnerKind::Platform, &["partner-key"]));
    settings.partners.push(partner("accountant", PartnerKind::Accounting, &[]));
}

const KEYS: [(&str, &str); 3] = [
    ("client_id", "partner"),
    ("client_secret", "partner-secret"),
    ("ocp-apim-subscription-key", "partner-key"),
];

/// Headers, body and status.
type TokenCall<'a> = (Vec<(&'a str, &'a str)>, &'static str, u16);

/// A world with a bearer token of the partner.
async fn world() -> (World, String) {
    let world = World::with(partners).await;
    let reply = world.send(Method::POST, "/accesstoken/get", &KEYS, "").await;
    let bearer = format!("Bearer {}", reply.json()["access_token"].as_str().unwrap());
    (world, bearer)
}

#[tokio::test]
async fn a_partner_acts_for_the_units_that_are_connected() {
    let (world, bearer) = world().await;
    let cases = [(Some("234567"), 404), (Some("123456"), 403), (None, 403)];
    for (msn, status) in cases {
        let mut headers = vec![("authorization", bearer.as_str()), KEYS[2]];
        headers.extend(msn.map(|msn| ("merchant-serial-number", msn)));
        let reply = world.send(Method::GET, "/epayment/v1/payments/unknown-1", &headers, "").await;
        assert_eq!(reply.status, status, "{msn:?}");
    }
}

#[tokio::test]
async fn a_partner_logs_in_with_a_platform_token() {
    let (world, bearer) = world().await;
    let form = "login_hint=urn:msisdn:4512345678&scope=openid";
    let path = "/vipps-login-ciba/api/backchannel/authentication";
    let bearer = ("authorization", bearer.as_str());
    let own = ("merchant-serial-number", "234567");
    let other = ("merchant-serial-number", "123456");
    let cases: [(&[(&str, &str)], u16); 3] =
        [(&[bearer, own], 200), (&[bearer, other], 401), (&[bearer], 401)];
    for (headers, status) in cases {
        let reply = world.send(Method::POST, path, headers, form).await;
        assert_eq!(reply.status, status, "{headers:?} {}", reply.text);
    }
    let basic = format!("Basic {}", STANDARD.encode("partner:partner-secret"));
    let reply = world.send(Method::POST, path, &[("authorization", &basic), own], form).await;
    assert_eq!(reply.status, 401, "its keys don't work as Basic");
}

#[tokio::test]
async fn accounting_keys_get_a_token_of_their_own() {
    let (world, _) = world().await;
    let basic = |id: &str| format!("Basic {}", STANDARD.encode(format!("{id}:partner-secret")));
    let (right, wrong) = (basic("accountant"), basic("partner"));
    let grant = "grant_type=client_credentials";
    let key = ("ocp-apim-subscription-key", "partner-key");
    let cases: [TokenCall<'_>; 5] = [
        (vec![("authorization", &right)], grant, 200),
        (vec![("authorization", &right)], "", 401),
        (vec![("authorization", &right), key], grant, 401),
        (vec![("authorization", &wrong)], grant, 401),
        (vec![], grant, 401),
    ];
    for (headers, body, status) in cases {
        let reply = world.send(Method::POST, "/miami/v1/token", &headers, body).await;
        assert_eq!(reply.status, status, "{headers:?} {body}");
        if status == 401 {
            assert_eq!(reply.json(), json!({"error": "invalid_client"}));
        } else {
            assert_eq!(reply.json()["expires_in"], 900);
            let bearer = format!("Bearer {}", reply.json()["access_token"].as_str().unwrap());
            let headers =
                [("authorization", bearer.as_str()), key, ("merchant-serial-number", "234567")];
            let path = "/epayment/v1/payments/unknown-1";
            assert_eq!(world.send(Method::GET, path, &headers, "").await.status, 401);
        }
    }
}

/// Registers as the partner and returns the id.
async fn register(world: &World, bearer: &str, msn: Option<&str>, event: &str) -> (u16, String) {
    let mut headers =
        vec![("authorization", bearer), KEYS[2], ("content-type", "application/json")];
    headers.extend(msn.map(|msn| ("merchant-serial-number", msn)));
    let host = msn.unwrap_or("all");
    let body = json!({"url": format!("https://{host}.example.com/hook"), "events": [event]});
    let path = "/webhooks/v1/webhooks";
    let reply = world.send(Method::POST, path, &headers, body.to_string()).await;
    (reply.status, reply.json()["id"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_webhook_without_a_sales_unit_is_for_all_of_the_partner() {
    let event = "epayments.payment.created.v1";
    let (world, bearer) = world().await;
    for _ in 0..25 {
        assert_eq!(register(&world, &bearer, None, event).await.0, 201);
    }
    assert_eq!(register(&world, &bearer, None, event).await.0, 400);
    let (status, of_unit) = register(&world, &bearer, Some("234567"), event).await;
    assert_eq!(status, 201, "the sales unit is counted by itself");
    let headers = [("authorization", bearer.as_str()), KEYS[2]];
    let path = "/webhooks/v1/webhooks";
    let listed = world.send(Method::GET, path, &headers, "").await.json();
    let listed = listed["webhooks"].as_array().unwrap().clone();
    assert_eq!(listed.len(), 25, "those of the sales unit are not among them");
    let path = |id: &str| format!("/webhooks/v1/webhooks/{id}");
    assert_eq!(world.send(Method::DELETE, &path(&of_unit), &headers, "").await.status, 404);
    for known in &listed[1..] {
        let id = known["id"].as_str().unwrap();
        assert_eq!(world.send(Method::DELETE, &path(id), &headers, "").await.status, 204);
    }
    world.created("hook-0001").await;
    let world = world.in_denmark();
    world.created("hook-0002").await;
    let receiver = Receiver::default();
    drain(&world, &receiver).await;
    let sent = receiver.take();
    let mut sent: Vec<_> = sent.iter().map(|it| it.url.host_str().unwrap()).collect();
    sent.sort_unstable();
    assert_eq!(sent, ["234567.example.com", "all.example.com"], "no unit of others is covered");
}

#[tokio::test]
async fn a_check_in_goes_to_the_sales_unit_rather_than_the_partner() {
    let event = "user.checked-in.v1";
    let (world, bearer) = world().await;
    let world = world.in_denmark();
    let body = json!({"locationDescription": "Kasse 1"}).to_string();
    world.api(Method::PUT, "/qr/v1/merchant-callback/till-1", "", &body).await;
    let scan = json!({"msisdn": "4512345678", "msn": "234567", "merchant_qr_id": "till-1"});
    let receiver = Receiver::default();
    for (msn, expected) in [(None, "all.example.com"), (Some("234567"), "234567.example.com")] {
        assert_eq!(register(&world, &bearer, msn, event).await.0, 201);
        assert_eq!(register(&world, &bearer, msn, event).await.0, 400, "one each");
        let reply = world.control(Method::POST, "check-ins", &scan).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        drain(&world, &receiver).await;
        let sent = receiver.take();
        let sent: Vec<_> = sent.iter().map(|it| it.url.host_str().unwrap()).collect();
        assert_eq!(sent, [expected]);
    }
}
