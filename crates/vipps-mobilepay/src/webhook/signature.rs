//! The signature of an incoming event, an HMAC-SHA256 with the registration's secret over method,
//! path with query, date, host and the hash of the body.
//!
//! The age of an event is not judged: one that is delivered again may carry its first date, and
//! an event read twice has no second effect.
//!
//! Source: Webhooks API guide, request authentication.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use url::Url;

use super::Registered;

const SCHEME: &str = "HMAC-SHA256 ";
const SIGNED: &str = "SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=";

/// Why an event is not to be believed, each pointing to another cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// A header is not there; a proxy may have taken it off.
    #[error("the header {0} is missing; let the proxy pass it on")]
    MissingHeader(&'static str),
    /// The body is not the one that was signed; something rewrote it, or it is forged.
    #[error("the body is not the one that was signed; pass it on byte by byte")]
    Body,
    /// The signature does not fit: forged, another secret, or another address than registered.
    #[error("the signature is wrong; check the secret and the registered address")]
    Signature,
}

/// Judges an event by its registration, its headers (`header` looks one up by a lower-case name)
/// and its raw body. The address is the registered one, whatever a proxy made of it.
///
/// Some servers take `Authorization` away; then `X-Vipps-Authorization` holds the same.
pub fn verify<'a>(
    registered: &Registered,
    header: impl Fn(&str) -> Option<&'a str>,
    body: &[u8],
) -> Result<(), VerifyError> {
    let required = |name| header(name).ok_or(VerifyError::MissingHeader(name));
    let date = required("x-ms-date")?;
    let claimed_hash = required("x-ms-content-sha256")?;
    let mut claims = ["authorization", "x-vipps-authorization"]
        .into_iter()
        .filter_map(&header)
        .filter(|value| value.starts_with(SCHEME))
        .peekable();
    if claims.peek().is_none() {
        return Err(VerifyError::MissingHeader("authorization"));
    }
    let hash = BASE64_STANDARD.encode(Sha256::digest(body));
    if !same(claimed_hash, &hash) {
        return Err(VerifyError::Body);
    }
    let signature = sign(registered, date, &hash);
    let expected = format!("{SCHEME}{SIGNED}{signature}");
    if claims.any(|claim| same(claim, &expected)) { Ok(()) } else { Err(VerifyError::Signature) }
}

/// The headers of an event as Vipps MobilePay would sign it, for a look whether events reach an
/// address as they were sent. `date` is the time in the form of RFC 9110.
pub fn signed_headers(
    registered: &Registered,
    date: &str,
    body: &[u8],
) -> [(&'static str, String); 4] {
    let hash = BASE64_STANDARD.encode(Sha256::digest(body));
    let authorization = format!("{SCHEME}{SIGNED}{}", sign(registered, date, &hash));
    [
        ("x-ms-date", date.to_owned()),
        ("x-ms-content-sha256", hash),
        ("x-vipps-authorization", authorization.clone()),
        ("authorization", authorization),
    ]
}

fn sign(registered: &Registered, date: &str, hash: &str) -> String {
    let url = &registered.url;
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let text = format!("POST\n{}{query}\n{date};{};{hash}", url.path(), host(url));
    // The secret looks like base64 at times, and is not: its text is the key.
    let key = registered.secret.expose_secret().as_bytes();
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

/// The host as a client names it: with its port unless that is the scheme's own.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}
