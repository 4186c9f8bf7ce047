//! Whatever a stranger sends: nothing panics, and not one altered byte is believed. Cases are made
//! by chance; a failing one is printed with what makes it fail again.

use std::collections::BTreeMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use vipps_mobilepay::login::{Returned, parse_revocation};
use vipps_mobilepay::webhook::{self, Registered, verify};
use vipps_mobilepay::{Error, Response, SecretString};

use crate::id_token::{claims, es256, judge, rs256, scene, signed};
use crate::script::{Answer, Scene};

fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

/// An event, signed as the documentation says and not as the crate does it.
#[derive(Clone, Debug)]
struct Event {
    address: (&'static str, &'static str, &'static str),
    secret: String,
    date: String,
    body: Vec<u8>,
}

const ADDRESSES: [(&str, &str, &str); 4] = [
    ("https://pos.example.com/hooks", "/hooks", "pos.example.com"),
    ("https://pos.example.com:8443/hooks?store=7", "/hooks?store=7", "pos.example.com:8443"),
    ("https://pos.example.com:443/", "/", "pos.example.com"),
    ("http://127.0.0.1:8080/a%20b?c=%26&d", "/a%20b?c=%26&d", "127.0.0.1:8080"),
];

fn event() -> impl Strategy<Value = Event> {
    let body = prop::collection::vec(any::<u8>(), 0..200);
    (select(&ADDRESSES[..]), "\\PC{1,90}", "[ -~]{1,40}", body)
        .prop_map(|(address, secret, date, body)| Event { address, secret, date, body })
}

type Headers = BTreeMap<&'static str, String>;

impl Event {
    fn headers(&self) -> Headers {
        let hash = BASE64_STANDARD.encode(Sha256::digest(&self.body));
        let (_, path, host) = self.address;
        let mut mac = Hmac::<Sha256>::new_from_slice(self.secret.as_bytes()).unwrap();
        mac.update(format!("POST\n{path}\n{};{host};{hash}", self.date).as_bytes());
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        let authorization = format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
        );
        BTreeMap::from([
            ("x-ms-date", self.date.clone()),
            ("x-ms-content-sha256", hash),
            ("authorization", authorization),
        ])
    }

    fn is_believed(&self, headers: &Headers, body: &[u8]) -> bool {
        let registered = Registered {
            url: self.address.0.parse().unwrap(),
            secret: SecretString::from(self.secret.clone()),
        };
        verify(&registered, |name| headers.get(name).map(String::as_str), body).is_ok()
    }
}

/// The text with one of its characters another one.
fn altered(text: &str, at: Index, by: char) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let at = at.index(characters.len());
    characters[at] = by;
    characters.into_iter().collect()
}

/// A valid QR answer with one of its bytes another one.
const QR_ANSWER: &[u8] = br#"{"msisdn":"4712345678","version":"2.0","timestamp":1634025600}"#;

fn given(body: Vec<u8>) -> Answer {
    Ok(Response { status: 200, headers: Vec::new(), body })
}

/// The number is exactly what the body says, or there is none.
fn assert_read_faithfully(body: &[u8]) -> Result<(), TestCaseError> {
    let scene = Scene::answering(given(body.to_vec()));
    match wait(scene.client.qr().exchange("https://qr.vipps.no/p/abc")) {
        Ok(customer) => {
            let said: Value = serde_json::from_slice(body).unwrap();
            let number = customer.msisdn.as_str();
            prop_assert_eq!(said["msisdn"].as_str(), Some(number));
            prop_assert!((9..=15).contains(&number.len()));
            prop_assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(said["version"].as_str(), Some(customer.version.as_str()));
        }
        Err(error) => prop_assert!(matches!(error, Error::Unknown(_)), "{error:?}"),
    }
    Ok(())
}

fn json_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[0-9]{0,20}".prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        Just(json!([])),
        Just(json!({"msisdn": "4712345678"})),
    ]
}

