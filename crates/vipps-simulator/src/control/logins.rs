//! Approving and declining logins without a phone, and the list of those that wait.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::{conflict, not_found};
use crate::answer::Answer;
use crate::extract::Path;
use crate::login::session::LoginState;
use crate::simulator::Simulator;
use crate::strict;

/// Body of an approval; it may be missing.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Approve {
    /// Ids of the marketing consents to tick. Left out, all are ticked.
    consents: Option<Vec<String>>,
}

/// What the customer does; an approval may name the consents to tick.
enum Wish {
    Approve(Option<Vec<String>>),
    Decline,
}

#[derive(Serialize)]
struct Listed<'a> {
    auth_req_id: &'a str,
    binding_message: Option<&'a str>,
    msisdn: &'a str,
    msn: &'a str,
    scope: String,
    state: LoginState,
    expires_unix_ms: i64,
}

/// The logins that wait for the person, newest first.
pub(super) async fn list(State(simulator): State<Simulator>) -> Answer {
    #[derive(Serialize)]
    struct List<'a> {
        logins: Vec<Listed<'a>>,
    }
    simulator.turn(|turn| {
        let now_ms = turn.now_ms;
        let all = turn.state.logins.newest_first();
        let pending = all.filter(|login| login.state(now_ms) == LoginState::Pending);
        let logins = pending
            .map(|login| Listed {
                auth_req_id: &login.auth_req_id,
                binding_message: login.binding_message.as_deref(),
                msisdn: &login.msisdn,
                msn: &login.msn,
                scope: login.scopes.join(" "),
                state: login.state(now_ms),
                expires_unix_ms: login.expires_ms,
            })
            .collect();
        Answer::json(StatusCode::OK, &List { logins })
    })
}

pub(super) async fn approve(
    State(simulator): State<Simulator>,
    Path(auth_req_id): Path<String>,
    body: Bytes,
) -> Answer {
    let read = if body.is_empty() { Ok(Approve::default()) } else { strict::read(&body) };
    match read {
        Ok(Approve { consents }) => decide(&simulator, &auth_req_id, Wish::Approve(consents)),
        Err(problem) => problem.answer(simulator.ids(), "/simulator"),
    }
}

pub(super) async fn decline(
    State(simulator): State<Simulator>,
    Path(auth_req_id): Path<String>,
) -> Answer {
    decide(&simulator, &auth_req_id, Wish::Decline)
}

fn decide(simulator: &Simulator, auth_req_id: &str, wish: Wish) -> Answer {
    #[derive(Serialize)]
    struct Decided<'a> {
        auth_req_id: &'a str,
        state: LoginState,
        /// Where the person's browser is led, when the login ends there.
        #[serde(skip_serializing_if = "Option::is_none")]
        return_url: Option<&'a str>,
    }
    simulator.turn(|turn| {
        let Some(number) = turn.state.logins.find(auth_req_id) else {
            return not_found(simulator, "No login has this auth_req_id.");
        };
        let acted = match wish {
            Wish::Approve(consents) => turn.approve_login(number, consents),
            Wish::Decline => turn.decline_login(number),
        };
        let login = turn.state.logins.get(number);
        let state = login.state(turn.now_ms);
        if acted {
            let return_url = login.return_url.as_deref();
            Answer::json(StatusCode::OK, &Decided { auth_req_id, state, return_url })
        } else {
            conflict(simulator, &format!("The login is {state:?} already."))
        }
    })
}
