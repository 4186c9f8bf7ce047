//! The PIN pad of a till, and its lock.

use super::super::place::{Operator, Place};
use super::super::signed_in::{Area, SignedIn};
use super::super::stopped::Stopped;
use super::super::visit::Entrance;
use super::{NotIn, look};
use crate::people::Person;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub(in super::super) struct Fields {
    #[serde(default)]
    person: String,
    #[serde(default)]
    pin: String,
}

#[derive(Template)]
#[template(path = "sign-in/till.html")]
struct Page<'a> {
    words: Words,
    place: &'a Place,
    /// Those who work here; none where a browser is not known to be a till's.
    people: Vec<&'a Person>,
    chosen: &'a str,
    message: String,
}

pub(in super::super) async fn page(entrance: Entrance) -> Result<Response, Stopped> {
    if entrance.app.settings.people.is_empty() {
        return Ok(Redirect::to(&entrance.place.till_path()).into_response());
    }
    show(&entrance, StatusCode::OK, "", String::new())
}

fn show(
    entrance: &Entrance,
    status: StatusCode,
    chosen: &str,
    message: String,
) -> Result<Response, Stopped> {
    let Entrance { app, place, knows_us } = entrance;
    let mut people: Vec<_> = app.settings.people.iter().map(|person| &**person).collect();
    people.retain(|person| *knows_us && person.works_at(&place.store_id));
    let page = Page { words: place.words, place, people, chosen, message };
    Ok((status, Html(page.render()?)).into_response())
}

pub(in super::super) async fn sign_in(
    entrance: Entrance,
    headers: HeaderMap,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    let Entrance { app, place, .. } = &entrance;
    let words = place.words;
    let Ok(Form(Fields { person, pin })) = posted else {
        let message = words.of("unreadable").to_string();
        return show(&entrance, StatusCode::UNPROCESSABLE_ENTITY, "", message);
    };
    let area = Area::Till(place.till.clone());
    let may = |person: &Person| person.works_at(&place.store_id);
    match look(app, &area, &person, pin, may).await {
        Ok(found) => {
            let worked = place.clone().worked_by(Operator::of(&found));
            app.engine.journal_sign_in(&worked.request(app)?).await?;
            let cookie = SignedIn::begin(app, &area, &found, &headers).await?;
            let back = Redirect::to(&place.till_path());
            Ok(([(header::SET_COOKIE, cookie)], back).into_response())
        }
        Err(why) => {
            let message = told(why, words, "sign-in-wrong-pin");
            show(&entrance, StatusCode::UNPROCESSABLE_ENTITY, person.trim(), message)
        }
    }
}

pub(super) fn told(why: NotIn, words: Words, wrong: &'static str) -> String {
    match why {
        NotIn::Wrong => words.of(wrong).to_string(),
        NotIn::Wait { ms } if ms <= 90_000 => {
            let seconds = (ms + 999) / 1_000;
            words.of("sign-in-wait-seconds").count(seconds, seconds).to_string()
        }
        NotIn::Wait { ms } => {
            let minutes = (ms + 59_999) / 60_000;
            words.of("sign-in-wait-minutes").count(minutes, minutes).to_string()
        }
    }
}

/// Locks the till: the sale stays where it is.
pub(in super::super) async fn sign_out(
    entrance: Entrance,
    signed_in: Option<axum::Extension<SignedIn>>,
) -> Result<Response, Stopped> {
    let Entrance { app, place, .. } = &entrance;
    let to = Redirect::to(&place.sign_in_path());
    let Some(axum::Extension(signed_in)) = signed_in else { return Ok(to.into_response()) };
    let worked = place.clone().worked_by(Operator::of(&signed_in.person));
    app.engine.sign_out(&worked.request(app)?, signed_in.visit).await?;
    let cookie = Area::Till(place.till.clone()).over();
    Ok(([(header::SET_COOKIE, cookie)], to).into_response())
}
