//! Merchant-initiated login from the request to userinfo.

use axum::http::Method;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use serde_json::{Value, json};
use vipps_simulator::IdTokenAlgorithm;

use crate::world::{KARI, START_MS, World, basic};

const BACKCHANNEL: &str = "/vipps-login-ciba/api/backchannel/authentication";
const TOKEN: &str = "/access-management-1.0/access/oauth2/token";
const USER_EXISTS: &str = "/vipps-login-ciba/api/v1/user-exists";
const KARI_HINT: &str = "urn:msisdn:4798765432";

/// Starts a login of Kari's and returns its auth_req_id.
async fn start(world: &World, scope: &str) -> String {
    let form = [("login_hint", KARI_HINT), ("scope", scope), ("binding_message", "KF-4821")];
    let reply = world.login(BACKCHANNEL, &form).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()["auth_req_id"].as_str().unwrap().to_owned()
}

/// Polls and returns the status and the error or nothing.
async fn poll(world: &World, id: &str) -> (u16, String) {
    let reply = tokens(world, id).await;
    let error = reply.json()["error"].as_str().unwrap_or_default().to_owned();
    (reply.status, error)
}

async fn tokens(world: &World, id: &str) -> crate::world::Reply {
    let grant = "urn:openid:params:grant-type:ciba";
    world.login(TOKEN, &[("grant_type", grant), ("auth_req_id", id)]).await
}

async fn answer(world: &World, id: &str, answer: &str) -> u16 {
    world.control(Method::POST, &format!("logins/{id}/{answer}"), &Value::Null).await.status
}

async fn userinfo(world: &World, access_token: &str) -> Value {
    let bearer = format!("Bearer {access_token}");
    let headers = [("authorization", bearer.as_str())];
    let reply = world.send(Method::GET, "/vipps-userinfo-api/userinfo", &headers, "").await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    reply.json()
}

fn refused(error: &str) -> (u16, String) {
    (400, error.to_owned())
}

#[tokio::test]
async fn discovery_names_everything_by_the_host_that_was_asked() {
    let world = World::new().await;
    let path = "/access-management-1.0/access/.well-known/openid-configuration";
    let reply = world.send(Method::GET, path, &[("host", "localhost:9999")], "").await;
    assert_eq!(reply.header("cache-control"), "max-age=3600");
    let document = reply.json();
    assert_eq!(document["issuer"], "http://localhost:9999/access-management-1.0/access/");
    let backchannel = &document["backchannel_authentication_endpoint"];
    assert_eq!(*backchannel, format!("http://localhost:9999{BACKCHANNEL}"));
    assert_eq!(document["token_endpoint"], format!("http://localhost:9999{TOKEN}"));
    let grants = document["grant_types_supported"].as_array().unwrap();
    assert!(!grants.iter().any(|grant| grant.as_str().unwrap().contains("ciba")));
    for channel in ["frontchannel", "backchannel"] {
        for what in ["logout_supported", "logout_session_supported"] {
            assert_eq!(document[format!("{channel}_{what}")], false, "{channel}_{what}");
        }
    }
}

