//! The overview of all phones, and one phone at each of its places.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};

use crate::epayment::ledger::PaymentKey;
use crate::phone::place::Place;
use crate::phone::requests;
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
    /// Open requests.
    pub(super) waiting: usize,
}

impl PhoneCard {
    /// Everyone who has the app.
    pub(super) fn all(turn: &Turn<'_>) -> Vec<Self> {
        turn.settings.customers.iter().map(|customer| Self::of(turn, customer)).collect()
    }

    fn of(turn: &Turn<'_>, customer: &Customer) -> Self {
        let (request, others) = requests::of_customer(turn, &customer.msisdn);
        Self {
            msisdn: customer.msisdn.clone(),
            name: customer.full_name(),
            initial: customer.given_name.chars().take(1).collect(),
            app_name: customer.app_name.clone(),
            waiting: usize::from(request.is_some()) + others,
        }
    }
}

#[derive(Template)]
#[template(path = "phone.html")]
struct PhonePage {
    screen: Screen,
}

#[derive(Template)]
#[template(path = "missing.html")]
struct MissingPage {
    text: &'static str,
}

pub(super) async fn phones(State(simulator): State<Simulator>) -> Response {
    let phones = simulator.turn(|turn| PhoneCard::all(turn));
    html(&PhonesPage { phones })
}

pub(super) async fn home(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
) -> Response {
    phone(&simulator, &msisdn, &Place::Home)
}

pub(super) async fn activity(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
) -> Response {
    phone(&simulator, &msisdn, &Place::Activity)
}

pub(super) async fn clubs(
    State(simulator): State<Simulator>,
    Path(msisdn): Path<String>,
) -> Response {
    phone(&simulator, &msisdn, &Place::Clubs)
}

pub(super) async fn receipt(
    State(simulator): State<Simulator>,
    Path((msisdn, msn, reference)): Path<(String, String, String)>,
) -> Response {
    phone(&simulator, &msisdn, &Place::Receipt(PaymentKey { msn, reference }))
}

pub(super) async fn joining(
    State(simulator): State<Simulator>,
    Path((msisdn, auth_req_id)): Path<(String, String)>,
) -> Response {
    phone(&simulator, &msisdn, &Place::Joining(auth_req_id))
}

fn phone(simulator: &Simulator, msisdn: &str, place: &Place) -> Response {
    match simulator.turn(|turn| Screen::of(turn, msisdn, place)) {
        Some(screen) => html(&PhonePage { screen }),
        None => missing("No phone has this. It may have been forgotten since."),
    }
}

pub(crate) fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Says what isn't there any more, and leads back to the phones.
pub(super) fn missing(text: &'static str) -> Response {
    (StatusCode::NOT_FOUND, html(&MissingPage { text })).into_response()
}
