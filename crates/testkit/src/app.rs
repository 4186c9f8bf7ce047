//! The whole service and the simulator in one process: one thread, one clock, no network.

use crate::clock::{CountedRandom, FakeClock};
use crate::directory::OwnDirectory;
use crate::log::{LogSink, assert_address_tells_nothing, assert_no_personal_data, searched};
use crate::mail::Mail;
use crate::transport::{Odd, Oddities, ToService, ToSimulator, deliver};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request};
use checkout::{
    Audience, Book, ClubId, Country, Currency, EarningRule, Environment, Goods, JournalEntry,
    Language, MerchantId, Msn, OfferKind, PointsRules, ProductId, Promotion, SalesUnit, Stacking,
    StoreId, Terms, Till, TillEvent, TillId, VariableCode, VatCategory, decode,
};
use engine::{Engine, MasterKey, Shop, TillSettings, UnitSettings};
use futures_util::future::join_all;
use http_body_util::BodyExt;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::{ApiKey, App, Printing, ReceiptSettings, Role, Settings};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use store::{Postgres, PostgresClock, Product, Sqlite, SqliteMode, Store};
use tempfile::TempDir;
use test_postgres::Cluster;
use tokio::task::JoinSet;
use tower::ServiceExt;
use tracing::subscriber::DefaultGuard;
use url::Url;
use vipps_mobilepay::{Client, MerchantSerialNumber, SystemInfo, Transport};
use vipps_simulator::{Simulator, WebhookRequest};

/// Rounds of stepping after which a service that always finds more to do is broken.
const ROUNDS_MAX: usize = 1_000;

/// An answer of the API.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub json: Value,
}

impl Reply {
    /// The answer's JSON, if it is a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert!((200..300).contains(&self.status), "{} {:#}", self.status, self.json);
        self.json
    }

    /// Fails unless it is a refusal with that status and code, said in a whole sentence.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.json["code"].as_str()),
            (status, Some(code)),
            "{:#}",
            self.json
        );
        assert_eq!(self.json["type"], format!("urn:clubtill:problem:{code}"));
        let detail = self.json["detail"].as_str().unwrap_or_default();
        assert!(detail.len() > 15 && detail.ends_with('.'), "no sentence: {detail:?}");
    }
}

/// A stream of server-sent events.
pub struct EventStream(Body);

impl EventStream {
    /// The next event's data, as JSON. Waits for it; an event that never comes hangs the test,
    /// which its runner ends.
    pub async fn next(&mut self) -> Value {
        let text = self.next_text().await;
        let data = text.lines().find_map(|line| line.strip_prefix("data: "));
        serde_json::from_str(data.expect("an event has data")).unwrap()
    }

    /// The next event as it came.
    pub async fn next_text(&mut self) -> String {
        let frame = self.0.frame().await.expect("the stream goes on").unwrap();
        String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap()
    }
}

/// Where a [`TestApp`] stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    /// A file, written on the caller's thread.
    Sqlite,
    /// An empty database of the run's PostgreSQL.
    Postgres,
}

/// See the file's own page. When it is dropped, its log and the addresses that it called are searched
/// for personal data; every address that is called here, every refusal and all figures at once.
pub struct TestApp {
    pub clock: FakeClock,
    pub engine: Engine,
    pub simulator: Simulator,
    pub log: LogSink,
    service: ToService,
    oddities: Arc<Oddities>,
    directory: Option<OwnDirectory>,
    random: Arc<CountedRandom>,
    /// The database's URL, unless it is in the folder.
    url: Option<String>,
    folder: TempDir,
    _guard: DefaultGuard,
}

impl TestApp {
    /// A shop with three tills (1 and 3 in Norway, 2 in Denmark), reached by webhooks, on SQLite.
    pub async fn new() -> Self {
        Self::begin(Database::Sqlite, vipps_simulator::Settings::default(), false).await
    }

    /// The same shop on a database of one's choice.
    pub async fn on(database: Database) -> Self {
        Self::begin(database, vipps_simulator::Settings::default(), false).await
    }

    /// The same shop, whose club in Oslo is kept in a system of the merchant's own.
    pub async fn with_own_directory(database: Database) -> Self {
        Self::begin(database, vipps_simulator::Settings::default(), true).await
    }

    /// The same shop in another simulated world.
    pub async fn with(world: vipps_simulator::Settings) -> Self {
        Self::begin(Database::Sqlite, world, false).await
    }

