//! The pages over HTTP, as a browser without scripts uses them, and the fragments that scripts use.

use crate::{App, ReceiptSettings, Settings};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, header};
use checkout::MerchantId;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use serde_json::json;
use std::net::SocketAddr;
use testkit::TestApp;
use tower::ServiceExt;

const JACKET: &str = "9521234500018";
const SOCKS: &str = "9521234500025";

pub(super) struct Answer {
    status: u16,
    headers: HeaderMap,
    pub(super) text: String,
}

impl Answer {
    #[track_caller]
    pub(super) fn has(&self, status: u16, words: &[&str]) -> &Self {
        assert_eq!(self.status, status, "{}", self.text);
        for words in words {
            assert!(self.text.contains(words), "no {words:?} in: {}", self.text);
        }
        self
    }

    pub(super) fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(super) fn without(&self, words: &str) -> &Self {
        assert!(!self.text.contains(words), "{words:?} in: {}", self.text);
        self
    }
}

/// The pages on the engine of a `TestApp`.
pub(super) struct Pages {
    app: TestApp,
    router: Router,
}

impl Pages {
    pub(super) async fn new() -> Self {
        Self::printing(ReceiptSettings::default()).await
    }

    /// The same, with printers.
    pub(super) async fn printing(receipts: ReceiptSettings) -> Self {
        let app = TestApp::new().await;
        let router = router_with(&app, false, receipts);
        Self { app, router }
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Answer {
        send(&self.router, request).await
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    /// A form as a browser without scripts sends it.
    pub(super) async fn post(&self, path: &str, form: &str) -> Answer {
        self.send(posted(path).body(Body::from(form.to_owned())).unwrap()).await
    }

    /// A form as our script sends it.
    async fn fetch(&self, path: &str, form: &str) -> Answer {
        let request = posted(path).header("x-fragment", "1");
        self.send(request.body(Body::from(form.to_owned())).unwrap()).await
    }

    /// A form that must be taken, and the page after it.
    pub(super) async fn done(&self, action: &str, form: &str) -> Answer {
        let answer = self.post(&format!("/till/1/{action}"), form).await;
        answer.has(303, &[]);
        assert_eq!(answer.header(header::LOCATION), "/till/1");
        self.app.settle().await;
        self.get("/till/1").await
    }
}

pub(super) fn posted(path: &str) -> axum::http::request::Builder {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "127.0.0.1:8080")
        .header("content-type", "application/x-www-form-urlencoded")
}

fn router(app: &TestApp, pages_open_to_network: bool) -> Router {
    router_with(app, pages_open_to_network, ReceiptSettings::default())
}

fn router_with(app: &TestApp, pages_open_to_network: bool, receipts: ReceiptSettings) -> Router {
    let merchant = MerchantId::new("fjelltopp");
    let settings = Settings { pages_open_to_network, receipts, ..Settings::of(merchant) };
    crate::router(App::new(app.engine.clone(), settings))
}

pub(super) async fn send(router: &Router, request: Request<Body>) -> Answer {
    let answer = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = answer.into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

/// The value of a hidden field.
fn hidden<'a>(html: &'a str, name: &str) -> &'a str {
    let before = format!("name=\"{name}\" value=\"");
    let (_, after) = html.split_once(&before).expect("the field is there");
    after.split_once('"').unwrap().0
}

