//! Signing in over HTTP: who gets in, for how long, and what is told to whoever does not.

use super::served::{Answer, event, posted, send};
use crate::people::Person;
use crate::{App, Role, Secret, Settings};
use argon2::password_hash::PasswordHasher;
use argon2::{Algorithm, Argon2, Params, Version};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use checkout::StoreId;
use std::net::SocketAddr;
use std::sync::Arc;
use testkit::TestApp;

const MINUTE_MS: i64 = 60_000;

/// A secret that takes no time to work out.
fn secret(typed: &str) -> Secret {
    let params = Params::new(8, 1, 1, None).unwrap();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let phc = argon2.hash_password(typed.as_bytes()).unwrap().to_string();
    Secret::parse(&phc).unwrap()
}

pub(super) fn person(id: &str, role: Role, stores: &[&str]) -> Arc<Person> {
    Arc::new(Person {
        id: id.to_owned(),
        name: format!("Name of {id}"),
        role,
        stores: stores.iter().map(|store| StoreId::new(*store)).collect(),
        pin: Some(secret("1111")),
        password: Some(secret("a password")),
    })
}

pub(super) fn people() -> Vec<Arc<Person>> {
    vec![
        person("kim", Role::Cashier, &["oslo"]),
        person("marit", Role::Manager, &["oslo"]),
        person("hanne", Role::HeadOffice, &[]),
        person("hedda", Role::HeadOffice, &[]),
        person("harald", Role::HeadOffice, &["oslo"]),
        person("anders", Role::Auditor, &[]),
        person("mette", Role::Manager, &["aarhus"]),
    ]
}

/// A shop in which people sign in.
pub(super) struct Shop {
    pub(super) app: TestApp,
    pub(super) router: Router,
}

impl Shop {
    pub(super) async fn new() -> Self {
        Self::of(TestApp::new().await, people())
    }

    pub(super) fn of(app: TestApp, people: Vec<Arc<Person>>) -> Self {
        let settings = Settings { people, ..Settings::of(testkit::merchant()) };
        let router = crate::router(App::new(app.engine.clone(), settings));
        Self { app, router }
    }

