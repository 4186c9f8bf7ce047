//! Answers kept by idempotency key. The same key with the same body gives the stored answer again,
//! refusals included; with another body it is a conflict. How long the real service keeps a key
//! is not documented; here it is kept until a reset, or until 50,000 newer ones have
//! come, and by another reading for a day.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::answer::Answer;
use crate::epayment::refusal::{self, Refusal};
use crate::kept::Kept;
use crate::simulator::Turn;

/// How many answers are kept; the oldest are forgotten first.
const KEPT: usize = 50_000;
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Calls that carry a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Operation {
    Create,
    Capture,
    Refund,
    Cancel,
}

impl Operation {
    /// What a key that was used with another body is answered with.
    pub(crate) const fn conflict(self) -> Refusal {
        match self {
            Self::Create | Self::Cancel => refusal::KEY_USED,
            Self::Capture => refusal::CAPTURE_KEY_USED,
            Self::Refund => refusal::REFERENCE_EXISTS,
        }
    }
}

/// Where a key counts. A create has no reference here, so its key can't serve a second reference.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct KeyScope {
    pub(crate) msn: String,
    pub(crate) operation: Operation,
    pub(crate) reference: String,
    pub(crate) key: String,
}

/// Stands for a body, so that bodies needn't be kept.
type BodyHash = [u8; 32];

#[derive(Default, Serialize, Deserialize)]
pub(crate) struct StoredAnswers {
    answers: Kept<KeyScope, StoredAnswer, KEPT>,
}

#[derive(Serialize, Deserialize)]
struct StoredAnswer {
    body: BodyHash,
    answer: Answer,
    /// Left out in older state files.
    #[serde(default)]
    at_ms: i64,
}

/// What is known about a key.
pub(crate) enum Known {
    New,
    Same(Answer),
    OtherBody,
}

impl StoredAnswers {
    /// What is known of a key that was last used at `since_ms` or later.
    pub(crate) fn look_up(&self, scope: &KeyScope, body: &[u8], since_ms: i64) -> Known {
        match self.answers.get(scope).filter(|stored| stored.at_ms >= since_ms) {
            None => Known::New,
            Some(stored) if stored.body == hash(body) => Known::Same(stored.answer.clone()),
            Some(_) => Known::OtherBody,
        }
    }

    /// Keeps a definite answer. One that may differ next time (401, 423, 429, 5xx) isn't kept.
    pub(crate) fn keep(&mut self, scope: KeyScope, body: &[u8], answer: &Answer, at_ms: i64) {
        let passing = [StatusCode::UNAUTHORIZED, StatusCode::LOCKED, StatusCode::TOO_MANY_REQUESTS];
        if !answer.status.is_server_error() && !passing.contains(&answer.status) {
            let stored = StoredAnswer { body: hash(body), answer: answer.clone(), at_ms };
            self.answers.insert(scope, stored);
        }
    }
}

impl Turn<'_> {
    /// From when keys count.
    pub(crate) fn keys_since_ms(&self) -> i64 {
        if self.readings().keys_end_after_a_day { self.now_ms - DAY_MS + 1 } else { i64::MIN }
    }
}

fn hash(body: &[u8]) -> BodyHash {
    Sha256::digest(body).into()
}
