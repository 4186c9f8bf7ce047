//! How each answer to a write is read: what is definite, what is not, and that none of it repeats
//! what the service said about a person.

use serde_json::{Value, json};
use vipps_mobilepay::qr::{Picture, QrId};
use vipps_mobilepay::report::{LedgerId, Topic};
use vipps_mobilepay::{
    Advice, Amount, Currency, Error, IdempotencyKey, Operation, Problem, Reference, Response,
    TransportError, Unknown,
};

use crate::script::{Answer, Scene, answer, lost};

async fn capture(given: Answer) -> Error {
    let scene = Scene::answering(given);
    let reference = Reference::parse("acme-0001").unwrap();
    let key = IdempotencyKey::parse("key-1").unwrap();
    let amount = Amount::new(100, Currency::NOK);
    scene.client.epayment().capture(&reference, amount, &key).await.unwrap_err()
}

fn problem(status: u16, title: &str, code: &Value) -> Answer {
    answer(
        status,
        &json!({
            "type": "https://httpstatuses.io/400", "title": title, "status": status,
            "traceId": "00-1-2-01", "detail": "Customer 4712345678 Ola Nordmann",
            "instance": "/v1/payments/acme-0001/capture",
            "extraDetails": [{"name": "ErrorCode", "reason": code}],
        }),
    )
}

fn page(status: u16) -> Answer {
    Ok(Response { status, headers: Vec::new(), body: b"<html>4712345678</html>".to_vec() })
}

fn unreadable(status: u16) -> Error {
    Error::Unknown(Unknown::Unreadable { status, retry_after_s: None })
}

#[tokio::test]
async fn each_answer_is_read_as_what_it_is() {
    let gateway = json!({"statusCode": 403, "message": "Access denied for 4712345678"});
    let rows: Vec<(&str, Answer, &str, Advice)> = vec![
        ("domain refusal", problem(400, "Too early", &json!("6080")), "refused", Advice::NewKey),
        ("code as a number", problem(400, "Too early", &json!(6080)), "refused", Advice::NewKey),
        ("forbidden by the domain", problem(403, "No", &json!("5020")), "refused", Advice::GiveUp),
        ("not found", problem(404, "Unknown", &json!("5090")), "refused", Advice::ReadFirst),
        ("unprocessable", problem(422, "No", &json!("5070")), "refused", Advice::GiveUp),
        ("no code", answer(400, &json!({"title": "Bad Request"})), "refused", Advice::GiveUp),
        ("the key is known", problem(409, "Conflict", &json!("4010")), "open", Advice::ReadFirst),
        ("409 with any code", problem(409, "Conflict", &json!("6090")), "open", Advice::ReadFirst),
        ("409 without", answer(409, &json!({"title": "Conflict"})), "open", Advice::ReadFirst),
        (
            "the key is known, as 400",
            problem(400, "Key", &json!("4020")),
            "open",
            Advice::ReadFirst,
        ),
        ("locked", problem(423, "Locked", &json!("6160")), "open", Advice::Wait),
        ("processing", problem(400, "Processing", &json!("6250")), "open", Advice::Wait),
        ("funds", problem(400, "Funds unavailable", &json!("6260")), "open", Advice::SameKey),
        ("later", problem(400, "Capture failed", &json!("6280")), "open", Advice::SameKey),
        ("time-out of theirs", answer(408, &json!({"title": "T"})), "open", Advice::ReadFirst),
        ("error of theirs", problem(500, "Internal", &json!("3010")), "open", Advice::ReadFirst),
        ("500 with a refusal's code", problem(500, "?", &json!("6080")), "open", Advice::ReadFirst),
        ("bad gateway", page(502), "unreadable", Advice::ReadFirst),
        ("a page for 400", page(400), "unreadable", Advice::ReadFirst),
        ("a page for 404", page(404), "unreadable", Advice::ReadFirst),
        ("a redirect", page(302), "unreadable", Advice::ReadFirst),
        ("success of another kind", page(200), "unreadable", Advice::ReadFirst),
        ("success cut short", answer(200, &json!({"state": 1})), "unreadable", Advice::ReadFirst),
        ("no answer", lost(), "lost", Advice::ReadFirst),
        (
            "not sent",
            Err(TransportError::NotSent("refused".to_owned())),
            "not sent",
            Advice::SameKey,
        ),
        ("keys", answer(401, &gateway), "unauthorised", Advice::Wait),
        ("gateway", answer(403, &gateway), "unauthorised", Advice::Wait),
        (
            "forbidden without a code",
            answer(403, &json!({"title": "Forbidden"})),
            "unauthorised",
            Advice::Wait,
        ),
        ("gateway's page", page(403), "unauthorised", Advice::Wait),
        ("slower", page(429), "slower", Advice::Wait),
    ];
    for (case, given, expected, advice) in rows {
        let error = capture(given).await;
        let kind = match &error {
            Error::Refused(_) => "refused",
            Error::Unknown(Unknown::Unsettled { .. }) => "open",
            Error::Unknown(Unknown::Unreadable { .. }) => "unreadable",
            Error::Unknown(Unknown::NoAnswer { .. }) => "lost",
            Error::NotSent { .. } => "not sent",
            Error::Unauthorised { .. } => "unauthorised",
            Error::RateLimited { .. } => "slower",
            Error::Invalid(_) => "invalid",
        };
        assert_eq!(kind, expected, "{case}: {error:?}");
        assert_eq!(error.advice(Operation::Capture), advice, "{case}: {error:?}");
        let printed = format!("{error} {error:?}");
        for personal in ["4712345678", "Nordmann"] {
            assert!(!printed.contains(personal), "{case}: {printed}");
        }
    }
}

