//! The access token: fetched once for all, renewed early, dropped after a 401.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use vipps_mobilepay::{Amount, Currency, Error, IdempotencyKey, Reference, Unknown};

use crate::script::{START_UNIX_S, Scene, answer, is_token, lost, token};

fn payment() -> serde_json::Value {
    let amount = |minor: i64| json!({"currency": "NOK", "value": minor});
    json!({
        "aggregate": {
            "authorizedAmount": amount(100), "cancelledAmount": amount(0),
            "capturedAmount": amount(100), "refundedAmount": amount(0),
        },
        "amount": amount(100), "state": "AUTHORIZED", "paymentMethod": {"type": "WALLET"},
        "profile": {}, "pspReference": "1", "reference": "acme-0001",
    })
}

fn reference() -> Reference {
    Reference::parse("acme-0001").unwrap()
}

#[tokio::test]
async fn the_token_call_carries_the_keys_in_headers_and_nothing_else() {
    let scene = Scene::answering(answer(200, &payment()));
    scene.client.epayment().get(&reference()).await.unwrap();
    let seen = scene.seen();
    let call = &seen[0];
    assert_eq!(call.method.as_str(), "POST");
    assert_eq!(call.url.as_str(), "https://api.example.test/accesstoken/get");
    assert_eq!(call.header("client_id"), Some("11111111-1111-4111-8111-111111111111"));
    assert_eq!(call.header("client_secret"), Some("the-client-secret"));
    assert_eq!(call.header("ocp-apim-subscription-key"), Some("the-subscription-key"));
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
    assert_eq!(call.header("authorization"), None);
    assert!(call.body.is_empty());
}

