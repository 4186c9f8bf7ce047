//! The simulated customers and what they do by themselves.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use super::not_found;
use crate::answer::Answer;
use crate::extract::Path;
use crate::script::Script;
use crate::simulator::Simulator;
use crate::strict;

#[derive(Serialize)]
struct Listed<'a> {
    msisdn: &'a str,
    name: String,
    app_name: &'a str,
    personal_qr: String,
    script: Option<&'a Script>,
}

pub(super) async fn list(State(simulator): State<Simulator>) -> Answer {
    #[derive(Serialize)]
    struct List<'a> {
        customers: Vec<Listed<'a>>,
    }
    simulator.turn(|turn| {
        let customers = turn.settings.customers.iter().map(|customer| Listed {
            msisdn: &customer.msisdn,
            name: customer.full_name(),
            app_name: &customer.app_name,
            personal_qr: turn.personal_code(customer).text,
            script: turn.script_of(&customer.msisdn),
        });
        Answer::json(StatusCode::OK, &List { customers: customers.collect() })
    })
}

/// From the next request on. A reset returns to the settings.
pub(super) async fn replace_script(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
    body: Bytes,
) -> Answer {
    let script = match strict::read::<Script>(&body) {
        Ok(script) => script,
        Err(problem) => return problem.answer(simulator.ids(), "/simulator"),
    };
    simulator.turn(|turn| {
        if !turn.settings.customers.iter().any(|customer| customer.msisdn == msisdn) {
            return not_found(&simulator, "No customer has this number.");
        }
        let answer = Answer::json(StatusCode::OK, &script);
        turn.state.scripts.replace(&msisdn, script);
        answer
    })
}
