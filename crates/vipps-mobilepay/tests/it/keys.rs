//! Keys that are shown in another way than a sales unit's own: a partner's, one set for many
//! merchants, of which each call names one; an accounting partner's, for reports alone; and those of
//! a sales unit that is set to `client_secret_post`.

use std::sync::Arc;

use serde_json::json;
use vipps_mobilepay::login::{AuthReqId, LoginHint, LoginRequest, StartError};
use vipps_mobilepay::{
    Client, Config, Error, Keys, Msisdn, Request, ReqwestTransport, SecretString, SystemClock,
};

use crate::login::{discovery, is_discovery};
use crate::script::{Answer, BASE, CLIENT_ID, Scene, answer, config, is_token, lost, token};

/// A partner's client whose token works, and whose every other call gets `given`.
fn scene(given: Answer) -> Scene {
    Scene::with_keys(Keys::Partner, BASE, move |request| {
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
    let start = LoginRequest::new(LoginHint::Msisdn(number()), "openid");
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
    let scene = Scene::with_keys(Keys::Partner, BASE, |request| {
        if is_discovery(request) { answer(200, &discovery(BASE)) } else { lost() }
    });
    let start = LoginRequest::new(LoginHint::Msisdn(number()), "openid");
    let error = scene.client.login().start(&start).await.unwrap_err();
    assert!(matches!(error, StartError::Call(Error::NotSent { .. })), "{error:?}");
}

#[tokio::test]
async fn an_accountants_token_has_an_endpoint_of_its_own() {
    let respond = |request: &Request| {
        if request.url.path() == "/miami/v1/token" {
            answer(200, &json!({"token_type": "Bearer", "expires_in": 900, "access_token": "t1"}))
        } else {
            answer(200, &json!({"items": []}))
        }
    };
    let scene = Scene::with_keys(Keys::Accounting, BASE, respond);
    scene.client.report().ledgers(None, None).await.unwrap();
    assert_named(&scene.last());
    let seen = scene.seen();
    let [fetch, call] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(fetch.method.as_str(), "POST");
    let basic = "Basic MTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExOnRoZS1jbGllbnQtc2VjcmV0";
    assert_eq!(fetch.header("authorization"), Some(basic));
    assert_eq!(fetch.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(fetch.body, b"grant_type=client_credentials");
    for request in [fetch, call] {
        assert_eq!(request.header("ocp-apim-subscription-key"), None);
        assert_eq!(request.header("client_secret"), None);
    }
    scene.advance_s(839);
    scene.client.report().ledgers(None, None).await.unwrap();
    assert_eq!(scene.seen().len(), 3, "the token is still good");
    scene.advance_s(1);
    scene.client.report().ledgers(None, None).await.unwrap();
    assert_eq!(scene.seen().len(), 5, "it lives 15 minutes, and is renewed a minute before");
}

#[tokio::test]
async fn an_accountant_needs_no_subscription_key() {
    let without = || Config { subscription_key: SecretString::from(""), ..config(BASE) };
    for keys in [Keys::SalesUnit, Keys::SalesUnitInForm, Keys::Partner, Keys::Accounting] {
        let transport = Arc::new(ReqwestTransport::new().unwrap());
        let made = Client::with_keys(keys, without(), transport, Arc::new(SystemClock));
        assert_eq!(made.is_ok(), keys == Keys::Accounting, "{keys:?}");
    }
}

#[tokio::test]
async fn login_takes_the_keys_in_the_form_where_the_portal_says_so() {
    let scene = Scene::with_keys(Keys::SalesUnitInForm, BASE, |request| {
        if is_token(request) {
            token("t1", &json!(3600))
        } else {
            answer(200, &json!({"exists": true, "webhooks": []}))
        }
    });
    assert!(scene.client.login().user_exists(&number()).await.unwrap());
    let call = scene.last();
    assert_eq!(call.header("authorization"), None);
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(&call.body).into_owned().collect();
    let expected = [
        ("login_hint", "urn:msisdn:4712345678"),
        ("client_id", CLIENT_ID),
        ("client_secret", "the-client-secret"),
    ];
    assert_eq!(fields, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));

    scene.client.webhooks().list().await.unwrap();
    assert_named(&scene.last());
}
