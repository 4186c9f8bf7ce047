//! The merchant's own club beside the service: the reference server in process, and the way to it.

use crate::clock::FakeClock;
use crate::transport::Oddities;
use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use checkout::ClubId;
use directory::{Client, Reference};
use engine::Shop;
use http_body_util::BodyExt;
use secrecy::SecretString;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tower::ServiceExt;
use url::Url;
use vipps_mobilepay::{Response, Transport, TransportError};

pub const DIRECTORY_TOKEN: &str = "directory-token";
/// How long a silent club is waited for, in milliseconds of the machine's own time.
const TIMEOUT_MS: u64 = 50;

/// A club that the merchant keeps; what it has is the reference server's.
#[derive(Clone)]
pub struct OwnDirectory {
    pub reference: Reference,
    is_down: Arc<AtomicBool>,
    oddities: Arc<Oddities>,
}

impl OwnDirectory {
    pub(crate) fn new(clock: &FakeClock, oddities: Arc<Oddities>) -> Self {
        let token = SecretString::from(DIRECTORY_TOKEN);
        let reference = Reference::new(token, Arc::new(clock.clone()));
        Self { reference, is_down: Arc::default(), oddities }
    }

    /// The shop with the club in Oslo kept there, if there is one.
    pub(crate) fn put(this: Option<&Self>, mut shop: Shop) -> Shop {
        if let Some(this) = this {
            let transport = ToDirectory { to: this.clone(), router: this.reference.router() };
            let url = Url::parse("http://127.0.0.1:8095/").unwrap();
            let token = SecretString::from(DIRECTORY_TOKEN);
            let client = Client::new(url, token, TIMEOUT_MS, Arc::new(transport)).unwrap();
            let club = ClubId::new("club-oslo");
            shop.points.remove(&club);
            shop.directories.insert(club, client);
        }
        shop
    }

    /// From now on nothing listens there, or something does again.
    pub fn down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::Relaxed);
    }
}

/// The engine's way there.
struct ToDirectory {
    to: OwnDirectory,
    router: Router,
}

#[async_trait]
impl Transport for ToDirectory {
    async fn send(&self, request: vipps_mobilepay::Request) -> Result<Response, TransportError> {
        self.to.oddities.called.lock().unwrap().push(request.url.to_string());
        if self.to.is_down.load(Ordering::Relaxed) {
            return Err(TransportError::NotSent("nothing listens there".to_owned()));
        }
        let mut built = Request::builder().method("POST").uri(request.url.path());
        for (name, value) in &request.headers {
            built = built.header(*name, value);
        }
        let built = built.body(Body::from(request.body)).unwrap();
        let answer = tokio::time::timeout(request.timeout, self.router.clone().oneshot(built));
        let too_long = |_| TransportError::NoAnswer("it took too long".to_owned());
        let answer = answer.await.map_err(too_long)?.unwrap();
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        let body = answer.into_body().collect().await;
        let body = body.map_err(|_| TransportError::NoAnswer("it was cut off".to_owned()))?;
        Ok(Response { status, headers, body: body.to_bytes().to_vec() })
    }
}
