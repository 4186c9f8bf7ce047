//! What a customer shares, after a login and with a payment.

use serde_json::json;
use vipps_mobilepay::{Error, SecretString, Unknown};

use crate::login::scene;
use crate::script::{Scene, answer};

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
            Error::Unknown(Unknown::Unreadable { status: 200, retry_after_s: None }),
        ),
        (answer(401, &json!({"error": "invalid_token"})), Error::Unauthorised { status: 401 }),
    ] {
        let scene = scene(given);
        assert_eq!(scene.client.login().userinfo(&token).await.unwrap_err(), expected);
        assert_eq!(scene.seen().len(), 2, "a login's token is not fetched anew");
    }
}

#[tokio::test]
async fn userinfo_of_a_payment_is_read_with_the_platforms_token() {
    let body = json!({"sub": "c06c4afe", "email": "ola@example.com"});
    let scene = Scene::answering(answer(200, &body));
    let person = scene.client.login().userinfo_of_payment("c06c4afe").await.unwrap();
    assert_eq!(
        (person.sub.as_str(), person.email.as_deref()),
        ("c06c4afe", Some("ola@example.com"))
    );
    let call = scene.last();
    assert_eq!(call.url.path(), "/vipps-userinfo-api/userinfo/c06c4afe");
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("ocp-apim-subscription-key"), Some("the-subscription-key"));
    let outcome = scene.client.login().userinfo_of_payment("").await;
    assert!(matches!(outcome, Err(Error::Invalid(_))), "{outcome:?}");
}