#[tokio::test]
async fn callers_at_the_same_moment_share_one_fetch() {
    let scene = Scene::answering(answer(200, &payment()));
    let mut calls = Vec::new();
    for _ in 0..20 {
        let client = scene.client.clone();
        calls.push(tokio::spawn(async move { client.epayment().get(&reference()).await }));
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(scene.seen().iter().filter(|request| is_token(request)).count(), 1);
}

#[tokio::test]
async fn a_failed_fetch_is_shared_and_then_forgotten() {
    let fetches = AtomicUsize::new(0);
    let scene = Scene::new(move |request| {
        if !is_token(request) {
            answer(200, &payment())
        } else if fetches.fetch_add(1, Ordering::SeqCst) == 0 {
            lost()
        } else {
            token("t1", &json!("3600"))
        }
    });
    let mut calls = Vec::new();
    for _ in 0..5 {
        let client = scene.client.clone();
        calls.push(tokio::spawn(async move { client.epayment().get(&reference()).await }));
    }
    for call in calls {
        // The payment was not asked for: that the token's answer was lost leaves nothing open.
        assert!(matches!(call.await.unwrap(), Err(Error::NotSent { .. })));
    }
    assert_eq!(scene.seen().len(), 1);
    scene.client.epayment().get(&reference()).await.unwrap();
    assert_eq!(scene.seen().len(), 3);
}

#[tokio::test]
async fn it_is_renewed_a_little_before_its_end() {
    // Life in seconds as sent, a time at which it is still used, one at which it is renewed.
    let cases =
        [(json!("3600"), 3539, 3540), (json!(86398), 86_337, 86_338), (json!("300"), 269, 270)];
    for (expires_in, used_at_s, renewed_at_s) in cases {
        let case = expires_in.to_string();
        let scene = Scene::new(move |request| {
            if is_token(request) { token("t", &expires_in) } else { answer(200, &payment()) }
        });
        for (at_s, fetches) in [(0, 1), (used_at_s, 1), (renewed_at_s, 2)] {
            scene.advance_s(at_s - (scene.now_unix_s() - START_UNIX_S));
            scene.client.epayment().get(&reference()).await.unwrap();
            let fetched = scene.seen().iter().filter(|request| is_token(request)).count();
            assert_eq!(fetched, fetches, "life {case} at {at_s} s");
        }
    }
}

#[tokio::test]
async fn a_failed_early_renewal_leaves_the_old_token_in_use_until_its_end() {
    let fetches = AtomicUsize::new(0);
    let scene = Scene::new(move |request| match is_token(request) {
        false => answer(200, &payment()),
        true if fetches.fetch_add(1, Ordering::SeqCst) == 0 => token("t1", &json!(3600)),
        true => answer(503, &json!({})),
    });
    let get = async || scene.client.epayment().get(&reference()).await;
    get().await.unwrap();
    scene.advance_s(3550);
    get().await.unwrap();
    // The pause between two attempts keeps a slow token endpoint from slowing every call.
    get().await.unwrap();
    assert_eq!(scene.seen().iter().filter(|request| is_token(request)).count(), 2);
    scene.advance_s(50);
    assert!(matches!(get().await, Err(Error::NotSent { .. })));
}

#[tokio::test]
async fn after_a_401_the_same_bytes_go_out_once_more_with_a_new_token() {
    let fetches = AtomicUsize::new(0);
    let scene = Scene::new(move |request| {
        if is_token(request) {
            let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
            return token(&format!("t{number}"), &json!("3600"));
        }
        match request.header("authorization") {
            Some("Bearer t2") => answer(200, &payment()),
            _ => answer(401, &json!({"statusCode": 401, "message": "Access denied"})),
        }
    });
    let key = IdempotencyKey::parse("k-capture-1").unwrap();
    let amount = Amount::new(100, Currency::NOK);
    scene.client.epayment().capture(&reference(), amount, &key).await.unwrap();

    let captures: Vec<_> = scene.seen().into_iter().filter(|request| !is_token(request)).collect();
    assert_eq!(captures.len(), 2);
    assert_eq!(captures[0].body, captures[1].body);
    assert_eq!(captures[0].header("idempotency-key"), Some("k-capture-1"));
    assert_eq!(captures[1].header("idempotency-key"), Some("k-capture-1"));
    assert_eq!(captures[0].header("authorization"), Some("Bearer t1"));
    assert_eq!(captures[1].header("authorization"), Some("Bearer t2"));
}

#[tokio::test]
async fn a_second_401_is_the_answer() {
    let scene = Scene::answering(answer(401, &json!({"message": "Access denied"})));
    let outcome = scene.client.epayment().get(&reference()).await;
    assert_eq!(outcome.unwrap_err(), Error::Unauthorised { status: 401 });
    assert_eq!(scene.seen().len(), 4, "token, call, token, call and no more");
}

/// The first send had a 401, which settles nothing, so the second not leaving is not "not sent".
#[tokio::test]
async fn a_401_is_never_turned_into_not_sent() {
    let fetches = AtomicUsize::new(0);
    let scene = Scene::new(move |request| match is_token(request) {
        false => answer(401, &json!({})),
        true if fetches.fetch_add(1, Ordering::SeqCst) == 0 => token("t1", &json!(3600)),
        true => answer(500, &json!({})),
    });
    let outcome = scene.client.epayment().get(&reference()).await;
    assert_eq!(outcome.unwrap_err(), Error::Unauthorised { status: 401 });
}

#[tokio::test]
async fn what_the_token_endpoint_refuses_is_about_the_keys() {
    let cases = [
        (answer(400, &json!({"error": "invalid_client"})), "Unauthorised"),
        (answer(401, &json!({"error": "invalid_client"})), "Unauthorised"),
        (answer(403, &json!({})), "Unauthorised"),
        (answer(404, &json!({"title": "Not found"})), "NotSent"),
        (answer(429, &json!({})), "RateLimited"),
        (answer(500, &json!({})), "NotSent"),
        (answer(200, &json!({"token_type": "Bearer"})), "NotSent"),
        (token("bad\ntoken", &json!(3600)), "NotSent"),
        (lost(), "NotSent"),
    ];
    for (given, expected) in cases {
        let case = format!("{given:?}");
        let scene = Scene::new(move |_| given.clone());
        let error = scene.client.epayment().get(&reference()).await.unwrap_err();
        assert!(format!("{error:?}").starts_with(expected), "{case} gave {error:?}");
        assert_eq!(scene.seen().len(), 1, "{case}");
    }
}

#[tokio::test]
async fn a_lost_answer_to_the_call_itself_is_unknown() {
    let scene = Scene::answering(lost());
    let error = scene.client.epayment().get(&reference()).await.unwrap_err();
    assert!(matches!(error, Error::Unknown(Unknown::NoAnswer { .. })));
    assert_eq!(scene.seen().len(), 2, "nothing is retried");
}