    async fn begin(
        database: Database,
        world: vipps_simulator::Settings,
        has_own_directory: bool,
    ) -> Self {
        let log = LogSink::default();
        let guard = log.take_over();
        let clock = FakeClock::default();
        let settings = vipps_simulator::Settings { seed: Some(1), ..world };
        let simulator = Simulator::new(settings, Arc::new(clock.clone()));
        let folder = tempfile::tempdir().unwrap();
        let random = Arc::new(CountedRandom::default());
        let url = match database {
            Database::Sqlite => None,
            Database::Postgres => Some(Cluster::shared().new_database()),
        };
        let store = open(&clock, url.as_deref(), &folder).await;
        let (oddities, mail) = (Arc::<Oddities>::default(), Mail::default());
        let way = transport(&simulator, &oddities, &mail);
        let directory = has_own_directory.then(|| OwnDirectory::new(&clock, Arc::clone(&oddities)));
        let shop = OwnDirectory::put(directory.as_ref(), shop(&clock, &way));
        let engine = engine(&random, store, shop);
        let catalogue = [products(Currency::Nok), products(Currency::Dkk)].concat();
        engine.store().put_products(&merchant(), catalogue).await.unwrap();
        let router = router(&engine);
        let service = ToService { router: Arc::new(Mutex::new(router)), mail };
        let app = Self {
            clock,
            engine,
            simulator,
            log,
            service,
            oddities,
            directory,
            random,
            url,
            folder,
            _guard: guard,
        };
        app.engine.register_webhooks().await.unwrap();
        app.settle().await;
        app
    }

    /// From now on receipts are printed as these settings say, by themselves by what this returns.
    pub fn print_with(&self, receipts: ReceiptSettings) -> Printing {
        let app = app(&self.engine, receipts);
        *self.service.router.lock().unwrap() = searched(server::router(app.clone()));
        Printing::new(app)
    }

    /// Stops the service in the middle of whatever it is at, and starts it again from its database.
    pub async fn restart(self) -> Self {
        self.restart_after(|_| {}).await
    }

    /// The same; while it is stopped, something happens to the folder of its database.
    pub async fn restart_after(self, happens: impl FnOnce(&Path)) -> Self {
        let shop = self.shop();
        self.restart_as(shop, happens).await
    }

    /// Stops the service, and starts it again with its sales units in another environment.
    pub async fn restart_in(self, environment: Environment) -> Self {
        let change = |shop: &mut Shop| {
            let of_stores = shop.stores.iter_mut().map(|store| &mut store.sales_unit);
            for unit in of_stores.chain(shop.units.iter_mut().map(|settings| &mut settings.unit)) {
                unit.environment = environment;
            }
        };
        self.restart_with(change).await
    }

    /// Stops the service, and starts it again with other settings.
    pub async fn restart_with(self, change: impl FnOnce(&mut Shop)) -> Self {
        let mut shop = self.shop();
        change(&mut shop);
        self.restart_as(shop, |_| {}).await
    }

    async fn restart_as(mut self, shop: Shop, happens: impl FnOnce(&Path)) -> Self {
        // The file is free once nothing of the old service holds it.
        *self.service.router.lock().unwrap() = Router::new();
        let elsewhere = tempfile::tempdir().unwrap();
        let closed = open(&self.clock, None, &elsewhere).await;
        let closed = engine(&self.random, closed, shop.clone());
        drop(std::mem::replace(&mut self.engine, closed));
        happens(self.folder.path());
        let store = open(&self.clock, self.url.as_deref(), &self.folder).await;
        self.engine = engine(&self.random, store, shop);
        *self.service.router.lock().unwrap() = router(&self.engine);
        self.engine.register_webhooks().await.unwrap();
        self
    }

    /// The service's shop, reached as ever.
    fn shop(&self) -> Shop {
        let way = transport(&self.simulator, &self.oddities, &self.service.mail);
        OwnDirectory::put(self.directory.as_ref(), shop(&self.clock, &way))
    }

    /// The merchant's own club, of an app that was made with one.
    pub fn directory(&self) -> &OwnDirectory {
        self.directory.as_ref().expect("it was made with one")
    }

    /// A second process of the same installation, on the same PostgreSQL.
    pub async fn second_engine(&self) -> Engine {
        assert!(self.url.is_some(), "two processes share a PostgreSQL only");
        let store = open(&self.clock, self.url.as_deref(), &self.folder).await;
        engine(&self.random, store, self.shop())
    }

