//! Webhooks: registering, and which events are believed.

use serde_json::{Value, json};
use vipps_mobilepay::epayment::EventName;
use vipps_mobilepay::webhook::{
    self, LOGIN_PING, PAYMENT_EVENTS, Registered, VerifyError, parse, parse_checked_in,
    parse_payment, parse_ping, verify,
};
use vipps_mobilepay::{Amount, Currency, Error, ExposeSecret, SecretString};

use crate::script::{Scene, answer};

/// An event as it arrives.
#[derive(Clone)]
struct Event {
    url: &'static str,
    secret: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Event {
    fn new(
        url: &'static str,
        secret: &str,
        date: &str,
        hash: &str,
        signature: &str,
        body: &str,
    ) -> Self {
        let authorization = format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
        );
        let headers = vec![
            ("x-ms-date", date.to_owned()),
            ("x-ms-content-sha256", hash.to_owned()),
            ("authorization", authorization),
        ];
        Self { url, secret: secret.to_owned(), headers, body: body.as_bytes().to_vec() }
    }

    fn judge(&self) -> Result<(), VerifyError> {
        let registered = Registered {
            url: self.url.parse().unwrap(),
            secret: SecretString::from(self.secret.clone()),
        };
        let find = |name: &str| {
            let found = self.headers.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| value.as_str())
        };
        verify(&registered, find, &self.body)
    }

    fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(key, _)| *key != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| *key != name);
        self
    }

    fn header(&self, name: &str) -> String {
        self.headers.iter().find(|(key, _)| *key == name).unwrap().1.clone()
    }
}

const DOCS_URL: &str = "https://webhook.site/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63";
const DOCS_DATE: &str = "Thu, 30 Mar 2023 08:38:32 GMT";
const DOCS_BODY: &str =
    r#"{"some-unique-content":"ee6e441b-cc4a-46f8-895d-a5af79bcc233/hello-world"}"#;
const DOCS_HASH: &str = "lNlsp1XA03N34HrQsVzPgJKtC+r7l/RBF4V3JQUWMj4=";

/// The sample that the official documentation had until 2025.
fn vector_a() -> Event {
    let secret =
        "A0+AeKBRG2KRGvnNwJpQlb6IJFk48CKXCIcrLoHncVJKDILsQSxS6NWCccwWm6r6FhGKhiHTBsG2wo/xU6FY/A==";
    let signature = "agAiSyogQbDHpeucoNwYz+yAr5nJ+v+zasdkSbqzv+U=";
    Event::new(DOCS_URL, secret, DOCS_DATE, DOCS_HASH, signature, DOCS_BODY)
}

/// The same with the secret that newer documentation shows, and the signature that belongs to it.
fn vector_b() -> Event {
    let secret = format!("{}==", "A".repeat(86));
    let signature = "u4zz3dyO3c3xJwl36rPpn1n7WF75u6r2epjH70MZTGM=";
    Event::new(DOCS_URL, &secret, DOCS_DATE, DOCS_HASH, signature, DOCS_BODY)
}

/// With a port, a query and a secret that looks like a UUID.
fn vector_c() -> Event {
    let body = concat!(
        r#"{"msn":"123456","reference":"acme-pos-0001-a","pspReference":"1234567891","#,
        r#""name":"AUTHORIZED","amount":{"currency":"NOK","value":35000},"#,
        r#""timestamp":"2026-01-19T16:26:32.099Z","idempotencyKey":"49ca711a9487112e1def","#,
        r#""success":true}"#,
    );
    Event::new(
        "https://pos.example.com:8443/hooks/vipps?store=7",
        "090a478d-37ff-4e77-970e-d457aeb26a3a",
        "Mon, 19 Jan 2026 16:26:33 GMT",
        "pBlz2rY4bZWBo5AwZFu6eEx2GvYZrVJnJ1U573rYJIM=",
        "EHb2ypHR6ppdprIX1TFDg15gsvGroMuwr5bfmsV7Xn8=",
        body,
    )
}

#[test]
fn published_vectors_are_believed() {
    for (name, event) in [("A", vector_a()), ("B", vector_b()), ("C", vector_c())] {
        assert_eq!(event.judge(), Ok(()), "{name}");
        let authorization = event.header("authorization");
        let moved = event.clone().without("authorization");
        let moved = moved.with("x-vipps-authorization", &authorization);
        assert_eq!(moved.judge(), Ok(()), "{name} under the other header");
        for other in ["Basic cHJveHk=", "HMAC-SHA256 SignedHeaders=host&Signature=cHJveHk="] {
            let proxied = event.clone().with("authorization", other);
            let proxied = proxied.with("x-vipps-authorization", &authorization);
            assert_eq!(proxied.judge(), Ok(()), "{name} with a proxy's own: {other}");
        }
    }
}

