//! One run: a day at the till, told by its seed, or one sale with one failure.

use crate::edges::Walks;
use crate::files::{self, End};
use crate::laws::Laws;
use crate::mail::{Mail, post};
use crate::office;
use crate::own_club::OwnClub;
use crate::people::{Cashier, Customers, Guests, control, tell};
use crate::plot::Plot;
use crate::regular;
use crate::service::{Parts, Service};
use crate::settings::Settings as ShopSettings;
use crate::strike::Fault;
use crate::vouchers;
use crate::weather::Weather;
use crate::world::{Executor, Group, World};
use checkout::{AggregateId, Currency, TillEvent, TillId};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use store::Sqlite;
use testkit::CountedRandom;
use tokio::sync::Notify;
use vipps_simulator::{RepeatedCreate, Settings, Simulator};

/// Longer than a request lives and than anybody waits for a decision, one after the other; and than the hour
/// for which nobody knows what becomes of an amount of 2.01.
const REST_MS: i64 = 75 * 60_000;
/// What happens after which a day that does not end is broken.
const STEPS_MAX: u64 = 2_000_000;
const FILE: &str = "clubtill.db";
const TILLS: [&str; 2] = ["1", "3"];

/// What came of a run.
pub(crate) struct Outcome {
    pub(crate) hash: u64,
    /// The law that was broken.
    pub(crate) broken: Option<String>,
    /// Whether what was to fail did fail.
    pub(crate) struck: bool,
    pub(crate) story: String,
    pub(crate) counts: BTreeMap<&'static str, u64>,
    pub(crate) walks: Walks,
}

thread_local! {
    /// What the last panic of this thread said.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps what a panic says for the day that it ends.
pub(crate) fn panicked(said: &str) {
    PANIC.replace(said.replace('\n', " "));
}

struct Day {
    world: World,
    executor: Executor,
    service: Service,
    laws: Laws,
    weather: Arc<Mutex<Weather>>,
    late: Arc<AtomicUsize>,
    steps: u64,
    file: PathBuf,
}

/// Plays it, in a folder of its own.
pub(crate) fn run(plot: Plot, folder: &Path, story: bool) -> Outcome {
    let world = World::new(plot.seed(), story);
    let laws = Laws::new(world.clone());
    let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        live(plot, &world, &laws, folder);
    }));
    if lived.is_err() {
        laws.broke(format!("a panic: {}", PANIC.take()));
    }
    files::forget(&folder.join(FILE));
    let trace = world.trace();
    Outcome {
        hash: trace.hash(),
        broken: laws.broken(),
        struck: world.was_struck(),
        story: trace.story().to_owned(),
        counts: trace.counts().clone(),
        walks: laws.walks(),
    }
}

fn live(plot: Plot, world: &World, laws: &Laws, folder: &Path) {
    let weather = match plot {
        Plot::Day { .. } => Weather::forecast(&mut world.chance()),
        Plot::Sale { .. } => Weather::default(),
    };
    world.tell("weather", || format!("{weather:?}"));
    let settings = there(plot, weather, world);
    let simulator = Simulator::new(settings, Arc::new(world.clock.clone()));
    let router = simulator.router();
    let is_fair = weather.is_fair();
    if is_fair {
        laws.are_fair();
    }
    let weather = Arc::new(Mutex::new(weather));
    let bell = Arc::new(Notify::new());
    let file = folder.join(FILE);
    let late = Arc::new(AtomicUsize::new(0));
    let own_club = OwnClub::on(plot, world);
    if let Some(own_club) = &own_club {
        let tells_once = is_fair && matches!(plot, Plot::Day { .. });
        laws.are_of(own_club.clone(), tells_once);
    }
    let settings = ShopSettings::on(plot);
    laws.are_by(settings);
    let parts = Parts {
        world: world.clone(),
        weather: weather.clone(),
        laws: laws.clone(),
        simulator: router.clone(),
        own_club,
        settings,
        mail_bell: bell.clone(),
        random: Arc::new(CountedRandom::default()),
        late: late.clone(),
        file: file.clone(),
    };
    let service = Service::new(parts);
    let mail = Mail {
        world: world.clone(),
        weather: weather.clone(),
        laws: laws.clone(),
        service: service.clone(),
    };
    let mut day = Day {
        world: world.clone(),
        executor: Executor::new(world.clone()),
        service: service.clone(),
        laws: laws.clone(),
        weather,
        late,
        steps: 0,
        file,
    };
    day.open();
    world.lurks(plot.strike());
    world.spawn(Group::Outside, "post", post(mail, simulator, bell.clone()));
    let closing = Arc::new(AtomicBool::new(false));
    let customers = Customers {
        world: world.clone(),
        laws: laws.clone(),
        simulator: router.clone(),
        bell,
        closing: closing.clone(),
        willing: matches!(plot, Plot::Sale { .. }),
    };
    world.spawn(Group::Outside, "customers", customers.answer());
    let at_work = day.staff(plot);
    day.go_on(&mut |_| at_work.load(Ordering::Relaxed) == 0);
    closing.store(true, Ordering::Relaxed);
    day.rest(&router);
    day.close(&router);
}

