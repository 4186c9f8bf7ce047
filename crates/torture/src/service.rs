//! The process of the service: started from its file, killed at any moment, started again.

use crate::disk::Disk;
use crate::laws::Laws;
use crate::network::{Network, TO_CLUB, TO_VIPPS};
use crate::own_club::OwnClub;
use crate::settings::Settings;
use crate::weather::Weather;
use crate::world::{Group, World};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use engine::{Engine, MasterKey, Stepped};
use futures_util::FutureExt;
use http_body_util::BodyExt;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, PoisonError};
use store::{Sqlite, SqliteMode};
use testkit::CountedRandom;
use tokio::sync::{Notify, oneshot};
use tower::ServiceExt;
use vipps_mobilepay::Transport;

const WORKERS: usize = 2;
/// A worker that can't go on tries again after this long, and a registration after that.
const AFTER_FAULT_MS: i64 = 1_000;
const REGISTER_AGAIN_MS: i64 = 15_000;

/// An answer of the service.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) json: Value,
}

/// What a process is started with, each time anew.
#[derive(Clone)]
pub(crate) struct Parts {
    pub(crate) world: World,
    pub(crate) weather: Arc<Mutex<Weather>>,
    pub(crate) laws: Laws,
    pub(crate) simulator: Router,
    /// The club, on days on which it is kept elsewhere.
    pub(crate) own_club: Option<OwnClub>,
    pub(crate) settings: Settings,
    pub(crate) mail_bell: Arc<Notify>,
    pub(crate) random: Arc<CountedRandom>,
    /// Requests on their way although their sender may have given up.
    pub(crate) late: Arc<AtomicUsize>,
    pub(crate) file: PathBuf,
}

/// Handle to the process; clones are the same one.
#[derive(Clone)]
pub(crate) struct Service {
    parts: Parts,
    running: Arc<Mutex<Option<Running>>>,
}

struct Running {
    engine: Engine,
    router: Router,
}

impl Service {
    pub(crate) fn new(parts: Parts) -> Self {
        Self { parts, running: Arc::default() }
    }

    /// Opens the file and starts the workers.
    pub(crate) fn start(&self) -> Result<(), String> {
        let Parts {
            world,
            weather,
            laws,
            simulator,
            own_club,
            settings,
            mail_bell,
            random,
            late,
            file,
        } = self.parts.clone();
        let clock = Arc::new(world.clock.clone());
        let inner = Sqlite::open(&file, clock, SqliteMode::Inline)
            .map_err(|error| format!("the file can't be opened again: {error}"))?;
        // Nothing waits in this mode.
        laws.survived(&inner).now_or_never().ok_or("the file can't be read")?;
        let bell = Arc::new(Notify::new());
        let disk = Disk {
            inner,
            world: world.clone(),
            weather: weather.clone(),
            laws: laws.clone(),
            bell: bell.clone(),
        };
        let network = |router: Router, strikes| -> Arc<dyn Transport> {
            Arc::new(Network {
                world: world.clone(),
                weather: weather.clone(),
                laws: laws.clone(),
                simulator: router,
                late: late.clone(),
                bell: mail_bell.clone(),
                strikes,
            })
        };
        let there = network(simulator, TO_VIPPS);
        let mut shop = testkit::shop(&world.clock, &there);
        settings.apply(&mut shop);
        if let Some(own_club) = own_club {
            OwnClub::connect(&mut shop, network(own_club.router(), TO_CLUB));
        }
        let engine = Engine::new(Arc::new(disk), random, &MasterKey::new([7; 32]), vec![shop]);
        let router = testkit::handlers(&engine);
        for _ in 0..WORKERS {
            let work = work(world.clone(), engine.clone(), bell.clone());
            world.spawn(Group::Service, "worker", work);
        }
        world.spawn(Group::Service, "registrar", register(world.clone(), engine.clone()));
        world.tell("service", || "starts".to_owned());
        *self.lock() = Some(Running { engine, router });
        Ok(())
    }

    /// After its tasks have been stopped: nothing of it is left but the file.
    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    pub(crate) fn is_up(&self) -> bool {
        self.lock().is_some()
    }

    pub(crate) fn engine(&self) -> Option<Engine> {
        self.lock().as_ref().map(|running| running.engine.clone())
    }

    /// Asks the service. None if it is down, or dies before it has answered.
    pub(crate) async fn ask(&self, request: Request<Body>) -> Option<Reply> {
        let router = self.lock().as_ref()?.router.clone();
        let (sender, receiver) = oneshot::channel();
        self.parts.world.spawn(Group::Service, "request", async move {
            let Ok(answer) = router.oneshot(request).await;
            let status = answer.status().as_u16();
            let bytes = answer.into_body().collect().await.map(http_body_util::Collected::to_bytes);
            let json = bytes.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
            let _ = sender.send(Reply { status, json: json.unwrap_or_default() });
        });
        let reply = receiver.await.ok();
        self.parts.world.turn().await;
        reply
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// As `engine::run` does it, by the world's clock.
async fn work(world: World, engine: Engine, bell: Arc<Notify>) {
    loop {
        let until = match engine.step().await {
            Ok(Stepped::Worked) => {
                world.turn().await;
                continue;
            }
            Ok(Stepped::Idle { next_due_unix_ms }) => next_due_unix_ms,
            Err(_) => Some(world.clock.now_unix_ms() + AFTER_FAULT_MS),
        };
        match until {
            None => bell.notified().await,
            Some(at) => {
                tokio::select! {
                    biased;
                    () = bell.notified() => {}
                    () = world.until(at) => {}
                }
            }
        }
        // The bell wakes one; the others look as well.
        world.turn().await;
    }
}

async fn register(world: World, engine: Engine) {
    while engine.register_webhooks().await.is_err() {
        world.pause_ms(REGISTER_AGAIN_MS).await;
    }
}