#[tokio::test]
async fn a_whole_sale_without_a_script() {
    let pages = Pages::new().await;
    pages.get("/till/1").await.has(200, &["The basket is empty", "Scan something"]);
    pages.get("/display/1").await.has(200, &["Fjelltopp Sport", "Show your personal QR"]);

    let scanned = pages.done("scan", "text=98765432").await;
    scanned.has(200, &["Not a member yet", "typed number", "ends 32", "Ask for membership"]);
    let asked = pages.done("membership", "").await;
    asked.has(200, &["data-state=\"pending\"", "binding-message"]);
    let word = asked.text.split_once("binding-message\">").unwrap().1.split_once('<').unwrap().0;
    pages.get("/display/1").await.has(200, &[word, "Join in the app on your phone"]);
    pages.app.join("approve").await;
    pages.app.advance_s(6).await;
    pages.get("/till/1").await.has(200, &["data-test=\"member-name\">Kari<"]);

    pages.done("scan", &format!("text={JACKET}")).await.has(200, &["Winter jacket", "club price"]);
    let filled = pages.done("scan", &format!("text={SOCKS}")).await;
    filled.has(200, &["Wool socks", "Ask for payment"]);
    let sale = hidden(&filled.text, "sale").to_owned();
    let two = pages.done("quantity", &format!("sale={sale}&line=2&quantity=2")).await;
    two.has(200, &["2 × 149,00", "2 lines"]);
    let one = pages.done("remove", &format!("sale={sale}&line=2")).await;
    one.has(200, &["1 line ·"]).without("Wool socks");
    pages.get("/display/1").await.has(200, &["Hi, Kari!", "2\u{a0}399,00\u{a0}kr"]);

    pages.done("pay", &format!("sale={sale}")).await.has(200, &["data-state=\"created\""]);
    pages.get("/display/1").await.has(200, &["Approve in the app on your phone", "data-until="]);
    pages.app.customer("approve").await;
    pages.app.settle().await;
    let paid = pages.get("/till/1").await;
    paid.has(200, &["data-test=\"receipt\"", "data-test=\"receipt-number\">1<", "New sale"]);
    pages.get("/display/1").await.has(200, &["Thank you, Kari!", "data-test=\"paid\""]);

    // It stays until the next sale, which a misread scan does not begin.
    let misread = pages.post("/till/1/scan", "text=https://example.com/p/x").await;
    misread.has(422, &["That QR code is not a Vipps or MobilePay personal QR."]);
    misread.has(422, &["data-test=\"receipt\""]);
    // The display does not keep who was there: the next customer may stand before it already.
    pages.app.advance_s(59).await;
    pages.get("/display/1").await.has(200, &["Thank you, Kari!"]);
    pages.app.advance_s(1).await;
    pages.get("/display/1").await.has(200, &["Show your personal QR"]).without("Kari");
    pages.get("/till/1").await.has(200, &["data-test=\"receipt\"", "Kari"]);
    pages.done("new", "").await.has(200, &["The basket is empty"]).without("Kari");
    pages.get("/display/1").await.has(200, &["Show your personal QR"]).without("Kari");
}

/// The pushed request is taken back before a QR is shown, also where nobody says at once whether it could be.
#[tokio::test]
async fn a_qr_takes_the_place_of_a_pushed_request() {
    let pages = Pages::new().await;
    pages.done("scan", "text=98765432").await;
    let filled = pages.done("scan", "text=9521234500018").await;
    filled.has(200, &["data-test=\"tender-qr\""]);
    let asked = pages.done("pay", "").await;
    asked.has(200, &["data-test=\"check-payment\"", "data-test=\"show-qr\""]);
    pages.post("/till/1/pay/check", "").await.has(200, &["Checked just now."]);

    let drop = json!([{ "on": "cancelPayment", "nth": 1, "effect": "drop_answer" }]);
    pages.app.faults(drop).await;
    let shown = pages.done("tender", "kind=qr").await;
    shown.has(200, &["scan the QR on the customer display"]).without("show-qr");
    pages.get("/display/1").await.has(200, &["data-test=\"payment-qr\""]);
    pages.app.customer("approve").await;
    pages.app.settle().await;
    pages.get("/till/1").await.has(200, &["data-test=\"receipt\""]);
}

