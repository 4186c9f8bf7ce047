//! `GET /vipps-userinfo-api/userinfo`: what the person shares, by the scopes of the login. The
//! marketing consents are there only in the login in which they were asked for.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::call::text;
use crate::ids::stable_uuid;
use crate::login::consent::{CUSTOM_FLOW, flow_result};
use crate::login::session::{Decision, Login, subject};
use crate::settings::{Customer, Settings};
use crate::simulator::Simulator;

pub(super) async fn userinfo(State(simulator): State<Simulator>, headers: HeaderMap) -> Answer {
    simulator.turn(|turn| {
        if !turn.state.faults.answers_logins() {
            let message = "The service is unavailable.";
            return Answer::gateway(StatusCode::SERVICE_UNAVAILABLE, message);
        }
        if headers.contains_key("ocp-apim-subscription-key") {
            return refuse(turn.ids.trace_id(), "Userinfo takes no subscription key.");
        }
        let bearer = text(&headers, header::AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "));
        let login = bearer.and_then(|token| turn.state.logins.by_token(token, turn.now_ms));
        let Some(login) = login else {
            return refuse(turn.ids.trace_id(), "The access token is invalid or expired.");
        };
        let mut customers = turn.settings.customers.iter();
        let Some(customer) = customers.find(|customer| customer.msisdn == login.msisdn) else {
            return refuse(turn.ids.trace_id(), "The person does not exist any more.");
        };
        Answer::json(StatusCode::OK, &claims(turn.settings, login, customer))
    })
}

fn claims(settings: &Settings, login: &Login, customer: &Customer) -> Value {
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("sub", json!(subject(&login.msn, &login.msisdn)));
    add("sid", json!(stable_uuid(&["sid", &login.auth_req_id])));
    let name = merchant_name(settings, &login.msn);
    for scope in &login.scopes {
        match scope.as_str() {
            "name" => {
                add("name", json!(customer.full_name()));
                add("given_name", json!(customer.given_name));
                add("family_name", json!(customer.family_name));
            }
            "phoneNumber" => {
                add("phone_number", json!(customer.msisdn));
                add("phone_number_verified", json!(true));
            }
            "email" => {
                add("email", json!(customer.email));
                add("email_verified", json!(true));
            }
            "address" => {
                add("address", address(customer));
                add("other_addresses", json!([]));
            }
            "birthDate" => add("birthdate", json!(customer.birth_date)),
            CUSTOM_FLOW => add("flowResult", flow_result(name)),
            _ => {}
        }
    }
    if let Decision::Consumed(approval) = &login.decision
        && let Some(choices) = &approval.choices
    {
        add("delegatedConsents", choices.delegated_consents(name));
    }
    Value::Object(claims)
}

fn address(customer: &Customer) -> Value {
    let Customer { street_address, postal_code, region, country, .. } = customer;
    json!({
        "address_type": "home",
        "country": country,
        "formatted": format!("{street_address}\n{postal_code} {region}"),
        "postal_code": postal_code,
        "region": region,
        "street_address": street_address,
    })
}

fn merchant_name<'a>(settings: &'a Settings, msn: &str) -> &'a str {
    let mut units = settings.merchants.iter().flat_map(|merchant| &merchant.sales_units);
    units.find(|unit| unit.msn == msn).map_or("", |unit| unit.name.as_str())
}

/// The error shape of userinfo, in which `status` is a string.
fn refuse(instance: String, detail: &str) -> Answer {
    #[derive(Serialize)]
    struct Refusal<'a> {
        r#type: &'a str,
        title: &'a str,
        status: &'a str,
        detail: &'a str,
        instance: String,
    }
    let refusal = Refusal {
        r#type: "https://httpstatuses.io/401",
        title: "Unauthorized",
        status: "401",
        detail,
        instance,
    };
    Answer::json(StatusCode::UNAUTHORIZED, &refusal)
}
