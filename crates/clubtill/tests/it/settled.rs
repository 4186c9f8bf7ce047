//! A shop whose settings are not the demo's, in a browser: points that lower the price, and a club that is
//! kept elsewhere and can't be reached.

use crate::answers;
use crate::members::{CONSENTS, MEMBERS, TERMS};
use crate::own_club::{TOKEN, TOKEN_ENV};
use crate::prices::Office;
use crate::till::{JACKET, OLA_QR, SOCKS};
use testkit::{Browser, Page, Running, free_port, until};

const TILL_SIZE: (u32, u32) = (1280, 800);

/// The shop, its Vipps MobilePay and its till.
struct Shop {
    service: Running,
    till: Page,
    browser: Browser,
    _simulator: Running,
    _office: Office,
}

impl Shop {
    /// With other settings, and after something was done at the office.
    async fn open(change: impl FnOnce(String) -> String, prepare: impl FnOnce(&Office)) -> Self {
        let [listen, phones] = [free_port(), free_port()].map(|port| format!("127.0.0.1:{port}"));
        let office = Office::with(|demo| {
            let demo = demo.replace("127.0.0.1:8080", &listen);
            change(demo.replace("127.0.0.1:8090", &phones))
        });
        prepare(&office);
        let start = |arguments: &[&str], log: &str| {
            let log = office.folder.path().join(log);
            Running::start(env!("CARGO_BIN_EXE_clubtill"), arguments, log)
        };
        let simulator = start(&["simulate", "--listen", &phones], "simulator-log");
        until("the simulator answers", || answers(format!("http://{phones}/phones"))).await;
        let service = start(&["serve", "--config", office.config.to_str().unwrap()], "log");
        until("the service is ready", || answers(format!("http://{listen}/readyz"))).await;
        let browser = Browser::start().await;
        let till = browser.open(&format!("http://{listen}/till/1"), TILL_SIZE).await;
        Self { service, till, browser, _simulator: simulator, _office: office }
    }

    async fn scan(&self, text: &str) {
        self.till.scan("scan", text).await;
    }

    async fn close(mut self) {
        self.browser.quit().await;
        assert!(self.service.stop(), "it ends well: {}", self.service.log());
    }
}

#[tokio::test]
async fn points_lower_the_price_and_earn_less() {
    let change = |demo: String| {
        let demo = demo.replacen("[[club.consent]]", TERMS, 1);
        demo.replacen("point_pays = 10\n", "point_pays = 10\npoints_as = \"discount\"\n", 1)
    };
    let shop = Shop::open(change, |office| {
        let points = office.folder.path().join("points.csv");
        let lots = "phone_number,points,last_day\n+4712345678,239,2099-01-01\n";
        std::fs::write(&points, lots).unwrap();
        let more = ["--points", points.to_str().unwrap()];
        office.members(&more, MEMBERS, CONSENTS).unwrap();
    })
    .await;
    let till = &shop.till;
    shop.scan(OLA_QR).await;
    till.shows("member-name", "Ola").await;
    till.shows("points", "239").await;
    shop.scan(SOCKS).await;
    till.shows("total", "124,50 kr").await;
    till.shows("points-to-earn", "+12").await;
    till.click("other-tender").await;
    till.shows("tender-points", "239 = 23,90 kr").await;
    till.click("tender-points").await;
    till.shows("total", "100,60 kr").await;
    till.shows("points-to-earn", "+10").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "1").await;
    till.shows("off-by-points", "23,90").await;
    till.shows("points-earned", "+10").await;
    shop.close().await;
}

#[tokio::test]
async fn a_voucher_is_scanned_taken_off_put_on_again_and_used_once() {
    let shop = Shop::open(
        |demo| demo,
        |office| {
            let rows = "SPRING-26-1,Spring voucher,10,,,,,,,,,2099-05-31\n\
                    SPRING-26-2,Members' voucher,,5000,NOK,,,,members,,,2099-05-31\n\
                    SPRING-26-3,Old voucher,10,,,,,,,,,2020-05-31\n";
            let said = office.vouchers(&[], rows).unwrap();
            assert!(said.starts_with("3 vouchers are issued"), "{said}");
        },
    )
    .await;
    let till = &shop.till;
    shop.scan(SOCKS).await;
    till.shows("total", "149,00 kr").await;
    shop.scan("spring261").await;
    till.shows("voucher", "Spring voucher").await;
    till.shows("total", "134,10 kr").await;
    till.click("remove-voucher").await;
    till.has_no("voucher").await;
    till.shows("total", "149,00 kr").await;
    // For members alone, and nobody is known yet.
    shop.scan("SPRING-26-2").await;
    till.shows("message", "not for this customer").await;
    till.has_no("voucher").await;
    shop.scan("SPRING-26-3").await;
    till.shows("message", "has expired").await;
    shop.scan("SPRING-26-1").await;
    till.shows("total", "134,10 kr").await;
    till.click("other-tender").await;
    till.shows("tender-cash", "Cash · 134,00 kr").await;
    till.click("tender-cash").await;
    till.shows("receipt-number", "1").await;
    till.shows("off-by-voucher", "14,90").await;
    till.shows("change", "–").await;
    till.scan("received", "133,5").await;
    till.shows("change", "–").await;
    till.script("document.getElementById('received').value = ''").await;
    till.scan("received", "200").await;
    till.shows("change", "66").await;
    till.keep_picture("till-change").await;

    till.shows("primary", "New sale").await;
    till.click("primary").await;
    shop.scan("SPRING-26-1").await;
    till.shows("message", "used").await;
    till.has_no("voucher").await;
    shop.close().await;
}

#[tokio::test]
async fn a_club_that_cant_be_asked_is_told_of_at_the_till() {
    let (club, folder) = (format!("127.0.0.1:{}", free_port()), tempfile::tempdir().unwrap());
    let arguments =
        ["directory", "--listen", &club, "--token-env", TOKEN_ENV, "--member", "4712345678=Ola"];
    let log = folder.path().join("club-log");
    let open_club = async || {
        let running = Running::start(env!("CARGO_BIN_EXE_clubtill"), &arguments, log.clone());
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let call = || client.post(format!("http://{club}/members/lookup")).bearer_auth(TOKEN);
        // Refused in so many words is answered.
        until("the club answers", || async { call().send().await.ok() }).await;
        running
    };
    let change = |demo: String| {
        let (before, rest) = demo.split_once("expire_after_days").unwrap();
        let (_, after) = rest.split_once("# A club that is kept").unwrap();
        let directory =
            format!("[club.directory]\nurl = \"http://{club}/\"\ntoken_env = \"{TOKEN_ENV}\"\n");
        format!("{before}{directory}# {after}")
    };
    let shop = Shop::open(change, |_| ()).await;
    let till = &shop.till;
    shop.scan(OLA_QR).await;
    till.shows("membership-unanswered", "can't be asked just now").await;
    till.shows("membership-unanswered", "Scan again to ask again").await;
    shop.scan(JACKET).await;
    till.shows("total", "3 199,00 kr").await;
    let mut running = open_club().await;
    // It is left alone for some seconds after it did not answer: scanned again until it is asked again.
    until("the club is asked again", || async {
        shop.scan(OLA_QR).await;
        till.text("member-name").await.filter(|name| name == "Ola")
    })
    .await;
    till.has_no("membership-unanswered").await;
    till.shows("total", "2 399,00 kr").await;
    shop.close().await;
    assert!(running.stop(), "it ends well: {}", running.log());
}
