//! Which id_tokens are believed. The tokens are signed here, by keys made here, without the
//! library that checks them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};
use vipps_mobilepay::login::{AuthReqId, IdTokenError, Untrusted};
use vipps_mobilepay::{Error, SecretString};

use crate::login::{discovery, is_discovery};
use crate::script::{BASE, CLIENT_ID, Scene, answer, lost};

struct Keys {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
}

fn keys() -> &'static Keys {
    static KEYS: OnceLock<Keys> = OnceLock::new();
    KEYS.get_or_init(|| Keys {
        rsa: RsaKeyPair::generate(KeySize::Rsa2048).unwrap(),
        ec: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap(),
    })
}

fn published() -> Value {
    let public = keys().rsa.public_key();
    let point = keys().ec.public_key().as_ref();
    let modulus = BASE64.encode(public.modulus().big_endian_without_leading_zero());
    let exponent = BASE64.encode(public.exponent().big_endian_without_leading_zero());
    let ec = json!({
        "use": "sig", "kty": "EC", "kid": "public:ec", "alg": "ES256", "crv": "P-256",
        "x": BASE64.encode(&point[1..33]), "y": BASE64.encode(&point[33..65]),
    });
    let rsa = json!({"use": "sig", "kty": "RSA", "kid": "public:rsa", "alg": "RS256",
        "n": modulus, "e": exponent});
    let mut encryption = rsa.clone();
    encryption["kid"] = json!("public:enc");
    encryption["use"] = json!("enc");
    let shared = json!({"kty": "oct", "kid": "public:oct", "k": "c2VjcmV0"});
    let strange = json!({"kty": "NEW", "kid": "public:new", "use": 7});
    json!({"keys": [strange, shared, encryption, rsa, ec]})
}

pub(crate) fn signed(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64.encode(serde_json::to_vec(value).unwrap());
    let text = format!("{}.{}", part(header), part(claims));
    let random = SystemRandom::new();
    let signature = if header["alg"] == "ES256" {
        keys().ec.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec()
    } else {
        let mut signature = vec![0; keys().rsa.public_modulus_len()];
        keys().rsa.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
        signature
    };
    format!("{text}.{}", BASE64.encode(signature))
}

pub(crate) fn rs256() -> Value {
    json!({"alg": "RS256", "kid": "public:rsa", "typ": "JWT"})
}

pub(crate) fn es256() -> Value {
    json!({"alg": "ES256", "kid": "public:ec"})
}

pub(crate) fn scene() -> Scene {
    Scene::new(|request| {
        let document = if is_discovery(request) { discovery(BASE) } else { published() };
        answer(200, &document)
    })
}

pub(crate) fn claims(scene: &Scene) -> Value {
    json!({
        "iss": format!("{BASE}/access-management-1.0/access/"), "aud": CLIENT_ID,
        "sub": "c06c4afe", "exp": scene.now_unix_s() + 600, "iat": scene.now_unix_s(),
        "acr": "urn:vipps:acr:app_auth",
    })
}

