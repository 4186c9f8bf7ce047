//! Which function key does what at a till: as people who know Clubtill have them, or as the till's own people
//! want them. The choice is kept in a cookie below the path of that till.

use super::language;
use super::place::Place;
use super::signed_in::cookie_value;
use super::stopped::Stopped;
use super::visit::Visit;
use crate::words::Words;
use askama::Template;
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use std::collections::{BTreeMap, BTreeSet};

const COOKIE: &str = "keys";

/// The keys that may be chosen; F5 and F11 are the browser's.
const CHOICES: [u8; 10] = [1, 2, 3, 4, 6, 7, 8, 9, 10, 12];

/// What a key does, as the form names it.
const ACTIONS: [&str; 9] =
    ["scan", "ask", "find", "receipts", "price", "tender", "next", "undo", "lock"];

/// The number of the function key for each action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Keys([u8; ACTIONS.len()]);

impl Default for Keys {
    fn default() -> Self {
        Self([2, 3, 4, 6, 7, 8, 9, 10, 12])
    }
}

impl Keys {
    /// None unless each action has a key of its own.
    fn of(numbers: impl Iterator<Item = Option<u8>>) -> Option<Self> {
        let numbers: Vec<u8> = numbers.collect::<Option<_>>()?;
        let different: BTreeSet<_> = numbers.iter().collect();
        let are_keys = numbers.iter().all(|number| CHOICES.contains(number));
        let are_alone = different.len() == numbers.len();
        Some(Self(numbers.try_into().ok()?)).filter(|_| are_keys && are_alone)
    }

    /// What was chosen at a till, if anything usable was.
    pub(super) fn chosen(headers: &HeaderMap) -> Option<Self> {
        Self::of(cookie_value(headers, COOKIE)?.split('.').map(|number| number.parse().ok()))
    }

    /// All of them, for a script that keeps the browser from doing something else with one.
    pub(super) fn all(&self) -> String {
        self.0.map(|number| format!("F{number}")).join(" ")
    }

    fn cookie(self, place: &Place) -> String {
        let value = self.0.map(|number| number.to_string()).join(".");
        language::preference(COOKIE, &value, &place.till_path())
    }

    /// The name of an action's key, as browsers and keyboards have it.
    pub(super) fn key(&self, action: &str) -> String {
        let place = ACTIONS.iter().position(|known| *known == action);
        format!("F{}", self.0[place.expect("templates name what is on the list")])
    }
}

/// What a key does, and which one it is.
struct Row {
    action: &'static str,
    words: String,
    key: String,
}

#[derive(Template)]
#[template(path = "till/keys.html")]
struct KeysPage<'a> {
    words: Words,
    place: &'a Place,
    rows: Vec<Row>,
    choices: Vec<String>,
    fault: String,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Stopped> {
    let Place { keys, .. } = visit.place;
    show(&visit.place, StatusCode::OK, |action| keys.key(action), String::new())
}

/// Keeps a choice; pressed to have the usual keys again, it keeps those.
pub(super) async fn choose(
    visit: Visit,
    posted: Result<Form<BTreeMap<String, String>>, FormRejection>,
) -> Result<Response, Stopped> {
    let place = &visit.place;
    let fields = posted.map(|Form(fields)| fields).unwrap_or_default();
    let typed = |action: &str| fields.get(action).cloned().unwrap_or_default();
    let number = |action: &&str| typed(action).strip_prefix('F').and_then(|it| it.parse().ok());
    let keys = if fields.contains_key("usual") {
        Some(Keys::default())
    } else {
        Keys::of(ACTIONS.iter().map(number))
    };
    let Some(keys) = keys else {
        let fault = place.words.of("keys-twice").to_string();
        return show(place, StatusCode::UNPROCESSABLE_ENTITY, typed, fault);
    };
    let to = Redirect::to(&place.till_path());
    Ok(([(header::SET_COOKIE, keys.cookie(place))], to).into_response())
}

fn show(
    place: &Place,
    status: StatusCode,
    key: impl Fn(&str) -> String,
    fault: String,
) -> Result<Response, Stopped> {
    let words = place.words;
    let name = |action: &str| match action {
        "scan" => "scan-label",
        "ask" => "ask-membership",
        "find" => "find",
        "receipts" => "receipts",
        "price" => "price",
        "tender" => "other-tender",
        "next" => "scanner-next",
        "undo" => "undo",
        _ => "keys-lock",
    };
    let row = |action: &&'static str| Row {
        action,
        words: words.of(name(action)).to_string(),
        key: key(action),
    };
    let rows = ACTIONS.iter().map(row).collect();
    let choices = CHOICES.map(|number| format!("F{number}")).to_vec();
    Ok((status, Html(KeysPage { words, place, rows, choices, fault }.render()?)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_action_has_a_key_of_its_own_or_the_usual_one() {
        let chosen = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, format!("keys={value}").parse().unwrap());
            Keys::chosen(&headers)
        };
        let swapped = chosen("2.3.4.6.7.9.8.10.12").unwrap();
        assert_eq!((swapped.key("tender"), swapped.key("next")), ("F9".into(), "F8".into()));
        for wrong in
            ["", "2", "2.3.4.6.7.8.9.10.12.1", "2.2.4.6.7.8.9.10.12", "5.3.4.6.7.8.9.10.12", "x"]
        {
            assert_eq!(chosen(wrong), None, "{wrong}");
        }
        let usual = Keys::default();
        assert_eq!(Keys::of(usual.0.iter().map(|number| Some(*number))), Some(usual));
    }
}