/// Vipps MobilePay as it is on that day: it may answer a repeated request in one way or the other, a
/// sales unit may not be allowed to push, and the customers' app may be too old to log in with.
fn there(plot: Plot, weather: Weather, world: &World) -> Settings {
    let mut settings = Settings { seed: Some(plot.seed()), ..Settings::default() };
    if matches!(plot, Plot::Day { .. }) {
        let mut chance = world.chance();
        if chance.per_mille(250) {
            settings.readings.repeated_create = RepeatedCreate::Conflict;
        }
        // More often where points are used by number: what a QR proves is nothing.
        let push = !chance.per_mille(if regular::comes_on(plot.seed()) { 300 } else { 80 });
        for unit in settings.merchants.iter_mut().flat_map(|merchant| &mut merchant.sales_units) {
            unit.push_message_allowed = push;
        }
        settings.readings.old_app_at_token = true;
        let old_app = chance.per_mille(60);
        for customer in &mut settings.customers {
            customer.has_old_app = old_app;
        }
        settings.faults = weather.rules(plot.seed());
    }
    settings
}

impl Day {
    /// The first start, in fair weather: the catalogue is put in.
    fn open(&mut self) {
        let weather =
            std::mem::take(&mut *self.weather.lock().unwrap_or_else(PoisonError::into_inner));
        self.start();
        let Some(engine) = self.service.engine() else { return };
        let filled = Arc::new(AtomicBool::new(false));
        let done = filled.clone();
        self.world.spawn(Group::Outside, "catalogue", async move {
            let wares = testkit::products(Currency::Nok);
            let put = engine.store().put_products(&testkit::merchant(), wares).await;
            assert!(put.is_ok(), "the catalogue is put in");
            done.store(true, Ordering::Relaxed);
        });
        self.go_on(&mut |_| filled.load(Ordering::Relaxed));
        *self.weather.lock().unwrap_or_else(PoisonError::into_inner) = weather;
    }

    /// People at the tills, and one in the office; how many of them are still at work.
    fn staff(&self, plot: Plot) -> Arc<AtomicUsize> {
        let on = |comes: fn(u64) -> bool| matches!(plot, Plot::Day { seed } if comes(seed));
        let guests = Guests {
            regular: on(regular::comes_on),
            members: on(office::is_busy_on),
            with_vouchers: on(vouchers::come_on),
        };
        let person = |till| Cashier {
            guests,
            spends_points: plot.is_sale_of_a_club(),
            world: self.world.clone(),
            service: self.service.clone(),
            laws: self.laws.clone(),
            till,
            requests: Arc::default(),
        };
        let at_work = Arc::new(AtomicUsize::new(0));
        let tills = match plot {
            Plot::Day { .. } => &TILLS[..],
            Plot::Sale { .. } => &TILLS[..1],
        };
        for till in tills {
            let cashier = person(till);
            let more = match (guests.regular, guests.members) {
                (_, true) => 3,
                (true, false) => 2,
                (false, false) => 0,
            };
            let sales = self.world.chance().below(3) + more;
            at_work.fetch_add(1, Ordering::Relaxed);
            let at_work = at_work.clone();
            self.world.spawn(Group::Outside, "cashier", async move {
                match plot {
                    Plot::Day { .. } => cashier.work(sales).await,
                    Plot::Sale { .. } => cashier.sell_and_take_back().await,
                }
                at_work.fetch_sub(1, Ordering::Relaxed);
            });
        }
        // What was refused waits for somebody; the rest must do without.
        let refuses = self.weather.lock().unwrap_or_else(PoisonError::into_inner).refuses > 0;
        let is_managed = self.world.chance().per_mille(500) || refuses;
        if matches!(plot, Plot::Day { .. }) && is_managed {
            self.world.spawn(Group::Outside, "manager", person("1 (office)").manage());
        }
        if guests.members {
            self.world.spawn(
                Group::Outside,
                "head office",
                person("1 (head office)").keep_members(),
            );
        }
        if plot.is_sale_of_a_club() {
            let office = person("1 (office)").have_it_tried_again();
            self.world.spawn(Group::Outside, "office", office);
        }
        at_work
    }

    /// The night: all is well again, and time passes.
    fn rest(&mut self, simulator: &axum::Router) {
        let world = self.world.clone();
        world.tell("weather", || "clears up".to_owned());
        {
            let mut weather = self.weather.lock().unwrap_or_else(PoisonError::into_inner);
            *weather = weather.at_night();
        }
        let rest_until = world.clock.now_unix_ms() + REST_MS;
        self.world.spawn(Group::Outside, "night", {
            let (world, simulator) = (world.clone(), simulator.clone());
            async move {
                tell(&simulator, "PUT", "faults", &json!({ "rules": [] })).await;
                world.until(rest_until).await;
            }
        });
        self.go_on(&mut |all| world.clock.now_unix_ms() >= rest_until && all.all_wait());
    }

