//! A partner's keys: one set for many merchants, of which each call names one.

use serde_json::json;
use vipps_mobilepay::login::{AuthReqId, StartError, StartLogin};
use vipps_mobilepay::{Error, Msisdn, Request};

use crate::login::{discovery, is_discovery};
use crate::script::{Answer, BASE, Scene, answer, is_token, lost, token};

/// A partner's client whose token works, and whose every other call gets `given`.
fn scene(given: Answer) -> Scene {
    Scene::partner(move |request| {
        if is_token(request) {
            token("t1", &json!(3600))
        } else if is_discovery(request) {
            answer(200, &discovery(BASE))
        } else {
            given.clone()
        }
    })
}

fn number() -> Msisdn {
    Msisdn::parse("4712345678").unwrap()
}

fn assert_named(call: &Request) {
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
}

#[tokio::test]
async fn every_login_call_carries_the_access_token_and_the_merchant() {
    let body = json!({"exists": true, "auth_req_id": "a", "expires_in": 600, "interval": 5,
        "access_token": "a", "id_token": "i"});
    let scene = scene(answer(200, &body));
    let login = scene.client.login();
    assert!(login.user_exists(&number()).await.unwrap());
    assert_named(&scene.last());
    let start = StartLogin {
        msisdn: number(),
        scope: "openid".to_owned(),
        binding_message: None,
        requested_expiry_s: None,
    };
    login.start(&start).await.unwrap();
    assert_named(&scene.last());
    login.token(&AuthReqId::new("a")).await.unwrap();
    assert_named(&scene.last());
    assert_eq!(scene.last().header("ocp-apim-subscription-key"), None);
    assert_eq!(scene.seen().iter().filter(|request| is_token(request)).count(), 1);
}

#[tokio::test]
async fn a_login_call_that_was_not_let_in_gets_a_new_token_next_time() {
    let scene = scene(answer(401, &json!({"error": "invalid_client"})));
    for fetches in 1..3 {
        let error = scene.client.login().user_exists(&number()).await.unwrap_err();
        assert_eq!(error, Error::Unauthorised { status: 401 });
        let fetched = scene.seen().iter().filter(|request| is_token(request)).count();
        let sent = scene.seen().len() - fetched;
        assert_eq!((fetched, sent), (fetches, fetches), "no call is repeated by itself");
    }
}

#[tokio::test]
async fn a_login_whose_access_token_failed_was_not_started() {
    let scene =
        Scene::partner(
            |request| {
                if is_discovery(request) { answer(200, &discovery(BASE)) } else { lost() }
            },
        );
    let start = StartLogin {
        msisdn: number(),
        scope: "openid".to_owned(),
        binding_message: None,
        requested_expiry_s: None,
    };
    let error = scene.client.login().start(&start).await.unwrap_err();
    assert!(matches!(error, StartError::Call(Error::NotSent { .. })), "{error:?}");
}
