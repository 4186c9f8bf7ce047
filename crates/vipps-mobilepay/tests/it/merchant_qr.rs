//! Customer tokens, one-time QRs and the merchant's own QRs: what goes out, and what is read.

use serde_json::{Value, json};
use vipps_mobilepay::qr::{
    CallbackPlace, NewRedirectQr, Picture, QrCategory, QrId, RedirectTarget,
};
use vipps_mobilepay::{CustomerToken, Error, Request, Response};

use crate::script::{Answer, Scene, answer};

const PNG: Picture = Picture::Png { size_px: Some(200) };

fn id() -> QrId {
    QrId::parse("Kasse 1 + 100%æ").unwrap()
}

/// The id as a part of a path.
const ID: &str = "Kasse%201%20%2B%20100%25%C3%A6";

fn body(call: &Request) -> Value {
    serde_json::from_slice(&call.body).unwrap()
}

fn no_content() -> Answer {
    Ok(Response { status: 200, headers: Vec::new(), body: Vec::new() })
}

/// Method and address of the last call.
fn line(scene: &Scene) -> String {
    let call = scene.last();
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("merchant-serial-number"), Some("123456"));
    assert_eq!(call.header("ocp-apim-subscription-key"), Some("the-subscription-key"));
    let url = call.url.as_str();
    format!("{} {}", call.method.as_str(), url.strip_prefix("https://api.example.test").unwrap())
}

#[tokio::test]
async fn a_customer_token_is_exchanged_for_the_number() {
    let token = CustomerToken::parse("eyJra").unwrap();
    for (timestamp, expected) in [(json!(1_634_025_600), Some(1_634_025_600)), (Value::Null, None)]
    {
        let given = json!({"msisdn": "4798765432", "timestamp": timestamp, "new": []});
        let scene = Scene::answering(answer(200, &given));
        let customer = scene.client.qr().exchange_customer(&token).await.unwrap();
        assert_eq!(customer.msisdn.as_str(), "4798765432");
        assert_eq!(customer.scanned_at_unix_s, expected);
        assert_eq!(line(&scene), "POST /qr/v1/exchange/customer");
        let sent = json!({"customer": {"customerToken": "eyJra"}, "requestedData": ["MSISDN"]});
        assert_eq!(body(&scene.last()), sent);
        assert!(!format!("{token:?} {customer:?}").contains("eyJra"));
    }
    let refusal = json!({"title": "Bad request", "status": 400, "detail": "eyJra",
        "extraDetails": [{"name": "customer", "reason": "eyJra"}]});
    let scene = Scene::answering(answer(400, &refusal));
    let error = scene.client.qr().exchange_customer(&token).await.unwrap_err();
    let Error::Refused(problem) = &error else { panic!("{error:?}") };
    let [field] = problem.fields.as_slice() else { panic!("{error:?}") };
    assert_eq!((field.name.as_str(), field.expose_reason()), ("customer", Some("eyJra")));
    assert!(!format!("{error} {error:?}").contains("eyJra"));
}

#[tokio::test]
async fn a_one_time_qr_is_asked_for_in_a_form() {
    let landing = "https://api.vipps.no/dwo-api-application/v1/deeplink?v=2&token=eyJ".parse();
    let landing = landing.unwrap();
    let rows = [
        (PNG, "image/png", Some("200")),
        (Picture::Png { size_px: None }, "image/png", None),
        (Picture::Svg, "image/svg+xml", None),
        (Picture::TargetUrl, "text/targetUrl", None),
    ];
    for (picture, accept, size) in rows {
        let given = json!({"url": "https://qr.vipps.no/generate/qr.png?x", "expiresIn": 544});
        let scene = Scene::answering(answer(200, &given));
        let qr = scene.client.qr().one_time(&landing, picture).await.unwrap();
        assert_eq!((qr.url.as_str(), qr.expires_in_s), (given["url"].as_str().unwrap(), 544));
        assert_eq!(line(&scene), "POST /qr/v1");
        assert_eq!(body(&scene.last()), json!({"url": landing.as_str()}));
        assert_eq!(scene.last().header("accept"), Some(accept));
        assert_eq!(scene.last().header("size"), size);
    }
}

#[tokio::test]
async fn callback_qrs_are_put_read_listed_and_deleted() {
    let scene = Scene::answering(no_content());
    let qr = scene.client.qr();
    qr.put_callback(&id(), &CallbackPlace::new("Kasse 1")).await.unwrap();
    assert_eq!(line(&scene), format!("PUT /qr/v1/merchant-callback/{ID}"));
    assert_eq!(body(&scene.last()), json!({"locationDescription": "Kasse 1"}));
    for (category, word) in [(QrCategory::InStore, "IN_STORE"), (QrCategory::Vending, "VENDING")] {
        let place = CallbackPlace { category: Some(category), ..CallbackPlace::new("Plass 3") };
        qr.put_callback(&id(), &place).await.unwrap();
        assert_eq!(body(&scene.last())["category"], word);
    }
    qr.put_mobilepay_callback(&QrId::parse("4711").unwrap(), "Kasse 1").await.unwrap();
    assert_eq!(line(&scene), "PUT /qr/v1/merchant-callback/mobilepay/4711");
    qr.delete_callback(&id()).await.unwrap();
    assert_eq!(line(&scene), format!("DELETE /qr/v1/merchant-callback/{ID}"));

    let listed = json!({"merchantSerialNumber": "123456", "merchantQrId": "till-1",
        "locationDescription": "Kasse 1", "qrImageUrl": "https://qr.vipps.no/generate/qr.png?x",
        "qrContent": "https://qr.vipps.no/x", "new": {}});
    let scene = Scene::answering(answer(200, &listed));
    let found = scene.client.qr().callback(&id(), PNG).await.unwrap();
    assert_eq!(found.merchant_qr_id, "till-1");
    assert_eq!(found.qr_content.as_deref(), Some("https://qr.vipps.no/x"));
    let query = "?QrImageFormat=PNG&QrImageSize=200";
    assert_eq!(line(&scene), format!("GET /qr/v1/merchant-callback/{ID}{query}"));

    let scene = Scene::answering(answer(200, &json!([listed, {"merchantQrId": "till-2"}])));
    let all = scene.client.qr().callbacks(Picture::Svg).await.unwrap();
    assert_eq!(all[1].merchant_qr_id, "till-2");
    assert_eq!(all[1].location_description, None);
    assert_eq!(line(&scene), "GET /qr/v1/merchant-callback?QrImageFormat=SVG");
}

