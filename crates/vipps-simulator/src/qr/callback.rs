//! Merchant callback codes: a code on a till or a machine that checks in the customer who scans
//! it. Putting the same id again changes the text, never the code.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Answer;
use crate::call::ApiCall;
use crate::extract::{Path, Query};
use crate::kept::Kept;
use crate::problem::Problem;
use crate::qr::CODES_KEPT;
use crate::qr::error::{conflict, not_found};
use crate::qr::wanted::Wanted;
use crate::simulator::{Simulator, Turn};
use crate::strict;

const LOCATION_MAX: usize = 36;

/// Sales unit and id.
pub(crate) type CodeKey = (String, String);

#[derive(Serialize, Deserialize)]
pub(crate) struct CallbackCode {
    pub(crate) link: String,
    pub(crate) location: String,
    category: Category,
    /// Stickers of the old MobilePay keep their printed code; two units can't have the same one.
    is_beacon: bool,
}

/// What stands behind the code.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Category {
    #[default]
    InStore,
    Vending,
}

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct CallbackCodes {
    codes: Kept<CodeKey, CallbackCode, CODES_KEPT>,
}

impl CallbackCodes {
    pub(crate) fn get(&self, key: &CodeKey) -> Option<&CallbackCode> {
        self.codes.get(key)
    }

    /// The code that is printed with `link`.
    pub(crate) fn by_link(&self, link: &str) -> Option<(&CodeKey, &CallbackCode)> {
        self.codes.iter().find(|(_, code)| code.link == link)
    }

    /// All codes, for the phones to scan.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&CodeKey, &CallbackCode)> {
        self.codes.iter()
    }
}

/// What the picture says.
pub(crate) fn content(origin: &str, link: &str) -> String {
    format!("{origin}/check-in/{link}")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct PutRequest {
    location_description: String,
    category: Option<Category>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeDocument<'a> {
    merchant_serial_number: &'a str,
    merchant_qr_id: &'a str,
    location_description: &'a str,
    category: Category,
    qr_image_url: String,
    qr_content: String,
}

impl<'a> CodeDocument<'a> {
    fn of(key: &'a CodeKey, code: &'a CallbackCode, wanted: Wanted, origin: &str) -> Self {
        let qr_content = content(origin, &code.link);
        Self {
            merchant_serial_number: &key.0,
            merchant_qr_id: &key.1,
            location_description: &code.location,
            category: code.category,
            qr_image_url: wanted.url(origin, &code.link, qr_content.clone()),
            qr_content,
        }
    }
}

pub(super) async fn put(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| write(turn, &call, (msn.to_owned(), id), false))
}

/// Takes over the code of a sticker of the old MobilePay.
pub(super) async fn put_mobilepay(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let is_taken = turn
            .state
            .codes
            .callbacks
            .all()
            .any(|((other, beacon), code)| code.is_beacon && *beacon == id && other != msn);
        if is_taken {
            return Ok(conflict(&id));
        }
        write(turn, &call, (msn.to_owned(), id), true)
    })
}

fn write(
    turn: &mut Turn<'_>,
    call: &ApiCall,
    key: CodeKey,
    is_beacon: bool,
) -> Result<Answer, Problem> {
    let request = strict::read::<PutRequest>(&call.body)?;
    if request.location_description.chars().count() > LOCATION_MAX {
        let reason = "The text may have at most 36 characters.";
        return Err(Problem::invalid_field("LocationDescription", reason));
    }
    let category = request.category.unwrap_or_default();
    let location = request.location_description;
    let callbacks = &mut turn.state.codes.callbacks;
    if let Some(code) = callbacks.codes.get_mut(&key) {
        code.location = location;
        code.category = category;
    } else {
        let link = turn.ids.token();
        callbacks.codes.insert(key, CallbackCode { link, location, category, is_beacon });
    }
    turn.changed = true;
    Ok(Answer::empty(StatusCode::OK))
}

pub(super) async fn read(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let wanted = Wanted::of_query(&query)?;
        let key = (msn.to_owned(), id);
        let code = turn.state.codes.callbacks.get(&key).ok_or_else(not_found)?;
        Ok(Answer::json(StatusCode::OK, &CodeDocument::of(&key, code, wanted, &call.origin)))
    })
}

pub(super) async fn list(
    State(simulator): State<Simulator>,
    Query(query): Query<Vec<(String, String)>>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let wanted = Wanted::of_query(&query)?;
        let ours = turn.state.codes.callbacks.all().filter(|((unit, _), _)| unit == msn);
        let documents: Vec<CodeDocument<'_>> =
            ours.map(|(key, code)| CodeDocument::of(key, code, wanted, &call.origin)).collect();
        Ok(Answer::json(StatusCode::OK, &documents))
    })
}

pub(super) async fn remove(
    State(simulator): State<Simulator>,
    Path(id): Path<String>,
    call: ApiCall,
) -> Answer {
    respond(&simulator, &call, |turn, msn| {
        let callbacks = &mut turn.state.codes.callbacks;
        callbacks.codes.remove(&(msn.to_owned(), id)).ok_or_else(not_found)?;
        turn.changed = true;
        Ok(Answer::empty(StatusCode::OK))
    })
}

fn respond(
    simulator: &Simulator,
    call: &ApiCall,
    work: impl FnOnce(&mut Turn<'_>, &str) -> Result<Answer, Problem>,
) -> Answer {
    simulator.turn(|turn| {
        let done = call.sales_unit(turn.settings).and_then(|unit| work(turn, &unit.msn));
        done.unwrap_or_else(|problem| problem.answer_with_invalid_params(turn.ids))
    })
}
