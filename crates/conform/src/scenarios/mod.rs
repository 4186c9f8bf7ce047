//! The client driven through everything that it can do, refusals too, against the simulator. A
//! scenario fails when the client doesn't come to the end that was wanted.

mod codes;
mod epayment;
mod keys;
mod login;
mod orders;
mod payments;
mod qr;
mod reports;
mod trouble;
mod webhooks;
mod world;
mod wrong;

use anyhow::Context as _;
use vipps_mobilepay::{Error, Msisdn, Unknown, Url};

use crate::transport::Exchange;
use world::World;

const OLA: &str = "4712345678";
const KARI: &str = "4798765432";
const MADS: &str = "4512345678";
const AINO: &str = "358401234567";
/// Kari's number for a phone whose app is too old to log in.
const OLD_APP: &str = "4790000001";

/// What came of driving.
pub(crate) struct Driven {
    pub(crate) exchanges: Vec<Exchange>,
    /// Scenarios that didn't end as they should.
    pub(crate) failures: Vec<String>,
}

/// Drives every scenario.
pub(crate) async fn drive() -> anyhow::Result<Driven> {
    let world = World::new()?;
    let ended = [
        ("wrong keys", keys::not_let_in(&world).await),
        ("webhooks", webhooks::registrations(&world).await),
        ("exchange", qr::exchange(&world).await),
        ("one-time QR", qr::one_time(&world).await),
        ("redirect QRs", qr::redirects(&world).await),
        ("callback QRs", qr::callbacks(&world).await),
        ("payment", epayment::a_sale(&world).await),
        ("payment not paid", epayment::not_paid(&world).await),
        ("payment refused", epayment::refused(&world).await),
        ("payment with all fields", epayment::all_fields(&world).await),
        ("payment with every word", epayment::all_words(&world).await),
        ("payment in euro", epayment::in_euro(&world).await),
        ("each refusal of a payment", codes::each(&world).await),
        ("login", login::in_app(&world).await),
        ("login in the browser", login::in_browser(&world).await),
        ("login with every claim", login::every_claim(&world).await),
        ("login refused", login::refused(&world).await),
        ("login not started", login::not_started(&world).await),
        ("partner", keys::partner(&world).await),
        ("keys in the form", keys::in_form(&world).await),
        ("orders", orders::orders(&world).await),
        ("links of orders", orders::categories(&world).await),
        ("too many calls", trouble::too_many(&world).await),
        ("errors of the service", trouble::errors(&world).await),
        ("webhooks delivered", webhooks::delivered(&world).await),
        // The last, since they let days pass.
        ("reports", reports::reports(&world).await),
        ("accountant", keys::accountant(&world).await),
        ("calls that are wrong", wrong::every_operation(&world).await),
    ];
    let failed = |(name, end): (&str, anyhow::Result<()>)| {
        end.err().map(|error| format!("scenario {name}: {error:#}"))
    };
    let failures = ended.into_iter().filter_map(failed).collect();
    Ok(Driven { exchanges: world.into_exchanges(), failures })
}

fn number(text: &str) -> anyhow::Result<Msisdn> {
    Ok(Msisdn::parse(text)?)
}

fn url(text: &str) -> anyhow::Result<Url> {
    text.parse().with_context(|| format!("not an address: {text}"))
}

/// That the call was answered with this status and no success. What the client makes of it, a
/// refusal or an unsettled outcome, is told by the client's own tests.
fn refused<T>(outcome: Result<T, Error>, status: u16) -> anyhow::Result<()> {
    let answered = match &outcome {
        Err(Error::Refused(problem) | Error::Unknown(Unknown::Unsettled { problem, .. })) => {
            problem.status
        }
        Err(
            Error::Unknown(Unknown::Unreadable { status, .. }) | Error::Unauthorised { status },
        ) => *status,
        Err(Error::RateLimited { .. }) => 429,
        _ => 0,
    };
    match outcome {
        Err(_) if answered == status => Ok(()),
        Err(error) => Err(error).with_context(|| format!("a refusal by {status} was wanted")),
        Ok(_) => anyhow::bail!("a refusal by {status} was wanted, and it went well"),
    }
}
