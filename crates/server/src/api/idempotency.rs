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
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::{AnswerScope, AnswerWrite, StoredAnswer};
use tokio::sync::OwnedMutexGuard;

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
pub(crate) struct InFlight(Arc<Mutex<HashMap<AnswerScope, UnderWay>>>);

#[derive(Default)]
struct UnderWay {
    lock: Arc<tokio::sync::Mutex<()>>,
    /// How many hold the lock or wait for it.
    entered: usize,
}

impl InFlight {
    fn enter(&self, scope: AnswerScope) -> Entered {
        let mut under_way = self.lock();
        let place = under_way.entry(scope.clone()).or_default();
        place.entered += 1;
        let lock = place.lock.clone();
        drop(under_way);
        Entered { in_flight: self.clone(), scope, lock }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AnswerScope, UnderWay>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One that holds a key's lock, or waits for it. The last one to leave, however that is, leaves
/// nothing behind.
struct Entered {
    in_flight: InFlight,
    scope: AnswerScope,
    lock: Arc<tokio::sync::Mutex<()>>,
}

impl Entered {
    async fn alone(&self) -> OwnedMutexGuard<()> {
        self.lock.clone().lock_owned().await
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut under_way = self.in_flight.lock();
        if let Some(place) = under_way.get_mut(&self.scope) {
            place.entered -= 1;
            if place.entered == 0 {
                under_way.remove(&self.scope);
            }
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
        let entered = self.in_flight.enter(scope.clone());
        let held = tokio::time::timeout(WAIT_MAX, entered.alone()).await;
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
                self.once_alone(scope, answer, act).await
            }
        };
        drop(entered);
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

#[cfg(test)]
mod tests {
    //! Three requests with one key meet in every order there is. Each move of a request is whole
    //! under the lock of the map or of the key, so the orders of their moves are all that threads
    //! can bring about. They are tried by hand: a checker of threads would want mutexes of its own
    //! in the code.

    use super::*;
    use checkout::MerchantId;
    use std::pin::Pin;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
    use std::task::{Context, Poll, Wake, Waker};

    fn scope() -> AnswerScope {
        let (client, call, key) = ("c".to_owned(), "POST /".to_owned(), "k".to_owned());
        AnswerScope { merchant: MerchantId::new("m"), client, call, key }
    }

    /// Lets everybody else have a turn.
    async fn turn() {
        let mut had = false;
        std::future::poll_fn(|context| {
            if std::mem::replace(&mut had, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }

    /// Whoever is doing what the request asks for.
    struct Inside<'a>(&'a AtomicUsize);

    impl<'a> Inside<'a> {
        fn new(inside: &'a AtomicUsize) -> Self {
            assert_eq!(inside.fetch_add(1, Relaxed), 0, "two at once");
            Self(inside)
        }
    }

    impl Drop for Inside<'_> {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Relaxed);
        }
    }

    async fn request(in_flight: &InFlight, inside: &AtomicUsize) {
        let entered = in_flight.enter(scope());
        turn().await;
        let held = entered.alone().await;
        let does = Inside::new(inside);
        turn().await;
        drop(does);
        drop(held);
        turn().await;
    }

    struct Woken(AtomicBool);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.store(true, Relaxed);
        }
    }

    /// What is chosen at each fork of one order, and among how many.
    #[derive(Default)]
    struct Forks {
        chosen: Vec<(usize, usize)>,
        at: usize,
    }

    impl Forks {
        fn choose(&mut self, among: usize) -> usize {
            if self.at == self.chosen.len() {
                self.chosen.push((0, among));
            }
            self.at += 1;
            self.chosen[self.at - 1].0
        }

        /// Turns to the next order; false after the last.
        fn next(&mut self) -> bool {
            self.at = 0;
            while let Some((chosen, among)) = self.chosen.pop() {
                if chosen + 1 < among {
                    self.chosen.push((chosen + 1, among));
                    return true;
                }
            }
            false
        }
    }

    /// One order: at each fork one of those goes on that can, or the first goes away for good.
    fn play(forks: &mut Forks) {
        let (in_flight, inside) = (InFlight::default(), AtomicUsize::new(0));
        let mut requests: Vec<_> = (0..3)
            .map(|_| {
                let request: Pin<Box<dyn Future<Output = ()>>> =
                    Box::pin(request(&in_flight, &inside));
                (Some(request), Arc::new(Woken(AtomicBool::new(true))))
            })
            .collect();
        loop {
            let can_go_on: Vec<_> = (0..requests.len())
                .filter(|at| requests[*at].0.is_some() && requests[*at].1.0.load(Relaxed))
                .collect();
            if can_go_on.is_empty() {
                break;
            }
            let goes_away = usize::from(requests[0].0.is_some());
            let Some(at) = can_go_on.get(forks.choose(can_go_on.len() + goes_away)) else {
                requests[0].0 = None;
                continue;
            };
            let (request, woken) = &mut requests[*at];
            woken.0.store(false, Relaxed);
            let waker = Waker::from(woken.clone());
            let polled = request.as_mut().unwrap().as_mut().poll(&mut Context::from_waker(&waker));
            if polled.is_ready() {
                *request = None;
            }
        }
        assert!(requests.iter().all(|(request, _)| request.is_none()), "somebody waits for ever");
        assert!(in_flight.lock().is_empty(), "something is left behind");
    }

    #[test]
    fn one_at_a_time_and_nothing_is_left_behind_in_any_order() {
        let (mut forks, mut orders) = (Forks::default(), 1);
        play(&mut forks);
        while forks.next() {
            play(&mut forks);
            orders += 1;
        }
        assert!(orders > 10_000, "{orders}");
    }
}