    fn start(&mut self) {
        if let Err(broken) = self.service.start() {
            self.laws.broke(broken);
        }
    }

    /// Lets things happen until `done`, or until a law is broken.
    fn go_on(&mut self, done: &mut dyn FnMut(&Executor) -> bool) {
        while !done(&self.executor) && self.laws.broken().is_none() {
            self.steps += 1;
            if self.steps > STEPS_MAX {
                return self.laws.broke("it never comes to rest");
            }
            self.bad_luck();
            if !self.executor.step() {
                return self.laws.broke("nothing will ever happen again");
            }
        }
    }

    fn bad_luck(&mut self) {
        let weather = *self.weather.lock().unwrap_or_else(PoisonError::into_inner);
        let (crash, jump) = {
            let mut chance = self.world.chance();
            let dice = u32::try_from(chance.below(10_000)).unwrap_or(0);
            (dice < weather.crash, dice + weather.jump >= 10_000)
        };
        // No network keeps a request for longer than a payment request lives.
        if jump && self.late.load(Ordering::Relaxed) == 0 {
            let ms = self.world.chance().pick(&[1_000, 30_000, 90_000, 660_000]);
            self.world.trace().count("fault: time jumped");
            self.world.tell("time", || format!("jumps by {ms} ms"));
            self.world.clock.advance_ms(ms);
        }
        // Longer than a claim lasts: somebody else takes the work up.
        let stalls = self.world.chance().below(10_000) < weather.stall as usize;
        if stalls {
            let ms = self.world.chance().ms(61_000, 180_000);
            self.executor.stall(Group::Service, ms);
        }
        // Between two steps of others it is the same death.
        let killed = self.executor.went_on(Group::Service) && self.world.strikes(Fault::Killed);
        if (crash || killed) && self.service.is_up() {
            self.crash();
        }
    }

    /// Stops the process where it stands, and starts it again from its file a little later.
    fn crash(&mut self) {
        let ends = [End::Killed, End::Killed, End::PowerCut, End::PowerCutLate, End::PowerCutTorn];
        let end = self.world.chance().pick(&ends);
        self.world.trace().count(end.name());
        self.world.tell("service", || format!("ends: {end:?}"));
        self.executor.stop(Group::Service);
        let left = files::end(&self.file, end, &mut self.world.chance());
        self.service.forget();
        left.found();
        if end != End::Killed
            && let Err(error) = Sqlite::examine(&self.file)
        {
            self.laws.broke(format!("I5 the file after a power cut: {error}"));
        }
        self.start();
    }

    /// Holds the journals and the list of what waits for a person to what the laws have seen.
    fn compare_books(&mut self) {
        let Some(engine) = self.service.engine() else { return };
        let (laws, done) = (self.laws.clone(), Arc::new(AtomicBool::new(false)));
        let compared = done.clone();
        self.world.spawn(Group::Outside, "auditor", async move {
            let merchant = testkit::merchant();
            let waits = engine.unresolved(&merchant, None, 100).await.unwrap_or_default();
            let waits: Vec<_> = waits.iter().map(|one| one.id.to_string()).collect();
            for till in TILLS.map(TillId::new) {
                let id = AggregateId::from(&till);
                let events = engine.store().events(&merchant, &id, 0, 10_000).await;
                let events: Vec<TillEvent> = events
                    .unwrap_or_default()
                    .iter()
                    .filter_map(|event| serde_json::from_str(&event.event.json).ok())
                    .collect();
                laws.told_at_rest(&till, &events, &waits);
            }
            compared.store(true, Ordering::Relaxed);
        });
        self.go_on(&mut |_| done.load(Ordering::Relaxed));
    }

    fn close(&mut self, simulator: &axum::Router) {
        if self.laws.broken().is_some() {
            return;
        }
        let there: Arc<Mutex<Value>> = Arc::default();
        let (found, router) = (there.clone(), simulator.clone());
        self.world.spawn(Group::Outside, "survey", async move {
            let list = control(&router, "GET", "payments").await;
            *found.lock().unwrap_or_else(PoisonError::into_inner) = list;
        });
        let asked = there.clone();
        self.go_on(&mut |_| !asked.lock().unwrap_or_else(PoisonError::into_inner).is_null());
        let list = there.lock().unwrap_or_else(PoisonError::into_inner);
        let payments = list["payments"].as_array().cloned().unwrap_or_default();
        for payment in &payments {
            self.world.trace().count(match payment["state"].as_str() {
                Some("AUTHORIZED") if payment["aggregate"]["capturedAmount"]["value"] != 0 => {
                    "payment captured"
                }
                Some("AUTHORIZED") => "payment released",
                Some("ABORTED") => "payment declined",
                Some("TERMINATED") => "payment cancelled",
                Some("EXPIRED") => "payment expired",
                _ => "payment left open",
            });
        }
        self.laws.at_rest(&payments);
        if files::hold(&self.file, &self.laws.destroyed()) {
            self.laws.broke("I8 what is personal of somebody who was erased is still in the file");
        }
        self.compare_books();
    }
}
