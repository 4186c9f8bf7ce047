//! The tokens of a login: asked for, given out once, or brought by a browser.

use serde_json::{Value, json};
use vipps_mobilepay::login::{AuthReqId, Returned, TokenAnswer, Tokens};
use vipps_mobilepay::{Error, ExposeSecret, Unknown};

use crate::login::{Expected, fields, pairs, scene};
use crate::script::{Answer, answer, lost};

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
async fn each_answer_for_a_token_is_told_apart() {
    let rows: [(u16, &str, &str); 7] = [
        (400, "authorization_pending", "Pending"),
        (400, "slow_down", "SlowDown"),
        (400, "access_denied", "Denied"),
        (400, "expired_token", "Expired"),
        (400, "invalid_grant", "Spent"),
        (400, "outdated_app_version", "AppTooOld"),
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
    // The guide has the telling word in another member.
    let body = json!({"error": "invalid_request", "error_code": "old_app"});
    let stands = scene(answer(400, &body)).client.login().token(&AuthReqId::new("VYGaa")).await;
    assert!(matches!(stands, Ok(TokenAnswer::AppTooOld)), "{stands:?}");
}

#[tokio::test]
async fn an_approved_login_gives_its_tokens() {
    let given = |scope: Value| {
        json!({"access_token": "ciba.W_If", "token_type": "Bearer", "expires_in": 300,
            "id_token": "eyJ.x.y", "scope": scope})
    };
    // Tokens come once, so a scope that can't be read costs nothing else.
    let odd = scene(answer(200, &given(json!(["openid"])))).client;
    let answered = odd.login().token(&AuthReqId::new("a")).await;
    assert!(matches!(answered, Ok(TokenAnswer::Approved(Tokens { scope: None, .. }))));

    let body = given(json!("openid name"));
    let answered = scene(answer(200, &body)).client.login().token(&AuthReqId::new("a")).await;
    let Ok(TokenAnswer::Approved(tokens)) = answered else { panic!("{answered:?}") };
    assert_eq!(tokens.access_token.expose_secret(), "ciba.W_If");
    assert_eq!(tokens.id_token.expose_secret(), "eyJ.x.y");
    assert_eq!(tokens.expires_in_s, 300);
    assert_eq!(tokens.scope.as_deref(), Some("openid name"));
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
            matches!(error, Error::Unknown(Unknown::Unsettled { .. }))
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