/// What was typed on a receipt that was not taken stands there still, with what is wrong with it; and pressed
/// again after an answer that was lost, it is the same return.
#[tokio::test]
async fn what_is_typed_on_a_receipt_is_kept() {
    const RETURN: &str = "019ac000-0000-7000-8000-000000000002";
    let pages = Pages::new().await;
    let sale = pages.app.sale("1", &[JACKET, SOCKS]).await;
    pages.app.post(&format!("{sale}/tenders"), json!({ "kind": "cash" })).await.ok();
    let receipt = format!("/till/1/receipts/{}", sale.rsplit('/').next().unwrap());
    let form = |line: &str| format!("id={RETURN}&by=card&line-1=1&line-2={line}&some=1");
    let wrong = pages.post(&format!("{receipt}/return"), &form("x")).await;
    wrong.has(422, &["name=\"line-1\" data-test=\"back-1\" value=\"1\"", RETURN]);
    wrong.has(422, &["value=\"x\" aria-invalid=\"true\" aria-describedby=\"message\" autofocus"]);
    wrong.has(422, &["<option value=\"card\" selected>"]);
    assert_eq!(wrong.text.matches("aria-invalid").count(), 1);
    let too_much = pages.post(&format!("{receipt}/return"), &form("2")).await;
    too_much.has(422, &["value=\"2\"", RETURN]);
    let wrong = pages.post(&format!("{receipt}/member"), "text=12").await;
    wrong.has(422, &["value=\"12\" aria-invalid=\"true\""]);
    for _ in 0..2 {
        pages.post(&format!("{receipt}/return"), &form("0")).await.has(303, &[]);
    }
    let page = pages.get(&receipt).await;
    page.without(&format!("name=\"id\" value=\"{RETURN}\""));
    assert_eq!(page.text.matches("data-test=\"return\"").count(), 1);
}

/// A page for people, a number for programs.
#[tokio::test]
async fn nothing_has_that_address() {
    let pages = Pages::new().await;
    pages.get("/tills").await.has(404, &[]).without("<html");
    let asked = Request::get("/tills").header("accept", "text/html,*/*").body(Body::empty());
    pages.send(asked.unwrap()).await.has(404, &["<html", "not here"]);
}

/// A till fails while the customer is asked to pay: another one of the store goes on, and the customer pays there.
#[tokio::test]
async fn a_sale_goes_on_at_another_till() {
    let pages = Pages::new().await;
    pages.get("/till/1/elsewhere").await.has(200, &["No other till of the store"]);
    let sale = pages.app.sale("3", &["98765432", "9521234500018"]).await;
    pages.app.post(&format!("{sale}/payment-request"), json!({})).await.ok();
    pages.app.settle().await;
    let listed = pages.get("/till/1/elsewhere").await;
    listed.has(200, &["Till 3", "1 line", "3\u{a0}199,00\u{a0}kr"]);
    let other_store = pages.get("/till/2/elsewhere").await;
    other_store.has(200, &["No other till of the store"]);

    pages.done("scan", &format!("text={SOCKS}")).await;
    let id = sale.rsplit('/').next().unwrap();
    let busy = pages.post("/till/1/elsewhere", &format!("sale={id}")).await;
    busy.has(422, &["elsewhere-fault", "Till 3"]);
    pages.post("/till/1/elsewhere", "sale=none").await.has(422, &["elsewhere-fault"]);
    pages.done("cancel", "").await;
    let taken = pages.done("elsewhere", &format!("sale={id}")).await;
    taken.has(200, &["Winter jacket", "data-state=\"created\""]);
    pages.get("/till/3").await.has(200, &["The basket is empty"]);
    pages.app.customer("approve").await;
    pages.app.settle().await;
    pages.get("/till/1").await.has(200, &["data-test=\"receipt\""]);
}

