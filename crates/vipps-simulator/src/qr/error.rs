//! Refusals of codes, in the shape with `invalidParams`.

use axum::http::StatusCode;
use serde::Serialize;

use crate::answer::Answer;
use crate::problem::Problem;

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