    /// Another installation on the same sales units, with a database of its own. Once the first is
    /// dropped, the same prefix starts it anew.
    pub fn neighbour(&self, reference_prefix: &str, public_url: &str) -> Engine {
        let shop = Shop {
            reference_prefix: reference_prefix.to_owned(),
            public_url: Some(Url::parse(public_url).unwrap()),
            ..self.shop()
        };
        let path = self.folder.path().join(format!("{reference_prefix}.db"));
        engine(&self.random, open_file(&self.clock, &path), shop)
    }

    /// Lets everybody do what is due now: workers, and the simulator's webhooks.
    pub async fn settle(&self) {
        self.settle_with(&[&self.engine]).await;
    }

    /// The same, with the workers of these processes, all at once.
    pub async fn settle_with(&self, engines: &[&Engine]) {
        for _ in 0..ROUNDS_MAX {
            let worked = join_all(engines.iter().map(|engine| work(engine))).await.contains(&true);
            let delivered =
                self.simulator.step(&self.service).await == vipps_simulator::Stepped::Worked;
            if !worked && !delivered {
                return;
            }
        }
        panic!("there is always more to do");
    }

    /// Moves the time, a second at a time, and lets everybody do what is due.
    pub async fn advance_s(&self, seconds: u32) {
        for _ in 0..seconds {
            self.clock.advance_ms(1_000);
            self.settle().await;
        }
    }

    /// POSTs of the API, with an idempotency key or without, all at once and each on a task of
    /// its own; the answers in no order.
    pub async fn crowd(&self, calls: Vec<(String, Value, Option<&str>)>) -> Vec<Reply> {
        let mut crowd = JoinSet::new();
        for (path, body, key) in calls {
            let router = self.service.router.lock().unwrap().clone();
            let mut request = Request::post(path)
                .header("authorization", "Bearer demo-key")
                .header("content-type", "application/json");
            if let Some(key) = key {
                request = request.header("idempotency-key", key);
            }
            crowd.spawn(send(router, request.body(Body::from(body.to_string())).unwrap()));
        }
        crowd.join_all().await
    }

    /// A call of the API.
    pub async fn api(&self, method: Method, path: &str, body: Value) -> Reply {
        self.api_with(method, path, &body.to_string(), &[]).await
    }