    pub(super) async fn get(&self, cookie: &str, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookie);
        send(&self.router, request.body(Body::empty()).unwrap()).await
    }

    pub(super) async fn post(&self, cookie: &str, path: &str, form: &str) -> Answer {
        let request = posted(path).header(header::COOKIE, cookie);
        send(&self.router, request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// The cookie of somebody who signs in to the back office.
    pub(super) async fn office(&self, id: &str) -> String {
        let form = format!("person={id}&password=a+password");
        let answer = self.post("", "/office/sign-in", &form).await;
        answer.has(303, &[]);
        assert_eq!(answer.header(header::LOCATION), "/office");
        pair(&answer)
    }

    async fn till(&self, till: &str, id: &str) -> String {
        let form = format!("person={id}&pin=1111");
        let answer = self.post("", &format!("/till/{till}/sign-in"), &form).await;
        answer.has(303, &[]);
        assert_eq!(answer.header(header::LOCATION), format!("/till/{till}"));
        pair(&answer)
    }

    #[track_caller]
    fn is_out(answer: &Answer, to: &str) {
        answer.has(303, &[]);
        assert_eq!(answer.header(header::LOCATION), to);
    }
}

/// Name and value of the cookie that an answer sets.
fn pair(answer: &Answer) -> String {
    let cookie = answer.header(header::SET_COOKIE);
    cookie.split(';').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn nobody_is_told_who_or_what_was_wrong_and_has_to_wait() {
    let shop = Shop::new().await;
    for (path, field, by) in
        [("/till/1/sign-in", "pin", "kim"), ("/office/sign-in", "password", "hanne")]
    {
        let wrong = async |id: &str, typed: &str| {
            let form = format!("person={id}&{field}={typed}");
            shop.post("", path, &form).await
        };
        let message = |answer: &Answer| {
            let (_, after) = answer.text.split_once("data-test=\"sign-in-message\">").unwrap();
            after.split('<').next().unwrap().to_owned()
        };
        let known = wrong(by, "2222").await;
        let unknown = wrong("nobody", "1111").await;
        assert_eq!(message(known.has(422, &[])), message(unknown.has(422, &[])));
        assert!(message(&known).ends_with("Try again."), "{}", message(&known));
        for _ in 0..4 {
            wrong(by, "2222").await.has(422, &["Try again."]);
        }
        let typed = if field == "pin" { "1111" } else { "a+password" };
        wrong(by, typed).await.has(422, &["Too many tries. Try again in 30 seconds."]);
        shop.app.clock.advance_ms(31_000);
        wrong(by, typed).await.has(303, &[]);
    }
}

/// Bound: signed in, unused in the back office
#[tokio::test]
async fn a_visit_ends_when_it_is_not_used() {
    let shop = Shop::new().await;
    let cookie = shop.office("hanne").await;
    shop.app.clock.advance_ms(29 * MINUTE_MS);
    let used = shop.get(&cookie, "/office/sales").await;
    used.has(200, &["Name of hanne"]);
    let renewed = pair(&used);
    assert!(!renewed.is_empty() && renewed != cookie, "{renewed}");
    shop.app.clock.advance_ms(29 * MINUTE_MS);
    Shop::is_out(&shop.get(&cookie, "/office/sales").await, "/office/sign-in");
    shop.get(&renewed, "/office/sales").await.has(200, &[]);
    shop.app.clock.advance_ms(30 * MINUTE_MS);
    Shop::is_out(&shop.get(&renewed, "/office/sales").await, "/office/sign-in");
}

/// Bound: signed in at most
#[tokio::test]
async fn a_visit_ends_after_a_day_at_work_however_it_is_used() {
    let shop = Shop::new().await;
    let mut cookie = shop.office("hanne").await;
    for _ in 0..35 {
        shop.app.clock.advance_ms(20 * MINUTE_MS);
        let used = shop.get(&cookie, "/office/sales").await;
        cookie = pair(used.has(200, &[]));
    }
    shop.app.clock.advance_ms(20 * MINUTE_MS);
    Shop::is_out(&shop.get(&cookie, "/office/sales").await, "/office/sign-in");
}

#[tokio::test]
async fn who_signs_out_is_out_with_every_copy_and_a_restart_changes_nothing() {
    let people = people();
    let shop = Shop::of(TestApp::new().await, people.clone());
    let cookie = shop.office("hanne").await;
    let Shop { app, router } = shop;
    // It holds the database.
    drop(router);
    let shop = Shop::of(app.restart().await, people);
    shop.get(&cookie, "/office/sales").await.has(200, &[]);
    let out = shop.post(&cookie, "/office/sign-out", "").await;
    Shop::is_out(&out, "/office/sign-in");
    assert!(out.header(header::SET_COOKIE).contains("Max-Age=0"));
    Shop::is_out(&shop.get(&cookie, "/office/sales").await, "/office/sign-in");

    // Another password, and who had the old one has signed in nowhere.
    let cookie = shop.office("hanne").await;
    let shop = Shop::of(shop.app, self::people());
    Shop::is_out(&shop.get(&cookie, "/office/sales").await, "/office/sign-in");
}

#[tokio::test]
async fn a_cookie_that_was_not_signed_for_that_is_none() {
    let shop = Shop::new().await;
    let office = shop.office("hanne").await;
    let till = shop.till("1", "hanne").await;
    let other = |cookie: &str, from: &str, to: &str| cookie.replacen(from, to, 1);
    let (_, value) = office.split_once('=').unwrap();
    for index in 0..value.len() {
        let mut bytes = value.as_bytes().to_vec();
        bytes[index] = if bytes[index] == b'0' { b'1' } else { b'0' };
        let forged = format!("clubtill_office={}", String::from_utf8(bytes).unwrap());
        if forged != office {
            Shop::is_out(&shop.get(&forged, "/office/sales").await, "/office/sign-in");
        }
    }
    for forged in [
        other(&office, ".hanne.", ".marit."),
        other(&till, "clubtill_till_31", "clubtill_office"),
        office.rsplit_once('.').unwrap().0.to_owned(),
        "clubtill_office=".to_owned(),
        "clubtill_office=....".to_owned(),
    ] {
        Shop::is_out(&shop.get(&forged, "/office/sales").await, "/office/sign-in");
    }
    let elsewhere = other(&till, "clubtill_till_31", "clubtill_till_33");
    Shop::is_out(&shop.get(&elsewhere, "/till/3").await, "/till/3/sign-in");
    shop.get(&till, "/till/1").await.has(200, &["Name of hanne"]);
}

#[tokio::test]
async fn a_cookie_is_for_pages_of_ours_and_for_https_where_the_browser_has_it() {
    let shop = Shop::new().await;
    let sign_in = async |origin: Option<&str>| {
        let mut request = posted("/office/sign-in").header("sec-fetch-site", "same-origin");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        let form = Body::from("person=hanne&password=a+password");
        let answer = send(&shop.router, request.body(form).unwrap()).await;
        answer.header(header::SET_COOKIE).to_owned()
    };
    for (origin, is_secure) in [
        (None, false),
        (Some("http://127.0.0.1:8080"), false),
        (Some("https://shop.example"), true),
    ] {
        let cookie = sign_in(origin).await;
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        assert!(cookie.contains("Path=/office;"), "{cookie}");
        assert_eq!(cookie.ends_with("; Secure"), is_secure, "{cookie}");
    }
    let other_site = posted("/office/sign-in").header("sec-fetch-site", "cross-site");
    let form = Body::from("person=hanne&password=a+password");
    send(&shop.router, other_site.body(form).unwrap()).await.has(403, &[]);
}

#[tokio::test]
async fn a_till_is_worked_by_whoever_signed_in_there() {
    let shop = Shop::new().await;
    Shop::is_out(&shop.get("", "/till/1").await, "/till/1/sign-in");
    shop.post("", "/till/1/scan", "text=9521234500018").await.has(401, &["Sign in first"]);
    let pad = shop.get("", "/till/1/sign-in").await;
    pad.has(200, &["Name of kim", "Name of marit", "Name of hanne"]);
    for outsider in ["anders", "mette"] {
        assert!(!pad.text.contains(outsider), "{outsider} does not work here");
        let form = format!("person={outsider}&pin=1111");
        shop.post("", "/till/1/sign-in", &form).await.has(422, &["That does not fit."]);
    }

    let cookie = shop.till("1", "kim").await;
    shop.get(&cookie, "/till/1").await.has(200, &["Name of kim"]);
    shop.post(&cookie, "/till/1/scan", "text=9521234500018").await.has(303, &[]);
    let (merchant, till) = (testkit::merchant(), checkout::TillId::new("1"));
    let journal = shop.app.engine.journal(&merchant, &till, None, 9).await.unwrap();
    let [(_, opened), (_, came)] = &journal[..] else { panic!("{journal:?}") };
    assert_eq!(came.fact, checkout::JournalFact::SignedIn);
    for entry in [opened, came] {
        assert_eq!(entry.operator, checkout::OperatorId::new("kim"));
    }

    let locked = shop.post(&cookie, "/till/1/sign-out", "").await;
    Shop::is_out(&locked, "/till/1/sign-in");
    let journal = shop.app.engine.journal(&merchant, &till, None, 1).await.unwrap();
    assert_eq!(journal[0].1.fact, checkout::JournalFact::SignedOut);
    Shop::is_out(&shop.get(&cookie, "/till/1").await, "/till/1/sign-in");
    // The sale is where it was for whoever goes on.
    let next = shop.till("1", "marit").await;
    shop.get(&next, "/till/1").await.has(200, &["Winter jacket"]);
}

/// Bound: a till, unused
#[tokio::test]
async fn a_till_locks_itself_and_what_runs_by_itself_is_no_use() {
    let shop = Shop::new().await;
    let cookie = shop.till("1", "kim").await;
    for _ in 0..9 {
        shop.app.clock.advance_ms(MINUTE_MS);
        let request = Request::get("/till/1/events").header(header::COOKIE, &cookie);
        let stream =
            tower::ServiceExt::oneshot(shop.router.clone(), request.body(Body::empty()).unwrap());
        let stream = stream.await.unwrap();
        assert!(stream.status().is_success());
        assert!(stream.headers().get(header::SET_COOKIE).is_none());
    }
    shop.app.clock.advance_ms(MINUTE_MS);
    Shop::is_out(&shop.get(&cookie, "/till/1").await, "/till/1/sign-in");
}

#[tokio::test]
async fn every_page_of_a_till_locks_it() {
    let shop = Shop::new().await;
    let cookie = shop.till("1", "kim").await;
    for page in ["", "/receipts", "/products", "/scanner", "/keys", "/display"] {
        let answer = shop.get(&cookie, &format!("/till/1{page}")).await;
        answer.has(200, &["id=\"lock\"", "data-after-s=\"600\"", "/assets/lock.js"]);
    }
}

/// From another machine.
async fn from_afar(shop: &Shop, cookie: &str, path: &str) -> Answer {
    asked_from_afar(shop, cookie, Request::get(path).body(Body::empty()).unwrap()).await
}

async fn posted_from_afar(shop: &Shop, cookie: &str, path: &str, form: &str) -> Answer {
    let request = posted(path).body(Body::from(form.to_owned())).unwrap();
    asked_from_afar(shop, cookie, request).await
}

async fn asked_from_afar(shop: &Shop, cookie: &str, mut request: Request<Body>) -> Answer {
    let peer: SocketAddr = "192.168.1.7:50000".parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    let headers = request.headers_mut();
    headers.insert(header::HOST, "shop.example".parse().unwrap());
    headers.insert(header::COOKIE, cookie.parse().unwrap());
    send(&shop.router, request).await
}

/// What a screen shows that is no display yet, without the space in its middle.
fn code(offered: &Answer) -> String {
    let (_, after) = offered.text.split_once("data-test=\"display-code\">").unwrap();
    after.split('<').next().unwrap().chars().filter(char::is_ascii_digit).collect()
}

/// A screen of another machine, paired with till 1 by somebody who typed its code there; its cookie.
async fn paired_screen(shop: &Shop, cashier: &str) -> String {
    let offered = from_afar(shop, "", "/display").await;
    offered.has(200, &["This screen is no till"]);
    let screen = pair(&offered);
    let form = format!("code={}", code(&offered));
    let paired = shop.post(cashier, "/till/1/display", &form).await;
    assert_eq!(paired.header(header::LOCATION), "/till/1/display");
    let to = from_afar(shop, &screen, "/display").await;
    assert_eq!(to.header(header::LOCATION), "/display/1");
    pair(&to)
}

#[tokio::test]
async fn a_screen_is_a_tills_display_once_its_code_is_typed_there() {
    let shop = Shop::new().await;
    let unpaired = from_afar(&shop, "", "/display/1").await;
    assert_eq!(unpaired.header(header::LOCATION), "/display");
    let offered = from_afar(&shop, "", "/display").await;
    let (screen, waiting) = (pair(&offered), code(&offered));
    assert_eq!(waiting.len(), 6);
    assert_eq!(code(&from_afar(&shop, &screen, "/display").await), waiting, "a reload is the same");
    let look = Request::get("/display").header("x-fragment", "1").body(Body::empty()).unwrap();
    asked_from_afar(&shop, &screen, look).await.has(204, &[]);

    // Nobody who has not signed in pairs anything.
    shop.post("", "/till/1/display", &format!("code={waiting}")).await.has(401, &[]);
    let kim = shop.till("1", "kim").await;
    let other = if waiting == "000000" { "111111" } else { "000000" };
    for wrong in ["", "12", "abcdef", other] {
        let answer = shop.post(&kim, "/till/1/display", &format!("code={wrong}")).await;
        answer.has(422, &["No screen shows that code", &format!("value=\"{wrong}\"")]);
    }
    from_afar(&shop, &screen, "/display/1").await.has(303, &[]);
    let typed = format!("code={}+{}", &waiting[..3], &waiting[3..]);
    shop.post(&kim, "/till/1/display", &typed).await.has(303, &[]);
    let to = from_afar(&shop, &screen, "/display").await;
    assert_eq!(to.header(header::LOCATION), "/display/1");
    let set = to.header(header::SET_COOKIE).to_owned();
    assert!(set.ends_with("; Path=/display; Max-Age=34560000; HttpOnly; SameSite=Strict"), "{set}");
    let display = pair(&to);
    from_afar(&shop, &display, "/display/1").await.has(200, &["Show your personal QR"]);
    assert_eq!(from_afar(&shop, &display, "/display").await.header(header::LOCATION), "/display/1");
    // Of that till alone, and no till at all.
    from_afar(&shop, &display, "/display/2").await.has(303, &[]);
    Shop::is_out(&from_afar(&shop, &display, "/till/1").await, "/till/1/sign-in");
    // A code is good once.
    let again = from_afar(&shop, "", "/display").await;
    assert_ne!(code(&again), waiting);
    shop.post(&kim, "/till/1/display", &format!("code={waiting}")).await.has(422, &[]);

    // It stays a display while the till is locked, and after a restart.
    shop.post(&kim, "/till/1/sign-out", "").await.has(303, &[]);
    from_afar(&shop, &display, "/display/1").await.has(200, &[]);
    let settings = Settings { people: people(), ..Settings::of(testkit::merchant()) };
    let Shop { app, router } = shop;
    drop(router);
    let app = app.restart().await;
    let router = crate::router(App::new(app.engine.clone(), settings));
    let shop = Shop { app, router };
    from_afar(&shop, &display, "/display/1").await.has(200, &[]);

    // The next takes its place; then there is none.
    let kim = shop.till("1", "kim").await;
    let next = paired_screen(&shop, &kim).await;
    from_afar(&shop, &display, "/display/1").await.has(303, &[]);
    from_afar(&shop, &next, "/display/1").await.has(200, &[]);
    shop.get(&kim, "/till/1/display").await.has(200, &["A screen of its own is"]);
    shop.post(&kim, "/till/1/display/end", "").await.has(303, &[]);
    from_afar(&shop, &next, "/display/1").await.has(303, &[]);
    shop.get(&kim, "/till/1/display").await.has(200, &[]).without("display-paired");
    let (merchant, till) = (testkit::merchant(), checkout::TillId::new("1"));
    let journal = shop.app.engine.journal(&merchant, &till, None, 2).await.unwrap();
    let facts: Vec<_> =
        journal.into_iter().map(|(_, entry)| (entry.operator, entry.fact)).collect();
    let kim = || checkout::OperatorId::new("kim");
    assert_eq!(
        facts,
        [
            (kim(), checkout::JournalFact::DisplayUnpaired),
            (kim(), checkout::JournalFact::DisplayPaired)
        ]
    );
}

/// Bound: a code on a screen, untyped
#[tokio::test]
async fn a_code_that_nobody_types_is_over() {
    let shop = Shop::new().await;
    let offered = from_afar(&shop, "", "/display").await;
    shop.app.clock.advance_ms(9 * MINUTE_MS);
    assert_eq!(code(&from_afar(&shop, &pair(&offered), "/display").await), code(&offered));
    shop.app.clock.advance_ms(MINUTE_MS);
    let form = format!("code={}", code(&offered));
    let kim = shop.till("1", "kim").await;
    shop.post(&kim, "/till/1/display", &form).await.has(422, &[]);
    let anew = from_afar(&shop, &pair(&offered), "/display").await;
    assert_ne!(code(&anew), code(&offered));
}

/// Bound: screens that show a code
#[tokio::test]
async fn of_too_many_screens_the_oldest_shows_another_code() {
    let shop = Shop::new().await;
    let kim = shop.till("1", "kim").await;
    let first = from_afar(&shop, "", "/display").await;
    let mut second = None;
    for _ in 0..64 {
        let offered = from_afar(&shop, "", "/display").await;
        second.get_or_insert(offered);
    }
    shop.post(&kim, "/till/1/display", &format!("code={}", code(&first))).await.has(422, &[]);
    let form = format!("code={}", code(&second.unwrap()));
    shop.post(&kim, "/till/1/display", &form).await.has(303, &[]);
}

#[tokio::test]
async fn a_page_that_may_be_seen_no_longer_is_told_so() {
    let shop = Shop::new().await;
    let kim = shop.till("1", "kim").await;
    let display = paired_screen(&shop, &kim).await;
    let open = async |cookie: &str, path: &str| {
        let mut request = Request::get(path).body(Body::empty()).unwrap();
        let peer: SocketAddr = "192.168.1.7:50000".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        request.headers_mut().insert(header::COOKIE, cookie.parse().unwrap());
        let answer = tower::ServiceExt::oneshot(shop.router.clone(), request).await.unwrap();
        let mut stream = answer.into_body();
        assert!(event(&mut stream).await.contains("event: live"));
        stream
    };
    let mut of_till = open(&kim, "/till/1/events").await;
    let mut of_display = open(&display, "/display/1/events").await;
    shop.post(&kim, "/till/1/sign-out", "").await.has(303, &[]);
    assert_eq!(event(&mut of_till).await, "event: over\ndata: over\n\n");
    assert!(event(&mut of_display).await.contains("event: live"), "the customer's side goes on");

    let marit = shop.till("1", "marit").await;
    assert!(event(&mut of_display).await.contains("event: live"));
    shop.post(&marit, "/till/1/display/end", "").await.has(303, &[]);
    assert_eq!(event(&mut of_display).await, "event: over\ndata: over\n\n");
}

#[tokio::test]
async fn over_the_network_one_signs_in_and_only_a_known_browser_is_told_names() {
    let shop = Shop::new().await;
    let pad = from_afar(&shop, "", "/till/1/sign-in").await;
    pad.has(200, &["Your user name"]);
    assert!(!pad.text.contains("Name of"), "{}", pad.text);
    Shop::is_out(&from_afar(&shop, "", "/till/1").await, "/till/1/sign-in");
    Shop::is_out(&from_afar(&shop, "", "/display/1").await, "/display");
    let cookie = shop.till("1", "kim").await;
    from_afar(&shop, &cookie, "/till/1").await.has(200, &["Name of kim"]);
    // A window beside the till's: that browser is its display from now on.
    let beside = posted_from_afar(&shop, &cookie, "/till/1/display/here", "").await;
    Shop::is_out(&beside, "/display/1");
    let display = pair(&beside);
    shop.app.clock.advance_ms(11 * MINUTE_MS);
    // The till is locked, and the customer's side goes on.
    Shop::is_out(&from_afar(&shop, &cookie, "/till/1").await, "/till/1/sign-in");
    from_afar(&shop, &display, "/display/1").await.has(200, &[]);
    from_afar(&shop, &cookie, "/till/1/sign-in").await.has(200, &["Name of kim"]);
}

#[tokio::test]
async fn where_nobody_signs_in_all_is_as_before() {
    let shop = Shop::of(TestApp::new().await, Vec::new());
    shop.get("", "/till/1").await.has(200, &[]);
    Shop::is_out(&shop.get("", "/till/1/sign-in").await, "/till/1");
    Shop::is_out(&shop.get("", "/office").await, "/office/sign-in");
    shop.get("", "/office/sign-in").await.has(200, &["clubtill password"]);
    from_afar(&shop, "", "/till/1").await.has(403, &[]);
}
