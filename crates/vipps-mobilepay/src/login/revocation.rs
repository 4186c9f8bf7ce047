//! The notice that a customer has taken back the consent to share. It is not a webhook of the
//! Webhooks API: its body is an unsigned JWT as plain text, so anyone may have sent it.
//!
//! Source: Login API guide, webhooks (`CONSENT_REVOKED`).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How far the two clocks may be apart.
const SKEW_S: i64 = 60;
const BODY_BYTES_MAX: usize = 8 * 1024;

/// A hint, and no more than that, that a customer no longer shares anything with this sales unit
/// (guide, webhooks).
///
/// It is not signed. Never delete anything because of it: mark a member whose `sub` is known as
/// "sharing taken back", receive it at an address that can't be guessed, and limit its rate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRevoked {
    /// The person to this sales unit.
    pub sub: String,
    /// When the notice was made, in seconds since 1970, if it says so.
    pub issued_at_unix_s: Option<i64>,
}

/// Why a notice is not even a hint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RevocationError {
    /// It is no unsigned token about a revoked consent.
    #[error("the body is no notice of a revoked consent; pass it over")]
    Unreadable,
    /// Its time is over or has not begun; a notice lives 5 minutes.
    #[error("the notice is not of this time; pass it over")]
    OutOfTime,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    event: String,
    exp: i64,
    #[serde(default)]
    iat: Option<i64>,
    #[serde(default)]
    nbf: Option<i64>,
}

/// Reads a notice, in either spelling: `header.payload` and `header.payload.`, the second being
/// the standard's. Only its form and its times are judged; nothing can prove who sent it.
pub fn parse_revocation(body: &[u8], now_unix_s: i64) -> Result<ConsentRevoked, RevocationError> {
    let unreadable = RevocationError::Unreadable;
    if body.len() > BODY_BYTES_MAX {
        return Err(unreadable);
    }
    let text = std::str::from_utf8(body).map_err(|_| unreadable)?.trim();
    let (header, payload) = text.split_once('.').ok_or(unreadable)?;
    let payload = payload.strip_suffix('.').unwrap_or(payload);
    let header: Header = decoded(header).ok_or(unreadable)?;
    let claims: Claims = decoded(payload).ok_or(unreadable)?;
    if !header.alg.eq_ignore_ascii_case("none")
        || claims.event != "CONSENT_REVOKED"
        || claims.sub.is_empty()
    {
        return Err(unreadable);
    }
    let begins = [claims.iat, claims.nbf].into_iter().flatten().max().unwrap_or(now_unix_s);
    if now_unix_s >= claims.exp.saturating_add(SKEW_S) || begins > now_unix_s.saturating_add(SKEW_S)
    {
        return Err(RevocationError::OutOfTime);
    }
    Ok(ConsentRevoked { sub: claims.sub, issued_at_unix_s: claims.iat })
}

fn decoded<T: DeserializeOwned>(part: &str) -> Option<T> {
    let json = BASE64_URL_SAFE_NO_PAD.decode(part.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&json).ok()
}
