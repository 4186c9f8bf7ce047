//! The phones of `clubtill simulate` in a browser: by keyboard alone, for a screen reader, in light
//! and dark, eight at once, and while the server is away.

use crate::answers;
use serde_json::{Value, json};
use testkit::{Browser, Page, Running, free_port, until};
use thirtyfour::Key;

const OLA: &str = "4712345678";
const KARI: &str = "4798765432";
const PHONE_SIZE: (u32, u32) = (390, 844);
const BASIC: &str = "MTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExOnNpbXVsYXRvci1zZWNyZXQ=";

/// The simulator, and a shop that calls it.
struct Shop {
    running: Option<Running>,
    address: String,
    folder: tempfile::TempDir,
    bearer: String,
}

impl Shop {
    async fn open(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("simulator.toml"), settings).unwrap();
        let address = format!("http://127.0.0.1:{}", free_port());
        let mut shop = Self { running: None, address, folder, bearer: String::new() };
        shop.start().await;
        let reply = shop
            .call("accesstoken/get")
            .header("client_id", "11111111-1111-4111-8111-111111111111")
            .header("client_secret", "simulator-secret")
            .header("ocp-apim-subscription-key", "simulator-key");
        let reply: Value = reply.send().await.unwrap().json().await.unwrap();
        reply["access_token"].as_str().unwrap().clone_into(&mut shop.bearer);
        shop
    }

    async fn start(&mut self) {
        let config = self.folder.path().join("simulator.toml");
        let listen = self.address.strip_prefix("http://").unwrap();
        let arguments = ["simulate", "--listen", listen, "--config", config.to_str().unwrap()];
        let log = self.folder.path().join("log");
        self.running = Some(Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log));
        until("the simulator answers", || answers(self.phone("/simulator/openapi.json"))).await;
    }

    fn stop(&mut self) {
        assert!(self.running.take().expect("it runs").stop(), "the simulator ends well");
    }

    fn phone(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    fn call(&self, path: &str) -> reqwest::RequestBuilder {
        reqwest::Client::new().post(format!("{}/{path}", self.address))
    }

    async fn api(&self, path: &str, body: &Value) -> Value {
        let call = self.call(&format!("epayment/v1/payments{path}"));
        let call = call
            .bearer_auth(&self.bearer)
            .header("ocp-apim-subscription-key", "simulator-key")
            .header("merchant-serial-number", "123456")
            .header("idempotency-key", format!("key{path}{}", body["reference"]))
            .header("content-type", "application/json");
        let reply = call.body(body.to_string()).send().await.unwrap();
        assert!(reply.status().is_success(), "{path} {body}");
        reply.json().await.unwrap()
    }

    async fn pay(&self, number: &str, reference: &str, value: i64) {
        let tax = value / 5;
        let line = json!({
            "name": "Winter jacket, blue", "id": "1", "totalAmount": value,
            "totalAmountExcludingTax": value - tax, "totalTaxAmount": tax, "taxRate": 2500,
        });
        let receipt = json!({ "orderLines": [line], "bottomLine": { "currency": "NOK" } });
        let body = json!({
            "amount": { "currency": "NOK", "value": value },
            "paymentMethod": { "type": "WALLET" },
            "customer": { "phoneNumber": number },
            "reference": reference,
            "userFlow": "PUSH_MESSAGE",
            "receipt": receipt,
        });
        self.api("", &body).await;
    }

    async fn change(&self, operation: &str, reference: &str, value: i64) {
        let body = json!({ "modificationAmount": { "currency": "NOK", "value": value } });
        self.api(&format!("/{reference}/{operation}"), &body).await;
    }

    async fn ask_to_join(&self, number: &str, scope: &str) {
        let call = self.call("vipps-login-ciba/api/backchannel/authentication");
        let call = call
            .header("authorization", format!("Basic {BASIC}"))
            .header("merchant-serial-number", "123456")
            .header("content-type", "application/x-www-form-urlencoded");
        let hint = format!("login_hint=urn%3Amsisdn%3A{number}&binding_message=KF-4821");
        let reply = call.body(format!("{hint}&scope={scope}")).send().await.unwrap();
        assert!(reply.status().is_success(), "{number} is asked to join");
    }
}