/// Where nothing but the call itself hangs on it, a 4xx is a refusal whatever its body, and a 409
/// says that the thing is there already.
#[tokio::test]
async fn a_refusal_without_a_problem_is_still_one() {
    let bare = |status| Problem {
        status,
        code: None,
        title: String::new(),
        fields: Vec::new(),
        trace_id: None,
    };
    let named = Problem { title: "Conflict".to_owned(), ..bare(409) };
    let gateway = json!({"statusCode": 404, "message": "Resource not found for 4712345678"});
    let rows = [
        (answer(409, &json!({"id": "poster"})), Error::Refused(bare(409))),
        (answer(409, &json!({"title": "Conflict"})), Error::Refused(named)),
        (answer(404, &gateway), Error::Refused(bare(404))),
        (page(400), Error::Refused(bare(400))),
        (page(415), Error::Refused(bare(415))),
        (page(401), Error::Unauthorised { status: 401 }),
        (page(403), Error::Unauthorised { status: 403 }),
        (page(429), Error::RateLimited { retry_after_s: None }),
        (page(500), unreadable(500)),
        (page(302), unreadable(302)),
    ];
    let id = QrId::parse("poster").unwrap();
    let ledger = LedgerId::parse("302321").unwrap();
    let reference = Reference::parse("acme-0001").unwrap();
    for (given, expected) in rows {
        let client = Scene::answering(given).client;
        let errors = [
            client.qr().redirect(&id, Picture::Svg).await.unwrap_err(),
            client.order_management().get(&reference).await.unwrap_err(),
            client.report().feed(&ledger, Topic::Funds, None).await.unwrap_err(),
            client.webhooks().list().await.unwrap_err(),
            client.login().userinfo_of_payment("c06c4afe").await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error, expected);
            assert!(!format!("{error} {error:?}").contains("4712345678"));
        }
    }
}

#[tokio::test]
async fn a_refusal_keeps_code_title_fields_and_trace() {
    let error = capture(answer(
        400,
        &json!({
            "title": "Bad Request", "status": 999, "traceId": "00-1-2-01",
            "extraDetails": [
                {"name": "reference", "reason": "The field Reference must match"},
                {"name": "ErrorCode", "reason": "6090"},
                {"reason": "no name"},
                {"name": "amount.value"},
            ],
        }),
    ))
    .await;
    let Error::Refused(problem) = &error else { panic!("{error:?}") };
    assert_eq!((problem.status, problem.code), (400, Some(6090)));
    assert_eq!(problem.title, "Bad Request");
    assert_eq!(problem.trace_id.as_deref(), Some("00-1-2-01"));
    let fields: Vec<_> =
        problem.fields.iter().map(|field| (field.name.as_str(), field.expose_reason())).collect();
    let reason = "The field Reference must match";
    assert_eq!(fields, [("reference", Some(reason)), ("amount.value", None)]);
    assert!(!format!("{error:?}").contains(reason), "a reason may repeat what stood in the field");
    assert_eq!(
        error.to_string(),
        "Vipps MobilePay refused (status 400, code 6090, Bad Request, \
         fields reference amount.value); put right what it names, then use a new key"
    );
}

