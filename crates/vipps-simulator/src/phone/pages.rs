//! The list of phones, and one phone.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

use crate::epayment::payment::PaymentState;
use crate::login::session::LoginState;
use crate::phone::screen::Screen;
use crate::settings::Customer;
use crate::simulator::{Simulator, Turn};

#[derive(Template)]
#[template(path = "phones.html")]
struct PhonesPage {
    phones: Vec<PhoneCard>,
}

/// One customer in the list.
pub(super) struct PhoneCard {
    pub(super) msisdn: String,
    pub(super) name: String,
    pub(super) initial: String,
    pub(super) app_name: String,
    pub(super) waiting: usize,
}

impl PhoneCard {
    pub(super) fn of(turn: &Turn<'_>, customer: &Customer) -> Self {
        let payments = turn.state.ledger.of_customer(&customer.msisdn);
        let open = payments.filter(|payment| payment.state == PaymentState::Created).count();
        let logins = turn.state.logins.newest_first();
        let pending = logins
            .filter(|login| login.msisdn == customer.msisdn)
            .filter(|login| login.state(turn.now_ms) == LoginState::Pending);
        Self {
            msisdn: customer.msisdn.clone(),
            name: customer.full_name(),
            initial: customer.given_name.chars().take(1).collect(),
            app_name: customer.app_name.clone(),
            waiting: open + pending.count(),
        }
    }
}

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage {
    screen: Screen,
}

pub(super) async fn phones(State(simulator): State<Simulator>) -> Response {
    let phones = simulator.turn(|turn| {
        turn.settings.customers.iter().map(|customer| PhoneCard::of(turn, customer)).collect()
    });
    html(&PhonesPage { phones })
}

pub(super) async fn phone(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
) -> Response {
    match Screen::of(&simulator, &msisdn) {
        Some(screen) => html(&PhonePage { screen }),
        None => missing("There is no phone with this number. Go to /phones to choose one."),
    }
}

pub(crate) fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

pub(super) fn missing(text: &'static str) -> Response {
    (StatusCode::NOT_FOUND, text).into_response()
}