#[tokio::test]
async fn a_press_that_comes_twice_does_nothing_more() {
    let pages = Pages::new().await;
    pages.done("new", "").await;
    pages.done("new", "").await;
    pages.done("scan", &format!("text={JACKET}")).await;
    pages.done("scan", "text=98765432").await;
    pages.done("membership", "").await;
    pages.done("membership", "").await.has(200, &["data-state=\"pending\""]);
    pages.done("quantity", "line=1&quantity=3").await;
    pages.done("quantity", "line=1&quantity=3").await.has(200, &["3 × 3\u{a0}199,00"]);
    pages.done("pay", "").await;
    pages.done("pay", "").await;
    assert_eq!(pages.app.payments().await.len(), 1, "one request");
    pages.done("pay/cancel", "").await;
    pages.done("pay/cancel", "").await.has(200, &["data-state=\"terminated\""]);
    pages.done("customer/remove", "").await;
    pages.done("customer/remove", "").await.without("Not a member yet");
    pages.done("tender", "kind=cash").await;
    pages.done("tender", "kind=cash").await.has(200, &["data-test=\"receipt-number\">1<", "Cash"]);
    pages.done("scan", &format!("text={SOCKS}")).await;
    pages.done("remove", "line=1").await;
    pages.done("remove", "line=1").await.has(200, &["The basket is empty"]);
    pages.done("cancel", "").await;
    pages.done("cancel", "").await.has(200, &["Scan something"]);
}

#[tokio::test]
async fn money_that_came_during_a_cancel_is_decided_at_the_till() {
    for (claim, expected) in [("finish", "data-test=\"receipt\""), ("release", "Ask again")] {
        let pages = Pages::new().await;
        pages.done("scan", "text=98765432").await;
        pages.done("scan", &format!("text={JACKET}")).await;
        pages.done("pay", "").await;
        pages.app.customer("approve").await;
        // The cancel is asked before the news of the approval is there.
        pages.post("/till/1/pay/cancel", "").await.has(303, &[]);
        pages.app.advance_s(10).await;
        let asked = pages.get("/till/1").await;
        asked.has(200, &["data-state=\"awaiting_claim\"", "claim-finish", "claim-release"]);
        pages.done("pay/claim", &format!("claim={claim}")).await;
        pages.app.advance_s(10).await;
        pages.get("/till/1").await.has(200, &[expected]);
    }
}

#[tokio::test]
async fn a_failure_is_told_on_the_page_or_in_the_fragment() {
    let pages = Pages::new().await;
    pages.done("scan", &format!("text={JACKET}")).await;
    for (action, form, words) in [
        ("scan", "text=5901234123457", "No product has that number."),
        ("scan", "text=", "Nothing was scanned."),
        ("scan", "", "That could not be read."),
        ("pay", "", "No customer is known."),
        ("membership", "", "No customer is known."),
        ("quantity", "line=1&quantity=0", "A quantity must be more than zero"),
        ("quantity", "line=1&quantity=many", "A quantity is a number such as 2 or 0.35"),
        ("quantity", "line=7&quantity=1", "There is no such line in the sale."),
        ("quantity", "line=x&quantity=1", "There is no such line in the sale."),
        ("tender", "kind=shells", "That could not be read."),
        ("pay/claim", "claim=keep", "That could not be read."),
        ("pay", "sale=00000000-0000-0000-0000-000000000001", "gone on to another sale"),
        ("pay", "sale=x", "That could not be read."),
    ] {
        let path = format!("/till/1/{action}");
        let page = pages.post(&path, form).await;
        page.has(422, &["<!doctype html>", words, "Winter jacket"]);
        let fragment = pages.fetch(&path, form).await;
        fragment.has(422, &["<div id=\"live\"", "<p id=\"message\"", words]).without("<html");
    }
    let done = pages.fetch("/till/1/scan", &format!("text={SOCKS}")).await;
    done.has(200, &["<div id=\"live\"", "role=\"status\"></p>", "Wool socks"]).without("<html");
    let stamp: i64 = done.headers["x-stamp"].to_str().unwrap().parse().unwrap();
    assert!(stamp >= pages.app.engine.now_unix_ms());
}

