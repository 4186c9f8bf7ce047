//! The start of a merchant-initiated login: where the calls go, with which headers and fields, and
//! what their answers are read as.

use serde_json::{Value, json};
use vipps_mobilepay::login::{
    BindingMessage, Finish, LoginHint, LoginRequest, StartError, StartRefused,
};
use vipps_mobilepay::{CustomerToken, Error, Msisdn, Request, Response, Unknown};

use crate::script::{Answer, BASE, Scene, answer, lost};

pub(crate) fn discovery(base: &str) -> Value {
    json!({
        "issuer": format!("{base}/access-management-1.0/access/"),
        "authorization_endpoint": format!("{base}/access-management-1.0/access/oauth2/auth"),
        "token_endpoint": format!("{base}/access-management-1.0/access/oauth2/token"),
        "userinfo_endpoint": format!("{base}/vipps-userinfo-api/userinfo"),
        "jwks_uri": format!("{base}/access-management-1.0/access/.well-known/jwks.json"),
        "backchannel_authentication_endpoint":
            format!("{base}/vipps-login-ciba/api/backchannel/authentication"),
        "grant_types_supported": ["authorization_code", "client_credentials"],
    })
}

pub(crate) fn is_discovery(request: &Request) -> bool {
    request.url.path().ends_with("/.well-known/openid-configuration")
}

pub(crate) type Expected = fn(&Error) -> bool;

/// A client for which discovery works and every other call gets `given`.
pub(crate) fn scene(given: Answer) -> Scene {
    Scene::new(
        move |request| {
            if is_discovery(request) { answer(200, &discovery(BASE)) } else { given.clone() }
        },
    )
}

pub(crate) fn start() -> LoginRequest {
    LoginRequest {
        binding_message: Some(BindingMessage::parse("AB-12").unwrap()),
        requested_expiry_s: Some(300),
        ..plain()
    }
}

fn plain() -> LoginRequest {
    let number = Msisdn::parse("4712345678").unwrap();
    LoginRequest::new(LoginHint::Msisdn(number), "openid name phoneNumber")
}

/// The form's fields in their order, after the headers have been found right.
pub(crate) fn fields(call: &Request) -> Vec<(String, String)> {
    assert_eq!(call.method.as_str(), "POST");
    assert_eq!(call.header("content-type"), Some("application/x-www-form-urlencoded"));
    let basic = "Basic MTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExOnRoZS1jbGllbnQtc2VjcmV0";
    assert_eq!(call.header("authorization"), Some(basic));
    assert_eq!(call.header("ocp-apim-subscription-key"), None);
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
    assert_eq!(call.header("vipps-system-name"), Some("acme"));
    url::form_urlencoded::parse(&call.body).into_owned().collect()
}

pub(crate) fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn user_exists_asks_by_number() {
    for exists in [true, false] {
        let scene = scene(answer(200, &json!({"exists": exists})));
        let number = Msisdn::parse("4712345678").unwrap();
        assert_eq!(scene.client.login().user_exists(&number).await.unwrap(), exists);
        let call = scene.last();
        assert_eq!(call.url.path(), "/vipps-login-ciba/api/v1/user-exists");
        assert_eq!(fields(&call), pairs(&[("login_hint", "urn:msisdn:4712345678")]));
    }
}

#[tokio::test]
async fn a_login_starts_with_snake_case_fields() {
    let body = json!({"auth_req_id": "VYGaaAMRkI6SyAm", "expires_in": 300, "interval": 5});
    let scene = scene(answer(200, &body));
    let started = scene.client.login().start(&start()).await.unwrap();
    assert_eq!(started.auth_req_id.expose(), "VYGaaAMRkI6SyAm");
    assert_eq!((started.expires_in_s, started.interval_s), (300, 5));
    assert!(!format!("{started:?}").contains("VYGaa"));

    let call = scene.last();
    assert_eq!(call.url.path(), "/vipps-login-ciba/api/backchannel/authentication");
    let expected = [
        ("login_hint", "urn:msisdn:4712345678"),
        ("scope", "openid name phoneNumber"),
        ("binding_message", "AB-12"),
        ("requested_expiry", "300"),
    ];
    assert_eq!(fields(&call), pairs(&expected));
}

#[tokio::test]
async fn a_login_may_ask_who_checked_in_and_end_in_the_browser() {
    let body = json!({"auth_req_id": "a", "expires_in": 600, "interval": 5});
    let scene = scene(answer(200, &body));
    let login = LoginRequest {
        customer: LoginHint::CustomerToken(CustomerToken::parse("eyJra+/=").unwrap()),
        finish: Finish::InBrowser {
            redirect_uri: "https://club.example.com/in?store=7".parse().unwrap(),
        },
        ..start()
    };
    scene.client.login().start(&login).await.unwrap();
    let expected = [
        ("login_hint", "urn:customer-token:eyJra+/="),
        ("scope", "openid name phoneNumber"),
        ("binding_message", "AB-12"),
        ("requested_expiry", "300"),
        ("requested_flow", "login_to_webpage"),
        ("redirect_uri", "https://club.example.com/in?store=7"),
    ];
    assert_eq!(fields(&scene.last()), pairs(&expected));
    assert!(!format!("{login:?}").contains("eyJra"));

    let finish = Finish::InBrowser { redirect_uri: "myapp:in".parse().unwrap() };
    let outcome = scene.client.login().start(&LoginRequest { finish, ..login }).await;
    assert!(matches!(outcome, Err(StartError::Call(Error::Invalid(_)))), "{outcome:?}");
}

