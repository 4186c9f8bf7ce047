//! The shops that know the person: what each is told, and the way to stop that.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};

use crate::phone::place::Place;
use crate::phone::requests::shares;
use crate::phone::screen::merchant_name;
use crate::simulator::{Simulator, Turn};

pub(super) struct ClubsView {
    pub(super) clubs: Vec<Club>,
}

pub(super) struct Club {
    pub(super) msn: String,
    pub(super) merchant: String,
    pub(super) shares: Vec<&'static str>,
}

impl ClubsView {
    pub(super) fn of(turn: &Turn<'_>, msisdn: &str) -> Self {
        let shared = turn.state.logins.shared_by_person(msisdn).into_iter();
        let clubs = shared.map(|(msn, scopes)| Club {
            msn: msn.to_owned(),
            merchant: merchant_name(turn.settings, msn),
            shares: shares(scopes),
        });
        Self { clubs: clubs.collect() }
    }
}

/// Stopping what has stopped already changes nothing.
pub(super) async fn leave(
    State(simulator): State<Simulator>,
    Path((msisdn, msn)): Path<(String, String)>,
) -> Response {
    simulator.turn(|turn| turn.revoke_consent(&msn, &msisdn));
    Redirect::to(&Place::Clubs.address(&msisdn)).into_response()
}
