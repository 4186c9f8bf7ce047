//! The keys that sign tokens. They lie in the source for everyone to read, so that the simulator
//! starts at once and its tokens verify after a restart: public knowledge, worth nothing anywhere
//! else.

use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::settings::IdTokenAlgorithm;

const RSA_KEY_ID: &str = "public:6c9e5b0a-3f52-4d0f-9a51-1f0c5c1de7a1";
const EC_KEY_ID: &str = "public:b1c7a9de-74f3-4b39-8c0e-2e9d4b7f6a02";
const RSA_PEM: &[u8] = include_bytes!("development_keys/rsa.pem");
const EC_PEM: &[u8] = include_bytes!("development_keys/ec.pem");

pub(crate) struct SigningKeys {
    rsa: EncodingKey,
    ec: EncodingKey,
    id_token: IdTokenAlgorithm,
}

impl SigningKeys {
    pub(crate) fn new(id_token: IdTokenAlgorithm) -> Self {
        Self {
            rsa: EncodingKey::from_rsa_pem(RSA_PEM).expect("the embedded RSA key is valid"),
            ec: EncodingKey::from_ec_pem(EC_PEM).expect("the embedded EC key is valid"),
            id_token,
        }
    }

    /// Signs a platform access token. Nobody verifies those, so with the key that is quick.
    pub(crate) fn sign_access_token(&self, claims: &impl Serialize) -> String {
        sign(Algorithm::ES256, EC_KEY_ID, &self.ec, claims)
    }

    /// Signs an id token with the algorithm of the settings.
    pub(crate) fn sign_id_token(&self, claims: &impl Serialize) -> String {
        match self.id_token {
            IdTokenAlgorithm::Rs256 => sign(Algorithm::RS256, RSA_KEY_ID, &self.rsa, claims),
            IdTokenAlgorithm::Es256 => sign(Algorithm::ES256, EC_KEY_ID, &self.ec, claims),
        }
    }

    /// Both public keys, whichever signs.
    pub(crate) fn key_set(&self) -> Value {
        let public = |key: &EncodingKey, algorithm, id: &str| {
            let jwk = Jwk::from_encoding_key(key, algorithm)
                .expect("the embedded keys have public parts");
            let mut jwk = serde_json::to_value(jwk).expect("a JWK is plain JSON");
            jwk["kid"] = json!(id);
            jwk["use"] = json!("sig");
            jwk
        };
        json!({ "keys": [
            public(&self.rsa, Algorithm::RS256, RSA_KEY_ID),
            public(&self.ec, Algorithm::ES256, EC_KEY_ID),
        ]})
    }
}

fn sign(algorithm: Algorithm, id: &str, key: &EncodingKey, claims: &impl Serialize) -> String {
    let mut header = Header::new(algorithm);
    header.kid = Some(id.to_owned());
    encode(&header, claims, key).expect("the embedded keys fit their algorithms")
}
