//! A webhook as anybody on the internet may send it.

use arbitrary::{Arbitrary, Unstructured};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use vipps_mobilepay::SecretString;
use vipps_mobilepay::webhook::{
    Registered, VerifyError, parse, parse_checked_in, parse_payment, parse_ping, verify,
};

const SECRET: &str = "rM3Q+Nk4yDTTfYyQfgmXSbRqZsfVHyKcVzAJBAcW/3g=";
const HOST: &str = "till.example.test:8443";
const PATH: &str = "/webhooks/vipps/01?x=%C3%B8";

/// How a signed webhook is spoilt on its way; a part and a byte are taken modulo what is there.
#[derive(Debug, Arbitrary)]
struct Spoil {
    part: u8,
    at: u16,
    bits: u8,
}

#[derive(Debug, Arbitrary)]
enum Input<'a> {
    /// Signed, and spoilt or not.
    Signed { date: &'a str, under_other_name: bool, spoil: Option<Spoil>, body: &'a [u8] },
    /// Made by somebody without the secret.
    Forged { headers: BTreeMap<u8, &'a str>, body: &'a [u8] },
}

/// What is signed and whole is believed, and nothing else is. A body never makes its reader fall
/// over, believed or not.
pub fn webhook(bytes: &[u8]) {
    let Ok(input) = Input::arbitrary_take_rest(Unstructured::new(bytes)) else { return };
    match input {
        Input::Signed { date, under_other_name, spoil, body } => {
            signed(date, under_other_name, spoil.as_ref(), body);
            read(body);
        }
        Input::Forged { headers, body } => {
            let names =
                ["x-ms-date", "x-ms-content-sha256", "authorization", "x-vipps-authorization"];
            let named = |name: &str| {
                let index = names.iter().position(|known| *known == name)?;
                headers.get(&u8::try_from(index).ok()?).copied()
            };
            assert!(verify(&registered(), named, body).is_err(), "a forgery was believed");
            read(body);
        }
    }
}

fn signed(date: &str, under_other_name: bool, spoil: Option<&Spoil>, body: &[u8]) {
    let hash = BASE64_STANDARD.encode(Sha256::digest(body));
    let authorization = sign(date, &hash);
    let mut parts =
        [date.as_bytes().to_vec(), hash.into_bytes(), authorization.into_bytes(), body.to_vec()];
    let whole = !spoil.is_some_and(|spoil| apply(spoil, &mut parts));
    let [date, hash, authorization, body] = parts;
    let texts = [date, hash, authorization].map(String::from_utf8);
    // A header that is no text does not reach us.
    let [Ok(date), Ok(hash), Ok(authorization)] = texts else { return };
    let header = |name: &str| match name {
        "x-ms-date" => Some(date.as_str()),
        "x-ms-content-sha256" => Some(hash.as_str()),
        "authorization" if !under_other_name => Some(authorization.as_str()),
        "x-vipps-authorization" if under_other_name => Some(authorization.as_str()),
        _ => None,
    };
    let judged = verify(&registered(), header, &body);
    assert_eq!(judged.is_ok(), whole, "{judged:?}");
    if let Err(VerifyError::MissingHeader(name)) = judged {
        assert_eq!(name, "authorization", "the others are there");
    }
}

/// True if anything is changed by it.
fn apply(spoil: &Spoil, parts: &mut [Vec<u8>]) -> bool {
    let count = parts.len();
    let part = &mut parts[usize::from(spoil.part) % count];
    match part.len() {
        0 => false,
        length => {
            part[usize::from(spoil.at) % length] ^= spoil.bits;
            spoil.bits != 0
        }
    }
}

/// The scheme as the contract tells it, apart from the client's own words for it.
fn sign(date: &str, hash: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(format!("POST\n{PATH}\n{date};{HOST};{hash}").as_bytes());
    let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
    format!("HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}")
}

fn registered() -> Registered {
    let url = format!("https://{HOST}{PATH}").parse().expect("an address");
    Registered { url, secret: SecretString::from(SECRET) }
}

fn read(body: &[u8]) {
    let one =
        parse_payment(body).is_ok() || parse_checked_in(body).is_ok() || parse_ping(body).is_ok();
    assert_eq!(parse(body).is_ok(), one, "an event of some kind is one of that kind");
}