#[tokio::test]
async fn the_least_amount_is_told_in_the_stores_own_form() {
    let pages = Pages::new().await;
    pages.done("scan", "text=98765432").await;
    pages.done("scan", "text=9521234500100").await;
    let refused = pages.post("/till/1/pay", "").await;
    refused
        .has(422, &["The least that can be paid this way is 1,00\u{a0}kr. Take another tender."]);
}

#[tokio::test]
async fn every_answer_of_a_page_is_restricted() {
    let pages = Pages::new().await;
    pages.get("/").await.has(200, &["href=\"/till/1\"", "href=\"/display/2\""]);
    pages.get("/till/9").await.has(404, &["There is no such till"]);
    pages.get("/display/9").await.has(404, &["There is no such till"]);
    for path in ["/", "/till/1", "/display/1", "/till/9"] {
        let answer = pages.get(path).await;
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{path}: {policy}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{path}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{path}");
        // What the policy forbids is not there to be missed.
        for inline in ["<style", " style=", "<script>", " onclick="] {
            assert!(!answer.text.contains(inline), "{inline} in {path}");
        }
    }
}

#[tokio::test]
async fn pages_of_others_and_machines_afar_are_kept_out() {
    let pages = Pages::new().await;
    let cross = posted("/till/1/scan").header("sec-fetch-site", "cross-site");
    let cross = cross.body(Body::from(format!("text={JACKET}"))).unwrap();
    pages.send(cross).await.has(403, &["That did not come from our own page"]);
    pages.get("/till/1").await.has(200, &["The basket is empty"]);

    for (peer, is_open, expected) in [
        ("192.0.2.7:4000", false, 403),
        ("192.0.2.7:4000", true, 200),
        ("127.0.0.1:4000", false, 200),
    ] {
        let router = router(&pages.app, is_open);
        for path in ["/", "/till/1", "/display/1"] {
            let mut request = Request::get(path).body(Body::empty()).unwrap();
            request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
            let answer = send(&router, request).await;
            // A display elsewhere is paired first.
            let is_offered = expected == 403 && path == "/display/1";
            let expected = if is_offered { 303 } else { expected };
            assert_eq!(answer.status, expected, "{peer} {is_open} {path}");
        }
    }
}

#[tokio::test]
async fn each_change_at_the_till_is_told_to_its_pages() {
    let pages = Pages::new().await;
    let open = async |path: &str| {
        let request = Request::get(path).body(Body::empty()).unwrap();
        pages.router.clone().oneshot(request).await.unwrap().into_body()
    };
    let mut till = open("/till/1/events").await;
    let mut display = open("/display/1/events").await;
    for stream in [&mut till, &mut display] {
        let first = event(stream).await;
        assert!(first.contains("event: live\n") && first.contains("id=\"live\""), "{first}");
        assert!(!first.contains("Winter jacket"));
    }
    pages.post("/till/2/scan", &format!("text={SOCKS}")).await.has(303, &[]);
    for stream in [&mut till, &mut display] {
        assert!(event(stream).now_or_never().is_none(), "another till's change is none here");
    }
    pages.post("/till/1/scan", &format!("text={JACKET}")).await.has(303, &[]);
    for stream in [&mut till, &mut display] {
        let next = event(stream).await;
        assert!(next.contains("Winter jacket"), "{next}");
    }
}

#[tokio::test]
async fn cash_is_rounded_and_the_till_says_so() {
    let pages = Pages::new().await;
    pages.done("scan", &format!("text={SOCKS}")).await.without("Cash ·");
    let page = pages.done("discount", "line=1&discount=0,60&reason=goodwill").await;
    page.has(200, &["148,40", "Cash · 148,00\u{a0}kr"]);
    let paid = pages.done("tender", "kind=cash").await;
    let rounding = "<th scope=\"row\">Rounding</th><td class=\"money\">\u{2212}0,40\u{a0}kr</td>";
    let cash = "<th scope=\"row\">Cash</th><td class=\"money\">148,00\u{a0}kr</td>";
    paid.has(200, &[rounding, cash, "data-collect=\"14800\"", "data-currency=\"NOK\""]);
    let listed = engine::ListOrder {
        store: checkout::StoreId::new("oslo"),
        till: None,
        from_unix_ms: 0,
        until_unix_ms: i64::MAX,
        after: None,
        limit: 1,
    };
    let listed = pages.app.engine.listed(&testkit::merchant(), listed).await.unwrap();
    let by = [(engine::TenderSort::Cash, 14_800), (engine::TenderSort::Rounding, 40)];
    assert_eq!((&listed[0].summary.tenders[..], listed[0].summary.total_minor), (&by[..], 14_840));
}