#[tokio::test]
async fn retry_after_is_passed_on_in_seconds() {
    // The clock stands at Fri, 14 Jul 2017 02:40:00 GMT.
    let rows = [
        ("17", None, Some(17)),
        ("Fri, 14 Jul 2017 02:40:30 GMT", None, Some(30)),
        ("Friday, 14-Jul-17 02:40:30 GMT", None, Some(30)),
        ("Fri Jul 14 02:40:30 2017", None, Some(30)),
        ("Fri, 14 Jul 2017 02:39:59 GMT", None, Some(0)),
        // A server whose clock is wrong counts by its own.
        ("Wed, 21 Oct 2026 07:28:00 GMT", Some("Wed, 21 Oct 2026 07:27:15 GMT"), Some(45)),
        ("Fri, 14 Jul 2017 02:40:30 GMT", Some("yesterday"), Some(30)),
        ("17", Some("Wed, 21 Oct 2026 07:27:15 GMT"), Some(17)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", None, Some(251_902_300_799)),
        ("soon", None, None),
        ("-5", None, None),
    ];
    for (value, date, expected) in rows {
        let mut headers = vec![("Retry-After".to_owned(), value.to_owned())];
        headers.extend(date.map(|date| ("Date".to_owned(), date.to_owned())));
        let error = capture(Ok(Response { status: 429, headers, body: Vec::new() })).await;
        assert_eq!(error, Error::RateLimited { retry_after_s: expected }, "{value} {date:?}");
    }
}

/// Whatever leaves the call open may ask to wait: a 503 of the service or of its gateway, a payment
/// that is locked, and the token that had to be fetched first.
#[tokio::test]
async fn any_open_answer_may_ask_to_wait() {
    let waiting = |given: Answer, value: &str| {
        given.map(|mut response| {
            response.headers.push(("Retry-After".to_owned(), value.to_owned()));
            response
        })
    };
    let rows = [
        (problem(503, "Unavailable", &json!("3010")), "open"),
        (problem(423, "Locked", &json!("6160")), "open"),
        (problem(400, "Processing", &json!("6250")), "open"),
        (page(503), "unreadable"),
        (page(429), "slower"),
    ];
    for (given, kind) in rows {
        // The clock stands at Fri, 14 Jul 2017 02:40:00 GMT.
        for (value, expected) in
            [("30", Some(30)), ("Fri, 14 Jul 2017 02:40:45 GMT", Some(45)), ("soon", None)]
        {
            let error = capture(waiting(given.clone(), value)).await;
            assert_eq!(error.retry_after_s(), expected, "{error:?}");
            let is_of_kind = match &error {
                Error::Unknown(Unknown::Unsettled { .. }) => kind == "open",
                Error::Unknown(Unknown::Unreadable { .. }) => kind == "unreadable",
                _ => kind == "slower",
            };
            assert!(is_of_kind, "{kind}: {error:?}");
        }
        let error = capture(given).await;
        assert_eq!(error.retry_after_s(), None, "{error:?}");
    }

    let scene = Scene::new(move |_| waiting(page(503), "20"));
    let reference = Reference::parse("acme-0001").unwrap();
    let error = scene.client.epayment().get(&reference).await.unwrap_err();
    assert!(matches!(error, Error::NotSent { retry_after_s: Some(20), .. }), "{error:?}");
}

#[test]
fn a_read_whose_answer_is_lost_is_simply_repeated() {
    let lost = Error::Unknown(Unknown::NoAnswer { detail: String::new() });
    for error in [lost, unreadable(502)] {
        assert_eq!(error.advice(Operation::Read), Advice::SameKey);
    }
}
