//! `GET /`: the way to each till and each customer display, in the language of the first store.

use super::place::Place;
use super::stopped::Stopped;
use super::visit::Admitted;
use crate::App;
use crate::settings::ToldPerson;
use crate::words::Words;
use askama::Template;
use axum::response::Html;
use checkout::Language;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    words: Words,
    places: Vec<Place>,
    /// Of a demo: who there is, and what they type.
    people: Vec<String>,
    has_office: bool,
}

pub(super) async fn page(Admitted { app }: Admitted) -> Result<Html<String>, Stopped> {
    let shop = app.engine.shop(&app.settings.merchant)?;
    let places = shop.tills.iter().map(|till| Place::of(&app, &till.id, None));
    let places = places.collect::<Result<Vec<_>, _>>()?;
    let words = places.first().map_or_else(Words::english, |place| place.words);
    let people = app.settings.told_people.iter().map(|person| told(&app, person, words)).collect();
    let has_office = app.settings.people.iter().any(|person| person.password.is_some());
    Ok(Html(StartPage { words, places, people, has_office }.render()?))
}

fn told(app: &App, told: &ToldPerson, words: Words) -> String {
    let person = app.settings.people.iter().find(|person| person.id == told.id);
    let name = person.map_or(told.id.as_str(), |person| person.name.as_str());
    let message = if told.is_pin { "start-pin" } else { "start-password" };
    let how = words.of(message).with("id", &told.id).with("typed", &told.typed);
    format!("{name}: {how}")
}
