//! The discovery document names the endpoints. It is kept for as long as it allows, and believed
//! only as far as its endpoints stay on the host that we were configured with: they are about to
//! receive the merchant's secret. Which grants it lists does not matter; CIBA is not among them.
//!
//! Source: Login specification 1.1.0, `discoverOpenIDConfiguration`.

use serde::Deserialize;
use url::Url;

use crate::cached::Fresh;
use crate::client::{Inner, read_json, succeeded};
use crate::error::{Error, Invalid, Refusals};
use crate::transport::{Method, Response};

const KEPT_DEFAULT_S: i64 = 3600;
const KEPT_MIN_S: i64 = 60;
const KEPT_MAX_S: i64 = 86_400;

#[derive(Debug, Deserialize)]
pub(crate) struct Discovery {
    pub(super) issuer: String,
    pub(super) token_endpoint: Url,
    #[serde(rename = "backchannel_authentication_endpoint")]
    pub(super) authentication_endpoint: Url,
    pub(super) userinfo_endpoint: Url,
    pub(super) jwks_uri: Url,
}

pub(super) async fn fetch(client: &Inner) -> Result<Fresh<Discovery>, Error> {
    let path = "/access-management-1.0/access/.well-known/openid-configuration";
    let request = client.request(Method::Get, client.config.url(path));
    let answer = succeeded(client.send(request).await?, Refusals::Any)?;
    let discovery: Discovery = read_json(&answer)?;
    let home = client.config.base_url.origin();
    let endpoints = [
        &discovery.token_endpoint,
        &discovery.authentication_endpoint,
        &discovery.userinfo_endpoint,
        &discovery.jwks_uri,
    ];
    if endpoints.into_iter().any(|endpoint| endpoint.origin() != home) {
        return Err(Invalid::new(
            "discovery document",
            "must name endpoints on the host of the base URL",
        )
        .into());
    }
    Ok(kept(discovery, &answer))
}

/// A document with the life that its answer gives it.
pub(super) fn kept<T>(value: T, answer: &Response) -> Fresh<T> {
    let seconds = max_age_s(answer).unwrap_or(KEPT_DEFAULT_S).clamp(KEPT_MIN_S, KEPT_MAX_S);
    Fresh { value, renew_after_s: seconds, ends_after_s: seconds }
}

fn max_age_s(answer: &Response) -> Option<i64> {
    let directives = answer.header("cache-control")?.split(',');
    directives
        .filter_map(|directive| directive.trim().split_once('='))
        .find(|(name, _)| name.eq_ignore_ascii_case("max-age"))
        .and_then(|(_, seconds)| seconds.trim().parse().ok())
}
