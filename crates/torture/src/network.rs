//! The way from our client to Vipps MobilePay, and to a club that is kept elsewhere: in process, and as
//! bad as the weather.

use crate::laws::Laws;
use crate::strike::Fault;
use crate::weather::Weather;
use crate::world::{Group, World};
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use http_body_util::BodyExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, oneshot};
use tower::ServiceExt;
use vipps_mobilepay::{Method, Request, Response, Transport, TransportError};

/// Around and after the eleven minutes after which a request that is not there counts as absent.
const AGED_MS_MIN: i64 = 600_000;
const AGED_MS_MAX: i64 = 900_000;

pub(crate) struct Network {
    pub(crate) world: World,
    pub(crate) weather: Arc<Mutex<Weather>>,
    pub(crate) laws: Laws,
    pub(crate) simulator: Router,
    /// How many requests are on their way although their sender may have given up.
    pub(crate) late: Arc<AtomicUsize>,
    /// Rung when something may have changed at Vipps MobilePay.
    pub(crate) bell: Arc<Notify>,
    /// Of what may fail once, what does on this way.
    pub(crate) strikes: &'static [(Fault, Fate)],
}

pub(crate) const TO_VIPPS: &[(Fault, Fate)] =
    &[(Fault::RequestLost, Fate::RequestLost), (Fault::AnswerLost, Fate::AnswerLost)];

pub(crate) const TO_CLUB: &[(Fault, Fate)] = &[
    (Fault::ClubRequestLost, Fate::RequestLost),
    (Fault::ClubAnswerLost, Fate::AnswerLost),
    (Fault::ClubRefuses, Fate::SaidNo),
    (Fault::ClubAnswerCut, Fate::Garbled),
];

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Fine,
    Refused,
    RequestLost,
    AnswerLost,
    Late {
        ms: i64,
    },
    Aged {
        ms: i64,
    },
    Repeated {
        after_ms: i64,
    },
    Busy,
    Broken {
        status: u16,
        after_effect: bool,
    },
    Garbled,
    /// Refused in so many words, though nothing is wrong with it.
    SaidNo,
}

impl Fate {
    fn name(self) -> &'static str {
        match self {
            Fate::Fine => "call answered",
            Fate::Refused => "fault: connection refused",
            Fate::RequestLost => "fault: request lost",
            Fate::AnswerLost => "fault: answer lost",
            Fate::Late { .. } => "fault: request late",
            Fate::Aged { .. } => "fault: request later than its absence is proved",
            Fate::Repeated { .. } => "fault: request repeated",
            Fate::Busy => "fault: 429",
            Fate::Broken { .. } => "fault: 5xx",
            Fate::Garbled => "fault: answer garbled",
            Fate::SaidNo => "fault: said no",
        }
    }
}

#[async_trait]
impl Transport for Network {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.laws.sends(&request);
        self.world.turn().await;
        let fate = self.fate(&request);
        self.world.trace().count(fate.name());
        self.world.trace().mix(fate.name().as_bytes());
        let answer = self.carry(&request, fate).await;
        self.world.turn().await;
        self.world.tell("network", || {
            let heard = match &answer {
                Ok(answer) => answer.status.to_string(),
                Err(TransportError::NotSent(_)) => "not sent".to_owned(),
                Err(TransportError::NoAnswer(_)) => "no answer".to_owned(),
            };
            let (method, path) = (request.method.as_str(), request.url.path());
            format!("{method} {path}: {fate:?}: {heard}")
        });
        self.laws.hears(&request, &answer);
        answer
    }
}

impl Network {
    fn fate(&self, request: &Request) -> Fate {
        if let Some((_, fate)) = self.strikes.iter().find(|(fault, _)| self.world.strikes(*fault)) {
            return *fate;
        }
        let weather = *self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let mut chance = self.world.chance();
        if weather.reads_fail
            && request.method == Method::Get
            && request.url.path().starts_with("/epayment/")
        {
            return Fate::RequestLost;
        }
        let mut dice = chance.below(1000);
        let mut falls = |times: u32| {
            let times = usize::try_from(times).unwrap_or(0);
            let hit = dice < times;
            dice = dice.saturating_sub(times) + if hit { 1000 } else { 0 };
            hit
        };
        let kind = [
            weather.refused,
            weather.request_lost,
            weather.answer_lost,
            weather.late,
            weather.aged,
            weather.repeated,
            weather.busy,
            weather.broken,
            weather.garbled,
        ]
        .into_iter()
        .position(&mut falls);
        match kind {
            None => Fate::Fine,
            Some(0) => Fate::Refused,
            Some(1) => Fate::RequestLost,
            Some(2) => Fate::AnswerLost,
            Some(3) => Fate::Late { ms: chance.ms(100, 25_000) },
            Some(4) => Fate::Aged { ms: chance.ms(AGED_MS_MIN, AGED_MS_MAX) },
            Some(5) => Fate::Repeated { after_ms: chance.ms(0, 30_000) },
            Some(6) => Fate::Busy,
            Some(7) => Fate::Broken {
                status: chance.pick(&[500, 502, 503]),
                after_effect: chance.per_mille(500),
            },
            Some(_) => Fate::Garbled,
        }
    }

