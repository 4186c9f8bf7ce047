//! The discovery document and the key set. The document doesn't list the CIBA grant, as the real
//! one doesn't.

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Json};
use serde_json::json;

use crate::call::origin;
use crate::readings::Discovery;
use crate::settings::IdTokenAlgorithm;
use crate::simulator::Simulator;

const KEY_SET_PATH: &str = "/access-management-1.0/access/.well-known/jwks.json";
const TOKEN_PATH: &str = "/access-management-1.0/access/oauth2/token";
const BACKCHANNEL_PATH: &str = "/vipps-login-ciba/api/backchannel/authentication";
const SCOPES: [&str; 9] = [
    "openid",
    "name",
    "phoneNumber",
    "nin",
    "address",
    "birthDate",
    "delegatedConsents",
    "email",
    "gender",
];
const CACHEABLE: [(header::HeaderName, &str); 1] = [(header::CACHE_CONTROL, "max-age=3600")];

/// The issuer, which ends in a slash.
pub(super) fn issuer(origin: &str) -> String {
    format!("{origin}/access-management-1.0/access/")
}

pub(super) async fn document(
    State(simulator): State<Simulator>,
    request: Request,
) -> impl IntoResponse {
    let origin = origin(simulator.settings(), request.headers(), request.uri());
    let at = |path: &str| format!("{origin}{path}");
    let algorithm = match simulator.settings().id_token_algorithm {
        IdTokenAlgorithm::Rs256 => "RS256",
        IdTokenAlgorithm::Es256 => "ES256",
    };
    let is_older = simulator.readings().discovery == Discovery::Older;
    let subject_types: &[&str] = if is_older { &["public", "pairwise"] } else { &["pairwise"] };
    let challenges: &[&str] = if is_older { &["plain", "S256"] } else { &["S256"] };
    let older_scopes =
        ["offline", "offline_access", "nnin", "accountNumbers", "api_version_2", "promotions"];
    let scopes = SCOPES.into_iter().chain(older_scopes.into_iter().filter(|_| is_older));
    let document = json!({
        "issuer": issuer(&origin),
        "authorization_endpoint": at("/access-management-1.0/access/oauth2/auth"),
        "token_endpoint": at(TOKEN_PATH),
        "userinfo_endpoint": at("/vipps-userinfo-api/userinfo"),
        "jwks_uri": at(KEY_SET_PATH),
        "revocation_endpoint": at("/access-management-1.0/access/oauth2/revoke"),
        "end_session_endpoint": at("/access-management-1.0/access/oauth2/sessions/logout"),
        "backchannel_authentication_endpoint": at(BACKCHANNEL_PATH),
        "backchannel_token_delivery_modes_supported": ["poll"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "response_types_supported": ["code"],
        "subject_types_supported": subject_types,
        "id_token_signing_alg_values_supported": [algorithm],
        "userinfo_signing_alg_values_supported": ["none"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": challenges,
        "scopes_supported": scopes.collect::<Vec<_>>(),
        "claims_supported": ["sub"],
        "claims_parameter_supported": false,
        "request_parameter_supported": true,
        "frontchannel_logout_supported": false,
        "frontchannel_logout_session_supported": false,
        "backchannel_logout_supported": false,
        "backchannel_logout_session_supported": false,
    });
    (CACHEABLE, Json(document))
}

pub(super) async fn key_set(State(simulator): State<Simulator>) -> impl IntoResponse {
    (CACHEABLE, Json(simulator.keys().key_set()))
}