/// A phone's page, checked in each state that a test brings it to.
struct Check {
    shop: Shop,
    browser: Browser,
    page: Page,
    found: Vec<String>,
}

impl Check {
    async fn open(path: &str) -> Self {
        let shop = Shop::open("").await;
        let browser = Browser::start().await;
        let page = browser.open(&shop.phone(path), PHONE_SIZE).await;
        Self { shop, browser, page, found: Vec::new() }
    }

    /// High enough that the bar at the bottom covers nothing that could be scrolled away from it.
    async fn state(&mut self, state: &str) {
        for scheme in ["light", "dark"] {
            self.page.looks((PHONE_SIZE.0, 1800), scheme).await;
            let found = [self.page.axe().await, self.page.small_targets().await].concat();
            self.found.extend(found.iter().map(|line| format!("{state}, {scheme}: {line}")));
        }
    }

    async fn go(&mut self, path: &str, state: &str) {
        self.page.go(&self.shop.phone(path)).await;
        self.state(state).await;
    }

    async fn end(mut self) {
        assert!(self.found.is_empty(), "{:#?}", self.found);
        self.browser.quit().await;
        if self.shop.running.is_some() {
            self.shop.stop();
        }
    }
}

#[tokio::test]
async fn payments_are_accessible_in_light_and_dark() {
    let mut check = Check::open("/phones/4712345678").await;
    check.shop.pay(OLA, "paid-0001", 287_250).await;
    check.page.shows("payment-request", "2 872,50").await;
    check.state("payment request").await;
    check.page.click("approve-payment").await;
    check.page.shows("done", "Approved").await;
    check.state("approved").await;
    check.shop.change("capture", "paid-0001", 287_250).await;
    check.page.shows("done", "Paid").await;
    check.shop.change("refund", "paid-0001", 10_000).await;
    check.page.shows("done", "Money on its way back").await;
    check.page.click("see-receipt").await;
    check.page.shows("receipt", "Winter jacket").await;
    check.state("receipt").await;
    check.end().await;
}

#[tokio::test]
async fn what_fails_is_accessible_in_light_and_dark() {
    let mut check = Check::open("/phones/4712345678").await;
    check.shop.pay(OLA, "fails-0001", 151).await;
    check.page.shows("payment-request", "1,51").await;
    check.page.click("approve-payment").await;
    check.page.shows("failure", "not enough money").await;
    check.state("failed").await;
    check.page.click("decline-payment").await;
    check.page.shows("done", "Declined").await;
    check.state("declined").await;
    check.shop.pay(OLA, "slow-0001", 201).await;
    check.page.shows("payment-request", "2,01").await;
    check.page.click("approve-payment").await;
    check.page.shows("processing", "Waiting for the bank").await;
    check.state("waiting for the bank").await;
    check.go("/phones/4712345678/activity", "activity with a request").await;
    check.shop.stop();
    check.page.shows("away", "No connection").await;
    check.state("away").await;
    check.end().await;
}

#[tokio::test]
async fn clubs_are_accessible_in_light_and_dark() {
    let mut check = Check::open("/phones/4798765432").await;
    let scope = "openid+name+email+address+customFlow+delegatedConsents";
    check.shop.ask_to_join(KARI, scope).await;
    check.page.shows("membership-request", "Join customer club").await;
    check.state("consent screen").await;
    check.page.click("accept-terms").await;
    check.page.click("approve-membership").await;
    check.page.shows("done", "You are in").await;
    check.page.click("tab-activity").await;
    check.page.click("entry").await;
    check.page.shows("joining", "Joined").await;
    check.state("joining").await;
    check.page.click("tab-clubs").await;
    check.page.click("leave-club").await;
    check.page.shows("confirm-leave", "Stop").await;
    check.state("clubs").await;
    check.end().await;
}

