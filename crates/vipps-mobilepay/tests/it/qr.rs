//! The personal QR and its exchange.

use serde_json::{Value, json};
use vipps_mobilepay::Error;

use crate::script::{Scene, answer};

const SCAN: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";

#[tokio::test]
async fn the_whole_scan_is_exchanged_for_the_number() {
    let cases = [
        (
            json!({"msisdn": "4712345678", "timestamp": 1_634_025_600, "version": "2.0"}),
            Some(1_634_025_600),
        ),
        (json!({"msisdn": "4712345678", "version": "1.0"}), None),
        (json!({"msisdn": "4712345678", "version": "1.0", "timestamp": null, "new": 1}), None),
    ];
    for (body, generated_at_unix_s) in cases {
        let scene = Scene::answering(answer(200, &body));
        let customer = scene.client.qr().exchange(SCAN).await.unwrap();
        assert_eq!(customer.msisdn.as_str(), "4712345678");
        assert_eq!(customer.version, body["version"].as_str().unwrap());
        assert_eq!(customer.generated_at_unix_s, generated_at_unix_s);
        assert!(!format!("{customer:?}").contains("4712345678"));

        let call = scene.last();
        assert_eq!(call.method.as_str(), "POST");
        assert_eq!(call.url.as_str(), "https://api.example.test/qr/v1/exchange");
        assert_eq!(call.header("authorization"), Some("Bearer t1"));
        assert_eq!(call.header("ocp-apim-subscription-key"), Some("the-subscription-key"));
        assert_eq!(call.header("merchant-serial-number"), Some("123456"));
        assert_eq!(call.header("content-type"), Some("application/json"));
        assert_eq!(call.timeout, std::time::Duration::from_secs(10));
        let sent: Value = serde_json::from_slice(&call.body).unwrap();
        assert_eq!(sent, json!({"qrCode": SCAN}));
    }
}

#[tokio::test]
async fn a_refused_scan_names_the_field_and_nothing_of_its_content() {
    let scene = Scene::answering(answer(
        400,
        &json!({
            "title": "Bad request", "status": 400, "detail": SCAN,
            "extraDetails": [{"name": "qrCode", "reason": SCAN}],
        }),
    ));
    let error = scene.client.qr().exchange(SCAN).await.unwrap_err();
    let Error::Refused(problem) = &error else { panic!("{error:?}") };
    let [field] = problem.fields.as_slice() else { panic!("{error:?}") };
    assert_eq!((field.name.as_str(), field.expose_reason()), ("qrCode", Some(SCAN)));
    assert!(!format!("{error} {error:?}").contains("4712345678"));
}

#[tokio::test]
async fn an_empty_scan_goes_nowhere() {
    let scene = Scene::answering(answer(200, &json!({})));
    assert!(matches!(scene.client.qr().exchange(" ").await, Err(Error::Invalid(_))));
    assert!(scene.seen().is_empty());
}
