//! Registering, listing and deleting webhooks. The secret is shown once. Errors for a full list,
//! an unknown event or an unknown id are not documented; here each is a 400 that names the field,
//! and an unknown id a 404. A partner that names no sales unit works on what it registered for all.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::extract::Path;
use crate::problem::Problem;
use crate::qr::check_in::EVENT as CHECK_IN;
use crate::readings::{Readings, WebhookSecret};
use crate::settings::Settings;
use crate::simulator::Simulator;
use crate::strict;
use crate::webhooks::registered::{Registration, Scope};

/// Registrations per event, of a sales unit or of a partner for all.
const PER_EVENT_MAX: usize = 25;
/// The same for a check-in, which only one receiver can answer.
const PER_CHECK_IN_MAX: usize = 1;

const EVENTS: [&str; 20] = [
    "epayments.payment.created.v1",
    "epayments.payment.aborted.v1",
    "epayments.payment.expired.v1",
    "epayments.payment.cancelled.v1",
    "epayments.payment.captured.v1",
    "epayments.payment.refunded.v1",
    "epayments.payment.authorized.v1",
    "epayments.payment.terminated.v1",
    CHECK_IN,
    "login.merchant-initiated.ping.v1",
    "recurring.agreement-activated.v1",
    "recurring.agreement-rejected.v1",
    "recurring.agreement-stopped.v1",
    "recurring.agreement-expired.v1",
    "recurring.charge-reserved.v1",
    "recurring.charge-captured.v1",
    "recurring.charge-canceled.v1",
    "recurring.charge-refunded.v1",
    "recurring.charge-failed.v1",
    "recurring.charge-creation-failed.v1",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegisterRequest {
    url: String,
    events: Vec<String>,
}

pub(crate) async fn register(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    #[derive(Serialize)]
    struct Registered<'a> {
        id: &'a str,
        secret: &'a str,
    }
    let accepted = accept(&simulator, &call);
    simulator.turn(|turn| {
        let accepted = accepted.and_then(|registration| {
            check_limit(turn.readings(), &turn.state.registrations, &registration)?;
            Ok(registration)
        });
        match accepted {
            Ok(registration) => {
                let registered = Registered { id: &registration.id, secret: &registration.secret };
                let answer = Answer::json(StatusCode::CREATED, &registered);
                turn.state.registrations.push(registration);
                answer
            }
            Err(problem) => problem.answer(turn.ids, &call.instance),
        }
    })
}

fn accept(simulator: &Simulator, call: &ApiCall) -> Result<Registration, Problem> {
    let scope = scope(call, simulator.settings())?;
    let request = strict::read::<RegisterRequest>(&call.body)?;
    let url = accept_url(&request.url)?;
    if request.events.is_empty() {
        return Err(Problem::invalid_field("events", "At least one event is required."));
    }
    if request.events.iter().any(|event| !EVENTS.contains(&event.as_str())) {
        return Err(Problem::invalid_field("events", "An event is not known."));
    }
    Ok(Registration {
        id: simulator.ids().uuid().to_string(),
        scope,
        url,
        url_text: request.url,
        events: request.events,
        secret: match simulator.readings().webhook_secret {
            WebhookSecret::Base64 => simulator.ids().secret(),
            WebhookSecret::Uuid => simulator.ids().uuid().to_string(),
        },
        failing_since_ms: None,
    })
}

/// What the call is about: the sales unit that it names, or all those of the partner that calls.
fn scope(call: &ApiCall, settings: &Settings) -> Result<Scope, Problem> {
    match call.partner_for_all(settings) {
        Some(client_id) => Ok(Scope::Partner(client_id.to_owned())),
        None => call.sales_unit(settings).map(|unit| Scope::Msn(unit.msn.clone())),
    }
}

/// HTTPS anywhere, as the real service wants it; on this machine plain HTTP too.
fn accept_url(text: &str) -> Result<Url, Problem> {
    let refuse = |reason: &str| Problem::invalid_field("url", reason);
    let url = Url::parse(text).map_err(|_| refuse("The url is not a valid address."))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("The url must not carry a user name or password."));
    }
    let on_loopback = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => return Err(refuse("The url names no host.")),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if on_loopback => Ok(url),
        _ => Err(refuse("The url must use HTTPS.")),
    }
}

fn check_limit(
    readings: Readings,
    registrations: &[Registration],
    new: &Registration,
) -> Result<(), Problem> {
    for event in &new.events {
        let limit = if event == CHECK_IN { PER_CHECK_IN_MAX } else { PER_EVENT_MAX };
        let same = |old: &&Registration| old.scope == new.scope && old.names(event);
        let registered = registrations.iter().filter(same).count();
        if registered >= limit {
            let reason = format!("At most {limit} webhooks can be registered for {event}.");
            return Err(if readings.webhook_limit_is_conflict {
                Problem::plain(StatusCode::CONFLICT, "Conflict", reason)
            } else {
                Problem::invalid_field("events", reason)
            });
        }
    }
    Ok(())
}

pub(crate) async fn list(State(simulator): State<Simulator>, call: ApiCall) -> Answer {
    #[derive(Serialize)]
    struct Listed<'a> {
        id: &'a str,
        url: &'a str,
        events: &'a [String],
    }
    #[derive(Serialize)]
    struct List<'a> {
        webhooks: Vec<Listed<'a>>,
    }
    simulator.turn(|turn| {
        let scope = match scope(&call, turn.settings) {
            Ok(scope) => scope,
            Err(problem) => return problem.answer(turn.ids, &call.instance),
        };
        let ours = turn.state.registrations.iter().filter(|known| known.scope == scope);
        let webhooks = ours
            .map(|known| Listed { id: &known.id, url: &known.url_text, events: &known.events })
            .collect();
        Answer::json(StatusCode::OK, &List { webhooks })
    })
}

pub(crate) async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    simulator.turn(|turn| {
        let scope = match scope(&call, turn.settings) {
            Ok(scope) => scope,
            Err(problem) => return problem.answer(turn.ids, &call.instance),
        };
        let is_bad_request = turn.readings().unknown_webhook_is_bad_request;
        let known = &mut turn.state.registrations;
        let Some(position) = known.iter().position(|known| known.id == id && known.scope == scope)
        else {
            let detail = "No webhook with this id is registered.";
            let problem = if is_bad_request {
                Problem::invalid_field("id", detail)
            } else {
                Problem::plain(StatusCode::NOT_FOUND, "Not Found", detail)
            };
            return problem.answer(turn.ids, &call.instance);
        };
        known.remove(position);
        turn.state.deliveries.forget_registration(&id);
        Answer::empty(StatusCode::NO_CONTENT)
    })
}

#[cfg(test)]
mod tests {
    use super::accept_url;

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let cases = [
            ("https://pos.example.com/hooks?store=7", true),
            ("https://127.0.0.1:8443/hooks", true),
            ("http://127.0.0.1:8080/hooks", true),
            ("http://127.8.9.10/hooks", true),
            ("http://[::1]:8080/hooks", true),
            ("http://localhost:8080/hooks", true),
            ("http://localhost.example.com/hooks", false),
            ("http://192.168.1.10/hooks", false),
            ("http://pos.example.com/hooks", false),
            ("https://user:secret@pos.example.com/hooks", false),
            ("ftp://127.0.0.1/hooks", false),
            ("/hooks", false),
        ];
        for (url, accepted) in cases {
            assert_eq!(accept_url(url).is_ok(), accepted, "{url}");
        }
    }
}
