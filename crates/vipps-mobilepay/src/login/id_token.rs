//! Checking an id_token: signed by a key that the service publishes, made by it, for us, and
//! valid now by our own clock port.
//!
//! Source: Login specification 1.1.0, `wellKnown`; OpenID Connect Core 1.0, section 3.1.3.7.

use std::collections::HashSet;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;

use super::AuthReqId;
use super::discovery::{self, Discovery};
use crate::cached::Fresh;
use crate::client::{Inner, read_json, succeeded};
use crate::error::{Error, Refusals};
use crate::keys::Keys;
use crate::transport::Method;

/// How far the two clocks may be apart.
const SKEW_S: i64 = 60;

/// Who logged in, proved (claims of the id_token in `OauthTokenResponse`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdToken {
    /// The person to this sales unit; it stays when the phone number changes.
    pub sub: String,
    /// When the token was made, in seconds since 1970.
    pub issued_at_unix_s: i64,
    /// When it ends, in seconds since 1970.
    pub expires_at_unix_s: i64,
}

/// Why an id_token proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// The token itself is not to be trusted; no repeat helps. Start another login.
    #[error("the id_token is not to be trusted: {0}; start another login")]
    Untrusted(Untrusted),
    /// The keys to check it by could not be had; try again.
    #[error(transparent)]
    Call(#[from] Error),
}

/// What is wrong with an id_token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// It is not a signed token with the claims that one must have.
    #[error("it can't be read")]
    Malformed,
    /// It is signed by something other than RS256 or ES256.
    #[error("its algorithm is not allowed")]
    Algorithm,
    /// The service publishes no such key, or the key is of another kind.
    #[error("its key is not published")]
    UnknownKey,
    /// The signature is not by that key.
    #[error("its signature is wrong")]
    Signature,
    /// Someone else made it.
    #[error("its issuer is another")]
    Issuer,
    /// It was made for someone else.
    #[error("it was made for another client")]
    Audience,
    /// Its time is over.
    #[error("it has expired")]
    Expired,
    /// It belongs to another login than the one that was started.
    #[error("it belongs to another login")]
    Login,
    /// Its time has not begun: the clocks disagree.
    #[error("it was issued in the future; check the clock")]
    NotYetIssued,
}

/// The published keys, each still in the form it came in: one that can't be read spoils no other.
#[derive(Debug, Deserialize)]
pub(crate) struct SigningKeys {
    keys: Vec<Value>,
}