pub(crate) async fn judge(scene: &Scene, token: &str) -> Result<String, Untrusted> {
    match scene.client.login().verify_id_token(&SecretString::from(token)).await {
        Ok(id_token) => Ok(id_token.sub),
        Err(IdTokenError::Untrusted(reason)) => Err(reason),
        Err(IdTokenError::Call(error)) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn both_signatures_and_both_forms_of_audience_are_believed() {
    let scene = scene();
    for header in [rs256(), es256()] {
        for audience in [json!(CLIENT_ID), json!(["someone", CLIENT_ID])] {
            let mut claims = claims(&scene);
            claims["aud"] = audience;
            let token = signed(&header, &claims);
            assert_eq!(judge(&scene, &token).await, Ok("c06c4afe".to_owned()), "{header}");
        }
    }
    let id_token = SecretString::from(signed(&rs256(), &claims(&scene)));
    let proved = scene.client.login().verify_id_token(&id_token).await.unwrap();
    assert_eq!(proved.issued_at_unix_s, scene.now_unix_s());
    assert_eq!(proved.expires_at_unix_s, scene.now_unix_s() + 600);
    let keys_read = scene.seen_paths().iter().filter(|path| path.ends_with("/jwks.json")).count();
    assert_eq!(keys_read, 1, "the keys are kept");
    let last = scene.last();
    assert_eq!(last.header("authorization"), None);
}

#[tokio::test]
async fn a_token_with_wrong_claims_is_not_believed() {
    let scene = scene();
    let now = scene.now_unix_s();
    let rows = [
        ("iss", json!(format!("{BASE}/access-management-1.0/access")), Err(Untrusted::Issuer)),
        ("iss", json!("https://evil.example.test/"), Err(Untrusted::Issuer)),
        ("aud", json!("someone"), Err(Untrusted::Audience)),
        ("aud", json!(["someone"]), Err(Untrusted::Audience)),
        ("aud", json!([]), Err(Untrusted::Audience)),
        ("aud", json!(format!("{CLIENT_ID}x")), Err(Untrusted::Audience)),
        ("aud", Value::Null, Err(Untrusted::Malformed)),
        ("exp", json!(now - 59), Ok("c06c4afe".to_owned())),
        ("exp", json!(now - 60), Err(Untrusted::Expired)),
        ("exp", Value::Null, Err(Untrusted::Malformed)),
        ("iat", json!(now + 60), Ok("c06c4afe".to_owned())),
        ("iat", json!(now + 61), Err(Untrusted::NotYetIssued)),
        ("iat", Value::Null, Err(Untrusted::Malformed)),
        ("sub", json!(""), Err(Untrusted::Malformed)),
    ];
    for (claim, value, expected) in rows {
        let mut claims = claims(&scene);
        claims[claim] = value.clone();
        for header in [rs256(), es256()] {
            let outcome = judge(&scene, &signed(&header, &claims)).await;
            assert_eq!(outcome, expected, "{claim} {value} {header}");
        }
    }
}

/// The client's clock decides, not the computer's, whose time is far from this one.
#[tokio::test]
async fn time_is_told_by_the_clock_port() {
    let scene = scene();
    let token = signed(&rs256(), &claims(&scene));
    scene.advance_s(659);
    assert!(judge(&scene, &token).await.is_ok());
    scene.advance_s(1);
    assert_eq!(judge(&scene, &token).await, Err(Untrusted::Expired));
}

#[tokio::test]
async fn a_token_signed_otherwise_is_not_believed() {
    let scene = scene();
    let claims = claims(&scene);
    let good = signed(&rs256(), &claims);
    let (head, signature) = good.rsplit_once('.').unwrap();
    let part = |value: &Value| BASE64.encode(serde_json::to_vec(value).unwrap());
    let mut others = claims.clone();
    others["sub"] = json!("someone-else");
    let swapped = format!("{}.{}.{signature}", part(&rs256()), part(&others));
    let unsigned =
        format!("{}.{}.", part(&json!({"alg": "none", "kid": "public:rsa"})), part(&claims));
    let header = |alg: &str, kid: &str| json!({"alg": alg, "kid": kid});
    let rows = [
        (swapped, Untrusted::Signature),
        (format!("{head}."), Untrusted::Signature),
        (unsigned, Untrusted::Algorithm),
        (signed(&header("HS256", "public:oct"), &claims), Untrusted::Algorithm),
        (signed(&header("RS512", "public:rsa"), &claims), Untrusted::Algorithm),
        (signed(&header("PS256", "public:rsa"), &claims), Untrusted::Algorithm),
        (signed(&header("RS256", "public:ec"), &claims), Untrusted::UnknownKey),
        (signed(&header("ES256", "public:rsa"), &claims), Untrusted::UnknownKey),
        (signed(&header("RS256", "public:oct"), &claims), Untrusted::UnknownKey),
        (signed(&header("RS256", "public:enc"), &claims), Untrusted::UnknownKey),
        (signed(&header("RS256", "public:new"), &claims), Untrusted::UnknownKey),
        (signed(&header("RS256", "public:gone"), &claims), Untrusted::UnknownKey),
        (signed(&json!({"alg": "RS256"}), &claims), Untrusted::UnknownKey),
        ("no token".to_owned(), Untrusted::Malformed),
        (String::new(), Untrusted::Malformed),
    ];
    for (token, expected) in rows {
        assert_eq!(judge(&scene, &token).await, Err(expected), "{token}");
    }
}

#[tokio::test]
async fn an_unknown_key_makes_the_keys_be_read_once_more() {
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reads);
    let scene = Scene::new(move |request| {
        if is_discovery(request) {
            return answer(200, &discovery(BASE));
        }
        let first = counted.fetch_add(1, Ordering::SeqCst) == 0;
        answer(200, &if first { json!({"keys": []}) } else { published() })
    });
    let token = signed(&rs256(), &claims(&scene));
    assert!(judge(&scene, &token).await.is_ok());
    assert_eq!(reads.load(Ordering::SeqCst), 2);
    let gone = signed(&json!({"alg": "RS256", "kid": "gone"}), &claims(&scene));
    assert_eq!(judge(&scene, &gone).await, Err(Untrusted::UnknownKey));
    assert_eq!(reads.load(Ordering::SeqCst), 3, "once more, not for ever");
}

#[tokio::test]
async fn keys_that_cannot_be_read_leave_the_token_unjudged() {
    let scene =
        Scene::new(
            |request| {
                if is_discovery(request) { answer(200, &discovery(BASE)) } else { lost() }
            },
        );
    let token = SecretString::from(signed(&rs256(), &claims(&scene)));
    let outcome = scene.client.login().verify_id_token(&token).await;
    assert!(matches!(outcome, Err(IdTokenError::Call(Error::Unknown(_)))), "{outcome:?}");
}

#[tokio::test]
async fn a_returned_token_must_belong_to_the_login_that_was_started() {
    let scene = scene();
    let started = AuthReqId::new("VYGaa");
    let rows = [
        (json!({"auth_req_id": "VYGaa"}), true),
        (json!({"authReqId": "VYGaa"}), true),
        (json!({"auth_req_id": "VYGaa", "authReqId": "VYGaa"}), true),
        (json!({"auth_req_id": "VYGaa", "authReqId": "other"}), false),
        (json!({"auth_req_id": "VYGab"}), false),
        (json!({"authReqId": "VYGaaa"}), false),
        (json!({"auth_req_id": ""}), false),
        (json!({}), false),
    ];
    for (named, ours) in rows {
        let mut claims = claims(&scene);
        claims.as_object_mut().unwrap().extend(named.as_object().unwrap().clone());
        let id_token = SecretString::from(signed(&es256(), &claims));
        let outcome = scene.client.login().verify_returned_id_token(&id_token, &started).await;
        if ours {
            assert_eq!(outcome.unwrap().sub, "c06c4afe", "{named}");
        } else {
            assert_eq!(outcome, Err(IdTokenError::Untrusted(Untrusted::Login)), "{named}");
        }
    }
    let mut forged = claims(&scene);
    forged["auth_req_id"] = json!("VYGaa");
    forged["aud"] = json!("someone");
    let id_token = SecretString::from(signed(&es256(), &forged));
    let outcome = scene.client.login().verify_returned_id_token(&id_token, &started).await;
    assert_eq!(outcome, Err(IdTokenError::Untrusted(Untrusted::Audience)), "all else holds too");
}

/// A partner's client id is not the merchant's, so the sales unit tells whose the token is.
#[tokio::test]
async fn a_partner_looks_for_the_sales_unit() {
    let scene = Scene::with_keys(vipps_mobilepay::Keys::Partner, BASE, |request| {
        let document = if is_discovery(request) { discovery(BASE) } else { published() };
        answer(200, &document)
    });
    let rows = [
        ("someone", json!("123456"), Ok("c06c4afe".to_owned())),
        (CLIENT_ID, json!("123457"), Err(Untrusted::Audience)),
        (CLIENT_ID, Value::Null, Err(Untrusted::Audience)),
    ];
    for (audience, msn, expected) in rows {
        let mut claims = claims(&scene);
        claims["aud"] = json!(audience);
        claims["msn"] = msn.clone();
        assert_eq!(judge(&scene, &signed(&rs256(), &claims)).await, expected, "{audience} {msn}");
    }
}
