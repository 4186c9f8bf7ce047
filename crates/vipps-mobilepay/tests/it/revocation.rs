//! Notices of revoked consent: which bodies are at least a hint.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use vipps_mobilepay::login::{RevocationError, parse_revocation};

const NOW: i64 = 1_500_000_000;

fn claims() -> Value {
    json!({"exp": NOW + 300, "iat": NOW, "nbf": NOW, "sub": "c06c4afe", "event": "CONSENT_REVOKED"})
}

fn token(header: &str, claims: &Value) -> String {
    format!("{}.{}", BASE64.encode(header), BASE64.encode(claims.to_string()))
}

/// The header as the published sample has it, line end and all.
const HEADER: &str = "{\"alg\":\"none\",\"typ\": \"JWT\"}\n";

#[test]
fn both_spellings_are_read() {
    let token = token(HEADER, &claims());
    for body in [token.clone(), format!("{token}."), format!(" {token}.\r\n")] {
        let notice = parse_revocation(body.as_bytes(), NOW).unwrap();
        assert_eq!(notice.sub, "c06c4afe", "{body}");
        assert_eq!(notice.issued_at_unix_s, Some(NOW));
    }
}

#[test]
fn what_is_no_notice_of_this_time_is_passed_over() {
    use RevocationError::{OutOfTime, Unreadable};
    let with = |key: &str, value: Value| {
        let mut claims = claims();
        claims[key] = value;
        token(HEADER, &claims)
    };
    let rows = [
        (with("exp", json!(NOW - 59)), None),
        (with("exp", json!(NOW - 60)), Some(OutOfTime)),
        (with("exp", Value::Null), Some(Unreadable)),
        (with("nbf", json!(NOW + 60)), None),
        (with("nbf", json!(NOW + 61)), Some(OutOfTime)),
        (with("iat", json!(NOW + 61)), Some(OutOfTime)),
        (with("iat", Value::Null), None),
        (with("event", json!("CONSENT_GIVEN")), Some(Unreadable)),
        (with("sub", json!("")), Some(Unreadable)),
        (with("sub", json!("s".repeat(9000))), Some(Unreadable)),
        (token(r#"{"alg":"HS256"}"#, &claims()), Some(Unreadable)),
        (format!("{}.c2ln", token(HEADER, &claims())), Some(Unreadable)),
        (format!("{}..", token(HEADER, &claims())), Some(Unreadable)),
        (BASE64.encode(HEADER), Some(Unreadable)),
        ("é.é".to_owned(), Some(Unreadable)),
        (String::new(), Some(Unreadable)),
    ];
    for (body, expected) in rows {
        let outcome = parse_revocation(body.as_bytes(), NOW);
        assert_eq!(outcome.err(), expected, "{body}");
    }
}
