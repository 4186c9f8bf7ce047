//! Every operation once more, with a call that is wrong on purpose: no token that is known, a body
//! of something else, a used key, another media type. The client would send none of them, so
//! only the answers are held to the contracts.

use anyhow::{Context as _, ensure};
use vipps_mobilepay::Request;

use super::world::World;
use crate::check::operation_of;

/// Where the contracts tell of a call without a sales unit, and with one of somebody else.
const ASKS_FOR_UNIT: [&str; 3] =
    ["/qr/v1/merchant-callback", "/webhooks/v1/", "/order-management/v3/"];
const ASKS_WHOSE_UNIT: &str = "/qr/v1/merchant-callback";
const UNIT: &str = "Merchant-Serial-Number";
const FORM: &str = "application/x-www-form-urlencoded";

/// Takes the first call of each operation that went well, and spoils it in each way.
pub(super) async fn every_operation(world: &World) -> anyhow::Result<()> {
    let operations = || {
        let all = vipps_simulator::operations().iter();
        all.map(|operation| (operation.method.as_str(), operation.path))
    };
    // Days have passed since most of the calls, and their tokens with them.
    world.client.webhooks().list().await?;
    let exchanges = world.exchanges();
    let last = exchanges.last().and_then(|last| last.request.header("authorization"));
    let bearer = last.context("no token")?;
    let mut seen = vec![false; operations().count()];
    for exchange in exchanges.iter().filter(|exchange| exchange.response.is_success()) {
        let Some(number) = operation_of(operations(), exchange) else { continue };
        if std::mem::replace(&mut seen[number], true) {
            continue;
        }
        // The writes of one payment share a limit.
        world.advance_s(61);
        for (what, wrong, expected) in spoilt(&exchange.request, bearer) {
            let (method, path) = (wrong.method.as_str(), wrong.url.path().to_owned());
            let status = world.send_wrong(wrong).await?.status;
            ensure!(status == expected, "{method} {path}, {what}: {status}");
        }
    }
    Ok(())
}

/// The call with one thing wrong each time, and the status that it must be refused with.
fn spoilt(good: &Request, bearer: &str) -> Vec<(&'static str, Request, u16)> {
    let mut calls = Vec::new();
    let with = |changes: &[(&'static str, &str)], body: &str| {
        let mut wrong = good.clone();
        for (name, value) in changes {
            wrong.headers.retain(|(key, _)| key != name);
            wrong.headers.push((name, (*value).to_owned()));
        }
        body.as_bytes().clone_into(&mut wrong.body);
        wrong
    };
    let same = String::from_utf8_lossy(&good.body).into_owned();
    if let Some(shown) = good.header("authorization") {
        let stranger = if shown.starts_with("Bearer") { "Bearer nobody" } else { "Basic bm86bm8=" };
        calls.push(("a stranger", with(&[("Authorization", stranger)], &same), 401));
    }
    let path = good.url.path();
    if ASKS_FOR_UNIT.iter().any(|prefix| path.starts_with(prefix)) {
        let mut without = with(&[("Authorization", bearer)], &same);
        without.headers.retain(|(name, _)| *name != UNIT);
        calls.push(("no sales unit", without, 400));
    }
    if path.starts_with(ASKS_WHOSE_UNIT) {
        let another = [("Authorization", bearer), (UNIT, "999999")];
        calls.push(("another's sales unit", with(&another, &same), 403));
    }
    if good.body.is_empty() {
        return calls;
    }
    if good.header("content-type") == Some(FORM) {
        // Without a grant the specialised tokens answer as to a stranger.
        let status = if path.starts_with("/miami") { 401 } else { 400 };
        calls.push(("another form", with(&[], "surprise=1"), status));
        return calls;
    }
    let other = r#"{"surprise":1}"#;
    let bearer = ("Authorization", bearer);
    let text = [bearer, ("Content-Type", "text/plain")];
    calls.push(("another media type", with(&text, &same), 415));
    if good.header("idempotency-key").is_some() {
        calls.push(("a used key", with(&[bearer], other), 409));
    }
    let new_key = [bearer, ("Idempotency-Key", "of-a-wrong-call")];
    calls.push(("another body", with(&new_key, other), 400));
    calls
}