#[test]
fn what_was_changed_is_not_believed() {
    let event = vector_c;
    let changed_body = |body: &[u8]| Event { body: body.to_vec(), ..event() };
    let at = |url| Event { url, ..event() };
    let authorization = event().header("authorization");
    let short = authorization.strip_suffix('=').unwrap();
    let signature = authorization.rsplit_once("Signature=").unwrap().1;
    let a_hash = vector_a().header("x-ms-content-sha256");
    let rows = [
        ("body", changed_body(b"{}"), VerifyError::Body),
        ("no body", changed_body(b""), VerifyError::Body),
        ("hash", event().with("x-ms-content-sha256", &a_hash), VerifyError::Body),
        (
            "body with its own hash",
            Event { body: DOCS_BODY.into(), ..event() }.with("x-ms-content-sha256", DOCS_HASH),
            VerifyError::Signature,
        ),
        (
            "date",
            event().with("x-ms-date", "Mon, 19 Jan 2026 16:26:34 GMT"),
            VerifyError::Signature,
        ),
        ("port", at("https://pos.example.com/hooks/vipps?store=7"), VerifyError::Signature),
        ("query", at("https://pos.example.com:8443/hooks/vipps"), VerifyError::Signature),
        ("path", at("https://pos.example.com:8443/hooks/other?store=7"), VerifyError::Signature),
        ("host", at("https://evil.example.com:8443/hooks/vipps?store=7"), VerifyError::Signature),
        (
            "secret",
            Event { secret: "090a478d-37ff-4e77-970e-d457aeb26a3b".into(), ..event() },
            VerifyError::Signature,
        ),
        ("cut signature", event().with("authorization", short), VerifyError::Signature),
        (
            "other signed headers",
            event().with(
                "authorization",
                &format!("HMAC-SHA256 SignedHeaders=x-ms-date&Signature={signature}"),
            ),
            VerifyError::Signature,
        ),
        (
            "another scheme",
            event().with("authorization", signature),
            VerifyError::MissingHeader("authorization"),
        ),
        (
            "no authorization",
            event().without("authorization"),
            VerifyError::MissingHeader("authorization"),
        ),
        ("no date", event().without("x-ms-date"), VerifyError::MissingHeader("x-ms-date")),
        (
            "no hash",
            event().without("x-ms-content-sha256"),
            VerifyError::MissingHeader("x-ms-content-sha256"),
        ),
    ];
    for (case, event, expected) in rows {
        assert_eq!(event.judge(), Err(expected), "{case}");
    }
}

#[test]
fn a_default_port_is_not_part_of_the_host() {
    let url = "https://webhook.site:443/e2cee29b-012e-4f1d-8ef4-e95fd74a7a63";
    assert_eq!(Event { url, ..vector_a() }.judge(), Ok(()));
}