    /// A call of the API with a raw body and more headers.
    pub async fn api_with(
        &self,
        method: Method,
        path: &str,
        body: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        let router = self.service.router.lock().unwrap().clone();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", "Bearer demo-key")
            .header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        send(router, request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.api(Method::POST, path, body).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.api_with(Method::GET, path, "", &[]).await
    }

    /// What a GET brings: media type and bytes.
    pub async fn bytes(&self, path: &str) -> (String, Vec<u8>) {
        let router = self.service.router.lock().unwrap().clone();
        let request = Request::get(path).header("authorization", "Bearer demo-key");
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (media_type, bytes.to_vec())
    }

    /// The same, of the kind that is asked for.
    pub async fn bytes_as(&self, path: &str, accepted: &str) -> (String, Vec<u8>) {
        let router = self.service.router.lock().unwrap().clone();
        let request = Request::get(path)
            .header("authorization", "Bearer demo-key")
            .header("accept", accepted);
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        (media_type, bytes.to_vec())
    }

    /// What is journalled at a till, oldest first.
    pub async fn journal(&self, till: &str) -> Vec<JournalEntry> {
        let id = (&TillId::new(till)).into();
        let events = self.engine.store().events(&merchant(), &id, 0, 1_000).await.unwrap();
        let entry = |stored: &store::StoredEvent| {
            let event = decode::<Till, TillEvent>(stored.event.revision, &stored.event.json);
            event.unwrap().entry
        };
        events.iter().map(entry).collect()
    }

    /// The same, as text.
    pub async fn text(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path).await.1).unwrap()
    }

    /// What a GET brings to somebody who wants a page.
    pub async fn page(&self, path: &str) -> String {
        self.page_in(path, "en").await
    }

    /// A page as a browser asks for it whose owner reads these languages.
    pub async fn page_in(&self, path: &str, languages: &str) -> String {
        let router = self.service.router.lock().unwrap().clone();
        let request = Request::get(path)
            .header("authorization", "Bearer demo-key")
            .header("accept", "text/html,application/xhtml+xml")
            .header("accept-language", languages);
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    /// A request as it is, without a key.
    pub async fn raw(&self, request: Request<Body>) -> Reply {
        let router = self.service.router.lock().unwrap().clone();
        send(router, request).await
    }

    /// Opens a stream of server-sent events.
    pub async fn stream(&self, path: &str) -> EventStream {
        let router = self.service.router.lock().unwrap().clone();
        let request = Request::get(path).header("authorization", "Bearer demo-key");
        let answer = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
        EventStream(answer.into_body())
    }

    /// A call of the simulator's control API.
    pub async fn control(&self, method: Method, path: &str, body: Value) -> Value {
        let request = Request::builder()
            .method(method)
            .uri(format!("/simulator/{path}"))
            .header("content-type", "application/json")
            .body(if body.is_null() { Body::empty() } else { Body::from(body.to_string()) });
        send(self.simulator.router(), request.unwrap()).await.ok()
    }

    /// The simulator's faults: a list of rules, replaced as a whole.
    pub async fn faults(&self, rules: Value) {
        self.control(Method::PUT, "faults", serde_json::json!({ "rules": rules })).await;
    }

    /// What machines between do to calls; a list, replaced as a whole.
    pub fn oddities(&self, odd: Vec<Odd>) {
        *self.oddities.odd.lock().unwrap() = odd;
    }

    /// Waits until a call has met [`OddAnswer::Never`](crate::OddAnswer::Never).
    pub async fn call_never_ends(&self) {
        self.oddities.never_ends.notified().await;
    }

    /// Every webhook that was sent so far.
    pub fn mail(&self) -> Vec<WebhookRequest> {
        self.service.mail.sent()
    }

    /// From now on no webhook arrives, or all do. Those that do not are kept in [`TestApp::mail`],
    /// and come again.
    pub fn hold_mail(&self, is_held: bool) {
        self.service.mail.hold(is_held);
    }

    /// Hands a webhook to the service; the status that it is answered with.
    pub async fn deliver(&self, webhook: &WebhookRequest) -> u16 {
        self.service.deliver(webhook.clone()).await
    }

    /// Lets the simulator send what it has to, while no worker does anything.
    pub async fn deliver_waiting(&self) {
        while self.simulator.step(&self.service).await == vipps_simulator::Stepped::Worked {}
    }

    /// Hands a webhook to another process of the service.
    pub async fn deliver_to(&self, engine: &Engine, webhook: &WebhookRequest) -> u16 {
        deliver(router(engine), webhook.clone()).await
    }

    /// A webhook like one that came, with another body, truly signed.
    pub fn signed(&self, like: &WebhookRequest, body: &Value) -> WebhookRequest {
        self.service.mail.signed(like, body)
    }

    /// All payments, as the simulator knows them.
    pub async fn payments(&self) -> Vec<Value> {
        let list = self.control(Method::GET, "payments", Value::Null).await;
        list["payments"].as_array().unwrap().clone()
    }

    /// What the customer does with the one payment request that is open.
    pub async fn customer(&self, what: &str) {
        let payments = self.payments().await;
        let open: Vec<_> = payments.iter().filter(|one| one["state"] == "CREATED").collect();
        let [payment] = open.as_slice() else { panic!("not one request is open: {payments:#?}") };
        let path = format!("payments/{}/{what}", payment["reference"].as_str().unwrap());
        self.control(Method::POST, &path, Value::Null).await;
    }

    /// What the customer does with the one membership request that is open.
    pub async fn join(&self, what: &str) {
        let list = self.control(Method::GET, "logins", Value::Null).await;
        let [login] = list["logins"].as_array().unwrap().as_slice() else {
            panic!("not one login is open: {list:#}")
        };
        let path = format!("logins/{}/{what}", login["auth_req_id"].as_str().unwrap());
        self.control(Method::POST, &path, Value::Null).await;
    }

    /// The database file, if it is one.
    pub fn database_path(&self) -> PathBuf {
        self.folder.path().join("clubtill.db")
    }

    /// Has the app's PostgreSQL run a statement, and says what it answers.
    pub fn sql(&self, statement: &str) -> String {
        let url = self.url.as_deref().expect("it is on PostgreSQL");
        test_postgres::execute(url, statement)
    }

    /// Every byte of the database file and of what lies beside it.
    pub fn database(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// The paths of the service's own webhook registrations.
    pub async fn registrations(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for unit in self.engine.shops().flat_map(|shop| &shop.units) {
            for listed in unit.client.webhooks().list().await.unwrap() {
                paths.push(Url::parse(&listed.url).unwrap().path().to_owned());
            }
        }
        paths
    }

    /// A new sale at a till, with some scans; its path.
    pub async fn sale(&self, till: &str, scans: &[&str]) -> String {
        let sale = self.post("/v1/sales", json!({ "till": till })).await.ok();
        let path = format!("/v1/sales/{}", sale["id"].as_str().unwrap());
        for scan in scans {
            self.scan(&path, scan).await.ok();
        }
        path
    }

    /// A new sale of a jacket (319 900 øre) at till 1, its payment request on Kari's phone.
    pub async fn requested(&self) -> String {
        let sale = self.sale("1", &["98765432", "9521234500018"]).await;
        self.post(&format!("{sale}/payment-request"), json!({})).await.ok();
        self.settle().await;
        sale
    }

    pub async fn scan(&self, sale: &str, text: &str) -> Reply {
        self.post(&format!("{sale}/scan"), json!({ "text": text })).await
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let log = self.log.text();
            assert!(log.contains("webhooks are registered"), "the log was not taken");
            assert_no_personal_data("the log", &log);
            for address in &*self.oddities.called.lock().unwrap() {
                assert_address_tells_nothing(address);
            }
        }
    }
}

