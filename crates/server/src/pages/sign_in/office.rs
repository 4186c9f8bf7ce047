//! The way into the back office and out of it.

use super::super::language;
use super::super::signed_in::{Area, SignedIn};
use super::super::stopped::Stopped;
use super::super::visit::Admitted;
use super::look;
use super::till::told;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;

const OFFICE: &str = "/office";

#[derive(Deserialize)]
pub(in super::super) struct Fields {
    #[serde(default)]
    person: String,
    #[serde(default)]
    password: String,
}

#[derive(Template)]
#[template(path = "sign-in/office.html")]
struct Page<'a> {
    words: Words,
    person: &'a str,
    message: String,
    /// Whether anybody could sign in.
    has_people: bool,
}

fn show(
    status: StatusCode,
    words: Words,
    has_people: bool,
    person: &str,
    message: String,
) -> Result<Response, Stopped> {
    let page = Page { words, person, message, has_people };
    Ok((status, Html(page.render()?)).into_response())
}

fn words(headers: &HeaderMap) -> Words {
    let chosen = language::chosen(headers);
    Words::of_no_store(chosen.unwrap_or_else(|| language::of_browser(headers)))
}

pub(in super::super) async fn page(
    Admitted { app }: Admitted,
    headers: HeaderMap,
) -> Result<Response, Stopped> {
    let has_people = app.settings.people.iter().any(|person| person.password.is_some());
    show(StatusCode::OK, words(&headers), has_people, "", String::new())
}

pub(in super::super) async fn sign_in(
    Admitted { app }: Admitted,
    headers: HeaderMap,
    posted: Result<Form<Fields>, FormRejection>,
) -> Result<Response, Stopped> {
    let words = words(&headers);
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Ok(Form(Fields { person, password })) = posted else {
        return show(refused, words, true, "", words.of("unreadable").to_string());
    };
    match look(&app, &Area::Office, &person, password, |_| true).await {
        Ok(found) => {
            let cookie = SignedIn::begin(&app, &Area::Office, &found, &headers).await?;
            Ok(([(header::SET_COOKIE, cookie)], Redirect::to(OFFICE)).into_response())
        }
        Err(why) => {
            let message = told(why, words, "sign-in-wrong-password");
            show(refused, words, true, person.trim(), message)
        }
    }
}

pub(in super::super) async fn sign_out(
    Admitted { app }: Admitted,
    signed_in: Option<axum::Extension<SignedIn>>,
) -> Result<Response, Stopped> {
    let to = Redirect::to("/office/sign-in");
    let Some(axum::Extension(signed_in)) = signed_in else { return Ok(to.into_response()) };
    app.engine.end_visit(&app.settings.merchant, signed_in.visit).await?;
    Ok(([(header::SET_COOKIE, Area::Office.over())], to).into_response())
}
