//! The language of a screen: its store's, unless somebody chose another there. The choice is kept in a
//! cookie below the path of that till, or of that display, alone. A customer's choice at a display goes
//! before it, and is over with the sale.

use super::signed_in::cookie_value;
use super::visit::Visit;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use checkout::Language;
use serde::Deserialize;

const COOKIE: &str = "language";
const CUSTOMERS: &str = "customer-language";

/// A year, in seconds.
const KEPT_S: u32 = 31_536_000;

#[derive(Deserialize)]
pub(super) struct Fields {
    language: Language,
}

type Posted = Result<Form<Fields>, FormRejection>;

pub(super) async fn choose_at_till(visit: Visit, posted: Posted) -> Response {
    choose(&visit.place.till_path(), &posted)
}

pub(super) async fn choose_at_display(visit: Visit, posted: Posted) -> Response {
    choose(&visit.place.display_path(), &posted)
}

#[derive(Deserialize)]
pub(super) struct CustomersFields {
    /// None: the customer has gone.
    language: Option<Language>,
}

/// The language of the customer who stands there now.
pub(super) async fn choose_as_customer(
    visit: Visit,
    posted: Result<Form<CustomersFields>, FormRejection>,
) -> Response {
    let path = visit.place.display_path();
    let back = Redirect::to(&path);
    let Ok(Form(CustomersFields { language })) = posted else { return back.into_response() };
    let kept = match language {
        Some(language) => format!("{CUSTOMERS}={}; Path={path}", language.tag()),
        None => format!("{CUSTOMERS}=; Path={path}; Max-Age=0"),
    };
    let cookie = format!("{kept}; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], back).into_response()
}

/// Back to the screen, which has the language from then on. What is no language changes nothing.
fn choose(path: &str, posted: &Posted) -> Response {
    let back = Redirect::to(path);
    let Ok(Form(Fields { language })) = posted else { return back.into_response() };
    ([(header::SET_COOKIE, cookie(path, *language))], back).into_response()
}

/// What keeps a language for the pages below a path.
pub(super) fn cookie(path: &str, language: Language) -> String {
    preference(COOKIE, language.tag(), path)
}

/// What keeps a choice that somebody made for the pages below a path.
pub(super) fn preference(name: &str, value: &str, path: &str) -> String {
    format!("{name}={value}; Path={path}; Max-Age={KEPT_S}; HttpOnly; SameSite=Lax")
}

/// What was chosen at a screen, if anything was.
pub(super) fn chosen(headers: &HeaderMap) -> Option<Language> {
    customers(headers).or_else(|| cookie_value(headers, COOKIE)?.parse().ok())
}

/// What the customer chose who stands at a display.
pub(super) fn customers(headers: &HeaderMap) -> Option<Language> {
    cookie_value(headers, CUSTOMERS)?.parse().ok()
}

/// What a browser asks for (RFC 9110, 12.5.4), for a page of no till: the first that we have.
pub(crate) fn of_browser(headers: &HeaderMap) -> Language {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let tags = wanted.unwrap_or_default().split(',').filter_map(|one| one.split([';', '-']).next());
    let known = |tag: &str| match tag.trim() {
        // What Norwegian browsers say.
        "no" | "nn" => Some(Language::Nb),
        tag => tag.parse().ok(),
    };
    tags.into_iter().find_map(known).unwrap_or(Language::En)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_first_language_that_we_have() {
        for (wanted, expected) in [
            ("", Language::En),
            ("en-US,en;q=0.9", Language::En),
            ("nb-NO,nb;q=0.9,en;q=0.5", Language::Nb),
            ("no", Language::Nb),
            ("nn-NO", Language::Nb),
            ("de-DE,de;q=0.9,sv;q=0.8,en;q=0.7", Language::Sv),
            ("fi;q=1", Language::Fi),
            (" da , en", Language::Da),
            ("*", Language::En),
        ] {
            let headers =
                [(header::ACCEPT_LANGUAGE, wanted.parse().unwrap())].into_iter().collect();
            assert_eq!(of_browser(&headers), expected, "{wanted:?}");
        }
    }

    #[test]
    fn a_choice_is_read_from_the_cookie() {
        for (cookie, expected) in [
            ("language=fi", Some(Language::Fi)),
            ("other=1; language=da", Some(Language::Da)),
            ("xlanguage=da", None),
            ("language=de", None),
            ("language", None),
        ] {
            let headers = [(header::COOKIE, cookie.parse().unwrap())].into_iter().collect();
            assert_eq!(chosen(&headers), expected, "{cookie:?}");
        }
    }
}