/// Lets a worker do all that is due. True if anything was.
async fn work(engine: &Engine) -> bool {
    for round in 0..ROUNDS_MAX {
        if engine.step().await.unwrap() != engine::Stepped::Worked {
            return round > 0;
        }
    }
    panic!("there is always more to do");
}

async fn send(router: Router, request: Request<Body>) -> Reply {
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let bytes = answer.into_body().collect().await.unwrap().to_bytes();
    let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Reply { status, json }
}

/// The service's pages and API, with the key `demo-key` of head office, and one of each role, such as `cashier-key`; what goes in and out is searched.
fn router(engine: &Engine) -> Router {
    searched(server::router(app(engine, ReceiptSettings::default())))
}

/// The same, where each request is carried out by whoever polls it: nothing is spawned.
pub fn handlers(engine: &Engine) -> Router {
    server::handlers(app(engine, ReceiptSettings::default()))
}

fn app(engine: &Engine, receipts: ReceiptSettings) -> App {
    let key = |key: &str, client: &str, role| ApiKey {
        sha256: ApiKey::hash(key),
        client: client.to_owned(),
        merchant: merchant(),
        role,
        loopback_only: client == "test",
    };
    let mut api_keys = vec![key("demo-key", "test", Role::HeadOffice)];
    api_keys.extend(Role::ALL.map(|role| key(&format!("{}-key", role.name()), role.name(), role)));
    let settings = Settings { api_keys, receipts, ..Settings::of(merchant()) };
    App::new(engine.clone(), settings)
}

fn transport(simulator: &Simulator, oddities: &Arc<Oddities>, mail: &Mail) -> Arc<dyn Transport> {
    let (oddities, mail) = (Arc::clone(oddities), mail.clone());
    Arc::new(ToSimulator { router: simulator.router(), oddities, mail })
}

/// What everything sealed hangs on.
pub const MASTER_KEY: [u8; 32] = [7; 32];

fn engine(random: &Arc<CountedRandom>, store: Arc<dyn Store>, shop: Shop) -> Engine {
    Engine::new(store, random.clone(), &MasterKey::new(MASTER_KEY), vec![shop])
}

/// The database at a URL, or the one in the folder.
async fn open(clock: &FakeClock, url: Option<&str>, folder: &TempDir) -> Arc<dyn Store> {
    match url {
        Some(url) => {
            let clock = PostgresClock::Port(Arc::new(clock.clone()));
            Arc::new(Postgres::open(url, clock).await.unwrap())
        }
        None => open_file(clock, &folder.path().join("clubtill.db")),
    }
}

fn open_file(clock: &FakeClock, path: &Path) -> Arc<dyn Store> {
    Arc::new(Sqlite::open(path, Arc::new(clock.clone()), SqliteMode::Inline).unwrap())
}

/// The one merchant.
pub fn merchant() -> MerchantId {
    MerchantId::new("fjelltopp")
}

