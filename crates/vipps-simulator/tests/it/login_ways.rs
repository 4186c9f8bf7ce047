//! Logins beside the usual one: back to the browser, by check-in, by people who can't, with keys
//! in the form; the switches between readings; and the withdrawal of a consent.

use axum::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use vipps_simulator::{
    AuthRequestClaim, CustomFlow, LoginAuthentication, RevocationNotice, ScopeOutsidePlan,
    Settings, UnknownUser,
};

use crate::world::{KARI, Reply, World, basic};

const BACKCHANNEL: &str = "/vipps-login-ciba/api/backchannel/authentication";
const TOKEN: &str = "/access-management-1.0/access/oauth2/token";
const KARI_HINT: (&str, &str) = ("login_hint", "urn:msisdn:4798765432");
const REDIRECT_GRANT: (&str, &str) = ("grant_type", "urn:vipps:params:grant-type:ciba-redirect");
const GRANT: (&str, &str) = ("grant_type", "urn:openid:params:grant-type:ciba");

async fn start(world: &World, scope: &str, more: &[(&str, &str)]) -> Reply {
    let form = [&[KARI_HINT, ("scope", scope)], more].concat();
    world.login(BACKCHANNEL, &form).await
}

fn id_of(reply: &Reply) -> String {
    reply.json()["auth_req_id"].as_str().unwrap_or_else(|| panic!("{}", reply.text)).to_owned()
}

async fn answer(world: &World, id: &str, answer: &str) -> Value {
    world.control(Method::POST, &format!("logins/{id}/{answer}"), &Value::Null).await.json()
}

fn payload(jwt: &str) -> Value {
    let part = URL_SAFE_NO_PAD.decode(jwt.split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&part).unwrap()
}

/// Logs Kari in and returns userinfo.
async fn userinfo(world: &World, scope: &str) -> Value {
    let id = id_of(&start(world, scope, &[]).await);
    answer(world, &id, "approve").await;
    let tokens = world.login(TOKEN, &[GRANT, ("auth_req_id", &id)]).await.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("authorization", bearer.as_str())];
    world.send(Method::GET, "/vipps-userinfo-api/userinfo", &headers, "").await.json()
}

const TO_BROWSER: [(&str, &str); 2] =
    [("requested_flow", "login_to_webpage"), ("redirect_uri", "https://example.com/in?till=1")];

/// Starts and approves a login that ends in the browser; returns its id and code.
async fn approved_in_browser(world: &World) -> (String, String) {
    let id = id_of(&start(world, "openid email", &TO_BROWSER).await);
    let url = answer(world, &id, "approve").await["return_url"].as_str().unwrap().to_owned();
    let code = url.strip_prefix("https://example.com/in?till=1&code=").unwrap().to_owned();
    (id, code)
}

#[tokio::test]
async fn a_login_can_end_in_the_browser() {
    let readings = [
        (AuthRequestClaim::SnakeCase, "auth_req_id", "authReqId"),
        (AuthRequestClaim::CamelCase, "authReqId", "auth_req_id"),
    ];
    for (reading, name, other) in readings {
        let world = World::with(|settings| settings.readings.auth_request_claim = reading).await;
        let (id, code) = approved_in_browser(&world).await;
        let polled = world.login(TOKEN, &[GRANT, ("auth_req_id", &id)]).await;
        assert_eq!(polled.json()["error"], "invalid_grant", "it isn't polled for");
        let reply = world.login(TOKEN, &[REDIRECT_GRANT, ("code", &code)]).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(
            (&reply.json()["scope"], &reply.json()["token_type"]),
            (&json!("openid"), &json!("bearer"))
        );
        let claims = payload(reply.json()["id_token"].as_str().unwrap());
        assert_eq!((&claims[name], claims.get(other)), (&json!(id), None));
        assert_eq!(claims["aud"], "11111111-1111-4111-8111-111111111111");
        let again = world.login(TOKEN, &[REDIRECT_GRANT, ("code", &code)]).await;
        assert_eq!(again.json()["error"], "invalid_grant", "a code works once");
    }
    let world = World::new().await;
    let (_, code) = approved_in_browser(&world).await;
    world.advance_ms(120_000);
    let late = world.login(TOKEN, &[REDIRECT_GRANT, ("code", &code)]).await;
    assert_eq!(late.json()["error"], "invalid_grant");
    let id = id_of(&start(&world, "openid", &TO_BROWSER).await);
    let declined = answer(&world, &id, "decline").await;
    assert!(declined["return_url"].as_str().unwrap().contains("error=access_denied"));
}

