//! Joining the club in a browser: each way in which it can end, as cashier and customer see it.

use crate::killed::{DEMO_SETTINGS, call, post};
use crate::{answers, command_line::clubtill};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Browser, Page, Running, free_port, until};

const OLA: &str = "12345678";
const KARI: &str = "98765432";
const OLD_APP: &str = "40000002";
const TOO_YOUNG: &str = "40000003";
const NO_APP: &str = "99999999";
const JACKET: &str = "9521234500018";

/// The simulator's own settings, with Ola in it, and three customers more.
fn world() -> String {
    let settings =
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../vipps-simulator/simulator.toml"));
    let customer = |name: &str, number: &str, birth_date: &str, more: &str| {
        format!(
            "\n[[customers]]\nmsisdn = \"47{number}\"\napp_name = \"Vipps\"\ngiven_name = \"{name}\"\n\
             family_name = \"Vik\"\nemail = \"per@example.com\"\nbirth_date = \"{birth_date}\"\n\
             street_address = \"Storgata 1\"\npostal_code = \"0184\"\nregion = \"Oslo\"\n\
             country = \"NO\"\npersonal_qr = \"https://qr.vipps.no/28/2/01/031/47{number}?v=1\"\n\
             {more}\n"
        )
    };
    // Too young on whatever day this runs.
    let young = customer("Per", TOO_YOUNG, "2999-01-01", "");
    let kari = customer("Kari", KARI, "1991-11-02", "");
    let old_app = customer("Per", OLD_APP, "1980-01-01", "has_old_app = true");
    format!("{settings}{kari}{old_app}{young}")
}

/// A shop with a simulator of its own, and its screens.
struct Shop {
    simulator: Running,
    service: Running,
    service_url: String,
    simulator_url: String,
    browser: Browser,
    till: Page,
    display: Page,
    phone: Page,
    _folder: tempfile::TempDir,
}

impl Shop {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [service_port, simulator_port] = [free_port(), free_port()];
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("simulator.toml"), world()).unwrap();
        let text = DEMO_SETTINGS
            .replace("127.0.0.1:8080", &format!("127.0.0.1:{service_port}"))
            .replace("127.0.0.1:8090", &format!("127.0.0.1:{simulator_port}"))
            .replace("clubtill-data", path("data").to_str().unwrap());
        std::fs::write(path("shop.toml"), text).unwrap();
        let [world, config] = ["simulator.toml", "shop.toml"].map(&path);
        let [world, config] = [&world, &config].map(|path| path.to_str().unwrap());
        let products = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/products.csv");
        let (ok, _, error) = clubtill(&["import", "--config", config, products]);
        assert!(ok, "{error}");

        let program = env!("CARGO_BIN_EXE_clubtill");
        let [service_url, simulator_url] =
            [service_port, simulator_port].map(|port| format!("http://127.0.0.1:{port}"));
        let listen = format!("127.0.0.1:{simulator_port}");
        let simulate = ["simulate", "--listen", &listen, "--config", world];
        let simulator = Running::start(program, &simulate, path("simulator.log"));
        let ready = format!("{simulator_url}/simulator/openapi.json");
        until("the simulator answers", || answers(ready.clone())).await;
        let service = Running::start(program, &["serve", "--config", config], path("log"));
        until("the service is ready", || answers(format!("{service_url}/readyz"))).await;

        let browser = Browser::start().await;
        let till = browser.open(&format!("{service_url}/till/1"), (1280, 800)).await;
        let display = browser.open(&format!("{service_url}/display/1"), (1024, 768)).await;
        let phone = browser.open(&format!("{simulator_url}/phones/47{KARI}"), (480, 800)).await;
        Self {
            simulator,
            service,
            service_url,
            simulator_url,
            browser,
            till,
            display,
            phone,
            _folder: folder,
        }
    }

    async fn control(&self, method: Method, path: &str, body: Value) {
        let url = format!("{}/simulator/{path}", self.simulator_url);
        let answer = reqwest::Client::new().request(method, url).json(&body).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    async fn faults(&self, rules: Value) {
        self.control(Method::PUT, "faults", json!({ "rules": rules })).await;
    }

    /// Somebody with that number comes to the till and is asked.
    async fn asks(&self, number: &str) {
        self.till.scan("scan", number).await;
        self.till.shows("customer", &format!("ends {}", &number[number.len() - 2..])).await;
        self.till.click("ask-membership").await;
    }

    /// The till says how it ended, and offers to ask again.
    async fn tells(&self, state: &str, words: &str) {
        self.till.is("membership-state", state).await;
        self.till.shows("membership-state", words).await;
        self.till.shows("ask-membership", "Ask again").await;
    }

    /// The customer goes.
    async fn goes(&self) {
        let sale =
            self.till.script("return document.querySelector('input[name=sale]').value").await;
        let sale = sale.as_str().unwrap();
        let url = format!("{}/v1/sales/{sale}/customer", self.service_url);
        call(Method::DELETE, &url, json!({})).await.unwrap();
        self.till.has_no("ask-membership").await;
    }

    async fn end(mut self) {
        self.browser.quit().await;
        assert!(self.service.stop(), "the service ends well: {}", self.service.log());
        self.simulator.stop();
    }
}

