//! `GET /vipps-userinfo-api/userinfo`: what the person shares, by the scopes of the login. The
//! marketing consents are there only in the login in which they were asked for.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::call::text;
use crate::ids::stable_uuid;
use crate::login::consent::{AGREEMENT, CUSTOM_FLOW, DELEGATED_CONSENTS, agreement, flow_result};
use crate::login::session::{Decision, Login};
use crate::readings::{CustomFlow, Readings, UserinfoError};
use crate::settings::Customer;
use crate::simulator::{Simulator, Turn};

pub(super) async fn userinfo(State(simulator): State<Simulator>, headers: HeaderMap) -> Answer {
    simulator.turn(|turn| {
        let unauthorized = |detail: &str| refuse(turn, StatusCode::UNAUTHORIZED, detail);
        if headers.contains_key("ocp-apim-subscription-key") {
            return unauthorized("Userinfo takes no subscription key.");
        }
        let bearer = text(&headers, header::AUTHORIZATION.as_str())
            .and_then(|value| value.strip_prefix("Bearer "));
        let login = bearer.and_then(|token| turn.state.logins.by_token(token, turn.now_ms));
        let Some(login) = login else {
            return unauthorized("The access token is invalid or expired.");
        };
        match turn.settings.customer(&login.msisdn) {
            Some(customer) => Answer::json(StatusCode::OK, &claims(turn, login, customer)),
            None => unauthorized("The person does not exist any more."),
        }
    })
}

fn claims(turn: &Turn<'_>, login: &Login, customer: &Customer) -> Value {
    let (settings, readings) = (turn.settings, turn.readings());
    let sub = settings.subject(readings, &login.msn, &login.msisdn);
    let mut claims = shared_claims(readings, customer, &sub, &login.scopes);
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("sid", json!(stable_uuid(&["sid", &login.auth_req_id])));
    let name = settings.sales_unit(&login.msn).map_or("", |unit| unit.name.as_str());
    let Decision::Consumed(approval) = &login.decision else { return Value::Object(claims) };
    let asked = |scope: &str| login.scopes.iter().any(|asked| asked == scope);
    let choices = approval.choices.as_ref();
    let by_flow = asked(CUSTOM_FLOW) && readings.custom_flow == CustomFlow::FlowResult;
    if by_flow {
        add("flowResult", flow_result(name, choices));
    }
    if asked(AGREEMENT) {
        add("agreement", agreement(name, approval.at_ms));
    }
    if let Some(choices) = choices.filter(|_| !by_flow || asked(DELEGATED_CONSENTS)) {
        add("delegatedConsents", choices.delegated_consents(name));
    }
    Value::Object(claims)
}

/// The person's data by scope.
pub(super) fn shared_claims(
    readings: Readings,
    customer: &Customer,
    sub: &str,
    scopes: &[String],
) -> Map<String, Value> {
    let mut claims = Map::new();
    let mut add = |name: &str, value: Value| {
        claims.insert(name.to_owned(), value);
    };
    add("sub", json!(sub));
    for scope in scopes {
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
                add("email_verified", json!(customer.email_verified));
            }
            "address" => {
                add("address", address(customer));
                add("other_addresses", json!([]));
            }
            "birthDate" => add("birthdate", json!(customer.birth_date)),
            "gender" => {
                if let Some(gender) = &customer.gender {
                    add("gender", json!(gender));
                }
            }
            "nin" => {
                let is_shared = customer.country != "NO" || readings.nin_in_norway;
                if let Some(nin) = customer.national_identity_number.as_ref().filter(|_| is_shared)
                {
                    add("nin", json!(nin));
                }
            }
            _ => {}
        }
    }
    claims
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

/// The error shape of userinfo, in which `status` is a string; or that of OAuth.
pub(super) fn refuse(turn: &Turn<'_>, status: StatusCode, detail: &str) -> Answer {
    #[derive(Serialize)]
    struct Refusal<'a> {
        r#type: String,
        title: &'a str,
        status: &'a str,
        detail: &'a str,
        instance: String,
    }
    if turn.readings().userinfo_error == UserinfoError::Oauth {
        let refusal = json!({"error": "invalid_token", "error_description": detail});
        return Answer::json(status, &refusal);
    }
    let refusal = Refusal {
        r#type: format!("https://httpstatuses.io/{}", status.as_u16()),
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_str(),
        detail,
        instance: turn.ids.trace_id(),
    };
    Answer::json(status, &refusal)
}