/// Told apart by where it is, or by what it sends before each code.
#[tokio::test]
async fn a_scanner_for_customers_sells_nothing() {
    const OLA_QR: &str = "https://qr.vipps.no/28/2/01/031/4712345678?v=1";
    let app = TestApp::new().await;
    let change =
        |shop: &mut engine::Shop| shop.tills[0].customer_scanner = Some("KUNDE".to_owned());
    let app = app.restart_with(change).await;
    let pages = Pages { router: router(&app, false), app };
    let form = |text: &str| format!("text={}", text.replace('?', "%3F").replace('=', "%3D"));
    let at_display = async |text: &str| pages.post("/display/1/scan", &form(text)).await;
    let at_till = async |text: &str| pages.fetch("/till/1/scan", &form(text)).await;
    for other in [JACKET, "98765432", "https://example.com/", "RC.1.1", ""] {
        at_display(other).await.has(422, &["Here it takes your personal QR from the Vipps app"]);
        let answer = at_till(&format!("KUNDE{other}")).await;
        answer.has(422, &[]).without("Winter jacket");
    }
    at_till(&format!("KUNDE{JACKET}")).await.has(422, &["The customer&#39;s scanner takes"]);
    pages.get("/till/1").await.has(200, &["The basket is empty"]).without("Not a member");
    at_display("CV-0000-0000-0000-0").await.has(422, &[]);

    // A sale is opened by whoever works the till.
    at_display(OLA_QR).await.has(422, &["The cashier will help you"]);
    pages.get("/till/1").await.has(200, &["The basket is empty"]).without("Not a member");
    pages.done("new", "").await;
    at_display(OLA_QR).await.has(204, &[]);
    pages.get("/till/1").await.has(200, &["Not a member yet"]);
    pages.done("cancel", "").await.without("Not a member yet");
    at_till(&format!("KUNDE{OLA_QR}")).await.has(200, &["Not a member yet"]);
    // The cashier's own sends nothing before a code.
    at_till(JACKET).await.has(200, &["Winter jacket"]);
}

/// The next event of a stream, as it was sent.
pub(super) async fn event(stream: &mut Body) -> String {
    let frame = stream.frame().await.expect("the stream goes on").unwrap();
    String::from_utf8(frame.into_data().unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn assets_are_sent_once() {
    let pages = Pages::new().await;
    for (name, content_type) in [
        ("clubtill.css", "text/css; charset=utf-8"),
        ("till.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let path = format!("/assets/{name}");
        let first = pages.get(&path).await;
        first.has(200, &[]);
        assert_eq!(first.header(header::CONTENT_TYPE), content_type);
        let tag = first.header(header::ETAG);
        let again = Request::get(&path).header("if-none-match", tag).body(Body::empty()).unwrap();
        assert_eq!(pages.send(again).await.has(304, &[]).text, "");
    }
    pages.get("/assets/none.css").await.has(404, &[]);
}

#[tokio::test]
async fn every_asset_that_a_page_names_is_there() {
    let pages = Pages::new().await;
    for path in ["/", "/till/1", "/display/1"] {
        let page = pages.get(path).await.text;
        for named in page.split("\"/assets/").skip(1) {
            let name = named.split_once('"').unwrap().0;
            pages.get(&format!("/assets/{name}")).await.has(200, &[]);
        }
    }
}
