//! Merchant redirect codes: printed once, led to whatever address the merchant sets. A deleted id
//! may be used again, but what was printed for it stays dead.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::extract::Path;
use crate::kept::Kept;
use crate::problem::{ExtraDetail, Problem};
use crate::qr::CODES_KEPT;
use crate::qr::error::{conflict, not_found};
use crate::qr::wanted::Wanted;
use crate::simulator::{Simulator, Turn};
use crate::strict;

const ID_MAX: usize = 128;
const LIFETIMES_S: std::ops::RangeInclusive<i64> = 300..=2_147_483_647;
const ID: &str = "The field Id must match the regular expression '^[-_+%æøåÆØÅ\\w\\s]*$' and have \
                  1 to 128 characters.";
const URL: &str = "The field RedirectUrl must match the regular expression \
                   '^https:\\/\\/[\\w\\.]+([\\w#!:.?+=&%@\\-\\/]+)?$'.";

/// Sales unit and id.
type CodeKey = (String, String);

#[derive(Serialize, Deserialize)]
pub(crate) struct RedirectCode {
    link: String,
    redirect_url: String,
    expires_ms: Option<i64>,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct RedirectCodes {
    codes: Kept<CodeKey, RedirectCode, CODES_KEPT>,
}

impl RedirectCodes {
    /// The code printed with `link`, while it lives.
    pub(crate) fn by_link(&self, link: &str, now_ms: i64) -> Option<&RedirectCode> {
        self.all(now_ms).find(|(_, code)| code.link == link).map(|(_, code)| code)
    }

    fn live(&self, key: &CodeKey, now_ms: i64) -> Option<&RedirectCode> {
        self.codes.get(key).filter(|code| code.lives(now_ms))
    }

    fn all(&self, now_ms: i64) -> impl Iterator<Item = (&CodeKey, &RedirectCode)> {
        self.codes.iter().filter(move |(_, code)| code.lives(now_ms))
    }
}

impl RedirectCode {
    fn lives(&self, now_ms: i64) -> bool {
        self.expires_ms.is_none_or(|expires_ms| now_ms < expires_ms)
    }
}

/// What the picture says.
pub(super) fn content(origin: &str, link: &str) -> String {
    format!("{origin}/qr/r/{link}")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct CreateRequest {
    id: String,
    redirect_url: String,
    ttl: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct UpdateRequest {
    redirect_url: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeDocument {
    id: String,
    url: String,
    redirect_url: String,
    /// Seconds; -1 is never.
    expires_in: i64,
}

impl CodeDocument {
    fn of(id: &str, code: &RedirectCode, wanted: Wanted, origin: &str, now_ms: i64) -> Self {
        let expires_in = code.expires_ms.map(|expires_ms| (expires_ms - now_ms + 999) / 1000);
        Self {
            id: id.to_owned(),
            url: wanted.url(origin, &code.link, content(origin, &code.link)),
            redirect_url: code.redirect_url.clone(),
            expires_in: expires_in.unwrap_or(-1),
        }
    }
}

pub(super) async fn create(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, &headers, |turn, msn, wanted| {
        let request = strict::read::<CreateRequest>(&call.body)?;
        check(&request)?;
        let key = (msn.to_owned(), request.id);
        if turn.state.codes.redirects.live(&key, turn.now_ms).is_some() {
            return Ok(conflict(&key.1));
        }
        let expires_ms = request.ttl.map(|ttl_s| turn.now_ms + ttl_s * 1000);
        let link = turn.ids.token();
        let code = RedirectCode { link, redirect_url: request.redirect_url, expires_ms };
        let document = CodeDocument::of(&key.1, &code, wanted, &call.origin, turn.now_ms);
        turn.state.codes.redirects.codes.insert(key, code);
        Ok(Answer::json(StatusCode::OK, &document))
    })
}

pub(super) async fn list(
    State(simulator): State<Simulator>,
    headers: HeaderMap,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, &headers, |turn, msn, wanted| {
        let live = turn.state.codes.redirects.all(turn.now_ms);
        let documents: Vec<CodeDocument> = live
            .filter(|((unit, _), _)| unit == msn)
            .map(|((_, id), code)| CodeDocument::of(id, code, wanted, &call.origin, turn.now_ms))
            .collect();
        Ok(Answer::json(StatusCode::OK, &documents))
    })
}

pub(super) async fn read(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, &headers, |turn, msn, wanted| {
        let key = (msn.to_owned(), id);
        let code = turn.state.codes.redirects.live(&key, turn.now_ms).ok_or_else(not_found)?;
        let document = CodeDocument::of(&key.1, code, wanted, &call.origin, turn.now_ms);
        Ok(Answer::json(StatusCode::OK, &document))
    })
}

pub(super) async fn update(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    headers: HeaderMap,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, &headers, |turn, msn, wanted| {
        let request = strict::read::<UpdateRequest>(&call.body)?;
        if !is_redirect_url(&request.redirect_url) {
            return Err(Problem::invalid_field("RedirectUrl", URL));
        }
        let key = (msn.to_owned(), id);
        let redirects = &mut turn.state.codes.redirects;
        redirects.live(&key, turn.now_ms).ok_or_else(not_found)?;
        let code = redirects.codes.get_mut(&key).ok_or_else(not_found)?;
        code.redirect_url = request.redirect_url;
        let document = CodeDocument::of(&key.1, code, wanted, &call.origin, turn.now_ms);
        Ok(Answer::json(StatusCode::OK, &document))
    })
}