#[test]
fn payment_events_are_read() {
    let event = parse_payment(&vector_c().body).unwrap();
    assert_eq!(event.msn, "123456");
    assert_eq!(event.reference.as_str(), "acme-pos-0001-a");
    assert_eq!(event.psp_reference, "1234567891");
    assert_eq!(event.name, EventName::Authorized);
    assert_eq!(event.amount, Amount::new(35_000, Currency::NOK));
    assert_eq!(event.timestamp, "2026-01-19T16:26:32.099Z");
    assert_eq!(event.idempotency_key.as_deref(), Some("49ca711a9487112e1def"));
    assert!(event.success);

    let mut later: Value = serde_json::from_slice(&vector_c().body).unwrap();
    later["name"] = json!("PAUSED");
    later["success"] = json!(false);
    later["idempotencyKey"] = Value::Null;
    later["sub"] = json!("c06c4afe");
    later["captureGuaranteedUntil"] = json!("2026-09-01T07:53:44.812+00:00");
    later["userDetails"] = json!({"firstName": "Ada"});
    let event = parse_payment(&serde_json::to_vec(&later).unwrap()).unwrap();
    assert_eq!(event.name, EventName::Other("PAUSED".to_owned()));
    assert!(!event.success);
    assert_eq!(event.idempotency_key, None);
    assert_eq!(event.sub.as_deref(), Some("c06c4afe"));
    assert!(event.capture_guaranteed_until.is_some());
    assert_eq!(event.user_details.as_ref().unwrap().first_name.as_deref(), Some("Ada"));
    assert!(!format!("{event:?}").contains("Ada"));

    let mut elsewhere: Value = serde_json::from_slice(&vector_c().body).unwrap();
    for (profile, expected) in [
        (json!({"sub": "c06c4afe", "scope": "name"}), Some("c06c4afe")),
        (json!({"sub": 1}), None),
        (json!("none"), None),
        (Value::Null, None),
    ] {
        elsewhere["profile"] = profile;
        let event = parse_payment(&serde_json::to_vec(&elsewhere).unwrap()).unwrap();
        assert_eq!(event.sub.as_deref(), expected, "{elsewhere}");
    }

    for body in ["", "{}", "[]", r#"{"auth_req_id":"a"}"#] {
        assert!(parse_payment(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn pings_name_a_login() {
    assert_eq!(parse_ping(br#"{"auth_req_id":"VYGaa"}"#).unwrap().expose(), "VYGaa");
    for body in ["", "{}", r#"{"auth_req_id":""}"#, r#"{"auth_req_id":1}"#] {
        assert!(parse_ping(body.as_bytes()).is_err(), "{body}");
    }
}

#[test]
fn check_ins_bring_a_token() {
    let body = |msn: &str| {
        let body = json!({"customerToken": "ZXlKcmE=", "merchantQrId": "till-1", msn: "123456",
            "initiatedAt": "2026-11-23T12:00:00.1234567Z", "new": 1});
        serde_json::to_vec(&body).unwrap()
    };
    for msn in ["msn", "merchantSerialNumber"] {
        let event = parse_checked_in(&body(msn)).unwrap();
        assert_eq!(event.customer_token.as_str(), "ZXlKcmE=");
        assert_eq!((event.merchant_qr_id.as_str(), event.msn.as_str()), ("till-1", "123456"));
        assert_eq!(event.initiated_at, "2026-11-23T12:00:00.1234567Z");
        assert!(!format!("{event:?}").contains("ZXlK"));
    }
    for body in ["", "{}", r#"{"auth_req_id":"a"}"#] {
        assert!(parse_checked_in(body.as_bytes()).is_err(), "{body}");
    }
    let kinds =
        [vector_c().body, body("msn"), br#"{"auth_req_id":"VYGaa"}"#.to_vec()].map(|body| {
            match parse(&body).unwrap() {
                webhook::Event::Payment(event) => event.msn,
                webhook::Event::CheckedIn(event) => event.merchant_qr_id,
                webhook::Event::LoginPing(login) => login.expose().to_owned(),
            }
        });
    assert_eq!(kinds, ["123456", "till-1", "VYGaa"]);
    assert!(parse(b"{}").is_err());
}

#[tokio::test]
async fn registrations_are_made_listed_and_deleted() {
    let id = "497f6eca-6276-4993-bfeb-53cbbbba6f08";
    let scene = Scene::answering(answer(201, &json!({"id": id, "secret": "090a478d"})));
    let url = "https://pos.example.com/hooks/vipps?store=7".parse().unwrap();
    let registration = scene.client.webhooks().register(&url, &[LOGIN_PING]).await.unwrap();
    assert_eq!(registration.id, id);
    assert_eq!(registration.secret.expose_secret(), "090a478d");
    assert!(!format!("{registration:?}").contains("090a478d"));
    let call = scene.last();
    assert_eq!(call.method.as_str(), "POST");
    assert_eq!(call.url.path(), "/webhooks/v1/webhooks");
    assert_eq!(call.header("authorization"), Some("Bearer t1"));
    assert_eq!(call.header("ocp-apim-subscription-key"), Some("the-subscription-key"));
    let sent: Value = serde_json::from_slice(&call.body).unwrap();
    assert_eq!(sent, json!({"url": url.as_str(), "events": ["login.merchant-initiated.ping.v1"]}));

    let listed = json!({"webhooks": [{"id": id, "url": url.as_str(), "events": PAYMENT_EVENTS}]});
    let scene = Scene::answering(answer(200, &listed));
    let list = scene.client.webhooks().list().await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].id.as_str(), list[0].events.len()), (id, 8));
    assert_eq!(scene.last().method.as_str(), "GET");

    let gone = vipps_mobilepay::Response { status: 204, headers: Vec::new(), body: Vec::new() };
    let scene = Scene::answering(Ok(gone));
    scene.client.webhooks().delete(id).await.unwrap();
    let call = scene.last();
    assert_eq!(call.method.as_str(), "DELETE");
    assert_eq!(call.url.path(), format!("/webhooks/v1/webhooks/{id}"));
    for wrong in ["", "../x", "a?b"] {
        let outcome = scene.client.webhooks().delete(wrong).await;
        assert!(matches!(outcome, Err(Error::Invalid(_))), "{wrong}");
    }
}