#[tokio::test]
async fn every_way_in_which_joining_ends_is_told_at_the_till() {
    let shop = Shop::open().await;
    let Shop { till, display, phone, .. } = &shop;

    // Waiting, and no message shows since notifications are off. Then a no.
    shop.asks(KARI).await;
    till.is("membership-state", "pending").await;
    till.shows("customer", "Ask the customer to open the app if no message shows").await;
    display.shows("what-now", "Join in the app on your phone").await;
    phone.click("decline-membership").await;
    shop.tells("declined", "said no this time").await;
    display.shows("what-now", "The payment request will come").await;
    shop.goes().await;

    // Not a user, too young, an old app.
    for (number, words) in [
        (NO_APP, "it takes the app, and an age of 15"),
        (TOO_YOUNG, "it takes the app, and an age of 15"),
        (OLD_APP, "app is too old"),
    ] {
        shop.asks(number).await;
        shop.tells("refused", words).await;
        if number == OLD_APP {
            display.shows("detail", "To join the club, update the").await;
        }
        shop.goes().await;
    }

    // Asked too often.
    let too_often = json!({ "status": { "status": 429, "retry_after_s": 20 } });
    shop.faults(json!([{ "on": "startLogin", "effect": too_often }])).await;
    shop.asks(OLA).await;
    shop.tells("refused", "asked too often").await;
    shop.faults(json!([])).await;

    // Nobody answers.
    till.click("ask-membership").await;
    till.is("membership-state", "pending").await;
    shop.control(Method::POST, "clock/advance", json!({ "seconds": 900 })).await;
    shop.tells("expired", "Nobody answered in time").await;
    display.shows("detail", "The invitation has run out").await;

    // The answer is lost, and after some of those nobody is asked at all; the till sells on.
    shop.faults(json!([{ "on": "* /vipps-login-ciba/*", "effect": "drop_request" }])).await;
    for _ in 0..3 {
        till.click("ask-membership").await;
        shop.tells("lost", "Ask the customer once more").await;
    }
    till.click("ask-membership").await;
    till.shows("message", "can't be reached right now").await;
    shop.faults(json!([])).await;
    till.scan("scan", JACKET).await;
    till.click("other-tender").await;
    till.click("tender-cash").await;
    till.shows("receipt", "Winter jacket").await;
    shop.end().await;
}

#[tokio::test]
async fn the_cashier_stops_waiting_asks_again_and_the_customer_joins() {
    let shop = Shop::open().await;
    let Shop { till, display, phone, .. } = &shop;
    shop.asks(KARI).await;
    till.is("membership-state", "pending").await;
    till.click("cancel-membership").await;
    shop.tells("cancelled", "a yes there still counts").await;
    till.scan("scan", JACKET).await;
    till.shows("total", "3 199,00 kr").await;
    till.click("ask-membership").await;
    till.is("membership-state", "pending").await;
    phone.click("approve-membership").await;
    till.shows("member-name", "Kari").await;
    till.shows("total", "2 399,00 kr").await;
    display.shows("greeting", "Kari").await;

    // It is somebody else with that number: asked anew, and it is Kari after all.
    till.click("ask-anew").await;
    till.is("membership-state", "pending").await;
    phone.click("approve-membership").await;
    till.shows("ask-anew", "Not Kari").await;
    post(
        &format!("{}/v1/sales/{}/tenders", shop.service_url, sale_of(till).await),
        json!({ "kind": "cash" }),
    )
    .await;
    till.shows("receipt", "Winter jacket").await;
    shop.end().await;
}

async fn sale_of(till: &Page) -> String {
    let script = "return document.querySelector('input[name=sale]').value";
    till.script(script).await.as_str().unwrap().to_owned()
}
