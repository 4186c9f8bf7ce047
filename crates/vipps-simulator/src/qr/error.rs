//! The error shape of codes: `invalidParams` where the exchange has `extraDetails`, and plain
//! JSON rather than a problem document.

use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::ids::Ids;
use crate::problem::{ExtraDetail, Problem};

/// Answers a refusal in the shape of the codes.
pub(super) fn answer(problem: &Problem, ids: &Ids) -> Answer {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Refusal<'a> {
        r#type: String,
        title: &'a str,
        detail: &'a str,
        instance: String,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        invalid_params: &'a [ExtraDetail],
    }
    let refusal = Refusal {
        r#type: format!("https://httpstatuses.io/{}", problem.status.as_u16()),
        title: &problem.title,
        detail: &problem.detail,
        instance: ids.trace_id(),
        invalid_params: &problem.extra_details,
    };
    Answer::json(problem.status, &refusal)
}

pub(super) fn not_found() -> Problem {
    Problem::plain(StatusCode::NOT_FOUND, "Not Found", "No code has this id.")
}

/// The id is taken.
pub(super) fn conflict(id: &str) -> Answer {
    #[derive(Serialize)]
    struct Taken<'a> {
        id: &'a str,
    }
    Answer::json(StatusCode::CONFLICT, &Taken { id })
}