#[tokio::test]
async fn a_login_without_extras_has_only_what_it_needs() {
    let body = json!({"auth_req_id": "a", "expires_in": "600"});
    let scene = scene(answer(200, &body));
    let started = scene.client.login().start(&plain()).await.unwrap();
    assert_eq!((started.expires_in_s, started.interval_s), (600, 5));
    let expected = [("login_hint", "urn:msisdn:4712345678"), ("scope", "openid name phoneNumber")];
    assert_eq!(fields(&scene.last()), pairs(&expected));
}

#[tokio::test]
async fn a_start_that_breaks_a_rule_is_not_sent() {
    let scene = scene(answer(200, &json!({})));
    let cases = [
        LoginRequest { scope: "name".to_owned(), ..start() },
        LoginRequest { requested_expiry_s: Some(59), ..start() },
        LoginRequest { requested_expiry_s: Some(901), ..start() },
    ];
    for login in cases {
        let outcome = scene.client.login().start(&login).await;
        assert!(matches!(outcome, Err(StartError::Call(Error::Invalid(_)))), "{outcome:?}");
    }
    for text in ["ABCD", "ABCDEFGHI", "abcde", "AB 12", "ÅBCDE"] {
        assert!(BindingMessage::parse(text).is_err(), "{text}");
    }
    assert!(scene.seen().is_empty());
}

#[tokio::test]
async fn each_refusal_of_a_start_is_told_apart() {
    let other = |error: &str| StartRefused::Other {
        error: error.to_owned(),
        description: Some("urn:msisdn:4712345678".to_owned()),
    };
    let oauth = |error: &str| json!({"error": error, "error_description": "urn:msisdn:4712345678"});
    let coded = |error: &str, code: Value| json!({"error": error, "error_code": code});
    let rows = [
        (400, oauth("unknown_user_id"), StartRefused::NoUser),
        (400, oauth("invalid_user"), StartRefused::NoUser),
        (400, coded("invalid_request", json!("invalid_user")), StartRefused::NoUser),
        (400, json!({"error_code": "invalid_user"}), StartRefused::NoUser),
        (403, coded("access_denied", json!("old_app")), StartRefused::AppTooOld),
        (400, oauth("outdated_app_version"), StartRefused::AppTooOld),
        (400, oauth("invalid_binding_message"), StartRefused::InvalidBindingMessage),
        (400, oauth("invalid_scope"), other("invalid_scope")),
        (400, oauth("invalid_request"), other("invalid_request")),
        (
            400,
            coded("invalid_request", json!(400)),
            StartRefused::Other { error: "invalid_request".to_owned(), description: None },
        ),
        (
            400,
            json!({"error": "invalid_scope", "error_code": 400,
                "error_debug": "urn:msisdn:4712345678"}),
            other("invalid_scope"),
        ),
        (429, json!({}), StartRefused::TooMany { retry_after_s: None }),
    ];
    for (status, body, expected) in rows {
        let outcome = scene(answer(status, &body)).client.login().start(&start()).await;
        let error = outcome.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("4712345678"), "{error:?}");
        assert_eq!(error, StartError::Refused(expected), "{status} {body}");
    }
    for wait in ["30", "Fri, 14 Jul 2017 02:40:30 GMT"] {
        let headers = vec![("retry-after".to_owned(), wait.to_owned())];
        let slower = Ok(Response { status: 429, headers, body: Vec::new() });
        let error = scene(slower).client.login().start(&start()).await.unwrap_err();
        let expected = StartRefused::TooMany { retry_after_s: Some(30) };
        assert_eq!(error, StartError::Refused(expected), "{wait}");
    }
}

#[tokio::test]
async fn an_open_start_is_told_apart_from_a_refusal() {
    let body = json!({"error": "invalid_client"});
    let rows: Vec<(Answer, Expected)> = vec![
        (lost(), |error| matches!(error, Error::Unknown(Unknown::NoAnswer { .. }))),
        (answer(500, &json!({"error": "server_error"})), |error| {
            matches!(error, Error::Unknown(Unknown::Unsettled { .. }))
        }),
        (answer(200, &json!({"exists": true})), |error| {
            matches!(error, Error::Unknown(Unknown::Unreadable { status: 200, .. }))
        }),
        (answer(502, &json!("what?")), |error| {
            matches!(error, Error::Unknown(Unknown::Unreadable { status: 502, .. }))
        }),
        (
            answer(400, &json!("what?")),
            |error| matches!(error, Error::Refused(problem) if problem.status == 400),
        ),
        (answer(401, &body), |error| *error == Error::Unauthorised { status: 401 }),
        (answer(403, &json!({"message": "gateway"})), |error| {
            *error == Error::Unauthorised { status: 403 }
        }),
    ];
    for (given, expected) in rows {
        let case = format!("{given:?}");
        let scene = scene(given);
        match scene.client.login().start(&start()).await {
            Err(StartError::Call(error)) => assert!(expected(&error), "{case}: {error:?}"),
            other => panic!("{case}: {other:?}"),
        }
        assert_eq!(scene.seen().len(), 2, "{case}: nothing is retried");
    }
}