#[tokio::test]
async fn redirect_qrs_are_made_read_led_elsewhere_and_deleted() {
    let target = RedirectTarget::parse("https://example.com/myProduct?a=1").unwrap();
    let new = NewRedirectQr { id: id(), redirect_url: target.clone(), ttl_s: Some(600) };
    let given = |expires_in: Value| {
        json!({"id": id().as_str(), "url": "https://qr.vipps.no/generate/qr.png?x",
            "redirectUrl": target.as_str(), "expiresIn": expires_in})
    };
    let scene = Scene::answering(answer(200, &given(json!(598))));
    let qr = scene.client.qr();
    let made = qr.create_redirect(&new, PNG).await.unwrap();
    assert_eq!((made.id.as_str(), made.expires_in_s), (id().as_str(), Some(598)));
    assert_eq!(line(&scene), "POST /qr/v1/merchant-redirect");
    assert_eq!(scene.last().header("size"), Some("200"));
    let sent = json!({"id": id().as_str(), "redirectUrl": target.as_str(), "ttl": 600});
    assert_eq!(body(&scene.last()), sent);

    qr.redirect(&id(), Picture::Svg).await.unwrap();
    assert_eq!(line(&scene), format!("GET /qr/v1/merchant-redirect/{ID}"));
    assert_eq!(scene.last().header("accept"), Some("image/svg+xml"));
    qr.update_redirect(&id(), &target, Picture::Svg).await.unwrap();
    assert_eq!(line(&scene), format!("PUT /qr/v1/merchant-redirect/{ID}"));
    assert_eq!(body(&scene.last()), json!({"redirectUrl": target.as_str()}));

    let scene = Scene::answering(answer(200, &json!([given(json!(-1)), given(Value::Null)])));
    let all = scene.client.qr().redirects(Picture::TargetUrl).await.unwrap();
    assert!(all.iter().all(|qr| qr.expires_in_s.is_none()), "{all:?}");
    assert_eq!(line(&scene), "GET /qr/v1/merchant-redirect");
    assert_eq!(scene.last().header("accept"), Some("text/targetUrl"));

    let scene = Scene::answering(no_content());
    scene.client.qr().delete_redirect(&id()).await.unwrap();
    assert_eq!(line(&scene), format!("DELETE /qr/v1/merchant-redirect/{ID}"));

    let scene = Scene::answering(answer(409, &json!({"id": id().as_str()})));
    let error = scene.client.qr().create_redirect(&new, PNG).await.unwrap_err();
    assert!(matches!(&error, Error::Refused(problem) if problem.status == 409), "{error:?}");
}

#[tokio::test]
async fn a_qr_that_breaks_a_rule_goes_nowhere() {
    let scene = Scene::answering(no_content());
    let qr = scene.client.qr();
    let target = RedirectTarget::parse("https://example.com").unwrap();
    let lived = |ttl_s| NewRedirectQr { id: id(), redirect_url: target.clone(), ttl_s };
    let sized = |size_px| Picture::Png { size_px: Some(size_px) };
    let outcomes = [
        qr.put_callback(&id(), &CallbackPlace::new("")).await,
        qr.put_callback(&id(), &CallbackPlace::new("ø".repeat(37))).await,
        qr.put_mobilepay_callback(&id(), "").await,
        qr.callbacks(Picture::TargetUrl).await.map(|_| ()),
        qr.callback(&id(), sized(99)).await.map(|_| ()),
        qr.redirects(sized(2001)).await.map(|_| ()),
        qr.create_redirect(&lived(Some(299)), PNG).await.map(|_| ()),
        qr.create_redirect(&lived(Some(2_147_483_648)), PNG).await.map(|_| ()),
    ];
    for (row, outcome) in outcomes.into_iter().enumerate() {
        assert!(matches!(outcome, Err(Error::Invalid(_))), "{row}: {outcome:?}");
    }
    for text in ["", "../x", "a/b", "a?b", "tab\t", &"a".repeat(129)] {
        assert!(QrId::parse(text).is_err(), "{text}");
    }
    for text in ["http://a.example", "https://", "https://-a", "https://a b", "https://a/ø"] {
        assert!(RedirectTarget::parse(text).is_err(), "{text}");
    }
    assert!(scene.seen().is_empty());
}