#[tokio::test]
async fn the_address_to_return_to_must_be_registered() {
    let world = World::with(|settings| {
        let uris = &mut settings.merchants[0].sales_units[0].login_redirect_uris;
        uris.push("https://example.com/in?till=1".into());
    })
    .await;
    approved_in_browser(&world).await;
    let wrong: [&[(&str, &str)]; 3] = [
        &[TO_BROWSER[0]],
        &[TO_BROWSER[0], ("redirect_uri", "https://example.com/in")],
        &[("requested_flow", "login_to_app"), TO_BROWSER[1]],
    ];
    for form in wrong {
        assert_eq!(start(&world, "openid", form).await.json()["error"], "invalid_request");
    }
}

#[tokio::test]
async fn a_check_in_can_log_in() {
    let world = World::new().await;
    let body = json!({"locationDescription": "Kasse 1"}).to_string();
    world.api(Method::PUT, "/qr/v1/merchant-callback/till-1", "", &body).await;
    let body = json!({"url": "https://example.com/hook", "events": ["user.checked-in.v1"]});
    world.post("/webhooks/v1/webhooks", "", &body).await;
    let scan = json!({"msisdn": KARI, "msn": "123456", "merchant_qr_id": "till-1"});
    let token = world.control(Method::POST, "check-ins", &scan).await.json();
    let hint = format!("urn:customer-token:{}", token["customer_token"].as_str().unwrap());
    let form = [("login_hint", hint.as_str()), ("scope", "openid")];
    assert_eq!(world.login(BACKCHANNEL, &form).await.status, 200);
    let listed = world.control(Method::GET, "logins", &Value::Null).await.json();
    assert_eq!(listed["logins"][0]["msisdn"], KARI);
    world.advance_ms(900_000);
    assert_eq!(world.login(BACKCHANNEL, &form).await.json()["error"], "invalid_request");
}

/// A change of the world, and the error and code that a login of Kari's then gets.
type Refused = (fn(&mut Settings), &'static str, Option<&'static str>);

#[tokio::test]
async fn people_who_can_not_log_in_are_refused() {
    let cases: [Refused; 5] = [
        (
            |it| it.customers[1].birth_date = "2011-11-24".into(),
            "unknown_user_id",
            Some("invalid_user"),
        ),
        (|it| it.customers[1].has_old_app = true, "invalid_request", Some("old_app")),
        (|it| it.customers.clear(), "unknown_user_id", Some("invalid_user")),
        (
            |it| {
                it.customers.clear();
                it.readings.unknown_user = UnknownUser::Error;
            },
            "unknown_user_id",
            None,
        ),
        (
            |it| {
                it.customers.clear();
                it.readings.unknown_user = UnknownUser::ErrorCode;
            },
            "invalid_request",
            Some("invalid_user"),
        ),
    ];
    for (change, error, code) in cases {
        let world = World::with(change).await;
        let reply = start(&world, "openid", &[]).await;
        assert_eq!(reply.status, 400);
        assert_eq!(
            (&reply.json()["error"], reply.json()["error_code"].as_str()),
            (&json!(error), code)
        );
    }
    let world = World::with(|it| it.customers[1].birth_date = "2011-11-24".into()).await;
    let reply = world.login("/vipps-login-ciba/api/v1/user-exists", &[KARI_HINT]).await;
    assert_eq!(reply.json(), json!({"exists": false}));
}

#[tokio::test]
async fn too_many_logins_of_one_person_wait() {
    let world = World::new().await;
    for _ in 0..10 {
        assert_eq!(start(&world, "openid", &[]).await.status, 200);
    }
    world.advance_ms(1000);
    let refused = start(&world, "openid", &[]).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "59"));
    let ola = [("login_hint", "urn:msisdn:4712345678"), ("scope", "openid")];
    assert_eq!(world.login(BACKCHANNEL, &ola).await.status, 200, "others are not held up");
    world.advance_ms(59_000);
    assert_eq!(start(&world, "openid", &[]).await.status, 200);
}

#[tokio::test]
async fn keys_come_in_the_way_that_the_unit_is_set_to() {
    let keys = [
        ("client_id", "11111111-1111-4111-8111-111111111111"),
        ("client_secret", "simulator-secret"),
    ];
    let in_form = [&[KARI_HINT, ("scope", "openid")], &keys[..]].concat();
    let in_form = serde_urlencoded::to_string(in_form).unwrap();
    let plain = serde_urlencoded::to_string([KARI_HINT, ("scope", "openid")]).unwrap();
    let basic = basic();
    for (way, form_status, basic_status) in [
        (LoginAuthentication::ClientSecretPost, 200, 401),
        (LoginAuthentication::ClientSecretBasic, 401, 200),
    ] {
        let world = World::with(|it| it.merchants[0].sales_units[0].login_authentication = way);
        let world = world.await;
        let reply = world.send(Method::POST, BACKCHANNEL, &[], in_form.clone()).await;
        assert_eq!(reply.status, form_status, "{way:?}");
        let headers = [("authorization", basic.as_str())];
        let reply = world.send(Method::POST, BACKCHANNEL, &headers, plain.clone()).await;
        assert_eq!(reply.status, basic_status, "{way:?}");
    }
    let world = World::with(|it| it.merchants[0].sales_units[0].login_scopes.clear()).await;
    assert_eq!(start(&world, "openid", &[]).await.json()["error"], "invalid_client");
}