impl SigningKeys {
    fn find(&self, kid: &str) -> Option<Jwk> {
        let named = |key: &&Value| key.get("kid").and_then(Value::as_str) == Some(kid);
        let key = self.keys.iter().find(named)?;
        serde_json::from_value(key.clone()).ok()
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    sub: String,
    exp: i64,
    iat: i64,
    #[serde(default)]
    msn: Option<String>,
    /// The prose names the claim one way, its own example the other.
    #[serde(default, rename = "auth_req_id")]
    auth_req_id: Option<String>,
    #[serde(default, rename = "authReqId")]
    auth_req_id_in_camel_case: Option<String>,
}

impl Claims {
    /// Whether the token was made for us: by the client's id, or with a partner's keys by the
    /// sales unit.
    fn is_for(&self, client: &Inner) -> bool {
        let client_id = &client.config.client_id;
        match (client.keys, &self.aud) {
            (Keys::Partner, _) => {
                self.msn.as_deref() == Some(client.config.merchant_serial_number.as_str())
            }
            (_, Audience::One(audience)) => audience == client_id,
            (_, Audience::Several(audiences)) => audiences.contains(client_id),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

pub(super) async fn verify(
    client: &Inner,
    discovery: &Discovery,
    id_token: &SecretString,
) -> Result<(IdToken, Option<AuthReqId>), IdTokenError> {
    let id_token = id_token.expose_secret();
    let (algorithm, kid) = header(id_token).map_err(IdTokenError::Untrusted)?;
    let key = match find_key(client, discovery, &kid).await? {
        Some(key) => decoding_key(&key, algorithm),
        None => Err(Untrusted::UnknownKey),
    };
    let now_unix_s = client.now_unix_ms().div_euclid(1000);
    key.and_then(|key| claims(id_token, algorithm, &key))
        .and_then(|claims| judge(claims, discovery, client, now_unix_s))
        .map_err(IdTokenError::Untrusted)
}

fn header(id_token: &str) -> Result<(Algorithm, String), Untrusted> {
    #[derive(Deserialize)]
    struct Header {
        alg: String,
        kid: Option<String>,
    }
    use base64::Engine;
    let encoded = id_token.split('.').next().ok_or(Untrusted::Malformed)?;
    let json = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(encoded);
    let json = json.map_err(|_| Untrusted::Malformed)?;
    let header: Header = serde_json::from_slice(&json).map_err(|_| Untrusted::Malformed)?;
    let algorithm = match header.alg.as_str() {
        "RS256" => Algorithm::RS256,
        "ES256" => Algorithm::ES256,
        _ => return Err(Untrusted::Algorithm),
    };
    Ok((algorithm, header.kid.ok_or(Untrusted::UnknownKey)?))
}

/// A key by its name; a name not known yet makes us read the published keys once more.
async fn find_key(client: &Inner, discovery: &Discovery, kid: &str) -> Result<Option<Jwk>, Error> {
    let keys = client.signing_keys.get(client.now_unix_ms(), fetch(client, discovery)).await?;
    if let Some(key) = keys.find(kid) {
        return Ok(Some(key));
    }
    client.signing_keys.forget(&keys).await;
    let keys = client.signing_keys.get(client.now_unix_ms(), fetch(client, discovery)).await?;
    Ok(keys.find(kid))
}

async fn fetch(client: &Inner, discovery: &Discovery) -> Result<Fresh<SigningKeys>, Error> {
    let request = client.request(Method::Get, discovery.jwks_uri.clone());
    let answer = succeeded(client.send(request).await?, Refusals::Any)?;
    Ok(discovery::kept(read_json(&answer)?, &answer))
}

/// The key, if it is one for signing and of the kind that the algorithm needs.
fn decoding_key(key: &Jwk, algorithm: Algorithm) -> Result<DecodingKey, Untrusted> {
    let fits = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => true,
        (AlgorithmParameters::EllipticCurve(curve), Algorithm::ES256) => {
            curve.curve == EllipticCurve::P256
        }
        _ => false,
    };
    if !fits || key.common.public_key_use == Some(PublicKeyUse::Encryption) {
        return Err(Untrusted::UnknownKey);
    }
    DecodingKey::from_jwk(key).map_err(|_| Untrusted::UnknownKey)
}

/// Checks the signature and nothing else: claims are judged by our own clock, in [`judge`].
fn claims(id_token: &str, algorithm: Algorithm, key: &DecodingKey) -> Result<Claims, Untrusted> {
    let mut validation = Validation::new(algorithm);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims = HashSet::new();
    match jsonwebtoken::decode::<Claims>(id_token, key, &validation) {
        Ok(token) => Ok(token.claims),
        Err(error) => Err(match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => Untrusted::Signature,
            _ => Untrusted::Malformed,
        }),
    }
}

fn judge(
    claims: Claims,
    discovery: &Discovery,
    client: &Inner,
    now_unix_s: i64,
) -> Result<(IdToken, Option<AuthReqId>), Untrusted> {
    if claims.iss != discovery.issuer {
        Err(Untrusted::Issuer)
    } else if !claims.is_for(client) {
        Err(Untrusted::Audience)
    } else if now_unix_s >= claims.exp.saturating_add(SKEW_S) {
        Err(Untrusted::Expired)
    } else if claims.iat > now_unix_s.saturating_add(SKEW_S) {
        Err(Untrusted::NotYetIssued)
    } else if claims.sub.is_empty() {
        Err(Untrusted::Malformed)
    } else {
        let login = match (claims.auth_req_id, claims.auth_req_id_in_camel_case) {
            (Some(one), Some(other)) if one != other => return Err(Untrusted::Login),
            (one, other) => one.or(other).map(AuthReqId::new),
        };
        let proved = IdToken {
            sub: claims.sub,
            issued_at_unix_s: claims.iat,
            expires_at_unix_s: claims.exp,
        };
        Ok((proved, login))
    }
}