    async fn carry(&self, request: &Request, fate: Fate) -> Result<Response, TransportError> {
        let no_answer = || Err(TransportError::NoAnswer("lost".to_owned()));
        let timeout_ms = i64::try_from(request.timeout.as_millis()).unwrap_or(30_000);
        match fate {
            Fate::Fine => self.deliver(request).await,
            Fate::Refused => Err(TransportError::NotSent("refused".to_owned())),
            Fate::RequestLost => {
                self.world.pause_ms(timeout_ms).await;
                no_answer()
            }
            Fate::AnswerLost => {
                let _ = self.deliver(request).await;
                self.world.pause_ms(timeout_ms).await;
                no_answer()
            }
            Fate::Late { ms } | Fate::Aged { ms } => {
                let answer = self.deliver_after(request, ms);
                if ms >= timeout_ms {
                    self.world.pause_ms(timeout_ms).await;
                    return no_answer();
                }
                answer.await.unwrap_or_else(|_| no_answer())
            }
            Fate::Repeated { after_ms } => {
                let answer = self.deliver(request).await;
                drop(self.deliver_after(request, after_ms));
                answer
            }
            Fate::Busy => {
                let wait = self.world.chance().pick(&[None, Some("5"), Some("30")]);
                Ok(status_only(429, wait))
            }
            Fate::Broken { status, after_effect } => {
                if after_effect {
                    let _ = self.deliver(request).await;
                }
                Ok(status_only(status, None))
            }
            Fate::Garbled => {
                let mut answer = self.deliver(request).await?;
                answer.body.truncate(answer.body.len() / 2);
                Ok(answer)
            }
            Fate::SaidNo => {
                let body = br#"{"status":400,"code":"blocked","title":"Not today"}"#.to_vec();
                Ok(Response { body, ..status_only(400, None) })
            }
        }
    }

    /// Hands a request over later, whatever becomes of its sender.
    fn deliver_after(
        &self,
        request: &Request,
        ms: i64,
    ) -> oneshot::Receiver<Result<Response, TransportError>> {
        let (sender, receiver) = oneshot::channel();
        let (world, request) = (self.world.clone(), request.clone());
        let (simulator, bell) = (self.simulator.clone(), self.bell.clone());
        let late = self.late.clone();
        late.fetch_add(1, Ordering::Relaxed);
        self.world.spawn(Group::Outside, "late request", async move {
            world.pause_ms(ms).await;
            world.tell("network", || format!("{} arrives late", request.url.path()));
            let _ = sender.send(deliver(simulator, &request).await);
            late.fetch_sub(1, Ordering::Relaxed);
            bell.notify_one();
        });
        receiver
    }

    async fn deliver(&self, request: &Request) -> Result<Response, TransportError> {
        self.world.turn().await;
        let answer = deliver(self.simulator.clone(), request).await;
        self.bell.notify_one();
        self.world.turn().await;
        answer
    }
}

async fn deliver(simulator: Router, request: &Request) -> Result<Response, TransportError> {
    let mut built = axum::http::Request::builder()
        .method(request.method.as_str())
        .uri(request.url.as_str())
        .header("host", request.url.authority());
    for (name, value) in &request.headers {
        built = built.header(*name, value);
    }
    let lost = |_| TransportError::NoAnswer("no request".to_owned());
    let built = built.body(Body::from(request.body.clone())).map_err(lost)?;
    let Ok(answer) = simulator.oneshot(built).await;
    let status = answer.status().as_u16();
    let headers = answer.headers().iter().map(|(name, value)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    });
    let headers = headers.collect();
    let body = answer.into_body().collect().await;
    let body = body.map_err(|_| TransportError::NoAnswer("no body".to_owned()))?;
    Ok(Response { status, headers, body: body.to_bytes().to_vec() })
}

fn status_only(status: u16, retry_after: Option<&str>) -> Response {
    let headers = retry_after.map(|wait| ("retry-after".to_owned(), wait.to_owned()));
    Response { status, headers: headers.into_iter().collect(), body: Vec::new() }
}
