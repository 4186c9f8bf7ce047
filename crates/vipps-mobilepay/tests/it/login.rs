//! Merchant-initiated login: where each call goes, with which headers and fields, and what its
//! answers are read as.

use serde_json::{Value, json};
use vipps_mobilepay::login::{
    AuthReqId, BindingMessage, Finish, LoginHint, LoginRequest, Returned, StartError, StartLogin,
    StartRefused, TokenAnswer,
};
use vipps_mobilepay::{
    CustomerToken, Error, ExposeSecret, Msisdn, Request, Response, SecretString, Unknown,
};

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

type Expected = fn(&Error) -> bool;

/// A client for which discovery works and every other call gets `given`.
fn scene(given: Answer) -> Scene {
    Scene::new(
        move |request| {
            if is_discovery(request) { answer(200, &discovery(BASE)) } else { given.clone() }
        },
    )
}

fn start() -> StartLogin {
    StartLogin {
        msisdn: Msisdn::parse("4712345678").unwrap(),
        scope: "openid name phoneNumber".to_owned(),
        binding_message: Some(BindingMessage::parse("AB-12").unwrap()),
        requested_expiry_s: Some(300),
    }
}

/// The form's fields in their order, after the headers have been found right.
fn fields(call: &Request) -> Vec<(String, String)> {
    assert_eq!(call.method.as_str(), "POST");
    assert_eq!(call.header("content-type"), Some("application/x-www-form-urlencoded"));
    let basic = "Basic MTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExOnRoZS1jbGllbnQtc2VjcmV0";
    assert_eq!(call.header("authorization"), Some(basic));
    assert_eq!(call.header("ocp-apim-subscription-key"), None);
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
    assert_eq!(call.header("vipps-system-name"), Some("acme"));
    url::form_urlencoded::parse(&call.body).into_owned().collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
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
        ..LoginRequest::from(&start())
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
    let outcome = scene.client.login().start(LoginRequest { finish, ..login }).await;
    assert!(matches!(outcome, Err(StartError::Call(Error::Invalid(_)))), "{outcome:?}");
}

#[tokio::test]
async fn the_browsers_code_is_exchanged_once() {
    let address = "https://club.example.com/in?store=7&code=ab%2Bc&state=x".parse().unwrap();
    let Returned::Code(code) = Returned::read(&address).unwrap() else { panic!("no code") };
    assert_eq!(code.expose(), "ab+c");
    assert!(!format!("{code:?}").contains("ab+c"));
    let body = json!({"access_token": "t", "id_token": "i", "expires_in": 3599,
        "scope": "openid", "token_type": "bearer"});
    let scene_of = scene;
    let scene = scene_of(answer(200, &body));
    let answered = scene.client.login().exchange_code(&code).await;
    assert!(matches!(answered, Ok(TokenAnswer::Approved(_))), "{answered:?}");
    let grant = "urn:vipps:params:grant-type:ciba-redirect";
    assert_eq!(scene.last().url.path(), "/access-management-1.0/access/oauth2/token");
    assert_eq!(fields(&scene.last()), pairs(&[("grant_type", grant), ("code", "ab+c")]));

    let scene = scene_of(answer(400, &json!({"error": "invalid_grant"})));
    let answered = scene.client.login().exchange_code(&code).await;
    assert!(matches!(answered, Ok(TokenAnswer::Spent)), "{answered:?}");

    let refused = "https://club.example.com/in?error=access_denied&code=x".parse().unwrap();
    let read = Returned::read(&refused);
    assert!(matches!(&read, Ok(Returned::Refused { error }) if error == "access_denied"));
    for nothing in ["https://club.example.com/in", "https://club.example.com/in?code="] {
        assert!(Returned::read(&nothing.parse().unwrap()).is_err(), "{nothing}");
    }
}