pub(super) async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, &HeaderMap::new(), |turn, msn, _| {
        let key = (msn.to_owned(), id);
        turn.state.codes.redirects.live(&key, turn.now_ms).ok_or_else(not_found)?;
        turn.state.codes.redirects.codes.remove(&key);
        Ok(Answer::empty(StatusCode::OK))
    })
}

/// Where a phone that scans the code is led.
pub(super) async fn follow(
    State(simulator): State<Simulator>,
    Path(link): Path<String>,
) -> Response {
    let target = simulator.turn(|turn| {
        let code = turn.state.codes.redirects.by_link(&link, turn.now_ms);
        code.map(|code| code.redirect_url.clone())
    });
    match target {
        Some(url) => Redirect::to(&url).into_response(),
        None => Answer::gateway(StatusCode::NOT_FOUND, "Resource not found").into_response(),
    }
}

fn respond(
    simulator: &Simulator,
    call: &ApiCall,
    headers: &HeaderMap,
    work: impl FnOnce(&mut Turn<'_>, &str, Wanted) -> Result<Answer, Problem>,
) -> Answer {
    let wanted = Wanted::of_headers(headers);
    simulator.turn(|turn| {
        let done = wanted.and_then(|wanted| {
            let unit = call.sales_unit_or_first(turn.settings)?;
            work(turn, &unit.msn, wanted)
        });
        done.unwrap_or_else(|problem| problem.answer_with_invalid_params(turn.ids))
    })
}

fn check(request: &CreateRequest) -> Result<(), Problem> {
    let mut faults = Vec::new();
    if !is_id(&request.id) {
        faults.push(ExtraDetail::new("Id", ID));
    }
    if !is_redirect_url(&request.redirect_url) {
        faults.push(ExtraDetail::new("RedirectUrl", URL));
    }
    if request.ttl.is_some_and(|ttl| !LIFETIMES_S.contains(&ttl)) {
        faults.push(ExtraDetail::new("Ttl", "The field Ttl must be from 300 to 2147483647."));
    }
    if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
}

fn is_id(text: &str) -> bool {
    let allowed = |character: char| {
        character.is_alphanumeric() || character.is_whitespace() || "-_+%".contains(character)
    };
    (1..=ID_MAX).contains(&text.chars().count()) && text.chars().all(allowed)
}

fn is_redirect_url(text: &str) -> bool {
    let word = |character: char| character.is_alphanumeric() || character == '_';
    let allowed = |character: char| word(character) || "#!:.?+=&%@-/".contains(character);
    text.strip_prefix("https://").is_some_and(|rest| {
        rest.starts_with(|first: char| word(first) || first == '.') && rest.chars().all(allowed)
    })
}

#[cfg(test)]
mod tests {
    use super::{is_id, is_redirect_url};

    #[test]
    fn ids_and_addresses_keep_to_their_patterns() {
        let ids = [("billboard_1", true), ("blå-skilt 2%", true), ("", false), ("a/b", false)];
        for (id, expected) in ids {
            assert_eq!(is_id(id), expected, "{id}");
        }
        assert!(!is_id(&"x".repeat(129)));
        let urls = [
            ("https://example.com/myProduct?x=1#top", true),
            ("http://example.com", false),
            ("https://", false),
            ("https://-example.com", false),
            ("https://example.com/a b", false),
        ];
        for (url, expected) in urls {
            assert_eq!(is_redirect_url(url), expected, "{url}");
        }
    }
}
