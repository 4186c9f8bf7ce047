//! From where the pages may be opened, and what every answer of theirs forbids a browser to do. Where
//! nobody signs in, only this machine gets in unless the settings open the pages to the network; and
//! only our own pages may post.

use super::language;
use super::live;
use super::stopped::Stopped;
use crate::App;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::net::{IpAddr, SocketAddr};

const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    connect-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// Lets a request in, or says why not.
pub(super) fn admit(parts: &Parts, app: &App) -> Result<(), Stopped> {
    if app.settings.people.is_empty() {
        admit_without_name(parts, app)?;
    }
    expect_our_page(parts)
}

/// Refuses what a page elsewhere posts.
pub(super) fn expect_our_page(parts: &Parts) -> Result<(), Stopped> {
    if parts.method == Method::POST && !is_from_our_pages(&parts.headers) {
        return Err(Stopped::OtherSite);
    }
    Ok(())
}

/// Lets in whoever is here, or anybody on a network that is trusted: a display shows nothing that the
/// customer before it may not see.
pub(super) fn admit_without_name(parts: &Parts, app: &App) -> Result<(), Stopped> {
    let is_open = app.settings.pages_open_to_network || is_made_here(parts);
    if is_open { Ok(()) } else { Err(Stopped::FromAfar) }
}

pub(crate) fn is_made_here(parts: &Parts) -> bool {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    is_from_here(peer.map(|ConnectInfo(address)| address.ip()), &parts.headers)
}

/// Whether the request was made on this machine, and under its own name: a page elsewhere whose
/// name was made to resolve to the loopback comes from here too, but names another host. Without a
/// peer there is no network in between.
fn is_from_here(peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    let here = peer.is_none_or(|peer| peer.to_canonical().is_loopback());
    here && text(headers, header::HOST).is_none_or(names_loopback)
}

pub(super) fn names_loopback(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost")
        || address.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Whether a post comes from a page of ours. Browsers say so themselves (Fetch Metadata), older
/// ones and plain HTTP by the origin; what is no browser sends neither, and carries no cookie to
/// be misused.
fn is_from_our_pages(headers: &HeaderMap) -> bool {
    if let Some(site) = text(headers, HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin" || site == "none";
    }
    let Some(origin) = text(headers, header::ORIGIN) else { return true };
    let origin_host = origin.split_once("://").map(|(_, host)| host);
    origin_host.is_some() && origin_host == text(headers, header::HOST)
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    // A value that is no text is one that matches nothing, not one that is absent.
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// Puts on every answer of a page what a browser may not do with it, and tells whoever can't go on why.
pub(super) async fn restrict(request: Request, next: Next) -> Response {
    let language = language::of_browser(request.headers());
    let path = request.uri().path().to_owned();
    let is_looked_at = request.method() == Method::GET
        || request.headers().get(header::ACCEPT).is_some_and(accepts_pages);
    let mut response = next.run(request).await;
    if let Some(stopped) = response.extensions().get::<Stopped>() {
        response = match stopped {
            // A page that was away while its leave ended asks for its events again: it is told.
            Stopped::SignInFirst | Stopped::PairFirst if path.ends_with("/events") => {
                live::over().into_response()
            }
            Stopped::SignInFirst if is_looked_at => to_sign_in(&path),
            Stopped::PairFirst if is_looked_at => Redirect::to("/display").into_response(),
            stopped => stopped.told(language),
        };
    }
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn accepts_pages(accept: &HeaderValue) -> bool {
    accept.to_str().is_ok_and(|accept| accept.contains("text/html"))
}

/// Where one signs in for a page: a till has its own place for that.
fn to_sign_in(path: &str) -> Response {
    let mut segments = path.split('/').skip(1);
    let to = match (segments.next(), segments.next()) {
        (Some("till"), Some(till)) => format!("/till/{till}/sign-in"),
        _ => "/office/sign-in".to_owned(),
    };
    Redirect::to(&to).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn only_this_machine_is_here() {
        for (peer, host, expected) in [
            (Some("127.0.0.1"), "127.0.0.1:8080", true),
            (Some("127.0.0.1"), "localhost", true),
            (Some("::1"), "[::1]:8080", true),
            (Some("::1"), "[::1]", true),
            (Some("::ffff:127.0.0.1"), "LOCALHOST:80", true),
            (None, "localhost", true),
            (Some("192.168.1.7"), "127.0.0.1:8080", false),
            (Some("::ffff:192.168.1.7"), "localhost", false),
            (Some("127.0.0.1"), "evil.example", false),
            (Some("127.0.0.1"), "127.0.0.1.evil.example:8080", false),
            (Some("127.0.0.1"), "localhost.evil.example", false),
            (Some("127.0.0.1"), "192.168.1.7:8080", false),
        ] {
            let peer = peer.map(|text| text.parse().unwrap());
            let headers = headers(&[("host", host)]);
            assert_eq!(is_from_here(peer, &headers), expected, "{peer:?} {host}");
        }
        assert!(is_from_here(None, &HeaderMap::new()));
    }

    #[test]
    fn only_our_pages_may_post() {
        let host = ("host", "127.0.0.1:8080");
        for (sent, expected) in [
            (vec![], true),
            (vec![("sec-fetch-site", "same-origin")], true),
            (vec![("sec-fetch-site", "none")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("origin", "http://127.0.0.1:8080")], true),
            (vec![("origin", "http://127.0.0.1:9000")], false),
            (vec![("origin", "http://evil.example")], false),
            (vec![("origin", "null")], false),
            // What the browser itself says counts, whatever the origin is.
            (vec![("sec-fetch-site", "same-origin"), ("origin", "null")], true),
            (vec![("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8080")], false),
        ] {
            let mut pairs = sent.clone();
            pairs.push(host);
            assert_eq!(is_from_our_pages(&headers(&pairs)), expected, "{sent:?}");
        }
        assert!(!is_from_our_pages(&headers(&[("origin", "null")])), "no host");
    }
}