/// Two stores, each with a till and a sales unit, reached through `transport`.
pub fn shop(clock: &FakeClock, transport: &Arc<dyn Transport>) -> Shop {
    let unit = |msn: &str| SalesUnit { msn: Msn::new(msn), environment: Environment::Simulator };
    let store = |id: &str, country, currency, zone: &str, msn| checkout::Store {
        id: StoreId::new(id),
        name: "Fjelltopp Sport".to_owned(),
        country,
        currency,
        language: Language::En,
        zone: zone.to_owned(),
        club: Some(ClubId::new(format!("club-{id}"))),
        sales_unit: unit(msn),
        // As in Sweden, which has no store here.
        variable_codes: VariableCode::usual_in(Country::Se),
    };
    let till = |id: &str, store: &str, pos_id: &str| TillSettings {
        id: TillId::new(id),
        store: StoreId::new(store),
        pos_id: pos_id.to_owned(),
        book: Book::Live,
        customer_scanner: None,
    };
    Shop {
        merchant: merchant(),
        stores: vec![
            store("oslo", Country::No, Currency::Nok, "Europe/Oslo", "123456"),
            store("aarhus", Country::Dk, Currency::Dkk, "Europe/Copenhagen", "234567"),
        ],
        tills: vec![
            till("1", "oslo", "pos_122"),
            till("2", "aarhus", "pos_201"),
            till("3", "oslo", "pos_123"),
        ],
        units: ["123456", "234567"]
            .map(|msn| UnitSettings {
                unit: unit(msn),
                client: client(msn, clock, transport.clone()),
            })
            .to_vec(),
        points: ["oslo", "aarhus"]
            .map(|store| (ClubId::new(format!("club-{store}")), points_rules()))
            .into(),
        look_ups_per_minute: 200,
        cashier_discount_percent: 10,
        contacts_kept_days: 90,
        never_discounted: Vec::new(),
        promotions: Vec::new(),
        clubs: BTreeMap::new(),
        directories: BTreeMap::new(),
        reference_prefix: "fjell".to_owned(),
        public_url: Some(Url::parse("http://127.0.0.1:8080/").unwrap()),
    }
}

/// A point for each 10.00, which pays 0.10 for two years.
fn points_rules() -> PointsRules {
    let base = EarningRule {
        id: "base".to_owned(),
        points: 1,
        per_minor: 1_000,
        only: Vec::new(),
        except: Vec::new(),
        tiers: Vec::new(),
        from: None,
        until: None,
    };
    PointsRules {
        earning: vec![base],
        tiers: Vec::new(),
        pending_days: 0,
        expire_after_days: Some(730),
        late_days: 30,
        worth_minor: Some(10),
        adjust_alone_max: Some(20_000),
        never_owed: false,
    }
}

fn client(msn: &str, clock: &FakeClock, transport: Arc<dyn Transport>) -> Client {
    let config = vipps_mobilepay::Config {
        base_url: Url::parse("http://127.0.0.1:8090").unwrap(),
        client_id: "11111111-1111-4111-8111-111111111111".to_owned(),
        client_secret: SecretString::from("simulator-secret"),
        subscription_key: SecretString::from("simulator-key"),
        merchant_serial_number: MerchantSerialNumber::parse(msn).unwrap(),
        system: SystemInfo::new("clubtill", "0", "clubtill-test", "0").unwrap(),
    };
    Client::new(config, transport, Arc::new(clock.clone())).unwrap()
}

/// Thermos flasks three for two, socks a fifth off for members. The shop has them where it is told to.
pub fn promotions() -> Vec<Promotion> {
    let promotion = |id: &str, product: &str, audience, kind| Promotion {
        terms: Terms {
            id: id.to_owned(),
            name: format!("Offer {id}"),
            audience,
            kind,
            stacking: Stacking::default(),
        },
        goods: vec![vec![Goods::Product(ProductId::new(product))]],
        except: Vec::new(),
        stores: Vec::new(),
        currency: None,
        from: None,
        until: None,
    };
    let three = OfferKind::ForM { take: 3, pay: 2 };
    let fifth = OfferKind::Percent { hundredths: 2_000 };
    vec![
        promotion("flasks", "thermos075", Audience::Public, three),
        promotion("socks", "socks1001", Audience::Members, fifth),
    ]
}

/// What the shop sells.
pub fn products(currency: Currency) -> Vec<Product> {
    let product = |id: &str, gtin: &str, name: &str, unit_minor, club_unit_minor| Product {
        id: ProductId::new(id),
        gtin: Some(gtin.parse().unwrap()),
        name: name.to_owned(),
        vat_category: VatCategory::Standard,
        currency,
        unit_minor,
        club_unit_minor,
        groups: None,
    };
    vec![
        product("jacket1234", "9521234500018", "Winter jacket", 319_900, Some(239_900)),
        product("socks1001", "9521234500025", "Wool socks", 14_900, Some(12_450)),
        product("thermos075", "9521234500032", "Thermos, 0.75 l", 34_900, None),
        product("sticker", "9521234500100", "Sticker", 50, None),
    ]
}
