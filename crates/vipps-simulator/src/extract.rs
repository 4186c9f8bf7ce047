//! Parts of an address, as axum takes them out, with a problem document for those that can't be
//! read.

use axum::extract::{FromRequestParts, Path as AxumPath, Query as AxumQuery};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::answer::Answer;
use crate::problem::Problem;
use crate::simulator::Simulator;

/// The parameters of the path.
pub(crate) struct Path<T>(pub(crate) T);

/// The parameters behind the question mark.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Simulator> for Path<T> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, Answer> {
        let read = AxumPath::from_request_parts(parts, simulator).await;
        read.map(|AxumPath(path)| Self(path)).map_err(|_| {
            refusal(parts, simulator, "path", "The path holds text that is not UTF-8.")
        })
    }
}

impl<T: DeserializeOwned> FromRequestParts<Simulator> for Query<T> {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, simulator: &Simulator) -> Result<Self, Answer> {
        let read = AxumQuery::from_request_parts(parts, simulator).await;
        read.map(|AxumQuery(query)| Self(query)).map_err(|_| {
            refusal(parts, simulator, "query", "A parameter of the query has the wrong form.")
        })
    }
}

fn refusal(parts: &Parts, simulator: &Simulator, name: &str, reason: &str) -> Answer {
    Problem::invalid_field(name, reason).answer(simulator.ids(), parts.uri.path())
}