#[tokio::test]
async fn a_scope_outside_the_plan_may_be_refused() {
    let world = World::with(|it| it.readings.scope_outside_plan = ScopeOutsidePlan::Refuse).await;
    assert_eq!(start(&world, "openid nin", &[]).await.json()["error"], "invalid_scope");
    assert_eq!(start(&world, "openid name", &[]).await.status, 200);
}

#[tokio::test]
async fn every_scope_gives_its_claims() {
    let world = World::with(|it| {
        let scopes = &mut it.merchants[0].sales_units[0].login_scopes;
        scopes.extend(["gender", "nin", "agreement"].map(String::from));
        it.customers[1].gender = Some("female".into());
        it.customers[1].national_identity_number = Some("02119112345".into());
        it.customers[1].email_verified = false;
        it.readings.nin_in_norway = true;
    })
    .await;
    for _ in 0..2 {
        let claims = userinfo(&world, "openid email gender nin agreement").await;
        assert_eq!((&claims["gender"], &claims["nin"]), (&json!("female"), &json!("02119112345")));
        assert_eq!(claims["email_verified"], false);
        assert_eq!(claims["agreement"]["accepted"], true, "it is asked for at every login");
        assert_eq!(claims["agreement"]["timestamp"], "2026-11-23T12:00:00.000Z");
    }
    let world = World::with(|it| {
        it.merchants[0].sales_units[0].login_scopes.push("nin".into());
        it.customers[1].national_identity_number = Some("02119112345".into());
    });
    assert_eq!(userinfo(&world.await, "openid nin").await.get("nin"), None);
}

#[tokio::test]
async fn a_custom_flow_may_give_consents_instead() {
    let world = World::with(|it| it.readings.custom_flow = CustomFlow::DelegatedConsents).await;
    let claims = userinfo(&world, "openid customFlow").await;
    assert!(claims["delegatedConsents"]["consents"].is_array());
    assert_eq!(claims.get("flowResult"), None);
}

#[tokio::test]
async fn a_withdrawn_consent_is_told_and_asked_for_again() {
    for (reading, end) in
        [(RevocationNotice::TwoParts, ""), (RevocationNotice::EmptySignature, ".")]
    {
        let world = World::with(|it| {
            it.readings.revocation_notice = reading;
            let unit = &mut it.merchants[0].sales_units[0];
            unit.consent_revoked_url = Some("https://example.com/revoked".into());
        })
        .await;
        let scan = json!({"msisdn": KARI, "msn": "123456"});
        assert_eq!(world.control(Method::POST, "consents/revoke", &scan).await.status, 404);
        let claims = userinfo(&world, "openid delegatedConsents").await;
        assert!(claims["delegatedConsents"].is_object());
        assert_eq!(world.control(Method::POST, "consents/revoke", &scan).await.status, 204);
        let sent = world.sent().await;
        assert_eq!(sent.len(), 1);
        assert_eq!(sent[0].url.as_str(), "https://example.com/revoked");
        assert_eq!(sent[0].headers, [("content-type", "text/plain".to_owned())]);
        let jwt = String::from_utf8(sent[0].body.clone()).unwrap();
        assert!(jwt.matches('.').count() == 1 + end.len() && jwt.ends_with(end));
        let notice = payload(&jwt);
        assert_eq!((&notice["event"], &notice["sub"]), (&json!("CONSENT_REVOKED"), &claims["sub"]));
        assert_eq!(notice["exp"].as_i64().unwrap() - notice["iat"].as_i64().unwrap(), 300);
        let claims = userinfo(&world, "openid delegatedConsents").await;
        assert!(claims["delegatedConsents"].is_object(), "it is asked for anew");
    }
}

#[tokio::test]
async fn a_payment_shares_for_a_week() {
    let mut world = World::new().await;
    let mut body = world.payment("share-0001");
    body["profile"] = json!({"scope": "name email"});
    world.create("share-0001", &body).await;
    world.control(Method::POST, "payments/share-0001/approve", &Value::Null).await;
    let sub = world.read("share-0001").await["profile"]["sub"].as_str().unwrap().to_owned();
    let path = format!("/vipps-userinfo-api/userinfo/{sub}");
    let claims = world.get(&path).await.json();
    assert_eq!((&claims["given_name"], &claims["sub"]), (&json!("Ola"), &json!(sub)));
    assert_eq!(claims.get("phone_number"), None);
    assert_eq!(world.get("/vipps-userinfo-api/userinfo/nobody").await.status, 404);
    world.advance_s(168 * 3600).await;
    assert_eq!(world.get(&path).await.status, 404);
}