#[tokio::test]
async fn pages_without_a_request_are_accessible_in_light_and_dark() {
    let mut check = Check::open("/phones/4712345678").await;
    check.state("home").await;
    check.go("/phones/4712345678/activity", "no activity").await;
    check.go("/phones/4712345678/clubs", "no clubs").await;
    check.go("/phones", "overview").await;
    let body = json!({
        "amount": { "currency": "NOK", "value": 49_900 }, "paymentMethod": { "type": "WALLET" },
        "reference": "scan-0001", "userFlow": "QR", "qrFormat": { "format": "TEXT/TARGETURL" },
    });
    let made = check.shop.api("", &body).await;
    let (_, link) = made["redirectUrl"].as_str().unwrap().rsplit_once('/').unwrap();
    check.go(&format!("/pay/{link}"), "who scanned").await;
    check.go("/pay/nonsense", "gone").await;
    check.go("/simulator/", "manual").await;
    check.end().await;
}

#[tokio::test]
async fn a_payment_is_approved_by_keyboard_alone() {
    let mut shop = Shop::open("").await;
    let browser = Browser::start().await;
    let phone = browser.open(&shop.phone("/phones/4712345678"), PHONE_SIZE).await;
    phone.tab_to("tab-activity").await;
    phone.press(Key::Enter).await;
    phone.shows("no-activity", "Nothing yet").await;
    // A request lights the phone up, wherever in it the person is, and takes the focus.
    shop.pay(OLA, "keys-0001", 34_900).await;
    phone.shows("payment-request", "349,00").await;
    assert_eq!(phone.focused().await, "payment-request");
    let told = phone.script("return document.getElementById('alert').textContent").await;
    assert_eq!(told, "Fjelltopp Sport waits for your answer");
    phone.tab_to("approve-payment").await;
    phone.press(Key::Enter).await;
    phone.shows("done", "Approved").await;
    assert_eq!(phone.focused().await, "done");
    phone.tab_to("see-receipt").await;
    phone.press(Key::Enter).await;
    phone.shows("receipt", "Winter jacket").await;
    phone.tab_to("back").await;
    phone.press(Key::Enter).await;
    phone.shows("activity", "349,00").await;
    browser.quit().await;
    shop.stop();
}

#[tokio::test]
async fn one_consent_is_given_and_another_refused_by_keyboard_alone() {
    let mut shop = Shop::open("").await;
    let browser = Browser::start().await;
    let phone = browser.open(&shop.phone("/phones/4798765432"), PHONE_SIZE).await;
    shop.ask_to_join(KARI, "openid+name+delegatedConsents").await;
    phone.shows("binding-message", "KF-4821").await;
    phone.tab_to("consent-sms").await;
    phone.press(Key::Space).await;
    phone.tab_to("consent-email").await;
    phone.press(Key::Space).await;
    phone.press(Key::Space).await;
    phone.tab_to("approve-membership").await;
    phone.press(Key::Enter).await;
    phone.shows("done", "You are in").await;
    phone.tab_to("tab-activity").await;
    phone.press(Key::Enter).await;
    phone.tab_to("entry").await;
    phone.press(Key::Enter).await;
    phone.shows("joining", "You were asked").await;
    let answers = "return [...document.querySelectorAll('[data-test=consent-answer]')]\
                   .map((answer) => answer.textContent)";
    let answers = phone.script(answers).await.to_string();
    assert!(answers.contains("EmailNo") && answers.contains("SMSYes"), "{answers}");
    browser.quit().await;
    shop.stop();
}

