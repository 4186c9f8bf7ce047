//! `GET /`: the way to each till and each customer display.

use super::place::Place;
use super::stopped::Stopped;
use super::visit::Admitted;
use askama::Template;
use axum::response::Html;

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    places: Vec<Place>,
}

pub(super) async fn page(Admitted { app }: Admitted) -> Result<Html<String>, Stopped> {
    let shop = app.engine.shop(&app.settings.merchant)?;
    let places = shop.tills.iter().map(|till| Place::of(shop, &till.id));
    let places = places.collect::<Result<Vec<_>, _>>()?;
    Ok(Html(StartPage { places }.render()?))
}