#[tokio::test]
async fn a_login_without_extras_has_only_what_it_needs() {
    let body = json!({"auth_req_id": "a", "expires_in": "600"});
    let scene = scene(answer(200, &body));
    let login = StartLogin { binding_message: None, requested_expiry_s: None, ..start() };
    let started = scene.client.login().start(&login).await.unwrap();
    assert_eq!((started.expires_in_s, started.interval_s), (600, 5));
    let expected = [("login_hint", "urn:msisdn:4712345678"), ("scope", "openid name phoneNumber")];
    assert_eq!(fields(&scene.last()), pairs(&expected));
}

#[tokio::test]
async fn a_start_that_breaks_a_rule_is_not_sent() {
    let scene = scene(answer(200, &json!({})));
    let cases = [
        StartLogin { scope: "name".to_owned(), ..start() },
        StartLogin { requested_expiry_s: Some(59), ..start() },
        StartLogin { requested_expiry_s: Some(901), ..start() },
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
        (429, json!({}), StartRefused::TooMany { retry_after_s: None }),
    ];
    for (status, body, expected) in rows {
        let outcome = scene(answer(status, &body)).client.login().start(&start()).await;
        let error = outcome.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("4712345678"), "{error:?}");
        assert_eq!(error, StartError::Refused(expected), "{status} {body}");
    }
    let headers = vec![("retry-after".to_owned(), "30".to_owned())];
    let slower = Ok(Response { status: 429, headers, body: Vec::new() });
    let error = scene(slower).client.login().start(&start()).await.unwrap_err();
    assert_eq!(error, StartError::Refused(StartRefused::TooMany { retry_after_s: Some(30) }));
}