proptest! {
    #[test]
    fn a_signed_event_is_believed_and_no_altered_one(
        event in event(), at in any::<Index>(), bit in 0..8u32, by in any::<char>(),
    ) {
        let headers = event.headers();
        prop_assert!(event.is_believed(&headers, &event.body));

        if !event.body.is_empty() {
            let mut body = event.body.clone();
            let at = at.index(body.len());
            body[at] ^= 1 << bit;
            prop_assert!(!event.is_believed(&headers, &body));
            let hash = BASE64_STANDARD.encode(Sha256::digest(&body));
            let mut rehashed = headers.clone();
            rehashed.insert("x-ms-content-sha256", hash);
            prop_assert!(!event.is_believed(&rehashed, &body), "with the hash put right");
        }
        for name in headers.keys() {
            let mut changed = headers.clone();
            changed.insert(name, altered(&headers[name], at, by));
            let same = changed == headers;
            prop_assert_eq!(event.is_believed(&changed, &event.body), same, "{}", name);
        }
        let secret = altered(&event.secret, at, by);
        let same = secret == event.secret;
        let other = Event { secret, ..event.clone() };
        prop_assert_eq!(other.is_believed(&headers, &event.body), same);
        for address in ADDRESSES.into_iter().filter(|address| *address != event.address) {
            let other = Event { address, ..event.clone() };
            prop_assert!(!other.is_believed(&headers, &event.body));
        }
    }

    #[test]
    fn no_headers_and_no_body_make_the_judge_panic(
        event in event(), date in "\\PC*", hash in "\\PC*", authorization in "\\PC*",
        body in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let headers = BTreeMap::from([
            ("x-ms-date", date), ("x-ms-content-sha256", hash), ("authorization", authorization),
        ]);
        prop_assert!(!event.is_believed(&headers, &body));
        let _ = (webhook::parse(&body), parse_revocation(&body, 0));
    }

    #[test]
    fn a_personal_qr_answer_gives_the_number_that_it_says_or_none(
        body in prop::collection::vec(any::<u8>(), 0..100),
        at in any::<Index>(), byte in any::<u8>(),
        (msisdn, version, timestamp) in (json_value(), json_value(), json_value()),
    ) {
        assert_read_faithfully(&body)?;
        let mut changed = QR_ANSWER.to_vec();
        changed[at.index(QR_ANSWER.len())] = byte;
        assert_read_faithfully(&changed)?;
        let made = json!({"msisdn": msisdn, "version": version, "timestamp": timestamp});
        assert_read_faithfully(made.to_string().as_bytes())?;
    }

    #[test]
    fn no_altered_id_token_is_believed(at in any::<Index>(), by in any::<char>(), ec in any::<bool>()) {
        let scene = scene();
        let token = signed(&if ec { es256() } else { rs256() }, &claims(&scene));
        prop_assert!(wait(judge(&scene, &token)).is_ok());
        for by in [by, 'A', '.', '='] {
            let changed = altered(&token, at, by);
            let same = changed == token;
            prop_assert_eq!(wait(judge(&scene, &changed)).is_ok(), same, "{}", by);
        }
        let cut: String = token.chars().take(at.index(token.len())).collect();
        prop_assert!(wait(judge(&scene, &cut)).is_err());
    }

    #[test]
    fn no_made_up_id_token_is_believed(
        token in "\\PC*", parts in prop::collection::vec("[A-Za-z0-9_-]{0,60}", 0..5),
        header in json_value(), kid in json_value(), payload in json_value(),
    ) {
        let scene = scene();
        let encoded = |value: &Value| {
            base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
        };
        let headed = json!({"alg": "RS256", "kid": "public:rsa", "x": header});
        let odd = json!({"alg": header, "kid": kid});
        let tokens = [
            token,
            parts.join("."),
            format!("{}.{}.{}", encoded(&header), encoded(&payload), parts.concat()),
            format!("{}.{}.{}", encoded(&headed), encoded(&payload), parts.concat()),
            format!("{}.{}.", encoded(&odd), encoded(&payload)),
        ];
        for token in tokens {
            prop_assert!(wait(judge(&scene, &token)).is_err(), "{}", token);
        }
        // Signed by the right key, but with claims that are none.
        prop_assert!(wait(judge(&scene, &signed(&rs256(), &payload))).is_err());
    }

    #[test]
    fn no_address_makes_its_reader_panic(query in "\\PC{0,60}") {
        let address = format!("https://club.example.com/in?{query}").parse().unwrap();
        let _ = Returned::read(&address);
    }
}
