//! An id_token, and the keys that it is checked by, as the network may bring them.

use arbitrary::{Arbitrary, Unstructured};
use async_trait::async_trait;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use futures_util::FutureExt;
use serde_json::{Value, json};
use std::sync::{Arc, OnceLock};
use vipps_mobilepay::login::IdToken;
use vipps_mobilepay::{
    Client, Clock, Config, MerchantSerialNumber, Request, Response, SecretString, SystemInfo,
    Transport, TransportError,
};

const BASE: &str = "https://api.example.test";
const ISSUER: &str = "https://api.example.test/access-management-1.0/access/";
const CLIENT_ID: &str = "11111111-1111-4111-8111-111111111111";
const NOW_UNIX_S: i64 = 1_500_000_000;
/// How far two clocks may be apart.
const SKEW_S: i64 = 60;

/// The claims that are judged, near the border of what is right.
#[derive(Debug, Arbitrary)]
struct Claims {
    other_issuer: bool,
    other_audience: bool,
    several_audiences: bool,
    expires_in_s: i16,
    issued_ago_s: i16,
    sub: String,
    auth_req_id: Option<String>,
    /// The same claim as the contract's example spells it.
    auth_req_id_in_camel_case: Option<String>,
}

#[derive(Debug, Arbitrary)]
enum Input<'a> {
    /// Any text for a token, any bytes for the published keys.
    Raw { keys: Option<&'a [u8]>, token: &'a str },
    /// Signed by the published key, with any bytes in it.
    SignedBytes { header: Option<&'a [u8]>, claims: &'a [u8] },
    /// Signed by the published key, with claims that may be right.
    Signed(Claims),
    /// The same, and one bit of the token turned.
    Spoilt { claims: Claims, at: u16, bit: u8 },
}

/// A token is believed if and only if the published key signed it and its claims are right.
pub fn id_token(bytes: &[u8]) {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(bytes)) else { return };
    match input {
        Input::Raw { keys, token } => {
            let believed = judge(keys.unwrap_or(published()), token);
            assert!(believed.is_none(), "a token that nobody signed was believed");
        }
        Input::SignedBytes { header, claims } => {
            let header = header.unwrap_or(HEADER);
            if let Some(proved) = judge(published(), &signed(header, claims)) {
                let read: Value = serde_json::from_slice(claims).expect("what is believed is read");
                assert_eq!((&read["iss"], &read["sub"]), (&json!(ISSUER), &json!(proved.sub)));
            }
        }
        Input::Signed(claims) => {
            let proved = judge(published(), &signed(HEADER, &claims.to_json()));
            assert_eq!(proved.is_some(), claims.are_right(), "{claims:?}");
            if let Some(proved) = proved {
                assert_eq!(proved.sub, claims.sub);
            }
        }
        Input::Spoilt { claims, at, bit } => {
            let mut token = signed(HEADER, &claims.to_json()).into_bytes();
            let at = usize::from(at) % token.len();
            token[at] ^= 1 << (bit % 7);
            let token = String::from_utf8(token).expect("seven bits make ASCII of ASCII");
            assert!(judge(published(), &token).is_none(), "a token that was changed was believed");
        }
    }
}

const HEADER: &[u8] = br#"{"alg":"ES256","kid":"public:ec"}"#;

impl Claims {
    fn to_json(&self) -> Vec<u8> {
        let audience = if self.other_audience { "somebody" } else { CLIENT_ID };
        let mut claims = json!({
            "iss": if self.other_issuer { "https://elsewhere.example.test/" } else { ISSUER },
            "aud": audience,
            "sub": self.sub,
            "exp": NOW_UNIX_S + i64::from(self.expires_in_s),
            "iat": NOW_UNIX_S - i64::from(self.issued_ago_s),
        });
        if self.several_audiences {
            claims["aud"] = json!(["another", audience]);
        }
        if let Some(id) = &self.auth_req_id {
            claims["auth_req_id"] = json!(id);
        }
        if let Some(id) = &self.auth_req_id_in_camel_case {
            claims["authReqId"] = json!(id);
        }
        claims.to_string().into_bytes()
    }

    fn are_right(&self) -> bool {
        let one_login = match (&self.auth_req_id, &self.auth_req_id_in_camel_case) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        !self.other_issuer
            && !self.other_audience
            && i64::from(self.expires_in_s) > -SKEW_S
            && i64::from(self.issued_ago_s) >= -SKEW_S
            && !self.sub.is_empty()
            && one_login
    }
}

fn key() -> &'static EcdsaKeyPair {
    static KEY: OnceLock<EcdsaKeyPair> = OnceLock::new();
    KEY.get_or_init(|| {
        EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key can be made")
    })
}

fn published() -> &'static [u8] {
    static PUBLISHED: OnceLock<Vec<u8>> = OnceLock::new();
    PUBLISHED.get_or_init(|| {
        let point = key().public_key().as_ref();
        let key = json!({
            "use": "sig", "kty": "EC", "kid": "public:ec", "alg": "ES256", "crv": "P-256",
            "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65]),
        });
        json!({ "keys": [key] }).to_string().into_bytes()
    })
}

fn signed(header: &[u8], claims: &[u8]) -> String {
    let text = format!("{}.{}", BASE64.encode(header), BASE64.encode(claims));
    let signature = key().sign(&SystemRandom::new(), text.as_bytes()).expect("a key can sign");
    format!("{text}.{}", BASE64.encode(signature.as_ref()))
}

/// What the client makes of a token when the network publishes those keys.
fn judge(keys: &[u8], token: &str) -> Option<IdToken> {
    let config = Config {
        base_url: BASE.parse().expect("an address"),
        client_id: CLIENT_ID.to_owned(),
        client_secret: SecretString::from("secret"),
        subscription_key: SecretString::from("key"),
        merchant_serial_number: MerchantSerialNumber::parse("123456").expect("a number"),
        system: SystemInfo::new("clubtill", "0", "fuzzing", "0").expect("short names"),
    };
    let network = Arc::new(Network { keys: keys.to_vec() });
    let client = Client::new(config, network, Arc::new(Standing)).expect("a client");
    let token = SecretString::from(token);
    let verdict = client.login().verify_id_token(&token).now_or_never();
    verdict.expect("this network answers at once").ok()
}

/// A clock that stands.
struct Standing;

impl Clock for Standing {
    fn now_unix_ms(&self) -> i64 {
        NOW_UNIX_S * 1000
    }
}

/// Publishes the discovery document and whatever keys it was given.
struct Network {
    keys: Vec<u8>,
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let at = |path: &str| format!("{BASE}/access-management-1.0/access{path}");
        let body = if request.url.path().ends_with("/openid-configuration") {
            let discovery = json!({
                "issuer": ISSUER,
                "jwks_uri": at("/.well-known/jwks.json"),
                "token_endpoint": at("/oauth2/token"),
                "authorization_endpoint": at("/oauth2/auth"),
                "userinfo_endpoint": format!("{BASE}/vipps-userinfo-api/userinfo/"),
                "backchannel_authentication_endpoint":
                    format!("{BASE}/vipps-login-ciba/api/backchannel/authentication"),
            });
            discovery.to_string().into_bytes()
        } else {
            self.keys.clone()
        };
        Ok(Response { status: 200, headers: Vec::new(), body })
    }
}
