//! `GET /`: the way to each till and each customer display, in the language of the first store.

use super::place::Place;
use super::stopped::Stopped;
use super::visit::Admitted;
use crate::words::Words;
use askama::Template;
use axum::response::Html;
use checkout::Language;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    words: Words,
    places: Vec<Place>,
}

pub(super) async fn page(Admitted { app }: Admitted) -> Result<Html<String>, Stopped> {
    let shop = app.engine.shop(&app.settings.merchant)?;
    let places = shop.tills.iter().map(|till| Place::of(&app, &till.id, None));
    let places = places.collect::<Result<Vec<_>, _>>()?;
    let words = places.first().map_or_else(Words::english, |place| place.words);
    Ok(Html(StartPage { words, places }.render()?))
}
