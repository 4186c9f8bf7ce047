//! Keys of partners: for the sales units of many merchants, and for reports alone.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use vipps_simulator::{Partner, PartnerKind, Settings};

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