#[tokio::test]
async fn the_whole_life_of_a_login() {
    let world = World::new().await;
    let form = [
        ("login_hint", KARI_HINT),
        ("scope", "openid name phoneNumber email address birthDate nnin"),
        ("binding_message", "KF-4821"),
        ("requested_expiry", "300"),
    ];
    let started = world.login(BACKCHANNEL, &form).await.json();
    assert_eq!((&started["expires_in"], &started["interval"]), (&json!(300), &json!(5)));
    let id = started["auth_req_id"].as_str().unwrap();
    let listed = world.control(Method::GET, "logins", &Value::Null).await.json();
    assert_eq!(listed["logins"][0]["binding_message"], "KF-4821");
    assert_eq!(listed["logins"][0]["msisdn"], KARI);
    let scope = &listed["logins"][0]["scope"];
    assert_eq!(scope, "openid name phoneNumber email address birthDate", "nnin is dropped");

    assert_eq!(poll(&world, id).await, refused("authorization_pending"));
    assert_eq!(answer(&world, id, "approve").await, 200);
    let reply = tokens(&world, id).await;
    assert_eq!(reply.status, 200, "an approved login answers whatever the pace");
    let answer = reply.json();
    assert_eq!((&answer["token_type"], &answer["expires_in"]), (&json!("Bearer"), &json!(300)));
    assert_eq!(poll(&world, id).await, refused("invalid_grant"), "tokens are given once");

    let claims = userinfo(&world, answer["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["name"], "Kari Solberg Haugen");
    assert_eq!(claims["given_name"], "Kari");
    assert_eq!(claims["phone_number"], KARI);
    assert_eq!(claims["email_verified"], true);
    assert_eq!(claims["birthdate"], "1991-11-02");
    assert_eq!(claims["address"]["formatted"], "Bryggen 7\n5003 Bergen");
    assert_eq!(claims.get("delegatedConsents"), None);
    assert_eq!(claims.get("nin"), None);
}

#[tokio::test]
async fn id_tokens_verify_with_the_published_key() {
    for (algorithm, name) in
        [(IdTokenAlgorithm::Rs256, "RS256"), (IdTokenAlgorithm::Es256, "ES256")]
    {
        let world = World::with(|settings| settings.id_token_algorithm = algorithm).await;
        let id = start(&world, "openid email").await;
        answer(&world, &id, "approve").await;
        let answer = tokens(&world, &id).await.json();
        let id_token = answer["id_token"].as_str().unwrap();
        let path = "/access-management-1.0/access/.well-known/jwks.json";
        let keys: JwkSet =
            serde_json::from_value(world.send(Method::GET, path, &[], "").await.json()).unwrap();
        assert_eq!(keys.keys.len(), 2);
        let header = decode_header(id_token).unwrap();
        assert_eq!(format!("{:?}", header.alg), name);
        let key = keys.find(header.kid.as_deref().unwrap()).unwrap();
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&["11111111-1111-4111-8111-111111111111"]);
        validation.set_issuer(&["http://127.0.0.1:8090/access-management-1.0/access/"]);
        validation.validate_exp = false;
        let key = DecodingKey::from_jwk(key).unwrap();
        let claims = decode::<Value>(id_token, &key, &validation).unwrap().claims;
        assert_eq!(claims["iat"], START_MS / 1000);
        assert_eq!(claims["exp"], START_MS / 1000 + 3600);
        assert_eq!(claims["msn"], "123456");
        assert_eq!(claims["email"], "kari.haugen@example.com");
        let access_token = answer["access_token"].as_str().unwrap();
        assert_eq!(claims["sub"], userinfo(&world, access_token).await["sub"]);
    }
}

#[tokio::test]
async fn polling_too_fast_slows_the_client_down() {
    let world = World::new().await;
    let id = start(&world, "openid").await;
    let pending = || refused("authorization_pending");
    let slow_down = || refused("slow_down");
    // Milliseconds since the poll before, and the answer; the interval grows by 5 s each time.
    let polls = [
        (0, pending()),
        (5000, pending()),
        (4999, slow_down()),
        (9999, slow_down()),
        (15_000, pending()),
        (14_999, slow_down()),
        (20_000, pending()),
    ];
    for (pause_ms, expected) in polls {
        world.advance_ms(pause_ms);
        assert_eq!(poll(&world, &id).await, expected, "after {pause_ms} ms");
    }
}

#[tokio::test]
async fn a_login_expires_on_time_whether_approved_or_not() {
    for approves in [false, true] {
        let world = World::new().await;
        let id = start(&world, "openid").await;
        if approves {
            answer(&world, &id, "approve").await;
        }
        world.advance_ms(600_000);
        assert_eq!(poll(&world, &id).await, refused("expired_token"), "approved: {approves}");
        assert_eq!(answer(&world, &id, "approve").await, 409);
    }
    let world = World::new().await;
    let id = start(&world, "openid").await;
    world.advance_ms(599_999);
    assert_eq!(poll(&world, &id).await, refused("authorization_pending"));
}

#[tokio::test]
async fn a_denied_login_says_so() {
    let world = World::new().await;
    let id = start(&world, "openid").await;
    assert_eq!(answer(&world, &id, "decline").await, 200);
    assert_eq!(poll(&world, &id).await, refused("access_denied"));
    assert_eq!(answer(&world, &id, "approve").await, 409);
    let listed = world.control(Method::GET, "logins", &Value::Null).await.json();
    assert_eq!(listed["logins"], json!([]), "only pending logins are listed");
    assert_eq!(poll(&world, "unknown").await, refused("invalid_grant"));
}

#[tokio::test]
async fn consents_are_asked_for_and_given_once() {
    let world = World::new().await;
    let scope = "openid name delegatedConsents";
    let first = start(&world, scope).await;
    let ticked = json!({"consents": ["email", "personal"]});
    world.control(Method::POST, &format!("logins/{first}/approve"), &ticked).await;
    let answer_1 = tokens(&world, &first).await.json();
    let access_token = answer_1["access_token"].as_str().unwrap();
    for _ in 0..2 {
        let given = userinfo(&world, access_token).await;
        let consents = &given["delegatedConsents"];
        assert_eq!(consents["timeOfConsent"], "2026-11-23T12:00:00.000Z");
        let accepted: Vec<(&str, bool)> = consents["consents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["id"].as_str().unwrap(), it["accepted"].as_bool().unwrap()))
            .collect();
        let expected = [("email", true), ("sms", false), ("digital", false), ("personal", true)];
        assert_eq!(accepted, expected);
    }
    let second = start(&world, scope).await;
    answer(&world, &second, "approve").await;
    let answer_2 = tokens(&world, &second).await.json();
    let claims = userinfo(&world, answer_2["access_token"].as_str().unwrap()).await;
    assert_eq!(claims.get("delegatedConsents"), None, "it was asked for before");
    assert_eq!(claims["name"], "Kari Solberg Haugen");
    let sub = claims["sub"].clone();

    let denmark = world.in_denmark();
    let third = start(&denmark, scope).await;
    answer(&denmark, &third, "approve").await;
    let answer_3 = tokens(&denmark, &third).await.json();
    let claims = userinfo(&denmark, answer_3["access_token"].as_str().unwrap()).await;
    assert!(claims["delegatedConsents"].is_object(), "another sales unit asks for itself");
    assert_ne!(claims["sub"], sub, "sub is a person at one sales unit");
}

#[tokio::test]
async fn a_custom_flow_gives_its_result() {
    let world = World::new().await;
    let id = start(&world, "openid customFlow").await;
    answer(&world, &id, "approve").await;
    let answer = tokens(&world, &id).await.json();
    let claims = userinfo(&world, answer["access_token"].as_str().unwrap()).await;
    assert_eq!(claims["flowResult"]["screens"][0]["elements"][0]["checked"], true);
    assert_eq!(claims.get("delegatedConsents"), None, "one shape of the two");
}

/// The boxes of a flow are those that were ticked; who has answered is asked no more.
#[tokio::test]
async fn a_custom_flow_tells_what_was_ticked_the_first_time() {
    let world = World::new().await;
    for expected in [vec![true, true, false, false, false], vec![true]] {
        let id = start(&world, "openid customFlow").await;
        let approve = format!("logins/{id}/approve");
        let ticked = json!({ "consents": ["email"] });
        world.control(Method::POST, &approve, &ticked).await;
        let answer = tokens(&world, &id).await.json();
        let claims = userinfo(&world, answer["access_token"].as_str().unwrap()).await;
        let elements = claims["flowResult"]["screens"][0]["elements"].as_array().unwrap();
        let checked: Vec<_> =
            elements.iter().map(|one| one["checked"].as_bool().unwrap()).collect();
        assert_eq!(checked, expected);
        world.advance_ms(60_000);
    }
}

#[tokio::test]
async fn userinfo_wants_its_token_and_nothing_else() {
    let world = World::new().await;
    let id = start(&world, "openid").await;
    answer(&world, &id, "approve").await;
    let answer = tokens(&world, &id).await.json();
    let bearer = format!("Bearer {}", answer["access_token"].as_str().unwrap());
    let platform = format!("Bearer {}", world.bearer);
    let token = ("authorization", bearer.as_str());
    let cases: [(&[(&str, &str)], u16); 4] = [
        (&[token], 200),
        (&[], 401),
        (&[("authorization", &platform)], 401),
        (&[token, ("ocp-apim-subscription-key", "simulator-key")], 401),
    ];
    for (headers, status) in cases {
        for path in ["/vipps-userinfo-api/userinfo", "/vipps-userinfo-api/userinfo/"] {
            let reply = world.send(Method::GET, path, headers, "").await;
            assert_eq!(reply.status, status, "{path} {headers:?}");
            if status == 401 {
                assert_eq!(reply.json()["status"], "401", "here a status is a string");
            }
        }
    }
    world.advance_ms(300_000);
    let reply = world.send(Method::GET, "/vipps-userinfo-api/userinfo", &[token], "").await;
    assert_eq!(reply.status, 401, "the token lives for 300 s");
}

#[tokio::test]
async fn wrong_starts_are_refused() {
    let world = World::new().await;
    let hint = ("login_hint", KARI_HINT);
    let scope = ("scope", "openid");
    let cases: [(&[(&str, &str)], &str); 13] = [
        (&[scope], "invalid_request"),
        (&[hint], "invalid_request"),
        (&[("loginHint", KARI_HINT), scope], "invalid_request"),
        (&[hint, scope, ("bindingMessage", "KF-4821")], "invalid_request"),
        (&[("login_hint", "urn:mobilenumber:98765432"), scope], "invalid_request"),
        (&[("login_hint", "urn:msisdn:+4798765432"), scope], "invalid_request"),
        (&[("login_hint", "urn:msisdn:4998765432"), scope], "invalid_request"),
        (&[("login_hint", "urn:msisdn:4799999999"), scope], "unknown_user_id"),
        (&[hint, ("scope", "name")], "invalid_scope"),
        (&[hint, scope, ("binding_message", "kf-4821")], "invalid_binding_message"),
        (&[hint, scope, ("binding_message", "TOO-LONG-1")], "invalid_binding_message"),
        (&[hint, scope, ("requested_expiry", "59")], "invalid_request"),
        (&[hint, scope, ("requested_flow", "login_to_webpage")], "invalid_request"),
    ];
    for (form, error) in cases {
        let reply = world.login(BACKCHANNEL, form).await;
        assert_eq!((reply.status, &reply.json()["error"]), (400, &json!(error)), "{form:?}");
    }
    let reply = world.login(TOKEN, &[("grant_type", "authorization_code")]).await;
    assert_eq!(reply.json()["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn only_basic_credentials_of_the_merchant_log_in() {
    let world = World::new().await;
    let bearer = format!("Bearer {}", world.bearer);
    let right = basic();
    let form = ("content-type", "application/x-www-form-urlencoded");
    let cases: [&[(&str, &str)]; 4] = [
        &[form],
        &[form, ("authorization", &bearer)],
        &[form, ("authorization", "Basic AAAA")],
        &[form, ("authorization", &right), ("merchant-serial-number", "999999")],
    ];
    for path in [BACKCHANNEL, TOKEN, USER_EXISTS] {
        for headers in cases {
            let reply = world.send(Method::POST, path, headers, "").await;
            assert_eq!(reply.status, 401, "{path} {headers:?}");
            assert_eq!(reply.json()["error"], "invalid_client");
        }
    }
}

#[tokio::test]
async fn user_exists_knows_who_has_the_app() {
    let world = World::new().await;
    for (number, exists) in [(KARI, true), ("4512345678", true), ("4799999999", false)] {
        let hint = format!("urn:msisdn:{number}");
        let reply = world.login(USER_EXISTS, &[("login_hint", &hint)]).await;
        assert_eq!(reply.json(), json!({"exists": exists}), "{number}");
    }
    let reply = world.login(USER_EXISTS, &[("loginHint", KARI_HINT)]).await;
    assert_eq!(reply.json()["error"], "invalid_request");
}