#[tokio::test]
async fn an_open_start_is_never_a_refusal() {
    let body = json!({"error": "invalid_client"});
    let rows: Vec<(Answer, Expected)> = vec![
        (lost(), |error| matches!(error, Error::Unknown(Unknown::NoAnswer { .. }))),
        (answer(500, &json!({"error": "server_error"})), |error| {
            matches!(error, Error::Unknown(Unknown::Unsettled(_)))
        }),
        (answer(200, &json!({"exists": true})), |error| {
            matches!(error, Error::Unknown(Unknown::Unreadable { status: 200 }))
        }),
        (answer(400, &json!("what?")), |error| {
            matches!(error, Error::Unknown(Unknown::Unreadable { status: 400 }))
        }),
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

#[tokio::test]
async fn a_start_whose_discovery_failed_was_not_sent() {
    for given in [lost(), answer(500, &json!({})), answer(404, &json!({"title": "No"}))] {
        let scene = Scene::new(move |_| given.clone());
        let error = scene.client.login().start(&start()).await.unwrap_err();
        assert!(matches!(error, StartError::Call(Error::NotSent { .. })), "{error:?}");
        assert_eq!(scene.seen().len(), 1);
    }
}

#[tokio::test]
async fn endpoints_elsewhere_never_see_the_secret() {
    for field in
        ["token_endpoint", "backchannel_authentication_endpoint", "userinfo_endpoint", "jwks_uri"]
    {
        for elsewhere in [
            "https://evil.example.test/x",
            "http://api.example.test/x",
            "https://api.example.test:8443/x",
        ] {
            let mut document = discovery(BASE);
            document[field] = json!(elsewhere);
            let scene = Scene::new(move |_| answer(200, &document));
            let error = scene.client.login().start(&start()).await.unwrap_err();
            assert!(matches!(error, StartError::Call(Error::Invalid(_))), "{field}: {error:?}");
            assert_eq!(scene.seen().len(), 1, "{field} at {elsewhere}");
        }
    }
}

#[tokio::test]
async fn discovery_is_kept_for_as_long_as_it_allows() {
    let cases = [
        (None, 3600),
        (Some("public, max-age=120"), 120),
        (Some("max-age=0"), 60),
        (Some("no"), 3600),
    ];
    for (cache_control, kept_s) in cases {
        let scene = Scene::new(move |request| {
            if !is_discovery(request) {
                return answer(400, &json!({"error": "authorization_pending"}));
            }
            let mut given = answer(200, &discovery(BASE)).unwrap();
            if let Some(value) = cache_control {
                given.headers.push(("Cache-Control".to_owned(), value.to_owned()));
            }
            Ok(given)
        });
        let id = AuthReqId::new("a");
        for (wait_s, fetches) in [(0, 1), (kept_s - 1, 1), (1, 2)] {
            scene.advance_s(wait_s);
            scene.client.login().token(&id).await.unwrap();
            let fetched = scene.seen().iter().filter(|request| is_discovery(request)).count();
            assert_eq!(fetched, fetches, "{cache_control:?}");
        }
    }
}

#[tokio::test]
async fn each_answer_for_a_token_is_told_apart() {
    let rows: [(u16, &str, &str); 6] = [
        (400, "authorization_pending", "Pending"),
        (400, "slow_down", "SlowDown"),
        (400, "access_denied", "Denied"),
        (400, "expired_token", "Expired"),
        (400, "invalid_grant", "Spent"),
        (403, "access_denied", "Denied"),
    ];
    for (status, error, expected) in rows {
        let scene = scene(answer(status, &json!({"error": error, "error_description": "…"})));
        let stands = scene.client.login().token(&AuthReqId::new("VYGaa")).await.unwrap();
        assert_eq!(format!("{stands:?}"), expected);
        let call = scene.last();
        assert_eq!(call.url.path(), "/access-management-1.0/access/oauth2/token");
        let expected =
            [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", "VYGaa")];
        assert_eq!(fields(&call), pairs(&expected));
    }
}

#[tokio::test]
async fn an_approved_login_gives_its_tokens() {
    let body = json!({"access_token": "ciba.W_If", "token_type": "Bearer", "expires_in": 300,
        "id_token": "eyJ.x.y", "scope": "openid"});
    let answered = scene(answer(200, &body)).client.login().token(&AuthReqId::new("a")).await;
    let Ok(TokenAnswer::Approved(tokens)) = answered else { panic!("{answered:?}") };
    assert_eq!(tokens.access_token.expose_secret(), "ciba.W_If");
    assert_eq!(tokens.id_token.expose_secret(), "eyJ.x.y");
    assert_eq!(tokens.expires_in_s, 300);
    let printed = format!("{tokens:?}");
    assert!(!printed.contains("W_If") && !printed.contains("eyJ"), "{printed}");
}

#[tokio::test]
async fn a_token_call_that_fails_says_nothing_of_the_customer() {
    let rows: Vec<(Answer, Expected)> = vec![
        (lost(), |error| matches!(error, Error::Unknown(Unknown::NoAnswer { .. }))),
        (answer(200, &json!({"access_token": "a"})), |error| {
            matches!(error, Error::Unknown(Unknown::Unreadable { .. }))
        }),
        (answer(500, &json!({"error": "access_denied"})), |error| {
            matches!(error, Error::Unknown(Unknown::Unsettled(_)))
        }),
        (answer(401, &json!({"error": "invalid_client"})), |error| {
            *error == Error::Unauthorised { status: 401 }
        }),
        (answer(429, &json!({"error": "slow_down"})), |error| {
            matches!(error, Error::RateLimited { .. })
        }),
        (
            answer(400, &json!({"error": "invalid_request"})),
            |error| matches!(error, Error::Refused(problem) if problem.title == "invalid_request"),
        ),
    ];
    for (given, expected) in rows {
        let case = format!("{given:?}");
        let error = scene(given).client.login().token(&AuthReqId::new("a")).await.unwrap_err();
        assert!(expected(&error), "{case}: {error:?}");
    }
}

#[tokio::test]
async fn userinfo_is_read_with_the_login_token_alone() {
    let consents = json!({
        "language": "EN", "timeOfConsent": "2026-11-23T12:00:00Z", " termsDescription": "…",
        "consents": [
            {"id": "email", "accepted": true, "required": false, "textDisplayedToUser": "Email"},
            {"id": "sms", "accepted": false, "required": false},
            {"id": "digital"},
            "not a consent",
        ],
    });
    let scene = scene(answer(
        200,
        &json!({
            "sub": "c06c4afe", "sid": "x", "name": "Ola Nordmann", "given_name": "Ola",
            "family_name": "Nordmann", "phone_number": "4712345678", "email": "ola@example.com",
            "email_verified": true, "birthdate": "1990-01-31", "gender": "male",
            "address": {"address_type": "home", "country": "NO", "formatted": "Gata 1\n0154\nOSLO\nNO",
                "postal_code": "0154", "region": "OSLO", "street_address": "Gata 1"},
            "other_addresses": [{"address_type": "work", "country": "", "formatted": "",
                "postal_code": "", "region": "", "street_address": ""}],
            "nin": "31019012345", "phone_number_verified": true, "new_claim": [1],
            "accounts": [{"account_name": "Savings", "account_number": "86011117947",
                "bank_name": "ACME Bank"}, {}],
            "delegatedConsents": consents,
            "flowResult": {"language": "EN", "screens": []},
        }),
    ));
    let token = SecretString::from("ciba.W_If");
    let person = scene.client.login().userinfo(&token).await.unwrap();
    assert_eq!(person.sub, "c06c4afe");
    assert_eq!(person.name.as_deref(), Some("Ola Nordmann"));
    assert_eq!(person.given_name.as_deref(), Some("Ola"));
    assert_eq!(person.family_name.as_deref(), Some("Nordmann"));
    assert_eq!(person.phone_number.as_deref(), Some("4712345678"));
    assert_eq!(person.email.as_deref(), Some("ola@example.com"));
    assert_eq!(person.email_verified, Some(true));
    assert_eq!(person.birthdate.as_deref(), Some("1990-01-31"));
    assert_eq!(person.address.as_ref().unwrap().street_address, "Gata 1");
    assert!(person.other_addresses.is_empty(), "an empty address is none");
    assert_eq!(person.delegated_consents.as_ref(), Some(&consents));
    let given: Vec<_> =
        person.consents().into_iter().map(|consent| (consent.id, consent.accepted)).collect();
    let expected = [("email", true), ("sms", false), ("digital", false)];
    assert_eq!(given, expected.map(|(id, accepted)| (id.to_owned(), accepted)));
    assert_eq!(person.time_of_consent(), Some("2026-11-23T12:00:00Z"));
    assert_eq!(person.flow_result, Some(json!({"language": "EN", "screens": []})));
    assert_eq!(person.gender.as_deref(), Some("male"));
    assert_eq!(person.nin.as_deref(), Some("31019012345"));
    assert_eq!((person.sid.as_deref(), person.phone_number_verified), (Some("x"), Some(true)));
    assert_eq!(person.accounts.len(), 1);
    assert_eq!(person.accounts[0].account_number, "86011117947");
    assert_eq!(person.extra.keys().collect::<Vec<_>>(), ["new_claim"]);
    let printed = format!("{person:?}");
    assert!(!printed.contains("Ola") && !printed.contains("4712345678"), "{printed}");

    let call = scene.last();
    assert_eq!(call.method.as_str(), "GET");
    assert_eq!(call.url.path(), "/vipps-userinfo-api/userinfo");
    assert_eq!(call.header("authorization"), Some("Bearer ciba.W_If"));
    assert_eq!(call.header("ocp-apim-subscription-key"), None);
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
}

#[tokio::test]
async fn all_three_shapes_of_consent_are_read() {
    let links = json!({"termsLinkText": "Terms", "termsLinkUrl": "https://example.com/terms",
        "privacyStatementLinkText": "Privacy", "privacyStatementLinkUrl": "https://example.com/p"});
    let body = json!({
        "sub": "c06c4afe",
        "delegatedConsents": {
            "language": "EN", "heading": "How?", "termsDescription": "By confirming",
            "confirmConsentButtonText": "Confirm", "links": links,
            "timeOfConsent": "2024-06-17T12:25:53Z",
            "consents": [{"id": "email", "accepted": true, "required": true,
                "textDisplayedToUser": "Email"}],
        },
        "flowResult": {"language": "EN", "screens": [{
            "title": "Join", "description": "The club",
            "terms": {"links": [{"title": "Terms", "url": "https://example.com/terms"}, {}]},
            "elements": [
                {"type": "checkbox", "id": "cf_accept_terms", "title": "Accept", "checked": true,
                    "isConsent": true, "answer": "written by hand"},
                {"type": "checkbox", "id": "cf_news"},
                7,
            ],
        }]},
        "agreement": {"language": "EN", "description": "", "buttonText": "Confirm",
            "links": links, "timestamp": "2025-08-25T13:16:12Z", "accepted": true},
    });
    let token = SecretString::from("t");
    let person = scene(answer(200, &body)).client.login().userinfo(&token).await.unwrap();
    let marketing = person.marketing_consents().unwrap();
    assert_eq!(marketing.heading.as_deref(), Some("How?"));
    assert_eq!(marketing.terms_description.as_deref(), Some("By confirming"));
    assert_eq!(marketing.confirm_consent_button_text.as_deref(), Some("Confirm"));
    assert_eq!(marketing.links.terms_link_url.as_deref(), Some("https://example.com/terms"));
    assert_eq!(marketing.time_of_consent.as_deref(), person.time_of_consent());
    assert!(marketing.consents[0].accepted && marketing.consents[0].required);
    assert_eq!(marketing.consents, person.consents());

    let flow = person.flow().unwrap();
    let screen = &flow.screens[0];
    assert_eq!((screen.title.as_deref(), screen.links.len()), (Some("Join"), 1));
    let answers: Vec<_> = screen.elements.iter().map(|it| (it.id.as_deref(), it.checked)).collect();
    assert_eq!(answers, [(Some("cf_accept_terms"), true), (Some("cf_news"), false)]);
    assert_eq!(screen.elements[0].kind.as_deref(), Some("checkbox"));
    assert_eq!(screen.elements[0].rest["isConsent"], json!(true));
    assert!(!format!("{flow:?}").contains("written by hand"));

    let agreement = person.accepted_agreement().unwrap();
    assert!(agreement.accepted);
    assert_eq!(agreement.timestamp.as_deref(), Some("2025-08-25T13:16:12Z"));
    assert_eq!(agreement.links, marketing.links);

    let odd = json!({"sub": "c06c4afe", "flowResult": [], "agreement": {"accepted": "yes"}});
    let person = scene(answer(200, &odd)).client.login().userinfo(&token).await.unwrap();
    assert!(person.marketing_consents().is_none());
    assert!(person.flow().unwrap().screens.is_empty());
    assert!(!person.accepted_agreement().unwrap().accepted, "only a plain yes is one");
}

/// Consents come only the first time, so an odd field must not cost the whole answer.
#[tokio::test]
async fn userinfo_survives_odd_fields() {
    let body = json!({"sub": "c06c4afe", "name": 7, "email_verified": "true", "address": [],
        "other_addresses": {}, "delegatedConsents": {"consents": "none"}});
    let token = SecretString::from("t");
    let person = scene(answer(200, &body)).client.login().userinfo(&token).await.unwrap();
    assert_eq!((person.sub.as_str(), person.name.as_deref()), ("c06c4afe", None));
    assert!(person.consents().is_empty());
    assert_eq!(person.delegated_consents, Some(json!({"consents": "none"})));

    for (given, expected) in [
        (
            answer(200, &json!({"name": "nobody"})),
            Error::Unknown(Unknown::Unreadable { status: 200 }),
        ),
        (answer(401, &json!({"error": "invalid_token"})), Error::Unauthorised { status: 401 }),
    ] {
        let scene = scene(given);
        assert_eq!(scene.client.login().userinfo(&token).await.unwrap_err(), expected);
        assert_eq!(scene.seen().len(), 2, "a login's token is not fetched anew");
    }
}