#[tokio::test]
async fn a_request_never_tears_away_what_somebody_types() {
    let mut shop = Shop::open("").await;
    let browser = Browser::start().await;
    let phone = browser.open(&shop.phone("/phones/4712345678"), PHONE_SIZE).await;
    phone.click("scan-code").await;
    phone.tab_to("payment-code").await;
    phone.press(Key::Space).await;
    shop.pay(OLA, "type-0001", 34_900).await;
    phone.shows("payment-request", "349,00").await;
    assert_eq!(phone.focused().await, "payment-code");
    let typed = "return document.querySelector('[data-test=payment-code]').value";
    assert_eq!(phone.script(typed).await, " ");
    browser.quit().await;
    shop.stop();
}

#[tokio::test]
async fn a_login_that_runs_out_says_so_by_itself() {
    let mut shop = Shop::open("").await;
    let browser = Browser::start().await;
    let phone = browser.open(&shop.phone("/phones/4798765432"), PHONE_SIZE).await;
    shop.ask_to_join(KARI, "openid+name").await;
    phone.shows("left", ":").await;
    let advance = shop.call("simulator/clock/advance").body(r#"{"seconds": 597}"#);
    assert!(advance.send().await.unwrap().status().is_success());
    phone.shows("left", "0:0").await;
    phone.shows("done", "The request expired").await;
    let told = phone.script("return document.getElementById('status').textContent").await;
    assert!(told.as_str().unwrap().starts_with("The request expired"), "{told}");
    browser.quit().await;
    shop.stop();
}

#[tokio::test]
async fn eight_phones_on_one_page_are_all_alive() {
    let numbers: Vec<String> = (1..=8).map(|number| format!("479000000{number}")).collect();
    let customer = |number: &String| {
        format!(
            "[[customers]]\nmsisdn = '{number}'\napp_name = 'Vipps'\ngiven_name = 'Ola'\n\
             family_name = 'Nordmann'\nemail = 'ola@example.com'\nbirth_date = '1984-05-17'\n\
             street_address = 'Storgata 14'\npostal_code = '0184'\nregion = 'Oslo'\n\
             country = 'NO'\npersonal_qr = 'https://qr.vipps.no/28/2/01/031/{number}?v=1'\n"
        )
    };
    let customers: Vec<String> = numbers.iter().map(customer).collect();
    let mut shop = Shop::open(&customers.join("\n")).await;
    let browser = Browser::start().await;
    let page = browser.open(&shop.phone("/phones"), (1800, 1400)).await;
    page.looks((1800, 2400), "light").await;
    let shown = "return [...document.querySelectorAll('iframe')].filter((frame) =>\
                 frame.contentDocument?.querySelector('[data-test=SEEN]')).length";
    let are_eight = async |seen: &str| {
        let script = shown.replace("SEEN", seen);
        let what = format!("eight phones show {seen}");
        until(&what, || async { (page.script(&script).await == 8).then_some(()) }).await;
    };
    are_eight("personal-qr").await;
    for (at, number) in numbers.iter().enumerate() {
        shop.pay(number, &format!("eight-000{at}"), 34_900).await;
    }
    are_eight("payment-request").await;
    let focus = page.script("return document.activeElement.tagName").await;
    assert_eq!(focus, "BODY", "no phone takes the focus from another");
    browser.quit().await;
    shop.stop();
}

#[tokio::test]
async fn a_phone_says_that_the_server_is_away_and_comes_back() {
    let mut shop = Shop::open("").await;
    let browser = Browser::start().await;
    let phone = browser.open(&shop.phone("/phones/4712345678"), PHONE_SIZE).await;
    shop.pay(OLA, "away-0001", 34_900).await;
    phone.shows("payment-request", "349,00").await;
    phone.script("window.kept = true").await;
    shop.stop();
    phone.shows("away", "No connection").await;
    phone.click("approve-payment").await;
    phone.shows("payment-request", "349,00").await;
    shop.start().await;
    phone.has_no("payment-request").await;
    until("the notice is gone", || async {
        let hidden = phone.script("return document.getElementById('away').hidden").await;
        (hidden == true).then_some(())
    })
    .await;
    assert_eq!(phone.script("return window.kept").await, true, "no reload");
    browser.quit().await;
    shop.stop();
}
