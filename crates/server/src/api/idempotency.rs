//! The same request again has the same effect once, and the same answer.
//!
//! The key, the body's hash and the answer are stored in the commit that the request brings about,
//! so there is no moment in which one is there without the other. A refusal changes nothing and is
//! not stored. A second request with a key that is under way waits a little, and is then told so.

use super::auth::Caller;
use super::problem::Problem;
use super::resource::{Resource, render};
use crate::App;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};
use axum::response::Response;
use engine::EngineError;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::{AnswerScope, AnswerWrite, StoredAnswer};

const KEY_LENGTH_MAX: usize = 100;
/// How long a second request with the same key waits for the first.
const WAIT_MAX: Duration = Duration::from_secs(2);

/// Method, path and idempotency key of a request.
pub(crate) struct Call {
    call: String,
    key: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Call {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let key = match parts.headers.get("idempotency-key") {
            None => None,
            Some(value) => {
                let text = value.to_str().unwrap_or_default();
                if text.is_empty() || text.len() > KEY_LENGTH_MAX {
                    return Err(Problem::new(
                        StatusCode::BAD_REQUEST,
                        "idempotency_key_invalid",
                        "An Idempotency-Key has 1 to 100 visible characters.",
                    ));
                }
                Some(text.to_owned())
            }
        };
        let method: &Method = &parts.method;
        Ok(Self { call: format!("{method} {}", parts.uri.path()), key })
    }
}

/// Keys under way, each with a lock that the second comer waits for.
#[derive(Clone, Default)]
pub(crate) struct InFlight {
    locks: Arc<Mutex<HashMap<AnswerScope, Arc<tokio::sync::Mutex<()>>>>>,
}

impl InFlight {
    fn lock_of(&self, scope: &AnswerScope) -> Arc<tokio::sync::Mutex<()>> {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        locks.entry(scope.clone()).or_default().clone()
    }

    /// Forgets the lock when nobody else holds or waits for it.
    fn forget(&self, scope: &AnswerScope, lock: Arc<tokio::sync::Mutex<()>>) {
        let mut locks = self.locks.lock().unwrap_or_else(PoisonError::into_inner);
        drop(lock);
        if locks.get(scope).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            locks.remove(scope);
        }
    }
}

impl App {
    /// Does what a request asks for, once, and shows a resource afterwards. `act` must put what it
    /// is given into its commit.
    pub(super) async fn once<F: Future<Output = Result<(), EngineError>>>(
        &self,
        caller: &Caller,
        call: Call,
        body_sha256: [u8; 32],
        (status, resource): (StatusCode, Resource),
        act: impl FnOnce(Option<AnswerWrite>) -> F,
    ) -> Result<Response, Problem> {
        let Some(key) = call.key else {
            act(None).await?;
            return render(self, caller, status, &resource).await;
        };
        let scope = AnswerScope {
            merchant: caller.merchant.clone(),
            client: caller.client.clone(),
            call: call.call,
            key,
        };
        let lock = self.in_flight.lock_of(&scope);
        let held = tokio::time::timeout(WAIT_MAX, lock.clone().lock_owned()).await;
        let outcome = match held {
            Err(_) => Err(Problem::new(
                StatusCode::CONFLICT,
                "in_progress",
                "The same request is under way. Send it again in a moment.",
            )),
            Ok(_held) => {
                let answer = StoredAnswer {
                    body_sha256,
                    status: status.as_u16(),
                    resource: resource.to_string(),
                };
                self.once_alone(scope.clone(), answer, act).await
            }
        };
        self.in_flight.forget(&scope, lock);
        let (status, resource) = outcome?;
        render(self, caller, status, &resource).await
    }

    async fn once_alone<F: Future<Output = Result<(), EngineError>>>(
        &self,
        scope: AnswerScope,
        answer: StoredAnswer,
        act: impl FnOnce(Option<AnswerWrite>) -> F,
    ) -> Result<(StatusCode, Resource), Problem> {
        let body_sha256 = answer.body_sha256;
        if let Some(known) = self.known(&scope).await? {
            return replay(&known, body_sha256);
        }
        let fresh = (
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK),
            Resource::parse(&answer.resource).ok_or_else(unreadable)?,
        );
        match act(Some(AnswerWrite { scope: scope.clone(), answer })).await {
            Ok(()) => Ok(fresh),
            // Another process was faster.
            Err(EngineError::KeyUsed) => {
                let known = self.known(&scope).await?.ok_or_else(unreadable)?;
                replay(&known, body_sha256)
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn known(&self, scope: &AnswerScope) -> Result<Option<StoredAnswer>, Problem> {
        self.engine.store().answer(scope).await.map_err(|error| EngineError::from(error).into())
    }
}

fn replay(known: &StoredAnswer, body_sha256: [u8; 32]) -> Result<(StatusCode, Resource), Problem> {
    if known.body_sha256 != body_sha256 {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            "idempotency_key_reused",
            "That Idempotency-Key was used for another body. Take a new key for a new request.",
        ));
    }
    let resource = Resource::parse(&known.resource).ok_or_else(unreadable)?;
    Ok((StatusCode::from_u16(known.status).unwrap_or(StatusCode::OK), resource))
}

fn unreadable() -> Problem {
    EngineError::Unreadable("a stored answer".to_owned()).into()
}
